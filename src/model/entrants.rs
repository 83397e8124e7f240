//! Entities without attributes that enter next: the work they bring to the first stage, drawn in rows.
//!
//! It depends on their keys alone, so it can be drawn before they come. When they come is not known here.

use super::plan::Model;
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

    /// The work that the next entity brings to the first stage, or nothing if that is not drawn in rows
    /// ([`super::plan::Visit::in_rows`]): the entity with index 0, then 1, and so on.
    #[inline(always)]
    pub(super) fn next(&mut self, model: &Model, keys: &[StageKeys]) -> SimDuration {
        let first = model.visit(0);
        match first.stage.station() {
            Some(station) if first.in_rows => self.take(&station.service, keys, first.handled_as),
            _ => SimDuration::ZERO,
        }
    }

    #[inline(always)]
    fn take(&mut self, law: &Law, keys: &[StageKeys], purpose: Purpose) -> SimDuration {
        if self.come == ROW {
            self.draw(law, keys, purpose);
        }
        let lane = self.come;
        self.come += 1;
        self.handling[lane]
    }

    #[inline(never)]
    fn draw(&mut self, law: &Law, keys: &[StageKeys], purpose: Purpose) {
        self.from = self.from.wrapping_add(ROW as u64);
        self.come = 0;
        widely(Handling {
            law,
            key: keys[0].of(purpose),
            from: self.from,
            purpose,
            work: &mut self.handling,
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Law, LawSpec};

    /// Over several rows, the work of an entity is the one that its own stream gives: at a stage whose draws stand
    /// in the ledger of purposes, and at one that is keyed by its name.
    #[test]
    fn a_row_holds_the_work_of_each() {
        let root = ReplicationKey::new(3, 4);
        let laws = [
            LawSpec::Exponential { mean: 90.0 },
            LawSpec::LogNormal { median: 1_200.0, sigma: 0.7 },
            LawSpec::Weibull { shape: 1.5, scale: 60.0 },
        ];
        for (name, purpose) in
            [("intake", Purpose::Intake), ("human_review", Purpose::Handling), ("desk", Purpose::Handling)]
        {
            let keys = StageKeys::new(root, name);
            for spec in &laws {
                let law = Law::new(spec.clone()).expect("a law");
                let mut entrants = Entrants::new();
                for index in 0..=3 * ROW as u64 {
                    let alone = law.sample(&mut keys.of(purpose).stream(index, purpose, 1));
                    assert_eq!(
                        entrants.take(&law, &[keys], purpose),
                        SimDuration::from_secs_f64(alone),
                        "{index}"
                    );
                }
            }
        }
    }
}
