//! How long the start of a run differs from the rest: MSER-5 on trial replications.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::Progress;
use crate::model::{Model, replicate_unless};
use crate::observe::LevelSeries;
use crate::stats::mser;
use crate::time::{SimDuration, SimTime};

/// A warm-up that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundWarmUp {
    /// What begins before this moment is not to be counted.
    pub until: SimTime,
    /// Whether the series had settled by half of its length. If not, a longer period is needed, or
    /// there is no steady state.
    pub settled: bool,
}

/// Trial replications. Their mean series has a fifth of the noise of a single one, and they cost
/// little beside the replications that count.
const TRIALS: u64 = 25;
/// Stretches the period is cut into.
const STRETCHES: u64 = 1_000;
/// Observations in a batch: the 5 of MSER-5.
const BATCH: usize = 5;

/// Plays trial replications of `model` without a warm-up, averages the number at all stations over
/// them stretch by stretch, and cuts the mean series where MSER-5 says (White 1997; White, Cobb,
/// Spratt 2000). Trials have keys of their own, so the replications that count stay independent of
/// the cut. `None` when stopped before the end.
pub fn find_warm_up(model: &Model, seed: u64, progress: &Progress) -> Option<FoundWarmUp> {
    let length = SimTime::from_day(model.config().arrivals.days);
    let stretch = SimDuration::from_ticks((length.ticks() / STRETCHES).max(1));
    let series: Option<Vec<Vec<f64>>> = (0..TRIALS)
        .into_par_iter()
        .map(|trial| {
            let mut series = LevelSeries::new(stretch, STRETCHES as usize);
            // Replications that count are numbered from 0, trials from the other end.
            replicate_unless(model, seed, u64::MAX - trial, &mut series, &progress.stop)?;
            Some(series.finish(length))
        })
        .collect();
    let series = series?;
    let mean = |at: usize| series.iter().map(|trial| trial[at]).sum::<f64>() / TRIALS as f64;
    let means: Vec<f64> = (0..STRETCHES as usize).map(mean).collect();
    Some(match mser(&means, BATCH) {
        Some(cut) => {
            FoundWarmUp { until: SimTime::START + cut.observations as u64 * stretch, settled: !cut.at_limit }
        }
        None => FoundWarmUp { until: SimTime::START, settled: false },
    })
}
