//! A station: servers on office hours, and the line before them.

use std::collections::VecDeque;

use crate::time::{OfficeHours, SimDuration, SimTime};

/// What a server does with the case in hand when the shift ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfShift {
    /// Puts it down and goes on at the next shift.
    Suspend,
    /// Finishes it before leaving.
    Finish,
}

/// A place in the line, by which an entity can leave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    class: u8,
    number: u64,
}

/// A service that starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Who is served.
    pub entity: u32,
    /// Who serves, counted from 0.
    pub server: u32,
    /// When the entity arrived at the station.
    pub since: SimTime,
}

/// What becomes of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// A server takes it at once.
    Starts(Start),
    /// It joins the line.
    Waits(Ticket),
}

/// A line of one class, first come first served. An entity that leaves the middle of the line
/// leaves an empty place behind, so that leaving costs the same wherever it stands.
#[derive(Debug, Clone, Default)]
struct Line {
    places: VecDeque<Option<(u32, SimTime)>>,
    /// Ticket number of the place at the head.
    head: u64,
}

impl Line {
    fn join(&mut self, entity: u32, now: SimTime) -> u64 {
        self.places.push_back(Some((entity, now)));
        self.head + self.places.len() as u64 - 1
    }

    fn leave(&mut self, number: u64) -> Option<(u32, SimTime)> {
        let place = usize::try_from(number.checked_sub(self.head)?).ok()?;
        self.places.get_mut(place)?.take()
    }

    fn next(&mut self) -> Option<(u32, SimTime)> {
        while let Some(place) = self.places.pop_front() {
            self.head += 1;
            if place.is_some() {
                return place;
            }
        }
        None
    }
}

/// Servers who work office hours and serve lower classes first, and within a class whoever came
/// first. The server idle the longest takes the next case.
///
/// A station of no servers is allowed: everyone waits for ever.
#[derive(Debug, Clone)]
pub struct Station {
    hours: OfficeHours,
    end_of_shift: EndOfShift,
    idle: VecDeque<u32>,
    servers: u32,
    lines: Vec<Line>,
    waiting: u32,
}

impl Station {
    /// A station of `servers` servers, all idle, with `classes` priority classes (at least one).
    pub fn new(hours: OfficeHours, servers: u32, classes: u8, end_of_shift: EndOfShift) -> Self {
        let lines = vec![Line::default(); usize::from(classes.max(1))];
        Self { hours, end_of_shift, idle: (0..servers).collect(), servers, lines, waiting: 0 }
    }

    /// Number of entities in line.
    #[inline]
    pub fn waiting(&self) -> u32 {
        self.waiting
    }

    /// Number of servers with a case in hand.
    #[inline]
    pub fn busy(&self) -> u32 {
        self.servers - self.idle.len() as u32
    }

    /// Number of servers.
    pub fn servers(&self) -> u32 {
        self.servers
    }

    /// The office hours of the servers.
    pub fn hours(&self) -> &OfficeHours {
        &self.hours
    }

    /// `entity` arrives in priority class `class` (0 is served first).
    ///
    /// # Panics
    /// When the class does not exist: a broken invariant of the simulation.
    #[inline]
    pub fn arrive(&mut self, now: SimTime, entity: u32, class: u8) -> Arrival {
        assert!(
            usize::from(class) < self.lines.len(),
            "{now}: entity {entity} arrives in unknown class {class}"
        );
        if self.waiting == 0
            && self.hours.is_open(now)
            && let Some(server) = self.idle.pop_front()
        {
            return Arrival::Starts(Start { entity, server, since: now });
        }
        self.waiting += 1;
        Arrival::Waits(Ticket { class, number: self.lines[usize::from(class)].join(entity, now) })
    }

    /// Takes the next entity out of the line, if the office is open and a server is idle.
    #[inline]
    pub fn start_next(&mut self, now: SimTime) -> Option<Start> {
        if self.waiting == 0 || self.idle.is_empty() || !self.hours.is_open(now) {
            return None;
        }
        let (entity, since) = self.lines.iter_mut().find_map(Line::next)?;
        let server = self.idle.pop_front()?;
        self.waiting -= 1;
        Some(Start { entity, server, since })
    }

    /// `server` has finished the case in hand and is idle again.
    ///
    /// # Panics
    /// When more servers are released than exist: a broken invariant of the simulation.
    #[inline]
    pub fn release(&mut self, now: SimTime, server: u32) {
        assert!((self.idle.len() as u32) < self.servers, "{now}: server {server} is released twice");
        self.idle.push_back(server);
    }

    /// The holder of `ticket` leaves the line; returns since when it waited. `None` if it is no
    /// longer in line.
    pub fn abandon(&mut self, ticket: Ticket) -> Option<SimTime> {
        let (_, since) = self.lines.get_mut(usize::from(ticket.class))?.leave(ticket.number)?;
        self.waiting -= 1;
        Some(since)
    }

    /// When a service of `work` that starts at `now` ends.
    #[inline]
    pub fn finish_time(&self, now: SimTime, work: SimDuration) -> SimTime {
        match self.end_of_shift {
            EndOfShift::Suspend => self.hours.add(now, work),
            EndOfShift::Finish => now + work,
        }
    }

    /// When someone should look at the line again although nobody is released: the next opening,
    /// if somebody waits, somebody is idle and the office is closed.
    #[inline]
    pub fn wake_time(&self, now: SimTime) -> Option<SimTime> {
        let needed = self.waiting > 0 && !self.idle.is_empty() && !self.hours.is_open(now);
        needed.then(|| self.hours.next_open(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR, Shift, WorkCalendar};
    use jiff::civil::date;

    /// Every day 09:00 to 17:00.
    fn hours() -> OfficeHours {
        let calendar = WorkCalendar::every_day(date(2024, 1, 1), 100).expect("a calendar");
        OfficeHours::new(calendar, vec![Shift { start: 9 * HOUR, end: 17 * HOUR }]).expect("a shift")
    }

    fn at(hour: u64) -> SimTime {
        SimTime::START + hour * HOUR
    }

    fn waits(arrival: Arrival) -> Ticket {
        match arrival {
            Arrival::Waits(ticket) => ticket,
            Arrival::Starts(start) => panic!("{start:?} should wait"),
        }
    }

    #[test]
    fn first_come_first_served_within_a_class_and_classes_in_order() {
        let mut desk = Station::new(hours(), 1, 2, EndOfShift::Suspend);
        assert!(matches!(desk.arrive(at(9), 1, 1), Arrival::Starts(Start { server: 0, .. })));
        for (entity, class) in [(2, 1), (3, 1), (4, 0), (5, 0)] {
            waits(desk.arrive(at(10), entity, class));
        }
        assert_eq!(desk.start_next(at(10)), None, "the only server is busy");
        let mut order = Vec::new();
        while desk.waiting() > 0 {
            desk.release(at(11), 0);
            order.extend(desk.start_next(at(11)).map(|start| start.entity));
        }
        assert_eq!(order, [4, 5, 2, 3]);
    }

    #[test]
    fn whoever_leaves_is_not_served_and_a_ticket_works_once() {
        let mut desk = Station::new(hours(), 1, 1, EndOfShift::Suspend);
        desk.arrive(at(9), 0, 0);
        let first = waits(desk.arrive(at(9), 1, 0));
        let second = waits(desk.arrive(at(10), 2, 0));
        assert_eq!(desk.abandon(first), Some(at(9)));
        assert_eq!(desk.abandon(first), None);
        assert_eq!(desk.waiting(), 1);
        desk.release(at(11), 0);
        assert_eq!(desk.start_next(at(11)).map(|start| start.entity), Some(2));
        assert_eq!(desk.abandon(second), None, "it is being served");
    }

    #[test]
    fn nobody_starts_while_the_office_is_closed() {
        let mut desk = Station::new(hours(), 2, 1, EndOfShift::Suspend);
        waits(desk.arrive(at(3), 7, 0));
        assert_eq!(desk.start_next(at(3)), None);
        assert_eq!(desk.wake_time(at(3)), Some(at(9)));
        assert_eq!(desk.start_next(at(9)).map(|start| start.since), Some(at(3)));
        assert_eq!(desk.wake_time(at(9)), None);
    }

    #[test]
    fn a_case_in_hand_is_suspended_or_finished() {
        let suspend = Station::new(hours(), 1, 1, EndOfShift::Suspend);
        assert_eq!(suspend.finish_time(at(16), 2 * HOUR), SimTime::START + DAY + 10 * HOUR);
        let finish = Station::new(hours(), 1, 1, EndOfShift::Finish);
        assert_eq!(finish.finish_time(at(16), 2 * HOUR), at(18));
    }

    #[test]
    fn without_servers_everyone_waits() {
        let mut desk = Station::new(hours(), 0, 1, EndOfShift::Suspend);
        waits(desk.arrive(at(10), 1, 0));
        assert_eq!((desk.start_next(at(10)), desk.wake_time(at(3)), desk.busy()), (None, None, 0));
    }

    #[test]
    #[should_panic(expected = "released twice")]
    fn a_server_is_not_released_twice() {
        let mut desk = Station::new(hours(), 1, 1, EndOfShift::Suspend);
        desk.release(at(9), 0);
    }
}
