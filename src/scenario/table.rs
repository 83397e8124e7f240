//! Reading a CSV of exceptions of the working calendar.

use std::collections::{BTreeMap, BTreeSet};

use crate::words::say;
use jiff::civil::Date;

use super::data::days::day;
use super::data::moments::{MomentForm, form_remedy_beside};
use super::data::receipt::{Bound, ColumnReceipt, Receipt};
use super::data::sheet::{Found, Sheet};
use super::data::{Refusal, grouped, quoted};
use super::sections::files::{Decimal, Delimiter};
use crate::time::DayKind;

/// What the file needs.
fn remedy() -> &'static str {
    say!(CalendarColumns)
}

/// Cells that are kept to guess how they are written.
const MOST_KEPT: usize = 200;

/// The exceptions of a calendar.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// By date.
    pub(super) days: BTreeMap<Date, DayKind>,
    /// Those that are said to be public holidays.
    pub(super) holidays: BTreeSet<Date>,
}

/// Rows with the same thing wrong: the first, and how many others.
#[derive(Default)]
struct Bad {
    first: Option<String>,
    count: u64,
    cells: Vec<String>,
}

impl Bad {
    fn take(&mut self, cell: &str, say: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(say);
        if self.cells.len() < MOST_KEPT {
            self.cells.push(cell.to_owned());
        }
    }

    fn refusal(self, remedy: String) -> Option<Refusal> {
        let others = match self.count.checked_sub(1)? {
            0 => String::new(),
            1 => say!(SoIsOneOtherRow).to_owned(),
            more => say!(SoAreOtherRows, more = grouped(more)),
        };
        Some(Refusal::new(format!("{}{others}", self.first?), remedy))
    }
}

/// Reads the columns `date` and `kind`. What is wrong is refused, once a kind of mistake.
pub(super) fn holidays(
    text: &str,
    delimiter: Delimiter,
    form: &MomentForm,
    receipt: &mut Receipt,
) -> (Days, Vec<Refusal>) {
    let mut found = Days::default();
    let mut sheet = match Sheet::new(text, delimiter) {
        Ok(sheet) => sheet,
        Err(refusal) => return (found, vec![refusal]),
    };
    let (date, kind) = match columns(&sheet, delimiter) {
        Ok(columns) => columns,
        Err(refusal) => return (found, vec![refusal]),
    };
    let mut dated: Option<String> = None;
    let (mut no_date, mut no_kind, mut twice) = (Bad::default(), Bad::default(), Bad::default());
    loop {
        let row = match sheet.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(refusal) => return (found, vec![refusal]),
        };
        let (line, cell, word) = (row.line, row.cell(date), row.cell(kind));
        let written = match word.to_ascii_lowercase().as_str() {
            "off" | "holiday" => Some(DayKind::Off),
            "work" => Some(DayKind::Work),
            _ => {
                let what = || {
                    format!(
                        "line {line}, column `kind`: {} is none of `off`, `work` and `holiday`",
                        quoted(word)
                    )
                };
                no_kind.take(word, what);
                None
            }
        };
        let Some(on) = day(cell, form, Decimal::Point) else {
            no_date.take(cell, || format!("line {line}, column `date`: {} is not a date", quoted(cell)));
            continue;
        };
        dated.get_or_insert_with(|| cell.to_owned());
        let Some(written) = written else { continue };
        if found.days.insert(on, written).is_some() {
            twice.take(cell, || say!(LineColumnDateStandsThere, line = line, date = on));
        }
        if word.eq_ignore_ascii_case("holiday") {
            found.holidays.insert(on);
        }
    }
    receipt.rows = sheet.rows() + sheet.empty_rows();
    receipt.used = found.days.len() as u64;
    receipt.leave_out(say!(AnEmptyRow), sheet.empty_rows());
    let column = |name: &str, range| ColumnReceipt {
        column: name.to_owned(),
        used_for: name.to_owned(),
        values: receipt.used,
        missing: 0,
        range,
    };
    let ends = found.days.first_key_value().zip(found.days.last_key_value());
    let ends = ends.map(|(first, last)| (Bound::Text(first.0.to_string()), Bound::Text(last.0.to_string())));
    receipt.columns = vec![column("date", ends), column("kind", None)];
    let dates = form_remedy_beside(&no_date.cells, dated.as_deref()).unwrap_or_else(|| remedy().to_owned());
    let once = say!(OneRowADate).to_owned();
    let bad = [no_date.refusal(dates), no_kind.refusal(remedy().to_owned()), twice.refusal(once)];
    (found, bad.into_iter().flatten().collect())
}

fn columns(sheet: &Sheet<'_>, delimiter: Delimiter) -> Result<(usize, usize), Refusal> {
    if let (Found::At(date), Found::At(kind)) = (sheet.find("date"), sheet.find("kind")) {
        return Ok((date, kind));
    }
    let other = sheet
        .header_fault(&["date", "kind"], delimiter)
        .filter(|refusal| refusal.remedy.contains("delimiter"));
    Err(other.unwrap_or_else(|| {
        Refusal::new(
            "it has no columns `date` and `kind`",
            say!(AndItsColumnsAre, remedy = remedy(), sheet = sheet.columns()),
        )
    }))
}
