//! The generator xoroshiro128++.
//!
//! Written out because a replication opens some twenty streams for an applicant, and the crate that has
//! this generator takes its state through an array of bytes, at ten times the cost of setting two words.
//! A test holds it against that crate, draw by draw. What the numbers are for is not known here.

/// State of xoroshiro128++ (Blackman, Vigna 2021, doi 10.1145/3460772, figure 4): period 2^128 − 1, and
/// every state but zero is on it.
#[derive(Debug, Clone)]
pub(super) struct Xoroshiro {
    first: u64,
    second: u64,
}

/// The next 64 bits of the generator in this state, and the state after them.
#[inline(always)]
pub(super) fn step(first: u64, second: u64) -> (u64, u64, u64) {
    let bits = first.wrapping_add(second).rotate_left(17).wrapping_add(first);
    let mixed = second ^ first;
    (bits, first.rotate_left(49) ^ mixed ^ (mixed << 21), mixed.rotate_left(28))
}

/// The state before that of [`step`].
pub(super) fn before(first: u64, second: u64) -> (u64, u64) {
    let mixed = second.rotate_right(28);
    let first = (first ^ mixed ^ (mixed << 21)).rotate_right(49);
    (first, first ^ mixed)
}

impl Xoroshiro {
    /// The generator in this state; zero, which it would never leave, is moved off.
    #[inline]
    pub(super) fn new(first: u64, second: u64) -> Self {
        // A branch that is never taken costs less than the arithmetic that would avoid it.
        if first | second == 0 { Self::moved() } else { Self { first, second } }
    }

    #[cold]
    #[inline(never)]
    fn moved() -> Self {
        let (first, second) = Self::off_zero(0, 0);
        Self { first, second }
    }

    /// This state, or one next to it if it is zero; without a branch, for many at once.
    #[inline(always)]
    pub(super) fn off_zero(first: u64, second: u64) -> (u64, u64) {
        (first | u64::from(first | second == 0), second)
    }

    /// The next 64 bits.
    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        let (bits, first, second) = step(self.first, self.second);
        (self.first, self.second) = (first, second);
        bits
    }

    #[inline(always)]
    pub(super) fn state(&self) -> (u64, u64) {
        (self.first, self.second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoroshiro128PlusPlus;
    use rand_xoshiro::rand_core::Rng;

    #[test]
    fn zero_is_no_state() {
        let mut generator = Xoroshiro::new(0, 0);
        assert_ne!((generator.next(), generator.next()), (0, 0));
    }

    proptest! {
        #[test]
        fn agrees_with_the_crate(first: u64, second in 1_u64..) {
            let mut seed = [0; 16];
            seed[..8].copy_from_slice(&first.to_le_bytes());
            seed[8..].copy_from_slice(&second.to_le_bytes());
            let mut theirs = Xoroshiro128PlusPlus::from_seed(seed);
            let mut ours = Xoroshiro::new(first, second);
            for _ in 0..100 {
                let last = ours.state();
                prop_assert_eq!(ours.next(), theirs.next_u64());
                let (first, second) = ours.state();
                prop_assert_eq!(before(first, second), last);
            }
        }
    }
}
