//! Groups held against each other, as they are and at equal risk.
//!
//! At equal risk, a figure of a group is what it would be if those whom it is about had the risks, before any behaviour,
//! of the two groups together: the rates of each bin of risk, weighted by how many of both are in it. Only bins that
//! hold some of both count ([`FEWEST`] each); how many that leaves out is told. Nobody is matched with anybody.
//! Errors come from leaving out one replication after the other, from both groups at once.

use crate::observe::{FAIR_MEASURES, FairCount, FairMeasure, FairTally, PathCount, RISK_BINS};
use crate::stats::{ClusterSums, ConfidenceLevel, Estimate, LeftOut};

/// The fewest cases of a group in a bin of risk that make it count, of all replications together.
pub const FEWEST: f64 = 10.0;

/// Numerators and denominators by bin of risk.
type Cells = [(f64, f64); RISK_BINS];

/// What a measure says of one group, by replication and in all.
struct Figures {
    each: Vec<Cells>,
    all: Cells,
}

impl Figures {
    fn of(tallies: &[FairTally], group: usize, measure: &FairMeasure) -> Self {
        let mut all = [(0.0, 0.0); RISK_BINS];
        let mut each = Vec::with_capacity(tallies.len());
        for tally in tallies {
            let mut cells = [(0.0, 0.0); RISK_BINS];
            for ((cell, sum), count) in cells.iter_mut().zip(&mut all).zip(tally.of_group(group)) {
                *cell = (measure.read)(count);
                *sum = (sum.0 + cell.0, sum.1 + cell.1);
            }
            each.push(cells);
        }
        Self { each, all }
    }

    /// A bin of all replications, or of all but one.
    fn cell(&self, bin: usize, without: Option<usize>) -> (f64, f64) {
        let (above, below) = self.all[bin];
        without.map_or((above, below), |at| {
            let out = self.each[at][bin];
            (above - out.0, below - out.1)
        })
    }

    fn raw(&self, without: Option<usize>) -> Option<f64> {
        let cells = (0..RISK_BINS).map(|bin| self.cell(bin, without));
        let (above, below) = cells.fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        (below > 0.5).then(|| above / below)
    }

    /// This group's figure at the risks of both.
    fn at_risks_of(&self, other: &Self, support: &[bool], without: Option<usize>) -> Option<f64> {
        let (mut sum, mut weights) = (0.0, 0.0);
        for bin in (0..RISK_BINS).filter(|bin| support[*bin]) {
            let (own, theirs) = (self.cell(bin, without), other.cell(bin, without));
            // Counts, so either nothing or one at least.
            if own.1 > 0.5 && theirs.1 > 0.5 {
                let weight = own.1 + theirs.1;
                sum += weight * own.0 / own.1;
                weights += weight;
            }
        }
        (weights > 0.0).then(|| sum / weights)
    }
}

/// A figure of a group beside that of the group it is held against.
#[derive(Debug, Clone, Default)]
pub struct Gap {
    /// Of the group.
    pub own: LeftOut,
    /// Of the other.
    pub reference: LeftOut,
    /// At equal risk, the share of both groups whose risk the other has not.
    pub excluded: Option<f64>,
}

impl Gap {
    /// The group less the other.
    pub fn difference(&self) -> LeftOut {
        self.own.minus(&self.reference)
    }

    /// The group by the other.
    pub fn ratio(&self) -> LeftOut {
        self.own.with(&self.reference, |own, reference| own / reference)
    }
}

/// Applicants of a group, of all replications together.
pub fn applicants_of(tallies: &[FairTally], group: usize) -> u64 {
    tallies.iter().flat_map(|tally| tally.of_group(group)).map(|count: &FairCount| count.applicants).sum()
}

/// A group beside another by one of [`FAIR_MEASURES`], over these replications.
pub fn gap(
    tallies: &[FairTally],
    measure: usize,
    (group, reference): (usize, usize),
    at_equal_risk: bool,
) -> Gap {
    let Some(measure) = FAIR_MEASURES.get(measure) else { return Gap::default() };
    let [own, other] = [group, reference].map(|group| Figures::of(tallies, group, measure));
    let count = tallies.len();
    if !at_equal_risk {
        return Gap {
            own: LeftOut::of(count, |without| own.raw(without)),
            reference: LeftOut::of(count, |without| other.raw(without)),
            excluded: None,
        };
    }
    let support: Vec<bool> =
        own.all.iter().zip(&other.all).map(|(own, other)| own.1 >= FEWEST && other.1 >= FEWEST).collect();
    let both = |bin: usize| own.all[bin].1 + other.all[bin].1;
    let all: f64 = (0..RISK_BINS).map(both).sum();
    let within: f64 = (0..RISK_BINS).filter(|bin| support[*bin]).map(both).sum();
    Gap {
        own: LeftOut::of(count, |without| own.at_risks_of(&other, &support, without)),
        reference: LeftOut::of(count, |without| other.at_risks_of(&own, &support, without)),
        excluded: (all > 0.0).then(|| 1.0 - within / all),
    }
}

/// The mean score of n-th applications, and what it is above the first of the same applicants.
#[derive(Debug, Clone, Copy)]
pub struct PathStep {
    /// The mean score.
    pub score: Estimate,
    /// Its change since the first application.
    pub change: Estimate,
    /// Applicants, of all replications together.
    pub applicants: u64,
}

/// A step of a path of a group, over these replications; `None` where nobody takes it.
pub fn path_step(tallies: &[FairTally], (group, kind, step): (usize, usize, usize)) -> Option<PathStep> {
    let (mut scores, mut changes, mut applicants) = (ClusterSums::default(), ClusterSums::default(), 0);
    for tally in tallies {
        let count: PathCount = *tally.paths.get(group)?.get(kind)?.get(step)?;
        scores.push(count.score, count.applicants);
        changes.push(count.change, count.applicants);
        applicants += count.applicants;
    }
    let estimate = |sums: &ClusterSums| sums.estimate(true, ConfidenceLevel::NINETY_FIVE);
    (applicants > 0).then(|| PathStep { score: estimate(&scores), change: estimate(&changes), applicants })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
