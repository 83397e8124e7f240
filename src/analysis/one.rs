//! One input at a time: what a metric changes by when an input goes to either end of its band, all others as they are.

use super::Index;
use crate::stats::{ConfidenceLevel, Moments, paired_differences, t_interval};

/// What one input does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// The metric at the low end less that without a change; `None` where one of them is not known.
    pub low: Option<Index>,
    /// The same at the high end.
    pub high: Option<Index>,
}

impl Effects {
    /// The greater of both, whatever its sign.
    pub fn reach(&self) -> f64 {
        [self.low, self.high].into_iter().flatten().map(|index| index.estimate.abs()).fold(0.0, f64::max)
    }

    /// Whether either can be told from zero.
    pub fn is_told(&self) -> bool {
        [self.low, self.high].into_iter().flatten().any(|index| index.is_told())
    }
}

/// Effects from the values of one-at-a-time points: first that without a change, then of each input the low end and the
/// high end. A point without values is one that could not be played. Intervals are Student's over pairs of replications.
pub fn one_at_a_time(values: &[Vec<Option<f64>>]) -> Vec<Effects> {
    let Some((base, ends)) = values.split_first() else { return Vec::new() };
    ends.chunks_exact(2)
        .map(|ends| Effects { low: difference(base, &ends[0]), high: difference(base, &ends[1]) })
        .collect()
}

fn difference(base: &[Option<f64>], other: &[Option<f64>]) -> Option<Index> {
    let pairs = base.iter().zip(other).filter_map(|(base, other)| Some(((*base)?, (*other)?)));
    let moments: Moments = paired_differences(pairs);
    let interval = t_interval(&moments, ConfidenceLevel::NINETY_FIVE);
    Some(Index::new(moments.mean()?, interval.map(|ends| (ends.low, ends.high))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Noise that both ends share cancels: the effect of the first input is −1 and 2 to the last digit.
    #[test]
    fn noise_of_shared_replications_cancels() {
        let noise = [0.3, -1.2, 0.8, 0.1];
        let at = |level: f64| noise.iter().map(|noise| Some(level + noise)).collect::<Vec<_>>();
        let mut other = at(5.0);
        other[1] = None;
        let found = one_at_a_time(&[at(5.0), at(4.0), at(7.0), other, Vec::new()]);
        assert_relative_eq!(found[0].low.unwrap().estimate, -1.0, max_relative = 1e-12);
        assert_relative_eq!(found[0].reach(), 2.0, max_relative = 1e-12);
        assert!(found[0].is_told());
        assert_relative_eq!(found[1].low.unwrap().estimate, 0.0);
        assert!(found[1].high.is_none() && !found[1].is_told());
    }
}
