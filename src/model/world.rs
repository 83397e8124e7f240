//! What a case meets on its way: the model, its draws, the floor, and whoever listens.
//!
//! What is done to one case at a time takes the case and the world. Other cases are not known here;
//! [`super::replication::Replication`] holds them and says which one is next.

use std::sync::atomic::AtomicBool;

use super::case::Case;
use super::event::Slot;
use super::facts::Facts;
use super::judging::Watch;
use super::plan::{Model, Visit};
use super::shadows::Shades;
use super::tags::StageKeys;
use crate::engine::Floor;
use crate::observe::Inlined;
use crate::random::{Purpose, ReplicationKey, Stream};
use crate::time::SimTime;

/// A replication without its cases.
pub(super) struct World<'a, O, const PLAIN: bool> {
    pub(super) model: &'a Model,
    pub(super) key: ReplicationKey,
    /// Set from outside to break off.
    pub(super) stop: &'a AtomicBool,
    /// The keys of each stage.
    pub(super) stage_keys: Vec<StageKeys>,
    /// The key of each team.
    pub(super) team_keys: Vec<ReplicationKey>,
    pub(super) observer: &'a mut O,
    pub(super) floor: Floor,
    /// The shadows, if there are any.
    pub(super) shades: Option<Box<Shades<'a>>>,
    /// Claims of cases in line that can change while they wait.
    pub(super) watch: Watch,
    /// Per team with breakdowns: the case in each one's hands, and their failures so far.
    pub(super) in_hand: Vec<Vec<Option<Slot>>>,
    pub(super) failures: Vec<Vec<u32>>,
    /// The lots of each station whose line has a random order.
    pub(super) lots: Vec<Lots>,
    /// Per station: those who were there when the period began and still are; empty where there were none.
    pub(super) backlog: Vec<u32>,
    /// Leniency of each member of each team, in standard deviations.
    pub(super) leniency: Vec<Vec<f64>>,
}

/// Lots drawn at one station: a draw of its own each, so that what is drawn elsewhere changes none.
#[derive(Debug)]
pub(super) struct Lots {
    key: ReplicationKey,
    drawn: u64,
}

impl Lots {
    /// None drawn yet, at a stage with these keys.
    pub(super) fn new(keys: &StageKeys) -> Self {
        Self { key: keys.of(Purpose::Lot), drawn: 0 }
    }

    /// A number below `among`.
    #[inline(always)]
    pub(super) fn draw(&mut self, among: u32) -> u32 {
        self.drawn += 1;
        self.key.stream(self.drawn, Purpose::Lot, 0).below(u64::from(among)) as u32
    }

    /// Whether the lot that would be drawn next falls on an applicant's shadow, among so many with it. Nothing that
    /// is drawn for others changes, and the shadows of one applicant share their luck.
    pub(super) fn draw_aside(&self, index: u64, among: u32) -> bool {
        let key = self.key.branch(self.drawn + 1);
        key.stream(index, Purpose::Shadow, 0).below(u64::from(among)) == 0
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// The key of a draw of the present stage and pass of a case.
    #[inline(always)]
    pub(super) fn stage_key(&self, case: &Case<'_>, here: &Visit, purpose: Purpose) -> ReplicationKey {
        debug_assert!(
            std::ptr::eq(here, self.model.visit(case.token.stage)),
            "a case is drawn for elsewhere"
        );
        let key = self.stage_keys[usize::from(case.token.stage)].of(purpose);
        match case.passes(here) {
            0 => key,
            pass => key.branch(u64::from(pass)),
        }
    }

    /// What is drawn for a purpose at the present stage and pass of a case.
    #[inline(always)]
    pub(super) fn draws(&self, case: &Case<'_>, here: &Visit, purpose: Purpose) -> Stream {
        self.stage_key(case, here, purpose).stream(case.token.index, purpose, case.token.attempt)
    }

    /// Tells the levels of a station.
    #[inline(always)]
    pub(super) fn tell_levels(&mut self, place: u16, now: SimTime) {
        self.observer.levels(place, now, self.floor.waiting(place), self.floor.in_service(place));
    }
}

impl Case<'_> {
    /// Earlier passes of the present stage.
    #[inline(always)]
    pub(super) fn passes(&self, here: &Visit) -> u16 {
        here.passes.map_or(0, |counter| self.count(counter))
    }

    /// Counts a pass of the present stage: what is drawn there the next time is drawn anew.
    #[inline(always)]
    pub(super) fn count_pass(&mut self, here: &Visit) {
        if let Some(counter) = here.passes {
            // Wraps, so that the draws of a pass repeat after 65,536 of them and never stand still.
            let count = self.count_mut(counter);
            *count = count.wrapping_add(1);
        }
    }

    /// What a condition may read of it while it is at a stage.
    #[inline]
    pub(super) fn facts<'a>(&'a self, model: &'a Model, now: SimTime) -> Facts<'a> {
        Facts { model, now, case: self, stage_done: false }
    }
}
