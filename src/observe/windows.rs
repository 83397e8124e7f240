//! The days on which a station is looked at, to tell whether its line grows.

use std::ops::Range;

use super::StationTally;
use crate::time::Cycle;

/// Days that are compared with each other, all of them counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Windows {
    /// Equally many days in the middle of the period and at its end: a week each, where there are two; where nothing
    /// repeats, two weeks each, where there are four. `None` where the period is too short to tell a trend from a
    /// weekend.
    pub growth: Option<[Range<u32>; 2]>,
    /// Whether lines are compared by their shortest day, and not by their mean: where nothing repeats, a holiday at
    /// the end makes every line longer for a while.
    pub by_troughs: bool,
    /// The last half of the period in whole weeks, to compare the work that comes with the time on duty.
    pub recent: Option<Range<u32>>,
}

impl Windows {
    /// The windows of the days from `first` until `until`, excluded.
    pub fn of(cycle: Option<Cycle>, first: u32, until: u32) -> Self {
        let days = until.saturating_sub(first);
        let even = matches!(cycle, Some(Cycle::Constant | Cycle::Day));
        let length = match days {
            28.. if cycle.is_none() => 14,
            14.. => 7,
            4.. if even => days / 4,
            _ => 0,
        };
        let growth = (length > 0).then(|| {
            let middle = first + (days - length) / 2;
            [middle..middle + length, until - length..until]
        });
        let recent = match days {
            14.. if cycle.is_some() || days >= 28 => days / 14 * 7,
            7.. if cycle == Some(Cycle::Week) => 7,
            2.. if even => days / 2,
            _ => 0,
        };
        Self { growth, by_troughs: cycle.is_none(), recent: (recent > 0).then(|| until - recent..until) }
    }

    /// The days in the middle and at the end of which lines are told, equally many, a week at most: over two weeks a line
    /// that grows is far from what it is at their end.
    pub fn told(&self) -> Option<[Range<u32>; 2]> {
        let [middle, last] = self.growth.clone()?;
        let beyond = (last.end - last.start).saturating_sub(7);
        let from = middle.start + beyond / 2;
        Some([from..from + (last.end - last.start - beyond), last.start + beyond..last.end])
    }
}

/// What one replication says of the lines of a station in these windows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LineGrowth {
    /// Number in line in the middle and at the end: mean, or that of the shortest day.
    pub line: [f64; 2],
    /// Mean number in line on the days of [`Windows::told`], as `queues.csv` has it.
    pub told: [f64; 2],
    /// Whether the line was longer on every day at the end than on any day in the middle that comes before them; where
    /// lines are compared by their shortest day, than on the same weekday of the week before, as weekends make waves.
    pub clear: bool,
    /// Arrivals in the middle and at the end, those who balked included.
    pub arrivals: [u64; 2],
    /// Time worked from the middle to the end, hours: as many days as lie between the starts of both windows.
    pub busy_hours: f64,
}

/// What one replication says of a station for the verdict on overload.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StationLoad {
    /// Its lines, where the period is long enough.
    pub growth: Option<LineGrowth>,
    /// Arrivals over the recent days, those who balked included.
    pub arrivals: u64,
    /// Those of them who joined the line.
    pub joined: u64,
    /// Departures without service on those days.
    pub abandoned: u64,
    /// Time worked, in the warm-up too, hours.
    pub busy_hours: f64,
    /// Services completed, in the warm-up too.
    pub served: u64,
}

impl StationTally {
    /// The windows of the days that count, up to `days`.
    pub fn windows(&self, days: u32) -> Windows {
        Windows::of(self.facts().cycle, self.first_whole_day(), days.min(self.day_count()))
    }

    /// What is told of them.
    pub fn load(&self, days: u32) -> StationLoad {
        let windows = self.windows(days);
        let told = windows.told();
        let recent = windows.recent.map_or_else(Default::default, |days| self.counted_on(days));
        let growth = windows.growth.map(|[middle, last]| {
            let lines = |window: &Range<u32>| -> Vec<f64> {
                window.clone().map(|day| self.day(day).queue_hours() / 24.0).collect()
            };
            let ahead = lines(&(middle.start..middle.end.min(last.start)));
            let (before, after) = (lines(&middle), lines(&last));
            let week_before = lines(&(last.start.saturating_sub(7)..last.end.saturating_sub(7)));
            let rises = after.iter().zip(&week_before).all(|(now, then)| now > then);
            let least = |lines: &[f64]| lines.iter().copied().fold(f64::INFINITY, f64::min);
            let most = |lines: &[f64]| lines.iter().copied().fold(0.0, f64::max);
            let mean = |lines: &[f64]| lines.iter().sum::<f64>() / lines.len() as f64;
            let of = |lines: &[f64]| if windows.by_troughs { least(lines) } else { mean(lines) };
            LineGrowth {
                line: [of(&before), of(&after)],
                told: told.map_or([0.0; 2], |days| days.map(|days| mean(&lines(&days)))),
                clear: if windows.by_troughs { rises } else { least(&after) > most(&ahead) },
                arrivals: [&middle, &last].map(|window| self.counted_on(window.clone()).arrivals),
                busy_hours: (middle.start..last.start).map(|day| self.day(day).busy_hours()).sum(),
            }
        });
        StationLoad {
            growth,
            arrivals: recent.arrivals,
            joined: recent.arrivals - recent.balked,
            abandoned: recent.abandoned,
            busy_hours: (0..self.day_count()).map(|day| self.day(day).busy_hours()).sum(),
            served: self.served + self.served_before,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_whole_weeks_where_weeks_repeat() {
        let weekly = Windows::of(Some(Cycle::Week), 7, 49);
        assert_eq!(weekly.told(), weekly.growth);
        assert_eq!(weekly.growth.unwrap(), [24..31, 42..49]);
        assert_eq!((weekly.recent.unwrap(), weekly.by_troughs), (28..49, false));
        // Two weeks: the middle one and the last one share three days.
        assert_eq!(Windows::of(Some(Cycle::Week), 0, 14).growth.unwrap(), [3..10, 7..14]);
        // Ten days hold one week, which tells the load but no trend.
        let ten = Windows::of(Some(Cycle::Week), 0, 10);
        assert_eq!((ten.growth, ten.recent), (None, Some(3..10)));
        assert_eq!(Windows::of(Some(Cycle::Week), 0, 6), Windows::default());
        assert_eq!(Windows::of(Some(Cycle::Constant), 0, 8).growth.unwrap(), [3..5, 6..8]);
        let holidays = Windows::of(None, 0, 60);
        assert_eq!(holidays.told().unwrap(), [26..33, 53..60]);
        assert_eq!((holidays.growth.unwrap(), holidays.by_troughs), ([23..37, 46..60], true));
        assert_eq!(Windows::of(None, 0, 10).recent, None);
        assert_eq!(Windows::of(Some(Cycle::Constant), 0, 1), Windows::default());
    }
}
