//! Who is at a station when the period begins.
//!
//! They are ordinary applicants, or entities, with indices of their own, and so with draws of their own: nothing changes
//! of those who come later but whom they meet. Each of them has been through everything before the station, and it took
//! no time: what they meant to do before applying has taken effect, decisions on the way are made, and of those drawn
//! the ones are there whose way leads to the station. They are filed, where that comes before the station, when the
//! period begins. What is counted of them is not known here.

use super::case::{Case, Cases, NOBODY, Person, Token};
use super::event::{Event, Slot};
use super::judging::Watch;
use super::newcomers::Newcomers;
use super::process::{StageId, StageKind};
use super::replication::Replication;
use super::world::World;
use crate::behaviour::Progress;
use crate::engine::{Agenda, Floor};
use crate::observe::{Inlined, OF_BACKLOG, Observer, backlog_of, first_of_backlog};
use crate::time::SimTime;

/// After so many in a row whose way does not lead to a station, the next one is there whatever their way.
const TRIES: u32 = 1_000;
/// After so many stages a way is one that does not lead there.
const STAGES: usize = 10_000;
/// When the period begins.
const START: SimTime = SimTime::START;

impl<O: Inlined, const PLAIN: bool> Replication<'_, O, PLAIN> {
    /// Those who are at stations when the period begins join their lines.
    pub(super) fn place_backlog(&mut self, agenda: &mut Agenda<Event>) {
        let model = self.world.model;
        let stations = &model.tally_config().stations;
        if stations.iter().any(|station| station.backlog > 0) {
            self.world.backlog = stations.iter().map(|station| station.backlog).collect();
            for target in 0..model.config.process.stages.len() {
                self.place_before(target as StageId, agenda);
            }
        }
    }

    #[inline(never)]
    fn place_before(&mut self, target: StageId, agenda: &mut Agenda<Event>) {
        let model = self.world.model;
        let here = model.visit(target);
        let Some(station) = here.stage.station().filter(|_| here.stage.enabled) else { return };
        let mut candidates = Candidates::of(here.station);
        for _ in 0..station.backlog {
            let slot = self.world.candidate(&mut self.cases, &mut candidates, target);
            let mut case = self.cases.case(slot, START);
            if here.known_ahead {
                case.token.handling_ahead = self.world.work(&case, here, station, START);
            }
            let step = self.world.join(&mut case, here, station, START, agenda);
            crate::engine::Simulation::follow(self, START, step.of(slot), agenda);
        }
    }
}

/// Those who may be at one station, in order.
struct Candidates {
    next: u64,
    newcomers: Box<Newcomers>,
}

impl Candidates {
    fn of(station: u16) -> Self {
        let next = first_of_backlog(station);
        Self { next, newcomers: Box::new(Newcomers::counted_from(next)) }
    }
}

impl<O: Inlined, const PLAIN: bool> World<'_, O, PLAIN> {
    /// Someone leaves the line or the service of a station, who may have been there when the period began.
    #[inline(always)]
    pub(super) fn leaves(&mut self, token: &Token, station: u16, now: SimTime) {
        if token.index >= OF_BACKLOG {
            self.one_less(token, station, now);
        }
    }

    #[cold]
    #[inline(never)]
    fn one_less(&mut self, token: &Token, station: u16, now: SimTime) {
        // Nobody comes back at the moment at which they came first.
        let first_visit = token.since == START && backlog_of(token.index) == Some(station);
        if let Some(left) =
            self.backlog.get_mut(usize::from(station)).filter(|left| first_visit && **left > 0)
        {
            *left -= 1;
            if *left == 0 {
                self.observer.cleared(station, now);
            }
        }
    }

    /// The next of the candidates whose way leads to `target`, about to join the line there. Nobody hears of it.
    fn candidate(&self, cases: &mut Cases<PLAIN>, candidates: &mut Candidates, target: StageId) -> Slot {
        let mut nobody = ();
        let mut observer: &mut dyn Observer = &mut nobody;
        let mut silent = World::<&mut dyn Observer, PLAIN> {
            model: self.model,
            key: self.key,
            stop: self.stop,
            stage_keys: self.stage_keys.clone(),
            team_keys: Vec::new(),
            observer: &mut observer,
            floor: Floor::new(),
            shades: None,
            watch: Watch::new(),
            in_hand: Vec::new(),
            failures: Vec::new(),
            lots: Vec::new(),
            backlog: Vec::new(),
            leniency: Vec::new(),
        };
        let mut tries = 0;
        loop {
            let slot = silent.enter(cases, candidates);
            let mut case = cases.case(slot, START);
            let leads = silent.leads_to(&mut case, target);
            if leads || tries == TRIES {
                let filed = !silent.model.visit(target).stage.before_filing;
                case.token.stage = target;
                if filed && !case.token.filed {
                    silent.file(&mut case, START);
                }
                return slot;
            }
            tries += 1;
            let person = case.token.person;
            cases.leave(slot);
            if !PLAIN {
                cases.free(person);
            }
        }
    }

    /// The next candidate, handing in the first application.
    fn enter(&self, cases: &mut Cases<PLAIN>, candidates: &mut Candidates) -> Slot {
        let index = candidates.next;
        candidates.next += 1;
        let mut person = NOBODY;
        if !PLAIN {
            let newcomer = candidates.newcomers.next(self.model, self.key);
            let adopted = newcomer.outset.intentions.adopted;
            let mut progress = Progress::new(START);
            adopted.iter().for_each(|behaviour| progress.adopt(behaviour, START, START));
            let who = Person::new(index, &newcomer, adopted, progress);
            person = cases.insert(newcomer.own, || Person { attempt: 1, ..who });
        }
        cases.enter(|| Token::new(index, person, START, 1, 0))
    }

    /// Whether the way of a case leads to `target`, if everything on it takes no time. It is there then.
    fn leads_to(&mut self, case: &mut Case<'_>, target: StageId) -> bool {
        let model = self.model;
        let mut at = 0;
        for _ in 0..STAGES {
            let here = model.visit(at);
            case.token.stage = at;
            if !case.token.filed && !here.stage.before_filing {
                self.file(case, START);
            }
            if at == target {
                return true;
            }
            match &here.stage.kind {
                StageKind::Decision(decision) => self.settle(case, here, decision, START),
                StageKind::Exit(_) => return false,
                StageKind::Delay(_) | StageKind::Station(_) => {}
            }
            at = self.leave(case, here, START);
        }
        false
    }
}
