//! Random numbers for the tests of this module only.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A seeded source of uniform and normal values.
pub(super) struct Source(Xoshiro256PlusPlus);

impl Source {
    pub(super) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Uniform on the open interval 0..1.
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Standard normal, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Number of successes in `trials`.
    pub(super) fn binomial(&mut self, trials: u64, share: f64) -> u64 {
        (0..trials).filter(|_| self.uniform() < share).count() as u64
    }
}
