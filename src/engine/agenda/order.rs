//! Puts a few events in order.
//!
//! Where they come from is not known here, only that those of one moment and priority lie in the order in
//! which they were scheduled.

use super::Priority;
use super::entry::Entry;

/// Bits of a key for the place at which an event lay.
const PLACE_BITS: u32 = 6;
const PRIORITY_BITS: u32 = Priority::BITS;
/// Events that are put in order by keys, at most.
pub(super) const MOST: usize = 1 << PLACE_BITS;
/// A key has room for times up to so many ticks after the first.
pub(super) const REACH: u64 = 1 << (64 - PLACE_BITS - PRIORITY_BITS);

/// Time after `origin`, priority and place in one number: whatever of one moment and priority lies earlier
/// was scheduled earlier.
#[inline(always)]
fn key<E>(entry: &Entry<E>, origin: u64, place: usize) -> u64 {
    let after = entry.time.ticks().wrapping_sub(origin);
    (after << PRIORITY_BITS | u64::from(entry.priority())) << PLACE_BITS | place as u64
}

/// Appends the first `count` of `lying` to `run`, latest first. Their times lie from `origin` on, less than
/// [`REACH`] after it.
#[inline(always)]
pub(super) fn latest_first<E: Copy>(
    lying: &[Entry<E>; MOST],
    count: usize,
    origin: u64,
    run: &mut Vec<Entry<E>>,
) {
    if count <= 8 {
        by_rank::<E, 8>(lying, count, origin, run);
    } else if count <= 16 {
        by_rank::<E, 16>(lying, count, origin, run);
    } else {
        by_key(lying, count, origin, run);
    }
}

/// Each event goes where the number of later ones says: no branch depends on how they lie.
#[inline(always)]
fn by_rank<E: Copy, const N: usize>(
    lying: &[Entry<E>; MOST],
    count: usize,
    origin: u64,
    run: &mut Vec<Entry<E>>,
) {
    let mut keys = [0; N];
    for (place, entry) in lying[..N].iter().enumerate() {
        // What lies beyond them comes after nothing.
        let counts = 0_u64.wrapping_sub(u64::from(place < count));
        keys[place] = key(entry, origin, place) & counts;
    }
    let first = run.len();
    run.extend_from_slice(&lying[..N]);
    run.truncate(first + count);
    let run = &mut run[first..];
    for place in 0..count {
        let later = keys.iter().filter(|other| **other > keys[place]).count();
        run[later] = lying[place];
    }
}

/// More of them are sorted.
#[inline(never)]
fn by_key<E: Copy>(lying: &[Entry<E>; MOST], count: usize, origin: u64, run: &mut Vec<Entry<E>>) {
    let mut keys = [0; MOST];
    for (place, entry) in lying[..count].iter().enumerate() {
        keys[place] = key(entry, origin, place);
    }
    let keys = &mut keys[..count];
    keys.sort_unstable();
    run.extend(keys.iter().rev().map(|key| lying[*key as usize % MOST]));
}
