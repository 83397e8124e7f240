//! Reading a table of real card holders: columns to attributes, with a receipt and every bad column named.
//!
//! What is said of a table is said once a column, with the first cell and the number of others: a table has many rows,
//! and what is wrong with one is often wrong with all.

mod columns;
mod doubts;
mod months;
mod problems;
mod rows;
mod vain;

use std::collections::BTreeMap;

use super::data::receipt::Receipt;
use super::data::sheet::Sheet;
use super::data::{Refusal, text};
use super::read::fault::Fault;
use super::read::section::Section as _;
use super::read::source::Place;
use super::sections::applicants::TableSection;
use crate::population::CardTable;
use crate::words::say;

/// The key that names the table.
const KEY: &str = "population.table.file";

/// A column that an attribute of the scenario's own is read from.
#[derive(Debug, Clone)]
pub(super) struct OwnColumn {
    /// Name of the attribute.
    pub(super) attribute: String,
    /// Name of the column.
    pub(super) column: String,
    /// What cells mean; numbers are read without any.
    pub(super) codes: BTreeMap<String, f64>,
    /// Where the column is named.
    pub(super) place: Place,
}

/// Reads the table, and the values of each row in the columns `own`; `None` if any fault was found.
pub(super) fn read(
    section: &TableSection,
    own: &[OwnColumn],
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> Option<(CardTable, Vec<Vec<Option<f32>>>)> {
    let place = section.place("file");
    let Some(file) = &section.file else {
        faults.push(Fault::rule(
            place,
            say!(PopulationTableFileIsMissing),
            say!(ATableNeedsAFile),
            say!(NameTheCsvFileFor),
        ));
        return None;
    };
    let before = faults.len();
    let shown = file.display().to_string();
    let refuse = |faults: &mut Vec<Fault>, refusal: Refusal| {
        let message = say!(ColumnsCannotReadTheTable, shown = shown, what = refusal.what);
        faults.push(Fault::rule(place, message, say!(ThisTable), refusal.remedy));
    };
    let encoding = text::encoding(&section.encoding)
        .map_err(|refusal| {
            let place = section.place("encoding");
            faults.push(Fault::rule(place, refusal.what, say!(NotKnown), refusal.remedy));
        })
        .ok()?;
    let decoded = text::read(file, encoding).map_err(|refusal| refuse(faults, refusal)).ok()?;
    let mut sheet =
        Sheet::new(&decoded.text, section.delimiter).map_err(|refusal| refuse(faults, refusal)).ok()?;
    let mut columns = columns::find((section, own), &sheet, &shown, faults)?;
    let mut receipt = Receipt::of(KEY, file, &decoded);
    receipt.warnings.extend(columns::doubled(&sheet, &columns));
    receipt.warnings.extend(vain::mark(&mut columns));
    let found = rows::read(&mut sheet, &mut columns, (section, own), faults);
    let found = found.map_err(|refusal| refuse(faults, refusal)).ok()?;
    receipt.rows = sheet.rows() + sheet.empty_rows();
    if sheet.rows() == 0 {
        let message = say!(TheTableHasAHeader, shown = shown);
        let help = say!(APopulationNeedsAtLeast);
        faults.push(Fault::rule(place, message, say!(ThisTable), help));
    } else if found.rows.is_empty() {
        let message = say!(NoRowOfTheTable, shown = shown);
        let help = say!(NameFewerColumnsOrWrite);
        faults.push(Fault::rule(place, message, say!(ThisTable), help));
    }
    if faults.len() > before {
        return None;
    }
    receipt.used = found.rows.len() as u64;
    receipt.leave_out("a value is missing", sheet.rows() - receipt.used);
    receipt.leave_out(say!(AnEmptyRow), sheet.empty_rows());
    receipt.columns = columns.iter().map(columns::Column::receipt).collect();
    receipt.attributes = found.attributes();
    receipt.warnings.extend(doubts::about(&found, &columns, section));
    receipts.push(receipt.seen());
    Some((CardTable::new(found.rows), found.own))
}
