//! What the assumptions allow: a metric, and its difference to the scenario with other settings, over draws from all
//! bands at once.

use super::{Sensitivity, Values};
use crate::analysis::bulk;
use crate::cli::asked::unit;
use crate::results::AssumptionRow;

/// The mean of what is defined.
pub(super) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let all: Vec<f64> = values.flatten().collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

/// Rows of `assumptions.csv`.
pub(super) fn rows(asked: &Sensitivity, values: &Values) -> Vec<AssumptionRow> {
    let mut rows = Vec::new();
    for (wanted, points) in asked.wanted.iter().zip(&values.by_metric) {
        let at = |number: usize| points.get(number).map_or(&[][..], Vec::as_slice);
        let sides = asked.sides();
        let draws = points.len() / sides;
        let level = |draw: usize| mean(at(draw * sides).iter().copied());
        let difference = |draw: usize| {
            let pairs = at(draw * sides).iter().zip(at(draw * sides + 1));
            mean(pairs.map(|(one, other)| Some((*other)? - (*one)?)))
        };
        let row = |of: &str, read: &dyn Fn(usize) -> Option<f64>, signed: bool| {
            let estimate = read(0);
            let drawn: Vec<f64> = (1..draws).filter_map(read).collect();
            let same = estimate.filter(|_| signed && !drawn.is_empty()).map(|estimate| {
                drawn.iter().filter(|value| **value * estimate > 0.0).count() as f64 / drawn.len() as f64
            });
            let bulk = bulk(&drawn);
            AssumptionRow {
                metric: wanted.name(),
                unit: unit(wanted).to_owned(),
                of: of.to_owned(),
                estimate,
                low: bulk.map(|bulk| bulk.low),
                high: bulk.map(|bulk| bulk.high),
                same_sign: same,
                draws: drawn.len() as u64,
            }
        };
        rows.push(row("level", &level, false));
        if asked.against.is_some() {
            rows.push(row("difference", &difference, true));
        }
    }
    rows
}
