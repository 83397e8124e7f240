//! The agenda: pending events in total order.

use std::collections::BinaryHeap;
use std::num::NonZeroU64;

use self::entry::Entry;
use self::wheel::Wheel;
use crate::time::SimTime;

mod entry;
mod store;
mod wheel;

/// Rank among events of the same moment; the lower rank is handled first.
pub type Priority = u8;

/// Bits of the order word that hold the sequence number; the priority sits above them.
const SEQUENCE_BITS: u32 = 56;

/// So many events are kept in one sorted run, without buckets; also how far into a run a new event is
/// carried, step by step, before it goes to the heap.
const SHORT: usize = 32;

/// Names one scheduled event of one [`Agenda`].
///
/// An agenda takes nothing back. Whoever may want to call an event off keeps its name, forgets it to
/// call the event off, and leaves alone an event whose name it no longer keeps
/// ([`super::Simulation::handle`]). So what is never called off costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId(NonZeroU64);

impl EventId {
    /// What was scheduled for [`SimTime::NEVER`]: no sequence gets as far as this order word.
    const NEVER: Self = Self(NonZeroU64::MAX);
}

/// Pending events, popped by time, then priority, then the order in which they were scheduled.
///
/// What comes soon stands in a sorted run; everything from the horizon onwards lies unsorted in the
/// buckets of a wheel. When the run is used up, the earliest bucket, or the earliest moment of a crowded
/// one, is sorted and becomes the next run, and the horizon moves to its end. So an event that is far
/// ahead costs a push, a move or two from a wide bucket to a narrow one, and its share of sorting a short
/// run, whatever else is pending: the idea of the ladder queue (Tang, Goh, Thng 2005, doi
/// 10.1145/1103323.1103324), with the digits of the time for its rungs instead of widths that it would
/// have to guess.
///
/// As long as little is pending, all of it is the run, and nothing is ever put into a bucket.
#[derive(Debug, Clone)]
pub struct Agenda<E> {
    /// Events before the horizon, latest first, so that the next is popped off the end.
    run: Vec<Entry<E>>,
    /// Events before the horizon that would have had to be carried far into the run.
    heap: BinaryHeap<Entry<E>>,
    /// Everything from here onwards is in the wheel, and nothing else is.
    horizon: SimTime,
    wheel: Wheel<E>,
    scheduled: u64,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            run: Vec::new(),
            heap: BinaryHeap::new(),
            horizon: SimTime::NEVER,
            wheel: Wheel::new(),
            scheduled: 0,
        }
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of pending events.
    pub fn len(&self) -> usize {
        self.run.len() + self.heap.len() + self.wheel.len()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts `event` on the agenda and returns its name. What is scheduled for [`SimTime::NEVER`] is
    /// dropped; all such share one name.
    // Called from a dozen places: in line it is no faster, and much code.
    #[inline(never)]
    pub fn schedule(&mut self, time: SimTime, priority: Priority, event: E) -> EventId {
        if time >= SimTime::NEVER {
            return EventId::NEVER;
        }
        self.scheduled += 1;
        let order = u64::from(priority) << SEQUENCE_BITS | self.scheduled;
        if time < self.horizon {
            self.soon(Entry { time, order, event });
        } else {
            self.wheel.push(time, order, event);
        }
        EventId(NonZeroU64::new(order).unwrap_or(NonZeroU64::MAX))
    }

    /// Takes the next event off the agenda.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.pop_before(SimTime::NEVER).map(|(time, _, event)| (time, event))
    }

    /// Takes the next event off the agenda if it comes before `end`; with its name.
    #[inline(always)]
    pub fn pop_before(&mut self, end: SimTime) -> Option<(SimTime, EventId, E)> {
        if self.run.is_empty() && self.heap.is_empty() {
            self.refill();
        }
        let entry = if self.heap.is_empty() {
            if self.run.last()?.time >= end {
                return None;
            }
            self.run.pop()?
        } else {
            self.pop_either(end)?
        };
        Some((entry.time, EventId(NonZeroU64::new(entry.order)?), entry.event))
    }

    /// The next event of run and heap together.
    #[inline(never)]
    fn pop_either(&mut self, end: SimTime) -> Option<Entry<E>> {
        let from_run = match (self.run.last(), self.heap.peek()) {
            (Some(run), Some(heap)) => run.key() < heap.key(),
            (run, _) => run.is_some(),
        };
        let next = if from_run { self.run.last() } else { self.heap.peek() };
        if next?.time >= end {
            return None;
        }
        if from_run { self.run.pop() } else { self.heap.pop() }
    }

    /// Puts an event before the horizon into the run, or onto the heap.
    #[inline(always)]
    fn soon(&mut self, entry: Entry<E>) {
        let mut place = self.run.len();
        if place > SHORT && self.run[place - 1 - SHORT].key() < entry.key() {
            self.heap.push(entry);
            return;
        }
        self.run.push(entry);
        while place > 0 && self.run[place - 1].key() < entry.key() {
            self.run[place] = self.run[place - 1];
            place -= 1;
        }
        self.run[place] = entry;
        if self.run.len() > SHORT && self.horizon == SimTime::NEVER {
            self.spill();
        }
    }

    /// Too much for one run: its later half goes to the buckets. The cut lies between two moments.
    #[inline(never)]
    fn spill(&mut self) {
        let middle = self.run[self.run.len() / 2].time;
        let soonest = self.run.last().map_or(middle, |entry| entry.time);
        self.horizon = if middle > soonest { middle } else { SimTime::from_ticks(middle.ticks() + 1) };
        self.wheel.restart(self.horizon);
        let later = self.run.partition_point(|entry| entry.time >= self.horizon);
        for entry in self.run.drain(..later) {
            self.wheel.push(entry.time, entry.order, entry.event);
        }
    }

    /// The run is used up: the next one comes from the buckets, if anything is left there.
    #[inline(never)]
    fn refill(&mut self) {
        if self.wheel.len() == 0 {
            self.horizon = SimTime::NEVER;
            return;
        }
        if self.wheel.len() <= SHORT / 2 {
            self.wheel.empty_into(&mut self.run);
            self.horizon = SimTime::NEVER;
        } else {
            self.horizon = self.wheel.next_into(&mut self.run);
        }
        latest_first(&mut self.run);
    }
}

/// So many are put in order without a branch that depends on how they lie.
const FEW: usize = 12;

/// Puts a run in order, latest first. No two keys are the same.
#[inline(always)]
fn latest_first<E: Copy>(run: &mut [Entry<E>]) {
    let len = run.len();
    if len > FEW {
        return run.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.key()));
    }
    let Some(first) = run.first() else { return };
    let mut lying = [*first; FEW];
    lying[..len].copy_from_slice(run);
    for entry in &lying[..len] {
        let later = lying[..len].iter().filter(|other| other.key() > entry.key()).count();
        run[later] = *entry;
    }
}

#[cfg(test)]
mod tests;
