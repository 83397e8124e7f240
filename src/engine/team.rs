//! A team: people who serve, each on their own hours.
//!
//! A team knows who is idle, who is on duty, and when a piece of work that starts now is done. It
//! does not know what the work is, for whom, or where.

use std::collections::VecDeque;

use crate::time::{OfficeHours, SimDuration, SimTime};

/// What people do with the case in hand when their shift ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfShift {
    /// Put it down and go on at their next shift.
    Suspend,
    /// Finish it before leaving.
    Finish,
    /// Finish it if that takes no longer than this after the shift; else put it down.
    FinishWithin(SimDuration),
    /// Put it back to the front of the line, for whoever is next on duty.
    HandOver,
}

/// People of a team who share the same hours.
#[derive(Debug, Clone)]
pub struct Crew {
    /// How many.
    pub people: u32,
    /// When they are on duty.
    pub hours: OfficeHours,
}

/// How a service that starts now goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It is done at this moment.
    Ends(SimTime),
    /// At this moment the shift ends and the case is handed over, with so much work left.
    HandsOver(SimTime, SimDuration),
}

/// A server who is idle, and since when in the order of all releases.
#[derive(Debug, Clone, Copy)]
struct Idle {
    server: u32,
    order: u64,
}

#[derive(Debug, Clone)]
struct Group {
    hours: OfficeHours,
    idle: VecDeque<Idle>,
    /// First server of the group.
    first: u32,
}

/// Servers, idle or busy. Of those on duty, the one idle the longest takes the next case.
///
/// A team of nobody is allowed: nobody is ever on duty.
#[derive(Debug, Clone)]
pub struct Team {
    groups: Vec<Group>,
    end_of_shift: EndOfShift,
    servers: u32,
    idle: u32,
    released: u64,
    /// Servers out of order.
    down: Vec<u32>,
}

impl Team {
    /// A team of these crews, all idle.
    pub fn new(crews: &[Crew], end_of_shift: EndOfShift) -> Self {
        let mut servers = 0;
        let mut groups = Vec::with_capacity(crews.len());
        for crew in crews.iter().filter(|crew| crew.people > 0) {
            let idle =
                (servers..servers + crew.people).map(|server| Idle { server, order: u64::from(server) });
            groups.push(Group { hours: crew.hours.clone(), idle: idle.collect(), first: servers });
            servers += crew.people;
        }
        Self { groups, end_of_shift, servers, idle: servers, released: u64::from(servers), down: Vec::new() }
    }

    /// Number of servers.
    pub fn servers(&self) -> u32 {
        self.servers
    }

    /// Number of servers with nothing in hand, on duty or not.
    #[inline]
    pub fn idle(&self) -> u32 {
        self.idle
    }

    /// Number of servers with a case in hand or out of order.
    #[inline]
    pub fn busy(&self) -> u32 {
        self.servers - self.idle
    }

    #[inline]
    fn group_of(&self, server: u32) -> usize {
        if self.groups.len() == 1 {
            return 0;
        }
        self.groups.partition_point(|group| group.first <= server) - 1
    }

    /// The hours of a server.
    ///
    /// # Panics
    /// When there is no such server: a broken invariant of the simulation.
    #[inline]
    pub fn hours(&self, server: u32) -> &OfficeHours {
        &self.groups[self.group_of(server)].hours
    }

    /// The group of the server on duty that has been idle the longest.
    #[inline(always)]
    pub(super) fn free_group(&self, now: SimTime) -> Option<usize> {
        if let [only] = self.groups.as_slice() {
            return (!only.idle.is_empty() && only.hours.is_open(now)).then_some(0);
        }
        let mut best: Option<(u64, usize)> = None;
        for (at, group) in self.groups.iter().enumerate() {
            if let Some(front) = group.idle.front()
                && best.is_none_or(|(order, _)| front.order < order)
                && group.hours.is_open(now)
            {
                best = Some((front.order, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// The server on duty that has been idle the longest, who stays idle.
    pub(super) fn next_server(&self, now: SimTime) -> Option<u32> {
        let group = self.free_group(now)?;
        self.groups[group].idle.front().map(|idle| idle.server)
    }

    /// Takes the server on duty that has been idle the longest.
    #[inline]
    pub fn take(&mut self, now: SimTime) -> Option<u32> {
        if self.idle == 0 {
            return None;
        }
        self.take_from(self.free_group(now)?)
    }

    /// Takes the server of a group that has been idle the longest.
    #[inline(always)]
    pub(super) fn take_from(&mut self, group: usize) -> Option<u32> {
        let server = self.groups[group].idle.pop_front()?.server;
        self.idle -= 1;
        Some(server)
    }

    /// `server` has nothing in hand any more.
    ///
    /// # Panics
    /// When more servers are released than exist: a broken invariant of the simulation.
    #[inline(always)]
    pub fn release(&mut self, now: SimTime, server: u32) {
        assert!(self.idle < self.servers, "{now}: server {server} is released twice");
        let order = self.released;
        self.released += 1;
        self.idle += 1;
        let group = self.group_of(server);
        self.groups[group].idle.push_back(Idle { server, order });
    }

    /// An idle `server` goes out of order; whoever has a case in hand keeps it and does not go on.
    pub fn fail(&mut self, server: u32) {
        let group = self.group_of(server);
        let idle = &mut self.groups[group].idle;
        if let Some(place) = idle.iter().position(|idle| idle.server == server) {
            idle.remove(place);
            self.idle -= 1;
            self.down.push(server);
        }
    }

    /// `server` is in order again, and idle if it was when it went out of order.
    pub fn repair(&mut self, now: SimTime, server: u32) {
        if let Some(place) = self.down.iter().position(|down| *down == server) {
            self.down.swap_remove(place);
            self.release(now, server);
        }
    }

    /// What becomes of `work` that `server` starts, or goes on with, at `now`.
    #[inline(always)]
    pub fn course(&self, now: SimTime, server: u32, work: SimDuration) -> Course {
        let hours = if let [only] = self.groups.as_slice() { &only.hours } else { self.hours(server) };
        let straight = now + work;
        if hours.is_always_open() && straight <= hours.end() {
            return Course::Ends(straight);
        }
        match self.end_of_shift {
            EndOfShift::Suspend => resumed(hours, now, work),
            EndOfShift::Finish => Course::Ends(now + work),
            EndOfShift::FinishWithin(overtime) => {
                let latest = hours.shift_end(now).map_or(now, |end| end + overtime);
                if now + work <= latest { Course::Ends(now + work) } else { resumed(hours, now, work) }
            }
            EndOfShift::HandOver => match hours.shift_end(now) {
                Some(end) if end < now + work => Course::HandsOver(end, (now + work).since(end)),
                Some(_) => Course::Ends(now + work),
                // Off duty, as after a repair at night: somebody else may be on duty.
                None => Course::HandsOver(now, work),
            },
        }
    }

    /// When an idle server who is off duty now comes on duty; [`SimTime::NEVER`] if nobody does.
    #[inline]
    pub fn next_on_duty(&self, now: SimTime) -> SimTime {
        let closed = |group: &&Group| !group.idle.is_empty() && !group.hours.is_open(now);
        self.groups
            .iter()
            .filter(closed)
            .map(|group| group.hours.next_open(now))
            .min()
            .unwrap_or(SimTime::NEVER)
    }
}

/// Work that stands still off duty. Who never comes back on duty hands it over when they leave.
#[inline]
fn resumed(hours: &OfficeHours, now: SimTime, work: SimDuration) -> Course {
    let ends = hours.add(now, work);
    if ends < SimTime::NEVER {
        return Course::Ends(ends);
    }
    match last_duty(hours, now) {
        // It outlasts all that is known of the hours, and so the run.
        SimTime::NEVER => Course::Ends(SimTime::NEVER),
        leaves => Course::HandsOver(leaves, work - hours.between(now, leaves)),
    }
}

/// The end of the last duty at or after `now`; [`SimTime::NEVER`] if duty lasts as long as the hours are known.
fn last_duty(hours: &OfficeHours, now: SimTime) -> SimTime {
    let mut end = now;
    loop {
        match hours.shift_end(hours.next_open(end)) {
            Some(SimTime::NEVER) => return SimTime::NEVER,
            Some(later) => end = later,
            None => return end,
        }
    }
}

#[cfg(test)]
mod tests;
