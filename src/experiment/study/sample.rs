//! Some replications of a point by themselves: for whoever wants to see whether they are as they were.

use std::convert::Infallible;

use super::play::Slot;
use super::{Design, Halt, Play, Record, Study, in_order};
use crate::experiment::{ExperimentError, Progress, find_warm_up};
use crate::observe::METRICS;

/// The metrics of one replication, in the order of [`METRICS`]; nothing where one is not defined.
pub type MetricValues = Vec<Option<f64>>;

/// What came of a unit that was played again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Its record is that in the ledger, to the byte.
    Same,
    /// It is another one.
    Differs,
    /// The ledger holds none.
    NotKept,
    /// It could not be played, or was stopped.
    NotPlayed,
}

impl<'s, D: Design> Study<'s, D> {
    /// Plays some replications of a point again, and holds their records against those in the ledger.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn again(
        &self,
        number: usize,
        replications: &[u64],
        progress: &Progress,
    ) -> Result<Vec<Again>, ExperimentError<Infallible>> {
        let slot: Slot<'s, D::Fault> = Slot::new(number, self.design.plays(number));
        let none = || vec![Again::NotPlayed; replications.len()];
        let Ok(made) = slot.made(self.design) else { return Ok(none()) };
        if made.search.is_some() {
            let Some(found) = find_warm_up(made.model(), made.seed(), progress) else { return Ok(none()) };
            made.settle(found);
        }
        let halt = Halt::new(&progress.stop);
        let play = |replication: &u64| {
            let unit = |play| made.unit(play, *replication);
            // One that was kept for other tables as well is compared as a whole.
            let play = if self.ledger.holds(&unit(Play::Plain)) { Play::Plain } else { Play::Brief };
            let Some(kept) = self.ledger.get(&unit(play)).map_err(ExperimentError::Ledger)? else {
                return Ok(Some(Again::NotKept));
            };
            let Ok(played) = made.play((play, *replication), None::<&()>, &halt);
            let Some((record, _)) = played else { return Ok(None) };
            Ok(Some(if record.to_bytes() == Some(kept) { Again::Same } else { Again::Differs }))
        };
        let mut found = Vec::new();
        in_order(replications.iter().copied(), &halt, play, |_, again| {
            found.push(again);
            Ok(())
        })?;
        found.resize(replications.len(), Again::NotPlayed);
        Ok(found)
    }

    /// The metrics of some replications of a point, played now; `None` if the point cannot be made, or this was stopped
    /// before the end.
    pub fn sample(
        &self,
        number: usize,
        replications: &[u64],
        progress: &Progress,
    ) -> Option<Vec<MetricValues>> {
        let slot: Slot<'s, D::Fault> = Slot::new(number, self.design.plays(number));
        let made = slot.made(self.design).ok()?;
        if made.search.is_some() {
            made.settle(find_warm_up(made.model(), made.seed(), progress)?);
        }
        let halt = Halt::new(&progress.stop);
        let mut values = Vec::new();
        let play = |replication: &u64| made.play((Play::Plain, *replication), None::<&()>, &halt);
        let taken = in_order(replications.iter().copied(), &halt, play, |_, (record, _)| {
            if let Record::Plain { outcome, .. } = record {
                values.push(METRICS.iter().map(|metric| (metric.read)(&outcome).value).collect());
            }
            Ok::<_, Infallible>(())
        });
        (taken == Ok(replications.len() as u64)).then_some(values)
    }
}
