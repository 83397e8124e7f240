//! What someone believed and took up, found again from the keys.

use crate::behaviour::{AfterRefusal, Behaviour, BehaviourSet, Progress, Told, Undecided};
use crate::model::Model;
use crate::observe::{Activity, Journey, KeptApplicant, OF_BACKLOG};
use crate::population::Cause;
use crate::random::ReplicationKey;
use crate::time::SimTime;

/// What someone meant to do before an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Preparation {
    /// The attempt, from 1.
    pub attempt: u8,
    /// When: at restriction, or when the last refusal was read.
    pub at: SimTime,
    /// The cause they believed in; `None` if nothing was left to do, or they meant to mend nothing.
    pub believed: Option<Cause>,
    /// What they took up.
    pub takes_up: Vec<TakesUp>,
}

/// A behaviour that is taken up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TakesUp {
    /// Which.
    pub behaviour: Behaviour,
    /// From when on it works; [`SimTime::NEVER`] if that lies too far ahead.
    pub effective: SimTime,
    /// Whether they waited for that before they applied.
    pub awaited: bool,
}

/// Everything that someone took up, attempt by attempt.
pub(super) struct Life {
    pub(super) preparations: Vec<Preparation>,
    /// How it stood after each.
    progress: Vec<Progress>,
}

impl Life {
    /// The life of an applicant.
    pub(super) fn lived(
        model: &Model,
        key: ReplicationKey,
        index: u64,
        journey: &Journey,
        applicant: &KeptApplicant,
    ) -> Self {
        let start = Progress::new(applicant.restricted_at);
        let mut life = Self { preparations: Vec::new(), progress: vec![start] };
        life.prepare(model, key, (index, applicant), (1, applicant.restricted_at, Told::Nothing), true);
        let told = if model.config().notice.reason_codes { Told::Reasons } else { Told::Generic };
        for kept in &journey.events {
            let event = &kept.event;
            if event.activity != Activity::RefusalRead {
                continue;
            }
            let (reapply, attempt) = (&model.config().reapply, event.case.attempt);
            let restriction = applicant.applicant.restriction;
            // Whoever asks for a person to look again reads twice of one attempt, and goes on after the second.
            let again = journey.events.iter().any(|other| {
                other.event.activity == Activity::HumanReviewRequest
                    && other.event.case.attempt == attempt
                    && other.event.sequence > event.sequence
            });
            if again {
                continue;
            }
            if let AfterRefusal::Again { mends, .. } = reapply.answer(key, index, restriction, attempt) {
                life.prepare(model, key, (index, applicant), (attempt + 1, event.at, told), mends);
            }
        }
        life
    }

    fn prepare(
        &mut self,
        model: &Model,
        key: ReplicationKey,
        (index, applicant): (u64, &KeptApplicant),
        (attempt, at, told): (u8, SimTime, Told),
        mends: bool,
    ) {
        let Some(mut progress) = self.progress.last().cloned() else { return };
        let left = applicant.eligible.without(progress.adopted());
        let open = if mends { left } else { BehaviourSet::NONE };
        let who = Undecided::new(&applicant.applicant, applicant.segments, open);
        let intentions = model.behaviours.intentions(key, index, attempt, &who, told);
        let mut takes_up = Vec::new();
        for behaviour in intentions.adopted.iter() {
            // Of those who were in a line from the start, all that they meant to do has taken effect.
            let effective = if index >= OF_BACKLOG {
                at
            } else {
                model.effective(behaviour, at, intentions.delay(behaviour))
            };
            progress.adopt(behaviour, at, effective);
            let awaited = intentions.awaited.contains(behaviour);
            takes_up.push(TakesUp { behaviour, effective: progress.effective(behaviour), awaited });
        }
        let checks = !open.is_empty();
        let believed = checks.then(|| model.behaviours.believed(key, index, attempt, &who, told));
        self.preparations.push(Preparation { attempt, at, believed, takes_up });
        self.progress.push(progress);
    }

    /// How it stood when an attempt was filed.
    pub(super) fn progress_at(&self, attempt: u8) -> &Progress {
        let last = self.progress.len() - 1;
        &self.progress[usize::from(attempt).min(last)]
    }

    /// When a behaviour was taken up.
    pub(super) fn taken_up_at(&self, behaviour: Behaviour) -> Option<SimTime> {
        let took = |preparation: &&Preparation| {
            preparation.takes_up.iter().any(|taken| taken.behaviour == behaviour)
        };
        self.preparations.iter().find(took).map(|preparation| preparation.at)
    }

    /// When an attempt was prepared.
    pub(super) fn prepared_at(&self, attempt: u8) -> Option<SimTime> {
        self.preparations.iter().find(|preparation| preparation.attempt == attempt).map(|found| found.at)
    }
}
