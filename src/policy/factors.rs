//! From items to five factor scores and one score.

use super::SubmittedView;
use crate::math::choose;
use crate::words::say;

/// Weights of the five factors in the score: credit, security, information, consumption,
/// external. Only their proportions matter.
pub type FactorWeights = [f64; 5];

/// Weights of the items within each factor. Only proportions within a factor matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemWeights {
    /// Overdue months; severity of the current arrears; utilisation; payment ratio.
    pub credit: [f64; 4],
    /// Takeover risk; remote logins; abnormal transactions; verification.
    pub security: [f64; 4],
    /// Completeness; accuracy.
    pub information: [f64; 2],
    /// Regularity; diversity; large purchases; cash-outs.
    pub consumption: [f64; 4],
    /// Sesame score; credit report.
    pub external: [f64; 2],
}

/// How items become points of 0 to 1. What is a share already is taken as it is, or as what is left of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemPoints {
    /// Points of 0 to 6 overdue months; between them, as months age, they lie on a line.
    pub overdue_months: [f64; 7],
    /// Points left as soon as arrears are a day old; without any there are all.
    pub arrears_first: f64,
    /// Days overdue at restriction from which on there are none; above 0.
    pub arrears_none_at: u16,
    /// Remote logins from which on there are no points; above 0.
    pub remote_logins_none_at: f64,
    /// Abnormal transactions from which on there are none; above 0.
    pub abnormal_transactions_none_at: f64,
    /// Filled fields at which there are all points; above 0.
    pub fields_filled_full_at: f64,
    /// Suspected cash-outs from which on there are none; above 0.
    pub cash_outs_none_at: f64,
    /// Sesame score up to which there are no points.
    pub sesame_none_at: f64,
    /// Sesame score from which on there are all; above the former.
    pub sesame_full_at: f64,
}

/// Weights or points that make no score.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ScorecardError {
    /// A weight that is negative or not finite.
    #[error("{}", say!(TheWeightsOfMustBe, group = group, value = value))]
    Weight {
        /// The group of weights.
        group: &'static str,
        /// The weight.
        value: f64,
    },
    /// Points that do not rise.
    #[error("{}", say!(SesamePointsMustRise, none_at = none_at, full_at = full_at))]
    Sesame {
        /// Up to which there are none.
        none_at: f64,
        /// From which on there are all.
        full_at: f64,
    },
    /// A group of weights that are all zero.
    #[error("{}", say!(AtLeastOneWeightOfMust, group = group))]
    AllZero {
        /// The group of weights.
        group: &'static str,
    },
}

/// A validated scorecard: five factor scores on 0..1 and their weighted sum on 0..100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scorecard {
    weights: FactorWeights,
    items: ItemWeights,
    points: ItemPoints,
    /// Points of 0 to 6 overdue months, and those of 6 again, so that there is always a next.
    history: [f64; 8],
    /// Sesame points from none to all.
    sesame_span: f64,
}

fn normalised<const N: usize>(group: &'static str, weights: [f64; N]) -> Result<[f64; N], ScorecardError> {
    if let Some(value) = weights.into_iter().find(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        return Err(ScorecardError::Weight { group, value });
    }
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 { Ok(weights.map(|weight| weight / sum)) } else { Err(ScorecardError::AllZero { group }) }
}

fn weighted<const N: usize>(weights: &[f64; N], items: [f64; N]) -> f64 {
    weights.iter().zip(items).map(|(weight, item)| weight * item).sum()
}

impl Scorecard {
    /// Validates weights and points.
    ///
    /// # Errors
    /// A negative or non-finite weight, a group without a positive one, or points of the Sesame score that do not rise.
    pub fn new(
        weights: FactorWeights,
        items: ItemWeights,
        points: ItemPoints,
    ) -> Result<Self, ScorecardError> {
        let items = ItemWeights {
            credit: normalised("the credit items", items.credit)?,
            security: normalised("the security items", items.security)?,
            information: normalised("the information items", items.information)?,
            consumption: normalised("the consumption items", items.consumption)?,
            external: normalised("the external items", items.external)?,
        };
        let ItemPoints { sesame_none_at: none_at, sesame_full_at: full_at, .. } = points;
        if full_at <= none_at {
            return Err(ScorecardError::Sesame { none_at, full_at });
        }
        let [none, one, two, three, four, five, six] = points.overdue_months;
        Ok(Self {
            weights: normalised("the factors", weights)?,
            items,
            points,
            history: [none, one, two, three, four, five, six, six],
            sesame_span: full_at - none_at,
        })
    }

    /// The five factor scores, each on 0..1.
    ///
    /// Timeliness of repayment counts in credit status alone. It belongs to consumption as well,
    /// but there it enters through the correlation of the two factors and is not counted twice.
    #[inline(always)]
    pub fn factors(&self, view: &SubmittedView) -> [f64; 5] {
        let (items, points) = (&self.items, &self.points);
        let flag = |set: bool| f64::from(u8::from(set));
        let fewer = |count: u8, worst: f64| 1.0 - (f64::from(count) / worst).min(1.0);
        let sesame = ((view.sesame - points.sesame_none_at) / self.sesame_span).clamp(0.0, 1.0);
        let raw = [
            weighted(
                &items.credit,
                [
                    self.history(view.overdue_months),
                    self.arrears(view.days_overdue_at_restriction),
                    1.0 - view.utilisation,
                    view.payment_ratio,
                ],
            ),
            weighted(
                &items.security,
                [
                    1.0 - view.takeover_risk,
                    fewer(view.remote_logins, points.remote_logins_none_at),
                    fewer(view.abnormal_transactions, points.abnormal_transactions_none_at),
                    flag(view.verification_enabled),
                ],
            ),
            weighted(
                &items.information,
                [(f64::from(view.fields_filled) / points.fields_filled_full_at).min(1.0), view.accuracy],
            ),
            weighted(
                &items.consumption,
                [
                    view.regularity,
                    view.diversity,
                    1.0 - view.large_share,
                    fewer(view.cash_outs, points.cash_outs_none_at),
                ],
            ),
            weighted(&items.external, [sesame, view.credit_report]),
        ];
        let mut scores = raw;
        for (score, gain) in scores.iter_mut().zip(view.gains) {
            *score = (*score + gain).clamp(0.0, 1.0);
        }
        scores
    }

    /// The score on 0..100: the weighted sum of the factors.
    #[inline]
    pub fn score(&self, factors: &[f64; 5]) -> f64 {
        100.0 * weighted(&self.weights, *factors)
    }

    /// Points lost to each factor: weight × (1 − factor score) × 100.
    #[inline]
    pub fn shortfalls(&self, factors: &[f64; 5]) -> [f64; 5] {
        let mut lost = *factors;
        for (factor, weight) in lost.iter_mut().zip(self.weights) {
            *factor = 100.0 * weight * (1.0 - *factor);
        }
        lost
    }

    /// Points of the arrears at restriction: most is lost with the first day, the rest evenly with days. Repaying does
    /// not undo it; it only adds the gain of repaying.
    #[inline(always)]
    fn arrears(&self, days: u16) -> f64 {
        let (first, none_at) = (self.points.arrears_first, self.points.arrears_none_at);
        let overdue = first - first * f64::from(days.min(none_at)) / f64::from(none_at);
        // Both are worked out, so that no branch can be mispredicted.
        choose(days == 0, 1.0, overdue)
    }

    /// Points of (possibly aged, hence fractional) overdue months.
    #[inline(always)]
    fn history(&self, months: f64) -> f64 {
        let place = months.clamp(0.0, 6.0);
        let whole = (place as u32).min(6);
        let left = whole as usize;
        self.history[left] + (place - f64::from(whole)) * (self.history[left + 1] - self.history[left])
    }
}
