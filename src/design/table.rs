//! A design that is written down: a CSV file with a column a key and a row a point.

use std::path::Path;

use super::{DesignError, MOST_POINTS, Points};

/// Reads one: the header names keys as `--set` does, every further row is a point.
///
/// # Errors
/// A file that cannot be read, an empty header or cell, rows of another length, a key twice, and no row or too many.
pub fn read_table(path: &Path) -> Result<Points, DesignError> {
    let unreadable = |reason: String| DesignError::Unreadable { path: path.to_owned(), reason };
    let mut table = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|fault| unreadable(fault.to_string()))?;
    let header = table.headers().map_err(|fault| unreadable(fault.to_string()))?;
    // A mark for Excel may stand in front.
    let keys: Vec<String> =
        header.iter().map(|key| key.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    if keys.iter().any(String::is_empty) {
        return Err(DesignError::EmptyCell { line: 1, key: String::new() });
    }
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record.map_err(|fault| unreadable(fault.to_string()))?;
        if rows.len() == MOST_POINTS {
            return Err(DesignError::TooManyPoints);
        }
        let line = record.position().map_or(rows.len() + 2, |at| at.line() as usize);
        if record.len() != keys.len() {
            return Err(DesignError::RowLength { line, found: record.len(), keys: keys.len() });
        }
        if let Some(empty) = record.iter().position(str::is_empty) {
            return Err(DesignError::EmptyCell { line, key: keys[empty].clone() });
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Points::listed(keys, rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Points, DesignError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("design.csv");
        std::fs::write(&path, text).unwrap();
        read_table(&path)
    }

    #[test]
    fn a_column_is_a_key_and_a_row_a_point() {
        let points = read("\u{feff}a.b, c\n1, 10d\n2,\"x, y\"\n").unwrap();
        assert_eq!(points.keys(), ["a.b", "c"]);
        assert_eq!((points.count(), points.values(1)), (2, vec!["2".to_owned(), "x, y".to_owned()]));
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_line() {
        let fault = |text| read(text).unwrap_err();
        assert_eq!(fault("a,b\n1,2\n3\n"), DesignError::RowLength { line: 3, found: 1, keys: 2 });
        assert_eq!(fault("a,b\n1,2,3\n"), DesignError::RowLength { line: 2, found: 3, keys: 2 });
        assert_eq!(fault("a,b\n1,\n"), DesignError::EmptyCell { line: 2, key: "b".to_owned() });
        assert_eq!(fault("a,\n1,2\n"), DesignError::EmptyCell { line: 1, key: String::new() });
        assert_eq!(fault("a,b\n"), DesignError::NoPoints);
        assert!(matches!(fault(""), DesignError::NoKeys | DesignError::EmptyCell { .. }));
        assert!(matches!(fault("a,a\n1,2\n"), DesignError::KeyTwice { .. }));
        assert!(matches!(read_table(Path::new("nowhere.csv")), Err(DesignError::Unreadable { .. })));
    }
}
