//! Paths through the graph of a process: what can be reached, what goes round, what is decided.

use super::condition::{Condition, Test};
use super::config::ModelConfig;
use super::graph::{cyclic, loops, mark, reversed};
use super::process::{Decision, DelayTime, ExitOutcome, StageConfig, StageId, StageKind, no_time};
use crate::policy::Route;

fn successors(stages: &[StageConfig], at: usize) -> Vec<usize> {
    stages[at].successors().map(usize::from).collect()
}

/// Where applications enter: the first stage, and where a request for a human comes back.
fn entries(config: &ModelConfig) -> Vec<usize> {
    std::iter::once(0).chain(config.human_request.map(|right| usize::from(right.stage))).collect()
}

/// Per stage: whether an application can get to it.
pub(super) fn reachable(config: &ModelConfig) -> Vec<bool> {
    let stages = &config.process.stages;
    mark(&entries(config), stages.len(), |at| successors(stages, at))
}

/// Per stage: whether an exit can be reached from it.
fn exits_ahead(stages: &[StageConfig]) -> Vec<bool> {
    let exits: Vec<usize> = (0..stages.len())
        .filter(|at| {
            // A line that is left without a stage named is left for good.
            let leaves = stages[*at].station().is_some_and(|station| {
                (station.patience.is_some() && station.reneged.is_none())
                    || (station.balk_at.is_some() && station.balked.is_none())
            });
            leaves || matches!(stages[*at].kind, StageKind::Exit(_))
        })
        .collect();
    let before = reversed(stages.len(), |at| successors(stages, at));
    mark(&exits, stages.len(), |at| before[at].clone())
}

/// Stages that lie in a loop from which no exit can be reached; one a loop, and none that only leads
/// into another.
pub(super) fn endless_loops(stages: &[StageConfig]) -> Vec<usize> {
    let ends = exits_ahead(stages);
    loops(stages.len(), |at| successors(stages, at), |at| !ends[at])
}

/// Per stage: whether one application can pass it more than once. A request for a human leads from
/// the exits back into the process.
pub(super) fn in_loops(config: &ModelConfig) -> Vec<bool> {
    let stages = &config.process.stages;
    let next = |at: usize| {
        let mut next = successors(stages, at);
        if let (StageKind::Exit(_), Some(right)) = (&stages[at].kind, config.human_request) {
            next.push(usize::from(right.stage));
        }
        next
    };
    cyclic(stages.len(), next)
}

/// Stages that lie in a loop in which no time passes and no route has a limit; one a loop.
pub(super) fn timeless_loops(stages: &[StageConfig]) -> Vec<usize> {
    let next = |at: usize| -> Vec<usize> {
        let stage = &stages[at];
        let mut next = Vec::new();
        if stage.is_timeless() {
            // Shares do not save a loop: it ends some day, and no time has passed until then.
            let free = stage.next.iter().filter(|route| route.limit.is_none() && route.share != Some(0.0));
            next.extend(free.map(|route| usize::from(route.to)));
        }
        // Whoever finds a line too long, or has no patience at all, goes on at the same moment.
        if let Some(station) = stage.station().filter(|_| stage.enabled) {
            let impatient = station.patience.as_ref().is_some_and(|law| no_time(law, 1.0));
            let aside = station.balked.into_iter().chain(station.reneged.filter(|_| impatient));
            next.extend(aside.map(usize::from));
        }
        next
    };
    loops(stages.len(), next, |_| true)
}

/// The stage through which an application may go round in the least time, and that time, seconds: on routes that are not
/// limited, and of which it is not sure to be led away in the end by chance. `None` if nobody can go round like that.
pub fn shortest_round(config: &ModelConfig) -> Option<(StageId, f64)> {
    let stages = &config.process.stages;
    let looped = in_loops(config);
    let nodes: Vec<usize> = (0..stages.len()).filter(|at| looped[*at]).collect();
    let position = |stage: StageId| nodes.iter().position(|node| *node == usize::from(stage));
    let mut times = vec![vec![f64::INFINITY; nodes.len()]; nodes.len()];
    for (from, at) in nodes.iter().enumerate() {
        for (to, seconds) in ways_on(&stages[*at]) {
            if let Some(to) = position(to) {
                times[from][to] = seconds.min(times[from][to]);
            }
        }
    }
    // The shortest ways between all pairs (Floyd 1962, Communications of the ACM 5(6), 345): few stages lie in loops.
    for over in 0..nodes.len() {
        for from in 0..nodes.len() {
            for to in 0..nodes.len() {
                let detour = times[from][over] + times[over][to];
                times[from][to] = detour.min(times[from][to]);
            }
        }
    }
    let rounds = nodes.iter().enumerate().map(|(at, stage)| (*stage as StageId, times[at][at]));
    rounds.filter(|(_, seconds)| seconds.is_finite()).min_by(|one, other| one.1.total_cmp(&other.1))
}

/// Where the routes of a stage lead that may be taken again and again, and how long the stage then takes on average,
/// seconds.
fn ways_on(stage: &StageConfig) -> Vec<(StageId, f64)> {
    /// A route that so many take is one that chance may lead along for ever.
    const NEARLY_ALL: f64 = 0.999;
    let time = match &stage.kind {
        _ if !stage.enabled => 0.0,
        StageKind::Delay(delay) => match &delay.time {
            DelayTime::Calendar(law) | DelayTime::Office(law) => law.mean(),
            DelayTime::WorkingDays(law) => law.mean() * 86_400.0,
            DelayTime::RunAt(_) => 3600.0,
        },
        StageKind::Station(station) => station.service.mean(),
        StageKind::Decision(_) | StageKind::Exit(_) => 0.0,
    };
    let routes = stage.next.iter().filter(|route| {
        route.limit.is_none() && route.when.is_empty() && route.share.is_none_or(|share| share >= NEARLY_ALL)
    });
    let mut ways: Vec<(StageId, f64)> = routes.map(|route| (route.to, time)).collect();
    if let Some(station) = stage.station().filter(|_| stage.enabled) {
        ways.extend(station.balked.map(|to| (to, 0.0)));
        ways.extend(station.reneged.zip(station.patience.as_ref()).map(|(to, law)| (to, law.mean())));
    }
    ways
}

/// What is known of an application on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Knowledge {
    /// Undecided.
    Open,
    /// Undecided: the screen sent it to a human.
    SentToHuman,
    /// Decided by the screen.
    Automatic,
    /// Decided.
    Decided,
}

const KNOWLEDGE: [Knowledge; 4] =
    [Knowledge::Open, Knowledge::SentToHuman, Knowledge::Automatic, Knowledge::Decided];

/// Whether something holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Always,
    Perhaps,
    Never,
}

impl Knowledge {
    fn decided(self) -> bool {
        matches!(self, Self::Automatic | Self::Decided)
    }

    fn test(self, test: &Test) -> Holds {
        let certain = |holds: bool| if holds { Holds::Always } else { Holds::Never };
        match test {
            Test::Decision(None) => certain(!self.decided()),
            Test::Decision(Some(_)) if !self.decided() => Holds::Never,
            Test::Route(set) => {
                let human = set[Route::Human.index()];
                let others: Vec<bool> =
                    (0..set.len()).filter(|at| *at != Route::Human.index()).map(|at| set[at]).collect();
                match self {
                    Self::SentToHuman => certain(human),
                    Self::Automatic if others.iter().all(|open| *open) => Holds::Always,
                    Self::Automatic if !others.contains(&true) => Holds::Never,
                    _ => Holds::Perhaps,
                }
            }
            _ => Holds::Perhaps,
        }
    }

    fn condition(self, condition: &Condition) -> Holds {
        let tests = condition.tests.iter().map(|test| self.test(test));
        tests.fold(Holds::Always, |all, one| match (all, one) {
            (Holds::Never, _) | (_, Holds::Never) => Holds::Never,
            (Holds::Always, Holds::Always) => Holds::Always,
            _ => Holds::Perhaps,
        })
    }

    /// What may be known after a decision.
    fn after(self, decision: &Decision) -> Vec<Self> {
        match decision {
            Decision::Nothing => vec![self],
            Decision::Screen => vec![Self::SentToHuman, Self::Automatic],
            Decision::Reviewer | Decision::Chance(_) | Decision::Test(_) => vec![Self::Decided],
            Decision::Band { approve_at, refuse_below } if refuse_below >= approve_at => vec![Self::Decided],
            Decision::Band { .. } if self == Self::SentToHuman => vec![self, Self::Decided],
            Decision::Band { .. } => vec![Self::Open, Self::Decided],
        }
    }
}

/// Exits by the decision made on the way that can be reached without one.
pub(super) fn decided_nowhere(config: &ModelConfig) -> Vec<usize> {
    let stages = &config.process.stages;
    let code = |stage: usize, known: Knowledge| stage * KNOWLEDGE.len() + known as usize;
    let next = |state: usize| -> Vec<usize> {
        let (at, known) = (state / KNOWLEDGE.len(), KNOWLEDGE[state % KNOWLEDGE.len()]);
        let stage = &stages[at];
        let after = match &stage.kind {
            StageKind::Decision(decision) => known.after(decision),
            _ => vec![known],
        };
        let mut found = Vec::new();
        for known in after {
            for route in &stage.next {
                let holds = known.condition(&route.when);
                if holds != Holds::Never && route.share != Some(0.0) {
                    found.push(code(usize::from(route.to), known));
                }
                if holds == Holds::Always && route.share.is_none() && route.limit.is_none() {
                    break;
                }
            }
            let station = stage.station();
            let aside = station.into_iter().flat_map(|station| [station.balked, station.reneged]).flatten();
            found.extend(aside.map(|to: StageId| code(usize::from(to), known)));
        }
        found
    };
    let start: Vec<usize> = entries(config).into_iter().map(|at| code(at, Knowledge::Open)).collect();
    let seen = mark(&start, stages.len() * KNOWLEDGE.len(), next);
    let undecided = |at: &usize| {
        matches!(stages[*at].kind, StageKind::Exit(ExitOutcome::Decided))
            && KNOWLEDGE.iter().any(|known| !known.decided() && seen[code(*at, *known)])
    };
    (0..stages.len()).filter(undecided).collect()
}
