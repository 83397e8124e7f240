//! What a person reads in the terminal after a run.

use std::fmt::Write as _;
use std::path::Path;

use super::own_time::OwnTime;
use crate::behaviour::Behaviour;
use crate::experiment::{Effects, FoundWarmUp, Interventions, Reach, Scope, mean_interval};
use crate::results::{ExpectationRow, SummaryRow, Tables};
use crate::scenario::Settings;
use crate::stats::Moments;
use crate::time::{Cycle, SimTime};

/// Everything there is to say about a run.
pub(super) struct Outlook<'a> {
    pub(super) settings: &'a Settings,
    pub(super) tables: &'a Tables,
    pub(super) interventions: Option<&'a Interventions>,
    pub(super) warnings: &'a [String],
    pub(super) replications: u64,
    pub(super) applicants: u64,
    pub(super) seconds: f64,
    pub(super) threads: usize,
    pub(super) dir: &'a Path,
    pub(super) charts: bool,
    /// Whether arrivals have no attributes: then the stations are what there is to say.
    pub(super) plain: bool,
    /// The metrics that a precision was asked for.
    pub(super) asked: Vec<&'static str>,
    /// What times to decision are made of.
    pub(super) own_time: OwnTime,
    /// The warm-up, if it was to be found.
    pub(super) warm_up: Option<FoundWarmUp>,
}

/// The headline measures of a station, with the words for them.
const STATION_HEADLINES: [(&str, &str); 9] = [
    ("arrivals", "arrivals"),
    ("utilisation", "people busy"),
    ("waited_share", "share that waits"),
    ("wait_mean", "mean wait"),
    ("wait_p90", "wait of nine in ten at most"),
    ("queue_mean", "mean number in line"),
    ("sojourn_mean", "mean time at the station"),
    ("abandoned_share", "share that leaves the line"),
    ("balked_share", "share that finds it too long"),
];

fn write_stations(outlook: &Outlook<'_>, text: &mut String) -> std::fmt::Result {
    let mut last = "";
    for row in &outlook.tables.stations {
        if row.station != last {
            last = &row.station;
            writeln!(text, "\nstation {last:<28} {:>9}   95 % interval", "estimate")?;
        }
        let words = STATION_HEADLINES.iter().find(|(metric, _)| *metric == row.metric);
        let idle =
            row.metric.ends_with("ed_share") && row.metric != "waited_share" && row.estimate == Some(0.0);
        if let (Some((_, words)), Some(value), false) = (words, row.estimate, idle) {
            let ends = ends(row.ci_low, row.ci_high, &row.unit);
            writeln!(text, "  {words:<34} {:>9}   {ends}", quantity(value, &row.unit))?;
        }
    }
    Ok(())
}

fn write_expectations(rows: &[ExpectationRow], text: &mut String) -> std::fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n{:<28} {:>11} {:>11}   {:<25} holds   source", "", "expected", "estimate", "interval")?;
    for row in rows {
        let name = format!("{} {}", row.station, row.metric);
        let holds = row.holds.map_or("?", |holds| if holds { "yes" } else { "NO" });
        let estimate = row.estimate.map_or("-".to_owned(), |value| quantity(value, &row.unit));
        let expected = quantity(row.expected, &row.unit);
        let ends = ends(row.ci_low, row.ci_high, &row.unit);
        writeln!(text, "  {name:<26} {expected:>11} {estimate:>11}   {ends:<25} {holds:<7} {}", row.source)?;
    }
    let count = |holds: Option<bool>| rows.iter().filter(|row| row.holds == holds).count();
    let unjudged = match count(None) {
        0 => String::new(),
        some => format!(", {some} without an interval cannot be judged"),
    };
    writeln!(
        text,
        "  ({} of {} hold{unjudged}; if all are true, all intervals cover together in 99 of 100 runs)",
        count(Some(true)),
        rows.len()
    )
}

/// The headline metrics, with the words for them.
pub(super) const HEADLINES: [(&str, &str); 16] = [
    ("first_pass_approval_rate", "restored at the first application"),
    ("eventual_approval_rate", "restored in the end"),
    ("restored_unasked_share", "of them without an application"),
    ("attempts_per_applicant", "applications per applicant"),
    ("restoration_days_p50", "median time to restoration"),
    ("decided_within_3wd_share", "decided within 3 working days"),
    ("human_reviewed_share", "applications sent to a reviewer"),
    ("reviewer_utilisation", "reviewers busy"),
    ("withdrawn_share", "applicants who withdrew"),
    ("dropped_off_share", "applicants who dropped off"),
    ("gave_up_share", "applicants who gave up"),
    ("flip_rate", "decisions a second reviewer turns"),
    ("bad_rate_approved", "restored accounts that go bad"),
    ("cost_per_decision_cny", "cost of a decision"),
    ("cost_per_restored_cny", "cost of a restored account"),
    ("cost_per_working_day_cny", "cost of a working day"),
];

/// The same of entities without attributes.
pub(super) const PLAIN_HEADLINES: [(&str, &str); 5] = [
    ("applicants", "entities a replication"),
    ("decision_days_mean", "mean time through the process"),
    ("decided_within_1wd_share", "through within 1 working day"),
    ("withdrawn_share", "who left before the end"),
    ("pending_share", "not through when the run ended"),
];

/// The whole summary.
pub(super) fn render(outlook: &Outlook<'_>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_summary(outlook, &mut text);
    text
}

fn write_summary(outlook: &Outlook<'_>, text: &mut String) -> std::fmt::Result {
    let settings = outlook.settings;
    writeln!(
        text,
        "{}: {} replications, {} applicants simulated, {:.1} s on {} {}, seed {}",
        settings.name,
        outlook.replications,
        grouped(outlook.applicants),
        outlook.seconds,
        outlook.threads,
        if outlook.threads == 1 { "thread" } else { "threads" },
        settings.seed,
    )?;
    if let Some(found) = outlook.warm_up {
        let days = found.until.since(SimTime::START).as_days();
        let cycle = match found.cycle {
            None | Some(Cycle::Constant) => String::new(),
            Some(cycle) => format!(" in whole {}", cycle.name()),
        };
        writeln!(text, "warm-up of {days:.2} days, found by MSER{cycle} on trial replications")?;
    }
    write_headlines(outlook, text)?;
    if outlook.plain {
        write_stations(outlook, text)?;
    } else {
        write_own_time(outlook, text)?;
    }
    write_expectations(&outlook.tables.expectations, text)?;
    if let Some(interventions) = outlook.interventions {
        write_effects(interventions, text)?;
    }
    for warning in outlook.warnings {
        writeln!(text, "\nwarning: {warning}")?;
    }
    let dir = outlook.dir.display();
    writeln!(text, "\nwrote {dir}/")?;
    if outlook.charts {
        writeln!(text, "open  {dir}/report.html")?;
    }
    writeln!(text, "Synthetic: compare scenarios, do not read levels. No advice.")
}

/// What each behaviour does to eventual approval, the greatest effect over all applicants first.
fn write_effects(interventions: &Interventions, text: &mut String) -> std::fmt::Result {
    const METRIC: &str = "eventual_approval_rate";
    writeln!(
        text,
        "\nwhat each behaviour does to restored in the end: done against not done, the same applicants\n\
         {:<28} {:^38}  {:^25}\n{:<28} {:>12} {:>12} {:>12}  {:>12} {:>12}",
        "",
        "over all applicants",
        "over those it applies to",
        "",
        "everyone",
        "one alone",
        "spillover",
        "everyone",
        "one alone"
    )?;
    let effects: &Effects = &interventions.effects;
    for behaviour in effects.ranked() {
        let effect = |scope, reach| {
            let found = effects.find(behaviour, scope, reach, METRIC);
            found.map_or("-".to_owned(), |effect| points(&effect.difference))
        };
        let spillover = effects.spillover(behaviour, Reach::All, METRIC);
        writeln!(
            text,
            "  {:<26} {:>12} {:>12} {:>12}  {:>12} {:>12}",
            words(behaviour),
            effect(Scope::Everyone, Reach::All),
            effect(Scope::One, Reach::All),
            spillover.map_or("-".to_owned(), |spillover| points(&spillover.difference)),
            effect(Scope::Everyone, Reach::Eligible),
            effect(Scope::One, Reach::Eligible),
        )?;
    }
    writeln!(
        text,
        "  (percentage points, with half-width; {} replications each; spillover: everyone less one)",
        interventions.replications
    )
}

/// The headline metrics, and those that a precision was asked for.
fn write_headlines(outlook: &Outlook<'_>, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n{:<36} {:>9}   95 % interval", "", "estimate")?;
    let headlines = if outlook.plain { &PLAIN_HEADLINES[..] } else { &HEADLINES };
    let other = outlook.asked.iter().filter(|asked| headlines.iter().all(|(metric, _)| metric != *asked));
    for (metric, words) in headlines.iter().copied().chain(other.map(|asked| (*asked, *asked))) {
        let Some(row) = outlook.tables.summary.iter().find(|row| row.metric == metric) else { continue };
        write!(text, "  {words:<34} {:>9}   {}", estimate(row), interval(row))?;
        if let (true, Some(low), Some(high)) = (outlook.asked.contains(&metric), row.ci_low, row.ci_high) {
            write!(text, "   ±{:.2e}", (high - low) / 2.0)?;
        }
        writeln!(text)?;
    }
    Ok(())
}

/// What of the times to decision only repeats the scenario, and what waiting and work take besides.
fn write_own_time(outlook: &Outlook<'_>, text: &mut String) -> std::fmt::Result {
    if outlook.own_time.stations.is_empty() {
        return Ok(());
    }
    if outlook.own_time.set_by_delays.is_empty() {
        writeln!(text, "\nthe time that waiting and work take:")?;
    } else {
        let set = outlook.own_time.set_by_delays.join("; ");
        writeln!(text, "\ntimes to decision repeat what the scenario says: {set}; the queue's own time is")?;
    }
    for station in &outlook.own_time.stations {
        let measures = [
            ("wait_mean", "waiting"),
            ("sojourn_mean", "waiting and work"),
            ("wait_p95", "waiting, 19 in 20 at most"),
        ];
        for (measure, words) in measures {
            let rows = &outlook.tables.stations;
            let found = rows.iter().find(|row| row.station == *station && row.metric == measure);
            let Some((row, value)) = found.and_then(|row| Some((row, row.estimate?))) else { continue };
            let ends = ends(row.ci_low, row.ci_high, &row.unit);
            let words = format!("{station}: {words}");
            writeln!(text, "  {words:<40} {:>9}   {ends}", quantity(value, &row.unit))?;
        }
    }
    Ok(())
}

/// Behaviours in words.
pub(super) const fn words(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::Repay => "repay arrears",
        Behaviour::Secure => "secure the account",
        Behaviour::StopEdits => "stop editing the profile",
        Behaviour::CompleteProfile => "complete the profile",
        Behaviour::SteadyHabits => "steady habits",
        Behaviour::RaiseExternal => "raise external credit",
        Behaviour::SubmitDocuments => "submit documents",
    }
}

fn points(difference: &Moments) -> String {
    match (difference.mean(), mean_interval(difference)) {
        (Some(mean), Some(interval)) => format!("{:+.1} ±{:.1}", 100.0 * mean, 100.0 * interval.half_width()),
        (Some(mean), None) => format!("{:+.1}", 100.0 * mean),
        (None, _) => "-".to_owned(),
    }
}

fn estimate(row: &SummaryRow) -> String {
    row.estimate.map_or("-".to_owned(), |value| quantity(value, &row.unit))
}

fn interval(row: &SummaryRow) -> String {
    ends(row.ci_low, row.ci_high, &row.unit)
}

fn ends(low: Option<f64>, high: Option<f64>, unit: &str) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{} to {}", quantity(low, unit), quantity(high, unit)),
        _ => "-".to_owned(),
    }
}

/// A number with its unit, as a person says it.
pub(super) fn quantity(value: f64, unit: &str) -> String {
    match unit {
        "share" => format!("{:.1} %", 100.0 * value),
        "cny" => format!("¥{value:.2}"),
        "days" if value.abs() >= 1.0 || value == 0.0 => format!("{value:.1} d"),
        "days" => quantity(1_440.0 * value, "minutes"),
        "minutes" if value.abs() >= 1_000.0 => format!("{:.1} h", value / 60.0),
        "minutes" => format!("{value:.3} min"),
        "count" if value >= 1000.0 => format!("{value:.0}"),
        _ => format!("{value:.2}"),
    }
}

fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_carry_their_unit() {
        assert_eq!([grouped(7), grouped(1_234), grouped(4_321_000)], ["7", "1,234", "4,321,000"]);
        assert_eq!(quantity(0.4756, "share"), "47.6 %");
        assert_eq!(quantity(7.44, "days"), "7.4 d");
        assert_eq!(quantity(0.25, "days"), "360.000 min");
        assert_eq!(quantity(16_980.13, "minutes"), "283.0 h");
    }
}
