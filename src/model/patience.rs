//! The end of patience: when it is looked for, and what becomes of an application then.
//!
//! How long patience lasts for a line is not decided here, but on joining it. Patience is for waiting: of either kind, time in service does not count, and what is left of it
//! goes on when the service is over or handed over.

use super::case::{Case, State, Token};
use super::event::{Event, Slot};
use super::logging::Entry;
use super::replication::{Onward, Replication, plan};
use super::world::World;
use crate::engine::Agenda;
use crate::observe::{Activity, EventReason, Inlined, Lifecycle, Status};
use crate::random::Purpose;
use crate::time::{DAY, SimDuration, SimTime};

/// How far ahead the end of patience in a line is put on the agenda. If it lies further ahead, the agenda
/// holds a look at it, renewed until the end is near. Most applications are served before the first look, and
/// looks come in turn, which costs less than an event at a time of its own.
const PATIENCE_WATCH: SimDuration = SimDuration::from_ticks(2 * DAY.ticks());

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// Draws how long the applicant bears waiting for a decision from now on.
    #[inline]
    pub(super) fn draw_patience(&mut self, case: &mut Case<'_>, now: SimTime) {
        let Some(law) = &self.model.config.patience else { return };
        let again = case.application.as_ref().is_some_and(|application| application.requested_human);
        let round = case.token.attempt | u8::from(again) << 6;
        let mut stream = self.key.stream(case.token.index, Purpose::Patience, round);
        case.token.gives_up_at = now + SimDuration::from_secs_f64(law.sample(&mut stream));
    }
}

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// Patience has run out if the application is still waiting.
    pub(super) fn impatient(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) -> Onward {
        let mut case = self.cases.case(slot, now);
        let token = &mut *case.token;
        token.pending = None;
        if token.state != State::InLine {
            let withdraws = Entry::of(Activity::Withdrawal, Lifecycle::Complete);
            self.world.log(&mut case, now, withdraws.because(EventReason::Impatient));
            return Onward::Ends(slot, Status::Withdrawn);
        }
        let reneges = token.reneges_at <= now;
        if !reneges && token.gives_up_at > now {
            watch_patience(token, slot, now, agenda);
            return Onward::Stays;
        }
        token.state = State::Outside;
        let (since, ticket) = (token.since, token.ticket);
        let before = token.waited_before();
        let here = self.world.model.visit(token.stage);
        let place = here.station;
        if !token.is_real::<O>() {
            self.world.shadow_leaves(place, slot);
        } else if let Some(left) = self.world.floor.abandon(place, ticket) {
            self.world.observer.abandoned(place, since, before + now.since(left.since), now);
            self.world.leaves(token, place, now);
            self.world.tell_levels(place, now);
        }
        let aside = here.stage.station().and_then(|station| station.reneged).filter(|_| reneges);
        self.world.aside(&mut case, here, aside, EventReason::Impatient, now).of(slot)
    }
}

impl Token {
    /// A stretch of service is over, in which patience with the application stood still.
    #[inline(always)]
    pub(super) fn spares_patience(&mut self, now: SimTime) {
        // Where there is no such patience, as for most entities, there is nothing to add to.
        if self.gives_up_at < SimTime::NEVER {
            self.gives_up_at = self.gives_up_at + now.since(self.started);
        }
    }

    /// Time in line at the present station before the case was handed over, if it was.
    #[inline]
    fn waited_before(&self) -> SimDuration {
        if self.work > SimDuration::ZERO { self.waited } else { SimDuration::ZERO }
    }
}

/// Puts the end of patience in line on the agenda, or a look at it.
#[inline(always)]
pub(super) fn watch_patience(token: &mut Token, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
    if token.reneges_at.min(token.gives_up_at) < SimTime::NEVER {
        watch_its_end(token, slot, now, agenda);
    }
}

/// The same where there is one.
#[inline(never)]
fn watch_its_end(token: &mut Token, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
    let end = token.reneges_at.min(token.gives_up_at);
    if end < SimTime::NEVER {
        let (look, event) = (now + PATIENCE_WATCH, Event::Impatient(slot));
        token.pending = Some(if end < look {
            plan(agenda, end, event)
        } else {
            agenda.schedule_in_turn(look, event.priority(), event)
        });
    }
}
