//! One column of numbers from a table (CSV) that a scenario names.

use std::path::Path;

use super::lines::Lines;
use super::units::Duration;
use crate::scenario::data::forms;
use crate::scenario::data::numbers::is_no_value;
use crate::scenario::data::receipt::{ColumnReceipt, Extent, Receipt};
use crate::scenario::data::text;
use crate::words::say;

/// Why a column cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The file cannot be read.
    #[error("{}", say!(CannotRead, file = file, reason = reason))]
    File {
        /// The path.
        file: String,
        /// Why.
        reason: String,
        /// What to do about it.
        remedy: String,
    },
    /// The header does not have the column.
    #[error("{}", say!(HasNoColumn, file = file, column = column))]
    NoColumn {
        /// The path.
        file: String,
        /// The column that was wanted.
        column: String,
        /// The columns there are.
        there: Vec<String>,
    },
    /// A cell is no usable number.
    #[error("{}", say!(LineIsNotAFinite, file = file, line = line, cell = cell))]
    Cell {
        /// The path.
        file: String,
        /// Line from 1.
        line: u64,
        /// What stands there.
        cell: String,
        /// What is told by the cell, if anything is.
        remedy: Option<String>,
    },
    /// There is no row.
    #[error("{}", say!(HasNoRow, file = file))]
    Empty {
        /// The path.
        file: String,
    },
}

impl TableError {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::File { remedy, .. } => remedy.clone(),
            Self::NoColumn { column, there, .. } => {
                super::offer::suggest_column(column, there.iter().map(String::as_str))
            }
            Self::Cell { remedy, .. } => {
                remedy.clone().unwrap_or_else(|| say!(CorrectTheCellOrLeaveIt).to_owned())
            }
            Self::Empty { .. } => say!(NameATableWithAt).to_owned(),
        }
    }
}

/// The numbers of `column`, in the order of the rows; empty cells are skipped.
///
/// # Errors
/// When the file cannot be read, the column is absent, a cell is not a finite number of at least
/// `lowest`, or no number is left.
pub fn read_column(path: &Path, column: &str, lowest: f64) -> Result<Vec<f64>, TableError> {
    let file = path.display().to_string();
    let failed = |reason: String, remedy: &str| {
        // Of a file that is not there, nothing but its path can be wrong.
        let remedy = if path.is_file() { remedy } else { say!(ThePathIsRelativeTo) };
        TableError::File { file: file.clone(), reason, remedy: remedy.to_owned() }
    };
    let decoded = text::read_utf8(path).map_err(|refusal| failed(refusal.what, &refusal.remedy))?;
    let text = decoded.text.as_str();
    let mut lines = Lines::of(text);
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = rows.headers().map_err(|error| failed(error.to_string(), say!(MendTheFileThere)))?.clone();
    let Some(at) = header.iter().position(|name| name == column) else {
        let there = header.iter().map(str::to_owned).collect();
        return Err(TableError::NoColumn { file, column: column.to_owned(), there });
    };
    let mut values = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|error| failed(error.to_string(), say!(MendTheFileThere)))?;
        let line = lines.line(&row);
        let cell = row.get(at).unwrap_or("");
        if is_no_value(cell) {
            continue;
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= lowest => values.push(value),
            _ => {
                // One cell among numbers is a mistake, and the first of all is how the column is written.
                let form = || forms::remedy_of_cell(cell);
                let remedy = values.is_empty().then(form).flatten();
                return Err(TableError::Cell { file, line, cell: cell.to_owned(), remedy });
            }
        }
    }
    if values.is_empty() { Err(TableError::Empty { file }) } else { Ok(values) }
}

/// Units of time by the words that name them, shorter ones in whole parts of a name alone.
const UNITS: [(&str, &[&str]); 5] = [
    ("ms", &["ms", "msec", "millis", "millisecond", "milliseconds", "毫秒"]),
    ("s", &["s", "sec", "secs", "second", "seconds", "秒"]),
    ("min", &["min", "mins", "minute", "minutes", "分钟"]),
    ("h", &["h", "hr", "hrs", "hour", "hours", "小时"]),
    ("d", &["d", "day", "days", "天"]),
];

/// The unit of time that the name of a column ends in, such as `handling_minutes`, `minutes` or `处理时长（分钟）`.
fn named_unit(column: &str) -> Option<&'static str> {
    let lower = column.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    // A column called `s` or `d` may hold anything.
    let last = parts.last().filter(|last| last.len() > 1 || parts.len() > 1 || !column.is_ascii());
    let names = |word: &&&str| if word.is_ascii() { last == Some(*word) } else { lower.contains(**word) };
    UNITS.iter().find(|(_, words)| words.iter().any(|word| names(&word))).map(|(unit, _)| *unit)
}

/// A warning if the name of a column says another unit of time than the scenario does.
fn other_unit(column: &str, unit: &str) -> Option<String> {
    let seconds =
        |unit: &str| format!("1 {unit}").parse::<Duration>().ok().map(|one| one.as_seconds().to_bits());
    let named = named_unit(column)?;
    (seconds(named)? != seconds(unit)?)
        .then(|| say!(ColumnInAnotherUnit, column = column, named = named, unit = unit))
}

/// What was read of a column, in a unit if it has one, that has been read without an error; `None` if the file cannot be read
/// any more.
pub(in crate::scenario) fn receipt(path: &Path, column: &str, unit: Option<&str>) -> Option<Receipt> {
    let decoded = text::read_utf8(path).ok()?;
    let mut receipt = Receipt::of("file", path, &decoded);
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(decoded.text.as_bytes());
    let at = rows.headers().ok()?.iter().position(|name| name == column)?;
    let (mut missing, mut extent) = (0, Extent::NONE);
    for row in rows.records() {
        let row = row.ok()?;
        receipt.rows += 1;
        match row.get(at).filter(|cell| !is_no_value(cell)).map(str::parse) {
            Some(value) => extent.take(value.ok()?),
            None => missing += 1,
        }
    }
    receipt.used = receipt.rows - missing;
    receipt.leave_out("no value", missing);
    receipt.columns = vec![ColumnReceipt {
        column: column.to_owned(),
        used_for: unit
            .map_or_else(|| say!(ValuesOfTheLaw).to_owned(), |unit| say!(ValuesOfTheLawIn, unit = unit)),
        values: receipt.used,
        missing,
        range: extent.bounds(),
    }];
    receipt.warnings.extend(unit.and_then(|unit| other_unit(column, unit)));
    Some(receipt.seen())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_in_the_name_of_a_column_is_known() {
        for (column, unit) in [
            ("minutes", Some("min")),
            ("handling_min", Some("min")),
            ("Duration (sec)", Some("s")),
            ("time.h", Some("h")),
            ("处理时长（分钟）", Some("min")),
            ("用时_小时", Some("h")),
            ("毫秒", Some("ms")),
            ("天数", Some("d")),
            ("min_service", None),
            ("s", None),
            ("s1", None),
            ("minutes_2024", None),
            ("service", None),
        ] {
            assert_eq!(named_unit(column), unit, "{column}");
        }
        assert!(other_unit("minutes", "h").is_some_and(|text| text.contains("`unit = \"min\"`")));
        assert_eq!(other_unit("minutes", "min"), None);
        assert_eq!(other_unit("amount_min", "CNY"), None, "no unit of time");
    }
}
