//! The cases in the system, in reusable slots: what moves through the process, and who it belongs
//! to.
//!
//! A [`Token`] is what moves: it exists while an application, or an entity without attributes, is in the
//! process. A [`Person`] exists from restriction to the end, and has a token from handing in to the end
//! of the application. Most applicants are outside at any time, so what the process needs is not theirs.

use super::cold::Aside;
use super::event::Slot;
use super::process::StageId;
use super::slab::{Slab, Slots};
use crate::behaviour::{BehaviourSet, Channel, Progress};
use crate::engine::{Claim, EventId, Ticket};
use crate::policy::{Route, Verdict};
use crate::population::{Applicant, SegmentValues};
use crate::time::{SimDuration, SimTime};

mod near;

/// What a token is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing in the process: before it, or after.
    Outside,
    /// Time passes at a delay.
    Delayed,
    /// In line at a station.
    InLine,
    /// In service at a station.
    InService,
}

/// At most so many things are counted along the way: passes of stages in loops, and of routes with a limit.
pub(super) const COUNTERS: usize = 24;

/// The team of a token that nobody has served.
pub(super) const NO_TEAM: u16 = u16::MAX;

/// The person of an entity without attributes.
pub(super) const NOBODY: Slot = Slot::MAX;

/// An application under way, or an entity that is its own application.
///
/// In this order in memory, from the start of a line of the cache: what most events ask for comes first, in
/// one line or two.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Token {
    /// Applicant, counted from 0 within the replication.
    pub(super) index: u64,
    /// The event on the agenda that ends the present state: a delay, a service, or patience.
    pub(super) pending: Option<EventId>,
    /// The slot of the person, or [`NOBODY`].
    pub(super) person: Slot,
    pub(super) stage: StageId,
    /// Number of the application, from 1.
    pub(super) attempt: u8,
    pub(super) state: State,
    /// Whether the application has been filed.
    pub(super) filed: bool,
    /// Approved or refused so far.
    pub(super) approved: Option<bool>,
    /// Whether the stretch of service runs straight through, or stands still off duty.
    pub(super) straight: bool,
    /// Whether it is the application of a shadow.
    pub(super) shadow: bool,
    /// Events logged so far.
    pub(super) logged: u32,
    pub(super) submitted_at: SimTime,
    /// Since when a decision is awaited: filing, or the request that a person look again.
    pub(super) waits_since: SimTime,
    /// When the applicant gives up waiting for a decision.
    pub(super) gives_up_at: SimTime,
    /// When the account was restricted, or the entity arrived.
    pub(super) arrived_at: SimTime,
    /// Arrival at the present station.
    pub(super) since: SimTime,
    /// When the service, or its present stretch, started.
    pub(super) started: SimTime,
    /// Work left of the service at that time.
    pub(super) work: SimDuration,
    /// Time in line at the present station up to the start of the service, or of its present stretch. Means nothing
    /// before the first of them.
    pub(super) waited: SimDuration,
    /// Work of the service for which the case is in line, where it is known by then.
    pub(super) handling_ahead: SimDuration,
    /// When patience in the present line ends.
    pub(super) reneges_at: SimTime,
    /// When the present service should be over.
    pub(super) due: SimTime,
    /// Reviewers' time spent on it.
    pub(super) handling: SimDuration,
    /// Who serves it, or served it last; see [`Token::served_by`].
    pub(super) team: u16,
    pub(super) server: u32,
    /// The place in line, while there.
    pub(super) ticket: Ticket,
    /// Priority class, rank and teams at the present station, to wait there again.
    pub(super) claim: Claim,
}

impl Token {
    /// Who serves it, or served it last: team and server.
    #[inline(always)]
    pub(super) fn served_by(&self) -> Option<(u16, u32)> {
        (self.team != NO_TEAM).then_some((self.team, self.server))
    }

    /// Books the time of whoever serves it, once it is filed.
    #[inline(always)]
    pub(super) fn book(&mut self, handling: SimDuration) {
        if self.filed {
            self.handling += handling;
        }
    }

    /// A server of a team serves it.
    #[inline(always)]
    pub(super) fn serve(&mut self, team: u16, server: u32) {
        (self.team, self.server) = (team, server);
    }

    /// The way it took where no screen was asked: to a human, unless it was decided and nobody served it.
    #[inline]
    pub(super) fn unscreened_route(&self, approved: Option<bool>) -> Route {
        match (self.served_by(), approved) {
            (None, Some(true)) => Route::AutoApproved,
            (None, Some(false)) => Route::AutoRefused,
            _ => Route::Human,
        }
    }
}

/// What is known of a filed application besides the token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Application {
    pub(super) behaviours: BehaviourSet,
    pub(super) verdict: Verdict,
    /// Whether a stage has asked the screen, so that its verdict is one.
    pub(super) screened: bool,
    /// Share of the noise of a reviewer's verdict that fuller information removes, 0..1.
    pub(super) noise_reduction: f64,
    pub(super) documents: bool,
    pub(super) flipped: Option<bool>,
    /// Not yet: [`SimTime::NEVER`]; so are the next two.
    pub(super) decided_at: SimTime,
    pub(super) notified_at: SimTime,
    /// When an automatic refusal was made that was then taken to a human.
    pub(super) refused_before: SimTime,
    /// Whether an automatic refusal was taken to a human.
    pub(super) requested_human: bool,
    /// Whether it belonged to the fast lane when it was filed.
    pub(super) fast_lane: bool,
}

impl Application {
    /// The way it took.
    #[inline]
    pub(super) fn route(&self, token: &Token) -> Route {
        if self.screened || self.requested_human {
            self.verdict.route
        } else {
            token.unscreened_route(token.approved)
        }
    }
}

/// An applicant in the system, in the process or outside it.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Applicant, counted from 0 within the replication.
    pub(super) index: u64,
    pub(super) applicant: Applicant,
    pub(super) segments: SegmentValues,
    pub(super) channel: Channel,
    pub(super) progress: Progress,
    /// Attempts prepared for.
    pub(super) attempt: u8,
    /// Whether a pass through the app breaks off on the way to the next application.
    pub(super) breaks_off: bool,
    /// Applications filed.
    pub(super) filed: u8,
    /// Behaviours that apply to them.
    pub(super) eligible: BehaviourSet,
    pub(super) intended: BehaviourSet,
    /// Behaviours that had taken effect when the first application was filed.
    pub(super) done_first: BehaviourSet,
    /// What is forced on them, by its number in the plan of shadows, or [`super::shadows::NO_ARM`].
    pub(super) arm: u16,
    /// Whether they are a shadow.
    pub(super) shadow: bool,
    /// When the first application was filed, its score, the way it took (none before it has ended), and whether it
    /// restored the account.
    pub(super) first_filed_at: SimTime,
    pub(super) first_score: f64,
    pub(super) first_route: Option<Route>,
    pub(super) first_restored: bool,
    /// Events logged so far; while they are in the process, the token counts on.
    pub(super) logged: u32,
    /// Behaviours whose start was logged, and not yet when they took effect.
    pub(super) under_way: BehaviourSet,
}

/// A case in the process: its token, what was filed, and what is counted of it. Whose it is, is looked up when it
/// is asked for, since their memory is far away.
pub(super) struct Case<'a> {
    pub(super) slot: Slot,
    pub(super) token: &'a mut Token,
    pub(super) application: &'a mut Option<Application>,
    aside: &'a mut Aside,
}

impl<'a> Case<'a> {
    /// The token, whose it is, with the attributes of the scenario's own, and what was filed.
    #[inline(always)]
    #[allow(clippy::type_complexity)]
    pub(super) fn in_full(
        self,
    ) -> (&'a mut Token, Option<&'a mut Person>, &'a [f32], &'a mut Option<Application>) {
        let Aside { people, own, .. } = self.aside;
        let (person, own) = (people.get_mut(self.token.person), own.of(self.token.person));
        (self.token, person, own, self.application)
    }

    /// The token, whose it is, and what was filed, to go on with the case afterwards.
    pub(super) fn parts(&mut self) -> (&mut Token, Option<&mut Person>, &Option<Application>) {
        let person = self.aside.people.get_mut(self.token.person);
        (self.token, person, self.application)
    }

    /// Whose it is; nobody's if it is an entity without attributes.
    #[inline]
    pub(super) fn person(&self) -> Option<&Person> {
        self.aside.people.get(self.token.person)
    }

    /// What the scenario's own attributes are of whose it is; nothing where it defines none.
    #[inline]
    pub(super) fn own(&self) -> &[f32] {
        self.aside.own.of(self.token.person)
    }

    /// The person in a slot, to change them, and their attributes that the scenario defines.
    #[inline]
    pub(super) fn person_and_own(&mut self, person: Slot) -> (Option<&mut Person>, &[f32]) {
        let Aside { people, own, .. } = &mut *self.aside;
        (people.get_mut(person), own.of(person))
    }

    /// Whose it is, to change them.
    #[inline]
    pub(super) fn person_mut(&mut self) -> Option<&mut Person> {
        self.aside.people.get_mut(self.token.person)
    }

    /// What a counter stands at.
    #[inline]
    pub(super) fn count(&self, counter: u8) -> u16 {
        self.aside.counts.at(self.slot, counter)
    }

    /// What a counter stands at, to change it.
    #[inline]
    pub(super) fn count_mut(&mut self, counter: u8) -> &mut u16 {
        self.aside.counts.at_mut(self.slot, counter)
    }
}

/// All cases of a replication. A token and its application share a slot; a person has one of their own.
#[derive(Debug, Default)]
pub(super) struct Cases<const PLAIN: bool> {
    tokens: Slab<Token>,
    /// What was filed, slot by slot; nothing of entities without attributes, which have a token and no more.
    applications: Slots<Application>,
    nothing: Option<Application>,
    aside: Aside,
}

impl<const PLAIN: bool> Cases<PLAIN> {
    /// No cases, with room for so many counts and attributes of the scenario's own for each.
    pub(super) fn new(counters: usize, own: usize) -> Self {
        Self { aside: Aside::new(counters, own), ..Self::default() }
    }

    /// Puts the token that `make` gives into a slot.
    #[inline(always)]
    pub(super) fn enter(&mut self, make: impl FnOnce() -> Token) -> Slot {
        let slot = self.tokens.insert(make);
        if !PLAIN {
            self.applications.reach(slot);
            self.foresee_filing();
        }
        self.aside.counts.restart(slot);
        slot
    }

    /// Puts the person whom `make` gives into a slot, with the attributes of the scenario's own.
    #[inline(always)]
    pub(super) fn insert(&mut self, own: &[f32], make: impl FnOnce() -> Person) -> Slot {
        let slot = self.aside.people.insert(make);
        if !own.is_empty() {
            self.aside.own.put(slot, own);
        }
        slot
    }

    /// The person in a slot, with the attributes that the scenario defines.
    ///
    /// # Panics
    /// As [`Self::person`].
    #[inline]
    pub(super) fn person_and_own(&mut self, slot: Slot, now: SimTime) -> (&mut Person, &[f32]) {
        let Aside { people, own, .. } = &mut self.aside;
        (people.get_mut(slot).unwrap_or_else(|| empty(slot, now)), own.of(slot))
    }

    /// Whether the case in a slot, if there is one, waits for the event of this name.
    #[inline]
    pub(super) fn awaits(&self, slot: Slot, id: EventId) -> bool {
        self.tokens.get(slot).is_some_and(|token| token.pending == Some(id))
    }

    /// The case in a slot, if there is one and it waits for the event of this name.
    #[inline(always)]
    pub(super) fn awaiting(&mut self, slot: Slot, id: EventId) -> Option<Case<'_>> {
        let token = self.tokens.get_mut(slot).filter(|token| token.pending == Some(id))?;
        let application = if PLAIN { &mut self.nothing } else { self.applications.place(slot) };
        Some(Case { slot, token, application, aside: &mut self.aside })
    }

    /// The case of the token in a slot.
    ///
    /// # Panics
    /// When the slot is empty: an event outlived its case, a broken invariant.
    #[inline]
    pub(super) fn case(&mut self, slot: Slot, now: SimTime) -> Case<'_> {
        let token = self.tokens.get_mut(slot).unwrap_or_else(|| empty(slot, now));
        let application = if PLAIN { &mut self.nothing } else { self.applications.place(slot) };
        Case { slot, token, application, aside: &mut self.aside }
    }

    /// The case of the token in a slot, if there is one.
    pub(super) fn held(&mut self, slot: Slot) -> Option<Case<'_>> {
        let token = self.tokens.get_mut(slot)?;
        let application = if PLAIN { &mut self.nothing } else { self.applications.place(slot) };
        Some(Case { slot, token, application, aside: &mut self.aside })
    }

    /// The person in a slot.
    ///
    /// # Panics
    /// When the slot is empty: an event outlived the person, a broken invariant.
    #[inline]
    pub(super) fn person(&mut self, slot: Slot, now: SimTime) -> &mut Person {
        self.aside.people.get_mut(slot).unwrap_or_else(|| empty(slot, now))
    }

    /// Takes the token in a slot out of the process, with what was filed.
    #[inline]
    pub(super) fn leave(&mut self, slot: Slot) {
        self.tokens.free(slot);
        if !PLAIN {
            *self.applications.place(slot) = None;
        }
    }

    /// Empties the slot of a person.
    #[inline]
    pub(super) fn free(&mut self, slot: Slot) {
        self.aside.people.free(slot);
    }

    /// The slots of all tokens, by applicant and then by the slot of the person, as their shadows are of one index.
    pub(super) fn tokens(&self) -> Vec<Slot> {
        self.tokens.in_use(|token| (token.index, token.person))
    }

    /// The slots of all people, by applicant and then by slot.
    pub(super) fn people(&self) -> Vec<Slot> {
        self.aside.people.in_use(|person| person.index)
    }
}

#[cold]
fn empty(slot: Slot, now: SimTime) -> ! {
    panic!("{now}: an event points to slot {slot}, which holds no case")
}
