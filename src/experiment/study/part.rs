//! A part of a study, played for its records alone: what a machine does of it that has no more than its share.

use std::convert::Infallible;
use std::ops::Range;

use super::reduce::Reducer;
use super::units::{Item, Units};
use super::{Design, Halt, Play, Study, in_order};
use crate::experiment::{ExperimentError, Progress};

impl<'s, D: Design> Study<'s, D> {
    /// Number of units, trials aside; with precisions, the most there may be.
    pub fn units(&self) -> u64 {
        (0..self.design.points()).map(|number| self.design.plays(number).units()).sum()
    }

    /// Plays the units of `part` that the ledger does not hold, and the trials that they need. Units are counted through
    /// all points as they are played: of each, first the replications and then the interventions. Nothing is reduced, so
    /// precisions end nothing early, and a point that cannot be made is passed over. Says whether everything was played.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn play_part(
        &self,
        part: Range<u64>,
        progress: &Progress,
    ) -> Result<bool, ExperimentError<Infallible>> {
        let halt = Halt::new(&progress.stop);
        let units = Units::of_part(self.design, part);
        let handed_out = units.handed_out();
        // Trials alone are taken.
        let mut reducer = Reducer::new(self.design, &(), progress, |_, _| {});
        let play = |item: &Item<'s, D::Fault>| {
            if item.play == Play::Trial {
                return self.play(item, &(), progress, &halt);
            }
            let Ok(made) = item.slot.made(self.design) else { return Ok(Some(None)) };
            if self.holds(&made.unit(item.play, item.replication)) {
                progress.played.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                return Ok(Some(None));
            }
            Ok(self.play(item, &(), progress, &halt)?.map(|_| None))
        };
        let units = units.inspect(|item| self.tell(item, progress));
        let taken = in_order(units, &halt, play, |item, played| reducer.take(&item, played))?;
        Ok(handed_out.all() == Some(taken))
    }
}
