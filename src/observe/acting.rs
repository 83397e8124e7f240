//! What a replication says of the behaviours that are forced in it: sums by group, so that a record is a few kilobytes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{ApplicantRecord, ApplicationRecord, Inlined, Names, OF_BACKLOG, Observer};
use crate::behaviour::Behaviour;
use crate::population::SegmentValues;
use crate::stats::LogHistogram;
use crate::time::SimTime;

/// Sums over the applicants of one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ActSums {
    /// Applicants.
    pub applicants: u64,
    /// Restored at the first application.
    pub first_pass: u64,
    /// Restored in the end.
    pub restored: u64,
    /// Applications filed.
    pub applications: u64,
    /// Accounts that go bad, restored or not.
    pub bad: u64,
    /// Accounts that are restored and go bad.
    pub bad_restored: u64,
    /// Applications decided.
    pub decided: u64,
    /// Days from filing to decision, of the decided applications.
    pub decision_days: f64,
    /// Days from restriction to restoration, of the restored.
    pub restoration_days: f64,
    /// The median of these, where it was asked for.
    pub restoration_days_p50: Option<f64>,
    /// Reviewers' time, minutes.
    pub review_minutes: f64,
    /// Money spent on behaviours, CNY.
    pub cost_cny: f64,
    /// Own time spent on behaviours, hours.
    pub effort_hours: f64,
}

/// Of the applications of one person, what is told before the person is.
#[derive(Debug, Clone, Copy, Default)]
struct Handled {
    decided: u64,
    decision_days: f64,
    review_minutes: f64,
}

impl Handled {
    fn add(&mut self, record: &ApplicationRecord<'_>) {
        self.review_minutes += record.handling.as_minutes();
        if let (Some(_), Some(at)) = (record.approved, record.decided_at) {
            self.decided += 1;
            self.decision_days += at.since(record.submitted_at).as_days();
        }
    }
}

impl ActSums {
    fn add(&mut self, record: &ApplicantRecord<'_>, handled: &Handled) {
        self.applicants += 1;
        self.first_pass += u64::from(record.first.is_some_and(|first| first.restored));
        self.restored += u64::from(record.restored_at.is_some());
        self.applications += u64::from(record.applications);
        self.bad += u64::from(record.bad);
        self.bad_restored += u64::from(record.bad && record.restored_at.is_some());
        self.decided += handled.decided;
        self.decision_days += handled.decision_days;
        self.review_minutes += handled.review_minutes;
        if let Some(at) = record.restored_at {
            self.restoration_days += at.since(record.restricted_at).as_days();
        }
        self.cost_cny += record.cost_cny;
        self.effort_hours += record.effort_hours;
    }
}

/// A metric of a group, defined as in the summary.
#[derive(Debug, Clone, Copy)]
pub struct ActMetric {
    /// Name in files.
    pub name: &'static str,
    /// Unit in files.
    pub unit: &'static str,
    /// Whether it is a mean over applicants.
    pub per_applicant: bool,
    /// What the sums of one replication say of it.
    pub read: fn(&ActSums) -> Option<f64>,
}

const fn metric(
    name: &'static str,
    unit: &'static str,
    per_applicant: bool,
    read: fn(&ActSums) -> Option<f64>,
) -> ActMetric {
    ActMetric { name, unit, per_applicant, read }
}

fn ratio(sum: f64, count: u64) -> Option<f64> {
    (count > 0).then(|| sum / count as f64)
}

/// The metrics of which is told what behaviours do to them, in the order of files.
pub const ACT_METRICS: [ActMetric; 11] = [
    metric("first_pass_approval_rate", "share", true, |sums| ratio(sums.first_pass as f64, sums.applicants)),
    metric("eventual_approval_rate", "share", true, |sums| ratio(sums.restored as f64, sums.applicants)),
    metric("restoration_days_mean", "days", false, |sums| ratio(sums.restoration_days, sums.restored)),
    metric("restoration_days_p50", "days", false, |sums| sums.restoration_days_p50),
    metric("bad_rate_approved", "share", false, |sums| ratio(sums.bad_restored as f64, sums.restored)),
    metric("bad_rate_all", "share", true, |sums| ratio(sums.bad as f64, sums.applicants)),
    metric("attempts_per_applicant", "count", true, |sums| ratio(sums.applications as f64, sums.applicants)),
    metric("reviewer_minutes_per_applicant", "minutes", true, |sums| {
        ratio(sums.review_minutes, sums.applicants)
    }),
    metric("behaviour_cost_per_applicant_cny", "cny", true, |sums| ratio(sums.cost_cny, sums.applicants)),
    metric("behaviour_effort_hours_per_applicant", "hours", true, |sums| {
        ratio(sums.effort_hours, sums.applicants)
    }),
    metric("decision_days_mean", "days", false, |sums| ratio(sums.decision_days, sums.decided)),
];

/// Those to whom a behaviour applies, by whether they have done it, as the scenario has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// By whether it had taken effect by the end: not, and so.
    pub by_end: [ActSums; 2],
    /// By whether it had taken effect by the first application, applicants and those of them restored by it.
    pub by_first: [[u64; 2]; 2],
}

/// Bands of days overdue at restriction, and fifths of diligence, by which those who act are told from those who do not.
const OVERDUE: [u16; 3] = [1, 8, 31];
const DILIGENCE: [f32; 4] = [-0.841_621, -0.253_347, 0.253_347, 0.841_621];
/// Strata of a cause.
const OF_CAUSE: usize = (OVERDUE.len() + 1) * FIFTHS;
/// Fifths of diligence: strata next to each other that differ in nothing else.
pub const FIFTHS: usize = DILIGENCE.len() + 1;

/// Applicants of one stratum to whom a behaviour applies, and those of them who were restored: at the first application by
/// whether they had done it by then, no and yes, and in the end by whether they had done it by the end.
pub type Stratum = [[u64; 2]; 4];

/// What one replication counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ActCounts {
    /// How many behaviours there are.
    pub behaviours: u32,
    /// Everyone, then those to whom each behaviour applies, then every value of every segment.
    pub groups: Vec<ActSums>,
    /// Of everyone and of every value of every segment, each behaviour; only of a replication with shadows.
    pub observed: Vec<Observed>,
    /// Of each behaviour the strata of cause, days overdue and diligence; only of a replication with shadows.
    pub strata: Vec<Stratum>,
    /// Shadows of each arm, of everyone and of every value of every segment.
    pub arms: Vec<ActSums>,
}

impl ActCounts {
    /// Everyone, and the values of the segments.
    pub fn wide_groups(&self) -> usize {
        self.groups.len() - self.behaviours as usize
    }

    /// The sums of a wide group: 0 is everyone.
    pub fn wide(&self, group: usize) -> &ActSums {
        if group == 0 { &self.groups[0] } else { &self.groups[group + self.behaviours as usize] }
    }

    /// Those to whom a behaviour applies.
    pub fn eligible(&self, behaviour: Behaviour) -> &ActSums {
        &self.groups[1 + behaviour.index()]
    }

    /// What was observed of a behaviour in a wide group.
    pub fn observed(&self, group: usize, behaviour: Behaviour) -> Option<&Observed> {
        self.observed.get(group * self.behaviours as usize + behaviour.index())
    }

    /// The strata of a behaviour.
    pub fn strata(&self, behaviour: Behaviour) -> &[Stratum] {
        let each = self.strata.len() / (self.behaviours as usize).max(1);
        self.strata.get(behaviour.index() * each..(behaviour.index() + 1) * each).unwrap_or_default()
    }

    /// The shadows of an arm in a wide group.
    pub fn arm(&self, arm: usize, group: usize) -> Option<&ActSums> {
        self.arms.get(arm * self.wide_groups() + group)
    }
}

/// Counts one replication.
#[derive(Debug)]
pub struct ActTally<const SHADOWS: bool> {
    warm_up: SimTime,
    behaviours: usize,
    /// Where the values of each segment start among the wide groups.
    starts: Vec<usize>,
    groups: Vec<(ActSums, LogHistogram)>,
    observed: Vec<Observed>,
    strata: Vec<Stratum>,
    arms: Vec<ActSums>,
    /// By arm and index; the real ones have an arm that no shadow has.
    handled: HashMap<(u16, u64), Handled>,
}

/// The arm of those who are real.
const REAL: u16 = u16::MAX;

impl<const SHADOWS: bool> ActTally<SHADOWS> {
    /// Nothing counted; whoever is restricted before `warm_up` will not be.
    pub fn new(names: &Names, arms: usize, warm_up: SimTime) -> Self {
        let behaviours = names.behaviours.len();
        let mut wide = 1;
        let mut starts = Vec::new();
        for segment in &names.segments {
            starts.push(wide);
            wide += segment.values.len();
        }
        Self {
            warm_up,
            behaviours,
            starts,
            groups: vec![(ActSums::default(), LogHistogram::default()); wide + behaviours],
            observed: if SHADOWS { vec![Observed::default(); wide * behaviours] } else { Vec::new() },
            strata: vec![
                Stratum::default();
                if SHADOWS { behaviours * names.causes.len() * OF_CAUSE } else { 0 }
            ],
            arms: vec![ActSums::default(); arms * wide],
            handled: HashMap::new(),
        }
    }

    fn wide(&self) -> usize {
        self.groups.len() - self.behaviours
    }

    /// The wide groups of someone.
    fn of(starts: &[usize], segments: SegmentValues) -> impl Iterator<Item = usize> {
        let values = starts.iter().zip(segments).map(|(start, value)| start + usize::from(value));
        std::iter::once(0).chain(values)
    }

    fn counts(&self, index: u64, restricted_at: SimTime) -> bool {
        restricted_at >= self.warm_up && index < OF_BACKLOG
    }

    /// Counts someone in their stratum.
    fn stratify(&mut self, record: &ApplicantRecord<'_>) {
        let Some(applicant) = record.applicant else { return };
        let overdue = OVERDUE.iter().filter(|from| applicant.days_overdue >= **from).count();
        let fifth = DILIGENCE.iter().filter(|from| applicant.diligence >= **from).count();
        let stratum = applicant.cause.index() * OF_CAUSE + overdue * FIFTHS + fifth;
        let each = self.strata.len() / self.behaviours.max(1);
        let first = u64::from(record.first.is_some_and(|first| first.restored));
        for behaviour in record.eligible.iter() {
            let Some(counts) = self.strata.get_mut(behaviour.index() * each + stratum) else { continue };
            let by_first = usize::from(record.done_first.contains(behaviour));
            let by_end = 2 + usize::from(record.done.contains(behaviour));
            for (at, restored) in [(by_first, first), (by_end, u64::from(record.restored_at.is_some()))] {
                counts[at][0] += 1;
                counts[at][1] += restored;
            }
        }
    }

    /// What was counted.
    pub fn finish(self) -> ActCounts {
        let groups = self
            .groups
            .into_iter()
            .map(|(sums, days)| ActSums { restoration_days_p50: days.quantile(0.5), ..sums });
        ActCounts {
            behaviours: self.behaviours as u32,
            groups: groups.collect(),
            observed: self.observed,
            strata: self.strata,
            arms: self.arms,
        }
    }
}

impl<const SHADOWS: bool> Inlined for ActTally<SHADOWS> {
    const SHADOWS: bool = SHADOWS;
    const PLAIN: bool = false;
}

impl<const SHADOWS: bool> Observer for ActTally<SHADOWS> {
    #[inline]
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if self.counts(record.index, record.restricted_at) {
            self.handled.entry((REAL, record.index)).or_default().add(record);
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if !self.counts(record.index, record.restricted_at) {
            return;
        }
        let handled = self.handled.remove(&(REAL, record.index)).unwrap_or_default();
        let days = record.restored_at.map(|at| at.since(record.restricted_at).as_days());
        let add = |(sums, all): &mut (ActSums, LogHistogram)| {
            sums.add(record, &handled);
            if let Some(days) = days {
                all.record(days);
            }
        };
        for group in Self::of(&self.starts, record.segments) {
            add(&mut self.groups[if group == 0 { 0 } else { group + self.behaviours }]);
        }
        for behaviour in record.eligible.iter() {
            add(&mut self.groups[1 + behaviour.index()]);
        }
        if SHADOWS {
            self.stratify(record);
            for group in Self::of(&self.starts, record.segments) {
                for behaviour in record.eligible.iter() {
                    let observed = &mut self.observed[group * self.behaviours + behaviour.index()];
                    let done = usize::from(record.done.contains(behaviour));
                    observed.by_end[done].add(record, &handled);
                    let first = &mut observed.by_first[usize::from(record.done_first.contains(behaviour))];
                    first[0] += 1;
                    first[1] += u64::from(record.first.is_some_and(|first| first.restored));
                }
            }
        }
    }

    fn shadow_application(&mut self, arm: u16, record: &ApplicationRecord<'_>) {
        self.handled.entry((arm, record.index)).or_default().add(record);
    }

    fn shadow_applicant(&mut self, arm: u16, record: &ApplicantRecord<'_>) {
        let handled = self.handled.remove(&(arm, record.index)).unwrap_or_default();
        let wide = self.wide();
        for group in Self::of(&self.starts, record.segments) {
            if let Some(sums) = self.arms.get_mut(usize::from(arm) * wide + group) {
                sums.add(record, &handled);
            }
        }
    }
}
