//! The agenda: pending events in total order.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use crate::time::SimTime;

/// Rank among events of the same moment; the lower rank is handled first.
pub type Priority = u8;

/// Children of a heap node. Four keeps a node's children within two cache lines and halves the
/// depth of a binary heap (`LaMarca`, Ladner 1996, doi 10.1145/235141.235145).
const ARITY: usize = 4;

/// Bits of the order word that hold the sequence number; the priority sits above them.
const SEQUENCE_BITS: u32 = 56;

/// Names one scheduled event of one [`Agenda`], for [`Agenda::cancel`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId(u64);

impl EventId {
    /// What was scheduled for [`SimTime::NEVER`]: no sequence gets as far as this order word.
    const NEVER: Self = Self(u64::MAX);
}

#[derive(Debug, Clone, Copy)]
struct Entry<E> {
    time: SimTime,
    /// Priority in the top byte, sequence below: one comparison settles both.
    order: u64,
    event: E,
}

impl<E> Entry<E> {
    #[inline]
    fn before(&self, other: &Self) -> bool {
        (self.time, self.order) < (other.time, other.order)
    }
}

/// Hashes an order word by one multiplication (Knuth, *The Art of Computer Programming* 3, section
/// 6.4), its high half folded down, since a table reads both ends of a hash. The words are counted,
/// not chosen by anyone, so no defence against collisions is needed.
#[derive(Debug, Clone, Copy, Default)]
struct OrderHasher(u64);

impl Hasher for OrderHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        let product = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ product >> 32;
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Pending events, popped by time, then priority, then the order in which they were scheduled.
///
/// An implicit 4-ary heap. Cancelling is lazy: a cancelled event stays where it is, its order word
/// goes into a set, and it is dropped when it comes to the top, or together with all the others when
/// they are more than half of the heap. So the heap holds at most twice the pending events, and an
/// agenda on which nothing is cancelled pays one test of an empty set at each pop.
#[derive(Debug, Clone)]
pub struct Agenda<E> {
    /// The top is never cancelled, so that what comes next can be told without looking further.
    heap: Vec<Entry<E>>,
    /// Order words of cancelled events that are still in the heap: at most half of it.
    cancelled: HashSet<u64, BuildHasherDefault<OrderHasher>>,
    scheduled: u64,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { heap: Vec::new(), cancelled: HashSet::default(), scheduled: 0 }
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of pending events; what was cancelled is not pending.
    pub fn len(&self) -> usize {
        self.heap.len() - self.cancelled.len()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Puts `event` on the agenda and returns its name, in case it is to be cancelled. What is
    /// scheduled for [`SimTime::NEVER`] is dropped; its name may be cancelled, to no effect.
    #[inline]
    pub fn schedule(&mut self, time: SimTime, priority: Priority, event: E) -> EventId {
        if time >= SimTime::NEVER {
            return EventId::NEVER;
        }
        let order = u64::from(priority) << SEQUENCE_BITS | self.scheduled;
        self.scheduled += 1;
        let entry = Entry { time, order, event };
        let mut hole = self.heap.len();
        self.heap.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / ARITY;
            if !entry.before(&self.heap[parent]) {
                break;
            }
            self.heap[hole] = self.heap[parent];
            hole = parent;
        }
        self.heap[hole] = entry;
        EventId(order)
    }

    /// Takes a pending event off the agenda: it will never be popped. O(1) amortised, but for the
    /// step down the heap that a cancelled event costs when it comes to the top.
    ///
    /// # Panics
    /// In debug builds, when `id` is not pending on this agenda, which is a broken invariant of the
    /// caller: at once if it was never scheduled here or is cancelled already, and when cancelled
    /// events are next cleared out if it was popped. In release builds it makes [`Self::len`] too
    /// small until then, and does nothing else.
    #[inline]
    pub fn cancel(&mut self, id: EventId) {
        if id == EventId::NEVER {
            return;
        }
        let sequence = id.0 & ((1 << SEQUENCE_BITS) - 1);
        debug_assert!(sequence < self.scheduled, "{id:?} was not scheduled on this agenda");
        let fresh = self.cancelled.insert(id.0);
        debug_assert!(fresh, "{id:?} is cancelled twice");
        self.settle();
    }

    /// The moment of the next event.
    #[inline]
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.first().map(|entry| entry.time)
    }

    /// Takes the next event off the agenda.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        let top = self.remove_top()?;
        if !self.cancelled.is_empty() {
            self.settle();
        }
        Some((top.time, top.event))
    }

    #[inline]
    fn remove_top(&mut self) -> Option<Entry<E>> {
        let last = self.heap.pop()?;
        let Some(&top) = self.heap.first() else {
            return Some(last);
        };
        self.sink(0, last);
        Some(top)
    }

    /// Puts `entry` into the subtree below the hole at `hole`.
    #[inline]
    fn sink(&mut self, mut hole: usize, entry: Entry<E>) {
        let len = self.heap.len();
        loop {
            let first = hole * ARITY + 1;
            if first >= len {
                break;
            }
            let mut least = first;
            for child in first + 1..(first + ARITY).min(len) {
                if self.heap[child].before(&self.heap[least]) {
                    least = child;
                }
            }
            if !self.heap[least].before(&entry) {
                break;
            }
            self.heap[hole] = self.heap[least];
            hole = least;
        }
        self.heap[hole] = entry;
    }

    /// Restores what holds between calls: at most half of the heap is cancelled, its top is not.
    #[inline(never)]
    fn settle(&mut self) {
        if 2 * self.cancelled.len() > self.heap.len() {
            self.purge();
        }
        while self.heap.first().is_some_and(|top| self.cancelled.remove(&top.order)) {
            self.remove_top();
        }
    }

    /// Drops every cancelled event and builds the heap anew, in O(n) (Floyd 1964,
    /// doi 10.1145/355588.365103). More than half of them go, so their cancelling has paid for it.
    fn purge(&mut self) {
        // One by one, not `clear`, which sweeps whatever room the set once grew to.
        self.heap.retain(|entry| !self.cancelled.remove(&entry.order));
        debug_assert!(self.cancelled.is_empty(), "events cancelled after their pop: {:?}", self.cancelled);
        self.cancelled.clear();
        for hole in (0..self.heap.len().div_ceil(ARITY)).rev() {
            let entry = self.heap[hole];
            self.sink(hole, entry);
        }
    }
}

#[cfg(test)]
mod tests;
