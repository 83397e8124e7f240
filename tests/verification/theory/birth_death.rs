//! Stationary distribution of a birth–death chain, by sums that neither overflow nor underflow.
//!
//! Knows no queue by name; the queues of the neighbouring files supply the rates.

/// A state whose weight is `exp(-80)` (2e-35) of the greatest, or less, ends an infinite chain, once
/// the weights fall: what is cut off is far below the rounding of a sum.
const NEGLIGIBLE_LOG_WEIGHT: f64 = -80.0;

/// Most states of a chain; reached only by a chain that is unstable or almost so.
const MOST_STATES: u32 = 5_000_000;

/// Probabilities of the states 0, 1, 2, … of a birth–death chain in steady state.
///
/// p(n) ∝ ∏ birth(i−1)/death(i), i = 1..n (Kleinrock I, section 3.1; Gross & Harris, section 2.1), summed
/// as logarithms. `birth(n)` and `death(n)` are the rates up and down from state n. The chain ends at
/// the first state with no birth, or where the rest is negligible.
///
/// # Panics
///
/// If the weights do not become negligible, that is, if the chain has no steady state.
pub(crate) fn stationary(birth: impl Fn(u32) -> f64, death: impl Fn(u32) -> f64) -> Vec<f64> {
    let (mut logs, mut log, mut greatest) = (vec![0.0_f64], 0.0_f64, 0.0_f64);
    for n in 0..MOST_STATES {
        let up = birth(n);
        if up <= 0.0 {
            return normalised(&logs, greatest);
        }
        let factor = (up / death(n + 1)).ln();
        log += factor;
        greatest = greatest.max(log);
        logs.push(log);
        if factor < 0.0 && log - greatest < NEGLIGIBLE_LOG_WEIGHT {
            return normalised(&logs, greatest);
        }
    }
    panic!("no steady state within {MOST_STATES} states");
}

/// Mean of `value(n)` over a distribution of n = 0, 1, 2, …
pub(crate) fn mean_of(distribution: &[f64], value: impl Fn(f64) -> f64) -> f64 {
    // From the far end, so that small terms are added first.
    distribution.iter().enumerate().rev().map(|(n, p)| p * value(n as f64)).sum()
}

fn normalised(logs: &[f64], greatest: f64) -> Vec<f64> {
    let weights: Vec<f64> = logs.iter().map(|log| (log - greatest).exp()).collect();
    let total: f64 = weights.iter().rev().sum();
    weights.iter().map(|weight| weight / total).collect()
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::{mean_of, stationary};

    #[test]
    fn one_server_gives_the_geometric_law() {
        let p = stationary(|_| 0.7, |_| 1.0);
        for (n, probability) in p.iter().take(50).enumerate() {
            assert_relative_eq!(*probability, 0.3 * 0.7_f64.powi(n as i32), max_relative = 1e-12);
        }
        assert_relative_eq!(mean_of(&p, |n| n), 0.7 / 0.3, max_relative = 1e-12);
    }

    #[test]
    fn a_large_load_neither_overflows_nor_underflows() {
        // Poisson(2000): exp(−2000) and 2000^2000 are both out of range of a double.
        let p = stationary(|_| 2000.0, f64::from);
        assert_relative_eq!(mean_of(&p, |n| n), 2000.0, max_relative = 1e-11);
        let square = mean_of(&p, |n| (n - 2000.0) * (n - 2000.0));
        assert_relative_eq!(square, 2000.0, max_relative = 1e-9);
    }

    #[test]
    fn no_birth_leaves_one_state() {
        assert_eq!(stationary(|_| 0.0, |_| 1.0), [1.0]);
    }

    #[test]
    #[should_panic(expected = "no steady state")]
    fn an_unstable_chain_is_refused() {
        stationary(|_| 1.0, |_| 1.0);
    }
}
