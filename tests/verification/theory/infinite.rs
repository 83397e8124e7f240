//! A server for everyone: M/G/∞, and Mt/G/∞ with arrivals that vary in time.

/// Nodes and weights of Gauss and Legendre's rule of five points on (−1, 1) (Abramowitz and Stegun,
/// table 25.4).
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

/// Probability of `count` under the Poisson law of the given mean, 0 or more.
pub(crate) fn poisson_probability(mean: f64, count: u32) -> f64 {
    assert!(mean >= 0.0 && mean.is_finite(), "a mean of 0 or more is needed, got {mean}");
    if mean == 0.0 {
        return f64::from(u8::from(count == 0));
    }
    // As logarithms, so that neither the power nor the factorial overflows.
    let log_factorial: f64 = (2..=count).map(|i| f64::from(i).ln()).sum();
    (f64::from(count) * mean.ln() - mean - log_factorial).exp()
}

/// Mean number in M/G/∞ in steady state: λE\[S\], whatever the law of the service time.
///
/// The number is Poisson of this mean (Gross & Harris, section 5.2.2; Cooper, section 3.2):
/// [`poisson_probability`].
pub(crate) fn mg_infinity_mean(lambda: f64, mean_service: f64) -> f64 {
    lambda * mean_service
}

/// Mean number at time `t` in Mt/G/∞ that has run for ever: the offered load of a queue whose arrival
/// rate varies.
///
/// m(t) = ∫ λ(t − u)·P(S > u) du over u ≥ 0; the number is Poisson of this mean (Eick, Massey, Whitt,
/// *Operations Research* 41(4), 1993, theorem 1). `rate` is λ at any time, `survival` P(S > u).
///
/// Gauss and Legendre's rule on panels no longer than `step`, with edges at multiples of `step` both of
/// the clock and of u: jumps of `rate` and of `survival` at such multiples cost no precision. The
/// integral stops where P(S > u) is below 1e-16.
///
/// # Panics
///
/// If the service time has not ended with that probability after a million steps.
pub(crate) fn offered_load(
    t: f64,
    rate: impl Fn(f64) -> f64,
    survival: impl Fn(f64) -> f64,
    step: f64,
) -> f64 {
    assert!(step > 0.0, "a positive step is needed, got {step}");
    let into_step = t.rem_euclid(step);
    let mut load = 0.0;
    for panel in 0..1_000_000_u32 {
        let start = f64::from(panel) * step;
        if survival(start) < 1e-16 {
            return load;
        }
        let (middle, end) = (start + into_step, start + step);
        for (low, high) in [(start, middle), (middle, end)] {
            let half = (high - low) / 2.0;
            for (node, weight) in GAUSS {
                let u = low + half * (1.0 + node);
                load += half * weight * rate(t - u) * survival(u);
            }
        }
    }
    panic!("the service time is too long for steps of {step}");
}

/// Mean number at time `t` in Mt/M/∞ with λ(t) = `mean` + `swing`·sin(γt) and services of rate μ:
/// mean/μ + swing·(μ sin γt − γ cos γt)/(μ² + γ²) (Eick, Massey, Whitt, *Management Science* 39(2),
/// 1993, section 4). `gamma` is 2π over the period.
pub(crate) fn sinusoidal_load(t: f64, mean: f64, swing: f64, gamma: f64, mu: f64) -> f64 {
    let angle = gamma * t;
    mean / mu + swing * (mu * angle.sin() - gamma * angle.cos()) / (mu * mu + gamma * gamma)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use approx::assert_relative_eq;

    use super::{mg_infinity_mean, offered_load, poisson_probability, sinusoidal_load};
    use crate::theory::birth_death::stationary;

    #[test]
    fn the_law_is_that_of_mm_infinity() {
        let (lambda, mu) = (2.4, 0.3);
        let p = stationary(|_| lambda, |n| mu * f64::from(n));
        let mean = mg_infinity_mean(lambda, 1.0 / mu);
        for n in 0..40 {
            assert_relative_eq!(poisson_probability(mean, n), p[n as usize], max_relative = 1e-11);
        }
        assert_relative_eq!(poisson_probability(0.0, 0), 1.0);
        assert_relative_eq!(poisson_probability(0.0, 3), 0.0);
    }

    #[test]
    fn constant_arrivals_give_the_mean_times_the_rate() {
        let exponential = offered_load(17.3, |_| 3.0, |u| (-u / 8.0).exp(), 1.0);
        assert_relative_eq!(exponential, mg_infinity_mean(3.0, 8.0), max_relative = 1e-12);
        let constant = offered_load(17.3, |_| 3.0, |u| if u < 6.0 { 1.0 } else { 0.0 }, 1.5);
        assert_relative_eq!(constant, mg_infinity_mean(3.0, 6.0), max_relative = 1e-12);
        // Uniform on (0, 10): the survival function has a corner at the end only.
        let uniform = offered_load(17.3, |_| 3.0, |u| (1.0 - u / 10.0).max(0.0), 2.5);
        assert_relative_eq!(uniform, mg_infinity_mean(3.0, 5.0), max_relative = 1e-12);
    }

    #[test]
    fn a_sinusoidal_rate_has_a_closed_form() {
        let (mean, swing, gamma, mu) = (0.9, 0.6, TAU / 1440.0, 1.0 / 200.0);
        for t in [-50.0, 0.0, 333.3, 720.0, 1439.0] {
            let found = offered_load(t, |s| mean + swing * (gamma * s).sin(), |u| (-mu * u).exp(), 60.0);
            assert_relative_eq!(found, sinusoidal_load(t, mean, swing, gamma, mu), max_relative = 1e-11);
        }
    }

    /// With a constant service time D, m(t) is the number of arrivals expected in (t − D, t).
    #[test]
    fn a_constant_service_counts_the_last_arrivals() {
        let (gamma, length) = (TAU / 1440.0, 240.0);
        for t in [0.0, 100.0, 700.0] {
            let found =
                offered_load(t, |s| 1.0 + (gamma * s).sin(), |u| if u < length { 1.0 } else { 0.0 }, 60.0);
            let arrivals = length + ((gamma * (t - length)).cos() - (gamma * t).cos()) / gamma;
            assert_relative_eq!(found, arrivals, max_relative = 1e-11);
        }
    }

    /// Arrivals from 9 to 17 h only, exponential service: with q = exp(−μ·24 h), what is left at t of
    /// today's arrivals and of those of all days before is a geometric series.
    #[test]
    fn a_rate_with_jumps_is_integrated_exactly() {
        let (lambda, mu) = (2.0, 1.0 / 300.0);
        let (open, close) = (540.0, 1020.0);
        let rate = |s: f64| if (open..close).contains(&s.rem_euclid(1440.0)) { lambda } else { 0.0 };
        let left =
            |from: f64, to: f64, t: f64| lambda / mu * ((-mu * (t - to)).exp() - (-mu * (t - from)).exp());
        let earlier = |t: f64| left(open, close, t + 1440.0) / (1.0 - (-mu * 1440.0_f64).exp());
        for t in [0.0, 545.0, 777.7, 1020.0, 1300.0] {
            let today = if t > open { left(open, t.min(close), t) } else { 0.0 };
            let found = offered_load(t, rate, |u| (-mu * u).exp(), 60.0);
            assert_relative_eq!(found, today + earlier(t), max_relative = 1e-11);
        }
    }
}
