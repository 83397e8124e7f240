//! One column of numbers from a table (CSV) that a scenario names.

use std::path::Path;

use super::lines::Lines;
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
            Self::File { .. } => say!(ThePathIsRelativeTo).to_owned(),
            Self::NoColumn { column, there, .. } => {
                super::offer::suggest_column(column, there.iter().map(String::as_str))
            }
            Self::Cell { .. } => say!(CorrectTheCellOrLeaveIt).to_owned(),
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
    let failed = |reason: String| TableError::File { file: file.clone(), reason };
    let decoded = text::read_utf8(path).map_err(|refusal| failed(refusal.what))?;
    let text = decoded.text.as_str();
    let mut lines = Lines::of(text);
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = rows.headers().map_err(|error| failed(error.to_string()))?.clone();
    let Some(at) = header.iter().position(|name| name == column) else {
        let there = header.iter().map(str::to_owned).collect();
        return Err(TableError::NoColumn { file, column: column.to_owned(), there });
    };
    let mut values = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|error| failed(error.to_string()))?;
        let line = lines.line(&row);
        let cell = row.get(at).unwrap_or("");
        if is_no_value(cell) {
            continue;
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= lowest => values.push(value),
            _ => return Err(TableError::Cell { file, line, cell: cell.to_owned() }),
        }
    }
    if values.is_empty() { Err(TableError::Empty { file }) } else { Ok(values) }
}

/// What was read of a column that has been read without an error; `None` if the file cannot be read any more.
pub(in crate::scenario) fn receipt(path: &Path, column: &str) -> Option<Receipt> {
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
        used_for: say!(ValuesOfTheLaw).to_owned(),
        values: receipt.used,
        missing,
        range: extent.bounds(),
    }];
    Some(receipt.seen())
}
