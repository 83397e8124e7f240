//! How factors go together among applicants of one cause.
//!
//! A scenario says how latent numbers are correlated. What comes of it once causes have moved them and items have made
//! points of them is found here, from applicants as they are when their accounts are restricted.

use crate::model::Model;
use crate::stats::spearman;

/// Applicants that are looked at: the standard error of a correlation is .01 where a cause has 10,000 of them.
const APPLICANTS: usize = 20_000;

/// Spearman's rank correlation of two factors among applicants of one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct RankCorrelation {
    /// Position of the cause.
    pub cause: usize,
    /// Positions of the two factors, the first the lower.
    pub factors: (usize, usize),
    /// The correlation, -1 to 1, ties with their mean rank; `None` where one of the two is the same for everyone.
    pub value: Option<f64>,
    /// Applicants of the cause.
    pub applicants: usize,
}

/// Those of all causes and pairs of factors, from the first applicants of a seed; none where there are no attributes.
pub fn rank_correlations(model: &Model, seed: u64) -> Vec<RankCorrelation> {
    let names = &model.config().names;
    let people = model.factors_at_restriction(seed, APPLICANTS);
    let mut found = Vec::new();
    for cause in 0..names.causes.len() {
        let of_cause = || people.iter().filter(|(own, _)| *own == cause).map(|(_, factors)| factors);
        let column = |factor: usize| of_cause().map(|factors| factors[factor]).collect::<Vec<f64>>();
        let columns: Vec<Vec<f64>> = (0..names.factors.len()).map(column).collect();
        for (second, later) in columns.iter().enumerate() {
            for (first, earlier) in columns[..second].iter().enumerate() {
                found.push(RankCorrelation {
                    cause,
                    factors: (first, second),
                    value: spearman(earlier, later),
                    applicants: later.len(),
                });
            }
        }
    }
    found.sort_by_key(|found| (found.cause, found.factors));
    found
}
