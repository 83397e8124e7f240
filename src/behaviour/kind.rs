//! The seven behaviours.

use serde::{Deserialize, Serialize};

use crate::math::if_so;
use crate::population::{Applicant, Cause};
use crate::random::Purpose;

/// The stream of each behaviour, in their order. A table, here and below: where a number is as likely as
/// another, a branch for each is guessed wrong.
const PURPOSES: [Purpose; 7] = {
    let mut purposes = [Purpose::Repay; 7];
    let mut at = 0;
    while at < purposes.len() {
        purposes[at] = match Behaviour::ALL[at] {
            Behaviour::Repay => Purpose::Repay,
            Behaviour::Secure => Purpose::Secure,
            Behaviour::StopEdits => Purpose::StopEdits,
            Behaviour::CompleteProfile => Purpose::CompleteProfile,
            Behaviour::SteadyHabits => Purpose::SteadyHabits,
            Behaviour::RaiseExternal => Purpose::RaiseExternal,
            Behaviour::SubmitDocuments => Purpose::SubmitDocuments,
        };
        at += 1;
    }
    purposes
};

/// The remedy of each cause, in the order of [`Cause::ALL`].
const REMEDIES: [Behaviour; Cause::ALL.len()] = {
    let mut remedies = [Behaviour::Repay; Cause::ALL.len()];
    let mut at = 0;
    while at < remedies.len() {
        remedies[at] = match Cause::ALL[at] {
            Cause::Overdue => Behaviour::Repay,
            Cause::AccountRisk => Behaviour::Secure,
            Cause::InfoChurn => Behaviour::StopEdits,
            Cause::Violation => Behaviour::SteadyHabits,
            Cause::Other => Behaviour::CompleteProfile,
        };
        at += 1;
    }
    remedies
};

/// Position of personal information in [`crate::population::FACTORS`].
pub(super) const INFORMATION: usize = 2;

/// Something an applicant can do towards restoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Behaviour {
    /// Pay arrears, interest and penalty interest.
    Repay,
    /// New password, identity verification, fingerprint, face; no public wifi.
    Secure,
    /// Stop editing the profile.
    StopEdits,
    /// Fill in education, occupation, housing fund, social insurance.
    CompleteProfile,
    /// Regular purchases, no large ones, no cash-outs, on time.
    SteadyHabits,
    /// Improve the Sesame score and the credit report.
    RaiseExternal,
    /// Hand in a payslip or a property deed.
    SubmitDocuments,
}

impl Behaviour {
    /// All seven, in the order of their indices.
    pub const ALL: [Self; 7] = [
        Self::Repay,
        Self::Secure,
        Self::StopEdits,
        Self::CompleteProfile,
        Self::SteadyHabits,
        Self::RaiseExternal,
        Self::SubmitDocuments,
    ];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repay => "repay",
            Self::Secure => "secure",
            Self::StopEdits => "stop_edits",
            Self::CompleteProfile => "complete_profile",
            Self::SteadyHabits => "steady_habits",
            Self::RaiseExternal => "raise_external",
            Self::SubmitDocuments => "submit_documents",
        }
    }

    /// Index into seven-element arrays.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The stream of its adoption draws.
    pub const fn purpose(self) -> Purpose {
        PURPOSES[self as usize]
    }

    /// The behaviour that mends `cause`: the targeted fix of a right diagnosis.
    pub const fn remedy_of(cause: Cause) -> Self {
        REMEDIES[cause as usize]
    }

    /// Position of the factor it works on in [`crate::population::FACTORS`].
    pub(super) const fn factor(self) -> usize {
        match self {
            Self::Repay => 0,
            Self::Secure => 1,
            Self::StopEdits | Self::CompleteProfile => INFORMATION,
            Self::SteadyHabits => 3,
            Self::RaiseExternal | Self::SubmitDocuments => 4,
        }
    }

    /// Whether there is anything to do for this applicant: arrears to repay, edits to stop.
    #[inline]
    pub fn applies_to(self, applicant: &Applicant) -> bool {
        match self {
            Self::Repay => applicant.has_arrears(),
            Self::StopEdits => applicant.cause == Cause::InfoChurn,
            _ => true,
        }
    }
}

/// A set of behaviours: bit `i` stands for the behaviour with index `i`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BehaviourSet(u8);

impl BehaviourSet {
    /// The set without members.
    pub const NONE: Self = Self(0);

    /// Whether `behaviour` is in the set.
    #[inline]
    pub const fn contains(self, behaviour: Behaviour) -> bool {
        self.0 & (1 << behaviour as u8) != 0
    }

    /// Adds `behaviour`.
    #[inline]
    pub const fn insert(&mut self, behaviour: Behaviour) {
        self.0 |= 1 << behaviour as u8;
    }

    /// Adds `behaviour` if `yes`, without a branch.
    #[inline]
    pub const fn insert_if(&mut self, behaviour: Behaviour, yes: bool) {
        self.0 |= (yes as u8) << behaviour as u8;
    }

    /// A byte for each behaviour, the first the lowest: 1 if it is in the set, else 0.
    #[inline]
    pub const fn lanes(self) -> u64 {
        // Each factor's bit 7i copies the set so far up that bit i comes to lie on bit 8i.
        const COPIES: u64 = 0x0002_0408_1020_4081;
        const LOWEST: u64 = 0x0101_0101_0101_0101;
        (self.index() as u64 * COPIES) & LOWEST
    }

    /// How many sets there are.
    pub(super) const COUNT: usize = 1 << Behaviour::ALL.len();

    /// All sets, by index.
    pub(super) fn every() -> [Self; Self::COUNT] {
        std::array::from_fn(|index| Self(index as u8))
    }

    /// Index into arrays of [`Self::COUNT`] elements.
    #[inline]
    pub(super) const fn index(self) -> usize {
        self.0 as usize % Self::COUNT
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

    /// Its members, in the order of [`Behaviour::ALL`].
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Behaviour> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = *Behaviour::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(next)
        })
    }

    /// The behaviours that apply to `applicant`.
    #[inline]
    pub fn applying_to(applicant: &Applicant) -> Self {
        let mut set = Self::default();
        for behaviour in Behaviour::ALL {
            if behaviour.applies_to(applicant) {
                set.insert(behaviour);
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_pick_their_members() {
        for (index, set) in BehaviourSet::every().into_iter().enumerate() {
            assert_eq!(set.index(), index);
            assert_eq!(set.is_empty(), index == 0);
            for behaviour in Behaviour::ALL {
                let member = index >> behaviour.index() & 1 == 1;
                assert_eq!(set.contains(behaviour), member);
                assert_eq!(set.lanes() >> (8 * behaviour.index()) & 0xFF, u64::from(member));
                let (picked, expected) = (set.pick(behaviour, -2.5), if member { 2.5 } else { 0.0_f64 });
                assert_eq!(picked.abs().to_bits(), expected.to_bits());
                assert_eq!(picked < 0.0, member);
            }
        }
    }

    #[test]
    fn every_behaviour_draws_for_itself() {
        let mut purposes = Behaviour::ALL.map(|behaviour| behaviour.purpose() as u8);
        purposes.sort_unstable();
        assert!(purposes.windows(2).all(|pair| pair[0] < pair[1]), "{purposes:?}");
    }
}
