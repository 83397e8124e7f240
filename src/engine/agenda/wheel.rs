//! Buckets for what is far ahead: a wheel of wheels, by the digits of the time.
//!
//! It keeps no order within a bucket, and does not know why events come or when they are wanted.

use super::entry::Entry;
use crate::time::SimTime;

/// Bits of a digit: 64 buckets to a level, so that one word says which of them hold something.
const DIGIT: u32 = 6;
const BUCKETS: usize = 1 << DIGIT;
/// Levels that hold any moment before [`SimTime::NEVER`].
const LEVELS: usize = 64_usize.div_ceil(DIGIT as usize);
/// A bucket of so many is sorted as it is; a larger one is spread over narrower ones first.
const SORTED: usize = 64;
/// An emptied bucket that has room for more than this gives it back.
const KEPT: usize = 256;

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
    buckets: Vec<Vec<Entry<E>>>,
}

impl<E: Copy> Wheel<E> {
    pub(super) fn new() -> Self {
        Self { origin: 0, len: 0, occupied: [0; LEVELS], buckets: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Events that its buckets have room for.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.buckets.iter().map(Vec::capacity).sum()
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
            self.buckets.resize_with(LEVELS * BUCKETS, Vec::new);
        }
        self.buckets[level * BUCKETS + bucket as usize].push(entry);
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
                run.append(&mut self.buckets[at]);
                self.tidy(at);
                return SimTime::from_ticks(self.origin + (1 << low));
            }
            let mut wide = std::mem::take(&mut self.buckets[at]);
            for entry in wide.drain(..) {
                self.place(entry);
            }
            self.buckets[at] = wide;
            self.tidy(at);
        }
    }

    /// Moves everything into `run`, in no order.
    pub(super) fn empty_into(&mut self, run: &mut Vec<Entry<E>>) {
        for level in 0..LEVELS {
            while self.occupied[level] != 0 {
                let at = level * BUCKETS + self.occupied[level].trailing_zeros() as usize;
                self.occupied[level] &= self.occupied[level] - 1;
                run.append(&mut self.buckets[at]);
                self.tidy(at);
            }
        }
        self.len = 0;
    }

    /// Gives back the room of an emptied bucket if that is much.
    #[inline]
    fn tidy(&mut self, bucket: usize) {
        if self.buckets[bucket].capacity() > KEPT {
            self.buckets[bucket] = Vec::new();
        }
    }
}
