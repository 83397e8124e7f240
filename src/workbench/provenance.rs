//! The numbers of a scenario and where they come from, as rows.

use crate::results::ProvenanceRow;
use crate::scenario::Number;

/// The rows of `provenance.csv`.
pub fn provenance_rows(numbers: &[Number]) -> Vec<ProvenanceRow> {
    let row = |number: &Number| {
        let origin = number.origin.as_ref();
        // A band is told in the unit of its number, if it has that; nothing is told in the unit of its band.
        let band = origin.and_then(|origin| origin.band).filter(|(low, _)| low.is_like(number.amount));
        let (unit, size) = match band {
            Some((_, high)) if number.amount.base() == 0.0 => high.unit(),
            _ => number.amount.unit(),
        };
        ProvenanceRow {
            key: number.key.clone(),
            value: number.amount.base() / size,
            unit: unit.to_owned(),
            tag: origin.map_or("", |origin| origin.tag.name()).to_owned(),
            source: origin.map_or_else(String::new, |origin| origin.source.clone()),
            low: band.map(|(low, _)| low.base() / size),
            high: band.map(|(_, high)| high.base() / size),
        }
    };
    numbers.iter().map(row).collect()
}
