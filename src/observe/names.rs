//! What the entries of a scenario are called.

use crate::policy::ReasonCodes;

/// A segment and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentNames {
    /// The segment.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// An attribute that the scenario defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeNames {
    /// The attribute.
    pub name: String,
    /// What its values 0, 1, 2, … are called; nothing of numbers.
    pub values: Vec<String>,
}

/// Names of what records point to by number, each list in the order of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Behaviours.
    pub behaviours: Vec<String>,
    /// Causes of restrictions.
    pub causes: Vec<String>,
    /// Kinds of restriction.
    pub restrictions: Vec<String>,
    /// Factors of the score.
    pub factors: Vec<String>,
    /// Segments.
    pub segments: Vec<SegmentNames>,
    /// Attributes that the scenario defines.
    pub attributes: Vec<AttributeNames>,
    /// Codes of the reasons of refusals.
    pub reasons: ReasonCodes,
}

impl Names {
    /// The name of a behaviour.
    pub fn behaviour(&self, behaviour: crate::behaviour::Behaviour) -> &str {
        self.behaviours.get(behaviour.index()).map_or("behaviour", String::as_str)
    }

    /// The same names as `write` puts them.
    #[must_use]
    pub fn written(&self, write: impl Fn(&str) -> String) -> Self {
        let all = |names: &[String]| names.iter().map(|name| write(name)).collect();
        Self {
            behaviours: all(&self.behaviours),
            causes: all(&self.causes),
            restrictions: all(&self.restrictions),
            factors: all(&self.factors),
            segments: self.segments.clone(),
            attributes: self.attributes.clone(),
            reasons: self.reasons.clone(),
        }
    }
}
