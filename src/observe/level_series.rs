//! The number at all stations over time, as a series of means over equal stretches.

use super::Observer;
use crate::time::{SimDuration, SimTime};

/// Listens to levels and keeps the mean number at all stations together, stretch by stretch.
#[derive(Debug, Clone)]
pub struct LevelSeries {
    stretch: SimDuration,
    last: SimTime,
    /// Number at each station.
    levels: Vec<u32>,
    total: u64,
    /// Integral over each stretch, ticks.
    integrals: Vec<u64>,
}

impl LevelSeries {
    /// A series of `count` stretches from the start; whatever comes after them is not kept.
    pub fn new(stretch: SimDuration, count: usize) -> Self {
        Self { stretch, last: SimTime::START, levels: Vec::new(), total: 0, integrals: vec![0; count] }
    }

    fn advance(&mut self, now: SimTime) {
        while self.last < now {
            let at = (self.last.ticks() / self.stretch.ticks()) as usize;
            let until = now.min(SimTime::from_ticks((at as u64 + 1) * self.stretch.ticks()));
            let Some(integral) = self.integrals.get_mut(at) else {
                self.last = now;
                return;
            };
            *integral += self.total * until.since(self.last).ticks();
            self.last = until;
        }
    }

    /// The means of the stretches, with the integrals brought up to `end`.
    pub fn finish(mut self, end: SimTime) -> Vec<f64> {
        self.advance(end);
        let length = self.stretch.ticks() as f64;
        self.integrals.iter().map(|integral| *integral as f64 / length).collect()
    }
}

impl Observer for LevelSeries {
    #[inline]
    fn logs(&self) -> bool {
        false
    }

    fn levels(&mut self, station: u16, now: SimTime, waiting: u32, in_service: u32) {
        self.advance(now);
        let station = usize::from(station);
        if self.levels.len() <= station {
            self.levels.resize(station + 1, 0);
        }
        let level = waiting + in_service;
        self.total = self.total + u64::from(level) - u64::from(self.levels[station]);
        self.levels[station] = level;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;

    #[test]
    fn stretches_hold_the_mean_of_all_stations() {
        let at = |hour: u64| SimTime::START + hour * HOUR;
        let mut series = LevelSeries::new(2 * HOUR, 3);
        series.levels(0, at(1), 1, 1);
        series.levels(1, at(3), 0, 4);
        series.levels(0, at(4), 0, 0);
        assert_eq!(series.finish(at(9)), [1.0, 4.0, 4.0]);
    }
}
