//! An event with its place in the order. What it means is not known here.

use std::cmp::Ordering;

use super::{Priority, SEQUENCE_BITS};
use crate::time::SimTime;

/// A pending event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<E> {
    pub(super) time: SimTime,
    /// Priority in the top byte, sequence below.
    pub(super) order: u64,
    pub(super) event: E,
}

impl<E> Entry<E> {
    /// Time and order as one number, so that one comparison settles both.
    #[inline]
    pub(super) fn key(&self) -> u128 {
        u128::from(self.time.ticks()) << 64 | u128::from(self.order)
    }

    /// Priority among events of one moment.
    #[inline]
    pub(super) fn priority(&self) -> Priority {
        (self.order >> SEQUENCE_BITS) as Priority
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The earlier one is the greater, as the standard library's heap wants it.
impl<E> Ord for Entry<E> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}
