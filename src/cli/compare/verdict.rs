//! Verdicts: whether a difference can be told from chance, in words that hold of all of them at once.

use std::fmt::Display;

use serde::Serialize;

use crate::results::{ComparisonRow, SwapRow};
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Phrase};

/// What is known of one difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Holds {
    /// Above the base.
    Higher,
    /// Below the base.
    Lower,
    /// It may be chance.
    Open,
    /// Every replication says the same of both.
    Same,
    /// Nothing is known of its error.
    Unknown,
}

/// A difference, judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Verdict {
    pub(super) scenario: String,
    pub(super) metric: String,
    #[serde(rename = "verdict")]
    pub(super) holds: Holds,
    pub(super) text: String,
}

/// What a row says by the interval that holds together with the others.
fn holds(row: &ComparisonRow) -> Option<Holds> {
    let difference = row.difference?;
    Some(match (row.simultaneous_low, row.simultaneous_high) {
        (Some(low), Some(_)) if low > 0.0 => Holds::Higher,
        (Some(_), Some(high)) if high < 0.0 => Holds::Lower,
        (Some(_), Some(_)) => Holds::Open,
        // Without an interval but with several pairs, all differences may be equal: to nothing, or to one number.
        _ if row.replications < 2 => Holds::Unknown,
        _ if difference == 0.0 && row.std_error.is_none_or(|error| error == 0.0) => Holds::Same,
        _ if !is_constant(row) => Holds::Unknown,
        _ if difference > 0.0 => Holds::Higher,
        _ => Holds::Lower,
    })
}

/// Whether the difference is the same in every replication, but for rounding.
fn is_constant(row: &ComparisonRow) -> bool {
    const ROUNDING: f64 = 1e-9;
    let difference = row.difference.unwrap_or_default().abs();
    row.replications > 1 && row.std_error.is_some_and(|error| error <= ROUNDING * difference)
}

/// Verdicts of the metrics that are told of, scenario by scenario. `same` says whether the same people arrive everywhere.
pub(super) fn verdicts(
    rows: &[ComparisonRow],
    told: &[String],
    base: &str,
    same: bool,
    words: &Catalogue,
) -> Vec<Verdict> {
    let family = rows.iter().filter(|row| row.difference.is_some() && told.contains(&row.metric)).count();
    let jointly = match family {
        0 | 1 => words.text(Phrase::VerdictAlone).to_owned(),
        count => words.say(Phrase::VerdictJointly, &[("count", &count)]),
    };
    let lead = words.text(if same { Phrase::VerdictSameApplicants } else { Phrase::VerdictOtherApplicants });
    let of = |row: &ComparisonRow| {
        let (holds, difference) = (holds(row)?, row.difference?);
        let reach = half(row.simultaneous_low, row.simultaneous_high);
        let size = row.base.unwrap_or_default().abs().max(row.estimate.unwrap_or_default().abs());
        let said = Figure::new(size, &row.unit, reach).difference(difference, reach);
        let metric = words.title(&row.metric);
        let direction =
            words.text(if difference > 0.0 { Phrase::VerdictHigher } else { Phrase::VerdictLower });
        let values: [(&str, &dyn Display); 7] = [
            ("lead", &lead),
            ("metric", &metric),
            ("other", &row.scenario),
            ("base", &base),
            ("difference", &said),
            ("direction", &direction),
            ("jointly", &jointly),
        ];
        let text = match holds {
            Holds::Higher | Holds::Lower if reach.is_none() => {
                words.say(Phrase::VerdictConstant, &values[..6])
            }
            Holds::Higher | Holds::Lower => words.say(Phrase::VerdictSettled, &values),
            Holds::Open => words.say(Phrase::VerdictOpen, &[&values[..5], &values[6..]].concat()),
            Holds::Same => words.say(Phrase::VerdictSame, &values[..4]),
            Holds::Unknown => words.say(Phrase::VerdictUnknown, &values[..5]),
        };
        Some(Verdict { scenario: row.scenario.clone(), metric: row.metric.clone(), holds, text })
    };
    let mut all: Vec<Verdict> = rows.iter().filter(|row| told.contains(&row.metric)).filter_map(of).collect();
    let (scenarios, place) = (scenarios(rows), |name: &String| told.iter().position(|known| known == name));
    let scenario = |name: &String| scenarios.iter().position(|known| *known == name);
    all.sort_by_key(|verdict| (scenario(&verdict.scenario), place(&verdict.metric)));
    all
}

/// The scenarios in their order.
fn scenarios(rows: &[ComparisonRow]) -> Vec<&String> {
    let mut names: Vec<&String> = Vec::new();
    for row in rows {
        if names.last() != Some(&&row.scenario) {
            names.push(&row.scenario);
        }
    }
    names
}

/// The swap set of each scenario, in a sentence.
pub(super) fn swaps(rows: &[SwapRow], base: &str, words: &Catalogue) -> Vec<String> {
    let all: Vec<&SwapRow> = rows.iter().filter(|row| row.segment == "all").collect();
    let said = |pair: &[&SwapRow]| {
        let [into, out] = pair else { return None };
        let scenario = &into.scenario;
        let share = |row: &SwapRow| row.applicants_share.unwrap_or_default();
        if share(into) <= 0.0 && share(out) <= 0.0 {
            return Some(words.say(Phrase::SwapNone, &[("other", scenario), ("base", &base)]));
        }
        let [of_in, of_out] = [into, out].map(|row| {
            let figure = |value: f64, reach| Figure::new(value, "share", reach).say(value);
            let rate = row.bad_rate.map_or_else(String::new, |rate| {
                words.say(Phrase::SwapBad, &[("rate", &figure(rate, half(row.ci_low, row.ci_high)))])
            });
            format!("{}{rate}", figure(share(row), None))
        });
        let values: [(&str, &dyn Display); 4] =
            [("other", scenario), ("base", &base), ("in", &of_in), ("out", &of_out)];
        Some(words.say(Phrase::SwapSet, &values))
    };
    all.chunks(2).filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn row(difference: f64, ends: Option<(f64, f64)>) -> ComparisonRow {
        ComparisonRow {
            scenario: "ten".to_owned(),
            metric: "eventual_approval_rate".to_owned(),
            unit: "share".to_owned(),
            base: Some(0.5),
            estimate: Some(0.5 + difference),
            difference: Some(difference),
            std_error: ends.map(|_| 0.01),
            ci_low: None,
            ci_high: None,
            replications: 20,
            simultaneous_low: ends.map(|ends| ends.0),
            simultaneous_high: ends.map(|ends| ends.1),
            variance_ratio: None,
        }
    }

    fn said(row: ComparisonRow) -> (Holds, String) {
        let told = ["eventual_approval_rate".to_owned()];
        let words = Language::English.words();
        let mut all = verdicts(&[row], &told, "base", true, words);
        assert_eq!(all.len(), 1);
        let Verdict { holds, text, .. } = all.remove(0);
        (holds, text)
    }

    /// The sign is the one of the interval, and what may be chance is called that.
    #[test]
    fn a_verdict_is_never_wrong_about_sign_or_doubt() {
        let (verdict, text) = said(row(0.02, Some((0.01, 0.03))));
        assert_eq!(verdict, Holds::Higher);
        assert!(text.contains("ten − base = +2.0 ±1.0 pp"), "{text}");
        let (verdict, text) = said(row(-0.02, Some((-0.03, -0.01))));
        assert_eq!(verdict, Holds::Lower);
        assert!(text.contains("ten − base = -2.0 ±1.0 pp"), "{text}");
        for ends in [(-0.01, 0.05), (-0.05, 0.01), (0.0, 0.04), (-0.04, 0.0)] {
            let (verdict, text) = said(row(f64::midpoint(ends.0, ends.1), Some(ends)));
            assert_eq!(verdict, Holds::Open, "{ends:?}");
            assert!(text.contains("cannot be told apart"), "{text}");
        }
        assert_eq!(said(row(0.0, None)).0, Holds::Same);
        assert_eq!(said(ComparisonRow { replications: 1, ..row(0.0, None) }).0, Holds::Unknown);
        assert_eq!(said(row(0.02, None)).0, Holds::Unknown);
        let (verdict, text) = said(ComparisonRow { std_error: Some(1e-19), ..row(-0.02, None) });
        assert_eq!(verdict, Holds::Lower);
        assert!(text.contains("in every replication"), "{text}");
        // What is settled is not rounded to nothing.
        let (verdict, text) = said(row(0.000_2, Some((0.000_1, 0.000_3))));
        assert_eq!(verdict, Holds::Higher);
        assert!(text.contains("+0.02"), "{text}");
    }
}
