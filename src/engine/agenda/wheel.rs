//! Buckets for what is far ahead: a wheel of wheels, by the digits of the time.
//!
//! It keeps no order within a bucket, and does not know why events come or when they are wanted.

use super::entry::Entry;
use super::store::{Pile, Store};
use crate::time::SimTime;

/// Bits of a digit: 64 buckets to a level, so that one word says which of them hold something.
const DIGIT: u32 = 6;
const BUCKETS: usize = 1 << DIGIT;
/// Levels that hold any moment before [`SimTime::NEVER`].
const LEVELS: usize = 64_usize.div_ceil(DIGIT as usize);
/// A bucket of so many is sorted as it is; a larger one is spread over narrower ones first.
const SORTED: usize = 64;

/// Events from the origin onwards. An event lies on the level of the highest digit in which its time
/// differs from the origin's, in the bucket of that digit; so everything on a level comes before
/// everything on the levels above it, and within a level the buckets are in order. The origin moves to
/// the start of a bucket when that is taken, and no event is put before it afterwards. (Varghese, Lauck
/// 1987, doi 10.1145/37499.37504, scheme 7; the levels are those of the radix heap of Ahuja, Mehlhorn,
/// Orlin, Tarjan 1990, doi 10.1145/77600.77615.)
#[derive(Debug, Clone)]
pub(super) struct Wheel<E> {
    origin: u64,
    len: usize,
    /// Per level, a bit for each bucket that holds something.
    occupied: [u64; LEVELS],
    /// All buckets, level by level; made when the first is needed.
    buckets: Vec<Pile>,
    store: Store<E>,
}

impl<E: Copy> Wheel<E> {
    pub(super) fn new() -> Self {
        Self { origin: 0, len: 0, occupied: [0; LEVELS], buckets: Vec::new(), store: Store::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Events that its buckets have room for.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.store.room()
    }

    /// Moves the origin of an empty wheel.
    pub(super) fn restart(&mut self, origin: SimTime) {
        assert!(self.len == 0, "{origin}: a wheel with {} events is started anew", self.len);
        self.origin = origin.ticks();
    }

    /// Puts in an event that is not before the origin.
    #[inline]
    pub(super) fn push(&mut self, entry: Entry<E>) {
        debug_assert!(entry.time.ticks() >= self.origin, "an event at {} is put behind", entry.time);
        self.len += 1;
        self.place(entry);
    }

    #[inline]
    fn place(&mut self, entry: Entry<E>) {
        let time = entry.time.ticks();
        let highest = (time ^ self.origin | 1).ilog2();
        let level = highest / DIGIT;
        let bucket = time >> (level * DIGIT) & (BUCKETS as u64 - 1);
        let level = level as usize;
        self.occupied[level] |= 1 << bucket;
        if self.buckets.is_empty() {
            self.buckets.resize(LEVELS * BUCKETS, Pile::EMPTY);
        }
        self.store.push(&mut self.buckets[level * BUCKETS + bucket as usize], entry);
    }

    /// Moves the events of the earliest bucket into `run`, which must be empty, in no order, and returns
    /// the end of that bucket: everything that is left comes at or after it.
    pub(super) fn next_into(&mut self, run: &mut Vec<Entry<E>>) -> SimTime {
        loop {
            let Some(level) = self.occupied.iter().position(|buckets| *buckets != 0) else {
                return SimTime::NEVER;
            };
            let bucket = self.occupied[level].trailing_zeros();
            self.occupied[level] &= self.occupied[level] - 1;
            let low = level as u32 * DIGIT;
            // The digits above the level are the origin's, those below it are zero.
            let above = self.origin.checked_shr(low + DIGIT).and_then(|top| top.checked_shl(low + DIGIT));
            self.origin = above.unwrap_or(0) | u64::from(bucket) << low;
            let at = level * BUCKETS + bucket as usize;
            if self.buckets[at].len() <= SORTED || level == 0 {
                self.len -= self.buckets[at].len();
                self.empty(at, run);
                if self.store.is_sparse() {
                    self.pack();
                }
                return SimTime::from_ticks(self.origin + (1 << low));
            }
            let mut wide = std::mem::replace(&mut self.buckets[at], Pile::EMPTY);
            while let Some((block, count)) = self.store.pop(&mut wide) {
                for place in 0..count {
                    self.place(self.store.entries(block)[place]);
                }
                self.store.free(block);
            }
        }
    }

    /// Moves everything into `run`, in no order.
    pub(super) fn empty_into(&mut self, run: &mut Vec<Entry<E>>) {
        for level in 0..LEVELS {
            while self.occupied[level] != 0 {
                let at = level * BUCKETS + self.occupied[level].trailing_zeros() as usize;
                self.occupied[level] &= self.occupied[level] - 1;
                self.empty(at, run);
            }
        }
        self.len = 0;
    }

    /// Moves the events of a bucket into `run`.
    #[inline]
    fn empty(&mut self, bucket: usize, run: &mut Vec<Entry<E>>) {
        let pile = &mut self.buckets[bucket];
        while let Some((block, count)) = self.store.pop(pile) {
            run.extend_from_slice(&self.store.entries(block)[..count]);
            self.store.free(block);
        }
    }

    /// Gives back room: everything goes to a new store.
    #[cold]
    fn pack(&mut self) {
        let mut old = std::mem::replace(&mut self.store, Store::new());
        for bucket in &mut self.buckets {
            let mut from = std::mem::replace(bucket, Pile::EMPTY);
            while let Some((block, count)) = old.pop(&mut from) {
                for entry in &old.entries(block)[..count] {
                    self.store.push(bucket, *entry);
                }
            }
        }
    }
}
