//! When what a case in line may claim can change while it waits.
//!
//! Of all that conditions read, only the time of day, the weekday and the age of an application change while a case
//! stands in line. For a station whose priority classes, teams or expected service times ask for them, the moments
//! at which an answer can change are known beforehand: times of day, midnights, and ages. What the answer is, is not
//! known here.

use super::condition::{Condition, Quantity, Test};
use crate::time::{HOUR, SimDuration, SimTime};

/// The moments at which conditions can change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Changes {
    /// Times of day, ascending.
    times: Vec<SimDuration>,
    /// Ages of an application, since its filing, ascending.
    ages: Vec<SimDuration>,
}

impl Changes {
    /// Those of the conditions; `None` if none of them can change while a case waits.
    pub(super) fn of<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Option<Self> {
        let (mut times, mut ages) = (Vec::new(), Vec::new());
        for test in conditions.into_iter().flat_map(|condition| &condition.tests) {
            match test {
                // The end of a day is the start of the next.
                Test::Time { from, until } => {
                    times.extend(
                        [*from, *until]
                            .map(|time| SimDuration::from_ticks(time.ticks() % (24 * HOUR).ticks())),
                    );
                }
                Test::Weekday(_) => times.push(SimDuration::ZERO),
                Test::AtLeast(Quantity::HoursSinceFiling, hours)
                | Test::Below(Quantity::HoursSinceFiling, hours) => ages.extend(first_age(*hours)),
                _ => {}
            }
        }
        times.sort_unstable();
        times.dedup();
        ages.sort_unstable();
        ages.dedup();
        (!times.is_empty() || !ages.is_empty()).then_some(Self { times, ages })
    }

    /// The first of them after `now` for an application filed at `filed`; [`SimTime::NEVER`] if there is none.
    pub(super) fn after(&self, now: SimTime, filed: SimTime) -> SimTime {
        let clock = match (self.times.iter().find(|time| **time > now.time_of_day()), self.times.first()) {
            (Some(later), _) => SimTime::from_day(now.day()) + *later,
            (None, Some(first)) => SimTime::from_day(now.day() + 1) + *first,
            (None, None) => SimTime::NEVER,
        };
        let ages = self.ages.iter().map(|age| filed + *age);
        ages.filter(|at| *at > now).fold(clock, SimTime::min)
    }
}

/// The least age that counts as at least so many hours, to the tick; `None` if every age does.
fn first_age(hours: f64) -> Option<SimDuration> {
    if hours <= 0.0 || hours.is_nan() {
        return None;
    }
    let reaches = |ticks: u64| SimDuration::from_ticks(ticks).as_hours() >= hours;
    // The product may be off by a rounding: the answer is the test's own.
    let mut ticks = SimDuration::from_secs_f64(hours * HOUR.as_secs_f64()).ticks();
    while ticks > 0 && reaches(ticks - 1) {
        ticks -= 1;
    }
    // Ages beyond all runs are not looked for tick by tick.
    while !reaches(ticks) && ticks < SimTime::NEVER.ticks() {
        ticks += 1;
    }
    Some(SimDuration::from_ticks(ticks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, MINUTE};
    use proptest::prelude::*;

    fn condition(tests: Vec<Test>) -> Condition {
        Condition { tests }
    }

    fn time(from: u64, until: u64) -> Test {
        Test::Time { from: from * HOUR, until: until * HOUR }
    }

    #[test]
    fn what_stays_as_it_is_while_a_case_waits_has_no_moments() {
        let still = condition(vec![Test::Decision(None), Test::AtLeast(Quantity::Passes, 1.0)]);
        assert_eq!(Changes::of([&still, &Condition::default()]), None);
        assert_eq!(Changes::of([&condition(vec![Test::AtLeast(Quantity::HoursSinceFiling, 0.0)])]), None);
    }

    #[test]
    fn moments_are_those_of_the_clock_and_of_the_age() {
        let changes = Changes::of([
            &condition(vec![time(18, 22)]),
            &condition(vec![Test::Below(Quantity::HoursSinceFiling, 2.5)]),
        ]);
        let changes = changes.expect("moments");
        let at = |day, hours: u64| SimTime::from_day(day) + hours * HOUR;
        assert_eq!(changes.after(at(0, 17), at(0, 17)), at(0, 18));
        assert_eq!(changes.after(at(0, 18), at(0, 17)), at(0, 19) + 30 * MINUTE);
        assert_eq!(changes.after(at(0, 22), at(0, 17)), at(1, 18));
        let nights =
            Changes::of([&condition(vec![time(18, 24), Test::Weekday([true; 7])])]).expect("moments");
        assert_eq!(nights.after(at(3, 18), at(0, 0)), at(4, 0));
    }

    proptest! {
        /// Between two moments nothing changes: the answer a tick before the next moment is that of now.
        #[test]
        fn nothing_changes_between_two_moments(
            from in 0_u64..24, until in 0_u64..=24, hours in 0.0_f64..60.0, filed in 0_u64..DAY.ticks(), waited in 0_u64..3 * DAY.ticks(),
        ) {
            let when = condition(vec![time(from, until)]);
            let old = condition(vec![Test::AtLeast(Quantity::HoursSinceFiling, hours)]);
            let filed = SimTime::from_ticks(filed);
            let now = filed + SimDuration::from_ticks(waited);
            let changes = Changes::of([&when, &old]).expect("moments");
            let answers = |at: SimTime| {
                let (from, until, time) = (from * HOUR, until * HOUR, at.time_of_day());
                let inside = if from <= until { (from..until).contains(&time) } else { time >= from || time < until };
                (inside, at.since(filed).as_hours() >= hours)
            };
            let next = changes.after(now, filed);
            prop_assert!(next > now);
            prop_assert_eq!(answers(now), answers(SimTime::from_ticks(next.ticks() - 1)));
            let old = Changes::of([&old]);
            let reached = old.map_or(SimTime::NEVER, |old| old.after(now, filed));
            if reached < SimTime::NEVER {
                prop_assert!(!answers(SimTime::from_ticks(reached.ticks() - 1)).1 && answers(reached).1);
            }
        }
    }
}
