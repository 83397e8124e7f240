//! Entities without attributes that enter next: the work they bring to the first stage, drawn in rows.
//!
//! It depends on their keys alone, so it can be drawn before they come. When they come is not known here.

use super::plan::{Model, Visit};
use super::process::StationConfig;
use super::tags::StageKeys;
use crate::math::{Work, widely};
use crate::random::{Law, Purpose, ROW, ReplicationKey};
use crate::time::SimDuration;

/// The entities of a replication, in order.
#[derive(Debug)]
pub(super) struct Entrants {
    /// The index of the first of those drawn last, and how many of them have come.
    from: u64,
    come: usize,
    handling: [SimDuration; ROW],
}

impl Entrants {
    /// Nobody has come.
    pub(super) fn new() -> Self {
        Self { from: 0_u64.wrapping_sub(ROW as u64), come: ROW, handling: [SimDuration::ZERO; ROW] }
    }

    /// The work that the next entity brings to the first stage, if that is drawn in rows ([`Visit::in_rows`]),
    /// or nothing: the one with index 0, then 1, and so on.
    #[inline(always)]
    pub(super) fn next(&mut self, model: &Model, keys: &[StageKeys]) -> SimDuration {
        let first = model.visit(0);
        if !first.in_rows {
            return SimDuration::ZERO;
        }
        if self.come == ROW {
            self.draw(first, keys[0]);
        }
        let lane = self.come;
        self.come += 1;
        self.handling[lane]
    }

    #[inline(never)]
    fn draw(&mut self, first: &Visit, keys: StageKeys) {
        let Some(StationConfig { service: law, .. }) = first.stage.station() else { return };
        self.from = self.from.wrapping_add(ROW as u64);
        self.come = 0;
        let purpose = first.handled_as;
        widely(Handling { law, key: keys.of(purpose), from: self.from, purpose, work: &mut self.handling });
    }
}

struct Handling<'a> {
    law: &'a Law,
    key: ReplicationKey,
    from: u64,
    purpose: Purpose,
    work: &'a mut [SimDuration; ROW],
}

impl Work for Handling<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut row = self.key.row::<ROW>(self.from, self.purpose, 1);
        let seconds = self.law.samples(&mut row, &[true; ROW]);
        for lane in 0..ROW {
            self.work[lane] = SimDuration::from_secs_f64(seconds[lane]);
        }
    }
}
