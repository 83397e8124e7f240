//! Tables about arrivals: a factor for each date, or the moments themselves.
//!
//! Every row that cannot be read is a fault with its line and column, unless the scenario says that such rows are left out.
//! What a factor or a moment does to a run is not known here.

mod choose;
mod factors;
mod moments;
mod told;

use std::path::Path;

use jiff::civil::{Date, DateTime};

use super::data::moments::MomentForm;
use super::data::receipt::Receipt;
use super::data::sheet::{Found, Sheet};
use super::data::text::{self, Decoded};
use super::data::{Refusal, quoted};
use super::read::fault::Fault;
use super::read::section::Section as _;
use super::read::source::Place;
use super::sections::people::ArrivalsSection;
use crate::time::{DAY, SimTime};
use crate::words::say;

pub(super) use factors::factors;
pub(super) use moments::moments;

/// Bad rows that are reported one by one; the rest are counted.
const MAX_ROW_FAULTS: usize = 5;

/// The days on which people arrive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    /// Date of day 0.
    pub(super) first: Date,
    /// Number of days, at least 1.
    pub(super) days: u32,
}

impl Period {
    /// The date of a day counted from 0, or the last representable date.
    pub(super) fn date(self, day: u32) -> Date {
        self.first.checked_add(jiff::Span::new().days(i64::from(day))).unwrap_or(Date::MAX)
    }

    /// Whether a date is one of its days.
    pub(super) fn holds(self, date: Date) -> bool {
        (self.first..=self.date(self.days.saturating_sub(1))).contains(&date)
    }

    /// Its days as a person writes them.
    pub(super) fn words(self) -> String {
        say!(ArrivalFilesTo, first = self.first, date = self.date(self.days.saturating_sub(1)))
    }

    /// The simulated moment of a local date and time, to the microsecond; `None` outside.
    fn moment(self, local: DateTime) -> Option<SimTime> {
        let since = local.duration_since(self.first.at(0, 0, 0, 0));
        let ticks = u64::try_from(since.as_nanos().div_euclid(1000)).ok()?;
        (ticks < u64::from(self.days) * DAY.ticks()).then(|| SimTime::from_ticks(ticks))
    }
}

/// A file that a key names, how it is written, and how its faults speak of it.
struct Table<'a> {
    section: &'a ArrivalsSection,
    key: &'static str,
    file: &'a Path,
    place: Place,
    label: &'static str,
    remedy: String,
}

impl Table<'_> {
    fn fail(&self, faults: &mut Vec<Fault>, message: String) {
        faults.push(Fault::rule(self.place, message, self.label, self.remedy.as_str()));
    }

    /// A remedy whose keys stand next to that which names this file.
    fn beside(&self, remedy: &str) -> String {
        let key = self.key.rsplit('.').next().unwrap_or(self.key);
        remedy.replace("next to `file`", &format!("next to `{key}`"))
    }

    fn refuse(&self, faults: &mut Vec<Fault>, refusal: &Refusal) {
        let message = say!(CannotReadTheTable, file = self.file.display(), what = refusal.what);
        faults.push(Fault::rule(self.place, message, self.label, self.beside(&refusal.remedy)));
    }

    /// How its moments or dates are written; `None` after a fault.
    fn form(&self, faults: &mut Vec<Fault>) -> Option<MomentForm> {
        let text = &self.section.date_format;
        MomentForm::new(text)
            .map_err(|why| {
                let help = say!(WriteIsoUnixUnixMs);
                let message = say!(IsNoFormatOfDates, text = text, why = why);
                faults.push(Fault::rule(
                    self.section.place("date_format"),
                    message,
                    say!(NoFormatOfDates),
                    help,
                ));
            })
            .ok()
    }

    /// The text of the file and its receipt; `None` after a fault.
    fn text(&self, faults: &mut Vec<Fault>) -> Option<(Decoded, Receipt)> {
        let encoding = text::encoding(&self.section.encoding)
            .map_err(|refusal| {
                let place = self.section.place("encoding");
                faults.push(Fault::rule(place, refusal.what, say!(NotKnown), refusal.remedy));
            })
            .ok()?;
        let decoded = text::read(self.file, encoding);
        let decoded = decoded.map_err(|refusal| self.refuse(faults, &refusal)).ok()?;
        let receipt = Receipt::of(self.key, self.file, &decoded);
        Some((decoded, receipt))
    }

    /// The table of a text, with the positions of its columns; `None` after a fault.
    fn sheet<'t>(
        &self,
        text: &'t str,
        columns: &[(&str, Place)],
        faults: &mut Vec<Fault>,
    ) -> Option<(Sheet<'t>, Vec<usize>)> {
        let sheet = Sheet::new(text, self.section.delimiter);
        let sheet = sheet.map_err(|refusal| self.refuse(faults, &refusal)).ok()?;
        let wanted: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        if let Some(refusal) = sheet.header_fault(&wanted, self.section.delimiter) {
            self.refuse(faults, &refusal);
            return None;
        }
        let shown = self.file.display();
        let mut at = Vec::with_capacity(columns.len());
        for (name, place) in columns {
            match sheet.find(name) {
                Found::At(found) => at.push(found),
                Found::Nowhere(help) => {
                    let message = say!(TheTableHasNoColumn, shown = shown, name = name);
                    let help = if *name == self.section.column && self.section.column == "arrival" {
                        say!(NameTheColumnOfMoments, help = help)
                    } else {
                        help
                    };
                    faults.push(Fault::rule(*place, message, self.label, help));
                }
                Found::Twice => {
                    let message = say!(TheTableHasMoreThan, shown = shown, name = name);
                    let help = say!(GiveTheColumnsNamesOf);
                    faults.push(Fault::rule(*place, message, self.label, help));
                }
            }
        }
        (at.len() == columns.len()).then_some((sheet, at))
    }

    /// A fault of a row, unless there were enough of them.
    fn bad_row(
        &self,
        bad: &mut usize,
        faults: &mut Vec<Fault>,
        (line, column): (u64, &str),
        cell: &str,
        wrong: &str,
    ) {
        *bad += 1;
        if *bad <= MAX_ROW_FAULTS {
            let cell = if cell.is_empty() { String::new() } else { format!(": {}", quoted(cell)) };
            self.fail(faults, say!(LineColumn, line = line, column = column, cell = cell, wrong = wrong));
        }
    }

    /// A fault that counts the bad rows that have none of their own.
    fn more_bad_rows(&self, bad: usize, faults: &mut Vec<Fault>) {
        match bad.saturating_sub(MAX_ROW_FAULTS) {
            0 => {}
            1 => self.fail(faults, say!(MoreRowOfCannotBe, file = self.file.display())),
            more => {
                self.fail(faults, say!(MoreRowsOfCannotBe, more = more, file = self.file.display()));
            }
        }
    }
}

/// Warnings about the shape of a table that has been read: names that stand twice, rows with too many cells.
fn shape_warnings(sheet: &Sheet<'_>, used: &[&str]) -> Vec<String> {
    let doubled: Vec<String> = sheet
        .doubled()
        .into_iter()
        .filter(|name| !used.contains(name))
        .map(|name| format!("`{name}`"))
        .collect();
    let twice = (!doubled.is_empty()).then(|| say!(TheHeaderNamesMoreThan, doubled = doubled.join(", ")));
    twice.into_iter().chain(sheet.long_rows()).collect()
}
