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

/// Weights that make no score.
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
    /// Validates the weights.
    ///
    /// # Errors
    /// A negative or non-finite weight, or a group without a positive one.
    pub fn new(weights: FactorWeights, items: ItemWeights) -> Result<Self, ScorecardError> {
        let items = ItemWeights {
            credit: normalised("the credit items", items.credit)?,
            security: normalised("the security items", items.security)?,
            information: normalised("the information items", items.information)?,
            consumption: normalised("the consumption items", items.consumption)?,
            external: normalised("the external items", items.external)?,
        };
        Ok(Self { weights: normalised("the factors", weights)?, items })
    }

    /// The five factor scores, each on 0..1.
    ///
    /// Timeliness of repayment counts in credit status alone. It belongs to consumption as well,
    /// but there it enters through the correlation of the two factors and is not counted twice.
    #[inline(always)]
    pub fn factors(&self, view: &SubmittedView) -> [f64; 5] {
        let items = &self.items;
        let flag = |set: bool| f64::from(u8::from(set));
        let fewer = |count: u8, worst: f64| 1.0 - (f64::from(count) / worst).min(1.0);
        let raw = [
            weighted(
                &items.credit,
                [
                    history(view.overdue_months),
                    arrears(view.days_overdue_at_restriction),
                    1.0 - view.utilisation,
                    view.payment_ratio,
                ],
            ),
            weighted(
                &items.security,
                [
                    1.0 - view.takeover_risk,
                    fewer(view.remote_logins, 4.0),
                    fewer(view.abnormal_transactions, 3.0),
                    flag(view.verification_enabled),
                ],
            ),
            weighted(&items.information, [f64::from(view.fields_filled) / 6.0, view.accuracy]),
            weighted(
                &items.consumption,
                [view.regularity, view.diversity, 1.0 - view.large_share, fewer(view.cash_outs, 3.0)],
            ),
            weighted(&items.external, [((view.sesame - 400.0) / 400.0).clamp(0.0, 1.0), view.credit_report]),
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
}

/// Item score of the arrears at restriction: most is lost with the first day, the rest with days up
/// to 120. Repaying does not undo it; it only adds the gain of repaying.
fn arrears(days: u16) -> f64 {
    let overdue = 0.2 - 0.2 * f64::from(days.min(120)) / 120.0;
    // Both are worked out, so that no branch can be mispredicted.
    choose(days == 0, 1.0, overdue)
}

/// Item score of (possibly aged, hence fractional) overdue months: the first month costs most.
fn history(months: f64) -> f64 {
    const SCORES: [f64; 8] = [1.0, 0.70, 0.50, 0.35, 0.22, 0.10, 0.0, 0.0];
    let place = months.clamp(0.0, 6.0);
    let whole = (place as u32).min(6);
    let left = whole as usize;
    SCORES[left] + (place - f64::from(whole)) * (SCORES[left + 1] - SCORES[left])
}
