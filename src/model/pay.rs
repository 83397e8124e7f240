//! What the lender pays people: for their hours on duty, or for the work they do.
//!
//! Hours on duty are known before anything is played; they are paid on days with arrivals. Work after these days is
//! paid as it is done, whatever people are paid for before: else the work that an overloaded team leaves for later
//! would be free. Overtime, which is work beyond the shift, is paid as it is done as well. What a decision costs is
//! not known here: an observer adds it up.

use std::sync::Arc;

use super::config::ModelConfig;
use super::counted::Counted;
use super::plan::Model;
use super::process::{ProcessConfig, TeamConfig};
use crate::engine::EndOfShift;
use crate::observe::Pay;
use crate::time::{OfficeHours, SimDuration, SimTime};

/// What the people of a team are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidFor {
    /// Their hours on duty, busy or not.
    Duty,
    /// The hours they work.
    Work,
}

/// What an hour of one person costs, CNY, by whether the application they work on has been filed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HourlyCost {
    /// Before filing.
    pub before_filing: f64,
    /// After it.
    pub after_filing: f64,
}

impl HourlyCost {
    /// The same before and after.
    pub const fn always(cny: f64) -> Self {
        Self { before_filing: cny, after_filing: cny }
    }

    fn of(&self, filed: bool) -> f64 {
        if filed { self.after_filing } else { self.before_filing }
    }
}

/// What hours are multiplied by: on rest days and holidays all of them, on other days those beyond the shift.
#[derive(Debug, Clone, PartialEq)]
pub struct PayFactors {
    /// Per day of the run: 1 on a working day. Later days have 1.
    pub by_day: Arc<[f64]>,
    /// Of overtime on a day whose factor is not above it.
    pub overtime: f64,
}

impl PayFactors {
    fn on(&self, day: u32) -> f64 {
        self.by_day.get(day as usize).copied().unwrap_or(1.0)
    }

    /// The factor of overtime: that of the day does not come on top of it.
    fn overtime_on(&self, day: u32) -> f64 {
        self.overtime.max(self.on(day))
    }
}

/// Per team: what is asked when it has worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PaysFor {
    /// Whether its work is paid as it is done.
    work: bool,
    /// Whether it may work beyond its shift.
    overtime: bool,
}

/// What each team's work is paid for.
pub(super) fn pays_for(process: &ProcessConfig) -> Vec<PaysFor> {
    let of = |team: &TeamConfig| PaysFor {
        work: team.paid_for == PaidFor::Work,
        overtime: matches!(team.end_of_shift, EndOfShift::Finish | EndOfShift::FinishWithin(_)),
    };
    process.teams.iter().map(of).collect()
}

/// From when on work may be paid as it is done: always, or after the days with arrivals.
pub(super) fn pays_from(config: &ModelConfig, pays: &[PaysFor]) -> SimTime {
    let always = pays.iter().any(|team| team.work || team.overtime);
    if always { SimTime::START } else { SimTime::from_day(config.arrivals.days) }
}

/// Hours on duty that are paid, on days with arrivals, as far as they count. A team whose stations are all switched off is
/// not on duty; one that serves on both sides of filing costs what it does after it.
pub(super) fn duty(config: &ModelConfig, counted: &Counted) -> Pay {
    let process = &config.process;
    let mut sum = Pay::default();
    for (at, team) in process.teams.iter().enumerate() {
        let mut serves = process.stages.iter().filter(|stage| {
            stage.enabled && stage.station().is_some_and(|station| station.teams.contains(&(at as u16)))
        });
        let Some(first) = serves.next() else { continue };
        if team.paid_for == PaidFor::Work {
            continue;
        }
        let filed = !first.before_filing || serves.any(|stage| !stage.before_filing);
        let hour = team.hourly.of(filed);
        for day in counted.from.day()..counted.days.min(config.arrivals.days) {
            let from = SimTime::from_day(day).max(counted.from);
            let hours = team.duty_between(from, SimTime::from_day(day + 1));
            sum += Pay { hours, overtime_hours: 0.0, cny: hours * hour * config.pay.on(day) };
        }
    }
    sum
}

impl Model {
    /// What is paid for a stretch of work from `from` to `until` by one of a team's people, on an application that
    /// has been filed or not: all of it for those who are paid for work and after the days with arrivals, else what
    /// lies beyond the shift. It counts from the warm-up on, or on the days that count. `None` where nothing is paid.
    #[inline(never)]
    pub(super) fn pay(&self, stretch: &Stretch<'_>) -> Option<Pay> {
        let &Stretch { team, filed, hours, from, until, straight } = stretch;
        let pays = self.pays_for[usize::from(team)];
        let first_unpaid = self.config.arrivals.days;
        if !(pays.work || pays.overtime && straight || until > SimTime::from_day(first_unpaid)) {
            return None;
        }
        let hour = self.team(team).hourly.of(filed);
        let factors = &self.config.pay;
        let mut sum = Pay::default();
        let (mut from, until) = (from.max(self.counted.from), until.min(self.counted.until));
        while from < until {
            let day = from.day();
            let part = until.min(SimTime::from_day(day + 1));
            let on_duty = hours.between(from, part);
            let over = if straight { part.since(from) - on_duty } else { SimDuration::ZERO };
            let as_done = pays.work || day >= first_unpaid;
            let (on_duty, over) = (if as_done { on_duty.as_hours() } else { 0.0 }, over.as_hours());
            sum += Pay {
                hours: on_duty + over,
                overtime_hours: over,
                cny: hour * (on_duty * factors.on(day) + over * factors.overtime_on(day)),
            };
            from = part;
        }
        (sum.hours > 0.0).then_some(sum)
    }

    /// What is paid for work at a station that is switched off, done at `now`: it takes nobody's time on duty, so it
    /// is paid whatever else its people are paid for, the time that is not productive included.
    pub(super) fn pay_aside(
        &self,
        team: u16,
        filed: bool,
        handling: SimDuration,
        now: SimTime,
    ) -> Option<Pay> {
        if now < self.counted.from || now >= self.counted.until {
            return None;
        }
        let who = self.team(team);
        let hours = handling.as_hours() / who.availability;
        let cny = hours * who.hourly.of(filed) * self.config.pay.on(now.day());
        Some(Pay { hours, overtime_hours: 0.0, cny })
    }
}

/// A stretch of work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) team: u16,
    /// Whether the application has been filed.
    pub(super) filed: bool,
    /// The hours of whoever works.
    pub(super) hours: &'a OfficeHours,
    pub(super) from: SimTime,
    pub(super) until: SimTime,
    /// Whether it ran straight through, or stood still off duty.
    pub(super) straight: bool,
}
