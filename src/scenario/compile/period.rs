//! The period: its zone, its whole days, and the warm-up.

use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::read::units::Duration;
use super::super::sections::Scenario;
use super::super::sections::people::LONGEST_PERIOD_DAYS;
use super::super::sections::steady::WarmUp;
use super::{Compiler, seconds};
use crate::model::{Model, NoCycle};
use crate::time::{SimTime, clock_change, zone};
use crate::words::say;

impl Compiler<'_> {
    /// A fault if the zone is unknown, or if its clock is moved during the run, whose days have 24 hours.
    pub(super) fn clock(&mut self, scenario: &Scenario, start: jiff::civil::Date, days: u32) {
        let name = &scenario.period.time_zone;
        let place = scenario.period.place("time_zone");
        let zone = match zone(name) {
            Ok(zone) => zone,
            Err(error) => {
                let help = say!(UseAnIanaNameSuch);
                self.fault(place, error.to_string(), say!(UnknownZone), help);
                return;
            }
        };
        if let Some(change) = clock_change(&zone, start, days) {
            let (date, offset) = (change.date, &change.offset_before);
            let message = say!(TheClockOfIsMoved, name = name, date = date);
            let help = say!(WriteTimeZoneTheOffset, offset = offset);
            self.fault(place, message, say!(ADayOfMoreOr), help);
        }
    }

    /// The moment from which things count; the start, if the warm-up is yet to be found.
    pub(super) fn warm_up(&mut self, scenario: &Scenario, arrival_days: u32) -> SimTime {
        let WarmUp::For(duration) = scenario.period.warm_up else { return SimTime::START };
        let warm_up = SimTime::START + seconds(duration);
        if warm_up >= SimTime::from_day(arrival_days) && warm_up > SimTime::START {
            let message = say!(TheWarmUpOfLeaves, duration = duration);
            let help = say!(ShortenPeriodWarmUpOr);
            self.fault(scenario.period.place("warm_up"), message, say!(TooLong), help);
        }
        warm_up
    }

    /// A fault if the warm-up is to be found and there can be no steady state that it leads to.
    pub(super) fn steady_state(&mut self, scenario: &Scenario, model: &Model) -> Option<()> {
        if scenario.period.warm_up != WarmUp::Auto {
            return Some(());
        }
        let Err(why) = model.trial() else { return Some(()) };
        let help = match &why {
            NoCycle::Differs { .. } => {
                say!(SayHowLongItIs)
            }
            NoCycle::TooFew { .. } => {
                say!(LengthenPeriodArrivalsOrSay)
            }
        };
        let message = say!(NoWarmUpCanBe, why = why);
        self.fault(scenario.period.place("warm_up"), message, say!(ThereIsNoSteadyState), help);
        None
    }

    pub(super) fn whole_days(&mut self, duration: &Duration, place: Place) -> u32 {
        let days = duration.as_seconds() / 86_400.0;
        if days.fract() != 0.0 {
            let message = say!(ThePeriodMustBeWhole, days = days);
            self.fault(place, message, say!(NotWholeDays), say!(WriteD, ceil = days.ceil()));
        }
        // A period past its bounds is a fault already; a short one keeps small what is built in vain.
        if (0.0..=LONGEST_PERIOD_DAYS).contains(&days) { days as u32 } else { 1 }
    }
}
