//! When a run is precise enough to end.

use super::{Compared, Estimates, Pair};
use crate::observe::{METRICS, STATION_MEASURES};
use crate::stats::{ConfidenceLevel, Estimate};

/// The half-width that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HalfWidth {
    /// In the unit of the metric, above 0.
    Absolute(f64),
    /// As a share of the true value, above 0 and below 1.
    Relative(f64),
}

impl HalfWidth {
    /// In the unit of the metric, for an estimate of the value that a relative one is a share of: γ/(1 + γ) of it, which is
    /// at most γ of the true value as long as the estimate is within that share of it.
    fn of(self, estimate: f64) -> f64 {
        match self {
            Self::Absolute(width) => width,
            Self::Relative(share) => share / (1.0 + share) * estimate.abs(),
        }
    }
}

/// What an estimate is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// A metric of the summary, by its position in [`METRICS`].
    Metric(usize),
    /// A measure of a station.
    Station {
        /// Position of the station among the stations.
        station: usize,
        /// Position of the measure in [`STATION_MEASURES`].
        measure: usize,
    },
}

impl Measured {
    /// The unit in the tables.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Metric(metric) => METRICS[metric].unit,
            Self::Station { measure, .. } => STATION_MEASURES[measure].1,
        }
    }

    /// The estimate with its 95 % interval; `None` where there is no such station.
    pub fn estimate(self, estimates: &Estimates) -> Option<Estimate> {
        let level = ConfidenceLevel::NINETY_FIVE;
        match self {
            Self::Metric(metric) => Some(estimates.metric(metric, level)),
            Self::Station { station, measure } => {
                estimates.stations.get(station).map(|station| station.estimate(measure, level))
            }
        }
    }

    /// Replications in which it is defined.
    pub fn defined(self, estimates: &Estimates) -> u64 {
        match self {
            Self::Metric(metric) => estimates.metrics[metric].moments.count(),
            Self::Station { station, measure } => {
                estimates.stations.get(station).map_or(0, |station| station.measures[measure].moments.count())
            }
        }
    }
}

/// How precise an estimate must be before no further replication is played.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// What it is called: as in `summary.csv`, or `STATION.MEASURE`.
    pub name: String,
    /// What is estimated.
    pub of: Measured,
    /// Largest half-width of its 95 % interval.
    pub half_width: HalfWidth,
}

/// How precise the differences of other runs to one of the same seed must be before no further replication is played.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedPrecision {
    /// What it is called: as in `summary.csv`, or `STATION.MEASURE`.
    pub name: String,
    /// What is compared, of each of the others in their order.
    pub of: Vec<Compared>,
    /// Largest half-width of the 95 % intervals of the differences; a relative one is of the value in the base, as a
    /// difference may be nothing.
    pub half_width: HalfWidth,
}

impl PairedPrecision {
    /// Of each of the others, the half-width reached and the one allowed; `None` where it cannot be known.
    pub fn reached(&self, base: &Estimates, others: &[&Estimates]) -> Vec<Option<(f64, f64)>> {
        let of = |(compared, other): (&Compared, &&Estimates)| {
            let found = Pair { compared: *compared, base, other }.difference()?;
            Some((found.difference.interval?.half_width(), self.half_width.of(found.base?)))
        };
        self.of.iter().zip(others).map(of).collect()
    }
}

/// Whether runs of the same seed may end, the first of which the others are compared with: every precision is reached or
/// given up. To be asked at the looks of [`next_look`] alone.
pub fn precise_together(precisions: &[PairedPrecision], runs: &[&Estimates]) -> bool {
    expected_together(precisions, runs).is_none()
}

/// How many replications will be needed, as far as these tell; `None` if no more are.
pub fn expected_together(precisions: &[PairedPrecision], runs: &[&Estimates]) -> Option<u64> {
    let (base, others) = runs.split_first()?;
    let played = base.replications;
    let all = precisions.iter().flat_map(|precision| precision.reached(base, others));
    needed(played, all)
}

/// The first look, and the one after so many replications: at 30, 45, 68 and so on, half as many again each time.
pub fn next_look(played: u64) -> u64 {
    if played < FIRST_LOOK { FIRST_LOOK } else { (3 * played).div_ceil(2) }
}

/// The look at which all of these half-widths will be reached or given up, if they go on as they are after so many
/// replications; `None` if they are so already.
fn needed(played: u64, all: impl Iterator<Item = Option<(f64, f64)>>) -> Option<u64> {
    let mut most = 0.0_f64;
    for found in all {
        let more = match found {
            Some((reached, allowed)) if reached <= allowed => continue,
            Some((reached, allowed)) => played as f64 * (reached / allowed).powi(2),
            None if played >= GIVEN_UP_AFTER => continue,
            None => GIVEN_UP_AFTER as f64,
        };
        most = most.max(more);
    }
    if most == 0.0 {
        return None;
    }
    let mut look = next_look(played);
    while (look as f64) < most {
        look = next_look(look);
    }
    Some(look)
}

/// Replications that are always played before precision is looked at: below this a t interval is wide, its width
/// uncertain, and the interval of a quantile covers less than it should.
const FIRST_LOOK: u64 = 30;

/// A metric that was the same, or not defined, in so many replications is given up: its interval cannot be known,
/// and more of the same would not help.
const GIVEN_UP_AFTER: u64 = 100;

impl Precision {
    /// The largest half-width allowed for an estimate, in its unit.
    ///
    /// A relative one, γ, is of the estimate γ/(1 + γ): then it is at most γ of the true value wherever the interval
    /// covers (Law 2015, section 9.4.1).
    pub fn allowed(&self, estimate: f64) -> f64 {
        self.half_width.of(estimate)
    }

    /// The half-width reached and the one allowed; `None` where it cannot be known.
    pub fn reached(&self, estimates: &Estimates) -> Option<(f64, f64)> {
        let Estimate { value, interval, .. } = self.of.estimate(estimates)?;
        Some((interval?.half_width(), self.allowed(value?)))
    }
}

/// Looks at the precisions of a run. They are few, at 30 replications, 45, 68 and so on, half as many again each time:
/// whoever looks after every replication stops where the width happens to be small, and covers less.
#[derive(Debug)]
pub(super) struct Looks {
    precisions: Vec<Precision>,
    next: u64,
    /// What the latest look expects to be needed.
    expected: Option<u64>,
}

impl Looks {
    pub(super) fn new(precisions: Vec<Precision>) -> Self {
        Self { precisions, next: FIRST_LOOK, expected: None }
    }

    /// Whether the run may end: every precision is reached or given up. Always `false` between looks, and where none
    /// is asked for.
    pub(super) fn precise(&mut self, estimates: &Estimates) -> bool {
        if self.precisions.is_empty() || estimates.replications < self.next {
            return false;
        }
        self.next = next_look(self.next);
        let reached = self.precisions.iter().map(|precision| precision.reached(estimates));
        let more = needed(estimates.replications, reached);
        self.expected = Some(more.unwrap_or(estimates.replications));
        more.is_none()
    }

    /// How many replications the latest look expects to be needed in all.
    pub(super) fn expected(&self) -> Option<u64> {
        self.expected
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn after(replications: u64) -> Estimates {
        let mut estimates = Estimates::default();
        estimates.replications = replications;
        estimates
    }

    fn precision(half_width: HalfWidth) -> Precision {
        Precision { name: METRICS[0].name.to_owned(), of: Measured::Metric(0), half_width }
    }

    /// Covering with a half-width of γ/(1 + γ)·x̂ means |x̂ − x| ≤ γ|x|, also where x̂ is too large by all of it.
    #[test]
    fn a_relative_half_width_holds_for_the_true_value() {
        let allowed = precision(HalfWidth::Relative(0.25)).allowed(-5.0);
        assert!((allowed - 1.0).abs() < 1e-15);
        assert!((precision(HalfWidth::Absolute(0.25)).allowed(-5.0) - 0.25).abs() < 1e-15);
    }

    /// A half-width goes with the root of the number: to halve it takes four times as many, and the next look after that.
    #[test]
    fn what_is_needed_is_told_by_the_latest_look() {
        let at = |played, all: &[Option<(f64, f64)>]| needed(played, all.iter().copied());
        assert_eq!(at(30, &[Some((1.0, 1.0)), Some((0.2, 0.5))]), None);
        assert_eq!(at(30, &[Some((1.0, 1.0)), Some((2.0, 1.0))]), Some(153));
        assert_eq!(at(45, &[Some((1.01, 1.0))]), Some(68));
        assert_eq!(at(45, &[None]), Some(102));
        assert_eq!(at(102, &[None, Some((1.0, 2.0))]), None);
        assert_eq!(at(30, &[]), None);
        assert_eq!([0, 29, 30, 45, 68].map(next_look), [30, 30, 45, 68, 102]);
    }

    #[test]
    fn looks_are_at_thirty_and_half_as_many_again() {
        let asked = [precision(HalfWidth::Absolute(1.0))];
        let (mut looks, mut at) = (Looks::new(asked.to_vec()), Vec::new());
        for replications in 1..160 {
            let before = looks.next;
            // Nothing is known of the metric, so it is given up at the first look from 100 on.
            let done = looks.precise(&after(replications));
            if looks.next != before {
                at.push(replications);
            }
            assert_eq!(done, replications == 102 || replications == 153, "{replications}");
        }
        assert_eq!(at, [30, 45, 68, 102, 153]);
        assert!(!Looks::new(Vec::new()).precise(&after(30)));
    }
}
