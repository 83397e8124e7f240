//! Receipts: what of a file was read, column by column, and what became of it.

use std::path::{Path, PathBuf};

use super::text::Decoded;
use crate::scenario::read::visible::visible;

/// One end of a range.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// A number.
    Number(f64),
    /// A moment or a date, as text.
    Text(String),
}

/// A column that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnReceipt {
    /// Its name in the file.
    pub column: String,
    /// What it is used for.
    pub used_for: String,
    /// Cells with a value, in the rows that were looked at.
    pub values: u64,
    /// Cells without one.
    pub missing: u64,
    /// Least and greatest value, as they stand in the file; nothing for texts.
    pub range: Option<(Bound, Bound)>,
}

/// An attribute of applicants that columns decide, over the rows that are used.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AttributeReceipt {
    /// The attribute.
    pub attribute: String,
    /// Rows that give it.
    pub given: u64,
    /// Rows in which the generator fills it, for lack of a value.
    pub filled: u64,
    /// Rows whose value was cut to the range that the attribute can have.
    pub cut: u64,
    /// Least and greatest value, after cutting.
    pub range: Option<(f64, f64)>,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Receipt {
    /// The key that names it.
    pub key: String,
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size, bytes.
    pub bytes: u64,
    /// Encoding and compression.
    pub form: String,
    /// Rows, without the header.
    pub rows: u64,
    /// Rows that are used.
    pub used: u64,
    /// Rows that are not, by reason; reasons without rows are left out.
    pub left_out: Vec<(String, u64)>,
    /// The columns that were read.
    pub columns: Vec<ColumnReceipt>,
    /// What they decide.
    pub attributes: Vec<AttributeReceipt>,
    /// What may be wrong.
    pub warnings: Vec<String>,
}

impl Receipt {
    /// The receipt of a file of which nothing has been used yet.
    pub(in crate::scenario) fn of(key: &str, path: &Path, decoded: &Decoded) -> Self {
        Self {
            key: key.to_owned(),
            path: path.to_owned(),
            sha256: decoded.sha256.clone(),
            bytes: decoded.bytes,
            form: decoded.form.clone(),
            ..Self::default()
        }
    }

    /// The receipt as it may be shown: what it quotes of the file may hold anything.
    pub(in crate::scenario) fn seen(mut self) -> Self {
        let see = |text: &mut String| *text = visible(text).into_owned();
        for column in &mut self.columns {
            see(&mut column.column);
            see(&mut column.used_for);
        }
        self.warnings.iter_mut().for_each(see);
        self
    }

    /// Notes that rows were left out for a reason.
    pub(in crate::scenario) fn leave_out(&mut self, reason: &str, rows: u64) {
        if rows > 0 {
            self.left_out.push((reason.to_owned(), rows));
        }
    }
}

/// Least and greatest of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Extent {
    least: f64,
    greatest: f64,
}

impl Extent {
    /// Of no number yet.
    pub(in crate::scenario) const NONE: Self = Self { least: f64::INFINITY, greatest: f64::NEG_INFINITY };

    /// With one number more.
    pub(in crate::scenario) fn take(&mut self, value: f64) {
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
    }

    /// Both ends, if there was a number.
    pub(in crate::scenario) fn ends(self) -> Option<(f64, f64)> {
        (self.least <= self.greatest).then_some((self.least, self.greatest))
    }

    /// Both ends as a receipt has them.
    pub(in crate::scenario) fn bounds(self) -> Option<(Bound, Bound)> {
        self.ends().map(|(least, greatest)| (Bound::Number(least), Bound::Number(greatest)))
    }
}
