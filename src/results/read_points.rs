//! Tables of an experiment with many points, read back.

use std::path::Path;

use super::cells::original;
use super::files::Row;
use super::inside::open;
use super::{PointLabel, PointValue, ResultsError, SweepRow};

/// A point as `sweep.csv` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadPoint {
    /// Its number and values.
    pub label: PointLabel,
    /// Its rows.
    pub rows: Vec<SweepRow>,
}

/// What `sweep.csv` holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadSweep {
    /// The varied keys.
    pub keys: Vec<String>,
    /// The points, in their order.
    pub points: Vec<ReadPoint>,
}

/// A table whose rows begin with a point and its values.
pub(super) struct Labelled<T> {
    pub(super) keys: Vec<String>,
    pub(super) rows: Vec<(PointLabel, T)>,
}

/// Reads the table of `T` in `dir`, as long as `wanted` wants the point of the next row.
pub(super) fn read_labelled<T: Row>(
    dir: &Path,
    mut wanted: impl FnMut(u64) -> bool,
) -> Result<Labelled<T>, ResultsError> {
    let path = dir.join(T::FILE);
    let wrong = ResultsError::table("read", &path);
    let missing = |column: &str| ResultsError::Column { path: path.clone(), column: column.to_owned() };
    let mut table = csv::Reader::from_reader(open(&path)?);
    let header = table.headers().map_err(&wrong)?.clone();
    let first = T::columns().first().copied().unwrap_or_default();
    let own = header.iter().position(|title| title == first).ok_or_else(|| missing(first))?;
    if own == 0 {
        return Err(missing("point"));
    }
    let keys: Vec<String> = header.iter().take(own).skip(1).map(|title| original(title).to_owned()).collect();
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record.map_err(&wrong)?;
        let plain: csv::StringRecord = record.iter().map(original).collect();
        let point = plain.get(0).and_then(|text| text.parse().ok()).ok_or_else(|| missing("point"))?;
        if !wanted(point) {
            break;
        }
        let values = plain.iter().take(own).skip(1).map(PointValue::of).collect();
        rows.push((PointLabel { point, values }, plain.deserialize(Some(&header)).map_err(&wrong)?));
    }
    Ok(Labelled { keys, rows })
}

impl ReadSweep {
    /// The first `most` points of `sweep.csv` in `dir`.
    ///
    /// # Errors
    /// What the operating system refuses, and a table that is none of a sweep.
    pub fn read(dir: &Path, most: usize) -> Result<Self, ResultsError> {
        let (mut seen, mut last) = (0, None);
        let read = read_labelled::<SweepRow>(dir, |point| {
            seen += usize::from(last != Some(point));
            last = Some(point);
            seen <= most
        })?;
        let mut points: Vec<ReadPoint> = Vec::new();
        for (label, row) in read.rows {
            match points.last_mut().filter(|point| point.label.point == label.point) {
                Some(point) => point.rows.push(row),
                None => points.push(ReadPoint { label, rows: vec![row] }),
            }
        }
        Ok(Self { keys: read.keys, points })
    }
}
