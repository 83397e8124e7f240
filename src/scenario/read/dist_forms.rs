//! The forms a distribution can be written in: each law with the parameters it takes.
//!
//! A table and its questions; how a value is read, and what a law means, is not known here.

use serde_json::{Map, Value as Json, json};

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    /// A value of the distribution's own dimension.
    Quantity,
    /// The same, above zero.
    Scale,
    /// A plain number above zero.
    Positive,
    /// A plain number, zero or more.
    NotNegative,
    /// A whole number from 1.
    Count,
    /// A list of quantities.
    Quantities,
    /// A list of plain numbers.
    Numbers,
    /// Text.
    Text,
}

/// One way to write a law.
#[derive(Debug)]
pub struct Form {
    pub(super) law: &'static str,
    pub(super) required: &'static [(&'static str, Is)],
    pub(super) optional: &'static [(&'static str, Is)],
}

const fn form(law: &'static str, required: &'static [(&'static str, Is)]) -> Form {
    Form { law, required, optional: &[] }
}

/// Every law and every way to write it.
pub const FORMS: &[Form] = &[
    form("constant", &[("value", Is::Quantity)]),
    form("exponential", &[("mean", Is::Scale)]),
    form("geometric", &[("mean", Is::Scale)]),
    form("gamma", &[("mean", Is::Scale), ("cv", Is::Positive)]),
    form("gamma", &[("shape", Is::Positive), ("scale", Is::Scale)]),
    form("erlang", &[("stages", Is::Count), ("mean", Is::Scale)]),
    form("lognormal", &[("median", Is::Scale), ("sigma", Is::NotNegative)]),
    form("lognormal", &[("mean", Is::Scale), ("cv", Is::Positive)]),
    form("weibull", &[("shape", Is::Positive), ("scale", Is::Scale)]),
    Form {
        law: "truncated_normal",
        required: &[("mean", Is::Quantity), ("sd", Is::Scale)],
        optional: &[("min", Is::Quantity), ("max", Is::Quantity)],
    },
    form("uniform", &[("min", Is::Quantity), ("max", Is::Quantity)]),
    form("triangular", &[("min", Is::Quantity), ("mode", Is::Quantity), ("max", Is::Quantity)]),
    form("pert", &[("min", Is::Quantity), ("mode", Is::Quantity), ("max", Is::Quantity)]),
    Form {
        law: "beta",
        required: &[("alpha", Is::Positive), ("beta", Is::Positive)],
        optional: &[("min", Is::Quantity), ("max", Is::Quantity)],
    },
    form("discrete", &[("values", Is::Quantities), ("weights", Is::Numbers)]),
    form("empirical", &[("values", Is::Quantities)]),
    Form {
        law: "empirical",
        required: &[("file", Is::Text), ("column", Is::Text)],
        optional: &[("unit", Is::Text)],
    },
];

/// Parameters that are of the size of what a law gives, the likeliest to be near its middle first.
const MIDDLE: [&str; 6] = ["value", "mean", "median", "mode", "scale", "max"];

/// A value of the size of what a law gives, of the law's parameters by their names.
pub(super) fn middle(parameter: impl Fn(&str) -> Option<String>) -> Option<String> {
    parameter("distribution")?;
    MIDDLE.into_iter().find_map(parameter)
}

/// Keys that go with every law.
pub(super) const COMMON: [&str; 3] = ["distribution", "floor", "cap"];

impl Form {
    pub(super) fn params(&self) -> impl Iterator<Item = &(&'static str, Is)> {
        self.required.iter().chain(self.optional)
    }

    pub(super) fn takes(&self, key: &str) -> bool {
        self.params().any(|(name, _)| *name == key)
    }

    pub(super) fn names(&self) -> String {
        self.required.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
    }

    /// Schema of a distribution written in this form.
    pub fn schema(&self, quantity: &Json) -> Json {
        let mut properties = Map::new();
        properties.insert("distribution".to_owned(), json!({ "const": self.law }));
        for (name, is) in self.params() {
            let schema = match is {
                Is::Quantity => quantity.clone(),
                Is::Scale => {
                    let mut scale = quantity.clone();
                    if scale["type"] == "string" {
                        scale["allOf"] = json!([super::quantity::not_zero()]);
                    } else {
                        scale["exclusiveMinimum"] = json!(0);
                    }
                    scale
                }
                Is::Positive => json!({ "type": "number", "exclusiveMinimum": 0 }),
                Is::NotNegative => json!({ "type": "number", "minimum": 0 }),
                Is::Count => json!({ "type": "integer", "minimum": 1 }),
                Is::Quantities => json!({ "type": "array", "items": quantity, "minItems": 1 }),
                Is::Numbers => {
                    json!({
                        "type": "array",
                        "items": { "type": "number", "minimum": 0 },
                        "minItems": 1,
                        "contains": { "exclusiveMinimum": 0 },
                    })
                }
                Is::Text => json!({ "type": "string", "minLength": 1 }),
            };
            properties.insert((*name).to_owned(), schema);
        }
        properties.insert("floor".to_owned(), quantity.clone());
        properties.insert("cap".to_owned(), quantity.clone());
        let required: Vec<&str> =
            std::iter::once("distribution").chain(self.required.iter().map(|(name, _)| *name)).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }
}
