//! Teams: people, their calendars, shifts, breaks and absences.

use std::collections::BTreeMap;

use super::super::read::civil::Shift;
use super::super::read::section::Section;
use super::super::read::source::Place;
use super::super::sections::conditions::WeekdayName;
use super::super::sections::lender::PayName;
use super::super::sections::process::{
    ChangeSection, DutyDays, PickKind, ShiftEnd, StageSection, TeamSection,
};
use super::absence::absences;
use super::calendars::Calendars;
use super::duty::Week;
use super::{Compiler, civil, seconds};
use crate::engine::{Crew, EndOfShift, Pick};
use crate::model::{Breakdowns, HourlyCost, PaidFor, TeamConfig};
use crate::time::{self, OfficeHours, SimDuration, WorkCalendar, without_breaks};
use crate::words::say;

/// What to do about shifts that overlap.
pub(super) fn in_order() -> &'static str {
    say!(ListTheShiftsOfA)
}

/// The most people a team may have, crews and changes together.
const MAX_PEOPLE: u32 = 60_000;

/// Shifts as the calendar wants them.
pub(super) fn spans(shifts: &[Shift]) -> Vec<time::Shift> {
    let span = |time: u32| SimDuration::from_secs_f64(f64::from(time));
    let shift =
        |shift: &Shift| time::Shift { start: span(shift.from.as_seconds()), end: span(shift.end_seconds()) };
    shifts.iter().map(shift).collect()
}

/// What people get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wage {
    /// By the hour.
    pub(super) hourly: HourlyCost,
    /// And for what.
    pub(super) paid_for: PaidFor,
}

pub(super) fn paid_for(name: PayName) -> PaidFor {
    match name {
        PayName::Duty => PaidFor::Duty,
        PayName::Worked => PaidFor::Work,
    }
}

pub(super) fn end_of_shift(end: ShiftEnd, overtime: Option<SimDuration>) -> EndOfShift {
    match (end, overtime) {
        (ShiftEnd::Suspend, _) => EndOfShift::Suspend,
        (ShiftEnd::Finish, None) => EndOfShift::Finish,
        (ShiftEnd::Finish, Some(most)) => EndOfShift::FinishWithin(most),
        (ShiftEnd::HandOver, _) => EndOfShift::HandOver,
    }
}

impl Compiler<'_> {
    /// Office hours that are the same on every day of duty.
    pub(super) fn uniform_hours(
        &mut self,
        shifts: Vec<time::Shift>,
        calendar: Option<WorkCalendar>,
        place: Place,
    ) -> Option<OfficeHours> {
        let hours = OfficeHours::new(calendar?, shifts);
        self.check(place, hours, in_order())
    }

    /// A break outside all shifts cuts nothing: a slip that would otherwise go unsaid.
    pub(super) fn breaks_meet_shifts(&mut self, section: &TeamSection, shifts: &[Shift]) {
        let shifts = spans(shifts);
        for (at, pause) in spans(&section.breaks).iter().enumerate() {
            if without_breaks(&shifts, std::slice::from_ref(pause)) == shifts {
                let message = say!(TheBreakMeetsNoShift, at = section.breaks[at]);
                let help = say!(MoveItIntoAShift);
                self.fault(section.place(&format!("breaks[{at}]")), message, say!(CutsNothing), help);
            }
        }
    }

    /// A team from its section; `wage` is what people get unless the section says so.
    pub(super) fn team(
        &mut self,
        name: &str,
        section: &TeamSection,
        calendars: &Calendars,
        wage: Wage,
    ) -> Option<TeamConfig> {
        let crews = match &section.roster {
            Some(roster) => self.rostered(name, section, roster, calendars)?,
            None => self.described(section, calendars)?,
        };
        let people: u32 = crews.iter().map(|crew: &Crew| crew.people).sum();
        if people > MAX_PEOPLE {
            let message = say!(TheTeamHasPeopleIn, name = name, people = people);
            let help = say!(LetATeamHaveAt, max_people = MAX_PEOPLE);
            self.fault(section.place("people"), message, say!(TooMany), help);
        }
        let breakdowns = match &section.breakdowns {
            Some(failures) => Some(Breakdowns {
                every: self.law(&failures.every, failures.place("every"))?,
                repair: self.law(&failures.repair, failures.place("repair"))?,
            }),
            None => None,
        };
        if section.overtime.is_some() && section.end_of_shift != ShiftEnd::Finish {
            let message = say!(OvertimeCountsOnlyWhereA);
            let help = say!(WriteEndOfShiftFinish);
            self.fault(section.place("overtime"), message, say!(WithoutEffect), help);
        }
        if breakdowns.as_ref().is_some_and(|failures: &Breakdowns| failures.every.mean() < 1.0) {
            let message = say!(TheTeamWouldFailMore, name = name);
            self.fault(section.place("breakdowns.every"), message, say!(TooShort), say!(WriteAMeanOfA));
        }
        if let (Some(_), Some(_)) = (section.hour, section.cost_per_hour) {
            let message = say!(TheTeamSaysWhatAn, name = name);
            let help = say!(KeepOneOfHourAnd);
            self.fault(section.place("hour"), message, say!(AndCostPerHour), help);
        }
        let hour = section.hour.or(section.cost_per_hour);
        Some(TeamConfig {
            name: name.to_owned(),
            member: section.member.clone().unwrap_or_else(|| name.to_owned()),
            crews,
            end_of_shift: end_of_shift(section.end_of_shift, section.overtime.map(seconds)),
            availability: section.availability.get(),
            absence: section.absence.get(),
            serves: self.optional_condition(section.serves.as_ref()),
            pick: match section.pick {
                PickKind::Oldest => Pick::Oldest,
                PickKind::Listed => Pick::Listed,
            },
            breakdowns,
            hourly: hour.map_or(wage.hourly, |hour| HourlyCost::always(hour.as_cny())),
            paid_for: section.pay.map_or(wage.paid_for, paid_for),
        })
    }

    /// The people as the section describes them: the usual ones, and crews.
    fn described(&mut self, section: &TeamSection, calendars: &Calendars) -> Option<Vec<Crew>> {
        // Shifts are judged as they are written, before breaks are cut out of them.
        let days = calendars.days(section.calendar);
        self.uniform_hours(spans(&section.shifts), days.cloned(), section.place("shifts"))?;
        for (at, crew) in section.crews.iter().enumerate() {
            let place = section.place(&format!("crews[{at}].shifts"));
            let days = calendars.days(crew.calendar.unwrap_or(section.calendar));
            self.uniform_hours(spans(&crew.shifts), days.cloned(), place)?;
        }
        let of_crews =
            section.crews.iter().flat_map(|crew| crew.shifts.iter().chain(crew.weekdays.values().flatten()));
        let all = section.shifts.iter().chain(section.weekdays.values().flatten()).chain(of_crews);
        self.breaks_meet_shifts(section, &all.copied().collect::<Vec<_>>());
        let breaks = spans(&section.breaks);
        let kind = section.calendar;
        let usual = self.week(section, &section.shifts, &section.weekdays, &breaks)?;
        let place = section.place("shifts");
        let levels_of_all = levels(section, calendars);
        let mut crews = self.crews((section, place), kind, calendars, &usual, &levels_of_all)?;
        for (at, crew) in section.crews.iter().enumerate() {
            let week = self.week(crew, &crew.shifts, &crew.weekdays, &breaks)?;
            let levels = [Level { people: crew.people, until: None, from: None }];
            let kind = crew.calendar.unwrap_or(kind);
            let place = section.place(&format!("crews[{at}]"));
            crews.extend(self.crews((section, place), kind, calendars, &week, &levels)?);
        }
        Some(crews)
    }

    /// The hours of a day of duty, and of weekdays that differ, less breaks.
    fn week(
        &mut self,
        section: &impl Section,
        shifts: &[Shift],
        weekdays: &BTreeMap<String, Vec<Shift>>,
        breaks: &[time::Shift],
    ) -> Option<Week> {
        let cut = |shifts: &[Shift]| without_breaks(&spans(shifts), breaks);
        let names: Vec<&str> = WeekdayName::ALL.iter().map(|day| day.name()).collect();
        let mut other: [Option<Vec<time::Shift>>; 7] = Default::default();
        for (name, shifts) in weekdays {
            let place = section.spans().key_place(&format!("weekdays.{name}"));
            let at = self.position("weekday", name, &names, place)?;
            other[at] = Some(cut(shifts));
        }
        Some(Week { usual: cut(shifts), other })
    }

    /// People of the same hours, apart from when they came, went, or are away; `place` is where their shifts stand.
    fn crews(
        &mut self,
        (section, place): (&TeamSection, Place),
        kind: DutyDays,
        calendars: &Calendars,
        week: &Week,
        levels: &[Level],
    ) -> Option<Vec<Crew>> {
        let days = calendars.days(kind)?;
        let exceptions = calendars.exceptions(kind);
        let absence = section.absence.get();
        let mut crews = Vec::new();
        for level in levels.iter().filter(|level| level.people > 0) {
            for turn in absences(level.people, absence) {
                let always = turn.is_always_there() && level.from.is_none() && level.until.is_none();
                let hours = if week.is_uniform() && always && !week.usual.is_empty() {
                    OfficeHours::new(days.clone(), week.usual.clone())
                } else {
                    week.hours(days, exceptions, |day, duty_day| match day {
                        Some(day) => level.holds(day) && !turn.is_away(duty_day),
                        None => level.from.is_none() && !turn.was_away(),
                    })
                };
                let hours = self.check(place, hours, in_order())?;
                crews.push(Crew { people: turn.people, hours });
            }
        }
        Some(crews)
    }
}

/// People who come and go together.
struct Level {
    people: u32,
    /// First day on which they are gone.
    until: Option<u32>,
    /// First day on which they are there.
    from: Option<u32>,
}

impl Level {
    fn holds(&self, day: u32) -> bool {
        self.until.is_none_or(|until| day < until) && self.from.is_none_or(|from| day >= from)
    }
}

/// The usual people and all changes as stretches in which so many are on duty: those who work from
/// change to change, as one level a stretch and number.
fn levels(section: &TeamSection, calendars: &Calendars) -> Vec<Level> {
    if section.changes.is_empty() {
        return vec![Level { people: section.people, until: None, from: None }];
    }
    let mut changes: Vec<&ChangeSection> = section.changes.iter().collect();
    // By date before days are counted: of changes before the first day, the latest counts there.
    changes.sort_by_key(|change| civil(change.from));
    let mut steps: Vec<(u32, u32)> = vec![(0, section.people)];
    for change in changes {
        let days = calendars.start().until(civil(change.from)).map_or(0, |span| span.get_days());
        steps.push((u32::try_from(days).unwrap_or(0), change.people));
    }
    // Of several changes on one day the last one counts.
    steps.reverse();
    steps.dedup_by_key(|(day, _)| *day);
    steps.reverse();
    let end = |at: usize| steps.get(at + 1).map(|(day, _)| *day);
    // Person i is on duty while the number of people is above i; each maximal stretch is a level.
    let mut levels: Vec<Level> = Vec::new();
    let mut heights: Vec<u32> =
        steps.iter().map(|(_, people)| *people).filter(|people| *people > 0).collect();
    heights.sort_unstable();
    heights.dedup();
    let mut below = 0;
    for height in heights {
        let mut at = 0;
        while at < steps.len() {
            if steps[at].1 < height {
                at += 1;
                continue;
            }
            let from = steps[at].0;
            while at + 1 < steps.len() && steps[at + 1].1 >= height {
                at += 1;
            }
            levels.push(Level { people: height - below, from: (from > 0).then_some(from), until: end(at) });
            at += 1;
        }
        below = height;
    }
    levels
}

/// The people that a station describes itself.
pub(super) fn own_team(section: &StageSection) -> TeamSection {
    let mut own = TeamSection {
        people: section.servers.unwrap_or(0),
        calendar: section.calendar.unwrap_or(DutyDays::Scenario),
        end_of_shift: section.end_of_shift.unwrap_or(ShiftEnd::Suspend),
        spans: section.spans.clone(),
        ..TeamSection::default()
    };
    if !section.shifts.is_empty() {
        own.shifts.clone_from(&section.shifts.0);
    }
    own
}
