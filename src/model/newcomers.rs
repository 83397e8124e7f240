//! Who is restricted next: applicants, what they mean to do first and how they get to their first application,
//! made in rows.
//!
//! All this depends on their keys alone, not on the clock or on anybody else; so a row of them can be made at
//! once, which is faster than one between two events. Nothing here knows when they are restricted.

use super::plan::Model;
use crate::behaviour::{Channel, Intentions, PathEnd, Undecided};
use crate::population::Applicant;
use crate::random::{ROW, ReplicationKey};

/// What someone means to do before an application, and how the path to it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outset<'a> {
    pub(super) intentions: &'a Intentions,
    pub(super) path_end: PathEnd,
}

/// Someone about to be restricted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newcomer<'a> {
    pub(super) applicant: &'a Applicant,
    /// Their attributes that the scenario defines.
    pub(super) own: &'a [f32],
    /// What they make up their minds by.
    pub(super) who: &'a Undecided,
    pub(super) channel: Channel,
    /// Before the first application.
    pub(super) outset: Outset<'a>,
}

/// The applicants of a replication, in order.
#[derive(Debug)]
pub(super) struct Newcomers {
    /// The index of the first of those made last, and how many of them have come.
    from: u64,
    come: usize,
    applicants: [Applicant; ROW],
    own: [Vec<f32>; ROW],
    who: [Undecided; ROW],
    intentions: [Intentions; ROW],
    ends: [(Channel, PathEnd); ROW],
}

impl Newcomers {
    /// Nobody has come.
    pub(super) fn new() -> Self {
        Self::counted_from(0)
    }

    /// Nobody has come; the first will have this index.
    pub(super) fn counted_from(index: u64) -> Self {
        Self {
            from: index.wrapping_sub(ROW as u64),
            come: ROW,
            applicants: [Applicant::BLANK; ROW],
            own: std::array::from_fn(|_| Vec::new()),
            who: [Undecided::BLANK; ROW],
            intentions: std::array::from_fn(|_| Intentions::default()),
            ends: [(Channel::App, PathEnd::DropsOff); ROW],
        }
    }

    /// The next applicant: the one with the first index, usually 0, then the one after it, and so on.
    #[inline]
    pub(super) fn next(&mut self, model: &Model, key: ReplicationKey) -> Newcomer<'_> {
        if self.come == ROW {
            self.make(model, key);
        }
        let lane = self.come;
        self.come += 1;
        let (channel, path_end) = self.ends[lane];
        let outset = Outset { intentions: &self.intentions[lane], path_end };
        Newcomer {
            applicant: &self.applicants[lane],
            own: &self.own[lane],
            who: &self.who[lane],
            channel,
            outset,
        }
    }

    #[inline(never)]
    fn make(&mut self, model: &Model, key: ReplicationKey) {
        let config = model.config();
        self.from = self.from.wrapping_add(ROW as u64);
        self.come = 0;
        config.population.applicants(key, self.from, &mut self.applicants);
        if config.population.own_attributes() > 0 {
            for (index, (own, applicant)) in (self.from..).zip(self.own.iter_mut().zip(&self.applicants)) {
                config.population.own_values(key, index, applicant, own);
            }
        }
        for (who, (applicant, own)) in self.who.iter_mut().zip(self.applicants.iter().zip(&self.own)) {
            let open = model.behaviours.applying_to(applicant, own);
            *who = Undecided::new(applicant, config.segments.of(applicant, own), open);
        }
        model.behaviours.first_intentions(key, self.from, &self.who, &mut self.intentions);
        config.channels.first_path_ends(key, self.from, &self.applicants, &mut self.ends);
    }
}
