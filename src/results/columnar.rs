//! Tables as Parquet: the rows of the CSV files, by column and with types.
//!
//! A CSV file that is finished is read once more, so that tables and logs of any length go the same way, in groups of
//! rows. Which type a column has is said by its name; what is not listed here holds numbers, or else text. This module
//! does not know what a row means.

use super::cells::original;
use super::cuts::is_value_of_segment;
use super::{CsvStyle, ResultsError};
use csv::StringRecord;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Rows of a group: enough to be packed well, few enough to be held.
const GROUP: usize = 131_072;

/// Columns of text, whatever stands in them.
const TEXT: &[&str] = &[
    "actions",
    "scenario",
    "metric",
    "unit",
    "station",
    "behaviour",
    "basis",
    "scope",
    "population",
    "segment",
    "measure",
    "source",
    "case_id",
    "activity",
    "lifecycle",
    "resource",
    "cause",
    "channel",
    "restriction",
    "behaviours",
    "route",
    "decision",
    "reasons",
    "status",
    "direction",
    "by",
    "team",
    "fate",
    "kind",
    "reference",
    "given",
];
/// Columns of whole numbers.
const WHOLE: &[&str] = &[
    "replication",
    "replications",
    "applicant",
    "attempt",
    "seq",
    "screen",
    "overdue_months",
    "days_overdue",
    "group",
    "decision_working_days",
    "months_overdue_now",
    "remote_logins",
    "abnormal_transactions",
    "fields_filled",
    "recent_edits",
    "cash_outs",
];
/// Columns of `true` and `false`.
const FLAGS: &[&str] = &[
    "feasible",
    "best",
    "kept",
    "recommended",
    "few",
    "working",
    "holds",
    "bad",
    "fast_lane",
    "confirmed_cash_out",
    "verification_enabled",
    "identity_verified",
];

/// Writes a `.parquet` file beside each CSV file in `dir`, which was written in `style`: a moment is a point in time
/// where it has an offset, and a local one where it has none.
///
/// # Errors
/// A CSV file that does not hold what its columns promise, and what the operating system refuses.
pub fn write_parquet(dir: &Path, style: CsvStyle) -> Result<(), ResultsError> {
    let entries = fs::read_dir(dir).map_err(ResultsError::io("look into", dir))?;
    let mut tables = Vec::new();
    for entry in entries {
        let path = entry.map_err(ResultsError::io("look into", dir))?.path();
        if path.extension().is_some_and(|kind| kind == "csv") {
            tables.push(path);
        }
    }
    tables.sort();
    tables.iter().try_for_each(|table| convert(table, style))
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Flag,
    Whole,
    Float,
    Date,
    Moment(CsvStyle),
}

/// The kind of a column by its name; `None` where its cells decide between number and text.
fn kind_by_name(table: &str, column: &str, style: CsvStyle) -> Option<Kind> {
    match column {
        _ if TEXT.contains(&column) => Some(Kind::Text),
        // The name of a band or of a cause.
        "value"
            if [
                "segments",
                "by_time",
                "fairness",
                "gaps",
                "score_paths",
                "curves",
                "shapley",
                "coalitions",
                "waiting",
            ]
            .contains(&table) =>
        {
            Some(Kind::Text)
        }
        _ if is_value_of_segment(table, column) => Some(Kind::Text),
        _ if WHOLE.contains(&column) => Some(Kind::Whole),
        _ if FLAGS.contains(&column) => Some(Kind::Flag),
        "date" => Some(Kind::Date),
        "timestamp" => Some(Kind::Moment(style)),
        _ if column.ends_with("_at") => Some(Kind::Moment(style)),
        _ => None,
    }
}

impl Kind {
    fn field(self, name: &str) -> Result<Type, ParquetError> {
        let (physical, logical) = match self {
            Self::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Self::Flag => (Physical::BOOLEAN, None),
            Self::Whole => (Physical::INT64, None),
            Self::Float => (Physical::DOUBLE, None),
            Self::Date => (Physical::INT32, Some(LogicalType::Date)),
            Self::Moment(style) => {
                let point = style == CsvStyle::Standard;
                (Physical::INT64, Some(LogicalType::timestamp(point, TimeUnit::MICROS)))
            }
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    }

    fn values(self) -> Values {
        match self {
            Self::Text => Values::Texts(Vec::new()),
            Self::Flag => Values::Flags(Vec::new()),
            Self::Whole | Self::Moment(_) => Values::Longs(Vec::new()),
            Self::Float => Values::Floats(Vec::new()),
            Self::Date => Values::Days(Vec::new()),
        }
    }
}

/// The values of a group of rows; undefined ones are left out.
enum Values {
    Flags(Vec<bool>),
    Longs(Vec<i64>),
    Days(Vec<i32>),
    Floats(Vec<f64>),
    Texts(Vec<ByteArray>),
}

/// A column of a group of rows.
struct Column {
    kind: Kind,
    values: Values,
    /// 1 where a row has a value, 0 where it has none.
    defined: Vec<i16>,
}

impl Column {
    fn new(kind: Kind) -> Self {
        Self { kind, values: kind.values(), defined: Vec::new() }
    }

    /// Adds the cell of a row; `false` if it is not of this kind.
    fn push(&mut self, cell: &str) -> bool {
        self.defined.push(i16::from(!cell.is_empty()));
        if cell.is_empty() {
            return true;
        }
        match (&mut self.values, self.kind) {
            (Values::Flags(values), _) => add(values, cell.parse().ok()),
            (Values::Longs(values), Kind::Moment(style)) => add(values, micros(cell, style)),
            (Values::Longs(values), _) => add(values, cell.parse().ok()),
            (Values::Days(values), _) => add(values, days(cell)),
            (Values::Floats(values), _) => add(values, cell.parse().ok()),
            (Values::Texts(values), _) => add(values, Some(original(cell).into())),
        }
    }

    fn write(&self, to: &mut SerializedColumnWriter<'_>) -> Result<usize, ParquetError> {
        let defined = Some(self.defined.as_slice());
        match &self.values {
            Values::Flags(values) => to.typed::<BoolType>().write_batch(values, defined, None),
            Values::Longs(values) => to.typed::<Int64Type>().write_batch(values, defined, None),
            Values::Days(values) => to.typed::<Int32Type>().write_batch(values, defined, None),
            Values::Floats(values) => to.typed::<DoubleType>().write_batch(values, defined, None),
            Values::Texts(values) => to.typed::<ByteArrayType>().write_batch(values, defined, None),
        }
    }
}

/// Adds the value, if it could be read, and says whether it could.
fn add<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let read = value.is_some();
    values.extend(value);
    read
}

/// Microseconds since 1970, in UTC, or of the local clock where that is what is written.
fn micros(cell: &str, style: CsvStyle) -> Option<i64> {
    match style {
        CsvStyle::Standard => cell.parse::<Timestamp>().ok().map(Timestamp::as_microsecond),
        CsvStyle::Excel => {
            let local = cell.parse::<DateTime>().ok()?;
            TimeZone::UTC.to_timestamp(local).ok().map(Timestamp::as_microsecond)
        }
    }
}

/// Days since 1970.
fn days(cell: &str) -> Option<i32> {
    let midnight = cell.parse::<Date>().ok()?.at(0, 0, 0, 0);
    let since = TimeZone::UTC.to_timestamp(midnight).ok()?;
    i32::try_from(since.as_second() / 86_400).ok()
}

/// Reads the rows of a table, its mark of byte order left out.
fn rows(table: &Path) -> Result<csv::Reader<File>, ResultsError> {
    File::open(table).map(csv::Reader::from_reader).map_err(ResultsError::io("read", table))
}

/// The kinds of a table's columns.
fn kinds(table: &Path, style: CsvStyle) -> Result<Vec<(String, Kind)>, ResultsError> {
    let wrong = ResultsError::table("read", table);
    let name = table.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut reader = rows(table)?;
    let columns: Vec<String> = reader.headers().map_err(&wrong)?.iter().map(str::to_owned).collect();
    let mut found: Vec<Option<Kind>> =
        columns.iter().map(|column| kind_by_name(&name, column, style)).collect();
    if found.contains(&None) {
        let mut row = StringRecord::new();
        let mut numbers = vec![true; columns.len()];
        while reader.read_record(&mut row).map_err(&wrong)? {
            for (number, cell) in numbers.iter_mut().zip(&row) {
                *number &= cell.is_empty() || cell.parse::<f64>().is_ok();
            }
        }
        for (kind, number) in found.iter_mut().zip(numbers) {
            kind.get_or_insert(if number { Kind::Float } else { Kind::Text });
        }
    }
    Ok(columns.into_iter().zip(found.into_iter().flatten()).collect())
}

fn convert(table: &Path, style: CsvStyle) -> Result<(), ResultsError> {
    let path = table.with_extension("parquet");
    let failed = |fault: ParquetError| ResultsError::io("write", &path)(io::Error::other(fault));
    let kinds = kinds(table, style)?;
    let fields = kinds.iter().map(|(name, kind)| kind.field(name).map(Arc::new));
    let fields = fields.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let schema = Type::group_type_builder("rows").with_fields(fields).build().map_err(failed)?;
    let settings = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("sim {}", env!("CARGO_PKG_VERSION")))
        .build();
    let file = File::create(&path).map_err(ResultsError::io("write", &path))?;
    let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(settings)).map_err(failed)?;
    let mut reader = rows(table)?;
    let mut row = StringRecord::new();
    loop {
        let mut columns: Vec<Column> = kinds.iter().map(|(_, kind)| Column::new(*kind)).collect();
        let mut held = 0;
        while held < GROUP && reader.read_record(&mut row).map_err(ResultsError::table("read", table))? {
            held += 1;
            for ((column, cell), (name, _)) in columns.iter_mut().zip(&row).zip(&kinds) {
                if !column.push(cell) {
                    let fault = format!("`{cell}` does not fit the column `{name}`");
                    return Err(ResultsError::io("write", &path)(io::Error::other(fault)));
                }
            }
        }
        if held == 0 {
            break;
        }
        let mut group = writer.next_row_group().map_err(failed)?;
        for column in &columns {
            if let Some(mut to) = group.next_column().map_err(failed)? {
                column.write(&mut to).map_err(failed)?;
                to.close().map_err(failed)?;
            }
        }
        group.close().map_err(failed)?;
    }
    writer.close().map(drop).map_err(failed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    /// What a table says is there with its types, undefined values and names that begin like a formula included.
    #[test]
    fn rows_read_back_with_their_types() {
        let folder = tempfile::tempdir().unwrap();
        let text = "\u{feff}station,date,working,replications,estimate,decided_at\n\
                    '=desk,1969-12-31,true,3,-1.5,2024-04-01 09:30:00\n人工审核,2024-04-01,false,4,,\n";
        fs::write(folder.path().join("t.csv"), text).unwrap();
        write_parquet(folder.path(), CsvStyle::Excel).unwrap();
        let file = File::open(folder.path().join("t.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get_string(0).unwrap(), "=desk");
        assert_eq!(rows[1].get_string(0).unwrap(), "人工审核");
        assert!(rows[0].to_string().contains("1969-12-31") && rows[1].to_string().contains("2024-04-01"));
        assert_eq!((rows[0].get_bool(2).unwrap(), rows[1].get_bool(2).unwrap()), (true, false));
        assert_eq!((rows[0].get_long(3).unwrap(), rows[1].get_long(3).unwrap()), (3, 4));
        assert_eq!(rows[0].get_double(4).unwrap().to_bits(), (-1.5_f64).to_bits());
        assert_eq!(rows[0].get_timestamp_micros(5).unwrap(), 1_711_963_800_000_000);
        let second = rows[1].to_string();
        assert_eq!(second.matches("null").count(), 2, "{second}");
    }

    #[test]
    fn an_offset_makes_a_point_in_time_and_what_does_not_fit_is_a_fault() {
        assert_eq!(micros("1970-01-01T08:00:01+08:00", CsvStyle::Standard), Some(1_000_000));
        assert_eq!(micros("1970-01-01 08:00:01", CsvStyle::Standard), None);
        assert_eq!((days("1969-12-31"), days("2024-04-01"), days("1 April")), (Some(-1), Some(19_814), None));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("t.csv"), "attempt\n1\nmany\n").unwrap();
        let fault = write_parquet(folder.path(), CsvStyle::Standard).unwrap_err().to_string();
        assert!(fault.contains("`many` does not fit the column `attempt`"), "{fault}");
    }

    #[test]
    fn more_rows_than_a_group_are_all_there() {
        let folder = tempfile::tempdir().unwrap();
        let numbers: Vec<String> = (0..GROUP + 5).map(|row| row.to_string()).collect();
        fs::write(folder.path().join("t.csv"), format!("seq\n{}\n", numbers.join("\n"))).unwrap();
        write_parquet(folder.path(), CsvStyle::Standard).unwrap();
        let reader = SerializedFileReader::new(File::open(folder.path().join("t.parquet")).unwrap()).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        assert_eq!(reader.metadata().file_metadata().num_rows(), GROUP as i64 + 5);
        let last = reader.get_row_iter(None).unwrap().last().unwrap().unwrap();
        assert_eq!(last.get_long(0).unwrap(), GROUP as i64 + 4);
    }
}
