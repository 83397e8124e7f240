//! How data files are written: what keys about files can say.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::super::read::choice::choice;
use super::super::read::field::Field;
use super::super::read::one_or_more::OneOrMore;
use super::super::read::reader::Reader;
use super::super::read::tree::{Entry, Node, Table, Value};
use crate::words::say;

choice! {
    /// What stands between the columns of a file.
    pub enum Delimiter {
        /// A comma.
        Comma = ",",
        /// A semicolon, as spreadsheets write it where the comma is the decimal sign.
        Semicolon = ";",
        /// A tab.
        Tab = "\t",
        /// A vertical bar.
        Bar = "|",
        /// A space.
        Space = " ",
    }
}

choice! {
    /// The decimal sign of a file.
    pub enum Decimal {
        /// 1234.5
        Point = ".",
        /// 1234,5 or 1.234,5
        Comma = ",",
    }
}

choice! {
    /// What becomes of a row of a table with a missing value: an empty cell, one of the usual marks (`NA`, `NaN`, `null`, `-`,
    /// `无` and so on), or what `missing_values` lists.
    pub enum Missing {
        /// It is a fault.
        Fault = "fault",
        /// The generator fills what the value would have decided; the rest of the row is kept.
        Generate = "generate",
        /// The row is left out.
        Skip = "skip",
    }
}

choice! {
    /// What becomes of a row that cannot be used.
    pub enum Unusable {
        /// It is a fault.
        Fault = "fault",
        /// It is left out, and counted.
        Skip = "skip",
    }
}

choice! {
    /// The unit of an age.
    pub enum AgeUnit {
        /// Years.
        Years = "years",
        /// Days, of either sign: −12005 is somebody of 32.
        Days = "days",
    }
}

choice! {
    /// The unit of a utilisation.
    pub enum UtilisationUnit {
        /// A share: .837.
        Share = "share",
        /// Percent: 83.7.
        Percent = "percent",
    }
}

/// What stands for "no value", by column; under [`Codes::EVERYWHERE`] in all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Codes(pub BTreeMap<String, OneOrMore<String>>);

impl Codes {
    /// The name that stands for all columns.
    pub const EVERYWHERE: &str = "*";
}

/// A table by column; a code or an array of codes is of all columns. Codes are texts, or numbers, which are taken as they
/// are written.
impl Field for Codes {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let node = &in_quotes(node);
        if matches!(node.value, Value::Array(_) | Value::String(_)) {
            let codes = OneOrMore::read(node, reader)?;
            return Some(Self(BTreeMap::from([(Self::EVERYWHERE.to_owned(), codes)])));
        }
        BTreeMap::read(node, reader).map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        let code = json!({ "type": ["string", "number"] });
        let codes = json!({ "anyOf": [code, { "type": "array", "items": code }] });
        json!({ "anyOf": [codes, { "type": "object", "additionalProperties": codes }] })
    }
}

/// The same node with the numbers in it as texts.
fn in_quotes(node: &Node) -> Node {
    let mut node = node.clone();
    match &mut node.value {
        Value::Int(number) => node.value = Value::String(number.to_string()),
        Value::Float(number) => node.value = Value::String(number.to_string()),
        Value::Array(items) => items.iter_mut().for_each(|item| *item = in_quotes(item)),
        Value::Table(table) => {
            let mut quoted = Table::default();
            for entry in table.iter() {
                quoted.insert(Entry { node: in_quotes(&entry.node), ..entry.clone() });
            }
            node.value = Value::Table(quoted);
        }
        _ => {}
    }
    node
}

impl Delimiter {
    /// Its byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
            Self::Space => b' ',
        }
    }

    /// What it is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Bar => say!(VerticalBars),
            Self::Space => "spaces",
        }
    }

    /// How it is written in a scenario, quotes included.
    pub const fn written(self) -> &'static str {
        match self {
            Self::Comma => "\",\"",
            Self::Semicolon => "\";\"",
            Self::Tab => "\"\\t\"",
            Self::Bar => "\"|\"",
            Self::Space => "\" \"",
        }
    }
}
