//! Exact distribution functions of the laws, by a second route: from `statrs`, or written out here.

use reinstate::random::LawSpec;
use statrs::distribution::{
    Beta, ContinuousCDF as _, Exp, Gamma, LogNormal, Normal, Triangular, Uniform, Weibull,
};

/// A distribution function, P(X ≤ x).
type Cdf = Box<dyn Fn(f64) -> f64>;

/// A distribution function on 0..1, stretched to `min..max`.
fn stretched(unit: Beta, min: f64, max: f64) -> Cdf {
    Box::new(move |x| unit.cdf(((x - min) / (max - min)).clamp(0.0, 1.0)))
}

/// Linear between order statistics; values that repeat are atoms.
fn between_observations(observations: &[f64]) -> Cdf {
    let mut sorted = observations.to_vec();
    sorted.sort_by(f64::total_cmp);
    Box::new(move |x| {
        let pieces = sorted
            .windows(2)
            .map(|ends| if x >= ends[1] { 1.0 } else { ((x - ends[0]) / (ends[1] - ends[0])).max(0.0) });
        pieces.sum::<f64>() / (sorted.len() - 1) as f64
    })
}

/// The exact distribution function of a law that is not discrete.
pub(super) fn exact(spec: &LawSpec) -> Cdf {
    fn of(law: impl statrs::distribution::ContinuousCDF<f64, f64> + 'static) -> Cdf {
        Box::new(move |x| law.cdf(x))
    }
    match *spec {
        LawSpec::Exponential { mean } => of(Exp::new(1.0 / mean).unwrap()),
        LawSpec::Gamma { shape, scale } => of(Gamma::new(shape, 1.0 / scale).unwrap()),
        LawSpec::LogNormal { median, sigma } => of(LogNormal::new(median.ln(), sigma).unwrap()),
        LawSpec::Weibull { shape, scale } => of(Weibull::new(shape, scale).unwrap()),
        LawSpec::TruncatedNormal { mean, sd, min, max } => {
            let normal = Normal::new(mean, sd).unwrap();
            let (low, high) = (normal.cdf(min), normal.cdf(max));
            Box::new(move |x| ((normal.cdf(x) - low) / (high - low)).clamp(0.0, 1.0))
        }
        LawSpec::Uniform { min, max } => of(Uniform::new(min, max).unwrap()),
        LawSpec::Triangular { min, mode, max } => of(Triangular::new(min, max, mode).unwrap()),
        LawSpec::Pert { min, mode, max } => {
            let shape = |part: f64| 1.0 + 4.0 * part / (max - min);
            stretched(Beta::new(shape(mode - min), shape(max - mode)).unwrap(), min, max)
        }
        LawSpec::Beta { alpha, beta, min, max } => stretched(Beta::new(alpha, beta).unwrap(), min, max),
        LawSpec::Empirical(ref observations) => between_observations(observations),
        LawSpec::Constant(_) | LawSpec::Discrete { .. } | LawSpec::Geometric { .. } => {
            unreachable!("checked by its values")
        }
    }
}
