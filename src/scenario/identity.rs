//! The identity of a scenario: a digest of all that decides its numbers, and of nothing else.
//!
//! Two runs with the same identity give the same tables, wherever their files lie and whatever they are called. What
//! goes in is the resolved scenario without its name, description, replications, expectations, interventions and provenance, with the
//! contents of each file in the place of its path, and the generator and version of the model.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::data::receipt::Receipt;
use super::holidays;
use super::read::dist_table;
use super::read::load::{Loaded, hexadecimal};
use super::read::section::Section as _;
use super::read::tree::{Node, Value};
use super::resolved::PATHS;
use super::sections::Scenario;
use super::sections::applicants::PopulationSource;
use crate::model::MODEL_VERSION;
use crate::random::GENERATOR;
use crate::words::say;

/// Keys at the top that decide no number of the model.
const WORDS: [&str; 6] = ["name", "description", "replications", "expect", "interventions", "provenance"];

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its path, as written in the scenario; of the scenario itself, as typed.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size, bytes.
    pub bytes: u64,
    /// Rows of a table, without its header; nothing for a scenario file.
    pub rows: Option<u64>,
    /// What was read of it; nothing for a scenario file.
    pub receipt: Option<Receipt>,
}

/// What a scenario is, and what it was read from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    /// SHA-256 of what decides its numbers, in hexadecimal.
    pub sha256: String,
    /// The scenario file, those it builds on, and the tables they name, each once.
    pub inputs: Vec<Input>,
    /// What decides its numbers, by name: keys of the resolved scenario with their values, the digest of a file in the
    /// place of its path, generator and version of the model.
    pub settings: BTreeMap<String, String>,
}

impl Identity {
    /// The identity of a scenario that has been read from `loaded` without a fault, with the receipts of its files.
    ///
    /// # Errors
    /// A file that cannot be read any more; the text says which, and why.
    pub fn of(scenario: &Scenario, loaded: &Loaded, receipts: &[Receipt]) -> Result<Self, String> {
        let mut inputs: Vec<Input> = loaded
            .sources
            .files()
            .map(|(name, text)| Input {
                path: name.to_owned(),
                sha256: digest(text.as_bytes()),
                bytes: text.len() as u64,
                rows: None,
                receipt: None,
            })
            .collect();
        let mut written = BTreeMap::new();
        written_paths(&loaded.root, loaded, &mut written);
        let mut tables = Tables { written, receipts, read: BTreeMap::new(), fault: None };
        let mut table = scenario.to_table();
        for key in WORDS {
            table.remove(key);
        }
        if scenario.population.source != PopulationSource::Table
            && let Some(toml::Value::Table(population)) = table.get_mut("population")
        {
            // A table that nobody is drawn from is not read.
            population.remove("table");
        }
        for (_, value) in &mut table {
            tables.put_contents(value);
        }
        if let Some(fault) = tables.fault {
            return Err(fault);
        }
        inputs.extend(tables.read.into_values());
        // A table made of plain values always has a text.
        let text = toml::to_string(&table).unwrap_or_default();
        let all = format!("model {MODEL_VERSION}\ngenerator {GENERATOR}\n{text}");
        let mut settings = BTreeMap::from([
            ("generator".to_owned(), GENERATOR.to_owned()),
            ("model_version".to_owned(), MODEL_VERSION.to_string()),
        ]);
        for (key, value) in &table {
            list(key.clone(), value, &mut settings);
        }
        Ok(Self { sha256: digest(all.as_bytes()), inputs, settings })
    }
}

impl Identity {
    /// The same scenario, of which something else is counted: it says so under this name.
    pub fn counts(&mut self, name: &str, what: &str) {
        self.sha256 = digest(format!("{}\n{name} {what}", self.sha256).as_bytes());
        self.settings.insert(name.to_owned(), what.to_owned());
    }
}

/// Lists every value below `key` by its dotted name; the parts of a list by their own names, if they have any.
fn list(key: String, value: &toml::Value, settings: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                list(format!("{key}.{name}"), value, settings);
            }
        }
        toml::Value::Array(parts) if parts.iter().all(toml::Value::is_table) && !parts.is_empty() => {
            for (number, part) in parts.iter().enumerate() {
                let name = part.get("name").and_then(toml::Value::as_str);
                list(format!("{key}.{}", name.unwrap_or(&number.to_string())), part, settings);
            }
        }
        value => {
            settings.insert(key, value.to_string());
        }
    }
}

/// The tables that a scenario names.
struct Tables<'a> {
    /// How each path was written.
    written: BTreeMap<PathBuf, String>,
    /// What was read of them when the scenario was compiled.
    receipts: &'a [Receipt],
    read: BTreeMap<String, Input>,
    fault: Option<String>,
}

impl Tables<'_> {
    /// Puts the digest of the contents in the place of each path in `value`.
    fn put_contents(&mut self, value: &mut toml::Value) {
        match value {
            toml::Value::Table(table) => {
                // The file of a law is read for one of its columns.
                let column = table.get("column").filter(|_| table.contains_key("distribution"));
                let column = column.and_then(toml::Value::as_str).map(str::to_owned);
                let unit = table.get("unit").and_then(toml::Value::as_str).map(str::to_owned);
                for (key, value) in table.iter_mut() {
                    match value {
                        toml::Value::String(path) if PATHS.contains(&key.as_str()) => {
                            *path = self.contents(path, column.as_deref(), unit.as_deref());
                        }
                        other => self.put_contents(other),
                    }
                }
            }
            toml::Value::Array(values) => values.iter_mut().for_each(|value| self.put_contents(value)),
            _ => {}
        }
    }

    /// The digest of a file, of which `column` is read in this unit if it is one of a law.
    fn contents(&mut self, path: &str, column: Option<&str>, unit: Option<&str>) -> String {
        if let Some(known) = self.read.get(path) {
            return known.sha256.clone();
        }
        let of_law = column.and_then(|column| dist_table::receipt(Path::new(path), column, unit));
        let compiled = || self.receipts.iter().find(|receipt| receipt.path == Path::new(path)).cloned();
        let input = match of_law.or_else(compiled) {
            Some(receipt) => Input {
                path: self.as_written(path),
                sha256: receipt.sha256.clone(),
                bytes: receipt.bytes,
                rows: Some(receipt.rows),
                receipt: Some(receipt),
            },
            None => self.read_again(path),
        };
        let sha256 = input.sha256.clone();
        self.read.insert(path.to_owned(), input);
        sha256
    }

    fn as_written(&self, path: &str) -> String {
        self.written.get(Path::new(path)).cloned().unwrap_or_else(|| path.to_owned())
    }

    /// A table without a receipt.
    fn read_again(&mut self, path: &str) -> Input {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.fault = Some(say!(CannotReadAgainRunOnce, path = path, error = error));
                Vec::new()
            }
        };
        let days = holidays::count(&bytes);
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let mut row = csv::ByteRecord::new();
        let mut count = 0;
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            count += 1;
        }
        Input {
            path: self.as_written(path),
            sha256: digest(&bytes),
            bytes: bytes.len() as u64,
            rows: days.or(Some(count)),
            receipt: None,
        }
    }
}

/// How each path of the tree was written.
fn written_paths(node: &Node, loaded: &Loaded, written: &mut BTreeMap<PathBuf, String>) {
    match &node.value {
        Value::Table(table) => {
            for entry in table {
                if let (true, Some(text)) = (PATHS.contains(&entry.key.as_str()), entry.node.as_str()) {
                    let path = loaded.sources.resolve(entry.node.place.source, Path::new(text));
                    written.insert(path, text.to_owned());
                }
                written_paths(&entry.node, loaded, written);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| written_paths(item, loaded, written)),
        _ => {}
    }
}

fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests;
