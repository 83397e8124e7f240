//! A metric or a measure of a station that is asked for by name: its estimate, its differences, and what each replication
//! says of it.

use super::sweep::wanted::Wanted;
use crate::experiment::{Difference, Estimates, compare, compare_stations};
use crate::observe::{METRICS, STATION_MEASURES};
use crate::stats::{ConfidenceLevel, Estimate, Interval};

/// What was played at a point.
pub(super) struct PlayedAt {
    pub(super) estimates: Estimates,
    /// The names of its stations.
    pub(super) stations: Vec<String>,
}

impl PlayedAt {
    fn station(&self, name: &str) -> Option<usize> {
        self.stations.iter().position(|known| known == name)
    }
}

/// The unit of the tables.
pub(super) fn unit(wanted: &Wanted) -> &'static str {
    match wanted {
        Wanted::Metric(metric) => METRICS[*metric].unit,
        Wanted::Station(_, measure) => STATION_MEASURES[*measure].1,
    }
}

/// Its estimate with the interval of a level.
pub(super) fn estimate(wanted: &Wanted, at: &PlayedAt, level: ConfidenceLevel) -> Estimate {
    let found = match wanted {
        Wanted::Metric(metric) => Some(at.estimates.metric(*metric, level)),
        Wanted::Station(name, measure) => at
            .station(name)
            .and_then(|station| at.estimates.stations.get(station))
            .map(|station| station.estimate(*measure, level)),
    };
    found.unwrap_or(Estimate { value: None, std_error: None, interval: None })
}

/// What `other` has more than `base`, by pairs of replications.
pub(super) fn difference(wanted: &Wanted, base: &PlayedAt, other: &PlayedAt) -> Option<Difference> {
    match wanted {
        Wanted::Metric(metric) => compare(&base.estimates, &other.estimates).into_iter().nth(*metric),
        Wanted::Station(name, measure) => {
            let here = base.estimates.stations.get(base.station(name)?)?;
            let there = other.estimates.stations.get(other.station(name)?)?;
            Some(compare_stations(here, there, *measure))
        }
    }
}

/// The interval of a difference at another level than that at which it is told: Student's over its pairs.
pub(super) fn at_level(difference: &Difference, level: ConfidenceLevel) -> Option<Interval> {
    let Estimate { value, std_error, .. } = difference.difference;
    let reach =
        level.t_quantile(difference.pairs.checked_sub(1).filter(|freedom| *freedom > 0)?)? * std_error?;
    (reach > 0.0).then_some(Interval { low: value? - reach, high: value? + reach })
}

/// What each replication says of it.
pub(super) fn by_replication(wanted: &Wanted, at: &PlayedAt) -> Vec<Option<f64>> {
    match wanted {
        Wanted::Metric(metric) => at.estimates.by_replication.iter().map(|values| values[*metric]).collect(),
        Wanted::Station(name, measure) => at
            .station(name)
            .and_then(|station| at.estimates.stations.get(station))
            .map_or_else(Vec::new, |station| {
                station.by_replication.iter().map(|row| row[*measure]).collect()
            }),
    }
}
