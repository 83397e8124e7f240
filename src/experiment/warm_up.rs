//! How long the start of a run differs from the rest: MSER on trial replications.

use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{Playing, Progress};
use crate::model::{Model, replicate_unless};
use crate::observe::LevelSeries;
use crate::stats::mser;
use crate::time::{Cycle, DAY, SimDuration, SimTime};

/// A warm-up that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundWarmUp {
    /// What begins before this moment is not to be counted.
    pub until: SimTime,
    /// Whether the series had settled by half of the period. If not, a longer period is needed, or
    /// there is no steady state.
    pub settled: bool,
    /// What repeats, whole cycles of which are cut; `None` if nothing does: then nothing is cut.
    pub cycle: Option<Cycle>,
}

/// Trial replications. Their mean series has a fifth of the noise of a single one, and they cost
/// little beside the replications that count.
pub const WARM_UP_TRIALS: u64 = 25;
/// Stretches the period is cut into where every moment is like every other.
const STRETCHES: u64 = 1_000;
/// Observations in a batch there: the 5 of MSER-5.
const BATCH: usize = 5;

/// Plays trial replications of `model` without a warm-up, averages the number at all stations over
/// them stretch by stretch, and cuts the mean series where MSER says (White 1997; White, Cobb,
/// Spratt 2000). Trials have keys of their own, so the replications that count stay independent of
/// the cut. `None` when stopped before the end.
///
/// Where circumstances repeat by day or week, a stretch is a whole cycle, so that what differs within one is not taken
/// for a trend or for noise, and the cut is made of whole cycles; trials are lengthened to 30 of them where they
/// can be ([`Model::trial`]). Else it is a thousandth of the period, and the rule MSER-5. The cut leaves half of the
/// period at least.
pub fn find_warm_up(model: &Model, seed: u64, progress: &Progress) -> Option<FoundWarmUp> {
    let Ok((trial, cycle)) = model.trial() else {
        return Some(FoundWarmUp { until: SimTime::START, settled: false, cycle: None });
    };
    progress.now(Playing::WarmUp);
    let length = SimTime::from_day(trial.config().arrivals.days);
    let (stretch, batch) = match cycle {
        Cycle::Constant => (SimDuration::from_ticks((length.ticks() / STRETCHES).max(1)), BATCH),
        Cycle::Day | Cycle::Week => (u64::from(cycle.days()) * DAY, 1),
    };
    let stretches = (length.ticks() / stretch.ticks()).min(STRETCHES.max(length.day().into())) as usize;
    let series: Option<Vec<Vec<f64>>> = (0..WARM_UP_TRIALS)
        .into_par_iter()
        .map(|number| {
            let mut series = LevelSeries::new(stretch, stretches);
            // Replications that count are numbered from 0, trials from the other end.
            replicate_unless(&trial, seed, u64::MAX - number, &mut series, &progress.stop)?;
            progress.played.fetch_add(1, Ordering::Relaxed);
            Some(series.finish(length))
        })
        .collect();
    let series = series?;
    let mean = |at: usize| series.iter().map(|trial| trial[at]).sum::<f64>() / WARM_UP_TRIALS as f64;
    let means: Vec<f64> = (0..stretches).map(mean).collect();
    let Some(cut) = mser(&means, batch) else {
        return Some(FoundWarmUp { until: SimTime::START, settled: false, cycle: Some(cycle) });
    };
    let found = cut.observations as u64;
    let latest = SimTime::from_day(model.config().arrivals.days).ticks() / 2 / stretch.ticks();
    let until = SimTime::START + found.min(latest) * stretch;
    Some(FoundWarmUp { until, settled: !cut.at_limit && found <= latest, cycle: Some(cycle) })
}
