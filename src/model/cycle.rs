//! After how long the circumstances of a model repeat: rates of arrival, people on duty, and what conditions ask of the
//! clock.
//!
//! A long run has a steady state only if they do, and its batches and its warm-up must be whole cycles. Chance does
//! not count: random factors of days, breakdowns and batches are the same in law on every day.

use std::collections::BTreeMap;

use super::condition::{Condition, Test};
use super::config::ModelConfig;
use super::plan::Model;
use super::process::{DelayTime, StageKind, TeamConfig};
use crate::population::ArrivalSource;
use crate::time::{Cycle, DAY, Shift, SimDuration};
use crate::words::say;

/// Cycles that a series of trial runs has at least.
const TRIAL_CYCLES: u32 = 30;
/// Cycles without which a series says nothing.
const LEAST_CYCLES: u32 = 10;

/// Duty from midnight to midnight.
const WHOLE_DAY: Shift = Shift { start: SimDuration::ZERO, end: DAY };

/// Why a model has no cycle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCycle {
    /// Two days a week apart differ.
    #[error("{}", say!(OnAndOnAWeek, what = what, first = first, second = second))]
    Differs {
        /// What differs, such as the hours of a team.
        what: String,
        /// Date of a day.
        first: String,
        /// Date of the day a week later.
        second: String,
    },
    /// The period holds too few cycles, and it cannot be lengthened.
    #[error("{}", say!(DaysHoldWholeAndAre, days = days, cycles = cycles, unit = unit, least_cycles = LEAST_CYCLES))]
    TooFew {
        /// Days with arrivals.
        days: u32,
        /// Whole cycles in them.
        cycles: u32,
        /// What a cycle is called.
        unit: &'static str,
    },
}

/// When people are on duty on a day, and how many keep these hours.
type Duty = BTreeMap<Vec<Shift>, u32>;

fn duty(team: &TeamConfig, day: u32) -> Duty {
    let mut all = Duty::new();
    for crew in team.crews.iter().filter(|crew| !crew.hours.on(day).is_empty()) {
        *all.entry(crew.hours.on(day).to_vec()).or_insert(0) += crew.people;
    }
    all
}

/// Something that may differ from day to day, told as a number that is equal on equal days.
struct Pattern {
    what: String,
    days: Vec<u32>,
}

/// Numbers for things, equal for equal ones.
fn numbered<T: Ord>(things: impl Iterator<Item = T>) -> Vec<u32> {
    let mut known = BTreeMap::new();
    things
        .map(|thing| {
            let next = known.len() as u32;
            *known.entry(thing).or_insert(next)
        })
        .collect()
}

/// What differs from day to day over the first `days` days, apart from arrivals.
fn schedules(config: &ModelConfig, days: u32) -> Vec<Pattern> {
    let teams = config.process.teams.iter().map(|team| Pattern {
        what: format!("the hours of the team `{}`", team.name),
        days: numbered((0..days).map(|day| duty(team, day))),
    });
    let delays = config.process.stages.iter().filter_map(|stage| match &stage.kind {
        StageKind::Delay(delay) if stage.enabled && !matches!(delay.time, DelayTime::Calendar(_)) => {
            let hours = &delay.hours;
            let worked = |day| (hours.calendar().is_working(day), hours.on(day).to_vec());
            let what = format!("the working hours of the delay `{}`", stage.name);
            Some(Pattern { what, days: numbered((0..days).map(worked)) })
        }
        _ => None,
    });
    teams.chain(delays).collect()
}

fn patterns(config: &ModelConfig, days: u32) -> Vec<Pattern> {
    let mut all = schedules(config, days);
    if let ArrivalSource::Drawn(stream) = &config.arrivals.source {
        let rates = continued(&stream.day_factors, days).map(f64::to_bits);
        all.push(Pattern { what: "the rates of arrival".to_owned(), days: numbered(rates) });
    }
    all
}

/// The factors of so many days: those given, and as in the last week of them from there on.
fn continued(factors: &[f64], days: u32) -> impl Iterator<Item = f64> + '_ {
    let week = factors.len().min(7);
    let last_week = &factors[factors.len() - week..];
    let beyond = last_week.iter().copied().chain(week.eq(&0).then_some(1.0)).cycle();
    factors.iter().copied().chain(beyond).take(days as usize)
}

/// Every condition of a process.
fn conditions(config: &ModelConfig) -> impl Iterator<Item = &Condition> {
    let process = &config.process;
    let serves = process.teams.iter().map(|team| &team.serves);
    let of_stages = process.stages.iter().flat_map(|stage| {
        let routes = stage.next.iter().map(|route| &route.when);
        let station = stage.station().into_iter().flat_map(|station| {
            let services = station.service_when.iter().map(|(when, _)| when);
            services.chain(station.adjust.iter().map(|change| &change.when)).chain(&station.priority)
        });
        routes.chain(station)
    });
    serves.chain(of_stages)
}

/// The cycle of everything that differs from day to day, of the hours of a day, and of what conditions ask.
fn cycle(config: &ModelConfig, days: u32) -> Result<Cycle, NoCycle> {
    let patterns = patterns(config, days);
    let alike = patterns.iter().all(|pattern| pattern.days.windows(2).all(|pair| pair[0] == pair[1]));
    let asks = |of: fn(&Test) -> bool| conditions(config).any(|condition| condition.tests.iter().any(of));
    let weekdays = asks(|test| matches!(test, Test::Weekday(_)));
    if !alike || weekdays {
        for pattern in &patterns {
            let differs = (0..).zip(pattern.days.iter().zip(pattern.days.iter().skip(7)));
            let found = differs.into_iter().find(|(_, (now, week_later))| now != week_later);
            if let Some((day, _)) = found {
                let date = |day| config.calendar.date(day).to_string();
                let what = pattern.what.clone();
                return Err(NoCycle::Differs { what, first: date(day), second: date(day + 7) });
            }
        }
        return Ok(Cycle::Week);
    }
    let drawn_evenly = match &config.arrivals.source {
        ArrivalSource::Drawn(stream) => {
            stream.hour_profile.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq())
        }
        // Moments that are given may follow any pattern; a day is the least that can be assumed.
        ArrivalSource::Given(_) => false,
    };
    let always =
        config.process.teams.iter().all(|team| duty(team, 0).keys().all(|shifts| shifts == &[WHOLE_DAY]));
    let delays = config.process.stages.iter().any(|stage| {
        matches!(&stage.kind, StageKind::Delay(delay) if !matches!(delay.time, DelayTime::Calendar(_)))
    });
    let hours = asks(|test| matches!(test, Test::Time { .. }));
    Ok(if drawn_evenly && always && !delays && !hours { Cycle::Constant } else { Cycle::Day })
}

impl Model {
    /// After how long its circumstances repeat, over the days with arrivals.
    ///
    /// # Errors
    /// Weeks are not alike: there are holidays, months with a profile, or people who come and go.
    pub fn cycle(&self) -> Result<Cycle, NoCycle> {
        let config = self.config();
        cycle(config, config.arrivals.days)
    }

    /// The model as trial runs play it that look for the end of the warm-up, and its cycle: without a warm-up, and
    /// with at least 30 cycles of arrivals where the pattern goes on beyond the period.
    ///
    /// # Errors
    /// As of [`Self::cycle`], and if there are fewer than ten cycles and cannot be more.
    pub fn trial(&self) -> Result<(Self, Cycle), NoCycle> {
        let (config, found) = (self.config(), self.cycle()?);
        let (days, wanted) = (config.arrivals.days, TRIAL_CYCLES * found.days());
        if found == Cycle::Constant {
            return Ok((self.clone(), found));
        }
        if days < wanted
            && cycle(config, wanted).is_ok_and(|longer| longer == found)
            && let Some(longer) = self.lengthened(wanted)
        {
            return Ok((longer, found));
        }
        let cycles = days / found.days();
        if cycles < LEAST_CYCLES {
            return Err(NoCycle::TooFew { days, cycles, unit: found.name() });
        }
        Ok((self.clone(), found))
    }

    /// The same model with arrivals on so many days, and no drain; `None` where arrivals are given.
    fn lengthened(&self, days: u32) -> Option<Self> {
        let mut config = self.config().clone();
        let ArrivalSource::Drawn(stream) = &mut config.arrivals.source else { return None };
        stream.day_factors = continued(&stream.day_factors, days).collect();
        (config.arrivals.days, config.drain_days) = (days, 0);
        Self::new(config).ok()
    }
}

/// The cycle of a model for whoever counts; `None` if it has none.
pub(super) fn cycle_of(config: &ModelConfig) -> Option<Cycle> {
    cycle(config, config.arrivals.days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_go_on_as_in_the_last_week() {
        let factors: Vec<f64> = (0..10).map(f64::from).collect();
        let all: Vec<f64> = continued(&factors, 18).collect();
        assert_eq!(all[..10], factors[..]);
        assert_eq!(all[10..], [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 3.0]);
        assert_eq!(continued(&[], 2).collect::<Vec<_>>(), [1.0, 1.0]);
        assert_eq!(continued(&[2.0, 3.0], 5).collect::<Vec<_>>(), [2.0, 3.0, 2.0, 3.0, 2.0]);
    }
}
