//! What is asked of the parameters of a law, and how it draws.
//!
//! The clip of a law, its moments and its distribution function are not known here.

use rand_distr::Distribution as _;

use super::shapes::{Beta, Gamma};
use super::spec::LawSpec;
use super::{LawError, Row, Stream, standard_normal_cdf, standard_normal_quantile};
use crate::math::{exp, exps};

/// A law that draws in a few steps, or one of the others, elsewhere in memory and in code.
#[derive(Debug, Clone)]
pub(super) enum Sampler {
    Constant(f64),
    Exponential(f64),
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    Uniform {
        min: f64,
        width: f64,
    },
    /// A few listed values: their shares are all compared, without a branch.
    Discrete {
        values: Vec<f64>,
        cumulative: Vec<f64>,
    },
    Rare(Box<Rare>),
}

/// A law that needs much code.
#[derive(Debug, Clone)]
pub(super) enum Rare {
    Geometric {
        log_failure: f64,
    },
    Gamma(Gamma),
    Weibull {
        power: f64,
        scale: f64,
    },
    TruncatedNormal {
        mean: f64,
        sd: f64,
        below: f64,
        mass: f64,
    },
    Triangular(rand_distr::Triangular<f64>),
    Beta {
        unit: Beta,
        min: f64,
        width: f64,
    },
    /// More listed values than [`FEW`].
    Many {
        values: Vec<f64>,
        cumulative: Vec<f64>,
    },
    Empirical(Vec<f64>),
}

impl From<Rare> for Sampler {
    fn from(law: Rare) -> Self {
        Self::Rare(Box::new(law))
    }
}

/// So many shares are compared faster one by one than by halving.
const FEW: usize = 8;

pub(super) fn require(
    law: &'static str,
    parameter: &'static str,
    rule: &'static str,
    value: f64,
    ok: bool,
) -> Result<(), LawError> {
    if ok && !value.is_nan() { Ok(()) } else { Err(LawError::Parameter { law, parameter, rule, value }) }
}

fn positive(law: &'static str, parameter: &'static str, value: f64) -> Result<(), LawError> {
    require(law, parameter, "a finite number above 0", value, value > 0.0 && value.is_finite())
}

fn finite(law: &'static str, parameter: &'static str, value: f64) -> Result<(), LawError> {
    require(law, parameter, "a finite number", value, value.is_finite())
}

fn ordered(law: &'static str, min: f64, max: f64) -> Result<(), LawError> {
    finite(law, "min", min)?;
    require(law, "max", "finite and above `min`", max, max > min && max.is_finite())
}

impl Sampler {
    /// Validates the parameters of a law.
    pub(super) fn new(spec: &LawSpec) -> Result<Self, LawError> {
        Ok(match *spec {
            LawSpec::Constant(value) => {
                finite("constant", "value", value)?;
                Sampler::Constant(value)
            }
            LawSpec::Exponential { mean } => {
                positive("exponential", "mean", mean)?;
                Sampler::Exponential(mean)
            }
            LawSpec::Geometric { mean } => {
                let ok = mean >= 1.0 && mean.is_finite();
                require("geometric", "mean", "a finite number of at least 1", mean, ok)?;
                Rare::Geometric { log_failure: libm::log1p(-1.0 / mean) }.into()
            }
            LawSpec::Gamma { shape, scale } => {
                positive("gamma", "shape", shape)?;
                positive("gamma", "scale", scale)?;
                let law = Gamma::new(shape, scale);
                Rare::Gamma(law.ok_or(LawError::Values {
                    law: "gamma",
                    rule: "a shape and a scale within floating range",
                })?)
                .into()
            }
            LawSpec::LogNormal { median, sigma } => {
                positive("lognormal", "median", median)?;
                require(
                    "lognormal",
                    "sigma",
                    "finite and at least 0",
                    sigma,
                    sigma >= 0.0 && sigma.is_finite(),
                )?;
                Sampler::LogNormal { mu: libm::log(median), sigma }
            }
            LawSpec::Weibull { shape, scale } => {
                positive("weibull", "shape", shape)?;
                positive("weibull", "scale", scale)?;
                Rare::Weibull { power: 1.0 / shape, scale }.into()
            }
            LawSpec::TruncatedNormal { mean, sd, min, max } => truncated_normal(mean, sd, min, max)?,
            LawSpec::Uniform { min, max } => {
                finite("uniform", "min", min)?;
                require("uniform", "max", "finite and not below `min`", max, max >= min && max.is_finite())?;
                Sampler::Uniform { min, width: max - min }
            }
            LawSpec::Triangular { min, mode, max } => {
                ordered("triangular", min, max)?;
                require("triangular", "mode", "within `min` and `max`", mode, (min..=max).contains(&mode))?;
                let law = rand_distr::Triangular::new(min, max, mode);
                Rare::Triangular(law.map_err(|_| LawError::Values {
                    law: "triangular",
                    rule: "`min`, `mode` and `max` in order",
                })?)
                .into()
            }
            LawSpec::Pert { min, mode, max } => {
                ordered("pert", min, max)?;
                require("pert", "mode", "within `min` and `max`", mode, (min..=max).contains(&mode))?;
                let width = max - min;
                beta("pert", 1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width, min, max)?
            }
            LawSpec::Beta { alpha, beta: second, min, max } => {
                positive("beta", "alpha", alpha)?;
                positive("beta", "beta", second)?;
                ordered("beta", min, max)?;
                beta("beta", alpha, second, min, max)?
            }
            LawSpec::Discrete { ref values, ref weights } => discrete(values, weights)?,
            LawSpec::Empirical(ref values) => {
                if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
                    return Err(LawError::Values {
                        law: "empirical",
                        rule: "at least one value, all of them finite",
                    });
                }
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                Rare::Empirical(sorted).into()
            }
        })
    }

    /// Draws one value.
    #[inline(always)]
    pub(super) fn sample(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Exponential(mean) => mean * stream.exponential(),
            Self::LogNormal { mu, sigma } => exp(mu + sigma * stream.normal()),
            Self::Uniform { min, width } => min + width * stream.uniform(),
            Self::Discrete { values, cumulative } => {
                let u = stream.uniform();
                let index = cumulative.iter().map(|share| usize::from(*share <= u)).sum::<usize>();
                values[index.min(values.len() - 1)]
            }
            Self::Rare(law) => law.sample(stream),
        }
    }

    /// Draws one value from each stream of a row, at least where it is wanted.
    #[inline(always)]
    pub(super) fn samples<const N: usize>(&self, row: &mut Row<N>, wanted: &[bool; N]) -> [f64; N] {
        match self {
            Self::Constant(value) => [*value; N],
            Self::Exponential(mean) => {
                let mut draws = row.exponentials();
                for lane in 0..N {
                    draws[lane] *= mean;
                }
                draws
            }
            Self::LogNormal { mu, sigma } => {
                let mut logarithms = row.normals();
                for lane in 0..N {
                    logarithms[lane] = mu + sigma * logarithms[lane];
                }
                exps(&logarithms)
            }
            Self::Uniform { min, width } => {
                let mut draws = row.uniforms();
                for lane in 0..N {
                    draws[lane] = min + width * draws[lane];
                }
                draws
            }
            Self::Discrete { .. } | Self::Rare(_) => row.one_by_one(wanted, |stream| self.sample(stream)),
        }
    }
}

impl Rare {
    #[inline(never)]
    fn sample(&self, stream: &mut Stream) -> f64 {
        match self {
            // Inversion (Devroye 1986, section X.2): P(ln U / ln q ≥ k) = q^k, and q = 0 gives 1.
            Self::Geometric { log_failure } => 1.0 + (libm::log(stream.open_uniform()) / log_failure).floor(),
            Self::Gamma(law) => law.sample(stream),
            Self::Weibull { power, scale } => scale * libm::pow(stream.exponential(), *power),
            Self::TruncatedNormal { mean, sd, below, mass } => {
                mean + sd * standard_normal_quantile(below + mass * stream.open_uniform())
            }
            Self::Triangular(law) => law.sample(stream),
            Self::Beta { unit, min, width } => min + width * unit.sample(stream),
            Self::Empirical(sorted) => interpolate(sorted, stream.uniform()),
            Self::Many { values, cumulative } => {
                let u = stream.uniform();
                let index = cumulative.partition_point(|&share| share <= u);
                values[index.min(values.len() - 1)]
            }
        }
    }
}

fn truncated_normal(mean: f64, sd: f64, min: f64, max: f64) -> Result<Sampler, LawError> {
    let law = "truncated_normal";
    finite(law, "mean", mean)?;
    positive(law, "sd", sd)?;
    require(law, "min", "below `max`", min, min < max)?;
    require(law, "max", "above `min`", max, max > min)?;
    let below = standard_normal_cdf((min - mean) / sd);
    let mass = standard_normal_cdf((max - mean) / sd) - below;
    require(
        law,
        "min",
        "near enough to the mean that `min`..`max` holds at least 1e-9 of the mass",
        min,
        mass >= 1e-9,
    )?;
    Ok(Rare::TruncatedNormal { mean, sd, below, mass }.into())
}

fn beta(law: &'static str, alpha: f64, second: f64, min: f64, max: f64) -> Result<Sampler, LawError> {
    let unit = Beta::new(alpha, second);
    let unit = unit.ok_or(LawError::Values { law, rule: "shapes within floating range" })?;
    Ok(Rare::Beta { unit, min, width: max - min }.into())
}

fn discrete(values: &[f64], weights: &[f64]) -> Result<Sampler, LawError> {
    let law = "discrete";
    if values.is_empty() || values.len() != weights.len() {
        return Err(LawError::Values { law, rule: "at least one value and as many weights as values" });
    }
    for &value in values {
        finite(law, "values", value)?;
    }
    for &weight in weights {
        require(law, "weights", "finite and at least 0", weight, weight >= 0.0 && weight.is_finite())?;
    }
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return Err(LawError::Values { law, rule: "at least one weight above 0" });
    }
    let cumulative = weights.iter().scan(0.0, |sum, weight| {
        *sum += weight / total;
        Some(*sum)
    });
    let (values, cumulative) = (values.to_vec(), cumulative.collect());
    Ok(if values.len() <= FEW {
        Sampler::Discrete { values, cumulative }
    } else {
        Rare::Many { values, cumulative }.into()
    })
}

/// The value at share `u` of sorted observations, linear between neighbours.
fn interpolate(sorted: &[f64], u: f64) -> f64 {
    let place = u * (sorted.len() - 1) as f64;
    let index = place as usize;
    let next = sorted[(index + 1).min(sorted.len() - 1)];
    sorted[index] + (next - sorted[index]) * (place - index as f64)
}
