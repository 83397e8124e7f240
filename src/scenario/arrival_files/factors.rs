//! Daily factors on the rate of arrivals.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::{Period, Table, shape_warnings};
use crate::scenario::data::days::day;
use crate::scenario::data::moments::form_remedy_beside;
use crate::scenario::data::numbers::{self, is_no_value, number};
use crate::scenario::data::receipt::{Bound, ColumnReceipt, Extent, Receipt};
use crate::scenario::data::{grouped, quoted};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::sections::people::ArrivalsSection;
use crate::words::say;

/// The largest factor of a day, as of a surge.
const MAX_FACTOR: f64 = 1000.0;

/// Cells that cannot be read and are kept to guess how they are written.
const MOST_KEPT: usize = 200;

/// Daily factors: columns `date` and `factor`. Rows that cannot be read are faults and left out; dates outside `period` are
/// told apart, since they change nothing.
pub(in crate::scenario) fn factors(
    section: &ArrivalsSection,
    file: &Path,
    period: Period,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> BTreeMap<Date, f64> {
    let place = section.place("date_file");
    let remedy = say!(TheFileNeedsTheColumns).to_owned();
    let table = Table { section, key: "arrivals.date_file", file, place, label: say!(TheseFactors), remedy };
    read(&table, period, faults, receipts).unwrap_or_default()
}

/// Cells that are no date or no number: how many, and the first of them with their lines.
#[derive(Default)]
struct Unread {
    cells: Vec<String>,
    line: u64,
    count: u64,
}

impl Unread {
    fn take(&mut self, line: u64, cell: &str) {
        if self.count == 0 {
            self.line = line;
        }
        self.count += 1;
        if self.cells.len() < MOST_KEPT {
            self.cells.push(cell.to_owned());
        }
    }

    /// One fault of all of them.
    fn fault(&self, table: &Table<'_>, column: &str, what: &str, help: Option<String>) -> Option<Fault> {
        let first = self.cells.first()?;
        let others = match self.count - 1 {
            0 => String::new(),
            1 => say!(NorIsOneOtherCell).to_owned(),
            more => say!(NorAreOtherCells, more = grouped(more)),
        };
        let message =
            format!("line {}, column `{column}`: {} is not a {what}{others}", self.line, quoted(first));
        let help = help.map(|help| table.beside(&help));
        Some(Fault::rule(table.place, message, table.label, help.unwrap_or_else(|| table.remedy.clone())))
    }
}

fn read(
    table: &Table<'_>,
    period: Period,
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
    let mut dated = None;
    let (mut no_date, mut no_number, mut shows_sign) = (Unread::default(), Unread::default(), false);
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
        shows_sign |= numbers::shows_sign(cells[1], decimal);
        if dated.is_none() && day(cells[0], &form, decimal).is_some() {
            dated = Some(cells[0].to_owned());
        }
        let judged = match cells.iter().position(|cell| is_no_value(cell)) {
            Some(empty) => Err((empty, "is empty".to_owned())),
            None => match (day(cells[0], &form, decimal), number(cells[1], decimal)) {
                (None, factor) => {
                    no_date.take(row.line, cells[0]);
                    if factor.is_none() {
                        no_number.take(row.line, cells[1]);
                    }
                    Ok(())
                }
                (_, None) => {
                    no_number.take(row.line, cells[1]);
                    Ok(())
                }
                (_, Some(factor)) if !(0.0..=MAX_FACTOR).contains(&factor) => {
                    Err((1, say!(IsNotFromTo, max_factor = MAX_FACTOR)))
                }
                // Adding zero makes −0 zero.
                (Some(date), Some(factor)) if factors.insert(date, factor + 0.0).is_some() => {
                    Err((0, say!(HasAFactorAlready).to_owned()))
                }
                (_, Some(factor)) => {
                    extent.take(factor);
                    Ok(())
                }
            },
        };
        if let Err((cell, wrong)) = judged {
            table.bad_row(&mut bad, faults, (row.line, names[cell]), cells[cell], &wrong);
        }
    }
    table.more_bad_rows(bad, faults);
    faults.extend(no_date.fault(table, "date", "date", form_remedy_beside(&no_date.cells, dated.as_deref())));
    let help = no_number.cells.first().and_then(|cell| numbers::remedy(cell, decimal, shows_sign));
    faults.extend(no_number.fault(table, "factor", "number", help));
    receipt.rows = sheet.rows() + sheet.empty_rows();
    receipt.used = factors.keys().filter(|date| period.holds(**date)).count() as u64;
    receipt.leave_out(say!(OutsideTheArrivals), factors.len() as u64 - receipt.used);
    receipt.leave_out(say!(AnEmptyRow), sheet.empty_rows());
    let ends = factors.keys().next().zip(factors.keys().next_back());
    let dates = ends.map(|(first, last)| (Bound::Text(first.to_string()), Bound::Text(last.to_string())));
    let values = factors.len() as u64;
    let column = |column: &str, used_for: &str, range| ColumnReceipt {
        column: column.to_owned(),
        used_for: used_for.to_owned(),
        values,
        missing: 0,
        range,
    };
    receipt.columns =
        vec![column("date", "date", dates), column("factor", say!(FactorOnTheRate), extent.bounds())];
    receipt.warnings = shape_warnings(&sheet, &names);
    receipts.push(receipt.seen());
    Some(factors)
}
