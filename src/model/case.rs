//! The cases in the system, in reusable slots: what moves through the process, and who it belongs
//! to.
//!
//! A [`Token`] is small and touched by every event. A [`Person`] is large and touched when an
//! application is filed, decided or heard of; entities without attributes have none.

use super::event::Slot;
use super::process::StageId;
use crate::behaviour::{BehaviourSet, Channel, Progress};
use crate::engine::{EventId, Ticket};
use crate::observe::FirstApplication;
use crate::policy::Verdict;
use crate::population::{Applicant, SegmentValues};
use crate::time::{SimDuration, SimTime};

/// What a token is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum State {
    /// Nothing in the process: before it, or after.
    Outside,
    /// Time passes at a delay.
    Delayed,
    /// In line at a station.
    InLine(Ticket),
    /// In service at a station.
    InService,
}

/// Things counted along the way: passes of stages in loops, and of routes with a limit.
pub(super) const COUNTERS: usize = 24;

/// An application under way, or an entity that is its own application.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Applicant, counted from 0 within the replication.
    pub(super) index: u64,
    /// When the account was restricted.
    pub(super) arrived_at: SimTime,
    pub(super) state: State,
    pub(super) stage: StageId,
    /// Attempts set out for; the current one is this number.
    pub(super) attempt: u8,
    /// Whether the application has been filed.
    pub(super) filed: bool,
    /// Approved or refused so far.
    pub(super) approved: Option<bool>,
    /// Who serves it, or served it last: team and server.
    pub(super) server: Option<(u16, u32)>,
    /// The event on the agenda that ends the present state: a delay, a service, or patience.
    pub(super) pending: Option<EventId>,
    pub(super) submitted_at: SimTime,
    /// Since when a decision is awaited: filing, or the request that a person look again.
    pub(super) waits_since: SimTime,
    /// Arrival at the present station.
    pub(super) since: SimTime,
    /// When the service, or its present stretch, started.
    pub(super) started: SimTime,
    /// Whether the stretch runs straight through, or stands still off duty.
    pub(super) straight: bool,
    /// Work left of the service at that time.
    pub(super) work: SimDuration,
    /// When the present service should be over.
    pub(super) due: SimTime,
    /// When patience in the present line ends.
    pub(super) reneges_at: SimTime,
    /// When the applicant gives up waiting for a decision.
    pub(super) gives_up_at: SimTime,
    /// Reviewers' time spent on it.
    pub(super) handling: SimDuration,
    /// What that cost, CNY.
    pub(super) handling_cny: f64,
    /// Priority class, rank and teams at the present station, to wait there again.
    pub(super) claim: crate::engine::Claim,
    /// Events logged so far.
    pub(super) logged: u32,
    pub(super) counts: [u16; COUNTERS],
}

/// What is known of a filed application besides the token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Application {
    pub(super) behaviours: BehaviourSet,
    pub(super) verdict: Verdict,
    pub(super) noise_reduction: f64,
    pub(super) documents: bool,
    pub(super) flipped: Option<bool>,
    pub(super) decided_at: Option<SimTime>,
    pub(super) notified_at: Option<SimTime>,
    /// When an automatic refusal was made that was then taken to a human.
    pub(super) refused_before: Option<SimTime>,
    /// Whether an automatic refusal was taken to a human.
    pub(super) requested_human: bool,
}

/// An applicant in the system.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) applicant: Applicant,
    pub(super) segments: SegmentValues,
    pub(super) channel: Channel,
    pub(super) progress: Progress,
    /// Applications filed.
    pub(super) filed: u8,
    pub(super) intended: BehaviourSet,
    pub(super) first: Option<FirstApplication>,
    pub(super) application: Option<Application>,
}

/// Slots of cases; a freed slot is used again, so memory follows the number in the system.
#[derive(Debug, Default)]
pub(super) struct Cases {
    tokens: Vec<Option<Token>>,
    people: Vec<Option<Person>>,
    free: Vec<Slot>,
}

impl Cases {
    /// Puts a case into a slot.
    #[inline]
    pub(super) fn insert(&mut self, token: Token, person: Option<Person>) -> Slot {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.tokens.push(None);
            self.tokens.len() as Slot - 1
        });
        self.tokens[slot as usize] = Some(token);
        if person.is_some() {
            if self.people.len() < self.tokens.len() {
                self.people.resize_with(self.tokens.len(), || None);
            }
            self.people[slot as usize] = person;
        }
        slot
    }

    /// The token in a slot.
    ///
    /// # Panics
    /// When the slot is empty: an event outlived its case, a broken invariant.
    #[inline]
    pub(super) fn token(&mut self, slot: Slot, now: SimTime) -> &mut Token {
        match self.tokens.get_mut(slot as usize) {
            Some(Some(token)) => token,
            _ => empty(slot, now),
        }
    }

    /// Whether the case in a slot, if there is one, waits for the event of this name.
    #[inline]
    pub(super) fn awaits(&self, slot: Slot, id: EventId) -> bool {
        matches!(self.tokens.get(slot as usize), Some(Some(token)) if token.pending == Some(id))
    }

    /// The token and the person in a slot.
    ///
    /// # Panics
    /// When the slot is empty: an event outlived its case, a broken invariant.
    #[inline]
    pub(super) fn both(&mut self, slot: Slot, now: SimTime) -> (&mut Token, Option<&mut Person>) {
        match self.tokens.get_mut(slot as usize) {
            Some(Some(token)) => (token, self.people.get_mut(slot as usize).and_then(Option::as_mut)),
            _ => empty(slot, now),
        }
    }

    /// The token and the person in a slot that holds one.
    ///
    /// # Panics
    /// When it holds none: a broken invariant.
    #[inline]
    pub(super) fn person(&mut self, slot: Slot, now: SimTime) -> (&mut Token, &mut Person) {
        match self.both(slot, now) {
            (token, Some(person)) => (token, person),
            (token, None) => panic!("{now}: entity {} has no attributes and is asked for them", token.index),
        }
    }

    /// Empties a slot.
    #[inline]
    pub(super) fn free(&mut self, slot: Slot) {
        self.tokens[slot as usize] = None;
        if let Some(person) = self.people.get_mut(slot as usize) {
            *person = None;
        }
        self.free.push(slot);
    }

    /// The slots in use, by applicant.
    pub(super) fn open_slots(&self) -> Vec<Slot> {
        let index = |(token, slot): (&Option<Token>, Slot)| token.as_ref().map(|token| (token.index, slot));
        let mut open: Vec<(u64, Slot)> = self.tokens.iter().zip(0..).filter_map(index).collect();
        open.sort_unstable();
        open.into_iter().map(|(_, slot)| slot).collect()
    }
}

#[cold]
fn empty(slot: Slot, now: SimTime) -> ! {
    panic!("{now}: an event points to slot {slot}, which holds no case")
}
