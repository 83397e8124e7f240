//! Times to an event in independent clusters, some of them cut short or ended otherwise.
//!
//! The quantile is that of [`Survival::incidence_quantile`] over all cases.

use super::packed::Packed;
use super::pooled_quantile::{Estimate, Pooled, around, jackknife, shares_around};
use super::{Clusters, ConfidenceLevel, Interval, LogHistogram, Survival};

/// Most groups that are left out one after the other: each takes a course of its own.
const MOST_LEFT_OUT: usize = 64;

/// Cases by how they ended, in clusters.
#[derive(Debug, Clone)]
pub struct Courses {
    events: Clusters,
    others: Clusters,
    censored: Clusters,
}

impl Default for Courses {
    fn default() -> Self {
        let none = Clusters::of_sketches;
        Self { events: none(), others: none(), censored: none() }
    }
}

/// All cases together, and those of each group that is left out.
struct Parts<'a> {
    pooled: [&'a Pooled; 3],
    groups: Vec<[&'a [Packed]; 3]>,
}

impl Parts<'_> {
    fn whole(&self) -> Option<Survival> {
        course(self.pooled)
    }

    /// What each group changes by being left out; `None` if something is not defined without one.
    fn left_out(&self, of: impl Fn(&Survival) -> Option<f64>) -> Option<Vec<f64>> {
        let without = |group: &[&[Packed]; 3]| {
            let [events, others, censored] =
                [0, 1, 2].map(|kind| self.pooled[kind].without(group[kind].iter()));
            course([&events, &others, &censored]).as_ref().and_then(&of)
        };
        self.groups.iter().map(without).collect()
    }

    /// Student's t with as many degrees of freedom as there are groups, less one.
    fn t(&self, level: ConfidenceLevel) -> Option<f64> {
        level.t_quantile((self.groups.len() as u64).checked_sub(1)?)
    }
}

fn course([events, others, censored]: [&Pooled; 3]) -> Option<Survival> {
    let events = events.points().map(|(time, count)| (time, count, 0, 0));
    let others = others.points().map(|(time, count)| (time, 0, count, 0));
    let censored = censored.points().map(|(time, count)| (time, 0, 0, count));
    Survival::from_counts(events.chain(others).chain(censored))
}

impl Courses {
    /// Adds a cluster: times of those who had the event, of those who ended otherwise, and of those still open.
    pub fn push(&mut self, events: &LogHistogram, others: &LogHistogram, censored: &LogHistogram) {
        self.events.push_sketch(events);
        self.others.push_sketch(others);
        self.censored.push_sketch(censored);
    }

    /// The times of those who had the event.
    pub fn events(&self) -> &Clusters {
        &self.events
    }

    /// Bytes that the groups take.
    pub fn bytes(&self) -> usize {
        self.events.bytes() + self.others.bytes() + self.censored.bytes()
    }

    fn parts(&self) -> Parts<'_> {
        let all = [&self.events, &self.others, &self.censored];
        let size = self.events.groups().len().div_ceil(MOST_LEFT_OUT).max(1);
        let groups = (0..self.events.groups().len())
            .step_by(size)
            .map(|from| all.map(|one| &one.groups()[from..(from + size).min(one.groups().len())]))
            .collect();
        Parts { pooled: all.map(Clusters::pooled), groups }
    }

    /// The time by which a share `p` has had the event, of all who have it in the end, with an interval as
    /// Woodruff's: the error of the share at that time comes from leaving out one group of clusters after the
    /// other (a jackknife, as the share is no ratio of sums where cases are censored).
    ///
    /// No interval as for [`Clusters::estimate`].
    pub fn estimate(&self, p: f64, level: ConfidenceLevel) -> Estimate {
        let parts = self.parts();
        let Some(whole) = parts.whole() else { return Estimate::default() };
        let value = whole.incidence_quantile(p);
        let ends = || {
            let (time, t) = (value?, parts.t(level)?);
            let error =
                |of: fn(&Survival, f64) -> Option<f64>| jackknife(&parts.left_out(|one| of(one, time))?);
            let error = error(Survival::share_of_events)?.max(error(Survival::share_of_events_before)?);
            let (low, high) = shares_around(p, t * error).filter(|_| error > 0.0)?;
            // A point stands for values within the error of a sketch.
            let low = whole.incidence_quantile(low)? * (1.0 - LogHistogram::RELATIVE_ERROR);
            let high = whole.incidence_quantile(high)? * (1.0 + LogHistogram::RELATIVE_ERROR);
            Interval::new(low, high).map(|interval| (interval, interval.half_width() / t))
        };
        let known = ends();
        Estimate { value, std_error: known.map(|known| known.1), interval: known.map(|known| known.0) }
    }

    /// The quantile without each group of clusters, one after the other; `None` where that leaves none.
    pub(super) fn left_out(&self, p: f64) -> Option<Vec<f64>> {
        self.parts().left_out(|one| one.smooth_incidence_quantile(p))
    }

    /// The quantile of `other` less that of `base`, by pairs as in [`Clusters::difference`].
    pub fn difference(base: &Self, other: &Self, p: f64, level: ConfidenceLevel) -> Estimate {
        let (first, second) = (base.parts(), other.parts());
        let quantile = |parts: &Parts<'_>| parts.whole()?.incidence_quantile(p);
        let value = quantile(&second).zip(quantile(&first)).map(|(b, a)| b - a);
        let smooth = |one: &Survival| one.smooth_incidence_quantile(p);
        let left_out = first.left_out(smooth).zip(second.left_out(smooth));
        let differences: Option<Vec<f64>> =
            left_out.map(|(a, b)| a.iter().zip(b).map(|(a, b)| b - a).collect());
        around(value, differences.and_then(|all| jackknife(&all)), first.t(level))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::Source;
    use super::*;
    use approx::assert_relative_eq;

    const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

    fn sketch(values: &[f64]) -> LogHistogram {
        let mut sketch = LogHistogram::new();
        for value in values {
            sketch.record(*value);
        }
        sketch
    }

    /// Without censored cases and other ends, the share is a ratio of sums and the jackknife of it nearly its standard
    /// error: for clusters of one size, exactly.
    #[test]
    fn without_censoring_it_is_woodruffs_interval() {
        let mut source = Source::new(0x5EED_0300);
        let mut courses = Courses::default();
        for _ in 0..20 {
            let shift = source.uniform();
            let values: Vec<f64> = (0..200).map(|_| 1.0 + shift + source.uniform()).collect();
            courses.push(&sketch(&values), &LogHistogram::new(), &LogHistogram::new());
        }
        for p in [0.5, 0.9] {
            let (found, plain) = (courses.estimate(p, LEVEL), courses.events().estimate(p, LEVEL));
            assert_relative_eq!(found.value.unwrap(), plain.value.unwrap(), max_relative = 0.008);
            let (found, plain) = (found.interval.unwrap(), plain.interval.unwrap());
            // Edges of bins against points with the error of a sketch.
            assert_relative_eq!(found.low, plain.low, max_relative = 0.012);
            assert_relative_eq!(found.high, plain.high, max_relative = 0.012);
        }
    }

    #[test]
    fn what_is_not_known_is_none() {
        let mut courses = Courses::default();
        assert_eq!(courses.estimate(0.5, LEVEL), Estimate::default());
        courses.push(&sketch(&[1.0, 2.0]), &sketch(&[3.0]), &LogHistogram::new());
        let one = courses.estimate(0.5, LEVEL);
        assert!(one.value.is_some() && one.interval.is_none() && one.std_error.is_none(), "{one:?}");
        courses.push(&sketch(&[1.0, 2.0]), &sketch(&[3.0]), &LogHistogram::new());
        assert_eq!(courses.estimate(0.5, LEVEL).interval, None, "both are the same");
        assert_eq!(Courses::difference(&courses, &courses, 0.5, LEVEL).interval, None);
    }
}
