//! Normal and exponential numbers, by ziggurat.
//!
//! The numbers are those of `rand_distr`, to the bit. Ninety-nine draws in a hundred fall well inside a box,
//! and those are settled here in a few instructions wherever one is wanted; the others are drawn again, from
//! the same words, by the crate.

use rand_distr::Distribution as _;

use super::Stream;
use super::boxes::{EXPONENTIAL, NORMAL};

/// A float with these leading bits and 52 random ones below is uniform on 2..4.
const FROM_TWO: u64 = 0x400 << 52;
/// The same on 1..2.
const FROM_ONE: u64 = 0x3ff << 52;

/// The number that these bits give, and whether it lies well inside its box: if not, it is to be drawn again.
#[inline(always)]
pub(super) fn normal_in_box(bits: u64) -> (f64, bool) {
    let number = bits as usize % 256;
    let x = (f64::from_bits(bits >> 12 | FROM_TWO) - 3.0) * NORMAL[number];
    (x, x.abs() < NORMAL[number + 1])
}

/// The same of an exponential number.
#[inline(always)]
pub(super) fn exponential_in_box(bits: u64) -> (f64, bool) {
    let number = bits as usize % 256;
    let x = (f64::from_bits(bits >> 12 | FROM_ONE) - (1.0 - f64::EPSILON / 2.0)) * EXPONENTIAL[number];
    (x, x < EXPONENTIAL[number + 1])
}

impl Stream {
    /// A standard normal number.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        let before = self.clone();
        let (x, settled) = normal_in_box(self.bits());
        if settled {
            return x;
        }
        let (x, after) = before.normal_at_edge();
        *self = after;
        x
    }

    /// An exponential number with mean one.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        let before = self.clone();
        let (x, settled) = exponential_in_box(self.bits());
        if settled {
            return x;
        }
        let (x, after) = before.exponential_at_edge();
        *self = after;
        x
    }

    // By value, so that the state may stay in registers where it is not needed.
    #[cold]
    #[inline(never)]
    pub(super) fn normal_at_edge(mut self) -> (f64, Self) {
        (rand_distr::StandardNormal.sample(&mut self), self)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn exponential_at_edge(mut self) -> (f64, Self) {
        (rand_distr::Exp1.sample(&mut self), self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, ReplicationKey};

    /// Long enough that every box and every edge is met, the tail as well.
    #[test]
    fn the_numbers_are_those_of_the_crate() {
        let mut ours = ReplicationKey::new(5, 0).stream(0, Purpose::Attributes, 0);
        let mut theirs = ours.clone();
        for _ in 0..500_000 {
            let normal: f64 = rand_distr::StandardNormal.sample(&mut theirs);
            assert_eq!(ours.normal().to_bits(), normal.to_bits());
            let exponential: f64 = rand_distr::Exp1.sample(&mut theirs);
            assert_eq!(ours.exponential().to_bits(), exponential.to_bits());
        }
        assert_eq!(ours.bits(), theirs.bits());
    }
}
