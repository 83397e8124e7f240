//! The calendars of a scenario: its own working days, and the presets teams may choose.

use std::collections::{BTreeMap, BTreeSet};

use super::super::holidays;
use super::super::read::section::Section as _;
use super::super::sections::lender::{CalendarKind, CostsSection};
use super::super::sections::people::CalendarSection;
use super::super::sections::process::DutyDays;
use super::{Compiler, civil};
use crate::time::{self, DayKind, WorkCalendar};
use crate::words::say;

/// Working days by kind, over the same span.
pub(super) struct Calendars {
    start: jiff::civil::Date,
    scenario: Option<WorkCalendar>,
    china: Option<WorkCalendar>,
    monday_to_friday: Option<WorkCalendar>,
    every_day: Option<WorkCalendar>,
    exceptions: BTreeMap<jiff::civil::Date, DayKind>,
    china_exceptions: BTreeMap<jiff::civil::Date, DayKind>,
    /// Days off of the scenario that are paid as public holidays.
    public: BTreeSet<jiff::civil::Date>,
    none: BTreeMap<jiff::civil::Date, DayKind>,
    /// The weekdays that the scenario works, from Monday.
    weekdays: [bool; 7],
}

impl Calendars {
    /// Date of day 0.
    pub(super) fn start(&self) -> jiff::civil::Date {
        self.start
    }

    /// The working days of a kind; `None` after a fault.
    pub(super) fn days(&self, kind: DutyDays) -> Option<&WorkCalendar> {
        match kind {
            DutyDays::Scenario => self.scenario.as_ref(),
            DutyDays::China => self.china.as_ref(),
            DutyDays::MondayToFriday => self.monday_to_friday.as_ref(),
            DutyDays::EveryDay => self.every_day.as_ref(),
        }
    }

    /// Whether a day of the scenario is a public holiday: off, on a weekday that is otherwise worked.
    pub(super) fn is_holiday(&self, date: jiff::civil::Date) -> bool {
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        self.weekdays[weekday] && self.exceptions.get(&date) == Some(&DayKind::Off)
    }

    /// What an hour of work is multiplied by on each of the first `days` days: work on a public holiday is paid as such on a
    /// weekend as well, and on a day off that a weekend is shifted to as on a rest day.
    pub(super) fn pay_factors(&self, costs: &CostsSection, days: u32) -> Option<Vec<f64>> {
        let calendar = self.scenario.as_ref()?;
        let factor = |day: u32| match (calendar.is_working(day), self.public.contains(&calendar.date(day))) {
            (true, _) => 1.0,
            (false, true) => costs.holiday_factor,
            (false, false) => costs.rest_day_factor,
        };
        Some((0..days).map(factor).collect())
    }

    /// The days off and made up for of a kind.
    pub(super) fn exceptions(&self, kind: DutyDays) -> &BTreeMap<jiff::civil::Date, DayKind> {
        match kind {
            DutyDays::Scenario => &self.exceptions,
            DutyDays::China => &self.china_exceptions,
            DutyDays::MondayToFriday | DutyDays::EveryDay => &self.none,
        }
    }
}

impl Compiler<'_> {
    /// All calendars over `days` days from `start`.
    pub(super) fn calendars(
        &mut self,
        section: &CalendarSection,
        start: jiff::civil::Date,
        days: u32,
    ) -> Calendars {
        let (exceptions, public) = self.exceptions(section);
        let (china_exceptions, china_until) = time::china_2024_to_2026();
        let none = BTreeMap::new();
        let week = WorkCalendar::MONDAY_TO_FRIDAY;
        let announced = section.file.is_none() && section.preset == CalendarKind::China;
        let weekdays = match section.preset {
            CalendarKind::EveryDay => [true; 7],
            CalendarKind::MondayToFriday | CalendarKind::China => week,
        };
        let scenario =
            WorkCalendar::new(start, days, weekdays, &exceptions, announced.then_some(china_until));
        let place = section.place("");
        let mut judged = |days| self.check(place, days, say!(ChooseAPeriodAndA));
        Calendars {
            start,
            scenario: judged(scenario),
            // What is wrong with a preset is wrong with the period, and has been said.
            china: WorkCalendar::new(start, days, week, &china_exceptions, Some(china_until)).ok(),
            monday_to_friday: WorkCalendar::new(start, days, week, &none, None).ok(),
            every_day: WorkCalendar::every_day(start, days).ok(),
            exceptions,
            china_exceptions,
            public,
            none,
            weekdays,
        }
    }

    /// The exceptions of the scenario's calendar, and its public holidays.
    fn exceptions(
        &mut self,
        section: &CalendarSection,
    ) -> (BTreeMap<jiff::civil::Date, DayKind>, BTreeSet<jiff::civil::Date>) {
        let (mut days, mut public) = match &section.file {
            Some(file) => {
                let read = holidays::read(section, file, self.found, &mut self.receipts);
                let read = self.calendar.insert(read);
                (read.days.clone(), read.public_holidays())
            }
            None if section.preset == CalendarKind::China => {
                (time::china_2024_to_2026().0, time::china_holidays_by_law())
            }
            None => (BTreeMap::new(), BTreeSet::new()),
        };
        days.extend(section.off.iter().map(|date| (civil(*date), DayKind::Off)));
        public.extend(section.off.iter().map(|date| civil(*date)));
        for (index, date) in section.work.iter().enumerate() {
            if section.off.contains(date) {
                let place = section.place(&format!("work[{index}]"));
                let date = civil(*date);
                let message = say!(IsInOffAndIn, date = date);
                self.fault(place, message, say!(ListedTwice), say!(KeepOneOfTheTwo));
            }
            days.insert(civil(*date), DayKind::Work);
            public.remove(&civil(*date));
        }
        (days, public)
    }
}
