//! After a refusal: apply again, when, and with something mended or not.

use crate::population::Restriction;
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
    /// What the chance of applying again is multiplied by, 0..1, by the kind of restriction.
    pub factors: Vec<f64>,
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
    /// The answer of applicant `index`, whose account was restricted like this, to the refusal of attempt `attempt`
    /// (from 1).
    pub fn answer(
        &self,
        key: ReplicationKey,
        index: u64,
        restriction: Restriction,
        attempt: u8,
    ) -> AfterRefusal {
        if attempt >= self.max_attempts {
            return AfterRefusal::AtLimit;
        }
        let mut stream = key.stream(index, Purpose::Reapply, attempt);
        let hurry = self.factors[restriction.index()];
        let chance = self.probability * hurry * libm::pow(self.decay, f64::from(attempt) - 1.0);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and the second refusal, of whose account is suspended and whose limit is reduced: p, p·d, and the
    /// factor times those, within 4.5 binomial standard errors (false alarm 2.8e-5 for four, seed fixed).
    #[test]
    fn those_with_a_reduced_limit_apply_again_less() {
        let config = ReapplyConfig {
            probability: 0.55,
            decay: 0.8,
            cool_down: SimDuration::ZERO,
            extra: Law::constant(0.0),
            max_attempts: 4,
            fix_probability: 0.5,
            factors: vec![1.0, 0.7],
        };
        let key = ReplicationKey::new(9, 0);
        let n = 40_000_u32;
        for (restriction, factor) in [(Restriction::SUSPENDED, 1.0), (Restriction::LIMITED, 0.7)] {
            for (attempt, chance) in [(1, 0.55), (2, 0.44)] {
                let again = |index: &u32| {
                    let answer = config.answer(key, u64::from(*index), restriction, attempt);
                    matches!(answer, AfterRefusal::Again { .. })
                };
                let found = (0..n).filter(again).count() as f64 / f64::from(n);
                let expected: f64 = chance * factor;
                let bound = 4.5 * (expected * (1.0 - expected) / f64::from(n)).sqrt();
                assert!((found - expected).abs() < bound, "{restriction:?}, {attempt}: {found}");
            }
        }
    }
}
