//! The line before a station: who waits, and in which order they are served.
//!
//! A line holds entities and numbers. It does not know servers, clocks, or why one entity is more
//! urgent than another: whoever joins brings a class and a rank.

use std::collections::{BTreeMap, VecDeque};

use super::floor::Front;
use crate::time::SimTime;

mod coming;

/// The order in which a line is served within a priority class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    FirstCome,
    /// The least rank first, and among equals first come. The rank is a due date, an expected
    /// service time, or whatever else the simulation passes.
    LeastRank,
    /// Anyone with the same chance.
    Random,
}

/// Which teams may serve an entity: each team of a station has a bit, and teams that may serve the same entities may
/// share one, so that a station can have any number of teams.
pub type TeamMask = u32;

/// A place in a line, by which an entity can leave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    part: u16,
    /// The key within the part: rank and order of arrival, or the order and the number of the place.
    key: (u64, u64),
}

impl Ticket {
    /// No place in any line.
    pub const NONE: Self = Self { part: u16::MAX, key: (u64::MAX, u64::MAX) };
}

/// An entity in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Who.
    pub entity: u32,
    /// Since when it is at the station.
    pub since: SimTime,
    /// Order of arrival over all lines of a floor: no two entities ever have the same.
    pub order: u64,
}

/// What an entity brings when it joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Priority class; 0 is served first.
    pub class: u8,
    /// Rank within the class, used by [`Discipline::LeastRank`].
    pub rank: u64,
    /// Who may serve it.
    pub teams: TeamMask,
}

/// The entities of one class that the same teams may serve.
#[derive(Debug, Clone)]
struct Part {
    class: u8,
    teams: TeamMask,
    waiting: u32,
    queue: Queue,
}

#[derive(Debug, Clone)]
enum Queue {
    /// An entity that leaves the middle leaves an empty place behind, so that leaving costs the
    /// same wherever it stands; `head` is the number of the place in front. The place in front is
    /// never empty.
    Places { places: VecDeque<Option<Waiting>>, head: u64 },
    /// Ordered by rank, then by number.
    Ranked(BTreeMap<(u64, u64), Waiting>),
    /// In no order.
    Bag(Vec<Waiting>),
}

/// Numbers of places start here, so that there is room in front of the first.
const FIRST_NUMBER: u64 = 1 << 32;

impl Queue {
    fn new(discipline: Discipline) -> Self {
        match discipline {
            Discipline::FirstCome => Self::Places { places: VecDeque::new(), head: FIRST_NUMBER },
            Discipline::LeastRank => Self::Ranked(BTreeMap::new()),
            Discipline::Random => Self::Bag(Vec::new()),
        }
    }

    /// Puts an entity in; `front` before everyone who waits. Returns its key.
    #[inline(always)]
    fn join(&mut self, waiting: Waiting, rank: u64, front: bool) -> (u64, u64) {
        let order = waiting.order;
        match self {
            Self::Places { places, head } if front => {
                places.push_front(Some(waiting));
                *head -= 1;
                (order, *head)
            }
            Self::Places { places, head } => {
                places.push_back(Some(waiting));
                (order, *head + places.len() as u64 - 1)
            }
            Self::Ranked(map) => {
                rank_in(map, if front { 0 } else { rank }, waiting.entity, waiting.since, order)
            }
            Self::Bag(bag) => {
                bag.push(waiting);
                (0, order)
            }
        }
    }

    fn leave(&mut self, key: (u64, u64)) -> Option<Waiting> {
        match self {
            Self::Places { places, head } => {
                let (order, number) = key;
                let place = usize::try_from(number.checked_sub(*head)?).ok()?;
                // Places in front are numbered anew after a hand back, so the number alone may by now be
                // somebody else's.
                let left = places.get_mut(place)?.take_if(|waiting| waiting.order == order);
                tidy(places, head);
                left
            }
            Self::Ranked(map) => map.remove(&key),
            Self::Bag(bag) => {
                let place = bag.iter().position(|waiting| waiting.order == key.1)?;
                Some(bag.swap_remove(place))
            }
        }
    }

    /// Rank and order of whoever is next; of a bag, of nobody in particular.
    #[inline]
    fn front(&self) -> Option<(u64, u64)> {
        match self {
            Self::Places { places, .. } => {
                places.front().copied().flatten().map(|waiting| (0, waiting.order))
            }
            Self::Ranked(map) => map.first_key_value().map(|(key, _)| *key),
            Self::Bag(bag) => bag.first().map(|waiting| (0, waiting.order)),
        }
    }

    #[inline(always)]
    fn take(&mut self, choice: u32) -> Option<Waiting> {
        match self {
            Self::Places { places, head } => take_front(places, head),
            Self::Ranked(map) => take_first(map),
            Self::Bag(bag) => ((choice as usize) < bag.len()).then(|| bag.swap_remove(choice as usize)),
        }
    }
}

/// Puts an entity into a line by rank. Returns its key.
// What it takes is taken apart, so that it need not be in memory for lines of other kinds either.
#[inline(never)]
fn rank_in(
    map: &mut BTreeMap<(u64, u64), Waiting>,
    rank: u64,
    entity: u32,
    since: SimTime,
    order: u64,
) -> (u64, u64) {
    map.insert((rank, order), Waiting { entity, since, order });
    (rank, order)
}

#[inline(never)]
fn take_first(map: &mut BTreeMap<(u64, u64), Waiting>) -> Option<Waiting> {
    map.pop_first().map(|(_, waiting)| waiting)
}

#[inline(always)]
fn take_front(places: &mut VecDeque<Option<Waiting>>, head: &mut u64) -> Option<Waiting> {
    let front = places.pop_front().flatten();
    *head += 1;
    tidy(places, head);
    front
}

/// Drops empty places in front.
#[inline]
fn tidy(places: &mut VecDeque<Option<Waiting>>, head: &mut u64) {
    while let Some(None) = places.front() {
        places.pop_front();
        *head += 1;
    }
}

/// A line: classes in order, and within a class the discipline.
#[derive(Debug, Clone)]
pub struct Line {
    discipline: Discipline,
    parts: Vec<Part>,
    waiting: u32,
    /// Share of services that look at class 0 before anyone else, when it is not all of them.
    first_class_share: Option<f64>,
    /// What class 0 is owed: grows by the share with every service.
    owed: f64,
}

impl Line {
    /// An empty line. Class 0 is served first, always, or in `first_class_share` (0..1) of the
    /// services; in the others the classes count alike.
    pub fn new(discipline: Discipline, first_class_share: Option<f64>) -> Self {
        Self { discipline, parts: Vec::new(), waiting: 0, first_class_share, owed: 0.0 }
    }

    /// Number in line.
    #[inline]
    pub fn waiting(&self) -> u32 {
        self.waiting
    }

    /// The discipline.
    pub fn discipline(&self) -> Discipline {
        self.discipline
    }

    /// Number in line whom one of `teams` may serve.
    #[inline(always)]
    pub fn waiting_for(&self, teams: TeamMask) -> u32 {
        if let [only] = self.parts.as_slice() {
            return if only.teams & teams == 0 { 0 } else { only.waiting };
        }
        self.parts.iter().filter(|part| part.teams & teams != 0).map(|part| part.waiting).sum()
    }

    /// Puts an entity into the line, at the front of its class if `front` (a case handed over): its
    /// order must then lie below that of everyone who waits. Where the order is random, nobody is in
    /// front.
    #[inline(always)]
    pub fn join(&mut self, waiting: Waiting, claim: Claim, front: bool) -> Ticket {
        let at = self.part(claim.class, claim.teams);
        let part = &mut self.parts[at];
        part.waiting += 1;
        self.waiting += 1;
        Ticket { part: at as u16, key: part.queue.join(waiting, claim.rank, front) }
    }

    /// Gives the holder of a ticket another claim, with its arrival and order as they are, and with the rank before
    /// all others if `front`. `None` if it is no longer in the line, or if the line is kept by places
    /// ([`Discipline::FirstCome`]), in which nobody can be put between others: a line whose claims may change is one
    /// of [`Discipline::LeastRank`] with equal ranks.
    #[inline(never)]
    pub fn change_claim(
        &mut self,
        ticket: Ticket,
        claim: Claim,
        front: impl FnOnce(&Waiting) -> bool,
    ) -> Option<Ticket> {
        if self.discipline == Discipline::FirstCome {
            return None;
        }
        let waiting = self.leave(ticket)?;
        let front = front(&waiting);
        Some(self.join(waiting, claim, front))
    }

    /// The part of a class and its teams; tickets hold its position, so parts are only ever added.
    #[inline]
    fn part(&mut self, class: u8, teams: TeamMask) -> usize {
        if let [only] = self.parts.as_slice()
            && only.class == class
            && only.teams == teams
        {
            return 0;
        }
        if let Some(at) = self.parts.iter().position(|part| part.class == class && part.teams == teams) {
            return at;
        }
        self.parts.push(Part { class, teams, waiting: 0, queue: Queue::new(self.discipline) });
        self.parts.len() - 1
    }

    /// Takes the holder of a ticket out of the line; `None` if it is no longer in it.
    pub fn leave(&mut self, ticket: Ticket) -> Option<Waiting> {
        let part = self.parts.get_mut(usize::from(ticket.part))?;
        let left = part.queue.leave(ticket.key)?;
        part.waiting -= 1;
        self.waiting -= 1;
        Some(left)
    }

    /// Order of arrival of whoever `teams` would serve next, to compare with other lines.
    #[inline]
    pub fn next_order(&self, teams: TeamMask) -> Option<u64> {
        let part = &self.parts[self.best(teams, self.looks_at_class_0())?];
        part.queue.front().map(|(_, order)| order)
    }

    /// Takes out whoever `teams` serve next. `choose` is asked only by [`Discipline::Random`]: it
    /// picks a number below the one it gets.
    #[inline(always)]
    pub fn next(&mut self, teams: TeamMask, choose: impl FnOnce(u32) -> u32) -> Option<Waiting> {
        if self.waiting == 0 {
            return None;
        }
        // Most lines know no classes.
        if let [only] = self.parts.as_mut_slice()
            && let Queue::Places { places, head } = &mut only.queue
            && self.first_class_share.is_none()
        {
            if only.teams & teams == 0 {
                return None;
            }
            let front = take_front(places, head)?;
            only.waiting -= 1;
            self.waiting -= 1;
            return Some(front);
        }
        let first = self.looks_at_class_0();
        let at = self.best(teams, first)?;
        let (at, choice) = match self.discipline {
            Discipline::Random => self.lot(teams, self.parts[at].class, first, choose),
            Discipline::FirstCome | Discipline::LeastRank => (at, 0),
        };
        if let Some(share) = self.first_class_share {
            self.owed += share - f64::from(u8::from(first));
        }
        let part = &mut self.parts[at];
        let taken = part.queue.take(choice)?;
        part.waiting -= 1;
        self.waiting -= 1;
        Some(taken)
    }

    /// Whoever `teams` would serve next, to compare with a shadow.
    pub(super) fn front(&self, teams: TeamMask) -> Option<Front> {
        let by_class = self.looks_at_class_0();
        let part = &self.parts[self.best(teams, by_class)?];
        let (rank, order) = part.queue.front()?;
        let alike = |part: &&Part| part.teams & teams != 0;
        let total = |class: u8| -> u32 {
            let alike = self.parts.iter().filter(alike).filter(|part| !by_class || part.class == class);
            alike.map(|part| part.waiting).sum()
        };
        let random = matches!(self.discipline, Discipline::Random);
        Some(Front { by_class, class: part.class, rank, order, alike: random.then(|| total(part.class)) })
    }

    /// Whether the next service looks at class 0 first.
    #[inline]
    fn looks_at_class_0(&self) -> bool {
        self.first_class_share.is_none_or(|share| self.owed + share >= 1.0)
    }

    /// The part whose front is next: the lowest class first (unless classes count alike now), then
    /// the least rank, then the earliest.
    #[inline]
    fn best(&self, teams: TeamMask, classes: bool) -> Option<usize> {
        if let [only] = self.parts.as_slice() {
            return (only.waiting > 0 && only.teams & teams != 0).then_some(0);
        }
        let mut best: Option<((u8, u64, u64), usize)> = None;
        for (at, part) in self.parts.iter().enumerate() {
            if part.waiting == 0 || part.teams & teams == 0 {
                continue;
            }
            let class = if classes { part.class } else { 0 };
            if let Some((rank, order)) = part.queue.front()
                && best.is_none_or(|(key, _)| (class, rank, order) < key)
            {
                best = Some(((class, rank, order), at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Draws one of all who are next alike: the part and the place within it.
    fn lot(
        &self,
        teams: TeamMask,
        class: u8,
        classes: bool,
        choose: impl FnOnce(u32) -> u32,
    ) -> (usize, u32) {
        let alike = |part: &Part| part.teams & teams != 0 && (!classes || part.class == class);
        let total: u32 = self.parts.iter().filter(|part| alike(part)).map(|part| part.waiting).sum();
        let mut choice = choose(total);
        for (at, part) in self.parts.iter().enumerate().filter(|(_, part)| alike(part)) {
            if choice < part.waiting {
                return (at, choice);
            }
            choice -= part.waiting;
        }
        (0, u32::MAX)
    }
}

#[cfg(test)]
mod tests;
