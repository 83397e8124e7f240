//! Rows of an optimisation: a setting with its metrics, and what is known of it.

use std::path::Path;

use super::files::Table;
use super::{CsvStyle, PointValue, ResultsError};

/// The estimate of a metric, and the ends of its interval.
pub type MetricCells = (Option<f64>, Option<f64>, Option<f64>);

/// A setting: the values of its keys, its metrics, whether it keeps the constraints, whether it is the best (nothing where
/// that is unclear), what became of it, and its replications.
pub type OptimumRow = (Vec<PointValue>, Vec<MetricCells>, Option<bool>, Option<bool>, &'static str, u64);

/// Writes `optimum.csv`, or `front.csv`: a column a key, three a metric (`M`, `M_ci_low`, `M_ci_high`), `feasible`, `best`,
/// `state` and `replications`.
///
/// # Errors
/// What the operating system refuses.
pub fn write_optimum(
    path: &Path,
    (keys, metrics): (&[String], &[String]),
    rows: impl Iterator<Item = OptimumRow>,
    style: CsvStyle,
) -> Result<(), ResultsError> {
    let of_metric =
        |metric: &String| [metric.clone(), format!("{metric}_ci_low"), format!("{metric}_ci_high")];
    let known = ["feasible", "best", "state", "replications"].map(str::to_owned);
    let header: Vec<String> =
        keys.iter().cloned().chain(metrics.iter().flat_map(of_metric)).chain(known).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut table = Table::create(path, &header, style)?;
    for row in rows {
        table.row(&row)?;
    }
    table.finish()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_setting() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("optimum.csv");
        let names = |name: &str| vec![name.to_owned()];
        let row: OptimumRow =
            (vec![PointValue::of("-1")], vec![(Some(0.5), None, Some(0.75))], Some(true), None, "open", 10);
        write_optimum(&path, (&names("a.b"), &names("m")), std::iter::once(row), CsvStyle::Standard).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            text,
            "a.b,m,m_ci_low,m_ci_high,feasible,best,state,replications\n-1.0,0.5,,0.75,true,,open,10\n"
        );
    }
}
