//! Tables of an experiment with many points, written as the points are done, so that none of them is kept.
//!
//! Every table begins with the number of the point and a column for each varied key.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cuts::CROSS;
use super::files::{Row, Table};
use super::paired_cells::{PointCell, point_columns};
use super::read_points::read_labelled;
use super::{
    AttemptRow, BehaviourRow, CsvStyle, DelayRow, ExpectationRow, QueueRow, ResultsError, ScreenRow,
    SegmentRow, StationRow, SummaryRow, Tables, TimelineRow,
};

/// One metric of one point, `sweep.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepRow {
    /// The metric: as in `summary.csv`, or `STATION.MEASURE`.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The estimate, over the replications of the point.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// The point less the reference, from pairs of replications; `None` in the rows of the reference itself.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval of the difference.
    pub difference_ci_low: Option<f64>,
    /// Upper end.
    pub difference_ci_high: Option<f64>,
    /// Replications in which the metric is defined.
    pub replications: u64,
}

impl Row for SweepRow {
    const FILE: &'static str = "sweep.csv";
}

/// What became of a point, `points.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PointRow {
    /// `played` or `faulty`.
    state: String,
    /// What is wrong with it, and what to write instead.
    fault: Option<String>,
    /// Its identity: SHA-256 of what decides its numbers, as that of a run.
    identity: Option<String>,
    /// Replications played of it.
    #[serde(default)]
    replications: u64,
    /// Whether everything holds that the scenario expects; `None` where it expects nothing, or a value has no interval.
    #[serde(default)]
    holds: Option<bool>,
}

impl Row for PointRow {
    const FILE: &'static str = "points.csv";
}

/// The state of a point that was played.
const PLAYED: &str = "played";

/// The points of `points.csv` in `dir` that were played, each with the number of its replications.
///
/// # Errors
/// What the operating system refuses, and a table that is none of an experiment.
pub fn read_played(dir: &Path) -> Result<Vec<(usize, u64)>, ResultsError> {
    let rows = read_labelled::<PointRow>(dir, |_| true)?.rows;
    let played = rows.into_iter().filter(|(_, row)| row.state == PLAYED);
    Ok(played.map(|(label, row)| (label.point as usize, row.replications)).collect())
}

/// The value of a key at a point: a number where it is one, so that a spreadsheet can draw it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PointValue {
    /// A whole number from 0 on.
    Whole(u64),
    /// Any other number.
    Number(f64),
    /// Anything else, as it was typed, without quotation marks around it.
    Text(String),
}

impl PointValue {
    /// The value that a text stands for.
    pub fn of(text: &str) -> Self {
        let within = |mark| text.strip_prefix(mark).and_then(|text: &str| text.strip_suffix(mark));
        let text = within('"').or_else(|| within('\'')).unwrap_or(text);
        let is_number = text.ends_with(|c: char| c.is_ascii_digit() || c == '.');
        match (text.parse::<u64>(), text.parse::<f64>()) {
            (Ok(whole), _) if whole.to_string() == text => Self::Whole(whole),
            (_, Ok(number)) if number.is_finite() && is_number => Self::Number(number),
            _ => Self::Text(text.to_owned()),
        }
    }
}

/// Which point rows are of: its number, from 0, and its values in the order of the keys.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointLabel {
    /// Its number.
    pub point: u64,
    /// Its values.
    pub values: Vec<PointValue>,
}

/// What is written of a point that was played.
#[derive(Debug, Clone)]
pub struct PlayedPoint {
    /// Its identity, in hexadecimal.
    pub identity: String,
    /// Rows of `sweep.csv`.
    pub rows: Vec<SweepRow>,
    /// Its tables; only summary, stations and expectations unless all are wanted.
    pub tables: Tables,
    /// Replications played of it.
    pub played: u64,
    /// Rows of `cross.csv`; none unless segments are crossed.
    pub cells: Vec<PointCell>,
    /// The metrics of each replication; none unless all tables are wanted.
    pub replications: Vec<Vec<Option<f64>>>,
}

impl PlayedPoint {
    /// Whether everything holds that the scenario expects; `None` where it expects nothing, or a value has no interval.
    pub fn holds(&self) -> Option<bool> {
        let rows = &self.tables.expectations;
        if rows.iter().any(|row| row.holds == Some(false)) {
            return Some(false);
        }
        (!rows.is_empty() && rows.iter().all(|row| row.holds == Some(true))).then_some(true)
    }
}

/// The tables, open for writing.
pub struct PointTables {
    sweep: Table,
    points: Table,
    summary: Table,
    stations: Table,
    expectations: Option<Table>,
    cross: Option<Table>,
    others: Option<Others>,
}

/// Which tables there are besides those that every experiment has.
#[derive(Debug, Clone, Copy, Default)]
pub struct PointTablesWanted<'a> {
    /// The names of the metrics, if all other tables that a run has of itself are wanted as well.
    pub metrics: Option<&'a [&'a str]>,
    /// Whether anything is expected.
    pub expectations: bool,
    /// The segments that are crossed.
    pub crossed: &'a [String],
}

/// The tables that are written if all are wanted.
struct Others {
    behaviours: Table,
    segments: Table,
    attempts: Table,
    screens: Table,
    timeline: Table,
    queues: Table,
    delays: Table,
    replications: Table,
}

/// Begins tables below one folder.
struct Opening<'a> {
    dir: &'a Path,
    keys: &'a [String],
    style: CsvStyle,
}

impl Opening<'_> {
    fn table<T: Row>(&self) -> Result<Table, ResultsError> {
        self.named(T::FILE, T::columns())
    }

    fn named(&self, file: &str, columns: &[&str]) -> Result<Table, ResultsError> {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        let header = std::iter::once(&"point").chain(&keys).chain(columns);
        Table::create(&self.dir.join(file), header, self.style)
    }
}

/// Writes rows of a point.
fn write<T: Serialize>(table: &mut Table, point: &PointLabel, rows: &[T]) -> Result<(), ResultsError> {
    rows.iter().try_for_each(|row| table.row(&(point, row)))
}

impl PointTables {
    /// Begins them in `dir`, which must exist: `sweep.csv`, `points.csv`, `summary.csv` and `stations.csv`, and those that
    /// are `wanted` besides.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        dir: &Path,
        keys: &[String],
        style: CsvStyle,
        wanted: PointTablesWanted<'_>,
    ) -> Result<Self, ResultsError> {
        let new = Opening { dir, keys, style };
        let crossed = (!wanted.crossed.is_empty()).then(|| new.named(CROSS, &point_columns(wanted.crossed)));
        let others = match wanted.metrics {
            None => None,
            Some(metrics) => Some(Others {
                behaviours: new.table::<BehaviourRow>()?,
                segments: new.table::<SegmentRow>()?,
                attempts: new.table::<AttemptRow>()?,
                screens: new.table::<ScreenRow>()?,
                timeline: new.table::<TimelineRow>()?,
                queues: new.table::<QueueRow>()?,
                delays: new.table::<DelayRow>()?,
                replications: new.named("replications.csv", &[&["replication"], metrics].concat())?,
            }),
        };
        Ok(Self {
            sweep: new.table::<SweepRow>()?,
            points: new.table::<PointRow>()?,
            summary: new.table::<SummaryRow>()?,
            stations: new.table::<StationRow>()?,
            expectations: wanted.expectations.then(|| new.table::<ExpectationRow>()).transpose()?,
            cross: crossed.transpose()?,
            others,
        })
    }

    /// Writes a point that was played. Points are written in their order.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn played(&mut self, point: &PointLabel, played: &PlayedPoint) -> Result<(), ResultsError> {
        let tables = &played.tables;
        let row = PointRow {
            state: PLAYED.to_owned(),
            fault: None,
            identity: Some(played.identity.clone()),
            replications: played.played,
            holds: played.holds(),
        };
        self.points.row(&(point, row))?;
        write(&mut self.sweep, point, &played.rows)?;
        write(&mut self.summary, point, &tables.summary)?;
        write(&mut self.stations, point, &tables.stations)?;
        if let Some(table) = &mut self.expectations {
            write(table, point, &tables.expectations)?;
        }
        if let Some(table) = &mut self.cross {
            write(table, point, &played.cells)?;
        }
        if let Some(others) = &mut self.others {
            write(&mut others.behaviours, point, &tables.behaviours)?;
            write(&mut others.segments, point, &tables.segments)?;
            write(&mut others.attempts, point, &tables.attempts)?;
            write(&mut others.screens, point, &tables.screens)?;
            write(&mut others.timeline, point, &tables.timeline)?;
            write(&mut others.queues, point, &tables.queues)?;
            write(&mut others.delays, point, &tables.delays)?;
            for (replication, row) in played.replications.iter().enumerate() {
                others.replications.row(&(point, replication, row))?;
            }
        }
        Ok(())
    }

    /// Writes a point that cannot be played, and why.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn faulty(&mut self, point: &PointLabel, fault: &str) -> Result<(), ResultsError> {
        let row = PointRow {
            state: "faulty".to_owned(),
            fault: Some(fault.to_owned()),
            identity: None,
            replications: 0,
            holds: None,
        };
        self.points.row(&(point, row))
    }

    /// Ends them.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<(), ResultsError> {
        let Self { sweep, points, summary, stations, expectations, cross, others } = self;
        for table in [sweep, points, summary, stations].into_iter().chain(expectations).chain(cross) {
            table.finish()?;
        }
        let Some(others) = others else { return Ok(()) };
        let Others { behaviours, segments, attempts, screens, timeline, queues, delays, replications } =
            others;
        for table in [behaviours, segments, attempts, screens, timeline, queues, delays, replications] {
            table.finish()?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_number_and_anything_else_a_text() {
        let text = |text: &str| PointValue::Text(text.to_owned());
        for (typed, value) in [
            ("4", PointValue::Whole(4)),
            ("0.50", PointValue::Number(0.5)),
            ("-1", PointValue::Number(-1.0)),
            ("007", PointValue::Number(7.0)),
            ("30d", text("30d")),
            ("\"30d\"", text("30d")),
            ("inf", text("inf")),
            ("true", text("true")),
            ("[1, 2]", text("[1, 2]")),
        ] {
            assert_eq!(PointValue::of(typed), value, "{typed}");
        }
    }

    #[test]
    fn the_columns_are_those_of_the_interface() {
        let dir = tempfile::tempdir().unwrap();
        let keys = ["team.reviewers.people".to_owned(), "note".to_owned()];
        let mut tables =
            PointTables::create(dir.path(), &keys, CsvStyle::Standard, PointTablesWanted::default()).unwrap();
        let label =
            |point, values: [&str; 2]| PointLabel { point, values: values.map(PointValue::of).into() };
        let row = SweepRow {
            metric: "flip_rate".to_owned(),
            unit: "share".to_owned(),
            estimate: Some(0.5),
            std_error: None,
            ci_low: Some(0.25),
            ci_high: Some(0.75),
            difference: Some(-0.5),
            difference_ci_low: None,
            difference_ci_high: None,
            replications: 3,
        };
        let played = PlayedPoint {
            identity: "ab".to_owned(),
            rows: vec![row],
            tables: Tables::default(),
            played: 3,
            cells: Vec::new(),
            replications: Vec::new(),
        };
        tables.played(&label(0, ["4", "=1+1"]), &played).unwrap();
        tables.faulty(&label(1, ["-1", "x"]), "must be at least 1").unwrap();
        tables.finish().unwrap();
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(
            read("sweep.csv"),
            "point,team.reviewers.people,note,metric,unit,estimate,std_error,ci_low,ci_high,difference,\
             difference_ci_low,difference_ci_high,replications\n\
             0,4,'=1+1,flip_rate,share,0.5,,0.25,0.75,-0.5,,,3\n"
        );
        assert_eq!(
            read("points.csv"),
            "point,team.reviewers.people,note,state,fault,identity,replications,holds\n\
             0,4,'=1+1,played,,ab,3,\n1,-1.0,x,faulty,must be at least 1,,0,\n"
        );
    }
}
