//! The lender's rules: the automatic screen.

use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::super::sections::lender::KnockOutName;
use super::super::sections::points::FactorSection;
use super::Compiler;
use crate::policy::{ItemPoints, ItemWeights, KnockOut, LongOverdue, Scorecard, ScorecardError, Screen};
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
        let scorecard = Scorecard::new(five, item_weights, points(&scenario.factor));
        let (place, remedy) = match &scorecard {
            Err(ScorecardError::Sesame { .. }) => {
                (scenario.factor.external.items.sesame.place("full_at"), say!(RaiseFullAtOrLower))
            }
            _ => (items.place(""), say!(GiveAtLeastOneItem)),
        };
        let scorecard = self.check(place, scorecard, remedy)?;
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
        let long = LongOverdue {
            days: section.long_overdue_days as u16,
            attempts: section.long_overdue_attempts as u8,
        };
        let screen = Screen::new(scorecard, rules, long, section.approve_at, section.refuse_below);
        // In a variant, the bound that the variant itself writes is the one to look at.
        let bounds = [section.place("refuse_below"), section.place("approve_at")];
        let place = if bounds[1].source < bounds[0].source { bounds[1] } else { bounds[0] };
        self.check(place, screen, say!(LowerRefuseBelowOrRaise))
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

fn points(section: &FactorSection) -> ItemPoints {
    let (credit, security) = (&section.credit.items, &section.security.items);
    let sesame = &section.external.items.sesame;
    ItemPoints {
        overdue_months: credit.overdue_months.points,
        arrears_first: credit.arrears.first,
        arrears_none_at: credit.arrears.none_at as u16,
        remote_logins_none_at: security.remote_logins.none_at,
        abnormal_transactions_none_at: security.abnormal_transactions.none_at,
        fields_filled_full_at: section.information.items.fields_filled.full_at,
        cash_outs_none_at: section.consumption.items.cash_outs.none_at,
        sesame_none_at: sesame.none_at,
        sesame_full_at: sesame.full_at,
    }
}
