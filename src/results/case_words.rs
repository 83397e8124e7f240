//! The names of a scenario's entries, ready to be written into rows of `cases.csv`.

use super::decimal::push_float;
use super::events::field;
use super::text::{Text, Word};
use crate::observe::{AttributeNames, Names};
use crate::policy::{KnockOut, Reason};

/// The names of a scenario as they are written.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) causes: Vec<Word>,
    pub(super) restrictions: Vec<Word>,
    pub(super) behaviours: Vec<Word>,
    /// Codes of the knock-out rules and of the factors.
    rules: Vec<Word>,
    pub(super) weak: Vec<Word>,
    attributes: Vec<Vec<Word>>,
    /// What stands for the fields from the behaviours to the score where there are none, and for own attributes.
    pub(super) no_scores: String,
    pub(super) no_own: String,
}

impl Words {
    pub(super) fn of(names: &Names) -> Self {
        let word = |name: &String| Word::new(&field(name));
        let all = |names: &[String]| names.iter().map(word).collect();
        let code = |reason| Word::new(&field(names.reasons.of(reason)));
        let values = |attribute: &AttributeNames| attribute.values.iter().map(word).collect();
        let rules = names.reasons.rules();
        Self {
            causes: all(&names.causes),
            restrictions: all(&names.restrictions),
            behaviours: all(&names.behaviours),
            rules: (0..rules).map(|at| code(Reason::KnockedOut(KnockOut::at(at)))).collect(),
            weak: (0..names.factors.len()).map(|at| code(Reason::Weak(at as u8))).collect(),
            attributes: names.attributes.iter().map(values).collect(),
            no_scores: ",".repeat(2 + names.factors.len()),
            no_own: ",".repeat(names.attributes.len()),
        }
    }

    pub(super) fn push_reason(&self, text: &mut Text, reason: Reason) {
        let word = match reason {
            Reason::KnockedOut(rule) => self.rules.get(rule.index()),
            Reason::Weak(factor) => self.weak.get(usize::from(factor)),
        };
        if let Some(word) = word {
            word.push(text);
        }
    }

    /// Attributes that the scenario defines, with a comma before each.
    pub(super) fn push_own(&self, text: &mut Text, own: &[f32]) {
        for (value, words) in own.iter().zip(&self.attributes) {
            text.push_byte(b',');
            match words.get(*value as usize) {
                Some(word) => word.push(text),
                None => push_float(text, *value),
            }
        }
    }
}
