//! Paths through the graph of a process: what can be reached, what goes round, what is decided.

use super::condition::{Condition, Test};
use super::config::ModelConfig;
use super::process::{Decision, ExitOutcome, StageConfig, StageId, StageKind, no_time};
use crate::policy::Route;

/// Marks everything that can be reached from `start` along `next`.
fn mark(start: &[usize], count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let mut seen = vec![false; count];
    let mut open: Vec<usize> = start.iter().copied().filter(|at| *at < count).collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut seen[at], true) {
            open.extend(next(at).into_iter().filter(|to| *to < count));
        }
    }
    seen
}

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
    let before = |to: usize| (0..stages.len()).filter(|at| successors(stages, *at).contains(&to)).collect();
    mark(&exits, stages.len(), before)
}

/// Stages that lie in a loop from which no exit can be reached; one a loop, and none that only leads
/// into another.
pub(super) fn endless_loops(stages: &[StageConfig]) -> Vec<usize> {
    let ends = exits_ahead(stages);
    let ahead = |at: usize| mark(&successors(stages, at), stages.len(), |at| successors(stages, at));
    let mut found: Vec<usize> = Vec::new();
    for at in (0..stages.len()).filter(|at| !ends[*at]) {
        let round = ahead(at);
        if round[at] && !found.iter().any(|earlier| round[*earlier]) {
            found.push(at);
        }
    }
    found
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
    (0..stages.len()).map(|at| mark(&next(at), stages.len(), next)[at]).collect()
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
    let mut found: Vec<usize> = Vec::new();
    for at in 0..stages.len() {
        let round = mark(&next(at), stages.len(), next);
        if round[at] && !found.iter().any(|earlier| round[*earlier]) {
            found.push(at);
        }
    }
    found
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
