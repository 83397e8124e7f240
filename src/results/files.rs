//! Writing and reading single files: tables and whole texts.
//!
//! A table has a header even when it has no rows, an empty field for `None`, and floats in the
//! shortest form that reads back exactly. Text that a spreadsheet would compute has an apostrophe in front, which
//! reading takes away. Files are written where the caller says, which should be
//! the staging folder of an [`OutputFolder`](super::OutputFolder); this module does not know what
//! the numbers mean.

use super::cells::original;
use super::columns::columns;
use super::inside::open;
use super::laid::table_bytes;
use super::{
    AttemptRow, BehaviourRow, ComparisonRow, CorrelationRow, CsvStyle, DelayRow, EffectRow, ExpectationRow,
    ProvenanceRow, QueueRow, ResultsError, ScenarioTables, ScreenRow, SegmentRow, StationRow, SummaryRow,
    Tables, TimelineRow,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

pub(super) use super::laid::Table;

/// A row type with a file of its own in every output folder.
pub trait Row: Serialize + DeserializeOwned {
    /// Name of the file.
    const FILE: &'static str;

    /// Names of the columns, in order: the fields of the struct.
    fn columns() -> &'static [&'static str] {
        columns::<Self>()
    }
}

/// Tables that folders made by earlier versions do not have; missing, they are read as empty.
const ADDED_LATER: [&str; 4] = [QueueRow::FILE, EffectRow::FILE, ScreenRow::FILE, ProvenanceRow::FILE];

/// Columns that tables made by earlier versions do not have; missing, they are read as empty fields.
const COLUMNS_ADDED_LATER: [&str; 7] = [
    "spillover",
    "spillover_std_error",
    "spillover_ci_low",
    "spillover_ci_high",
    "simultaneous_low",
    "simultaneous_high",
    "variance_ratio",
];

fn read_row_table<T: Row>(dir: &Path) -> Result<Vec<T>, ResultsError> {
    let path = dir.join(T::FILE);
    if ADDED_LATER.contains(&T::FILE) && !path.exists() { Ok(Vec::new()) } else { read_table(&path) }
}

macro_rules! rows {
    ($($row:ty, $field:ident, $file:literal;)*) => {
        $(impl Row for $row {
            const FILE: &'static str = $file;
        })*

        impl Tables {
            /// Names of the files, in the order of the fields.
            pub const FILES: &'static [&'static str] = &[$($file),*];

            /// Writes every table into `dir`, which must exist.
            ///
            /// # Errors
            /// What the operating system refuses.
            pub fn write(&self, dir: &Path, style: CsvStyle) -> Result<(), ResultsError> {
                $(write_table(&dir.join(<$row>::FILE), &self.$field, style)?;)*
                if !self.expectations.is_empty() {
                    write_table(&dir.join(ExpectationRow::FILE), &self.expectations, style)?;
                }
                self.write_cuts(dir, style)
            }

            /// The names of the files that [`Self::write`] writes and what stands in each, without any that is
            /// written only if somebody asks.
            ///
            /// # Errors
            /// None that a table of ours can cause.
            pub fn to_bytes(&self, style: CsvStyle) -> Result<Vec<(&'static str, Vec<u8>)>, ResultsError> {
                let mut files = vec![$((<$row>::FILE, table_bytes(&self.$field, style)?)),*];
                if !self.expectations.is_empty() {
                    files.push((ExpectationRow::FILE, table_bytes(&self.expectations, style)?));
                }
                Ok(files)
            }

            /// Reads every table from `dir`; `queues.csv`, `effects.csv`, `screens.csv` and `provenance.csv`,
            /// which earlier versions did not write, may be missing.
            ///
            /// # Errors
            /// A missing file or column, a field that does not fit its column, and what the
            /// operating system refuses.
            pub fn read(dir: &Path) -> Result<Self, ResultsError> {
                let path = dir.join(ExpectationRow::FILE);
                let expectations = if path.exists() { read_table(&path)? } else { Vec::new() };
                let mut tables =
                    Self { $($field: read_row_table::<$row>(dir)?,)* expectations, ..Self::default() };
                tables.read_cuts(dir)?;
                Ok(tables)
            }
        }
    };
}

/// Writes every table of several scenarios into `dir`, which must exist: the same tables with a first column that
/// says which scenario a row is of.
///
/// # Errors
/// What the operating system refuses.
pub fn write_by_scenario(all: &[ScenarioTables], dir: &Path, style: CsvStyle) -> Result<(), ResultsError> {
    fn one<T: Row>(
        all: &[ScenarioTables],
        (dir, style): (&Path, CsvStyle),
        of: impl Fn(&Tables) -> &[T],
    ) -> Result<(), ResultsError> {
        let header = std::iter::once(&"scenario").chain(T::columns());
        let mut table = Table::create(&dir.join(T::FILE), header, style)?;
        for side in all {
            for row in of(&side.tables) {
                table.row(&(&side.scenario, row))?;
            }
        }
        table.finish()
    }
    let to = (dir, style);
    one(all, to, |tables| tables.summary.as_slice())?;
    one(all, to, |tables| tables.stations.as_slice())?;
    one(all, to, |tables| tables.behaviours.as_slice())?;
    one(all, to, |tables| tables.segments.as_slice())?;
    one(all, to, |tables| tables.attempts.as_slice())?;
    one(all, to, |tables| tables.screens.as_slice())?;
    one(all, to, |tables| tables.timeline.as_slice())?;
    one(all, to, |tables| tables.queues.as_slice())?;
    one(all, to, |tables| tables.delays.as_slice())?;
    one(all, to, |tables| tables.provenance.as_slice())?;
    if all.iter().any(|side| !side.tables.expectations.is_empty()) {
        one(all, to, |tables| tables.expectations.as_slice())?;
    }
    super::cuts::write_by_scenario(all, dir, style)?;
    let metrics = all.first().map_or(&[][..], |side| &side.metrics);
    let header = ["scenario", "replication"].iter().chain(metrics);
    let mut table = Table::create(&dir.join("replications.csv"), header, style)?;
    for side in all {
        for (replication, row) in side.replications.iter().enumerate() {
            table.row(&(&side.scenario, replication, row))?;
        }
    }
    table.finish()
}

impl Row for ComparisonRow {
    const FILE: &'static str = "comparison.csv";
}

impl Row for CorrelationRow {
    const FILE: &'static str = "correlations.csv";
}

impl Row for ExpectationRow {
    const FILE: &'static str = "expectations.csv";
}

rows! {
    SummaryRow, summary, "summary.csv";
    StationRow, stations, "stations.csv";
    BehaviourRow, behaviours, "behaviours.csv";
    EffectRow, effects, "effects.csv";
    SegmentRow, segments, "segments.csv";
    AttemptRow, attempts, "attempts.csv";
    ScreenRow, screens, "screens.csv";
    TimelineRow, timeline, "timeline.csv";
    QueueRow, queues, "queues.csv";
    DelayRow, delays, "delays.csv";
    ProvenanceRow, provenance, "provenance.csv";
}

/// Writes `rows` as a table; `T` is a flat struct with named fields, whose names are the header.
///
/// # Errors
/// A `T` that is no flat struct, and what the operating system refuses.
pub fn write_table<T: Serialize + DeserializeOwned>(
    path: &Path,
    rows: &[T],
    style: CsvStyle,
) -> Result<(), ResultsError> {
    let mut table = Table::create(path, columns::<T>(), style)?;
    for row in rows {
        table.row(row)?;
    }
    table.finish()
}

/// Reads a table of `T`; columns are found by name, further columns are ignored, and those that were added to a
/// table later may be missing.
///
/// # Errors
/// Any other missing file or column, a field that does not fit its column, and what the operating system
/// refuses.
pub fn read_table<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, ResultsError> {
    let wrong = ResultsError::table("read", path);
    let file = open(path)?;
    let mut table = csv::Reader::from_reader(file);
    let header = table.headers().map_err(&wrong)?;
    let missing = |column: &&&str| {
        !COLUMNS_ADDED_LATER.contains(column) && !header.iter().any(|found| found == **column)
    };
    if let Some(column) = columns::<T>().iter().find(missing) {
        return Err(ResultsError::Column { path: path.to_owned(), column: (*column).to_owned() });
    }
    let header = header.clone();
    let row = |record: csv::StringRecord| {
        if record.iter().any(|field| field.starts_with('\'')) {
            let mut plain: csv::StringRecord = record.iter().map(original).collect();
            plain.set_position(record.position().cloned());
            plain.deserialize(Some(&header))
        } else {
            record.deserialize(Some(&header))
        }
    };
    table.records().map(|record| record.and_then(row)).collect::<Result<_, _>>().map_err(&wrong)
}

/// Writes `replications.csv`: a row a replication, counted from 0, then one field a metric in the
/// order of `metric_names`.
///
/// # Errors
/// A row that is not as long as `metric_names`, and what the operating system refuses.
pub fn write_replications(
    path: &Path,
    metric_names: &[&str],
    rows: &[Vec<Option<f64>>],
    style: CsvStyle,
) -> Result<(), ResultsError> {
    let mut table = Table::create(path, std::iter::once(&"replication").chain(metric_names), style)?;
    for (replication, row) in rows.iter().enumerate() {
        table.row(&(replication, row))?;
    }
    table.finish()
}

/// A row of `replications.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplicationRow {
    /// Its scenario; empty where there is only one.
    pub scenario: String,
    /// The replication, from 0.
    pub replication: u64,
    /// The metrics, in the order that was asked for; nothing where one is not defined.
    pub values: Vec<Option<f64>>,
}

/// Reads `replications.csv`: of each row the metrics `metric_names`.
///
/// # Errors
/// A column that is missing, a cell that is no number, and what the operating system refuses.
pub fn read_replications(path: &Path, metric_names: &[&str]) -> Result<Vec<ReplicationRow>, ResultsError> {
    let wrong = ResultsError::table("read", path);
    let mut table = csv::Reader::from_reader(open(path)?);
    let header = table.headers().map_err(&wrong)?.clone();
    // A mark for Excel may stand in front.
    let column = |name: &str| header.iter().position(|title| title.trim_start_matches('\u{feff}') == name);
    let needed = |name: &str| {
        column(name).ok_or_else(|| ResultsError::Column { path: path.to_owned(), column: name.to_owned() })
    };
    let (scenario, replication) = (column("scenario"), needed("replication")?);
    let metrics: Vec<usize> = metric_names.iter().map(|name| needed(name)).collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record.map_err(&wrong)?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let odd = |at: usize| ResultsError::Column { path: path.to_owned(), column: header[at].to_owned() };
        let value = |at: &usize| match cell(*at) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| odd(*at)),
        };
        rows.push(ReplicationRow {
            scenario: scenario.map(cell).unwrap_or_default().to_owned(),
            replication: cell(replication).parse().map_err(|_| odd(replication))?,
            values: metrics.iter().map(value).collect::<Result<_, _>>()?,
        });
    }
    Ok(rows)
}

/// Writes a whole file, such as a chart or the report, and makes the folders it needs.
///
/// # Errors
/// What the operating system refuses.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), ResultsError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(ResultsError::io("make the folder", parent))?;
    }
    fs::write(path, content).map_err(ResultsError::io("write", path))
}

/// Writes a file whole or not at all, and only over another file if `replace` says so.
///
/// # Errors
/// A file that is there, and what the operating system refuses.
pub fn write_new_file(path: &Path, content: &[u8], replace: bool) -> Result<(), ResultsError> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(ResultsError::io("make the folder", folder))?;
    let mut file = new_file_in(folder).map_err(ResultsError::io("write into", folder))?;
    file.write_all(content).map_err(ResultsError::io("write", path))?;
    let kept = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(()),
        Err(fault) if fault.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(ResultsError::Exists { path: path.to_owned() })
        }
        Err(fault) => Err(ResultsError::io("write", path)(fault.error)),
    }
}

/// A file for the time being, with the permissions of any new file.
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What the umask leaves of them.
        let usual = fs::Permissions::from_mode(0o666);
        tempfile::Builder::new().permissions(usual).tempfile_in(folder)
    }
    #[cfg(not(unix))]
    tempfile::NamedTempFile::new_in(folder)
}
