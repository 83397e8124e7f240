//! The lender's rules: factors, knock-outs, and the automatic screen.

use super::super::read::section::Section as _;
use super::super::read::source::Place;
use super::super::sections::Scenario;
use super::super::sections::points::{FactorSection, ItemSection};
use super::{Compiler, Vocabulary};
use crate::math::Bound;
use crate::model::{Condition, Quantity, Test};
use crate::policy::{Factor, Item, KnockOut, Points, Rule, RuleReads, Scorecard, ScorecardError, Screen};
use crate::population::{Attribute, LATENTS};
use crate::words::say;

/// Items of the standard factors, in the order of their weights in `factors`.
const STANDARD_ITEMS: [&[&str]; LATENTS.len()] = [
    &["overdue_months", "arrears", "unused_limit", "payment_ratio"],
    &["takeover_risk", "remote_logins", "abnormal_transactions", "verification_enabled"],
    &["fields_filled", "accuracy"],
    &["regularity", "diversity", "large_share", "cash_outs"],
    &["sesame", "credit_report"],
];

/// The older keys of a standard factor: its weight, and those of its items.
fn older<'a>(scenario: &'a Scenario, name: &str) -> Option<(f64, &'static [&'static str], &'a [f64])> {
    let (weights, items) = (&scenario.weights, &scenario.factors);
    let at = LATENTS.iter().position(|known| *known == name)?;
    let (weight, own): (f64, &[f64]) = match at {
        0 => (weights.credit, &items.credit),
        1 => (weights.security, &items.security),
        2 => (weights.information, &items.information),
        3 => (weights.consumption, &items.consumption),
        _ => (weights.external, &items.external),
    };
    Some((weight, STANDARD_ITEMS[at], own))
}

impl Compiler<'_> {
    pub(super) fn screen(&mut self, scenario: &Scenario) -> Option<Screen> {
        let before = self.found.len();
        let factors: Vec<Factor> =
            scenario.factor.each().map(|(name, section)| self.factor(scenario, name, section)).collect();
        let rules = self.knock_outs(scenario);
        if self.found.len() > before {
            return None;
        }
        if factors.iter().map(|factor| factor.weight).sum::<f64>() <= 0.0 {
            let names = Vocabulary::texts(&self.vocabulary.factors).join(", ");
            let message = say!(AtLeastOneWeightOf, factors = names);
            self.fault(scenario.weights.place(""), message, say!(AllAre), say!(GiveAtLeastOneFactor));
            return None;
        }
        let scorecard = Scorecard::new(factors);
        let place = match &scorecard {
            Err(ScorecardError::TooMany { .. }) => scenario.place("factor"),
            _ => scenario.factors.place(""),
        };
        let scorecard = self.check(place, scorecard, say!(GiveAtLeastOneItem))?;
        let section = &scenario.screen;
        let screen = Screen::new(scorecard, rules, section.approve_at, section.refuse_below);
        // In a variant, the bound that the variant itself writes is the one to look at.
        let bounds = [section.place("refuse_below"), section.place("approve_at")];
        let place = if bounds[1].source < bounds[0].source { bounds[1] } else { bounds[0] };
        self.check(place, screen, say!(LowerRefuseBelowOrRaise))
    }

    fn factor(&mut self, scenario: &Scenario, name: &str, section: &FactorSection) -> Factor {
        let older = older(scenario, name);
        let weight = section.weight.or(older.map(|(weight, ..)| weight));
        if weight.is_none() && self.sound(section) {
            let message = say!(FactorNeedsWeight, name = name);
            self.fault(section.place(""), message, say!(CompileIncomplete), say!(WriteWeightOfFactor));
        }
        if section.items.is_empty() && self.sound(section) {
            let message = say!(FactorWithoutItems, name = name);
            self.fault(section.place(""), message, say!(CompileIncomplete), say!(WriteAnItem, name = name));
        }
        // The standard items first, in their order.
        let standard = older.map_or(&[][..], |(_, names, _)| names);
        let first = standard.iter().filter_map(|item| section.items.get_key_value(*item));
        let others = section.items.iter().filter(|(item, _)| !standard.contains(&item.as_str()));
        let mut items = Vec::new();
        for (item, written) in first.chain(others) {
            let at = standard.iter().position(|known| known == item);
            let usual = older.and_then(|(_, _, weights)| weights.get(at?).copied());
            items.extend(self.item(name, (item, written), usual));
        }
        Factor { name: name.to_owned(), weight: weight.unwrap_or(0.0), items }
    }

    fn item(
        &mut self,
        factor: &str,
        (name, section): (&str, &ItemSection),
        weight: Option<f64>,
    ) -> Option<Item> {
        if !self.sound(section) {
            return None;
        }
        let read = section.attribute.as_deref().unwrap_or(name);
        let place = if section.attribute.is_some() { section.place("attribute") } else { section.place("") };
        let attribute = self.attribute(read, place)?;
        let Some(weight) = section.weight.or(weight) else {
            let message = say!(ItemNeedsWeight, factor = factor, name = name);
            self.fault(section.place(""), message, say!(CompileIncomplete), say!(WriteWeightOfItem));
            return None;
        };
        let points = self.points(factor, name, section)?;
        Some(Item { attribute: attribute.index() as u8, points, weight })
    }

    /// What an item says of its points; a fault if it says it in two ways.
    fn points(&mut self, factor: &str, name: &str, section: &ItemSection) -> Option<Points> {
        let key = format!("factor.{factor}.items.{name}");
        let rising = |numbers: &[f64]| numbers.windows(2).all(|pair| pair[0] < pair[1]);
        let wrong = |this: &mut Self, place: Place, message: String| {
            this.fault(place, message, say!(ContradictsItselfHere), say!(SayPointsInOneWay));
            None
        };
        let ways = [
            section.rest,
            section.half_at.is_some(),
            section.points.is_some(),
            section.none_at.is_some() || section.full_at.is_some() || section.first.is_some(),
        ];
        if ways.into_iter().filter(|way| *way).count() > 1 {
            return wrong(self, section.place(""), say!(PointsInTwoWays, key = key));
        }
        if section.rest {
            return Some(Points::Rest);
        }
        if let Some(half_at) = section.half_at {
            return Some(Points::LevelsOff { half_at });
        }
        if let Some(points) = &section.points {
            return match (&section.at, &section.steps) {
                (Some(_), Some(_)) => wrong(self, section.place("steps"), say!(PointsInTwoWays, key = key)),
                (None, Some(edges)) if edges.len() + 1 != points.len() || !rising(edges) => {
                    let message = say!(StepsCount, key = key, count = points.len(), edges = edges.len());
                    wrong(self, section.place("steps"), message)
                }
                (None, Some(edges)) => Some(Points::Steps { edges: edges.clone(), points: points.clone() }),
                (Some(at), None) if at.len() != points.len() || !rising(at) => {
                    let message = say!(PointsCount, key = key, count = points.len(), at = at.len());
                    wrong(self, section.place("at"), message)
                }
                (Some(at), None) => Some(Points::Lines { at: at.clone(), points: points.clone() }),
                (None, None) if points.is_empty() => {
                    wrong(self, section.place("points"), say!(PointsCount, key = key, count = 0, at = 0))
                }
                (None, None) => {
                    let at = (0..points.len()).map(|number| number as f64).collect();
                    Some(Points::Lines { at, points: points.clone() })
                }
            };
        }
        match (section.first, section.none_at, section.full_at) {
            (None, None, None) => Some(Points::Share),
            (Some(first), Some(none_at), None) if none_at > 0.0 => {
                Some(Points::AfterFirst { first, none_at })
            }
            (Some(_), ..) => wrong(self, section.place("first"), say!(FirstNeedsNoneAt, key = key)),
            (None, none_at, full_at) => {
                let (none_at, full_at) = (none_at.unwrap_or(0.0), full_at.unwrap_or(0.0));
                // A score of one's own may fall; that of the standard factor rises.
                let sesame = key == "factor.external.items.sesame" && full_at <= none_at;
                if none_at.total_cmp(&full_at).is_eq() || sesame {
                    let message = say!(SesamePointsMustRise, none_at = none_at, full_at = full_at);
                    self.fault(
                        section.place("full_at"),
                        message,
                        say!(ContradictsItselfHere),
                        say!(RaiseFullAtOrLower),
                    );
                    return None;
                }
                Some(Points::Between { none_at, full_at })
            }
        }
    }

    /// The rules that refuse whatever the score, in the order of their names.
    fn knock_outs(&mut self, scenario: &Scenario) -> Vec<Rule> {
        let section = &scenario.screen;
        let listed = section.knock_outs.as_deref().unwrap_or_default();
        let all: Vec<&str> = scenario.knock_out.each().map(|(name, _)| name).collect();
        for (index, name) in listed.iter().enumerate() {
            let place = section.place(&format!("knock_outs[{index}]"));
            if listed[..index].contains(name) {
                self.fault(
                    place,
                    say!(TheRuleIsListedTwice, name = name),
                    say!(ProcessAgain),
                    say!(ListItOnce),
                );
            }
            self.position("knock-out", name, &all, place);
        }
        let names = self.vocabulary.knock_outs.clone();
        let rules = names.iter().filter_map(|name| scenario.knock_out.0.get_key_value(name));
        rules
            .filter_map(|(name, rule)| self.knock_out(scenario, name, rule.when.as_ref(), rule.place("")))
            .collect()
    }

    fn knock_out(
        &mut self,
        scenario: &Scenario,
        name: &str,
        when: Option<&super::super::sections::conditions::ConditionSection>,
        place: Place,
    ) -> Option<Rule> {
        let Some(when) = when else {
            if name == KnockOut::STANDARD[2] {
                let section = &scenario.screen;
                let days = f64::from(section.long_overdue_days) + 1.0;
                let attempts = f64::from(section.long_overdue_attempts) + 1.0;
                let overdue = RuleReads::Attribute(Attribute::DAYS_OVERDUE.index() as u8);
                let bounds =
                    vec![(RuleReads::Attempt, Bound::Below(attempts)), (overdue, Bound::AtLeast(days))];
                return Some(Rule { bounds, ..Rule::default() });
            }
            self.fault(place, say!(KnockOutOfNobody, name = name), say!(CompileIncomplete), say!(WriteWhen));
            return None;
        };
        let whose = format!("knock_out.{name}.when");
        let on_file = |quantity| matches!(quantity, Quantity::Attempt | Quantity::Attribute(_));
        let found = self.only_on_file(&whose, when, on_file)?;
        let reads = |quantity| match quantity {
            Quantity::Attribute(attribute) => RuleReads::Attribute(attribute.index() as u8),
            _ => RuleReads::Attempt,
        };
        let bounds = found.bounds.into_iter().map(|(quantity, bound)| (reads(quantity), bound)).collect();
        Some(Rule { causes: found.causes, restrictions: found.restrictions, bounds })
    }

    /// Who takes the fast lane, if there is one.
    pub(super) fn fast_lane(&mut self, scenario: &Scenario) -> Option<Condition> {
        let lane = &scenario.human.fast_lane;
        if !lane.enabled {
            return None;
        }
        let Some(when) = &lane.when else {
            // The two factors may have been taken out: then nobody takes it.
            let bound = |factor: &str, least: f64| {
                let at = self.vocabulary.factors.iter().position(|known| known == factor)?;
                Some(Test::AtLeast(Quantity::Factor(at as u8), least))
            };
            let credit = bound(LATENTS[0], lane.credit_at_least.get())?;
            let external = bound(LATENTS[4], lane.external_at_least.get())?;
            return Some(Condition { tests: vec![credit, external] });
        };
        let condition = self.condition(when);
        if condition.tests.iter().any(|test| matches!(test, Test::FastLane(_))) {
            let message = say!(FastLaneOfItself);
            self.fault(when.place("fast_lane"), message, say!(GoesInACircle), say!(TakeItOut));
        }
        Some(condition)
    }
}

/// The keys of scores above 0 and up to 1: as if scores were shares.
pub(super) fn small_scores(scenario: &Scenario) -> Vec<String> {
    let mut scores = vec![
        ("screen.approve_at".to_owned(), Some(scenario.screen.approve_at)),
        ("screen.refuse_below".to_owned(), Some(scenario.screen.refuse_below)),
        ("human.cut_off".to_owned(), Some(scenario.human.cut_off)),
    ];
    for stage in &scenario.stage.0 {
        let own = [("approve_at", stage.approve_at), ("refuse_below", stage.refuse_below)];
        scores.extend(own.map(|(key, score)| (format!("stage.{}.{key}", stage.name), score)));
    }
    let small = |score: Option<f64>| score.is_some_and(|score| score > 0.0 && score <= 1.0);
    scores.into_iter().filter(|(_, score)| small(*score)).map(|(key, _)| key).collect()
}
