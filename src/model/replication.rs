//! One replication: the state, and which handler answers which event.

use super::case::Cases;
use super::event::Event;
use super::plan::Model;
use crate::engine::{Agenda, Simulation, Station, run};
use crate::observe::{DeskName, Observer};
use crate::population::Arrivals;
use crate::random::{Purpose, ReplicationKey};
use crate::time::SimTime;

/// The state of one replication.
pub(super) struct Replication<'a, O> {
    pub(super) model: &'a Model,
    pub(super) key: ReplicationKey,
    pub(super) observer: &'a mut O,
    pub(super) arrivals: Arrivals,
    pub(super) cases: Cases,
    pub(super) desks: [Station; 2],
    /// For each desk, whether its next opening is on the agenda.
    pub(super) wake_planned: [bool; 2],
    /// Leniency of each reviewer, in standard deviations.
    pub(super) leniency: Vec<f64>,
    pub(super) restricted: u64,
}

/// Plays replication `replication` of `model` under `seed`; `observer` hears everything. Returns
/// the number of events handled.
///
/// The outcome depends on the arguments alone: not on the observer, not on other replications.
pub fn replicate<O: Observer>(model: &Model, seed: u64, replication: u64, observer: &mut O) -> u64 {
    let key = ReplicationKey::new(seed, replication);
    let config = model.config();
    let reviewers = u64::from(config.human.servers.max(1));
    let mut state = Replication {
        model,
        key,
        observer,
        arrivals: Arrivals::new(&config.arrivals, key),
        cases: Cases::default(),
        desks: [Model::station(&config.intake, 1), Model::station(&config.human, 2)],
        wake_planned: [false; 2],
        leniency: (0..reviewers)
            .map(|reviewer| key.stream(reviewer, Purpose::Leniency, 0).normal())
            .collect(),
        restricted: 0,
    };
    let mut agenda = Agenda::new();
    if let Some(first) = state.arrivals.next_time() {
        agenda.schedule(first, Event::Restrict.priority(), Event::Restrict);
    }
    let handled = run(&mut state, &mut agenda, model.end());
    state.close_pending(model.end());
    handled
}

/// Puts an event on the agenda at its own priority.
#[inline]
pub(super) fn plan(agenda: &mut Agenda<Event>, at: SimTime, event: Event) {
    agenda.schedule(at, event.priority(), event);
}

impl<O: Observer> Simulation for Replication<'_, O> {
    type Event = Event;

    #[inline]
    fn handle(&mut self, now: SimTime, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::Restrict => self.restrict(now, agenda),
            Event::SetOut(slot) => self.set_out(slot, now, agenda),
            Event::File(slot) => self.file(slot, now, agenda),
            Event::Screened(slot) => self.screen_ends(slot, now, agenda),
            Event::ServiceEnds(slot, DeskName::Intake, server) => self.intake_ends(slot, server, now, agenda),
            Event::ServiceEnds(slot, DeskName::Review, server) => self.review_ends(slot, server, now, agenda),
            Event::DeskOpens(desk) => self.desk_opens(desk, now, agenda),
            Event::Decide(slot) => self.decide(slot, now, agenda),
            Event::Patience(slot, attempt) => self.patience_ends(slot, attempt, now, agenda),
            Event::Notify(slot) => self.notify(slot, now, agenda),
            Event::React(slot) => self.react(slot, now, agenda),
        }
    }
}
