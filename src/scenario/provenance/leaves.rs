//! The numbers of a scenario that is written out: their keys, and where each was written.

use crate::scenario::read::field::join;
use crate::scenario::read::merge::NAME;
use crate::scenario::read::source::SourceId;
use crate::scenario::read::tree::{Node, Value};
use crate::scenario::sections::provenance::Amount;

/// Keys at the top that hold no number of the model.
const NOT_OF_THE_MODEL: [&str; 7] =
    ["name", "description", "seed", "replications", "interventions", "expect", "provenance"];

/// Keys of names, which are no numbers whatever they are.
const NAMES: [&str; 6] = ["name", "to", "team", "stage", "member", "next"];

/// Every number with its key.
pub(super) fn of(table: &toml::Table) -> Vec<(String, Amount)> {
    let mut found = Vec::new();
    for (key, value) in table.iter().filter(|(key, _)| !NOT_OF_THE_MODEL.contains(&key.as_str())) {
        collect(value, key, &join("", key), &mut found);
    }
    found
}

fn collect(value: &toml::Value, key: &str, path: &str, found: &mut Vec<(String, Amount)>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                collect(value, key, &join(path, key), found);
            }
        }
        toml::Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let name = item.get(NAME).and_then(toml::Value::as_str);
                let part = name.map_or_else(|| at.to_string(), str::to_owned);
                collect(item, key, &join(path, &part), found);
            }
        }
        toml::Value::String(_) if NAMES.contains(&key) => {}
        other => found.extend(Amount::of(other).map(|amount| (path.to_owned(), amount))),
    }
}

/// The source that says the number at a key, or the whole that it is part of; `None` where nothing says it.
pub(super) fn source_of(root: &Node, key: &str) -> Option<SourceId> {
    let mut at = root;
    for part in parts(key) {
        at = match &at.value {
            Value::Table(table) => &table.get(part)?.node,
            Value::Array(items) => items
                .iter()
                .find(|item| name(item) == Some(part))
                .or_else(|| items.get(part.parse::<usize>().ok()?))?,
            // The parts of a law are written out of something shorter, such as a plain number.
            _ => break,
        };
    }
    Some(at.place.source)
}

fn name(node: &Node) -> Option<&str> {
    node.as_table()?.get(NAME)?.node.as_str()
}

/// The parts of a key; what stands in quotes is one.
fn parts(key: &str) -> impl Iterator<Item = &str> {
    let mut rest = key;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.strip_prefix('"') {
            Some(quoted) => quoted.find('"').map_or(rest.len(), |end| end + 2),
            None => rest.find('.').unwrap_or(rest.len()),
        };
        let (part, after) = rest.split_at(end.min(rest.len()));
        rest = after.strip_prefix('.').unwrap_or(after);
        Some(part.trim_matches('"'))
    })
}
