//! Transient behaviour of the number in M/M/c, by uniformisation.
//!
//! Knows one queue with constant rates over one stretch of time; what changes between stretches is the
//! caller's.

/// Poisson weights are kept down to this share of the greatest; what is left out sums to less than
/// 1e-18 for every mean in use here.
const NEGLIGIBLE_WEIGHT: f64 = 1e-22;

/// Where a chain is after a stretch of time, and where it has been.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    /// Distribution at the end.
    pub(crate) end: Vec<f64>,
    /// Expected minutes spent in each state.
    pub(crate) minutes_in: Vec<f64>,
}

/// Poisson probabilities from the first that counts, as the index of the first and the list.
///
/// Outwards from the mode, where the weight is set to 1, and then scaled to sum to 1: no underflow for
/// any mean (Fox, Glynn, *Communications of the ACM* 31(4), 1988).
fn poisson_weights(mean: f64) -> (usize, Vec<f64>) {
    let mode = mean.floor();
    let mut below = Vec::new();
    let (mut weight, mut n) = (1.0, mode);
    while n > 0.0 {
        weight *= n / mean;
        if weight < NEGLIGIBLE_WEIGHT {
            break;
        }
        below.push(weight);
        n -= 1.0;
    }
    let first = mode as usize - below.len();
    let mut weights: Vec<f64> = below.into_iter().rev().collect();
    weights.push(1.0);
    (weight, n) = (1.0, mode);
    loop {
        n += 1.0;
        weight *= mean / n;
        if weight < NEGLIGIBLE_WEIGHT {
            break;
        }
        weights.push(weight);
    }
    let total: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= total;
    }
    (first, weights)
}

/// The number in M/M/c `minutes` after it had the distribution `start`, and the time spent in each
/// state meanwhile. States are 0 to `start.len() - 1`; who arrives in the last is lost. With no server
/// at all the number only grows.
///
/// Uniformisation at rate Λ = λ + cμ: with v(n) the distribution after n steps of the embedded chain,
/// the end is Σ P(Poisson(Λt) = n)·v(n) and the time spent Σ P(Poisson(Λt) > n)·v(n)/Λ (Jensen 1953;
/// Gross, Miller, *Operations Research* 32(2), 1984). Only sums and products of numbers that are not
/// negative, so nothing cancels.
pub(crate) fn advance(start: &[f64], lambda: f64, mu: f64, servers: u32, minutes: f64) -> Passage {
    assert!(lambda > 0.0 && mu > 0.0 && minutes >= 0.0, "bad rates {lambda}, {mu} or time {minutes}");
    let size = start.len();
    let rate = lambda + f64::from(servers) * mu;
    let up = |n: usize| if n + 1 < size { lambda / rate } else { 0.0 };
    let down: Vec<f64> = (0..size).map(|n| (n as f64).min(f64::from(servers)) * mu / rate).collect();
    let stay: Vec<f64> = (0..size)
        .map(|n| {
            // What the idle servers and the closed door leave over, without a difference of near equals.
            let idle = (f64::from(servers) - n as f64).max(0.0) * mu / rate;
            if n + 1 < size { idle } else { idle + lambda / rate }
        })
        .collect();
    let (first, weights) = poisson_weights(rate * minutes);
    let last = first + weights.len() - 1;
    // P(more than n steps), summed from the far end.
    let mut beyond = vec![0.0; weights.len()];
    for index in (1..weights.len()).rev() {
        beyond[index - 1] = beyond[index] + weights[index];
    }
    let (mut now, mut next) = (start.to_vec(), vec![0.0; size]);
    let (mut end, mut minutes_in) = (vec![0.0; size], vec![0.0; size]);
    for step in 0..=last {
        let (weight, more) = match step.checked_sub(first) {
            Some(index) => (weights[index], beyond[index] / rate),
            None => (0.0, 1.0 / rate),
        };
        for n in 0..size {
            end[n] += weight * now[n];
            minutes_in[n] += more * now[n];
            let from_below = if n > 0 { up(n - 1) * now[n - 1] } else { 0.0 };
            let from_above = if n + 1 < size { down[n + 1] * now[n + 1] } else { 0.0 };
            next[n] = stay[n] * now[n] + from_below + from_above;
        }
        std::mem::swap(&mut now, &mut next);
    }
    Passage { end, minutes_in }
}

#[cfg(test)]
mod tests {
    use approx::{assert_abs_diff_eq, assert_relative_eq};

    use super::{advance, poisson_weights};
    use crate::theory::birth_death::{mean_of, stationary};
    use crate::theory::infinite::poisson_probability;

    fn empty(size: usize) -> Vec<f64> {
        let mut start = vec![0.0; size];
        start[0] = 1.0;
        start
    }

    #[test]
    fn the_weights_are_poisson() {
        for mean in [0.0, 0.3, 7.0, 500.0, 20_000.5] {
            let (first, weights) = poisson_weights(mean);
            for (index, weight) in weights.iter().enumerate() {
                let exact = poisson_probability(mean, (first + index) as u32);
                assert_abs_diff_eq!(*weight, exact, epsilon = 1e-11);
            }
        }
    }

    #[test]
    fn without_servers_the_number_is_a_poisson_count() {
        let passage = advance(&empty(120), 0.5, 1.0, 0, 60.0);
        for n in 0..100 {
            let exact = poisson_probability(30.0, n);
            assert_abs_diff_eq!(passage.end[n as usize], exact, epsilon = 1e-13);
        }
        // ∫ λs ds from 0 to t.
        assert_relative_eq!(mean_of(&passage.minutes_in, |n| n), 900.0, max_relative = 1e-11);
    }

    /// M/M/∞ from empty: Poisson of mean λ(1 − e^{−μt})/μ (Gross & Harris, section 2.10).
    #[test]
    fn with_servers_for_all_the_transient_is_known() {
        let (lambda, mu, t) = (2.0, 0.4, 3.0_f64);
        let passage = advance(&empty(60), lambda, mu, 60, t);
        let mean = lambda / mu * (1.0 - (-mu * t).exp());
        for n in 0..40 {
            assert_abs_diff_eq!(passage.end[n as usize], poisson_probability(mean, n), epsilon = 1e-13);
        }
        let spent = lambda / mu * (t - (1.0 - (-mu * t).exp()) / mu);
        assert_relative_eq!(mean_of(&passage.minutes_in, |n| n), spent, max_relative = 1e-12);
    }

    #[test]
    fn the_steady_state_stays() {
        let (lambda, mu, servers) = (1.6, 1.0, 2);
        let start = stationary(|n| if n < 300 { lambda } else { 0.0 }, |n| mu * f64::from(n.min(servers)));
        let passage = advance(&start, lambda, mu, servers, 100.0);
        for n in 0..300 {
            assert_abs_diff_eq!(passage.end[n], start[n], epsilon = 1e-14);
            assert_abs_diff_eq!(passage.minutes_in[n], 100.0 * start[n], epsilon = 1e-12);
        }
        assert_relative_eq!(passage.minutes_in.iter().sum::<f64>(), 100.0, max_relative = 1e-13);
    }

    #[test]
    fn no_time_changes_nothing() {
        let passage = advance(&[0.25, 0.75], 1.0, 1.0, 1, 0.0);
        assert_eq!(passage.end, [0.25, 0.75]);
        assert_eq!(passage.minutes_in, [0.0, 0.0]);
    }
}
