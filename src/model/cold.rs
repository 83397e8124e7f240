//! What is kept of cases and seldom asked for, apart from what most events ask for.

use super::case::Person;
use super::event::Slot;
use super::slab::Slab;

/// What is counted along the way, token by token: as many counts for each as the process asks for.
#[derive(Debug, Default)]
pub(super) struct Counts {
    values: Vec<u16>,
    each: usize,
}

impl Counts {
    /// All counts of a slot start again.
    #[inline]
    pub(super) fn restart(&mut self, slot: Slot) {
        if self.each > 0 {
            let from = slot as usize * self.each;
            if self.values.len() < from + self.each {
                self.values.resize(from + self.each, 0);
            }
            self.values[from..from + self.each].fill(0);
        }
    }

    /// What a counter of a slot stands at.
    #[inline]
    pub(super) fn at(&self, slot: Slot, counter: u8) -> u16 {
        self.values[slot as usize * self.each + usize::from(counter)]
    }

    /// The same, to change it.
    #[inline]
    pub(super) fn at_mut(&mut self, slot: Slot, counter: u8) -> &mut u16 {
        &mut self.values[slot as usize * self.each + usize::from(counter)]
    }
}

/// Attributes that the scenario defines, person by person: as many for each as there are.
#[derive(Debug, Default)]
pub(super) struct OwnValues {
    values: Vec<f32>,
    each: usize,
}

impl OwnValues {
    /// Those of the person in a slot.
    pub(super) fn put(&mut self, slot: Slot, own: &[f32]) {
        let from = slot as usize * self.each;
        if self.values.len() < from + self.each {
            self.values.resize(from + self.each, 0.0);
        }
        self.values[from..from + self.each].copy_from_slice(own);
    }

    /// Those of the person in a slot; nothing if there are none, or nobody.
    #[inline]
    pub(super) fn of(&self, slot: Slot) -> &[f32] {
        if self.each == 0 {
            return &[];
        }
        let from = slot as usize * self.each;
        self.values.get(from..from + self.each).unwrap_or_default()
    }
}

/// Counts and people: what is seldom asked for.
#[derive(Debug, Default)]
pub(super) struct Aside {
    pub(super) counts: Counts,
    pub(super) people: Slab<Person>,
    pub(super) own: OwnValues,
}

impl Aside {
    /// Nothing, with room for so many counts and attributes of the scenario's own for each.
    pub(super) fn new(counters: usize, own: usize) -> Self {
        let counts = Counts { values: Vec::new(), each: counters };
        Self { counts, own: OwnValues { values: Vec::new(), each: own }, ..Self::default() }
    }
}
