//! Parts of a JSON Schema that stand in many places, said once under `$defs`.
//!
//! A type gives its whole schema wherever it is used, so that a key can be read by itself. Written out for a whole
//! scenario that is a megabyte, most of it the same few parts. This module does not know what they are.

use serde_json::{Map, Value as Json, json};

/// Moves every part of `schema` that equals one of `parts`, but for its description and what a key adds to it, to
/// `$defs`, with a reference in its place. Parts that stand within others come first.
pub fn hoist(schema: &mut Json, parts: Vec<(&'static str, Json)>) {
    let mut definitions: Vec<(&'static str, Map<String, Json>)> = Vec::new();
    for (name, mut part) in parts {
        for (known, body) in &definitions {
            refer(&mut part, known, body);
        }
        if let Json::Object(body) = part {
            definitions.push((name, body));
        }
    }
    for (name, body) in &definitions {
        refer(schema, name, body);
    }
    let definitions: Map<String, Json> =
        definitions.into_iter().map(|(name, body)| (name.to_owned(), Json::Object(body))).collect();
    schema["$defs"] = Json::Object(definitions);
}

/// The key that says what a part is about; a key of a section says it in its own words.
const DESCRIPTION: &str = "description";

fn refer(node: &mut Json, name: &str, body: &Map<String, Json>) {
    match node {
        Json::Object(map) => {
            map.values_mut().for_each(|below| refer(below, name, body));
            let holds = |(key, value): (&String, &Json)| key == DESCRIPTION || map.get(key) == Some(value);
            if !body.is_empty() && body.iter().all(holds) {
                map.retain(|key, value| body.get(key) != Some(value));
                map.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| refer(item, name, body)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_within_parts_are_said_once() {
        let time = json!({ "type": "string", "pattern": "^[0-9]+s$" });
        let law = json!({ "anyOf": [time, { "properties": { "mean": time } }], "description": "A law." });
        let mut own = law.clone();
        own["description"] = json!("How long.");
        own["default"] = json!("3s");
        let mut schema = json!({ "properties": { "a": law, "b": own, "c": { "items": time } } });
        hoist(&mut schema, vec![("time", time.clone()), ("law", law)]);
        let reference = json!({ "$ref": "#/$defs/time" });
        let expected = json!({
            "properties": {
                "a": { "$ref": "#/$defs/law" },
                "b": { "description": "How long.", "default": "3s", "$ref": "#/$defs/law" },
                "c": { "items": reference },
            },
            "$defs": {
                "time": time,
                "law": { "anyOf": [reference, { "properties": { "mean": reference } }], "description": "A law." },
            },
        });
        assert_eq!(schema, expected);
    }
}
