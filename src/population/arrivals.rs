//! When accounts are restricted: a doubly stochastic stream made a day at a time, or given moments.
//!
//! What makes a day busy or quiet (weekday, holiday, surge) is one factor here; where the factors
//! and the given moments come from is not known.

use std::sync::Arc;

use super::BatchSizes;
use crate::random::{Purpose, ReplicationKey, Stream};
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
    hours: Vec<Hour>,
    key: ReplicationKey,
    day: u32,
    days: u32,
    /// Times of the current day, ascending, and how many of them have been given.
    today: Vec<SimTime>,
    given: usize,
}

/// An hour of the day in which anyone arrives.
#[derive(Debug, Clone, Copy)]
struct Hour {
    starts: SimDuration,
    /// Share of the day's arrivals expected before it, and before its end.
    from: f64,
    until: f64,
    /// Ticks that it takes for all of the day's, at its own pace.
    pace: f64,
}

impl Hour {
    /// The hours of a profile that have a share, in order.
    fn all(profile: &[f64; 24]) -> Vec<Self> {
        let total: f64 = profile.iter().sum();
        let (mut hours, mut from) = (Vec::new(), 0.0);
        for (hour, share) in (0..).zip(profile).filter(|(_, share)| **share > 0.0) {
            let until = from + share / total;
            let pace = HOUR.ticks() as f64 / (until - from);
            hours.push(Self { starts: hour * HOUR, from, until, pace });
            from = until;
        }
        hours
    }

    /// The time of day at which a share of the day's arrivals, which lies in this hour, is reached.
    #[inline]
    fn time(&self, share: f64) -> SimDuration {
        let into = ((share - self.from) * self.pace) as i64 as u64;
        self.starts + SimDuration::from_ticks(into.min(HOUR.ticks() - 1))
    }
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
    #[inline]
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
        Self {
            stream: stream.clone(),
            hours: Hour::all(&stream.hour_profile),
            key,
            day: 0,
            days,
            today: Vec::new(),
            given: 0,
        }
    }

    #[inline]
    fn next_time(&mut self) -> Option<SimTime> {
        while self.given == self.today.len() {
            if self.day >= self.days {
                return None;
            }
            self.fill();
        }
        let next = self.today.get(self.given).copied();
        self.given += 1;
        next
    }

    /// Draws the arrivals of the next day. Given the day's gamma factor, batches come in a Poisson stream
    /// whose rate follows the hour profile: in terms of the share of the day's arrivals that is to be expected
    /// by a moment, the gaps between them are exponential (Çinlar 1975, Introduction to Stochastic Processes,
    /// section 4.7, which inverts the expected number). All of a batch arrive at its time.
    ///
    /// What is drawn, in this order: the factor if there is one, then a gap, and after each gap within the day
    /// the size of the batch, if there are batches, before the next. So a stream of single arrivals does not
    /// depend on there being batches elsewhere.
    #[inline(never)]
    fn fill(&mut self) {
        let day = self.day;
        self.day += 1;
        self.today.clear();
        self.given = 0;
        let config = &self.stream;
        let mut stream = self.key.stream(u64::from(day), Purpose::Arrivals, 0);
        let noise = config.day_shape.and_then(|shape| stream.gamma(shape, 1.0 / shape)).unwrap_or(1.0);
        let factor = config.day_factors.get(day as usize).copied().unwrap_or(1.0);
        let people = config.per_day * noise * factor;
        let midnight = SimTime::from_day(day);
        let come = |stream: &mut Stream, share: f64, hour: &Hour| match &config.batch {
            None => self.today.push(midnight + hour.time(share)),
            Some(batch) => {
                let size = batch.sample(stream) as usize;
                self.today.extend(std::iter::repeat_n(midnight + hour.time(share), size));
            }
        };
        // Without anyone to come, the first gap is endless.
        let gap = config.batch.as_ref().map_or(1.0, BatchSizes::mean) / people;
        assert!(gap > 1e-15, "day {day}: {people} people are to come, and no day would end");
        spread(&self.hours, gap, &mut stream, come);
        debug_assert!(self.today.iter().all(|t| *t < midnight + DAY), "an arrival falls on another day");
    }
}

/// Goes through a day in exponential gaps of this mean, in shares of the day's arrivals.
#[inline(always)]
fn spread(hours: &[Hour], gap: f64, stream: &mut Stream, mut come: impl FnMut(&mut Stream, f64, &Hour)) {
    let mut share = gap * stream.exponential();
    for hour in hours {
        while share < hour.until {
            come(stream, share, hour);
            share += gap * stream.exponential();
        }
    }
}

#[cfg(test)]
mod tests;
