//! Calendars, shifts and desks.

use std::collections::BTreeMap;

use super::super::read::civil::Shift;
use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::lender::{CalendarKind, HumanSection, ShiftEnd};
use super::super::sections::people::{AgentSection, CalendarSection};
use super::super::table;
use super::{Compiler, civil};
use crate::engine::EndOfShift;
use crate::model::DeskConfig;
use crate::time::{self, DayKind, OfficeHours, SimDuration, WorkCalendar};

impl Compiler<'_> {
    pub(super) fn exceptions(&mut self, section: &CalendarSection) -> BTreeMap<jiff::civil::Date, DayKind> {
        let mut days = match &section.file {
            Some(file) => table::holidays(file, section.place("file"), self.found),
            None if section.preset == CalendarKind::China => time::china_2024_to_2026().0,
            None => BTreeMap::new(),
        };
        days.extend(section.off.iter().map(|date| (civil(*date), DayKind::Off)));
        for (index, date) in section.work.iter().enumerate() {
            if section.off.contains(date) {
                let place = section.place(&format!("work[{index}]"));
                let date = civil(*date);
                self.fault(
                    place,
                    format!("{date} is in `off` and in `work`"),
                    "listed twice",
                    "keep one of the two",
                );
            }
            days.insert(civil(*date), DayKind::Work);
        }
        days
    }

    pub(super) fn calendar(
        &mut self,
        section: &CalendarSection,
        kind: CalendarKind,
        start: jiff::civil::Date,
        days: u32,
        exceptions: &BTreeMap<jiff::civil::Date, DayKind>,
    ) -> Option<WorkCalendar> {
        let result = match kind {
            CalendarKind::EveryDay if section.preset != kind => WorkCalendar::every_day(start, days),
            CalendarKind::EveryDay => WorkCalendar::new(start, days, [true; 7], exceptions, None),
            CalendarKind::MondayToFriday | CalendarKind::China => {
                let announced = section.file.is_none() && kind == CalendarKind::China;
                let until = announced.then(|| time::china_2024_to_2026().1);
                WorkCalendar::new(start, days, WorkCalendar::MONDAY_TO_FRIDAY, exceptions, until)
            }
        };
        self.check(section.place(""), result, "choose a period and a calendar with working days")
    }

    fn shifts(
        &mut self,
        shifts: &[Shift],
        calendar: Option<WorkCalendar>,
        place: Place,
    ) -> Option<OfficeHours> {
        let span = |time: u32| SimDuration::from_secs_f64(f64::from(time));
        let shifts = shifts
            .iter()
            .map(|shift| time::Shift {
                start: span(shift.from.as_seconds()),
                end: span(shift.to.as_seconds()),
            })
            .collect();
        let hours = OfficeHours::new(calendar?, shifts);
        self.check(place, hours, "list the shifts of a day in order, without overlap")
    }

    pub(super) fn human(
        &mut self,
        section: &HumanSection,
        calendar: Option<WorkCalendar>,
    ) -> Option<DeskConfig> {
        let hours = self.shifts(&section.shifts, calendar, section.place("shifts"));
        let handling = self.law(&section.handling, section.place("handling"));
        Some(DeskConfig {
            servers: section.reviewers,
            hours: hours?,
            handling: handling?,
            availability: section.availability.get(),
            end_of_shift: match section.end_of_shift {
                ShiftEnd::Suspend => EndOfShift::Suspend,
                ShiftEnd::Finish => EndOfShift::Finish,
            },
        })
    }

    pub(super) fn intake(
        &mut self,
        section: &AgentSection,
        calendar: Option<WorkCalendar>,
    ) -> Option<DeskConfig> {
        let hours = self.shifts(&section.shifts, calendar, section.place("shifts"));
        let handling = self.law(&section.handling, section.place("handling"));
        Some(DeskConfig {
            servers: section.agents,
            hours: hours?,
            handling: handling?,
            availability: 1.0,
            end_of_shift: EndOfShift::Suspend,
        })
    }
}
