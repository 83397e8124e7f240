//! The self-check of one applicant, by itself.

use super::{Behaviours, Told, Undecided};
use crate::population::Cause;
use crate::random::ReplicationKey;

impl Behaviours {
    /// The cause that applicant `index` believes in before attempt `attempt`: the one by which [`Self::intentions`] are
    /// made up.
    pub fn believed(
        &self,
        key: ReplicationKey,
        index: u64,
        attempt: u8,
        who: &Undecided,
        told: Told,
    ) -> Cause {
        let [believed] = self.diagnose(key, index, attempt, std::array::from_ref(who), told);
        believed
    }
}
