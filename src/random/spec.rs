//! Laws as a person names them: kinds and parameters, valid or not.

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
