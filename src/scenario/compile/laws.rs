//! Laws of random numbers from the parameters a person wrote.

use super::super::read::dist::{self, Dimension, Dist};
use super::super::read::source::Place;
use super::Compiler;
use crate::random::{Law, LawSpec};
use crate::words::say;

impl Compiler<'_> {
    /// A law from its raw parameters.
    pub(super) fn law<D: Dimension>(&mut self, dist: &Dist<D>, place: Place) -> Option<Law> {
        let law = Law::new(spec(&dist.law));
        let clipped = law.and_then(|law| match (dist.floor, dist.cap) {
            (None, None) => Ok(law),
            (floor, cap) => law.clipped(floor.unwrap_or(f64::NEG_INFINITY), cap.unwrap_or(f64::INFINITY)),
        });
        self.check(place, clipped, say!(ChangeTheParametersSoThat))
    }
}

/// The sampler's parameters from the ones a person wrote.
fn spec(law: &dist::Law) -> LawSpec {
    match *law {
        dist::Law::Constant { value } => LawSpec::Constant(value),
        dist::Law::Exponential { mean } => LawSpec::Exponential { mean },
        dist::Law::Geometric { mean } => LawSpec::Geometric { mean },
        dist::Law::Gamma { shape, scale } => LawSpec::Gamma { shape, scale },
        // cv² = 1/shape.
        dist::Law::GammaMean { mean, cv } => LawSpec::Gamma { shape: 1.0 / (cv * cv), scale: mean * cv * cv },
        dist::Law::Erlang { stages, mean } => {
            LawSpec::Gamma { shape: f64::from(stages), scale: mean / f64::from(stages) }
        }
        dist::Law::Lognormal { median, sigma } => LawSpec::LogNormal { median, sigma },
        // cv² = exp(σ²) − 1 and mean = median·exp(σ²/2).
        dist::Law::LognormalMean { mean, cv } => {
            let sigma = libm::sqrt(libm::log1p(cv * cv));
            LawSpec::LogNormal { median: mean / libm::exp(sigma * sigma / 2.0), sigma }
        }
        dist::Law::Weibull { shape, scale } => LawSpec::Weibull { shape, scale },
        dist::Law::TruncatedNormal { mean, sd, min, max } => LawSpec::TruncatedNormal { mean, sd, min, max },
        dist::Law::Uniform { min, max } => LawSpec::Uniform { min, max },
        dist::Law::Triangular { min, mode, max } => LawSpec::Triangular { min, mode, max },
        dist::Law::Pert { min, mode, max } => LawSpec::Pert { min, mode, max },
        dist::Law::Beta { alpha, beta, min, max } => LawSpec::Beta { alpha, beta, min, max },
        dist::Law::Discrete { ref values, ref weights } => {
            LawSpec::Discrete { values: values.clone(), weights: weights.clone() }
        }
        dist::Law::Empirical { ref values } | dist::Law::Table { ref values, .. } => {
            LawSpec::Empirical(values.clone())
        }
    }
}
