//! How applications end, counted jointly.
//!
//! An application ends in one count, whatever is asked of it later: all the counts by way, by attempt and by
//! verdict are sums of these. Knows no applicant and no time.

use super::{ApplicationRecord, ApprovalCount, Outcome, Status};
use crate::policy::Route;

/// Ways through the process.
const ROUTES: usize = Route::ALL.len();
/// Pending, withdrawn, refused, approved.
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
                let [pending, withdrawn, refused, approved] = verdicts.map(|readings| readings.iter().sum());
                let count = ApprovalCount { decided: refused + approved, approved };
                outcome.applications += pending + withdrawn + count.decided;
                outcome.routes[route.index()] += pending + withdrawn + count.decided;
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
