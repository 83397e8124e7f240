//! What the pictures and the page of a sweep are made of: rows of the metrics that are shown, just computed or read back.

use std::path::Path;

use super::gather::{MOST_KEPT, Told};
use super::study::Sweep;
use crate::results::{PointValue, ReadSweep, ResultsError, SweepRow};

/// Characters of a number in a label; more are rounded.
const LONGEST_NUMBER: usize = 8;

/// A point with the rows of the metrics that are shown.
pub(super) struct BoardPoint {
    pub(super) point: u64,
    pub(super) values: Vec<PointValue>,
    pub(super) rows: Vec<SweepRow>,
}

impl BoardPoint {
    /// The row of a metric.
    pub(super) fn row(&self, metric: &str) -> Option<&SweepRow> {
        self.rows.iter().find(|row| row.metric == *metric)
    }
}

/// The first points of a sweep.
pub(super) struct Board {
    pub(super) keys: Vec<String>,
    /// Names of the metrics that are shown.
    pub(super) shown: Vec<String>,
    /// The point that others are compared with.
    pub(super) reference: Option<u64>,
    pub(super) points: Vec<BoardPoint>,
}

impl Board {
    /// Of a sweep that was played.
    pub(super) fn of(sweep: &Sweep, told: &Told) -> Self {
        let point = |kept: &super::gather::Kept| BoardPoint {
            point: kept.point as u64,
            values: sweep.label(kept.point).values,
            rows: kept.rows.clone(),
        };
        Self {
            keys: sweep.points.keys().to_vec(),
            shown: told.shown.clone(),
            reference: told.reference.map(|point| point as u64),
            points: told.kept.iter().map(point).collect(),
        }
    }

    /// Of the tables in a folder.
    ///
    /// # Errors
    /// A table that is missing or none of a sweep, and what the operating system refuses.
    pub(super) fn read(dir: &Path, shown: Vec<String>, reference: Option<u64>) -> Result<Self, ResultsError> {
        let ReadSweep { keys, points } = ReadSweep::read(dir, MOST_KEPT)?;
        let points = points.into_iter().map(|point| BoardPoint {
            point: point.label.point,
            values: point.label.values,
            rows: point.rows.into_iter().filter(|row| shown.contains(&row.metric)).collect(),
        });
        Ok(Self { keys, reference, points: points.collect(), shown })
    }

    /// A point as a person tells it from others: the value alone if one key is varied, else its number before its values.
    pub(super) fn row_label(&self, point: &BoardPoint) -> String {
        let values: Vec<String> = point.values.iter().map(said).collect();
        match values.as_slice() {
            [only] => brief(only),
            _ => format!("{}: {}", point.point, label(&self.keys, &values)),
        }
    }
}

/// A value as it was typed.
pub(super) fn said(value: &PointValue) -> String {
    match value {
        PointValue::Whole(whole) => whole.to_string(),
        PointValue::Number(number) => number.to_string(),
        PointValue::Text(text) => text.clone(),
    }
}

/// A key by its last part, if that tells it from the others.
fn short(keys: &[String], at: usize) -> &str {
    let last = |key: &'_ String| key.rsplit('.').next().unwrap_or_default().to_owned();
    let own = last(&keys[at]);
    let alone = keys.iter().filter(|key| last(key) == own).count() == 1;
    if alone { keys[at].rsplit('.').next().unwrap_or(&keys[at]) } else { &keys[at] }
}

/// A value in few characters.
pub(super) fn brief(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if value.len() > LONGEST_NUMBER => {
            let decimals = (4.0 - number.abs().max(1e-9).log10().ceil()).clamp(0.0, 9.0) as usize;
            format!("{number:.decimals$}")
        }
        _ => value.to_owned(),
    }
}

/// A value of a key as a person tells it from others.
pub(super) fn label_of(keys: &[String], at: usize, value: &str) -> String {
    format!("{}={}", short(keys, at), brief(value))
}

/// Values by key.
pub(in crate::cli) fn label(keys: &[String], values: &[String]) -> String {
    let named = |(at, value): (usize, &String)| label_of(keys, at, value);
    values.iter().enumerate().map(named).collect::<Vec<_>>().join(", ")
}
