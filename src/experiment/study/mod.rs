//! A study: points times replications, as units that are played in parallel, anywhere and in any order, and reduced in
//! their own.
//!
//! Everything that plays goes through here: a run, its search for a warm-up and its interventions, a comparison, and
//! every experiment on many points. A unit depends on nothing but its key, so a record that was written is as good as one
//! that is played now: a [`Ledger`] gives what it holds and takes what is new, and the numbers are the same to the bit
//! wherever a record came from. Estimates are made by taking records in order of replications.
//!
//! Points are made when the first of their units is played, and are gone with the last, so that memory does not grow
//! with their number. This module knows no scenarios and no files.

mod ledger;
mod ordered;
mod part;
mod play;
mod record;
mod reduce;
mod sample;
#[cfg(test)]
mod tests;
mod unit;
mod units;

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub use ledger::{Ledger, LedgerError, MemoryLedger};
pub(super) use ordered::{Halt, in_order};
pub use record::Record;
pub use reduce::Reduced;
pub use sample::{Again, MetricValues};
pub use unit::{Acting, Play, PointKey, Unit};

use super::precision::{PairedPrecision, Precision};
use super::{AdvicePlan, ExperimentError, InterventionPlan, Playing, Progress, Recorder, WARM_UP_TRIALS};
use crate::model::Model;
use play::count;
pub use play::level_of;
use reduce::Reducer;
use units::{Item, Units};

/// What is played of a point.
#[derive(Debug, Clone, Default)]
pub struct Plays {
    /// Whether its warm-up is to be found by trials first.
    pub warm_up: bool,
    /// Replications as the scenario says; with a precision, the most there may be.
    pub replications: u64,
    /// Whether records hold no more than metrics, stations and crossed segments tell: then tables by group, attempt and
    /// day are empty.
    pub brief: bool,
    /// Whether estimates take control variates. Records are the same with and without.
    pub controls: bool,
    /// Precisions that end the replications early, once all are reached or given up.
    pub precision: Vec<Precision>,
    /// Interventions, after the replications.
    pub interventions: Option<InterventionPlan>,
    /// Whether first applications are judged against those of the point of this tag ([`Design::swapped_with`]), in each
    /// replication.
    pub swaps: Option<u64>,
    /// What is counted of behaviours instead of everything else, if that is asked for, and which replication is the first.
    pub acting: Option<(Acting, u64)>,
    /// Replications that are counted by group and risk, after all others.
    pub fairness: u64,
    /// Advice for applicants of one kind.
    pub advice: Option<Arc<AdvicePlan>>,
}

impl Plays {
    /// Units, trials aside; with a precision, the most there may be.
    pub fn units(&self) -> u64 {
        self.replications
            + self.swaps()
            + self.fairness
            + self.advised()
            + self.interventions.map_or(0, |plan| plan.runs())
    }

    /// Replications in which first applications are judged against another point's.
    fn swaps(&self) -> u64 {
        self.swaps.map_or(0, |_| self.replications)
    }

    /// Replications with shadows of applicants of one kind.
    fn advised(&self) -> u64 {
        self.advice.as_ref().map_or(0, |plan| plan.replications)
    }

    /// Everything that may be played, trials included.
    pub fn most(&self) -> u64 {
        self.units() + if self.warm_up { WARM_UP_TRIALS } else { 0 }
    }
}

/// One setting of a model.
#[derive(Debug, Clone)]
pub struct Point<'a> {
    /// What decides its numbers.
    pub key: PointKey,
    /// Root seed.
    pub seed: u64,
    /// The model; where the warm-up is to be found, without one.
    pub model: Cow<'a, Model>,
}

/// Which points a study has. They are counted from 0.
pub trait Design: Sync {
    /// Why a point cannot be played.
    type Fault: Send + Sync;

    /// Number of points.
    fn points(&self) -> usize;

    /// What is played of a point. Asked often, and before the point is made, so it should be known without making it.
    fn plays(&self, number: usize) -> Plays;

    /// Makes a point: called once a study, from any thread.
    ///
    /// # Errors
    /// What is wrong with it. The other points are played all the same.
    fn point(&self, number: usize) -> Result<Point<'_>, Self::Fault>;

    /// Precisions of the differences of all points to the first: each point has as many replications as it takes until all
    /// are reached or given up, the same number of each. It is for whoever plays the study to judge them, as all points
    /// must be known.
    fn paired(&self) -> &[PairedPrecision] {
        &[]
    }

    /// The model against whose first applications those of a point are judged, where the swap set is asked for.
    fn swapped_with(&self, _number: usize) -> Option<&Model> {
        None
    }
}

/// A design of one model that is there.
#[derive(Debug, Clone)]
pub struct OneModel<'a> {
    /// What decides its numbers; any will do where there is no ledger.
    pub key: PointKey,
    /// The model.
    pub model: &'a Model,
    /// Root seed.
    pub seed: u64,
    /// What is played of it.
    pub plays: Plays,
}

impl Design for OneModel<'_> {
    type Fault = Infallible;

    fn points(&self) -> usize {
        1
    }

    fn plays(&self, _: usize) -> Plays {
        self.plays.clone()
    }

    fn point(&self, _: usize) -> Result<Point<'_>, Infallible> {
        Ok(Point { key: self.key, seed: self.seed, model: Cow::Borrowed(self.model) })
    }
}

/// Everything that is to be played, and where its records are kept.
pub struct Study<'a, D> {
    /// Its points.
    pub design: &'a D,
    /// Where records are found and left.
    pub ledger: &'a dyn Ledger,
}

impl<'s, D: Design> Study<'s, D> {
    /// Everything that may be played, trials included.
    pub fn most(&self) -> u64 {
        (0..self.design.points()).map(|number| self.design.plays(number).most()).sum()
    }

    /// Plays what the ledger does not hold, and gives the points to `take` in order, each as soon as it is done, or the
    /// fault for which it could not be made. Says whether everything was played; if not, the last point that was given
    /// is what was finished of it without a gap.
    ///
    /// `recorder` listens to replications as the scenario says, and makes sense for a study of one point. Where it
    /// listens, these are played even if the ledger holds them.
    ///
    /// Stops early when `progress.stop` is set, units under way included. Runs on the threads of the pool it is called
    /// in ([`super::with_threads`]).
    ///
    /// # Errors
    /// The recorder's own, and those of the ledger.
    pub fn run<R: Recorder>(
        &self,
        recorder: &R,
        progress: &Progress,
        take: impl FnMut(usize, Result<Reduced<'_>, &D::Fault>) + Send,
    ) -> Result<bool, ExperimentError<R::Error>> {
        let halt = Halt::new(&progress.stop);
        let units = Units::new(self.design);
        let handed_out = units.handed_out();
        let mut reducer = Reducer::new(self.design, recorder, progress, take);
        let units = units.inspect(|item| self.tell(item, progress));
        let taken = in_order(
            units,
            &halt,
            |item: &Item<'s, D::Fault>| self.play(item, recorder, progress, &halt),
            |item, played| reducer.take(&item, played),
        )?;
        let whole = handed_out.all() == Some(taken);
        reducer.finish();
        Ok(whole)
    }

    /// Says what is being played.
    fn tell(&self, item: &Item<'s, D::Fault>, progress: &Progress) {
        let playing = match item.play {
            Play::Trial => Playing::WarmUp,
            Play::Plain | Play::Brief | Play::Swap(_) | Play::Fairness if self.design.points() > 1 => {
                Playing::Scenario(item.slot.number)
            }
            Play::Plain | Play::Brief | Play::Swap(_) | Play::Fairness | Play::Advise(_) => {
                Playing::Replications
            }
            Play::Acting(_) if self.design.points() > 1 => Playing::Scenario(item.slot.number),
            Play::Shadows(_) | Play::Forced(..) | Play::Acting(_) => Playing::Interventions,
        };
        progress.now(playing);
    }

    /// The record of a unit, from the ledger or played now; `None` if that was stopped. Without a record where the point
    /// cannot be made, or the unit is not needed after all.
    fn play<R: Recorder>(
        &self,
        item: &Item<'s, D::Fault>,
        recorder: &R,
        progress: &Progress,
        halt: &Halt<'_>,
    ) -> Result<Option<Played<R::Observer>>, ExperimentError<R::Error>> {
        let Ok(made) = item.slot.made(self.design) else { return Ok(Some(None)) };
        let idle = match item.play {
            Play::Trial => made.search.is_none(),
            Play::Plain | Play::Brief => item.slot.precise.load(Ordering::Relaxed),
            Play::Shadows(_)
            | Play::Forced(..)
            | Play::Swap(_)
            | Play::Fairness
            | Play::Advise(_)
            | Play::Acting(_) => false,
        };
        if idle {
            return Ok(Some(None));
        }
        let unit = made.unit(item.play, item.replication);
        let heard = item.play == Play::Plain && recorder.listens() && !recorder.holds(item.replication);
        if !heard && let Some(bytes) = self.kept(&unit).map_err(ExperimentError::Ledger)? {
            if let Some(record) = made.read(&bytes, item.play, halt) {
                count(progress, &record, false);
                return Ok(Some(Some((record, None))));
            }
            if !halt.halts() {
                self.ledger.refuse(&unit);
            }
        }
        let played = made
            .play((item.play, item.replication), heard.then_some(recorder), halt)
            .map_err(ExperimentError::Record)?;
        let Some((record, hearing)) = played else { return Ok(None) };
        count(progress, &record, true);
        if self.ledger.keeps()
            && !(heard && self.ledger.holds(&unit))
            && let Some(bytes) = record.to_bytes()
        {
            self.ledger.put(&unit, bytes).map_err(ExperimentError::Ledger)?;
        }
        Ok(Some(Some((record, hearing))))
    }
}

impl<D> Study<'_, D> {
    /// The record of a unit in the ledger; that of the whole replication is a brief one as well.
    fn kept(&self, unit: &Unit) -> Result<Option<Vec<u8>>, LedgerError> {
        if !self.ledger.keeps() {
            return Ok(None);
        }
        let found = self.ledger.get(unit)?;
        if found.is_none() && unit.play == Play::Brief {
            return self.ledger.get(&Unit { play: Play::Plain, ..*unit });
        }
        Ok(found)
    }

    /// Whether there is one.
    fn holds(&self, unit: &Unit) -> bool {
        let whole = Unit { play: Play::Plain, ..*unit };
        self.ledger.holds(unit) || (unit.play == Play::Brief && self.ledger.holds(&whole))
    }
}

/// What was played, and what a recorder heard of it.
type Heard<O> = (Record, Option<O>);

/// What a unit gave; nothing if it was not needed, or cannot be played.
type Played<O> = Option<Heard<O>>;
