//! What can stand behind a key: the trait, and the plain types.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

use serde_json::{Map, Value as Json, json};

use super::commented::Commented;
use super::fault::Fault;
use super::quantity::plain_number;
use super::reader::Reader;
use super::rule::Rule;
use super::source::Place;
use super::tree::{Node, Value};
use crate::words::say;

/// A type that can be read from a scenario, written back, and described to an editor.
///
/// Law: reading what [`Field::to_toml`] wrote gives an equal value.
pub trait Field: Clone + fmt::Debug + PartialEq {
    /// Whether the value is written under a header of its own.
    const IS_TABLE: bool = false;

    /// Reads the value; `None` after recording a fault.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;

    /// The value as TOML; `None` if nothing is to be written.
    fn to_toml(&self) -> Option<toml::Value>;

    /// JSON Schema of the value (draft 2020-12).
    fn schema() -> Json;

    /// The value as a number in base units, for rules with bounds.
    fn magnitude(&self) -> Option<f64> {
        None
    }

    /// The number of elements or characters, for rules about length.
    fn length(&self) -> Option<usize> {
        None
    }

    /// A bound in base units as it would be written.
    fn show(bound: f64) -> String {
        bound.to_string()
    }

    /// Checks one rule and records a fault if it is broken.
    fn check(&self, node: &Node, rule: &Rule, reader: &mut Reader<'_>) {
        let kept = if rule.is_about_length() {
            self.length().is_none_or(|count| rule.allows_length(count))
        } else {
            self.magnitude().is_none_or(|x| rule.allows(x))
        };
        if !kept {
            let value = match node.value {
                // As written: beyond 2⁵³ a float may be another number.
                Value::Int(value) if self.magnitude().is_some() => value.to_string(),
                _ => self.magnitude().map_or_else(|| node.found(), Self::show),
            };
            reader.broken(node, &value, &rule.words(Self::show));
        }
    }

    /// Adds a rule to the schema.
    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        rule.describe(schema);
    }

    /// Told that the key is absent from the table at `place`, so that a section can say where it
    /// would stand and name what it requires.
    fn absent(&mut self, _place: Place, _reader: &mut Reader<'_>) {}

    /// Collects the dotted paths of the keys below `prefix`.
    fn collect_keys(_prefix: &str, _keys: &mut Vec<String>) {}

    /// Writes the value with its documentation, for a starter.
    fn write_commented(&self, _path: &str, key: &str, doc: &str, out: &mut Commented) {
        out.value(key, doc, self.to_toml().as_ref());
    }
}

/// `prefix.key`, or `key` at the top.
pub fn join(prefix: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let key = if bare { key.to_owned() } else { quoted(key) };
    if prefix.is_empty() { key } else { format!("{prefix}.{key}") }
}

/// A key in quotes, on one line whatever it holds.
fn quoted(key: &str) -> String {
    let mut out = String::from("\"");
    for c in key.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Field for bool {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Bool(value) = node.value else {
            reader.wrong_type(node, say!(TrueOrFalse), "true");
            return None;
        };
        Some(value)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Boolean(*self))
    }

    fn schema() -> Json {
        json!({ "type": "boolean" })
    }
}

macro_rules! whole_number {
    ($($type:ty),*) => {$(
        impl Field for $type {
            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                let Value::Int(value) = node.value else {
                    // A number in quotes was surely meant as one.
                    let meant = node.as_str().filter(|text| text.trim().parse::<u64>().is_ok());
                    match meant {
                        Some(meant) => reader.wrong_type_meant(node, say!(AWholeNumber), meant.trim()),
                        None => reader.wrong_type(node, say!(AWholeNumber), "3"),
                    }
                    return None;
                };
                let fits = <$type>::try_from(value).ok();
                if fits.is_none() {
                    let words = if value < 0 {
                        say!(MustBeAtLeast).to_owned()
                    } else {
                        say!(MustBeAtMost, max = <$type>::MAX)
                    };
                    reader.broken(node, &value.to_string(), &words);
                }
                fits
            }

            /// TOML holds whole numbers up to 2⁶³−1; a larger one cannot come from a scenario.
            fn to_toml(&self) -> Option<toml::Value> {
                Some(toml::Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX)))
            }

            fn schema() -> Json {
                json!({ "type": "integer", "minimum": 0 })
            }

            /// The next float above where there is none of this value, so that no bound takes what lies above it.
            fn magnitude(&self) -> Option<f64> {
                let near = *self as f64;
                Some(if (near as $type) < *self { near.next_up() } else { near })
            }
        }
    )*};
}

// One width is `u32`, whose conversion to `f64` could be `From`; the macro serves all three.
#[allow(clippy::cast_lossless)]
mod whole {
    use super::{Field, Json, Node, Reader, Value, json, say};
    whole_number!(u32, u64, usize);
}

impl Field for f64 {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            // Adding zero makes −0 zero: dividing by the one gives −∞.
            Value::Float(value) if value.is_finite() => Some(value + 0.0),
            Value::Int(value) => Some(value as f64),
            Value::Float(value) => {
                let what = reader.current();
                let name = if value.is_nan() { say!(NotANumberNan) } else { "infinite" };
                reader.push(Fault::rule(
                    node.place,
                    say!(FieldIs, what = what, name = name),
                    say!(MustBeAFiniteNumber),
                    say!(WriteAFiniteNumberTo),
                ));
                None
            }
            _ => {
                // "20 %" means a share of 0.2.
                let written = node.as_str().and_then(|text| {
                    let above = |number: f64| text.trim_end().ends_with('%') && number > 1.0;
                    plain_number(text, reader.key()).filter(|number| !above(*number))
                });
                match written {
                    Some(number) => reader.wrong_type_meant(node, say!(ANumber), &number.to_string()),
                    None => reader.wrong_type(node, say!(ANumber), "1"),
                }
                None
            }
        }
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Float(*self))
    }

    fn schema() -> Json {
        json!({ "type": "number" })
    }

    fn magnitude(&self) -> Option<f64> {
        Some(*self)
    }
}

impl Field for String {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.as_str() else {
            reader.wrong_type(node, say!(AString), "\"text\"");
            return None;
        };
        reader.refuse_hidden(text, node.place);
        Some(text.to_owned())
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::String(self.clone()))
    }

    fn schema() -> Json {
        json!({ "type": "string" })
    }

    fn length(&self) -> Option<usize> {
        Some(self.chars().count())
    }
}

/// A path, resolved against the folder of the file that says it.
impl Field for PathBuf {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.as_str() {
            Some(text) if !text.is_empty() => {
                Some(reader.sources().resolve(node.place.source, text.as_ref()))
            }
            _ => {
                reader.wrong_type(node, say!(APath), "\"data/rows.csv\"");
                None
            }
        }
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::String(self.to_string_lossy().into_owned()))
    }

    fn schema() -> Json {
        json!({ "type": "string", "minLength": 1 })
    }
}
