//! Sobol' points with the direction numbers of Joe and Kuo, and Owen's scrambling of them.
//!
//! Joe and Kuo, *SIAM Journal on Scientific Computing* 30 (2008), 2635–2654 (new-joe-kuo-6.21201); Owen, *Randomly
//! permuted (t, m, s)-nets and (t, s)-sequences*, 1995. Scrambling flips each bit by a coin that belongs to the bits
//! before it: it keeps what makes the sequence even, makes every point uniform, and errors smaller.

use super::mix::{mix, mix_all, unit};

/// Degree of the primitive polynomial, its inner coefficients, and the first direction numbers, from the second key on.
const DIRECTIONS: [(usize, u32, &[u64]); 20] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]),
    (6, 22, &[1, 3, 1, 15, 13, 25]),
    (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]),
    (7, 4, &[1, 3, 7, 13, 13, 15, 69]),
];

/// The most keys that a Sobol' design can have.
pub const MOST_KEYS: usize = DIRECTIONS.len() + 1;

/// Bits of the number of a point; there are fewer points by far.
const BITS: usize = 32;
/// Bits of a coordinate that are scrambled: as many as a float holds.
const DEPTH: u32 = 53;

/// A scrambled Sobol' sequence.
#[derive(Debug, Clone)]
pub(super) struct Sobol {
    directions: Vec<[u64; BITS]>,
    seed: u64,
}

impl Sobol {
    /// One for so many keys; `None` if they are more than [`MOST_KEYS`].
    pub(super) fn new(keys: usize, seed: u64) -> Option<Self> {
        (keys <= MOST_KEYS).then(|| Self { directions: (0..keys).map(directions).collect(), seed })
    }

    /// Where a point lies on the range of a key, from 0 to below 1.
    pub(super) fn share(&self, point: usize, key: usize) -> f64 {
        unit(scrambled(self.plain(point, key), mix_all(&[self.seed, key as u64])))
    }

    /// The same before scrambling, as a binary fraction; in the order of Antonov and Saleev (1979), as Joe and Kuo print
    /// it.
    fn plain(&self, point: usize, key: usize) -> u64 {
        let gray = point ^ (point >> 1);
        let bits = self.directions[key].iter().enumerate();
        bits.filter(|(bit, _)| gray >> bit & 1 == 1).fold(0, |sum, (_, direction)| sum ^ direction)
    }
}

/// Direction numbers of a key as binary fractions.
fn directions(key: usize) -> [u64; BITS] {
    let mut all = [0; BITS];
    let Some((degree, inner, first)) = key.checked_sub(1).map(|at| DIRECTIONS[at]) else {
        for (bit, direction) in all.iter_mut().enumerate() {
            *direction = 1 << (63 - bit);
        }
        return all;
    };
    for bit in 0..BITS {
        if let Some(number) = first.get(bit) {
            all[bit] = number << (63 - bit);
            continue;
        }
        let before = all[bit - degree];
        let inner = (1..degree).filter(|back| inner >> (degree - 1 - back) & 1 == 1);
        all[bit] = inner.fold(before ^ (before >> degree), |sum, back| sum ^ all[bit - back]);
    }
    all
}

/// A binary fraction with each of its first bits flipped or not, by a coin that belongs to the bits before it.
fn scrambled(fraction: u64, key: u64) -> u64 {
    let flips = (0..DEPTH).map(|level| {
        // The node of the binary tree at which this bit is chosen: 1, then the bits before it.
        let node = if level == 0 { 1 } else { 1 << level | fraction >> (u64::BITS - level) };
        (mix(key ^ mix(node)) >> 63) << (63 - level)
    });
    flips.fold(fraction, |bits, flip| bits ^ flip)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The first ten points in ten dimensions, as printed by the program that Joe and Kuo publish with their numbers.
    #[test]
    fn the_first_points_are_those_that_joe_and_kuo_print() {
        let published: [[f64; 10]; 10] = [
            [0.0; 10],
            [0.5; 10],
            [0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75, 0.75, 0.75],
            [0.25, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75, 0.25, 0.25, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375, 0.125, 0.375, 0.875, 0.875, 0.625],
            [0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375, 0.375, 0.125],
            [0.625, 0.125, 0.875, 0.625, 0.625, 0.875, 0.125, 0.125, 0.125, 0.375],
            [0.125, 0.625, 0.375, 0.125, 0.125, 0.375, 0.625, 0.625, 0.625, 0.875],
            [0.1875, 0.3125, 0.9375, 0.4375, 0.5625, 0.3125, 0.4375, 0.9375, 0.9375, 0.3125],
            [0.6875, 0.8125, 0.4375, 0.9375, 0.0625, 0.8125, 0.9375, 0.4375, 0.4375, 0.8125],
        ];
        let sobol = Sobol::new(10, 0).unwrap();
        for (point, expected) in published.iter().enumerate() {
            let found: Vec<f64> = (0..10).map(|key| unit(sobol.plain(point, key))).collect();
            assert_eq!(found, expected, "point {point}");
        }
    }

    /// Every 2^m points from a multiple of it on: one in each interval of length 2^-m, in every dimension, scrambled or not.
    #[test]
    fn each_interval_holds_one_point() {
        let sobol = Sobol::new(MOST_KEYS, 20_240_402).unwrap();
        for m in 0..=10_u32 {
            let count = 1_usize << m;
            for key in 0..MOST_KEYS {
                for from in [0, 3 * count] {
                    let part = |point: usize| (sobol.share(point, key) * count as f64) as usize;
                    let plain = |point: usize| (unit(sobol.plain(point, key)) * count as f64) as usize;
                    let parts: std::collections::BTreeSet<usize> = (from..from + count).map(part).collect();
                    let plains: std::collections::BTreeSet<usize> = (from..from + count).map(plain).collect();
                    assert_eq!((parts.len(), plains.len()), (count, count), "key {key}, 2^{m} from {from}");
                }
            }
        }
    }

    /// The first two dimensions are a (0, m, 2)-net: one of 2^m points in each box of area 2^-m, however it is cut.
    #[test]
    fn scrambling_keeps_the_net_in_two_dimensions() {
        let sobol = Sobol::new(2, 5).unwrap();
        let m = 8_u32;
        for first in 0..=m {
            let (wide, high) = ((1_u64 << first) as f64, (1_u64 << (m - first)) as f64);
            let boxes: std::collections::BTreeSet<(u64, u64)> = (0..1 << m)
                .map(|point| ((sobol.share(point, 0) * wide) as u64, (sobol.share(point, 1) * high) as u64))
                .collect();
            assert_eq!(boxes.len(), 1 << m, "{wide} by {high}");
        }
    }

    /// Scrambled points are uniform: over seeds, the first one is anywhere. Its mean over 4,000 seeds is 1/2 to within
    /// four standard errors of 1/√(12 · 4,000): a false alarm of .00006 a key, were seeds drawn; they are fixed.
    #[test]
    fn a_scrambled_point_is_uniform() {
        for key in 0..3 {
            let shares = (0..4_000).map(|seed| Sobol::new(3, seed).unwrap().share(0, key));
            let mean = shares.sum::<f64>() / 4_000.0;
            assert!((mean - 0.5).abs() < 4.0 / (12.0 * 4_000.0_f64).sqrt(), "key {key}: {mean}");
        }
    }

    /// The mean of x·y over 4,096 scrambled points misses 1/4 by far less than independent points, whose standard error
    /// is √(7/144)/64 = .0034.
    #[test]
    fn it_integrates_better_than_chance() {
        let sobol = Sobol::new(2, 11).unwrap();
        let sum: f64 = (0..4_096).map(|point| sobol.share(point, 0) * sobol.share(point, 1)).sum();
        assert!((sum / 4_096.0 - 0.25).abs() < 1e-4, "{}", sum / 4_096.0);
        assert!(Sobol::new(MOST_KEYS + 1, 0).is_none());
    }
}
