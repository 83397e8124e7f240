//! `--metric`: which metrics of a run and measures of its stations rows are about.

use std::sync::Arc;

use crate::cli::Failure;
use crate::cli::precision::{measured, near_metric};
use crate::experiment::{Difference, Estimates, Measured, compare, compare_stations};
use crate::model::Model;
use crate::observe::{CrossPlan, METRICS, STATION_MEASURES};
use crate::results::{Cells, StationRow, SummaryRow, SweepRow, Tables};
use crate::words::say;

/// A metric of `summary.csv`, or a measure of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Wanted {
    /// Its position in [`METRICS`].
    Metric(usize),
    /// The name of the station, and the position of the measure in [`STATION_MEASURES`].
    Station(String, usize),
}

impl Wanted {
    /// The metrics that a person names, of a process with these stations.
    ///
    /// # Errors
    /// A name that is none.
    pub(in crate::cli) fn parse(names: &[String], stations: &[&str]) -> Result<Vec<Self>, Failure> {
        names.iter().map(|name| Self::one(name.trim(), stations)).collect()
    }

    fn one(name: &str, stations: &[&str]) -> Result<Self, Failure> {
        match measured(name, stations) {
            Some(Measured::Metric(metric)) => return Ok(Self::Metric(metric)),
            Some(Measured::Station { station, measure }) => {
                return Ok(Self::Station(stations[station].to_owned(), measure));
            }
            None => {}
        }
        let remedy = near_metric(name, stations)
            .map_or(say!(SimMetricsPrintsAll).to_owned(), |near| say!(SheetDidYouMean, near = near));
        Err(Failure::Usage(say!(ErrorNoSuchMetric, name = name, remedy = remedy)))
    }

    /// Its name.
    pub(in crate::cli) fn name(&self) -> String {
        match self {
            Self::Metric(metric) => METRICS[*metric].name.to_owned(),
            Self::Station(station, measure) => format!("{station}.{}", STATION_MEASURES[*measure].0),
        }
    }
}

/// The point that others are compared with: what its pairs are made of.
pub(super) struct Reference {
    pub(super) point: usize,
    pub(super) estimates: Estimates,
    pub(super) stations: Vec<String>,
    /// How its cells are told apart, if segments are crossed.
    pub(super) crossed: Option<Arc<CrossPlan>>,
}

impl Reference {
    /// Its cells.
    pub(super) fn cells(&self) -> Option<Cells<'_>> {
        self.crossed.as_deref().map(|plan| (plan, self.estimates.cuts.cells.as_slice()))
    }
}

/// The names of the stations of a model.
pub(in crate::cli) fn stations(model: &Model) -> Vec<String> {
    model.tally_config().stations.iter().map(|station| station.name.clone()).collect()
}

/// The rows of a point, those of its summary first: all of them, or those that are `wanted`. `tables` are its own.
pub(super) fn rows(
    estimates: &Estimates,
    model: &Model,
    tables: &Tables,
    wanted: &[Wanted],
    reference: Option<&Reference>,
) -> Vec<SweepRow> {
    let asked = |this: &Wanted| wanted.is_empty() || wanted.contains(this);
    let metrics: Vec<bool> = (0..METRICS.len()).map(|metric| asked(&Wanted::Metric(metric))).collect();
    let differences = reference
        .filter(|_| metrics.contains(&true))
        .map(|reference| compare(&reference.estimates, estimates));
    let mut rows: Vec<SweepRow> = Vec::new();
    for (metric, row) in tables.summary.iter().enumerate().filter(|(metric, _)| metrics[*metric]) {
        rows.push(of_summary(row, differences.as_ref().map(|all| &all[metric])));
    }
    let names = stations(model);
    for row in &tables.stations {
        let measure = STATION_MEASURES.iter().position(|(known, _)| *known == row.metric);
        let station = names.iter().position(|name| *name == row.station);
        let (Some(measure), Some(station)) = (measure, station) else { continue };
        if wanted.is_empty() || asked(&Wanted::Station(row.station.clone(), measure)) {
            // Another point may have other stations.
            let other = reference.and_then(|reference| {
                let at = reference.stations.iter().position(|known| *known == row.station)?;
                reference.estimates.stations.get(at)
            });
            let estimate = &estimates.stations[station];
            let difference = other.map(|other| compare_stations(other, estimate, measure));
            let count = estimate.measures[measure].moments.count();
            rows.push(of_station(row, difference.as_ref(), count));
        }
    }
    if !wanted.is_empty() {
        // In the order in which they were asked for.
        let place = |row: &SweepRow| wanted.iter().position(|wanted| wanted.name() == row.metric);
        rows.sort_by_key(place);
    }
    rows
}

/// The difference with its ends, as far as it is known.
fn ends(difference: Option<&Difference>) -> [Option<f64>; 3] {
    let Some(found) = difference.map(|difference| difference.difference) else { return [None; 3] };
    [found.value, found.interval.map(|ends| ends.low), found.interval.map(|ends| ends.high)]
}

fn of_summary(row: &SummaryRow, difference: Option<&Difference>) -> SweepRow {
    let [difference, difference_ci_low, difference_ci_high] = ends(difference);
    SweepRow {
        metric: row.metric.clone(),
        unit: row.unit.clone(),
        estimate: row.estimate,
        std_error: row.std_error,
        ci_low: row.ci_low,
        ci_high: row.ci_high,
        difference,
        difference_ci_low,
        difference_ci_high,
        replications: row.replications,
    }
}

fn of_station(row: &StationRow, difference: Option<&Difference>, replications: u64) -> SweepRow {
    let [difference, difference_ci_low, difference_ci_high] = ends(difference);
    SweepRow {
        metric: format!("{}.{}", row.station, row.metric),
        unit: row.unit.clone(),
        estimate: row.estimate,
        std_error: row.std_error,
        ci_low: row.ci_low,
        ci_high: row.ci_high,
        difference,
        difference_ci_low,
        difference_ci_high,
        replications,
    }
}
