//! The agenda: pending events in total order.

use crate::time::SimTime;

/// Rank among events of the same moment; the lower rank is handled first.
pub type Priority = u8;

/// Children of a heap node. Four keeps a node's children within two cache lines and halves the
/// depth of a binary heap (`LaMarca`, Ladner 1996, doi 10.1145/235141.235145).
const ARITY: usize = 4;

/// Bits of the order word that hold the sequence number; the priority sits above them.
const SEQUENCE_BITS: u32 = 56;

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

/// Pending events, popped by time, then priority, then the order in which they were scheduled.
///
/// An implicit 4-ary heap. Events are not cancelled here: a simulation that changes its mind lets
/// the event arrive and recognises it as stale, which costs nothing when nothing is cancelled.
#[derive(Debug, Clone)]
pub struct Agenda<E> {
    heap: Vec<Entry<E>>,
    scheduled: u64,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { heap: Vec::new(), scheduled: 0 }
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of pending events.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Puts `event` on the agenda. What is scheduled for [`SimTime::NEVER`] is dropped.
    #[inline]
    pub fn schedule(&mut self, time: SimTime, priority: Priority, event: E) {
        if time >= SimTime::NEVER {
            return;
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
    }

    /// The moment of the next event.
    #[inline]
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.first().map(|entry| entry.time)
    }

    /// Takes the next event off the agenda.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        let last = self.heap.pop()?;
        let Some(&top) = self.heap.first() else {
            return Some((last.time, last.event));
        };
        let len = self.heap.len();
        let mut hole = 0;
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
            if !self.heap[least].before(&last) {
                break;
            }
            self.heap[hole] = self.heap[least];
            hole = least;
        }
        self.heap[hole] = last;
        Some((top.time, top.event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn ties_are_settled_by_priority_then_by_order_of_scheduling() {
        let mut agenda = Agenda::new();
        let noon = SimTime::from_ticks(12);
        agenda.schedule(noon, 2, 'c');
        agenda.schedule(noon, 1, 'a');
        agenda.schedule(noon, 2, 'd');
        agenda.schedule(noon, 1, 'b');
        agenda.schedule(SimTime::from_ticks(11), 9, '0');
        let order: String = std::iter::from_fn(|| agenda.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, "0abcd");
    }

    #[test]
    fn never_is_not_kept() {
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::NEVER, 0, ());
        assert!(agenda.is_empty() && agenda.pop().is_none() && agenda.next_time().is_none());
    }

    proptest! {
        /// Any interleaving of scheduling and popping matches an ordered map.
        #[test]
        fn agrees_with_an_ordered_map(steps in prop::collection::vec(prop::option::weighted(0.6, (0_u64..50, 0_u8..4)), 1..400)) {
            let mut agenda = Agenda::new();
            let mut map = BTreeMap::new();
            for (sequence, step) in steps.into_iter().enumerate() {
                if let Some((time, priority)) = step {
                    agenda.schedule(SimTime::from_ticks(time), priority, sequence);
                    map.insert((time, priority, sequence), sequence);
                } else {
                    let expected = map.pop_first().map(|((time, _, _), event)| (SimTime::from_ticks(time), event));
                    prop_assert_eq!(agenda.pop(), expected);
                }
                prop_assert_eq!(agenda.len(), map.len());
            }
            while let Some(((time, _, _), event)) = map.pop_first() {
                prop_assert_eq!(agenda.pop(), Some((SimTime::from_ticks(time), event)));
            }
            prop_assert!(agenda.is_empty());
        }
    }
}
