//! Latin hypercubes, point by point: M. D. `McKay`, Beckman and Conover, *Technometrics* 21 (1979), 239–245.
//!
//! The permutation of each key is a Feistel network on the numbers up to a power of four, walked until it lands below the
//! number of points (Black and Rogaway 2002, method 2); so no permutation is kept.

use super::mix::{mix_all, unit};

/// Rounds of the network; four make a pseudo-random permutation (Luby and Rackoff 1988).
const ROUNDS: u64 = 4;
/// Tells the place within a part from the rounds.
const WITHIN: u64 = ROUNDS;

/// A Latin hypercube of so many points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latin {
    points: u64,
    seed: u64,
    /// Bits of half a number of the network.
    half: u32,
}

impl Latin {
    pub(super) fn new(points: usize, seed: u64) -> Self {
        let points = points as u64;
        let bits = u64::BITS - points.saturating_sub(1).leading_zeros();
        Self { points, seed, half: bits.div_ceil(2).max(1) }
    }

    /// Where a point lies on the range of a key, from 0 to below 1.
    pub(super) fn share(&self, point: usize, key: u64) -> f64 {
        let point = point as u64;
        let within = unit(mix_all(&[self.seed, key, WITHIN, point]));
        // Rounding must not lift it into the next part, or to 1.
        let part = self.part(point, key) as f64;
        ((part + within) / self.points as f64).min(((part + 1.0) / self.points as f64).next_down())
    }

    /// The part in which a point lies: a permutation of the points for each key.
    fn part(&self, point: u64, key: u64) -> u64 {
        let mask = (1_u64 << self.half) - 1;
        let mut number = point;
        loop {
            let (mut left, mut right) = (number >> self.half, number & mask);
            for round in 0..ROUNDS {
                let mixed = mix_all(&[self.seed, key, round, right]);
                (left, right) = (right, left ^ (mixed & mask));
            }
            number = left << self.half | right;
            if number < self.points {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_each_range_holds_one_point() {
        for points in [1, 2, 3, 10, 64, 1_000, 4_097] {
            let latin = Latin::new(points, 20_240_402);
            for key in 0..5 {
                let mut held = vec![false; points];
                for point in 0..points {
                    let share = latin.share(point, key);
                    assert!((0.0..1.0).contains(&share));
                    let part = (share * points as f64) as usize;
                    assert!(!held[part], "{points} points, key {key}: two in part {part}");
                    held[part] = true;
                }
            }
        }
    }

    /// Keys are permuted apart: the rank correlation of two of them is as of independent ones, whose standard error is
    /// 1/√999. Ten pairs within four errors: a false alarm of .0006 if the permutations were drawn at random; the seed is
    /// fixed.
    #[test]
    fn keys_are_not_correlated() {
        let points = 1_000_usize;
        let latin = Latin::new(points, 3);
        let all: Vec<Vec<f64>> =
            (0..5).map(|key| (0..points).map(|point| latin.share(point, key) - 0.5).collect()).collect();
        for first in 0..5 {
            for second in 0..first {
                let products = all[first].iter().zip(&all[second]).map(|(one, other)| one * other);
                let correlation = 12.0 * products.sum::<f64>() / points as f64;
                assert!(correlation.abs() < 4.0 / (points as f64 - 1.0).sqrt(), "{correlation}");
            }
        }
    }

    #[test]
    fn another_seed_is_another_design() {
        let shares = |seed| (0..20).map(|point| Latin::new(20, seed).share(point, 0)).collect::<Vec<_>>();
        assert_eq!(shares(1), shares(1));
        assert_ne!(shares(1), shares(2));
    }
}
