//! Keys of the process that are read in a way of their own: where a stage leads, and the stages and
//! teams as a whole, which are the standard process unless a scenario says otherwise.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::super::read::commented::Commented;
use super::super::read::fault::Fault;
use super::super::read::field::Field;
use super::super::read::offer::suggest;
use super::super::read::reader::Reader;
use super::super::read::section::Spans;
use super::super::read::tree::{Node, Value};
use super::super::standard;
use super::process::{RouteSection, StageSection, TeamSection};
use crate::words::say;

/// Where a stage leads: the name of the next stage, or routes that are tried in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next(pub Vec<RouteSection>);

impl Field for Next {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::String(to) => {
                let spans = Spans::absent(node.place);
                Some(Self(vec![RouteSection { to: to.clone(), spans, ..RouteSection::default() }]))
            }
            Value::Array(items) => {
                if let Some(names) = items.iter().map(Node::as_str).collect::<Option<Vec<_>>>()
                    && !names.is_empty()
                {
                    several_names(node, &names, reader);
                    return None;
                }
                reader.in_list(|reader| {
                    items.iter().map(|item| RouteSection::read(item, reader)).collect::<Option<_>>().map(Self)
                })
            }
            Value::Table(_) => RouteSection::read(node, reader).map(|route| Self(vec![route])),
            _ => {
                reader.wrong_type(node, say!(TheNameOfAStageOr), "\"done\"");
                None
            }
        }
    }

    fn to_toml(&self) -> Option<toml::Value> {
        (!self.0.is_empty()).then(|| self.0.to_toml()).flatten()
    }

    fn schema() -> Json {
        let route = RouteSection::schema();
        json!({ "anyOf": [{ "type": "string", "minLength": 1 }, route, { "type": "array", "items": route }] })
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        RouteSection::collect_keys(prefix, keys);
    }
}

/// A fault of a list of names: a case goes to one stage, and the list does not say which.
fn several_names(node: &Node, names: &[&str], reader: &mut Reader<'_>) {
    let name = |name: &str| toml::Value::String(name.to_owned()).to_string();
    let help = match names {
        [only] => say!(WriteNext, only = name(only)),
        [first @ .., last] => {
            let share = (1000.0 / names.len() as f64).floor() / 1000.0;
            let drawn = |to: &&str| say!(ToShare, to = name(to), share = share);
            let drawn: String = first.iter().map(drawn).collect();
            say!(WriteForStagesTakenBy, drawn = drawn, last = name(last))
        }
        [] => String::new(),
    };
    let message = say!(IsAListOfNames, current = reader.current());
    reader.push(Fault::rule(node.place, message, say!(AListHoldsRoutesWhich), help));
}

fn wrote<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.as_table()?.get(key).map(|entry| &entry.node)
}

fn name(node: &Node) -> Option<&str> {
    wrote(node, "name")?.as_str()
}

/// Reads one stage. An entry without `kind` that has found no stage to change is a new stage that is
/// not finished, or names the wrong one; `names` are those it could have changed.
fn read_stage(node: &Node, names: &[&str], reader: &mut Reader<'_>) -> Option<StageSection> {
    match (wrote(node, "name").filter(|_| wrote(node, "kind").is_none()), name(node)) {
        (Some(written), Some(name)) if !name.is_empty() => {
            let message = say!(ThereIsNoStageTo, name = name);
            let label = say!(NeitherAStageThatIs);
            let near = suggest(name, names.iter().copied());
            let new = if near.ends_with('?') { " If" } else { say!(ProcessFieldsIf) };
            let help = say!(ItIsNewWriteIts, near = near, new = new);
            reader.push(Fault::rule(written.place, message, label, help));
            Some(StageSection { name: name.to_owned(), spans: Spans::of(node), ..StageSection::default() })
        }
        (_, Some(name)) if !name.is_empty() => {
            reader.within_named(name, |reader| StageSection::read(node, reader))
        }
        _ => StageSection::read(node, reader),
    }
}

/// The stages of the process.
#[derive(Clone, Debug, PartialEq)]
pub struct Stages(pub Vec<StageSection>);

impl Default for Stages {
    fn default() -> Self {
        standard::stages()
    }
}

impl Field for Stages {
    const IS_TABLE: bool = true;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Array(items) = &node.value else {
            let message = say!(IsNotAListOf, current = reader.current(), found = node.found());
            let first = node.as_table().and_then(|table| table.into_iter().next());
            let example = first.map_or("desk", |entry| entry.key.as_str());
            let help = say!(WriteStageAndNameAnd, example = example);
            reader.push(Fault::rule(node.place, message, say!(MustBeAListOf), help));
            return None;
        };
        let names: Vec<&str> =
            items.iter().filter(|item| wrote(item, "kind").is_some()).filter_map(name).collect();
        // Every stage is read, so that every fault is found.
        let stages: Vec<_> = items.iter().map(|item| read_stage(item, &names, reader)).collect();
        stages.into_iter().collect::<Option<_>>().map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        let mut schema = Vec::<StageSection>::schema();
        // An entry without `kind` changes the stage of its name.
        if let Some(required) = schema.pointer_mut("/items/required") {
            *required = json!(["name"]);
        }
        schema
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        StageSection::collect_keys(prefix, keys);
    }

    fn write_commented(&self, _path: &str, _key: &str, _doc: &str, out: &mut Commented) {
        // The text of the standard process shows teams and stages together.
        out.text(standard::TEXT);
    }
}

/// The teams, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Teams(pub BTreeMap<String, TeamSection>);

impl Default for Teams {
    fn default() -> Self {
        standard::teams()
    }
}

impl Field for Teams {
    const IS_TABLE: bool = true;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        BTreeMap::read(node, reader).map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        BTreeMap::<String, TeamSection>::schema()
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        TeamSection::collect_keys(&format!("{prefix}.NAME"), keys);
    }

    fn write_commented(&self, _path: &str, _key: &str, _doc: &str, _out: &mut Commented) {
        // Written with the stages.
    }
}
