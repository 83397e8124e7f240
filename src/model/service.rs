//! Stations: being served, going on with the next, handing over. How one gets there is in [`super::joining`].

use super::case::{Case, State, Token};
use super::event::{Event, Slot};
use super::facts::Facts;
use super::logging::Entry;
use super::patience::watch_patience;
use super::pay::Stretch;
use super::plan::{Model, Visit};
use super::process::StationConfig;
use super::replication::{Onward, Replication, plan};
use super::world::World;
use crate::engine::{Agenda, Course, EventId, Start};
use crate::observe::{EventReason, Inlined, Lifecycle};
use crate::random::{Law, Purpose};
use crate::time::{SimDuration, SimTime};

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// A service is done, unless this end of it was called off.
    #[inline(always)]
    pub(super) fn service_ends(
        &mut self,
        slot: Slot,
        id: EventId,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Option<Onward> {
        let mut case = self.cases.awaiting(slot, id)?;
        let here = self.world.model.visit(case.token.stage);
        if !case.token.is_real::<O>() {
            return Some(Onward::To(slot, self.world.shadow_served(&mut case, here, now)));
        }
        let (place, team, server) = self.world.finish(&mut case, here, now);
        let next = self.world.leave(&mut case, here, now);
        let goes_on = self.world.go_on(place, team, server, now);
        if self.serve_next(goes_on, team, now, agenda) != Some(place) {
            self.world.tell_levels(place, now);
        }
        Some(Onward::To(slot, next))
    }

    /// A shift ends: the case goes back to the front of its line.
    pub(super) fn hand_over(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let mut case = self.cases.case(slot, now);
        if !case.token.is_real::<O>() {
            return self.hand_shadow_over(slot, now, agenda);
        }
        let place = self.world.hand_back(&mut case, now, agenda);
        for team in self.world.floor.teams(place).to_vec() {
            self.serve(team, now, agenda);
        }
        self.world.tell_levels(place, now);
    }

    /// Someone of a team comes on duty: whoever waits is served.
    pub(super) fn wake(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        if self.world.floor.woken(now, team) {
            self.serve(team, now, agenda);
        }
    }

    /// Starts as many services as there are people free and cases in line.
    #[inline(never)]
    pub(super) fn serve(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        self.serve_next(None, team, now, agenda);
    }

    /// The same where it happens most often, beginning with `first` if there is one. Returns the station of the
    /// last: its levels have been told.
    #[inline(always)]
    fn serve_next(
        &mut self,
        first: Option<Start>,
        team: u16,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Option<u16> {
        let mut last = None;
        let mut next = match first {
            Some(start) => Some(start),
            None => self.next_start(team, now, agenda),
        };
        while let Some(start) = next {
            let mut case = self.cases.case(start.entity, now);
            let here = self.world.model.visit(case.token.stage);
            let Some(station) = here.stage.station() else {
                let Token { index, stage, .. } = case.token;
                panic!("{now}: applicant {index} is served at stage {stage}, which is no station");
            };
            self.world.start(&mut case, here, station, start, now, agenda);
            self.world.tell_levels(start.station, now);
            last = Some(start.station);
            if self.cases.are_many() {
                self.cases.foresee_line(&self.world.floor, start.station);
            }
            next = self.next_start(team, now, agenda);
        }
        if let Some(at) = self.world.floor.plan_wake(now, team) {
            plan(agenda, at, Event::Wake(team));
        }
        last
    }

    /// The next service of a team, once the shadows have been served who come before it.
    #[inline(always)]
    fn next_start(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) -> Option<Start> {
        if O::SHADOWS {
            self.serve_shadows(team, now, agenda);
        }
        self.world.next_start(team, now)
    }

    /// At the end of the run, the stretches of service under way are told.
    pub(super) fn stop_services(&mut self, end: SimTime) {
        for slot in self.cases.tokens() {
            let mut case = self.cases.case(slot, end);
            if case.token.state == State::InService && case.token.pending.is_some() {
                self.world.stop(&mut case, end);
            }
        }
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// Work that an application needs at a station.
    #[inline(always)]
    pub(super) fn work(
        &self,
        case: &Case<'_>,
        here: &Visit,
        station: &StationConfig,
        now: SimTime,
    ) -> SimDuration {
        let mut stream = self.draws(case, here, here.handled_as);
        if here.known_ahead {
            return SimDuration::from_secs_f64(station.service.sample(&mut stream));
        }
        let (law, factor, add) = service_of(station, &case.facts(self.model, now));
        SimDuration::from_secs_f64(law.sample(&mut stream) * factor) + add
    }

    /// The next service of a team, if someone is free and someone waits.
    #[inline(always)]
    fn next_start(&mut self, team: u16, now: SimTime) -> Option<Start> {
        let Self { floor, lots, .. } = self;
        floor.next_start(now, team, |station, among| lots[usize::from(station)].draw(among))
    }

    /// A service is over: the server goes on with whoever is next, or is free.
    #[inline(always)]
    fn go_on(&mut self, place: u16, team: u16, server: u32, now: SimTime) -> Option<Start> {
        let Self { floor, lots, .. } = self;
        if O::SHADOWS {
            // Shadows may come before whoever is next, so they are asked for first.
            floor.release(now, place, team, server);
            self.put_down(team, server);
            return None;
        }
        let goes_on =
            floor.go_on(now, place, team, server, |station, among| lots[usize::from(station)].draw(among));
        self.put_down(team, server);
        goes_on
    }

    /// A service starts, or goes on after a handover.
    #[inline(always)]
    pub(super) fn start(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        station: &StationConfig,
        start: Start,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let Start { entity: slot, station: place, team, server, since } = start;
        let token = &mut *case.token;
        // The look at patience that may be on the agenda is forgotten, and so called off.
        token.pending = None;
        token.state = State::InService;
        let stage = token.stage;
        let again = token.work > SimDuration::ZERO;
        let work = if again {
            token.waited += now.since(since);
            if token.is_real::<O>() {
                self.observer.resumed(place, token.since, now);
            }
            self.model.taken_over(token.served_by(), team, token.work)
        } else {
            token.waited = now.since(since);
            if token.is_real::<O>() {
                self.observer.started(place, since, now);
            }
            let handling = if here.known_ahead {
                debug_assert_eq!(case.token.handling_ahead, self.work(case, here, station, now));
                case.token.handling_ahead
            } else {
                self.work(case, here, station, now)
            };
            case.token.book(handling);
            self.model.occupied(team, handling)
        };
        case.token.serve(team, server);
        let taken_up = if again { Lifecycle::Resume } else { Lifecycle::Start };
        self.log(case, now, Entry::at_stage(stage, taken_up).by(team, server));
        self.proceed(slot, case.token, work, now, agenda);
    }

    /// At a station that is switched off the work is done by anyone of its teams, without a line
    /// and without taking time.
    pub(super) fn work_aside(
        &mut self,
        case: &mut Case<'_>,
        here: &Visit,
        station: &StationConfig,
        now: SimTime,
    ) {
        let model = self.model;
        let handling = self.work(case, here, station, now);
        let key = self.stage_key(case, here, Purpose::Handling);
        let token = &mut *case.token;
        let people: u64 = station.teams.iter().map(|team| u64::from(model.team(*team).people())).sum();
        if people == 0 {
            return;
        }
        let mut pick = key.stream(token.index, Purpose::Handling, token.attempt | 0x80).below(people) as u32;
        for &team in &station.teams {
            let members = model.team(team).people();
            if pick < members {
                token.serve(team, pick);
                token.book(handling);
                if token.is_real::<O>()
                    && let Some(pay) = model.pay_aside(team, token.filed, handling, now)
                {
                    self.observer.paid(&pay);
                }
                return;
            }
            pick -= members;
        }
    }

    /// Whoever serves the case works on it from now on.
    #[inline(always)]
    pub(super) fn proceed(
        &mut self,
        slot: Slot,
        token: &mut Token,
        work: SimDuration,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let (team, server) = served_by(token, now);
        (token.started, token.work) = (now, work);
        let (at, event, left) = match self.floor.course(now, team, server, work) {
            Course::Ends(at) => (at, Event::ServiceEnds(slot), SimDuration::ZERO),
            Course::HandsOver(at, left) => (at, Event::HandOver(slot), left),
        };
        // Added without the bound of "never": work that does not end within the run is no straight stretch.
        token.straight = (at < SimTime::NEVER) & (at.ticks() + left.ticks() == now.ticks() + work.ticks());
        token.pending = Some(plan(agenda, at, event));
        if !token.is_real::<O>() {
            self.take_shadow(team, server, slot);
        } else if let Some(hands) = self.in_hand.get_mut(usize::from(team)).filter(|hands| !hands.is_empty())
        {
            hands[server as usize] = Some(slot);
        }
    }

    /// A stretch of service is over: it is told, and the work left computed.
    #[inline(always)]
    pub(super) fn stop(&mut self, case: &mut Case<'_>, now: SimTime) -> (u16, u16, u32) {
        let (team, server) = served_by(case.token, now);
        self.log_pauses(case, team, server, now);
        let token = &mut *case.token;
        let place = self.model.visit(token.stage).station;
        let hours = self.floor.team(team).hours(server);
        let done = if token.straight { now.since(token.started) } else { hours.between(token.started, now) };
        if token.is_real::<O>() {
            self.observer.worked(place, hours, token.started, now, token.straight);
            self.observer.worked_by((team, server), place, hours, token.started, now, token.straight);
            if now >= self.model.pays_from {
                let (from, until, straight) = (token.started, now, token.straight);
                let stretch = Stretch { team, filed: token.filed, hours, from, until, straight };
                if let Some(pay) = self.model.pay(&stretch) {
                    self.observer.paid(&pay);
                }
            }
        }
        token.work = token.work - done;
        token.pending = None;
        token.spares_patience(now);
        (place, team, server)
    }

    /// A service is done, and it is told. Gives the station, the team and the server.
    #[inline(always)]
    pub(super) fn finish(&mut self, case: &mut Case<'_>, here: &Visit, now: SimTime) -> (u16, u16, u32) {
        let (place, team, server) = self.stop(case, now);
        let token = &mut *case.token;
        token.state = State::Outside;
        token.work = SimDuration::ZERO;
        let stage = token.stage;
        if token.is_real::<O>() {
            self.observer.served(place, token.since, token.waited, now, here.dated.then_some(token.due));
            self.observer.served_by((team, server), place, token.since, token.waited, now);
            self.leaves(token, place, now);
        }
        self.log(case, now, Entry::at_stage(stage, Lifecycle::Complete).by(team, server));
        (place, team, server)
    }

    /// A service is broken off: the case waits again, in front, with what is left of its patience. Gives the
    /// station.
    fn hand_back(&mut self, case: &mut Case<'_>, now: SimTime, agenda: &mut Agenda<Event>) -> u16 {
        let (place, team, server) = self.stop(case, now);
        let suspends = Entry::at_stage(case.token.stage, Lifecycle::Suspend).by(team, server);
        self.log(case, now, suspends.because(EventReason::Handover));
        self.floor.release(now, place, team, server);
        self.put_down(team, server);
        self.wait_again(case, now, agenda);
        let (slot, token) = (case.slot, &mut *case.token);
        token.ticket = self.floor.hand_back(place, slot, now, token.claim);
        watch_patience(token, slot, now, agenda);
        place
    }

    /// A case that was handed over claims what it may by now, and has left what it had of its patience in line.
    pub(super) fn wait_again(&mut self, case: &mut Case<'_>, now: SimTime, agenda: &mut Agenda<Event>) {
        let here = self.model.visit(case.token.stage);
        let Some(station) = here.stage.station() else { return };
        case.token.state = State::InLine;
        if here.changes.is_some() {
            case.token.claim = self.judged(case, here, station, now);
            self.watch_claim(case, here, now, agenda);
        }
        // Drawn once for each visit, whenever it is asked for.
        case.token.reneges_at = station.patience.as_ref().map_or(SimTime::NEVER, |law| {
            let seconds = law.sample(&mut self.draws(case, here, Purpose::LinePatience));
            now + (SimDuration::from_secs_f64(seconds) - case.token.waited)
        });
    }

    /// A server has nothing in hand.
    #[inline(always)]
    fn put_down(&mut self, team: u16, server: u32) {
        if let Some(hands) = self.in_hand.get_mut(usize::from(team)).filter(|hands| !hands.is_empty()) {
            hands[server as usize] = None;
        }
    }
}

/// Team and server of a case in service.
#[inline(always)]
fn served_by(token: &Token, now: SimTime) -> (u16, u32) {
    token.served_by().unwrap_or_else(|| panic!("{now}: applicant {} is served by nobody", token.index))
}

/// The law of a service time, what it is multiplied by, and what is added.
pub(super) fn service_of<'a>(station: &'a StationConfig, facts: &Facts<'_>) -> (&'a Law, f64, SimDuration) {
    let other = station.service_when.iter().find(|(when, _)| when.holds(facts));
    let law = other.map_or(&station.service, |(_, law)| law);
    let (mut factor, mut add) = (1.0, SimDuration::ZERO);
    for change in station.adjust.iter().filter(|change| change.when.holds(facts)) {
        factor *= change.factor;
        add += change.add;
    }
    (law, factor, add)
}

impl Model {
    /// Time that what is left of a case takes whoever takes it over, of a team that may be more or less productive
    /// than the one that handed it over.
    #[cold]
    #[inline(never)]
    fn taken_over(&self, before: Option<(u16, u32)>, team: u16, left: SimDuration) -> SimDuration {
        let now = self.team(team).availability;
        let then = before.map_or(now, |(team, _)| self.team(team).availability);
        if now.total_cmp(&then).is_eq() {
            return left;
        }
        // Of what is left something remains.
        SimDuration::from_secs_f64(left.as_secs_f64() * then / now).max(SimDuration::from_ticks(1))
    }

    /// Time that a piece of work takes one of a team's people.
    #[inline(always)]
    fn occupied(&self, team: u16, handling: SimDuration) -> SimDuration {
        let availability = self.team(team).availability;
        // None is above 1. Work that stays as it is need not wait for a division, which would give the same to
        // the tick, but for work of more than a lifetime.
        if availability >= 1.0 {
            return handling;
        }
        SimDuration::from_secs_f64(handling.as_secs_f64() / availability)
    }
}
