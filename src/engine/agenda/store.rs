//! Piles of events in blocks of equal size from a common pool: a pile grows without moving anything, and
//! the blocks of an emptied one serve the next.
//!
//! A pile keeps no order. What it stands for, the caller knows.

use super::entry::Entry;

/// Events in a block: six lines of a cache.
const ROOM: usize = 16;
/// Blocks that are allocated at once.
const PIECE: usize = 64;
/// No block.
const NONE: u32 = u32::MAX;

/// Some events: the newest block, and how many there are in all. Only the newest block has room left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pile {
    newest: u32,
    len: u32,
}

impl Pile {
    pub(super) const EMPTY: Self = Self { newest: NONE, len: 0 };

    pub(super) fn len(self) -> usize {
        self.len as usize
    }

    /// Events in the newest block.
    fn in_newest(self) -> usize {
        if self.len == 0 { 0 } else { (self.len as usize - 1) % ROOM + 1 }
    }
}

#[derive(Debug, Clone)]
struct Block<E> {
    entries: [Entry<E>; ROOM],
    /// The next older block of the pile, or the next free one.
    next: u32,
}

/// The blocks of all piles.
#[derive(Debug, Clone)]
pub(super) struct Store<E> {
    pieces: Vec<Box<[Block<E>; PIECE]>>,
    free: u32,
    used: usize,
}

impl<E: Copy> Store<E> {
    pub(super) const fn new() -> Self {
        Self { pieces: Vec::new(), free: NONE, used: 0 }
    }

    /// Events that there is room for.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.pieces.len() * PIECE * ROOM
    }

    /// Whether most of much room is unused.
    pub(super) fn is_sparse(&self) -> bool {
        self.pieces.len() > 16 && self.used * 16 < self.pieces.len() * PIECE
    }

    #[inline(always)]
    fn block(&mut self, at: u32) -> &mut Block<E> {
        &mut self.pieces[at as usize / PIECE][at as usize % PIECE]
    }

    /// Puts an event on a pile.
    #[inline(always)]
    pub(super) fn push(&mut self, pile: &mut Pile, entry: Entry<E>) {
        let place = pile.len as usize % ROOM;
        if place == 0 {
            pile.newest = self.take(pile.newest, entry);
        }
        self.block(pile.newest).entries[place] = entry;
        pile.len += 1;
    }

    /// A free block in front of `next`.
    #[inline(never)]
    fn take(&mut self, next: u32, filler: Entry<E>) -> u32 {
        if self.free == NONE {
            self.grow(filler);
        }
        let taken = self.free;
        let block = self.block(taken);
        let free = std::mem::replace(&mut block.next, next);
        self.free = free;
        self.used += 1;
        taken
    }

    #[cold]
    fn grow(&mut self, filler: Entry<E>) {
        let first = (self.pieces.len() * PIECE) as u32;
        let next = |place: u32| if place + 1 < PIECE as u32 { first + place + 1 } else { NONE };
        let block = |place| Block { entries: [filler; ROOM], next: next(place) };
        let blocks: Box<[Block<E>]> = (0..PIECE as u32).map(block).collect();
        if let Ok(piece) = blocks.try_into() {
            self.pieces.push(piece);
            self.free = first;
        }
    }

    /// Takes the newest block off a pile: its number, and how many events it holds. `None` if the pile is
    /// empty. The block is to be given back by [`Self::free`] once it has been read.
    #[inline(always)]
    pub(super) fn pop(&mut self, pile: &mut Pile) -> Option<(u32, usize)> {
        let count = pile.in_newest();
        if count == 0 {
            return None;
        }
        let taken = pile.newest;
        *pile = Pile { newest: self.block(taken).next, len: pile.len - count as u32 };
        Some((taken, count))
    }

    /// The events of a block.
    #[inline(always)]
    pub(super) fn entries(&self, block: u32) -> &[Entry<E>; ROOM] {
        &self.pieces[block as usize / PIECE][block as usize % PIECE].entries
    }

    /// A block that has been read may be used again.
    #[inline(always)]
    pub(super) fn free(&mut self, block: u32) {
        let free = self.free;
        self.block(block).next = free;
        self.free = block;
        self.used -= 1;
    }
}
