//! How applications end, counted jointly.
//!
//! An application ends in one count, whatever is asked of it later: all the counts by way, by attempt and by
//! verdict are sums of these. Knows no applicant and no time.

use super::{ApplicationRecord, ApprovalCount, Outcome, Status};
use crate::policy::Route;

/// Ways through the process.
const ROUTES: usize = Route::ALL.len();
/// Pending, over without a decision, refused, approved.
const VERDICTS: usize = 4;
/// Not read twice, read twice and confirmed, read twice and turned.
const READINGS: usize = 3;

/// Applications of one attempt by way, verdict and second reading.
type OfAttempt = [[[u64; READINGS]; VERDICTS]; ROUTES];

/// Applications by attempt, way, verdict and second reading.
#[derive(Debug, Default)]
pub(super) struct Endings {
    attempts: Vec<OfAttempt>,
}

impl Endings {
    /// Counts an application.
    #[inline(always)]
    pub(super) fn add(&mut self, record: &ApplicationRecord<'_>) {
        let verdict = match (record.approved, record.decided_at) {
            (Some(approved), Some(_)) => 2 + usize::from(approved),
            _ => usize::from(record.status != Status::Pending),
        };
        let reading = record.flipped.map_or(0, |flipped| 1 + usize::from(flipped));
        let attempt = usize::from(record.attempt - 1);
        let of_attempt = match self.attempts.get_mut(attempt) {
            Some(of_attempt) => of_attempt,
            None => self.reach(attempt),
        };
        of_attempt[record.route.index()][verdict][reading] += 1;
    }

    #[cold]
    #[inline(never)]
    fn reach(&mut self, attempt: usize) -> &mut OfAttempt {
        self.attempts.resize(attempt + 1, OfAttempt::default());
        &mut self.attempts[attempt]
    }

    /// Adds everything counted to `outcome`.
    pub(super) fn tell(&self, outcome: &mut Outcome) {
        for (attempt, routes) in self.attempts.iter().enumerate() {
            for (route, verdicts) in Route::ALL.into_iter().zip(routes) {
                let [pending, undecided, refused, approved] = verdicts.map(|readings| readings.iter().sum());
                let count = ApprovalCount { decided: refused + approved, approved };
                outcome.applications += pending + undecided + count.decided;
                outcome.routes[route.index()] += pending + undecided + count.decided;
                outcome.undecided += pending;
                outcome.decisions += count;
                if count.decided > 0 {
                    let attempts = (attempt + 1).max(outcome.attempts.len());
                    outcome.attempts.resize(attempts, ApprovalCount::default());
                    outcome.attempts[attempt] += count;
                }
                if route == Route::Human {
                    outcome.undecided_human += pending;
                    outcome.human += count;
                    let [_, confirmed, turned] =
                        [0, 1, 2].map(|reading| verdicts[2][reading] + verdicts[3][reading]);
                    outcome.read_twice += confirmed + turned;
                    outcome.flipped += turned;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::{BehaviourSet, Channel};
    use crate::observe::{Duty, Observer, Pay, Tally, TallyConfig};
    use crate::time::{SimDuration, SimTime};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn record(
        attempt: u8,
        route: Route,
        approved: Option<bool>,
        status: Status,
    ) -> ApplicationRecord<'static> {
        ApplicationRecord {
            index: 0,
            attempt,
            applicant: None,
            own: &[],
            eligible: BehaviourSet::default(),
            restricted_at: SimTime::START,
            behaviours: BehaviourSet::default(),
            channel: Channel::App,
            factors: [0.0; 8],
            score: 0.0,
            route,
            approved,
            refused_by: None,
            fast_lane: false,
            submitted_at: SimTime::START,
            decided_at: approved.map(|_| SimTime::START),
            notified_at: None,
            withdrawn_at: None,
            status,
            working_days: approved.map(|_| u32::from(attempt)),
            withdrawn_working_days: (status == Status::Withdrawn).then_some(0),
            handling: SimDuration::ZERO,
            flipped: None,
        }
    }

    proptest! {
        /// Every count is that of going through the applications once more for it.
        #[test]
        fn sums_are_those_of_counting_one_by_one(
            kinds in prop::collection::vec((1_u8..6, 0_usize..4, 0_u8..4, 0_u8..3), 0..60),
        ) {
            let records: Vec<_> = kinds
                .into_iter()
                .map(|(attempt, route, verdict, reading)| {
                    let approved = (verdict < 2).then_some(verdict == 1);
                    let status = [Status::Decided, Status::Decided, Status::Withdrawn, Status::Pending];
                    let made = record(attempt, Route::ALL[route], approved, status[usize::from(verdict)]);
                    let human = made.route == Route::Human && approved.is_some();
                    ApplicationRecord { flipped: (human && reading > 0).then_some(reading == 2), ..made }
                })
                .collect();
            let config = TallyConfig {
                names: Arc::default(),
                plain: true,
                stations: Arc::from([]),
                lender_duty: Duty::new([], SimTime::START, 0.0),
                arrival_days: 1,
                days: 1,
                warm_up: SimTime::START,
                until: SimTime::NEVER,
                by_filing: false,
                filed_on_arrival: false,
                app_screens: 0,
                screen_cny: 0.0,
                duty_pay: Pay::default(),
                working_days: 1,
                cross: None,
                by_time: None,
            };
            let mut tally = Tally::new(&config);
            for record in &records {
                tally.application(record);
            }
            let outcome = tally.finish(SimTime::from_day(1));
            let count = |of: &dyn Fn(&ApplicationRecord<'_>) -> bool| records.iter().filter(|r| of(r)).count() as u64;
            let human = |r: &ApplicationRecord<'_>| r.route == Route::Human;
            let decisions = |of: &dyn Fn(&ApplicationRecord<'_>) -> bool| ApprovalCount {
                decided: count(&|r| of(r) && r.approved.is_some()),
                approved: count(&|r| of(r) && r.approved == Some(true)),
            };
            prop_assert_eq!(outcome.applications, records.len() as u64);
            for route in Route::ALL {
                prop_assert_eq!(outcome.route(route), count(&|r| r.route == route));
            }
            prop_assert_eq!(outcome.decisions, decisions(&|_| true));
            prop_assert_eq!(outcome.human, decisions(&human));
            prop_assert_eq!(outcome.undecided, count(&|r| r.status == Status::Pending));
            prop_assert_eq!(outcome.undecided_human, count(&|r| human(r) && r.status == Status::Pending));
            prop_assert_eq!(outcome.read_twice, count(&|r| r.flipped.is_some()));
            prop_assert_eq!(outcome.flipped, count(&|r| r.flipped == Some(true)));
            // No attempt is listed after the last of which one was decided.
            let last = records.iter().filter(|r| r.approved.is_some()).map(|r| r.attempt).max();
            prop_assert_eq!(outcome.attempts.len(), usize::from(last.unwrap_or(0)));
            for (attempt, found) in (1..).zip(&outcome.attempts) {
                prop_assert_eq!(*found, decisions(&|r| r.attempt == attempt));
                prop_assert_eq!(outcome.working_days.occurrences(attempt.into()), found.decided);
            }
            prop_assert_eq!(outcome.working_days.count(), outcome.decisions.decided);
            prop_assert_eq!(outcome.working_days_human.count(), outcome.human.decided);
        }
    }
}
