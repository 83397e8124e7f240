//! The run loop.

use super::{Agenda, EventId};
use crate::time::{SimDuration, SimTime};

/// The shortest span there is.
const TICK: SimDuration = SimDuration::from_ticks(1);

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening<E> {
    /// An event of the agenda, and the name it was given when it was scheduled.
    Due(EventId, E),
    /// What [`Simulation::next_outside`] announced.
    Outside,
}

/// What happens at an event.
pub trait Simulation {
    /// The events of this simulation: small and `Copy`, since they are moved often.
    type Event: Copy;

    /// Handles what happens at `now`, and schedules what follows from it. Says whether it meant anything:
    /// an event that was called off does not, and then nothing may happen.
    fn handle(
        &mut self,
        now: SimTime,
        happening: Happening<Self::Event>,
        agenda: &mut Agenda<Self::Event>,
    ) -> bool;

    /// When something next comes from outside, after everything on the agenda for that moment;
    /// [`SimTime::NEVER`] if nothing does any more. What comes in an order of its own, such as arrivals,
    /// need not be put on the agenda one by one. Once it has been handled, this is when the following
    /// thing comes, at the same moment or later.
    #[inline]
    fn next_outside(&self) -> SimTime {
        SimTime::NEVER
    }
}

/// Handles what happens, in order, until nothing does any more, or nothing before `end`. Returns the number
/// of events handled, from the agenda and from outside; those that were called off do not count.
///
/// # Panics
/// When an event lies before the one handled last: a broken invariant of the simulation.
#[inline(always)]
pub fn run<S: Simulation>(simulation: &mut S, agenda: &mut Agenda<S::Event>, end: SimTime) -> u64 {
    let mut now = SimTime::START;
    let mut handled = 0;
    loop {
        let outside = simulation.next_outside();
        let (time, happening) = match agenda.pop_before((outside + TICK).min(end)) {
            Some((time, id, event)) => (time, Happening::Due(id, event)),
            None if outside >= end => return handled,
            None => (outside, Happening::Outside),
        };
        assert!(time >= now, "{} at {time} lies in the past, now is {now}", source(&happening));
        now = time;
        handled += u64::from(simulation.handle(now, happening, agenda));
    }
}

/// Where something comes from, in words.
#[cold]
const fn source<E>(happening: &Happening<E>) -> &'static str {
    match happening {
        Happening::Due(..) => "an event",
        Happening::Outside => "something from outside",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;

    struct Ticker(Vec<SimTime>);

    impl Simulation for Ticker {
        type Event = ();

        fn handle(&mut self, now: SimTime, _: Happening<()>, agenda: &mut Agenda<()>) -> bool {
            self.0.push(now);
            agenda.schedule(now + MINUTE, 0, ());
            true
        }
    }

    #[test]
    fn the_end_is_exclusive() {
        let mut ticker = Ticker(Vec::new());
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START, 0, ());
        assert_eq!(run(&mut ticker, &mut agenda, SimTime::START + 3 * MINUTE), 3);
        assert_eq!(ticker.0.last(), Some(&(SimTime::START + 2 * MINUTE)));
        assert_eq!(agenda.len(), 1, "the event at the end stays pending");
    }

    /// Passengers come from outside at given moments, and each asks for a bus at the same one.
    struct Stop(Vec<u64>, Vec<(u64, &'static str)>);

    impl Simulation for Stop {
        type Event = &'static str;

        fn handle(
            &mut self,
            now: SimTime,
            happening: Happening<&'static str>,
            agenda: &mut Agenda<&'static str>,
        ) -> bool {
            if let Happening::Due(_, event) = happening {
                self.1.push((now.ticks(), event));
            } else {
                self.0.remove(0);
                self.1.push((now.ticks(), "passenger"));
                agenda.schedule(now, 200, "bus");
            }
            true
        }

        fn next_outside(&self) -> SimTime {
            self.0.first().map_or(SimTime::NEVER, |next| SimTime::from_ticks(*next))
        }
    }

    /// Two events, of which the first is called off.
    struct Fickle(EventId);

    impl Simulation for Fickle {
        type Event = u8;

        fn handle(&mut self, _: SimTime, happening: Happening<u8>, _: &mut Agenda<u8>) -> bool {
            matches!(happening, Happening::Due(id, _) if id == self.0)
        }
    }

    #[test]
    fn what_was_called_off_does_not_count() {
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START, 0, 1);
        let kept = agenda.schedule(SimTime::START + MINUTE, 0, 2);
        assert_eq!(run(&mut Fickle(kept), &mut agenda, SimTime::NEVER), 1);
        assert!(agenda.is_empty());
    }

    #[test]
    fn what_comes_from_outside_comes_last_at_its_moment() {
        let mut stop = Stop(vec![3, 3, 7, 9], Vec::new());
        let mut agenda = Agenda::new();
        for at in [3, 4, 7] {
            agenda.schedule(SimTime::from_ticks(at), 255, "tram");
        }
        assert_eq!(run(&mut stop, &mut agenda, SimTime::from_ticks(9)), 9);
        let expected = [
            (3, "tram"),
            (3, "passenger"),
            (3, "bus"),
            (3, "passenger"),
            (3, "bus"),
            (4, "tram"),
            (7, "tram"),
            (7, "passenger"),
            (7, "bus"),
        ];
        assert_eq!(stop.1, expected);
        assert_eq!(stop.0, [9], "the end is exclusive");
    }

    #[test]
    #[should_panic(expected = "something from outside at")]
    fn what_comes_from_outside_does_not_come_in_the_past() {
        let mut stop = Stop(vec![5, 4], Vec::new());
        run(&mut stop, &mut Agenda::new(), SimTime::NEVER);
    }

    #[test]
    #[should_panic(expected = "an event at")]
    fn the_past_is_refused() {
        struct Backwards;
        impl Simulation for Backwards {
            type Event = ();
            fn handle(&mut self, _: SimTime, _: Happening<()>, agenda: &mut Agenda<()>) -> bool {
                agenda.schedule(SimTime::START, 0, ());
                true
            }
        }
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START + MINUTE, 0, ());
        run(&mut Backwards, &mut agenda, SimTime::NEVER);
    }
}
