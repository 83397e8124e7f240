//! The words of one language, read from its file.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;
use toml::{Table, Value};

use super::phrase::{Phrase, fill, placeholders};

/// What a name in a table or a scenario is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A metric of a whole run, as in `summary.csv`.
    Metric,
    /// A measure of a station, as in `stations.csv`.
    Measure,
    /// Something applicants can do.
    Behaviour,
    /// A way of cutting the applicants into groups.
    Segment,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Metric, Self::Measure, Self::Behaviour, Self::Segment];

    /// The table of a language's file.
    const fn table(self) -> &'static str {
        match self {
            Self::Metric => "metrics",
            Self::Measure => "measures",
            Self::Behaviour => "behaviours",
            Self::Segment => "segments",
        }
    }
}

/// How one thing is called, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Name in tables and scenarios, the same in every language.
    pub name: String,
    /// What to call it.
    pub label: String,
    /// Its unit in tables; empty for what has none.
    pub unit: String,
    /// Of whom or of what it is a share, or a mean the mean; empty where the label says so.
    pub of: String,
    /// What it is, in whole sentences.
    pub definition: String,
}

/// One term of the field, as this workbench uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The term.
    pub term: String,
    /// Its meaning here.
    pub meaning: String,
    /// Whether it says nothing about entities without attributes.
    pub about_applicants: bool,
}

/// Everything that is said in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    entries: [Vec<Entry>; Kind::ALL.len()],
    terms: Vec<Term>,
    /// The text of each phrase, in the order of [`Phrase::ALL`]; braces are as they are shown where it asks for no value.
    phrases: Vec<String>,
    /// What is said of the command line, by command and key with a dot between.
    help: BTreeMap<String, String>,
    /// Descriptions of keys of a scenario that replace those of their declarations, by dotted path.
    keys: BTreeMap<String, String>,
    /// What people call keys and values elsewhere, with what each may be here.
    synonyms: BTreeMap<String, Vec<String>>,
}

/// A text below a key of a table.
fn text(table: &Table, key: &str) -> Option<String> {
    table.get(key).and_then(Value::as_str).map(str::to_owned)
}

impl Catalogue {
    /// Reads the file of a language. Only its form is checked here; that nothing is missing is for tests to say.
    ///
    /// # Errors
    /// What of the text is no catalogue.
    pub fn parse(file: &str) -> Result<Self, String> {
        let root: Table = file.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let table = |key: &str| {
            root.get(key).and_then(Value::as_table).ok_or_else(|| format!("there is no table `{key}`"))
        };
        let mut catalogue = Self::default();
        for kind in Kind::ALL {
            for (name, entry) in table(kind.table())? {
                let missing = |what: &str| format!("`{}.{name}` has no {what}", kind.table());
                let entry = entry.as_table().ok_or_else(|| missing("keys"))?;
                catalogue.entries[kind as usize].push(Entry {
                    name: name.clone(),
                    label: text(entry, "label").ok_or_else(|| missing("label"))?,
                    unit: text(entry, "unit").unwrap_or_default(),
                    of: text(entry, "of").unwrap_or_default(),
                    definition: text(entry, "definition").ok_or_else(|| missing("definition"))?,
                });
            }
        }
        let (said, faults) = (table("say")?, table("faults")?);
        for phrase in Phrase::ALL {
            let key = phrase.key();
            let written = said.get(&key).or_else(|| faults.get(&key));
            let text =
                written.and_then(Value::as_str).ok_or_else(|| format!("nothing is said for `{key}`"))?;
            let plain = placeholders(text).is_empty();
            catalogue.phrases.push(if plain { fill(text, &[]) } else { text.to_owned() });
        }
        for (command, said) in table("help")? {
            for (key, text) in said.as_table().ok_or_else(|| format!("`help.{command}` has no keys"))? {
                let text = text.as_str().ok_or_else(|| format!("`help.{command}.{key}` is no text"))?;
                catalogue.help.insert(format!("{command}.{key}"), text.to_owned());
            }
        }
        for (path, said) in root.get("keys").and_then(Value::as_table).into_iter().flatten() {
            let said = said.as_str().ok_or_else(|| format!("`keys.{path}` is no text"))?;
            catalogue.keys.insert(path.clone(), said.to_owned());
        }
        for (word, meant) in root.get("synonyms").and_then(Value::as_table).into_iter().flatten() {
            let meant = meant.as_array().ok_or_else(|| format!("`synonyms.{word}` is no list"))?;
            let meant = meant.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            catalogue.synonyms.insert(word.clone(), meant);
        }
        for term in root.get("terms").and_then(Value::as_array).map_or(&[][..], Vec::as_slice) {
            let term = term.as_table().ok_or("a term has no keys")?;
            catalogue.terms.push(Term {
                term: text(term, "term").ok_or("a term has no `term`")?,
                meaning: text(term, "meaning").ok_or("a term has no `meaning`")?,
                about_applicants: term.get("applicants").and_then(Value::as_bool).unwrap_or(false),
            });
        }
        Ok(catalogue)
    }

    /// Everything of a kind, in the order of the file.
    pub fn all(&self, kind: Kind) -> &[Entry] {
        &self.entries[kind as usize]
    }

    /// What there is to say of a name; nothing of a name that is not known.
    pub fn entry(&self, kind: Kind, name: &str) -> Option<&Entry> {
        self.all(kind).iter().find(|entry| entry.name == name)
    }

    /// What to call a thing; its name, if that is all that is known.
    pub fn label<'a>(&'a self, kind: Kind, name: &'a str) -> &'a str {
        self.entry(kind, name).map_or(name, |entry| entry.label.as_str())
    }

    /// What to call a thing, with of whom or of what it is a share or a mean, for where no definition stands beside it.
    pub fn label_of(&self, kind: Kind, name: &str) -> String {
        match self.entry(kind, name).filter(|entry| !entry.of.is_empty()) {
            None => self.label(kind, name).to_owned(),
            Some(entry) => self.say(Phrase::LabelOf, &[("label", &entry.label), ("of", &entry.of)]),
        }
    }

    /// What a metric is called, or a measure of a station by `STATION.MEASURE`.
    pub fn title(&self, name: &str) -> String {
        let parted =
            name.rsplit_once('.').filter(|(_, measure)| self.entry(Kind::Measure, measure).is_some());
        match parted {
            Some((station, measure)) => {
                let label = self.label_of(Kind::Measure, measure);
                self.say(Phrase::SweepStation, &[("station", &station), ("label", &label)])
            }
            None => self.label_of(Kind::Metric, name),
        }
    }

    /// The terms that a reader may want explained.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// What is said of a command (`about`, `long_about`, examples as `after`) or of one of its arguments.
    pub fn help(&self, command: &str, key: &str) -> Option<&str> {
        self.help.get(&format!("{command}.{key}")).map(String::as_str)
    }

    /// What a key of a scenario means, by its dotted path, if this language says it; in English the declarations of the
    /// keys do.
    pub fn key(&self, path: &str) -> Option<&str> {
        self.keys.get(path).map(String::as_str)
    }

    /// The keys of a scenario that this language describes: dotted path and meaning.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.keys.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// What a word may be here that people use elsewhere for a key or a value of a scenario, the likeliest first.
    pub fn synonyms(&self, word: &str) -> &[String] {
        self.synonyms.get(&word.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Every word that has a synonym here, with what it may be.
    pub fn all_synonyms(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.synonyms.iter().map(|(word, meant)| (word.as_str(), meant.as_slice()))
    }

    /// A sentence with its values filled in.
    pub fn say(&self, phrase: Phrase, values: &[(&str, &dyn Display)]) -> String {
        fill(self.text(phrase), values)
    }

    /// A sentence or heading without values.
    pub fn text(&self, phrase: Phrase) -> &str {
        self.phrases.get(phrase as usize).map_or_else(|| phrase.name(), String::as_str)
    }
}
