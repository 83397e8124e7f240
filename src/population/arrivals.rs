//! When accounts are restricted: a doubly stochastic stream made a day at a time, or given moments.
//!
//! What makes a day busy or quiet (weekday, holiday, surge) is one factor here; where the factors
//! and the given moments come from is not known.

use std::sync::Arc;

use super::BatchSizes;
use crate::random::{Purpose, ReplicationKey};
use crate::time::{DAY, HOUR, SimDuration, SimTime};

/// The arrivals of a scenario.
#[derive(Debug, Clone)]
pub struct ArrivalConfig {
    /// Days on which accounts are restricted.
    pub days: u32,
    /// Where the moments come from.
    pub source: ArrivalSource,
}

/// Where the moments of arrival come from.
#[derive(Debug, Clone)]
pub enum ArrivalSource {
    /// Drawn anew in every replication.
    Drawn(Box<ArrivalStream>),
    /// The same in every replication; ascending.
    Given(Arc<[SimTime]>),
}

/// A compound Poisson stream whose rate follows the hour, the day, and a random factor of the day.
#[derive(Debug, Clone)]
pub struct ArrivalStream {
    /// Mean arrivals (people, not batches) on a calendar day whose factor is 1.
    pub per_day: f64,
    /// Relative rate in each hour of the day; only the shape matters.
    pub hour_profile: [f64; 24],
    /// Shape of the gamma factor (mean 1) that multiplies a day's rate; `None` for no such noise.
    pub day_shape: Option<f64>,
    /// What the rate of each day is multiplied by, at least 0; days past the list have factor 1.
    pub day_factors: Vec<f64>,
    /// How many arrive together; `None` when everyone arrives alone.
    pub batch: Option<BatchSizes>,
}

/// Arrival times, made lazily a day at a time: memory follows one day, not the run. Given times
/// are shared.
#[derive(Debug, Clone)]
pub struct Arrivals(Source);

#[derive(Debug, Clone)]
enum Source {
    Drawn(Box<Drawn>),
    Given { times: Arc<[SimTime]>, next: usize },
}

#[derive(Debug, Clone)]
struct Drawn {
    stream: ArrivalStream,
    cumulative: [f64; 24],
    key: ReplicationKey,
    day: u32,
    days: u32,
    /// Times of the current day, latest first, so that the next is popped off the end.
    today: Vec<SimTime>,
}

impl Arrivals {
    /// The arrivals of one replication.
    pub fn new(config: &ArrivalConfig, key: ReplicationKey) -> Self {
        Self(match &config.source {
            ArrivalSource::Drawn(stream) => Source::Drawn(Box::new(Drawn::new(stream, config.days, key))),
            ArrivalSource::Given(times) => Source::Given { times: Arc::clone(times), next: 0 },
        })
    }

    /// The next arrival; `None` after the last.
    pub fn next_time(&mut self) -> Option<SimTime> {
        match &mut self.0 {
            Source::Drawn(drawn) => drawn.next_time(),
            Source::Given { times, next } => {
                let time = times.get(*next).copied();
                *next += 1;
                time
            }
        }
    }
}

impl Drawn {
    fn new(stream: &ArrivalStream, days: u32, key: ReplicationKey) -> Self {
        let mut sum = 0.0;
        let total: f64 = stream.hour_profile.iter().sum();
        let cumulative = stream.hour_profile.map(|share| {
            sum += share / total;
            sum
        });
        Self { stream: stream.clone(), cumulative, key, day: 0, days, today: Vec::new() }
    }

    fn next_time(&mut self) -> Option<SimTime> {
        while self.today.is_empty() {
            if self.day >= self.days {
                return None;
            }
            self.fill();
        }
        self.today.pop()
    }

    /// Draws the arrivals of the next day: the number of batches is Poisson given the day's gamma
    /// factor, and given the number their times are independent (order statistics of the hour
    /// profile). All of a batch arrive at its time.
    ///
    /// Without batches no size is drawn, so that a stream of single arrivals does not depend on
    /// there being batches elsewhere.
    fn fill(&mut self) {
        let day = self.day;
        self.day += 1;
        let config = &self.stream;
        let mut stream = self.key.stream(u64::from(day), Purpose::Arrivals, 0);
        let noise = config.day_shape.and_then(|shape| stream.gamma(shape, 1.0 / shape)).unwrap_or(1.0);
        let factor = config.day_factors.get(day as usize).copied().unwrap_or(1.0);
        let people = config.per_day * noise * factor;
        let count = stream.poisson(config.batch.as_ref().map_or(people, |batch| people / batch.mean()));
        let midnight = SimTime::from_day(day);
        for _ in 0..count {
            let u = stream.uniform();
            let hour = self.cumulative.partition_point(|edge| u >= *edge).min(23);
            let into = (stream.uniform() * HOUR.ticks() as f64) as u64;
            let time = midnight + hour as u64 * HOUR + SimDuration::from_ticks(into);
            let size = config.batch.as_ref().map_or(1, |batch| batch.sample(&mut stream));
            self.today.extend(std::iter::repeat_n(time, size as usize));
        }
        self.today.sort_unstable_by(|a, b| b.cmp(a));
        debug_assert!(self.today.iter().all(|t| *t < midnight + DAY), "an arrival falls on another day");
    }
}

#[cfg(test)]
mod tests;
