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
    hours: HourDraw,
    key: ReplicationKey,
    day: u32,
    days: u32,
    /// Times of the current day, ascending, and how many of them have been given.
    today: Vec<SimTime>,
    given: usize,
    sorter: Sorter,
}

/// Draws an hour of the day by the profile.
#[derive(Debug, Clone)]
struct HourDraw {
    /// Probability of each hour and all before it; from the last one with a share on anything above 1, so
    /// that this one takes whatever rounding leaves.
    cumulative: [f64; 24],
    /// Per 64th of the probability, the hour in which it starts: where to look from.
    guide: [u8; 64],
}

impl HourDraw {
    fn new(profile: &[f64; 24]) -> Self {
        let mut sum = 0.0;
        let total: f64 = profile.iter().sum();
        let mut cumulative = profile.map(|share| {
            sum += share / total;
            sum
        });
        let last = profile.iter().rposition(|share| *share > 0.0).unwrap_or(23);
        cumulative[last..].fill(f64::INFINITY);
        let mut guide = [0; 64];
        for (cell, hour) in guide.iter_mut().enumerate() {
            *hour = cumulative.partition_point(|edge| cell as f64 / 64.0 >= *edge) as u8;
        }
        Self { cumulative, guide }
    }

    /// The hour of a number uniform on 0..1.
    #[inline]
    fn hour(&self, uniform: f64) -> u64 {
        let mut hour = usize::from(self.guide[(uniform * 64.0) as i64 as usize & 63]);
        // Whether the next one has begun is chance, so it is added up; seldom is more than one hour short.
        hour += usize::from(uniform >= self.cumulative[hour]);
        while uniform >= self.cumulative[hour] {
            hour += 1;
        }
        hour as u64
    }
}

/// Sorts moments of one day that are spread over it.
#[derive(Debug, Clone, Default)]
struct Sorter {
    /// Per stretch of the day, where its next moment goes.
    places: Vec<u32>,
    moments: Vec<SimTime>,
}

impl Sorter {
    /// A few are sorted by comparing, more by counting how many fall into each of as many stretches of
    /// the day and then mending the order of neighbours, which is linear unless they crowd.
    fn sort(&mut self, moments: &mut Vec<SimTime>) {
        const FEW: usize = 48;
        let count = moments.len();
        if count <= FEW {
            moments.sort_unstable();
            return;
        }
        let midnight = SimTime::from_day(moments[0].day());
        // A day has 37 bits of ticks: there are at least half as many stretches as moments, up to 65,536.
        let shift = 37 - count.ilog2().min(16);
        let stretch = |moment: SimTime| (moment.since(midnight).ticks() >> shift) as usize;
        self.places.clear();
        self.places.resize((DAY.ticks() >> shift) as usize + 2, 0);
        for moment in &*moments {
            self.places[stretch(*moment) + 1] += 1;
        }
        let mut sum = 0;
        for place in &mut self.places {
            sum += *place;
            *place = sum;
        }
        self.moments.clear();
        self.moments.resize(count, SimTime::START);
        for moment in &*moments {
            let place = &mut self.places[stretch(*moment)];
            self.moments[*place as usize] = *moment;
            *place += 1;
        }
        std::mem::swap(moments, &mut self.moments);
        // An hour is never more crowded than 24 times the day, and within it nothing is: a moment moves
        // past few others.
        for next in 1..count {
            let moment = moments[next];
            let mut place = next;
            while place > 0 && moments[place - 1] > moment {
                moments[place] = moments[place - 1];
                place -= 1;
            }
            moments[place] = moment;
        }
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
            hours: HourDraw::new(&stream.hour_profile),
            key,
            day: 0,
            days,
            today: Vec::new(),
            given: 0,
            sorter: Sorter::default(),
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

    /// Draws the arrivals of the next day: the number of batches is Poisson given the day's gamma
    /// factor, and given the number their times are independent (order statistics of the hour
    /// profile). All of a batch arrive at its time.
    ///
    /// Without batches no size is drawn, so that a stream of single arrivals does not depend on
    /// there being batches elsewhere.
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
        let count = stream.poisson(config.batch.as_ref().map_or(people, |batch| people / batch.mean()));
        let midnight = SimTime::from_day(day);
        let hours = &self.hours;
        let time = |stream: &mut Stream| {
            let hour = hours.hour(stream.uniform());
            let into = (stream.uniform() * HOUR.ticks() as f64) as i64 as u64;
            midnight + SimDuration::from_ticks(hour * HOUR.ticks() + into)
        };
        match &config.batch {
            None => self.today.extend((0..count).map(|_| time(&mut stream))),
            Some(batch) => {
                for _ in 0..count {
                    let time = time(&mut stream);
                    self.today.extend(std::iter::repeat_n(time, batch.sample(&mut stream) as usize));
                }
            }
        }
        self.sorter.sort(&mut self.today);
        debug_assert!(self.today.iter().all(|t| *t < midnight + DAY), "an arrival falls on another day");
    }
}

#[cfg(test)]
mod tests;
