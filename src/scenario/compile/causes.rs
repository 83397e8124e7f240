//! Causes and kinds of restriction.
//!
//! Numbers of the standard ones stand under older keys, which are looked up here by name.

use std::collections::BTreeMap;

use super::super::read::section::{Section, Spans};
use super::super::read::source::Place;
use super::super::read::units::Share;
use super::super::sections::Scenario;
use super::super::sections::entries::{CauseSection, RestrictionKindSection};
use super::{Compiler, Vocabulary};
use crate::population::{Attribute, CauseConfig, Change};
use crate::words::say;

/// Positions of latent numbers that standard causes move.
const SECURITY: u8 = 1;
const CONSUMPTION: u8 = 3;

impl Compiler<'_> {
    /// The causes, in the order of their names.
    pub(super) fn causes(&mut self, scenario: &Scenario) -> Option<Vec<CauseConfig>> {
        let before = self.found.len();
        let causes = scenario.cause.each().map(|(name, section)| self.cause(scenario, name, section));
        let causes: Vec<CauseConfig> = causes.collect();
        (self.found.len() == before).then_some(causes)
    }

    fn cause(&mut self, scenario: &Scenario, name: &str, section: &CauseSection) -> CauseConfig {
        let (mix, shift) = (&scenario.restriction.causes, &scenario.population.cause_shift);
        let standard = match name {
            "overdue" => Some(mix.overdue),
            "account_risk" => Some(mix.account_risk),
            "violation" => Some(mix.violation),
            "info_churn" => Some(mix.info_churn),
            "other" => Some(mix.other),
            _ => None,
        };
        let mut config = CauseConfig {
            share: self.share_of(section.share.or(standard), ("cause", name), section),
            arrears: section.arrears,
            risk_log_odds: section.risk_log_odds.unwrap_or(0.0),
            ..CauseConfig::default()
        };
        let count = |number: u32| f64::from(number);
        match name {
            "account_risk" => config.shifts.push((SECURITY, shift.account_risk_security)),
            "violation" => {
                config.shifts.push((CONSUMPTION, shift.violation_consumption));
                config.changes.push(Change::Add(Attribute::CASH_OUTS, count(shift.violation_cash_outs)));
                let confirmed = scenario.restriction.confirmed_cash_out_share.get();
                config.chance = Some((Attribute::CONFIRMED_CASH_OUT, confirmed));
            }
            "info_churn" => {
                config.changes.push(Change::Set(Attribute::RECENT_EDITS, count(shift.churn_edits)));
            }
            _ => {}
        }
        for (latent, by) in &section.latent {
            let names = self.vocabulary.latents.clone();
            let place = section.spans().key_place(&format!("latent.{latent}"));
            if let Some(at) = self.position(say!(LatentFactor), latent, &Vocabulary::texts(&names), place) {
                config.shifts.retain(|(known, _)| usize::from(*known) != at);
                config.shifts.push((at as u8, *by));
            }
        }
        let written = self.changes(&section.set, &section.add, section.spans());
        // What is written of an attribute goes before what the older keys say of it.
        config.changes.retain(|old| written.iter().all(|new| new.attribute() != old.attribute()));
        config.changes.extend(written);
        for (attribute, share) in &section.chance {
            let place = section.spans().key_place(&format!("chance.{attribute}"));
            if let Some(attribute) = self.changeable(attribute, place) {
                config.chance = Some((attribute, share.get()));
            }
        }
        config
    }

    /// A share that an entry needs.
    fn share_of(&mut self, share: Option<Share>, (what, name): (&str, &str), section: &impl Section) -> f64 {
        if let Some(share) = share {
            return share.get();
        }
        if self.sound(section) {
            let message = say!(EntryNeedsShare, what = what, name = name);
            self.fault(section.place(""), message, say!(CompileIncomplete), say!(WriteShareOfEntry));
        }
        0.0
    }

    /// What becomes of attributes.
    pub(super) fn changes(
        &mut self,
        set: &BTreeMap<String, f64>,
        add: &BTreeMap<String, f64>,
        spans: &Spans,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, value) in set {
            let attribute = self.changeable(name, spans.key_place(&format!("set.{name}")));
            changes.extend(attribute.map(|attribute| Change::Set(attribute, *value)));
        }
        for (name, value) in add {
            let attribute = self.changeable(name, spans.key_place(&format!("add.{name}")));
            changes.extend(attribute.map(|attribute| Change::Add(attribute, *value)));
        }
        changes
    }

    /// An attribute that may be changed.
    fn changeable(&mut self, name: &str, place: Place) -> Option<Attribute> {
        let attribute = self.attribute(name, place)?;
        if !attribute.may_change() {
            let message = say!(AttributeCannotChange, name = name);
            self.fault(place, message, say!(CannotBeChanged), say!(ChangeAnotherAttribute));
            return None;
        }
        Some(attribute)
    }

    /// Shares of the kinds of restriction, in the order of their names.
    pub(super) fn restrictions(&mut self, scenario: &Scenario) -> Vec<f64> {
        let section = &scenario.restriction;
        let kinds: Vec<(&str, &RestrictionKindSection)> = section.kind.each().collect();
        let mut shares: Vec<Option<f64>> = Vec::with_capacity(kinds.len());
        for (name, kind) in &kinds {
            let standard = (*name == "suspended").then_some(section.suspended_share);
            let written = kind.share.or(standard);
            shares.push(match (*name, written) {
                // What all others leave.
                ("limited", None) => None,
                _ => Some(self.share_of(written, ("restriction.kind", name), *kind)),
            });
        }
        let others: f64 = shares.iter().flatten().sum();
        shares.into_iter().map(|share| share.unwrap_or((1.0 - others).max(0.0))).collect()
    }
}

/// A factor of each kind of restriction: what it says itself, `limited` of that kind, and else 1.
pub(super) fn restriction_factors(
    scenario: &Scenario,
    own: impl Fn(&RestrictionKindSection) -> Option<f64>,
    limited: f64,
) -> Vec<f64> {
    let usual = |name: &str| if name == "limited" { limited } else { 1.0 };
    scenario.restriction.kind.each().map(|(name, kind)| own(kind).unwrap_or_else(|| usual(name))).collect()
}
