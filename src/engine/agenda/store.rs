//! Piles of events in blocks of equal size from a common pool: a pile grows without moving anything, and
//! the blocks of an emptied one serve the next.
//!
//! A pile knows which of its events came first. What it stands for, the caller knows.

use super::entry::Entry;
use super::order;

/// Events in a block: enough that reading a long pile is mostly reading on, which memory is made for. A
/// block that is hardly used takes room, but none in a cache.
const ROOM: usize = order::MOST;
/// Blocks that are allocated at once.
const PIECE: usize = 16;
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

/// A pile from its other end: only the last block is not full.
#[derive(Debug)]
pub(super) struct Turned {
    oldest: u32,
    len: u32,
}

#[derive(Debug, Clone)]
// From the start of a line of the cache, so that as few lines as can be are read and written.
#[repr(align(64))]
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
    fn at(&self, block: u32) -> &Block<E> {
        &self.pieces[block as usize / PIECE][block as usize % PIECE]
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

    /// Moves a pile into `run`, the newest first.
    #[inline(always)]
    pub(super) fn empty(&mut self, pile: Pile, run: &mut Vec<Entry<E>>) {
        let (mut block, mut count) = (pile.newest, pile.in_newest());
        let mut left = pile.len();
        while left > 0 {
            run.extend(self.entries(block)[..count].iter().rev());
            let next = self.block(block).next;
            self.free(block);
            left -= count;
            (block, count) = (next, ROOM);
        }
    }

    /// Moves a pile of one block into `run`, latest first. It is not empty, and its times lie from `origin` on,
    /// less than [`order::REACH`] after it.
    #[inline(always)]
    pub(super) fn empty_in_order(&mut self, pile: Pile, origin: u64, run: &mut Vec<Entry<E>>) {
        order::latest_first(self.entries(pile.newest), pile.len(), origin, run);
        self.free(pile.newest);
    }

    /// A time of a pile that is not empty, and in which bits any of its times differ from it.
    pub(super) fn spread(&self, pile: Pile) -> (u64, u64) {
        let first = self.entries(pile.newest)[0].time.ticks();
        let (mut block, mut count, mut left, mut differing) = (pile.newest, pile.in_newest(), pile.len(), 0);
        while left > 0 {
            for entry in &self.entries(block)[..count] {
                differing |= entry.time.ticks() ^ first;
            }
            left -= count;
            (block, count) = (self.next(block), ROOM);
        }
        (first, differing)
    }

    /// Tells of the events of a pile.
    pub(super) fn each(&self, pile: Pile, mut tell: impl FnMut(E)) {
        let (mut block, mut count, mut left) = (pile.newest, pile.in_newest(), pile.len());
        while left > 0 {
            self.entries(block)[..count].iter().for_each(|entry| tell(entry.event));
            left -= count;
            (block, count) = (self.next(block), ROOM);
        }
    }

    /// A pile turned round.
    pub(super) fn oldest_first(&mut self, pile: Pile) -> Turned {
        let (mut block, mut oldest) = (pile.newest, NONE);
        for _ in 0..pile.len().div_ceil(ROOM) {
            let next = std::mem::replace(&mut self.block(block).next, oldest);
            (oldest, block) = (block, next);
        }
        Turned { oldest, len: pile.len }
    }

    /// Takes the oldest block off a pile: its number, and how many events it holds. `None` if the pile is
    /// empty. The block is to be given back by [`Self::free`] once it has been read.
    #[inline(always)]
    pub(super) fn pop_oldest(&mut self, pile: &mut Turned) -> Option<(u32, usize)> {
        if pile.len == 0 {
            return None;
        }
        let (block, count) = (pile.oldest, pile.len.min(ROOM as u32));
        *pile = Turned { oldest: self.next(block), len: pile.len - count };
        Some((block, count as usize))
    }

    #[inline(always)]
    fn next(&self, block: u32) -> u32 {
        self.at(block).next
    }

    /// The events of a block.
    #[inline(always)]
    pub(super) fn entries(&self, block: u32) -> &[Entry<E>; ROOM] {
        &self.at(block).entries
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
