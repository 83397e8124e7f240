//! Who is restricted next: applicants and what they mean to do first, made a few at a time.
//!
//! An applicant depends on their key alone, not on the clock or on anybody else; so several can be made
//! in a row, while the code and the tables that make them are at hand, which is faster than one between
//! two events. Nothing here knows when they are restricted.

use super::plan::Model;
use crate::behaviour::{BehaviourSet, Channel, Intentions, Resolver, Way};
use crate::population::{Applicant, SegmentValues};
use crate::random::{ROW, ReplicationKey};

/// What someone means to do before an application, and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plans {
    pub(super) intentions: Intentions,
    pub(super) way: Way,
}

/// Someone about to be restricted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newcomer {
    pub(super) applicant: Applicant,
    pub(super) segments: SegmentValues,
    pub(super) channel: Channel,
    /// Behaviours that apply to them.
    pub(super) eligible: BehaviourSet,
    /// Before the first application.
    pub(super) plans: Plans,
}

/// The applicants of a replication, in order.
#[derive(Debug, Default)]
pub(super) struct Newcomers {
    /// Those made last, in order, and how many of them have come.
    ready: Vec<Newcomer>,
    next: usize,
    made: u64,
}

impl Newcomers {
    /// The next applicant: the one with index 0, then 1, and so on.
    #[inline]
    pub(super) fn next(&mut self, model: &Model, key: ReplicationKey) -> &Newcomer {
        if self.next == self.ready.len() {
            self.make(model, key);
        }
        self.next += 1;
        &self.ready[self.next - 1]
    }

    #[inline(never)]
    fn make(&mut self, model: &Model, key: ReplicationKey) {
        let from = self.made;
        let config = model.config();
        let applicants = config.population.applicants(key, from);
        let who = applicants.each_ref().map(|applicant| Resolver {
            cause: applicant.cause,
            segments: applicant.segments(),
            open: BehaviourSet::applying_to(applicant),
        });
        let intentions = model.behaviours.first_intentions(key, from, &who);
        let ways = config.channels.first_ways(key, from);
        self.made += ROW as u64;
        self.next = 0;
        self.ready.clear();
        self.ready.extend((0..ROW).map(|lane| Newcomer {
            applicant: applicants[lane],
            segments: who[lane].segments,
            channel: ways[lane].0,
            eligible: who[lane].open,
            plans: Plans { intentions: intentions[lane], way: ways[lane].1 },
        }));
    }
}
