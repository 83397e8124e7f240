//! Which behaviours an applicant has adopted, since when, and from when they work.

use super::{Behaviour, BehaviourSet};
use crate::population::Applicant;
use crate::time::{DAY, SimDuration, SimTime};

/// When each adopted behaviour was adopted and takes effect.
///
/// Every applicant in the system has one, so moments are kept in six bytes: as the time from the
/// restriction, in ticks. What would come more than 2^48 ticks (8.9 years) after it counts as never.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    restricted_at: SimTime,
    since: Spans,
    effective: Spans,
    adopted: BehaviourSet,
}

/// Seven spans below 2^48 ticks, or never: the low 32 bits, in halves, and the high 16 of each.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spans {
    low: [[u16; 2]; 7],
    high: [u16; 7],
}

impl Spans {
    const NEVER: Self = Self { low: [[u16::MAX; 2]; 7], high: [u16::MAX; 7] };
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
        let ticks = self.ticks(at);
        if ticks > Self::LONGEST { SimTime::NEVER } else { moment + SimDuration::from_ticks(ticks) }
    }
}

impl Progress {
    /// Nothing adopted yet.
    #[inline]
    pub fn new(restricted_at: SimTime) -> Self {
        let never = Spans::NEVER;
        Self { restricted_at, adopted: BehaviourSet::default(), since: never, effective: never }
    }

    /// Adopts `behaviour` at `since`; it works from `effective` on.
    ///
    /// # Panics
    /// When either lies before the restriction: a broken invariant of the simulation.
    #[inline]
    pub fn adopt(&mut self, behaviour: Behaviour, since: SimTime, effective: SimTime) {
        self.adopted.insert(behaviour);
        self.since.set(behaviour.index(), since.since(self.restricted_at));
        self.effective.set(behaviour.index(), effective.since(self.restricted_at));
    }

    /// When the account was restricted.
    #[inline]
    pub fn restricted_at(&self) -> SimTime {
        self.restricted_at
    }

    /// The most days that `applicant` has been overdue by the time of repayment, or by `now` if that is never; none
    /// without arrears at restriction.
    #[inline]
    pub fn longest_overdue(&self, applicant: &Applicant, now: SimTime) -> u32 {
        let repaid = self.effective(Behaviour::Repay);
        let until = if repaid < SimTime::NEVER { repaid } else { now };
        let days = until.since(self.restricted_at).ticks() / DAY.ticks();
        (u32::from(applicant.days_overdue) + days as u32) * u32::from(applicant.has_arrears())
    }

    /// Everything adopted so far.
    #[inline]
    pub fn adopted(&self) -> BehaviourSet {
        self.adopted
    }

    /// When `behaviour` was adopted; [`SimTime::NEVER`] if it was not.
    #[inline]
    pub(super) fn since(&self, behaviour: Behaviour) -> SimTime {
        self.since.after(behaviour.index(), self.restricted_at)
    }

    /// From when `behaviour` works; [`SimTime::NEVER`] if it was not adopted.
    #[inline]
    pub fn effective(&self, behaviour: Behaviour) -> SimTime {
        self.effective.after(behaviour.index(), self.restricted_at)
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
        for behaviour in Behaviour::ALL {
            working.insert_if(behaviour, self.effective.ticks(behaviour.index()) <= age);
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
        let restricted = SimTime::START + SimDuration::from_ticks(7);
        let mut progress = Progress::new(restricted);
        assert_eq!(progress.since(Behaviour::Repay), SimTime::NEVER);
        for ticks in
            [0, 1, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0001, 3_000 * DAY.ticks() + 1, (1 << 48) - 2]
        {
            let at = restricted + SimDuration::from_ticks(ticks);
            progress.adopt(Behaviour::Repay, at, at);
            assert_eq!((progress.since(Behaviour::Repay), progress.effective(Behaviour::Repay)), (at, at));
            let before = SimTime::from_ticks(at.ticks().saturating_sub(1));
            assert!(progress.working(at).contains(Behaviour::Repay));
            assert!(ticks == 0 || !progress.working(before).contains(Behaviour::Repay));
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
