//! Overload, told from what happened: lines that grow, people who come back more and more, work that cannot be done.
//!
//! A station in steady state has the same line in the middle of the period and at its end. Where stations share people
//! they are judged together, as what one of them leaves free may be used up by another.

use std::ops::Range;

use super::Estimates;
use crate::model::{Breakdowns, Model, StageConfig, StageId, StationConfig, TeamConfig};
use crate::observe::{StationLoad, Windows};
use crate::stats::{ConfidenceLevel, Moments, t_interval};
use crate::time::SimTime;

/// Growth of work in line that is worth a warning, as a share of the time on duty.
const MARGIN: f64 = 0.02;
/// The same where replications are too few for a test.
const CLEAR_MARGIN: f64 = 0.10;
/// Replications from which growth is tested.
const FEW: usize = 4;
/// Probability that growth is found by the test where there is none, one-sided; that it must also exceed
/// 2 % of the time on duty makes it less.
pub const FALSE_ALARM: f64 = 0.01;

/// What makes work longer, people fewer, or cases come again.
#[derive(Debug, Clone, PartialEq)]
pub enum OverloadReason {
    /// More work comes than there is time on duty.
    Arrivals,
    /// The people of a team are out of order for this share of their time on duty.
    Breakdowns(String, f64),
    /// The people of a team are productive for this share of their time on duty.
    Availability(String, f64),
    /// Services at a station take this many times as long as its `service` says, by `adjust`.
    Adjust(String, f64),
    /// The same by `service_when`.
    ServiceWhen(String, f64),
    /// Whoever leaves the line of a station, or does not join it, comes back.
    Retrials(String),
    /// A team serves some cases only.
    Serves(String),
    /// People of a team are away on this share of their days.
    Absence(String, f64),
}

/// Stations with more work than their people can do.
#[derive(Debug, Clone, PartialEq)]
pub struct Overload {
    /// Their names; several share people.
    pub stations: Vec<String>,
    /// Work that comes over work that can be done. Those who come back count in it again, unless it is known who comes
    /// for the first time. Work of those who leave a line unserved does not count where a line grows, and that of those
    /// who do not join it counts nowhere but in [`Self::offered`].
    pub load: f64,
    /// All the work that comes over work that can be done on the recent days, whoever leaves; `None` where nobody leaves,
    /// or the load is that already.
    pub offered: Option<f64>,
    /// What is seen.
    pub sign: OverloadSign,
    /// Why, the weightiest first; never empty.
    pub reasons: Vec<OverloadReason>,
}

/// What an overload was told by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OverloadSign {
    /// Mean number in line on so many days in the middle of the period and on as many at its end.
    LineGrows([f64; 2], u32),
    /// Arrivals a day in the middle and at the end: those who come back included.
    MoreComeBack([f64; 2]),
    /// More work comes than can be done; this many leave the line without service a replication, of those who came
    /// on the days looked at.
    Leave(f64),
}

/// Stations that share people.
struct Group<'a> {
    /// Position among the stations, the stage and the station.
    stations: Vec<(usize, StageId, &'a StageConfig, &'a StationConfig)>,
    teams: Vec<u16>,
}

/// Stations in use, grouped by the people they share.
fn groups(model: &Model) -> Vec<Group<'_>> {
    let stages = (0_u16..).zip(&model.config().process.stages);
    let stations = stages.filter_map(|(id, stage)| stage.station().map(|station| (id, stage, station)));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, (id, stage, station)) in stations.enumerate().filter(|(_, (_, stage, _))| stage.enabled) {
        let mut group = Group { stations: vec![(at, id, stage, station)], teams: station.teams.clone() };
        // Groups that shared nobody so far may be joined by this station.
        groups.retain_mut(|other| {
            let apart = other.teams.iter().all(|team| !group.teams.contains(team));
            if !apart {
                group.stations.splice(0..0, other.stations.drain(..));
                group.teams.append(&mut other.teams);
            }
            apart
        });
        group.teams.sort_unstable();
        group.teams.dedup();
        groups.push(group);
    }
    groups
}

/// Every overload of a run.
///
/// Told by the growth of work in line (the number in line times the mean service that was seen) from the middle week of
/// the period to the last one, as a share of the time on duty between them. It must be above 2 %, and Student's
/// test over replications must find it above 0; with fewer than four replications, above 10 % and the line longer
/// on every day at the end than before (see [`crate::observe::LineGrowth::clear`]), in all of them. Where whoever does not join the line, or leaves
/// it, comes back, work on its way back grows by as much as arrivals at the station do, which are held against
/// the same limits. Where cases leave a line unserved, or the period is too short for a trend, the work that joins
/// is held against the time on duty of people in order, by the same limits.
/// Nothing is said where what is filed on some days alone is counted.
pub fn overloads(model: &Model, estimates: &Estimates) -> Vec<Overload> {
    let groups = if model.tally_config().by_filing { Vec::new() } else { groups(model) };
    groups.iter().filter_map(|group| group.overload(model, estimates)).collect()
}

/// Whether what is found in the replications is above 0, and worth saying.
fn holds(found: &[f64], clear: bool) -> bool {
    let moments: Moments = found.iter().copied().collect();
    let Some(mean) = moments.mean() else { return false };
    if found.len() < FEW {
        return clear && mean > CLEAR_MARGIN;
    }
    let two_sided = ConfidenceLevel::new(1.0 - 2.0 * FALSE_ALARM).unwrap_or_default();
    // Without an interval all are equal.
    mean > MARGIN && t_interval(&moments, two_sided).is_none_or(|interval| interval.low > 0.0)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    values.collect::<Moments>().mean().unwrap_or(0.0)
}

impl Group<'_> {
    fn overload(&self, model: &Model, estimates: &Estimates) -> Option<Overload> {
        let loads: Vec<&[StationLoad]> = self
            .stations
            .iter()
            .map(|(at, ..)| estimates.stations.get(*at).map_or(&[][..], |s| &s.loads))
            .collect();
        let windows = windows(model);
        let hours: Vec<f64> = self
            .stations
            .iter()
            .zip(&loads)
            .map(|((_, _, _, station), loads)| service_hours(station, loads, model))
            .collect();
        let (load, sign) = self
            .growing_line(model, &windows, &loads, &hours)
            .or_else(|| self.coming_back(model, estimates, &windows, &loads, &hours))
            .or_else(|| self.unserved(model, &windows, &loads, &hours))?;
        let reasons = self.reasons(model, &windows, &loads, &hours, sign);
        Some(Overload {
            stations: self.stations.iter().map(|(_, _, stage, _)| stage.name.clone()).collect(),
            load,
            offered: self.offered(model, &windows, &loads, &hours, sign).filter(|offered| *offered > load),
            sign,
            reasons,
        })
    }

    /// All the work that comes on the recent days, of those who leave and do not join too, over what can be done on them;
    /// `None` where nobody leaves, and where those who come back are what the load is told by.
    fn offered(
        &self,
        model: &Model,
        windows: &Windows,
        loads: &[&[StationLoad]],
        hours: &[f64],
        sign: OverloadSign,
    ) -> Option<f64> {
        let capacity = self.capacity(model, windows.recent.clone()?);
        let all = || loads.iter().flat_map(|loads| loads.iter());
        let leave = all().any(|load| load.abandoned > 0 || load.arrivals > load.joined);
        if capacity <= 0.0 || !leave || matches!(sign, OverloadSign::MoreComeBack(_)) {
            return None;
        }
        let work = loads.iter().zip(hours);
        let work = work.map(|(loads, hours)| mean(loads.iter().map(|load| load.arrivals as f64)) * hours);
        Some(work.sum::<f64>() / capacity)
    }

    /// Time on duty of people in order on some days, hours.
    fn capacity(&self, model: &Model, days: Range<u32>) -> f64 {
        let in_order =
            |team: &TeamConfig| duty(team, days.clone()) * team.breakdowns.as_ref().map_or(1.0, in_order);
        self.each_team(model).map(in_order).sum()
    }

    /// Time of the people on duty on some days, hours.
    fn duty(&self, model: &Model, days: Range<u32>) -> f64 {
        self.each_team(model).map(|team| duty(team, days.clone())).sum()
    }

    fn each_team<'m>(&self, model: &'m Model) -> impl Iterator<Item = &'m TeamConfig> {
        self.teams.iter().map(|team| &model.config().process.teams[usize::from(*team)])
    }

    fn growing_line(
        &self,
        model: &Model,
        windows: &Windows,
        loads: &[&[StationLoad]],
        hours: &[f64],
    ) -> Option<(f64, OverloadSign)> {
        let [middle, last] = windows.growth.clone()?;
        let duty = self.duty(model, middle.start..last.start);
        if duty <= 0.0 {
            return None;
        }
        let replications = loads.first()?.len();
        let of =
            |replication: usize| loads.iter().map(move |loads| loads[replication].growth.unwrap_or_default());
        let grown = |replication: usize| -> f64 {
            of(replication).zip(hours).map(|(growth, hours)| (growth.line[1] - growth.line[0]) * hours).sum()
        };
        let shares: Vec<f64> = (0..replications).map(|replication| grown(replication) / duty).collect();
        let clear = (0..replications).all(|replication| of(replication).any(|growth| growth.clear));
        if !holds(&shares, clear) {
            return None;
        }
        let done = mean((0..replications).map(|one| of(one).map(|growth| growth.busy_hours).sum()));
        let load = 1.0 + mean((0..replications).map(grown)) / done;
        let line =
            [0, 1].map(|at| mean((0..replications).map(|one| of(one).map(|growth| growth.told[at]).sum())));
        let days = windows.told().map_or(0, |[_, last]| last.end - last.start);
        Some((load, OverloadSign::LineGrows(line, days)))
    }

    fn coming_back(
        &self,
        model: &Model,
        estimates: &Estimates,
        windows: &Windows,
        loads: &[&[StationLoad]],
        hours: &[f64],
    ) -> Option<(f64, OverloadSign)> {
        let [_, last] = windows.growth.clone()?;
        let (length, duty) = (last.end - last.start, self.duty(model, last.clone()));
        let back = self.stations.iter().position(|(_, id, _, station)| comes_back(model, *id, station))?;
        if duty <= 0.0 {
            return None;
        }
        let arrivals = |at: usize| {
            loads[back].iter().map(move |load| load.growth.unwrap_or_default().arrivals[at] as f64)
        };
        let share = |count: f64| count * hours[back] / duty;
        let shares: Vec<f64> =
            arrivals(1).zip(arrivals(0)).map(|(last, middle)| share(last - middle)).collect();
        let with_those = share(mean(arrivals(1)));
        if with_those <= 1.0 || !holds(&shares, shares.iter().all(|share| *share > CLEAR_MARGIN)) {
            return None;
        }
        // Of entities at the first stage it is known how many came for the first time.
        let first_time = (model.config().plain && self.stations[back].1 == 0)
            .then(|| share(last.map(|day| estimates.day(day).arrivals).sum()));
        let load = first_time.unwrap_or(with_those);
        let a_day = [0, 1].map(|at| mean(arrivals(at)) / f64::from(length));
        Some((load, OverloadSign::MoreComeBack(a_day)))
    }

    fn unserved(
        &self,
        model: &Model,
        windows: &Windows,
        loads: &[&[StationLoad]],
        hours: &[f64],
    ) -> Option<(f64, OverloadSign)> {
        let capacity = self.capacity(model, windows.recent.clone()?);
        let leave = mean(loads.iter().flat_map(|loads| loads.iter()).map(|load| load.abandoned as f64));
        if capacity <= 0.0 || (windows.growth.is_some() && leave <= 0.0) {
            return None;
        }
        let replications = loads.first()?.len();
        let over: Vec<f64> = (0..replications)
            .map(|one| {
                let work = loads.iter().zip(hours).map(|(loads, hours)| loads[one].joined as f64 * hours);
                work.sum::<f64>() / capacity - 1.0
            })
            .collect();
        let clear = over.iter().all(|over| *over > CLEAR_MARGIN);
        holds(&over, clear).then(|| (1.0 + mean(over.iter().copied()), OverloadSign::Leave(leave)))
    }

    /// Why: what makes services longer and people fewer, the weightiest first. None of it counts where the work of
    /// `service` alone is more than the time on duty.
    fn reasons(
        &self,
        model: &Model,
        windows: &Windows,
        loads: &[&[StationLoad]],
        hours: &[f64],
        sign: OverloadSign,
    ) -> Vec<OverloadReason> {
        let mut weighed: Vec<(f64, OverloadReason)> = Vec::new();
        for team in self.each_team(model) {
            let name = || team.name.clone();
            if let Some(breakdowns) = &team.breakdowns {
                let share = in_order(breakdowns);
                weighed.push((1.0 / share, OverloadReason::Breakdowns(name(), 1.0 - share)));
            }
            if team.availability < 1.0 {
                weighed
                    .push((1.0 / team.availability, OverloadReason::Availability(name(), team.availability)));
            }
            if team.absence > 0.0 {
                weighed.push((1.0 / (1.0 - team.absence), OverloadReason::Absence(name(), team.absence)));
            }
            if !team.serves.is_empty() {
                weighed.push((1.0, OverloadReason::Serves(name())));
            }
        }
        for ((_, id, stage, station), hours) in self.stations.iter().zip(hours) {
            let longer = hours / plain_hours(station, model);
            if longer > 1.0 + MARGIN {
                let name = stage.name.clone();
                if !station.adjust.is_empty() {
                    weighed.push((longer, OverloadReason::Adjust(name.clone(), longer)));
                }
                if !station.service_when.is_empty() {
                    weighed.push((longer, OverloadReason::ServiceWhen(name, longer)));
                }
            }
            if comes_back(model, *id, station) {
                let weight = if matches!(sign, OverloadSign::MoreComeBack(_)) { f64::INFINITY } else { 1.0 };
                weighed.push((weight, OverloadReason::Retrials(stage.name.clone())));
            }
        }
        let plain: f64 = windows.recent.clone().map_or(0.0, |recent| {
            let whole =
                |team: &TeamConfig| duty(team, recent.clone()) / (1.0 - team.absence).max(f64::MIN_POSITIVE);
            let time: f64 = self.each_team(model).map(whole).sum();
            let work = self.stations.iter().zip(loads).map(|((_, _, _, station), loads)| {
                let alone = station.service.mean() / 3_600.0;
                mean(loads.iter().map(|load| load.joined as f64)) * alone
            });
            work.sum::<f64>() / time
        });
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut reasons: Vec<OverloadReason> = weighed.into_iter().map(|(_, reason)| reason).collect();
        let back = matches!(sign, OverloadSign::MoreComeBack(_));
        if reasons.is_empty() || (plain > 1.0 && !back) {
            reasons.insert(0, OverloadReason::Arrivals);
        }
        reasons
    }
}

fn windows(model: &Model) -> Windows {
    let config = model.config();
    let cycle = model.tally_config().stations.first().and_then(|station| station.cycle);
    let warm_up = config.warm_up;
    let first = warm_up.day() + u32::from(warm_up > SimTime::from_day(warm_up.day()));
    Windows::of(cycle, first, config.arrivals.days)
}

fn duty(team: &TeamConfig, days: Range<u32>) -> f64 {
    team.duty_between(SimTime::from_day(days.start), SimTime::from_day(days.end))
}

/// Share of the time in which people are in order: a failure comes after a time on duty, and a repair takes calendar
/// time, of which what falls on duty counts; for shifts that are long beside repairs it is all of it.
fn in_order(breakdowns: &Breakdowns) -> f64 {
    let (every, repair) = (breakdowns.every.mean(), breakdowns.repair.mean());
    if every + repair > 0.0 { every / (every + repair) } else { 1.0 }
}

/// Mean time of people that a service takes, hours: as seen, or as written where none was.
fn service_hours(station: &StationConfig, loads: &[StationLoad], model: &Model) -> f64 {
    let (busy, served) =
        loads.iter().fold((0.0, 0), |sum, load| (sum.0 + load.busy_hours, sum.1 + load.served));
    if served > 0 { busy / served as f64 } else { plain_hours(station, model) }
}

/// The same by `service` alone, at the availability of its people.
fn plain_hours(station: &StationConfig, model: &Model) -> f64 {
    let teams = &model.config().process.teams;
    let availability =
        station.teams.iter().map(|team| teams[usize::from(*team)].availability).fold(0.0, f64::max);
    station.service.mean() / 3_600.0 / availability
}

/// Whether whoever balks at a station or leaves its line may come to it again.
fn comes_back(model: &Model, id: StageId, station: &StationConfig) -> bool {
    let stages = &model.config().process.stages;
    let mut ahead: Vec<StageId> = [station.balked, station.reneged].into_iter().flatten().collect();
    let mut seen = vec![false; stages.len()];
    while let Some(next) = ahead.pop() {
        if next == id {
            return true;
        }
        if !std::mem::replace(&mut seen[usize::from(next)], true) {
            ahead.extend(stages[usize::from(next)].successors());
        }
    }
    false
}
