//! Fields that hold fields: optional values, lists, arrays and maps.
//!
//! What their elements are is the elements' business.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::commented::Commented;
use super::field::Field;
use super::reader::Reader;
use super::rule::Rule;
use super::tree::{Node, Value};
use crate::words::say;

impl<T: Field> Field for Option<T> {
    const IS_TABLE: bool = T::IS_TABLE;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(Some)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.as_ref().and_then(Field::to_toml)
    }

    fn schema() -> Json {
        T::schema()
    }

    fn check(&self, node: &Node, rule: &Rule, reader: &mut Reader<'_>) {
        if let Some(value) = self {
            value.check(node, rule, reader);
        }
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        T::describe(rule, schema);
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        T::collect_keys(prefix, keys);
    }

    fn write_commented(&self, path: &str, key: &str, doc: &str, out: &mut Commented) {
        match self {
            Some(value) => value.write_commented(path, key, doc, out),
            None => out.value(key, doc, None),
        }
    }
}

fn read_items<T: Field>(node: &Node, reader: &mut Reader<'_>) -> Option<Vec<T>> {
    let Value::Array(items) = &node.value else {
        reader.wrong_type(node, say!(AnArray), "[…]");
        return None;
    };
    // Every element is read, so that every fault is found, before one of them spoils the whole.
    let read: Vec<Option<T>> =
        reader.in_list(|reader| items.iter().map(|item| T::read(item, reader)).collect());
    read.into_iter().collect()
}

fn check_items<T: Field>(values: &[T], node: &Node, rule: &Rule, reader: &mut Reader<'_>) {
    if rule.is_about_length() {
        if !rule.allows_length(values.len()) {
            let value = say!(ContainersAnArrayOf, values = values.len());
            reader.broken(node, &value, &rule.words(T::show));
        }
    } else if let Value::Array(items) = &node.value {
        for (value, item) in values.iter().zip(items) {
            value.check(item, rule, reader);
        }
    }
}

fn describe_items<T: Field>(rule: &Rule, schema: &mut Map<String, Json>) {
    if rule.is_about_length() {
        rule.describe(schema);
    } else if let Some(Json::Object(items)) = schema.get_mut("items") {
        T::describe(rule, items);
    }
}

impl<T: Field> Field for Vec<T> {
    const IS_TABLE: bool = T::IS_TABLE;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        read_items(node, reader)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(self.iter().filter_map(Field::to_toml).collect()))
    }

    fn schema() -> Json {
        json!({ "type": "array", "items": T::schema() })
    }

    fn check(&self, node: &Node, rule: &Rule, reader: &mut Reader<'_>) {
        check_items(self, node, rule, reader);
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        describe_items::<T>(rule, schema);
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        T::collect_keys(prefix, keys);
    }
}

impl<const N: usize> Field for [f64; N] {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let values = read_items::<f64>(node, reader)?;
        let count = values.len();
        let array = values.try_into().ok();
        if array.is_none() {
            reader.broken(node, &say!(AnArrayOf, count = count), &Rule::Length(N).words(f64::show));
        }
        array
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(self.iter().map(|x| toml::Value::Float(*x)).collect()))
    }

    fn schema() -> Json {
        json!({ "type": "array", "items": f64::schema(), "minItems": N, "maxItems": N })
    }

    fn check(&self, node: &Node, rule: &Rule, reader: &mut Reader<'_>) {
        check_items(self, node, rule, reader);
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        describe_items::<f64>(rule, schema);
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    const IS_TABLE: bool = T::IS_TABLE;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(table) = node.as_table() else {
            reader.wrong_type(node, say!(ATable), "{ name = … }");
            return None;
        };
        let mut map = Self::new();
        let mut whole = true;
        for entry in table {
            reader.refuse_hidden(&entry.key, entry.place);
            match reader.within(&entry.key, |reader| T::read(&entry.node, reader)) {
                Some(value) => {
                    map.insert(entry.key.clone(), value);
                }
                None => whole = false,
            }
        }
        whole.then_some(map)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        let entries = self.iter().filter_map(|(key, value)| Some((key.clone(), value.to_toml()?)));
        (!self.is_empty()).then(|| toml::Value::Table(entries.collect()))
    }

    fn schema() -> Json {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }

    fn length(&self) -> Option<usize> {
        Some(self.len())
    }

    fn check(&self, node: &Node, rule: &Rule, reader: &mut Reader<'_>) {
        if rule.is_about_length() {
            if !rule.allows_length(self.len()) {
                reader.broken(node, &say!(ATableOf, len = self.len()), &rule.words(T::show));
            }
            return;
        }
        for entry in node.as_table().into_iter().flatten() {
            if let Some(value) = self.get(&entry.key) {
                reader.within(&entry.key, |reader| value.check(&entry.node, rule, reader));
            }
        }
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        if rule.is_about_length() {
            let key = if matches!(rule, Rule::MaxLength(_)) { "maxProperties" } else { "minProperties" };
            let count = match rule {
                Rule::MaxLength(count) | Rule::Length(count) => *count,
                _ => 1,
            };
            schema.insert(key.to_owned(), json!(count));
        } else if let Some(Json::Object(values)) = schema.get_mut("additionalProperties") {
            T::describe(rule, values);
        }
    }
}
