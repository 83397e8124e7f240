//! A key that holds one value or a list of them.

use serde_json::{Map, Value as Json, json};

use super::commented::Commented;
use super::field::Field;
use super::reader::Reader;
use super::rule::Rule;
use super::tree::{Node, Value};

/// One value, written alone, or several in an array; none by default.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMore<T>(pub Vec<T>);

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Field> OneOrMore<T> {
    /// The values.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a OneOrMore<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Field> Field for OneOrMore<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Array(_) = node.value else {
            return T::read(node, reader).map(|one| Self(vec![one]));
        };
        Vec::<T>::read(node, reader).map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        (!self.0.is_empty()).then(|| self.0.to_toml()).flatten()
    }

    fn schema() -> Json {
        json!({ "anyOf": [T::schema(), { "type": "array", "items": T::schema() }] })
    }

    fn length(&self) -> Option<usize> {
        Some(self.0.len())
    }

    fn check(&self, _node: &Node, _rule: &Rule, _reader: &mut Reader<'_>) {}

    fn describe(_rule: &Rule, _schema: &mut Map<String, Json>) {}

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        T::collect_keys(prefix, keys);
    }

    fn write_commented(&self, _path: &str, key: &str, doc: &str, out: &mut Commented) {
        out.value(key, doc, self.to_toml().as_ref());
    }
}
