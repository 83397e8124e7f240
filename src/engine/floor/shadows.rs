//! Shadows: entities that wait in the lines of a floor and take nobody's time.
//!
//! Each shadow is served when it would be if it alone stood in line among those who really wait: by whoever
//! becomes free, before the next real entity that ranks behind it. The server is free again at once. Nothing that
//! really waits, and no number that the floor keeps, changes because of shadows; so they are kept apart from it,
//! and [`Floor`] is only read. Who a shadow is the shadow of is not known here.

use std::collections::BTreeMap;

use super::{Arrival, FIRST_ORDER, Floor, Pick, Staff, Start};
use crate::engine::line::{Claim, TeamMask, Ticket, Waiting};
use crate::time::SimTime;

/// Class, rank and order of a shadow in line, and a number that no other has.
type Place = (u8, u64, u64, u64);

/// The shadows in the lines of one floor.
#[derive(Debug)]
pub struct Shadows {
    /// Per station: who waits, and who may serve them.
    lines: Vec<BTreeMap<Place, (TeamMask, Waiting)>>,
    waiting: usize,
    joined: u64,
    /// Per team: whether a look at the shadows is already planned for a moment.
    wakes: Vec<SimTime>,
}

/// Who really comes next at a station for a team, as far as a shadow's turn depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Front {
    /// Whether classes come before ranks this time.
    pub(in crate::engine) by_class: bool,
    pub(in crate::engine) class: u8,
    pub(in crate::engine) rank: u64,
    pub(in crate::engine) order: u64,
    /// Where the order is random: how many are next alike.
    pub(in crate::engine) alike: Option<u32>,
}

impl Front {
    /// Whether a shadow at `place` is served before it; `lot` draws with one chance in as many as it is told.
    fn yields_to(self, (class, rank, order, _): Place, lot: impl FnOnce(u32) -> bool) -> bool {
        let by_class = |class: u8| if self.by_class { class } else { 0 };
        let (mine, theirs) = (by_class(class), by_class(self.class));
        match self.alike {
            // Of the same order, which real entities never are, the shadow was there first.
            None => (mine, rank, order) <= (theirs, self.rank, self.order),
            Some(_) if mine != theirs => mine < theirs,
            Some(alike) => lot(alike + 1),
        }
    }
}

impl Shadows {
    /// No shadows on this floor.
    pub fn new(floor: &Floor) -> Self {
        Self {
            lines: floor.places.iter().map(|_| BTreeMap::new()).collect(),
            waiting: 0,
            joined: 0,
            wakes: vec![SimTime::NEVER; floor.staff.len()],
        }
    }

    /// A shadow arrives at `station`, as in [`Floor::arrive`]. The ticket of one that waits says nothing.
    pub fn arrive(
        &mut self,
        floor: &Floor,
        now: SimTime,
        station: u16,
        entity: u32,
        claim: Claim,
    ) -> Arrival {
        let place = &floor.places[usize::from(station)];
        let mut anyone_idle = false;
        for &(team, bit) in &place.asked {
            let staff = &floor.staff[usize::from(team)];
            if staff.team.idle() == 0 {
                continue;
            }
            anyone_idle = true;
            if claim.teams & bit != 0
                && !staff.is_awaited(&floor.places)
                && let Some(server) = staff.team.next_server(now)
            {
                return Arrival::Starts(Start { entity, station, team, server, since: now });
            }
        }
        if place.balk_at.is_some_and(|most| place.line.waiting() >= most) {
            return Arrival::Balks;
        }
        self.join(station, Waiting { entity, since: now, order: floor.joins }, claim);
        Arrival::Waits { ticket: Ticket::NONE, anyone_idle }
    }

    /// A shadow whose service was broken off waits again, as in [`Floor::hand_back`].
    pub fn hand_back(&mut self, floor: &Floor, station: u16, entity: u32, since: SimTime, claim: Claim) {
        let waiting = Waiting { entity, since, order: floor.handed_back };
        self.join(station, waiting, Claim { rank: 0, ..claim });
    }

    fn join(&mut self, station: u16, waiting: Waiting, claim: Claim) {
        let place = (claim.class, claim.rank, waiting.order, self.joined);
        self.joined += 1;
        self.waiting += 1;
        self.lines[usize::from(station)].insert(place, (claim.teams, waiting));
    }

    /// A shadow leaves the line of `station`; since when it has waited there, if it was in it.
    pub fn leave(&mut self, station: u16, entity: u32) -> Option<SimTime> {
        let line = &mut self.lines[usize::from(station)];
        let place =
            line.iter().find(|(_, (_, waiting))| waiting.entity == entity).map(|(place, _)| *place)?;
        self.waiting -= 1;
        line.remove(&place).map(|(_, waiting)| waiting.since)
    }

    /// Whether any of them waits at a station.
    #[inline]
    pub fn any_at(&self, station: u16) -> bool {
        !self.lines[usize::from(station)].is_empty()
    }

    /// Gives every shadow in the line of `station` the claim that `judge` has for it now; their places in order
    /// stay.
    pub fn judge(&mut self, station: u16, mut judge: impl FnMut(u32) -> Claim) {
        let line = &mut self.lines[usize::from(station)];
        let judged = std::mem::take(line).into_iter().map(|((_, _, order, number), (_, waiting))| {
            let claim = judge(waiting.entity);
            // Who was handed back stays in front.
            let rank = if order <= FIRST_ORDER { 0 } else { claim.rank };
            ((claim.class, rank, order, number), (claim.teams, waiting))
        });
        *line = judged.collect();
    }

    /// The shadows whom a free server of `team` serves before the next real entity: all whose turn it is, since
    /// each of them is alone. To be asked whenever [`Floor::next_start`] is, before it. `lot` draws for a station
    /// and a shadow in a line of random order, with one chance in as many as it is told.
    pub fn next_starts(
        &mut self,
        floor: &Floor,
        now: SimTime,
        team: u16,
        mut lot: impl FnMut(u16, u32, u32) -> bool,
    ) -> Vec<Start> {
        let staff = &floor.staff[usize::from(team)];
        if self.waiting == 0 || staff.team.idle() == 0 {
            return Vec::new();
        }
        let Some(server) = staff.team.next_server(now) else { return Vec::new() };
        let mut starts = Vec::new();
        for &(station, mask) in &staff.serves {
            if !self.any_at(station) {
                continue;
            }
            let Some(latest) = latest_order(floor, staff, station) else { continue };
            let front = floor.places[usize::from(station)].line.front(mask);
            // Places are in order of class and rank: behind the first who is too late, everyone is.
            let in_order = front.is_some_and(|front| front.by_class && front.alike.is_none());
            let line = &mut self.lines[usize::from(station)];
            let mut turns = Vec::new();
            for (place, (_, waiting)) in line.iter().filter(|(_, (teams, _))| teams & mask != 0) {
                let lot = |among| lot(station, waiting.entity, among);
                if front.is_none_or(|front| front.yields_to(*place, lot)) {
                    if waiting.order <= latest {
                        turns.push(*place);
                    }
                } else if in_order {
                    break;
                }
            }
            for place in turns {
                if let Some((_, Waiting { entity, since, .. })) = line.remove(&place) {
                    self.waiting -= 1;
                    starts.push(Start { entity, station, team, server, since });
                }
            }
        }
        starts
    }

    /// When `team` should look at the shadows although nobody is released: as [`Floor::plan_wake`].
    pub fn plan_wake(&mut self, floor: &Floor, now: SimTime, team: u16) -> Option<SimTime> {
        let staff = &floor.staff[usize::from(team)];
        if self.waiting == 0 || staff.team.idle() == 0 {
            return None;
        }
        let awaited = |(station, mask): &(u16, TeamMask)| {
            self.lines[usize::from(*station)].values().any(|(teams, _)| teams & mask != 0)
        };
        if !staff.serves.iter().any(awaited) {
            return None;
        }
        let at = staff.team.next_on_duty(now);
        let planned = &mut self.wakes[usize::from(team)];
        (at < *planned).then(|| *planned = at).map(|()| at)
    }

    /// Whether `team` should look at the shadows at this moment, as [`Floor::should_look`]. The caller plans that look;
    /// `false` if it is planned already, or if nobody waits.
    pub fn should_look(&mut self, now: SimTime, team: u16) -> bool {
        let planned = &mut self.wakes[usize::from(team)];
        let should = self.waiting > 0 && *planned != now;
        if should {
            *planned = now;
        }
        should
    }

    /// A planned look takes place. Says whether it is the one that counts.
    pub fn woken(&mut self, now: SimTime, team: u16) -> bool {
        let planned = &mut self.wakes[usize::from(team)];
        let counts = *planned == now;
        if counts {
            *planned = SimTime::NEVER;
        }
        counts
    }
}

/// The greatest order of arrival at which a shadow at `station` goes before whoever really waits at the team's
/// other stations; `None` if it does not, however early it came.
fn latest_order(floor: &Floor, staff: &Staff, station: u16) -> Option<u64> {
    let next = |(station, mask): &(u16, TeamMask)| floor.places[usize::from(*station)].line.next_order(*mask);
    match staff.pick {
        Pick::Oldest => {
            let others = staff.serves.iter().filter(|(other, _)| *other != station);
            Some(others.filter_map(next).min().unwrap_or(u64::MAX))
        }
        Pick::Listed => {
            let mut earlier = staff.serves.iter().take_while(|(other, _)| *other != station);
            earlier.all(|serves| next(serves).is_none()).then_some(u64::MAX)
        }
    }
}

#[cfg(test)]
mod tests;
