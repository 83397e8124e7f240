//! One server and general service: M/G/1 in order of arrival, and with non-preemptive priorities.

/// Mean wait in M/G/1 in order of arrival, from the mean and the squared coefficient of variation of
/// the service time.
///
/// ρ(1 + C²)·E\[S\] / (2(1 − ρ)) (Pollaczek 1930, Khinchine 1932; Kleinrock I, section 5.5).
pub(crate) fn mg1_mean_wait(lambda: f64, mean_service: f64, squared_variation: f64) -> f64 {
    let rho = lambda * mean_service;
    assert!((0.0..1.0).contains(&rho), "load {rho} must be below 1");
    rho * (1.0 + squared_variation) * mean_service / (2.0 * (1.0 - rho))
}

/// E\[W²\] in M/G/1 in order of arrival, from the first three moments of the service time about 0.
///
/// 2·E\[W\]² + λ·E\[S³\] / (3(1 − ρ)) (Takács, *Operations Research* 10, 1962; Kleinrock I, section 5.7).
pub(crate) fn mg1_wait_second_moment(lambda: f64, m1: f64, m2: f64, m3: f64) -> f64 {
    let rho = lambda * m1;
    assert!((0.0..1.0).contains(&rho), "load {rho} must be below 1");
    let mean = lambda * m2 / (2.0 * (1.0 - rho));
    2.0 * mean * mean + lambda * m3 / (3.0 * (1.0 - rho))
}

/// One class of customers of a queue with priorities.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PriorityClass {
    /// Arrivals of the class a minute.
    pub(crate) lambda: f64,
    /// Mean service time, in minutes.
    pub(crate) mean: f64,
    /// Mean of the square of the service time.
    pub(crate) second_moment: f64,
}

/// Mean waits in M/G/1 with non-preemptive priorities, in the order of `classes`, the first served
/// first; within a class in order of arrival.
///
/// W(k) = W₀ / ((1 − σ(k−1))(1 − σ(k))), with W₀ = Σ λᵢE\[Sᵢ²\]/2 over all classes and σ(k) the load of
/// the classes 1..k (Cobham, *Operations Research* 2, 1954; Kleinrock II, section 3.6).
///
/// # Panics
///
/// If the load of all classes together is 1 or more.
pub(crate) fn cobham(classes: &[PriorityClass]) -> Vec<f64> {
    let load: f64 = classes.iter().map(|class| class.lambda * class.mean).sum();
    assert!((0.0..1.0).contains(&load), "load {load} must be below 1");
    let residual: f64 = classes.iter().map(|class| class.lambda * class.second_moment / 2.0).sum();
    let mut above = 0.0;
    classes
        .iter()
        .map(|class| {
            let before = above;
            above += class.lambda * class.mean;
            residual / ((1.0 - before) * (1.0 - above))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::{PriorityClass, cobham, mg1_mean_wait, mg1_wait_second_moment};
    use crate::theory::erlang::mm1_mean_wait;

    #[test]
    fn exponential_service_is_mm1() {
        let (lambda, mu) = (0.7, 1.25);
        assert_relative_eq!(
            mg1_mean_wait(lambda, 1.0 / mu, 1.0),
            mm1_mean_wait(lambda, mu),
            max_relative = 1e-13
        );
        // W is 0 with probability 1 − ρ and else exponential of rate μ − λ: E[W²] = 2ρ/(μ − λ)².
        let second = mg1_wait_second_moment(lambda, 1.0 / mu, 2.0 / (mu * mu), 6.0 / (mu * mu * mu));
        assert_relative_eq!(second, 2.0 * lambda / mu / (mu - lambda).powi(2), max_relative = 1e-13);
    }

    #[test]
    fn constant_service_halves_the_wait() {
        assert_relative_eq!(mg1_mean_wait(0.8, 1.0, 0.0), 2.0, max_relative = 1e-13);
    }

    /// P(W ≤ t) in M/D/1 with D = 1 (Erlang 1909, Crommelin 1932):
    /// (1 − ρ) Σ (−ρ(t − k))ᵏ/k! · exp(ρ(t − k)), k = 0..⌊t⌋.
    fn md1_wait_within(rho: f64, t: f64) -> f64 {
        let mut sum = 0.0;
        for k in 0..=(t.floor() as u32) {
            let x = rho * (t - f64::from(k));
            let term = (1..=k).fold(1.0, |product, i| product * -x / f64::from(i));
            sum += term * x.exp();
        }
        (1.0 - rho) * sum
    }

    /// Both moments from the distribution of the wait in M/D/1, by the midpoint rule to t = 20, beyond
    /// which a wait has probability 1e-11.
    #[test]
    fn both_moments_agree_with_the_distribution_of_md1() {
        let (rho, step) = (0.5, 1e-3);
        let (mut mean, mut second) = (0.0, 0.0);
        for k in 0..20_000_u32 {
            let t = (f64::from(k) + 0.5) * step;
            let tail = 1.0 - md1_wait_within(rho, t);
            mean += tail * step;
            second += 2.0 * t * tail * step;
        }
        assert_relative_eq!(mean, mg1_mean_wait(rho, 1.0, 0.0), max_relative = 1e-6);
        assert_relative_eq!(second, mg1_wait_second_moment(rho, 1.0, 1.0, 1.0), max_relative = 1e-6);
    }

    fn three_classes() -> [PriorityClass; 3] {
        [
            PriorityClass { lambda: 0.2, mean: 1.0, second_moment: 2.0 },
            PriorityClass { lambda: 0.1, mean: 3.0, second_moment: 9.0 },
            PriorityClass { lambda: 0.5, mean: 0.6, second_moment: 1.1 },
        ]
    }

    #[test]
    fn one_class_is_pollaczek_khinchine() {
        let class = PriorityClass { lambda: 0.3, mean: 2.0, second_moment: 7.0 };
        let variation = 7.0 / 4.0 - 1.0;
        assert_relative_eq!(cobham(&[class])[0], mg1_mean_wait(0.3, 2.0, variation), max_relative = 1e-13);
    }

    /// Σ ρ(k)W(k) = ρW₀/(1 − ρ), whatever the order of the classes (Kleinrock II, section 3.4).
    #[test]
    fn the_conservation_law_holds_in_every_order() {
        let classes = three_classes();
        let load: f64 = classes.iter().map(|class| class.lambda * class.mean).sum();
        let residual: f64 = classes.iter().map(|class| class.lambda * class.second_moment / 2.0).sum();
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let ordered = order.map(|index| classes[index]);
            let waits = cobham(&ordered);
            let kept: f64 =
                ordered.iter().zip(&waits).map(|(class, wait)| class.lambda * class.mean * wait).sum();
            assert_relative_eq!(kept, load * residual / (1.0 - load), max_relative = 1e-12);
        }
    }

    /// Second route: a customer waits for the service under way, for those of its class and above whom
    /// it finds (ρᵢWᵢ of work), and for those above who come while it waits.
    #[test]
    fn the_waits_satisfy_the_mean_value_equations() {
        let classes = three_classes();
        let waits = cobham(&classes);
        let load = |index: usize| classes[index].lambda * classes[index].mean;
        let residual: f64 = classes.iter().map(|class| class.lambda * class.second_moment / 2.0).sum();
        for k in 0..classes.len() {
            let found: f64 = (0..=k).map(|i| load(i) * waits[i]).sum();
            let overtaking: f64 = (0..k).map(|i| load(i) * waits[k]).sum();
            assert_relative_eq!(waits[k], residual + found + overtaking, max_relative = 1e-12);
        }
    }
}
