//! What a run gave, by name.

use std::fmt;

use serde::Serialize;

use super::{StudyError, Warning, warning};
use crate::experiment::{Estimates, FoundWarmUp, Run, RunPlan, compare, compare_stations};
use crate::model::Model;
use crate::observe::{METRICS, STATION_MEASURES, is_of_backlog};
use crate::stats::{ConfidenceLevel, Estimate};
use crate::time::SimTime;
use crate::words::say;

/// Similarity above which a name may have been meant (Jaro–Winkler, 0..1).
const NEAR: f64 = 0.75;

/// The results of a run.
#[derive(Debug)]
pub struct Results {
    seed: u64,
    estimates: Estimates,
    stations: Vec<String>,
    /// Whether somebody is at each of them when the period begins.
    backlogs: Vec<bool>,
    warnings: Vec<Warning>,
    warm_up_days: f64,
    interrupted: bool,
}

/// A metric with what is known of its error.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricEstimate {
    /// Its name, as in `summary.csv`, or `STATION.MEASURE`.
    pub name: String,
    /// `share`, `working_days`, `days`, `hours`, `minutes`, `cny` or `count`; shares are 0..1.
    pub unit: &'static str,
    /// The estimate; `None` where it is not defined, such as a mean over nobody.
    pub value: Option<f64>,
    /// Its standard error; `None` where it cannot be known, as of a single replication.
    pub std_error: Option<f64>,
    /// Lower and upper end of its 95 % interval, likewise.
    pub interval: Option<(f64, f64)>,
}

impl MetricEstimate {
    pub(super) fn new(name: String, unit: &'static str, found: Estimate) -> Self {
        let interval = found.interval.map(|interval| (interval.low, interval.high));
        Self { name, unit, value: found.value, std_error: found.std_error, interval }
    }
}

impl fmt::Display for MetricEstimate {
    /// Such as `first_pass_approval_rate 0.4621 (0.4440 to 0.4802) share`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.value else {
            return f.write_str(&say!(MetricNotDefined, name = self.name));
        };
        write!(f, "{} {value:.4}", self.name)?;
        if let Some((low, high)) = self.interval {
            write!(f, " ({low:.4} to {high:.4})")?;
        }
        write!(f, " {}", self.unit)
    }
}

impl Results {
    pub(super) fn new(model: &Model, plan: &RunPlan, run: Run, warm_up: Option<FoundWarmUp>) -> Self {
        let warm_up_days = model.config().warm_up.since(SimTime::START).as_days();
        Self {
            seed: plan.seed,
            warnings: warning::after(model, &run, warm_up, plan.replications),
            stations: model.tally_config().stations.iter().map(|station| station.name.clone()).collect(),
            backlogs: model.tally_config().stations.iter().map(|station| station.backlog > 0).collect(),
            warm_up_days,
            interrupted: run.interrupted,
            estimates: run.estimates,
        }
    }

    /// A metric by its name: one of `summary.csv`, such as `first_pass_approval_rate`, or a measure of a station, such as
    /// `human_review.wait_p95`.
    ///
    /// # Errors
    /// [`StudyError::NoMetric`] with the nearest name there is.
    pub fn metric(&self, name: &str) -> Result<MetricEstimate, StudyError> {
        let (unit, found) = self.find(name).ok_or_else(|| StudyError::NoMetric {
            name: name.to_owned(),
            near: nearest(name, self.names()),
        })?;
        Ok(MetricEstimate::new(name.to_owned(), unit, found))
    }

    /// By how much a metric, or a measure of a station that both have, is higher here than in `base`, which is a run of the same seed: then both met the
    /// same applicants, and the interval is that of the differences within pairs of replications. The mean is that over the
    /// replications in which the metric is defined in both.
    ///
    /// # Errors
    /// [`StudyError::NoDifference`] with the nearest name, and [`StudyError::Unpaired`] if the seeds differ.
    pub fn difference(&self, base: &Self, name: &str) -> Result<MetricEstimate, StudyError> {
        let of_station = || {
            let (station, measure) = name.rsplit_once('.')?;
            let measure = STATION_MEASURES.iter().position(|(known, _)| *known == measure)?;
            let at = |side: &Self| side.stations.iter().position(|known| known == station);
            let [here, there] = [self, base].map(|side| side.estimates.stations.get(at(side)?));
            Some((STATION_MEASURES[measure].1, compare_stations(there?, here?, measure)))
        };
        let of_summary = || {
            let metric = METRICS.iter().position(|metric| metric.name == name)?;
            Some((METRICS[metric].unit, compare(&base.estimates, &self.estimates).swap_remove(metric)))
        };
        let (unit, found) = of_summary().or_else(of_station).ok_or_else(|| StudyError::NoDifference {
            name: name.to_owned(),
            near: nearest(name, self.names()),
        })?;
        if base.seed != self.seed {
            return Err(StudyError::Unpaired { first: base.seed, second: self.seed });
        }
        Ok(MetricEstimate::new(name.to_owned(), unit, found.difference))
    }

    /// Every metric of the summary, then every measure of each station.
    pub fn metrics(&self) -> impl Iterator<Item = MetricEstimate> {
        self.names().filter_map(|name| {
            let (unit, found) = self.find(&name)?;
            Some(MetricEstimate::new(name, unit, found))
        })
    }

    fn find(&self, name: &str) -> Option<(&'static str, Estimate)> {
        const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;
        if let Some(index) = METRICS.iter().position(|metric| metric.name == name) {
            return Some((METRICS[index].unit, self.estimates.metric(index, LEVEL)));
        }
        let (station, measure) = name.rsplit_once('.')?;
        let station = self.stations.iter().position(|known| known == station)?;
        let measure = STATION_MEASURES.iter().position(|(known, _)| *known == measure)?;
        let estimate = self.estimates.stations.get(station)?.estimate(measure, LEVEL);
        Some((STATION_MEASURES[measure].1, estimate))
    }

    /// The names of all metrics, those of the summary first; those of a backlog at the stations that have one.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let of = |(station, backlog): (&String, &bool)| {
            let told = |measure: &&str| *backlog || !is_of_backlog(measure);
            let measures = STATION_MEASURES.iter().map(|(measure, _)| *measure).filter(told);
            measures.map(|measure| format!("{station}.{measure}")).collect::<Vec<_>>()
        };
        let stations = self.stations.iter().zip(&self.backlogs);
        METRICS.iter().map(|metric| metric.name.to_owned()).chain(stations.flat_map(of))
    }

    /// What a reader must know before trusting the numbers.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Replications behind the estimates.
    pub fn replications(&self) -> u64 {
        self.estimates.replications
    }

    /// How much of the start was not counted, days.
    pub fn warm_up_days(&self) -> f64 {
        self.warm_up_days
    }

    /// Whether the run was stopped before its end.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// All estimates, for the rooms below.
    pub fn estimates(&self) -> &Estimates {
        &self.estimates
    }
}

/// The name that was probably meant.
fn nearest(name: &str, names: impl Iterator<Item = String>) -> Option<String> {
    names
        .map(|known| (strsim::jaro_winkler(name, &known), known))
        .filter(|(similar, _)| *similar >= NEAR)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}
