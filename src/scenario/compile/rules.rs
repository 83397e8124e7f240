//! The lender's rules: the automatic screen.

use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::super::sections::lender::KnockOutName;
use super::Compiler;
use crate::policy::{ItemWeights, KnockOut, Scorecard, Screen};
use crate::population::FACTORS;
use crate::words::say;

impl Compiler<'_> {
    pub(super) fn screen(&mut self, scenario: &Scenario) -> Option<Screen> {
        let (weights, items, section) = (&scenario.weights, &scenario.factors, &scenario.screen);
        let five =
            [weights.credit, weights.security, weights.information, weights.consumption, weights.external];
        if five.iter().sum::<f64>() <= 0.0 {
            let message = say!(AtLeastOneWeightOf, factors = FACTORS.join(", "));
            self.fault(weights.place(""), message, say!(AllAre), say!(GiveAtLeastOneFactor));
            return None;
        }
        let item_weights = ItemWeights {
            credit: items.credit,
            security: items.security,
            information: items.information,
            consumption: items.consumption,
            external: items.external,
        };
        let scorecard =
            self.check(items.place(""), Scorecard::new(five, item_weights), say!(GiveAtLeastOneItem))?;
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
                    say!(TheRuleIsListedTwice, name = name.name()),
                    say!(ProcessAgain),
                    say!(ListItOnce),
                );
            }
        }
        let rules = section.knock_outs.iter().map(rule).collect();
        let screen = Screen::new(scorecard, rules, section.approve_at, section.refuse_below);
        // In a variant, the bound that the variant itself writes is the one to look at.
        let bounds = [section.place("refuse_below"), section.place("approve_at")];
        let place = if bounds[1].source < bounds[0].source { bounds[1] } else { bounds[0] };
        self.check(place, screen, say!(LowerRefuseBelowOrRaise))
    }
}
