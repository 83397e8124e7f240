//! The least change that would have turned a refusal, with the names of its scenario.

use serde::Serialize;

use super::names::Named;
use crate::model::{
    BehaviourTurn, ExplainedApplication, FactorTurn, ItemTurn, LaterTurn, LeastChange, Readers, ReviewerTurn,
};
use crate::stats::{ConfidenceLevel, wilson};

/// How many of those who might read it approve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct ReadersPart {
    pub(crate) approving: u32,
    pub(crate) of: u32,
}

/// What would have turned a refusal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LeastPart {
    pub(crate) repeats: bool,
    pub(crate) points: Vec<FactorTurnPart>,
    pub(crate) behaviours: Vec<BehaviourTurnPart>,
    pub(crate) together: Option<TogetherTurnPart>,
    pub(crate) reviewers: Vec<ReviewerTurnPart>,
    pub(crate) occasions: Option<OccasionsPart>,
    pub(crate) later: LaterPart,
}

/// More points of a factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FactorTurnPart {
    pub(crate) factor: String,
    pub(crate) score: f64,
    pub(crate) needed: f64,
    pub(crate) score_points: f64,
    pub(crate) route: &'static str,
    pub(crate) readers: ReadersPart,
    pub(crate) items: Vec<ItemTurnPart>,
}

/// More points of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ItemTurnPart {
    pub(crate) item: String,
    pub(crate) points: f64,
    pub(crate) needed: f64,
    pub(crate) value: f64,
    pub(crate) needed_value: Option<f64>,
}

/// A behaviour in effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct BehaviourTurnPart {
    pub(crate) behaviour: String,
    pub(crate) taken_up: bool,
    pub(crate) turns: bool,
    pub(crate) route: &'static str,
    pub(crate) score: f64,
    pub(crate) rule: Option<String>,
    pub(crate) readers: ReadersPart,
}

/// Behaviours in effect together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct TogetherTurnPart {
    pub(crate) behaviours: Vec<String>,
    pub(crate) route: &'static str,
    pub(crate) score: f64,
    pub(crate) readers: ReadersPart,
}

/// Another reviewer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ReviewerTurnPart {
    pub(crate) station: String,
    pub(crate) resource: String,
    pub(crate) others: u32,
    pub(crate) approving: Vec<String>,
}

/// Other occasions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct OccasionsPart {
    pub(crate) approving: u32,
    pub(crate) of: u32,
    pub(crate) ci_low: f64,
    pub(crate) ci_high: f64,
}

/// Another day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LaterPart {
    pub(crate) days: Option<u32>,
    pub(crate) most_days: u32,
    pub(crate) route: &'static str,
    pub(crate) score: f64,
    pub(crate) rule: Option<String>,
    pub(crate) readers: ReadersPart,
}

impl From<Readers> for ReadersPart {
    fn from(readers: Readers) -> Self {
        Self { approving: readers.approving, of: readers.of }
    }
}

/// What would have turned the refusal of an application.
pub(super) fn least_part(named: &Named<'_>, part: &ExplainedApplication, least: &LeastChange) -> LeastPart {
    let item = |turn: &ItemTurn| ItemTurnPart {
        item: named.attribute(turn.attribute),
        points: turn.points,
        needed: turn.needed,
        value: turn.value,
        needed_value: turn.needed_value,
    };
    let points = least.points.iter().map(|turn: &FactorTurn| FactorTurnPart {
        factor: named.factor(turn.factor),
        score: part.factors[turn.factor].score,
        needed: turn.needed,
        score_points: turn.score_points,
        route: turn.route.name(),
        readers: turn.readers.into(),
        items: turn.items.iter().map(item).collect(),
    });
    let behaviours = least.behaviours.iter().map(|turn: &BehaviourTurn| BehaviourTurnPart {
        behaviour: named.behaviour(turn.behaviour),
        taken_up: turn.taken_up,
        turns: turn.turns(),
        route: turn.route.name(),
        score: turn.score,
        rule: turn.rule.map(|rule| named.rule(rule)),
        readers: turn.readers.into(),
    });
    let together = least.together.map(|turn| TogetherTurnPart {
        behaviours: named.behaviours(turn.behaviours),
        route: turn.route.name(),
        score: turn.score,
        readers: turn.readers.into(),
    });
    let reviewers = least.reviewers.iter().map(|turn: &ReviewerTurn| ReviewerTurnPart {
        station: named.stage(turn.stage),
        resource: named.member(turn.by),
        others: turn.others,
        approving: turn.approving.iter().map(|by| named.member(*by)).collect(),
    });
    let occasions = least.occasions.and_then(|Readers { approving, of }| {
        let ends = wilson(u64::from(approving), u64::from(of), ConfidenceLevel::NINETY_FIVE)?;
        Some(OccasionsPart { approving, of, ci_low: ends.low, ci_high: ends.high })
    });
    let later = |turn: &LaterTurn| LaterPart {
        days: turn.days,
        most_days: crate::model::LATEST_DAYS,
        route: turn.route.name(),
        score: turn.score,
        rule: turn.rule.map(|rule| named.rule(rule)),
        readers: turn.readers.into(),
    };
    LeastPart {
        repeats: least.repeats,
        points: points.collect(),
        behaviours: behaviours.collect(),
        together,
        reviewers: reviewers.collect(),
        occasions,
        later: later(&least.later),
    }
}
