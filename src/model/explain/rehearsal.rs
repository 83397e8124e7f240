//! An application judged once more, with something changed.
//!
//! It walks through the process by the handlers that the run used, with the same draws. It waits nowhere: who served it,
//! and when, is what the log says of the run. Where the way leads to a station at which nobody served it in the run, any
//! of those who might have done so stands in.

use std::sync::atomic::AtomicBool;

use super::script::{Pass, Script};
use crate::behaviour::{Intentions, PathEnd, Progress, Undecided};
use crate::engine::Floor;
use crate::model::case::{Application, Case, Cases, Person, Token};
use crate::model::entrants::Entrants;
use crate::model::event::Slot;
use crate::model::facts::Facts;
use crate::model::flow::Step;
use crate::model::judging::Watch;
use crate::model::newcomers::{Newcomer, Newcomers, Outset};
use crate::model::plan::{Model, Visit};
use crate::model::process::{Decision, ExitOutcome, StageId, StageKind, StationConfig};
use crate::model::replication::{Replication, leniencies};
use crate::model::tags::{StageKeys, team};
use crate::model::world::World;
use crate::observe::{EventReason, KeptApplicant, KeptApplication, Observer};
use crate::policy::{KnockOut, Route};
use crate::population::Arrivals;
use crate::random::{ReplicationKey, name_tag};
use crate::time::{SimDuration, SimTime};

/// After so many stages a walk ends without a decision.
const STAGES: usize = 10_000;
/// Sets other occasions apart from that of the run, and from everything else.
const OCCASION: &str = "explain.occasion";

/// One of a team's people: position of the team, and member, counted from 0.
type Member = (u16, u32);

/// An application of someone, as it was filed.
pub(super) struct Subject<'s> {
    pub(super) index: u64,
    pub(super) applicant: &'s KeptApplicant,
    pub(super) progress: &'s Progress,
    pub(super) filed: &'s KeptApplication,
    pub(super) script: &'s Script,
}

/// What is changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Change<'c> {
    /// Points added to a factor.
    pub(super) lift: Option<(usize, f64)>,
    /// What was taken up.
    pub(super) progress: Option<&'c Progress>,
    /// It is filed so much later.
    pub(super) later: SimDuration,
    /// Who serves at a pass of a station.
    pub(super) reader: Option<(StageId, usize, Member)>,
    /// Who serves where nobody did in the run.
    pub(super) stand_in: Option<Member>,
    /// Other draws of its stages.
    pub(super) occasion: Option<u64>,
}

/// A reviewer's verdict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    /// The station at which the reviewer was given it, and which pass of that.
    pub(super) station: (StageId, usize),
    pub(super) by: Member,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub(super) approved: Option<bool>,
    pub(super) route: Route,
    pub(super) score: f64,
    pub(super) rule: Option<KnockOut>,
    pub(super) readings: Vec<Reading>,
    /// Who might have served it at the first station where nobody did in the run.
    unknown: Vec<Member>,
}

/// How many of those who might have read an application approve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readers {
    /// So many approve it.
    pub approving: u32,
    /// Of so many; 1 where it is known who read it, or nobody has to.
    pub of: u32,
}

impl Readers {
    /// Whether at least half approve.
    pub fn most(self) -> bool {
        2 * self.approving >= self.of
    }
}

/// A place to judge applications again.
pub(super) struct Rehearsal<'a, 'o> {
    play: Replication<'a, &'o mut dyn Observer, false>,
}

/// Lets applications be judged again under the draws of `key`.
pub(super) fn rehearse<R>(
    model: &Model,
    key: ReplicationKey,
    judge: impl FnOnce(&mut Rehearsal<'_, '_>) -> R,
) -> R {
    let process = &model.config().process;
    let mut nobody = ();
    let mut observer: &mut dyn Observer = &mut nobody;
    let stop = AtomicBool::new(false);
    let team_keys: Vec<_> = process.teams.iter().map(|who| key.branch(team(&who.name))).collect();
    let world = World {
        model,
        key,
        stop: &stop,
        stage_keys: stage_keys(model, key),
        leniency: leniencies(model, &team_keys),
        team_keys,
        observer: &mut observer,
        floor: Floor::new(),
        shades: None,
        watch: Watch::new(),
        in_hand: Vec::new(),
        failures: Vec::new(),
        lots: Vec::new(),
        backlog: Vec::new(),
    };
    let play = Replication {
        world,
        cases: Cases::new(model.counters(), model.config().population.own_attributes()),
        arrivals: Arrivals::new(&model.config().arrivals, key),
        next_arrival: SimTime::NEVER,
        restricted: 0,
        newcomers: Box::new(Newcomers::new()),
        entrants: Box::new(Entrants::new()),
    };
    judge(&mut Rehearsal { play })
}

fn stage_keys(model: &Model, key: ReplicationKey) -> Vec<StageKeys> {
    model.config().process.stages.iter().map(|stage| StageKeys::new(key, &stage.name)).collect()
}

/// A walk under way.
struct Walk<'w> {
    subject: &'w Subject<'w>,
    change: Change<'w>,
    now: SimTime,
    /// Passes so far, by stage.
    passes: Vec<usize>,
    /// The last station at which somebody served it.
    served_at: Option<(StageId, usize)>,
    readings: Vec<Reading>,
    unknown: Vec<Member>,
}

impl Walk<'_> {
    /// Who serves at this pass of a station instead of whoever did.
    fn another(&self, place: (StageId, usize)) -> Option<Member> {
        self.change.reader.filter(|(stage, pass, _)| (*stage, *pass) == place).map(|(_, _, by)| by)
    }

    /// The moment of the run, or so much later.
    fn reach(&mut self, at: SimTime) {
        self.now = self.now.max(at + self.change.later);
    }
}

impl Rehearsal<'_, '_> {
    /// The model.
    pub(super) fn model(&self) -> &Model {
        self.play.world.model
    }

    /// What becomes of it, and how many of those who might read it approve.
    pub(super) fn judge(&mut self, subject: &Subject<'_>, change: Change<'_>) -> (Judged, Readers) {
        let judged = self.walk(subject, change);
        let approving = u32::from(judged.approved == Some(true));
        if judged.unknown.is_empty() || change.stand_in.is_some() {
            return (judged, Readers { approving, of: 1 });
        }
        let mut readers = Readers { approving: 0, of: 0 };
        for member in &judged.unknown {
            let other = self.walk(subject, Change { stand_in: Some(*member), ..change });
            readers.of += 1;
            readers.approving += u32::from(other.approved == Some(true));
        }
        (judged, readers)
    }

    /// The application walks through the process.
    pub(super) fn walk(&mut self, subject: &Subject<'_>, change: Change<'_>) -> Judged {
        if let Some(occasion) = change.occasion {
            let key = self.play.world.key.branch(name_tag(OCCASION)).branch(occasion);
            self.play.world.stage_keys = stage_keys(self.play.world.model, key);
        }
        let (person, slot) = self.enter(subject, &change);
        let now = subject.filed.submitted_at + change.later;
        let passes = vec![0; self.model().config().process.stages.len()];
        let (readings, unknown) = (Vec::new(), Vec::new());
        let mut walk = Walk { subject, change, now, passes, served_at: None, readings, unknown };
        let mut stage = Some(0);
        let mut steps = 0;
        while let Some(at) = stage {
            self.follow(slot, at, &mut walk, &mut steps);
            // A refusal may be taken to a person.
            let refused = self.play.cases.case(slot, walk.now).token.approved == Some(false);
            stage = if refused && steps < STAGES { self.play.request_human(slot, walk.now) } else { None };
        }
        let case = self.play.cases.case(slot, walk.now);
        let application = case.application.as_ref();
        let judged = Judged {
            approved: case.token.approved,
            route: application.map_or(Route::Human, |application| application.route(case.token)),
            score: application.map_or(0.0, |application| application.verdict.score),
            rule: application
                .filter(|application| application.screened)
                .and_then(|application| application.verdict.rule),
            readings: walk.readings,
            unknown: walk.unknown,
        };
        self.play.cases.leave(slot);
        self.play.cases.free(person);
        if change.occasion.is_some() {
            let World { model, key, .. } = self.play.world;
            self.play.world.stage_keys = stage_keys(model, key);
        }
        judged
    }

    /// The person, and the application about to be handed in.
    fn enter(&mut self, subject: &Subject<'_>, change: &Change<'_>) -> (Slot, Slot) {
        let Subject { index, applicant, filed, .. } = *subject;
        let intentions = Intentions::default();
        let newcomer = Newcomer {
            applicant: &applicant.applicant,
            own: &applicant.own,
            who: &Undecided::new(&applicant.applicant, applicant.segments, applicant.eligible),
            channel: filed.channel,
            outset: Outset { intentions: &intentions, path_end: PathEnd::Files(SimDuration::ZERO) },
        };
        let progress = change.progress.unwrap_or(subject.progress).clone();
        let adopted = progress.adopted();
        let person = self.play.cases.insert(&applicant.own, || Person {
            attempt: filed.attempt,
            ..Person::new(index, &newcomer, adopted, progress)
        });
        let token = || Token::new(index, person, applicant.restricted_at, filed.attempt, 0);
        (person, self.play.cases.enter(token))
    }

    /// The case goes on from a stage until it leaves the process.
    fn follow(&mut self, slot: Slot, from: StageId, walk: &mut Walk<'_>, steps: &mut usize) {
        let world = &mut self.play.world;
        let mut case = self.play.cases.case(slot, walk.now);
        let mut at = from;
        while *steps < STAGES {
            *steps += 1;
            let here = world.model.visit(at);
            let stage = &here.stage;
            case.token.stage = at;
            if !case.token.filed && !stage.before_filing {
                file(world, &mut case, walk);
            }
            let number = walk.passes[usize::from(at)];
            walk.passes[usize::from(at)] += 1;
            let pass = walk.subject.script.pass(at, number).copied();
            at = match &stage.kind {
                StageKind::Station(station) if stage.enabled => {
                    match visit(world, &mut case, (here, station), (number, pass), walk) {
                        Some(next) => next,
                        None => return,
                    }
                }
                StageKind::Station(station) => {
                    world.work_aside(&mut case, here, station, walk.now);
                    if let Some(by) = walk.another((at, number)) {
                        case.token.serve(by.0, by.1);
                    }
                    walk.served_at = Some((at, number));
                    world.done(&mut case, here, walk.now)
                }
                StageKind::Delay(_) => {
                    if let Some(at) = pass.and_then(|pass| pass.ended_at).filter(|_| case.token.filed) {
                        walk.reach(at);
                    }
                    world.done(&mut case, here, walk.now)
                }
                StageKind::Decision(decision) => {
                    world.settle(&mut case, here, decision, walk.now);
                    if let (Decision::Reviewer, Some(station), Some(by)) =
                        (decision, walk.served_at, case.token.served_by())
                    {
                        walk.readings.push(Reading { station, by });
                    }
                    world.done(&mut case, here, walk.now)
                }
                StageKind::Exit(outcome) => {
                    match outcome {
                        ExitOutcome::Decided => {}
                        ExitOutcome::Approved => case.token.approved = Some(true),
                        ExitOutcome::Refused => case.token.approved = Some(false),
                        ExitOutcome::Withdrawn => case.token.approved = None,
                    }
                    return;
                }
            };
        }
        case.token.approved = None;
    }
}

/// The application is filed, as it was or with points added.
fn file(world: &mut World<'_, &mut dyn Observer, false>, case: &mut Case<'_>, walk: &Walk<'_>) {
    let (model, now) = (world.model, walk.now);
    world.file(case, now);
    let Some((factor, lift)) = walk.change.lift else { return };
    let Some(person) = case.person() else { return };
    let config = model.config();
    let shifts = model.behaviours.shifts(&config.effects, &person.applicant, &person.progress, now);
    let mut view = model.submitted_view(&person.applicant, case.own(), &shifts, case.token.attempt);
    view.gains[factor] += lift;
    let verdict = config.screen.judge(&view);
    if let Some(application) = case.application.as_mut() {
        application.verdict = verdict;
    }
    if config.fast_lane.is_some() {
        let fast_lane = Facts { model, now, case, stage_done: false }.fast_lane();
        *case.application = case.application.map(|application| Application { fast_lane, ..application });
    }
}

/// The case is at a station: served by whoever served it in the run, or by somebody else; or it left the line. Gives the
/// next stage, if there is one.
fn visit(
    world: &mut World<'_, &mut dyn Observer, false>,
    case: &mut Case<'_>,
    (here, station): (&Visit, &StationConfig),
    (number, pass): (usize, Option<Pass>),
    walk: &mut Walk<'_>,
) -> Option<StageId> {
    let at = case.token.stage;
    if let Some((reason, left_at)) = pass.and_then(|pass| pass.left) {
        walk.reach(left_at);
        let to = if reason == EventReason::Balked { station.balked } else { station.reneged };
        return match world.aside(case, here, to, reason, walk.now) {
            Step::To(next) => Some(next),
            Step::Stays | Step::Ends(_) => {
                case.token.approved = None;
                None
            }
        };
    }
    let known = pass.and_then(|pass| pass.by);
    let by = match (walk.another((at, number)).or(known), walk.change.stand_in) {
        (Some(by), _) => by,
        (None, stand_in) => {
            let might = candidates(world, case, (here, station), walk.now);
            let by = stand_in.filter(|by| might.contains(by)).or(might.first().copied());
            if walk.unknown.is_empty() {
                walk.unknown = might;
            }
            by?
        }
    };
    case.token.serve(by.0, by.1);
    walk.served_at = Some((at, number));
    if let Some(ended_at) = pass.and_then(|pass| pass.ended_at).filter(|_| case.token.filed) {
        walk.reach(ended_at);
    }
    Some(world.done(case, here, walk.now))
}

/// Everyone who might serve a case at a station.
fn candidates(
    world: &World<'_, &mut dyn Observer, false>,
    case: &Case<'_>,
    (here, station): (&Visit, &StationConfig),
    now: SimTime,
) -> Vec<Member> {
    let teams = if here.alike { here.teams } else { world.judged(case, here, station, now).teams };
    let may = station.teams.iter().zip(&here.bits).filter(|(_, bit)| teams & **bit != 0);
    may.flat_map(|(team, _)| (0..world.model.team(*team).people()).map(|member| (*team, member))).collect()
}
