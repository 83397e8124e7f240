//! The seven behaviours.

use crate::population::{Applicant, Cause};
use crate::random::Purpose;

/// Something an applicant can do towards restoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
        match self {
            Self::Repay => Purpose::Repay,
            Self::Secure => Purpose::Secure,
            Self::StopEdits => Purpose::StopEdits,
            Self::CompleteProfile => Purpose::CompleteProfile,
            Self::SteadyHabits => Purpose::SteadyHabits,
            Self::RaiseExternal => Purpose::RaiseExternal,
            Self::SubmitDocuments => Purpose::SubmitDocuments,
        }
    }

    /// The behaviour that mends `cause`: the targeted fix of a right diagnosis.
    pub const fn remedy_of(cause: Cause) -> Self {
        match cause {
            Cause::Overdue => Self::Repay,
            Cause::AccountRisk => Self::Secure,
            Cause::InfoChurn => Self::StopEdits,
            Cause::Violation => Self::SteadyHabits,
            Cause::Other => Self::CompleteProfile,
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

    /// Its members that are not in `other`.
    #[inline]
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
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
