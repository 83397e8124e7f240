//! Rows of tables turned into rows of words, ready for the template.
//!
//! This module does not know the page's layout.

use serde::Serialize;

use super::numbers::{UNDEFINED, estimated, interval, optional, value};
use crate::chart::words::{count, label, ordinal, percent, points, readable, short};
use crate::results::{BehaviourRow, EffectRow, SummaryRow, Tables};
use crate::words::figures::Figure;
use crate::words::{Catalogue, Kind};

/// Metrics shown large at the top of the page, if the run has them.
const HEADLINES: [&str; 6] = [
    "first_pass_approval_rate",
    "eventual_approval_rate",
    "decision_working_days_p90",
    "human_decided_within_3wd_share",
    "restoration_days_p50",
    "bad_rate_approved",
];

/// Metrics that say something about entities without attributes, who are never restricted.
const PLAIN: [&str; 16] = [
    "applications",
    "eventual_approval_rate",
    "decision_working_days_mean",
    "decision_working_days_p50",
    "decision_working_days_p90",
    "decision_working_days_p95",
    "decided_within_1wd_share",
    "decided_within_2wd_share",
    "decided_within_3wd_share",
    "withdrawn_share",
    "refused_share",
    "pending_share",
    "queue_length_mean",
    "queue_length_max",
    "cost_per_decision_cny",
    "decision_days_mean",
];

/// One metric in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct MetricView {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) definition: String,
    pub(super) estimate: String,
    pub(super) interval: String,
}

/// A table in words: a heading, the column names, and the cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct TableView<'a> {
    title: &'static str,
    file: &'static str,
    columns: Vec<&'a str>,
    /// How many leading columns hold words rather than numbers.
    words: usize,
    rows: Vec<Vec<String>>,
}

/// What a thing is; empty for a name the catalogue does not know.
pub(super) fn definition(words: &Catalogue, kind: Kind, name: &str) -> String {
    words.entry(kind, name).map_or_else(String::new, |entry| entry.definition.clone())
}

fn metric(row: &SummaryRow, words: &Catalogue) -> MetricView {
    let (estimate, interval) =
        estimated(row.estimate, (row.ci_low, row.ci_high), |value, half| Figure::new(value, &row.unit, half));
    MetricView {
        name: row.metric.clone(),
        label: label(words, Kind::Metric, &row.metric),
        definition: definition(words, Kind::Metric, &row.metric),
        estimate,
        interval,
    }
}

/// The metrics shown large.
pub(super) fn headlines(rows: &[SummaryRow], words: &Catalogue) -> Vec<MetricView> {
    HEADLINES
        .iter()
        .filter_map(|name| rows.iter().find(|row| row.metric == *name))
        .filter(|row| row.estimate.is_some())
        .map(|row| metric(row, words))
        .collect()
}

/// Every metric of the summary, in its order; for plain entities those that say something.
pub(super) fn metrics(tables: &Tables, words: &Catalogue) -> Vec<MetricView> {
    let plain = tables.is_plain();
    // Where all entities end alike, how many are approved says nothing.
    let differ = |row: &SummaryRow| row.estimate.is_some_and(|share| share > 0.0 && share < 1.0);
    let shown = |row: &&SummaryRow| {
        let name = row.metric.as_str();
        !plain || (PLAIN.contains(&name) && (name != "eventual_approval_rate" || differ(row)))
    };
    tables.summary.iter().filter(shown).map(|row| metric(row, words)).collect()
}

/// The other tables that have rows; the timeline and the delays are figures only, being long.
pub(super) fn tables<'w>(tables: &Tables, words: &'w Catalogue) -> Vec<TableView<'w>> {
    let attempts = attempts(tables);
    // A single attempt is the first-pass rate over again.
    let attempts = (attempts.rows.len() > 1).then_some(attempts);
    [effects(&tables.effects, words), behaviours(&tables.behaviours, words), segments(tables, words)]
        .into_iter()
        .chain(attempts)
        .filter(|table| !table.rows.is_empty())
        .collect()
}

/// The effects on eventual approval, the greatest over all applicants first.
fn effects<'w>(rows: &[EffectRow], words: &'w Catalogue) -> TableView<'w> {
    let find = |name: &str, scope: &str, population: &str, metric: &str| {
        rows.iter().find(|row| {
            row.behaviour == name
                && row.scope == scope
                && row.population == population
                && row.metric == metric
        })
    };
    let size = |name: &str| {
        let row = find(name, "everyone", "all", "eventual_approval_rate");
        row.and_then(|row| row.difference).unwrap_or(f64::NEG_INFINITY)
    };
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.behaviour.as_str()) {
            names.push(&row.behaviour);
        }
    }
    names.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let cells = |name: &&str| {
        let of = |scope, population, metric| find(name, scope, population, metric);
        let eventual = |scope, population| of(scope, population, "eventual_approval_rate");
        let (everyone, one) = (eventual("everyone", "all"), eventual("one", "all"));
        let value = |row: Option<&EffectRow>| optional(row.and_then(|row| row.difference), points);
        let range = |row: Option<&EffectRow>| {
            let ends = row.and_then(|row| Some((row.ci_low?, row.ci_high?)));
            ends.map_or_else(
                || UNDEFINED.to_owned(),
                |(low, high)| format!("{} to {}", points(low), points(high)),
            )
        };
        let spillover = everyone.zip(one).and_then(|(all, one)| Some(all.difference? - one.difference?));
        vec![
            label(words, Kind::Behaviour, name),
            value(everyone),
            range(everyone),
            value(one),
            range(one),
            optional(spillover, points),
            value(eventual("everyone", "eligible")),
            value(eventual("one", "eligible")),
            value(of("everyone", "all", "first_pass_approval_rate")),
            value(of("one", "all", "first_pass_approval_rate")),
        ]
    };
    TableView {
        title: "Effects of behaviours on approval",
        file: "effects.csv",
        columns: vec![
            "Behaviour",
            "Eventual approval, everyone",
            "95% interval",
            "One alone",
            "95% interval",
            "Spillover",
            "Everyone, of those it applies to",
            "One alone, of those",
            "First pass, everyone",
            "First pass, one alone",
        ],
        words: 1,
        rows: names.iter().map(cells).collect(),
    }
}

fn behaviours<'w>(rows: &[BehaviourRow], words: &'w Catalogue) -> TableView<'w> {
    let baseline = |row: &BehaviourRow| {
        rows.iter()
            .find(|other| {
                other.behaviour == row.behaviour && other.basis == row.basis && other.level.abs() < 1e-6
            })?
            .first_pass_approval_rate
    };
    TableView {
        title: "Behaviours",
        file: "behaviours.csv",
        columns: vec![
            "Behaviour",
            "Who is compared",
            "Who does it",
            words.label(Kind::Metric, "applicants"),
            "First-pass approval",
            "95% interval",
            "Against those who do not",
            "Eventual approval",
            "95% interval",
        ],
        words: 3,
        rows: rows
            .iter()
            .map(|row| {
                let change = row
                    .first_pass_approval_rate
                    .zip(baseline(row))
                    .filter(|_| row.level > 0.0)
                    .map(|(rate, base)| rate - base);
                vec![
                    label(words, Kind::Behaviour, &row.behaviour),
                    basis(&row.basis),
                    level(&row.basis, row.level),
                    count(row.applicants),
                    value(row.first_pass_approval_rate, "share"),
                    interval(row.ci_low, row.ci_high, "share"),
                    optional(change, points),
                    value(row.eventual_approval_rate, "share"),
                    interval(row.eventual_ci_low, row.eventual_ci_high, "share"),
                ]
            })
            .collect(),
    }
}

/// What a basis compares, in words.
fn basis(name: &str) -> String {
    match name {
        "observed" => "by intention (observed)".to_owned(),
        "intervention" => "the same, forced (intervention)".to_owned(),
        "done_first" => "by what was done at the first application".to_owned(),
        "done" => "by what was done in the end".to_owned(),
        other => readable(other),
    }
}

/// Who does it at a level of a basis.
fn level(basis: &str, level: f64) -> String {
    match (basis, level) {
        ("observed", 0.0) => "did not mean to".to_owned(),
        ("observed", _) => "meant to".to_owned(),
        ("intervention", 0.0) => "nobody".to_owned(),
        ("intervention", 1.0) => "everybody".to_owned(),
        ("intervention", share) => format!("{} of them", percent(share, 0)),
        (_, 0.0) => "had not done it".to_owned(),
        _ => "had done it".to_owned(),
    }
}

fn segments<'w>(tables: &Tables, words: &'w Catalogue) -> TableView<'w> {
    TableView {
        title: "Segments",
        file: "segments.csv",
        columns: vec![
            "Segment",
            "Value",
            words.label(Kind::Metric, "applicants"),
            "First-pass approval",
            "95% interval",
            "Eventual approval",
            words.label(Kind::Metric, "restoration_days_p50"),
            words.label(Kind::Metric, "bad_rate_approved"),
        ],
        words: 2,
        rows: tables
            .segments
            .iter()
            .map(|row| {
                vec![
                    label(words, Kind::Segment, &row.segment),
                    readable(&row.value),
                    count(row.applicants),
                    value(row.first_pass_approval_rate, "share"),
                    interval(row.ci_low, row.ci_high, "share"),
                    value(row.eventual_approval_rate, "share"),
                    optional(row.restoration_days_p50, |days| format!("{} d", short(days, 1))),
                    value(row.bad_rate_approved, "share"),
                ]
            })
            .collect(),
    }
}

fn attempts(tables: &Tables) -> TableView<'static> {
    TableView {
        title: "Attempts",
        file: "attempts.csv",
        columns: vec!["Attempt", "Decided applications", "Approval", "95% interval"],
        words: 1,
        rows: tables
            .attempts
            .iter()
            .map(|row| {
                vec![
                    ordinal(row.attempt),
                    count(row.applications),
                    value(row.approval_rate, "share"),
                    interval(row.ci_low, row.ci_high, "share"),
                ]
            })
            .collect(),
    }
}
