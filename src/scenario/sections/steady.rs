//! Sections about what is counted and what should come out: warm-up and expectations.

use serde_json::{Value as Json, json};

use super::super::read::fault::Fault;
use super::super::read::field::Field;
use super::super::read::reader::Reader;
use super::super::read::section::section;
use super::super::read::tree::Node;
use super::super::read::units::Duration;
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
