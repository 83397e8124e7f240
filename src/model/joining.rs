//! Stations: joining a line, or not.

use super::case::{Case, State};
use super::event::Event;
use super::flow::Step;
use super::logging::Entry;
use super::patience::watch_patience;
use super::plan::Visit;
use super::process::StationConfig;
use super::replication::plan;
use super::world::World;
use crate::engine::{Agenda, Arrival, Claim};
use crate::observe::{Activity, EventReason, Inlined, Lifecycle, Status};
use crate::random::Purpose;
use crate::time::{SimDuration, SimTime};

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// An application arrives at a station.
    #[inline(always)]
    pub(super) fn join(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        station: &StationConfig,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Step {
        case.token.since = now;
        let claim = self.claim(case, here, station, now, agenda);
        let place = here.station;
        if case.token.is_real::<O>() {
            self.observer.joined(place, now);
        }
        let stage = case.token.stage;
        self.log(case, now, Entry::at_stage(stage, Lifecycle::Schedule));
        if here.known_ahead && !(PLAIN && here.in_rows) {
            let handling = self.work(case, here, station, now);
            case.token.handling_ahead = handling;
        }
        let (slot, token) = (case.slot, &mut *case.token);
        token.work = SimDuration::ZERO;
        token.claim = claim;
        let arrival = if O::SHADOWS && token.shadow {
            self.shadow_arrives(place, slot, claim, now)
        } else {
            self.floor.arrive(now, place, slot, claim)
        };
        match arrival {
            Arrival::Starts(start) => self.start(case, here, station, start, now, agenda),
            Arrival::Waits { ticket, anyone_idle } => {
                (token.state, token.ticket) = (State::InLine, ticket);
                token.reneges_at = SimTime::NEVER;
                if let Some(law) = &station.patience {
                    let seconds = law.sample(&mut self.draws(case, here, Purpose::LinePatience));
                    case.token.reneges_at = now + SimDuration::from_secs_f64(seconds);
                }
                watch_patience(case.token, slot, now, agenda);
                if anyone_idle {
                    if case.token.is_real::<O>() {
                        self.wake_teams(place, now, agenda);
                    } else {
                        self.wake_for_shadows(place, now, agenda);
                    }
                }
            }
            Arrival::Balks => {
                if case.token.is_real::<O>() {
                    self.observer.balked(place, now);
                }
                return self.aside(case, here, station.balked, EventReason::Balked, now);
            }
        }
        if case.token.is_real::<O>() {
            self.tell_levels(place, now);
        }
        Step::Stays
    }

    /// Class, rank and teams of an application at a station; sets its due date.
    #[inline(always)]
    fn claim(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        station: &StationConfig,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Claim {
        if let Some(due) = &station.due {
            let drawn = due.law().sample(&mut self.draws(case, here, Purpose::Due));
            case.token.due = due.after(now, drawn);
        }
        if here.alike {
            return Claim { class: 0, rank: 0, teams: here.teams };
        }
        let claim = self.judged(case, here, station, now);
        if here.changes.is_some() {
            self.watch_claim(case, here, now, agenda);
        }
        claim
    }

    #[inline(never)]
    fn wake_teams(&mut self, place: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        for position in 0..self.floor.teams(place).len() {
            let team = self.floor.teams(place)[position];
            if let Some(at) = self.floor.plan_wake(now, team) {
                plan(agenda, at, Event::Wake(team));
            }
        }
    }

    /// An application that left a line, or did not join it, goes on elsewhere or is withdrawn.
    pub(super) fn aside(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        to: Option<u16>,
        reason: EventReason,
        now: SimTime,
    ) -> Step {
        let stage = case.token.stage;
        self.log(case, now, Entry::at_stage(stage, Lifecycle::Withdraw).because(reason));
        if let Some(stage) = to {
            case.count_pass(here);
            return Step::To(stage);
        }
        self.log(case, now, Entry::of(Activity::Withdrawal, Lifecycle::Complete).because(reason));
        Step::Ends(Status::Withdrawn)
    }
}
