//! Estimates of the stations: their measures, and their lines day by day.

use super::RateEstimate;
use crate::observe::{STATION_MEASURES, StationTally};
use crate::stats::{BatchMeans, ConfidenceLevel, Interval, Moments, batch_interval};

/// One day at a station; sums over replications until divided.
#[derive(Debug, Clone, Copy, Default)]
pub struct StationDay {
    /// Mean number in line.
    pub queue_mean: f64,
    /// Longest line.
    pub queue_max: f64,
    /// Hours worked.
    pub busy_hours: f64,
}

/// One station: each measure of `stations.csv` over replications, and its days.
#[derive(Debug, Clone, Default)]
pub struct StationEstimate {
    /// In the order of [`STATION_MEASURES`].
    pub measures: [RateEstimate; STATION_MEASURES.len()],
    /// Arrivals on the days on which accounts are restricted, without the drain.
    pub arrivals_in_period: Moments,
    /// What stands in for replications if there is only one: see [`Self::interval`].
    single: Option<Box<Single>>,
    days: Vec<StationDay>,
}

/// One long run, as a sequence.
#[derive(Debug, Clone)]
struct Single {
    /// None where cases were handed over and waited again.
    waits: Option<BatchMeans>,
    sojourns: BatchMeans,
    /// Line, number at the station, busy share.
    daily: Vec<[f64; 3]>,
}

/// Batches that the days of one long run are grouped into.
const DAILY_BATCHES: usize = 20;

impl StationEstimate {
    pub(super) fn push(&mut self, station: &StationTally, days: u32) {
        for (estimate, measure) in self.measures.iter_mut().zip(station.measures(days)) {
            estimate.push_measure(&measure);
        }
        self.arrivals_in_period.push(station.arrivals_in_period as f64);
        // Batches stand in for replications only while there is one.
        self.single = (self.measures[0].moments.count() == 1).then(|| {
            Box::new(Single {
                waits: (!station.waited_again).then(|| station.wait_batches.clone()),
                sojourns: station.sojourn_batches.clone(),
                daily: station.daily(days),
            })
        });
        self.days.resize(station.day_count() as usize, StationDay::default());
        for (sum, day) in self.days.iter_mut().zip((0..station.day_count()).map(|day| station.day(day))) {
            sum.queue_mean += day.queue_hours() / 24.0;
            sum.queue_max += f64::from(day.queue_max);
            sum.busy_hours += day.busy_hours();
        }
    }

    /// 95 % interval of a measure: Student's t over replications, of shares of counted things on the logit scale
    /// ([`RateEstimate::interval_at`]). With a single replication, batch
    /// means of the run itself (Law 2015, section 9.5.3) for waits, sojourns, levels and the busy
    /// share; none for the other measures, nor for waits
    /// where cases were handed over.
    pub fn interval(&self, measure: usize) -> Option<Interval> {
        self.interval_at(measure, ConfidenceLevel::NINETY_FIVE)
    }

    /// The same at another level.
    pub fn interval_at(&self, measure: usize, level: ConfidenceLevel) -> Option<Interval> {
        let Some(single) = &self.single else {
            return self.measures[measure].interval_at(level);
        };
        let daily = |column: usize| {
            let series: Vec<f64> = single.daily.iter().map(|day| day[column]).collect();
            batch_interval(&series, DAILY_BATCHES, level)
        };
        match STATION_MEASURES[measure].0 {
            "wait_mean" => single.waits.as_ref()?.interval(level),
            "sojourn_mean" => single.sojourns.interval(level),
            "queue_mean" => daily(0),
            "in_system_mean" => daily(1),
            "utilisation" => daily(2),
            _ => None,
        }
    }

    /// Means over `replications` of one day.
    pub fn day(&self, day: u32, replications: u64) -> StationDay {
        let n = replications.max(1) as f64;
        let sum = self.days.get(day as usize).copied().unwrap_or_default();
        StationDay {
            queue_mean: sum.queue_mean / n,
            queue_max: sum.queue_max / n,
            busy_hours: sum.busy_hours / n,
        }
    }
}
