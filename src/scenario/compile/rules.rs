//! The lender's rules: the screen, and when a decision is announced.

use super::super::read::section::Section as _;
use super::super::read::units::DurationValue;
use super::super::sections::Scenario;
use super::super::sections::lender::{DelayKind, KnockOutName};
use super::Compiler;
use crate::model::{DelayMode, FixedDelay, ReviewDelay};
use crate::policy::{ItemWeights, KnockOut, Scorecard, Screen};
use crate::population::FACTORS;

impl Compiler<'_> {
    pub(super) fn screen(&mut self, scenario: &Scenario) -> Option<Screen> {
        let (weights, items, section) = (&scenario.weights, &scenario.factors, &scenario.screen);
        let five =
            [weights.credit, weights.security, weights.information, weights.consumption, weights.external];
        if five.iter().sum::<f64>() <= 0.0 {
            let message = format!("at least one weight of {} must be above 0", FACTORS.join(", "));
            self.fault(weights.place(""), message, "all are 0", "give at least one factor a weight");
            return None;
        }
        let item_weights = ItemWeights {
            credit: items.credit,
            security: items.security,
            information: items.information,
            consumption: items.consumption,
            external: items.external,
        };
        let scorecard = self.check(
            items.place(""),
            Scorecard::new(five, item_weights),
            "give at least one item a weight",
        )?;
        let rule = |name: &KnockOutName| match name {
            KnockOutName::StillOverdue => KnockOut::StillOverdue,
            KnockOutName::ConfirmedCashOut => KnockOut::ConfirmedCashOut,
            KnockOutName::Over90DaysFirstAttempt => KnockOut::Over90DaysFirstAttempt,
            KnockOutName::IdentityUnverified => KnockOut::IdentityUnverified,
        };
        for (index, name) in section.knock_outs.iter().enumerate() {
            if section.knock_outs[..index].contains(name) {
                let place = section.place(&format!("knock_outs[{index}]"));
                self.fault(
                    place,
                    format!("the rule `{}` is listed twice", name.name()),
                    "again",
                    "list it once",
                );
            }
        }
        let rules = section.knock_outs.iter().map(rule).collect();
        let screen = Screen::new(scorecard, rules, section.approve_at, section.refuse_below);
        // In a variant, the bound that the variant itself writes is the one to look at.
        let bounds = [section.place("refuse_below"), section.place("approve_at")];
        let place = if bounds[1].source < bounds[0].source { bounds[1] } else { bounds[0] };
        self.check(place, screen, "lower `refuse_below` or raise `approve_at`")
    }

    pub(super) fn delay(&mut self, scenario: &Scenario) -> Option<ReviewDelay> {
        let section = &scenario.review_delay;
        let before = self.found.len();
        let mut fixed = Vec::new();
        for (index, entry) in section.fixed.iter().enumerate() {
            match entry.delay {
                DurationValue::WorkingDays(days) if days.fract() == 0.0 && days <= 1000.0 => {
                    fixed.push(FixedDelay { working_days: days as u32, share: entry.share.get() });
                }
                other => {
                    let place = section.place(&format!("fixed[{index}].delay"));
                    let message =
                        format!("a review delay must be whole working days up to 1000, got \"{other}\"");
                    self.fault(
                        place,
                        message,
                        "not whole working days",
                        "write, for example, \"2 working days\"",
                    );
                }
            }
        }
        if self.found.len() > before {
            return None;
        }
        let sum: f64 = section.fixed.iter().map(|entry| entry.share.get()).sum();
        if (sum - 1.0).abs() > 1e-6 {
            let message = format!("the shares of the fixed review delay must sum to 1, they sum to {sum}");
            self.fault(section.place("fixed"), message, "these shares", "correct the shares");
            return None;
        }
        let mode = match section.mode {
            DelayKind::Fixed => DelayMode::Fixed,
            DelayKind::Queue => DelayMode::Queue,
            DelayKind::Longest => DelayMode::Longest,
        };
        Some(ReviewDelay { mode, fixed, holds_automatic: section.holds_automatic })
    }
}
