//! The cases in the system, in reusable slots.

use super::event::Slot;
use crate::behaviour::{BehaviourSet, Channel, Progress};
use crate::engine::Ticket;
use crate::observe::FirstApplication;
use crate::policy::Verdict;
use crate::population::{Applicant, SegmentValues};
use crate::time::{SimDuration, SimTime};

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stage {
    /// Being screened, or decided and waiting for the due date.
    Held,
    /// In line for a reviewer.
    InLine(Ticket),
    /// With a reviewer.
    InService,
    /// Decided.
    Decided,
}

/// An application under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Application {
    pub(super) stage: Stage,
    pub(super) submitted_at: SimTime,
    pub(super) behaviours: BehaviourSet,
    pub(super) verdict: Verdict,
    pub(super) noise_reduction: f64,
    pub(super) documents: bool,
    /// Earliest moment at which the decision may be made.
    pub(super) due: SimTime,
    /// When patience ends.
    pub(super) gives_up_at: SimTime,
    pub(super) approved: Option<bool>,
    pub(super) flipped: Option<bool>,
    pub(super) handling: SimDuration,
    pub(super) decided_at: Option<SimTime>,
    pub(super) notified_at: Option<SimTime>,
    /// When an automatic refusal was made that was then taken to a human.
    pub(super) refused_before: Option<SimTime>,
    /// Whether an automatic refusal was taken to a human.
    pub(super) requested_human: bool,
}

/// An applicant in the system.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) index: u64,
    pub(super) applicant: Applicant,
    pub(super) segments: SegmentValues,
    pub(super) channel: Channel,
    pub(super) restricted_at: SimTime,
    pub(super) progress: Progress,
    /// Attempts set out for; the current one is this number.
    pub(super) attempt: u8,
    /// Applications filed.
    pub(super) filed: u8,
    pub(super) intended: BehaviourSet,
    pub(super) first: Option<FirstApplication>,
    pub(super) application: Option<Application>,
    /// When the applicant arrived at the desk they are at.
    pub(super) at_desk_since: SimTime,
    /// Events logged so far.
    pub(super) logged: u32,
    /// Events on the agenda that may outlive the case: patience, and the screen.
    pub(super) lingering: u8,
    /// Nothing more happens, but an event on the agenda still points here.
    pub(super) closed: bool,
}

/// Slots of cases; a freed slot is used again, so memory follows the number in the system.
#[derive(Debug, Default)]
pub(super) struct Cases {
    slots: Vec<Option<Case>>,
    free: Vec<Slot>,
}

impl Cases {
    /// Puts a case into a slot.
    pub(super) fn insert(&mut self, case: Case) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(case);
            return slot;
        }
        self.slots.push(Some(case));
        self.slots.len() as Slot - 1
    }

    /// The case in a slot.
    ///
    /// # Panics
    /// When the slot is empty: an event outlived its case, a broken invariant.
    #[inline]
    pub(super) fn get_mut(&mut self, slot: Slot, now: SimTime) -> &mut Case {
        match self.slots.get_mut(slot as usize) {
            Some(Some(case)) => case,
            _ => panic!("{now}: an event points to slot {slot}, which holds no case"),
        }
    }

    /// Empties a slot.
    pub(super) fn free(&mut self, slot: Slot) {
        self.slots[slot as usize] = None;
        self.free.push(slot);
    }

    /// The slots whose case is still open, by applicant.
    pub(super) fn open_slots(&self) -> Vec<Slot> {
        let mut open: Vec<(u64, Slot)> = self
            .slots
            .iter()
            .zip(0..)
            .filter_map(|(case, slot)| {
                case.as_ref().filter(|case| !case.closed).map(|case| (case.index, slot))
            })
            .collect();
        open.sort_unstable();
        open.into_iter().map(|(_, slot)| slot).collect()
    }
}
