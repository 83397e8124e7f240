//! Some replications of a point by themselves: for whoever wants to see whether they are as they were.

use std::convert::Infallible;

use super::play::Slot;
use super::{Design, Halt, Play, Record, Study, in_order};
use crate::experiment::{Progress, find_warm_up};
use crate::observe::METRICS;

/// The metrics of one replication, in the order of [`METRICS`]; nothing where one is not defined.
pub type MetricValues = Vec<Option<f64>>;

impl<'s, D: Design> Study<'s, D> {
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
