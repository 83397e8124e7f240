//! Tables that are written if somebody asks: by hour and weekday, by people, and by crossed segments.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::cells::original;
use super::columns::columns;
use super::files::{Table, read_table, write_table};
use super::inside::open;
#[cfg(feature = "parquet")]
use super::paired_cells::{PairedCellRow, PairedEnds};
use super::{CsvStyle, ResultsError, ScenarioTables, Tables};
use crate::experiment::{Estimates, RateEstimate};
use crate::observe::{
    CELL_METRICS, CrossPlan, FLOW_MEASURES, RESOURCE_MEASURES, SLOT_MEASURES, SLOTS, TallyConfig,
};
use crate::stats::{ConfidenceLevel, Estimate, Interval};

/// A cell with fewer applicants than this, of all replications together, is marked: of so many, a share is known to some
/// ten points at best.
pub const FEW: u64 = 100;

/// Weekdays, from Monday.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A figure of one hour of the day or one weekday, `by_time.csv`; sums and means over the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByTimeRow {
    /// Name of the station; `summary` for all applications together.
    pub station: String,
    /// `hour` or `weekday`.
    pub by: String,
    /// The hour, 0 to 23, or the weekday, `monday` to `sunday`.
    pub value: String,
    /// `arrivals`, `served`, `wait_mean`, `utilisation`; of all applications `applications`, `decisions`, `approvals`.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The estimate over replications.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
}

/// A figure of one of a team's people, or of a group of them, `resources.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceRow {
    /// Name of the team.
    pub team: String,
    /// Number of the group, from 1: people of the team on the same hours.
    pub group: u32,
    /// Who, as in event logs; empty for the whole group.
    pub resource: String,
    /// `served`, `utilisation`, `wait_mean`, `decisions`, `approval_rate`.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The estimate over replications.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
}

/// A metric of a cell of crossed segments, `cross.csv`; columns of the segments stand before these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossRow {
    /// Name of the metric, as in `summary.csv`.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The estimate over replications.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
    /// Applicants in the cell, of all replications together.
    pub applicants: u64,
    /// Whether these are too few to say much: fewer than [`FEW`].
    pub few: bool,
}

/// `cross.csv`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CrossTable {
    /// Names of the segments; none where nothing was crossed.
    pub segments: Vec<String>,
    /// The values of each cell with a metric of it.
    pub rows: Vec<(Vec<String>, CrossRow)>,
}

/// Names of the files.
const BY_TIME: &str = "by_time.csv";
const RESOURCES: &str = "resources.csv";
pub(super) const CROSS: &str = "cross.csv";

pub(super) fn ends(interval: Option<Interval>) -> (Option<f64>, Option<f64>) {
    (interval.map(|interval| interval.low), interval.map(|interval| interval.high))
}

fn estimate(of: &RateEstimate, unit: &str) -> Estimate {
    of.estimate_at(unit, false, ConfidenceLevel::NINETY_FIVE)
}

/// The rows of `by_time.csv`, in the order in which they are counted.
pub(super) fn by_time(estimates: &Estimates, facts: &TallyConfig) -> Vec<ByTimeRow> {
    let stations = facts.stations.iter().map(|station| (station.name.as_str(), &SLOT_MEASURES[..]));
    let all = stations.chain([("summary", &FLOW_MEASURES[..])]);
    let mut found = estimates.cuts.by_time.iter();
    let mut rows = Vec::new();
    for (station, measures) in all {
        for slot in 0..SLOTS {
            let (by, value) = match slot.checked_sub(24) {
                None => ("hour", slot.to_string()),
                Some(weekday) => ("weekday", WEEKDAYS[weekday].to_owned()),
            };
            for (metric, unit) in measures {
                let Some(of) = found.next() else { return rows };
                let Estimate { value: known, std_error, interval } = estimate(of, unit);
                let (ci_low, ci_high) = ends(interval);
                rows.push(ByTimeRow {
                    station: station.to_owned(),
                    by: by.to_owned(),
                    value: value.clone(),
                    metric: (*metric).to_owned(),
                    unit: (*unit).to_owned(),
                    estimate: known,
                    std_error,
                    ci_low,
                    ci_high,
                });
            }
        }
    }
    rows
}

/// The rows of `resources.csv`, in the order in which they are counted.
pub(super) fn resources(estimates: &Estimates, facts: &TallyConfig) -> Vec<ResourceRow> {
    let Some(plan) = &facts.by_time else { return Vec::new() };
    let mut found = estimates.cuts.resources.iter();
    let mut rows = Vec::new();
    let mut tell = |team: &str, group: u32, resource: String| {
        for (metric, unit) in RESOURCE_MEASURES {
            let Some(of) = found.next() else { return };
            let Estimate { value, std_error, interval } = estimate(of, unit);
            let (ci_low, ci_high) = ends(interval);
            rows.push(ResourceRow {
                team: team.to_owned(),
                group,
                resource: resource.clone(),
                metric: metric.to_owned(),
                unit: unit.to_owned(),
                estimate: value,
                std_error,
                ci_low,
                ci_high,
            });
        }
    };
    for team in &plan.teams {
        for (group, _) in (1..).zip(&team.groups) {
            tell(&team.name, group, String::new());
        }
        for (group, people) in (1..).zip(&team.groups).filter(|_| team.one_by_one) {
            for member in people.people.clone() {
                tell(&team.name, group, format!("{}-{}", team.member, member + 1));
            }
        }
    }
    rows
}

/// The values of a cell, one of each segment.
pub(super) fn values(plan: &CrossPlan, cell: usize) -> Vec<String> {
    plan.values(cell).into_iter().map(str::to_owned).collect()
}

/// The cells of crossed segments; of an empty one nothing is told but that.
pub(super) fn cross(estimates: &Estimates, facts: &TallyConfig) -> CrossTable {
    let Some(plan) = &facts.cross else { return CrossTable::default() };
    let mut rows = Vec::new();
    for (cell, found) in estimates.cuts.cells.iter().enumerate() {
        for (metric, of) in CELL_METRICS.iter().zip(&found.measures) {
            let Estimate { value, std_error, interval } = estimate(of, metric.unit);
            let (ci_low, ci_high) = ends(interval);
            let row = CrossRow {
                metric: metric.name.to_owned(),
                unit: metric.unit.to_owned(),
                estimate: value,
                std_error,
                ci_low,
                ci_high,
                applicants: found.applicants,
                few: found.applicants < FEW,
            };
            rows.push((values(plan, cell), row));
        }
    }
    CrossTable { segments: plan.names().into_iter().map(str::to_owned).collect(), rows }
}

/// Whether a column holds the values of a segment that is crossed.
#[cfg(feature = "parquet")]
pub(super) fn is_value_of_segment(table: &str, column: &str) -> bool {
    let of_cells =
        [columns::<CrossRow>(), columns::<PairedCellRow>(), columns::<PairedEnds>(), &["scenario", "point"]];
    // What has a point in its name is a key that is varied.
    let named = column.contains('.') || of_cells.iter().any(|columns| columns.contains(&column));
    let of_recourse = table == "recourse" && !columns::<super::RecourseRow>().contains(&column);
    of_recourse || table.starts_with("cross") && !named
}

/// The header of a table whose rows begin with the values of segments.
pub(super) fn header<'a>(first: &[&'a str], segments: &'a [String], columns: &[&'a str]) -> Vec<&'a str> {
    let segments = segments.iter().map(String::as_str);
    first.iter().copied().chain(segments).chain(columns.iter().copied()).collect()
}

impl Tables {
    /// Writes those tables that were asked for.
    pub(super) fn write_cuts(&self, dir: &Path, style: CsvStyle) -> Result<(), ResultsError> {
        if !self.by_time.is_empty() {
            write_table(&dir.join(BY_TIME), &self.by_time, style)?;
            write_table(&dir.join(RESOURCES), &self.resources, style)?;
        }
        if self.cross.segments.is_empty() {
            return Ok(());
        }
        let header = header(&[], &self.cross.segments, columns::<CrossRow>());
        let mut table = Table::create(&dir.join(CROSS), &header, style)?;
        self.cross.rows.iter().try_for_each(|row| table.row(row))?;
        table.finish()
    }

    /// Reads those that are there.
    pub(super) fn read_cuts(&mut self, dir: &Path) -> Result<(), ResultsError> {
        let (by_time, resources, cross) = (dir.join(BY_TIME), dir.join(RESOURCES), dir.join(CROSS));
        if by_time.exists() {
            (self.by_time, self.resources) = (read_table(&by_time)?, read_table(&resources)?);
        }
        if !cross.exists() {
            return Ok(());
        }
        let (segments, rows) = read_led(&cross)?;
        self.cross = CrossTable { segments, rows };
        Ok(())
    }
}

/// What stands before the columns of `T` in each row of a table: the names of these columns, and each row with their values.
type Led<T> = (Vec<String>, Vec<(Vec<String>, T)>);

/// Reads a table whose rows begin with columns that differ from one to the next.
pub(super) fn read_led<T: DeserializeOwned>(path: &Path) -> Result<Led<T>, ResultsError> {
    let rows: Vec<T> = read_table(path)?;
    let wrong = ResultsError::table("read", path);
    let mut table = csv::Reader::from_reader(open(path)?);
    let header = table.headers().map_err(&wrong)?.clone();
    let before = header.len().saturating_sub(columns::<T>().len());
    let names = |record: &csv::StringRecord| -> Vec<String> {
        let first = record.iter().take(before).map(|name| name.trim_start_matches('\u{feff}'));
        first.map(|name| original(name).to_owned()).collect()
    };
    let led = names(&header);
    let mut all = Vec::new();
    for (record, row) in table.records().zip(rows) {
        all.push((names(&record.map_err(&wrong)?), row));
    }
    Ok((led, all))
}

/// Writes those tables of several scenarios that were asked for, as [`super::write_by_scenario`] does all others.
pub(super) fn write_by_scenario(
    all: &[ScenarioTables],
    dir: &Path,
    style: CsvStyle,
) -> Result<(), ResultsError> {
    if all.iter().any(|side| !side.tables.by_time.is_empty()) {
        let header = header(&["scenario"], &[], columns::<ByTimeRow>());
        let mut table = Table::create(&dir.join(BY_TIME), &header, style)?;
        for side in all {
            side.tables.by_time.iter().try_for_each(|row| table.row(&(&side.scenario, row)))?;
        }
        table.finish()?;
        let header = self::header(&["scenario"], &[], columns::<ResourceRow>());
        let mut table = Table::create(&dir.join(RESOURCES), &header, style)?;
        for side in all {
            side.tables.resources.iter().try_for_each(|row| table.row(&(&side.scenario, row)))?;
        }
        table.finish()?;
    }
    let Some(crossed) = all.iter().find(|side| !side.tables.cross.segments.is_empty()) else {
        return Ok(());
    };
    let header = header(&["scenario"], &crossed.tables.cross.segments, columns::<CrossRow>());
    let mut table = Table::create(&dir.join(CROSS), &header, style)?;
    for side in all {
        side.tables.cross.rows.iter().try_for_each(|row| table.row(&(&side.scenario, row)))?;
    }
    table.finish()
}
