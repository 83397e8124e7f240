//! Open networks of M/M/c stations, and the output of one.

use super::erlang::Mmc;
use super::infinite::poisson_probability;
use super::linear::solve;

/// What an open Jackson network is like in steady state.
#[derive(Debug, Clone)]
pub(crate) struct Jackson {
    /// Arrivals a minute at each station, from outside and from other stations.
    pub(crate) rates: Vec<f64>,
    /// Mean number at each station, in line and in service.
    pub(crate) mean_numbers: Vec<f64>,
    /// Mean time from entering the network to leaving it, in minutes.
    pub(crate) mean_sojourn: f64,
}

/// An open Jackson network: `external` Poisson arrivals a minute at each station, `servers` of rate
/// `mu` each there, and `routing[i][j]`, the probability of going on to j from i; the rest of a row
/// leaves. A tandem and a feedback are special cases.
///
/// Traffic λⱼ = γⱼ + Σ λᵢrᵢⱼ; each station is then as M/M/c with its own rate, and the time in the
/// network is ΣLⱼ/Σγⱼ (Jackson, *Operations Research* 5, 1957; Kleinrock I, section 4.8;
/// Gross & Harris, section 4.2).
///
/// # Panics
///
/// If the tables do not fit each other, a row of `routing` is not a set of probabilities, someone never
/// leaves, nobody arrives, or a station is overloaded.
pub(crate) fn jackson(routing: &[Vec<f64>], external: &[f64], mu: &[f64], servers: &[u32]) -> Jackson {
    let size = external.len();
    assert!(routing.len() == size && mu.len() == size && servers.len() == size, "one entry a station");
    for row in routing {
        let valid = row.iter().all(|p| (0.0..=1.0).contains(p)) && row.iter().sum::<f64>() <= 1.0 + 1e-12;
        assert!(valid, "{row:?} must be probabilities that sum to 1 or less");
    }
    let balance: Vec<Vec<f64>> = (0..size)
        .map(|to| (0..size).map(|from| f64::from(u8::from(from == to)) - routing[from][to]).collect())
        .collect();
    let rates = solve(&balance, external).expect("everyone must be able to leave the network");
    let mean_numbers: Vec<f64> = (0..size)
        .map(|station| Mmc::new(rates[station], mu[station], servers[station]).mean_number())
        .collect();
    let arrivals: f64 = external.iter().sum();
    assert!(arrivals > 0.0, "arrivals from outside are needed");
    let mean_sojourn = mean_numbers.iter().sum::<f64>() / arrivals;
    Jackson { rates, mean_numbers, mean_sojourn }
}

/// Probability of `count` departures within `minutes` from M/M/c in steady state: Poisson of mean
/// λt, as the arrivals are, and independent of the number left behind (Burke, *Operations Research* 4,
/// 1956; Gross & Harris, section 4.1).
///
/// # Panics
///
/// If the queue is not stable.
pub(crate) fn departures_of_mmc(lambda: f64, mu: f64, servers: u32, minutes: f64, count: u32) -> f64 {
    // The queue plays no part but that it must have a steady state.
    let _stable = Mmc::new(lambda, mu, servers);
    poisson_probability(lambda * minutes, count)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::{departures_of_mmc, jackson};
    use crate::theory::birth_death::stationary;
    use crate::theory::erlang::Mmc;

    #[test]
    fn a_single_station_is_mmc() {
        let network = jackson(&[vec![0.0]], &[4.0], &[1.0], &[5]);
        assert_relative_eq!(network.mean_sojourn, Mmc::new(4.0, 1.0, 5).mean_sojourn(), max_relative = 1e-12);
    }

    #[test]
    fn a_tandem_adds_its_stations_up() {
        let routing = [vec![0.0, 1.0], vec![0.0, 0.0]];
        let network = jackson(&routing, &[0.6, 0.0], &[1.0, 0.4], &[1, 2]);
        let apart = Mmc::new(0.6, 1.0, 1).mean_sojourn() + Mmc::new(0.6, 0.4, 2).mean_sojourn();
        assert_relative_eq!(network.mean_sojourn, apart, max_relative = 1e-12);
    }

    /// One station whose customers come back with probability ¼: λ = .3/.75 = .4, L = .4/.6.
    #[test]
    fn feedback_raises_the_load() {
        let network = jackson(&[vec![0.25]], &[0.3], &[1.0], &[1]);
        assert_relative_eq!(network.rates[0], 0.4, max_relative = 1e-13);
        assert_relative_eq!(network.mean_numbers[0], 2.0 / 3.0, max_relative = 1e-13);
        // Second route: 4/3 visits of 1/(μ − λ) each.
        assert_relative_eq!(network.mean_sojourn, 4.0 / 3.0 / 0.6, max_relative = 1e-13);
    }

    /// The product form satisfies the global balance of a network with feedback, state by state.
    #[test]
    fn the_product_form_satisfies_global_balance() {
        let (routing, external) = ([vec![0.1, 0.5], vec![0.3, 0.0]], [0.4, 0.1]);
        let (mu, servers) = ([1.0, 0.5], [1_u32, 2]);
        let rates = jackson(&routing, &external, &mu, &servers).rates;
        let busy = |station: usize, n: u32| mu[station] * f64::from(n.min(servers[station]));
        let laws: [Vec<f64>; 2] = [0, 1].map(|i| stationary(|_| rates[i], |n| busy(i, n)));
        let p = |n: [u32; 2]| laws[0][n[0] as usize] * laws[1][n[1] as usize];
        let leaves = |i: usize| 1.0 - routing[i].iter().sum::<f64>();
        for n in (0..6).flat_map(|first| (0..6).map(move |second| [first, second])) {
            let mut out = p(n) * (external[0] + external[1]);
            let mut into = 0.0;
            for i in 0..2 {
                out += p(n) * busy(i, n[i]) * (1.0 - routing[i][i]);
                let mut more = n;
                more[i] += 1;
                into += p(more) * busy(i, more[i]) * leaves(i);
                if n[i] > 0 {
                    let mut fewer = n;
                    fewer[i] -= 1;
                    into += p(fewer) * external[i];
                    let mut moved = fewer;
                    moved[1 - i] += 1;
                    into += p(moved) * busy(1 - i, moved[1 - i]) * routing[1 - i][i];
                }
            }
            assert_relative_eq!(out, into, max_relative = 1e-12);
        }
    }

    /// P(no departure within t) from the chain in which departures are forbidden, by Runge–Kutta.
    #[test]
    fn the_output_of_mmc_starts_as_a_poisson_process() {
        let (lambda, mu, servers, minutes) = (1.5, 1.0, 2_u32, 2.0);
        let mut p = stationary(|_| lambda, |n| mu * f64::from(n.min(servers)));
        let slope = |p: &[f64]| -> Vec<f64> {
            (0..p.len())
                .map(|n| {
                    let gone = lambda + mu * (n as f64).min(f64::from(servers));
                    let from_below = if n > 0 { lambda * p[n - 1] } else { 0.0 };
                    from_below - gone * p[n]
                })
                .collect()
        };
        let along = |p: &[f64], k: &[f64], h: f64| -> Vec<f64> {
            p.iter().zip(k).map(|(value, rate)| value + h * rate).collect()
        };
        let h = minutes / 400.0;
        for _ in 0..400 {
            let k1 = slope(&p);
            let k2 = slope(&along(&p, &k1, h / 2.0));
            let k3 = slope(&along(&p, &k2, h / 2.0));
            let k4 = slope(&along(&p, &k3, h));
            for (n, value) in p.iter_mut().enumerate() {
                *value += h / 6.0 * (k1[n] + 2.0 * k2[n] + 2.0 * k3[n] + k4[n]);
            }
        }
        let none = departures_of_mmc(lambda, mu, servers, minutes, 0);
        assert_relative_eq!(p.iter().sum::<f64>(), none, max_relative = 1e-9);
        // Independent of the number left behind: what is left has the stationary law.
        let before = stationary(|_| lambda, |n| mu * f64::from(n.min(servers)));
        for n in 0..20 {
            assert_relative_eq!(p[n], none * before[n], max_relative = 1e-8);
        }
    }

    #[test]
    #[should_panic(expected = "able to leave")]
    fn a_network_without_exit_is_refused() {
        jackson(&[vec![0.0, 1.0], vec![1.0, 0.0]], &[0.1, 0.0], &[1.0, 1.0], &[1, 1]);
    }
}
