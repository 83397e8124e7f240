//! Which behaviours an applicant has adopted, since when, and from when they work.

use super::{Behaviour, BehaviourSet};
use crate::time::{SimDuration, SimTime};

/// When each adopted behaviour was adopted and takes effect.
///
/// Every applicant in the system has one, so moments are kept in six bytes: as the time from the
/// restriction, in ticks. What would come more than 2^48 ticks (8.9 years) after it counts as never. Of the first seven
/// behaviours they lie in place, and of others in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    restricted_at: SimTime,
    since: Spans,
    effective: Spans,
    adopted: BehaviourSet,
    more: Option<Box<More>>,
}

/// Behaviours beyond those in place.
#[derive(Debug, Clone, PartialEq, Default)]
struct More(Vec<Taken>);

/// A behaviour that has been adopted, and when, as the time from the restriction.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Taken {
    behaviour: Behaviour,
    since: SimDuration,
    effective: SimDuration,
}

/// Behaviours whose moments lie in place.
const IN_PLACE: usize = 7;

/// Spans below 2^48 ticks, or never: the low 32 bits, in halves, and the high 16 of each.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spans {
    low: [[u16; 2]; IN_PLACE],
    high: [u16; IN_PLACE],
}

impl Spans {
    const NEVER: Self = Self { low: [[u16::MAX; 2]; IN_PLACE], high: [u16::MAX; IN_PLACE] };
    const LONGEST: u64 = (1 << 48) - 2;

    #[inline]
    fn set(&mut self, at: usize, span: SimDuration) {
        let ticks = span.ticks().min(Self::LONGEST + 1);
        self.low[at] = [ticks as u16, (ticks >> 16) as u16];
        self.high[at] = (ticks >> 32) as u16;
    }

    #[inline]
    fn ticks(&self, at: usize) -> u64 {
        let [low, middle] = self.low[at];
        u64::from(low) | u64::from(middle) << 16 | u64::from(self.high[at]) << 32
    }

    #[inline]
    fn after(&self, at: usize, moment: SimTime) -> SimTime {
        after(self.ticks(at), moment)
    }
}

/// So many ticks after a moment, or never.
#[inline]
fn after(ticks: u64, moment: SimTime) -> SimTime {
    if ticks > Spans::LONGEST { SimTime::NEVER } else { moment + SimDuration::from_ticks(ticks) }
}

impl Progress {
    /// Nothing adopted yet.
    #[inline]
    pub fn new(restricted_at: SimTime) -> Self {
        let never = Spans::NEVER;
        Self { restricted_at, adopted: BehaviourSet::default(), since: never, effective: never, more: None }
    }

    /// Adopts `behaviour` at `since`; it works from `effective` on.
    ///
    /// # Panics
    /// When either lies before the restriction: a broken invariant of the simulation.
    #[inline]
    pub fn adopt(&mut self, behaviour: Behaviour, since: SimTime, effective: SimTime) {
        self.adopted.insert(behaviour);
        let (since, effective) = (since.since(self.restricted_at), effective.since(self.restricted_at));
        if behaviour.index() < IN_PLACE {
            self.since.set(behaviour.index(), since);
            self.effective.set(behaviour.index(), effective);
        } else {
            self.adopt_more(Taken { behaviour, since, effective });
        }
    }

    #[cold]
    fn adopt_more(&mut self, taken: Taken) {
        let More(more) = self.more.get_or_insert_default().as_mut();
        more.retain(|known| known.behaviour != taken.behaviour);
        more.push(taken);
    }

    /// One of those in the list, if it was adopted.
    fn taken(&self, behaviour: Behaviour) -> Option<Taken> {
        self.more.as_ref()?.0.iter().find(|known| known.behaviour == behaviour).copied()
    }

    /// When the account was restricted.
    #[inline]
    pub fn restricted_at(&self) -> SimTime {
        self.restricted_at
    }

    /// Everything adopted so far.
    #[inline]
    pub fn adopted(&self) -> BehaviourSet {
        self.adopted
    }

    /// When `behaviour` was adopted; [`SimTime::NEVER`] if it was not.
    #[inline]
    pub(super) fn since(&self, behaviour: Behaviour) -> SimTime {
        if behaviour.index() < IN_PLACE {
            return self.since.after(behaviour.index(), self.restricted_at);
        }
        self.taken(behaviour).map_or(SimTime::NEVER, |taken| after(taken.since.ticks(), self.restricted_at))
    }

    /// From when `behaviour` works; [`SimTime::NEVER`] if it was not adopted.
    #[inline]
    pub fn effective(&self, behaviour: Behaviour) -> SimTime {
        if behaviour.index() < IN_PLACE {
            return self.effective.after(behaviour.index(), self.restricted_at);
        }
        self.taken(behaviour)
            .map_or(SimTime::NEVER, |taken| after(taken.effective.ticks(), self.restricted_at))
    }

    /// From when the first of several works; [`SimTime::NEVER`] if none was adopted.
    #[inline]
    pub fn first_effective(&self, behaviours: BehaviourSet) -> SimTime {
        let moments = behaviours.iter().map(|behaviour| self.effective(behaviour));
        moments.min().unwrap_or(SimTime::NEVER)
    }

    /// The behaviours that work at `now`.
    ///
    /// # Panics
    /// When `now` lies before the restriction: a broken invariant of the simulation.
    #[inline]
    pub fn working(&self, now: SimTime) -> BehaviourSet {
        // What never comes, all bits set, lies beyond every age.
        let age = now.since(self.restricted_at).ticks().min(Spans::LONGEST);
        let mut working = BehaviourSet::default();
        for behaviour in Behaviour::first(IN_PLACE) {
            working.insert_if(behaviour, self.effective.ticks(behaviour.index()) <= age);
        }
        for taken in self.more.iter().flat_map(|more| &more.0) {
            working.insert_if(taken.behaviour, taken.effective.ticks() <= age);
        }
        working
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    #[test]
    fn moments_are_kept_to_the_tick() {
        for behaviour in [0, 6, 7, 63].map(Behaviour::at) {
            kept_to_the_tick(behaviour, Behaviour::at(30));
        }
    }

    fn kept_to_the_tick(behaviour: Behaviour, other: Behaviour) {
        let restricted = SimTime::START + SimDuration::from_ticks(7);
        let mut progress = Progress::new(restricted);
        assert_eq!(progress.since(behaviour), SimTime::NEVER);
        for ticks in
            [0, 1, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0001, 3_000 * DAY.ticks() + 1, (1 << 48) - 2]
        {
            let at = restricted + SimDuration::from_ticks(ticks);
            progress.adopt(behaviour, at, at);
            assert_eq!((progress.since(behaviour), progress.effective(behaviour)), (at, at));
            let before = SimTime::from_ticks(at.ticks().saturating_sub(1));
            assert!(progress.working(at).contains(behaviour));
            assert!(ticks == 0 || !progress.working(before).contains(behaviour));
        }
        progress.adopt(behaviour, restricted, SimTime::NEVER);
        assert_eq!(progress.effective(behaviour), SimTime::NEVER);
        assert_eq!(progress.effective(other), SimTime::NEVER);
    }

    #[test]
    fn it_is_small() {
        assert!(size_of::<Progress>() <= 112);
    }
}
