//! Who is restricted next: applicants and what they mean to do first, made a few at a time.
//!
//! An applicant depends on their key alone, not on the clock or on anybody else; so several can be made
//! in a row, while the code and the tables that make them are at hand, which is faster than one between
//! two events. Nothing here knows when they are restricted.

use super::plan::Model;
use crate::behaviour::{BehaviourSet, Channel, Intentions, Told};
use crate::population::{Applicant, SegmentValues};
use crate::random::ReplicationKey;

/// So many are made in a row: few enough to stay in a near cache.
const AHEAD: u64 = 64;

/// Someone about to be restricted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newcomer {
    pub(super) applicant: Applicant,
    pub(super) segments: SegmentValues,
    pub(super) channel: Channel,
    /// Behaviours that apply to them.
    pub(super) eligible: BehaviourSet,
    /// What they mean to do before the first application.
    pub(super) intentions: Intentions,
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
        let made = self.made..self.made + AHEAD;
        self.made = made.end;
        self.next = 0;
        self.ready.clear();
        self.ready.extend(made.map(|index| newcomer(model, key, index)));
    }
}

fn newcomer(model: &Model, key: ReplicationKey, index: u64) -> Newcomer {
    let config = model.config();
    let applicant = config.population.applicant(key, index);
    let (segments, eligible) = (applicant.segments(), BehaviourSet::applying_to(&applicant));
    let intentions =
        model.behaviours.intentions(key, index, 1, applicant.cause, &segments, eligible, Told::Nothing);
    Newcomer { applicant, segments, channel: config.channels.channel(key, index), eligible, intentions }
}
