//! What a person reads in the terminal after a run.

use std::path::Path;

use super::effects_table::effects;
use super::layout::Table;
use super::own_time::OwnTime;
use super::precision::beside_target;
use super::reduced;
use super::terminal::Screen;
use crate::experiment::{FoundWarmUp, Interventions, LEVELS, Precision};
use crate::observe::Names;
use crate::results::{ControlledRow, ExpectationRow, StationRow, Tables};
use crate::scenario::Settings;
use crate::time::{Cycle, SimTime};
use crate::words::figures::{Figure, TimeUnit, grouped, half, quantity};
use crate::words::{Catalogue, Kind, Phrase};

/// Everything there is to say about a run.
pub(super) struct Outlook<'a> {
    pub(super) words: &'static Catalogue,
    pub(super) settings: &'a Settings,
    /// What was changed in the scenario for this run, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) tables: &'a Tables,
    pub(super) interventions: Option<&'a Interventions>,
    /// What the entries of the scenario are called.
    pub(super) names: &'a Names,
    pub(super) warnings: &'a [String],
    pub(super) replications: u64,
    /// Replications played for the interventions besides.
    pub(super) intervention_runs: u64,
    /// Of all that was played, interventions included.
    pub(super) applicants: u64,
    pub(super) seconds: f64,
    pub(super) threads: usize,
    pub(super) dir: &'a Path,
    pub(super) charts: bool,
    /// Whether arrivals have no attributes: then the stations are what there is to say.
    pub(super) plain: bool,
    /// The precisions that were asked for.
    pub(super) asked: &'a [Precision],
    /// What times to decision are made of.
    pub(super) own_time: OwnTime,
    /// The warm-up, if it was to be found.
    pub(super) warm_up: Option<FoundWarmUp>,
    /// What control variates did, if they were asked for.
    pub(super) reduced: Option<&'a [ControlledRow]>,
}

/// The headline metrics.
const HEADLINES: [&str; 17] = [
    "first_pass_approval_rate",
    "eventual_approval_rate",
    "restored_unasked_share",
    "attempts_per_applicant",
    "restoration_days_p50",
    "decided_within_3wd_share",
    "human_decided_within_3wd_share",
    "human_reviewed_share",
    "reviewer_utilisation",
    "withdrawn_share",
    "dropped_off_share",
    "gave_up_share",
    "flip_rate",
    "bad_rate_approved",
    "cost_per_decision_cny",
    "cost_per_restored_cny",
    "cost_per_working_day_cny",
];

/// The same of entities without attributes.
const PLAIN_HEADLINES: [&str; 6] = [
    "applicants",
    "eventual_approval_rate",
    "decision_days_mean",
    "decided_within_1wd_share",
    "withdrawn_share",
    "pending_share",
];

/// The headline metrics of applicants, or of entities without attributes. What becomes of the latter is told if not all
/// of them end alike in each of these runs.
pub(super) fn shown_metrics(plain: bool, approved: &[Option<f64>]) -> Vec<&'static str> {
    if !plain {
        return HEADLINES.to_vec();
    }
    let differ = approved.iter().flatten().any(|share| *share > 0.0 && *share < 1.0);
    PLAIN_HEADLINES.into_iter().filter(|metric| differ || *metric != "eventual_approval_rate").collect()
}

/// The headline measures of a station.
const STATION_HEADLINES: [&str; 11] = [
    "arrivals",
    "utilisation",
    "waited_share",
    "wait_mean",
    "wait_p90",
    "queue_mean",
    "sojourn_mean",
    "abandoned_share",
    "balked_share",
    "days_to_clear",
    "days_to_empty",
];

/// Of a station beside people: what waiting and work take.
const OWN_TIME: [&str; 3] = ["wait_mean", "sojourn_mean", "wait_p95"];

/// The whole summary, in lines that fit.
pub(super) fn render(outlook: &Outlook<'_>, screen: Screen) -> String {
    let words = outlook.words;
    let mut text = head(outlook, screen);
    text += &headlines(outlook, screen);
    text += &if outlook.plain { stations(outlook, screen) } else { own_time(outlook, screen) };
    if let Some(rows) = outlook.reduced {
        text += &screen.prose(&reduced::told(rows, outlook.plain), "", "  ");
    }
    text += &expectations(words, &outlook.tables.expectations, screen);
    if let Some(interventions) = outlook.interventions {
        text += &effects(words, interventions, outlook.names, screen);
    }
    let lead = words.text(Phrase::Warning);
    for warning in outlook.warnings {
        let said = screen.prose(warning, lead, "  ");
        text.extend(["\n", &said.replacen(lead, &screen.careful(lead), 1)]);
    }
    let dir = outlook.dir.display();
    text += "\n";
    text += &screen.prose(&words.say(Phrase::Wrote, &[("dir", &dir)]), "", "");
    if outlook.charts {
        text += &screen.prose(&words.say(Phrase::OpenReport, &[("dir", &dir)]), "", "");
    }
    text + &screen.prose(words.text(Phrase::Synthetic), "", "")
}

fn head(outlook: &Outlook<'_>, screen: Screen) -> String {
    let words = outlook.words;
    let threads = match outlook.threads {
        1 => words.text(Phrase::OneThread).to_owned(),
        count => words.say(Phrase::Threads, &[("count", &count)]),
    };
    let interventions = match (outlook.intervention_runs, outlook.interventions) {
        (0, _) | (_, None) => String::new(),
        (runs, Some(played)) => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("count", &runs), ("replications", &played.replications)];
            // One more replication of each number forces single applicants, to tell what others do to them.
            let shadows = runs > played.replications * (LEVELS.len() * outlook.names.behaviours.len()) as u64;
            let phrase =
                if shadows { Phrase::SummaryInterventionsShadows } else { Phrase::SummaryInterventions };
            words.say(phrase, &values)
        }
    };
    let values: [(&str, &dyn std::fmt::Display); 7] = [
        ("name", &words.changed(&outlook.settings.name, outlook.changed)),
        ("replications", &words.replications(outlook.replications)),
        ("interventions", &interventions),
        ("applicants", &grouped(&outlook.applicants.to_string())),
        ("seconds", &format!("{:.1}", outlook.seconds)),
        ("threads", &threads),
        ("seed", &outlook.settings.seed),
    ];
    let mut text = screen.prose(&words.say(Phrase::SummaryHead, &values), "", "  ");
    if let Some(found) = outlook.warm_up {
        let days = format!("{:.2}", found.until.since(SimTime::START).as_days());
        let cycle = match found.cycle {
            None | Some(Cycle::Constant) => String::new(),
            Some(cycle) => words.say(Phrase::WarmUpCycle, &[("cycle", &cycle.name())]),
        };
        let said = words.say(Phrase::WarmUpFound, &[("days", &days), ("cycle", &cycle)]);
        text += &screen.prose(&said, "", "  ");
    }
    text
}

/// The headline metrics, and those that a precision was asked for, with the half-width that was reached.
fn headlines(outlook: &Outlook<'_>, screen: Screen) -> String {
    let words = outlook.words;
    let mut head = vec!["", words.text(Phrase::Estimate), words.text(Phrase::Interval)];
    if !outlook.asked.is_empty() {
        head.push(words.text(Phrase::HalfWidth));
    }
    let mut table = Table::new(head);
    let find = |metric: &str| outlook.tables.summary.iter().find(|row| row.metric == metric);
    let approved = find("eventual_approval_rate").and_then(|row| row.estimate);
    let headlines = shown_metrics(outlook.plain, &[approved]);
    let name = |asked: &'_ Precision| asked.name.clone();
    let of_summary = |asked: &&Precision| find(&asked.name).is_some();
    let others = outlook.asked.iter().filter(of_summary).map(name);
    let other = others.filter(|asked| !headlines.contains(&asked.as_str()));
    let (mut undefined, mut promised) = (false, false);
    let shown: Vec<String> = headlines.iter().map(|metric| (*metric).to_owned()).chain(other).collect();
    for metric in &shown {
        let Some(row) = find(metric) else { continue };
        undefined |= row.estimate.is_none();
        promised |= in_working_days(metric);
        let half = half(row.ci_low, row.ci_high);
        let figure = Figure::new(row.estimate.unwrap_or(0.0), &row.unit, half);
        let mut cells = vec![
            words.label_of(Kind::Metric, metric),
            row.estimate.map_or("-".to_owned(), |value| figure.say(value)),
            figure.ends(row.ci_low, row.ci_high),
        ];
        let asked = outlook.asked.iter().find(|asked| asked.name == *metric);
        if let Some((asked, half)) = asked.zip(half) {
            cells.push(beside_target(words, asked, &figure, half));
        }
        table.row(cells);
    }
    for asked in outlook.asked.iter().filter(|asked| !of_summary(asked)) {
        if let Some(cells) = of_station(words, asked, &outlook.tables.stations) {
            table.row(cells);
        }
    }
    let note =
        if undefined { screen.prose(words.text(Phrase::Undefined), "  ", "  ") } else { String::new() };
    let days =
        if promised { screen.prose(words.text(Phrase::WorkingDaysNote), "  ", "  ") } else { String::new() };
    format!("\n{}{note}{days}", table.render(screen))
}

/// The cells of a measure of a station whose precision was asked for.
fn of_station(words: &Catalogue, asked: &Precision, rows: &[StationRow]) -> Option<Vec<String>> {
    let row = rows.iter().find(|row| asked.name == format!("{}.{}", row.station, row.metric))?;
    let half = half(row.ci_low, row.ci_high);
    let figure = Figure::new(row.estimate.unwrap_or(0.0), &row.unit, half);
    let label = words.label_of(Kind::Measure, &row.metric);
    let mut cells = vec![
        words.say(Phrase::SweepStation, &[("station", &row.station), ("label", &label)]),
        row.estimate.map_or("-".to_owned(), |value| figure.say(value)),
        figure.ends(row.ci_low, row.ci_high),
    ];
    cells.extend(half.map(|half| beside_target(words, asked, &figure, half)));
    Some(cells)
}

/// Whether a metric counts working days, so that it must be said from when on.
pub(super) fn in_working_days(metric: &str) -> bool {
    metric.contains("working_days_") || metric.ends_with("wd_share")
}

/// The unit in which times of these stations are said.
fn time_unit(rows: &[StationRow]) -> TimeUnit {
    TimeUnit::of_stations(rows.iter().map(|row| (row.metric.as_str(), row.estimate)))
}

/// Adds a measure of a station to a table, a time in the unit of all of them.
fn measure(table: &mut Table, label: &str, row: &StationRow, unit: TimeUnit) {
    let Some(value) = row.estimate else { return };
    let half = half(row.ci_low, row.ci_high);
    let figure = match row.unit.as_str() {
        "minutes" => Figure::of_time(unit, half),
        other => Figure::new(value, other, half),
    };
    table.row([label.to_owned(), figure.say(value), figure.ends(row.ci_low, row.ci_high)]);
}

fn stations(outlook: &Outlook<'_>, screen: Screen) -> String {
    let words = outlook.words;
    let mut text = String::new();
    let unit = time_unit(&outlook.tables.stations);
    for rows in outlook.tables.stations.chunk_by(|one, other| one.station == other.station) {
        let title = words.say(Phrase::Station, &[("name", &rows[0].station)]);
        let mut table = Table::new([&title, words.text(Phrase::Estimate), words.text(Phrase::Interval)]);
        for row in rows.iter().filter(|row| STATION_HEADLINES.contains(&row.metric.as_str())) {
            let never = matches!(row.metric.as_str(), "abandoned_share" | "balked_share");
            if !(never && row.estimate == Some(0.0)) {
                measure(&mut table, &words.label_of(Kind::Measure, &row.metric), row, unit);
            }
        }
        text.extend(["\n", &table.render(screen)]);
    }
    text
}

/// What of the times to decision only repeats the scenario, and what waiting and work take besides.
fn own_time(outlook: &Outlook<'_>, screen: Screen) -> String {
    let words = outlook.words;
    if outlook.own_time.stations.is_empty() {
        return String::new();
    }
    let title = match outlook.own_time.set_by_delays.as_slice() {
        [] => words.text(Phrase::OwnTime).to_owned(),
        set => words.say(Phrase::SetByDelays, &[("delays", &set.join("; "))]),
    };
    let mut table = Table::new(["", words.text(Phrase::Estimate), words.text(Phrase::Interval)]);
    let unit = time_unit(&outlook.tables.stations);
    for station in &outlook.own_time.stations {
        for name in OWN_TIME {
            let mut rows = outlook.tables.stations.iter();
            let found = rows.find(|row| row.station == *station && row.metric == name);
            if let Some(row) = found {
                measure(&mut table, &format!("{station}: {}", words.label(Kind::Measure, name)), row, unit);
            }
        }
    }
    format!("\n{}{}", screen.prose(&title, "", ""), table.render(screen))
}

fn expectations(words: &Catalogue, rows: &[ExpectationRow], screen: Screen) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads = [Phrase::Expected, Phrase::Estimate, Phrase::JointInterval, Phrase::Holds];
    let mut table = Table::new(std::iter::once("").chain(heads.map(|head| words.text(head))));
    for row in rows {
        let figure = Figure::new(row.expected, &row.unit, half(row.ci_low, row.ci_high));
        let holds = row.holds.map_or("?", |holds| if holds { "yes" } else { "NO" });
        table.row([
            format!("{} {}", row.station, row.metric),
            quantity(row.expected, &row.unit),
            row.estimate.map_or("-".to_owned(), |value| figure.say(value)),
            figure.ends(row.ci_low, row.ci_high),
            holds.to_owned(),
        ]);
    }
    let mut text = format!("\n{}", table.render(screen));
    let count = |holds: Option<bool>| rows.iter().filter(|row| row.holds == holds).count();
    let unjudged = match count(None) {
        0 => String::new(),
        some => words.say(Phrase::ExpectationsUnjudged, &[("count", &some)]),
    };
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("holding", &count(Some(true))), ("count", &rows.len()), ("unjudged", &unjudged)];
    text += &screen.prose(&words.say(Phrase::ExpectationsHold, &values), "  ", "  ");
    for sources in rows.chunk_by(|one, other| one.source == other.source) {
        let names: Vec<String> =
            sources.iter().map(|row| format!("{} {}", row.station, row.metric)).collect();
        let said = words.say(Phrase::Source, &[("source", &sources[0].source)]);
        text += &screen.prose(&format!("{}, {said}", names.join(", ")), "  ", "    ");
    }
    text
}
