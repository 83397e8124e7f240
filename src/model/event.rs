//! The events of a journey and their rank when they fall on the same moment.

use crate::engine::Priority;
use crate::observe::DeskName;

/// A slot of the case table.
pub(super) type Slot = u32;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// The next account is restricted.
    Restrict,
    /// An applicant sets out to file an application.
    SetOut(Slot),
    /// An application reaches the lender by the app.
    File(Slot),
    /// The automatic screen is done.
    Screened(Slot),
    /// A desk has finished a case.
    ServiceEnds(Slot, DeskName, u16),
    /// A desk opens while somebody waits.
    DeskOpens(DeskName),
    /// A decision is made.
    Decide(Slot),
    /// Patience may have run out, for the application with this attempt number.
    Patience(Slot, u8),
    /// The notice arrives.
    Notify(Slot),
    /// A refused applicant finds out and goes on.
    React(Slot),
}

impl Event {
    /// Rank among events of one moment. Whatever frees a server comes first, then openings, then
    /// what ends an application, then what an applicant does, and new arrivals last: so a server
    /// freed at a moment can serve whoever arrives at it, and a decision made at the moment at
    /// which patience ends still counts.
    pub(super) const fn priority(self) -> Priority {
        match self {
            Self::ServiceEnds(..) => 0,
            Self::DeskOpens(_) => 1,
            Self::Decide(_) => 2,
            Self::Patience(..) => 3,
            Self::Notify(_) => 4,
            Self::React(_) => 5,
            Self::Screened(_) => 6,
            Self::File(_) => 7,
            Self::SetOut(_) => 8,
            Self::Restrict => 9,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_fits_in_one_word() {
        assert_eq!(size_of::<Event>(), 8);
    }

    #[test]
    fn a_departure_frees_the_server_before_an_arrival_looks_for_one() {
        let departs = Event::ServiceEnds(0, DeskName::Review, 0).priority();
        for arrives in [Event::Screened(0), Event::File(0), Event::SetOut(0), Event::Restrict] {
            assert!(departs < arrives.priority());
        }
        assert!(Event::Decide(0).priority() < Event::Patience(0, 1).priority());
    }
}
