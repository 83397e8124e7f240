//! Which way an application took, and who served it when: what the log says of its stages.

use crate::model::{Model, StageId};
use crate::observe::{Activity, EventReason, Journey, Lifecycle};
use crate::time::SimTime;

/// A visit of a station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationVisit {
    /// The stage.
    pub stage: StageId,
    /// When it came.
    pub came_at: SimTime,
    /// How many others waited in line then.
    pub waiting: Option<u32>,
    /// When the service started, if it did.
    pub started_at: Option<SimTime>,
    /// Who served it, or served it last: position of the team, and member, counted from 0.
    pub by: Option<(u16, u32)>,
    /// When the service was done.
    pub ended_at: Option<SimTime>,
    /// When it left the line, or did not join it.
    pub left_at: Option<SimTime>,
}

/// A pass of a stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pass {
    pub(super) stage: StageId,
    came_at: Option<SimTime>,
    waiting: Option<u32>,
    started_at: Option<SimTime>,
    pub(super) by: Option<(u16, u32)>,
    pub(super) ended_at: Option<SimTime>,
    pub(super) left: Option<(EventReason, SimTime)>,
}

impl Pass {
    fn of(stage: StageId) -> Self {
        Self { stage, came_at: None, waiting: None, started_at: None, by: None, ended_at: None, left: None }
    }

    fn is_over(&self) -> bool {
        self.ended_at.is_some() || self.left.is_some()
    }
}

/// The passes of an application through its stages, in their order.
pub(super) struct Script {
    passes: Vec<Pass>,
    /// Per stage, whether it is a station.
    stations: Vec<bool>,
}

impl Script {
    /// What the log says of an attempt.
    pub(super) fn of(model: &Model, journey: &Journey, attempt: u8) -> Self {
        let stations = model.config().process.stages.iter().map(|stage| stage.station().is_some()).collect();
        let mut script = Self { passes: Vec::new(), stations };
        for kept in &journey.events {
            let event = &kept.event;
            let Activity::Stage(stage) = event.activity else { continue };
            if event.case.attempt != attempt {
                continue;
            }
            let pass = script.open(stage);
            pass.by = event.resource.or(pass.by);
            match event.lifecycle {
                Lifecycle::Schedule => (pass.came_at, pass.waiting) = (Some(event.at), kept.waiting),
                Lifecycle::Start => pass.started_at = Some(event.at),
                Lifecycle::Complete => pass.ended_at = Some(event.at),
                Lifecycle::Withdraw => pass.left = Some((event.reason, event.at)),
                Lifecycle::Suspend | Lifecycle::Resume => {}
            }
        }
        script
    }

    /// The pass of a stage that is under way, or else a new one.
    fn open(&mut self, stage: StageId) -> &mut Pass {
        let open = self.passes.iter().rposition(|pass| pass.stage == stage && !pass.is_over());
        let at = open.unwrap_or_else(|| {
            self.passes.push(Pass::of(stage));
            self.passes.len() - 1
        });
        &mut self.passes[at]
    }

    /// A pass of a stage, counted from 0 for each stage.
    pub(super) fn pass(&self, stage: StageId, number: usize) -> Option<&Pass> {
        self.passes.iter().filter(|pass| pass.stage == stage).nth(number)
    }

    /// The visits of stations.
    pub(super) fn visits(&self) -> Vec<StationVisit> {
        let visit = |pass: &Pass| {
            let came_at = pass.came_at.filter(|_| self.stations[usize::from(pass.stage)])?;
            Some(StationVisit {
                stage: pass.stage,
                came_at,
                waiting: pass.waiting,
                started_at: pass.started_at,
                by: pass.by,
                ended_at: pass.ended_at,
                left_at: pass.left.map(|(_, at)| at),
            })
        };
        self.passes.iter().filter_map(visit).collect()
    }
}
