//! Estimates of the stations: their measures, and their lines day by day.

use std::ops::Range;

use super::RateEstimate;
use crate::observe::{
    STATION_MEASURES, StationLoad, StationSample, StationTally, Totals, is_of_backlog, station_quantile,
};
use crate::stats::{
    BatchMeans, Clusters, ConfidenceLevel, Controlled, Estimate, Influences, Interval, Moments,
    ratio_interval, t_interval,
};
use crate::time::Cycle;

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
#[derive(Debug, Clone)]
pub struct StationEstimate {
    /// What each replication says, in the order of [`STATION_MEASURES`]. What the run says is [`Self::estimate`].
    pub measures: [RateEstimate; STATION_MEASURES.len()],
    /// The same, replication by replication; `None` where a measure is not defined.
    pub by_replication: Vec<[Option<f64>; STATION_MEASURES.len()]>,
    /// The controls of each replication; empty without variance reduction.
    controls: Vec<Vec<f64>>,
    waits: Clusters,
    tardiness: Clusters,
    /// What each replication says for the verdict on overload.
    pub loads: Vec<StationLoad>,
    /// What stands in for replications if there is only one: see [`Self::interval`].
    single: Option<Box<Single>>,
    days: Vec<StationDay>,
}

/// One long run, as a sequence of batches. Where circumstances repeat by day or week, a batch is a number of whole
/// cycles: one that holds two weekends of nine days differs from one that holds one, and not by chance.
#[derive(Debug, Clone)]
struct Single {
    /// Waits and sojourns: by number where every moment is like every other, else by batches of days.
    waits: Sequence,
    sojourns: Sequence,
    /// Line, number at the station, busy share by batch.
    levels: Vec<[f64; 3]>,
}

/// Times of cases in the order in which they were told.
#[derive(Debug, Clone)]
enum Sequence {
    /// In batches of equally many.
    Cases(BatchMeans),
    /// Sum in minutes and number, by batches of whole cycles.
    Cycles(Vec<(f64, f64)>),
}

impl Default for StationEstimate {
    fn default() -> Self {
        Self {
            measures: Default::default(),
            by_replication: Vec::new(),
            controls: Vec::new(),
            waits: Clusters::of_sketches(),
            tardiness: Clusters::of_sketches(),
            loads: Vec::new(),
            single: None,
            days: Vec::new(),
        }
    }
}

impl StationEstimate {
    pub(super) fn push(&mut self, station: &StationTally, days: u32) {
        let measures = station.measures(days);
        for (estimate, measure) in self.measures.iter_mut().zip(&measures) {
            estimate.push_measure(measure);
        }
        self.by_replication.push(measures.map(|measure| measure.value));
        self.waits.push_sketch(&station.waits);
        self.tardiness.push_sketch(&station.tardiness);
        self.loads.push(station.load(days));
        // Batches stand in for replications only while there is one.
        self.single = (self.measures[0].moments.count() == 1).then(|| Box::new(Single::of(station, days)));
        self.days.resize(station.day_count() as usize, StationDay::default());
        for (sum, day) in self.days.iter_mut().zip((0..station.day_count()).map(|day| station.day(day))) {
            sum.queue_mean += day.queue_hours() / 24.0;
            sum.queue_max += f64::from(day.queue_max);
            sum.busy_hours += day.busy_hours();
        }
    }

    /// Adds the controls of a replication.
    pub(super) fn control(&mut self, controls: Vec<f64>) {
        self.controls.push(controls);
    }

    /// What control variates do for a measure; `None` where they are not asked for or do nothing, and for quantiles.
    pub fn controlled(&self, measure: usize) -> Option<Controlled> {
        let name = STATION_MEASURES[measure].0;
        if self.controls.is_empty() || station_quantile(name).is_some() || is_of_backlog(name) {
            return None;
        }
        let values: Vec<Option<f64>> = self.by_replication.iter().map(|row| row[measure]).collect();
        self.measures[measure].controlled(&values, &self.controls)
    }

    /// 95 % interval of a measure: see [`Self::estimate`].
    pub fn interval(&self, measure: usize) -> Option<Interval> {
        self.estimate(measure, ConfidenceLevel::NINETY_FIVE).interval
    }

    /// A measure with its error: the mean over replications with Student's t interval, of shares on the logit scale, and
    /// of a mean of cases that of all of them ([`RateEstimate::estimate_at`]); of a quantile, the quantile of all cases
    /// with Woodruff's interval ([`Clusters::estimate`]).
    ///
    /// With a single replication, the interval is that of batch means of the run itself (Law 2015, section 9.5.3)
    /// for waits, sojourns, levels and the busy share. There is none for the other measures.
    ///
    /// With control variates, where these do anything for it, the mean with them ([`Self::controlled`]).
    pub fn estimate(&self, measure: usize, level: ConfidenceLevel) -> Estimate {
        let (name, unit) = STATION_MEASURES[measure];
        if let Some(found) = self.controlled(measure) {
            return self.measures[measure].estimate_of(&found, (unit, name == "lateness_mean"), level);
        }
        self.plain_estimate(measure, level)
    }

    /// The same without control variates.
    pub fn plain_estimate(&self, measure: usize, level: ConfidenceLevel) -> Estimate {
        let (name, unit) = STATION_MEASURES[measure];
        if let Some((of, p)) = station_quantile(name) {
            return self.sample(of).estimate(p, level);
        }
        if is_of_backlog(name) && self.measures[measure].moments.count() < self.by_replication.len() as u64 {
            // The mean of those replications in which it is over would be too short.
            return Estimate::default();
        }
        let signed = name == "lateness_mean";
        let over_replications = self.measures[measure].estimate_at(unit, signed, level);
        match &self.single {
            Some(single) => {
                let interval = single.interval(name, over_replications.value, level).map(Interval::from_zero);
                Estimate { interval, ..over_replications }
            }
            None => over_replications,
        }
    }

    /// A quantile of all cases here and there, and there less here by pairs of replications ([`Clusters::difference`]);
    /// `None` if the measure is no quantile.
    pub(super) fn quantiles(
        here: &Self,
        there: &Self,
        measure: usize,
        level: ConfidenceLevel,
    ) -> Option<(Option<f64>, Option<f64>, Estimate)> {
        let (of, p) = station_quantile(STATION_MEASURES[measure].0)?;
        let [one, other] = [here, there].map(|side| side.sample(of));
        Some((one.quantile(p), other.quantile(p), Clusters::difference(one, other, p, level)))
    }

    /// What the difference of a measure there and here owes to each pair of replications.
    pub(super) fn influences(&self, there: &Self, measure: usize) -> Option<Influences> {
        if let Some((of, p)) = station_quantile(STATION_MEASURES[measure].0) {
            return Influences::of_quantiles(self.sample(of), there.sample(of), p);
        }
        let [one, other] = [self, there].map(|side| &side.measures[measure].cases);
        if !one.is_empty() || !other.is_empty() {
            return Some(Influences::of_cases(one, other));
        }
        let pairs = self.by_replication.iter().zip(&there.by_replication);
        Some(Influences::of_means(pairs.map(|(here, there)| (here[measure], there[measure]))))
    }

    fn sample(&self, of: StationSample) -> &Clusters {
        match of {
            StationSample::Waits => &self.waits,
            StationSample::Tardiness => &self.tardiness,
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

impl Single {
    fn of(station: &StationTally, days: u32) -> Self {
        let batches = station.batches(days).unwrap_or_default();
        let cases = station.facts().cycle == Some(Cycle::Constant);
        let by_cycle = |of: fn(&Totals) -> (f64, u64)| {
            let batch = |days: &Range<u32>| {
                let (minutes, count) = of(&station.counted_on(days.clone()));
                (minutes, count as f64)
            };
            Sequence::Cycles(batches.iter().map(batch).collect())
        };
        let waits = if cases {
            Sequence::Cases(station.wait_batches.clone())
        } else {
            by_cycle(|totals| (totals.wait_minutes(), totals.waits))
        };
        let sojourns = if cases {
            Sequence::Cases(station.sojourn_batches.clone())
        } else {
            by_cycle(|totals| (totals.sojourn_minutes(), totals.served))
        };
        let all = batches.first().map_or(0, |batch| batch.start)..batches.last().map_or(0, |batch| batch.end);
        let daily = station.daily(all);
        let length = batches.first().map_or(1, ExactSizeIterator::len);
        let mean = |batch: &[[f64; 3]]| {
            [0, 1, 2].map(|level| batch.iter().map(|day| day[level]).sum::<f64>() / length as f64)
        };
        Self { waits, sojourns, levels: daily.chunks_exact(length).map(mean).collect() }
    }

    /// The interval of a measure by batch means around its estimate, for those that have one.
    fn interval(&self, measure: &str, estimate: Option<f64>, level: ConfidenceLevel) -> Option<Interval> {
        let of_levels = |column: usize| {
            // Days before the first batch count in the estimate as well.
            let means: Moments = self.levels.iter().map(|batch| batch[column]).collect();
            let (middle, reach) = (estimate?, t_interval(&means, level)?.half_width());
            Some(Interval { low: middle - reach, high: middle + reach })
        };
        match measure {
            "wait_mean" => self.waits.interval(estimate, level),
            "sojourn_mean" => self.sojourns.interval(estimate, level),
            "queue_mean" => of_levels(0),
            "in_system_mean" => of_levels(1),
            "utilisation" => of_levels(2),
            _ => None,
        }
    }
}

impl Sequence {
    /// Around the estimate, in which cases of the drain, and of days before the first batch, count as well.
    fn interval(&self, estimate: Option<f64>, level: ConfidenceLevel) -> Option<Interval> {
        let reach = match self {
            Self::Cases(batches) => batches.reach(level)?,
            Self::Cycles(batches) => ratio_interval(batches, level)?.half_width(),
        };
        Interval::of_positive(estimate?, reach)
    }
}
