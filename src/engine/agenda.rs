//! The agenda: pending events in total order.

use std::collections::{BinaryHeap, VecDeque};
use std::num::NonZeroU64;

use self::entry::Entry;
use self::wheel::Wheel;
use super::Ahead;
use crate::time::SimTime;

mod entry;
mod order;
mod store;
mod wheel;

/// Rank among events of the same moment; the lower rank is handled first.
pub type Priority = u8;

/// Bits of the order word that hold the sequence number; the priority sits above them.
const SEQUENCE_BITS: u32 = 56;

/// So many events are kept in one sorted run, without buckets; also how far into a run a new event is
/// carried, step by step, before it goes to the heap.
const SHORT: usize = 32;

/// A run of more events than this is foreseen event by event, so many before each.
const LONG: usize = wheel::SORTED;
const AHEAD: usize = 12;
/// So are those in the queue, when there are more than this.
const MANY_IN_TURN: usize = 1 << 10;

/// Names one scheduled event of one [`Agenda`].
///
/// An agenda takes nothing back. Whoever may want to call an event off keeps its name, forgets it to
/// call the event off, and leaves alone an event whose name it no longer keeps
/// ([`super::Simulation::due`]). So what is never called off costs nothing.
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
/// As long as little is pending, all of it is the run, and nothing is ever put into a bucket. What is
/// scheduled in turn ([`Self::schedule_in_turn`]) stands in a queue beside both, whenever it comes.
#[derive(Debug, Clone)]
pub struct Agenda<E> {
    /// Events before the horizon, latest first, so that the next is popped off the end.
    run: Vec<Entry<E>>,
    /// Events before the horizon that would have had to be carried far into the run.
    heap: BinaryHeap<Entry<E>>,
    /// What is not before it, and not in the queue, is in the wheel; nothing else is. Never beyond
    /// [`SimTime::NEVER`].
    horizon: SimTime,
    wheel: Wheel<E>,
    /// Events that were scheduled in turn, in order. It keeps the room of its peak.
    queue: VecDeque<Entry<E>>,
    /// When the first of them comes.
    queue_next: SimTime,
    /// Sequence number of the event scheduled last: odd, so that no order word is zero.
    sequence: u64,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            run: Vec::new(),
            heap: BinaryHeap::new(),
            horizon: SimTime::NEVER,
            wheel: Wheel::new(),
            queue: VecDeque::new(),
            queue_next: SimTime::NEVER,
            sequence: 1,
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
        self.run.len() + self.heap.len() + self.wheel.len() + self.queue.len()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts `event` on the agenda and returns its name. What is scheduled for [`SimTime::NEVER`] is
    /// dropped; all such share one name.
    // Called from a dozen places: in line it is no faster, and much code. What only some events take is apart, so
    // that nothing is saved on the stack for the others.
    #[inline(never)]
    pub fn schedule(&mut self, time: SimTime, priority: Priority, event: E) -> EventId {
        if time >= self.horizon {
            return self.schedule_late(time, priority, event);
        }
        let order = self.next_order(priority);
        let entry = Entry { time, order, event };
        if self.run.last().is_some_and(|last| last.key() < entry.key()) {
            return self.carry(entry);
        }
        self.run.push(entry);
        self.keep_short();
        name(order)
    }

    #[inline(never)]
    fn schedule_late(&mut self, time: SimTime, priority: Priority, event: E) -> EventId {
        if time >= SimTime::NEVER {
            return EventId::NEVER;
        }
        let order = self.next_order(priority);
        self.wheel.push(time, order, event);
        name(order)
    }

    /// The same for events that come in turn, none before the one scheduled this way before it, such as
    /// time-outs of one length: they stand in a queue of their own, and cost less. What is out of turn goes
    /// where all else goes.
    #[inline]
    pub fn schedule_in_turn(&mut self, time: SimTime, priority: Priority, event: E) -> EventId {
        let last = self.queue.back().map_or((SimTime::START, 0), |last| (last.time, last.priority()));
        if time >= SimTime::NEVER || (time, priority) < last {
            return self.schedule(time, priority, event);
        }
        let order = self.next_order(priority);
        self.queue.push_back(Entry { time, order, event });
        self.queue_next = self.queue_next.min(time);
        name(order)
    }

    /// Priority and sequence number of the next event to be scheduled.
    #[inline(always)]
    fn next_order(&mut self, priority: Priority) -> u64 {
        self.sequence += 2;
        u64::from(priority) << SEQUENCE_BITS | self.sequence
    }

    /// Takes the next event off the agenda.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.pop_before(SimTime::NEVER).map(|(time, _, event)| (time, event))
    }

    /// Takes the next event off the agenda if it comes before `end`; with its name.
    #[inline(always)]
    pub fn pop_before(&mut self, end: SimTime) -> Option<(SimTime, EventId, E)> {
        self.pop_foreseen(end, |_, _| {})
    }

    /// The same. While many events are pending, `foresee` is told of those that come up soon.
    #[inline(always)]
    pub fn pop_foreseen(
        &mut self,
        end: SimTime,
        mut foresee: impl FnMut(E, Ahead),
    ) -> Option<(SimTime, EventId, E)> {
        if self.run.is_empty() && self.heap.is_empty() {
            self.refill(&mut foresee);
        } else if self.run.len() > LONG {
            self.look_ahead(&mut foresee);
        }
        let entry = match self.run.last() {
            Some(next) if self.heap.is_empty() && next.time < self.queue_next => {
                if next.time >= end {
                    return None;
                }
                self.run.pop()?
            }
            _ => self.pop_any(end, &mut foresee)?,
        };
        Some((entry.time, name(entry.order), entry.event))
    }

    /// The next event of run, heap and queue together.
    #[inline(never)]
    fn pop_any(&mut self, end: SimTime, foresee: &mut impl FnMut(E, Ahead)) -> Option<Entry<E>> {
        let from_run = match (self.run.last(), self.heap.peek()) {
            (Some(run), Some(heap)) => run.key() < heap.key(),
            (run, _) => run.is_some(),
        };
        let other = if from_run { self.run.last() } else { self.heap.peek() };
        if let Some(queued) = self.queue.front().copied()
            && other.is_none_or(|other| queued.key() < other.key())
        {
            if queued.time >= end {
                return None;
            }
            self.queue.pop_front();
            if self.queue.len() > MANY_IN_TURN {
                foresee(self.queue[AHEAD].event, Ahead::Far);
            }
            self.queue_next = self.queue.front().map_or(SimTime::NEVER, |next| next.time);
            return Some(queued);
        }
        if other?.time >= end {
            return None;
        }
        if from_run { self.run.pop() } else { self.heap.pop() }
    }

    /// Carries an event before the horizon into the run, or puts it onto the heap.
    #[inline(never)]
    fn carry(&mut self, entry: Entry<E>) -> EventId {
        let mut place = self.run.len();
        if place > SHORT && self.run[place - 1 - SHORT].key() < entry.key() {
            self.heap.push(entry);
            return name(entry.order);
        }
        self.run.push(entry);
        while place > 0 && self.run[place - 1].key() < entry.key() {
            self.run[place] = self.run[place - 1];
            place -= 1;
        }
        self.run[place] = entry;
        self.keep_short();
        name(entry.order)
    }

    /// While all that is pending is the run, it must not get long.
    #[inline(always)]
    fn keep_short(&mut self) {
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
        // The earliest first: what has one moment and priority lies in a bucket in the order of its scheduling.
        for entry in self.run.drain(..later).rev() {
            self.wheel.push(entry.time, entry.order, entry.event);
        }
    }

    /// The run is used up: the next one comes from the buckets, if anything is left there.
    #[inline(never)]
    fn refill(&mut self, foresee: &mut impl FnMut(E, Ahead)) {
        if self.wheel.len() == 0 {
            self.horizon = SimTime::NEVER;
            return;
        }
        self.horizon = if self.wheel.len() <= SHORT / 2 {
            self.wheel.empty_into(&mut self.run);
            SimTime::NEVER
        } else {
            self.wheel.next_into(&mut self.run, foresee)
        };
    }

    /// Of a long run, those are told of who come up after a few others.
    #[inline(never)]
    fn look_ahead(&self, foresee: &mut impl FnMut(E, Ahead)) {
        let left = self.run.len();
        foresee(self.run[left - 2 * AHEAD].event, Ahead::Far);
        foresee(self.run[left - AHEAD].event, Ahead::Near);
    }
}

/// The name of an event with this order word.
#[inline(always)]
fn name(order: u64) -> EventId {
    // The lowest bit is set already.
    EventId(NonZeroU64::MIN | order)
}

#[cfg(test)]
mod tests;
