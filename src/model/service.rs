//! Stations: joining a line, being served, handing over, losing patience.

use super::case::{State, Token};
use super::event::{Event, Slot};
use super::flow::{Step, stage_key};
use super::plan::Model;
use super::process::{ServiceOrder, StationConfig};
use super::replication::{Replication, plan};
use crate::engine::{Agenda, Arrival, Claim, Course, Start};
use crate::observe::{Activity, Lifecycle, Observer};
use crate::random::{Law, Purpose};
use crate::time::{DAY, SimDuration, SimTime};

/// How far ahead patience is put on the agenda. Most applications are served sooner, so most
/// patience events never exist; the few that are needed are renewed until patience truly ends.
const PATIENCE_WATCH: SimDuration = SimDuration::from_ticks(2 * DAY.ticks());

impl<O: Observer> Replication<'_, O> {
    /// An application arrives at a station.
    #[inline(always)]
    pub(super) fn join(
        &mut self,
        slot: Slot,
        station: &StationConfig,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) -> Step {
        let claim = self.claim(slot, station, now);
        let token = self.cases.token(slot, now);
        token.since = now;
        token.work = SimDuration::ZERO;
        token.claim = claim;
        let place = self.model.station_of(token.stage);
        self.observer.joined(place, now);
        match self.floor.arrive(now, place, slot, claim) {
            Arrival::Starts(start) => self.start(start, now, agenda),
            Arrival::Waits(ticket) => {
                token.state = State::InLine(ticket);
                let patience = station.patience.as_ref().map(|law| {
                    let key = stage_key(&self.stage_keys, token, self.model, Purpose::LinePatience);
                    law.sample(&mut key.stream(token.index, Purpose::LinePatience, token.attempt))
                });
                token.reneges_at =
                    patience.map_or(SimTime::NEVER, |seconds| now + SimDuration::from_secs_f64(seconds));
                watch_patience(token, slot, now, agenda);
                self.wake_teams(place, now, agenda);
            }
            Arrival::Balks => {
                self.observer.balked(place, now);
                return self.aside(slot, station.balked, now);
            }
        }
        self.tell_levels(place, now);
        Step::Stays
    }

    /// Class, rank and teams of an application at a station; sets its due date.
    #[inline(always)]
    fn claim(&mut self, slot: Slot, station: &StationConfig, now: SimTime) -> Claim {
        let model = self.model;
        if let Some(law) = &station.due {
            let token = self.cases.token(slot, now);
            let key = stage_key(&self.stage_keys, token, model, Purpose::Due);
            let seconds = law.sample(&mut key.stream(token.index, Purpose::Due, token.attempt));
            token.due = now + SimDuration::from_secs_f64(seconds);
        }
        let all = ((1_u32 << station.teams.len()) - 1) as u16;
        let mut claim = Claim { class: 0, rank: 0, teams: all };
        let skilled = station.teams.iter().any(|team| !model.team(*team).serves.is_empty());
        if !skilled && station.priority.is_empty() && matches!(station.order, ServiceOrder::FirstCome) {
            return claim;
        }
        let case = self.cases.case(slot, now);
        let facts = model.facts(&case, now);
        let urgent = station.priority.iter().position(|class| class.holds(&facts));
        claim.class = urgent.unwrap_or(station.priority.len()) as u8;
        if skilled {
            let may = |team: &u16| model.team(*team).serves.holds(&facts);
            let bits =
                station.teams.iter().enumerate().filter(|(_, team)| may(team)).map(|(bit, _)| 1 << bit);
            claim.teams = bits.sum();
        }
        claim.rank = match station.order {
            ServiceOrder::DueDate => facts.token.due.ticks(),
            ServiceOrder::ShortestExpected => {
                let (law, factor, add) = service_of(station, &facts);
                (SimDuration::from_secs_f64(law.mean() * factor) + add).ticks()
            }
            ServiceOrder::FirstCome | ServiceOrder::Random => 0,
        };
        claim
    }

    /// Work that an application needs at a station.
    #[inline(always)]
    fn work(&mut self, slot: Slot, station: &StationConfig, now: SimTime) -> SimDuration {
        let model = self.model;
        let token = &*self.cases.token(slot, now);
        let purpose =
            if model.stage(token.stage).before_filing { Purpose::Intake } else { Purpose::Handling };
        let key = stage_key(&self.stage_keys, token, model, purpose);
        let mut stream = key.stream(token.index, purpose, token.attempt);
        if station.service_when.is_empty() && station.adjust.is_empty() {
            return SimDuration::from_secs_f64(station.service.sample(&mut stream));
        }
        let case = self.cases.case(slot, now);
        let facts = model.facts(&case, now);
        let (law, factor, add) = service_of(station, &facts);
        SimDuration::from_secs_f64(law.sample(&mut stream) * factor) + add
    }

    /// A service starts, or goes on after a handover.
    pub(super) fn start(&mut self, start: Start, now: SimTime, agenda: &mut Agenda<Event>) {
        let Start { entity: slot, station: place, team, server, since } = start;
        let model = self.model;
        let token = self.cases.token(slot, now);
        // The look at patience that may be on the agenda is forgotten, and so called off.
        token.pending = None;
        token.state = State::InService;
        token.server = Some((team, server));
        // Patience in this line is over for good: whoever is handed over later stays.
        token.reneges_at = SimTime::NEVER;
        let (stage, left, arrived) = (token.stage, token.work, token.since);
        let work = if left > SimDuration::ZERO {
            self.observer.waited_again(place, arrived, now.since(since));
            left
        } else {
            self.observer.started(place, since, now);
            let Some(station) = model.stage(stage).station() else {
                panic!("{now}: slot {slot} is served at stage {stage}, which is no station");
            };
            let handling = self.work(slot, station, now);
            self.book(slot, team, handling, now);
            model.occupied(team, handling)
        };
        self.log(slot, now, Activity::Stage(stage), Lifecycle::Start, Some((team, server)));
        self.proceed(slot, team, server, work, now, agenda);
    }

    /// Books a reviewer's time, and what it costs, on the application.
    #[inline(always)]
    fn book(&mut self, slot: Slot, team: u16, handling: SimDuration, now: SimTime) {
        let minute_cny = self.model.minute_cny(team);
        let token = self.cases.token(slot, now);
        if token.filed {
            token.handling += handling;
            token.handling_cny += handling.as_minutes() * minute_cny;
        }
    }

    /// At a station that is switched off the work is done by anyone of its teams, without a line
    /// and without taking time.
    pub(super) fn work_aside(&mut self, slot: Slot, station: &StationConfig, now: SimTime) {
        let model = self.model;
        let handling = self.work(slot, station, now);
        let token = self.cases.token(slot, now);
        let key = stage_key(&self.stage_keys, token, model, Purpose::Handling);
        let people: u64 = station.teams.iter().map(|team| u64::from(model.team(*team).people())).sum();
        if people == 0 {
            return;
        }
        let mut pick = key.stream(token.index, Purpose::Handling, token.attempt | 0x80).below(people) as u32;
        for &team in &station.teams {
            let members = model.team(team).people();
            if pick < members {
                token.server = Some((team, pick));
                self.book(slot, team, handling, now);
                return;
            }
            pick -= members;
        }
    }

    /// `server` works on the case from now on.
    #[inline(always)]
    pub(super) fn proceed(
        &mut self,
        slot: Slot,
        team: u16,
        server: u32,
        work: SimDuration,
        now: SimTime,
        agenda: &mut Agenda<Event>,
    ) {
        let token = self.cases.token(slot, now);
        (token.started, token.work) = (now, work);
        let (at, event, left) = match self.floor.course(now, team, server, work) {
            Course::Ends(at) => (at, Event::ServiceEnds(slot), SimDuration::ZERO),
            Course::HandsOver(at, left) => (at, Event::HandOver(slot), left),
        };
        token.straight = at + left == now + work;
        token.pending = Some(plan(agenda, at, event));
        if let Some(hands) = self.in_hand.get_mut(usize::from(team)).filter(|hands| !hands.is_empty()) {
            hands[server as usize] = Some(slot);
        }
    }

    /// A stretch of service is over: it is told, and the work left computed.
    #[inline(always)]
    pub(super) fn stop(&mut self, slot: Slot, now: SimTime) -> (u16, u16, u32) {
        let token = self.cases.token(slot, now);
        let Some((team, server)) = token.server else {
            panic!("{now}: applicant {} is served by nobody", token.index);
        };
        let place = self.model.station_of(token.stage);
        let hours = self.floor.team(team).hours(server);
        let done = if token.straight { now.since(token.started) } else { hours.between(token.started, now) };
        self.observer.worked(place, hours, token.started, now, token.straight);
        token.work = token.work - done;
        token.pending = None;
        (place, team, server)
    }

    /// A service is done.
    pub(super) fn service_ends(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let (place, team, server) = self.stop(slot, now);
        let token = self.cases.token(slot, now);
        token.state = State::Outside;
        token.work = SimDuration::ZERO;
        let (stage, since, due) = (token.stage, token.since, token.due);
        let due =
            self.model.stage(stage).station().is_some_and(|station| station.due.is_some()).then_some(due);
        self.observer.served(place, since, now, due);
        self.log(slot, now, Activity::Stage(stage), Lifecycle::Complete, Some((team, server)));
        self.put_down(place, team, server, now);
        if self.serve(team, now, agenda) != Some(place) {
            self.tell_levels(place, now);
        }
        let next = self.leave(slot, now);
        self.go(slot, next, now, agenda);
    }

    /// A shift ends: the case goes back to the front of its line.
    pub(super) fn hand_over(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let (place, team, server) = self.stop(slot, now);
        self.put_down(place, team, server, now);
        let token = self.cases.token(slot, now);
        token.state = State::InLine(self.floor.hand_back(place, slot, now, token.claim));
        watch_patience(token, slot, now, agenda);
        for team in self.floor.teams(place).to_vec() {
            self.serve(team, now, agenda);
        }
        self.tell_levels(place, now);
    }

    #[inline(always)]
    fn put_down(&mut self, place: u16, team: u16, server: u32, now: SimTime) {
        self.floor.release(now, place, team, server);
        if let Some(hands) = self.in_hand.get_mut(usize::from(team)).filter(|hands| !hands.is_empty()) {
            hands[server as usize] = None;
        }
    }

    /// Someone of a team comes on duty: whoever waits is served.
    pub(super) fn wake(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        if self.floor.woken(now, team) {
            self.serve(team, now, agenda);
        }
    }

    /// Starts as many services as there are people free and cases in line. Returns the station of the
    /// last: its levels have been told.
    pub(super) fn serve(&mut self, team: u16, now: SimTime, agenda: &mut Agenda<Event>) -> Option<u16> {
        let mut last = None;
        loop {
            let (key, lots) = (self.key, &mut self.lots);
            let choose = |among: u32| {
                *lots += 1;
                key.stream(*lots, Purpose::Lot, 0).below(u64::from(among)) as u32
            };
            let Some(start) = self.floor.next_start(now, team, choose) else { break };
            self.start(start, now, agenda);
            self.tell_levels(start.station, now);
            last = Some(start.station);
        }
        if let Some(at) = self.floor.plan_wake(now, team) {
            plan(agenda, at, Event::Wake(team));
        }
        last
    }

    fn wake_teams(&mut self, place: u16, now: SimTime, agenda: &mut Agenda<Event>) {
        for position in 0..self.floor.teams(place).len() {
            let team = self.floor.teams(place)[position];
            if let Some(at) = self.floor.plan_wake(now, team) {
                plan(agenda, at, Event::Wake(team));
            }
        }
    }

    /// Patience has run out if the application is still waiting.
    pub(super) fn impatient(&mut self, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
        let token = self.cases.token(slot, now);
        token.pending = None;
        let State::InLine(ticket) = token.state else {
            return self.withdraw(slot, now);
        };
        let reneges = token.reneges_at <= now;
        if !reneges && token.gives_up_at > now {
            return watch_patience(token, slot, now, agenda);
        }
        token.state = State::Outside;
        let (stage, since) = (token.stage, token.since);
        let place = self.model.station_of(stage);
        if self.floor.abandon(place, ticket).is_some() {
            self.observer.abandoned(place, since, now);
            self.tell_levels(place, now);
        }
        let aside = self.model.stage(stage).station().and_then(|station| station.reneged).filter(|_| reneges);
        if let Step::To(next) = self.aside(slot, aside, now) {
            self.go(slot, next, now, agenda);
        }
    }

    /// An application that left a line, or did not join it, goes on elsewhere or is withdrawn.
    fn aside(&mut self, slot: Slot, to: Option<u16>, now: SimTime) -> Step {
        if let Some(stage) = to {
            self.count_pass(slot, now);
            return Step::To(stage);
        }
        self.withdraw(slot, now);
        Step::Gone
    }

    #[inline(always)]
    pub(super) fn tell_levels(&mut self, place: u16, now: SimTime) {
        self.observer.levels(place, now, self.floor.waiting(place), self.floor.in_service(place));
    }

    /// At the end of the run, the stretches of service under way are told.
    pub(super) fn stop_services(&mut self, end: SimTime) {
        for slot in self.cases.tokens() {
            let token = self.cases.token(slot, end);
            if token.state == State::InService && token.pending.is_some() {
                self.stop(slot, end);
            }
        }
    }
}

/// Puts the end of patience in line, or a look at it in two days, on the agenda.
fn watch_patience(token: &mut Token, slot: Slot, now: SimTime, agenda: &mut Agenda<Event>) {
    // Patience that ran out during an earlier service is over for good: who got so far stays.
    if token.gives_up_at < now {
        token.gives_up_at = SimTime::NEVER;
    }
    let end = token.reneges_at.min(token.gives_up_at);
    if end < SimTime::NEVER {
        token.pending = Some(plan(agenda, end.min(now + PATIENCE_WATCH), Event::Impatient(slot)));
    }
}

/// The law of a service time, what it is multiplied by, and what is added.
fn service_of<'a>(
    station: &'a StationConfig,
    facts: &super::facts::Facts<'_>,
) -> (&'a Law, f64, SimDuration) {
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
    /// Time that a piece of work takes one of a team's people.
    pub(super) fn occupied(&self, team: u16, handling: SimDuration) -> SimDuration {
        SimDuration::from_secs_f64(handling.as_secs_f64() / self.team(team).availability)
    }
}
