//! Independent replications of one model.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::iter::{ParallelBridge, ParallelIterator};

use super::precision::{Looks, Precision};
use super::{Estimates, Recorder};
use crate::behaviour::Behaviour;
use crate::model::{Model, replicate_inlined, replicate_unless};
use crate::observe::{Outcome, Tally};
use crate::words::say;

/// What to run.
#[derive(Debug, Clone, Default)]
pub struct RunPlan {
    /// Root seed.
    pub seed: u64,
    /// Replications; with a precision, the most there may be.
    pub replications: u64,
    /// Precisions that end the run early, once all are reached or given up.
    pub precision: Vec<Precision>,
}

/// Hears of progress and says when to stop.
#[derive(Debug, Default)]
pub struct Progress {
    /// Replications played so far, in any order.
    pub played: AtomicU64,
    /// Applicants simulated so far, those of replications that will not count included.
    pub applicants: AtomicU64,
    /// Set to stop, replications under way included.
    pub stop: Arc<AtomicBool>,
    /// What is being played.
    pub playing: Mutex<Playing>,
}

/// What is being played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Playing {
    /// The replications of a scenario.
    #[default]
    Replications,
    /// Those of one of several scenarios, by its place among them.
    Scenario(usize),
    /// Trials that find the warm-up.
    WarmUp,
    /// Behaviours forced on one applicant at a time.
    Shadows,
    /// A behaviour forced on everyone.
    Behaviour(Behaviour),
}

impl Progress {
    /// From now on this is played.
    pub fn now(&self, playing: Playing) {
        *self.playing.lock().unwrap_or_else(PoisonError::into_inner) = playing;
    }

    /// What is being played.
    pub fn playing(&self) -> Playing {
        *self.playing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a run gave.
#[derive(Debug, Default)]
pub struct Run {
    /// The estimates.
    pub estimates: Estimates,
    /// Events handled.
    pub events: u64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

/// Why a run could not go on.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError<E> {
    /// The recorder failed.
    #[error(transparent)]
    Record(E),
    /// The threads could not be started.
    #[error("{}", say!(ThreadsCannotBeStarted, count = .0, why = .1))]
    Threads(usize, String),
}

impl ExperimentError<Infallible> {
    /// The same error of a run with another recorder: one that cannot fail did not.
    pub fn of_any_recorder<E>(self) -> ExperimentError<E> {
        match self {
            Self::Record(never) => match never {},
            Self::Threads(count, why) => ExperimentError::Threads(count, why),
        }
    }
}

/// The most threads that are started, whatever is asked for: more than a few on each processor only wait for one another.
pub fn most_threads() -> usize {
    const ON_EACH: usize = 8;
    ON_EACH * std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Runs `work` on `threads` threads, [`most_threads`] at most (all cores if `None`). Where there are none, as in a browser,
/// it runs on the current one.
///
/// # Errors
/// The threads cannot be started.
pub fn with_threads<T: Send, E>(
    threads: Option<usize>,
    work: impl FnOnce(usize) -> T + Send,
) -> Result<T, ExperimentError<E>> {
    if cfg!(target_family = "wasm") {
        // Where no thread can be started, rayon's own pool is the current one.
        return Ok(work(1));
    }
    let mut builder = rayon::ThreadPoolBuilder::new();
    let threads = threads.map(|threads| threads.min(most_threads()));
    if let Some(threads) = threads {
        builder = builder.num_threads(threads);
    }
    let pool =
        builder.build().map_err(|error| ExperimentError::Threads(threads.unwrap_or(0), error.to_string()))?;
    let threads = pool.current_num_threads();
    Ok(pool.install(|| work(threads)))
}

/// Finished replications waiting for their turn.
struct Reducer<'a, O> {
    waiting: BTreeMap<u64, (Outcome, O, u64)>,
    next: u64,
    run: Run,
    looks: Looks<'a>,
    /// Set when no further replication counts.
    done: bool,
}

/// Plays the replications of a plan and reduces them in order.
///
/// Stops early when `progress.stop` is set, replications under way included; what was finished without a gap is
/// kept.
///
/// # Errors
/// The recorder's own.
pub fn run<R: Recorder>(
    model: &Model,
    plan: &RunPlan,
    recorder: &R,
    progress: &Progress,
) -> Result<Run, ExperimentError<R::Error>> {
    let reducer = Mutex::new(Reducer {
        waiting: BTreeMap::new(),
        next: 0,
        run: Run::default(),
        looks: Looks::new(&plan.precision),
        done: false,
    });
    let finished = AtomicBool::new(false);
    (0..plan.replications)
        .take_while(|_| !progress.stop.load(Ordering::Relaxed) && !finished.load(Ordering::Relaxed))
        .par_bridge()
        .try_for_each(|replication| -> Result<(), R::Error> {
            let mut recording = recorder.open(replication)?;
            let mut tally = Tally::new(model.tally_config());
            let stop = &progress.stop;
            let played = if recorder.listens() {
                let mut both = (&mut tally, &mut recording);
                replicate_unless(model, plan.seed, replication, &mut both, stop)
            } else {
                replicate_inlined(model, None, plan.seed, replication, &mut tally, stop)
            };
            let Some(events) = played else { return Ok(()) };
            recorder.heard_all(&mut recording);
            let outcome = tally.finish(model.end());
            progress.played.fetch_add(1, Ordering::Relaxed);
            progress.applicants.fetch_add(outcome.applicants, Ordering::Relaxed);
            let mut reducer = reducer.lock().unwrap_or_else(PoisonError::into_inner);
            reducer.waiting.insert(replication, (outcome, recording, events));
            reduce(&mut reducer, plan, recorder)?;
            finished.store(reducer.done, Ordering::Relaxed);
            Ok(())
        })
        .map_err(ExperimentError::Record)?;
    let mut reducer = reducer.into_inner().unwrap_or_else(PoisonError::into_inner);
    reducer.run.interrupted = !reducer.done && reducer.next < plan.replications;
    Ok(reducer.run)
}

/// Takes every replication whose turn has come.
fn reduce<R: Recorder>(
    reducer: &mut Reducer<'_, R::Observer>,
    plan: &RunPlan,
    recorder: &R,
) -> Result<(), R::Error> {
    while let Some((outcome, recording, events)) = reducer.waiting.remove(&reducer.next) {
        if reducer.done {
            // Played by another thread before it heard that the precision was reached.
            reducer.next += 1;
            continue;
        }
        recorder.close(reducer.next, recording)?;
        reducer.run.estimates.push(&outcome);
        reducer.run.events += events;
        reducer.next += 1;
        reducer.done = reducer.next >= plan.replications || reducer.looks.precise(&reducer.run.estimates);
    }
    Ok(())
}
