//! Buckets for what is far ahead: a wheel of wheels, by the digits of the time.
//!
//! Within a bucket, events lie as they came; they are put in order when they are taken out. It does not know
//! why events come or when they are wanted.

use super::entry::Entry;
use super::order;
use super::store::{Pile, Store};
use crate::engine::Ahead;
use crate::time::SimTime;

/// Bits of a digit: 64 buckets to a level, so that one word says which of them hold something.
const DIGIT: u32 = 6;
const BUCKETS: usize = 1 << DIGIT;
/// Levels that hold any moment before [`SimTime::NEVER`].
const LEVELS: usize = 64_usize.div_ceil(DIGIT as usize);
/// A bucket of so many is sorted as it is; a larger one is spread over narrower ones first, unless all its
/// events fall at one moment.
pub(super) const SORTED: usize = order::MOST;
/// With so many events pending, what they are about may be far away in memory.
const MANY: usize = 1 << 13;
/// So many events may be told of at once: what they are about stays near until they come up.
const FORESEEN: usize = 1 << 9;

/// The level of the highest digit in which two times differ, given what differs; the lowest if nothing
/// does.
#[inline(always)]
const fn level_of(differing: u64) -> u32 {
    (differing | 1).ilog2() / DIGIT
}

/// `time` with all digits up to that of `level` zero.
fn above(time: u64, level: u32) -> u64 {
    let digits = (level + 1) * DIGIT;
    time.checked_shr(digits).map_or(0, |top| top << digits)
}

/// Events from the origin onwards. An event lies on the level of the highest digit in which its time
/// differs from the origin's, in the bucket of that digit; so everything on a level comes before
/// everything on the levels above it, and within a level the buckets are in order. When a bucket is taken,
/// the origin moves to its start, or as far as all its events share their digits; no event is put before
/// it afterwards. (Varghese, Lauck 1987, doi 10.1145/37499.37504, scheme 7; the levels are those of the
/// radix heap of Ahuja, Mehlhorn, Orlin, Tarjan 1990, doi 10.1145/77600.77615.)
#[derive(Debug, Clone)]
pub(super) struct Wheel<E> {
    origin: u64,
    len: usize,
    /// Per level, a bit for each bucket that holds something.
    occupied: [u64; LEVELS],
    buckets: [[Pile; BUCKETS]; LEVELS],
    store: Store<E>,
}

impl<E: Copy> Wheel<E> {
    pub(super) fn new() -> Self {
        Self {
            origin: 0,
            len: 0,
            occupied: [0; LEVELS],
            buckets: [[Pile::EMPTY; BUCKETS]; LEVELS],
            store: Store::new(),
        }
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
    #[inline(always)]
    pub(super) fn push(&mut self, time: SimTime, order: u64, event: E) {
        debug_assert!(time.ticks() >= self.origin, "an event at {time} is put behind");
        self.len += 1;
        self.place(Entry { time, order, event });
    }

    #[inline(always)]
    fn place(&mut self, entry: Entry<E>) {
        let time = entry.time.ticks();
        let level = level_of(time ^ self.origin);
        let bucket = (time >> (level * DIGIT)) as usize % BUCKETS;
        let level = level as usize;
        self.occupied[level] |= 1 << bucket;
        self.store.push(&mut self.buckets[level][bucket], entry);
    }

    /// Moves the earliest events into `run`, which must be empty: those of one bucket, or of one moment,
    /// latest first. Returns the end of that span: everything that is left comes at or after it.
    pub(super) fn next_into(
        &mut self,
        run: &mut Vec<Entry<E>>,
        foresee: &mut impl FnMut(E, Ahead),
    ) -> SimTime {
        loop {
            let Some(level) = self.occupied.iter().position(|buckets| *buckets != 0) else {
                return SimTime::NEVER;
            };
            let bucket = self.occupied[level].trailing_zeros();
            self.occupied[level] &= self.occupied[level] - 1;
            let pile = std::mem::replace(&mut self.buckets[level][bucket as usize], Pile::EMPTY);
            let width = level as u32 * DIGIT;
            let span = if pile.len() <= SORTED {
                self.origin = above(self.origin, level as u32) | u64::from(bucket) << width;
                1 << width
            } else {
                // A crowd is cut where its times first differ, however near each other they are.
                let (first, differing) = self.store.spread(pile);
                if differing > 0 {
                    self.origin = above(first, level_of(differing));
                    if self.len > MANY && pile.len() <= FORESEEN {
                        self.store.each(pile, |event| foresee(event, Ahead::Far));
                        self.store.each(pile, |event| foresee(event, Ahead::Near));
                    }
                    self.spread_out(pile);
                    continue;
                }
                self.origin = first;
                1
            };
            self.len -= pile.len();
            if pile.len() <= SORTED && span <= order::REACH {
                self.store.empty_in_order(pile, self.origin, run);
            } else {
                self.store.empty(pile, run);
                run.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.key()));
            }
            if self.len > MANY && run.len() <= SORTED {
                for ahead in [Ahead::Far, Ahead::Near] {
                    run.iter().rev().for_each(|entry| foresee(entry.event, ahead));
                }
            }
            debug_assert!(run.is_sorted_by(|one, next| one.key() > next.key()), "a bucket out of order");
            if self.store.is_sparse() {
                self.pack();
            }
            // The last bucket reaches beyond the end of time.
            return SimTime::from_ticks(self.origin + span).min(SimTime::NEVER);
        }
    }

    /// Puts the events of a pile where they belong now.
    #[inline(always)]
    fn spread_out(&mut self, crowd: Pile) {
        let mut crowd = self.store.oldest_first(crowd);
        while let Some((block, count)) = self.store.pop_oldest(&mut crowd) {
            for place in 0..count {
                self.place(self.store.entries(block)[place]);
            }
            self.store.free(block);
        }
    }

    /// Moves everything into `run`, latest first.
    pub(super) fn empty_into(&mut self, run: &mut Vec<Entry<E>>) {
        for (occupied, buckets) in self.occupied.iter_mut().zip(&mut self.buckets) {
            while *occupied != 0 {
                let bucket = &mut buckets[occupied.trailing_zeros() as usize];
                *occupied &= *occupied - 1;
                self.store.empty(std::mem::replace(bucket, Pile::EMPTY), run);
            }
        }
        self.len = 0;
        run.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.key()));
    }

    /// Gives back room: everything goes to a new store.
    #[cold]
    fn pack(&mut self) {
        let mut old = std::mem::replace(&mut self.store, Store::new());
        for bucket in self.buckets.iter_mut().flatten() {
            let mut from = old.oldest_first(std::mem::replace(bucket, Pile::EMPTY));
            while let Some((block, count)) = old.pop_oldest(&mut from) {
                for entry in &old.entries(block)[..count] {
                    self.store.push(bucket, *entry);
                }
            }
        }
    }
}
