//! When accounts are restricted: a doubly stochastic Poisson stream, a day at a time.

use crate::random::{Purpose, ReplicationKey};
use crate::time::{DAY, HOUR, SimDuration, SimTime};

/// A stretch of days with more (or fewer) arrivals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surge {
    /// First day, counted from the scenario's first.
    pub from_day: u32,
    /// Last day, inclusive.
    pub to_day: u32,
    /// What the usual rate is multiplied by, at least 0.
    pub factor: f64,
}

/// The arrival stream.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalConfig {
    /// Mean arrivals a calendar day.
    pub per_day: f64,
    /// Relative rate in each hour of the day; only the shape matters.
    pub hour_profile: [f64; 24],
    /// Shape of the gamma factor (mean 1) that multiplies a day's rate; `None` for no such noise.
    pub day_shape: Option<f64>,
    /// Days of unusual rate.
    pub surges: Vec<Surge>,
    /// Days on which accounts are restricted.
    pub days: u32,
}

/// Arrival times, made lazily a day at a time: memory follows one day, not the run.
#[derive(Debug, Clone)]
pub struct Arrivals {
    config: ArrivalConfig,
    cumulative: [f64; 24],
    key: ReplicationKey,
    day: u32,
    /// Times of the current day, latest first, so that the next is popped off the end.
    today: Vec<SimTime>,
}

impl Arrivals {
    /// The stream of one replication.
    pub fn new(config: &ArrivalConfig, key: ReplicationKey) -> Self {
        let mut sum = 0.0;
        let total: f64 = config.hour_profile.iter().sum();
        let cumulative = config.hour_profile.map(|share| {
            sum += share / total;
            sum
        });
        Self { config: config.clone(), cumulative, key, day: 0, today: Vec::new() }
    }

    /// The next arrival; `None` after the last day.
    pub fn next_time(&mut self) -> Option<SimTime> {
        while self.today.is_empty() {
            if self.day >= self.config.days {
                return None;
            }
            self.fill();
        }
        self.today.pop()
    }

    /// Draws the arrivals of the next day: their number is Poisson given the day's gamma factor,
    /// and given the number their times are independent (order statistics of the hour profile).
    fn fill(&mut self) {
        let day = self.day;
        self.day += 1;
        let mut stream = self.key.stream(u64::from(day), Purpose::Arrivals, 0);
        let noise = self.config.day_shape.and_then(|shape| stream.gamma(shape, 1.0 / shape)).unwrap_or(1.0);
        let surge: f64 = self
            .config
            .surges
            .iter()
            .filter(|s| (s.from_day..=s.to_day).contains(&day))
            .map(|s| s.factor)
            .product();
        let rate = self.config.per_day * noise * surge;
        let count = stream.poisson(rate);
        let midnight = SimTime::from_day(day);
        for _ in 0..count {
            let u = stream.uniform();
            let hour = self.cumulative.iter().filter(|edge| u >= **edge).count().min(23);
            let into = (stream.uniform() * HOUR.ticks() as f64) as u64;
            self.today.push(midnight + hour as u64 * HOUR + SimDuration::from_ticks(into));
        }
        self.today.sort_unstable_by(|a, b| b.cmp(a));
        debug_assert!(self.today.iter().all(|t| *t < midnight + DAY), "an arrival falls on another day");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ArrivalConfig {
        let mut hour_profile = [1.0; 24];
        hour_profile[12] = 25.0;
        ArrivalConfig { per_day: 50.0, hour_profile, day_shape: Some(27.0), surges: vec![], days: 4_000 }
    }

    fn times(config: &ArrivalConfig) -> Vec<SimTime> {
        let mut arrivals = Arrivals::new(config, ReplicationKey::new(5, 0));
        std::iter::from_fn(|| arrivals.next_time()).collect()
    }

    #[test]
    fn times_ascend_and_end_with_the_last_day() {
        let times = times(&config());
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(times.last().is_some_and(|last| last.day() < 4_000));
    }

    /// Mean and variance of the daily count: 50 and 50 + 50²/27 (a gamma mixture of Poisson laws
    /// is negative binomial). Bounds of 4 standard errors, false alarm below 2e-4, seed fixed.
    #[test]
    fn daily_counts_are_over_dispersed_as_stated() {
        let mut counts = vec![0.0_f64; 4_000];
        for time in times(&config()) {
            counts[time.day() as usize] += 1.0;
        }
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let want = 50.0 + 2_500.0 / 27.0;
        assert!((mean - 50.0).abs() < 4.0 * (want / n).sqrt(), "mean {mean}");
        // The negative binomial's excess kurtosis is small here; a normal's variance of the variance, doubled, covers it.
        assert!((variance - want).abs() < 4.0 * want * (4.0 / n).sqrt(), "variance {variance}");
    }

    /// The busy hour has 25 of 48 parts: 4 binomial standard errors, false alarm 6e-5.
    #[test]
    fn hours_follow_the_profile() {
        let times = times(&config());
        let busy = times.iter().filter(|t| t.time_of_day().ticks() / HOUR.ticks() == 12).count() as f64;
        let share: f64 = 25.0 / 48.0;
        let n = times.len() as f64;
        assert!((busy / n - share).abs() < 4.0 * (share * (1.0 - share) / n).sqrt());
    }

    #[test]
    fn a_surge_multiplies_the_rate_of_its_days() {
        let mut config = config();
        config.surges.push(Surge { from_day: 0, to_day: 3_999, factor: 0.0 });
        assert!(times(&config).is_empty());
    }
}
