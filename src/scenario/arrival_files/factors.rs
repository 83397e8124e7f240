//! Daily factors on the rate of arrivals.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Table, shape_warnings};
use crate::scenario::data::moments::MomentForm;
use crate::scenario::data::numbers::{is_no_value, number};
use crate::scenario::data::receipt::{Bound, ColumnReceipt, Extent, Receipt};
use crate::scenario::read::civil;
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::sections::people::ArrivalsSection;
use crate::words::say;

/// The largest factor of a day, as of a surge.
const MAX_FACTOR: f64 = 1000.0;

/// Daily factors: columns `date` and `factor`. Rows that cannot be read are faults and left out.
pub(in crate::scenario) fn factors(
    section: &ArrivalsSection,
    file: &Path,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> BTreeMap<Date, f64> {
    let place = section.place("date_file");
    let remedy = say!(TheFileNeedsTheColumns).to_owned();
    let table = Table { section, key: "arrivals.date_file", file, place, label: say!(TheseFactors), remedy };
    read(&table, faults, receipts).unwrap_or_default()
}

fn read(
    table: &Table<'_>,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> Option<BTreeMap<Date, f64>> {
    let form = table.form(faults)?;
    let (decoded, mut receipt) = table.text(faults)?;
    let names = ["date", "factor"];
    let columns = names.map(|name| (name, table.place));
    let (mut sheet, at) = table.sheet(&decoded.text, &columns, faults)?;
    let decimal = table.section.decimal;
    let (mut factors, mut bad, mut extent) = (BTreeMap::new(), 0, Extent::NONE);
    loop {
        let row = match sheet.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(refusal) => {
                table.refuse(faults, &refusal);
                return None;
            }
        };
        let cells = [row.cell(at[0]), row.cell(at[1])];
        let judged = match cells.iter().position(|cell| is_no_value(cell)) {
            Some(empty) => Err((empty, say!(IsEmpty).to_owned())),
            None => date_of(cells[0], &form, table.section).ok_or((0, say!(IsNotADate).to_owned())).and_then(
                |date| {
                    let factor = number(cells[1], decimal).ok_or((1, say!(IsNotANumber).to_owned()))?;
                    if !(0.0..=MAX_FACTOR).contains(&factor) {
                        return Err((1, say!(IsNotFromTo, max_factor = MAX_FACTOR)));
                    }
                    // Adding zero makes −0 zero.
                    if factors.insert(date, factor + 0.0).is_some() {
                        return Err((0, say!(HasAFactorAlready).to_owned()));
                    }
                    extent.take(factor);
                    Ok(())
                },
            ),
        };
        if let Err((cell, wrong)) = judged {
            table.bad_row(&mut bad, faults, (row.line, names[cell]), cells[cell], &wrong);
        }
    }
    table.more_bad_rows(bad, faults);
    receipt.rows = sheet.rows();
    receipt.used = factors.len() as u64;
    let ends = factors.keys().next().zip(factors.keys().next_back());
    let dates = ends.map(|(first, last)| (Bound::Text(first.to_string()), Bound::Text(last.to_string())));
    let column = |column: &str, used_for: &str, range| ColumnReceipt {
        column: column.to_owned(),
        used_for: used_for.to_owned(),
        values: receipt.used,
        missing: 0,
        range,
    };
    receipt.columns =
        vec![column("date", "date", dates), column("factor", say!(FactorOnTheRate), extent.bounds())];
    receipt.warnings = shape_warnings(&sheet, &names);
    receipts.push(receipt.seen());
    Some(factors)
}

/// The date that a cell names.
fn date_of(cell: &str, form: &MomentForm, section: &ArrivalsSection) -> Option<Date> {
    match form {
        MomentForm::Iso => {
            let date: civil::Date = cell.parse().ok()?;
            Date::new(date.year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        }
        form => form.read(cell, &TimeZone::UTC, section.decimal).ok().map(|moment| moment.local.date()),
    }
}
