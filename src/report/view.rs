//! Rows of tables turned into rows of words, ready for the template.
//!
//! Every number gets its unit here, once: shares become per cent, money gets its sign. This module
//! does not know the page's layout.

use serde::Serialize;

use crate::chart::words::{count, label, ordinal, percent, points, readable, short};
use crate::results::{BehaviourRow, EffectRow, SummaryRow, Tables};
use crate::words::{Catalogue, Kind};

/// What stands where a value is not defined.
pub(super) const UNDEFINED: &str = "–";

/// Metrics shown large at the top of the page, if the run has them.
const HEADLINES: [&str; 6] = [
    "first_pass_approval_rate",
    "eventual_approval_rate",
    "decision_working_days_p50",
    "decided_within_3wd_share",
    "restoration_days_p50",
    "bad_rate_approved",
];

/// Metrics that say something about entities without attributes, who are never restricted.
const PLAIN: [&str; 16] = [
    "applications",
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
    "reviewer_utilisation",
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

fn optional(number: Option<f64>, write: impl Fn(f64) -> String) -> String {
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
            "Basis",
            "Level",
            words.label(Kind::Metric, "applicants"),
            "First-pass approval",
            "95% interval",
            "Against level 0",
            "Eventual approval",
            "95% interval",
        ],
        words: 2,
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
                    row.basis.clone(),
                    short(row.level, 2),
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
