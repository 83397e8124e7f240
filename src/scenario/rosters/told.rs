//! What is told of a roster that was read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Group, LONG_SHIFT_HOURS, Post, Roster};
use crate::scenario::data::counted;
use crate::scenario::read::offer::listed_as;
use crate::time::DayKind;
use crate::words::say;

/// Posts of the same people that are told; the others follow from these.
const MOST_TOLD: usize = 2;

/// The roster of a team that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RosterFile {
    /// The team.
    pub team: String,
    /// Its path.
    pub path: PathBuf,
    /// Rows read.
    pub rows: u64,
    /// Different shifts, by their times.
    pub shifts: usize,
    /// Hours that all people together are on duty: in a week of a roster with weekdays, else on all its dates.
    pub hours: f64,
    /// People who are on duty in the run: those of the same times on every day, and of times that one person can work.
    pub people: u32,
    /// First and last date that have rows; `None` of one with weekdays alone.
    pub dates: Option<(Date, Date)>,
    /// Whether it has rows of weekdays.
    pub weekly: bool,
    /// Rows of dates outside the run, and the first such date.
    pub outside: (u64, Option<Date>),
    /// Shifts of one day that are worked by the same people.
    pub joined: Vec<String>,
    /// Working days made up for, by the calendar of the team, on which nobody starts.
    pub made_up: Vec<Date>,
}

impl Roster {
    fn hours(&self) -> f64 {
        let people = |post: &Post| if self.weekly { post.of_a_week() } else { post.of_all_dates() };
        let seconds =
            self.posts.iter().map(|(shift, post)| u64::from(shift.as_seconds()) * people(post)).sum::<u64>();
        seconds as f64 / 3600.0
    }

    /// A warning about shifts that are too long to be meant.
    pub(super) fn long_shift(&self) -> Option<String> {
        let (line, shift, others) = self.long?;
        let others = match others {
            0 => String::new(),
            more => say!(OthersAreLong, others = more, most = LONG_SHIFT_HOURS),
        };
        let hours = rounded(f64::from(shift.as_seconds()) / 3600.0);
        Some(say!(
            RosterLongShift,
            line = line,
            start = shift.from,
            end = shift.to,
            hours = hours,
            others = others
        ))
    }

    /// What is told of it as the roster of `team` in a run from `first` to `last`, by the exceptions of the team's calendar.
    pub(in crate::scenario) fn file(
        &self,
        (team, path): (&str, &Path),
        groups: &[Group],
        (first, last): (Date, Date),
        exceptions: &BTreeMap<Date, DayKind>,
    ) -> RosterFile {
        let nobody = |date: &Date| self.posts.values().all(|post| self.people(post, *date, false) == 0);
        // A shift of the day before may last into the run.
        let eve = first.yesterday().unwrap_or(first);
        let off = |date: Date| exceptions.get(&date) == Some(&DayKind::Off);
        let on_duty = |group: &&Group| {
            let works = |date: Date| {
                group
                    .posts
                    .iter()
                    .any(|(shift, height)| self.people(&self.posts[shift], date, off(date)) >= *height)
            };
            eve.series(jiff::Span::new().days(1)).take_while(|date| *date <= last).any(works)
        };
        let outside = || self.dates.iter().filter(|(date, _)| !(eve..=last).contains(*date));
        let mut joined: Vec<String> = Vec::new();
        for group in groups.iter().filter(|group| group.posts.len() > 1) {
            let shifts =
                group.posts.iter().map(|(shift, _)| shift.to_string()).collect::<Vec<_>>().join(" and ");
            if !joined.contains(&shifts) {
                joined.push(shifts);
            }
        }
        RosterFile {
            team: team.to_owned(),
            path: path.to_owned(),
            rows: self.rows,
            shifts: self.posts.len(),
            hours: self.hours(),
            people: groups.iter().filter(on_duty).map(|group| group.people).sum(),
            dates: self.dates.first_key_value().zip(self.dates.last_key_value()).map(|(a, z)| (*a.0, *z.0)),
            weekly: self.weekly,
            outside: (outside().map(|(_, rows)| rows).sum(), outside().next().map(|(date, _)| *date)),
            joined,
            made_up: exceptions
                .iter()
                .filter(|(_, kind)| **kind == DayKind::Work)
                .map(|(date, _)| *date)
                .filter(nobody)
                .collect(),
        }
    }
}

/// Hours to the hundredth.
fn rounded(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}

impl RosterFile {
    /// What it holds, in one line.
    pub fn words(&self) -> String {
        let days = match (self.weekly, self.dates) {
            (true, None) => "weekly".to_owned(),
            (true, Some((first, last))) => say!(WeeklyAndDates, first = first, last = last),
            (false, Some((first, last))) => say!(DatesFromTo, first = first, last = last),
            (false, None) => "no day".to_owned(),
        };
        let outside = match self.outside.0 {
            0 => String::new(),
            rows => say!(RowsOutsideTheRun, rows = counted(rows, "row"), rows_2 = self.rows - rows),
        };
        let more = if self.joined.len() > MOST_TOLD { ", and so on" } else { "" };
        let joined = match self.joined.as_slice() {
            [] => String::new(),
            some => say!(
                SamePeopleWork,
                some = some.iter().take(MOST_TOLD).cloned().collect::<Vec<_>>().join(", others "),
                more = more
            ),
        };
        say!(RosterRead, path = self.path.display(), team = self.team, rows = counted(self.rows, "row"), days = days, shifts = counted(self.shifts as u64, "shift"), if = if self.people == 1 { "1 person".to_owned() } else { format!("{} people", self.people) }, outside = outside, joined = joined, hours = if self.weekly { say!(HoursAWeek, hours = rounded(self.hours)) } else { say!(HoursInAll, hours = rounded(self.hours)) })
    }

    /// Warnings about days of a run from `first` to `last` on which the roster has nobody although it should, and about rows
    /// of days that the run does not have.
    pub fn gaps(&self, first: Date, last: Date) -> Vec<String> {
        let roster = say!(TheRosterOfTheTeam, path = self.path.display(), team = self.team);
        let run = say!(TheRunIsFromTo, first = first, last = last);
        let mut found = Vec::new();
        let alone = self.dates.filter(|_| !self.weekly);
        if let Some((from, _)) = alone.filter(|(from, _)| *from > first) {
            found.push(say!(BeginsOnAndNobodyIs, roster = roster, from = from, run = run));
        }
        if let Some((_, until)) = alone.filter(|(_, until)| *until < last) {
            found.push(say!(EndsOnAndNobodyIs, roster = roster, until = until, run = run));
        }
        // A roster of dates is often that of a whole year; an exception to a week is meant for the run.
        if let (rows, Some(date)) = self.outside
            && (self.weekly || rows == self.rows)
        {
            let noun = counted(rows, "row");
            found.push(say!(RosterDatesOutside, roster = roster, noun = noun, date = date, run = run));
        }
        let nobody: Vec<&Date> = self.made_up.iter().filter(|day| (first..=last).contains(*day)).collect();
        if let [day, ..] = nobody.as_slice() {
            let days = match nobody.len() {
                1 => say!(MakeUpDay, day = day),
                more => {
                    say!(
                        MakeUpDays,
                        more = more,
                        days = listed_as(nobody.iter().copied().map(Date::to_string))
                    )
                }
            };
            found.push(say!(HasNobodyOnWriteRows, roster = roster, days = days));
        }
        found
    }
}
