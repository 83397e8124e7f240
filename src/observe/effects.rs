//! What applicants come to under a behaviour that is forced, on all of them or on shadows.
//!
//! Far less is counted than by [`super::Tally`]: sums over applicants, from which differences of a few metrics
//! are taken. How a behaviour is forced, and which sums are compared, is not known here.

use serde::{Deserialize, Serialize};

use super::metrics::{Measure, ratio, share};
use super::{ApplicantRecord, ApplicationRecord, Inlined, OF_BACKLOG, Observer};
use crate::behaviour::Behaviour;
use crate::time::SimTime;

/// Sums over applicants, or over shadows, of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmSums {
    /// Applicants.
    pub applicants: u64,
    /// Restored at the first application.
    pub first_pass: u64,
    /// Restored in the end.
    pub restored: u64,
    /// Applications filed.
    pub applications: u64,
    /// Applications decided.
    pub decided: u64,
    /// Accounts that go bad, restored or not.
    pub bad: u64,
    /// Days from restriction to restoration, of the restored.
    pub restoration_days: f64,
    /// Days from filing to decision, of the decided applications.
    pub decision_days: f64,
    /// Money spent on behaviours, CNY.
    pub cost_cny: f64,
    /// Own time spent on behaviours, hours.
    pub effort_hours: f64,
}

impl ArmSums {
    #[inline]
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.applicants += 1;
        self.first_pass += u64::from(record.first.is_some_and(|first| first.restored));
        self.restored += u64::from(record.restored_at.is_some());
        self.applications += u64::from(record.applications);
        self.bad += u64::from(record.bad);
        if let Some(at) = record.restored_at {
            self.restoration_days += at.since(record.restricted_at).as_days();
        }
        self.cost_cny += record.cost_cny;
        self.effort_hours += record.effort_hours;
    }

    #[inline]
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let (Some(_), Some(at)) = (record.approved, record.decided_at) {
            self.decided += 1;
            self.decision_days += at.since(record.submitted_at).as_days();
        }
    }
}

/// A metric of which effects are told: defined as in the summary, of the applicants of one kind.
#[derive(Debug, Clone, Copy)]
pub struct EffectMetric {
    /// Name in files, that of the summary.
    pub name: &'static str,
    /// Unit in files.
    pub unit: &'static str,
    /// Whether it is a mean over applicants, so that whom a behaviour does not apply to counts as no effect.
    pub per_applicant: bool,
    /// What the sums of one replication say of it.
    pub read: fn(&ArmSums) -> Measure,
}

const fn metric(
    name: &'static str,
    unit: &'static str,
    per_applicant: bool,
    read: fn(&ArmSums) -> Measure,
) -> EffectMetric {
    EffectMetric { name, unit, per_applicant, read }
}

/// The metrics of which effects are told, in the order of the file.
pub const EFFECT_METRICS: [EffectMetric; 8] = [
    metric("first_pass_approval_rate", "share", true, |sums| share(sums.first_pass, sums.applicants)),
    metric("eventual_approval_rate", "share", true, |sums| share(sums.restored, sums.applicants)),
    metric("attempts_per_applicant", "count", true, |sums| ratio(sums.applications as f64, sums.applicants)),
    metric("bad_rate_all", "share", true, |sums| share(sums.bad, sums.applicants)),
    metric("behaviour_cost_per_applicant_cny", "cny", true, |sums| ratio(sums.cost_cny, sums.applicants)),
    metric("behaviour_effort_hours_per_applicant", "hours", true, |sums| {
        ratio(sums.effort_hours, sums.applicants)
    }),
    metric("restoration_days_mean", "days", false, |sums| ratio(sums.restoration_days, sums.restored)),
    metric("decision_days_mean", "days", false, |sums| ratio(sums.decision_days, sums.decided)),
];

/// Counts a replication in which a behaviour is forced on everyone to whom it applies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForcedTally {
    behaviour: Behaviour,
    warm_up: SimTime,
    /// All applicants.
    pub all: ArmSums,
    /// Those to whom it applies.
    pub eligible: ArmSums,
}

impl ForcedTally {
    /// Nothing counted; whoever is restricted before `warm_up` will not be.
    pub fn new(behaviour: Behaviour, warm_up: SimTime) -> Self {
        Self { behaviour, warm_up, all: ArmSums::default(), eligible: ArmSums::default() }
    }

    /// The behaviour that is forced.
    pub fn behaviour(&self) -> Behaviour {
        self.behaviour
    }
}

impl Observer for ForcedTally {
    #[inline]
    fn logs(&self) -> bool {
        false
    }

    #[inline]
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if record.restricted_at < self.warm_up || record.index >= OF_BACKLOG {
            return;
        }
        self.all.application(record);
        if record.eligible.contains(self.behaviour) {
            self.eligible.application(record);
        }
    }

    #[inline]
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if record.restricted_at < self.warm_up || record.index >= OF_BACKLOG {
            return;
        }
        self.all.applicant(record);
        if record.eligible.contains(self.behaviour) {
            self.eligible.applicant(record);
        }
    }
}

/// Counts the shadows of a replication, arm by arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShadowTally {
    warm_up: SimTime,
    /// The shadows of each arm.
    pub arms: Vec<ArmSums>,
    /// Real applicants.
    pub applicants: u64,
    /// Real applicants to whom each behaviour applies, in their order.
    pub eligible: Vec<u64>,
}

impl ShadowTally {
    /// Nothing counted; real applicants who are restricted before `warm_up` will not be.
    pub fn new(arms: usize, behaviours: usize, warm_up: SimTime) -> Self {
        let eligible = vec![0; behaviours];
        Self { warm_up, arms: vec![ArmSums::default(); arms], applicants: 0, eligible }
    }
}

impl Inlined for ForcedTally {
    const PLAIN: bool = false;
}

impl Inlined for ShadowTally {
    const SHADOWS: bool = true;
    const PLAIN: bool = false;
}

impl Observer for ShadowTally {
    #[inline]
    fn logs(&self) -> bool {
        false
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if record.restricted_at < self.warm_up || record.index >= OF_BACKLOG {
            return;
        }
        self.applicants += 1;
        for behaviour in record.eligible.iter() {
            self.eligible[behaviour.index()] += 1;
        }
    }

    fn shadow_application(&mut self, arm: u16, record: &ApplicationRecord<'_>) {
        if let Some(sums) = self.arms.get_mut(usize::from(arm)) {
            sums.application(record);
        }
    }

    fn shadow_applicant(&mut self, arm: u16, record: &ApplicantRecord<'_>) {
        if let Some(sums) = self.arms.get_mut(usize::from(arm)) {
            sums.applicant(record);
        }
    }
}
