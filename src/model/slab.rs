//! Reusable slots in pieces of equal size: memory follows the greatest number in use, and growing moves
//! nothing.

use super::event::Slot;
use crate::math::{fetch, fetch_start};

/// Slots in a piece, a power of two.
const PIECE: usize = 128;

/// With more slots than this, most are far away in memory when they are asked for.
const MANY: Slot = 1 << 13;
/// A freed slot is brought near so many uses before its own.
const AHEAD: usize = 6;

type Piece<T> = Box<[Option<T>; PIECE]>;

/// Slots by number, each empty or not.
#[derive(Debug)]
pub(super) struct Slots<T> {
    pieces: Vec<Piece<T>>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T> Slots<T> {
    #[inline(always)]
    pub(super) fn at(&self, slot: Slot) -> Option<&T> {
        self.pieces.get(slot as usize / PIECE).and_then(|piece| piece[slot as usize % PIECE].as_ref())
    }

    #[inline(always)]
    pub(super) fn at_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.pieces.get_mut(slot as usize / PIECE).and_then(|piece| piece[slot as usize % PIECE].as_mut())
    }

    /// Has a slot brought near.
    #[inline(always)]
    pub(super) fn fetch(&self, slot: Slot) {
        if let Some(piece) = self.pieces.get(slot as usize / PIECE) {
            fetch(&piece[slot as usize % PIECE]);
        }
    }

    /// Has the start of a slot brought near.
    #[inline(always)]
    pub(super) fn fetch_start(&self, slot: Slot) {
        if let Some(piece) = self.pieces.get(slot as usize / PIECE) {
            fetch_start(&piece[slot as usize % PIECE]);
        }
    }

    /// A slot that exists, whatever it holds.
    #[inline(always)]
    pub(super) fn place(&mut self, slot: Slot) -> &mut Option<T> {
        &mut self.pieces[slot as usize / PIECE][slot as usize % PIECE]
    }

    /// Makes a slot and all before it.
    #[inline(always)]
    pub(super) fn reach(&mut self, slot: Slot) {
        while self.pieces.len() <= slot as usize / PIECE {
            self.add();
        }
    }

    #[cold]
    fn add(&mut self) {
        let empty: Box<[Option<T>]> = std::iter::repeat_with(|| None).take(PIECE).collect();
        if let Ok(piece) = Piece::try_from(empty) {
            self.pieces.push(piece);
        }
    }
}

/// Slots, of which freed ones are used again.
#[derive(Debug)]
pub(super) struct Slab<T> {
    slots: Slots<T>,
    used: Slot,
    free: Vec<Slot>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Slots::default(), used: 0, free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Puts into a slot what `make` gives.
    #[inline(always)]
    pub(super) fn insert(&mut self, make: impl FnOnce() -> T) -> Slot {
        // One place where it goes, and made when that is known, so that it is made there and not moved there.
        let slot = self.free.pop().unwrap_or_else(|| self.grow());
        if let (true, Some(next)) = (self.is_wide(), self.coming()) {
            self.fetch(next);
        }
        *self.slots.place(slot) = Some(make());
        slot
    }

    /// The freed slot that is used after some others.
    #[inline(always)]
    pub(super) fn coming(&self) -> Option<Slot> {
        self.free.len().checked_sub(AHEAD).map(|place| self.free[place])
    }

    #[inline(never)]
    fn grow(&mut self) -> Slot {
        let slot = self.used;
        self.slots.reach(slot);
        self.used += 1;
        slot
    }

    /// Has a slot brought near.
    #[inline(always)]
    pub(super) fn fetch(&self, slot: Slot) {
        self.slots.fetch(slot);
    }

    /// Has the start of a slot brought near.
    #[inline(always)]
    pub(super) fn fetch_start(&self, slot: Slot) {
        self.slots.fetch_start(slot);
    }

    #[inline(always)]
    pub(super) fn get(&self, slot: Slot) -> Option<&T> {
        self.slots.at(slot)
    }

    #[inline(always)]
    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.slots.at_mut(slot)
    }

    #[inline(always)]
    pub(super) fn free(&mut self, slot: Slot) {
        *self.slots.place(slot) = None;
        self.free.push(slot);
    }

    /// Whether so many slots are, or were, in use that most are far away in memory.
    #[inline(always)]
    pub(super) fn is_wide(&self) -> bool {
        self.used > MANY
    }

    /// The slots in use, ordered by `rank`.
    pub(super) fn in_use<R: Ord>(&self, rank: impl Fn(&T) -> R) -> Vec<Slot> {
        let ranked = |slot: Slot| self.get(slot).map(|item| (rank(item), slot));
        let mut used: Vec<(R, Slot)> = (0..self.used).filter_map(ranked).collect();
        used.sort_unstable();
        used.into_iter().map(|(_, slot)| slot).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freed_slots_are_used_again() {
        let mut slab = Slab::default();
        let slots: Vec<Slot> = (0..3 * PIECE as u64).map(|item| slab.insert(|| item)).collect();
        for (slot, item) in slots.iter().zip(0..) {
            assert_eq!(slab.get(*slot), Some(&item));
        }
        slab.free(slots[7]);
        assert_eq!(slab.get(slots[7]), None);
        assert_eq!(slab.get_mut(Slot::MAX), None);
        assert_eq!(slab.insert(|| 99), slots[7]);
        slab.free(slots[0]);
        let used = slab.in_use(|item| *item);
        assert_eq!((used.len(), used.first(), used.last()), (3 * PIECE - 1, Some(&1), slots.last()));
    }
}
