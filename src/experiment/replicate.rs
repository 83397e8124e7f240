//! Independent replications of one model.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, PoisonError};

use super::precision::Precision;
use super::study::{LedgerError, OneModel, Plays, PointKey, Study};
use super::{Estimates, Recorder};
use crate::model::Model;
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
    /// Replications that the latest look at the precision expects to be needed; 0 where nothing is known of it.
    pub expected: AtomicU64,
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
    /// Behaviours forced on everyone, and on one applicant at a time.
    Interventions,
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
    /// The ledger failed.
    #[error(transparent)]
    Ledger(LedgerError),
    /// The threads could not be started.
    #[error("{}", say!(ThreadsCannotBeStarted, count = .0, why = .1))]
    Threads(usize, String),
}

impl ExperimentError<Infallible> {
    /// The same error of a run with another recorder: one that cannot fail did not.
    pub fn of_any_recorder<E>(self) -> ExperimentError<E> {
        match self {
            Self::Record(never) => match never {},
            Self::Ledger(why) => ExperimentError::Ledger(why),
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
    let plays =
        Plays { replications: plan.replications, precision: plan.precision.clone(), ..Plays::default() };
    let design = OneModel { key: PointKey::default(), model, seed: plan.seed, plays };
    let mut run = None;
    let study = Study { design: &design, ledger: &() };
    study.run(recorder, progress, |_, reduced| run = reduced.ok().map(|reduced| reduced.run))?;
    Ok(run.unwrap_or_else(|| Run { interrupted: plan.replications > 0, ..Run::default() }))
}
