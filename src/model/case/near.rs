//! Cases that are asked for soon are brought near: they lie in memory in no order of events, so where many are in
//! the system each is far away when its turn comes. Nothing else happens here.

use super::Cases;
use crate::engine::{Ahead, Floor};
use crate::model::event::{Event, Slot};

/// Cases in line are brought near when they have so many before them.
const AHEAD_IN_LINE: usize = 8;

impl<const PLAIN: bool> Cases<PLAIN> {
    /// Whether there are, or were, so many in the process that they do not stay near.
    #[inline(always)]
    pub(in crate::model) fn are_many(&self) -> bool {
        self.tokens.is_wide()
    }

    /// What an event will ask for.
    #[inline(always)]
    pub(in crate::model) fn foresee(&self, event: Event, ahead: Ahead) {
        match (event, ahead) {
            (Event::HandIn(slot) | Event::DropsOff(slot) | Event::RestoredUnasked(slot), Ahead::Far) => {
                self.aside.people.fetch(slot);
            }
            (
                Event::ServiceEnds(slot) | Event::HandOver(slot) | Event::Notify(slot) | Event::React(slot),
                Ahead::Far,
            ) => self.fetch(slot),
            (Event::DelayEnds(slot), Ahead::Far) => {
                self.tokens.fetch_start(slot);
                self.fetch_filed(slot);
            }
            // Most looks at patience are called off, and the start of the token says so.
            (Event::Impatient(slot), Ahead::Far) => self.tokens.fetch_start(slot),
            // Whose it is stands in the token, which is near by now.
            (Event::Notify(slot) | Event::React(slot), Ahead::Near) if !PLAIN => {
                if let Some(token) = self.tokens.get(slot) {
                    self.aside.people.fetch(token.person);
                }
            }
            _ => {}
        }
    }

    /// What will be filed soon.
    #[inline(always)]
    pub(super) fn foresee_filing(&self) {
        if let (true, Some(slot)) = (self.are_many(), self.tokens.coming()) {
            self.fetch_filed(slot);
        }
    }

    /// Those who come up soon in line.
    #[inline(never)]
    pub(in crate::model) fn foresee_line(&self, floor: &Floor, station: u16) {
        floor.coming(station, AHEAD_IN_LINE).for_each(|slot| self.fetch(slot));
    }

    #[inline(always)]
    fn fetch(&self, slot: Slot) {
        self.tokens.fetch(slot);
        self.fetch_filed(slot);
    }

    #[inline(always)]
    fn fetch_filed(&self, slot: Slot) {
        if !PLAIN {
            self.applications.fetch(slot);
        }
    }
}
