//! The floor: lines before stations, teams behind them, and who takes whom.
//!
//! A station has one line and one or more teams; a team may serve several stations. The floor
//! matches them and keeps count. It draws no random number, and it does not know what happens at a
//! station or how long it takes.

use super::line::{Claim, Line, TeamMask, Ticket, Waiting};
use super::team::{Course, Team};
use crate::time::{SimDuration, SimTime};

mod shadows;

pub(super) use shadows::Front;
pub use shadows::Shadows;

/// Which of its stations a team looks at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The one where the next case has waited the longest.
    Oldest,
    /// In the order in which the stations are listed.
    Listed,
}

/// A team and the stations it serves.
#[derive(Debug, Clone)]
pub(super) struct Staff {
    /// The people.
    pub team: Team,
    /// Which station comes first.
    pub pick: Pick,
    /// Station, and the team's bit among the station's teams.
    serves: Vec<(u16, TeamMask)>,
    /// Whether a look at the lines is already planned for a moment.
    wake: SimTime,
}

impl Staff {
    /// Whether anyone waits whom the team may serve.
    #[inline]
    fn is_awaited(&self, places: &[Place]) -> bool {
        self.serves.iter().any(|(station, mask)| {
            let line = &places[usize::from(*station)].line;
            line.waiting() > 0 && line.waiting_for(*mask) > 0
        })
    }
}

/// A station.
#[derive(Debug, Clone)]
struct Place {
    line: Line,
    /// Teams, in the order in which they are asked.
    teams: Vec<u16>,
    /// The same, each with its bit: read together, and once an arrival.
    asked: Vec<(u16, TeamMask)>,
    /// Whoever would have to wait behind so many does not join.
    balk_at: Option<u32>,
    in_service: u32,
}

/// A service that starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Who is served.
    pub entity: u32,
    /// Where.
    pub station: u16,
    /// By which team.
    pub team: u16,
    /// By which of its servers, counted from 0.
    pub server: u32,
    /// Since when the entity is at the station.
    pub since: SimTime,
}

/// What becomes of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// A server takes it at once.
    Starts(Start),
    /// It joins the line.
    Waits {
        /// Its place there.
        ticket: Ticket,
        /// Whether someone of the station's teams has nothing in hand, on duty or not.
        anyone_idle: bool,
    },
    /// The line is too long for it.
    Balks,
}

/// Stations and teams.
#[derive(Debug, Clone)]
pub struct Floor {
    places: Vec<Place>,
    staff: Vec<Staff>,
    /// Order of the next who joins a line.
    joins: u64,
    /// Order of the last who was handed back: before everyone who joined, and before whoever was
    /// handed back earlier.
    handed_back: u64,
}

/// Orders of arrival start above this; those of cases handed back count down from it, and it is that of a shadow handed
/// back before any case.
const FIRST_ORDER: u64 = 1 << 32;

impl Default for Floor {
    fn default() -> Self {
        Self::new()
    }
}

impl Floor {
    /// An empty floor.
    pub fn new() -> Self {
        Self { places: Vec::new(), staff: Vec::new(), joins: FIRST_ORDER + 1, handed_back: FIRST_ORDER }
    }

    /// Adds a team; returns its number, which is below [`u16::MAX`].
    ///
    /// # Panics
    /// When there are 65,535 teams already: a broken invariant of the simulation.
    pub fn add_team(&mut self, team: Team, pick: Pick) -> u16 {
        assert!(self.staff.len() < usize::from(u16::MAX), "no more teams have a number");
        self.staff.push(Staff { team, pick, serves: Vec::new(), wake: SimTime::NEVER });
        self.staff.len() as u16 - 1
    }

    /// Adds a station served by `teams`, in the order in which they are asked, each with its bit in what a claim says of
    /// who may serve it; returns its number.
    ///
    /// # Panics
    /// When there is no such team: a broken invariant of the simulation.
    pub fn add_station(&mut self, line: Line, teams: &[(u16, TeamMask)], balk_at: Option<u32>) -> u16 {
        let station = self.places.len() as u16;
        for (team, bit) in teams {
            self.staff[usize::from(*team)].serves.push((station, *bit));
        }
        let asked = teams.to_vec();
        let teams = teams.iter().map(|(team, _)| *team).collect();
        self.places.push(Place { line, teams, asked, balk_at, in_service: 0 });
        station
    }

    /// Number in line at a station.
    #[inline]
    pub fn waiting(&self, station: u16) -> u32 {
        self.places[usize::from(station)].line.waiting()
    }

    /// Number in service at a station.
    #[inline]
    pub fn in_service(&self, station: u16) -> u32 {
        self.places[usize::from(station)].in_service
    }

    /// Of each class in line at a station, who comes up after `others` more, where that is known.
    #[inline]
    pub fn coming(&self, station: u16, others: usize) -> impl Iterator<Item = u32> + '_ {
        self.places[usize::from(station)].line.coming(others)
    }

    /// The people of a team.
    #[inline]
    pub fn team(&self, team: u16) -> &Team {
        &self.staff[usize::from(team)].team
    }

    /// The people of a team, to change them.
    pub fn team_mut(&mut self, team: u16) -> &mut Team {
        &mut self.staff[usize::from(team)].team
    }

    /// The teams of a station.
    pub fn teams(&self, station: u16) -> &[u16] {
        &self.places[usize::from(station)].teams
    }

    /// `entity` arrives at `station`. It is served at once if someone of a team that may serve it is
    /// free and has nobody to serve who came earlier, there or at another of its stations; else it
    /// waits, or balks.
    #[inline(always)]
    pub fn arrive(&mut self, now: SimTime, station: u16, entity: u32, claim: Claim) -> Arrival {
        let Self { places, staff, joins, .. } = self;
        let place = &places[usize::from(station)];
        let mut anyone_idle = false;
        for &(team, bit) in &place.asked {
            let staff = &mut staff[usize::from(team)];
            if staff.team.idle() == 0 {
                continue;
            }
            anyone_idle = true;
            if claim.teams & bit != 0
                && !staff.is_awaited(places)
                && let Some(server) = staff.team.take(now)
            {
                places[usize::from(station)].in_service += 1;
                return Arrival::Starts(Start { entity, station, team, server, since: now });
            }
        }
        let place = &mut places[usize::from(station)];
        if place.balk_at.is_some_and(|most| place.line.waiting() >= most) {
            return Arrival::Balks;
        }
        let waiting = Waiting { entity, since: now, order: *joins };
        *joins += 1;
        Arrival::Waits { ticket: place.line.join(waiting, claim, false), anyone_idle }
    }

    /// An entity whose service was broken off waits again, in front of its class, and for a team of
    /// several stations in front of them all.
    pub fn hand_back(&mut self, station: u16, entity: u32, since: SimTime, claim: Claim) -> Ticket {
        self.handed_back -= 1;
        let waiting = Waiting { entity, since, order: self.handed_back };
        self.places[usize::from(station)].line.join(waiting, claim, true)
    }

    /// The next service of `team`, if someone is free and someone waits. `choose` picks for a station a number
    /// below the one it gets, for lines in random order.
    #[inline(always)]
    pub fn next_start(
        &mut self,
        now: SimTime,
        team: u16,
        choose: impl FnOnce(u16, u32) -> u32,
    ) -> Option<Start> {
        let staff = &mut self.staff[usize::from(team)];
        if staff.team.idle() == 0 {
            return None;
        }
        let (station, mask) = match staff.serves.as_slice() {
            [only] => *only,
            several => {
                let order = |(station, mask): &(u16, TeamMask)| {
                    self.places[usize::from(*station)].line.next_order(*mask)
                };
                let waiting = several.iter().filter_map(|serves| order(serves).map(|order| (order, *serves)));
                match staff.pick {
                    Pick::Oldest => waiting.min().map(|(_, serves)| serves)?,
                    Pick::Listed => waiting.map(|(_, serves)| serves).next()?,
                }
            }
        };
        let place = &mut self.places[usize::from(station)];
        if place.line.waiting() == 0 {
            return None;
        }
        let free = staff.team.free_group(now)?;
        let next = place.line.next(mask, |among| choose(station, among))?;
        let server = staff.team.take_from(free)?;
        place.in_service += 1;
        Some(Start { entity: next.entity, station, team, server, since: next.since })
    }

    /// A service at `station` by `server` of `team` is over. Where nobody else of the team is idle and it
    /// serves no other station, the server goes straight on with whoever is next in line: the start that
    /// [`Self::next_start`] would give after a [`Self::release`], without a turn through the idle. The server then
    /// stays busy, and as many are in service as before. Otherwise, and if nobody waits or the server is off
    /// duty, the server is released, and there is no start.
    ///
    /// `choose` picks for the station a number below the one it gets, for lines in random order; it is asked as often as
    /// `next_start` would ask.
    ///
    /// # Panics
    /// When nobody is in service there: a broken invariant of the simulation.
    #[inline(always)]
    pub fn go_on(
        &mut self,
        now: SimTime,
        station: u16,
        team: u16,
        server: u32,
        choose: impl FnOnce(u16, u32) -> u32,
    ) -> Option<Start> {
        let place = &mut self.places[usize::from(station)];
        let staff = &self.staff[usize::from(team)];
        if let [(only, mask)] = staff.serves.as_slice()
            && *only == station
            && staff.team.idle() == 0
            && place.in_service > 0
            && staff.team.hours(server).is_open(now)
            && let Some(next) = place.line.next(*mask, |among| choose(station, among))
        {
            return Some(Start { entity: next.entity, station, team, server, since: next.since });
        }
        self.release(now, station, team, server);
        None
    }

    /// A service at `station` by `server` of `team` is over, done or not.
    ///
    /// # Panics
    /// When nobody is in service there: a broken invariant of the simulation.
    #[inline(always)]
    pub fn release(&mut self, now: SimTime, station: u16, team: u16, server: u32) {
        let place = &mut self.places[usize::from(station)];
        assert!(place.in_service > 0, "{now}: station {station} ends a service that never started");
        place.in_service -= 1;
        self.staff[usize::from(team)].team.release(now, server);
    }

    /// The holder of `ticket` leaves the line of `station`; `None` if it is no longer in it.
    pub fn abandon(&mut self, station: u16, ticket: Ticket) -> Option<Waiting> {
        self.places[usize::from(station)].line.leave(ticket)
    }

    /// Gives whoever holds `ticket` in the line of `station` another claim; their place in order stays. Gives the
    /// new ticket; `None` if they are no longer in line, or if the line is kept by places, see
    /// [`Line::change_claim`].
    pub fn change_claim(&mut self, station: u16, ticket: Ticket, claim: Claim) -> Option<Ticket> {
        let handed_back = |waiting: &Waiting| waiting.order < FIRST_ORDER;
        self.places[usize::from(station)].line.change_claim(ticket, claim, handed_back)
    }

    /// Whether `team` has somebody idle, on duty or not, and somebody in line whom it may serve, so that it should
    /// look at its lines at this moment. The caller plans that look; `false` if it is planned already.
    pub fn should_look(&mut self, now: SimTime, team: u16) -> bool {
        let staff = &mut self.staff[usize::from(team)];
        if staff.team.idle() == 0 || staff.wake == now || !staff.is_awaited(&self.places) {
            return false;
        }
        staff.wake = now;
        true
    }

    /// What becomes of `work` that `server` of `team` starts at `now`.
    #[inline]
    pub fn course(&self, now: SimTime, team: u16, server: u32, work: SimDuration) -> Course {
        self.staff[usize::from(team)].team.course(now, server, work)
    }

    /// When `team` should look at its lines although nobody is released: the moment at which the
    /// next idle server comes on duty, if somebody waits. `None` if such a look is planned already;
    /// the caller plans the one returned.
    #[inline(always)]
    pub fn plan_wake(&mut self, now: SimTime, team: u16) -> Option<SimTime> {
        if self.team(team).idle() == 0 { None } else { self.plan_wake_of_idle(now, team) }
    }

    fn plan_wake_of_idle(&mut self, now: SimTime, team: u16) -> Option<SimTime> {
        let staff = &mut self.staff[usize::from(team)];
        if !staff.is_awaited(&self.places) {
            return None;
        }
        let at = staff.team.next_on_duty(now);
        if at >= staff.wake {
            return None;
        }
        staff.wake = at;
        Some(at)
    }

    /// A planned look takes place. Says whether it is the one that counts: an earlier one may have
    /// been planned since.
    pub fn woken(&mut self, now: SimTime, team: u16) -> bool {
        let staff = &mut self.staff[usize::from(team)];
        let counts = staff.wake == now;
        if counts {
            staff.wake = SimTime::NEVER;
        }
        counts
    }
}

#[cfg(test)]
mod tests;
