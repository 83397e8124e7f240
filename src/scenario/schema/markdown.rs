//! The schema as a page: every key with what it takes, what it is by default, and what it means.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use crate::words::{Catalogue, Phrase, say, words};

/// Longer defaults are left to the starter.
const LONGEST: usize = 60;

/// Every key of a scenario as a page of Markdown, a table a section, in the language of the program.
pub fn scenario_keys_page() -> String {
    let schema = super::scenario_schema();
    let mut page = Page { words: words(), text: format!("{}\n", say!(KeysIntro)) };
    let top = properties(&schema);
    let (tables, alone): (Vec<_>, Vec<_>) = top.into_iter().partition(|(_, key)| is_section(key));
    page.heading(2, say!(KeysTop));
    page.table(&alone);
    for (name, section) in tables {
        page.section(2, name, section);
    }
    page.heading(2, say!(KeysRepeated));
    let none = Map::new();
    for (name, kind) in schema["$defs"].as_object().unwrap_or(&none) {
        page.kind(name, kind);
    }
    page.text
}

fn properties(of: &Json) -> Vec<(&String, &Json)> {
    of["properties"].as_object().map(|keys| keys.iter().collect()).unwrap_or_default()
}

/// What a key holds entries of: itself, the entry of a name, or an element of a list.
fn entry(key: &Json) -> Option<(&'static str, &Json)> {
    let of = [("", key), (".NAME", &key["additionalProperties"]), ("[]", &key["items"])];
    of.into_iter().find(|(_, entry)| entry["properties"].is_object() && entry["$ref"].is_null())
}

/// Whether a key is a table of keys of its own.
fn is_section(key: &Json) -> bool {
    entry(key).is_some()
}

/// A sentence in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

struct Page {
    words: &'static Catalogue,
    text: String,
}

impl Page {
    fn heading(&mut self, depth: usize, title: &str) {
        let _ = writeln!(self.text, "\n{} {title}\n", "#".repeat(depth));
    }

    /// A section with its keys, and below it those that are sections themselves.
    fn section(&mut self, depth: usize, path: &str, section: &Json) {
        let Some((of, keys)) = entry(section) else { return };
        let path = match of {
            "[]" => format!("{path}[]"),
            of => format!("{path}{of}"),
        };
        let title = match path.strip_suffix("[]") {
            Some(list) => format!("`[[{list}]]`"),
            None => format!("`[{path}]`"),
        };
        self.heading(depth.min(4), &title);
        let about = [&section["description"], &keys["description"]];
        if let Some(about) = about.into_iter().find_map(Json::as_str) {
            let _ = writeln!(self.text, "{}\n", cell(about));
        }
        let (below, own): (Vec<_>, Vec<_>) =
            properties(keys).into_iter().partition(|(_, key)| is_section(key));
        self.table(&own);
        for (name, key) in below {
            self.section(depth + 1, &format!("{}.{name}", path.trim_end_matches("[]")), key);
        }
    }

    fn table(&mut self, keys: &[(&String, &Json)]) {
        if keys.is_empty() {
            return;
        }
        let _ = writeln!(self.text, "{}\n|---|---|---|---|", say!(KeysHead));
        for (name, key) in keys {
            let default = key.get("default").map(|default| {
                let text = default.to_string();
                if text.chars().count() > LONGEST { say!(KeysLong).to_owned() } else { format!("`{text}`") }
            });
            let _ = writeln!(
                self.text,
                "| `{name}` | {} | {} | {} |",
                cell(&self.takes(key)),
                cell(&default.unwrap_or_default()),
                cell(key["description"].as_str().unwrap_or_default())
            );
        }
    }

    /// A value that several keys take.
    fn kind(&mut self, name: &str, kind: &Json) {
        self.heading(3, name);
        let examples: Vec<String> =
            kind["examples"].as_array().into_iter().flatten().map(|example| format!("`{example}`")).collect();
        if !examples.is_empty() {
            let _ = writeln!(self.text, "{}", say!(KeysExamples, examples = examples.join(", ")));
        }
        let laws = kind["anyOf"].as_array().into_iter().flatten();
        let laws: Vec<(String, Vec<&String>)> = laws
            .filter_map(|law| {
                let name = law["properties"]["distribution"]["const"].as_str()?;
                let keys = law["properties"].as_object()?.keys().filter(|key| *key != "distribution");
                Some((name.to_owned(), keys.collect()))
            })
            .collect();
        if !laws.is_empty() {
            let _ = writeln!(self.text, "{}\n", say!(KeysLaw));
            for (name, keys) in laws {
                let keys: Vec<String> = keys.into_iter().map(|key| format!("`{key}`")).collect();
                let _ = writeln!(self.text, "- `{name}`: {}", keys.join(", "));
            }
        }
        self.table(&properties(kind));
    }

    /// What a key takes, in a few words.
    fn takes(&self, key: &Json) -> String {
        if let Some(kind) = key["$ref"].as_str() {
            let kind = kind.rsplit('/').next().unwrap_or_default();
            return format!("[{kind}](#{kind})");
        }
        for list in ["oneOf", "anyOf"] {
            if let Some(ways) = key[list].as_array() {
                let mut all: Vec<String> = ways.iter().map(|way| self.takes(way)).collect();
                all.dedup();
                all.retain(|way| !way.is_empty());
                return all.join(self.words.text(Phrase::KeysOr));
            }
        }
        if let Some(value) = key.get("const") {
            return format!("`{value}`");
        }
        if let Some(values) = key["enum"].as_array() {
            let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            return values.join(", ");
        }
        match key["type"].as_str().unwrap_or_default() {
            "boolean" => say!(KeysFlag).to_owned(),
            "string" => say!(KeysText).to_owned(),
            "integer" => say!(KeysWhole, range = range(key)),
            "number" => say!(KeysNumber, range = range(key)),
            "array" => say!(KeysList, of = self.takes(&key["items"])),
            "object" => match &key["additionalProperties"] {
                of @ Json::Object(_) => say!(KeysByName, of = self.takes(of)),
                _ => say!(KeysTable).to_owned(),
            },
            _ => String::new(),
        }
    }
}

/// The range of a number, as it stands behind the word for one.
fn range(key: &Json) -> String {
    let number = |name: &str| key[name].as_f64();
    let (low, above) = (number("minimum"), number("exclusiveMinimum"));
    let (high, below) = (number("maximum"), number("exclusiveMaximum"));
    let low = above.map(|above| say!(KeysAbove, low = above)).or(low.map(|low| say!(KeysFrom, low = low)));
    let high =
        below.map(|below| say!(KeysBelow, high = below)).or(high.map(|high| say!(KeysTo, high = high)));
    let ends: Vec<String> = low.into_iter().chain(high).collect();
    if ends.is_empty() { String::new() } else { format!(" {}", ends.join(" ")) }
}
