//! Who is restricted next: applicants and what they mean to do first, made a few at a time.
//!
//! An applicant depends on their key alone, not on the clock or on anybody else; so several can be made
//! in a row, while the code and the tables that make them are at hand, which is faster than one between
//! two events. Nothing here knows when they are restricted.

use super::plan::Model;
use crate::behaviour::{BehaviourSet, Channel, Intentions, Resolver, Way};
use crate::population::Applicant;
use crate::random::{ROW, ReplicationKey};

/// What someone means to do before an application, and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plans<'a> {
    pub(super) intentions: &'a Intentions,
    pub(super) way: Way,
}

/// Someone about to be restricted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newcomer<'a> {
    pub(super) applicant: &'a Applicant,
    /// What they make up their minds by.
    pub(super) who: &'a Resolver,
    pub(super) channel: Channel,
    /// Before the first application.
    pub(super) plans: Plans<'a>,
}

/// The applicants of a replication, in order.
#[derive(Debug)]
pub(super) struct Newcomers {
    /// The index of the first of those made last, and how many of them have come.
    from: u64,
    come: usize,
    applicants: [Applicant; ROW],
    who: [Resolver; ROW],
    intentions: [Intentions; ROW],
    ways: [(Channel, Way); ROW],
}

impl Newcomers {
    /// Nobody has come.
    pub(super) fn new() -> Self {
        Self {
            from: 0_u64.wrapping_sub(ROW as u64),
            come: ROW,
            applicants: [Applicant::BLANK; ROW],
            who: [Resolver::BLANK; ROW],
            intentions: [Intentions::default(); ROW],
            ways: [(Channel::App, Way::DropsOff); ROW],
        }
    }

    /// The next applicant: the one with index 0, then 1, and so on.
    #[inline]
    pub(super) fn next(&mut self, model: &Model, key: ReplicationKey) -> Newcomer<'_> {
        if self.come == ROW {
            self.make(model, key);
        }
        let lane = self.come;
        self.come += 1;
        let (channel, way) = self.ways[lane];
        let plans = Plans { intentions: &self.intentions[lane], way };
        Newcomer { applicant: &self.applicants[lane], who: &self.who[lane], channel, plans }
    }

    #[inline(never)]
    fn make(&mut self, model: &Model, key: ReplicationKey) {
        let config = model.config();
        self.from = self.from.wrapping_add(ROW as u64);
        self.come = 0;
        config.population.applicants(key, self.from, &mut self.applicants);
        for (who, applicant) in self.who.iter_mut().zip(&self.applicants) {
            *who = Resolver {
                cause: applicant.cause,
                segments: applicant.segments(),
                open: BehaviourSet::applying_to(applicant),
            };
        }
        model.behaviours.first_intentions(key, self.from, &self.who, &mut self.intentions);
        config.channels.first_ways(key, self.from, &mut self.ways);
    }
}
