//! What a reader must know before trusting the numbers of a run.

use super::overloaded::overloaded;
use super::precision::not_reached;
use crate::experiment::{FoundWarmUp, Run, RunPlan, overloads};
use crate::model::Model;
use crate::results::ExpectationRow;
use crate::scenario::IdleKey;
use crate::time::SimTime;

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
    found.extend(plan.precision.iter().filter_map(|asked| not_reached(asked, estimates)));
    if estimates.replications == 1 {
        found.push(one_replication(model));
    }
    found.extend(overloads(model, estimates).iter().map(overloaded));
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

/// What one replication can tell.
fn one_replication(model: &Model) -> String {
    let some = "one replication has no intervals";
    match model.cycle() {
        Err(why) => format!("{some}, and no batch means either, as {why}: play at least two"),
        Ok(cycle) => {
            let config = model.config();
            let days = config.arrivals.days.saturating_sub(config.warm_up.day());
            let cycles = days / cycle.days();
            if cycles < 10 {
                let unit = cycle.name();
                format!(
                    "{some}, and no batch means of days either, as these take ten whole {unit} at least: play at \
                     least two"
                )
            } else {
                format!("{some} but batch means of its stations: play at least two")
            }
        }
    }
}

/// Warnings about what the scenario expects, and what it says in vain.
pub(super) fn of_scenario(rows: &[ExpectationRow], idle: &[IdleKey]) -> Vec<String> {
    unmet(rows).into_iter().chain(idle.iter().map(ToString::to_string)).collect()
}

/// A warning if something expected did not come out.
fn unmet(rows: &[ExpectationRow]) -> Option<String> {
    let unmet = rows.iter().filter(|row| row.holds == Some(false));
    let names: Vec<String> = unmet.map(|row| format!("{} {}", row.station, row.metric)).collect();
    (!names.is_empty())
        .then(|| format!("{} of {} expectations do not hold: {}", names.len(), rows.len(), names.join(", ")))
}

/// A warning if no steady state was found.
pub(super) fn unsettled(found: FoundWarmUp) -> Option<String> {
    (!found.settled).then(|| {
        format!(
            "no steady state was found: MSER cuts at {:.1} days, the latest that leaves half of the period; lengthen \
             `period.arrivals`, or look for a queue that grows",
            found.until.since(SimTime::START).as_days()
        )
    })
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
