//! What an unknown key was surely meant to be: a slip of the keyboard, another word for a key, or a key of another
//! section, by the path at which it can be written.

use super::field::join;
use super::load::EXTENDS;
use super::offer::{CLOSE, LOOSE, MOST_OFFERED, any_of, candidates, holding, nearest, with_part};
use super::section::Key;
use super::tree::{Entry, Node, Value};
use crate::words::{say, words};

/// In the paths of all keys, stands for the name that a person gives an entry.
const ANY_NAME: &str = "NAME";

/// The key that names a file in a table that says how it is written.
const FILE: &str = "file";

/// How deep below a section a key of that name is sought: a parameter of a law stands one below the law's key.
const DEPTH: usize = 2;

/// Where an unknown key stands, and what there is instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The section that has no such key.
    pub(super) section: &'a [String],
    /// The keys of that section.
    pub(super) keys: &'a [Key],
    /// Dotted paths of all keys that a scenario may have.
    pub(super) universe: &'a [String],
    /// The scenario as it is written; for the names of its entries.
    pub(super) root: Option<&'a Node>,
}

impl Around<'_> {
    /// A remedy for `entry`.
    pub(super) fn remedy(&self, entry: &Entry) -> String {
        let key = entry.key.as_str();
        // The file below is no key of any section: it is read before them.
        let extends = self.section.is_empty().then_some(EXTENDS);
        let here = || self.keys.iter().map(|key| key.name).chain(extends);
        let synonym = words().synonyms(key).iter().find(|other| here().any(|name| name == other.as_str()));
        if let Some(other) = synonym {
            return say!(SheetDidYouMean, near = other);
        }
        let parts = with_part(key, here());
        if !parts.is_empty() {
            return any_of(&parts);
        }
        if let Some(near) = nearest(key, here(), CLOSE) {
            return say!(SheetDidYouMean, near = near);
        }
        let holding = holding(key, here());
        if !holding.is_empty() {
            return any_of(&holding);
        }
        // Of an unknown section, the homes of what it holds tell more.
        let below = if entry.node.as_table().is_some() { Vec::new() } else { self.below(key) };
        if !below.is_empty() {
            return say!(ThisKeyBelongsElsewhere, homes = quoted(&below).join(", "));
        }
        let homes = self.homes(entry);
        if let Some(example) = homes.first().and_then(|home| self.in_a_table(home, entry)) {
            return say!(WriteBothInATable, example = example);
        }
        if !homes.is_empty() {
            return say!(ThisKeyBelongsElsewhere, homes = quoted(&homes).join(", "));
        }
        match nearest(key, here(), LOOSE) {
            Some(near) => say!(SheetDidYouMean, near = near),
            None => say!(TheKeysHereAre, names = candidates(key, here())),
        }
    }

    /// What to write for a key whose home is a file that a text names alone, as in `roster = "week.csv"`: a table of both.
    fn in_a_table(&self, home: &str, entry: &Entry) -> Option<String> {
        let (owner, key) = home.rsplit_once('.')?;
        let node = owner.split('.').try_fold(self.root?, |node, part| child(node, part))?;
        let (file, value) = (node.as_str()?, entry.node.as_literal()?);
        let as_table = format!("{owner}.{FILE}");
        let names_file = |path: &&String| path.rsplit('.').next() == Some(FILE);
        let mut files = self.universe.iter().filter(names_file).flat_map(|path| self.instances(path));
        let name = owner.rsplit('.').next().unwrap_or(owner);
        files
            .any(|path| path == as_table)
            .then(|| format!("{name} = {{ {FILE} = {file:?}, {key} = {value} }}"))
    }

    /// Keys of this name that are written below the section.
    fn below(&self, key: &str) -> Vec<String> {
        let mut node = self.root;
        for part in self.section {
            node = node.and_then(|node| child(node, part));
        }
        let mut found = Vec::new();
        if let Some(node) = node {
            seek(node, key, &dotted(self.section), DEPTH, &mut found);
        }
        found.truncate(MOST_OFFERED);
        found
    }

    /// Where a key of this name, or one that means the same, can be written; of an unknown section, the first of its keys.
    fn homes(&self, entry: &Entry) -> Vec<String> {
        let inner = entry.node.as_table().and_then(|table| table.iter().next());
        // What tells the homes apart is what the key stands in.
        let owner =
            if inner.is_some() { Some(entry.key.as_str()) } else { self.section.last().map(String::as_str) };
        let mut homes = inner.map(|inner| self.of_name(&inner.key)).unwrap_or_default();
        if homes.is_empty() {
            homes = self.of_name(&entry.key);
        }
        let mut scored: Vec<(f64, String)> =
            homes.into_iter().map(|home| (owner.map_or(0.0, |owner| likeness(owner, &home)), home)).collect();
        // Stable: equally similar homes keep their order.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = scored.first().map_or(0.0, |(score, _)| *score);
        scored.retain(|(score, _)| best < CLOSE || *score >= best);
        scored.into_iter().map(|(_, home)| home).take(MOST_OFFERED).collect()
    }

    /// Every path that ends in this key, or else in a key that means the same.
    fn of_name(&self, key: &str) -> Vec<String> {
        let ends = |path: &&String, key: &str| path.rsplit('.').next() == Some(key);
        let of = |key: &str| -> Vec<String> {
            let templates: Vec<&String> = self.universe.iter().filter(|path| ends(path, key)).collect();
            // What can also stand deeper in the same entry is not offered there.
            let deeper = |path: &str| {
                let owner = |path: &str| {
                    path.rsplit_once('.').map_or(String::new(), |(owner, _)| format!("{owner}."))
                };
                templates.iter().any(|other| {
                    owner(other).len() > 1
                        && other.as_str() != path
                        && owner(path).len() > owner(other).len()
                        && owner(path).starts_with(&owner(other))
                })
            };
            templates.iter().filter(|path| !deeper(path)).flat_map(|path| self.instances(path)).collect()
        };
        let own = of(key);
        if own.is_empty() { words().synonyms(key).iter().flat_map(|other| of(other)).collect() } else { own }
    }

    /// The path of a key with the names of entries that the scenario has; of those that write the key, if any does.
    fn instances(&self, template: &str) -> Vec<String> {
        let parts: Vec<&str> = template.split('.').collect();
        let mut found = Vec::new();
        instantiate(self.root, "", &parts, &mut found);
        let any = found.iter().any(|(_, written)| *written);
        // A key of some kinds of stages alone stands where it is written; a team has all keys of teams.
        let only_written = any && !template.contains(ANY_NAME);
        found.into_iter().filter(|(_, written)| *written || !only_written).map(|(path, _)| path).collect()
    }
}

fn quoted(paths: &[String]) -> Vec<String> {
    paths.iter().map(|path| format!("`{path}`")).collect()
}

fn dotted(section: &[String]) -> String {
    section.iter().fold(String::new(), |path, part| join(&path, part))
}

/// What stands behind a key of a table, or the table of that name in an array.
fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Table(table) => table.get(key).map(|entry| &entry.node),
        Value::Array(items) => items.iter().find(|item| name(item) == Some(key)),
        _ => None,
    }
}

fn name(node: &Node) -> Option<&str> {
    node.as_table()?.get(super::merge::NAME)?.node.as_str()
}

/// Collects the paths of `key` in the tables below `node`, whose path is `prefix`.
fn seek(node: &Node, key: &str, prefix: &str, depth: usize, found: &mut Vec<String>) {
    for entry in node.as_table().into_iter().flatten().filter(|_| depth > 0) {
        let path = join(prefix, &entry.key);
        if let Some(table) = entry.node.as_table() {
            if table.get(key).is_some() {
                found.push(join(&path, key));
            }
            seek(&entry.node, key, &path, depth - 1, found);
        }
    }
}

/// Collects the paths that a template stands for, each with whether its key is written.
fn instantiate(node: Option<&Node>, prefix: &str, parts: &[&str], found: &mut Vec<(String, bool)>) {
    let Some((part, rest)) = parts.split_first() else {
        found.push((prefix.to_owned(), node.is_some()));
        return;
    };
    if let (ANY_NAME, Some(table)) = (*part, node.and_then(Node::as_table).filter(|table| !table.is_empty()))
    {
        for entry in table {
            instantiate(Some(&entry.node), &join(prefix, &entry.key), rest, found);
        }
        return;
    }
    let (inner, path) = (node.and_then(|node| child(node, part)), join(prefix, part));
    match inner.map(|inner| &inner.value) {
        Some(Value::Array(items)) if items.iter().any(|item| name(item).is_some()) && !rest.is_empty() => {
            for item in items {
                if let Some(name) = name(item) {
                    instantiate(Some(item), &join(&path, name), rest, found);
                }
            }
        }
        _ => instantiate(inner, &path, rest, found),
    }
}

/// How much the name of an owner is like a part of a path: 1 if a word of the one is a word of the other.
fn likeness(owner: &str, path: &str) -> f64 {
    let words =
        |text: &str| text.split('_').filter(|word| word.len() > 2).map(str::to_lowercase).collect::<Vec<_>>();
    let parts: Vec<&str> = path.split('.').collect();
    let owners = words(owner);
    parts[..parts.len() - 1]
        .iter()
        .flat_map(|part| words(part))
        .flat_map(|word| {
            owners.iter().map(move |owner| strsim::jaro_winkler(owner, &word)).collect::<Vec<_>>()
        })
        .fold(0.0, f64::max)
}
