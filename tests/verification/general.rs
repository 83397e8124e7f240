//! One station with Poisson arrivals and services that are not exponential: M/G/1 and M/G/∞.
//!
//! 21 checks; see `common`.

use statrs::function::erf::erfc;

use super::common::{Checks, Plain, Within, desk, measure, play, play_with};
use super::listeners::{Each, Times};
use super::theory::infinite::mg_infinity_mean;
use super::theory::single_server::{mg1_mean_wait, mg1_wait_second_moment};

const REPLICATIONS: u64 = 32;

/// A lognormal law of mean 1 and coefficient of variation 1.5, of which no draw exceeds 20: without
/// the cap, the mean of squared waits is so skewed that t intervals err far more often than they say.
pub(crate) const LOGNORMAL: &str =
    "{ distribution = \"lognormal\", mean = \"1min\", cv = 1.5, cap = \"20min\" }";

/// Moment of order `k` about 0 of that law: of min(S, c) with ln S normal of mean m and variance v it is
/// exp(km + k²v/2)·Φ((ln c − m − kv)/√v) + cᵏ·Φ((m − ln c)/√v), from the partial moments of the
/// lognormal law.
pub(crate) fn lognormal_moment(k: i32) -> f64 {
    let (variation, cap) = (1.5_f64, 20.0_f64);
    let v = (1.0 + variation * variation).ln();
    let m = -v / 2.0;
    let below = |z: f64| erfc(-z / std::f64::consts::SQRT_2) / 2.0;
    let order = f64::from(k);
    let inside = below((cap.ln() - m - order * v) / v.sqrt());
    (order * m + order * order * v / 2.0).exp() * inside + cap.powi(k) * below((m - cap.ln()) / v.sqrt())
}

/// Without a cap the moments would be 1, 1 + cv² and (1 + cv²)³; with it they are less. And they
/// agree with a sum over the quantiles of the law, which shares none of the formula.
#[test]
fn moments_of_the_capped_lognormal_law() {
    let v = 3.25_f64.ln();
    // The normal law on a grid so fine and wide that the sum is exact to 1e-9.
    let by_sum = |k: i32| {
        let step = 1e-3;
        let term = |i: i32| {
            let z = f64::from(i) * step;
            (z * v.sqrt() - v / 2.0).exp().min(20.0).powi(k) * (-z * z / 2.0).exp()
        };
        (-12_000..=12_000).map(term).sum::<f64>() * step / (2.0 * std::f64::consts::PI).sqrt()
    };
    for (k, uncapped) in [(1, 1.0), (2, 3.25), (3, 3.25_f64.powi(3))] {
        assert!(lognormal_moment(k) < uncapped);
        approx::assert_relative_eq!(lognormal_moment(k), by_sum(k), max_relative = 1e-6);
    }
}

/// Mean wait, mean of its square, and the busy share.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn one_server() {
    let mut checks = Checks::new("M/G/1", 18);
    let lognormal = [lognormal_moment(1), lognormal_moment(2), lognormal_moment(3)];
    let laws = [("lognormal", LOGNORMAL, lognormal), ("deterministic", "\"1min\"", [1.0; 3])];
    for (name, service, [m1, m2, m3]) in laws {
        // Days counted and warm-up; means and second moments within so much.
        for (load, days, warm_up, means, squares) in
            [(0.5, 120, 2, 0.04, 0.10), (0.8, 150, 4, 0.05, 0.12), (0.95, 360, 20, 0.08, 0.2)]
        {
            let rate = load / m1;
            let plain = Plain::new(rate, days + warm_up, warm_up, desk(1, service, ""));
            let listeners = Each::new(|| Times::after(warm_up));
            let run = play_with(&plain.compile(), 201, REPLICATIONS, &listeners);
            let case = format!("{name}, ρ = {load}");
            let wait = mg1_mean_wait(rate, m1, m2 / (m1 * m1) - 1.0);
            let second = mg1_wait_second_moment(rate, m1, m2, m3);
            checks.check(&case, "utilisation", measure(&run, 0, "utilisation"), load, Within::Share(0.02));
            checks.check(&case, "wait_mean", measure(&run, 0, "wait_mean"), wait, Within::Share(means));
            let squared = listeners.moments(Times::wait_squared);
            checks.check(&case, "mean of wait²", &squared, second, Within::Share(squares));
        }
    }
    checks.finish();
}

/// A server for everyone: 200 for a mean of 20 in the system, which is Poisson and exceeds 200 with
/// a probability below 1e-100.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn servers_for_all() {
    let mut checks = Checks::new("M/G/∞", 3);
    let service = "{ distribution = \"lognormal\", mean = \"1min\", cv = 1.5 }";
    let run = play(&Plain::new(20.0, 5, 1, desk(200, service, "")).compile(), 202, REPLICATIONS);
    let number = mg_infinity_mean(20.0, 1.0);
    let case = "λE[S] = 20, 200 servers";
    checks.check(case, "in_system_mean", measure(&run, 0, "in_system_mean"), number, Within::Share(0.01));
    checks.check(case, "utilisation", measure(&run, 0, "utilisation"), number / 200.0, Within::Share(0.01));
    checks.check_exact(case, "waited_share", measure(&run, 0, "waited_share"), 0.0);
    checks.finish();
}
