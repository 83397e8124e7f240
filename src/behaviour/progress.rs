//! Which behaviours an applicant has adopted, since when, and from when they work.

use super::{Behaviour, BehaviourSet};
use crate::time::{SimDuration, SimTime};

/// When each adopted behaviour was adopted and takes effect.
///
/// Every applicant in the system has one, so moments are kept in six bytes: as the time from the
/// restriction, in ticks. What would come more than 2^48 ticks (8.9 years) after it counts as never.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    restricted_at: SimTime,
    since: [Span; 7],
    effective: [Span; 7],
    adopted: BehaviourSet,
}

/// A span below 2^48 ticks, or never: the low 32 bits in two halves, then the high 16.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span([u16; 3]);

impl Span {
    const NEVER: Self = Self([u16::MAX; 3]);

    #[inline]
    fn new(span: SimDuration) -> Self {
        let ticks = span.ticks();
        if ticks >> 48 == 0 {
            Self([ticks as u16, (ticks >> 16) as u16, (ticks >> 32) as u16])
        } else {
            Self::NEVER
        }
    }

    #[inline]
    fn after(self, moment: SimTime) -> SimTime {
        let Self([low, middle, high]) = self;
        let ticks = u64::from(low) | u64::from(middle) << 16 | u64::from(high) << 32;
        if self == Self::NEVER { SimTime::NEVER } else { moment + SimDuration::from_ticks(ticks) }
    }
}

impl Progress {
    /// Nothing adopted yet.
    #[inline]
    pub fn new(restricted_at: SimTime) -> Self {
        let never = [Span::NEVER; 7];
        Self { restricted_at, adopted: BehaviourSet::default(), since: never, effective: never }
    }

    /// Adopts `behaviour` at `since`; it works from `effective` on. Neither lies before the restriction.
    #[inline]
    pub fn adopt(&mut self, behaviour: Behaviour, since: SimTime, effective: SimTime) {
        self.adopted.insert(behaviour);
        self.since[behaviour.index()] = Span::new(since.since(self.restricted_at));
        self.effective[behaviour.index()] = Span::new(effective.since(self.restricted_at));
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
        self.since[behaviour.index()].after(self.restricted_at)
    }

    /// From when `behaviour` works; [`SimTime::NEVER`] if it was not adopted.
    #[inline]
    pub(super) fn effective(&self, behaviour: Behaviour) -> SimTime {
        self.effective[behaviour.index()].after(self.restricted_at)
    }

    /// Whether `behaviour` works at `now`.
    #[inline]
    pub fn works(&self, behaviour: Behaviour, now: SimTime) -> bool {
        self.effective(behaviour) <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    #[test]
    fn moments_are_kept_to_the_tick() {
        let restricted = SimTime::START + SimDuration::from_ticks(7);
        let mut progress = Progress::new(restricted);
        assert_eq!(progress.since(Behaviour::Repay), SimTime::NEVER);
        for ticks in
            [0, 1, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0001, 3_000 * DAY.ticks() + 1, (1 << 48) - 2]
        {
            let at = restricted + SimDuration::from_ticks(ticks);
            progress.adopt(Behaviour::Repay, at, at);
            assert_eq!((progress.since(Behaviour::Repay), progress.effective(Behaviour::Repay)), (at, at));
            let before = SimTime::from_ticks(at.ticks() - 1);
            assert!(progress.works(Behaviour::Repay, at) && !progress.works(Behaviour::Repay, before));
        }
        progress.adopt(Behaviour::Repay, restricted, SimTime::NEVER);
        assert_eq!(progress.effective(Behaviour::Repay), SimTime::NEVER);
        assert_eq!(progress.effective(Behaviour::Secure), SimTime::NEVER);
    }

    #[test]
    fn it_is_small() {
        assert!(size_of::<Progress>() <= 96);
    }
}
