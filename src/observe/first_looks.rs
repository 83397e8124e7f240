//! The swap set: who is approved at the first application by one policy and refused by another.
//!
//! Two replications of one seed meet the same applicants. The first leaves what became of each first application, the
//! second is counted against it as its applicants are told, so no more is kept of either than a few bytes an applicant,
//! and of a replication only sums by group. How the two are played, so that they differ by nothing but their policies, is
//! not known here.

use serde::{Deserialize, Serialize};

use super::outcome::score_band;
use super::{ApplicantRecord, ApplicationRecord, Names, Observer, SCORE_BANDS};
use crate::behaviour::Channel;
use crate::policy::Route;
use crate::population::TrueRisk;
use crate::time::SimTime;

/// What became of a first application.
#[derive(Debug, Clone, Copy, Default)]
enum Look {
    /// It was not filed, or not decided.
    #[default]
    Open,
    Refused,
    /// With the probability that the account then goes bad.
    Approved(f32),
}

/// What became of the first applications of a replication.
#[derive(Debug, Clone, Default)]
pub struct FirstLooks {
    /// By applicant.
    looks: Vec<Look>,
    last: Last,
}

impl FirstLooks {
    fn of(&self, index: u64) -> Look {
        self.looks.get(index as usize).copied().unwrap_or_default()
    }
}

/// The first application that was told last: its applicant is told before another one is.
#[derive(Debug, Clone, Copy, Default)]
struct Last(Option<(u64, bool)>);

impl Last {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let (1, Some(approved)) = (record.attempt, record.approved) {
            self.0 = Some((record.index, approved));
        }
    }

    /// What became of the first application of an applicant.
    fn look(&self, record: &ApplicantRecord<'_>) -> Look {
        match self.0.filter(|(index, _)| *index == record.index) {
            Some((_, true)) => Look::Approved(record.risk.map_or(0.0, TrueRisk::probability) as f32),
            Some((_, false)) => Look::Refused,
            None => Look::Open,
        }
    }
}

impl Observer for FirstLooks {
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.last.application(record);
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let (at, look) = (record.index as usize, self.last.look(record));
        if self.looks.len() <= at {
            self.looks.resize(at + 1, Look::Open);
        }
        self.looks[at] = look;
    }
}

/// Applicants of one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SwapCount {
    /// Those whose first application was decided by both policies.
    pub judged: u64,
    /// Approved here and refused by the base.
    pub gained: u64,
    /// Of these, how many are expected to go bad, as they are here.
    pub gained_bad: f64,
    /// Refused here and approved by the base.
    pub lost: u64,
    /// Of these, how many are expected to go bad, as they are in the base.
    pub lost_bad: f64,
}

impl SwapCount {
    fn add(&mut self, here: Look, base: Look) {
        self.judged += 1;
        match (here, base) {
            (Look::Approved(bad), Look::Refused) => {
                self.gained += 1;
                self.gained_bad += f64::from(bad);
            }
            (Look::Refused, Look::Approved(bad)) => {
                self.lost += 1;
                self.lost_bad += f64::from(bad);
            }
            _ => {}
        }
    }
}

/// The swap set of one replication.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SwapTally {
    /// Applicants simulated, of both.
    pub applicants: u64,
    /// Everyone.
    pub all: SwapCount,
    /// By kind of group and value, as [`super::Outcome::segments`], where they belong here.
    pub groups: Vec<Vec<SwapCount>>,
}

/// Counts a replication against the first looks of another.
#[derive(Debug)]
pub struct Swapping<'a> {
    base: &'a FirstLooks,
    /// Whoever is restricted before is not counted.
    warm_up: SimTime,
    /// How many segments there are.
    segments: usize,
    last: Last,
    tally: SwapTally,
}

impl<'a> Swapping<'a> {
    /// Nothing counted yet.
    pub fn new(base: &'a FirstLooks, names: &Names, warm_up: SimTime) -> Self {
        let kinds = names.segments.iter().map(|segment| segment.values.len());
        let sizes = kinds.chain([Channel::ALL.len(), SCORE_BANDS]);
        let groups = sizes.map(|size| vec![SwapCount::default(); size]).collect();
        let tally = SwapTally { applicants: base.looks.len() as u64, groups, ..SwapTally::default() };
        Self { base, warm_up, segments: names.segments.len(), last: Last::default(), tally }
    }

    /// What was counted.
    pub fn finish(self) -> SwapTally {
        self.tally
    }
}

impl Observer for Swapping<'_> {
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.last.application(record);
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.tally.applicants += 1;
        let (here, base) = (self.last.look(record), self.base.of(record.index));
        let judged = !matches!(here, Look::Open) && !matches!(base, Look::Open);
        if !judged || record.restricted_at < self.warm_up {
            return;
        }
        self.tally.all.add(here, base);
        // A rule refuses whatever the score, so knocked-out applicants say nothing about scores.
        let scored = record.first.filter(|first| first.route != Route::KnockedOut);
        let values = record.segments.iter().take(self.segments).map(|value| Some(usize::from(*value)));
        let others = [Some(record.channel as usize), scored.map(|first| score_band(first.score))];
        for (group, value) in self.tally.groups.iter_mut().zip(values.chain(others)) {
            if let Some(count) = value.and_then(|value| group.get_mut(value)) {
                count.add(here, base);
            }
        }
    }
}
