//! Rosters: a table of who is on duty when, read into posts.
//!
//! A row says how many people start a shift on a weekday, or on a date. Rows of the same times make one post after the
//! other: the third person from 07:00 to 15:00 is the same post on every day on which there are three or more. Posts that
//! the same people can fill are theirs, see [`people`]. Which days of a run that makes is not known here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::data::moments::{MomentForm, form_remedy_beside};
use super::data::receipt::{ColumnReceipt, Receipt};
use super::data::sheet::{Found, Row, Sheet};
use super::data::{Refusal, counted, days, in_a_table, quoted, text};
use super::read::civil;
use super::read::fault::Fault;
use super::read::source::Place;
use super::sections::files::Decimal;
use super::sections::roster::{Roster as Named, RosterSection};

mod people;
mod told;

use crate::words::say;
pub(super) use people::Group;
pub use told::RosterFile;

/// The most people of a row, as of a team.
const MAX_PEOPLE: u32 = 60_000;

/// A shift, and how many people start it on which day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Post {
    /// By weekday from Monday.
    weekly: [u32; 7],
    dates: BTreeMap<Date, u32>,
}

/// Who is on duty when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roster {
    /// By shift, in the order of their times.
    pub(super) posts: BTreeMap<civil::Shift, Post>,
    /// Dates that have rows of their own, which count instead of those of their weekday, with the number of rows.
    dates: BTreeMap<Date, u64>,
    /// Whether any row is for a weekday.
    weekly: bool,
    /// Rows read.
    rows: u64,
    /// The first row with a shift that is too long to be meant, by its line, and how many others there are.
    long: Option<(u64, civil::Shift, u64)>,
}

/// A shift that is longer than so many hours is told: its times are surely exchanged. One person works up to 11 h a day, and
/// who is on call stays for 16 h at most.
const LONG_SHIFT_HOURS: u32 = 16;

impl Roster {
    /// How many people of a post start on a date; `holiday` says whether it is a public holiday, on which only rows of
    /// that date count.
    pub(super) fn people(&self, post: &Post, date: Date, holiday: bool) -> u32 {
        if self.dates.contains_key(&date) {
            return post.dates.get(&date).copied().unwrap_or(0);
        }
        if holiday { 0 } else { post.weekly[date.weekday().to_monday_zero_offset() as usize] }
    }
}

impl Post {
    /// People of a week, each counted for every day.
    fn of_a_week(&self) -> u64 {
        self.weekly.iter().copied().map(u64::from).sum()
    }

    /// The same of all dates that have rows of their own.
    fn of_all_dates(&self) -> u64 {
        self.dates.values().copied().map(u64::from).sum()
    }

    /// The numbers of people that come up, apart from zero, ascending.
    pub(super) fn heights(&self) -> BTreeSet<u32> {
        self.weekly.iter().chain(self.dates.values()).copied().filter(|people| *people > 0).collect()
    }
}

/// The day of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Day {
    Weekly(usize),
    On(Date),
}

/// Bad rows that are reported one by one; the rest are counted.
const MAX_ROW_FAULTS: usize = 5;
const COLUMNS: [&str; 4] = ["day", "from", "to", "people"];
fn remedy() -> &'static str {
    say!(ARowIsADay)
}

/// A roster's file, and where its faults go.
struct Table<'a> {
    section: &'a Named,
    place: Place,
    faults: &'a mut Vec<Fault>,
}

impl Table<'_> {
    fn fail(&mut self, message: String, remedy: &str) {
        self.faults.push(Fault::rule(self.place, message, say!(ThisRoster), remedy));
    }

    fn refuse(&mut self, refusal: &Refusal) {
        let file = self.section.0.file.as_path();
        let message = say!(CannotReadTheRoster, file = file.display(), what = refusal.what);
        // Where a text names the file, there is no table yet for what would stand next to it.
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let remedy = if self.section.is_name_alone() {
            in_a_table(&refusal.remedy, "roster", &name)
        } else {
            refusal.remedy.clone()
        };
        self.fail(message, &remedy);
    }

    /// The positions of the columns; `None` after a fault.
    fn columns(&mut self, sheet: &Sheet<'_>) -> Option<[usize; 4]> {
        let mut at = [0; 4];
        let mut whole = true;
        for (at, name) in at.iter_mut().zip(COLUMNS) {
            let (what, help) = match sheet.find_beside(name, &COLUMNS) {
                Found::At(found) => {
                    *at = found;
                    continue;
                }
                Found::Nowhere(help) => ("no", help),
                Found::Twice => (say!(MoreThanOne), say!(GiveTheColumnsNamesOf).to_owned()),
            };
            whole = false;
            let file = self.section.0.file.display();
            self.fail(say!(TheRosterHasColumn, file = file, what = what, name = name), &help);
        }
        whole.then_some(at)
    }

    /// Hands line and cells of every row to `take`; what it says against a cell (by position) is a fault. Returns the
    /// receipt, or `None` if the table cannot be read to its end.
    fn each_row(
        &mut self,
        mut take: impl FnMut(u64, [&str; 4]) -> Result<(), (usize, String)>,
    ) -> Option<Receipt> {
        let RosterSection { file, delimiter, encoding, .. } = &self.section.0;
        let decoded = text::encoding(encoding).and_then(|encoding| text::read(file, encoding));
        let decoded = decoded.map_err(|refusal| self.refuse(&refusal)).ok()?;
        let sheet = Sheet::new(&decoded.text, *delimiter);
        let mut sheet = sheet.map_err(|refusal| self.refuse(&refusal)).ok()?;
        if let Some(refusal) = sheet.header_fault(&COLUMNS, *delimiter) {
            self.refuse(&refusal);
            return None;
        }
        let at = self.columns(&sheet)?;
        let mut bad = 0_usize;
        let (mut no_day, mut dated) = (Vec::new(), None);
        loop {
            let row: Row<'_> = match sheet.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(refusal) => {
                    self.refuse(&refusal);
                    return None;
                }
            };
            let cells = at.map(|at| row.cell(at));
            let taken = take(row.line, cells);
            if taken.is_ok() && days::weekday(cells[0]).is_none() {
                dated.get_or_insert_with(|| cells[0].to_owned());
            }
            if let Err((cell, wrong)) = taken {
                bad += 1;
                if cell == 0 {
                    no_day.push(cells[0].to_owned());
                }
                if bad <= MAX_ROW_FAULTS {
                    let shown = quoted(cells[cell]);
                    let message = say!(
                        RostersLineColumn,
                        line = row.line,
                        cell = COLUMNS[cell],
                        shown = shown,
                        wrong = wrong
                    );
                    self.fail(message, remedy());
                }
            }
        }
        let more = bad.saturating_sub(MAX_ROW_FAULTS);
        if more > 0 {
            let rows = counted(more as u64, say!(MoreRow));
            self.fail(format!("{rows} of `{}` cannot be read", file.display()), remedy());
        }
        // Dates in another form are one fault, with the form, whatever weekdays stand beside them.
        if no_day.len() == bad
            && let Some(remedy) = form_remedy_beside(&no_day, dated.as_deref())
        {
            let first = self.faults.len() - bad.min(MAX_ROW_FAULTS) - usize::from(more > 0);
            self.faults.truncate(first);
            let what = say!(RosterDaysInAnotherForm, no_day = quoted(&no_day[0]));
            self.refuse(&Refusal::new(what, remedy));
        }
        let mut receipt = Receipt::of("roster", file, &decoded);
        receipt.rows = sheet.rows() + sheet.empty_rows();
        receipt.used = sheet.rows();
        receipt.leave_out(say!(AnEmptyRow), sheet.empty_rows());
        let column = |name: &&str| ColumnReceipt {
            column: (*name).to_owned(),
            used_for: (*name).to_owned(),
            values: receipt.used,
            ..ColumnReceipt::default()
        };
        receipt.columns = COLUMNS.iter().map(column).collect();
        Some(receipt)
    }
}

/// Reads a roster: columns `day`, `from`, `to` and `people`. Rows that cannot be read are faults and left out.
pub(super) fn read(
    section: &Named,
    place: Place,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> Roster {
    let file = &section.0.file;
    let mut table = Table { section, place, faults };
    let mut roster = Roster::default();
    let form = match MomentForm::new(&section.0.date_format) {
        Ok(form) => form,
        Err(why) => {
            let message = format!("`{}` is no format of dates: {why}", section.0.date_format);
            table.fail(message, say!(WriteIsoOrAPattern));
            return roster;
        }
    };
    let mut known: BTreeMap<(civil::Shift, Day), u64> = BTreeMap::new();
    let receipt = table.each_row(|line, [on, from, to, people]| {
        let day = days::weekday(on)
            .map(Day::Weekly)
            .or_else(|| days::day(on, &form, Decimal::Point).map(Day::On))
            .ok_or_else(|| (0, say!(IsNeitherAWeekdayNor).to_owned()))?;
        let time = |at: usize, text: &str| {
            days::time_of_day(text).ok_or_else(|| (at, "is not a time of day".to_owned()))
        };
        let (start, end) = (time(1, from)?, time(2, to)?);
        let shift: civil::Shift =
            format!("{start}-{end}").parse().map_err(|_| (2, say!(MakesNoShiftWithFrom, start = start)))?;
        let people = days::whole(people).ok_or_else(|| (3, say!(IsNotAWholeNumber).to_owned()))?;
        if people > MAX_PEOPLE {
            return Err((3, say!(IsAbove, max_people = MAX_PEOPLE)));
        }
        if let Some(before) = known.insert((shift, day), line) {
            return Err((0, say!(HasToInLineAlready, start = start, end = end, before = before)));
        }
        if people > 0 && shift.as_seconds() > LONG_SHIFT_HOURS * 3600 {
            roster.long = roster
                .long
                .map_or(Some((line, shift, 0)), |(line, shift, more)| Some((line, shift, more + 1)));
        }
        let post = roster.posts.entry(shift).or_default();
        match day {
            Day::Weekly(weekday) => {
                post.weekly[weekday] = people;
                roster.weekly = true;
            }
            Day::On(date) => {
                post.dates.insert(date, people);
                *roster.dates.entry(date).or_default() += 1;
            }
        }
        Ok(())
    });
    if let Some(mut receipt) = receipt {
        roster.rows = receipt.used;
        receipt.warnings.extend(roster.long_shift());
        if receipt.used == 0 {
            table.fail(say!(TheRosterHasAHeader, file = file.display()), remedy());
        }
        receipts.push(receipt.seen());
    }
    roster
}
