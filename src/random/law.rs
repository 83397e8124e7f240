//! Validated probability laws on the real line.

use super::sampler::{Sampler, require};
use super::spec::LawSpec;
use super::{LawError, Row, Stream, moments};

/// A validated law with an optional floor and cap, ready to draw from.
#[derive(Debug, Clone)]
pub struct Law {
    spec: LawSpec,
    sampler: Sampler,
    floor: f64,
    cap: f64,
}

impl Law {
    /// Validates `spec`.
    ///
    /// # Errors
    /// A parameter that is not finite, out of range or contradicts another; NaN is refused by name.
    pub fn new(spec: LawSpec) -> Result<Self, LawError> {
        let sampler = Sampler::new(&spec)?;
        Ok(Self { spec, sampler, floor: f64::NEG_INFINITY, cap: f64::INFINITY })
    }

    /// The same law with every draw below `floor` raised to it and every draw above `cap` lowered
    /// to it (clipped, not re-drawn).
    ///
    /// # Errors
    /// NaN, a floor above the cap, or a law that lies wholly outside: it would be a constant in
    /// disguise.
    pub fn clipped(mut self, floor: f64, cap: f64) -> Result<Self, LawError> {
        require("clipped", "floor", "a number not above `cap`", floor, floor <= cap)?;
        require("clipped", "cap", "a number not below `floor`", cap, floor <= cap)?;
        let above = "at or above the least value that the law can draw";
        require("clipped", "cap", above, cap, cap == f64::INFINITY || self.cdf(cap) > 0.0)?;
        let below = "at or below the greatest value that the law can draw";
        require("clipped", "floor", below, floor, self.cdf(floor.next_down()) < 1.0)?;
        (self.floor, self.cap) = (floor, cap);
        Ok(self)
    }

    /// The law that always gives `value`, which must be finite.
    pub fn constant(value: f64) -> Self {
        debug_assert!(value.is_finite(), "a constant law of {value}");
        Self {
            spec: LawSpec::Constant(value),
            sampler: Sampler::Constant(value),
            floor: f64::NEG_INFINITY,
            cap: f64::INFINITY,
        }
    }

    /// Draws one value.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        self.clip(self.sampler.sample(stream))
    }

    /// Draws one value from each stream of a row: what [`Self::sample`] draws from it. Where none is wanted
    /// there may be any, and the stream may stay as it is.
    #[inline(always)]
    pub fn samples<const N: usize>(&self, row: &mut Row<N>, wanted: &[bool; N]) -> [f64; N] {
        let mut draws = self.sampler.samples(row, wanted);
        for lane in 0..N {
            draws[lane] = self.clip(draws[lane]);
        }
        draws
    }

    #[inline(always)]
    fn clip(&self, draw: f64) -> f64 {
        // As `clamp` does, which would test every time that the floor is below the cap.
        let raised = if draw < self.floor { self.floor } else { draw };
        if raised > self.cap { self.cap } else { raised }
    }

    /// The parameters it was made from.
    pub fn spec(&self) -> &LawSpec {
        &self.spec
    }

    /// Probability of a draw of at most `x`, clipping included.
    pub fn cdf(&self, x: f64) -> f64 {
        if x < self.floor {
            0.0
        } else if x >= self.cap {
            1.0
        } else {
            moments::cdf(&self.spec, x)
        }
    }

    /// Expected value, clipping included.
    pub fn mean(&self) -> f64 {
        self.moments().0
    }

    /// Variance, clipping included.
    pub fn variance(&self) -> f64 {
        self.moments().1
    }

    fn moments(&self) -> (f64, f64) {
        if self.floor == f64::NEG_INFINITY && self.cap == f64::INFINITY {
            moments::closed_form(&self.spec)
        } else {
            moments::clipped(&self.spec, self.floor, self.cap)
        }
    }
}
