//! Differences that are judged together: which of many hold at once.

use super::compare::{compare_at, compare_stations_at};
use super::{Difference, Estimates};
use crate::observe::{METRICS, MetricKind, STATION_MEASURES};
use crate::stats::{ConfidenceLevel, Influences, Interval, joint_intervals, shared};

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

/// What is compared of two runs of the same seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// A metric, by its position in [`METRICS`].
    Metric(usize),
    /// A measure, by its position in [`crate::observe::STATION_MEASURES`], of a station by its number here and there.
    Station {
        /// The measure.
        measure: usize,
        /// The station in the base.
        base: usize,
        /// The station in the other.
        other: usize,
    },
}

impl Compared {
    /// The unit in the tables.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Metric(metric) => METRICS[metric].unit,
            Self::Station { measure, .. } => STATION_MEASURES[measure].1,
        }
    }
}

/// Two runs of the same seed, and what of them is compared.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// What is compared.
    pub compared: Compared,
    /// What the other is compared with.
    pub base: &'a Estimates,
    /// The other.
    pub other: &'a Estimates,
}

impl Pair<'_> {
    /// The other less the base.
    pub fn difference(&self) -> Option<Difference> {
        self.difference_at(LEVEL)
    }

    fn difference_at(&self, level: ConfidenceLevel) -> Option<Difference> {
        match self.compared {
            Compared::Metric(metric) => Some(compare_at(self.base, self.other, metric, level)),
            Compared::Station { measure, base, other } => {
                let (base, other) = (self.base.stations.get(base)?, self.other.stations.get(other)?);
                Some(compare_stations_at(base, other, measure, level))
            }
        }
    }

    /// What the difference owes to each pair of replications; `None` for quantiles of whole numbers, which move in steps.
    pub fn influences(&self) -> Option<Influences> {
        let (base, other) = (self.base, self.other);
        match self.compared {
            Compared::Metric(metric) => match METRICS[metric].kind {
                MetricKind::Mean => {
                    let pairs = base.by_replication.iter().zip(&other.by_replication);
                    Some(Influences::of_means(pairs.map(|(base, other)| (base[metric], other[metric]))))
                }
                MetricKind::MeanOfCases => {
                    Some(Influences::of_cases(&base.metrics[metric].cases, &other.metrics[metric].cases))
                }
                MetricKind::Quantile { of, p } => base.samples.influences(&other.samples, of, p),
            },
            Compared::Station { measure, base: here, other: there } => {
                base.stations.get(here)?.influences(other.stations.get(there)?, measure)
            }
        }
    }
}

/// Intervals of all these differences that hold at once with 95 %, in their order; `None` where nothing is known of an
/// error. With fewer than 30 replications the error probability is shared out equally, with more the greatest |t| is
/// resampled over whole replications ([`joint_intervals`]); a quantile of whole numbers has its equal share in any case.
///
/// `draw` gives numbers from 0 up to, and without, the one it is given, all equally likely.
pub fn jointly(family: &[Pair<'_>], draw: impl FnMut(usize) -> usize) -> Vec<Option<Interval>> {
    let all: Vec<Option<Influences>> = family.iter().map(Pair::influences).collect();
    let smooth: Vec<Influences> = all.iter().flatten().cloned().collect();
    let beside = family.len() - smooth.len();
    let mut found = joint_intervals(&smooth, beside, LEVEL, draw).into_iter();
    let alone = shared(LEVEL, family.len());
    let stepped = |pair: &Pair<'_>| pair.difference_at(alone)?.difference.interval;
    let of = |(pair, influences): (&Pair<'_>, &Option<Influences>)| match influences {
        Some(_) => found.next().flatten(),
        None => stepped(pair),
    };
    family.iter().zip(&all).map(of).collect()
}
