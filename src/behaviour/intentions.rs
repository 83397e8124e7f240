//! What an applicant means to do before an attempt.

use super::{Behaviour, BehaviourSet};
use crate::time::SimDuration;

/// Behaviours whose delays lie in place; those of others lie in a list.
const IN_PLACE: usize = 8;

/// What an applicant means to do before an attempt.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Intentions {
    /// Newly adopted behaviours.
    pub adopted: BehaviourSet,
    /// Those among them whose effect the applicant waits for.
    pub awaited: BehaviourSet,
    /// Delay draw of each adopted behaviour; zero for the others.
    delays: [SimDuration; IN_PLACE],
    more: Vec<(Behaviour, SimDuration)>,
    /// The applicant's own preparation time.
    pub preparation: SimDuration,
}

impl Intentions {
    /// The delay draw of a behaviour; zero if it is not adopted.
    #[inline]
    pub fn delay(&self, behaviour: Behaviour) -> SimDuration {
        match self.delays.get(behaviour.index()) {
            Some(delay) => *delay,
            None => self
                .more
                .iter()
                .find(|(known, _)| *known == behaviour)
                .map_or(SimDuration::ZERO, |(_, delay)| *delay),
        }
    }

    /// Nothing is adopted yet.
    #[inline(always)]
    pub(super) fn begin(&mut self, preparation: SimDuration) {
        self.adopted = BehaviourSet::NONE;
        self.awaited = BehaviourSet::NONE;
        self.delays = [SimDuration::ZERO; IN_PLACE];
        self.more.clear();
        self.preparation = preparation;
    }

    /// A behaviour is adopted, and its effect awaited or not.
    #[inline(always)]
    pub(super) fn adopt(&mut self, behaviour: Behaviour, delay: SimDuration, waits: bool) {
        self.adopted.insert(behaviour);
        self.awaited.insert_if(behaviour, waits);
        match self.delays.get_mut(behaviour.index()) {
            Some(place) => *place = delay,
            None => self.more.push((behaviour, delay)),
        }
    }
}
