//! Conditions from what a person wrote.

use super::super::read::civil::TimeOfDay;
use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::conditions::{
    CauseName, ChannelName, ConditionSection, RestrictionName, RouteName, StandingName, WeekdayName,
};
use super::Compiler;
use crate::model::{Condition, Quantity, Test};
use crate::time::SimDuration;
use crate::words::say;

/// Which of all choices are among those written; all of them if none is.
fn set<T: PartialEq + Copy, const N: usize>(all: &[T], written: &[T]) -> [bool; N] {
    let mut set = [false; N];
    for (slot, choice) in set.iter_mut().zip(all) {
        *slot = written.contains(choice);
    }
    set
}

impl Compiler<'_> {
    /// A condition; unknown names of quantities are faults.
    pub(super) fn condition(&mut self, section: &ConditionSection) -> Condition {
        let mut tests = Vec::new();
        if !section.cause.is_empty() {
            tests.push(Test::Cause(set(CauseName::ALL, &section.cause.0)));
        }
        if !section.restriction.is_empty() {
            tests.push(Test::Restriction(set(RestrictionName::ALL, &section.restriction.0)));
        }
        if !section.channel.is_empty() {
            tests.push(Test::Channel(set(ChannelName::ALL, &section.channel.0)));
        }
        if !section.route.is_empty() {
            tests.push(Test::Route(set(RouteName::ALL, &section.route.0)));
        }
        tests.extend(section.decision.map(|standing| {
            Test::Decision(match standing {
                StandingName::Approved => Some(true),
                StandingName::Refused => Some(false),
                StandingName::Open => None,
            })
        }));
        for (key, bounds) in [("at_least", &section.at_least), ("below", &section.below)] {
            for (name, bound) in bounds {
                if let Some(quantity) =
                    self.quantity(name, section.spans().key_place(&format!("{key}.{name}")))
                {
                    let at_least = key == "at_least";
                    tests.push(if at_least {
                        Test::AtLeast(quantity, *bound)
                    } else {
                        Test::Below(quantity, *bound)
                    });
                }
            }
        }
        if section.from.is_some() && section.from == section.until {
            let message = say!(NoTimeOfDayLies);
            let help = say!(WriteAnotherUntilOrLeave);
            self.fault(section.place("until"), message, say!(TheSameAsFrom), help);
        }
        if section.from.is_some() || section.until.is_some() {
            let time = |time: u32| SimDuration::from_secs_f64(f64::from(time));
            tests.push(Test::Time {
                from: time(section.from.map_or(0, TimeOfDay::as_seconds)),
                until: time(section.until.map_or(86_400, TimeOfDay::as_seconds)),
            });
        }
        if !section.weekday.is_empty() {
            tests.push(Test::Weekday(set(WeekdayName::ALL, &section.weekday.0)));
        }
        tests.extend(section.fast_lane.map(Test::FastLane));
        tests.extend(section.documents.map(Test::Documents));
        Condition { tests }
    }

    /// The same for a condition that may be left out.
    pub(super) fn optional_condition(&mut self, section: Option<&ConditionSection>) -> Condition {
        section.map_or_else(Condition::default, |section| self.condition(section))
    }

    fn quantity(&mut self, name: &str, place: Place) -> Option<Quantity> {
        let at = self.position("quantity", name, &Quantity::NAMES, place)?;
        Quantity::ALL.get(at).copied()
    }
}
