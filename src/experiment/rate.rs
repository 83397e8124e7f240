//! One measure over replications: its estimate and its error.

use crate::observe::Measure;
use crate::stats::{
    ClusterSums, ConfidenceLevel, Controlled, Estimate, Interval, Moments, controlled, logit_interval,
    logit_t_interval, share_interval, t_interval,
};

/// A measure: its mean over replications, for shares of counted things the pooled counts behind it, and for means of cases
/// their sums.
#[derive(Debug, Clone, Default)]
pub struct RateEstimate {
    /// The values, over replications in which it is defined.
    pub moments: Moments,
    /// Pooled numerator; 0 if it is no share.
    pub numerator: u64,
    /// Pooled denominator; 0 if it is no share.
    pub denominator: u64,
    /// Sum and number of the cases of each replication; empty if it is no mean of cases.
    pub cases: ClusterSums,
}

impl RateEstimate {
    /// Adds one replication of a share.
    pub fn push(&mut self, numerator: u64, denominator: u64) {
        if denominator > 0 {
            self.moments.push(numerator as f64 / denominator as f64);
            self.numerator += numerator;
            self.denominator += denominator;
        }
    }

    /// Adds what one replication says; nothing if it is not defined there.
    pub fn push_measure(&mut self, measure: &Measure) {
        if let Some((sum, count)) = measure.cases {
            self.cases.push(sum, count);
        }
        if let Some(value) = measure.value {
            self.moments.push(value);
            self.numerator += measure.numerator;
            self.denominator += measure.denominator;
        }
    }

    /// Mean over replications, or of the cases of all of them.
    pub fn mean(&self) -> Option<f64> {
        if self.cases.is_empty() { self.moments.mean() } else { self.cases.mean() }
    }

    /// 95 % interval: see [`Self::interval_at`].
    pub fn interval(&self) -> Option<Interval> {
        self.interval_at(ConfidenceLevel::NINETY_FIVE)
    }

    /// Interval of the mean: of a share inside 0..1, of anything else Student's t. `None` with fewer than two
    /// replications: what happens in one shares its queue, so its spread alone would make it too narrow.
    pub fn interval_at(&self, level: ConfidenceLevel) -> Option<Interval> {
        if self.moments.count() < 2 {
            None
        } else if self.denominator > 0 {
            share_interval(&self.moments, self.numerator, self.denominator, level)
        } else {
            t_interval(&self.moments, level)
        }
    }

    /// The mean with control variates, by what each replication says and the controls of each; `None` where they do
    /// nothing for it, or would lead out of 0 to 1.
    pub(super) fn controlled(
        &self,
        by_replication: &[Option<f64>],
        controls: &[Vec<f64>],
    ) -> Option<Controlled> {
        let values = if self.cases.is_empty() { by_replication.to_vec() } else { self.cases.pseudo_values() };
        let both = values.iter().zip(controls);
        let (values, rows): (Vec<f64>, Vec<&[f64]>) =
            both.filter_map(|(value, row)| Some(((*value)?, &row[..]))).unzip();
        let found = controlled(&values, &rows)?;
        let possible = self.denominator == 0 || (found.value > 0.0 && found.value < 1.0);
        (possible && found.value.is_finite()).then_some(found)
    }

    /// The estimate that this is, with an interval on the scale on which it has one without controls.
    pub(super) fn estimate_of(
        &self,
        found: &Controlled,
        (unit, signed): (&str, bool),
        level: ConfidenceLevel,
    ) -> Estimate {
        let (value, error) = (found.value, found.std_error);
        let reach = level.t_quantile(found.freedom).map(|t| t * error).filter(|reach| *reach > 0.0);
        let plain = reach.map(|reach| Interval { low: value - reach, high: value + reach });
        let whole = self.moments.min().is_some_and(|min| min >= 0.0)
            && self.moments.max().is_some_and(|max| max <= 1.0);
        let interval = if self.denominator > 0 || (unit == "share" && whole && self.cases.is_empty()) {
            logit_interval(value, error, found.freedom, level)
        } else if signed {
            plain
        } else if self.cases.is_empty() {
            plain.map(Interval::from_zero)
        } else {
            reach.and_then(|reach| Interval::of_positive(value, reach))
        };
        Estimate { value: Some(value), std_error: Some(error), interval }
    }

    /// The mean with its error. Its interval does not leave the values that what is measured can take: shares of
    /// time are treated as shares of counted things are, unless overtime makes more of them than 1, and an interval
    /// of what is not `signed` ends at 0.
    ///
    /// Of a mean of cases it is that of all cases of all replications, a ratio of sums over replications
    /// ([`ClusterSums::estimate`]): whoever comes on a busy day counts as much as anyone else.
    pub fn estimate_at(&self, unit: &str, signed: bool, level: ConfidenceLevel) -> Estimate {
        if !self.cases.is_empty() {
            return self.cases.estimate(signed, level);
        }
        let moments = &self.moments;
        let within = |low: f64, high: f64| {
            moments.min().is_some_and(|min| min >= low) && moments.max().is_some_and(|max| max <= high)
        };
        let interval = if self.denominator == 0 && unit == "share" && within(0.0, 1.0) {
            logit_t_interval(moments, level)
        } else {
            self.interval_at(level)
        };
        let interval = if signed { interval } else { interval.map(Interval::from_zero) };
        Estimate { value: moments.mean(), std_error: moments.std_error(), interval }
    }
}
