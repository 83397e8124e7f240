//! M^X/M/1: arrivals in batches, one exponential server.

/// Means of M^X/M/1 in steady state. Times in minutes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchQueue {
    /// Mean number in the system, in service included.
    pub(crate) number: f64,
    /// Mean wait before service of an arbitrary *customer*, the wait for those of its own batch ahead
    /// of it included. A large batch counts as often as it has members.
    pub(crate) wait: f64,
    /// Mean wait of the first customer of an arbitrary *batch*.
    pub(crate) wait_of_first: f64,
}

/// M^X/M/1 with `batch_rate` batches a minute and batch sizes of the given mean and second moment
/// about 0 (sizes are 1 or more).
///
/// E\[N\] = (ρ + λE\[X²\]/μ) / (2(1 − ρ)), ρ = λE\[X\]/μ (Gross & Harris, section 3.1); wait of a
/// customer by Little, of the first of a batch as in M/G/1 with a batch as one long service (Burke,
/// *Operations Research* 23(4), 1975, on the difference).
///
/// # Panics
///
/// If the queue is not stable, or no batch sizes of 1 and more have these moments.
pub(crate) fn batch_queue(batch_rate: f64, mean_size: f64, second_moment: f64, mu: f64) -> BatchQueue {
    assert!(mean_size >= 1.0, "mean batch size {mean_size} must be 1 or more");
    // With a little room for rounding, as a constant size meets the bound exactly.
    assert!(second_moment >= mean_size * mean_size * (1.0 - 1e-12), "second moment below mean squared");
    let rho = batch_rate * mean_size / mu;
    assert!(batch_rate > 0.0 && mu > 0.0 && rho < 1.0, "load {rho} must be between 0 and 1");
    let number = (rho + batch_rate * second_moment / mu) / (2.0 * (1.0 - rho));
    let wait = number / (batch_rate * mean_size) - 1.0 / mu;
    let service_second_moment = (mean_size + second_moment) / (mu * mu);
    let wait_of_first = batch_rate * service_second_moment / (2.0 * (1.0 - rho));
    BatchQueue { number, wait, wait_of_first }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::batch_queue;
    use crate::theory::erlang::mm1_mean_wait;
    use crate::theory::single_server::mg1_mean_wait;

    #[test]
    fn batches_of_one_are_mm1() {
        let queue = batch_queue(0.7, 1.0, 1.0, 1.0);
        assert_relative_eq!(queue.wait, mm1_mean_wait(0.7, 1.0), max_relative = 1e-12);
        assert_relative_eq!(queue.wait_of_first, queue.wait, max_relative = 1e-12);
    }

    /// Sizes with P(X = n) = (1 − α)αⁿ⁻¹: p(0) = 1 − ρ and
    /// p(n) = (1 − ρ)·ρ(1 − α)·(α + (1 − α)ρ)ⁿ⁻¹ (Gross & Harris, section 3.1).
    #[test]
    fn geometric_batches_have_a_closed_form() {
        let (alpha, rate, mu) = (0.6_f64, 0.3, 1.0);
        let mean = 1.0 / (1.0 - alpha);
        let second = (1.0 + alpha) / (1.0 - alpha).powi(2);
        let queue = batch_queue(rate, mean, second, mu);
        let rho = rate * mean / mu;
        let ratio = alpha + (1.0 - alpha) * rho;
        let (mut term, mut number) = ((1.0 - rho) * rho * (1.0 - alpha), 0.0);
        for n in 1..5000_u32 {
            number += f64::from(n) * term;
            term *= ratio;
        }
        assert_relative_eq!(queue.number, number, max_relative = 1e-11);
        assert_relative_eq!(queue.number, rho / ((1.0 - alpha) * (1.0 - rho)), max_relative = 1e-12);
    }

    /// Second route: an arbitrary customer waits as long as the first of its batch and for those of its
    /// batch ahead, (E[X²]/E[X] − 1)/2 in the mean (length-biased batch, uniform place).
    #[test]
    fn a_customer_waits_as_the_first_and_for_its_fellows() {
        for (rate, mean, second, mu) in [(0.1, 3.0, 9.0, 0.5), (0.02, 5.5, 41.0, 0.2), (0.3, 1.5, 2.5, 0.9)] {
            let queue = batch_queue(rate, mean, second, mu);
            let fellows = (second / mean - 1.0) / (2.0 * mu);
            assert_relative_eq!(queue.wait, queue.wait_of_first + fellows, max_relative = 1e-11);
        }
    }

    /// The first of a batch of k sees M/G/1 with Erlang(k) service, of squared variation 1/k.
    #[test]
    fn the_first_of_a_constant_batch_sees_erlang_service() {
        let queue = batch_queue(0.1, 4.0, 16.0, 0.5);
        assert_relative_eq!(queue.wait_of_first, mg1_mean_wait(0.1, 8.0, 0.25), max_relative = 1e-12);
    }
}
