//! M/M/c whose number of servers follows a timetable, day after day: solved as a Markov chain.
//!
//! Arrivals come round the clock, and whoever is in service when its server goes home is put down.
//! Exponential service has no memory, so whether the case resumes where it stopped, begins anew or
//! changes hands makes no difference to the *number* in the system, and by Little none to the mean
//! sojourn, as long as everyone on duty can serve every case that is not in hand. Where a case waits for
//! its own server while others are on duty, it is out of their reach, and the number is another. The
//! distribution of sojourns is not given here.

use super::birth_death::mean_of;
use super::uniformisation::{Passage, advance};

/// Sum of absolute differences from the limit at which the distribution at midnight has converged.
const CONVERGED: f64 = 1e-12;

/// Day-to-day change at which rounding has taken over, so that a further day improves nothing.
const ROUNDING: f64 = 1e-14;

/// Share of arrivals lost to the truncation of the states that is too small to see.
const NEGLIGIBLE_LOSS: f64 = 1e-10;

/// Most days until convergence; a queue that needs more is all but unstable.
const MOST_DAYS: u32 = 100_000;

/// The periodic steady state of M/M/c with a timetable.
#[derive(Debug, Clone)]
pub(crate) struct PeriodicSolution {
    lambda: f64,
    mu: f64,
    phases: Vec<(f64, u32)>,
    /// Distribution at the start of each phase.
    starts: Vec<Vec<f64>>,
    /// Number in the system, in time average over the day.
    pub(crate) mean_number: f64,
    /// Number in service, in time average over the day, hours without servers included.
    pub(crate) mean_in_service: f64,
    /// Mean time in the system, hours without servers included, in minutes: by Little from the mean
    /// number.
    pub(crate) mean_sojourn: f64,
    /// Share of arrivals lost because the states end at `truncation`: below 1e-10.
    pub(crate) lost_share: f64,
}

impl PeriodicSolution {
    /// Distribution of the number in the system `minute` minutes after the start of the first phase.
    ///
    /// # Panics
    ///
    /// If the minute is not within the day.
    pub(crate) fn distribution_at(&self, minute: f64) -> Vec<f64> {
        let mut left = minute;
        for (&(minutes, servers), start) in self.phases.iter().zip(&self.starts) {
            if (0.0..=minutes).contains(&left) {
                return advance(start, self.lambda, self.mu, servers, left).end;
            }
            left -= minutes;
        }
        panic!("minute {minute} is not within the day");
    }

    /// Mean number in the system `minute` minutes after the start of the first phase.
    pub(crate) fn number_at(&self, minute: f64) -> f64 {
        mean_of(&self.distribution_at(minute), |n| n)
    }
}

/// M/M/c(t) with `phases` of so many minutes and servers, one after another and then from the first
/// again: arrivals at rate `lambda` throughout, services at rate `mu`, states 0 to `truncation`.
///
/// Kolmogorov's equations with piecewise constant rates, by uniformisation phase by phase, from empty,
/// day after day until the distribution at the start of the day changes no more. The remaining distance
/// is estimated from the last change d and its ratio r to the one before as d·r/(1 − r).
///
/// # Panics
///
/// If the servers of a day do not suffice for its arrivals, if 1e-10 of arrivals or more are lost to the
/// truncation (take a larger one), or if the days do not converge.
pub(crate) fn periodic_chain(
    lambda: f64,
    mu: f64,
    phases: &[(f64, u32)],
    truncation: usize,
) -> PeriodicSolution {
    let period: f64 = phases.iter().map(|phase| phase.0).sum();
    let capacity: f64 = phases.iter().map(|phase| phase.0 * f64::from(phase.1) * mu).sum();
    assert!(lambda * period < capacity, "{} arrivals swamp {capacity} services a day", lambda * period);
    let midnight = converged_midnight(lambda, mu, phases, truncation);
    let passages = play_day(&midnight, lambda, mu, phases);
    let (mut number, mut in_service, mut full) = (0.0, 0.0, 0.0);
    let mut starts = vec![midnight];
    for (&(_, servers), passage) in phases.iter().zip(passages) {
        number += mean_of(&passage.minutes_in, |n| n);
        in_service += mean_of(&passage.minutes_in, |n| n.min(f64::from(servers)));
        full += passage.minutes_in[truncation];
        starts.push(passage.end);
    }
    starts.pop();
    let lost_share = full / period;
    assert!(lost_share < NEGLIGIBLE_LOSS, "{lost_share:e} of arrivals are lost: truncate later");
    PeriodicSolution {
        lambda,
        mu,
        phases: phases.to_vec(),
        starts,
        mean_number: number / period,
        mean_in_service: in_service / period,
        mean_sojourn: number / period / lambda,
        lost_share,
    }
}

/// One day from its start, phase by phase.
fn play_day(midnight: &[f64], lambda: f64, mu: f64, phases: &[(f64, u32)]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::with_capacity(phases.len());
    for &(minutes, servers) in phases {
        let start = passages.last().map_or(midnight, |passage| &passage.end);
        let passage = advance(start, lambda, mu, servers, minutes);
        passages.push(passage);
    }
    passages
}

fn converged_midnight(lambda: f64, mu: f64, phases: &[(f64, u32)], truncation: usize) -> Vec<f64> {
    let mut midnight = vec![0.0; truncation + 1];
    midnight[0] = 1.0;
    let mut before: Option<f64> = None;
    for _ in 0..MOST_DAYS {
        let mut next = play_day(&midnight, lambda, mu, phases).pop().expect("a day has a phase").end;
        let total: f64 = next.iter().sum();
        for probability in &mut next {
            *probability /= total;
        }
        let change: f64 = next.iter().zip(&midnight).map(|(new, old)| (new - old).abs()).sum();
        midnight = next;
        // A change is compared with the one before, so at least two days are played.
        let ratio = before.map_or(1.0, |before| change / before);
        if change < ROUNDING || (ratio < 1.0 && change * ratio / (1.0 - ratio) < CONVERGED) {
            return midnight;
        }
        before = Some(change);
    }
    panic!("no periodic steady state after {MOST_DAYS} days");
}
