//! The file of a team's roster: its name alone, or a table that says how it is written.

use std::path::PathBuf;

use serde_json::{Map, Value as Json, json};

use super::super::read::commented::Commented;
use super::super::read::field::Field;
use super::super::read::reader::Reader;
use super::super::read::rule::Rule;
use super::super::read::section::{Section as _, section};
use super::super::read::tree::Node;
use super::files::Delimiter;

section! {
    /// A roster's file, and how it is written.
    pub struct RosterSection {
        /// The CSV file, plain or compressed by gzip.
        file: PathBuf, required;
        /// What stands between its columns: `","`, `";"`, `"\t"`, `"|"` or `" "`.
        delimiter: Delimiter = Delimiter::Comma;
        /// Its encoding, such as `"utf-8"`, `"gb18030"` or `"utf-16le"`. A byte order mark has the last word.
        encoding: String = "utf-8".to_owned(), non_empty;
        /// How its dates are written: `"iso"`, the year first (`2024-05-01`, `2024/5/1`, the day number of a spreadsheet), or
        /// a pattern such as `"DD/MM/YYYY"`.
        date_format: String = "iso".to_owned(), non_empty;
    }
}

/// What a team says of its roster: `"week.csv"`, or `{ file = "week.csv", delimiter = ";" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster(pub RosterSection);

impl Roster {
    /// Whether a text names the file alone, so that other keys have no place yet.
    pub fn is_name_alone(&self) -> bool {
        let name = RosterSection {
            file: self.0.file.clone(),
            spans: self.0.spans.clone(),
            ..RosterSection::default()
        };
        self.0 == name
    }
}

impl Field for Roster {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if node.as_table().is_some() {
            return RosterSection::read(node, reader).map(Self);
        }
        PathBuf::read(node, reader).map(|file| Self(RosterSection { file, ..RosterSection::default() }))
    }

    fn to_toml(&self) -> Option<toml::Value> {
        if self.is_name_alone() { self.0.file.to_toml() } else { Some(toml::Value::Table(self.0.to_table())) }
    }

    fn schema() -> Json {
        json!({ "anyOf": [PathBuf::schema(), RosterSection::schema()] })
    }

    fn check(&self, _node: &Node, _rule: &Rule, _reader: &mut Reader<'_>) {}

    fn describe(_rule: &Rule, _schema: &mut Map<String, Json>) {}

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        RosterSection::collect_keys(prefix, keys);
    }

    fn write_commented(&self, _path: &str, key: &str, doc: &str, out: &mut Commented) {
        out.value(key, doc, self.to_toml().as_ref());
    }
}
