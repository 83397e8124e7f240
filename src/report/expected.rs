//! What the scenario expected, beside what came out.

use serde::Serialize;

use super::numbers::estimated;
use crate::chart::words::label;
use crate::results::ExpectationRow;
use crate::words::figures::{Figure, quantity};
use crate::words::{Catalogue, Kind};

/// One expectation in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ExpectedView {
    station: String,
    metric: String,
    label: String,
    expected: String,
    estimate: String,
    interval: String,
    /// `yes`, `no`, or `no interval`.
    holds: &'static str,
    source: String,
}

/// The section about expectations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ExpectationsView {
    /// How many hold.
    lead: String,
    rows: Vec<ExpectedView>,
}

/// Every expectation, in the order of the file.
pub(super) fn section(rows: &[ExpectationRow], words: &Catalogue) -> ExpectationsView {
    let holding = rows.iter().filter(|row| row.holds == Some(true)).count();
    let unjudged = rows.iter().filter(|row| row.holds.is_none()).count();
    let mut lead = format!("{holding} of {} hold", rows.len());
    if unjudged > 0 {
        lead.extend([", ", &unjudged.to_string(), " cannot be judged for want of an interval"]);
    }
    lead += ". If all are true, all intervals cover together in 99 of 100 runs.";
    ExpectationsView { lead, rows: rows.iter().map(|row| view(row, words)).collect() }
}

fn view(row: &ExpectationRow, words: &Catalogue) -> ExpectedView {
    let (estimate, interval) = estimated(row.estimate, (row.ci_low, row.ci_high), |_, half| {
        Figure::new(row.expected, &row.unit, half)
    });
    let kind = if row.station == "summary" { Kind::Metric } else { Kind::Measure };
    ExpectedView {
        station: if row.station == "summary" { "all".to_owned() } else { row.station.clone() },
        metric: row.metric.clone(),
        label: label(words, kind, &row.metric),
        expected: quantity(row.expected, &row.unit),
        estimate,
        interval,
        holds: match row.holds {
            Some(true) => "yes",
            Some(false) => "no",
            None => "no interval",
        },
        source: row.source.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::fixture;
    use crate::words::Language;

    #[test]
    fn what_holds_what_fails_and_what_cannot_be_judged_are_told_apart() {
        let section = section(&fixture::plain().expectations, Language::English.words());
        assert!(section.lead.starts_with("1 of 3 hold, 1 cannot be judged"), "{}", section.lead);
        assert_eq!(
            section.rows.iter().map(|row| row.holds).collect::<Vec<_>>(),
            ["yes", "no", "no interval"]
        );
        assert_eq!(
            (section.rows[0].label.as_str(), section.rows[0].expected.as_str()),
            ("Wait, mean", "9.000 min")
        );
    }
}
