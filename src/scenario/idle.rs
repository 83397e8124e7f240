//! Keys that change nothing under the other settings of a scenario, and why.
//!
//! They are no faults: a variant may switch something off that its base describes. But whoever writes one himself,
//! in the outermost file or with `--set`, and writes something else than would hold without it, expects it to matter;
//! so it is said. What depends on the calendar or the process is asked of the compiled model.

mod process;
mod settings;

use super::compile::Compiled;
use super::read::load::Loaded;
use super::read::section::Section as _;
use super::read::source::{Place, SourceId};
use super::read::tree::{Node, Value};
use super::sections::Scenario;
use super::sections::process::{StageSection, TeamSection};
use crate::words::say;

/// A key that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleKey {
    /// The key, as a dotted path; stages go by their names.
    pub key: String,
    /// What of its value changes nothing; `None`, if it is all of it.
    pub part: Option<String>,
    /// Why it changes nothing.
    pub because: String,
    /// Where its value is written.
    pub place: Place,
}

impl std::fmt::Display for IdleKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = match &self.part {
            None => say!(ChangesNothingBecause, key = self.key, because = self.because),
            Some(part) => {
                say!(PartChangesNothingBecause, key = self.key, part = part, because = self.because)
            }
        };
        f.write_str(&said)
    }
}

/// Keys, and all below them, that change nothing.
#[derive(Debug, Default)]
struct Idle {
    found: Vec<(String, String)>,
    /// Keys of which a part changes nothing: the key, the part, and why.
    parts: Vec<(String, String, String)>,
}

impl Idle {
    /// These keys of a section change nothing, if `idle`, for this reason.
    fn add(&mut self, idle: bool, section: &str, keys: &[&str], because: impl Into<String>) {
        if idle {
            let because = because.into();
            self.found.extend(keys.iter().map(|key| (format!("{section}.{key}"), because.clone())));
        }
    }

    /// What one key says of `part` changes nothing, if `idle`, for this reason.
    fn add_part(&mut self, idle: bool, key: &str, part: &str, because: &str) {
        if idle {
            self.parts.push((key.to_owned(), part.to_owned(), because.to_owned()));
        }
    }

    /// Which part of a key changes nothing, and why; `None` if all of it does.
    fn part(&self, key: &str) -> Option<(&str, &str)> {
        let found = self.parts.iter().find(|(of, ..)| of == key);
        found.map(|(_, part, because)| (part.as_str(), because.as_str()))
    }

    /// Why a key changes nothing; `None` if it does.
    fn reason(&self, key: &str) -> Option<&str> {
        let covers = |above: &str| {
            key.strip_prefix(above).is_some_and(|below| below.is_empty() || below.starts_with('.'))
        };
        self.found.iter().find(|(above, _)| covers(above)).map(|(_, because)| because.as_str())
    }
}

/// The keys of a scenario without faults that were written in vain, in the order of the file.
pub fn idle_keys(loaded: &Loaded, scenario: &Scenario, compiled: &Compiled) -> Vec<IdleKey> {
    let mut idle = Idle::default();
    settings::ask(scenario, &mut idle);
    process::ask(scenario, compiled, &mut idle);
    let mut written = Vec::new();
    collect(&loaded.root, "", &mut written);
    let (said, usual) = (scenario.to_table(), Scenario::default().to_table());
    let own = |place: Place| {
        place.source == SourceId::default() || loaded.sources.name(place.source).starts_with("--set")
    };
    let in_vain = |(key, place): (String, Place)| {
        let whole = idle.reason(&key).map(|because| (None, because));
        let part = || idle.part(&key).map(|(part, because)| (Some(part.to_owned()), because));
        let (part, because) = whole.or_else(part)?;
        let because = because.to_owned();
        let other = value(&said, &key) != usual_value(&usual, &key).as_ref();
        (own(place) && other).then_some(IdleKey { key, part, because, place })
    };
    written.into_iter().filter_map(in_vain).collect()
}

/// The paths of all values of a tree, with where they are written. A law, and an array other than that of the stages, is
/// one value.
fn collect(node: &Node, path: &str, found: &mut Vec<(String, Place)>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match &node.value {
        Value::Table(table) if table.get("distribution").is_none() => {
            for entry in table {
                collect(&entry.node, &join(&entry.key), found);
            }
        }
        Value::Array(stages) if path == "stage" => {
            for stage in stages {
                let name = stage.as_table().and_then(|table| table.get("name")?.node.as_str());
                if let Some(name) = name {
                    collect(stage, &join(name), found);
                }
            }
        }
        _ => found.push((path.to_owned(), node.place)),
    }
}

/// The value at a path of a scenario written out.
fn value<'a>(table: &'a toml::Table, path: &str) -> Option<&'a toml::Value> {
    let mut keys = path.split('.');
    let mut at = table.get(keys.next()?)?;
    for key in keys {
        at = match at {
            toml::Value::Array(stages) => {
                stages.iter().find(|stage| stage.get("name").and_then(toml::Value::as_str) == Some(key))?
            }
            other => other.get(key)?,
        };
    }
    Some(at)
}

/// What would hold if the key were not written: of a team or a stage that is not one of the standard process, what
/// holds of any.
fn usual_value(usual: &toml::Table, path: &str) -> Option<toml::Value> {
    let mut keys = path.splitn(3, '.');
    let (kind, name, below) = (keys.next()?, keys.next(), keys.next());
    if let (Some(name), Some(below)) = (name, below)
        && value(usual, &format!("{kind}.{name}")).is_none()
    {
        let any = match kind {
            "team" => TeamSection::default().to_table(),
            "stage" => StageSection::default().to_table(),
            _ => return None,
        };
        return value(&any, below).cloned();
    }
    value(usual, path).cloned()
}
