//! After a refusal: apply again, when, and with something mended or not.

use crate::random::{Law, Purpose, ReplicationKey};
use crate::time::SimDuration;

/// How refused applicants go on.
#[derive(Debug, Clone)]
pub struct ReapplyConfig {
    /// Chance of applying again after the first refusal, 0..1.
    pub probability: f64,
    /// What that chance is multiplied by at each further refusal, 0..1.
    pub decay: f64,
    /// Time that must pass after a refusal.
    pub cool_down: SimDuration,
    /// Time that passes on top of it, seconds.
    pub extra: Law,
    /// Applications that are allowed in all, at least 1.
    pub max_attempts: u8,
    /// Chance that something is mended before applying again, 0..1.
    pub fix_probability: f64,
}

/// What a refused applicant does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRefusal {
    /// Applies again, not before this has passed.
    Again {
        /// Cool-down and hesitation.
        after: SimDuration,
        /// Whether something is mended first.
        mends: bool,
    },
    /// Does not apply again.
    GivesUp,
    /// May not apply again: the limit is reached.
    AtLimit,
}

impl ReapplyConfig {
    /// The answer of applicant `index` to the refusal of attempt `attempt` (from 1).
    pub fn answer(&self, key: ReplicationKey, index: u64, attempt: u8) -> AfterRefusal {
        if attempt >= self.max_attempts {
            return AfterRefusal::AtLimit;
        }
        let mut stream = key.stream(index, Purpose::Reapply, attempt);
        let chance = self.probability * libm::pow(self.decay, f64::from(attempt) - 1.0);
        if stream.uniform() >= chance {
            return AfterRefusal::GivesUp;
        }
        let mends = stream.uniform() < self.fix_probability;
        AfterRefusal::Again {
            after: self.cool_down + SimDuration::from_secs_f64(self.extra.sample(&mut stream)),
            mends,
        }
    }
}
