//! What applicants of one kind come to when they do certain things, told by shadows: sums by cell of crossed segments and
//! by the behaviours that apply.
//!
//! Which arm of the shadows does what is not known here but for its number: arm 0 is the applicant as they act, an odd one
//! does something, and the one behind it does none of that. Arms beyond the pairs wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ApplicantRecord, CrossPlan, OF_BACKLOG, Observer};
use crate::population::Kind;
use crate::time::SimTime;

/// Days after the restriction by which restored applicants are counted: by half a day, by a day, and so on.
pub const DAY_MARKS: [f64; 46] = [
    0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0,
    17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 24.0, 26.0, 28.0, 30.0, 33.0, 36.0, 40.0, 44.0, 48.0, 52.0, 56.0,
    60.0, 66.0, 72.0, 80.0, 90.0, 100.0, 110.0, 120.0, 150.0, 180.0,
];

/// Sums over the shadows of an arm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AdviceArm {
    /// Shadows.
    pub applicants: u64,
    /// Restored at the first application.
    pub first_pass: u64,
    /// Restored in the end.
    pub restored: u64,
    /// Accounts that go bad, restored or not.
    pub bad: u64,
    /// Of an arm that does something: those restored when they do none of it and not when they do it.
    pub worse_off: u64,
    /// Money spent on behaviours, CNY.
    pub cost_cny: f64,
    /// Own time spent on behaviours, hours.
    pub effort_hours: f64,
    /// Restored after the mark before and up to each of [`DAY_MARKS`]; marks after the last of them are left out.
    pub by_day: Vec<u64>,
}

impl AdviceArm {
    fn add(&mut self, record: &ApplicantRecord<'_>) {
        self.applicants += 1;
        self.first_pass += u64::from(record.first.is_some_and(|first| first.restored));
        self.bad += u64::from(record.bad);
        self.cost_cny += record.cost_cny;
        self.effort_hours += record.effort_hours;
        let Some(at) = record.restored_at else { return };
        self.restored += 1;
        let days = at.since(record.restricted_at).as_days();
        let mark = DAY_MARKS.partition_point(|mark| *mark < days);
        if mark < DAY_MARKS.len() {
            if self.by_day.len() <= mark {
                self.by_day.resize(mark + 1, 0);
            }
            self.by_day[mark] += 1;
        }
    }

    /// Adds the sums of another.
    pub fn merge(&mut self, other: &Self) {
        self.applicants += other.applicants;
        self.first_pass += other.first_pass;
        self.restored += other.restored;
        self.bad += other.bad;
        self.worse_off += other.worse_off;
        self.cost_cny += other.cost_cny;
        self.effort_hours += other.effort_hours;
        self.by_day.resize(self.by_day.len().max(other.by_day.len()), 0);
        self.by_day.iter_mut().zip(&other.by_day).for_each(|(sum, more)| *sum += more);
    }
}

/// Shadows in one cell, to all of whom the same behaviours apply.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AdviceGroup {
    /// The cell.
    pub cell: u64,
    /// The behaviours that apply, a bit each.
    pub open: u64,
    /// The arms that they have, by number, in order.
    pub arms: Vec<(u16, AdviceArm)>,
}

/// What one replication says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AdviceTally {
    /// Real applicants.
    pub applicants: u64,
    /// Those of them who are of the kind that is asked for.
    pub of_kind: u64,
    /// Number of arms.
    pub arms: u16,
    /// In order of cells and of what applies.
    pub groups: Vec<AdviceGroup>,
}

/// Counts the shadows of a replication.
#[derive(Debug)]
pub struct AdviceObserver<'a> {
    kind: &'a Kind,
    cells: Arc<CrossPlan>,
    warm_up: SimTime,
    arms: u16,
    /// The first arm that belongs to no pair.
    pairs_end: u16,
    applicants: u64,
    of_kind: u64,
    groups: BTreeMap<(u64, u64), BTreeMap<u16, AdviceArm>>,
    /// Who was restored in which arm, a bit each, until all of a pair are told.
    ends: BTreeMap<(u64, u16), bool>,
}

impl<'a> AdviceObserver<'a> {
    /// Nothing counted of so many arms, the pairs among which end before `pairs_end`; real applicants who are restricted
    /// before `warm_up` will not be.
    pub fn new(
        kind: &'a Kind,
        cells: Arc<CrossPlan>,
        (arms, pairs_end): (u16, u16),
        warm_up: SimTime,
    ) -> Self {
        let (groups, ends) = (BTreeMap::new(), BTreeMap::new());
        Self { kind, cells, warm_up, arms, pairs_end, applicants: 0, of_kind: 0, groups, ends }
    }

    /// What was counted.
    pub fn finish(self) -> AdviceTally {
        let groups = self.groups.into_iter().map(|((cell, open), arms)| AdviceGroup {
            cell,
            open,
            arms: arms.into_iter().collect(),
        });
        AdviceTally {
            applicants: self.applicants,
            of_kind: self.of_kind,
            arms: self.arms,
            groups: groups.collect(),
        }
    }
}

impl Observer for AdviceObserver<'_> {
    #[inline]
    fn logs(&self) -> bool {
        false
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if record.restricted_at < self.warm_up || record.index >= OF_BACKLOG {
            return;
        }
        self.applicants += 1;
        let holds = |applicant| self.kind.holds(applicant, record.own, &record.segments);
        self.of_kind += u64::from(record.applicant.is_some_and(holds));
    }

    fn shadow_applicant(&mut self, arm: u16, record: &ApplicantRecord<'_>) {
        let Some(cell) = self.cells.cell(record) else { return };
        let arms = self.groups.entry((cell as u64, record.eligible.bits())).or_default();
        arms.entry(arm).or_default().add(record);
        if arm == 0 || arm >= self.pairs_end {
            return;
        }
        let (does, restored) = (arm % 2 == 1, record.restored_at.is_some());
        let on = if does { arm } else { arm - 1 };
        let worse = match self.ends.remove(&(record.index, on)) {
            None => {
                self.ends.insert((record.index, on), restored);
                false
            }
            Some(other) if does => other && !restored,
            Some(other) => restored && !other,
        };
        if worse {
            arms.entry(on).or_default().worse_off += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_rise() {
        assert!(DAY_MARKS.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn sums_of_two_arms_are_added_mark_by_mark() {
        let of =
            |by_day: &[u64]| AdviceArm { applicants: 3, by_day: by_day.to_vec(), ..AdviceArm::default() };
        let mut sum = of(&[1]);
        sum.merge(&of(&[0, 2]));
        assert_eq!((sum.applicants, sum.by_day), (6, vec![1, 2]));
    }
}
