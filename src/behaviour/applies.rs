//! To whom a behaviour applies.

use crate::math::Bound;
use crate::population::{Applicant, Attribute};

/// A condition on someone at restriction; everything in it must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct AppliesTo {
    /// Causes, a bit each.
    pub causes: u64,
    /// Kinds of restriction, a bit each.
    pub restrictions: u64,
    /// Bounds of attributes.
    pub bounds: Vec<(Attribute, Bound)>,
}

impl Default for AppliesTo {
    /// Everyone.
    fn default() -> Self {
        Self { causes: u64::MAX, restrictions: u64::MAX, bounds: Vec::new() }
    }
}

impl AppliesTo {
    /// Whether it holds of everyone.
    pub fn is_everyone(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it holds of someone, whose attributes that the scenario defines are `own`.
    #[inline]
    pub fn holds(&self, applicant: &Applicant, own: &[f32]) -> bool {
        let kept =
            |(attribute, bound): &(Attribute, Bound)| bound.holds(applicant.attribute(*attribute, own));
        self.causes >> applicant.cause.index() & 1 == 1
            && self.restrictions >> applicant.restriction.index() & 1 == 1
            && self.bounds.iter().all(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::{Cause, Restriction};

    #[test]
    fn everything_must_hold() {
        let of_overdue = AppliesTo {
            causes: 1 << Cause::OVERDUE.index() | 1 << Cause::OTHER.index(),
            bounds: vec![(Attribute::DAYS_OVERDUE, Bound::AtLeast(1.0))],
            ..AppliesTo::default()
        };
        let someone = |cause, days_overdue| Applicant { cause, days_overdue, ..Applicant::BLANK };
        assert!(of_overdue.holds(&someone(Cause::OVERDUE, 1), &[]));
        assert!(!of_overdue.holds(&someone(Cause::OVERDUE, 0), &[]));
        assert!(!of_overdue.holds(&someone(Cause::VIOLATION, 1), &[]));
        let limited = AppliesTo { restrictions: 1 << Restriction::LIMITED.index(), ..AppliesTo::default() };
        assert!(!limited.holds(&someone(Cause::OTHER, 0), &[]) && !limited.is_everyone());
        assert!(AppliesTo::default().holds(&someone(Cause::OTHER, 0), &[]));
    }
}
