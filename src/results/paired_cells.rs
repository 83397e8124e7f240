//! Cells of crossed segments beside the same of another scenario or point, from pairs of replications.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::columns::columns;
use super::cuts::{CrossRow, FEW, ends, header, read_led, values};
use super::files::Table;
use super::{CrossTable, CsvStyle, ResultsError};
use crate::experiment::{CellEstimate, compare_cells};
use crate::observe::{CELL_METRICS, CrossPlan};

/// A metric of a cell in a scenario beside the same in the base, `cross_comparison.csv`; the scenario and columns of the
/// segments stand before these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedCellRow {
    /// Name of the metric, as in `cross.csv`.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The estimate in the base, over the pairs in which it is defined on both sides.
    pub base: Option<f64>,
    /// That in the scenario.
    pub estimate: Option<f64>,
    /// The scenario less the base.
    pub difference: Option<f64>,
    /// The standard error of the difference.
    pub std_error: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Applicants in the cell, of all replications together: the smaller number of both sides.
    pub applicants: u64,
    /// Whether these are too few to say much: fewer than [`FEW`].
    pub few: bool,
}

/// `cross_comparison.csv`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CrossComparison {
    /// Names of the segments; none where nothing was crossed.
    pub segments: Vec<String>,
    /// A scenario, the values of a cell, and a metric of it.
    pub rows: Vec<(String, Vec<String>, PairedCellRow)>,
}

/// How the cells of a scenario are told apart, and what is known of each.
pub type Cells<'a> = (&'a CrossPlan, &'a [CellEstimate]);

/// The cells of `other` beside those of `base` with the same values: the number of the cell in the base, and both.
fn paired<'a>(
    (plan, base): Cells<'a>,
    (other_plan, other): Cells<'a>,
) -> impl Iterator<Item = (usize, &'a CellEstimate, &'a CellEstimate)> {
    let places: BTreeMap<Vec<&str>, &CellEstimate> =
        other.iter().enumerate().map(|(cell, found)| (other_plan.values(cell), found)).collect();
    base.iter()
        .enumerate()
        .filter_map(move |(cell, base)| Some((cell, base, *places.get(&plan.values(cell))?)))
}

impl CrossComparison {
    /// Name of its file.
    pub const FILE: &'static str = "cross_comparison.csv";

    /// What crossed segments differ in between a base and each of the others, from pairs of replications. A cell that one
    /// of the two has no values for is left out.
    pub fn build(base: Cells<'_>, others: &[(&str, Cells<'_>)]) -> Self {
        let mut rows = Vec::new();
        for (name, other) in others {
            for (cell, base_cell, other_cell) in paired(base, *other) {
                let applicants = base_cell.applicants.min(other_cell.applicants);
                for (at, metric) in CELL_METRICS.iter().enumerate() {
                    let found = compare_cells(base_cell, other_cell, at);
                    let (ci_low, ci_high) = ends(found.difference.interval);
                    let row = PairedCellRow {
                        metric: metric.name.to_owned(),
                        unit: metric.unit.to_owned(),
                        base: found.base,
                        estimate: found.other,
                        difference: found.difference.value,
                        std_error: found.difference.std_error,
                        ci_low,
                        ci_high,
                        applicants,
                        few: applicants < FEW,
                    };
                    rows.push(((*name).to_owned(), values(base.0, cell), row));
                }
            }
        }
        Self { segments: base.0.names().into_iter().map(str::to_owned).collect(), rows }
    }

    /// Writes it into `dir`.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn write(&self, dir: &Path, style: CsvStyle) -> Result<(), ResultsError> {
        let header = header(&["scenario"], &self.segments, columns::<PairedCellRow>());
        let mut table = Table::create(&dir.join(Self::FILE), &header, style)?;
        self.rows.iter().try_for_each(|row| table.row(row))?;
        table.finish()
    }

    /// Reads it from `dir`.
    ///
    /// # Errors
    /// What the operating system refuses, and a table that is another one.
    pub fn read(dir: &Path) -> Result<Self, ResultsError> {
        let (mut segments, rows) = read_led::<PairedCellRow>(&dir.join(Self::FILE))?;
        segments.drain(..segments.len().min(1));
        let apart = |(mut values, row): (Vec<String>, PairedCellRow)| {
            let scenario = if values.is_empty() { String::new() } else { values.remove(0) };
            (scenario, values, row)
        };
        Ok(Self { segments, rows: rows.into_iter().map(apart).collect() })
    }
}

/// The last columns of `cross.csv` of a sweep: a point less the one that others are compared with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PairedEnds {
    /// The difference; `None` in the rows of the reference itself.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval.
    pub difference_ci_low: Option<f64>,
    /// Upper end.
    pub difference_ci_high: Option<f64>,
}

/// A metric of a cell at a point, and its difference to the reference.
pub type PointCell = (Vec<String>, CrossRow, PairedEnds);

/// The columns of `cross.csv` of a sweep after those of the point.
pub(super) fn point_columns(segments: &[String]) -> Vec<&str> {
    header(&[], segments, &[columns::<CrossRow>(), columns::<PairedEnds>()].concat())
}

/// The rows of a point: those of its own table, each with the difference to the reference where there is one.
pub fn point_cells(table: &CrossTable, own: Cells<'_>, reference: Option<Cells<'_>>) -> Vec<PointCell> {
    let mut differences: BTreeMap<(usize, usize), PairedEnds> = BTreeMap::new();
    for (cell, own, other) in reference.into_iter().flat_map(|reference| paired(own, reference)) {
        for at in 0..CELL_METRICS.len() {
            let found = compare_cells(other, own, at).difference;
            let (difference_ci_low, difference_ci_high) = ends(found.interval);
            let ends = PairedEnds { difference: found.value, difference_ci_low, difference_ci_high };
            differences.insert((cell, at), ends);
        }
    }
    let with = |(place, (values, row)): (usize, &(Vec<String>, CrossRow))| {
        let at = (place / CELL_METRICS.len(), place % CELL_METRICS.len());
        (values.clone(), row.clone(), differences.remove(&at).unwrap_or_default())
    };
    table.rows.iter().enumerate().map(with).collect()
}
