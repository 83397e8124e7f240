//! Where the numbers of the scenario come from.

use serde::Serialize;

use super::numbers::UNDEFINED;
use crate::results::ProvenanceRow;
use crate::words::{Catalogue, Phrase};

/// One number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct NumberView {
    key: String,
    value: String,
    tag: String,
    band: String,
    source: String,
}

/// The section about numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct NumbersView {
    /// How many there are of each origin.
    lead: String,
    rows: Vec<NumberView>,
}

/// Every number, in the order of the file.
pub(super) fn section(rows: &[ProvenanceRow], words: &Catalogue) -> NumbersView {
    let tagged = |tag: &str| rows.iter().filter(|row| row.tag == tag).count();
    let untagged = match tagged("") {
        0 => String::new(),
        count => words.say(Phrase::NumbersUntagged, &[("count", &count)]),
    };
    let lead = words.say(
        Phrase::Numbers,
        &[
            ("count", &rows.len()),
            ("seed", &tagged("seed")),
            ("data", &tagged("data")),
            ("source", &tagged("source")),
            ("assumption", &tagged("assumption")),
            ("untagged", &untagged),
        ],
    );
    NumbersView { lead, rows: rows.iter().map(view).collect() }
}

fn view(row: &ProvenanceRow) -> NumberView {
    let or_dash = |text: &str| if text.is_empty() { UNDEFINED.to_owned() } else { text.to_owned() };
    let with_unit = |number: f64| format!("{number} {}", row.unit).trim_end().to_owned();
    let band = row.low.zip(row.high).map(|(low, high)| format!("{low} to {}", with_unit(high)));
    NumberView {
        key: row.key.clone(),
        value: with_unit(row.value),
        tag: or_dash(&row.tag),
        band: or_dash(&band.unwrap_or_default()),
        source: row.source.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn row(key: &str, value: f64, unit: &str, tag: &str, band: Option<(f64, f64)>) -> ProvenanceRow {
        ProvenanceRow {
            key: key.to_owned(),
            value,
            unit: unit.to_owned(),
            tag: tag.to_owned(),
            source: String::new(),
            low: band.map(|band| band.0),
            high: band.map(|band| band.1),
        }
    }

    #[test]
    fn numbers_are_counted_by_origin_and_shown_with_their_unit() {
        let rows = [
            row("behaviours.repay.delay.median", 3.0, "d", "assumption", Some((1.0, 7.0))),
            row("stage.human_review.service.sigma", 0.768, "", "data", None),
            row("arrivals.per_day", 20.0, "", "", None),
        ];
        let section = section(&rows, Language::English.words());
        let lead = "3 numbers: 0 from the article, 1 computed from data, 0 from other sources, 1 assumed";
        assert!(
            section.lead.starts_with(lead) && section.lead.contains("1 without a tag"),
            "{}",
            section.lead
        );
        let shown = |view: &NumberView| [&view.value, &view.tag, &view.band].map(String::clone);
        assert_eq!(shown(&section.rows[0]), ["3 d", "assumption", "1 to 7 d"]);
        assert_eq!(shown(&section.rows[1]), ["0.768", "data", "–"]);
        assert_eq!(shown(&section.rows[2]), ["20", "–", "–"]);
    }
}
