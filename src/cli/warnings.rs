//! What a reader must know before trusting the numbers of a run.

use super::overloaded::overloaded;
use super::precision::not_reached;
use crate::experiment::{FoundWarmUp, Run, RunPlan, overloads};
use crate::model::Model;
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
    found.extend(overloads(model, estimates).iter().map(|overload| overloaded(words, overload)));
    let pending = estimates.pending as f64 / estimates.applicants.max(1) as f64;
    if pending > 0.001 {
        found.push(words.say(Phrase::WarningPending, &[("share", &quantity(pending, "share"))]));
    }
    found.extend(unannounced(words, model));
    found
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
