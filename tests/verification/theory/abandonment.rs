//! M/M/c+M, Erlang A: those in line lose patience after an exponential time and leave.
//!
//! Patience ends with the start of service: who is being served stays. Service is in order of arrival.

use super::birth_death::{mean_of, stationary};

/// What M/M/c+M is like in steady state. Times in minutes.
#[derive(Debug, Clone)]
pub(crate) struct ErlangA {
    /// Share of arrivals who leave unserved.
    pub(crate) abandonment: f64,
    /// Share of arrivals who find all servers busy.
    pub(crate) waiting: f64,
    /// Mean time in line over all arrivals, to service or to leaving.
    pub(crate) mean_wait: f64,
    /// Mean time in line of those who are served.
    pub(crate) mean_wait_served: f64,
    /// Mean number in line.
    pub(crate) mean_queue: f64,
}

/// M/M/c+M with impatience rate `theta` (mean patience 1/θ).
///
/// Death rates min(n, c)μ + (n − c)⁺θ; the balance P(Ab) = θ·E\[W\] (Garnett, Mandelbaum, Reiman,
/// *Manufacturing & Service Operations Management* 4(3), 2002, section 2; Palm 1957).
///
/// The wait of the served is a first passage: who joins at place k moves up from place j at rate
/// cμ + (j−1)θ and leaves at rate θ, so stays at each place for 1/(cμ + jθ) in the mean whatever
/// comes next, and reaches service with probability ∏ (cμ + (j−1)θ)/(cμ + jθ) = cμ/(cμ + kθ).
///
/// # Panics
///
/// If there is no server or a rate is not positive; without impatience the queue is M/M/c.
pub(crate) fn erlang_a(lambda: f64, mu: f64, theta: f64, servers: u32) -> ErlangA {
    assert!(lambda > 0.0 && mu > 0.0 && theta > 0.0, "rates {lambda}, {mu}, {theta} must be positive");
    assert!(servers >= 1, "a server is needed");
    let (c, all) = (f64::from(servers), f64::from(servers) * mu);
    let p = stationary(
        |_| lambda,
        |n| mu * f64::from(n.min(servers)) + theta * f64::from(n.saturating_sub(servers)),
    );
    let mean_queue = mean_of(&p, |n| (n - c).max(0.0));
    let mean_wait = mean_queue / lambda;
    let (mut waiting, mut served_late, mut waited, mut climb) = (0.0, 0.0, 0.0, 0.0);
    for (place, probability) in p.iter().skip(servers as usize).enumerate() {
        let rate = all + (place + 1) as f64 * theta;
        climb += 1.0 / rate;
        waiting += probability;
        served_late += probability * all / rate;
        waited += probability * all / rate * climb;
    }
    let served = 1.0 - waiting + served_late;
    ErlangA {
        abandonment: theta * mean_wait,
        waiting,
        mean_wait,
        mean_wait_served: waited / served,
        mean_queue,
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::erlang_a;
    use crate::theory::erlang::{Mmc, erlang_b};

    /// The example of Garnett, Mandelbaum, Reiman 2002, section 1: 50 agents, 48 calls a minute of one
    /// minute each, mean patience two minutes. 3.1 % abandon, the mean wait is 3.7 seconds and the line
    /// 3 long, where without abandonment the wait is 20.8 seconds and the line 17.
    #[test]
    fn the_call_centre_with_fifty_agents() {
        let queue = erlang_a(48.0, 1.0, 0.5, 50);
        assert!((queue.abandonment - 0.031).abs() < 5e-4, "{queue:?}");
        assert!((60.0 * queue.mean_wait - 3.7).abs() < 0.05, "{queue:?}");
        assert!((queue.mean_queue - 3.0).abs() < 0.5);
        let patient = Mmc::new(48.0, 1.0, 50);
        assert!((60.0 * patient.mean_wait() - 20.8).abs() < 0.05);
        assert!((patient.mean_queue() - 17.0).abs() < 0.5);
    }

    /// Second route: Palm's A(x, y) = 1 + Σ yʲ/∏(x + k), with which P(W > 0) = A·B/(1 + (A − 1)·B) and
    /// P(Ab | W > 0) = 1/(ρA) + 1 − 1/ρ (Garnett, Mandelbaum, Reiman 2002, section 2), B of Erlang.
    #[test]
    fn palms_formulas_give_the_same() {
        for (lambda, mu, theta, servers) in
            [(48.0, 1.0, 0.5, 50), (3.0, 1.0, 2.0, 1), (12.0, 1.0, 0.01, 10), (0.5, 0.05, 0.002, 11)]
        {
            let (x, y) = (f64::from(servers) * mu / theta, lambda / theta);
            let (mut a, mut term) = (1.0, 1.0);
            for k in 1..200_000 {
                term *= y / (x + f64::from(k));
                a += term;
            }
            let (blocked, rho) = (erlang_b(servers, lambda / mu), x.recip() * y);
            let waiting = a * blocked / (1.0 + (a - 1.0) * blocked);
            let leaving = waiting * (1.0 / (rho * a) + 1.0 - 1.0 / rho);
            let queue = erlang_a(lambda, mu, theta, servers);
            assert_relative_eq!(queue.waiting, waiting, max_relative = 1e-9);
            assert_relative_eq!(queue.abandonment, leaving, max_relative = 1e-8);
        }
    }

    #[test]
    fn endless_patience_is_mmc() {
        let (queue, patient) = (erlang_a(4.0, 1.0, 1e-10, 5), Mmc::new(4.0, 1.0, 5));
        assert_relative_eq!(queue.mean_wait, patient.mean_wait(), max_relative = 1e-8);
        assert_relative_eq!(queue.mean_wait_served, patient.mean_wait(), max_relative = 1e-8);
        assert_relative_eq!(queue.waiting, patient.waiting(), max_relative = 1e-8);
        assert!(queue.abandonment < 1e-9);
    }

    #[test]
    fn no_patience_is_erlang_b() {
        let (queue, blocked) = (erlang_a(7.0, 1.0, 1e10, 5), erlang_b(5, 7.0));
        assert_relative_eq!(queue.abandonment, blocked, max_relative = 1e-8);
        assert_relative_eq!(queue.waiting, blocked, max_relative = 1e-8);
        assert!(queue.mean_queue < 1e-8 && queue.mean_wait_served < 1e-8);
    }

    /// With θ = μ the number in the system is that of M/M/∞.
    #[test]
    fn patience_as_long_as_service_is_poisson() {
        let (lambda, servers) = (6.0_f64, 4_u32);
        let (mut term, mut below, mut line) = ((-lambda).exp(), 0.0, 0.0);
        for n in 0..200_u32 {
            below += if n < servers { term } else { 0.0 };
            line += term * f64::from(n.saturating_sub(servers));
            term *= lambda / f64::from(n + 1);
        }
        let queue = erlang_a(lambda, 1.0, 1.0, servers);
        assert_relative_eq!(queue.waiting, 1.0 - below, max_relative = 1e-12);
        assert_relative_eq!(queue.mean_queue, line, max_relative = 1e-12);
    }

    /// Second route to the wait of the served: given that it is not 0, the virtual wait, of one who never
    /// leaves, has a density ∝ exp(λ(1 − e^{−θt})/θ − cμt), and one who would wait t is served with
    /// probability e^{−θt} (Baccelli, Hebuterne 1981; Zeltyn, Mandelbaum, *Queueing Systems* 51, 2005,
    /// section 2). By the midpoint rule.
    #[test]
    fn the_wait_of_the_served_agrees_with_the_virtual_wait() {
        for (lambda, mu, theta, servers) in [(1.3_f64, 1.0, 0.4_f64, 1), (4.4, 1.0, 0.7, 4)] {
            let (step, all) = (1e-3, f64::from(servers) * mu);
            let (mut mass, mut served, mut waited) = (0.0, 0.0, 0.0);
            for k in 0..60_000_u32 {
                let t = (f64::from(k) + 0.5) * step;
                let density = (lambda / theta * (1.0 - (-theta * t).exp()) - all * t).exp();
                mass += density;
                served += density * (-theta * t).exp();
                waited += density * (-theta * t).exp() * t;
            }
            let queue = erlang_a(lambda, mu, theta, servers);
            let (served, waited) = (queue.waiting * served / mass, queue.waiting * waited / mass);
            let all_served = 1.0 - queue.waiting + served;
            assert_relative_eq!(1.0 - queue.abandonment, all_served, max_relative = 1e-6);
            assert_relative_eq!(queue.mean_wait_served, waited / all_served, max_relative = 1e-6);
        }
    }
}
