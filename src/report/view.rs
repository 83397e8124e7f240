//! Rows of tables turned into rows of words, ready for the template.
//!
//! Every number gets its unit here, once: shares become per cent, money gets its sign. This module
//! does not know the page's layout.

use serde::Serialize;

use super::effects;
use crate::chart::words::{count, label, ordinal, percent, readable, short};
use crate::results::{SummaryRow, Tables};
use crate::words::{Catalogue, Kind};

/// What stands where a value is not defined.
pub(super) const UNDEFINED: &str = "–";

/// Metrics shown large at the top of the page, if the run has them.
const HEADLINES: [&str; 8] = [
    "first_pass_approval_rate",
    "eventual_approval_rate",
    "restoration_days_p50",
    "decided_within_3wd_share",
    "human_decided_within_3wd_share",
    "human_decision_working_days_p90",
    "decision_working_days_p50",
    "bad_rate_approved",
];

/// Metrics that say something about entities without attributes, who are never restricted.
const PLAIN: [&str; 20] = [
    "applications",
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
    "reviewer_utilisation",
    "queue_length_mean",
    "queue_length_max",
    "cost_per_decision_cny",
    "decision_days_mean",
];

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

/// A value with its unit.
pub(super) fn value(value: Option<f64>, unit: &str) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return UNDEFINED.to_owned();
    };
    match unit {
        "share" => share(value),
        "cny" => format!("¥{value:.2}"),
        "count" => plain(value),
        "working_days" => format!("{} working days", short(value, 2)),
        other => format!("{} {}", short(value, 2), readable(other).to_lowercase()),
    }
}

/// A share as per cent.
fn share(value: f64) -> String {
    percent(value, share_decimals(value))
}

/// Decimals of a percentage: a second one where the share is small.
fn share_decimals(value: f64) -> usize {
    if value.abs() < 0.1 { 2 } else { 1 }
}

/// A count: whole if large, otherwise with two decimals.
fn plain(value: f64) -> String {
    if value.abs() >= 100.0 { count(value) } else { short(value, 2) }
}

/// `low to high`, or a dash if either end is not defined.
///
/// A unit that is a word stands once, behind the estimate.
pub(super) fn interval(low: Option<f64>, high: Option<f64>, unit: &str) -> String {
    let (Some(low), Some(high)) = (low, high) else {
        return UNDEFINED.to_owned();
    };
    let write = |end: f64| match unit {
        "share" => percent(end, share_decimals(high)),
        "cny" | "count" => value(Some(end), unit),
        _ => short(end, 2),
    };
    format!("{} to {}", write(low), write(high))
}

pub(super) fn optional(number: Option<f64>, write: impl Fn(f64) -> String) -> String {
    number.filter(|value| value.is_finite()).map_or_else(|| UNDEFINED.to_owned(), write)
}

/// What a thing is; empty for a name the catalogue does not know.
pub(super) fn definition(words: &Catalogue, kind: Kind, name: &str) -> String {
    words.entry(kind, name).map_or_else(String::new, |entry| entry.definition.clone())
}

fn metric(row: &SummaryRow, words: &Catalogue) -> MetricView {
    MetricView {
        name: row.metric.clone(),
        label: label(words, Kind::Metric, &row.metric),
        definition: definition(words, Kind::Metric, &row.metric),
        estimate: value(row.estimate, &row.unit),
        interval: interval(row.ci_low, row.ci_high, &row.unit),
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
    let shown = |row: &&SummaryRow| !plain || PLAIN.contains(&row.metric.as_str());
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
            "Median days to restoration",
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
                    optional(row.restoration_days_p50, |days| short(days, 1)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_carries_its_unit() {
        assert_eq!(value(Some(0.4621), "share"), "46.2%");
        assert_eq!(value(Some(0.0121), "share"), "1.21%");
        assert_eq!(value(Some(14.25), "cny"), "¥14.25");
        assert_eq!(value(Some(21_604.3), "count"), "21,604");
        assert_eq!(value(Some(1.41), "count"), "1.41");
        assert_eq!(value(Some(1.6), "working_days"), "1.6 working days");
        assert_eq!(value(Some(3.4), "hours"), "3.4 hours");
    }

    #[test]
    fn the_undefined_is_a_dash() {
        assert_eq!(value(None, "share"), "–");
        assert_eq!(value(Some(f64::NAN), "days"), "–");
        assert_eq!(interval(Some(0.1), None, "share"), "–");
    }

    #[test]
    fn an_interval_names_its_unit_only_where_it_is_short() {
        assert_eq!(interval(Some(0.41), Some(0.52), "share"), "41.0% to 52.0%");
        assert_eq!(interval(Some(0.098), Some(0.108), "share"), "9.8% to 10.8%");
        assert_eq!(interval(Some(1.5), Some(1.75), "working_days"), "1.5 to 1.75");
    }
}
