//! Erlang's formulas B and C, and the queues M/M/1 and M/M/c with unlimited room.
//!
//! Service in order of arrival is assumed where a distribution of the wait is given; means do not
//! depend on the order, as long as it does not look at service times.

/// Probability that all `servers` are busy when those who find no server are lost: M/M/c/c, and
/// M/G/c/c as well.
///
/// `load` is λ/μ ≥ 0. B(0) = 1, B(k) = a·B(k−1) / (k + a·B(k−1)) (Erlang 1917; Cooper, section 3.3;
/// Gross & Harris, section 2.5).
pub(crate) fn erlang_b(servers: u32, load: f64) -> f64 {
    assert!(load >= 0.0 && load.is_finite(), "offered load must be 0 or more, got {load}");
    (1..=servers).fold(1.0, |blocked, k| load * blocked / (f64::from(k) + load * blocked))
}

/// Probability of waiting in M/M/c.
///
/// `load` is λ/μ, below `servers`. C = B / (1 − ρ(1 − B)) with ρ = a/c (Cooper, section 3.4).
pub(crate) fn erlang_c(servers: u32, load: f64) -> f64 {
    assert!(load < f64::from(servers), "offered load {load} must be below {servers} servers");
    let blocked = erlang_b(servers, load);
    blocked / (1.0 - load / f64::from(servers) * (1.0 - blocked))
}

/// M/M/c with unlimited room: Poisson arrivals, exponential service, `servers` alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mmc {
    /// Arrivals a minute.
    lambda: f64,
    /// Services a minute of one busy server.
    mu: f64,
    servers: u32,
}

impl Mmc {
    /// # Panics
    ///
    /// If `mu` is not positive or the queue is not stable (λ ≥ cμ).
    pub(crate) fn new(lambda: f64, mu: f64, servers: u32) -> Self {
        assert!(lambda >= 0.0 && mu > 0.0, "rates must be positive, got {lambda} and {mu}");
        assert!(lambda < f64::from(servers) * mu, "{lambda} arrivals swamp {servers} servers at {mu}");
        Self { lambda, mu, servers }
    }

    /// How much faster the servers are, all together, than the arrivals: cμ − λ.
    fn drain(&self) -> f64 {
        f64::from(self.servers) * self.mu - self.lambda
    }

    /// Share of arrivals that wait: Erlang C.
    pub(crate) fn waiting(&self) -> f64 {
        erlang_c(self.servers, self.lambda / self.mu)
    }

    /// Mean wait before service, over all arrivals: C/(cμ − λ) (Gross & Harris, section 2.3).
    pub(crate) fn mean_wait(&self) -> f64 {
        self.waiting() / self.drain()
    }

    /// Mean number in line: λ times the mean wait (Little).
    pub(crate) fn mean_queue(&self) -> f64 {
        self.lambda * self.mean_wait()
    }

    /// Mean time in the system: wait and service.
    pub(crate) fn mean_sojourn(&self) -> f64 {
        self.mean_wait() + 1.0 / self.mu
    }

    /// Mean number in the system.
    pub(crate) fn mean_number(&self) -> f64 {
        self.lambda * self.mean_sojourn()
    }

    /// P(wait > t), t ≥ 0, in order of arrival: C·exp(−(cμ − λ)t) (Kleinrock I, section 3.5;
    /// Gross & Harris, section 2.3).
    pub(crate) fn waits_longer_than(&self, minutes: f64) -> f64 {
        self.waiting() * (-self.drain() * minutes).exp()
    }

    /// The least t with P(wait ≤ t) ≥ p, 0 ≤ p < 1: ln(C/(1 − p))/(cμ − λ), or 0.
    pub(crate) fn wait_quantile(&self, p: f64) -> f64 {
        assert!((0.0..1.0).contains(&p), "a share below 1 is needed, got {p}");
        ((self.waiting() / (1.0 - p)).ln() / self.drain()).max(0.0)
    }
}

/// Mean wait in M/M/1: ρ/(μ − λ) (Kleinrock I, section 3.2).
pub(crate) fn mm1_mean_wait(lambda: f64, mu: f64) -> f64 {
    assert!(lambda < mu, "{lambda} arrivals swamp a server at {mu}");
    lambda / mu / (mu - lambda)
}

/// P(time in the system > t) in M/M/1, in order of arrival: exp(−(μ − λ)t) (Kleinrock I, section 5.7;
/// Gross & Harris, section 2.2).
pub(crate) fn mm1_stays_longer_than(lambda: f64, mu: f64, minutes: f64) -> f64 {
    assert!(lambda < mu, "{lambda} arrivals swamp a server at {mu}");
    (-(mu - lambda) * minutes).exp()
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::{Mmc, erlang_b, erlang_c, mm1_mean_wait, mm1_stays_longer_than};
    use crate::theory::birth_death::{mean_of, stationary};

    #[test]
    fn erlang_b_agrees_with_the_tables() {
        for (servers, load, table) in [(5, 3.0, 0.1101), (10, 5.0, 0.0184), (1, 1.0, 0.5), (2, 1.0, 0.2)] {
            assert!((erlang_b(servers, load) - table).abs() < 5e-5, "B({servers}, {load})");
        }
        assert_relative_eq!(erlang_b(0, 3.0), 1.0);
        assert_relative_eq!(erlang_b(3, 0.0), 0.0);
    }

    #[test]
    fn erlang_b_is_the_last_term_of_a_truncated_poisson_law() {
        for (servers, load) in [(1, 0.2), (7, 6.5), (40, 55.0)] {
            let p = stationary(|n| if n < servers { load } else { 0.0 }, f64::from);
            assert_relative_eq!(erlang_b(servers, load), p[servers as usize], max_relative = 1e-12);
        }
    }

    #[test]
    fn a_thousand_servers_are_no_difficulty() {
        // B(c, c) tends to sqrt(2/(πc)) (Cooper, section 3.3, by Stirling), with an error of order 1/c.
        let asymptote = (2.0 / (std::f64::consts::PI * 1e6)).sqrt();
        assert_relative_eq!(erlang_b(1_000_000, 1e6), asymptote, max_relative = 2e-3);
    }

    #[test]
    fn erlang_c_agrees_with_hand_computation() {
        assert_relative_eq!(erlang_c(2, 1.5), 9.0 / 14.0, max_relative = 1e-14);
        assert_relative_eq!(erlang_c(1, 0.3), 0.3, max_relative = 1e-14);
        assert_relative_eq!(erlang_c(3, 2.0), 4.0 / 9.0, max_relative = 1e-14);
    }

    /// Gross & Harris, section 2.3: an eye clinic, 6 patients an hour, three doctors, 20 minutes each.
    #[test]
    fn the_eye_clinic_of_gross_and_harris() {
        let clinic = Mmc::new(0.1, 0.05, 3);
        assert_relative_eq!(clinic.mean_queue(), 8.0 / 9.0, max_relative = 1e-13);
        assert_relative_eq!(clinic.mean_number(), 26.0 / 9.0, max_relative = 1e-13);
        assert_relative_eq!(clinic.mean_sojourn(), 260.0 / 9.0, max_relative = 1e-13);
    }

    #[test]
    fn mmc_agrees_with_its_birth_death_sums() {
        for (lambda, mu, servers) in [(0.5, 1.0, 1), (4.5, 1.0, 5), (0.095, 0.01, 10)] {
            let queue = Mmc::new(lambda, mu, servers);
            let p = stationary(|_| lambda, |n| mu * f64::from(n.min(servers)));
            assert_relative_eq!(queue.mean_number(), mean_of(&p, |n| n), max_relative = 1e-10);
            let line = mean_of(&p, |n| (n - f64::from(servers)).max(0.0));
            assert_relative_eq!(queue.mean_queue(), line, max_relative = 1e-10);
            let waiting = p.iter().skip(servers as usize).sum();
            assert_relative_eq!(queue.waiting(), waiting, max_relative = 1e-10);
        }
    }

    #[test]
    fn the_wait_quantile_inverts_the_tail() {
        let queue = Mmc::new(4.0, 1.0, 5);
        for p in [0.5, 0.9, 0.99] {
            let t = queue.wait_quantile(p);
            assert_relative_eq!(queue.waits_longer_than(t), 1.0 - p, max_relative = 1e-12);
        }
        assert!(queue.waiting() < 0.9, "a tenth is served at once");
        assert_relative_eq!(queue.wait_quantile(0.1), 0.0);
    }

    #[test]
    fn one_server_is_mm1() {
        let queue = Mmc::new(0.8, 1.0, 1);
        assert_relative_eq!(queue.mean_wait(), mm1_mean_wait(0.8, 1.0), max_relative = 1e-13);
        assert_relative_eq!(mm1_mean_wait(0.8, 1.0), 4.0, max_relative = 1e-13);
        // The tail of an exponential with the mean sojourn as its mean.
        let tail = (-3.0 / queue.mean_sojourn()).exp();
        assert_relative_eq!(mm1_stays_longer_than(0.8, 1.0, 3.0), tail, max_relative = 1e-13);
    }

    #[test]
    #[should_panic(expected = "swamp")]
    fn an_overloaded_queue_is_refused() {
        Mmc::new(5.0, 1.0, 5);
    }
}
