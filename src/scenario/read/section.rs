//! Sections: tables with known keys, each declared once.
//!
//! From one declaration come reading, defaults, checking, writing back, the JSON Schema and the
//! commented starter; so they cannot disagree. What a section means is not known here.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::commented::Commented;
use super::field::Field;
use super::load::Loaded;
use super::reader::Reader;
use super::source::Place;
use super::tree::{Node, Value};
use crate::words::words;

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it means, and its unit.
    pub doc: &'static str,
    /// Whether it holds keys of its own.
    pub is_table: bool,
}

/// Where a section and its keys were written. All spans are equal to one another: where something
/// was written is no part of what it says.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    header: Place,
    below: BTreeMap<String, Place>,
    /// The keys themselves, where `below` has their values.
    keys: BTreeMap<String, Place>,
}

impl PartialEq for Spans {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// How many places inside one section are remembered.
const MAX_PLACES: usize = 4096;

impl Spans {
    /// The places of a table's keys and elements.
    pub fn of(node: &Node) -> Self {
        let mut spans = Self::absent(node.place);
        spans.note(node, "");
        spans
    }

    /// The spans of a section that is nowhere written, in the table at `header`.
    pub fn absent(header: Place) -> Self {
        Self { header, ..Self::default() }
    }

    /// Whether a place is that of the section, of one of its keys, or of something in it.
    pub fn holds(&self, place: Place) -> bool {
        self.header == place || self.below.values().chain(self.keys.values()).any(|noted| *noted == place)
    }

    /// The place of a key itself; where it is not written, that of [`Self::place`].
    pub fn key_place(&self, path: &str) -> Place {
        self.keys.get(path).copied().unwrap_or_else(|| self.place(path))
    }

    fn note(&mut self, node: &Node, path: &str) {
        if self.below.len() >= MAX_PLACES {
            return;
        }
        if !path.is_empty() {
            self.below.insert(path.to_owned(), node.place);
        }
        match &node.value {
            Value::Table(table) => {
                for entry in table {
                    let dot = if path.is_empty() { "" } else { "." };
                    let below = format!("{path}{dot}{}", entry.key);
                    self.note(&entry.node, &below);
                    self.keys.insert(below, entry.place);
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.note(item, &format!("{path}[{at}]"));
                }
            }
            _ => {}
        }
    }

    /// Whether a key or element is written.
    pub fn wrote(&self, path: &str) -> bool {
        self.below.contains_key(path)
    }

    /// The place of a key's value or an element (`shifts[1]`, `weights.credit`); where it is not
    /// written, of the nearest thing around it that is.
    pub fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.below.get(path) {
                return *place;
            }
            match path.rfind(['.', '[']) {
                Some(at) => path = &path[..at],
                None => return self.header,
            }
        }
    }
}

/// A table with known keys. Implemented by `section!`.
pub trait Section: Field + Default {
    /// What the section is about.
    const DOC: &'static str;

    /// The keys in order.
    fn keys() -> &'static [Key];

    /// Reads the section; faulty or absent keys get their default.
    fn read_section(node: &Node, reader: &mut Reader<'_>) -> Self;

    /// The section with every default filled in.
    fn to_table(&self) -> toml::Table;

    /// Schema of each key, in order, and the names of the required ones.
    fn properties() -> (Map<String, Json>, Vec<&'static str>);

    /// Writes every key with its documentation.
    fn write_keys(&self, path: &str, out: &mut Commented);

    /// Where the section was written.
    fn spans(&self) -> &Spans;

    /// The place of a key or element; see [`Spans::place`].
    fn place(&self, path: &str) -> Place {
        self.spans().place(path)
    }

    /// The section as a commented file.
    fn commented(&self) -> String {
        let mut out = Commented::default();
        self.write_keys("", &mut out);
        out.finish()
    }
}

/// Schema of a section: an object with exactly these keys.
pub fn object_schema<S: Section>() -> Json {
    let (properties, required) = S::properties();
    let mut schema = json!({
        "type": "object",
        "description": S::DOC,
        "properties": properties,
        "additionalProperties": false,
    });
    if let (false, Some(map)) = (required.is_empty(), schema.as_object_mut()) {
        map.insert("required".to_owned(), json!(required));
    }
    schema
}

/// Schema of a whole scenario whose top section is `S`.
pub fn document_schema<S: Section>(title: &str) -> Json {
    let mut schema = object_schema::<S>();
    if let Some(map) = schema.as_object_mut() {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("title".to_owned(), json!(title));
        if let Some(Json::Object(properties)) = map.get_mut("properties") {
            let doc = "A scenario file that this one builds on, relative to this file.";
            properties
                .insert(super::load::EXTENDS.to_owned(), json!({ "type": "string", "description": doc }));
        }
    }
    schema
}

impl Loaded {
    /// Reads the whole scenario as `S`; every fault is added to [`Loaded::faults`].
    pub fn read<S: Section>(&mut self) -> S {
        let mut universe = Vec::new();
        S::collect_keys("", &mut universe);
        let mut reader = Reader::new(&self.sources, &mut self.faults, universe)
            .with_moved(self.moved)
            .within_root(&self.root);
        let section = S::read_section(&self.root, &mut reader);
        self.faults.settle(&self.sources);
        section
    }
}

/// The name of a key from the field's identifier.
pub const fn key_name(identifier: &'static str) -> &'static str {
    match identifier.as_bytes() {
        [b'r', b'#', name @ ..] => match str::from_utf8(name) {
            Ok(name) => name,
            Err(_) => identifier,
        },
        _ => identifier,
    }
}

/// Schema of one key: its type, its rules, its documentation, its default.
pub fn property<T: Field>(doc: &str, default: &T, rules: &[super::rule::Rule]) -> Json {
    let mut schema = T::schema();
    if let Some(map) = schema.as_object_mut() {
        for rule in rules {
            T::describe(rule, map);
        }
        if !doc.is_empty() {
            map.insert("description".to_owned(), json!(doc));
        }
        let required = rules.contains(&super::rule::Rule::Required);
        if let (false, Some(Ok(default))) =
            (required || T::IS_TABLE, default.to_toml().map(serde_json::to_value))
        {
            map.insert("default".to_owned(), default);
        }
    }
    schema
}

/// Documentation as written in `///` lines, without the leading spaces.
pub fn tidy(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// What a key means in the language of the program; `doc` where the language leaves that to the declaration.
pub fn described(path: &str, key: &str, doc: String) -> String {
    words().key(&super::field::join(path, key)).map_or(doc, str::to_owned)
}

/// Declares a section: a struct whose fields are the keys of a table.
///
/// Each field is `name: Type = default, rule, rule(bound), …;`. Without `= default` the type's own
/// default is taken. Rules are the functions of [`super::rule`].
macro_rules! section {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident {$(
            $(#[doc = $field_doc:literal])*
            $field:ident : $type:ty $(= $default:expr)? $(, $rule:ident $(( $($bound:expr),* ))?)* ;
        )*}
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
            /// Where the section was written.
            pub spans: $crate::scenario::read::section::Spans,
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $($field: $crate::scenario::read::section::section!(@default $($default)?),)*
                    spans: $crate::scenario::read::section::Spans::default(),
                }
            }
        }

        impl $crate::scenario::read::section::Section for $name {
            const DOC: &'static str = concat!($($doc, "\n",)*).trim_ascii();

            fn keys() -> &'static [$crate::scenario::read::section::Key] {
                const {
                    &[$($crate::scenario::read::section::Key {
                        name: $crate::scenario::read::section::key_name(stringify!($field)),
                        doc: concat!($($field_doc, "\n",)*).trim_ascii(),
                        is_table: <$type as $crate::scenario::read::field::Field>::IS_TABLE,
                    },)*]
                }
            }

            fn read_section(
                node: &$crate::scenario::read::tree::Node,
                reader: &mut $crate::scenario::read::reader::Reader<'_>,
            ) -> Self {
                let default = Self::default();
                reader.open(node, Self::keys());
                Self {
                    $($field: {
                        let rules = [$($crate::scenario::read::rule::$rule($($($bound),*)?)),*];
                        let key = $crate::scenario::read::section::key_name(stringify!($field));
                        reader.field(node, key, &rules, default.$field)
                    },)*
                    spans: $crate::scenario::read::section::Spans::of(node),
                }
            }

            fn to_table(&self) -> toml::Table {
                let mut table = toml::Table::new();
                $(if let Some(value) = $crate::scenario::read::field::Field::to_toml(&self.$field) {
                    let key = $crate::scenario::read::section::key_name(stringify!($field));
                    table.insert(key.to_owned(), value);
                })*
                table
            }

            fn properties() -> (serde_json::Map<String, serde_json::Value>, Vec<&'static str>) {
                let default = Self::default();
                let mut properties = serde_json::Map::new();
                let mut required = Vec::new();
                $({
                    let rules: &[$crate::scenario::read::rule::Rule] =
                        &[$($crate::scenario::read::rule::$rule($($($bound),*)?)),*];
                    let key = $crate::scenario::read::section::key_name(stringify!($field));
                    let doc = $crate::scenario::read::section::tidy(concat!($($field_doc, "\n",)*));
                    let schema = $crate::scenario::read::section::property(&doc, &default.$field, rules);
                    if rules.contains(&$crate::scenario::read::rule::Rule::Required) {
                        required.push(key);
                    }
                    properties.insert(key.to_owned(), schema);
                })*
                (properties, required)
            }

            fn write_keys(&self, path: &str, out: &mut $crate::scenario::read::commented::Commented) {
                $({
                    let key = $crate::scenario::read::section::key_name(stringify!($field));
                    let doc = $crate::scenario::read::section::tidy(concat!($($field_doc, "\n",)*));
                    let doc = $crate::scenario::read::section::described(path, key, doc);
                    $crate::scenario::read::field::Field::write_commented(&self.$field, path, key, &doc, out);
                })*
            }

            fn spans(&self) -> &$crate::scenario::read::section::Spans {
                &self.spans
            }
        }

        impl $crate::scenario::read::field::Field for $name {
            const IS_TABLE: bool = true;

            fn read(
                node: &$crate::scenario::read::tree::Node,
                reader: &mut $crate::scenario::read::reader::Reader<'_>,
            ) -> Option<Self> {
                let section = $crate::scenario::read::section::Section::read_section(node, reader);
                // What is no table is no section either.
                node.as_table().is_some().then_some(section)
            }

            fn to_toml(&self) -> Option<toml::Value> {
                Some(toml::Value::Table($crate::scenario::read::section::Section::to_table(self)))
            }

            fn schema() -> serde_json::Value {
                $crate::scenario::read::section::object_schema::<Self>()
            }

            fn absent(
                &mut self,
                place: $crate::scenario::read::source::Place,
                reader: &mut $crate::scenario::read::reader::Reader<'_>,
            ) {
                $crate::scenario::read::section::absent(self, place, reader);
                self.spans = $crate::scenario::read::section::Spans::absent(place);
            }

            fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
                $({
                    let key = $crate::scenario::read::section::key_name(stringify!($field));
                    let path = $crate::scenario::read::field::join(prefix, key);
                    <$type as $crate::scenario::read::field::Field>::collect_keys(&path, keys);
                    keys.push(path);
                })*
            }

            fn write_commented(
                &self,
                path: &str,
                key: &str,
                doc: &str,
                out: &mut $crate::scenario::read::commented::Commented,
            ) {
                out.table(path, key, doc, |path, out| {
                    $crate::scenario::read::section::Section::write_keys(self, path, out);
                });
            }
        }
    };
    (@default) => { Default::default() };
    (@default $default:expr) => { $default };
}

pub(crate) use section;

/// Names what a section requires that is not written at all. `section` is its default.
pub fn absent<S: Section>(_section: &S, place: Place, reader: &mut Reader<'_>) {
    S::read_section(&Node::empty(place), reader);
}
