//! How far a run is, as data.

use std::sync::atomic::Ordering;

use serde::Serialize;

use crate::experiment::{Playing, Progress};

/// What a run is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Trials that find the warm-up, where `period.warm_up` is `"auto"`.
    WarmUp,
    /// The replications.
    Replications,
}

/// How far a run is: a copy of what its [`Progress`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProgressReport {
    /// What it is busy with.
    pub phase: Phase,
    /// Trials or replications of this phase that are finished.
    pub played: u64,
    /// Applicants simulated so far, in all phases.
    pub applicants: u64,
    /// Whether it has been told to stop.
    pub stopping: bool,
}

impl ProgressReport {
    /// What is counted at this moment. Counts may be of slightly different moments.
    pub fn of(progress: &Progress) -> Self {
        Self {
            phase: if progress.playing() == Playing::WarmUp { Phase::WarmUp } else { Phase::Replications },
            played: progress.played.load(Ordering::Relaxed),
            applicants: progress.applicants.load(Ordering::Relaxed),
            stopping: progress.stop.load(Ordering::Relaxed),
        }
    }
}

/// The trials of the warm-up are over: what is counted from here on are replications.
pub(super) fn replications_begin(progress: &Progress) {
    progress.played.store(0, Ordering::Relaxed);
    progress.now(Playing::Replications);
}
