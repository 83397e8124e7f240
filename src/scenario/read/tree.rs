//! A scenario as a tree in which every key and value remembers where it was written.
//!
//! The TOML parser's tree borrows from one text; ours owns its values, so that trees from several
//! files and arguments can be merged. What a key means is decided elsewhere.

use toml::de::{DeInteger, DeTable, DeValue};

use super::fault::{Fault, Faults, Kind};
use super::field::join;
use super::source::{Place, SourceId};
use crate::words::say;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What was written.
    pub value: Value,
    /// Where; of a table with a header, the header.
    pub place: Place,
    /// The short value that it took the place of, as TOML writes it: one that holds there, for remedies.
    pub replaced: Option<String>,
}

/// A TOML value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a point or exponent; may be NaN or infinite.
    Float(f64),
    /// A string.
    String(String),
    /// A date, a time, or both, as TOML writes them.
    Datetime(String),
    /// `[a, b]` or `[[header]]`.
    Array(Vec<Node>),
    /// `{…}` or `[header]`.
    Table(Table),
}

/// The keys of a table in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<Entry>,
}

/// A key, where it was written, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key's name, without quotes.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

impl Table {
    /// The entry of `key`.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The entry of `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    /// Sets a key, in its old position where it was there before.
    pub fn insert(&mut self, entry: Entry) {
        match self.get_mut(&entry.key) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Takes out the entries that do not hold.
    pub fn retain(&mut self, holds: impl FnMut(&Entry) -> bool) {
        self.entries.retain(holds);
    }

    /// All entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for Table {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Table {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Node {
    /// A value at `place` that took no other's.
    pub fn new(value: Value, place: Place) -> Self {
        Self { value, place, replaced: None }
    }

    /// An empty table at `place`.
    pub fn empty(place: Place) -> Self {
        Self::new(Value::Table(Table::default()), place)
    }

    /// The table, where the node is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The string, where the node is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A short simple value as TOML writes it; `None` of anything else.
    pub fn as_literal(&self) -> Option<String> {
        match &self.value {
            Value::Bool(value) => Some(value.to_string()),
            Value::Int(value) => Some(value.to_string()),
            Value::Float(value) => Some(toml::Value::Float(*value).to_string()),
            Value::String(text) if text.chars().count() <= 40 => {
                Some(toml::Value::String(text.clone()).to_string())
            }
            Value::String(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
        }
    }

    /// What was found, for a message: the kind, and the value where it is short.
    pub fn found(&self) -> String {
        match &self.value {
            Value::Bool(value) => say!(TheBoolean, value = value),
            Value::Int(value) => say!(TheNumber, value = value),
            Value::Float(value) => say!(TheNumber, value = value),
            Value::String(text) if text.chars().count() <= 40 => {
                say!(TheString, text = format_args!("{:?}", text))
            }
            Value::String(_) => say!(AString).to_owned(),
            Value::Datetime(text) => say!(TheDateOrTime, text = text),
            Value::Array(items) if items.is_empty() => say!(AnEmptyArray).to_owned(),
            Value::Array(_) => say!(AnArray).to_owned(),
            Value::Table(_) => say!(ATable).to_owned(),
        }
    }
}

/// Parses a document. Every syntax error becomes a fault; what could be read is returned.
pub fn parse(text: &str, source: SourceId, faults: &mut Faults) -> Node {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        if faults.is_full() {
            faults.push(Fault::new(Place::new(source, 0..0), "").kind(Kind::Syntax));
            continue;
        }
        syntax_fault(&error, text, source, 0, faults);
    }
    let table = convert_table(document.into_inner(), source, 0, faults);
    Node::new(Value::Table(table), Place::new(source, 0..0))
}

/// Parses one value that starts at byte `offset` of its source; `None` where it is not TOML.
pub fn parse_value(text: &str, source: SourceId, offset: usize, faults: &mut Faults) -> Option<Node> {
    match DeValue::parse(text) {
        Ok(value) => {
            let span = value.span();
            Some(convert(value.into_inner(), span, source, offset, faults))
        }
        Err(error) => {
            syntax_fault(&error, text, source, offset, faults);
            None
        }
    }
}

fn syntax_fault(error: &toml::de::Error, text: &str, source: SourceId, offset: usize, faults: &mut Faults) {
    let span = error.span().unwrap_or(0..0);
    let mut start = span.start.min(text.len());
    let mut end = span.end.clamp(start, text.len());
    if start == end {
        // An empty span gets the character before it on its line, or the one after.
        let before = text.get(..start).and_then(|t| t.chars().next_back()).filter(|c| *c != '\n');
        let after = text.get(start..).and_then(|t| t.chars().next()).filter(|c| *c != '\n');
        match (before, after) {
            (_, Some(c)) => end += c.len_utf8(),
            (Some(c), None) => start -= c.len_utf8(),
            (None, None) => {}
        }
    }
    let message = error.message().lines().next().unwrap_or(say!(NotToml)).to_owned();
    let help = if message.contains("duplicate key") {
        say!(KeepOneOfTheTwo).to_owned()
    } else if let Some(key) = bare_key(text, start) {
        say!(QuoteTheKey, key = join("", key))
    } else if message.contains("date") || message.contains("time") {
        "write a date as `2024-01-31`, a time as `09:00`".to_owned()
    } else {
        say!(TheFileIsTomlKey).to_owned()
    };
    let label = error.message().lines().nth(1).unwrap_or(say!(TomlCannotBeReadHere)).to_owned();
    faults.push(
        Fault::new(Place::new(source, start + offset..end + offset), message)
            .label(label)
            .help(help)
            .kind(Kind::Syntax),
    );
}

/// The word around a position, if it is a key that must be in quotes, since it has letters beyond ASCII: it stands before
/// `=`, `.` or `]`.
fn bare_key(text: &str, at: usize) -> Option<&str> {
    let of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let (before, behind) = (text.get(..at)?, text.get(at..)?);
    let start = before.trim_end_matches(of_word).len();
    let length = behind.find(|c: char| !of_word(c)).unwrap_or(behind.len());
    let word = text.get(start..at + length)?;
    let next = text.get(at + length..)?.trim_start_matches([' ', '\t']);
    (!word.is_ascii() && next.starts_with(['=', '.', ']'])).then_some(word)
}

fn convert_table(table: DeTable<'_>, source: SourceId, offset: usize, faults: &mut Faults) -> Table {
    let mut entries: Vec<Entry> = Vec::with_capacity(table.len());
    for (key, value) in table {
        let span = key.span();
        let place = Place::new(source, span.start + offset..span.end + offset);
        let value_span = value.span();
        let mut node = convert(value.into_inner(), value_span, source, offset, faults);
        // A header's table has no text of its own; its key stands for it.
        if matches!(node.value, Value::Table(_)) && !is_inline(&node, place) {
            node.place = place;
        }
        entries.push(Entry { key: key.into_inner().into_owned(), place, node });
    }
    Table { entries }
}

/// Whether a table was written as `key = {…}`: then its text lies behind its key.
fn is_inline(node: &Node, key: Place) -> bool {
    node.place.start >= key.end && node.place.end > node.place.start
}

fn convert(
    value: DeValue<'_>,
    span: std::ops::Range<usize>,
    source: SourceId,
    offset: usize,
    faults: &mut Faults,
) -> Node {
    let place = Place::new(source, span.start + offset..span.end + offset);
    let value = match value {
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Integer(value) => Value::Int(integer(&value).unwrap_or_else(|| {
            faults.push(Fault::rule(
                place,
                say!(TheWholeNumberIsToo, value = value),
                say!(TomlSWholeNumbersEnd),
                say!(WriteASmallerNumber),
            ));
            0
        })),
        DeValue::Float(value) => {
            // An overflowing literal becomes infinite and is refused where it is read.
            Value::Float(value.as_str().parse().unwrap_or(f64::NAN))
        }
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Datetime(value) => Value::Datetime(value.to_string()),
        DeValue::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| {
                    let span = item.span();
                    convert(item.into_inner(), span, source, offset, faults)
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(table, source, offset, faults)),
    };
    Node::new(value, place)
}

fn integer(value: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(value.as_str(), value.radix()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(node: &Node, path: &str, text: &str, out: &mut Vec<String>) {
        out.push(format!("{path}: {:?}", &text[node.place.start..node.place.end]));
        match &node.value {
            Value::Table(table) => {
                for entry in table {
                    dump(&entry.node, &format!("{path}.{}", entry.key), text, out);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    dump(item, &format!("{path}[{i}]"), text, out);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_node_knows_its_text() {
        let text = "a = 1\n[s.t]\nb = [1, \"x\"]\nc = { d = 2 }\ne.f = 3\n[[k]]\nz = 1.5\n[[k]]\n";
        let mut faults = Faults::default();
        let node = parse(text, SourceId::default(), &mut faults);
        assert!(faults.is_empty());
        let mut out = Vec::new();
        dump(&node, "", text, &mut out);
        let expected = [
            ": \"\"",
            ".a: \"1\"",
            ".s: \"s\"",
            ".s.t: \"t\"",
            ".s.t.b: \"[1, \\\"x\\\"]\"",
            ".s.t.b[0]: \"1\"",
            ".s.t.b[1]: \"\\\"x\\\"\"",
            ".s.t.c: \"{ d = 2 }\"",
            ".s.t.c.d: \"2\"",
            ".s.t.e: \"e\"",
            ".s.t.e.f: \"3\"",
            ".k: \"[[k]]\"",
            ".k[0]: \"[[k]]\"",
            ".k[0].z: \"1.5\"",
            ".k[1]: \"[[k]]\"",
        ];
        assert_eq!(out, expected);
    }

    #[test]
    fn a_key_beyond_ascii_is_to_be_quoted() {
        for text in ["[team.白班]\npeople = 3\n", "missing_values = { 年龄 = [\"0\"] }\n", "额度 = 3\n"]
        {
            let mut faults = Faults::default();
            parse(text, SourceId::default(), &mut faults);
            let helps: Vec<&str> = faults.iter().map(Fault::remedy).collect();
            let word =
                ["白班", "年龄", "额度"].into_iter().find(|word| text.contains(word)).unwrap_or_default();
            let expected = format!("write the key in quotes, `\"{word}\"`");
            assert!(helps.contains(&expected.as_str()), "{text}: {helps:?}");
        }
        // A value without quotes is no key.
        let mut faults = Faults::default();
        parse("name = 白班\n", SourceId::default(), &mut faults);
        assert!(faults.iter().all(|fault| !fault.remedy().contains("key in quotes")), "{faults:?}");
    }

    #[test]
    fn several_syntax_errors_are_reported_at_once() {
        let mut faults = Faults::default();
        parse("a = = 1\nb = 2\nc = \"x\nb = 3\n", SourceId::default(), &mut faults);
        let starts: Vec<_> = faults.iter().map(|f| f.place().start).collect();
        assert_eq!(starts, [4, 6, 19, 21]);
    }
}
