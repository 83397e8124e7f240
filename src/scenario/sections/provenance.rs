//! Where numbers come from: a tag, a source and a band for each, by its key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Value as Json, json};

use super::super::read::choice::choice;
use super::super::read::commented::Commented;
use super::super::read::fault::Fault;
use super::super::read::field::{Field, join};
use super::super::read::reader::Reader;
use super::super::read::section::{Section as _, section};
use super::super::read::source::SourceId;
use super::super::read::tree::{Node, Value};
use super::super::read::units::{Duration, DurationValue, Money};
use crate::words::say;

choice! {
    /// Where a number comes from.
    pub enum TagName {
        /// The article that the model starts from.
        Seed = "seed",
        /// Computed from a data set.
        Data = "data",
        /// Another public source.
        Source = "source",
        /// Chosen, not measured.
        Assumption = "assumption",
    }
}

/// A number with its unit: plain, time, working days, or money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A number without a unit, such as a share, a count or a score.
    Plain(f64),
    /// A length of time.
    Time(Duration),
    /// So many working days.
    WorkingDays(f64),
    /// A sum of money.
    Money(Money),
}

impl Amount {
    /// The number that a value is; `None` for what is none.
    pub fn of(value: &toml::Value) -> Option<Self> {
        match value {
            toml::Value::Integer(number) => Some(Self::Plain(*number as f64)),
            toml::Value::Float(number) => Some(Self::Plain(*number)),
            toml::Value::String(text) => Self::of_text(text),
            _ => None,
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(DurationValue::Calendar(time)) => Some(Self::Time(time)),
            Ok(DurationValue::WorkingDays(days)) => Some(Self::WorkingDays(days)),
            Err(_) => text.parse().ok().map(Self::Money),
        }
    }

    /// The unit that it is best told in, and how many base units that has.
    pub fn unit(self) -> (&'static str, f64) {
        match self {
            Self::Plain(_) => ("", 1.0),
            Self::WorkingDays(_) => ("working days", 1.0),
            Self::Money(_) => ("CNY", 1.0),
            Self::Time(time) => {
                let shown = time.to_string();
                [("min", 60.0), ("d", 86_400.0), ("h", 3_600.0)]
                    .into_iter()
                    .find(|(unit, _)| shown.ends_with(unit))
                    .unwrap_or(("s", 1.0))
            }
        }
    }

    /// In base units: seconds, CNY, working days, or the plain number.
    pub fn base(self) -> f64 {
        match self {
            Self::Plain(number) | Self::WorkingDays(number) => number,
            Self::Time(time) => time.as_seconds(),
            Self::Money(money) => money.as_cny(),
        }
    }

    /// Whether both are of one kind, so that they can be compared.
    pub fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(number) => number.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::WorkingDays(days) => DurationValue::WorkingDays(*days).fmt(f),
            Self::Money(money) => money.fmt(f),
        }
    }
}

impl Default for Amount {
    fn default() -> Self {
        Self::Plain(0.0)
    }
}

impl Field for Amount {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let amount = match &node.value {
            Value::Int(number) => Some(Self::Plain(*number as f64)),
            Value::Float(number) if number.is_finite() => Some(Self::Plain(number + 0.0)),
            Value::String(text) => Self::of_text(text),
            _ => None,
        };
        if amount.is_none() {
            reader.wrong_type(node, say!(AnAmount), "0.5");
        }
        amount
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(match self {
            Self::Plain(number) => toml::Value::Float(*number),
            other => toml::Value::String(other.to_string()),
        })
    }

    fn schema() -> Json {
        json!({ "anyOf": [{ "type": "number" }, DurationValue::schema(), Money::schema()] })
    }
}

section! {
    /// Where a number comes from, and in which band it may well lie.
    pub struct ProvenanceSection {
        /// `seed`, `data`, `source` or `assumption`: where the number itself comes from.
        tag: TagName = TagName::Assumption, required;
        /// Where it, or its form, can be looked up, or how it was found.
        source: String;
        /// Least value that it may well have.
        low: Option<Amount>;
        /// Greatest value that it may well have.
        high: Option<Amount>;
    }
}

/// Where the numbers come from: of the key of a number, or of a key above several. Elements of an array count from 0,
/// stages go by their names: `behaviours.repay.delay.median`, `factors.credit.0`, `stage.human_review.service.sigma`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// The entries, by the key that each is of.
    pub entries: BTreeMap<String, ProvenanceSection>,
    /// Those that the scenario itself or an argument says, and not a file that it builds on.
    pub own: BTreeSet<String>,
}

impl Provenance {
    /// Reads entries below `path`: a table that says `tag` is one, and any other holds some by the parts of their keys.
    fn collect(&mut self, node: &Node, path: &str, reader: &mut Reader<'_>) -> bool {
        let Some(table) = node.as_table() else {
            reader.wrong_type(node, say!(ATable), "{ tag = \"assumption\", low = 0.1, high = 0.3 }");
            return false;
        };
        let mut whole = true;
        for entry in table {
            reader.refuse_hidden(&entry.key, entry.place);
            // A key in quotes holds a whole path.
            let key = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
            let below = entry.node.as_table();
            let says = |name: &str| below.is_some_and(|table| table.get(name).is_some());
            whole &= reader.within(&entry.key, |reader| {
                let holds_more = below.is_some_and(|table| {
                    !says("tag") && table.into_iter().any(|entry| entry.node.as_table().is_some())
                });
                if holds_more {
                    return self.collect(&entry.node, &key, reader);
                }
                let Some(section) = ProvenanceSection::read(&entry.node, reader) else { return false };
                self.add(key, section, reader);
                true
            });
        }
        whole
    }

    /// Adds an entry; of two for the same key, that of the upper file counts.
    fn add(&mut self, key: String, section: ProvenanceSection, reader: &Reader<'_>) {
        let layer = |section: &ProvenanceSection| reader.sources().layer(section.place("").source);
        match self.entries.get(&key) {
            Some(known) if layer(known) > layer(&section) => {}
            _ => {
                if layer(&section) >= reader.sources().layer(SourceId::default()) {
                    self.own.insert(key.clone());
                }
                self.entries.insert(key, section);
            }
        }
    }
}

impl Field for Provenance {
    const IS_TABLE: bool = true;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let mut all = Self::default();
        all.collect(node, "", reader).then_some(all)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.entries.to_toml()
    }

    fn schema() -> Json {
        json!({ "type": "object", "additionalProperties": { "type": "object" } })
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        ProvenanceSection::collect_keys(&format!("{prefix}.KEY"), keys);
    }

    fn write_commented(&self, path: &str, key: &str, doc: &str, out: &mut Commented) {
        out.table(path, key, doc, |_, out| {
            for (key, section) in &self.entries {
                out.value(&join("", key), "", section.to_toml().as_ref());
            }
        });
    }
}

/// What is wrong with an entry by itself, if anything: its place, the message and the remedy.
pub fn fault(key: &str, section: &ProvenanceSection) -> Option<Fault> {
    let band = match (section.low, section.high) {
        (None, None) => return None,
        (Some(low), Some(high)) if low.is_like(high) && low.base() <= high.base() => return None,
        (Some(low), None) => Err(("low", format!("high = {}", toml_text(low)))),
        (None, Some(high)) => Err(("high", format!("low = {}", toml_text(high)))),
        (Some(low), Some(high)) => Ok((low, high)),
    };
    Some(match band {
        Err((only, example)) => Fault::rule(
            section.place(only),
            say!(BandHasOneEnd, key = key),
            say!(ABandHasTwoEnds),
            say!(WriteBothEnds, example = example),
        ),
        Ok((low, high)) => Fault::rule(
            section.place("high"),
            say!(BandRunsBackwards, key = key, low = low, high = high),
            say!(MustRiseInOneUnit),
            say!(WriteLowBeforeHigh),
        ),
    })
}

fn toml_text(amount: Amount) -> String {
    amount.to_toml().map_or_else(String::new, |value| value.to_string())
}
