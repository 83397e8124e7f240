//! The units of a study in order: point by point, and of each the trials, the replications and the interventions.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::play::Slot;
use super::{Design, Play};
use crate::experiment::WARM_UP_TRIALS;

/// A unit on its way, with the point it belongs to.
pub(super) struct Item<'a, F> {
    pub(super) slot: Arc<Slot<'a, F>>,
    pub(super) play: Play,
    pub(super) replication: u64,
}

/// Hands out the units of a study.
pub(super) struct Units<'a, D: Design> {
    design: &'a D,
    next_point: usize,
    current: Option<Current<'a, D::Fault>>,
    counted: Arc<AtomicU64>,
    count: u64,
    /// The units that are wanted, trials aside, by their place among all; all of them if not said.
    part: Option<Range<u64>>,
    /// The place of the next.
    place: u64,
    /// The place of the first unit of the point behind: a point that cannot be played, or is precise early, keeps its places.
    behind: u64,
}

/// The point whose units are handed out.
struct Current<'a, F> {
    slot: Arc<Slot<'a, F>>,
    trials: u64,
    replications: u64,
    swaps: u64,
    fairness: u64,
    advised: u64,
    /// Replications of interventions, and how each of them is played.
    forced: u64,
    plays: Vec<Play>,
    played: usize,
}

/// How many units were handed out.
pub(super) struct HandedOut(Arc<AtomicU64>);

/// Not all of them were.
const GOING_ON: u64 = u64::MAX;

impl HandedOut {
    /// Their number, once all were.
    pub(super) fn all(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|count| *count != GOING_ON)
    }
}

impl<'a, D: Design> Units<'a, D> {
    pub(super) fn new(design: &'a D) -> Self {
        let counted = Arc::new(AtomicU64::new(GOING_ON));
        Self { design, next_point: 0, current: None, counted, count: 0, part: None, place: 0, behind: 0 }
    }

    /// Those of a part of the study, with the trials that they need.
    pub(super) fn of_part(design: &'a D, part: Range<u64>) -> Self {
        Self { part: Some(part), ..Self::new(design) }
    }

    /// Whether the unit at the next place, and of how many behind it any, is wanted.
    fn wanted(&self, next: u64) -> bool {
        let Some(part) = &self.part else { return true };
        self.place < part.end && part.start < self.place + next
    }

    pub(super) fn handed_out(&self) -> HandedOut {
        HandedOut(Arc::clone(&self.counted))
    }
}

impl<'a, F> Current<'a, F> {
    fn new(slot: Slot<'a, F>) -> Self {
        let plays = slot.plays.interventions.map(|plan| plan.plays().collect()).unwrap_or_default();
        Self {
            slot: Arc::new(slot),
            trials: 0,
            replications: 0,
            swaps: 0,
            fairness: 0,
            advised: 0,
            forced: 0,
            plays,
            played: 0,
        }
    }

    fn next(&mut self) -> Option<(Play, u64)> {
        let plays = &self.slot.plays;
        if self.slot.failed() {
            return None;
        }
        if plays.warm_up && self.trials < WARM_UP_TRIALS {
            self.trials += 1;
            return Some((Play::Trial, self.trials - 1));
        }
        if self.replications < plays.replications && !self.slot.precise.load(Ordering::Relaxed) {
            self.replications += 1;
            let (play, first) = match plays.acting {
                Some((acting, first)) => (Play::Acting(acting), first),
                None => (if plays.brief { Play::Brief } else { Play::Plain }, 0),
            };
            return Some((play, first + self.replications - 1));
        }
        if let Some(base) = plays.swaps.filter(|_| self.swaps < plays.replications) {
            self.swaps += 1;
            return Some((Play::Swap(base), self.swaps - 1));
        }
        if let Some(plan) = plays.advice.as_ref().filter(|plan| self.advised < plan.replications) {
            self.advised += 1;
            return Some((Play::Advise(plan.tag), self.advised - 1));
        }
        if self.forced < plays.interventions.map_or(0, |plan| plan.replications) {
            let unit = (self.plays[self.played], self.forced);
            self.played += 1;
            if self.played == self.plays.len() {
                (self.played, self.forced) = (0, self.forced + 1);
            }
            return Some(unit);
        }
        if self.fairness < plays.fairness {
            self.fairness += 1;
            return Some((Play::Fairness, self.fairness - 1));
        }
        None
    }
}

impl<'a, D: Design> Iterator for Units<'a, D> {
    type Item = Item<'a, D::Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some((play, replication)) = current.next() {
                    let slot = Arc::clone(&current.slot);
                    if play != Play::Trial {
                        let wanted = self.wanted(1);
                        self.place += 1;
                        if !wanted {
                            continue;
                        }
                    }
                    self.count += 1;
                    return Some(Item { slot, play, replication });
                }
                self.current = None;
                self.place = self.behind;
            }
            if self.next_point == self.design.points() {
                self.counted.store(self.count, Ordering::Relaxed);
                return None;
            }
            let slot = Slot::new(self.next_point, self.design.plays(self.next_point));
            self.next_point += 1;
            let units = slot.plays.units();
            if self.wanted(units) {
                self.behind = self.place + units;
                self.current = Some(Current::new(slot));
            } else {
                self.place += units;
            }
        }
    }
}
