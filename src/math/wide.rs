//! The widest registers that the machine has, for loops over many numbers.
//!
//! What is worked out is the same on every machine, to the bit: the same operations in the same order, several
//! at a time. Which loops come out so, the compiler decides.

use pulp::{Arch, NullaryFnOnce};

/// Something to be done whose every function, down to the loops, is `#[inline(always)]`: what is called
/// instead is compiled for the plainest machine.
pub trait Work {
    /// What comes of it.
    type Output;

    /// Does it.
    fn run(self) -> Self::Output;
}

struct Wide<W>(W);

impl<W: Work> NullaryFnOnce for Wide<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.run()
    }
}

/// Does the work with the widest registers there are. The work is compiled once for each kind of machine.
#[inline]
pub fn widely<W: Work>(work: W) -> W::Output {
    Arch::new().dispatch(Wide(work))
}

/// What comes of the work in the plainest registers, in those of AVX2 if there are any, and in the widest.
#[cfg(test)]
pub(crate) fn at_every_width<W: Work + Copy>(work: W) -> Vec<W::Output> {
    let mut archs = vec![Arch::Scalar, Arch::new()];
    #[cfg(target_arch = "x86_64")]
    archs.extend(pulp::x86::V3::try_new().map(Arch::V3));
    archs.into_iter().map(|arch| arch.dispatch(Wide(work))).collect()
}

/// The lanes that are marked, ascending; at most 64 of them.
#[inline(always)]
pub fn marked<const N: usize>(marks: &[bool; N]) -> impl Iterator<Item = usize> {
    const { assert!(N <= 64, "a word has a bit for each lane") };
    let mut left = 0_u64;
    for lane in 0..N {
        left |= u64::from(marks[lane]) << lane;
    }
    std::iter::from_fn(move || {
        let next = left.trailing_zeros();
        (left != 0).then(|| {
            left &= left - 1;
            next as usize
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy)]
    struct Sums<'a>(&'a [[f64; 64]; 3]);

    impl Work for Sums<'_> {
        type Output = [f64; 64];

        #[inline(always)]
        fn run(self) -> [f64; 64] {
            let [factor, number, added] = self.0;
            std::array::from_fn(|lane| factor[lane] * number[lane] + added[lane])
        }
    }

    #[test]
    fn marked_lanes_are_given_in_order() {
        let mut marks = [false; 64];
        assert_eq!(marked(&marks).count(), 0);
        for lane in [63, 0, 17, 16] {
            marks[lane] = true;
        }
        assert_eq!(marked(&marks).collect::<Vec<_>>(), [0, 16, 17, 63]);
        assert_eq!(marked(&[true]).collect::<Vec<_>>(), [0]);
    }

    /// A product and a sum are rounded one after the other, on a machine that could do both at once as well.
    #[test]
    fn the_bits_are_those_of_plain_work() {
        let number = |lane: usize, part: usize| 1.0 / (3.0 + lane as f64 + 64.0 * part as f64);
        let numbers = [0, 1, 2].map(|part| std::array::from_fn(|lane| number(lane, part)));
        let numbers = std::hint::black_box(numbers);
        let plainly = std::hint::black_box(Sums(&numbers)).run().map(f64::to_bits);
        for sums in at_every_width(Sums(&numbers)) {
            assert_eq!(sums.map(f64::to_bits), plainly);
        }
        let fused = |lane: usize| numbers[0][lane].mul_add(numbers[1][lane], numbers[2][lane]).to_bits();
        assert!((0..64).any(|lane| fused(lane) != plainly[lane]), "the numbers tell the two apart");
    }
}
