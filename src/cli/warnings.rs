//! What a reader must know before trusting the numbers of a run.

use crate::experiment::{Run, RunPlan};
use crate::model::{DelayMode, DeskConfig, Model};
use crate::observe::{DeskName, METRICS};
use crate::time::SimTime;

/// Warnings about a run, the weightiest first.
pub(super) fn warnings(model: &Model, run: &Run, plan: &RunPlan) -> Vec<String> {
    let asked = plan.replications;
    let config = model.config();
    let estimates = &run.estimates;
    let mut found = Vec::new();
    if run.interrupted {
        found.push(format!(
            "interrupted: {} of {asked} replications are in the tables",
            estimates.replications
        ));
    }
    for precision in &plan.precision {
        let reached = estimates.metric_interval(precision.metric).map(|interval| interval.half_width());
        if reached.is_none_or(|reached| reached > precision.half_width) {
            found.push(format!(
                "the precision of `{}` is not reached after {} replications: ±{} was asked for, ±{:.2e} is reached",
                METRICS[precision.metric].name,
                estimates.replications,
                precision.half_width,
                reached.unwrap_or(f64::INFINITY)
            ));
        }
    }
    if estimates.replications == 1 {
        found.push("one replication has no intervals: play at least two".to_owned());
    }
    for (name, desk, estimate) in [
        (DeskName::Intake, &config.intake, &estimates.desks[0]),
        (DeskName::Review, &config.human, &estimates.desks[1]),
    ] {
        let used = name == DeskName::Intake || config.delay.mode != DelayMode::Fixed;
        let arrivals = estimate.measures[0].mean().unwrap_or(0.0);
        if used && arrivals > 0.0 {
            found.extend(overload(name, desk, config.arrivals.days, arrivals));
        }
    }
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

/// A warning if a desk has more work than duty time.
fn overload(name: DeskName, desk: &DeskConfig, days: u32, arrivals: f64) -> Option<String> {
    let duty = desk.hours.elapsed(SimTime::from_day(days)).as_hours() * f64::from(desk.servers);
    let work = arrivals * desk.handling.mean() / 3600.0 / desk.availability;
    let load = work / duty;
    if duty <= 0.0 {
        return Some(format!("station `{}` has work and nobody on duty: its cases never end", name.name()));
    }
    (load > 1.0).then(|| {
        format!(
            "station `{}` is loaded to {:.0} %: its queue grows as long as accounts are restricted",
            name.name(),
            100.0 * load
        )
    })
}

/// A warning if the run goes past the last year whose holidays have been announced.
fn unannounced(model: &Model) -> Option<String> {
    let calendar = model.config().human.hours.calendar();
    let announced = calendar.announced_until()?;
    let last = calendar.date(model.end().day().saturating_sub(1));
    (last > announced).then(|| {
        format!(
            "the run goes on to {last}, but holidays are announced to {announced} only: Monday to Friday are \
             taken as worked after that"
        )
    })
}
