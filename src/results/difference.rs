//! Where two files differ: in a table the row and column, elsewhere the line and byte.

use std::fmt;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use csv::ByteRecord;
use tempfile::TempDir;

use super::ResultsError;
use crate::words::say;

/// How one file differs from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// In a cell of a table.
    Cell {
        /// Its row, the header being 1.
        row: u64,
        /// The name of its column.
        column: String,
        /// What one file holds.
        one: String,
        /// What the other holds.
        other: String,
    },
    /// In its length: one of them has no such row.
    Rows {
        /// The first row that only one has, the header being 1.
        row: u64,
    },
    /// In a byte.
    Byte {
        /// Its line, from 1.
        line: u64,
        /// Its place in the file, from 0.
        at: u64,
    },
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Cell { row, column, one, other } => {
                say!(DiffersInCell, row = row, column = column, one = one, other = other)
            }
            Self::Rows { row } => say!(DiffersInRows, row = row),
            Self::Byte { line, at } => say!(DiffersInByte, line = line, at = at),
        })
    }
}

/// Where `one` differs from `other` first; `None` if it does not.
///
/// # Errors
/// What the operating system refuses.
pub fn differs(one: &Path, other: &Path) -> Result<Option<Differs>, ResultsError> {
    let table = one.extension().is_some_and(|kind| kind == "csv");
    if table && let Some(found) = of_tables(one, other)? {
        return Ok(Some(found));
    }
    of_bytes(one, other)
}

/// A folder for the time being beside `dir`, or where such folders usually lie.
///
/// # Errors
/// What the operating system refuses.
pub fn folder_near(dir: &Path) -> Result<TempDir, ResultsError> {
    let beside = std::path::absolute(dir).ok().and_then(|dir| Some(dir.parent()?.to_owned()));
    let here = || tempfile::Builder::new().prefix(".sim-verify-").clone();
    beside
        .map_or_else(|| here().tempdir(), |beside| here().tempdir_in(beside))
        .or_else(|_| here().tempdir())
        .map_err(ResultsError::io("write into", dir))
}

fn open(path: &Path) -> Result<File, ResultsError> {
    File::open(path).map_err(ResultsError::io("open", path))
}

fn of_tables(one: &Path, other: &Path) -> Result<Option<Differs>, ResultsError> {
    let rows = |path: &Path| {
        let mut builder = csv::ReaderBuilder::new();
        Ok::<_, ResultsError>(builder.has_headers(false).flexible(true).from_reader(open(path)?))
    };
    let (mut ones, mut others) = (rows(one)?, rows(other)?);
    let (mut here, mut there) = (ByteRecord::new(), ByteRecord::new());
    let mut header = ByteRecord::new();
    for row in 1.. {
        let more = ones.read_byte_record(&mut here).map_err(ResultsError::table("read", one))?;
        if more != others.read_byte_record(&mut there).map_err(ResultsError::table("read", other))? {
            return Ok(Some(Differs::Rows { row }));
        }
        if !more {
            break;
        }
        if row == 1 {
            header = there.clone();
        }
        if here != there {
            let cell = |row: &ByteRecord, at| {
                row.get(at).map(|cell| String::from_utf8_lossy(cell).into_owned()).unwrap_or_default()
            };
            let differ = |at: &usize| here.get(*at) != there.get(*at);
            let at = (0..here.len().max(there.len())).find(differ).unwrap_or_default();
            let (one, other) = (cell(&here, at), cell(&there, at));
            return Ok(Some(Differs::Cell { row, column: cell(&header, at), one, other }));
        }
    }
    Ok(None)
}

fn of_bytes(one: &Path, other: &Path) -> Result<Option<Differs>, ResultsError> {
    let (mut ones, mut others) = (BufReader::new(open(one)?), BufReader::new(open(other)?));
    let (mut line, mut at) = (1, 0);
    loop {
        let here = ones.fill_buf().map_err(ResultsError::io("read", one))?;
        let mut there = vec![0; here.len().max(1)];
        let mut found = 0;
        while found < there.len() {
            match others.read(&mut there[found..]).map_err(ResultsError::io("read", other))? {
                0 => break,
                more => found += more,
            }
        }
        let same = here.iter().zip(&there[..found]).take_while(|(a, b)| a == b).count();
        line += here[..same].split(|byte| *byte == b'\n').count() as u64 - 1;
        at += same as u64;
        if same < here.len() || found > here.len() {
            return Ok(Some(Differs::Byte { line, at }));
        }
        let length = here.len();
        if length == 0 {
            return Ok(None);
        }
        ones.consume(length);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn found(name: &str, one: &str, other: &str) -> Option<Differs> {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join(name), dir.path().join(format!("other-{name}")));
        std::fs::write(&a, one).unwrap();
        std::fs::write(&b, other).unwrap();
        differs(&a, &b).unwrap()
    }

    #[test]
    fn the_first_difference_is_found() {
        let table = "metric,value\nrate,0.25\n\"a,b\",1\n";
        assert_eq!(found("t.csv", table, table), None);
        let cell = |row, column: &str, one: &str, other: &str| {
            let [column, one, other] = [column, one, other].map(str::to_owned);
            Some(Differs::Cell { row, column, one, other })
        };
        assert_eq!(found("t.csv", &table.replace("0.25", "0.26"), table), cell(2, "value", "0.26", "0.25"));
        assert_eq!(found("t.csv", &table.replace("a,b", "a,c"), table), cell(3, "metric", "a,c", "a,b"));
        assert_eq!(found("t.csv", &format!("{table}x,2\n"), table), Some(Differs::Rows { row: 4 }));
        // The same cells in other bytes.
        let quoted = table.replace("rate", "\"rate\"");
        assert_eq!(found("t.csv", &quoted, table), Some(Differs::Byte { line: 2, at: 13 }));
        let page = "line\n".repeat(10_000);
        assert_eq!(found("p.html", &page, &page), None);
        let mut changed = page.clone();
        changed.replace_range(40_001..40_002, "I");
        assert_eq!(found("p.html", &changed, &page), Some(Differs::Byte { line: 8_001, at: 40_001 }));
        assert_eq!(found("p.html", &page[..9], &page), Some(Differs::Byte { line: 2, at: 9 }));
        assert_eq!(found("p.html", &page, &page[..9]), Some(Differs::Byte { line: 2, at: 9 }));
    }
}
