//! The run loop.

use super::{Agenda, EventId};
use crate::time::{SimDuration, SimTime};

/// After so many events it is asked whether to break off: some milliseconds. A power of two.
const ASKED_EVERY: u64 = 1 << 16;

/// The shortest span there is.
const TICK: SimDuration = SimDuration::from_ticks(1);

/// When something is told of an event before it comes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// Some dozens or hundreds of events before it.
    Far,
    /// The second time, after others have been told of the first time.
    Near,
}

/// What happens at an event.
///
/// It happens in two steps: what the event itself changes, and what follows from it. What follows from events
/// of many kinds is so written, and compiled, in one place.
pub trait Simulation {
    /// The events of this simulation: small and `Copy`, since they are moved often.
    type Event: Copy;
    /// What may follow from them.
    type Sequel;

    /// What the event of this name changes, due `now`. `None` if it was called off, and then nothing may
    /// happen.
    fn due(
        &mut self,
        now: SimTime,
        id: EventId,
        event: Self::Event,
        agenda: &mut Agenda<Self::Event>,
    ) -> Option<Self::Sequel>;

    /// What follows from it, at once.
    fn follow(&mut self, now: SimTime, sequel: Self::Sequel, agenda: &mut Agenda<Self::Event>);

    /// An event is coming up, if nobody calls it off: what it will ask for can be brought near. Told of many events
    /// while many are pending, and of none while few are.
    #[inline(always)]
    fn foresee(&self, _: Self::Event, _: Ahead) {}

    /// When something next comes from outside, after everything on the agenda for that moment;
    /// [`SimTime::NEVER`] if nothing does any more. Only [`Self::outside`] changes that, no event and nothing that
    /// follows from one. What comes in an order of its own, such as arrivals, need not be put on the agenda one by
    /// one.
    #[inline]
    fn next_outside(&self) -> SimTime {
        SimTime::NEVER
    }

    /// Whether to break off. Asked now and then, not after every event.
    #[inline]
    fn breaks_off(&self) -> bool {
        false
    }

    /// What the thing that comes from outside `now` changes; called only at the moment that
    /// [`Self::next_outside`] gave. Afterwards that is when the following thing comes, at the same
    /// moment or later.
    fn outside(&mut self, now: SimTime, agenda: &mut Agenda<Self::Event>) -> Self::Sequel;
}

/// Handles what happens, in order, until nothing does any more, or nothing before `end`. Returns the number
/// of events handled, from the agenda and from outside; those that were called off do not count. `None` if the
/// simulation broke off.
///
/// # Panics
/// When an event lies before the one handled last: a broken invariant of the simulation.
#[inline(always)]
pub fn run<S: Simulation>(simulation: &mut S, agenda: &mut Agenda<S::Event>, end: SimTime) -> Option<u64> {
    let mut now = SimTime::START;
    let mut handled = 0;
    let mut outside = simulation.next_outside();
    let mut bound = (outside + TICK).min(end);
    loop {
        let sequel = match agenda.pop_foreseen(bound, |event, ahead| simulation.foresee(event, ahead)) {
            Some((time, id, event)) => {
                if time < now {
                    in_the_past("an event", time, now);
                }
                now = time;
                simulation.due(now, id, event, agenda)
            }
            None if outside >= end => return Some(handled),
            None => {
                if outside < now {
                    in_the_past("something from outside", outside, now);
                }
                now = outside;
                let sequel = simulation.outside(now, agenda);
                outside = simulation.next_outside();
                bound = (outside + TICK).min(end);
                Some(sequel)
            }
        };
        if let Some(sequel) = sequel {
            simulation.follow(now, sequel, agenda);
            handled += 1;
            if handled % ASKED_EVERY == 0 && simulation.breaks_off() {
                return None;
            }
        }
    }
}

// Given by value: an assertion would keep the clock in memory.
#[cold]
#[inline(never)]
fn in_the_past(what: &str, at: SimTime, now: SimTime) -> ! {
    panic!("{what} at {at} lies in the past, now is {now}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;

    struct Ticker(Vec<SimTime>);

    impl Simulation for Ticker {
        type Event = ();
        type Sequel = ();

        fn due(&mut self, now: SimTime, _: EventId, (): (), _: &mut Agenda<()>) -> Option<()> {
            self.0.push(now);
            Some(())
        }

        fn follow(&mut self, now: SimTime, (): (), agenda: &mut Agenda<()>) {
            agenda.schedule(now + MINUTE, 0, ());
        }

        fn outside(&mut self, _: SimTime, _: &mut Agenda<()>) {}
    }

    #[test]
    fn the_end_is_exclusive() {
        let mut ticker = Ticker(Vec::new());
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START, 0, ());
        assert_eq!(run(&mut ticker, &mut agenda, SimTime::START + 3 * MINUTE), Some(3));
        assert_eq!(ticker.0.last(), Some(&(SimTime::START + 2 * MINUTE)));
        assert_eq!(agenda.len(), 1, "the event at the end stays pending");
    }

    /// Passengers come from outside at given moments, and each asks for a bus at the same one.
    struct Stop(Vec<u64>, Vec<(u64, &'static str)>);

    impl Simulation for Stop {
        type Event = &'static str;
        type Sequel = &'static str;

        fn due(
            &mut self,
            _: SimTime,
            _: EventId,
            event: &'static str,
            _: &mut Agenda<&'static str>,
        ) -> Option<&'static str> {
            Some(event)
        }

        fn follow(&mut self, now: SimTime, seen: &'static str, _: &mut Agenda<&'static str>) {
            self.1.push((now.ticks(), seen));
        }

        fn outside(&mut self, now: SimTime, agenda: &mut Agenda<&'static str>) -> &'static str {
            self.0.remove(0);
            agenda.schedule(now, 200, "bus");
            "passenger"
        }

        fn next_outside(&self) -> SimTime {
            self.0.first().map_or(SimTime::NEVER, |next| SimTime::from_ticks(*next))
        }
    }

    /// Two events, of which the first is called off.
    struct Fickle(EventId);

    impl Simulation for Fickle {
        type Event = u8;
        type Sequel = ();

        fn due(&mut self, _: SimTime, id: EventId, _: u8, _: &mut Agenda<u8>) -> Option<()> {
            (id == self.0).then_some(())
        }

        fn follow(&mut self, _: SimTime, (): (), _: &mut Agenda<u8>) {}

        fn outside(&mut self, _: SimTime, _: &mut Agenda<u8>) {}
    }

    #[test]
    fn what_was_called_off_does_not_count() {
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START, 0, 1);
        let kept = agenda.schedule(SimTime::START + MINUTE, 0, 2);
        assert_eq!(run(&mut Fickle(kept), &mut agenda, SimTime::NEVER), Some(1));
        assert!(agenda.is_empty());
    }

    #[test]
    fn what_comes_from_outside_comes_last_at_its_moment() {
        let mut stop = Stop(vec![3, 3, 7, 9], Vec::new());
        let mut agenda = Agenda::new();
        for at in [3, 4, 7] {
            agenda.schedule(SimTime::from_ticks(at), 255, "tram");
        }
        assert_eq!(run(&mut stop, &mut agenda, SimTime::from_ticks(9)), Some(9));
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

    /// One event after another at the same moment, for ever.
    struct Endless(u64);

    impl Simulation for Endless {
        type Event = ();
        type Sequel = ();

        fn due(&mut self, now: SimTime, _: EventId, (): (), agenda: &mut Agenda<()>) -> Option<()> {
            agenda.schedule(now, 0, ());
            Some(())
        }

        fn follow(&mut self, _: SimTime, (): (), _: &mut Agenda<()>) {
            self.0 += 1;
        }

        fn breaks_off(&self) -> bool {
            self.0 > ASKED_EVERY
        }

        fn outside(&mut self, _: SimTime, _: &mut Agenda<()>) {}
    }

    #[test]
    fn a_run_breaks_off_when_it_is_asked_next() {
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START, 0, ());
        let mut endless = Endless(0);
        assert_eq!(run(&mut endless, &mut agenda, SimTime::NEVER), None);
        assert_eq!(endless.0, 2 * ASKED_EVERY);
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
            type Sequel = ();

            fn due(&mut self, _: SimTime, _: EventId, (): (), _: &mut Agenda<()>) -> Option<()> {
                Some(())
            }

            fn follow(&mut self, _: SimTime, (): (), agenda: &mut Agenda<()>) {
                agenda.schedule(SimTime::START, 0, ());
            }

            fn outside(&mut self, _: SimTime, _: &mut Agenda<()>) {}
        }
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START + MINUTE, 0, ());
        run(&mut Backwards, &mut agenda, SimTime::NEVER);
    }
}
