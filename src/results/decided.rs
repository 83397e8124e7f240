//! Tables of experiments that look for a setting, or for what matters.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{Row, Table};
use super::{CsvStyle, PointValue, ResultsError};

/// A setting that was tried, `solution.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SolutionRow {
    /// The value of the key.
    pub value: PointValue,
    /// The metric of the condition.
    pub metric: String,
    /// Its estimate.
    pub estimate: Option<f64>,
    /// Lower end of the interval by which it was judged.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Whether the condition holds; nothing if that is unclear.
    pub holds: Option<bool>,
    /// Whether it is the answer.
    pub chosen: bool,
    /// Replications that it took.
    pub replications: u64,
}

impl Row for SolutionRow {
    const FILE: &'static str = "solution.csv";
}

/// An index of an input, `sensitivity.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// The key, or the name of a group of keys; nothing where the index is of no input.
    pub key: String,
    /// Where the number comes from: `seed`, `data`, `source`, `assumption`, or nothing.
    pub tag: String,
    /// Low end of its band.
    pub low: Option<PointValue>,
    /// High end.
    pub high: Option<PointValue>,
    /// `one`, `morris` or `sobol`.
    pub method: String,
    /// Which index.
    pub index: String,
    /// Of which metric.
    pub metric: String,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for SensitivityRow {
    const FILE: &'static str = "sensitivity.csv";
}

/// What the assumptions allow for a metric, `assumptions.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// The metric.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// What is told: `level`, or `difference` to the scenario with other settings.
    pub of: String,
    /// The estimate without a change.
    pub estimate: Option<f64>,
    /// 2.5 % of draws lie below this, or the least of fewer than 39.
    pub low: Option<f64>,
    /// 2.5 % of draws lie above this, or the greatest of fewer than 39.
    pub high: Option<f64>,
    /// Of a difference, share of the draws in which it has the sign of the estimate.
    pub same_sign: Option<f64>,
    /// Draws that could be played.
    pub draws: u64,
}

impl Row for AssumptionRow {
    const FILE: &'static str = "assumptions.csv";
}

/// A point of a sensitivity: which, its values, why it could not be played, and its metrics.
pub type InputPoint = (u64, Vec<Option<PointValue>>, &'static str, Option<String>, Vec<Option<f64>>);

/// Writes `points.csv` of a sensitivity into `dir`: `point`, a column a key, `state`, `fault`, and a column a metric, which
/// is the mean of what its replications say.
///
/// # Errors
/// What the operating system refuses.
pub fn write_input_points(
    dir: &Path,
    (keys, metrics): (&[String], &[String]),
    points: impl Iterator<Item = InputPoint>,
    style: CsvStyle,
) -> Result<(), ResultsError> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let metrics: Vec<&str> = metrics.iter().map(String::as_str).collect();
    let header = [&["point"], &keys[..], &["state", "fault"], &metrics].concat();
    let mut table = Table::create(&dir.join("points.csv"), &header, style)?;
    for point in points {
        table.row(&point)?;
    }
    table.finish()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_the_interface() {
        assert_eq!(
            SolutionRow::columns().join(","),
            "value,metric,estimate,ci_low,ci_high,holds,chosen,replications"
        );
        assert_eq!(
            SensitivityRow::columns().join(","),
            "key,tag,low,high,method,index,metric,estimate,ci_low,ci_high"
        );
        let dir = tempfile::tempdir().unwrap();
        let row = SolutionRow {
            value: PointValue::of("-1"),
            metric: "flip_rate".to_owned(),
            estimate: Some(0.5),
            ci_low: None,
            ci_high: None,
            holds: None,
            chosen: false,
            replications: 3,
        };
        let path = dir.path().join(SolutionRow::FILE);
        super::super::write_table(&path, std::slice::from_ref(&row), CsvStyle::Standard).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().nth(1), Some("-1.0,flip_rate,0.5,,,,false,3"));
        let keys = ["a.b".to_owned()];
        let points = [(0, vec![None], "played", None, vec![Some(0.25)])];
        write_input_points(dir.path(), (&keys, &["m".to_owned()]), points.into_iter(), CsvStyle::Standard)
            .unwrap();
        let text = std::fs::read_to_string(dir.path().join("points.csv")).unwrap();
        assert_eq!(text, "point,a.b,state,fault,m\n0,,played,,0.25\n");
    }
}
