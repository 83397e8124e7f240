//! Teams with a roster: its people, and the days on which they are on duty.

use super::super::data::{self, receipt::Receipt};
use super::super::read::section::Section as _;
use super::super::read::units::Share;
use super::super::rosters;
use super::super::sections::process::TeamSection;
use super::super::sections::roster::Roster;
use super::absence::absences;
use super::calendars::Calendars;
use super::teams::{in_order, spans};
use super::{CALENDAR_MARGIN_DAYS, Compiler, duty};
use crate::engine::Crew;
use crate::scenario::read::civil::Shift;
use crate::time::{self, DayKind, OfficeHours, without_breaks};
use crate::words::say;

/// What a roster replaces: none of it may stand beside one in one text.
pub(in crate::scenario) const NOT_BESIDE_ROSTER: [&str; 5] =
    ["people", "shifts", "weekdays", "crews", "changes"];

impl Compiler<'_> {
    /// The people of a roster, in groups of the same posts.
    pub(super) fn rostered(
        &mut self,
        name: &str,
        section: &TeamSection,
        file: &Roster,
        calendars: &Calendars,
    ) -> Option<Vec<Crew>> {
        let place = section.place("roster");
        for key in NOT_BESIDE_ROSTER {
            if section.spans().wrote(key) && section.place(key).source == place.source {
                let message = say!(AndRosterBothSayWho, key = key);
                self.fault(section.spans().key_place(key), message, "beside `roster`", say!(KeepOneOfTheTwo));
            }
        }
        let before = self.found.len();
        let known = self.rosters.iter().any(|known| known.team == name);
        let mut receipts = Vec::new();
        let roster = rosters::read(file, place, self.found, &mut receipts);
        if self.found.len() > before {
            return None;
        }
        let shifts: Vec<Shift> = roster.posts.keys().copied().collect();
        self.breaks_meet_shifts(section, &shifts);
        let breaks = spans(&section.breaks);
        let (days, exceptions) = (calendars.days(section.calendar)?, calendars.exceptions(section.calendar));
        let groups = roster.groups();
        if !known {
            let run_days = days.days().saturating_sub(CALENDAR_MARGIN_DAYS).max(1);
            let run = (days.first(), days.date(run_days - 1));
            self.rosters.push(roster.file((name, &file.0.file), &groups, run, exceptions));
            let key = format!("team.{}.roster", data::key(name));
            self.receipts.extend(receipts.into_iter().map(|receipt| Receipt { key: key.clone(), ..receipt }));
        }
        let mut crews = Vec::new();
        for group in &groups {
            let posts: Vec<Vec<time::Shift>> = group
                .posts
                .iter()
                .map(|(shift, _)| without_breaks(&spans(std::slice::from_ref(shift)), &breaks))
                .collect();
            let filled = |date, at: usize| {
                let (shift, height) = group.posts[at];
                let off = exceptions.get(&date) == Some(&DayKind::Off);
                roster.people(&roster.posts[&shift], date, off) >= height
            };
            for turn in absences(group.people, section.absence.get()) {
                let hours = duty::posted(days, &posts, filled, &turn);
                let hours = self.check(place, hours, say!(LetNobodyBeginBeforeTheir))?;
                crews.push(Crew { people: turn.people, hours });
            }
        }
        Some(crews)
    }

    /// When anybody of a team with a roster is on duty, planned absence apart.
    pub(super) fn rostered_hours(
        &mut self,
        name: &str,
        section: &TeamSection,
        file: &Roster,
        calendars: &Calendars,
    ) -> Option<OfficeHours> {
        let present = TeamSection { absence: Share::new(0.0), ..section.clone() };
        let crews = self.rostered(name, &present, file, calendars)?;
        let hours: Vec<OfficeHours> = crews.into_iter().map(|crew| crew.hours).collect();
        let hours = OfficeHours::any_of(calendars.days(section.calendar)?.clone(), &hours);
        self.check(section.place("roster"), hours, in_order())
    }
}
