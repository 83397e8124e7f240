//! What applicants are like when their accounts are restricted, before anybody does anything.

use super::newcomers::Newcomers;
use super::plan::Model;
use crate::behaviour::Progress;
use crate::policy::ByFactor;
use crate::random::ReplicationKey;
use crate::time::SimTime;

impl Model {
    /// The cause, by its position, and the factors, 0 to 1, of the first `count` applicants of the first replication with
    /// a seed; of entities without attributes none.
    pub fn factors_at_restriction(&self, seed: u64, count: usize) -> Vec<(usize, ByFactor)> {
        let config = self.config();
        if config.plain {
            return Vec::new();
        }
        let key = ReplicationKey::new(seed, 0);
        let mut newcomers = Newcomers::counted_from(0);
        let start = SimTime::START;
        let nothing_done = Progress::new(start);
        let mut found = Vec::with_capacity(count);
        for _ in 0..count {
            let newcomer = newcomers.next(self, key);
            let applicant = newcomer.applicant;
            let shifts = self.behaviours.shifts(&config.effects, applicant, &nothing_done, start);
            let view = self.submitted_view(applicant, newcomer.own, &shifts, 1);
            found.push((applicant.cause.index(), config.screen.judge(&view).factors));
        }
        found
    }
}
