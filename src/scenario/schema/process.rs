//! What the schema says of a process: keys of each kind of stage, routes, teams, and names that must be there.

use serde_json::{Map, Value as Json, json};

use super::quantities;
use super::{add, where_it_is};
use crate::population::LATENTS;
use crate::scenario::compile::{NOT_BESIDE_ROSTER, STAGE_COMMON, STAGE_KEYS};
use crate::scenario::read::load::EXTENDS;
use crate::scenario::sections::process::StageKindName;
use crate::scenario::standard;

/// Where a stage stands in the schema, and its keys.
const STAGE: &str = "/properties/stage/items";

/// Adds what binds the keys of a stage, and of a team.
pub(super) fn add_rules(schema: &mut Json) {
    let mut rules: Vec<Json> = StageKindName::ALL.iter().map(|kind| stage_of_kind(*kind)).collect();
    rules.push(before_filing());
    add(schema, "/properties/stage", json!({ "minItems": 1 }));
    add(schema, STAGE, json!({ "allOf": rules }));
    let key = |name: &str| format!("{STAGE}/properties/{name}");
    add(schema, &format!("{}/anyOf/1", key("team")), json!({ "uniqueItems": true }));
    let whole = json!({ "multipleOf": 1, "properties": { "values": { "items": { "multipleOf": 1 } } } });
    add(schema, &key("working_days"), whole.clone());
    add(schema, &key("due_working_days"), whole);
    // Of several routes, one is open to whoever meets no condition and has used up every limit.
    let open = json!({ "not": { "anyOf": [{ "required": ["when"] }, { "required": ["limit"] }] } });
    add(schema, &key("next"), json!({ "if": { "type": "array" }, "then": { "contains": open } }));
    let rostered = none_beside("roster", &NOT_BESIDE_ROSTER);
    add(schema, "/properties/team/additionalProperties", rostered);
}

/// `key` replaces `others`, so none of them stands beside it.
pub(super) fn none_beside(key: &str, others: &[&str]) -> Json {
    json!({ "if": { "required": [key] }, "then": { "properties": none(others) } })
}

/// Keys that may not be written.
fn none(keys: &[&str]) -> Map<String, Json> {
    keys.iter().map(|key| ((*key).to_owned(), json!(false))).collect()
}

/// A condition, or a list of them, that reads none of `keys` and of `quantities`.
fn reads_none(keys: &[&str], quantities: &[&str]) -> Json {
    let mut properties = none(keys);
    for bound in ["at_least", "below"] {
        properties.insert(bound.to_owned(), json!({ "properties": none(quantities) }));
    }
    // The keys of an object bind objects alone, and those of an array arrays, so this is right for both.
    json!({ "properties": properties, "items": { "properties": properties } })
}

/// Routes whose conditions are `condition`.
fn routes(condition: &Json) -> Json {
    json!({ "items": { "properties": { "when": condition } } })
}

/// What is known only once an application has been filed is not asked for before.
fn before_filing() -> Json {
    let late: Vec<&str> = ["score", "hours_since_filing"].into_iter().chain(LATENTS).collect();
    let early = reads_none(&["route", "fast_lane", "documents"], &late);
    let properties = json!({ "next": routes(&early), "priority": early });
    json!({
        "if": { "properties": { "before_filing": { "const": true } }, "required": ["before_filing"] },
        "then": { "properties": properties },
    })
}

/// A stage of entities without attributes: no screen, and no condition on a person.
pub(super) fn stage_of_plain_entities() -> Json {
    let of_the_process = ["attempt", "passes", "hours_since_filing"];
    let personal: Vec<&str> =
        quantities().into_iter().filter(|name| !of_the_process.contains(name)).collect();
    let keys = ["cause", "restriction", "channel", "route", "fast_lane", "documents"];
    let plain = reads_none(&keys, &personal);
    let screen = json!({ "not": { "properties": { "by": { "const": "screen" } }, "required": ["by"] } });
    json!({
        "allOf": [screen],
        "properties": { "next": routes(&plain), "priority": plain, "approve_when": plain },
    })
}

/// What holds for a stage that says its kind: the keys that mean something there, and those it needs.
fn stage_of_kind(kind: StageKindName) -> Json {
    let own = STAGE_KEYS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, keys)| keys);
    let keys: Vec<&str> = STAGE_COMMON.iter().chain(own).copied().collect();
    let mut then = match kind {
        StageKindName::Delay => delay(),
        StageKindName::Station => station(),
        StageKindName::Decision => decision(),
        StageKindName::Exit => json!({}),
    };
    then["propertyNames"] = json!({ "enum": keys });
    if keys.contains(&"next") {
        then["properties"]["next"] = json!({ "minItems": 1 });
        match &mut then["required"] {
            Json::Array(required) => required.push(json!("next")),
            required => *required = json!(["next"]),
        }
    }
    where_it_is("kind", kind.name(), &then)
}

/// One way to say how long, and no filing to count from before there is one.
fn delay() -> Json {
    let ways = ["time", "office_time", "working_days", "run_at"].map(|way| json!({ "required": [way] }));
    let early = json!({
        "properties": { "since": { "const": "filing" }, "before_filing": { "const": true } },
        "required": ["since", "before_filing"],
    });
    json!({ "oneOf": ways, "not": early })
}

/// A service time, somebody to serve, and keys that mean nothing without another.
fn station() -> Json {
    let ways = ["due", "due_office_time", "due_working_days"].map(|way| json!({ "required": [way] }));
    let due = json!({ "anyOf": ways });
    // Or not at all.
    let once = json!({ "oneOf": ways.into_iter().chain([json!({ "not": { "anyOf": due["anyOf"] } })]).collect::<Vec<_>>() });
    json!({
        "required": ["service"],
        "oneOf": [{ "required": ["team"] }, { "required": ["servers"] }],
        "dependentRequired": {
            "balked": ["balk_at"],
            "reneged": ["patience"],
            "fast_lane_share": ["priority"],
        },
        "allOf": [where_it_is("discipline", "earliest_due", &due), once],
    })
}

/// What each way to decide needs; the others mean nothing there.
fn decision() -> Json {
    const ALL: [&str; 4] = ["share", "approve_at", "refuse_below", "approve_when"];
    let by = |name: &str, needed: &[&str]| {
        let others = ALL.iter().filter(|key| !needed.contains(key));
        let none: serde_json::Map<String, Json> =
            others.map(|key| ((*key).to_owned(), json!(false))).collect();
        where_it_is("by", name, &json!({ "properties": none, "required": needed }))
    };
    json!({
        "allOf": [
            by("chance", &["share"]),
            by("band", &["approve_at", "refuse_below"]),
            by("test", &["approve_when"]),
        ],
    })
}

/// Without a base file, what a file changes is the standard process, and what it does not write is as there.
pub(super) fn without_base() -> Json {
    let standard = standard::stages().0;
    let names: Vec<&str> = standard.iter().map(|stage| stage.name.as_str()).collect();
    let stations = standard.iter().filter(|stage| stage.kind == StageKindName::Station);
    let expected: Vec<&str> = stations.map(|stage| stage.name.as_str()).chain(["summary"]).collect();
    let teams: Vec<String> = standard::teams().0.into_keys().collect();
    let change = json!({
        "if": { "not": { "required": ["kind"] } },
        "then": { "properties": { "name": { "enum": names } } },
    });
    // Nobody of the standard teams finishes after the shift.
    let finish = json!({
        "if": { "required": ["overtime"] },
        "then": { "properties": { "end_of_shift": { "const": "finish" } }, "required": ["end_of_shift"] },
    });
    let stages_alone = json!({
        "human_request": { "properties": { "stage": { "enum": names } } },
        "expect": { "propertyNames": { "enum": expected } },
    });
    let team = json!({ "enum": teams });
    let teams_alone =
        json!({ "team": { "if": { "type": "array" }, "then": { "items": team }, "else": team } });
    json!({
        "if": { "not": { "required": [EXTENDS] } },
        "then": {
            "properties": { "stage": { "items": change }, "team": { "additionalProperties": finish } },
            "allOf": [
                { "if": { "not": { "required": ["stage"] } }, "then": { "properties": stages_alone } },
                {
                    "if": { "not": { "required": ["team"] } },
                    "then": { "properties": { "stage": { "items": { "properties": teams_alone } } } },
                },
            ],
        },
    })
}

/// Where each stage says its kind, the list is the whole process: no stage stands twice, and there is a way out.
pub(super) fn whole() -> Json {
    // A line that is left without a stage named is left for good.
    let left = |by: &str, to: &str| json!({ "required": [by], "not": { "required": [to] } });
    let exit = json!({ "properties": { "kind": { "const": "exit" } } });
    let out = json!({ "anyOf": [exit, left("patience", "reneged"), left("balk_at", "balked")] });
    let whole = json!({ "items": { "required": ["kind"] } });
    json!({
        "if": { "properties": { "stage": whole }, "required": ["stage"] },
        "then": { "properties": { "stage": { "contains": out, "uniqueItems": true } } },
    })
}
