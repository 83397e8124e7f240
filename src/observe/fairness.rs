//! What becomes of groups of applicants, by their risk before any behaviour, and how scores move of those who were judged
//! wrongly.
//!
//! Nothing is compared here: how groups are held against each other at equal risk is not known.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{ApplicantRecord, ApplicationRecord, Fate, Names, OF_BACKLOG, Observer};
use crate::policy::Route;
use crate::population::TrueRisk;
use crate::time::SimTime;

/// Bins of risk. Each is a quarter of a log-odds wide, from -10 to 6; the first and the last hold what lies beyond.
pub const RISK_BINS: usize = 64;
/// Bins in a log-odds, and where they begin.
const BINS_PER_LOG_ODDS: f64 = 4.0;
const LEAST_LOG_ODDS: f64 = -10.0;

/// Applications of one applicant whose scores are told; later ones are not.
pub const PATH_STEPS: usize = 8;

/// What applicants with a path are: refused and not restored or restored, and whether they go bad.
pub const PATH_KINDS: [&str; 4] =
    ["false_refusal", "right_refusal", "false_restoration", "right_restoration"];

fn risk_bin(risk: TrueRisk) -> usize {
    let bin = ((risk.log_odds() - LEAST_LOG_ODDS) * BINS_PER_LOG_ODDS).floor();
    bin.clamp(0.0, (RISK_BINS - 1) as f64) as usize
}

/// What is counted of the applicants of one group in one bin of risk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct FairCount {
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
    /// Days from filing to decision, of these.
    pub decision_days: f64,
    /// Applications that a person decided.
    pub read: u64,
    /// Of these, those that another reviewer would have decided otherwise.
    pub flipped: u64,
    /// Accounts that go bad.
    pub bad: u64,
    /// Of these, those restored.
    pub bad_restored: u64,
    /// Of the accounts that do not go bad, those refused and never restored.
    pub good_refused: u64,
}

/// Something in which groups may differ: a ratio of two counts.
#[derive(Debug, Clone, Copy)]
pub struct FairMeasure {
    /// Name in files.
    pub name: &'static str,
    /// Unit in files.
    pub unit: &'static str,
    /// What is counted, and of how many.
    pub read: fn(&FairCount) -> (f64, f64),
}

const fn measure(name: &'static str, unit: &'static str, read: fn(&FairCount) -> (f64, f64)) -> FairMeasure {
    FairMeasure { name, unit, read }
}

/// What groups are compared by, in the order of the file.
pub const FAIR_MEASURES: [FairMeasure; 8] = [
    measure("first_pass_approval_rate", "share", |n| (n.first_pass as f64, n.applicants as f64)),
    measure("eventual_approval_rate", "share", |n| (n.restored as f64, n.applicants as f64)),
    measure("decision_days_mean", "days", |n| (n.decision_days, n.decided as f64)),
    measure("attempts_per_applicant", "count", |n| (n.applications as f64, n.applicants as f64)),
    measure("flip_rate", "share", |n| (n.flipped as f64, n.read as f64)),
    measure("false_refusal_rate", "share", |n| (n.good_refused as f64, (n.applicants - n.bad) as f64)),
    measure("false_restoration_rate", "share", |n| (n.bad_restored as f64, n.bad as f64)),
    measure("bad_rate_approved", "share", |n| (n.bad_restored as f64, n.restored as f64)),
];

/// The n-th applications of the applicants of one group and kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PathCount {
    /// Applicants who filed so many.
    pub applicants: u64,
    /// The sum of the scores of these applications.
    pub score: f64,
    /// The sum of what they are above the first scores of the same applicants.
    pub change: f64,
}

/// Bins of scores, half a point each.
pub const SCORE_BINS: usize = 200;

/// What is counted of the scores in one bin. Bad accounts are expected ones: sums of the probabilities with which they go
/// bad after all that was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoreCount {
    /// First applications that no rule refused.
    pub first: u64,
    /// Of these, those that go bad.
    pub first_bad: f64,
    /// Of the first, those approved.
    pub approved: u64,
    /// Of these, those that go bad.
    pub approved_bad: f64,
    /// Later applications.
    pub later: u64,
    /// Applicants restored by an application of this score.
    pub admitted: u64,
    /// Of these, those that go bad.
    pub admitted_bad: f64,
}

impl ScoreCount {
    /// The bin of a score, 0..100.
    fn bin(score: f64) -> usize {
        (score * SCORE_BINS as f64 / 100.0).clamp(0.0, (SCORE_BINS - 1) as f64) as usize
    }
}

/// What the applicants restored by an application owe, CNY.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Owed {
    /// These applicants.
    pub accounts: u64,
    /// Their balances.
    pub balance_cny: f64,
    /// Of these, what is expected to go bad.
    pub bad_cny: f64,
}

/// Counts by kind of path and application.
pub type Paths = [[PathCount; PATH_STEPS]; PATH_KINDS.len()];

/// The groups of one replication.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FairTally {
    /// Applicants simulated.
    pub applicants: u64,
    /// Values of each segment; everyone is the one value of the first.
    pub sizes: Vec<usize>,
    /// By segment and value, [`RISK_BINS`] of each.
    pub counts: Vec<FairCount>,
    /// By segment and value.
    pub paths: Vec<Paths>,
    /// By score, everyone.
    pub scores: Vec<ScoreCount>,
    /// Everyone.
    pub owed: Owed,
}

impl FairTally {
    /// The sizes of the segments of a scenario.
    pub fn sizes(names: &Names) -> Vec<usize> {
        std::iter::once(1).chain(names.segments.iter().map(|segment| segment.values.len())).collect()
    }

    /// Whether these are the groups of a scenario.
    pub fn is_of(&self, names: &Names) -> bool {
        let groups = self.sizes.iter().sum::<usize>();
        self.sizes == Self::sizes(names)
            && self.counts.len() == groups * RISK_BINS
            && self.paths.len() == groups
            && self.scores.len() == SCORE_BINS
    }

    /// Where the groups of a segment begin; 0 is everyone, 1 the first of the scenario.
    pub fn first_group(&self, segment: usize) -> usize {
        self.sizes.iter().take(segment).sum()
    }

    /// The counts of a group, by bin of risk.
    pub fn of_group(&self, group: usize) -> &[FairCount] {
        self.counts.get(group * RISK_BINS..(group + 1) * RISK_BINS).unwrap_or_default()
    }
}

/// What is known of an applicant before their last event.
#[derive(Debug, Clone, Copy, Default)]
struct Pending {
    scores: [f64; PATH_STEPS],
    applications: usize,
    /// Of the last of all.
    last: f64,
    decided: u64,
    decision_days: f64,
    read: u64,
    flipped: u64,
    refused: bool,
}

/// Counts a replication by group.
#[derive(Debug)]
pub struct Fairness {
    warm_up: SimTime,
    /// Of those who are not done.
    pending: HashMap<u64, Pending>,
    tally: FairTally,
}

impl Fairness {
    /// Nothing counted yet; whoever is restricted before `warm_up` will not be.
    pub fn new(names: &Names, warm_up: SimTime) -> Self {
        let sizes = FairTally::sizes(names);
        let groups = sizes.iter().sum::<usize>();
        let tally = FairTally {
            applicants: 0,
            sizes,
            counts: vec![FairCount::default(); groups * RISK_BINS],
            paths: vec![Paths::default(); groups],
            scores: vec![ScoreCount::default(); SCORE_BINS],
            owed: Owed::default(),
        };
        Self { warm_up, pending: HashMap::new(), tally }
    }

    /// What was counted.
    pub fn finish(self) -> FairTally {
        self.tally
    }

    fn add(&mut self, record: &ApplicantRecord<'_>, known: &Pending) {
        let Some(applicant) = record.applicant else { return };
        let bin = risk_bin(applicant.true_risk);
        let restored = record.restored_at.is_some();
        let kind = match (restored, known.refused, record.bad) {
            (false, true, false) => Some(0),
            (false, true, true) => Some(1),
            (true, _, true) => Some(2),
            (true, _, false) => Some(3),
            (false, false, _) => None,
        };
        let mut start = 0;
        for (segment, size) in self.tally.sizes.iter().enumerate() {
            let value = segment.checked_sub(1).and_then(|at| record.segments.get(at)).copied();
            let group = start + usize::from(value.unwrap_or_default());
            start += size;
            if let Some(count) = self.tally.counts.get_mut(group * RISK_BINS + bin) {
                count.applicants += 1;
                count.first_pass += u64::from(record.first.is_some_and(|first| first.restored));
                count.restored += u64::from(restored);
                count.applications += u64::from(record.applications);
                count.decided += known.decided;
                count.decision_days += known.decision_days;
                count.read += known.read;
                count.flipped += known.flipped;
                count.bad += u64::from(record.bad);
                count.bad_restored += u64::from(record.bad && restored);
                count.good_refused += u64::from(kind == Some(0));
            }
            if let Some((kind, paths)) = kind.zip(self.tally.paths.get_mut(group)) {
                let scores = known.scores.iter().take(known.applications);
                for (step, score) in paths[kind].iter_mut().zip(scores) {
                    step.applicants += 1;
                    step.score += score;
                    step.change += score - known.scores[0];
                }
            }
        }
    }
}

impl Fairness {
    fn add_score(&mut self, record: &ApplicantRecord<'_>, known: &Pending) {
        let (Some(applicant), Some(risk)) = (record.applicant, record.risk) else { return };
        let bad = risk.probability();
        if let Some(first) = record.first.filter(|first| first.route != Route::KnockedOut) {
            let count = &mut self.tally.scores[ScoreCount::bin(first.score)];
            count.first += 1;
            count.first_bad += bad;
            count.approved += u64::from(first.restored);
            count.approved_bad += if first.restored { bad } else { 0.0 };
        }
        if record.fate == Fate::Restored {
            let count = &mut self.tally.scores[ScoreCount::bin(known.last)];
            count.admitted += 1;
            count.admitted_bad += bad;
            let balance = f64::from(applicant.balance_cny);
            self.tally.owed.accounts += 1;
            self.tally.owed.balance_cny += balance;
            self.tally.owed.bad_cny += balance * bad;
        }
    }
}

impl Observer for Fairness {
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if record.restricted_at < self.warm_up || record.index >= OF_BACKLOG {
            return;
        }
        if record.attempt > 1 && record.route != Route::KnockedOut {
            self.tally.scores[ScoreCount::bin(record.score)].later += 1;
        }
        let known = self.pending.entry(record.index).or_default();
        known.last = record.score;
        if let Some(score) = known.scores.get_mut(known.applications) {
            *score = record.score;
            known.applications += 1;
        }
        if let (Some(approved), Some(at)) = (record.approved, record.decided_at) {
            known.decided += 1;
            known.decision_days += at.since(record.submitted_at).as_days();
            known.refused |= !approved;
        }
        if let Some(flipped) = record.flipped {
            known.read += 1;
            known.flipped += u64::from(flipped);
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.tally.applicants += 1;
        if record.restricted_at < self.warm_up || record.index >= OF_BACKLOG {
            return;
        }
        let known = self.pending.remove(&record.index).unwrap_or_default();
        self.add(record, &known);
        self.add_score(record, &known);
    }
}
