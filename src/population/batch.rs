//! How many people arrive together. When they do is not known here.

use crate::random::{Law, Stream};

/// Sizes of the batches in which people arrive: whole numbers from 1 to [`BatchSizes::LARGEST`].
///
/// A draw of the law is rounded to the nearest whole number, halves upwards, and brought into that
/// range.
#[derive(Debug, Clone)]
pub struct BatchSizes {
    law: Law,
    mean: f64,
}

impl BatchSizes {
    /// The largest batch. It keeps one batch small in memory, and the mean a sum that ends.
    pub const LARGEST: u32 = 10_000;

    /// The sizes that rounding makes of `law`.
    pub fn new(law: Law) -> Self {
        let mean = rounded_mean(&law);
        Self { law, mean }
    }

    /// Mean size, exact for the rounded draws, at least 1.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Draws one size.
    pub(super) fn sample(&self, stream: &mut Stream) -> u32 {
        self.law.sample(stream).round().clamp(1.0, f64::from(Self::LARGEST)) as u32
    }
}

/// E N = Σ P(N > k) over k ≥ 0, where P(N > 0) = 1 and N > k when the draw is k + ½ or more.
fn rounded_mean(law: &Law) -> f64 {
    /// Less than this is left in the tail: at most 1e-8 of a person in all.
    const NEGLIGIBLE: f64 = 1e-12;
    let above = |k: u32| 1.0 - law.cdf((f64::from(k) + 0.5).next_down());
    1.0 + (1..BatchSizes::LARGEST).map(above).take_while(|tail| *tail > NEGLIGIBLE).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{LawSpec, Purpose, ReplicationKey};

    fn sizes(spec: LawSpec) -> BatchSizes {
        BatchSizes::new(Law::new(spec).expect("valid"))
    }

    /// Means by hand: a geometric law is whole already; uniform on 0..3 is rounded to 1, 2, 3 with
    /// probabilities 3/6, 2/6, 1/6; 1.5 and 2.5 go up.
    #[test]
    fn the_mean_is_that_of_the_rounded_draws() {
        let halves = LawSpec::Discrete { values: vec![1.5, 2.5], weights: vec![1.0, 3.0] };
        for (spec, mean) in [
            (LawSpec::Constant(4.0), 4.0),
            (LawSpec::Constant(0.0), 1.0),
            (LawSpec::Constant(1e9), 10_000.0),
            (LawSpec::Geometric { mean: 3.0 }, 3.0),
            (LawSpec::Uniform { min: 0.0, max: 3.0 }, 10.0 / 6.0),
            (halves, 0.25 * 2.0 + 0.75 * 3.0),
        ] {
            let found = sizes(spec.clone()).mean();
            assert!((found - mean).abs() < 1e-7, "{spec:?}: {found}");
        }
    }

    /// Drawn sizes have the stated mean: 4 standard errors, five laws, false alarm below 4e-4, seed
    /// fixed.
    #[test]
    fn draws_have_the_stated_mean() {
        let key = ReplicationKey::new(3, 0);
        for spec in [
            LawSpec::Geometric { mean: 3.0 },
            LawSpec::Uniform { min: 0.0, max: 3.0 },
            LawSpec::LogNormal { median: 1.2, sigma: 0.8 },
            LawSpec::Exponential { mean: 0.7 },
            LawSpec::Discrete { values: vec![1.0, 2.0, 5.0], weights: vec![5.0, 3.0, 2.0] },
        ] {
            let sizes = sizes(spec.clone());
            let n = 50_000_u32;
            let draws = |i: u32| f64::from(sizes.sample(&mut key.stream(i.into(), Purpose::Arrivals, 0)));
            let (sum, squares) = (0..n).map(draws).fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
            let mean = sum / f64::from(n);
            let error = ((squares / f64::from(n) - mean * mean) / f64::from(n)).sqrt();
            assert!((mean - sizes.mean()).abs() < 4.0 * error, "{spec:?}: {mean} against {}", sizes.mean());
        }
    }
}
