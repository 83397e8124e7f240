//! A journey with the names of its scenario: what scripts read, and what is told in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::names::Named;
use super::turned::{LeastPart, least_part};
use crate::model::{Explained, ExplainedApplication, FactorScore, Preparation, StationVisit};
use crate::observe::Status;
use crate::population::TrueRisk;

/// One applicant's journey.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Document {
    pub(crate) scenario: String,
    pub(crate) seed: u64,
    pub(crate) replication: u64,
    pub(crate) applicant: u64,
    pub(crate) case_id: String,
    pub(crate) time_zone: String,
    pub(crate) settings_changed: Vec<String>,
    pub(crate) cause: String,
    pub(crate) restriction: String,
    pub(crate) channel: &'static str,
    pub(crate) segments: BTreeMap<String, String>,
    pub(crate) attributes: BTreeMap<String, f64>,
    pub(crate) restricted_at: String,
    pub(crate) preparations: Vec<PreparationPart>,
    pub(crate) applications: Vec<ApplicationPart>,
    pub(crate) fate: &'static str,
    pub(crate) ended_at: String,
    pub(crate) restored_at: Option<String>,
    pub(crate) days: f64,
    pub(crate) effort_hours: f64,
    pub(crate) cost_cny: f64,
    pub(crate) arrears_cny: f64,
    pub(crate) true_risk: Option<f64>,
    pub(crate) bad: bool,
}

/// Before an attempt.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PreparationPart {
    pub(crate) attempt: u8,
    pub(crate) at: String,
    pub(crate) believed_cause: Option<String>,
    pub(crate) takes_up: Vec<TakesUpPart>,
}

/// A behaviour that is taken up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct TakesUpPart {
    pub(crate) behaviour: String,
    pub(crate) effective_at: Option<String>,
    pub(crate) awaited: bool,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ApplicationPart {
    pub(crate) attempt: u8,
    pub(crate) submitted_at: String,
    pub(crate) behaviours: Vec<String>,
    pub(crate) behaviours_in_effect: Vec<String>,
    pub(crate) score: f64,
    pub(crate) refuse_below: Option<f64>,
    pub(crate) approve_at: Option<f64>,
    pub(crate) factors: Vec<FactorPart>,
    pub(crate) fast_lane: bool,
    pub(crate) route: &'static str,
    pub(crate) rule: Option<String>,
    pub(crate) stations: Vec<StationPart>,
    pub(crate) human_requested_at: Option<String>,
    pub(crate) status: &'static str,
    pub(crate) decision: Option<&'static str>,
    pub(crate) reasons: Vec<String>,
    pub(crate) decided_at: Option<String>,
    pub(crate) decision_working_days: Option<u32>,
    pub(crate) withdrawn_at: Option<String>,
    pub(crate) notified_at: Option<String>,
    /// When a refusal was read.
    pub(crate) read_at: Option<String>,
    /// Whether the notice of a refusal was seen when it came.
    pub(crate) notice_seen: Option<bool>,
    pub(crate) handling_minutes: f64,
    pub(crate) least_change: Option<LeastPart>,
}

/// A factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FactorPart {
    pub(crate) factor: String,
    pub(crate) score: f64,
    pub(crate) weight: f64,
    pub(crate) score_points: f64,
    pub(crate) gain: f64,
    pub(crate) items: Vec<ItemPart>,
}

/// An item of a factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ItemPart {
    pub(crate) item: String,
    pub(crate) value: f64,
    pub(crate) points: f64,
    pub(crate) weight: f64,
    /// Points of the score that it brings, and that it could bring.
    pub(crate) score_points: f64,
    pub(crate) most_score_points: f64,
}

/// A visit of a station.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct StationPart {
    pub(crate) station: String,
    pub(crate) came_at: String,
    pub(crate) waiting: Option<u32>,
    pub(crate) started_at: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) ended_at: Option<String>,
    pub(crate) left_at: Option<String>,
}

/// A journey with names.
pub(super) fn document(named: &mut Named<'_>, explained: &Explained, changed: &[String]) -> Document {
    let who = &explained.applicant;
    let applicant = &who.applicant;
    let preparations = explained.preparations.iter().map(|part| preparation(named, part)).collect();
    let applications = explained.applications.iter().map(|part| application(named, part)).collect();
    Document {
        scenario: named.scenario.to_owned(),
        seed: named.seed,
        replication: named.replication,
        applicant: explained.index,
        case_id: named.case_id(explained.index),
        time_zone: named.time_zone.to_owned(),
        settings_changed: changed.to_vec(),
        cause: named.cause(applicant.cause),
        restriction: named.restriction(applicant.restriction),
        channel: who.channel.name(),
        segments: named.segments(&who.segments),
        attributes: named.attributes(applicant, &who.own),
        restricted_at: named.at(who.restricted_at),
        preparations,
        applications,
        fate: who.fate.name(),
        ended_at: named.at(who.ended_at),
        restored_at: who.restored_at.map(|at| named.at(at)),
        days: who.ended_at.since(who.restricted_at).as_days(),
        effort_hours: who.effort_hours,
        cost_cny: who.cost_cny,
        arrears_cny: who.arrears_cny,
        true_risk: who.risk.map(TrueRisk::probability),
        bad: who.bad,
    }
}

fn preparation(named: &mut Named<'_>, part: &Preparation) -> PreparationPart {
    let takes_up = part.takes_up.iter().map(|taken| TakesUpPart {
        behaviour: named.behaviour(taken.behaviour),
        effective_at: named.until_end(taken.effective),
        awaited: taken.awaited,
    });
    let takes_up = takes_up.collect();
    PreparationPart {
        attempt: part.attempt,
        at: named.at(part.at),
        believed_cause: part.believed.map(|cause| named.cause(cause)),
        takes_up,
    }
}

fn application(named: &mut Named<'_>, part: &ExplainedApplication) -> ApplicationPart {
    let filed = &part.filed;
    let (refuse_below, approve_at) = named.bounds().unzip();
    let seen = match (filed.approved, filed.notified_at, part.read_at) {
        (Some(false), Some(notified), Some(read)) => Some(read == notified),
        _ => None,
    };
    ApplicationPart {
        attempt: filed.attempt,
        submitted_at: named.at(filed.submitted_at),
        behaviours: named.behaviours(filed.behaviours),
        behaviours_in_effect: named.behaviours(part.working),
        score: filed.score,
        refuse_below,
        approve_at,
        factors: (0..).zip(&part.factors).map(|(at, score)| factor(named, at, score)).collect(),
        fast_lane: filed.fast_lane,
        route: filed.route.name(),
        rule: filed.rule.map(|rule| named.rule(rule)),
        stations: part.visits.iter().map(|visit| station(named, visit)).collect(),
        human_requested_at: part.human_request.map(|at| named.at(at)),
        status: filed.status.name(),
        decision: filed.approved.map(|approved| if approved { "approved" } else { "refused" }),
        reasons: named.reasons(filed.reasons),
        decided_at: filed.decided_at.map(|at| named.at(at)),
        decision_working_days: filed.working_days.filter(|_| filed.status == Status::Decided),
        withdrawn_at: filed.withdrawn_at.map(|at| named.at(at)),
        notified_at: filed.notified_at.map(|at| named.at(at)),
        read_at: part.read_at.map(|at| named.at(at)),
        notice_seen: seen,
        handling_minutes: filed.handling.as_minutes(),
        least_change: part.least.as_ref().map(|least| least_part(named, part, least)),
    }
}

fn factor(named: &Named<'_>, at: usize, score: &FactorScore) -> FactorPart {
    let items = score.items.iter().map(|item| ItemPart {
        item: named.attribute(item.attribute),
        value: item.value,
        points: item.points,
        weight: item.weight,
        score_points: 100.0 * score.weight * item.weight * item.points,
        most_score_points: 100.0 * score.weight * item.weight,
    });
    FactorPart {
        factor: named.factor(at),
        score: score.score,
        weight: score.weight,
        score_points: 100.0 * score.weight * score.score,
        gain: score.gain,
        items: items.collect(),
    }
}

fn station(named: &mut Named<'_>, visit: &StationVisit) -> StationPart {
    StationPart {
        station: named.stage(visit.stage),
        came_at: named.at(visit.came_at),
        waiting: visit.waiting,
        started_at: visit.started_at.map(|at| named.at(at)),
        resource: visit.by.map(|by| named.member(by)),
        ended_at: visit.ended_at.map(|at| named.at(at)),
        left_at: visit.left_at.map(|at| named.at(at)),
    }
}
