//! Validated probability laws on the real line.

use rand_distr::Distribution as _;

use super::{LawError, Stream, moments, standard_normal_cdf, standard_normal_quantile};
use crate::math::exp;

/// The parameters of a law, as a person names them. Values share one unit, which the law ignores.
#[derive(Debug, Clone, PartialEq)]
pub enum LawSpec {
    /// Always the same value.
    Constant(f64),
    /// Exponential with this mean.
    Exponential {
        /// Mean, above 0.
        mean: f64,
    },
    /// Geometric on 1, 2, …: trials up to the first success, of probability 1/mean.
    Geometric {
        /// Mean, at least 1.
        mean: f64,
    },
    /// Gamma; Erlang when the shape is whole.
    Gamma {
        /// Shape, above 0.
        shape: f64,
        /// Scale, above 0; the mean is shape × scale.
        scale: f64,
    },
    /// Lognormal: exp of a normal with mean ln(median).
    LogNormal {
        /// Median, above 0.
        median: f64,
        /// Standard deviation of the logarithm, at least 0.
        sigma: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape, above 0.
        shape: f64,
        /// Scale, above 0.
        scale: f64,
    },
    /// Normal with this mean and standard deviation before truncation to `min..=max`.
    TruncatedNormal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation, above 0.
        sd: f64,
        /// Smallest value.
        min: f64,
        /// Largest value, above `min`; may be infinite.
        max: f64,
    },
    /// Uniform on `min..max`.
    Uniform {
        /// Smallest value.
        min: f64,
        /// Largest value, not below `min`.
        max: f64,
    },
    /// Triangular.
    Triangular {
        /// Smallest value.
        min: f64,
        /// Mode, within `min..=max`.
        mode: f64,
        /// Largest value, above `min`.
        max: f64,
    },
    /// PERT: a beta law on `min..=max` with this mode and shape 4.
    Pert {
        /// Smallest value.
        min: f64,
        /// Mode, within `min..=max`.
        mode: f64,
        /// Largest value, above `min`.
        max: f64,
    },
    /// Beta, stretched to `min..=max`.
    Beta {
        /// First shape, above 0.
        alpha: f64,
        /// Second shape, above 0.
        beta: f64,
        /// Value at 0 of the unit law.
        min: f64,
        /// Value at 1 of the unit law, above `min`.
        max: f64,
    },
    /// Listed values with weights.
    Discrete {
        /// The values.
        values: Vec<f64>,
        /// Their weights, at least 0, not all 0.
        weights: Vec<f64>,
    },
    /// The empirical law of these observations, linear between order statistics.
    Empirical(
        /// Observations, at least one, in any order.
        Vec<f64>,
    ),
}

/// A validated law with an optional floor and cap, ready to draw from.
#[derive(Debug, Clone)]
pub struct Law {
    spec: LawSpec,
    sampler: Sampler,
    floor: f64,
    cap: f64,
}

#[derive(Debug, Clone)]
enum Sampler {
    Constant(f64),
    Exponential(f64),
    Geometric {
        log_failure: f64,
    },
    /// Large ones are boxed, so that the common ones are small.
    Gamma(Box<rand_distr::Gamma<f64>>),
    LogNormal {
        mu: f64,
        sigma: f64,
    },
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
    Uniform {
        min: f64,
        width: f64,
    },
    Triangular(Box<rand_distr::Triangular<f64>>),
    Beta {
        unit: Box<rand_distr::Beta<f64>>,
        min: f64,
        width: f64,
    },
    /// A few listed values: their shares are all compared, without a branch.
    Discrete {
        values: Vec<f64>,
        cumulative: Vec<f64>,
    },
    /// More than [`FEW`].
    Many {
        values: Vec<f64>,
        cumulative: Vec<f64>,
    },
    Empirical(Vec<f64>),
}

/// So many shares are compared faster one by one than by halving.
const FEW: usize = 8;

fn require(
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

impl LawSpec {
    fn sampler(&self) -> Result<Sampler, LawError> {
        Ok(match *self {
            Self::Constant(value) => {
                finite("constant", "value", value)?;
                Sampler::Constant(value)
            }
            Self::Exponential { mean } => {
                positive("exponential", "mean", mean)?;
                Sampler::Exponential(mean)
            }
            Self::Geometric { mean } => {
                let ok = mean >= 1.0 && mean.is_finite();
                require("geometric", "mean", "a finite number of at least 1", mean, ok)?;
                Sampler::Geometric { log_failure: libm::log1p(-1.0 / mean) }
            }
            Self::Gamma { shape, scale } => {
                positive("gamma", "shape", shape)?;
                positive("gamma", "scale", scale)?;
                let law = rand_distr::Gamma::new(shape, scale).map(Box::new);
                Sampler::Gamma(law.map_err(|_| LawError::Values {
                    law: "gamma",
                    rule: "a shape and a scale within floating range",
                })?)
            }
            Self::LogNormal { median, sigma } => {
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
            Self::Weibull { shape, scale } => {
                positive("weibull", "shape", shape)?;
                positive("weibull", "scale", scale)?;
                Sampler::Weibull { power: 1.0 / shape, scale }
            }
            Self::TruncatedNormal { mean, sd, min, max } => truncated_normal(mean, sd, min, max)?,
            Self::Uniform { min, max } => {
                finite("uniform", "min", min)?;
                require("uniform", "max", "finite and not below `min`", max, max >= min && max.is_finite())?;
                Sampler::Uniform { min, width: max - min }
            }
            Self::Triangular { min, mode, max } => {
                ordered("triangular", min, max)?;
                require("triangular", "mode", "within `min` and `max`", mode, (min..=max).contains(&mode))?;
                let law = rand_distr::Triangular::new(min, max, mode).map(Box::new);
                Sampler::Triangular(law.map_err(|_| LawError::Values {
                    law: "triangular",
                    rule: "`min`, `mode` and `max` in order",
                })?)
            }
            Self::Pert { min, mode, max } => {
                ordered("pert", min, max)?;
                require("pert", "mode", "within `min` and `max`", mode, (min..=max).contains(&mode))?;
                let width = max - min;
                beta("pert", 1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width, min, max)?
            }
            Self::Beta { alpha, beta: second, min, max } => {
                positive("beta", "alpha", alpha)?;
                positive("beta", "beta", second)?;
                ordered("beta", min, max)?;
                beta("beta", alpha, second, min, max)?
            }
            Self::Discrete { ref values, ref weights } => discrete(values, weights)?,
            Self::Empirical(ref values) => {
                if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
                    return Err(LawError::Values {
                        law: "empirical",
                        rule: "at least one value, all of them finite",
                    });
                }
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                Sampler::Empirical(sorted)
            }
        })
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
    Ok(Sampler::TruncatedNormal { mean, sd, below, mass })
}

fn beta(law: &'static str, alpha: f64, second: f64, min: f64, max: f64) -> Result<Sampler, LawError> {
    let unit = rand_distr::Beta::new(alpha, second).map(Box::new);
    let unit = unit.map_err(|_| LawError::Values { law, rule: "shapes within floating range" })?;
    Ok(Sampler::Beta { unit, min, width: max - min })
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
        Sampler::Many { values, cumulative }
    })
}

impl Law {
    /// Validates `spec`.
    ///
    /// # Errors
    /// A parameter that is not finite, out of range or contradicts another; NaN is refused by name.
    pub fn new(spec: LawSpec) -> Result<Self, LawError> {
        let sampler = spec.sampler()?;
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

    /// Whether it is always `value`.
    pub fn is_constant(&self, value: f64) -> bool {
        // A constant is stored as it was written, so equal means equal.
        matches!(self.spec, LawSpec::Constant(only) if only.clamp(self.floor, self.cap).to_bits() == value.to_bits())
    }

    /// Draws one value.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        let draw = match &self.sampler {
            Sampler::Constant(value) => *value,
            Sampler::Exponential(mean) => mean * stream.exponential(),
            Sampler::LogNormal { mu, sigma } => exp(mu + sigma * stream.normal()),
            Sampler::Uniform { min, width } => min + width * stream.uniform(),
            Sampler::Discrete { values, cumulative } => {
                let u = stream.uniform();
                let index = cumulative.iter().map(|share| usize::from(*share <= u)).sum::<usize>();
                values[index.min(values.len() - 1)]
            }
            sampler => sampler.sample_rare(stream),
        };
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

impl Sampler {
    /// Draws from one of the laws that need much code, so that the others stay short.
    #[inline(never)]
    fn sample_rare(&self, stream: &mut Stream) -> f64 {
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
            Self::Constant(_)
            | Self::Exponential(_)
            | Self::LogNormal { .. }
            | Self::Uniform { .. }
            | Self::Discrete { .. } => unreachable!("`Law::sample` draws from this law itself"),
        }
    }
}

/// The value at share `u` of sorted observations, linear between neighbours.
fn interpolate(sorted: &[f64], u: f64) -> f64 {
    let place = u * (sorted.len() - 1) as f64;
    let index = place as usize;
    let next = sorted[(index + 1).min(sorted.len() - 1)];
    sorted[index] + (next - sorted[index]) * (place - index as f64)
}
