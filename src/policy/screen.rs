//! The automatic screen: knock-outs in order, then score bands.

use super::{Reasons, Scorecard, SubmittedView};
use crate::words::say;
use std::hint::select_unpredictable;

/// A rule that refuses whatever the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnockOut {
    /// Arrears are still owed.
    StillOverdue,
    /// A cash-out has been confirmed.
    ConfirmedCashOut,
    /// Long overdue at restriction, on the first applications; see [`LongOverdue`].
    Over90DaysFirstAttempt,
    /// The real name has not been verified.
    IdentityUnverified,
}

impl KnockOut {
    /// All rules, in the usual order.
    pub const ALL: [Self; 4] =
        [Self::StillOverdue, Self::ConfirmedCashOut, Self::Over90DaysFirstAttempt, Self::IdentityUnverified];

    /// Name in files; also the reason code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StillOverdue => "still_overdue",
            Self::ConfirmedCashOut => "confirmed_cash_out",
            Self::Over90DaysFirstAttempt => "over_90_days_first_attempt",
            Self::IdentityUnverified => "identity_unverified",
        }
    }

    /// Whether the rule refuses this application.
    #[inline]
    pub fn hits(self, view: &SubmittedView, long: LongOverdue) -> bool {
        match self {
            Self::StillOverdue => view.days_overdue > 0,
            Self::ConfirmedCashOut => view.confirmed_cash_out,
            Self::Over90DaysFirstAttempt => {
                view.attempt <= long.attempts && view.days_overdue_at_restriction > long.days
            }
            Self::IdentityUnverified => !view.identity_verified,
        }
    }
}

/// What counts as long overdue for [`KnockOut::Over90DaysFirstAttempt`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongOverdue {
    /// More days overdue at restriction than these.
    pub days: u16,
    /// Applications that are refused for it, counted from the first.
    pub attempts: u8,
}

/// The way an application takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// Refused by a knock-out rule.
    KnockedOut,
    /// Approved on the score.
    AutoApproved,
    /// Refused on the score.
    AutoRefused,
    /// Sent to a reviewer.
    Human,
}

impl Route {
    /// All routes, in the order of their indices.
    pub const ALL: [Self; 4] = [Self::KnockedOut, Self::AutoApproved, Self::AutoRefused, Self::Human];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KnockedOut => "knocked_out",
            Self::AutoApproved => "auto_approved",
            Self::AutoRefused => "auto_refused",
            Self::Human => "human",
        }
    }

    /// Index into four-element arrays.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Who takes the fast lane; what that means is the process's business.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FastLane {
    /// Least credit factor, 0..1.
    pub credit_at_least: f64,
    /// Least external factor, 0..1.
    pub external_at_least: f64,
}

impl FastLane {
    /// Whether an application with these factor scores takes the fast lane.
    #[inline]
    pub fn takes(&self, factors: &[f64; 5]) -> bool {
        factors[0] >= self.credit_at_least && factors[4] >= self.external_at_least
    }
}

/// Bands that contradict one another.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{}", say!(RefuseBelowMustNotExceed, refuse_below = refuse_below, approve_at = approve_at))]
pub struct ScreenError {
    /// Scores below are refused.
    pub refuse_below: f64,
    /// Scores at or above are approved.
    pub approve_at: f64,
}

/// The automatic screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    scorecard: Scorecard,
    knock_outs: Vec<KnockOut>,
    /// The same as a set: bit `i` for the rule with index `i`.
    rules: u8,
    long: LongOverdue,
    approve_at: f64,
    refuse_below: f64,
}

/// What the screen says of an application.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The five factor scores, 0..1.
    pub factors: [f64; 5],
    /// The score, 0..100.
    pub score: f64,
    /// The way it takes.
    pub route: Route,
    /// The rule that refuses it whatever the score, if one does.
    pub rule: Option<KnockOut>,
}

impl Screen {
    /// A screen with rules in this order and these bands.
    ///
    /// # Errors
    /// `refuse_below` above `approve_at`, or either not a number.
    pub fn new(
        scorecard: Scorecard,
        knock_outs: Vec<KnockOut>,
        long: LongOverdue,
        approve_at: f64,
        refuse_below: f64,
    ) -> Result<Self, ScreenError> {
        if refuse_below <= approve_at {
            let rules = knock_outs.iter().fold(0, |set, rule| set | 1 << *rule as u8);
            Ok(Self { scorecard, knock_outs, rules, long, approve_at, refuse_below })
        } else {
            Err(ScreenError { refuse_below, approve_at })
        }
    }

    /// Judges an application. Documents make sure that a person looks at it, unless a rule hits.
    // Always in line, so that neither the file nor the verdict goes through memory.
    #[inline(always)]
    pub fn judge(&self, view: &SubmittedView) -> Verdict {
        let factors = self.scorecard.factors(view);
        let score = self.scorecard.score(&factors);
        let rule = self.rule(view);
        // Without branches, which would often be guessed wrong.
        let below = select_unpredictable(score < self.refuse_below, Route::AutoRefused, Route::Human);
        let scored = select_unpredictable(score >= self.approve_at, Route::AutoApproved, below);
        let read = select_unpredictable(view.documents, Route::Human, scored);
        let route = select_unpredictable(rule.is_some(), Route::KnockedOut, read);
        Verdict { factors, score, route, rule }
    }

    /// The first rule in order that hits. Most applications break none, which is found without a branch a rule.
    #[inline]
    fn rule(&self, view: &SubmittedView) -> Option<KnockOut> {
        let broken = KnockOut::ALL.map(|rule| u8::from(rule.hits(view, self.long)) << rule as u8);
        if broken.iter().fold(0, |all, bit| all | bit) & self.rules == 0 {
            return None;
        }
        self.knock_outs.iter().copied().find(|rule| rule.hits(view, self.long))
    }

    /// Why an application with these factor scores is refused that this rule hit, if one did; for a human
    /// to confirm on that route.
    pub fn reasons(&self, rule: Option<KnockOut>, factors: &[f64; 5]) -> Reasons {
        match rule {
            Some(rule) => Reasons::knocked_out(rule),
            None => Reasons::of_shortfalls(&self.scorecard.shortfalls(factors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::fixture::POINTS;
    use crate::policy::{ItemWeights, Reason};

    const LONG: LongOverdue = LongOverdue { days: 90, attempts: 1 };

    fn screen(knock_outs: Vec<KnockOut>) -> Screen {
        let items = ItemWeights {
            credit: [1.0; 4],
            security: [1.0; 4],
            information: [1.0; 2],
            consumption: [1.0; 4],
            external: [1.0; 2],
        };
        let scorecard = Scorecard::new([35.0, 20.0, 12.0, 15.0, 18.0], items, POINTS).expect("weights");
        Screen::new(scorecard, knock_outs, LONG, 72.0, 45.0).expect("bands")
    }

    /// A spotless file: every factor at one.
    fn spotless() -> SubmittedView {
        SubmittedView {
            attempt: 1,
            days_overdue: 0,
            days_overdue_at_restriction: 0,
            overdue_months: 0.0,
            utilisation: 0.0,
            payment_ratio: 1.0,
            takeover_risk: 0.0,
            remote_logins: 0,
            abnormal_transactions: 0,
            verification_enabled: true,
            identity_verified: true,
            fields_filled: 6,
            accuracy: 1.0,
            regularity: 1.0,
            diversity: 1.0,
            large_share: 0.0,
            cash_outs: 0,
            confirmed_cash_out: false,
            sesame: 950.0,
            credit_report: 1.0,
            gains: [0.0; 5],
            documents: false,
            noise_reduction: 0.0,
        }
    }

    fn why(screen: &Screen, view: &SubmittedView) -> Reasons {
        let verdict = screen.judge(view);
        screen.reasons(verdict.rule, &verdict.factors)
    }

    #[test]
    fn a_spotless_file_scores_a_hundred_and_is_approved() {
        let verdict = screen(KnockOut::ALL.to_vec()).judge(&spotless());
        assert!((verdict.score - 100.0).abs() < 1e-9);
        assert_eq!(verdict.route, Route::AutoApproved);
    }

    #[test]
    fn the_first_rule_that_hits_gives_the_reason() {
        let view = SubmittedView { days_overdue: 100, confirmed_cash_out: true, ..spotless() };
        let code = |rules| why(&screen(rules), &view).joined();
        assert_eq!(code(KnockOut::ALL.to_vec()), "still_overdue");
        assert_eq!(code(vec![KnockOut::ConfirmedCashOut, KnockOut::StillOverdue]), "confirmed_cash_out");
        assert_eq!(screen(vec![]).judge(&view).route, Route::AutoApproved);
    }

    #[test]
    fn ninety_days_count_on_the_first_application_only() {
        let view = SubmittedView { days_overdue_at_restriction: 91, ..spotless() };
        let rule = KnockOut::Over90DaysFirstAttempt;
        assert!(rule.hits(&view, LONG));
        assert!(!rule.hits(&SubmittedView { attempt: 2, ..view }, LONG));
        assert!(!rule.hits(&SubmittedView { days_overdue_at_restriction: 90, ..view }, LONG));
        let twice = LongOverdue { days: 60, attempts: 2 };
        assert!(rule.hits(&SubmittedView { days_overdue_at_restriction: 61, attempt: 2, ..view }, twice));
    }

    #[test]
    fn bands_decide_and_documents_bring_a_person_in() {
        let screen = screen(vec![]);
        let at = |gain: f64, documents| {
            screen.judge(&SubmittedView { gains: [gain; 5], documents, ..spotless() }).route
        };
        assert_eq!(at(-0.28, false), Route::AutoApproved);
        assert_eq!(at(-0.40, false), Route::Human);
        assert_eq!(at(-0.56, false), Route::AutoRefused);
        assert_eq!(at(-0.56, true), Route::Human);
        assert_eq!(at(0.0, true), Route::Human);
    }

    #[test]
    fn the_weightiest_shortfalls_are_the_reasons() {
        let view = SubmittedView { gains: [-0.1, -0.9, 0.0, 0.0, -0.8], ..spotless() };
        let reasons: Vec<Reason> = why(&screen(vec![]), &view).iter().collect();
        assert_eq!(reasons, [Reason::Weak(1), Reason::Weak(4)]);
    }

    #[test]
    fn bands_in_the_wrong_order_are_refused() {
        let scorecard = screen(vec![]).scorecard;
        assert!(Screen::new(scorecard, vec![], LONG, 45.0, 72.0).is_err());
        assert!(Screen::new(scorecard, vec![], LONG, f64::NAN, 72.0).is_err());
    }
}
