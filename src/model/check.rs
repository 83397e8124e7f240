//! Whether a process can be played: everything reachable, everything ends, everyone decided.
//!
//! The checks look at the graph alone, before a single application is played. Where the faults
//! stand in a file is not known here.

use super::case::COUNTERS;
use super::config::ModelConfig;
use super::paths::{decided_nowhere, endless_loops, in_loops, reachable, timeless_loops};
use super::process::{Decision, StageConfig, StageId, StageKind};
use crate::time::SimDuration;
use crate::words::say;

/// What is wrong with a process.
#[derive(Debug, Clone, PartialEq)]
pub enum ProcessFaultKind {
    /// There is no stage.
    Empty,
    /// No route leads to the stage.
    Unreachable,
    /// The stage is no exit and has no route.
    DeadEnd,
    /// Its routes may all be closed to an application: the last needs to be open to everyone.
    NoWayOn,
    /// The shares of its routes do not sum to one, but to this.
    Shares(f64),
    /// It lies in a loop from which no exit can be reached.
    NoExit,
    /// It lies in a loop that takes no time and has no limit.
    TimelessLoop,
    /// Its station has nobody on duty during the whole run.
    NoCapacity,
    /// Some application is served by none of its teams.
    NobodyMayServe,
    /// A route leads back before the filing of the application.
    FiledTwice,
    /// It asks for what is known only after filing.
    NotFiledYet,
    /// It asks for attributes, and the entities have none.
    NoAttributes,
    /// An application can leave there without a decision.
    Undecided,
    /// Too many stages in loops and routes with limits, of which there may be this many.
    TooManyCounters(usize),
}

/// A part of a stage, by its position among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The stage itself.
    Whole,
    /// A route.
    Route(usize),
    /// A service time under a condition.
    ServiceWhen(usize),
    /// A change of the service time.
    Adjustment(usize),
    /// A priority class.
    Priority(usize),
    /// A team.
    Team(usize),
    /// A condition for approval.
    Test(usize),
    /// How a decision is made.
    Decision,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcessFault {
    /// The stage.
    pub stage: StageId,
    /// Its name.
    pub name: String,
    /// The part of it, if it is about one.
    pub part: Part,
    /// What is wrong.
    pub kind: ProcessFaultKind,
}

impl std::fmt::Display for ProcessFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = &self.name;
        match &self.kind {
            ProcessFaultKind::Empty => f.write_str(say!(TheProcessHasNoStage)),
            ProcessFaultKind::Unreachable => f.write_str(&say!(NoRouteLeadsToThe, name = name)),
            ProcessFaultKind::DeadEnd => f.write_str(&say!(TheStageIsADead, name = name)),
            ProcessFaultKind::NoWayOn => f.write_str(&say!(AnApplicationCanBeStuck, name = name)),
            ProcessFaultKind::Shares(sum) => f.write_str(&say!(TheSharesOfTheRoutes, name = name, sum = sum)),
            ProcessFaultKind::NoExit => f.write_str(&say!(AnApplicationGoesRoundThrough, name = name)),
            ProcessFaultKind::TimelessLoop => f.write_str(&say!(AnApplicationCanGoRound, name = name)),
            ProcessFaultKind::NoCapacity => f.write_str(&say!(TheStationHasNobodyOn, name = name)),
            ProcessFaultKind::NobodyMayServe => f.write_str(&say!(SomeApplicationsAtTheStation, name = name)),
            ProcessFaultKind::FiledTwice => f.write_str(&say!(ARouteOfLeadsBack, name = name)),
            ProcessFaultKind::NotFiledYet => f.write_str(&say!(TheStageAsksForSomething, name = name)),
            ProcessFaultKind::NoAttributes => f.write_str(&say!(TheStageAsksForAttributes, name = name)),
            ProcessFaultKind::Undecided => f.write_str(&say!(AnApplicationCanLeaveAt, name = name)),
            ProcessFaultKind::TooManyCounters(most) => f.write_str(&say!(TheProcessHasMoreThan, most = most)),
        }
    }
}

/// Everything that is wrong with the process of a model.
pub fn check(config: &ModelConfig) -> Vec<ProcessFault> {
    let stages = &config.process.stages;
    let mut found = Vec::new();
    let mut add = |stage: usize, part: Part, kind: ProcessFaultKind| {
        let name = stages.get(stage).map_or(String::new(), |stage| stage.name.clone());
        found.push(ProcessFault { stage: stage as StageId, name, part, kind });
    };
    if stages.is_empty() {
        add(0, Part::Whole, ProcessFaultKind::Empty);
        return found;
    }
    let leads_before = |to: StageId| stages.get(usize::from(to)).is_some_and(|to| to.before_filing);
    if let Some(right) = config.human_request.filter(|right| leads_before(right.stage)) {
        add(usize::from(right.stage), Part::Whole, ProcessFaultKind::FiledTwice);
    }
    let reached = reachable(config);
    // What lies behind a dead end is unreachable for that reason, which is said there.
    let dead = |stage: &StageConfig| !matches!(stage.kind, StageKind::Exit(_)) && stage.next.is_empty();
    let broken = stages.iter().any(dead);
    for (at, stage) in stages.iter().enumerate() {
        let exit = matches!(stage.kind, StageKind::Exit(_));
        if !reached[at] && !broken {
            add(at, Part::Whole, ProcessFaultKind::Unreachable);
        }
        if exit {
            let withdrawn = matches!(stage.kind, StageKind::Exit(super::process::ExitOutcome::Withdrawn));
            if stage.before_filing && !withdrawn {
                add(at, Part::Whole, ProcessFaultKind::NotFiledYet);
            }
            continue;
        }
        let aside = stage.station().map_or([None, None], |station| [station.balked, station.reneged]);
        if !stage.before_filing && aside.into_iter().flatten().any(leads_before) {
            add(at, Part::Whole, ProcessFaultKind::FiledTwice);
        }
        if dead(stage) {
            add(at, Part::Whole, ProcessFaultKind::DeadEnd);
        }
        if let Some(kind) = routes(stage) {
            add(at, Part::Whole, kind);
        }
        for (position, route) in stage.next.iter().enumerate() {
            if !stage.before_filing && leads_before(route.to) {
                add(at, Part::Route(position), ProcessFaultKind::FiledTwice);
            }
        }
        knowledge(config, stage, |part, kind| add(at, part, kind));
        station(config, stage, |kind| add(at, Part::Whole, kind));
    }
    for at in endless_loops(stages) {
        add(at, Part::Whole, ProcessFaultKind::NoExit);
    }
    for at in timeless_loops(stages) {
        add(at, Part::Whole, ProcessFaultKind::TimelessLoop);
    }
    for at in decided_nowhere(config) {
        add(at, Part::Whole, ProcessFaultKind::Undecided);
    }
    let limited = stages.iter().flat_map(|stage| &stage.next).filter(|route| route.limit.is_some()).count();
    if limited + in_loops(config).iter().filter(|looped| **looped).count() > COUNTERS {
        add(0, Part::Whole, ProcessFaultKind::TooManyCounters(COUNTERS));
    }
    found
}

/// Whether everyone finds a route, and the shares make a distribution.
fn routes(stage: &StageConfig) -> Option<ProcessFaultKind> {
    let open = |route: &&super::process::RouteConfig| route.when.is_empty() && route.limit.is_none();
    let rest = stage.next.iter().filter(open).any(|route| route.share.is_none());
    let shares = |open_only: bool| -> f64 {
        let counted =
            stage.next.iter().filter(|route| !open_only || (route.when.is_empty() && route.limit.is_none()));
        counted.filter_map(|route| route.share).sum()
    };
    let all: f64 =
        stage.next.iter().filter(|route| route.when.is_empty()).filter_map(|route| route.share).sum();
    let whole = |sum: f64| (sum - 1.0).abs() < 1e-9;
    if rest {
        // The route open to everyone takes what is left; there must be something left to take.
        return (all > 1.0 + 1e-9).then_some(ProcessFaultKind::Shares(all));
    }
    let drawn = stage.next.iter().any(|route| route.share.is_some());
    if drawn && !whole(all) {
        return Some(ProcessFaultKind::Shares(all));
    }
    (shares(true) <= 0.0 && !stage.next.is_empty()).then_some(ProcessFaultKind::NoWayOn)
}

/// Whether a stage asks for what is not known.
fn knowledge<'a>(
    config: &'a ModelConfig,
    stage: &'a StageConfig,
    mut add: impl FnMut(Part, ProcessFaultKind),
) {
    let mut conditions: Vec<(Part, &super::Condition)> = Vec::new();
    let mut put = |part: fn(usize) -> Part, listed: &mut dyn Iterator<Item = &'a super::Condition>| {
        conditions.extend(listed.enumerate().map(|(at, when)| (part(at), when)));
    };
    put(Part::Route, &mut stage.next.iter().map(|route| &route.when));
    match &stage.kind {
        StageKind::Station(station) => {
            put(Part::ServiceWhen, &mut station.service_when.iter().map(|(when, _)| when));
            put(Part::Adjustment, &mut station.adjust.iter().map(|adjust| &adjust.when));
            put(Part::Priority, &mut station.priority.iter());
            let teams = station.teams.iter().filter_map(|team| config.process.teams.get(usize::from(*team)));
            put(Part::Team, &mut teams.map(|team| &team.serves));
        }
        StageKind::Decision(Decision::Test(tests)) => put(Part::Test, &mut tests.iter()),
        StageKind::Decision(decision) => {
            let needs_person =
                matches!(decision, Decision::Screen | Decision::Reviewer | Decision::Band { .. });
            if needs_person && config.plain {
                add(Part::Decision, ProcessFaultKind::NoAttributes);
            } else if needs_person && stage.before_filing {
                add(Part::Decision, ProcessFaultKind::NotFiledYet);
            }
        }
        StageKind::Delay(_) | StageKind::Exit(_) => {}
    }
    for (part, condition) in conditions {
        if config.plain && condition.needs_person() {
            add(part, ProcessFaultKind::NoAttributes);
        } else if stage.before_filing && condition.needs_filing() {
            add(part, ProcessFaultKind::NotFiledYet);
        }
    }
}

/// Whether a station has people for everyone.
fn station(config: &ModelConfig, stage: &StageConfig, mut add: impl FnMut(ProcessFaultKind)) {
    let Some(station) = stage.station() else { return };
    let teams: Vec<_> =
        station.teams.iter().filter_map(|team| config.process.teams.get(usize::from(*team))).collect();
    let days = config.arrivals.days + config.drain_days;
    let on_duty = |team: &super::process::TeamConfig| {
        let works = |crew: &crate::engine::Crew| {
            crew.people > 0 && (0..days).any(|day| crew.hours.duty_on(day) > SimDuration::ZERO)
        };
        team.crews.iter().any(works)
    };
    if stage.enabled && !teams.iter().any(|team| on_duty(team)) {
        add(ProcessFaultKind::NoCapacity);
    }
    // Teams that choose by cause and time alone may together take every cause, sooner or later.
    let every = (1_u64 << config.names.causes.len().min(63)) - 1;
    let mut causes = 0;
    for team in teams.iter().filter(|team| on_duty(team)) {
        causes |= team.serves.causes_in_time().unwrap_or(0);
    }
    if teams.iter().any(|team| on_duty(team)) && causes & every != every {
        add(ProcessFaultKind::NobodyMayServe);
    }
}
