//! Normal and exponential numbers, by ziggurat.
//!
//! The numbers are those of `rand_distr`. Ninety-nine draws in a hundred fall well inside a box, and those are settled in a
//! few instructions wherever one is wanted; the others are drawn again, from the same words. They take logarithms and
//! exponentials, which the crate takes from the system; here they are correctly rounded, so that a draw is the same on
//! every platform.

use super::Stream;
use super::boxes::{EXPONENTIAL, NORMAL};
use super::heights;
use crate::math::{exp, ln};

/// Where the tails begin.
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;

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
        let x = loop {
            let bits = self.bits();
            let number = bits as usize % 256;
            let (x, inside) = normal_in_box(bits);
            if inside {
                break x;
            }
            if number == 0 {
                break if x < 0.0 { -self.normal_tail() } else { self.normal_tail() };
            }
            if self.height(&heights::NORMAL, number) < exp(-x * x / 2.0) {
                break x;
            }
        };
        (x, self)
    }

    /// A normal number beyond [`NORMAL_TAIL`] (Marsaglia 1964).
    fn normal_tail(&mut self) -> f64 {
        loop {
            let x = ln(self.open_uniform()) / NORMAL_TAIL;
            let y = ln(self.open_uniform());
            if -2.0 * y >= x * x {
                return NORMAL_TAIL - x;
            }
        }
    }

    /// A height that is uniform over a box.
    fn height(&mut self, heights: &[f64; 257], number: usize) -> f64 {
        let (low, high) = (heights[number + 1], heights[number]);
        low + (high - low) * self.uniform()
    }

    #[cold]
    #[inline(never)]
    pub(super) fn exponential_at_edge(mut self) -> (f64, Self) {
        let x = loop {
            let bits = self.bits();
            let number = bits as usize % 256;
            let (x, inside) = exponential_in_box(bits);
            if inside {
                break x;
            }
            if number == 0 {
                break EXPONENTIAL_TAIL - ln(self.uniform());
            }
            if self.height(&heights::EXPONENTIAL, number) < exp(-x) {
                break x;
            }
        };
        (x, self)
    }
}

#[cfg(test)]
mod tests {
    use crate::random::{Purpose, ReplicationKey};
    use rand_distr::Distribution as _;

    /// The same, but for the last bit of a logarithm of the system's.
    fn assert_same(ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= f64::EPSILON * theirs.abs(), "{ours} is not {theirs}");
    }

    /// Long enough that every box and every edge is met, the tail as well.
    #[test]
    fn the_numbers_are_those_of_the_crate() {
        let mut ours = ReplicationKey::new(5, 0).stream(0, Purpose::Attributes, 0);
        let mut theirs = ours.clone();
        for _ in 0..500_000 {
            let normal: f64 = rand_distr::StandardNormal.sample(&mut theirs);
            assert_same(ours.normal(), normal);
            let exponential: f64 = rand_distr::Exp1.sample(&mut theirs);
            assert_same(ours.exponential(), exponential);
        }
        assert_eq!(ours.bits(), theirs.bits());
    }
}
