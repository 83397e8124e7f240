//! Files of laws in which something may be wrong, though every cell can be read.

use std::path::Path;

use crate::scenario::data::receipt::Receipt;
use crate::scenario::read::dist_table;
use crate::scenario::read::section::Section as _;
use crate::scenario::sections::Scenario;

/// These receipts, and those of the files of laws that have warnings.
pub(super) fn with_doubts(mut receipts: Vec<Receipt>, scenario: &Scenario) -> Vec<Receipt> {
    look(&toml::Value::Table(scenario.to_table()), &mut receipts);
    receipts
}

fn look(value: &toml::Value, receipts: &mut Vec<Receipt>) {
    match value {
        toml::Value::Table(table) => {
            let text = |key: &str| table.get(key).and_then(toml::Value::as_str);
            if let (Some(_), Some(file), Some(column)) = (text("distribution"), text("file"), text("column"))
            {
                let doubted = dist_table::receipt(Path::new(file), column, text("unit"))
                    .filter(|receipt| !receipt.warnings.is_empty() && !receipts.contains(receipt));
                receipts.extend(doubted);
            }
            table.iter().for_each(|(_, below)| look(below, receipts));
        }
        toml::Value::Array(values) => values.iter().for_each(|below| look(below, receipts)),
        _ => {}
    }
}
