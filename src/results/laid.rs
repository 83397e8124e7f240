//! A table that is being written, into a file or into memory: the same bytes.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::cells::{Cell, take_apart};
use super::columns::columns;
use super::{CsvStyle, ResultsError, Row};

/// A table that is being written; every text in it is safe in a spreadsheet.
pub(super) struct Table<W: Write = File> {
    path: PathBuf,
    writer: csv::Writer<W>,
    /// Of the latest row.
    cells: Vec<Cell>,
}

impl Table {
    pub(super) fn create<'a>(
        path: &Path,
        header: impl IntoIterator<Item = &'a &'a str>,
        style: CsvStyle,
    ) -> Result<Self, ResultsError> {
        let file = File::create(path).map_err(ResultsError::io("write", path))?;
        Self::on(file, path, header, style)
    }
}

impl<W: Write> Table<W> {
    fn on<'a>(
        mut to: W,
        path: &Path,
        header: impl IntoIterator<Item = &'a &'a str>,
        style: CsvStyle,
    ) -> Result<Self, ResultsError> {
        to.write_all(style.mark().as_bytes()).map_err(ResultsError::io("write", path))?;
        // The header is written by hand, so that a table without rows has one too.
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(to);
        writer.write_record(header).map_err(ResultsError::table("write", path))?;
        Ok(Self { path: path.to_owned(), writer, cells: Vec::new() })
    }

    pub(super) fn row<T: Serialize>(&mut self, row: &T) -> Result<(), ResultsError> {
        let Self { path, writer: table, cells } = self;
        take_apart(row, cells).map_err(|fault| ResultsError::io("write", path)(io::Error::other(fault)))?;
        table.serialize(&*cells).map_err(ResultsError::table("write", path))
    }

    pub(super) fn finish(mut self) -> Result<(), ResultsError> {
        self.writer.flush().map_err(ResultsError::io("write", &self.path))
    }
}

impl Table<Vec<u8>> {
    fn into_bytes(self) -> Result<Vec<u8>, ResultsError> {
        let failed = ResultsError::io("write", &self.path);
        self.writer.into_inner().map_err(|fault| failed(fault.into_error()))
    }
}

/// What [`super::write_table`] writes, in memory.
///
/// # Errors
/// A `T` that is no flat struct.
pub fn table_bytes<T: Row>(rows: &[T], style: CsvStyle) -> Result<Vec<u8>, ResultsError> {
    let mut table = Table::on(Vec::new(), Path::new(T::FILE), columns::<T>(), style)?;
    for row in rows {
        table.row(row)?;
    }
    table.into_bytes()
}

/// What [`super::write_replications`] writes, in memory.
///
/// # Errors
/// A row that is not as long as `metric_names`.
pub fn replications_bytes(
    metric_names: &[&str],
    rows: &[Vec<Option<f64>>],
    style: CsvStyle,
) -> Result<Vec<u8>, ResultsError> {
    let header = std::iter::once(&"replication").chain(metric_names);
    let mut table = Table::on(Vec::new(), Path::new("replications.csv"), header, style)?;
    for (replication, row) in rows.iter().enumerate() {
        table.row(&(replication, row))?;
    }
    table.into_bytes()
}
