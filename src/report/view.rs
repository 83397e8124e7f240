//! Rows of tables turned into rows of words, ready for the template.
//!
//! This module does not know the page's layout.

use serde::Serialize;

use super::effects;
use super::numbers::{estimated, interval, optional, value};
use crate::chart::words::{count, label, ordinal, readable, short};
use crate::results::{SummaryRow, Tables};
use crate::words::figures::Figure;
use crate::words::{Catalogue, Kind};

/// Metrics shown large at the top of the page, if the run has them.
const HEADLINES: [&str; 7] = [
    "first_pass_approval_rate",
    "eventual_approval_rate",
    "restoration_days_p50",
    "decided_within_3wd_share",
    "human_decided_within_3wd_share",
    "human_decision_working_days_p90",
    "bad_rate_approved",
];

/// Metrics that say something about entities without attributes, who are never restricted.
const PLAIN: [&str; 20] = [
    "applications",
    "eventual_approval_rate",
    "decision_working_days_mean",
    "decision_working_days_p50",
    "decision_working_days_p90",
    "decision_working_days_p95",
    "human_decision_working_days_p50",
    "human_decision_working_days_p90",
    "human_decision_working_days_p95",
    "decided_within_1wd_share",
    "decided_within_2wd_share",
    "decided_within_3wd_share",
    "human_decided_within_3wd_share",
    "withdrawn_share",
    "refused_share",
    "pending_share",
    "queue_length_mean",
    "queue_length_max",
    "cost_per_decision_cny",
    "decision_days_mean",
];

/// The metrics that are shown first where something is played on the page, as far as the run has them.
#[cfg(feature = "terminal")]
pub(super) fn shown_first(tables: &Tables) -> &'static [&'static str] {
    if tables.is_plain() { &PLAIN } else { &HEADLINES }
}

/// Head of a column of numbers of applicants, which are means over replications.
pub(super) const APPLICANTS: &str = "Applicants in a replication";

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
    pub(super) title: String,
    pub(super) file: &'static str,
    /// What a reader must know of it; may be empty.
    pub(super) note: String,
    pub(super) columns: Vec<&'a str>,
    /// How many leading columns hold words rather than numbers.
    pub(super) words: usize,
    pub(super) rows: Vec<Vec<String>>,
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
    effects::tables(tables, words)
        .into_iter()
        .chain([segments(tables, words)])
        .chain(attempts)
        .filter(|table| !table.rows.is_empty())
        .collect()
}

fn segments<'w>(tables: &Tables, words: &'w Catalogue) -> TableView<'w> {
    TableView {
        title: "Segments".to_owned(),
        file: "segments.csv",
        note: String::new(),
        columns: vec![
            "Segment",
            "Value",
            APPLICANTS,
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
        title: "Attempts".to_owned(),
        file: "attempts.csv",
        note: String::new(),
        columns: vec!["Attempt", "Decided applications in a replication", "Approval", "95% interval"],
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
