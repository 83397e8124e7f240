//! One replication: the state, and which handler answers which event.

use std::sync::atomic::{AtomicBool, Ordering};

use super::case::Cases;
use super::entrants::Entrants;
use super::event::{Event, Slot};
use super::judging::Watch;
use super::newcomers::Newcomers;
use super::plan::Model;
use super::process::{Decision, ServiceOrder, StageId, StageKind, TeamConfig};
use super::shadows::{Shades, ShadowPlan};
use super::tags;
use super::world::{Lots, World};
use crate::engine::{
    Agenda, Ahead, Discipline, EventId, Floor, Line, Shadows, Simulation, Team, TeamMask, run,
};
use crate::observe::{Inlined, Observer, Status};
use crate::population::Arrivals;
use crate::random::{Purpose, ReplicationKey};
use crate::time::SimTime;

/// The state of one replication.
///
/// `PLAIN` says of it, of the world and of the cases that there are only entities without attributes. It is the
/// model's own `plain`, known to the compiler, so that a kernel of either kind does not ask for the other.
pub(super) struct Replication<'a, O, const PLAIN: bool> {
    pub(super) world: World<'a, O, PLAIN>,
    pub(super) cases: Cases<PLAIN>,
    pub(super) arrivals: Arrivals,
    /// When the next account is restricted.
    pub(super) next_arrival: SimTime,
    pub(super) restricted: u64,
    pub(super) newcomers: Box<Newcomers>,
    pub(super) entrants: Box<Entrants>,
}

/// Plays replication `replication` of `model` under `seed`; `observer` hears everything. Returns
/// the number of events handled.
///
/// The outcome depends on the arguments alone: not on the observer, not on other replications.
pub fn replicate(model: &Model, seed: u64, replication: u64, observer: &mut dyn Observer) -> u64 {
    // Never set, so it is never broken off.
    replicate_unless(model, seed, replication, observer, &AtomicBool::new(false)).unwrap_or(0)
}

/// The same, broken off soon after `stop` is set: then `None`, and what the observer heard is not whole.
pub fn replicate_unless(
    model: &Model,
    seed: u64,
    replication: u64,
    mut observer: &mut dyn Observer,
    stop: &AtomicBool,
) -> Option<u64> {
    let key = ReplicationKey::new(seed, replication);
    if model.config().plain {
        play::<_, true>(model, None, key, &mut observer, stop)
    } else {
        play::<_, false>(model, None, key, &mut observer, stop)
    }
}

/// The same with shadows of applicants as planned. What the observer hears of everybody else is the same, and so is
/// everything that they meet. Entities without attributes have no shadows.
pub fn replicate_with_shadows(
    model: &Model,
    shadows: &ShadowPlan,
    seed: u64,
    replication: u64,
    mut observer: &mut dyn Observer,
    stop: &AtomicBool,
) -> Option<u64> {
    if model.config().plain {
        return replicate_unless(model, seed, replication, observer, stop);
    }
    play::<_, false>(model, Some(shadows), ReplicationKey::new(seed, replication), &mut observer, stop)
}

/// As [`replicate_unless`] and, where there are `shadows`, [`replicate_with_shadows`], by the observer's own kernel.
pub(crate) fn replicate_inlined<O: Inlined>(
    model: &Model,
    shadows: Option<&ShadowPlan>,
    seed: u64,
    replication: u64,
    observer: &mut O,
    stop: &AtomicBool,
) -> Option<u64> {
    // A kernel of its own takes room, which a page has little of, and gains time, which a run has little of.
    if cfg!(not(feature = "terminal")) && !O::PLAIN {
        return match shadows {
            Some(plan) => replicate_with_shadows(model, plan, seed, replication, observer, stop),
            None => replicate_unless(model, seed, replication, observer, stop),
        };
    }
    let key = ReplicationKey::new(seed, replication);
    if !model.config().plain {
        play::<O, false>(model, shadows.filter(|_| O::SHADOWS), key, observer, stop)
    } else if O::PLAIN {
        play::<O, true>(model, None, key, observer, stop)
    } else {
        replicate_unless(model, seed, replication, observer, stop)
    }
}

#[inline(never)]
fn play<O: Inlined, const PLAIN: bool>(
    model: &Model,
    shadows: Option<&ShadowPlan>,
    key: ReplicationKey,
    observer: &mut O,
    stop: &AtomicBool,
) -> Option<u64> {
    let config = model.config();
    debug_assert_eq!(PLAIN, config.plain);
    let process = &config.process;
    let team_keys: Vec<_> = process.teams.iter().map(|team| key.branch(tags::team(&team.name))).collect();
    let failing = |team: &TeamConfig| team.breakdowns.as_ref().map_or(0, |_| team.people() as usize);
    let stage_keys: Vec<_> =
        process.stages.iter().map(|stage| tags::StageKeys::new(key, &stage.name)).collect();
    let stations = process.stages.iter().zip(&stage_keys).filter(|(stage, _)| stage.station().is_some());
    let floor = floor(model);
    // Empty where no team breaks down, so that a service need not look further.
    let mut in_hand: Vec<_> = process.teams.iter().map(|team| vec![None; failing(team)]).collect();
    if in_hand.iter().all(Vec::is_empty) {
        in_hand.clear();
    }
    let world = World {
        model,
        key,
        stop,
        lots: stations.map(|(_, keys)| Lots::new(keys)).collect(),
        stage_keys,
        leniency: leniencies(model, &team_keys),
        team_keys,
        backlog: Vec::new(),
        observer,
        shades: shadows.map(|plan| Box::new(Shades::new(plan, Shadows::new(&floor), &in_hand))),
        floor,
        watch: Watch::new(),
        in_hand,
        failures: process.teams.iter().map(|team| vec![0; failing(team)]).collect(),
    };
    let mut state = Replication::<O, PLAIN> {
        world,
        cases: Cases::new(model.counters(), model.config.population.own_attributes()),
        next_arrival: SimTime::NEVER,
        arrivals: Arrivals::new(&config.arrivals, key),
        restricted: 0,
        newcomers: Box::new(Newcomers::new()),
        entrants: Box::new(Entrants::new()),
    };
    let mut agenda = Agenda::new();
    for (team, members) in (0..).zip(&process.teams) {
        for member in 0..failing(members) {
            state.world.plan_breakdown(team, member as u16, SimTime::START, &mut agenda);
        }
    }
    state.await_arrival();
    state.place_backlog(&mut agenda);
    let handled = run(&mut state, &mut agenda, model.end())?;
    state.close_pending(model.end());
    Some(handled)
}

/// The leniency of each member of each team, in standard deviations; of nobody where no reviewer decides.
pub(super) fn leniencies(model: &Model, team_keys: &[ReplicationKey]) -> Vec<Vec<f64>> {
    let process = &model.config().process;
    let judged = |kind: &StageKind| matches!(kind, StageKind::Decision(Decision::Reviewer));
    let reviewed = process.stages.iter().any(|stage| judged(&stage.kind));
    let of_team = |(team, key): (&TeamConfig, &ReplicationKey)| {
        let people = if reviewed { u64::from(team.people()) } else { 0 };
        (0..people).map(|member| key.stream(member, Purpose::Leniency, 0).normal()).collect()
    };
    process.teams.iter().zip(team_keys).map(of_team).collect()
}

/// The stations and teams of a model, all idle.
fn floor(model: &Model) -> Floor {
    let process = &model.config().process;
    let mut floor = Floor::new();
    for team in &process.teams {
        floor.add_team(Team::new(&team.crews, team.end_of_shift), team.pick);
    }
    for here in (0..process.stages.len()).map(|stage| model.visit(stage as StageId)) {
        let Some(station) = here.stage.station() else { continue };
        let discipline = match station.order {
            // Of equal ranks first come, and a claim that changes keeps its place.
            ServiceOrder::FirstCome if here.changes.is_some() => Discipline::LeastRank,
            ServiceOrder::FirstCome => Discipline::FirstCome,
            ServiceOrder::DueDate | ServiceOrder::ShortestExpected => Discipline::LeastRank,
            ServiceOrder::Random => Discipline::Random,
        };
        let teams: Vec<(u16, TeamMask)> =
            station.teams.iter().copied().zip(here.bits.iter().copied()).collect();
        floor.add_station(Line::new(discipline, station.first_class_share), &teams, station.balk_at);
    }
    floor
}

/// Puts an event on the agenda at its own priority.
#[inline(always)]
pub(super) fn plan(agenda: &mut Agenda<Event>, at: SimTime, event: Event) -> EventId {
    agenda.schedule(at, event.priority(), event)
}

/// Where a case goes at the end of an event.
pub(super) enum Onward {
    /// It stays until another event, or the event was not about a case.
    Stays,
    /// To this stage.
    To(Slot, StageId),
    /// Out of the process.
    Ends(Slot, Status),
}

impl<O: Inlined, const PLAIN: bool> Simulation for Replication<'_, O, PLAIN> {
    type Event = Event;
    type Sequel = Onward;

    /// Ends of waiting and of service may have been called off: the case then waits for something else.
    #[inline(always)]
    fn due(&mut self, now: SimTime, id: EventId, event: Event, agenda: &mut Agenda<Event>) -> Option<Onward> {
        let onward = match event {
            Event::HandIn(_)
            | Event::DropsOff(_)
            | Event::RestoredUnasked(_)
            | Event::Notify(_)
            | Event::React(_)
                if PLAIN =>
            {
                panic!("{now}: an entity without attributes is outside the process")
            }
            Event::HandIn(person) => self.hand_in(person, now),
            Event::DropsOff(person) => {
                self.drop_off(person, now);
                Onward::Stays
            }
            Event::RestoredUnasked(person) => {
                self.restore_unasked(person, now);
                Onward::Stays
            }
            Event::DelayEnds(slot) => self.delay_ends(slot, now),
            Event::Notify(slot) => self.notify(slot, now, agenda),
            Event::React(slot) => self.react(slot, now, agenda),
            Event::ServiceEnds(slot) => self.service_ends(slot, id, now, agenda)?,
            Event::Impatient(slot) if self.cases.awaits(slot, id) => self.impatient(slot, now, agenda),
            Event::HandOver(slot) if self.cases.awaits(slot, id) => {
                self.hand_over(slot, now, agenda);
                Onward::Stays
            }
            Event::HandOver(_) | Event::Impatient(_) => return None,
            Event::Judge => {
                self.judge(now, agenda);
                Onward::Stays
            }
            Event::Wake(team) => {
                self.wake(team, now, agenda);
                Onward::Stays
            }
            Event::ShadowWake(team) => {
                if O::SHADOWS {
                    self.shadow_wake(team, now, agenda);
                }
                Onward::Stays
            }
            Event::Breaks(team, member) => {
                self.breaks(team, member, now, agenda);
                Onward::Stays
            }
            Event::Repaired(team, member) => {
                self.repaired(team, member, now, agenda);
                Onward::Stays
            }
        };
        Some(onward)
    }

    /// Whatever happens, at most one case moves on because of it, and this is the place where it does.
    #[inline(always)]
    fn follow(&mut self, now: SimTime, onward: Onward, agenda: &mut Agenda<Event>) {
        let (case, status) = match onward {
            Onward::Stays => return,
            Onward::Ends(slot, status) => (self.cases.case(slot, now), status),
            Onward::To(slot, stage) => {
                let mut case = self.cases.case(slot, now);
                let Some(status) = self.world.go(&mut case, stage, now, agenda) else { return };
                (case, status)
            }
        };
        let slot = case.slot;
        if PLAIN {
            self.world.close_plain(case.token, status, now);
            self.cases.leave(slot);
        } else {
            self.end(slot, status, now);
        }
    }

    #[inline(always)]
    fn foresee(&self, event: Event, ahead: Ahead) {
        self.cases.foresee(event, ahead);
    }

    #[inline(always)]
    fn outside(&mut self, now: SimTime, agenda: &mut Agenda<Event>) -> Onward {
        self.restrict(now, agenda)
    }

    #[inline]
    fn breaks_off(&self) -> bool {
        self.world.stop.load(Ordering::Relaxed)
    }

    #[inline]
    fn next_outside(&self) -> SimTime {
        self.next_arrival
    }
}
