//! From records in order to what is known of each point.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::play::{Made, Slot};
use super::units::Item;
use super::{Design, Played, Plays, PointKey, Record};
use crate::experiment::precision::Looks;
use crate::experiment::warm_up::{FoundWarmUp, add};
use crate::experiment::{ExperimentError, Interventions, Progress, Recorder, Run, WARM_UP_TRIALS};
use crate::model::Model;
use crate::observe::{ActCounts, AdviceTally, FairTally, SwapTally};

/// What is known of a point.
#[derive(Debug)]
pub struct Reduced<'a> {
    /// What decides its numbers.
    pub key: PointKey,
    /// The model, with the warm-up that was found if one was looked for.
    pub model: &'a Model,
    /// That warm-up.
    pub warm_up: Option<FoundWarmUp>,
    /// Its replications.
    pub run: Run,
    /// Whether a precision ended them.
    pub precise: bool,
    /// The swap set of each replication, if it was asked for.
    pub swaps: Vec<SwapTally>,
    /// What each replication counted of behaviours, if that was asked for.
    pub acts: Vec<ActCounts>,
    /// The groups of each replication, if they were asked for.
    pub fairness: Vec<FairTally>,
    /// What shadows of applicants of one kind came to in each replication, if it was asked for, and the events handled.
    pub advice: (Vec<AdviceTally>, u64),
    /// Its interventions; `None` if there were to be none, or they were stopped before the end.
    pub interventions: Option<Interventions>,
}

/// Takes units in order, and gives points to whoever asked for them.
pub(super) struct Reducer<'a, 'r, D: Design, R, T> {
    design: &'a D,
    recorder: &'r R,
    progress: &'r Progress,
    give: T,
    current: Option<Current<'a, D::Fault>>,
}

/// The point whose units are taken.
struct Current<'a, F> {
    slot: Arc<Slot<'a, F>>,
    looks: Looks,
    trials: u64,
    /// Sums over trials, stretch by stretch.
    levels: Vec<f64>,
    run: Run,
    swaps: Vec<SwapTally>,
    acts: Vec<ActCounts>,
    fairness: Vec<FairTally>,
    advice: (Vec<AdviceTally>, u64),
    interventions: Interventions,
    /// The replication of interventions that is being gathered.
    gathered: Vec<Record>,
}

impl<'a, 'r, D, R, T> Reducer<'a, 'r, D, R, T>
where
    D: Design,
    R: Recorder,
    T: FnMut(usize, Result<Reduced<'_>, &D::Fault>),
{
    pub(super) fn new(design: &'a D, recorder: &'r R, progress: &'r Progress, give: T) -> Self {
        Self { design, recorder, progress, give, current: None }
    }

    /// Takes the next unit.
    pub(super) fn take(
        &mut self,
        item: &Item<'a, D::Fault>,
        played: Played<R::Observer>,
    ) -> Result<(), ExperimentError<R::Error>> {
        if self.current.as_ref().is_some_and(|current| current.slot.number != item.slot.number) {
            self.finish();
        }
        let current = self.current.get_or_insert_with(|| Current::new(Arc::clone(&item.slot)));
        let (Some((record, hearing)), Ok(made)) = (played, item.slot.made(self.design)) else {
            return Ok(());
        };
        if item.play.is_own() && !current.wants_more() {
            // Played by another thread before it heard that the precision was reached.
            return Ok(());
        }
        if let Some(hearing) = hearing {
            self.recorder.close(item.replication, hearing).map_err(ExperimentError::Record)?;
        }
        current.add(record, made);
        // Of several points the others are not known yet.
        if let Some(expected) = current.looks.expected().filter(|_| self.design.points() == 1) {
            self.progress.expected.store(expected, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Gives the point whose units were taken last.
    pub(super) fn finish(&mut self) {
        let Some(current) = self.current.take() else { return };
        let Current { slot, mut run, swaps, acts, fairness, advice, interventions, .. } = current;
        let made = slot.made(self.design);
        let plays = &slot.plays;
        let taken = run.estimates.replications + acts.len() as u64;
        run.interrupted = wants_more(plays, taken, &slot);
        let whole = plays.interventions.is_some_and(|plan| plan.replications == interventions.replications);
        let reduced = made.map(|made| Reduced {
            key: made.key(),
            model: made.model(),
            warm_up: made.found().filter(|_| plays.warm_up),
            run,
            swaps,
            acts,
            fairness,
            advice,
            precise: slot.precise.load(Ordering::Relaxed),
            interventions: whole.then_some(interventions),
        });
        (self.give)(slot.number, reduced);
    }
}

fn wants_more<F>(plays: &Plays, taken: u64, slot: &Slot<'_, F>) -> bool {
    taken < plays.replications && !slot.precise.load(Ordering::Relaxed)
}

impl<'a, F> Current<'a, F> {
    fn new(slot: Arc<Slot<'a, F>>) -> Self {
        Self {
            looks: Looks::new(slot.plays.precision.clone()),
            slot,
            trials: 0,
            levels: Vec::new(),
            run: Run::default(),
            swaps: Vec::new(),
            acts: Vec::new(),
            fairness: Vec::new(),
            advice: (Vec::new(), 0),
            interventions: Interventions::default(),
            gathered: Vec::new(),
        }
    }

    fn wants_more(&self) -> bool {
        wants_more(&self.slot.plays, self.run.estimates.replications, &self.slot)
    }

    fn add(&mut self, record: Record, made: &Made<'a>) {
        match record {
            Record::Trial(series) => {
                add(&mut self.levels, &series);
                self.trials += 1;
                if let (Some(search), WARM_UP_TRIALS) = (&made.search, self.trials) {
                    made.settle(search.found(&self.levels));
                }
            }
            Record::Plain { outcome, events } => {
                if self.slot.plays.controls {
                    let controls = made.model().control_values(made.seed(), self.run.estimates.replications);
                    self.run.estimates.push_with_controls(&outcome, controls);
                } else {
                    self.run.estimates.push(&outcome);
                }
                self.run.events += events;
                if self.looks.precise(&self.run.estimates) {
                    self.slot.precise.store(true, Ordering::Relaxed);
                }
            }
            Record::Swap(tally) => self.swaps.push(tally),
            Record::Acting { counts, events } => {
                self.acts.push(counts);
                self.run.events += events;
            }
            Record::Fairness { tally, events } => {
                self.fairness.push(tally);
                self.run.events += events;
            }
            Record::Advice { tally, events } => {
                self.advice.0.push(tally);
                self.advice.1 += events;
            }
            record @ (Record::Shadows { .. } | Record::Forced { .. }) => {
                self.gathered.push(record);
                let plan = self.slot.plays.interventions;
                if plan.is_some_and(|plan| plan.plays().count() == self.gathered.len()) {
                    self.interventions.push(&self.gathered);
                    self.gathered.clear();
                }
            }
        }
    }
}
