//! Figures by hour of the day, by weekday, and by who serves.
//!
//! Arrivals and waits belong to the hour at which somebody comes, services and decisions to that at which they are done,
//! and work to every hour in which it is done. What counts of all this is what a tally counts.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::metrics::{Measure, plain, ratio, share, time_share};
use super::{ApplicationRecord, TallyConfig};
use crate::time::{HOUR, MINUTE, OfficeHours, SimDuration, SimTime};

/// Hours of a day, and then weekdays from Monday.
pub const SLOTS: usize = 24 + 7;

/// Names and units of what is told of a station by hour and weekday.
pub const SLOT_MEASURES: [(&str, &str); 4] =
    [("arrivals", "count"), ("served", "count"), ("wait_mean", "minutes"), ("utilisation", "share")];
/// Of all applications together.
pub const FLOW_MEASURES: [(&str, &str); 3] =
    [("applications", "count"), ("decisions", "count"), ("approvals", "count")];
/// Of one of a team's people, or a group of them.
pub const RESOURCE_MEASURES: [(&str, &str); 5] = [
    ("served", "count"),
    ("utilisation", "share"),
    ("wait_mean", "minutes"),
    ("decisions", "count"),
    ("approval_rate", "share"),
];

/// People of a team on the same hours.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupPlan {
    /// The first of them and the one behind the last, counted from 0.
    pub people: Range<u32>,
    /// Hours on duty of one of them, as far as they count.
    pub duty: f64,
}

/// A team.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamPlan {
    /// Its name.
    pub name: String,
    /// What one of its people is called, without the number.
    pub member: String,
    /// Its people by their hours.
    pub groups: Vec<GroupPlan>,
    /// Whether each of them is told apart; else groups alone are.
    pub one_by_one: bool,
}

/// What has to be known beforehand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimePlan {
    /// The weekday of the first day, from Monday.
    pub first_weekday: u8,
    /// Per station: hours on duty of its teams, slot by slot, as far as they count.
    pub duty: Vec<[f64; SLOTS]>,
    /// The teams.
    pub teams: Vec<TeamPlan>,
}

impl TimePlan {
    /// The hour and the weekday of a moment.
    #[inline]
    pub fn slots(&self, at: SimTime) -> [usize; 2] {
        let hour = (at.time_of_day().ticks() / HOUR.ticks()) as usize;
        let weekday = ((u32::from(self.first_weekday) + at.day()) % 7) as usize;
        [hour, 24 + weekday]
    }
}

/// The parts of a stretch of time that lie within one hour each.
pub fn by_hour(from: SimTime, until: SimTime) -> impl Iterator<Item = (SimTime, SimTime)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let next = SimTime::from_ticks((at.ticks() / HOUR.ticks() + 1) * HOUR.ticks());
        let part = (at, next.min(until));
        at = part.1;
        (part.0 < until).then_some(part)
    })
}

/// What is counted in a slot of one station.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Slot {
    arrivals: u64,
    served: u64,
    /// Visits that are over, and their waits, ticks.
    waits: u64,
    waited: u64,
    /// Time worked, ticks.
    busy: u64,
}

/// What is counted of one of a team's people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Resource {
    served: u64,
    waited: u64,
    busy: u64,
    decisions: u64,
    approvals: u64,
}

/// A stretch of work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worked<'a> {
    pub(super) station: u16,
    pub(super) by: (u16, u32),
    pub(super) hours: &'a OfficeHours,
    pub(super) from: SimTime,
    pub(super) until: SimTime,
    pub(super) straight: bool,
}

/// The counts of one replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByTime {
    #[serde(skip)]
    plan: Arc<TimePlan>,
    /// Work counts between these moments.
    from: SimTime,
    until: SimTime,
    stations: Vec<[Slot; SLOTS]>,
    /// Filed, decided and approved.
    flow: [[u64; FLOW_MEASURES.len()]; SLOTS],
    resources: Vec<Vec<Resource>>,
}

fn minutes(ticks: u64) -> f64 {
    ticks as f64 / MINUTE.ticks() as f64
}

fn hours(ticks: u64) -> f64 {
    ticks as f64 / HOUR.ticks() as f64
}

impl ByTime {
    /// Nothing counted.
    pub(super) fn new(config: &TallyConfig, plan: &Arc<TimePlan>) -> Self {
        let people = |team: &TeamPlan| team.groups.last().map_or(0, |last| last.people.end as usize);
        Self {
            plan: Arc::clone(plan),
            from: config.warm_up,
            until: SimTime::from_day(config.arrival_days),
            stations: vec![[Slot::default(); SLOTS]; config.stations.len()],
            flow: [[0; FLOW_MEASURES.len()]; SLOTS],
            resources: plan.teams.iter().map(|team| vec![Resource::default(); people(team)]).collect(),
        }
    }

    /// Takes its place before a plan again; `None` if it is of another.
    pub(super) fn belongs_to(&mut self, config: &TallyConfig, plan: &Arc<TimePlan>) -> Option<()> {
        let fresh = Self::new(config, plan);
        let people = |all: &Self| all.resources.iter().map(Vec::len).collect::<Vec<_>>();
        let same = (self.from, self.until) == (fresh.from, fresh.until)
            && self.stations.len() == fresh.stations.len()
            && people(self) == people(&fresh);
        self.plan = fresh.plan;
        same.then_some(())
    }

    fn at(&mut self, station: u16, moment: SimTime, add: impl Fn(&mut Slot)) {
        let slots = self.plan.slots(moment);
        for slot in slots {
            add(&mut self.stations[usize::from(station)][slot]);
        }
    }

    fn resource(&mut self, (team, server): (u16, u32)) -> Option<&mut Resource> {
        self.resources.get_mut(usize::from(team))?.get_mut(server as usize)
    }

    #[inline(never)]
    pub(super) fn joined(&mut self, station: u16, now: SimTime) {
        self.at(station, now, |slot| slot.arrivals += 1);
    }

    /// A visit is over, of someone who came then and has been in line for so long.
    #[inline(never)]
    pub(super) fn waited(&mut self, station: u16, since: SimTime, waited: SimDuration) {
        self.at(station, since, |slot| {
            slot.waits += 1;
            slot.waited += waited.ticks();
        });
    }

    #[inline(never)]
    pub(super) fn served(&mut self, station: u16, by: (u16, u32), waited: SimDuration, now: SimTime) {
        self.at(station, now, |slot| slot.served += 1);
        if let Some(resource) = self.resource(by) {
            resource.served += 1;
            resource.waited += waited.ticks();
        }
    }

    #[inline(never)]
    pub(super) fn worked(&mut self, stretch: &Worked<'_>) {
        let (from, until) = (stretch.from.max(self.from), stretch.until.min(self.until));
        for (from, until) in by_hour(from, until) {
            let time = if stretch.straight { until.since(from) } else { stretch.hours.between(from, until) };
            self.at(stretch.station, from, |slot| slot.busy += time.ticks());
            if let Some(resource) = self.resource(stretch.by) {
                resource.busy += time.ticks();
            }
        }
    }

    #[inline(never)]
    pub(super) fn judged(&mut self, by: (u16, u32), approved: bool) {
        if let Some(resource) = self.resource(by) {
            resource.decisions += 1;
            resource.approvals += u64::from(approved);
        }
    }

    #[inline(never)]
    pub(super) fn application(&mut self, record: &ApplicationRecord<'_>) {
        for slot in self.plan.slots(record.submitted_at) {
            self.flow[slot][0] += 1;
        }
        if let (Some(at), Some(approved)) = (record.decided_at, record.approved) {
            for slot in self.plan.slots(at) {
                self.flow[slot][1] += 1;
                self.flow[slot][2] += u64::from(approved);
            }
        }
    }

    /// What is told by hour and weekday: station by station, slot by slot, the measures of a station, and then slot by
    /// slot those of all applications.
    pub fn measures(&self) -> Vec<Measure> {
        let mut all = Vec::new();
        for (slots, duty) in self.stations.iter().zip(&self.plan.duty) {
            for (slot, duty) in slots.iter().zip(duty) {
                all.push(plain(Some(slot.arrivals as f64)));
                all.push(plain(Some(slot.served as f64)));
                all.push(ratio(minutes(slot.waited), slot.waits));
                all.push(plain(time_share(hours(slot.busy), *duty)));
            }
        }
        all.extend(self.flow.iter().flatten().map(|count| plain(Some(*count as f64))));
        all
    }

    /// What is told of people: team by team, of each first the groups and then, where they are told apart, the people.
    pub fn of_resources(&self) -> Vec<Measure> {
        let mut all = Vec::new();
        let mut tell = |people: &[Resource], duty: f64| {
            let sum = |of: fn(&Resource) -> u64| people.iter().map(of).sum::<u64>();
            let served = sum(|one| one.served);
            all.push(plain(Some(served as f64)));
            all.push(plain(time_share(hours(sum(|one| one.busy)), duty)));
            all.push(ratio(minutes(sum(|one| one.waited)), served));
            all.push(plain(Some(sum(|one| one.decisions) as f64)));
            all.push(share(sum(|one| one.approvals), sum(|one| one.decisions)));
        };
        for (team, people) in self.plan.teams.iter().zip(&self.resources) {
            for group in &team.groups {
                let members = group.people.start as usize..group.people.end as usize;
                tell(&people[members.clone()], group.duty * members.len() as f64);
            }
            for group in team.groups.iter().filter(|_| team.one_by_one) {
                for member in group.people.clone() {
                    tell(&people[member as usize..=member as usize], group.duty);
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_cut_at_full_hours() {
        let at = |minutes: u64| SimTime::START + minutes * MINUTE;
        let parts: Vec<_> = by_hour(at(50), at(130)).collect();
        assert_eq!(parts, [(at(50), at(60)), (at(60), at(120)), (at(120), at(130))]);
        assert_eq!(by_hour(at(60), at(60)).count(), 0);
        let plan = TimePlan { first_weekday: 6, ..TimePlan::default() };
        assert_eq!(plan.slots(at(60)), [1, 24 + 6]);
        assert_eq!(plan.slots(at(24 * 60 + 59)), [0, 24]);
    }
}
