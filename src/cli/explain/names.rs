//! What the numbers of a journey are called.

use std::collections::BTreeMap;

use crate::behaviour::{Behaviour, BehaviourSet};
use crate::model::{Decision, Model, StageConfig, StageId, StageKind};
use crate::observe::{LogNames, OF_BACKLOG};
use crate::policy::{KnockOut, Reason, Reasons};
use crate::population::{Applicant, Attribute, Cause, Restriction, SegmentValues};
use crate::time::{SimTime, Stamper};

/// The names of a scenario, and how its moments are written.
pub(super) struct Named<'m> {
    pub(super) scenario: &'m str,
    pub(super) time_zone: &'m str,
    pub(super) seed: u64,
    pub(super) replication: u64,
    model: &'m Model,
    log: LogNames,
    stamper: Stamper,
}

fn name(names: &[String], at: usize) -> String {
    names.get(at).cloned().unwrap_or_else(|| at.to_string())
}

impl<'m> Named<'m> {
    /// Those of a replication of a model.
    pub(super) fn of(
        model: &'m Model,
        (scenario, time_zone): (&'m str, &'m str),
        (seed, replication): (u64, u64),
        stamper: Stamper,
    ) -> Self {
        Self { scenario, time_zone, seed, replication, model, log: model.log_names(), stamper }
    }

    /// A moment, as in the log.
    pub(super) fn at(&mut self, moment: SimTime) -> String {
        self.stamper.stamp(moment)
    }

    /// A moment, unless it never comes.
    pub(super) fn until_end(&mut self, moment: SimTime) -> Option<String> {
        (moment < SimTime::NEVER).then(|| self.at(moment))
    }

    pub(super) fn case_id(&self, index: u64) -> String {
        let replication = self.replication;
        match index.checked_sub(OF_BACKLOG) {
            None => format!("r{replication}-a{index}"),
            Some(number) => format!("r{replication}-b{number}"),
        }
    }

    /// The bounds of the screen: below the first it refuses, from the second on it approves; `None` where no stage asks
    /// it.
    pub(super) fn bounds(&self) -> Option<(f64, f64)> {
        let config = self.model.config();
        let screens = |stage: &StageConfig| matches!(stage.kind, StageKind::Decision(Decision::Screen));
        config.process.stages.iter().any(screens).then(|| config.screen.bounds())
    }

    pub(super) fn cause(&self, cause: Cause) -> String {
        name(&self.log.entries.causes, cause.index())
    }

    pub(super) fn restriction(&self, restriction: Restriction) -> String {
        name(&self.log.entries.restrictions, restriction.index())
    }

    pub(super) fn behaviour(&self, behaviour: Behaviour) -> String {
        name(&self.log.entries.behaviours, behaviour.index())
    }

    pub(super) fn behaviours(&self, set: BehaviourSet) -> Vec<String> {
        set.iter().map(|behaviour| self.behaviour(behaviour)).collect()
    }

    pub(super) fn factor(&self, factor: usize) -> String {
        name(&self.log.entries.factors, factor)
    }

    pub(super) fn attribute(&self, attribute: usize) -> String {
        match Attribute::NAMES.get(attribute) {
            Some(known) => (*known).to_owned(),
            None => self
                .log
                .entries
                .attributes
                .get(attribute - Attribute::GENERATED)
                .map_or_else(|| attribute.to_string(), |own| own.name.clone()),
        }
    }

    pub(super) fn rule(&self, rule: KnockOut) -> String {
        self.log.entries.reasons.of(Reason::KnockedOut(rule)).to_owned()
    }

    pub(super) fn reasons(&self, reasons: Reasons) -> Vec<String> {
        reasons.codes(&self.log.entries.reasons).map(str::to_owned).collect()
    }

    pub(super) fn stage(&self, stage: StageId) -> String {
        name(&self.log.stages, usize::from(stage))
    }

    /// One of a team's people, counted from 1 as in the log.
    pub(super) fn member(&self, (team, member): (u16, u32)) -> String {
        format!("{}-{}", self.log.member(team), member + 1)
    }

    /// Their value in each segment.
    pub(super) fn segments(&self, values: &SegmentValues) -> BTreeMap<String, String> {
        let segments = self.log.entries.segments.iter().zip(values);
        segments
            .map(|(segment, at)| (segment.name.clone(), name(&segment.values, usize::from(*at))))
            .collect()
    }

    /// Their attributes at restriction.
    pub(super) fn attributes(&self, applicant: &Applicant, own: &[f32]) -> BTreeMap<String, f64> {
        let all = Attribute::GENERATED + self.log.entries.attributes.len();
        let value = |at: usize| (self.attribute(at), applicant.attribute(Attribute::at(at), own));
        (0..all).map(value).collect()
    }
}
