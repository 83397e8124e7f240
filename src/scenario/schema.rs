//! The JSON Schema of a whole scenario, for editors.
//!
//! Each key comes from its declaration; what is added here binds several keys: which of them go with which kind of
//! stage, and where a text is one of the names that the program knows. A schema sees one file, so what a base file
//! or `--set` may add is not asked for, and whatever takes arithmetic or another file is left to `sim check`.

mod markdown;
mod process;

use serde_json::{Value as Json, json};

pub use markdown::scenario_keys_page;

use super::compile::NOT_BESIDE_FILE;
use super::read::civil::{Date, Shift, TimeOfDay};
use super::read::definitions::hoist;
use super::read::dist::Dist;
use super::read::field::Field as _;
use super::read::one_or_more::OneOrMore;
use super::read::section::document_schema;
use super::read::units::{Duration, Money};
use super::sections::Scenario;
use super::sections::behaviours::IntensitySection;
use super::sections::conditions::{ConditionSection, WeekdayName};
use super::sections::entries::SegmentSection;
use super::sections::process::RouteSection;
use super::standard::StandardEntry as _;
use crate::observe::{METRICS, STATION_MEASURES};
use crate::policy::KnockOut;
use crate::population::{Attribute, Cause, LATENTS};
use crate::words::{Catalogue, words};

/// The schema (draft 2020-12), with descriptions in the language of the program.
pub fn scenario_schema() -> Json {
    scenario_schema_in(words())
}

/// The schema with the descriptions of keys that a language has, and those of the declarations elsewhere.
pub fn scenario_schema_in(words: &Catalogue) -> Json {
    let mut schema = document_schema::<Scenario>("A scenario of `sim`");
    for (path, text) in words.keys() {
        add(
            &mut schema,
            &format!("/properties/{}", path.replace('.', "/properties/")),
            json!({ "description": text }),
        );
    }
    hoist(
        &mut schema,
        vec![
            ("duration", Duration::schema()),
            ("money", Money::schema()),
            ("date", Date::schema()),
            ("time_of_day", TimeOfDay::schema()),
            ("shift", Shift::schema()),
            ("duration_law", Dist::<Duration>::schema()),
            ("number_law", Dist::<f64>::schema()),
            ("money_law", Dist::<Money>::schema()),
            ("condition", ConditionSection::schema()),
            ("conditions", OneOrMore::<ConditionSection>::schema()),
            ("route", RouteSection::schema()),
            ("segment_rule", IntensitySection::schema()),
        ],
    );
    // Names of a scenario's own factors and attributes are as good.
    let quantities = json!({ "anyOf": [{ "enum": quantities() }, { "type": "string" }] });
    for key in ["at_least", "below"] {
        add(
            &mut schema,
            &format!("/$defs/condition/properties/{key}"),
            json!({ "propertyNames": quantities }),
        );
    }
    add(&mut schema, "/$defs/segment_rule", segment_rules());
    for name in ["/properties/name", "/properties/stage/items/properties/name"] {
        add(&mut schema, name, json!({ "pattern": r"^[^\n\t]*$" }));
    }
    let weekdays: Vec<&str> = WeekdayName::ALL.iter().map(|day| day.name()).collect();
    let weekdays = json!({ "propertyNames": { "enum": weekdays } });
    add(&mut schema, "/properties/team/additionalProperties/properties/weekdays", weekdays);
    arrivals(&mut schema);
    score(&mut schema);
    expectations(&mut schema);
    process::add_rules(&mut schema);
    add(&mut schema, "/properties/arrivals", process::none_beside("file", &NOT_BESIDE_FILE));
    let documents =
        json!([process::without_base(), process::whole(), without_attributes(&schema), standard_alone()]);
    add(&mut schema, "", json!({ "allOf": documents }));
    schema
}

/// Puts the keys of `more` to what stands at `pointer`.
fn add(schema: &mut Json, pointer: &str, more: Json) {
    if let (Some(Json::Object(map)), Json::Object(more)) = (schema.pointer_mut(pointer), more) {
        map.extend(more);
    }
}

/// `then` for what has the value `value` at `key`.
fn where_it_is(key: &str, value: &str, then: &Json) -> Json {
    json!({ "if": { "properties": { key: { "const": value } }, "required": [key] }, "then": then })
}

/// Quantities that conditions ask for, those of every scenario.
pub(super) fn quantities() -> Vec<&'static str> {
    let own = ["attempt", "passes", "hours_since_filing"];
    ["score"].into_iter().chain(LATENTS).chain(own).chain(Attribute::NAMES).collect()
}

/// Names in a file that builds on no other and says nothing of entries: those of the standard ones.
fn standard_alone() -> Json {
    let own = ["extends", "standard", "knock_out", "segment", "cause", "attribute", "factor"];
    let own: Vec<Json> = own.iter().map(|key| json!({ "required": [key] })).collect();
    let causes = json!({ "properties": { "value": { "enum": Cause::STANDARD } } });
    let mut rule = where_it_is("segment", "cause", &causes);
    add(&mut rule, "", json!({ "properties": { "segment": { "enum": SegmentSection::NAMES } } }));
    let known = json!({ "propertyNames": { "enum": quantities() } });
    let when = json!({ "properties": { "at_least": known, "below": known } });
    let route = json!({ "properties": { "when": when } });
    let stage = json!({ "properties": { "next": { "items": route } } });
    json!({
        "if": { "not": { "anyOf": own } },
        "then": { "properties": {
            "screen": { "properties": { "knock_outs": { "items": { "enum": KnockOut::STANDARD } } } },
            "behaviours": { "additionalProperties": { "properties": { "segments": { "items": rule } } } },
            "stage": { "items": stage },
        } },
    })
}

/// Rules by segment: one way to say how many.
fn segment_rules() -> Json {
    json!({ "oneOf": [{ "required": ["intensity"] }, { "required": ["force"] }] })
}

/// Profiles that are not 0 throughout, and batches of somebody.
fn arrivals(schema: &mut Json) {
    for key in ["hour_profile", "weekday_profile", "month_profile"] {
        add(schema, &format!("/properties/arrivals/properties/{key}"), somewhere_positive());
    }
    let most = crate::population::BatchSizes::LARGEST;
    let size = json!({ "minimum": 1, "maximum": most });
    let batch = json!({
        "minimum": 1,
        "maximum": most,
        "properties": { "value": size, "mean": { "minimum": 1 }, "values": { "items": size } },
    });
    add(schema, "/properties/arrivals/properties/batch", batch);
}

/// Weights of which one at least counts, and knock-outs that stand once.
fn score(schema: &mut Json) {
    for factor in LATENTS {
        add(schema, &format!("/properties/factors/properties/{factor}"), somewhere_positive());
    }
    let factors = LATENTS;
    let zero: serde_json::Map<String, Json> =
        factors.iter().map(|factor| ((*factor).to_owned(), json!({ "const": 0 }))).collect();
    add(schema, "/properties/weights", json!({ "not": { "properties": zero, "required": factors } }));
    add(schema, "/properties/screen/properties/knock_outs", json!({ "uniqueItems": true }));
}

fn somewhere_positive() -> Json {
    json!({ "contains": { "exclusiveMinimum": 0 } })
}

/// Metrics by their names: those of the summary, and the measures of stations.
fn expectations(schema: &mut Json) {
    let metrics: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    let measures: Vec<&str> = STATION_MEASURES.iter().map(|(name, _)| *name).collect();
    let pointer = "/properties/expect/additionalProperties";
    let Some(mut summary) = schema.pointer(pointer).cloned() else { return };
    add(&mut summary, "", json!({ "propertyNames": { "enum": metrics } }));
    add(schema, pointer, json!({ "propertyNames": { "enum": measures } }));
    add(schema, "/properties/expect", json!({ "properties": { "summary": summary } }));
}

/// Sections about applicants, which can always be left as they are.
const ABOUT_APPLICANTS: [&str; 11] = [
    "restriction",
    "self_check",
    "behaviours",
    "application",
    "screen",
    "weights",
    "factors",
    "human",
    "notice",
    "reapply",
    "unasked_restoration",
];

/// Where entities have no attributes: no screen, and no number about applicants other than that by default.
fn without_attributes(schema: &Json) -> Json {
    let mut sections = serde_json::Map::new();
    for name in ABOUT_APPLICANTS {
        if let Some(usual) = schema.pointer(&format!("/properties/{name}")).and_then(as_by_default) {
            sections.insert(name.to_owned(), usual);
        }
    }
    sections.insert("stage".to_owned(), json!({ "items": process::stage_of_plain_entities() }));
    let plain = json!({ "properties": { "source": { "const": "plain" } }, "required": ["source"] });
    json!({
        "if": { "properties": { "population": plain }, "required": ["population"] },
        "then": { "properties": sections },
    })
}

/// The numbers and switches of a section as they are by default; other values can be written in several ways.
fn as_by_default(section: &Json) -> Option<Json> {
    let of = |(key, schema): (&String, &Json)| {
        let plain = schema.get("default").filter(|value| value.is_number() || value.is_boolean());
        let usual = plain.map(|value| json!({ "const": value })).or_else(|| as_by_default(schema))?;
        Some((key.clone(), usual))
    };
    let keys: serde_json::Map<String, Json> =
        section.get("properties")?.as_object()?.iter().filter_map(of).collect();
    (!keys.is_empty()).then(|| json!({ "properties": keys }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_that_is_added_to_is_there() {
        let schema = scenario_schema();
        for place in [
            "/$defs/condition/properties/below/propertyNames/anyOf/0/enum/0",
            "/$defs/segment_rule/oneOf",
            "/properties/team/additionalProperties/properties/weekdays/propertyNames",
            "/properties/arrivals/properties/month_profile/contains",
            "/properties/arrivals/properties/batch/maximum",
            "/properties/factors/properties/external/contains",
            "/properties/weights/not",
            "/properties/screen/properties/knock_outs/uniqueItems",
            "/properties/expect/properties/summary/propertyNames/enum/0",
            "/properties/expect/additionalProperties/propertyNames/enum/0",
            "/properties/stage/items/allOf/3/then/propertyNames",
            "/properties/stage/items/properties/team/anyOf/1/uniqueItems",
            "/properties/stage/items/properties/working_days/multipleOf",
            "/allOf/2/then/properties/notice/properties/sms_share/const",
            "/properties/stage/items/properties/next/then/contains",
            "/properties/team/additionalProperties/then/properties/crews",
        ] {
            assert!(schema.pointer(place).is_some(), "nothing at {place}");
        }
    }

    #[test]
    fn an_editor_need_not_read_a_megabyte() {
        let text = format!("{:#}", scenario_schema());
        assert!(text.len() < 300_000, "{} bytes", text.len());
        // Each law is said once for times, once for money and once for plain numbers.
        assert_eq!(text.matches("\"const\": \"erlang\"").count(), 3);
    }
}
