//! Rosters: a table of who is on duty when, read into posts.
//!
//! A row says how many people start a shift on a weekday, or on a date. Rows of the same times make one post after the
//! other: the third person from 07:00 to 15:00 is the same post on every day on which there are three or more. Which days
//! of a run that makes is not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::data::sheet::{Found, Row, Sheet};
use super::data::{Refusal, quoted, text};
use super::read::civil::{self, TimeOfDay};
use super::read::fault::Fault;
use super::read::source::Place;
use super::sections::conditions::WeekdayName;
use super::sections::files::Delimiter;
use crate::words::say;

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
    /// Dates that have rows of their own, which count instead of those of their weekday.
    dates: BTreeSet<Date>,
    /// Whether any row is for a weekday.
    weekly: bool,
    /// Rows read.
    rows: u64,
}

/// The roster of a team that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterFile {
    /// The team.
    pub team: String,
    /// Its path.
    pub path: PathBuf,
    /// Rows read.
    pub rows: u64,
    /// Different shifts, by their times.
    pub shifts: usize,
    /// People in all: for each shift, the most that start it on one day.
    pub people: u32,
    /// First and last date, of a roster of dates alone; `None` of one with weekdays.
    pub dates: Option<(Date, Date)>,
    /// Working days made up for, by the calendar of the team, on which nobody starts.
    pub made_up: Vec<Date>,
}

impl RosterFile {
    /// What it holds, in one line.
    pub fn words(&self) -> String {
        let days = match self.dates {
            Some((first, last)) => say!(DatesFromTo, first = first, last = last),
            None => "weekly".to_owned(),
        };
        say!(
            RosterOfTheTeamRows,
            path = self.path.display(),
            team = self.team,
            rows = self.rows,
            days = days,
            shifts = self.shifts,
            people = self.people
        )
    }

    /// Warnings about days of a run from `first` to `last` on which the roster has nobody although it should.
    pub fn gaps(&self, first: Date, last: Date) -> Vec<String> {
        let roster = say!(TheRosterOfTheTeam, path = self.path.display(), team = self.team);
        let run = say!(TheRunIsFromTo, first = first, last = last);
        let mut found = Vec::new();
        if let Some((from, _)) = self.dates.filter(|(from, _)| *from > first) {
            found.push(say!(BeginsOnAndNobodyIs, roster = roster, from = from, run = run));
        }
        if let Some((_, until)) = self.dates.filter(|(_, until)| *until < last) {
            found.push(say!(EndsOnAndNobodyIs, roster = roster, until = until, run = run));
        }
        let nobody: Vec<&Date> = self.made_up.iter().filter(|day| (first..=last).contains(*day)).collect();
        if let [day, ..] = nobody.as_slice() {
            let days = match nobody.len() {
                1 => say!(AWorkingDayMadeUp, day = day),
                more => say!(WorkingDaysMadeUpFor, more = more, day = day),
            };
            found.push(say!(HasNobodyOnWriteRows, roster = roster, days = days));
        }
        found
    }
}

impl Roster {
    /// What is told of it as the roster of `team`; `made_up` are working days made up for.
    pub(super) fn file(&self, team: &str, path: &Path, made_up: impl Iterator<Item = Date>) -> RosterFile {
        let nobody = |date: &Date| self.posts.values().all(|post| self.people(post, *date, false) == 0);
        RosterFile {
            team: team.to_owned(),
            path: path.to_owned(),
            rows: self.rows,
            shifts: self.posts.len(),
            people: self.posts.values().filter_map(|post| post.heights().last().copied()).sum(),
            dates: self.span(),
            made_up: made_up.filter(nobody).collect(),
        }
    }

    /// How many people of a post start on a date; `holiday` says whether it is a public holiday, on which only rows of
    /// that date count.
    pub(super) fn people(&self, post: &Post, date: Date, holiday: bool) -> u32 {
        if self.dates.contains(&date) {
            return post.dates.get(&date).copied().unwrap_or(0);
        }
        if holiday { 0 } else { post.weekly[date.weekday().to_monday_zero_offset() as usize] }
    }

    /// First and last date, of a roster of dates alone.
    fn span(&self) -> Option<(Date, Date)> {
        let dates = self.dates.first().zip(self.dates.last()).filter(|_| !self.weekly);
        dates.map(|(first, last)| (*first, *last))
    }
}

impl Post {
    /// The numbers of people that come up, apart from zero, ascending.
    pub(super) fn heights(&self) -> BTreeSet<u32> {
        self.weekly.iter().chain(self.dates.values()).copied().filter(|people| *people > 0).collect()
    }
}

/// The day of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Weekly(usize),
    On(Date),
}

fn day(text: &str) -> Option<Day> {
    let weekday = WeekdayName::ALL.iter().position(|day| day.name().eq_ignore_ascii_case(text));
    weekday.map(Day::Weekly).or_else(|| text.parse().ok().map(super::compile::civil).map(Day::On))
}

/// Bad rows that are reported one by one; the rest are counted.
const MAX_ROW_FAULTS: usize = 5;
const COLUMNS: [&str; 4] = ["day", "from", "to", "people"];
fn remedy() -> &'static str {
    say!(ARowIsADay)
}

/// A roster's file, and where its faults go.
struct Table<'a> {
    file: &'a Path,
    place: Place,
    faults: &'a mut Vec<Fault>,
}

impl Table<'_> {
    fn fail(&mut self, message: String, remedy: &str) {
        self.faults.push(Fault::rule(self.place, message, say!(ThisRoster), remedy));
    }

    fn refuse(&mut self, refusal: &Refusal) {
        let message = say!(CannotReadTheRoster, file = self.file.display(), what = refusal.what);
        self.fail(message, &refusal.remedy);
    }

    /// The positions of the columns; `None` after a fault.
    fn columns(&mut self, sheet: &Sheet<'_>) -> Option<[usize; 4]> {
        let mut at = [0; 4];
        let mut whole = true;
        for (at, name) in at.iter_mut().zip(COLUMNS) {
            let (what, help) = match sheet.find(name) {
                Found::At(found) => {
                    *at = found;
                    continue;
                }
                Found::Nowhere(help) => ("no", help),
                Found::Twice => (say!(MoreThanOne), say!(GiveTheColumnsNamesOf).to_owned()),
            };
            whole = false;
            self.fail(say!(TheRosterHasColumn, file = self.file.display(), what = what, name = name), &help);
        }
        whole.then_some(at)
    }

    /// Hands line and cells of every row to `take`; what it says against a cell (by position) is a fault. Returns the
    /// number of rows, or `None` if the table cannot be read to its end.
    fn each_row(
        &mut self,
        mut take: impl FnMut(u64, [&str; 4]) -> Result<(), (usize, String)>,
    ) -> Option<u64> {
        let decoded = text::read_utf8(self.file).map_err(|refusal| self.refuse(&refusal)).ok()?;
        let sheet = Sheet::new(&decoded.text, Delimiter::Comma);
        let mut sheet = sheet.map_err(|refusal| self.refuse(&refusal)).ok()?;
        if let Some(refusal) = sheet.header_fault(&COLUMNS, Delimiter::Comma) {
            self.refuse(&refusal);
            return None;
        }
        let at = self.columns(&sheet)?;
        let (mut rows, mut bad) = (0, 0_usize);
        loop {
            let row: Row<'_> = match sheet.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(refusal) => {
                    self.refuse(&refusal);
                    return None;
                }
            };
            rows += 1;
            let cells = at.map(|at| row.cell(at));
            if let Err((cell, wrong)) = take(row.line, cells) {
                bad += 1;
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
            let noun = if more == 1 { "row" } else { "rows" };
            self.fail(
                say!(MoreOfCannotBeRead, more = more, noun = noun, file = self.file.display()),
                remedy(),
            );
        }
        Some(rows)
    }
}

/// Reads a roster: columns `day`, `from`, `to` and `people`. Rows that cannot be read are faults and left out.
pub(super) fn read(file: &Path, place: Place, faults: &mut Vec<Fault>) -> Roster {
    let mut table = Table { file, place, faults };
    let mut roster = Roster::default();
    let mut known: BTreeMap<(civil::Shift, String), u64> = BTreeMap::new();
    let rows = table.each_row(|line, [on, from, to, people]| {
        let day = day(on).ok_or_else(|| (0, say!(IsNeitherAWeekdayNor).to_owned()))?;
        let time = |at: usize, text: &str| {
            text.parse::<TimeOfDay>().map_err(|_| (at, say!(IsNotATimeOf).to_owned()))
        };
        let (start, end) = (time(1, from)?, time(2, to)?);
        let shift: civil::Shift =
            format!("{start}-{end}").parse().map_err(|_| (2, say!(MakesNoShiftWithFrom, start = start)))?;
        let people: u32 = people.parse().map_err(|_| (3, say!(IsNotAWholeNumber).to_owned()))?;
        if people > MAX_PEOPLE {
            return Err((3, say!(IsAbove, max_people = MAX_PEOPLE)));
        }
        if let Some(before) = known.insert((shift, on.to_ascii_lowercase()), line) {
            return Err((0, say!(HasToInLineAlready, start = start, end = end, before = before)));
        }
        let post = roster.posts.entry(shift).or_default();
        match day {
            Day::Weekly(weekday) => {
                post.weekly[weekday] = people;
                roster.weekly = true;
            }
            Day::On(date) => {
                post.dates.insert(date, people);
                roster.dates.insert(date);
            }
        }
        Ok(())
    });
    roster.rows = rows.unwrap_or(0);
    if rows == Some(0) {
        table.fail(say!(TheRosterHasAHeader, file = file.display()), remedy());
    }
    roster
}
