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

impl Stream {
    /// A standard normal number.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        let before = self.clone();
        let bits = self.bits();
        let number = bits as usize % 256;
        let x = (f64::from_bits(bits >> 12 | FROM_TWO) - 3.0) * NORMAL[number];
        if x.abs() < NORMAL[number + 1] {
            return x;
        }
        let (x, after) = before.normal_at_edge();
        *self = after;
        x
    }

    /// The next `N` standard normal numbers.
    #[inline(always)]
    pub fn normals<const N: usize>(&mut self) -> [f64; N] {
        let mut numbers = [0.0; N];
        self.fill(&mut numbers);
        numbers
    }

    /// Fills `numbers` with standard normal ones.
    ///
    /// One loop for all of them: a sampler in each place where a number is wanted fills the instruction
    /// cache.
    #[inline(never)]
    fn fill(&mut self, numbers: &mut [f64]) {
        // A copy whose state stays in registers.
        let mut stream = self.clone();
        for number in numbers {
            *number = stream.normal();
        }
        *self = stream;
    }

    /// An exponential number with mean one.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        let before = self.clone();
        let bits = self.bits();
        let number = bits as usize % 256;
        let x = (f64::from_bits(bits >> 12 | FROM_ONE) - (1.0 - f64::EPSILON / 2.0)) * EXPONENTIAL[number];
        if x < EXPONENTIAL[number + 1] {
            return x;
        }
        let (x, after) = before.exponential_at_edge();
        *self = after;
        x
    }

    // By value, so that the state may stay in registers where it is not needed.
    #[cold]
    #[inline(never)]
    fn normal_at_edge(mut self) -> (f64, Self) {
        (rand_distr::StandardNormal.sample(&mut self), self)
    }

    #[cold]
    #[inline(never)]
    fn exponential_at_edge(mut self) -> (f64, Self) {
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
        let several: [f64; 1_000] = ours.normals();
        for normal in several {
            assert_eq!(normal.to_bits(), theirs.normal().to_bits());
        }
        assert_eq!(ours.bits(), theirs.bits());
    }
}
