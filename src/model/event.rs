//! The events of a journey and their rank when they fall on the same moment.

use crate::engine::Priority;

/// A slot of a table of cases: of a token, or where said so of a person.
pub(super) type Slot = u32;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A person hands an application in, at once or on coming back to the app path.
    HandIn(Slot),
    /// A person breaks off on the app path, for good.
    DropsOff(Slot),
    /// The system restores the account of a person who has repaid, without an application.
    RestoredUnasked(Slot),
    /// Claims of cases in line are judged again: a condition on time or age may have changed.
    Judge,
    /// A delay is over.
    DelayEnds(Slot),
    /// A service is done.
    ServiceEnds(Slot),
    /// A shift ends and the case in hand is handed over.
    HandOver(Slot),
    /// A team looks at its lines: someone comes on duty.
    Wake(u16),
    /// The same for the shadows who wait for the team.
    ShadowWake(u16),
    /// One of a team's people cannot go on: their tools fail.
    Breaks(u16, u16),
    /// They can again.
    Repaired(u16, u16),
    /// Patience may have run out.
    Impatient(Slot),
    /// The notice arrives.
    Notify(Slot),
    /// A refused applicant finds out and goes on.
    React(Slot),
}

impl Event {
    /// Rank among events of one moment. Claims come first: whoever is chosen at a moment is chosen by the conditions
    /// that hold then. Whatever frees a server comes next, then failures and those
    /// who come on duty, then what ends a wait, then what an applicant does; new arrivals come from
    /// outside, and last: so a server freed at a moment can serve whoever arrives at it, and a decision
    /// made at the moment at which patience ends still counts.
    pub(super) const fn priority(self) -> Priority {
        match self {
            Self::Judge => 0,
            Self::ServiceEnds(_) => 1,
            Self::HandOver(_) => 2,
            Self::Repaired(..) => 3,
            Self::Breaks(..) => 4,
            Self::Wake(_) | Self::ShadowWake(_) => 5,
            Self::DelayEnds(_) => 6,
            Self::Impatient(_) => 7,
            Self::Notify(_) => 8,
            Self::React(_) => 9,
            Self::HandIn(_) | Self::DropsOff(_) | Self::RestoredUnasked(_) => 10,
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
        let departs = Event::ServiceEnds(0).priority();
        for arrives in [Event::DelayEnds(0), Event::HandIn(0)] {
            assert!(departs < arrives.priority());
        }
        assert!(Event::DelayEnds(0).priority() < Event::Impatient(0).priority());
    }

    /// Whoever meant to apply at a moment does so, or breaks off, in the order of their plans.
    #[test]
    fn applying_and_breaking_off_are_of_one_rank() {
        assert_eq!(Event::HandIn(0).priority(), Event::DropsOff(0).priority());
    }
}
