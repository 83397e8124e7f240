//! What a reader must know before trusting the numbers of a run.

use crate::experiment::{FoundWarmUp, Run, RunPlan};
use crate::model::{Model, StationConfig};
use crate::observe::{METRICS, STATION_MEASURES};
use crate::results::ExpectationRow;
use crate::scenario::Settings;
use crate::time::{SimTime, Stamper};

/// Position of the share that balks among the measures of a station.
const BALKED_SHARE: usize = 14;
const _: () = assert!(matches!(STATION_MEASURES[BALKED_SHARE].0.as_bytes(), b"balked_share"));

/// Warnings about a run, the weightiest first.
pub(super) fn warnings(model: &Model, run: &Run, plan: &RunPlan) -> Vec<String> {
    let asked = plan.replications;
    let estimates = &run.estimates;
    let mut found = Vec::new();
    if run.interrupted {
        found.push(format!(
            "interrupted: {} of {asked} replications are in the tables",
            estimates.replications
        ));
    }
    for precision in &plan.precision {
        let (name, played) = (METRICS[precision.metric].name, estimates.replications);
        match estimates.metric_interval(precision.metric).map(|interval| interval.half_width()) {
            Some(reached) if reached <= precision.half_width => {}
            Some(reached) => found.push(format!(
                "the precision of `{name}` is not reached after {played} replications: ±{} was asked for, \
                 ±{reached:.2e} is reached",
                precision.half_width,
            )),
            None => found.push(match estimates.metrics[precision.metric].moments.count() {
                0 => format!(
                    "`{name}` is not defined in any of {played} replications, so no precision can be reached: ask for \
                     that of another metric"
                ),
                1 => format!(
                    "`{name}` is defined in one of {played} replications, and one says nothing of its precision"
                ),
                _ => format!(
                    "`{name}` is the same in all {played} replications, so how precise it is cannot be known: ask for \
                     the precision of a mean or a share instead"
                ),
            }),
        }
    }
    if estimates.replications == 1 {
        found.push(
            "one replication has no intervals but batch means of its stations: play at least two".to_owned(),
        );
    }
    found.extend(overloads(model, run));
    let pending = estimates.pending as f64 / estimates.applicants.max(1) as f64;
    if pending > 0.001 {
        found.push(format!(
            "{:.1} % of applicants are unfinished at the end (pending): shares of the finished are too low, \
             delays are cut off; lengthen `period.drain`",
            100.0 * pending
        ));
    }
    found.extend(unannounced(model));
    found
}

/// A warning if something expected did not come out.
pub(super) fn unmet(rows: &[ExpectationRow]) -> Option<String> {
    let unmet = rows.iter().filter(|row| row.holds == Some(false));
    let names: Vec<String> = unmet.map(|row| format!("{} {}", row.station, row.metric)).collect();
    (!names.is_empty())
        .then(|| format!("{} of {} expectations do not hold: {}", names.len(), rows.len(), names.join(", ")))
}

/// A warning if no steady state was found.
pub(super) fn unsettled(found: FoundWarmUp) -> Option<String> {
    (!found.settled).then(|| {
        format!(
            "no steady state was found: MSER-5 cuts at {:.1} days, at the end of what it may cut; lengthen \
             `period.arrivals`, or look for a queue that grows",
            found.until.since(SimTime::START).as_days()
        )
    })
}

/// Warnings about people with more work than time on duty. Stations that share people are judged together: what
/// one of them leaves free may be used up by another.
fn overloads(model: &Model, run: &Run) -> Vec<String> {
    let config = model.config();
    let days = config.arrivals.days;
    let teams = &config.process.teams;
    let stages =
        config.process.stages.iter().filter_map(|stage| stage.station().map(|station| (stage, station)));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((stage, station), estimate) in stages.zip(&run.estimates.stations) {
        if !stage.enabled {
            continue;
        }
        let arrivals = estimate.arrivals_in_period.mean().unwrap_or(0.0);
        let balked = estimate.measures[BALKED_SHARE].mean().unwrap_or(0.0);
        let availability = station.teams.iter().map(|team| teams[usize::from(*team)].availability);
        // Whoever may leave the line keeps it from growing for ever.
        if station.patience.is_some() {
            continue;
        }
        let hours =
            arrivals * (1.0 - balked) * least_mean(station) / 3600.0 / availability.fold(0.0, f64::max);
        let mut group = Group { stations: vec![&stage.name], teams: station.teams.clone(), hours };
        // Groups that shared nobody so far may be joined by this station.
        groups.retain_mut(|other| {
            let apart = other.teams.iter().all(|team| !group.teams.contains(team));
            if !apart {
                group.stations.splice(0..0, other.stations.drain(..));
                group.teams.append(&mut other.teams);
                group.hours += other.hours;
            }
            apart
        });
        group.teams.sort_unstable();
        group.teams.dedup();
        groups.push(group);
    }
    groups.iter().filter_map(|group| group.overload(model, days)).collect()
}

/// The least mean that the service time may have, whatever the cases are like, seconds.
fn least_mean(station: &StationConfig) -> f64 {
    let others = station.service_when.iter().map(|(_, law)| law.mean());
    let shortest = others.fold(station.service.mean(), f64::min);
    station
        .adjust
        .iter()
        .map(|change| change.factor)
        .filter(|factor| *factor < 1.0)
        .fold(shortest, |a, b| a * b)
}

/// Stations that share people, and the work that comes to them at least.
struct Group<'a> {
    stations: Vec<&'a str>,
    teams: Vec<u16>,
    /// Hours of work.
    hours: f64,
}

impl Group<'_> {
    fn overload(&self, model: &Model, days: u32) -> Option<String> {
        let teams = &model.config().process.teams;
        let (from, until) = (model.config().warm_up, SimTime::from_day(days));
        let duty: f64 =
            self.teams.iter().map(|team| teams[usize::from(*team)].duty_between(from, until)).sum();
        let load = self.hours / duty;
        let names: Vec<String> = self.stations.iter().map(|name| format!("`{name}`")).collect();
        let (whose, its) = match names.as_slice() {
            [only] => (format!("station {only} is"), "its queue grows"),
            several => {
                (format!("stations {}, which share people, are", several.join(", ")), "their queues grow")
            }
        };
        (load > 1.0).then(|| {
            format!("{whose} loaded to {:.0} %: {its} until applicants leave or stop coming", 100.0 * load)
        })
    }
}

/// A warning if the clock of the zone is moved during the run, for whoever reads the logs.
pub(super) fn clock_change(model: &Model, settings: &Settings, stamper: &Stamper) -> Option<String> {
    let day = (0..model.end().day()).find(|day| !stamper.is_even(SimTime::from_day(*day)))?;
    let (date, zone) = (model.config().calendar.date(day), &settings.time_zone);
    Some(format!(
        "the clock of {zone} is moved on {date}, and days are played with 24 hours: moments of that day in the logs \
         may be off by as much, and out of order"
    ))
}

/// A warning if the run goes past the last year whose holidays have been announced.
fn unannounced(model: &Model) -> Option<String> {
    let calendar = &model.config().calendar;
    let announced = calendar.announced_until()?;
    let last = calendar.date(model.end().day().saturating_sub(1));
    (last > announced).then(|| {
        format!(
            "the run goes on to {last}, but holidays are announced to {announced} only: Monday to Friday are \
             taken as worked after that"
        )
    })
}
