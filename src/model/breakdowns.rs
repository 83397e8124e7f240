//! Breakdowns: people whose tools fail take no case, and a case in hand waits for the repair.

use super::event::Event;
use super::logging::Entry;
use super::replication::{Replication, plan};
use super::world::World;
use crate::engine::Agenda;
use crate::observe::{EventReason, Inlined, Lifecycle};
use crate::random::{Law, Purpose};
use crate::time::{SimDuration, SimTime};

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// One of a team's people fails: idle, they take no case; with a case in hand, it waits.
    pub(super) fn breaks(&mut self, team: u16, server: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        let Some(breakdowns) = &self.world.model.team(team).breakdowns else { return };
        if let Some(slot) = self.world.in_hand[usize::from(team)][usize::from(server)] {
            // Its end is forgotten, and so called off.
            let mut case = self.cases.case(slot, now);
            self.world.stop(&mut case, now);
            let suspends = Entry::at_stage(case.token.stage, Lifecycle::Suspend).by(team, u32::from(server));
            self.world.log(&mut case, now, suspends.because(EventReason::Breakdown));
            // In hand until the repair, at which patience goes on standing still.
            case.token.started = now;
        } else {
            self.world.floor.team_mut(team).fail(u32::from(server));
        }
        if O::SHADOWS {
            self.stop_shadows(team, u32::from(server), now);
        }
        let seconds = self.world.breakdown_draw(team, server, &breakdowns.repair, true);
        plan(agenda, now + SimDuration::from_secs_f64(seconds), Event::Repaired(team, server));
    }

    /// They can go on.
    pub(super) fn repaired(&mut self, team: u16, server: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        let person = u32::from(server);
        if O::SHADOWS {
            self.resume_shadows(team, person, now, agenda);
        }
        if let Some(slot) = self.world.in_hand[usize::from(team)][usize::from(server)] {
            let mut case = self.cases.case(slot, now);
            let goes_on = Entry::at_stage(case.token.stage, Lifecycle::Resume).by(team, person);
            self.world.log(&mut case, now, goes_on);
            let token = case.token;
            token.spares_patience(now);
            self.world.proceed(slot, token, token.work, now, agenda);
        } else {
            self.world.floor.team_mut(team).repair(now, person);
            self.serve(team, now, agenda);
        }
        self.world.plan_breakdown(team, server, now, agenda);
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// Puts the next failure of one of a team's people on the agenda.
    pub(super) fn plan_breakdown(
        &mut self,
        team: u16,
        server: u16,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let Some(breakdowns) = &self.model.team(team).breakdowns else { return };
        let seconds = self.breakdown_draw(team, server, &breakdowns.every, false);
        let hours = self.floor.team(team).hours(u32::from(server));
        plan(agenda, hours.add(now, SimDuration::from_secs_f64(seconds)), Event::Breaks(team, server));
    }

    fn breakdown_draw(&mut self, team: u16, server: u16, law: &Law, repair: bool) -> f64 {
        let count = &mut self.failures[usize::from(team)][usize::from(server)];
        let entity = u64::from(server) << 32 | u64::from(*count);
        *count += u32::from(repair);
        law.sample(&mut self.team_keys[usize::from(team)].stream(
            entity,
            Purpose::Breakdown,
            u8::from(repair),
        ))
    }
}
