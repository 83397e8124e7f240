//! The names of a scenario's entries, and what conditions can ask for by name.

use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::Scenario;
use super::super::sections::entries::SegmentSection;
use super::super::standard::{Entries, StandardEntry};
use super::Compiler;
use crate::behaviour::{Behaviour, MOST_FACTORS};
use crate::model::Quantity;
use crate::observe::{AttributeNames, Names, SegmentNames};
use crate::policy::{KnockOut, ReasonCodes};
use crate::population::{Attribute, Cause, LATENTS, Restriction, SegmentRule, Segments};
use crate::words::say;

/// The names of a scenario's entries, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    pub(super) causes: Vec<String>,
    pub(super) restrictions: Vec<String>,
    pub(super) behaviours: Vec<String>,
    pub(super) factors: Vec<String>,
    /// Latent numbers: those of the generator, then those of factors that say correlations.
    pub(super) latents: Vec<String>,
    /// Rules in the order in which they are asked.
    pub(super) knock_outs: Vec<String>,
    /// Attributes that the scenario defines.
    pub(super) own: Vec<AttributeNames>,
    pub(super) segments: Vec<SegmentNames>,
    /// What each segment cuts by.
    pub(super) rules: Vec<SegmentRule>,
}

fn names<T: StandardEntry>(entries: &Entries<T>) -> Vec<String> {
    entries.each().map(|(name, _)| name.to_owned()).collect()
}

/// Names that mean the true risk of an account, which no decision can see.
const TRUE_RISK: [&str; 5] = ["true_risk", "risk", "bad", "default", "goes_bad"];

impl Vocabulary {
    pub(super) fn texts(names: &[String]) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }

    /// Every attribute by name, in the order of the numbers.
    pub(super) fn attributes(&self) -> Vec<&str> {
        Attribute::NAMES.into_iter().chain(self.own.iter().map(|own| own.name.as_str())).collect()
    }

    /// Every quantity by name.
    fn quantities(&self) -> Vec<(&str, Quantity)> {
        let mut all = vec![("score", Quantity::Score)];
        all.extend(self.factors.iter().zip(0..).map(|(name, at)| (name.as_str(), Quantity::Factor(at))));
        all.extend([
            ("attempt", Quantity::Attempt),
            ("passes", Quantity::Passes),
            ("hours_since_filing", Quantity::HoursSinceFiling),
        ]);
        let attribute = |(at, name)| (name, Quantity::Attribute(Attribute::at(at)));
        all.extend(self.attributes().into_iter().enumerate().map(attribute));
        all
    }

    /// What the model and its records call them.
    pub(super) fn names(&self) -> Names {
        Names {
            behaviours: self.behaviours.clone(),
            causes: self.causes.clone(),
            restrictions: self.restrictions.clone(),
            factors: self.factors.clone(),
            segments: self.segments.clone(),
            attributes: self.own.clone(),
            reasons: ReasonCodes::new(&self.knock_outs, &self.factors),
        }
    }
}

impl Compiler<'_> {
    /// Finds the names of all entries. Faults of names, and of too many of a kind.
    pub(super) fn find_names(&mut self, scenario: &Scenario) {
        let own = scenario
            .attribute
            .0
            .iter()
            .filter(|(name, _)| !crate::population::ITEM_NAMES.contains(&name.as_str()));
        let own = own.map(|(name, section)| AttributeNames {
            name: name.clone(),
            values: section.values.clone().unwrap_or_default(),
        });
        let latent = scenario
            .factor
            .each()
            .filter(|(name, section)| !LATENTS.contains(name) && !section.correlation.is_empty());
        self.vocabulary = Vocabulary {
            causes: names(&scenario.cause),
            restrictions: names(&scenario.restriction.kind),
            behaviours: names(&scenario.behaviour),
            factors: names(&scenario.factor),
            latents: LATENTS.into_iter().chain(latent.map(|(name, _)| name)).map(str::to_owned).collect(),
            knock_outs: scenario.screen.knock_outs.clone().unwrap_or_else(|| names(&scenario.knock_out)),
            own: own.collect(),
            ..Vocabulary::default()
        };
        let counts = [
            ("cause", self.vocabulary.causes.len(), Cause::MOST),
            ("restriction.kind", self.vocabulary.restrictions.len(), Restriction::MOST),
            ("behaviour", self.vocabulary.behaviours.len(), Behaviour::MOST),
            ("factor", self.vocabulary.factors.len(), MOST_FACTORS),
            ("knock_out", self.vocabulary.knock_outs.len(), KnockOut::MOST),
            ("attribute", self.vocabulary.own.len(), Attribute::MOST_OWN),
            ("segment", scenario.segment.each().count(), Segments::MOST),
        ];
        for (what, count, most) in counts {
            if count > most {
                let message = say!(TooManyEntries, what = what, count = count, most = most);
                self.fault(
                    scenario.place(what),
                    message,
                    say!(CompileTooMany),
                    say!(TakeSomeOut, what = what),
                );
            }
        }
        for what in ["cause", "restriction.kind", "factor"] {
            if counts.iter().any(|(of, count, _)| *of == what && *count == 0) {
                let help = say!(WriteAnEntry, what = what);
                self.fault(scenario.place(what), say!(NoEntryOf, what = what), say!(CompileNone), help);
            }
        }
        self.entry_names(scenario);
        self.segments(scenario);
    }

    /// Names of entries stand in tables, conditions and keys: letters, digits and `_`.
    fn entry_names(&mut self, scenario: &Scenario) {
        let all = [
            ("cause", scenario.cause.0.keys().collect::<Vec<_>>()),
            ("restriction.kind", scenario.restriction.kind.0.keys().collect()),
            ("behaviour", scenario.behaviour.0.keys().collect()),
            ("factor", scenario.factor.0.keys().collect()),
            ("knock_out", scenario.knock_out.0.keys().collect()),
            ("attribute", scenario.attribute.0.keys().collect()),
            ("segment", scenario.segment.0.keys().collect()),
        ];
        for (what, names) in all {
            for name in names {
                let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
                if !plain || name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
                    let place = scenario.spans().key_place(&format!("{what}.{name}"));
                    let message = say!(EntryNameOf, what = what, name = name);
                    self.fault(place, message, say!(NotAName), say!(WriteLettersAndDigits));
                }
            }
        }
        let taken =
            [vec!["score", "attempt", "passes", "hours_since_filing"], Attribute::NAMES.to_vec()].concat();
        let is_taken = |name: &String| taken.contains(&name.as_str());
        let factors =
            scenario.factor.0.keys().filter(|name| !LATENTS.contains(&name.as_str()) && is_taken(name));
        let attributes = scenario.attribute.0.keys().filter(|name| {
            let own = !crate::population::ITEM_NAMES.contains(&name.as_str());
            own && (is_taken(name) || scenario.factor.0.contains_key(*name))
        });
        let all = factors.map(|name| ("factor", name)).chain(attributes.map(|name| ("attribute", name)));
        for (what, name) in all {
            let place = scenario.spans().key_place(&format!("{what}.{name}"));
            self.fault(place, say!(NameIsTaken, name = name), say!(CompileTaken), say!(GiveItAnotherName));
        }
    }

    /// The segments, and what their values are called.
    fn segments(&mut self, scenario: &Scenario) {
        for (name, section) in scenario.segment.each() {
            let Some((rule, values)) = self.segment(name, section) else { continue };
            self.vocabulary.segments.push(SegmentNames { name: name.to_owned(), values });
            self.vocabulary.rules.push(rule);
        }
        if self
            .vocabulary
            .segments
            .iter()
            .any(|segment| matches!(segment.name.as_str(), "channel" | "score_band"))
        {
            let message = say!(NameIsTaken, name = "channel` or `score_band");
            self.fault(scenario.place("segment"), message, say!(CompileTaken), say!(GiveItAnotherName));
        }
    }

    fn segment(&mut self, name: &str, section: &SegmentSection) -> Option<(SegmentRule, Vec<String>)> {
        let Some(attribute) = &section.attribute else {
            let message = say!(SegmentCutsByNothing, name = name);
            self.fault(section.place(""), message, say!(CompileIncomplete), say!(WriteAttributeOfSegment));
            return None;
        };
        let place = section.place("attribute");
        let known = self.vocabulary.clone();
        let named = match attribute.as_str() {
            "cause" => Some((SegmentRule::Cause, known.causes.clone())),
            "restriction" => Some((SegmentRule::Restriction, known.restrictions.clone())),
            _ => None,
        };
        if let Some((rule, values)) = named {
            if section.edges.is_some() {
                let message = say!(NoEdgesOf, attribute = attribute);
                self.fault(section.place("edges"), message, say!(ChangesNothing), say!(TakeEdgesOut));
            }
            return Some((rule, values));
        }
        let names: Vec<&str> = ["cause", "restriction"].into_iter().chain(known.attributes()).collect();
        let at = self.position("attribute", attribute, &names, place)?.checked_sub(2)?;
        let attribute_of = Attribute::at(at);
        let own = attribute_of.own().map(|own| known.own[own].values.clone()).unwrap_or_default();
        let edges = match &section.edges {
            Some(edges) => edges.clone(),
            None if !own.is_empty() => (1..own.len()).map(|edge| edge as f64).collect(),
            None => {
                let message = say!(SegmentNeedsEdges, name = name, attribute = attribute);
                self.fault(place, message, say!(CompileIncomplete), say!(WriteEdgesOfSegment));
                return None;
            }
        };
        if edges.windows(2).any(|pair| pair[1] <= pair[0]) {
            let message = say!(EdgesMustRise, name = name);
            self.fault(section.place("edges"), message, say!(NotRising), say!(SortTheEdges));
            return None;
        }
        let values = match &section.values {
            Some(values) => values.clone(),
            None if section.edges.is_none() => own,
            None => bands(&edges),
        };
        if values.len() != edges.len() + 1 {
            let message =
                say!(SegmentValuesCount, name = name, count = values.len(), wanted = edges.len() + 1);
            self.fault(section.place("values"), message, say!(WrongCount), say!(OneNameMoreThanEdges));
            return None;
        }
        Some((SegmentRule::Edges(attribute_of, edges.iter().map(|edge| *edge as f32).collect()), values))
    }

    /// A number by name that a condition asks for.
    pub(super) fn quantity(&mut self, name: &str, place: Place) -> Option<Quantity> {
        if TRUE_RISK.contains(&name) && !self.vocabulary.own.iter().any(|own| own.name == name) {
            self.fault(
                place,
                say!(NoDecisionSeesRisk, name = name),
                say!(NotOnFile),
                say!(AskForWhatIsOnFile),
            );
            return None;
        }
        let vocabulary = std::mem::take(&mut self.vocabulary);
        let all = vocabulary.quantities();
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let found = self.position("quantity", name, &names, place).map(|at| all[at].1);
        drop(all);
        self.vocabulary = vocabulary;
        found
    }

    /// The number of an attribute by name.
    pub(super) fn attribute(&mut self, name: &str, place: Place) -> Option<Attribute> {
        let vocabulary = std::mem::take(&mut self.vocabulary);
        let found = self.position("attribute", name, &vocabulary.attributes(), place).map(Attribute::at);
        self.vocabulary = vocabulary;
        found
    }

    /// Names as a set of their positions, a bit each; all, if none is written.
    pub(super) fn mask(&mut self, what: &str, written: &[String], all: &[String], place: Place) -> u64 {
        if written.is_empty() {
            return u64::MAX;
        }
        let names = Vocabulary::texts(all);
        let bit = |name: &String| self.position(what, name, &names, place).map_or(0, |at| 1 << at);
        written.iter().map(bit).fold(0, |all, bit| all | bit)
    }

    /// The values of an attribute with named values, as a set of their positions.
    pub(super) fn values(
        &mut self,
        name: &str,
        written: &[String],
        place: Place,
    ) -> Option<(Attribute, u64)> {
        let attribute = self.attribute(name, place)?;
        let values = attribute.own().map(|own| self.vocabulary.own[own].values.clone()).unwrap_or_default();
        if values.is_empty() {
            let message = say!(AttributeHasNoNames, name = name);
            self.fault(place, message, say!(NoNamedValues), say!(AskForANumberInstead, name = name));
            return None;
        }
        Some((attribute, self.mask(say!(ValueOfAttribute), written, &values, place)))
    }
}

/// Names of the groups between edges: `under_25`, `25_to_34`, `35_and_over`. No spreadsheet takes one for a date.
fn bands(edges: &[f64]) -> Vec<String> {
    let whole = edges.iter().all(|edge| edge.fract() == 0.0);
    let ends = |edge: f64| if whole { edge - 1.0 } else { edge };
    let first = edges.first().map(|edge| format!("under_{edge}"));
    let last = edges.last().map(|edge| format!("{edge}_and_over"));
    let between = edges.windows(2).map(|pair| format!("{}_to_{}", pair[0], ends(pair[1])));
    first.into_iter().chain(between).chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::bands;

    #[test]
    fn groups_are_called_by_their_edges() {
        assert_eq!(bands(&[25.0, 35.0]), ["under_25", "25_to_34", "35_and_over"]);
        assert_eq!(bands(&[0.5]), ["under_0.5", "0.5_and_over"]);
        assert_eq!(bands(&[0.25, 0.5]), ["under_0.25", "0.25_to_0.5", "0.5_and_over"]);
    }
}
