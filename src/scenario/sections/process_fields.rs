//! Keys of the process that are read in a way of their own: where a stage leads, and the stages and
//! teams as a whole, which are the standard process unless a scenario says otherwise.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::super::read::commented::Commented;
use super::super::read::field::Field;
use super::super::read::reader::Reader;
use super::super::read::section::Spans;
use super::super::read::tree::{Node, Value};
use super::super::standard;
use super::process::{RouteSection, StageSection, TeamSection};

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
                items.iter().map(|item| RouteSection::read(item, reader)).collect::<Option<_>>().map(Self)
            }
            Value::Table(_) => RouteSection::read(node, reader).map(|route| Self(vec![route])),
            _ => {
                reader.wrong_type(node, "the name of a stage, or a list of routes", "\"done\"");
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
        Vec::read(node, reader).map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        Vec::<StageSection>::schema()
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
