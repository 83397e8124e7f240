//! `--set key=value` arguments: a dotted path and a TOML value.
//!
//! Each argument is a source of its own, so that a fault underlines the very characters typed. A
//! value that is not TOML is taken as a string, so that `--set patience.mean=30d` needs no quotes;
//! one that starts like a string, an array or a table is expected to be TOML throughout.

use toml::de::{DeTable, DeValue};

use super::argument::ARGUMENT;
use super::fault::{Fault, Faults, Kind};
use super::field::join;
use super::load::{EXTENDS, nest};
use super::merge::{merge, named, names};
use super::offer::suggest;
use super::source::{Place, SourceId, Sources};
use super::tree::{self, Node, Value};
use crate::words::say;

/// Applies one argument to the tree.
pub fn apply(argument: &str, root: &mut Node, sources: &mut Sources, faults: &mut Faults) {
    let id = sources.add(ARGUMENT, argument, None);
    let whole = Place::new(id, 0..argument.len());
    let help = say!(WriteSetSectionKeyValue);
    let Some(equals) = find_equals(argument) else {
        let message = say!(SetHasNo, argument = argument);
        faults.push(Fault::rule(whole, message, say!(MustBeKeyValue), help).kind(Kind::Syntax));
        return;
    };
    let Some(keys) = parse_keys(&argument[..equals], id) else {
        let place = Place::new(id, 0..equals);
        let path = &argument[..equals];
        let message = say!(IsNotADottedPath, equals = path);
        // Keys beyond ASCII need quotes, and these others around them in a shell.
        let quoted = path.split('.').map(|key| join("", key.trim())).collect::<Vec<_>>().join(".");
        let help = if path.is_ascii() || path.contains(['"', '\'']) {
            help.to_owned()
        } else {
            say!(QuoteTheKeysOfSet, quoted = quoted, argument = &argument[equals + 1..])
        };
        faults.push(Fault::rule(place, message, say!(KeysAreJoinedByDots), help).kind(Kind::Syntax));
        return;
    };
    if keys.first().is_some_and(|(key, _)| key == EXTENDS) {
        let message = say!(CannotBeSetByAn, extends = EXTENDS);
        let help = say!(WriteExtendsInAFile);
        faults.push(Fault::rule(whole, message, say!(IsReadBeforeArgumentsApply), help).kind(Kind::Unknown));
        return;
    }
    if let Some(value) = parse_argument_value(argument, equals + 1, id, faults) {
        put(root, &keys, value, faults);
    }
}

/// The first `=` outside quotes.
pub(super) fn find_equals(argument: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in argument.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '=') => return Some(at),
            _ => {}
        }
    }
    None
}

/// The keys of a dotted path, each with its place.
pub(super) fn parse_keys(path: &str, id: SourceId) -> Option<Vec<(String, Place)>> {
    if path.contains(['\n', '[', ']', '#', '=']) && !path.contains(['"', '\'']) {
        return None;
    }
    let line = format!("{path}=0");
    let mut table = DeTable::parse(&line).ok()?.into_inner();
    let mut keys = Vec::new();
    loop {
        let mut entries = table.into_iter();
        let (key, value) = entries.next()?;
        if entries.next().is_some() {
            return None;
        }
        let place = Place::new(id, key.span());
        keys.push((key.into_inner().into_owned(), place));
        match value.into_inner() {
            DeValue::Table(inner) => table = inner,
            _ => return Some(keys),
        }
    }
}

fn parse_argument_value(argument: &str, from: usize, id: SourceId, faults: &mut Faults) -> Option<Node> {
    let raw = &argument[from..];
    let text = raw.trim();
    let start = from + (raw.len() - raw.trim_start().len());
    let place = Place::new(id, start..start + text.len());
    let structured = text.starts_with(['"', '\'', '[', '{']);
    if structured || DeValue::parse(text).is_ok() {
        return tree::parse_value(text, id, start, faults);
    }
    Some(Node::new(Value::String(text.to_owned()), place))
}

/// Puts a value at a path; a number, or the name of an element, steps into an array.
fn put(target: &mut Node, keys: &[(String, Place)], value: Node, faults: &mut Faults) {
    let Some(((key, place), rest)) = keys.split_first() else {
        merge(target, value);
        return;
    };
    match &mut target.value {
        Value::Array(items) => {
            let count = items.len();
            let at = key.parse::<usize>().ok();
            let found = match at {
                Some(at) => items.get_mut(at),
                None => named(items, Some(key.as_str())),
            };
            if let Some(item) = found {
                put(item, rest, value, faults);
                return;
            }
            let names = names(items);
            let help = if names.is_empty() || at.is_some() {
                say!(NameAnElementThatExists).to_owned()
            } else {
                suggest(key, names.iter().map(String::as_str))
            };
            let message = say!(NamesNoElementOfAn, key = key, count = count);
            let fault = Fault::rule(*place, message, say!(ElementsGoByTheirName), help);
            faults.push(fault.kind(Kind::Unknown));
        }
        Value::Table(table) => {
            if let Some(entry) = table.get_mut(key) {
                entry.place = *place;
                put(&mut entry.node, rest, value, faults);
            } else {
                // What the table lacks comes from the argument; the table stays where it is written.
                let place = target.place;
                merge(target, nest(keys.to_vec(), value));
                target.place = place;
            }
        }
        _ => merge(target, nest(keys.to_vec(), value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_beyond_ascii_are_to_be_quoted() {
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let id = sources.add("--set", "", None);
        let mut root = Node::empty(Place::new(id, 0..0));
        apply("team.白班.people=3", &mut root, &mut sources, &mut faults);
        let help: Vec<&str> = faults.iter().map(Fault::remedy).collect();
        assert_eq!(help, ["write the keys in quotes, `--set 'team.\"白班\".people=3'`"]);
        // What it says is taken.
        let mut faults = Faults::default();
        apply("team.\"白班\".people=3", &mut root, &mut sources, &mut faults);
        assert!(faults.is_empty());
        let people = root.as_table().and_then(|table| table.get("team")?.node.as_table()?.get("白班"));
        assert!(people.is_some());
    }
}
