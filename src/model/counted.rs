//! What is counted of a run, which is played whole: what begins after the warm-up, or what is filed on some days.

use std::ops::Range;
use std::sync::Arc;

use super::config::ModelConfig;
use super::cycle::cycle_of;
use super::pay;
use super::process::{Decision, ProcessConfig, StageConfig, StageKind, TeamConfig};
use crate::engine::Crew;
use crate::observe::{
    CrossPlan, Duty, GroupPlan, SLOTS, StationFacts, TallyConfig, TeamPlan, TimePlan, by_hour,
};
use crate::time::SimTime;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    /// What began before this moment is not.
    pub(super) from: SimTime,
    /// What began at this moment or later is not.
    pub(super) until: SimTime,
    /// Levels and hours on duty are summed up to the end of so many days.
    pub(super) days: u32,
    /// Whether an application begins, for that, when it is filed, and an applicant with the first one filed; else both
    /// begin when the account is restricted.
    pub(super) by_filing: bool,
}

/// What is counted besides, if somebody has asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Cuts {
    /// Cells of crossed segments.
    pub(super) cross: Option<Arc<CrossPlan>>,
    /// Figures by hour, weekday and people.
    pub(super) by_time: bool,
}

impl Counted {
    /// What begins after the warm-up; levels over the days with arrivals.
    pub(super) fn after_warm_up(config: &ModelConfig) -> Self {
        Self { from: config.warm_up, until: SimTime::NEVER, days: config.arrivals.days, by_filing: false }
    }

    /// What is filed on these days; levels over these days.
    pub(super) fn filed_on(days: Range<u32>) -> Self {
        let [from, until] = [days.start, days.end].map(SimTime::from_day);
        Self { from, until, days: days.end, by_filing: true }
    }
}

/// What a tally of a model needs to know.
pub(super) fn tally_config(config: &ModelConfig, days: u32, counted: &Counted, cuts: &Cuts) -> TallyConfig {
    let process = &config.process;
    let duty = |teams: &[u16]| {
        let teams = || teams.iter().map(|team| &process.teams[usize::from(*team)]);
        let by_day = (0..days).map(|day| teams().map(|team| team.duty_hours(day)).sum());
        let midnight = SimTime::from_day(counted.from.day());
        let before = teams().map(|team| team.duty_between(midnight, counted.from)).sum();
        Duty::new(by_day.collect::<Vec<f64>>(), counted.from, before)
    };
    let cycle = cycle_of(config);
    let mut stations = Vec::new();
    let mut lender_teams: Vec<u16> = Vec::new();
    for stage in &process.stages {
        let Some(station) = stage.station() else { continue };
        stations.push(StationFacts {
            name: stage.name.clone(),
            after_filing: !stage.before_filing,
            enabled: stage.enabled,
            duty: duty(&station.teams),
            due: station.due.is_some(),
            backlog: if stage.enabled { station.backlog } else { 0 },
            cycle,
        });
        if !stage.before_filing && stage.enabled {
            lender_teams.extend(&station.teams);
        }
    }
    lender_teams.sort_unstable();
    lender_teams.dedup();
    TallyConfig {
        names: Arc::clone(&config.names),
        plain: config.plain,
        stations: stations.into(),
        lender_duty: duty(&lender_teams),
        arrival_days: counted.days,
        days,
        warm_up: counted.from,
        until: counted.until,
        by_filing: counted.by_filing,
        filed_on_arrival: config.plain && process.stages.iter().all(|stage| !stage.before_filing),
        // On which day a way through the app ends is not told.
        app_screens: if config.plain || counted.by_filing { 0 } else { config.channels.screens.count() },
        screen_cny: if !config.plain && asks_the_screen(process) { config.screen_cny } else { 0.0 },
        duty_pay: pay::duty(config, counted),
        working_days: (counted.from.day()..counted.days)
            .filter(|day| config.calendar.is_working(*day))
            .count() as u32,
        cross: cuts.cross.clone(),
        by_time: cuts.by_time.then(|| Arc::new(time_plan(config, counted))),
    }
}

/// Whether a stage decides by the automatic screen.
fn asks_the_screen(process: &ProcessConfig) -> bool {
    let by_screen = |stage: &StageConfig| matches!(stage.kind, StageKind::Decision(Decision::Screen));
    process.stages.iter().any(by_screen)
}

/// The most people of a team who are told apart.
const ONE_BY_ONE: u32 = 200;

/// Who is on duty when, as far as it counts.
fn time_plan(config: &ModelConfig, counted: &Counted) -> TimePlan {
    let process = &config.process;
    let mut plan = TimePlan {
        first_weekday: config.calendar.first().weekday().to_monday_zero_offset() as u8,
        ..TimePlan::default()
    };
    let until = SimTime::from_day(counted.days);
    for stage in &process.stages {
        let Some(station) = stage.station() else { continue };
        let mut duty = [0.0; SLOTS];
        // Nobody is waited for at a station that is switched off.
        for team in station.teams.iter().filter(|_| stage.enabled) {
            for (from, until) in by_hour(counted.from, until) {
                let hours = process.teams[usize::from(*team)].duty_between(from, until);
                plan.slots(from).into_iter().for_each(|slot| duty[slot] += hours);
            }
        }
        plan.duty.push(duty);
    }
    plan.teams = process.teams.iter().map(|team| team_plan(team, counted.from, until)).collect();
    plan
}

fn team_plan(team: &TeamConfig, from: SimTime, until: SimTime) -> TeamPlan {
    let mut first = 0;
    let group = |crew: &Crew| {
        let people = first..first + crew.people;
        first = people.end;
        GroupPlan { people, duty: crew.hours.between(from, until).as_hours() }
    };
    let groups = team.crews.iter().filter(|crew| crew.people > 0).map(group).collect();
    let one_by_one = team.people() <= ONE_BY_ONE;
    TeamPlan { name: team.name.clone(), member: team.member.clone(), groups, one_by_one }
}
