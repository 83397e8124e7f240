//! Attributes that a scenario defines, and the latent numbers of its own factors.

use std::collections::BTreeMap;

use super::super::cards::OwnColumn;
use super::super::read::offer::is_slip;
use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::super::sections::applicants::PopulationSource;
use super::super::sections::attributes::AttributeSection;
use super::{Compiler, Vocabulary};
use crate::population::{
    Attribute, Copula, Derivation, Further, ITEM_NAMES, LATENTS, Latent, Marks, Origin, OwnAttribute,
    OwnAttributes, OwnLatent, Rating, Reading,
};
use crate::random::name_tag;
use crate::words::say;

/// The attributes of the scenario's own, in the order of their numbers.
fn own(scenario: &Scenario) -> impl Iterator<Item = (&str, &AttributeSection)> {
    let all = scenario.attribute.0.iter().filter(|(name, _)| !ITEM_NAMES.contains(&name.as_str()));
    all.map(|(name, section)| (name.as_str(), section))
}

/// How an attribute is worked out from others, if it is, and the key that says so.
fn derivation(section: &AttributeSection) -> Option<(&'static str, Derivation, &[String])> {
    let ways = [
        ("sum", Derivation::Sum, &section.sum),
        ("difference", Derivation::Difference, &section.difference),
        ("product", Derivation::Product, &section.product),
        ("ratio", Derivation::Ratio, &section.ratio),
        ("least", Derivation::Least, &section.least),
        ("greatest", Derivation::Greatest, &section.greatest),
    ];
    ways.into_iter().find_map(|(key, how, from)| Some((key, how, from.as_ref()?.as_slice())))
}

/// The keys by which an attribute says where it comes from.
fn ways(section: &AttributeSection) -> Vec<&'static str> {
    let named = section.values.is_some() && section.column.is_none() && section.latent.is_none();
    let said = [
        ("latent", section.latent.is_some()),
        ("law", section.law.is_some()),
        ("share", section.share.is_some()),
        ("column", section.column.is_some()),
        ("sum", section.sum.is_some()),
        ("difference", section.difference.is_some()),
        ("product", section.product.is_some()),
        ("ratio", section.ratio.is_some()),
        ("least", section.least.is_some()),
        ("greatest", section.greatest.is_some()),
        ("values", named),
    ];
    said.into_iter().filter(|(_, said)| *said).map(|(key, _)| key).collect()
}

impl Compiler<'_> {
    /// The columns of the table that attributes are read from; `None` after a fault.
    pub(super) fn own_columns(&mut self, scenario: &Scenario) -> Option<Vec<OwnColumn>> {
        let before = self.found.len();
        let mut columns = Vec::new();
        for (name, section) in own(scenario) {
            let Some(column) = &section.column else { continue };
            if scenario.population.source != PopulationSource::Table {
                let message = say!(ColumnWithoutTable, name = name, column = column);
                self.fault(section.place("column"), message, say!(ThereIsNoTable), say!(DrawFromATable));
                continue;
            }
            let values = section.values.clone().unwrap_or_default();
            let mut codes: BTreeMap<String, f64> =
                values.iter().zip(0..).map(|(value, at)| (value.clone(), f64::from(at))).collect();
            for (cell, value) in &section.codes {
                let place = section.spans().key_place(&format!("codes.{cell}"));
                if let Some(at) = self.position("value", value, &Vocabulary::texts(&values), place) {
                    codes.insert(cell.clone(), at as f64);
                }
            }
            columns.push(OwnColumn {
                attribute: name.to_owned(),
                column: column.clone(),
                codes,
                place: section.place("column"),
            });
        }
        (self.found.len() == before).then_some(columns)
    }

    /// The attributes of the scenario's own, where `columns` has the values of each row of the table.
    pub(super) fn own_attributes(
        &mut self,
        scenario: &Scenario,
        copula: &Copula,
        columns: Vec<Vec<Option<f32>>>,
    ) -> Option<OwnAttributes> {
        let before = self.found.len();
        let latents = self.own_latents(scenario, copula);
        let mut columns = columns.into_iter();
        let mut attributes = Vec::new();
        for (name, section) in own(scenario) {
            if let Some(origin) = self.origin(name, section, &mut columns) {
                attributes.push(OwnAttribute { tag: name_tag(name), origin });
            }
        }
        if self.found.len() > before {
            return None;
        }
        let order = self.order(scenario, &attributes)?;
        Some(OwnAttributes { attributes, latents, order })
    }

    fn origin(
        &mut self,
        name: &str,
        section: &AttributeSection,
        columns: &mut impl Iterator<Item = Vec<Option<f32>>>,
    ) -> Option<Origin> {
        let ways = ways(section);
        let place = section.place("");
        match ways.as_slice() {
            [way] => self.says_in_vain(name, section, way),
            [] => {
                let near = ITEM_NAMES
                    .into_iter()
                    .find(|known| is_slip(strsim::damerau_levenshtein(known, name), name, known));
                let help = match near {
                    Some(near) => say!(AttributeMeans, near = near),
                    None => say!(SayWhereItComesFrom).to_owned(),
                };
                self.fault(place, say!(AttributeFromNowhere, name = name), say!(CompileIncomplete), help);
                return None;
            }
            [first, second, ..] => {
                let message = say!(AttributeInTwoWays, name = name, first = first, second = second);
                let help = say!(KeepOneOfAnd, first = first, second = second);
                self.fault(section.spans().key_place(second), message, say!(AndAnotherWay), help);
                return None;
            }
        }
        if let Some((key, how, from)) = derivation(section) {
            let attribute =
                |(at, name): (usize, &String)| self.attribute(name, section.place(&format!("{key}[{at}]")));
            let from: Vec<Option<Attribute>> = from.iter().enumerate().map(attribute).collect();
            return from.into_iter().collect::<Option<Vec<_>>>().map(|from| Origin::Derived(how, from));
        }
        if let Some(law) = &section.law {
            return self.law(law, section.place("law")).map(Origin::Law);
        }
        if let Some(share) = section.share {
            return Some(Origin::Choice(vec![1.0 - share.get(), 1.0]));
        }
        if section.column.is_some() {
            let values = columns.next()?;
            if values.iter().all(Option::is_none) {
                let message = say!(ColumnIsEmpty, name = name);
                self.fault(section.place("column"), message, say!(NoValueInIt), say!(NameAnotherColumn));
                return None;
            }
            return Some(Origin::Column(values));
        }
        if section.latent.is_some() {
            return self.score(name, section);
        }
        self.choice(section)
    }

    /// Faults of keys that belong to another way than the one by which the attribute says where it comes from.
    fn says_in_vain(&mut self, name: &str, section: &AttributeSection, way: &str) {
        let said = [
            ("loading", section.loading.is_some(), "latent"),
            ("intercept", section.intercept.is_some(), "latent"),
            ("slope", section.slope.is_some(), "latent"),
            ("below", section.below.is_some(), "latent"),
            ("above", section.above.is_some(), "latent"),
            ("weights", section.weights.is_some(), "values"),
            ("codes", !section.codes.is_empty(), "column"),
        ];
        for (key, _, with) in said.into_iter().filter(|(_, said, with)| *said && *with != way) {
            let message = say!(AttributeKeyInVain, key = key, name = name, with = with, way = way);
            let help = say!(TakeItOutOrReadOffLatent).to_owned();
            self.fault(section.spans().key_place(key), message, say!(IsNotReadHere), help);
        }
    }

    /// Named values, as often as their weights say.
    fn choice(&mut self, section: &AttributeSection) -> Option<Origin> {
        let values = section.values.as_deref().unwrap_or_default();
        let weights = section.weights.clone().unwrap_or_else(|| vec![1.0; values.len()]);
        let sum: f64 = weights.iter().sum();
        if weights.len() != values.len() || sum <= 0.0 {
            let message = say!(WeightsOfValues, count = weights.len(), wanted = values.len());
            self.fault(section.place("weights"), message, say!(WrongCount), say!(OneWeightAValue));
            return None;
        }
        let edge = |below: &mut f64, weight: f64| {
            *below += weight / sum;
            Some(*below)
        };
        Some(Origin::Choice(weights.into_iter().scan(0.0, edge).collect()))
    }

    /// What is read off a latent number.
    fn score(&mut self, name: &str, section: &AttributeSection) -> Option<Origin> {
        let latent = section.latent.as_ref()?;
        let names = self.vocabulary.latents.clone();
        let at =
            self.position(say!(LatentFactor), latent, &Vocabulary::texts(&names), section.place("latent"))?;
        let latent = Latent::new(at as u8, section.loading.unwrap_or(1.0));
        let reading = match (section.intercept, section.slope, &section.below, &section.above) {
            (None, None, None, None) => Reading::Plain,
            (Some(intercept), Some(slope), None, None) => Reading::Rating(Rating { intercept, slope }),
            (None, None, Some(marks), None) => Reading::Below(Marks::below(marks)),
            (None, None, None, Some(marks)) => Reading::Above(Marks::above(marks)),
            _ => {
                let message = say!(ScoreInTwoWays, name = name);
                self.fault(section.place(""), message, say!(ContradictsItselfHere), say!(KeepOneReading));
                return None;
            }
        };
        Some(Origin::Score(latent, reading))
    }

    /// The latent numbers of factors that say correlations.
    fn own_latents(&mut self, scenario: &Scenario, copula: &Copula) -> Vec<OwnLatent> {
        let names = self.vocabulary.latents.clone();
        let mut latents: Vec<OwnLatent> = Vec::new();
        for name in names.iter().skip(LATENTS.len()) {
            let Some(section) = scenario.factor.0.get(name) else { continue };
            let known = LATENTS.len() + latents.len();
            let mut correlations = vec![0.0; known];
            for (other, value) in &section.correlation {
                let place = section.spans().key_place(&format!("correlation.{other}"));
                match self.position(say!(LatentFactor), other, &Vocabulary::texts(&names), place) {
                    Some(at) if at < known => correlations[at] = *value,
                    // It is said by the one that comes later, or of itself.
                    Some(_)
                        if scenario
                            .factor
                            .0
                            .get(other)
                            .is_some_and(|factor| factor.correlation.contains_key(name)) => {}
                    Some(at) if at > known => {
                        let message = say!(CorrelationSaidBefore, name = name, other = other);
                        self.fault(
                            place,
                            message,
                            say!(SaidTooEarly),
                            say!(SayItAtTheOther, name = name, other = other, value = value),
                        );
                    }
                    Some(_) => {
                        self.fault(
                            place,
                            say!(CorrelationWithItself, name = name),
                            say!(ChangesNothing),
                            say!(TakeItOut),
                        );
                    }
                    None => {}
                }
            }
            let before: Vec<Further> = latents.iter().map(|latent| latent.number.clone()).collect();
            let number = copula.further(&before, name, &correlations);
            let place = section.place("correlation");
            if let Some(number) = self.check(place, number, say!(LowerTheCorrelationsThatContradict)) {
                latents.push(OwnLatent { tag: name_tag(name), number });
            }
        }
        latents
    }

    /// An order in which attributes can be worked out one after the other; a fault if they go round in a circle.
    fn order(&mut self, scenario: &Scenario, attributes: &[OwnAttribute]) -> Option<Vec<usize>> {
        let needs = |at: usize| match &attributes[at].origin {
            Origin::Derived(_, from) => from.iter().filter_map(|attribute| attribute.own()).collect(),
            _ => Vec::new(),
        };
        let (mut order, mut left): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..attributes.len()).collect());
        while !left.is_empty() {
            let (ready, blocked): (Vec<usize>, Vec<usize>) =
                left.iter().partition(|at| needs(**at).iter().all(|other| order.contains(other)));
            if ready.is_empty() {
                let names: Vec<&str> = own(scenario).map(|(name, _)| name).collect();
                let circle: Vec<&str> = blocked.iter().filter_map(|at| names.get(*at).copied()).collect();
                let place = circle
                    .first()
                    .and_then(|name| scenario.attribute.0.get(*name))
                    .map(|section| section.place(""));
                let message = say!(AttributesInACircle, names = circle.join("`, `"));
                self.fault(
                    place.unwrap_or_default(),
                    message,
                    say!(NoneCanBeFirst),
                    say!(TakeOneOutOfTheCircle),
                );
                return None;
            }
            order.extend(ready);
            left = blocked;
        }
        Some(order)
    }
}
