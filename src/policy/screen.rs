//! The automatic screen: knock-outs in order, then score bands.

use super::{ByFactor, Reasons, Scorecard, SubmittedView};
use crate::math::Bound;
use crate::words::say;
use std::hint::select_unpredictable;

/// A rule that refuses whatever the score, by its position among those that are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KnockOut(u8);

impl KnockOut {
    /// Names in files of the standard ones, in the usual order.
    pub const STANDARD: [&'static str; 4] =
        ["still_overdue", "confirmed_cash_out", "over_90_days_first_attempt", "identity_unverified"];

    /// How many there may be.
    pub const MOST: usize = 64;

    /// The one at a position, below [`Self::MOST`].
    pub const fn at(position: usize) -> Self {
        Self(position as u8)
    }

    /// Its position.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleReads {
    /// The number of the application, from 1.
    Attempt,
    /// An attribute, by its position.
    Attribute(u8),
}

/// When a rule refuses: everything must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Causes of the restriction, a bit each.
    pub causes: u64,
    /// Kinds of restriction, a bit each.
    pub restrictions: u64,
    /// Bounds of numbers on file.
    pub bounds: Vec<(RuleReads, Bound)>,
}

impl Default for Rule {
    /// It refuses everyone.
    fn default() -> Self {
        Self { causes: u64::MAX, restrictions: u64::MAX, bounds: Vec::new() }
    }
}

impl Rule {
    /// Whether the rule refuses this application. All of it is asked, so that no branch depends on chance.
    #[inline]
    pub fn hits(&self, view: &SubmittedView) -> bool {
        let concerned = (self.causes >> view.cause) & (self.restrictions >> view.restriction) & 1 == 1;
        self.bounds.iter().fold(concerned, |all, (reads, bound)| {
            let number = match reads {
                RuleReads::Attempt => f64::from(view.attempt),
                RuleReads::Attribute(attribute) => view.value(*attribute),
            };
            all & bound.holds(number)
        })
    }
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
    rules: Vec<Rule>,
    approve_at: f64,
    refuse_below: f64,
}

/// What the screen says of an application.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The factor scores, 0..1.
    pub factors: ByFactor,
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
        rules: Vec<Rule>,
        approve_at: f64,
        refuse_below: f64,
    ) -> Result<Self, ScreenError> {
        if refuse_below <= approve_at {
            Ok(Self { scorecard, rules, approve_at, refuse_below })
        } else {
            Err(ScreenError { refuse_below, approve_at })
        }
    }

    /// Judges an application. Documents make sure that a person looks at it, unless a rule hits.
    // Always in line, so that neither the file nor the verdict goes through memory.
    #[inline(always)]
    pub fn judge(&self, view: &SubmittedView) -> Verdict {
        let factors = self.scorecard.scores(view);
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
        let mut broken = 0_u64;
        for (position, rule) in self.rules.iter().enumerate() {
            broken |= u64::from(rule.hits(view)) << position;
        }
        (broken != 0).then(|| KnockOut::at(broken.trailing_zeros() as usize))
    }

    /// The scorecard.
    pub fn scorecard(&self) -> &Scorecard {
        &self.scorecard
    }

    /// The bounds of the score: below the first it refuses, at or above the second it approves.
    pub fn bounds(&self) -> (f64, f64) {
        (self.refuse_below, self.approve_at)
    }

    /// Why an application with these factor scores is refused that this rule hit, if one did; for a human
    /// to confirm on that route.
    pub fn reasons(&self, rule: Option<KnockOut>, factors: &ByFactor) -> Reasons {
        match rule {
            Some(rule) => Reasons::knocked_out(rule),
            None => Reasons::of_shortfalls(&self.scorecard.shortfalls(factors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::fixture::{scorecard, spotless, with};
    use crate::policy::{Reason, ReasonCodes};

    /// Overdue now, a cash-out, and more than ninety days overdue on the first application.
    const OVERDUE: u8 = 1;
    const CASH_OUT: u8 = 17;
    const AT_RESTRICTION: u8 = 0;

    fn rule(bounds: &[(RuleReads, Bound)]) -> Rule {
        Rule { bounds: bounds.to_vec(), ..Rule::default() }
    }

    fn at_least(attribute: u8, bound: f64) -> (RuleReads, Bound) {
        (RuleReads::Attribute(attribute), Bound::AtLeast(bound))
    }

    fn screen(rules: Vec<Rule>) -> Screen {
        Screen::new(scorecard(), rules, 72.0, 45.0).expect("bands")
    }

    fn why(screen: &Screen, view: &SubmittedView) -> Reasons {
        let verdict = screen.judge(view);
        screen.reasons(verdict.rule, &verdict.factors)
    }

    #[test]
    fn a_spotless_file_scores_a_hundred_and_is_approved() {
        let rules = vec![rule(&[at_least(OVERDUE, 1.0)]), rule(&[at_least(CASH_OUT, 1.0)])];
        let verdict = screen(rules).judge(&spotless());
        assert!((verdict.score - 100.0).abs() < 1e-9);
        assert_eq!(verdict.route, Route::AutoApproved);
    }

    #[test]
    fn the_first_rule_that_hits_gives_the_reason() {
        let view = with(&spotless(), &[(OVERDUE, 100.0), (CASH_OUT, 1.0)]);
        let (overdue, cash_out) = (rule(&[at_least(OVERDUE, 1.0)]), rule(&[at_least(CASH_OUT, 1.0)]));
        let code = |rules: Vec<Rule>, names: [&str; 2]| {
            let codes = ReasonCodes::new(&names.map(str::to_owned), &[]);
            why(&screen(rules), &view).codes(&codes).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(code(vec![overdue.clone(), cash_out.clone()], ["overdue", "cash_out"]), ["overdue"]);
        assert_eq!(code(vec![cash_out, overdue], ["cash_out", "overdue"]), ["cash_out"]);
        assert_eq!(screen(vec![]).judge(&view).route, Route::AutoApproved);
    }

    #[test]
    fn everything_that_a_rule_asks_for_must_hold() {
        let first = (RuleReads::Attempt, Bound::Below(2.0));
        let long = rule(&[at_least(AT_RESTRICTION, 91.0), first]);
        let view = with(&spotless(), &[(AT_RESTRICTION, 91.0)]);
        assert!(long.hits(&view));
        assert!(!long.hits(&SubmittedView { attempt: 2, ..view.clone() }));
        assert!(!long.hits(&with(&spotless(), &[(AT_RESTRICTION, 90.0)])));
        let of_another_cause = Rule { causes: 0b10, ..long };
        assert!(!of_another_cause.hits(&view) && of_another_cause.hits(&SubmittedView { cause: 1, ..view }));
    }

    #[test]
    fn bands_decide_and_documents_bring_a_person_in() {
        let screen = screen(vec![]);
        let at = |gain: f64, documents| {
            screen.judge(&SubmittedView { gains: [gain; 8], documents, ..spotless() }).route
        };
        assert_eq!(at(-0.28, false), Route::AutoApproved);
        assert_eq!(at(-0.40, false), Route::Human);
        assert_eq!(at(-0.56, false), Route::AutoRefused);
        assert_eq!(at(-0.56, true), Route::Human);
        assert_eq!(at(0.0, true), Route::Human);
    }

    #[test]
    fn the_weightiest_shortfalls_are_the_reasons() {
        let view = SubmittedView { gains: [-0.1, -0.9, 0.0, 0.0, -0.8, 0.0, 0.0, 0.0], ..spotless() };
        let reasons: Vec<Reason> = why(&screen(vec![]), &view).iter().collect();
        assert_eq!(reasons, [Reason::Weak(1), Reason::Weak(4)]);
    }

    #[test]
    fn bands_in_the_wrong_order_are_refused() {
        assert!(Screen::new(scorecard(), vec![], 45.0, 72.0).is_err());
        assert!(Screen::new(scorecard(), vec![], f64::NAN, 72.0).is_err());
    }
}
