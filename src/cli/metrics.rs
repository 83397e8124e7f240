//! `sim metrics`: what every metric and measure is called, its unit, and what it means.

use super::Failure;
use super::args::{Format, MetricsArgs};
use super::terminal::{Screen, say};
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
        return Err(Failure::Usage(say!(ErrorNoMetricIsCalled, wanted = wanted)));
    }
    match arguments.format {
        Format::Json => say(&format!("{:#}\n", json(&found))),
        Format::Text => say(&text(words, &found, Screen::stdout())),
    }
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
