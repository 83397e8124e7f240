//! Conditions from what a person wrote.

use super::super::read::civil::TimeOfDay;
use super::super::read::section::Section as _;
use super::super::sections::conditions::{
    ChannelName, ConditionSection, RouteName, StandingName, WeekdayName,
};
use super::Compiler;
use crate::math::Bound;
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

/// A condition on what is on file alone: causes and kinds of restriction, a bit each, and bounds.
pub(super) struct OnFile {
    pub(super) causes: u64,
    pub(super) restrictions: u64,
    pub(super) bounds: Vec<(Quantity, Bound)>,
}

impl Compiler<'_> {
    /// A condition; unknown names of quantities are faults.
    pub(super) fn condition(&mut self, section: &ConditionSection) -> Condition {
        let mut tests = Vec::new();
        let OnFile { causes, restrictions, bounds } = self.on_file(section);
        if !section.cause.is_empty() {
            tests.push(Test::Cause(causes));
        }
        if !section.restriction.is_empty() {
            tests.push(Test::Restriction(restrictions));
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
        tests.extend(bounds.into_iter().map(|(quantity, bound)| match bound {
            Bound::AtLeast(bound) => Test::AtLeast(quantity, bound),
            Bound::Below(bound) => Test::Below(quantity, bound),
            Bound::OneOf(set) => Test::OneOf(quantity, set),
        }));
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

    /// The part of a condition that asks for what is on file.
    fn on_file(&mut self, section: &ConditionSection) -> OnFile {
        let (causes, restrictions) = (self.vocabulary.causes.clone(), self.vocabulary.restrictions.clone());
        let causes = self.mask("cause", &section.cause.0, &causes, section.place("cause"));
        let kinds = section.place("restriction");
        let restrictions = self.mask("restriction", &section.restriction.0, &restrictions, kinds);
        let mut bounds = Vec::new();
        for (key, written) in [("at_least", &section.at_least), ("below", &section.below)] {
            for (name, bound) in written {
                let place = section.spans().key_place(&format!("{key}.{name}"));
                if let Some(quantity) = self.quantity(name, place) {
                    let at_least = key == "at_least";
                    let bound = if at_least { Bound::AtLeast(*bound) } else { Bound::Below(*bound) };
                    bounds.push((quantity, bound));
                }
            }
        }
        for (name, values) in &section.is {
            let place = section.spans().key_place(&format!("is.{name}"));
            if let Some((attribute, set)) = self.values(name, &values.0, place) {
                bounds.push((Quantity::Attribute(attribute), Bound::OneOf(set)));
            }
        }
        OnFile { causes, restrictions, bounds }
    }

    /// A condition that may ask for nothing but what is on file, of what `allowed` accepts; `whose` it is, for faults.
    pub(super) fn only_on_file(
        &mut self,
        whose: &str,
        section: &ConditionSection,
        allowed: impl Fn(Quantity) -> bool,
    ) -> Option<OnFile> {
        let before = self.found.len();
        let others = [
            ("channel", section.channel.is_empty()),
            ("route", section.route.is_empty()),
            ("decision", section.decision.is_none()),
            ("from", section.from.is_none()),
            ("until", section.until.is_none()),
            ("weekday", section.weekday.is_empty()),
            ("fast_lane", section.fast_lane.is_none()),
            ("documents", section.documents.is_none()),
        ];
        for (key, _) in others.into_iter().filter(|(_, absent)| !absent) {
            let message = say!(NotKnownWhenAsked, whose = whose, key = key);
            self.fault(section.spans().key_place(key), message, say!(NotKnownThen), say!(AskForWhatIsOnFile));
        }
        let found = self.on_file(section);
        for (quantity, _) in found.bounds.iter().filter(|(quantity, _)| !allowed(*quantity)) {
            let asked = match quantity {
                Quantity::Passes => "passes",
                Quantity::HoursSinceFiling => "hours_since_filing",
                Quantity::Attempt => "attempt",
                _ => "score",
            };
            let message = say!(NotKnownWhenAsked, whose = whose, key = asked);
            self.fault(section.place(""), message, say!(NotKnownThen), say!(AskForWhatIsOnFile));
        }
        (self.found.len() == before).then_some(found)
    }

    /// The same for a condition that may be left out.
    pub(super) fn optional_condition(&mut self, section: Option<&ConditionSection>) -> Condition {
        section.map_or_else(Condition::default, |section| self.condition(section))
    }
}
