//! Rules that a single value must obey, used for checking and for the schema alike.

use serde_json::{Map, Value as Json, json};

use crate::words::say;

/// A rule on one field. Bounds are in base units: seconds, CNY, or the plain number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Not below.
    AtLeast(f64),
    /// Not above.
    AtMost(f64),
    /// Strictly above.
    Above(f64),
    /// Strictly below.
    Below(f64),
    /// Within, both ends included.
    Between(f64, f64),
    /// At least one element or character.
    NonEmpty,
    /// Exactly so many elements.
    Length(usize),
    /// At most so many elements.
    MaxLength(usize),
    /// The key must be written.
    Required,
}

/// Not below `bound`.
pub fn at_least(bound: impl Into<f64>) -> Rule {
    Rule::AtLeast(bound.into())
}

/// Not above `bound`.
pub fn at_most(bound: impl Into<f64>) -> Rule {
    Rule::AtMost(bound.into())
}

/// Strictly above `bound`.
pub fn above(bound: impl Into<f64>) -> Rule {
    Rule::Above(bound.into())
}

/// Strictly below `bound`.
pub fn below(bound: impl Into<f64>) -> Rule {
    Rule::Below(bound.into())
}

/// From `low` to `high`, both included.
pub fn between(low: impl Into<f64>, high: impl Into<f64>) -> Rule {
    Rule::Between(low.into(), high.into())
}

/// Not empty.
pub fn non_empty() -> Rule {
    Rule::NonEmpty
}

/// Exactly `count` elements.
pub fn length(count: usize) -> Rule {
    Rule::Length(count)
}

/// At most `count` elements.
pub fn max_length(count: usize) -> Rule {
    Rule::MaxLength(count)
}

/// The key must be written; the default only stands in after the fault.
pub fn required() -> Rule {
    Rule::Required
}

impl Rule {
    /// Whether the rule is about a whole list or text, not about each element.
    pub fn is_about_length(&self) -> bool {
        matches!(self, Self::NonEmpty | Self::Length(_) | Self::MaxLength(_))
    }

    /// Whether a number obeys the rule; NaN obeys none that has a bound.
    pub fn allows(&self, x: f64) -> bool {
        match *self {
            Self::AtLeast(bound) => x >= bound,
            Self::AtMost(bound) => x <= bound,
            Self::Above(bound) => x > bound,
            Self::Below(bound) => x < bound,
            Self::Between(low, high) => (low..=high).contains(&x),
            _ => true,
        }
    }

    /// Whether a length obeys the rule.
    pub fn allows_length(&self, count: usize) -> bool {
        match *self {
            Self::NonEmpty => count > 0,
            Self::Length(wanted) => count == wanted,
            Self::MaxLength(most) => count <= most,
            _ => true,
        }
    }

    /// The rule in words; `show` writes a bound as a person would.
    pub fn words(&self, show: fn(f64) -> String) -> String {
        match *self {
            Self::AtLeast(bound) => say!(RuleMustBeAtLeast, bound = show(bound)),
            Self::AtMost(bound) => say!(RuleMustBeAtMost, bound = show(bound)),
            Self::Above(bound) => say!(RuleMustBeAbove, bound = show(bound)),
            Self::Below(bound) => say!(MustBeBelow, bound = show(bound)),
            Self::Between(low, high) => say!(RuleMustBeFromTo, low = show(low), high = show(high)),
            Self::NonEmpty => say!(MustNotBeEmpty).to_owned(),
            Self::Length(count) => say!(MustHaveExactlyElements, count = count),
            Self::MaxLength(most) => say!(MustHaveAtMostElements, most = most),
            Self::Required => say!(RuleMustBeWritten).to_owned(),
        }
    }

    /// Adds the rule to the schema of the value it binds.
    pub fn describe(&self, schema: &mut Map<String, Json>) {
        let is = |kind: &str| schema.get("type").is_some_and(|t| t == kind);
        let list = is("array");
        let mut set = |key: &str, value: Json| {
            schema.insert(key.to_owned(), value);
        };
        match *self {
            Self::AtLeast(bound) => set("minimum", json!(bound)),
            Self::AtMost(bound) => set("maximum", json!(bound)),
            Self::Above(bound) => set("exclusiveMinimum", json!(bound)),
            Self::Below(bound) => set("exclusiveMaximum", json!(bound)),
            Self::Between(low, high) => {
                set("minimum", json!(low));
                set("maximum", json!(high));
            }
            Self::NonEmpty => set(if list { "minItems" } else { "minLength" }, json!(1)),
            Self::Length(count) => {
                set("minItems", json!(count));
                set("maxItems", json!(count));
            }
            Self::MaxLength(most) => set(if list { "maxItems" } else { "maxLength" }, json!(most)),
            Self::Required => {}
        }
    }
}
