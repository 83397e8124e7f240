//! Sections about what is counted and what should come out: warm-up and expectations.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::super::read::fault::Fault;
use super::super::read::field::Field;
use super::super::read::offer::listed;
use super::super::read::quantity::number_in;
use super::super::read::reader::Reader;
use super::super::read::rule::Rule;
use super::super::read::section::section;
use super::super::read::tree::{Entry, Node, Value};
use super::super::read::units::Duration;
use crate::observe::{METRICS, STATION_MEASURES};
use crate::words::say;

/// How much of the start is not counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// So long; zero for a terminating question.
    For(Duration),
    /// As long as the start differs, found by MSER-5 on trial replications.
    Auto,
}

impl Default for WarmUp {
    fn default() -> Self {
        Self::For(Duration::seconds(0.0))
    }
}

/// How the automatic warm-up is written.
const AUTO: &str = "auto";

impl Field for WarmUp {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if node.as_str() == Some(AUTO) {
            return Some(Self::Auto);
        }
        if node.as_str().is_some_and(|text| !text.contains(|c: char| c.is_ascii_digit())) {
            let message = say!(IsWhichIsNoDuration, current = reader.current(), found = node.found());
            let help = say!(WriteADurationForExample);
            reader.push(Fault::rule(node.place, message, say!(MustBeADurationOr), help));
            return None;
        }
        Duration::read(node, reader).map(Self::For)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        match self {
            Self::For(duration) => duration.to_toml(),
            Self::Auto => Some(toml::Value::String(AUTO.to_owned())),
        }
    }

    fn schema() -> Json {
        json!({ "anyOf": [{ "const": AUTO }, Duration::schema()] })
    }

    fn magnitude(&self) -> Option<f64> {
        match self {
            Self::For(duration) => Some(duration.as_seconds()),
            Self::Auto => None,
        }
    }
}

section! {
    /// A value that should come out, and where it comes from.
    pub struct ExpectSection {
        /// The value, in the unit of the metric in the tables (minutes for waits).
        value: f64 = 0.0, required;
        /// Where it comes from: a formula, a paper, a measurement.
        source: String = String::new(), required, non_empty;
    }
}

/// Where the metrics of the summary stand among the stations of `[expect]`.
pub const SUMMARY: &str = "summary";

/// What should come out, by station or [`SUMMARY`], and metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectations(pub BTreeMap<String, BTreeMap<String, ExpectSection>>);

impl Field for Expectations {
    const IS_TABLE: bool = true;

    /// Entries with faults are left out, so that the others are looked at as well.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(table) = node.as_table() else {
            reader.wrong_type(node, say!(ATable), "{ name = … }");
            return None;
        };
        let mut all = BTreeMap::new();
        for entry in table {
            reader.refuse_hidden(&entry.key, entry.place);
            let Some(metrics) = entry.node.as_table() else {
                // What is no table is told as such.
                reader.within(&entry.key, |reader| {
                    BTreeMap::<String, ExpectSection>::read(&entry.node, reader)
                });
                continue;
            };
            if ["value", "source"]
                .iter()
                .any(|key| metrics.get(key).is_some_and(|it| it.node.as_table().is_none()))
            {
                of_nothing(entry, reader);
                continue;
            }
            let read = |metric: &Entry, reader: &mut Reader<'_>| {
                reader.refuse_hidden(&metric.key, metric.place);
                let unit = unit(&entry.key, &metric.key);
                reader.within(&metric.key, |reader| expected(&metric.node, unit, reader))
            };
            let found = reader.within(&entry.key, |reader| {
                let one = |metric: &Entry| Some((metric.key.clone(), read(metric, reader)?));
                metrics.iter().filter_map(one).collect()
            });
            all.insert(entry.key.clone(), found);
        }
        Some(Self(all))
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        BTreeMap::<String, BTreeMap<String, ExpectSection>>::schema()
    }

    fn length(&self) -> Option<usize> {
        self.0.length()
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        BTreeMap::<String, BTreeMap<String, ExpectSection>>::describe(rule, schema);
    }
}

/// The unit of a metric of a station or of the summary; empty where there is none of that name.
fn unit(of: &str, metric: &str) -> &'static str {
    let of_station = || STATION_MEASURES.iter().find(|(name, _)| *name == metric).map(|(_, unit)| *unit);
    let of_summary = || METRICS.iter().find(|known| known.name == metric).map(|known| known.unit);
    if of == SUMMARY { of_summary() } else { of_station() }.unwrap_or_default()
}

/// An expectation whose value may say its unit: then the number that it is in the unit of the tables is told.
fn expected(node: &Node, unit: &str, reader: &mut Reader<'_>) -> Option<ExpectSection> {
    let value = node.as_table().and_then(|table| table.get("value"));
    let text = value.and_then(|value| value.node.as_str().and_then(|text| number_in(text, unit)));
    let (Some(value), Some(number)) = (value, text) else { return ExpectSection::read(node, reader) };
    reader.within("value", |reader| {
        reader.wrong_type_meant(&value.node, say!(ANumber), &number.to_string());
    });
    let mut mended = node.clone();
    if let Value::Table(table) = &mut mended.value
        && let Some(value) = table.get_mut("value")
    {
        value.node.value = Value::Float(number);
    }
    ExpectSection::read(&mended, reader)
}

/// A fault for an expectation that does not say of what.
fn of_nothing(entry: &Entry, reader: &mut Reader<'_>) {
    let stations = || {
        let stages = reader.root().and_then(|root| root.as_table()?.get("stage"));
        let Some(Value::Array(stages)) = stages.map(|stages| &stages.node.value) else { return Vec::new() };
        let text = |stage: &Node, key: &str| Some(stage.as_table()?.get(key)?.node.as_str()?.to_owned());
        let is_station = |stage: &&Node| text(stage, "kind").as_deref() == Some("station");
        stages.iter().filter(is_station).filter_map(|stage| text(stage, "name")).collect()
    };
    let of_summary = METRICS.iter().any(|metric| metric.name == entry.key);
    let names = if of_summary { vec![SUMMARY.to_owned()] } else { stations() };
    let homes: Vec<String> = names.iter().map(|name| format!("expect.{name}.{}", entry.key)).collect();
    let message = say!(ExpectedOfNothing, metric = entry.key);
    let help = say!(WriteItAs, homes = listed(homes.iter().map(String::as_str)));
    reader.push(Fault::rule(entry.place, message, say!(NamesNoStation), help));
}
