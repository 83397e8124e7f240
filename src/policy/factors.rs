//! From items to factor scores and one score.

use super::{Points, SubmittedView};
use crate::words::say;

/// How many factors a scorecard may have.
pub const MOST_FACTORS: usize = 8;

/// A number for each factor, in their order; 0 beyond the last.
pub type ByFactor = [f64; MOST_FACTORS];

/// Something that a factor reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The attribute, by its position.
    pub attribute: u8,
    /// What it is worth.
    pub points: Points,
    /// Its weight within the factor. Only proportions within a factor matter.
    pub weight: f64,
}

/// A factor of the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Its name, for faults.
    pub name: String,
    /// Its weight in the score. Only proportions matter.
    pub weight: f64,
    /// What it reads.
    pub items: Vec<Item>,
}

/// Weights that make no score.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ScorecardError {
    /// A weight that is negative or not finite.
    #[error("{}", say!(TheWeightsOfMustBe, group = group, value = value))]
    Weight {
        /// The group of weights.
        group: String,
        /// The weight.
        value: f64,
    },
    /// A group of weights that are all zero.
    #[error("{}", say!(AtLeastOneWeightOfMust, group = group))]
    AllZero {
        /// The group of weights.
        group: String,
    },
    /// More factors than a scorecard may have.
    #[error("{}", say!(TooManyFactors, count = count, most = MOST_FACTORS))]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

/// A validated scorecard: factor scores on 0..1 and their weighted sum on 0..100.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    weights: Vec<f64>,
    /// Items with the position of their factor, factor by factor.
    items: Vec<(usize, Item)>,
}

fn normalised(group: &str, weights: &[f64]) -> Result<Vec<f64>, ScorecardError> {
    let group = group.to_owned();
    if let Some(value) = weights.iter().copied().find(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        return Err(ScorecardError::Weight { group, value });
    }
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 {
        Ok(weights.iter().map(|weight| weight / sum).collect())
    } else {
        Err(ScorecardError::AllZero { group })
    }
}

impl Scorecard {
    /// Validates factors.
    ///
    /// # Errors
    /// A negative or non-finite weight, a group without a positive one, or too many factors.
    pub fn new(factors: Vec<Factor>) -> Result<Self, ScorecardError> {
        if factors.len() > MOST_FACTORS {
            return Err(ScorecardError::TooMany { count: factors.len() });
        }
        let weights: Vec<f64> = factors.iter().map(|factor| factor.weight).collect();
        let mut items = Vec::new();
        for (position, factor) in factors.into_iter().enumerate() {
            let own: Vec<f64> = factor.items.iter().map(|item| item.weight).collect();
            let own = normalised(say!(TheItemsOf, factor = factor.name).as_str(), &own)?;
            let weighed = factor.items.into_iter().zip(own).map(|(item, weight)| Item { weight, ..item });
            items.extend(weighed.map(|item| (position, item)));
        }
        Ok(Self { weights: normalised(say!(TheFactors), &weights)?, items })
    }

    /// How many factors there are.
    pub fn factors(&self) -> usize {
        self.weights.len()
    }

    /// The weight of a factor in the score, 0..1; all of them add up to 1.
    pub fn weight(&self, factor: usize) -> f64 {
        self.weights.get(factor).copied().unwrap_or(0.0)
    }

    /// The items, each with the position of its factor; the weights of a factor's items add up to 1.
    pub fn items(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.items.iter().map(|(factor, item)| (*factor, item))
    }

    /// The factor scores, each on 0..1.
    ///
    /// Timeliness of repayment counts in credit status alone. It belongs to consumption as well,
    /// but there it enters through the correlation of the two factors and is not counted twice.
    #[inline(always)]
    pub fn scores(&self, view: &SubmittedView) -> ByFactor {
        let mut scores = [0.0; MOST_FACTORS];
        for (factor, item) in &self.items {
            scores[*factor] += item.weight * item.points.of(view.value(item.attribute));
        }
        for (score, gain) in scores.iter_mut().zip(view.gains) {
            *score = (*score + gain).clamp(0.0, 1.0);
        }
        scores
    }

    /// The score on 0..100: the weighted sum of the factors.
    #[inline]
    pub fn score(&self, scores: &ByFactor) -> f64 {
        100.0 * self.weights.iter().zip(scores).map(|(weight, score)| weight * score).sum::<f64>()
    }

    /// Points lost to each factor: weight × (1 − factor score) × 100.
    #[inline]
    pub fn shortfalls(&self, scores: &ByFactor) -> ByFactor {
        let mut lost = [0.0; MOST_FACTORS];
        for ((lost, score), weight) in lost.iter_mut().zip(scores).zip(&self.weights) {
            *lost = 100.0 * weight * (1.0 - score);
        }
        lost
    }
}
