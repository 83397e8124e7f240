//! How long the start of a run differs from the rest: MSER on trial replications.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};

use super::study::{Halt, in_order};
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

/// Trials of a model that has no warm-up yet, and what is looked at in them.
#[derive(Debug)]
pub(super) struct Search {
    trial: Model,
    cycle: Cycle,
    stretch: SimDuration,
    stretches: usize,
    /// Stretches in a batch.
    batch: usize,
    length: SimTime,
    latest: SimTime,
}

impl Search {
    /// What is to be played for a model; the answer at once where nothing repeats, so that nothing can be found.
    pub(super) fn of(model: &Model) -> Result<Self, FoundWarmUp> {
        let Ok((trial, cycle)) = model.trial() else {
            return Err(FoundWarmUp { until: SimTime::START, settled: false, cycle: None });
        };
        let length = SimTime::from_day(trial.config().arrivals.days);
        let (stretch, batch) = match cycle {
            Cycle::Constant => (SimDuration::from_ticks((length.ticks() / STRETCHES).max(1)), BATCH),
            Cycle::Day | Cycle::Week => (u64::from(cycle.days()) * DAY, 1),
        };
        let stretches = (length.ticks() / stretch.ticks()).min(STRETCHES.max(length.day().into())) as usize;
        let latest = SimTime::from_day(model.config().arrivals.days);
        Ok(Self { trial, cycle, stretch, stretches, batch, length, latest })
    }

    /// The number at all stations in one trial, stretch by stretch; `None` if stopped before its end.
    pub(super) fn play(&self, seed: u64, number: u64, stop: &AtomicBool) -> Option<Vec<f64>> {
        let mut series = LevelSeries::new(self.stretch, self.stretches);
        // Replications that count are numbered from 0, trials from the other end.
        replicate_unless(&self.trial, seed, u64::MAX - number, &mut series, stop)?;
        Some(series.finish(self.length))
    }

    /// Stretches that a trial is divided into.
    pub(super) fn stretches(&self) -> usize {
        self.stretches
    }

    /// The warm-up, by the sums over all trials, stretch by stretch.
    pub(super) fn found(&self, sums: &[f64]) -> FoundWarmUp {
        let means: Vec<f64> = sums.iter().map(|sum| sum / WARM_UP_TRIALS as f64).collect();
        let Some(cut) = mser(&means, self.batch) else {
            return FoundWarmUp { until: SimTime::START, settled: false, cycle: Some(self.cycle) };
        };
        let found = cut.observations as u64;
        let latest = self.latest.ticks() / 2 / self.stretch.ticks();
        let until = SimTime::START + found.min(latest) * self.stretch;
        FoundWarmUp { until, settled: !cut.at_limit && found <= latest, cycle: Some(self.cycle) }
    }
}

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
    let search = match Search::of(model) {
        Ok(search) => search,
        Err(found) => return Some(found),
    };
    progress.now(Playing::WarmUp);
    let mut sums = Vec::new();
    let play = |number: &u64| {
        let series = search.play(seed, *number, &progress.stop);
        progress.played.fetch_add(u64::from(series.is_some()), Ordering::Relaxed);
        Ok::<_, Infallible>(series)
    };
    let taken = in_order(0..WARM_UP_TRIALS, &Halt::new(&progress.stop), play, |_, series: Vec<f64>| {
        add(&mut sums, &series);
        Ok(())
    });
    (taken == Ok(WARM_UP_TRIALS)).then(|| search.found(&sums))
}

/// Adds one trial to the sums, stretch by stretch.
pub(super) fn add(sums: &mut Vec<f64>, series: &[f64]) {
    sums.resize(series.len(), 0.0);
    sums.iter_mut().zip(series).for_each(|(sum, level)| *sum += level);
}
