//! Walking the tree: looking keys up, naming what is unknown, and going on after a fault.

use super::argument::ARGUMENT;
use super::dist_forms::middle;
use super::fault::{Fault, Faults, Kind};
use super::field::Field;
use super::meant::Around;
use super::moves::Moves;
use super::offer::listed;
use super::rule::Rule;
use super::section::Key;
use super::source::{Place, Sources};
use super::tree::{Entry, Node, parse_value};
use super::visible::is_hidden;
use crate::words::say;

/// What reading a value needs beside the value itself.
#[derive(Debug)]
pub struct Reader<'a> {
    sources: &'a Sources,
    faults: &'a mut Faults,
    /// Dotted paths of all keys a scenario may have, to say where a misplaced key belongs.
    universe: Vec<String>,
    /// Keys that a scenario had once.
    moved: Moves,
    path: Vec<String>,
    /// Whether the path leads through an element of an array that goes by its name.
    named: bool,
    /// Whether what is read is an element of an array.
    listed: bool,
    /// A value that is surely accepted at a place, for remedies: the default of the key whose value stands there.
    example: Option<(Place, String)>,
    /// The scenario as it is written, for the names of its entries.
    root: Option<&'a Node>,
}

impl<'a> Reader<'a> {
    /// A reader whose misplaced keys are looked up in `universe`.
    pub fn new(sources: &'a Sources, faults: &'a mut Faults, universe: Vec<String>) -> Self {
        Self {
            sources,
            faults,
            universe,
            moved: &[],
            path: Vec::new(),
            named: false,
            listed: false,
            example: None,
            root: None,
        }
    }

    /// The same reader, which also says where keys have moved.
    #[must_use]
    pub fn with_moved(self, moved: Moves) -> Self {
        Self { moved, ..self }
    }

    /// The same reader, which knows the names of the entries of `root`.
    #[must_use]
    pub fn within_root(self, root: &'a Node) -> Self {
        Self { root: Some(root), ..self }
    }

    /// The texts that are read.
    pub fn sources(&self) -> &Sources {
        self.sources
    }

    /// Records a fault; reading goes on.
    pub fn push(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Records that a value is of the wrong kind. What may be written is shown by a value that holds there, if one is
    /// known, else by `example`, as TOML writes it; nothing, if that is empty.
    pub fn wrong_type(&mut self, node: &Node, expected: &str, example: &str) {
        let help = match self.example_of(node).unwrap_or(example) {
            "" => String::new(),
            example => say!(WriteKeyForExample, expected = expected, key = self.key(), example = example),
        };
        self.wrong(node, expected, help);
    }

    /// The same of a value from which can be told what was meant.
    pub fn wrong_type_meant(&mut self, node: &Node, expected: &str, meant: &str) {
        let help = say!(ReaderWrite, key = self.key(), example = meant);
        self.wrong(node, expected, help);
    }

    fn wrong(&mut self, node: &Node, expected: &str, help: String) {
        let message = say!(IsNot, what = self.current(), found = node.found(), expected = expected);
        self.faults.push(Fault::rule(node.place, message, say!(QuantityMustBe, expected = expected), help));
    }

    /// The key that is read.
    pub(super) fn key(&self) -> &str {
        self.path.last().map_or("key", String::as_str)
    }

    /// The name of what is being read, for messages.
    pub fn current(&self) -> String {
        if self.path.is_empty() { say!(TheScenario).to_owned() } else { format!("`{}`", self.path.join(".")) }
    }

    /// Runs `read` with `key` added to the path.
    pub fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.listed, false);
        self.path.push(key.to_owned());
        let value = read(self);
        self.path.pop();
        self.listed = outer;
        value
    }

    /// Runs `read` for the elements of an array.
    pub fn in_list<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.listed, true);
        let value = read(self);
        self.listed = outer;
        value
    }

    /// The same for an element of an array that goes by its name.
    pub fn within_named<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.named, true);
        let value = self.within(name, read);
        self.named = outer;
        value
    }

    /// Checks that a section is a table and that it has no unknown key. Where it is no table, none of its keys is
    /// missing.
    pub fn open(&mut self, node: &Node, keys: &[Key]) -> bool {
        let Some(table) = node.as_table() else {
            let what = self.current();
            let message = say!(IsNotATable, what = what, found = node.found());
            let path = self.path.join(".");
            let help = match (self.listed, keys.first(), node.as_literal()) {
                (true, Some(first), Some(value)) if !first.is_table => {
                    say!(WriteATableInBracesSuch, name = first.name, value = value)
                }
                (true, ..) => {
                    let names = listed(keys.iter().map(|key| key.name));
                    say!(WriteATableInBraces, names = names)
                }
                (false, ..) => say!(WriteASectionALine, path = path),
            };
            self.push(Fault::rule(node.place, message, say!(MustBeATable), help));
            return false;
        };
        for entry in table {
            if !keys.iter().any(|key| key.name == entry.key) && !self.has_moved(entry) {
                self.unknown(entry, keys);
            }
        }
        true
    }

    /// Says where a key has moved, or the keys of a section that is gone; `false` if it never was.
    fn has_moved(&mut self, entry: &Entry) -> bool {
        self.within(&entry.key, |reader| {
            let mut said = false;
            for inner in entry.node.as_table().into_iter().flatten() {
                said |= reader.has_moved(inner);
            }
            let path = reader.path.join(".");
            let now = reader.moved.iter().find(|(was, _)| *was == path);
            if let (false, Some((_, now))) = (said, now) {
                let message = say!(HasMoved, path = path);
                let help = now.remedy(entry, reader.sources);
                reader.push(Fault::rule(entry.place, message, say!(NoLongerHere), help));
            }
            said || now.is_some()
        })
    }

    fn unknown(&mut self, entry: &Entry, keys: &[Key]) {
        if self.faults.is_full() {
            // Looking for what was meant takes long, and nobody would read it.
            self.push(Fault::new(entry.place, ""));
            return;
        }
        let section = self.path.join(".");
        let place_name = if section.is_empty() {
            say!(AtTheTopOfA).to_owned()
        } else if self.named {
            // No header says this: the element stands under that of its array.
            say!(ReaderInC, section = section)
        } else {
            say!(ReaderIn, section = section)
        };
        let around = Around { section: &self.path, keys, universe: &self.universe, root: self.root };
        let help = around.remedy(entry);
        let message = say!(UnknownKey, key = entry.key, place_name = place_name);
        self.push(Fault::rule(entry.place, message, say!(NoSuchKeyHere), help));
    }

    /// Reads the field `key` of the table `node`; `default` where it is absent or faulty.
    pub fn field<T: Field>(&mut self, node: &Node, key: &str, rules: &[Rule], mut default: T) -> T {
        let entry = node.as_table().and_then(|table| table.get(key));
        self.within(key, |reader| {
            let Some(entry) = entry else {
                if node.as_table().is_some() {
                    reader.missing(node.place, key, rules, &default);
                }
                default.absent(node.place, reader);
                return default;
            };
            let known = reader.replaced::<T>(&entry.node, rules).or_else(|| example(&default));
            let read = reader.showing(&entry.node, known, |reader| {
                let read = T::read(&entry.node, reader);
                let before = reader.faults.len();
                for (value, rule) in read.iter().flat_map(|value| rules.iter().map(move |rule| (value, rule)))
                {
                    value.check(&entry.node, rule, reader);
                }
                // A value out of bounds is reported here; it must not cause further faults downstream.
                read.filter(|_| reader.faults.len() == before)
            });
            read.unwrap_or(default)
        })
    }

    /// A fault if a key that is not written must be.
    fn missing<T: Field>(&mut self, place: Place, key: &str, rules: &[Rule], default: &T) {
        if rules.contains(&Rule::Required) {
            let help = match default.to_toml() {
                Some(toml::Value::String(text)) if text.is_empty() => say!(AddText, key = key),
                value => {
                    let example = value.map_or(String::new(), |value| value.to_string());
                    say!(AddForExample, key = key, example = example)
                }
            };
            let message = say!(IsMissing, current = self.current());
            let label = say!(ReaderMustBeWritten, key = key);
            self.push(Fault::rule(place, message, label, help).kind(Kind::Missing));
        }
    }

    /// Records a text that holds characters which are not seen but change how a line is read.
    pub fn refuse_hidden(&mut self, text: &str, place: Place) {
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            let what = self.current();
            let message = say!(
                HoldsTheInvisibleCharacterU,
                what = what,
                hidden = format_args!("{:04X}", u32::from(hidden))
            );
            let label = say!(NoControlCharactersOrMarks);
            self.push(Fault::rule(place, message, label, say!(LeaveTheCharacterOut)));
        }
    }

    /// Records that a value breaks a rule.
    pub fn broken(&mut self, node: &Node, value: &str, words: &str) {
        let what = self.current();
        // 1e308 written out says less than 1e308.
        let value = match value.parse::<f64>() {
            Ok(number) if value.len() > 24 => format!("{number:e}"),
            _ => value.to_owned(),
        };
        let remedy =
            words.strip_prefix("must ").map_or(words.to_owned(), |rest| match rest.strip_prefix("be ") {
                Some(bound) => say!(WriteAValue, bound = bound),
                None => say!(ItMust, rest = rest),
            });
        let remedy = self.with_example(node, remedy);
        self.push(Fault::rule(node.place, say!(ReaderIs, what = what, value = value), words, remedy));
    }

    /// Runs `read` with a value that holds where `node` stands, for remedies.
    pub(super) fn showing<R>(
        &mut self,
        node: &Node,
        known: Option<String>,
        read: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let outer = self.example.replace((node.place, known.unwrap_or_default()));
        let value = read(self);
        self.example = outer;
        value
    }

    /// What `node` took the place of, if that holds there: it may itself have been a fault.
    pub(super) fn replaced<T: Field>(&self, node: &Node, rules: &[Rule]) -> Option<String> {
        let text = node.replaced.as_ref()?;
        let mut faults = Faults::default();
        let was = Node { place: node.place, ..parse_value(text, node.place.source, 0, &mut faults)? };
        let mut reader = Reader::new(self.sources, &mut faults, Vec::new());
        let value = T::read(&was, &mut reader)?;
        for rule in rules {
            value.check(&was, rule, &mut reader);
        }
        faults.is_empty().then(|| text.clone())
    }

    /// A value that holds where `node` stands, as TOML writes it, where one is known that a person can read at a glance:
    /// the one that it replaces, or else the default.
    pub fn example_of<'n>(&'n self, node: &'n Node) -> Option<&'n str> {
        const SHORT: usize = 40;
        let known = match &self.example {
            Some((at, known)) if *at == node.place => Some(known),
            _ => node.replaced.as_ref(),
        };
        known.map(String::as_str).filter(|value| !value.is_empty() && value.len() <= SHORT)
    }

    /// A remedy with a value that holds there, where one is known.
    pub fn with_example(&self, node: &Node, remedy: String) -> String {
        match self.example_of(node) {
            Some(value) => say!(ForExample, remedy = remedy, value = self.shown(node, value)),
            None => remedy,
        }
    }

    /// A value as a remedy shows it: of an argument with its key, from which the whole argument is told.
    pub(super) fn shown(&self, node: &Node, value: &str) -> String {
        let argument = self.sources.name(node.place.source) == ARGUMENT && !self.listed;
        if argument { format!("{} = {value}", self.key()) } else { value.to_owned() }
    }

    /// Whether a scenario has a key of this name at some section as deep as the one that is read.
    pub(super) fn has_key_beside(&self, key: &str) -> bool {
        let top = self.path.first().map_or("", String::as_str);
        self.universe
            .iter()
            .any(|path| path.split('.').next() == Some(top) && path.rsplit('.').next() == Some(key))
    }

    /// The scenario as it is written, if it is known.
    pub fn root(&self) -> Option<&'a Node> {
        self.root
    }
}

/// A default as it would be written; nothing, if it says nothing.
fn example<T: Field>(default: &T) -> Option<String> {
    match default.to_toml()? {
        toml::Value::String(text) if text.is_empty() => None,
        toml::Value::Array(all) if all.is_empty() => None,
        toml::Value::Table(law) => middle(|key| law.get(key).map(ToString::to_string)),
        value => Some(value.to_string()),
    }
}
