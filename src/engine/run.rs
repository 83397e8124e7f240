//! The run loop.

use super::{Agenda, EventId};
use crate::time::SimTime;

/// What happens at an event.
pub trait Simulation {
    /// The events of this simulation: small and `Copy`, since they are moved often.
    type Event: Copy;

    /// Whether `event`, which was named `id` when it was scheduled, still means anything. An event that
    /// was called off does not: nothing has happened when it comes up.
    #[inline]
    fn awaits(&self, _id: EventId, _event: Self::Event) -> bool {
        true
    }

    /// Handles `event` at `now` and schedules what follows from it.
    fn handle(&mut self, now: SimTime, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}

/// Handles events in order until the agenda is empty or the next event is at or after `end`.
/// Returns the number of events handled; those that were called off do not count.
///
/// # Panics
/// When an event lies before the one handled last: a broken invariant of the simulation.
#[inline]
pub fn run<S: Simulation>(simulation: &mut S, agenda: &mut Agenda<S::Event>, end: SimTime) -> u64 {
    let mut now = SimTime::START;
    let mut handled = 0;
    while let Some((time, id, event)) = agenda.pop_before(end) {
        assert!(time >= now, "an event at {time} was scheduled in the past, now is {now}");
        now = time;
        if !simulation.awaits(id, event) {
            continue;
        }
        simulation.handle(now, event, agenda);
        handled += 1;
    }
    handled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;

    struct Ticker(Vec<SimTime>);

    impl Simulation for Ticker {
        type Event = ();

        fn handle(&mut self, now: SimTime, (): (), agenda: &mut Agenda<()>) {
            self.0.push(now);
            agenda.schedule(now + MINUTE, 0, ());
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

    #[test]
    #[should_panic(expected = "scheduled in the past")]
    fn the_past_is_refused() {
        struct Backwards;
        impl Simulation for Backwards {
            type Event = ();
            fn handle(&mut self, _: SimTime, (): (), agenda: &mut Agenda<()>) {
                agenda.schedule(SimTime::START, 0, ());
            }
        }
        let mut agenda = Agenda::new();
        agenda.schedule(SimTime::START + MINUTE, 0, ());
        run(&mut Backwards, &mut agenda, SimTime::NEVER);
    }
}
