//! Behaviours by number, and sets of them.

use serde::{Deserialize, Serialize};

use crate::math::if_so;

/// Something an applicant can do towards restoration, by its position among the behaviours of a scenario. The standard
/// ones come first, where a scenario has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Behaviour(u8);

impl Behaviour {
    /// Pay arrears, interest and penalty interest.
    pub const REPAY: Self = Self(0);
    /// New password, identity verification, fingerprint, face; no public wifi.
    pub const SECURE: Self = Self(1);
    /// Stop editing the profile.
    pub const STOP_EDITS: Self = Self(2);
    /// Fill in education, occupation, housing fund, social insurance.
    pub const COMPLETE_PROFILE: Self = Self(3);
    /// Regular purchases, no large ones, no cash-outs, on time.
    pub const STEADY_HABITS: Self = Self(4);
    /// Improve the Sesame score and the credit report.
    pub const RAISE_EXTERNAL: Self = Self(5);
    /// Hand in a payslip or a property deed.
    pub const SUBMIT_DOCUMENTS: Self = Self(6);

    /// Names in files of the standard ones.
    pub const STANDARD: [&'static str; 7] = [
        "repay",
        "secure",
        "stop_edits",
        "complete_profile",
        "steady_habits",
        "raise_external",
        "submit_documents",
    ];

    /// How many a scenario may have.
    pub const MOST: usize = 64;

    /// What stands for none of them.
    pub(super) const NONE: Self = Self(u8::MAX);

    /// The one at a position, below [`Self::MOST`].
    pub const fn at(position: usize) -> Self {
        Self(position as u8)
    }

    /// The first so many.
    pub fn first(count: usize) -> impl DoubleEndedIterator<Item = Self> + Clone {
        (0..count.min(Self::MOST)).map(Self::at)
    }

    /// Its position.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A set of behaviours: bit `i` stands for the behaviour at position `i`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BehaviourSet(u64);

impl BehaviourSet {
    /// The set without members.
    pub const NONE: Self = Self(0);

    /// The set with one member.
    pub const fn only(behaviour: Behaviour) -> Self {
        Self(1 << behaviour.0)
    }

    /// The first so many behaviours.
    pub const fn first(count: usize) -> Self {
        Self(if count >= Behaviour::MOST { u64::MAX } else { (1 << count) - 1 })
    }

    /// Whether `behaviour` is in the set.
    #[inline]
    pub const fn contains(self, behaviour: Behaviour) -> bool {
        self.0 & (1 << behaviour.0) != 0
    }

    /// Adds `behaviour`.
    #[inline]
    pub const fn insert(&mut self, behaviour: Behaviour) {
        self.0 |= 1 << behaviour.0;
    }

    /// Adds `behaviour` if `yes`, without a branch.
    #[inline]
    pub const fn insert_if(&mut self, behaviour: Behaviour, yes: bool) {
        self.0 |= (yes as u64) << behaviour.0;
    }

    /// How many behaviours one of [`Self::lanes`] holds.
    pub const LANES: usize = 8;

    /// A byte for each of eight behaviours, the first the lowest: 1 if it is in the set, else 0. They are those from
    /// position 8 · `word` on.
    #[inline]
    pub const fn lanes(self, word: usize) -> u64 {
        // Seven bits each: bit 7i of the factor copies them so far up that bit i comes to lie on bit 8i.
        const COPIES: u64 = 0x0002_0408_1020_4081;
        const LOWEST: u64 = 0x0101_0101_0101_0101;
        let eight = self.0 >> (Self::LANES * word) & 0xFF;
        (((eight & 0x7F) * COPIES) & LOWEST) | (eight >> 7) << 56
    }

    /// The set as a number: bit `i` for the behaviour at position `i`.
    #[inline]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The set of a number.
    pub const fn of_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// `number`, which is finite, if `behaviour` is in the set, else zero, which may be negative; without a
    /// branch.
    #[inline]
    pub(super) fn pick(self, behaviour: Behaviour, number: f64) -> f64 {
        if_so(self.contains(behaviour), number)
    }

    /// Whether it has no members.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its members that are not in `other`.
    #[inline]
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The members of either.
    #[inline]
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Its members that are in `other` as well.
    #[inline]
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Its members, in the order of their positions.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Behaviour> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let next = Behaviour(left.trailing_zeros() as u8);
            left &= left - 1;
            Some(next)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every set of eight behaviours, at every place that eight may have.
    #[test]
    fn sets_pick_their_members() {
        for index in 0..256_u64 {
            for word in 0..8 {
                let set = BehaviourSet::of_bits(index << (8 * word));
                assert_eq!(set.is_empty(), index == 0);
                assert_eq!(set.iter().count(), index.count_ones() as usize);
                for place in 0..8 {
                    let behaviour = Behaviour::at(8 * word + place);
                    let member = index >> place & 1 == 1;
                    assert_eq!(set.contains(behaviour), member);
                    assert_eq!(set.lanes(word) >> (8 * place) & 0xFF, u64::from(member), "{index:b}");
                    let (picked, expected) = (set.pick(behaviour, -2.5), if member { 2.5 } else { 0.0_f64 });
                    assert_eq!(picked.abs().to_bits(), expected.to_bits());
                    assert_eq!(picked < 0.0, member);
                }
            }
        }
        assert_eq!(BehaviourSet::first(64).iter().count(), 64);
        assert_eq!(BehaviourSet::first(3).iter().last(), Some(Behaviour::at(2)));
    }
}
