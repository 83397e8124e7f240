//! `sim metrics`: what every metric and measure is called, its unit, and what it means.

use super::Failure;
use super::args::{Format, MetricsArgs};
use super::terminal::{Screen, say};
use crate::scenario::read::offer::near;
use crate::words::{Catalogue, Entry, Kind, Language, Phrase, say};

/// Prints the metrics of a run and the measures of a station.
pub(super) fn metrics(arguments: &MetricsArgs) -> Result<(), Failure> {
    let words = Language::default().words();
    let wanted = arguments.word.as_deref().unwrap_or_default().to_lowercase();
    let shown = |entry: &&Entry| entry.name.contains(&wanted) || entry.label.to_lowercase().contains(&wanted);
    let groups = [(Kind::Metric, Phrase::MetricsSummary), (Kind::Measure, Phrase::MetricsStations)];
    let found = groups.map(|(kind, title)| {
        let entries: Vec<&Entry> = words.all(kind).iter().filter(shown).collect();
        (kind, title, entries)
    });
    if found.iter().all(|(_, _, entries)| entries.is_empty()) {
        let error = match meant(words, &wanted) {
            Some(near) => say!(ErrorNoMetricDidYouMean, wanted = wanted, near = near),
            None => say!(ErrorNoMetricIsCalled, wanted = wanted),
        };
        return Err(Failure::Usage(error));
    }
    match arguments.format {
        Format::Json => say(&format!("{:#}\n", json(&found))),
        Format::Text => say(&text(words, &found, Screen::stdout())),
    }
}

/// The name, or the part of one, that was surely meant.
fn meant<'w>(words: &'w Catalogue, wanted: &str) -> Option<&'w str> {
    let entries = || [Kind::Metric, Kind::Measure].into_iter().flat_map(|kind| words.all(kind));
    let parts = entries().flat_map(|entry| entry.name.split('_')).filter(|part| part.len() > 2);
    near(wanted, entries().map(|entry| entry.name.as_str()).chain(parts))
}

/// For scripts: one object for each, with where it is found.
fn json(found: &[(Kind, Phrase, Vec<&Entry>)]) -> serde_json::Value {
    let each = found.iter().flat_map(|(kind, _, entries)| entries.iter().map(move |entry| (kind, entry)));
    each.map(|(kind, entry)| {
        serde_json::json!({
            "kind": kind,
            "name": entry.name,
            "label": entry.label,
            "unit": entry.unit,
            "of": entry.of,
            "definition": entry.definition,
        })
    })
    .collect()
}

fn text(words: &Catalogue, found: &[(Kind, Phrase, Vec<&Entry>)], screen: Screen) -> String {
    let mut text = String::new();
    for (kind, title, entries) in found.iter().filter(|(_, _, entries)| !entries.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &screen.bold(screen.prose(words.text(*title), "", "").trim_end());
        text.push('\n');
        for entry in entries {
            text += &screen.prose(&format!("{} ({})", entry.name, entry.unit), "  ", "    ");
            let label = words.label_of(*kind, &entry.name);
            text += &screen.prose(&format!("{label}. {}", entry.definition), "      ", "      ");
        }
    }
    text
}
