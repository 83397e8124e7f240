//! Conditions on time and age while a case waits: its class, its rank and who may serve it are judged anew at every
//! moment at which they can change, so that they are those of the moment whenever somebody is chosen.
//!
//! Nothing of this happens at stations whose conditions cannot change while a case waits.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, State};
use super::event::{Event, Slot};
use super::plan::Visit;
use super::process::{ServiceOrder, StageId, StationConfig};
use super::replication::{Replication, plan};
use super::service::service_of;
use super::world::World;
use crate::engine::{Agenda, Claim};
use crate::observe::Inlined;
use crate::time::{DAY, SimDuration, SimTime};

/// How far ahead a claim is watched. If it cannot change before, it is looked at then, and watched on; so what is
/// kept of cases that have left the line is gone after this.
const LOOK_AHEAD: SimDuration = SimDuration::from_ticks(2 * DAY.ticks());

/// A claim to be judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Watched {
    at: SimTime,
    slot: Slot,
    /// Whose slot it was, where and since when: it may be somebody else's by then, or at another station, which a
    /// case can reach at the same moment.
    index: u64,
    stage: StageId,
    since: SimTime,
}

/// The claims of a replication that can change, by the moment at which they can.
#[derive(Debug)]
pub(super) struct Watch {
    claims: BTreeSet<Watched>,
    /// The earliest moment for which an event is on the agenda.
    planned: SimTime,
}

impl Watch {
    /// Nothing to watch.
    pub(super) fn new() -> Self {
        Self { claims: BTreeSet::new(), planned: SimTime::NEVER }
    }

    fn plan_next(&mut self, agenda: &mut Agenda<Event>) {
        if let Some(next) = self.claims.first()
            && next.at < self.planned
        {
            self.planned = next.at;
            plan(agenda, next.at, Event::Judge);
        }
    }

    fn pop_due(&mut self, now: SimTime) -> Option<Watched> {
        if self.claims.first()?.at > now {
            return None;
        }
        self.claims.pop_first()
    }
}

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// Judges the claims that can have changed by now. Where one has, the teams look at their lines at this moment,
    /// after whoever is done at it.
    #[inline(never)]
    pub(super) fn judge(&mut self, now: SimTime, agenda: &mut Agenda<Event>) {
        // Another event has been planned for an earlier moment since, and has planned the next.
        if self.world.watch.planned != now {
            return;
        }
        // Stations, and whether the claim of anybody but shadows has changed there.
        let mut changed: BTreeMap<u16, bool> = BTreeMap::new();
        while let Some(watched) = self.world.watch.pop_due(now) {
            let Some(mut case) = self.cases.held(watched.slot) else { continue };
            let token = &*case.token;
            let visit = (token.index, token.stage, token.since);
            if token.state != State::InLine || visit != (watched.index, watched.stage, watched.since) {
                continue;
            }
            let here = self.world.model.visit(token.stage);
            let Some(station) = here.stage.station() else { continue };
            let claim = self.world.judged(&case, here, station, now);
            if claim != case.token.claim {
                *changed.entry(here.station).or_default() |= case.token.is_real::<O>();
                let ticket = case.token.ticket;
                if case.token.is_real::<O>()
                    && let Some(ticket) = self.world.floor.change_claim(here.station, ticket, claim)
                {
                    case.token.ticket = ticket;
                }
                case.token.claim = claim;
            }
            self.world.watch_claim(&mut case, here, now, agenda);
        }
        self.world.watch.planned = SimTime::NEVER;
        self.world.watch.plan_next(agenda);
        for (place, really) in changed {
            if O::SHADOWS {
                self.world.judge_shadows(&mut self.cases, place, now, agenda);
            }
            let teams = if really { self.world.floor.teams(place).to_vec() } else { Vec::new() };
            for team in teams {
                if self.world.floor.should_look(now, team) {
                    plan(agenda, now, Event::Wake(team));
                }
            }
        }
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// What a case claims at a station by the conditions of this moment: class, rank and teams.
    #[inline(always)]
    pub(super) fn judged(
        &self,
        case: &Case<'_>,
        here: &Visit,
        station: &StationConfig,
        now: SimTime,
    ) -> Claim {
        debug_assert!(!here.alike, "the claims of a station where all are alike need no judging");
        let model = self.model;
        let facts = case.facts(model, now);
        let urgent = station.priority.iter().position(|class| class.holds(&facts));
        let mut teams = 0;
        for (team, bit) in station.teams.iter().zip(&here.bits) {
            // Teams of one bit serve the same.
            if teams & bit == 0 && model.team(*team).serves.holds(&facts) {
                teams |= bit;
            }
        }
        let rank = match station.order {
            ServiceOrder::DueDate => case.token.due.ticks(),
            ServiceOrder::ShortestExpected => {
                let (law, factor, add) = service_of(station, &facts);
                (SimDuration::from_secs_f64(law.mean() * factor) + add).ticks()
            }
            ServiceOrder::FirstCome | ServiceOrder::Random => 0,
        };
        Claim { class: urgent.unwrap_or(station.priority.len()) as u8, rank, teams }
    }

    /// Sees to it that the claim of a case at a station since `token.since` is judged when it can next change, if it
    /// ever can.
    #[inline(never)]
    pub(super) fn watch_claim(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let Some(changes) = &here.changes else { return };
        let token = &*case.token;
        let at = changes.after(now, token.submitted_at).min(now + LOOK_AHEAD);
        let (index, stage, since) = (token.index, token.stage, token.since);
        self.watch.claims.insert(Watched { at, slot: case.slot, index, stage, since });
        self.watch.plan_next(agenda);
    }
}
