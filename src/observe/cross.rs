//! Applicants by several segments at once: the cells of crossed segments.
//!
//! A cell is a number: the values of the segments, one after the other, as its digits. What the segments mean is not
//! known here.

use serde::{Deserialize, Serialize};

use super::groups::Share;
use super::metrics::{Measure, ratio, share};
use super::outcome::score_band;
use super::{ApplicantRecord, BehaviourCount, Names, SCORE_BANDS, score_band_name};
use crate::behaviour::Channel;

/// A way to tell applicants apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By its position among the segments of the scenario.
    Segment(usize),
    Channel,
    ScoreBand,
}

impl Kind {
    /// All of a scenario, by name, with the values of each.
    fn all(names: &Names) -> Vec<(&str, Self, Vec<String>)> {
        let segments = names.segments.iter().enumerate();
        let mut all: Vec<(&str, Self, Vec<String>)> = segments
            .map(|(at, segment)| (segment.name.as_str(), Self::Segment(at), segment.values.clone()))
            .collect();
        let channels = Channel::ALL.iter().map(|channel| channel.name().to_owned()).collect();
        all.push(("channel", Self::Channel, channels));
        all.push(("score_band", Self::ScoreBand, (0..SCORE_BANDS).map(score_band_name).collect()));
        all
    }

    /// The value of an applicant; `None` without a first application, for the band of its score.
    fn of(self, record: &ApplicantRecord<'_>) -> Option<usize> {
        match self {
            Self::Segment(segment) => record.segments.get(segment).map(|value| usize::from(*value)),
            Self::Channel => Some(record.channel as usize),
            Self::ScoreBand => record.first.map(|first| score_band(first.score)),
        }
    }
}

/// Which segments are crossed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossPlan {
    names: Vec<String>,
    kinds: Vec<Kind>,
    values: Vec<Vec<String>>,
}

impl CrossPlan {
    /// The names of all segments of a scenario.
    pub fn segments(names: &Names) -> Vec<&str> {
        Kind::all(names).into_iter().map(|(name, ..)| name).collect()
    }

    /// The segments `wanted` of a scenario, in their order; the first that is none, or comes twice, otherwise.
    ///
    /// # Errors
    /// Such a name.
    pub fn new<'n>(names: &Names, wanted: &[&'n str]) -> Result<Self, &'n str> {
        let all = Kind::all(names);
        let mut plan = Self { names: Vec::new(), kinds: Vec::new(), values: Vec::new() };
        for name in wanted {
            let (_, kind, values) = all.iter().find(|(known, ..)| known == name).ok_or(*name)?;
            if plan.kinds.contains(kind) {
                return Err(name);
            }
            plan.names.push((*name).to_owned());
            plan.kinds.push(*kind);
            plan.values.push(values.clone());
        }
        Ok(plan)
    }

    /// Their names.
    pub fn names(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }

    /// Number of cells; more than can be counted if there are too many.
    pub fn cells(&self) -> usize {
        self.values.iter().map(Vec::len).fold(1, usize::saturating_mul)
    }

    /// The values of a cell, one of each segment.
    pub fn values(&self, cell: usize) -> Vec<&str> {
        let mut rest = cell;
        let mut found = Vec::new();
        for values in self.values.iter().rev() {
            found.push(values[rest % values.len()].as_str());
            rest /= values.len();
        }
        found.reverse();
        found
    }

    /// The cell of an applicant.
    pub(super) fn cell(&self, record: &ApplicantRecord<'_>) -> Option<usize> {
        let digits = self.kinds.iter().zip(&self.values);
        digits.into_iter().try_fold(0, |cell, (kind, values)| Some(cell * values.len() + kind.of(record)?))
    }
}

/// What is counted of the applicants in a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct CellCount {
    /// How many, and how many were restored.
    pub counts: BehaviourCount,
    /// Applications they filed.
    pub applications: u64,
    /// Those who go bad, restored or not.
    pub bad: u64,
    /// Restored accounts that go bad.
    pub bad_restored: u64,
    /// Days from restriction to restoration, of the restored.
    pub restoration_days: f64,
}

/// A metric of a cell, as of the summary.
#[derive(Debug, Clone, Copy)]
pub struct CellMetric {
    /// Name in files.
    pub name: &'static str,
    /// Unit in files.
    pub unit: &'static str,
    /// What one replication says of it.
    pub read: fn(&CellCount) -> Measure,
}

const fn metric(name: &'static str, unit: &'static str, read: fn(&CellCount) -> Measure) -> CellMetric {
    CellMetric { name, unit, read }
}

/// The metrics of cells, in the order of the file.
pub const CELL_METRICS: [CellMetric; 6] = [
    metric("first_pass_approval_rate", "share", |cell| share(cell.counts.first_pass, cell.counts.applicants)),
    metric("eventual_approval_rate", "share", |cell| share(cell.counts.restored, cell.counts.applicants)),
    metric("attempts_per_applicant", "count", |cell| ratio(cell.applications as f64, cell.counts.applicants)),
    metric("restoration_days_mean", "days", |cell| ratio(cell.restoration_days, cell.counts.restored)),
    metric("bad_rate_approved", "share", |cell| share(cell.bad_restored, cell.counts.restored)),
    metric("bad_rate_all", "share", |cell| share(cell.bad, cell.counts.applicants)),
];

/// The cells of one replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cross {
    names: Vec<String>,
    /// What was counted, cell by cell.
    pub cells: Vec<CellCount>,
}

impl Cross {
    /// Nothing counted.
    pub(super) fn new(plan: &CrossPlan) -> Self {
        let names = plan.names().into_iter().map(str::to_owned).collect();
        Self { names, cells: vec![CellCount::default(); plan.cells()] }
    }

    /// Whether these are the cells of a plan.
    pub(super) fn is_of(&self, plan: &CrossPlan) -> bool {
        self.names == plan.names() && self.cells.len() == plan.cells()
    }

    /// Counts an applicant.
    #[inline(never)]
    pub(super) fn add(&mut self, plan: &CrossPlan, record: &ApplicantRecord<'_>, share: &Share) {
        let Some(cell) = plan.cell(record).and_then(|cell| self.cells.get_mut(cell)) else { return };
        cell.counts.applicants += 1;
        cell.counts.first_pass += share.first_pass;
        cell.counts.restored += share.restored;
        cell.applications += u64::from(record.applications);
        cell.bad += u64::from(record.bad);
        cell.bad_restored += share.bad;
        if let Some(at) = record.restored_at {
            cell.restoration_days += at.since(record.restricted_at).as_days();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::observe::SegmentNames;

    #[test]
    fn cells_are_numbered_through_all_values() {
        let segment = |name: &str, values: &[&str]| SegmentNames {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let segments = vec![segment("cause", &["overdue", "other"]), segment("months", &["0", "1", "2"])];
        let names = Names { segments, ..Names::default() };
        let plan = CrossPlan::new(&names, &["cause", "channel", "months"]).unwrap();
        assert_eq!(plan.cells(), 2 * 2 * 3);
        let all: std::collections::BTreeSet<Vec<&str>> =
            (0..plan.cells()).map(|cell| plan.values(cell)).collect();
        assert_eq!(all.len(), plan.cells(), "no two cells are of the same values");
        assert_eq!(plan.values(1)[2], "1");
        assert_eq!(plan.values(3)[1], Channel::ALL[1].name());
        assert_eq!(plan.values(6)[0], "other");
        assert_eq!(CrossPlan::new(&names, &["cause", "age"]), Err("age"));
        assert_eq!(CrossPlan::new(&names, &["cause", "cause"]), Err("cause"));
    }
}
