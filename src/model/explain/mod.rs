//! One applicant's journey explained: what they believed and did, how each application was judged, and the least change
//! that would have turned each refusal.
//!
//! What happened was kept while the replication was played ([`Journeys`](crate::observe::Journeys)). What nobody was
//! told is found again from the keys. A refusal with something changed is judged by the handlers of the process
//! themselves, with the draws of the run; there is no second account of a policy here.

mod doing;
mod life;
mod rehearsal;
mod script;
mod turned;

pub use doing::{BehaviourTurn, TogetherTurn};
pub use life::{Preparation, TakesUp};
pub use rehearsal::Readers;
pub use script::StationVisit;
pub use turned::{FactorTurn, ItemTurn, LATEST_DAYS, LaterTurn, LeastChange, OCCASIONS, ReviewerTurn};

use self::life::Life;
use self::rehearsal::{Subject, rehearse};
use self::script::Script;
use super::plan::Model;
use crate::behaviour::{BehaviourSet, Progress};
use crate::observe::{Activity, Journey, KeptApplicant, KeptApplication};
use crate::random::ReplicationKey;
use crate::time::SimTime;

/// The journey of one applicant.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Counted from 0 within the replication.
    pub index: u64,
    /// Who they are, and what became of them.
    pub applicant: KeptApplicant,
    /// What they meant to do before each attempt.
    pub preparations: Vec<Preparation>,
    /// Each application that was filed.
    pub applications: Vec<ExplainedApplication>,
}

/// One application.
#[derive(Debug, Clone)]
pub struct ExplainedApplication {
    /// How it went.
    pub filed: KeptApplication,
    /// The behaviours that had taken effect when it was filed.
    pub working: BehaviourSet,
    /// Where its score comes from, in the order of the factors.
    pub factors: Vec<FactorScore>,
    /// The stations it came to.
    pub visits: Vec<StationVisit>,
    /// When the applicant asked for a person to look at an automatic refusal.
    pub human_request: Option<SimTime>,
    /// When the applicant read that it was refused.
    pub read_at: Option<SimTime>,
    /// What would have turned it, if it was refused.
    pub least: Option<LeastChange>,
}

/// The score of a factor and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorScore {
    /// 0..1.
    pub score: f64,
    /// Its weight in the score, 0..1.
    pub weight: f64,
    /// What behaviours and edits have added since the restriction, in factor points; less than zero where they cost.
    pub gain: f64,
    /// What it reads of the file.
    pub items: Vec<ItemScore>,
}

/// What an item of a factor is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemScore {
    /// The position of the attribute among those of an applicant.
    pub attribute: usize,
    /// What is on file.
    pub value: f64,
    /// Its points, 0..1.
    pub points: f64,
    /// The weight of the item within its factor, 0..1.
    pub weight: f64,
}

/// Explains a journey that was kept in replication `replication` of `model` under `seed`; `None` of entities without
/// attributes and of someone who never came.
pub fn explain(
    model: &Model,
    seed: u64,
    replication: u64,
    index: u64,
    journey: &Journey,
) -> Option<Explained> {
    let applicant = journey.applicant.clone()?;
    let key = ReplicationKey::new(seed, replication);
    let life = Life::lived(model, key, index, journey, &applicant);
    let application = |filed: &KeptApplication| {
        let progress = life.progress_at(filed.attempt);
        let script = Script::of(model, journey, filed.attempt);
        let subject = Subject { index, applicant: &applicant, progress, filed, script: &script };
        let refused = filed.approved == Some(false);
        let moment = |wanted: Activity| {
            // Whoever asks for a person reads two refusals: the last one counts.
            let mut events = journey.events.iter().rev().map(|kept| &kept.event);
            events
                .find(|event| event.activity == wanted && event.case.attempt == filed.attempt)
                .map(|event| event.at)
        };
        ExplainedApplication {
            filed: *filed,
            working: progress.working(filed.submitted_at),
            factors: factors(model, &applicant, progress, filed),
            visits: script.visits(),
            human_request: moment(Activity::HumanReviewRequest),
            read_at: moment(Activity::RefusalRead),
            least: refused
                .then(|| rehearse(model, key, |rehearsal| turned::least(rehearsal, &subject, &life))),
        }
    };
    let applications = journey.applications.iter().map(application).collect();
    Some(Explained { index, applicant, preparations: life.preparations, applications })
}

/// The factors of an application with their items.
fn factors(
    model: &Model,
    applicant: &KeptApplicant,
    progress: &Progress,
    filed: &KeptApplication,
) -> Vec<FactorScore> {
    let config = model.config();
    let shifts = model.behaviours.shifts(&config.effects, &applicant.applicant, progress, filed.submitted_at);
    let view = model.submitted_view(&applicant.applicant, &applicant.own, &shifts, filed.attempt);
    let scorecard = config.screen.scorecard();
    let factor = |factor: usize| {
        let items = scorecard.items().filter(|(of, _)| *of == factor).map(|(_, item)| {
            let value = view.value(item.attribute);
            ItemScore {
                attribute: usize::from(item.attribute),
                value,
                points: item.points.of(value),
                weight: item.weight,
            }
        });
        FactorScore {
            score: filed.factors[factor],
            weight: scorecard.weight(factor),
            gain: view.gains[factor],
            items: items.collect(),
        }
    };
    (0..scorecard.factors()).map(factor).collect()
}
