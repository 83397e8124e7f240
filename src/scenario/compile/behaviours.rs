//! What applicants do: behaviours and the self-check.
//!
//! Numbers of the standard behaviours stand under `behaviours.NAME`; what an entry says itself goes before them.

use super::super::read::dist::Dist;
use super::super::read::section::Section as _;
use super::super::read::units::{Duration, Money, Share};
use super::super::sections::Scenario;
use super::super::sections::behaviours::{ActionParts, IntensitySection};
use super::super::sections::entries::BehaviourSection;
use super::{Compiler, Vocabulary, seconds};
use crate::behaviour::{
    ActionConfig, Adoption, AdoptionRule, AppliesTo, Behaviour, BehaviourConfig, BehaviourDraws, Effects,
    SelfCheck,
};
use crate::math::Bound;
use crate::model::Quantity;
use crate::population::{Attribute, Change, LATENTS};
use crate::words::say;

/// What the older keys say of a standard behaviour.
fn parts<'a>(scenario: &'a Scenario, name: &str) -> Option<ActionParts<'a>> {
    scenario.behaviours.actions().into_iter().find(|parts| parts.name == name)
}

/// A behaviour that says less than this does nothing.
fn does_nothing(action: &ActionConfig) -> bool {
    let gains = action.factor.is_some() && (action.effect != 0.0 || action.late_effect != 0.0);
    let others = action.repays || action.stops_edits || action.documents || !action.changes.is_empty();
    let shares = action.noise_reduction > 0.0 || action.takeover_reduction > 0.0;
    !(gains || others || shares || action.risk_log_odds != 0.0 || action.edits > 0)
}

/// What repaying adds to the log-odds of going bad.
pub(super) fn repaid_log_odds(scenario: &Scenario) -> f64 {
    let repaying = scenario.behaviour.each().find(|(_, section)| section.repays);
    repaying.map_or(0.0, |(name, section)| {
        let usual = parts(scenario, name).map_or(0.0, |parts| parts.risk_log_odds);
        section.risk_log_odds.unwrap_or(usual)
    })
}

impl Compiler<'_> {
    pub(super) fn behaviours(&mut self, scenario: &Scenario) -> Option<BehaviourConfig> {
        let before = self.found.len();
        let actions: Vec<Option<ActionConfig>> =
            scenario.behaviour.each().map(|(name, section)| self.action(scenario, name, section)).collect();
        let application = &scenario.application;
        let preparation = self.law(&application.preparation, application.place("preparation"));
        let mut remedies = Vec::new();
        let mut keep_editing = 0_u64;
        for (at, (_, cause)) in scenario.cause.each().enumerate().take(64) {
            keep_editing |= u64::from(cause.keeps_editing) << at;
            let names = self.vocabulary.behaviours.clone();
            let position = cause.remedy.as_ref().and_then(|remedy| {
                // Of a cause whose behaviour was taken out, there is none.
                if scenario.behaviour.0.contains_key(remedy) && !names.contains(remedy) {
                    return None;
                }
                self.position("behaviour", remedy, &Vocabulary::texts(&names), cause.place("remedy"))
            });
            remedies.push(position.map(Behaviour::at));
        }
        let edits_cost = self.vocabulary.factors.iter().position(|factor| factor == LATENTS[2]);
        if self.found.len() > before {
            return None;
        }
        Some(BehaviourConfig {
            actions: actions.into_iter().collect::<Option<_>>()?,
            remedies,
            keep_editing,
            edits_cost: edits_cost.map(|at| at as u8),
            self_check: self_check(scenario),
            selection: scenario.behaviours.selection,
            preparation: preparation?,
        })
    }

    fn action(
        &mut self,
        scenario: &Scenario,
        name: &str,
        section: &BehaviourSection,
    ) -> Option<ActionConfig> {
        let before = self.found.len();
        let parts = parts(scenario, name);
        let usual = parts.as_ref();
        let rules = match (&section.segments, usual) {
            (Some(own), _) => own.as_slice(),
            (None, Some(parts)) => parts.segments,
            (None, None) => &[],
        };
        let rules = rules.iter().filter_map(|rule| self.adoption_rule(rule)).collect();
        let immediately = Dist::constant(Duration::days(0.0));
        let (delay, place) = match (&section.delay, usual) {
            (Some(delay), _) => (delay, section.place("delay")),
            (None, Some(parts)) => (parts.delay, parts.place),
            (None, None) => (&immediately, section.place("")),
        };
        let delay = self.law(delay, place);
        let applies = self.applies(name, section);
        let factors = self.vocabulary.factors.clone();
        let factor = section.factor.as_ref().and_then(|factor| {
            // Of a standard behaviour whose factor was taken out, there is none.
            if usual.is_some() && !factors.contains(factor) && LATENTS.contains(&factor.as_str()) {
                return None;
            }
            self.position("factor", factor, &Vocabulary::texts(&factors), section.place("factor"))
        });
        let mut changes = self.changes(&section.set, &section.add, section.spans());
        let older = &scenario.behaviours;
        let raises = name == "raise_external";
        if raises && changes.iter().all(|change| change.attribute() != Attribute::SESAME) {
            changes.push(Change::Add(Attribute::SESAME, older.external_sesame_points));
        }
        let is = |standard: &str, share: Share| (name == standard).then_some(share);
        let noise = section.noise_reduction.or(is("complete_profile", older.profile_noise_reduction));
        let takeover = section.takeover_reduction.or(is("secure", older.secure_takeover_reduction));
        let hours = |effort: Duration| effort.as_seconds() / 3600.0;
        let action = ActionConfig {
            draws: BehaviourDraws::of_name(name),
            applies: applies.unwrap_or_default(),
            intensity: section.intensity.or(usual.map(|parts| parts.intensity)).map_or(0.0, Share::get),
            force: section.force.or(usual.and_then(|parts| parts.force)).map(Share::get),
            rules,
            delay: delay?,
            next_day_of_month: section
                .renewal_day
                .or(raises.then_some(older.renewal_day))
                .map(|day| day as u8),
            wait_share: section.wait_share.or(usual.map(|parts| parts.wait_share)).map_or(1.0, Share::get),
            factor: factor.map(|at| at as u8),
            effect: section.effect.or(usual.map(|parts| parts.effect)).unwrap_or(0.0),
            late_effect: section.late_effect.or(usual.map(|parts| parts.late_effect)).unwrap_or(0.0),
            late_span: section
                .late_span
                .or(usual.map(|parts| parts.late_span))
                .map(seconds)
                .unwrap_or_default(),
            changes,
            repays: section.repays,
            stops_edits: section.stops_edits,
            documents: section.documents,
            noise_reduction: noise.map_or(0.0, Share::get),
            takeover_reduction: takeover.map_or(0.0, Share::get),
            risk_log_odds: section.risk_log_odds.or(usual.map(|parts| parts.risk_log_odds)).unwrap_or(0.0),
            edits: section.edits.or(usual.map(|parts| parts.edits)).unwrap_or(0) as u8,
            effort_hours: section.effort.or(usual.map(|parts| parts.effort)).map_or(0.0, hours),
            money_cny: section.cost.or(usual.map(|parts| parts.cost)).map_or(0.0, Money::as_cny),
        };
        if usual.is_none() && self.sound(section) && self.found.len() == before {
            self.judge_action(name, section, &action);
        }
        (self.found.len() == before).then_some(action)
    }

    /// Faults of a behaviour of the scenario's own that changes nothing, or that nobody can adopt.
    fn judge_action(&mut self, name: &str, section: &BehaviourSection, action: &ActionConfig) {
        let place = section.place("");
        if does_nothing(action) {
            let near = super::super::read::offer::near(name, Behaviour::STANDARD.into_iter());
            let help = match near {
                Some(near) => say!(BehaviourMeans, near = near),
                None => say!(SayWhatBehaviourDoes).to_owned(),
            };
            self.fault(place, say!(BehaviourDoesNothing, name = name), say!(ChangesNothing), help);
        }
        let effect = action.effect != 0.0 || action.late_effect != 0.0;
        if effect && section.factor.is_none() {
            let message = say!(EffectOnNoFactor, name = name);
            self.fault(section.place("effect"), message, say!(ChangesNothing), say!(SayTheFactor));
        }
        if section.intensity.is_none() && section.force.is_none() && section.segments.is_none() {
            let message = say!(NobodyAdopts, name = name);
            self.fault(place, message, say!(CompileIncomplete), say!(WriteIntensity));
        }
    }

    /// To whom a behaviour applies; a fault if that can be nobody.
    fn applies(&mut self, name: &str, section: &BehaviourSection) -> Option<AppliesTo> {
        let Some(written) = &section.applies_to else { return Some(AppliesTo::default()) };
        // A standard behaviour applies to a cause that may have been taken out.
        let gone = |cause: &String| !self.vocabulary.causes.contains(cause);
        if Behaviour::STANDARD.contains(&name)
            && !written.cause.is_empty()
            && written
                .cause
                .iter()
                .all(|cause| gone(cause) && crate::population::Cause::STANDARD.contains(&cause.as_str()))
        {
            return Some(AppliesTo { causes: 0, ..AppliesTo::default() });
        }
        let whose = format!("behaviour.{name}.applies_to");
        let found =
            self.only_on_file(&whose, written, |quantity| matches!(quantity, Quantity::Attribute(_)))?;
        let bounds: Vec<(Attribute, Bound)> = found
            .bounds
            .into_iter()
            .filter_map(|(quantity, bound)| match quantity {
                Quantity::Attribute(attribute) => Some((attribute, bound)),
                _ => None,
            })
            .collect();
        let impossible = |(attribute, bound): &(Attribute, Bound)| {
            let Bound::AtLeast(least) = bound else { return false };
            bounds.iter().any(
                |(other, upper)| matches!(upper, Bound::Below(below) if other == attribute && below <= least),
            )
        };
        if bounds.iter().any(impossible) {
            let message = say!(BehaviourNeverApplies, name = name);
            self.fault(section.place("applies_to"), message, say!(NobodyIsSo), say!(WidenTheBounds));
            return None;
        }
        Some(AppliesTo { causes: found.causes, restrictions: found.restrictions, bounds })
    }

    fn adoption_rule(&mut self, rule: &IntensitySection) -> Option<AdoptionRule> {
        let segments = self.vocabulary.segments.clone();
        let names: Vec<&str> = segments.iter().map(|segment| segment.name.as_str()).collect();
        let segment = self.position("segment", &rule.segment, &names, rule.place("segment"))?;
        let values = Vocabulary::texts(&segments[segment].values);
        // Bands were written `25-34` before.
        let current = values.iter().position(|value| value.replace("_to_", "-") == rule.value);
        let value = match current {
            Some(value) => value,
            None => self.position("value", &rule.value, &values, rule.place("value"))?,
        };
        let adoption = self.adoption(rule)?;
        Some(AdoptionRule { segment: segment as u8, value: value as u8, adoption })
    }

    /// What a rule by segment says: an intensity or a force.
    fn adoption(&mut self, rule: &IntensitySection) -> Option<Adoption> {
        match (rule.intensity, rule.force) {
            (Some(intensity), None) => Some(Adoption::Intensity(intensity.get())),
            (None, Some(force)) => Some(Adoption::Force(force.get())),
            (None, None) => {
                // A share that could not be read is a fault already.
                if self.sound(rule) {
                    self.fault(
                        rule.place(""),
                        say!(ARuleOfSegmentsSaysNeither),
                        say!(ChangesNothing),
                        say!(AddOneOfThemFor),
                    );
                }
                None
            }
            (Some(_), Some(force)) => {
                self.fault(
                    rule.place("intensity"),
                    say!(ARuleOfSegmentsSays),
                    say!(ChangesNothingBesideForce),
                    say!(KeepOneOfThemFor, force = force),
                );
                None
            }
        }
    }
}

/// What is known of a cause before an application is not forgotten by a refusal.
fn self_check(scenario: &Scenario) -> SelfCheck {
    let section = &scenario.self_check;
    let older = section.right_share_by_cause.by_cause();
    let by_cause: Vec<Option<Share>> = scenario
        .cause
        .each()
        .map(|(name, cause)| {
            let standard = crate::population::Cause::STANDARD.iter().position(|known| *known == name);
            cause.right_share.or(standard.and_then(|at| older[at]))
        })
        .collect();
    let after = |otherwise: f64| {
        by_cause.iter().map(|own| own.map_or(otherwise, |own| own.get().max(otherwise))).collect()
    };
    let generic = section.right_share_after_generic.get();
    let reasons = section.right_share_after_reasons.get();
    let reasons = match scenario.notice.codes {
        // What they are stated for, to the bit.
        2 => reasons,
        codes => (generic + (reasons - generic) * told_by(codes) / told_by(2)).clamp(0.0, 1.0),
    };
    SelfCheck {
        right_share: by_cause.iter().map(|own| own.unwrap_or(section.right_share).get()).collect(),
        right_share_after_reasons: after(reasons),
        right_share_after_generic: after(generic),
        right_factor: section.right_factor,
        wrong_factor: section.wrong_factor,
    }
}

/// The share of what there is to tell that so many reasons tell, if each tells half of what is left.
fn told_by(codes: u32) -> f64 {
    1.0 - libm::exp2(-f64::from(codes))
}

pub(super) fn effects(scenario: &Scenario) -> Effects {
    let (section, edits) = (&scenario.behaviours, &scenario.behaviours.edits);
    Effects {
        edit_window: seconds(edits.window),
        tolerated_edits: edits.tolerated as u8,
        edit_penalty: edits.penalty,
        churn_penalty: edits.largest_penalty,
        record_window: seconds(edits.record_window),
        daily_penalty: section.daily_penalty_interest.get(),
    }
}
