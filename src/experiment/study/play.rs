//! Playing one unit of a point: what it needs is made by whoever needs it first.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::{Acting, Design, Halt, Heard, Play, Plays, Point, PointKey, Record, Unit};
use crate::behaviour::{Behaviour, BehaviourSet, Forced};
use crate::experiment::warm_up::{FoundWarmUp, Search};
use crate::experiment::{AdvicePlan, LEVELS, Progress, Recorder};
use crate::model::{Model, ShadowPlan, replicate_inlined, replicate_unless, replicate_with_shadows};
use crate::observe::{ActTally, Fairness, FirstLooks, ForcedTally, ShadowTally, SwapTally, Swapping, Tally};

/// A point whose units are being played. It is made when the first of them is, and gone with the last.
pub(super) struct Slot<'a, F> {
    pub(super) number: usize,
    pub(super) plays: Plays,
    made: OnceLock<Result<Made<'a>, F>>,
    /// Set when no further replication is wanted, because the run is precise enough.
    pub(super) precise: AtomicBool,
}

/// A point that could be made.
pub(super) struct Made<'a> {
    point: Point<'a>,
    /// What finds its warm-up, if that is to be found.
    pub(super) search: Option<Search>,
    /// The warm-up that was found, and the model with it.
    settled: OnceLock<(FoundWarmUp, Model)>,
    /// The model whose first applications are the base of a swap set, and both models as they decide at once.
    base: Option<&'a Model>,
    at_once: OnceLock<Option<[Model; 2]>>,
    shadows: OnceLock<ShadowPlan>,
    /// Those of every behaviour at so many levels.
    steps: OnceLock<ShadowPlan>,
    /// Advice that is asked for, and its shadows.
    advice: Option<(Arc<AdvicePlan>, OnceLock<ShadowPlan>)>,
    /// By behaviour and level.
    forced: OnceLock<Vec<[Model; LEVELS.len()]>>,
}

impl<'a, F> Slot<'a, F> {
    pub(super) fn new(number: usize, plays: Plays) -> Self {
        Self { number, plays, made: OnceLock::new(), precise: AtomicBool::new(false) }
    }

    /// The point, made now if it has not been.
    pub(super) fn made<D: Design<Fault = F>>(&self, design: &'a D) -> Result<&Made<'a>, &F> {
        let make = || {
            let base = self.plays.swaps.and_then(|_| design.swapped_with(self.number));
            design.point(self.number).map(|point| Made::new(point, &self.plays, base))
        };
        self.made.get_or_init(make).as_ref()
    }

    /// Whether it is known that it cannot be made.
    pub(super) fn failed(&self) -> bool {
        matches!(self.made.get(), Some(Err(_)))
    }
}

impl<'a> Made<'a> {
    fn new(point: Point<'a>, plays: &Plays, base: Option<&'a Model>) -> Self {
        let settled = OnceLock::new();
        let mut search = None;
        if plays.warm_up {
            match Search::of(&point.model) {
                Ok(found) => search = Some(found),
                Err(found) => {
                    let _ = settled.set((found, point.model.warmed_up(found.until)));
                }
            }
        }
        let at_once = OnceLock::new();
        let advice = plays.advice.clone().map(|plan| (plan, OnceLock::new()));
        let (shadows, steps, forced) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { point, search, settled, base, at_once, shadows, steps, advice, forced }
    }

    /// What decides its numbers.
    pub(super) fn key(&self) -> PointKey {
        self.point.key
    }

    /// Root seed.
    pub(super) fn seed(&self) -> u64 {
        self.point.seed
    }

    /// The unit of this point that is played so.
    pub(super) fn unit(&self, play: Play, replication: u64) -> Unit {
        Unit { point: self.point.key, play, replication }
    }

    /// The warm-up is found.
    pub(super) fn settle(&self, found: FoundWarmUp) {
        let _ = self.settled.set((found, self.point.model.warmed_up(found.until)));
    }

    /// The warm-up, once found.
    pub(super) fn found(&self) -> Option<FoundWarmUp> {
        self.settled.get().map(|(found, _)| *found)
    }

    /// The model as it counts; with a warm-up that is still looked for, the model before that.
    pub(super) fn model(&self) -> &Model {
        self.settled.get().map_or(&self.point.model, |(_, model)| model)
    }

    /// The model as it counts, as soon as its warm-up is known; `None` if that is not to be.
    ///
    /// The trials that tell have been handed out before whatever waits here, so they are played by others.
    fn settled_model(&self, halt: &Halt<'_>) -> Option<&Model> {
        while self.search.is_some() && self.settled.get().is_none() {
            if halt.halts() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Some(self.model())
    }

    /// Two shadows for each behaviour, off and on, of a share of those to whom it applies.
    fn shadow_plan(&self, model: &Model, share: f64) -> &ShadowPlan {
        self.shadows.get_or_init(|| {
            let mut plan = ShadowPlan::new(share);
            for behaviour in Behaviour::first(model.config().behaviours.actions.len()) {
                let concerns = BehaviourSet::only(behaviour);
                for level in [0.0, 1.0] {
                    plan.arm(model, &Forced::one(behaviour, level), concerns);
                }
            }
            plan
        })
    }

    fn forced(&self, model: &Model, behaviour: Behaviour, level: f64) -> &Model {
        let of = |behaviour| LEVELS.map(|level| model.forced(&Forced::one(behaviour, level)));
        let every = Behaviour::first(model.config().behaviours.actions.len());
        let all = self.forced.get_or_init(|| every.map(of).collect());
        let at = LEVELS.iter().position(|known| known.to_bits() == level.to_bits()).unwrap_or_default();
        &all[behaviour.index()][at]
    }

    /// One replication of which is counted what behaviours do.
    fn acting(
        &self,
        model: &Model,
        (acting, replication): (Acting, u64),
        stop: &AtomicBool,
    ) -> Option<Record> {
        let (seed, names, warm_up) = (self.point.seed, &model.config().names, model.config().warm_up);
        let Acting::One { millionths, levels } = acting else {
            let mut tally = ActTally::<false>::new(names, 0, warm_up);
            let events = replicate_inlined(model, None, seed, replication, &mut tally, stop)?;
            return Some(Record::Acting { counts: tally.finish(), events });
        };
        let plan = self.steps.get_or_init(|| {
            let mut plan = ShadowPlan::new(f64::from(millionths) / 1e6);
            for behaviour in Behaviour::first(names.behaviours.len()) {
                for step in 0..levels {
                    let level = level_of(step, levels);
                    plan.arm(model, &Forced::one(behaviour, level), BehaviourSet::only(behaviour));
                }
            }
            plan
        });
        let mut tally = ActTally::<true>::new(names, names.behaviours.len() * usize::from(levels), warm_up);
        let events = replicate_inlined(model, Some(plan), seed, replication, &mut tally, stop)?;
        Some(Record::Acting { counts: tally.finish(), events })
    }

    /// First applications of one replication, judged at once by the base and by this point; nobody's where one of them
    /// cannot be played so.
    fn swap(&self, model: &Model, replication: u64, stop: &AtomicBool) -> Option<Record> {
        let both = self.at_once.get_or_init(|| Some([self.base?.at_once()?, model.at_once()?]));
        let Some([base, own]) = both else { return Some(Record::Swap(SwapTally::default())) };
        let mut first = FirstLooks::default();
        replicate_unless(base, self.point.seed, replication, &mut first, stop)?;
        let mut second = Swapping::new(&first, &own.config().names, own.config().warm_up);
        replicate_unless(own, self.point.seed, replication, &mut second, stop)?;
        Some(Record::Swap(second.finish()))
    }

    /// Shadows of applicants of one kind.
    fn advise(&self, model: &Model, replication: u64, stop: &AtomicBool) -> Option<Record> {
        let (plan, shadows) = self.advice.as_ref()?;
        let shadows = shadows.get_or_init(|| plan.shadows(model));
        let mut told = plan.observer(model);
        let events = replicate_with_shadows(model, shadows, self.point.seed, replication, &mut told, stop)?;
        Some(Record::Advice { tally: told.finish(), events })
    }

    /// The record of a unit; `None` if stopped before its end. Where there is a `recorder`, it listens to a replication
    /// as the scenario says, and what it heard is taken along.
    pub(super) fn play<R: Recorder>(
        &self,
        (play, replication): (Play, u64),
        recorder: Option<&R>,
        halt: &Halt<'_>,
    ) -> Result<Option<Heard<R::Observer>>, R::Error> {
        let (seed, stop) = (self.point.seed, halt.stop);
        if play == Play::Trial {
            let series = self.search.as_ref().and_then(|search| search.play(seed, replication, stop));
            return Ok(series.map(|series| (Record::Trial(series), None)));
        }
        let Some(model) = self.settled_model(halt) else { return Ok(None) };
        let record = match play {
            Play::Trial => None,
            Play::Plain | Play::Brief => {
                let mut tally = Tally::new(model.tally_config());
                if let Some(recorder) = recorder {
                    let mut hearing = recorder.open(replication)?;
                    let mut both = (&mut tally, &mut hearing);
                    let events = replicate_unless(model, seed, replication, &mut both, stop);
                    let Some(events) = events else { return Ok(None) };
                    recorder.heard_all(&mut hearing);
                    let outcome = Box::new(tally.finish(model.end()));
                    return Ok(Some((Record::Plain { outcome, events }, Some(hearing))));
                }
                let events = replicate_inlined(model, None, seed, replication, &mut tally, stop);
                events.map(|events| {
                    let outcome = tally.finish(model.end());
                    let outcome = Box::new(if play == Play::Brief { outcome.brief() } else { outcome });
                    Record::Plain { outcome, events }
                })
            }
            Play::Shadows(share) => {
                let plan = self.shadow_plan(model, share);
                let behaviours = model.config().behaviours.actions.len();
                let mut tally = ShadowTally::new(2 * behaviours, behaviours, model.config().warm_up);
                let events = replicate_inlined(model, Some(plan), seed, replication, &mut tally, stop);
                events.map(|events| Record::Shadows { tally, events })
            }
            Play::Swap(_) => self.swap(model, replication, stop),
            Play::Acting(acting) => self.acting(model, (acting, replication), stop),
            Play::Fairness => {
                let mut groups = Fairness::new(&model.config().names, model.config().warm_up);
                let events = replicate_unless(model, seed, replication, &mut groups, stop);
                events.map(|events| Record::Fairness { tally: groups.finish(), events })
            }
            Play::Advise(_) => self.advise(model, replication, stop),
            Play::Forced(behaviour, level) => {
                let mut tally = ForcedTally::new(behaviour, model.config().warm_up);
                let forced = self.forced(model, behaviour, level);
                let events = replicate_inlined(forced, None, seed, replication, &mut tally, stop);
                events.map(|events| Record::Forced { tally, events })
            }
        };
        Ok(record.map(|record| (record, None)))
    }

    /// The record of a unit as it was kept, if it can be read.
    pub(super) fn read(&self, bytes: &[u8], play: Play, halt: &Halt<'_>) -> Option<Record> {
        let model = if play == Play::Trial { self.model() } else { self.settled_model(halt)? };
        let record = Record::from_bytes(bytes, play, model)?;
        // Trials are added up stretch by stretch.
        let fits = match (&record, &self.search) {
            (Record::Trial(series), Some(search)) => series.len() == search.stretches(),
            (Record::Trial(_), None) => false,
            (Record::Advice { tally, .. }, _) => {
                self.advice.as_ref().is_some_and(|(plan, _)| plan.made(tally))
            }
            _ => true,
        };
        fits.then_some(record)
    }
}

/// The level of a step of so many from 0 to 1.
pub fn level_of(step: u16, levels: u16) -> f64 {
    f64::from(step) / f64::from(levels.saturating_sub(1).max(1))
}

/// A record is there, played or read.
pub(super) fn count(progress: &Progress, record: &Record, played: bool) {
    progress.played.fetch_add(1, Ordering::Relaxed);
    if played {
        progress.applicants.fetch_add(record.applicants(), Ordering::Relaxed);
    }
}
