//! What a reader must know before trusting the numbers of a run.

use super::overloaded::overloaded;
use super::precision::not_reached;
use crate::experiment::{FoundWarmUp, Run, RunPlan, overloads};
use crate::model::Model;
use crate::observe::STATION_MEASURES;
use crate::results::ExpectationRow;
use crate::scenario::IdleKey;
use crate::time::SimTime;
use crate::words::figures::quantity;
use crate::words::{Catalogue, Phrase};

/// Warnings about a run, the weightiest first.
pub(super) fn warnings(words: &Catalogue, model: &Model, run: &Run, plan: &RunPlan) -> Vec<String> {
    let asked = plan.replications;
    let estimates = &run.estimates;
    let mut found = Vec::new();
    if run.interrupted {
        found.push(
            words.say(Phrase::WarningInterrupted, &[("done", &estimates.replications), ("asked", &asked)]),
        );
    }
    found.extend(plan.precision.iter().filter_map(|asked| not_reached(words, asked, estimates)));
    if estimates.replications == 1 {
        found.push(one_replication(words, model));
    }
    found.extend(filed(words, model));
    found.extend(backlogs(words, model, run));
    found.extend(overloads(model, estimates).iter().map(|overload| overloaded(words, overload)));
    let pending = estimates.pending as f64 / estimates.applicants.max(1) as f64;
    if pending > 0.001 {
        found.push(words.say(Phrase::WarningPending, &[("share", &quantity(pending, "share"))]));
    }
    found.extend(unannounced(words, model));
    found
}

/// What is counted, if that is what is filed on some days alone.
fn filed(words: &Catalogue, model: &Model) -> Option<String> {
    let (counted, calendar) = (model.tally_config(), &model.config().calendar);
    let (from, to) = (counted.warm_up.day(), counted.until.day().saturating_sub(1));
    let values = || (calendar.date(from), calendar.date(to));
    counted
        .by_filing
        .then(values)
        .map(|(from, to)| words.say(Phrase::WarningFiled, &[("from", &from), ("to", &to)]))
}

/// Stations whose backlog is not over by the end of every replication.
fn backlogs(words: &Catalogue, model: &Model, run: &Run) -> Vec<String> {
    let Some(at) = STATION_MEASURES.iter().position(|(name, _)| *name == "days_to_clear") else {
        return Vec::new();
    };
    let all = run.estimates.replications;
    let stations = model.tally_config().stations.iter().zip(&run.estimates.stations);
    let left = stations.filter_map(|(station, estimate)| {
        let left = all - estimate.measures[at].moments.count();
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("station", &station.name), ("left", &left), ("all", &all)];
        (station.backlog > 0 && left > 0).then(|| words.say(Phrase::WarningBacklog, &values))
    });
    left.collect()
}

/// What one replication can tell.
fn one_replication(words: &Catalogue, model: &Model) -> String {
    match model.cycle() {
        Err(why) => words.say(Phrase::WarningNoBatches, &[("why", &why)]),
        Ok(cycle) => {
            let config = model.config();
            let days = config.arrivals.days.saturating_sub(config.warm_up.day());
            let cycles = days / cycle.days();
            if cycles < 10 {
                words.say(Phrase::WarningFewCycles, &[("cycles", &cycle.name())])
            } else {
                words.text(Phrase::WarningOneReplication).to_owned()
            }
        }
    }
}

/// Warnings about what the scenario expects, and what it says in vain.
pub(super) fn of_scenario(words: &Catalogue, rows: &[ExpectationRow], idle: &[IdleKey]) -> Vec<String> {
    unmet(words, rows).into_iter().chain(idle.iter().map(ToString::to_string)).collect()
}

/// A warning if something expected did not come out.
fn unmet(words: &Catalogue, rows: &[ExpectationRow]) -> Option<String> {
    let unmet = rows.iter().filter(|row| row.holds == Some(false));
    let names: Vec<String> = unmet.map(|row| format!("{} {}", row.station, row.metric)).collect();
    let (count, all) = (names.len(), rows.len());
    let names = names.join(", ");
    (count > 0)
        .then(|| words.say(Phrase::WarningUnmet, &[("count", &count), ("all", &all), ("names", &names)]))
}

/// A warning if no steady state was found.
pub(super) fn unsettled(words: &Catalogue, found: FoundWarmUp) -> Option<String> {
    let days = format!("{:.1}", found.until.since(SimTime::START).as_days());
    (!found.settled).then(|| words.say(Phrase::WarningUnsettled, &[("days", &days)]))
}

/// A warning if the run goes past the last year whose holidays have been announced.
fn unannounced(words: &Catalogue, model: &Model) -> Option<String> {
    let calendar = &model.config().calendar;
    let announced = calendar.announced_until()?;
    let last = calendar.date(model.end().day().saturating_sub(1));
    (last > announced)
        .then(|| words.say(Phrase::WarningUnannounced, &[("last", &last), ("announced", &announced)]))
}
