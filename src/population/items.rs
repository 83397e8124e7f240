//! Reading observable items off the latent factors.

use super::{Applicant, Cause, ConsumptionItems, ExternalItems, InformationItems, SecurityItems};
use crate::math::{if_so, logistics};

/// How the cause of a restriction moves the latent factors and the profile. All assumptions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemConfig {
    /// Shift of latent security when the account is at risk, in standard deviations.
    pub account_risk_security_shift: f64,
    /// Shift of latent consumption after a violation, in standard deviations.
    pub violation_consumption_shift: f64,
    /// Recent profile edits of someone restricted for frequent edits.
    pub churn_edits: u8,
    /// Share of applicants whose real name has not been verified, 0..1.
    pub identity_unverified_share: f64,
}

/// The four groups of items of one applicant.
pub(super) struct Items {
    pub(super) security: SecurityItems,
    pub(super) information: InformationItems,
    pub(super) consumption: ConsumptionItems,
    pub(super) sesame_score: f64,
    pub(super) credit_report: f32,
}

/// Weight of a latent factor in each of its items; the rest is the item's own noise.
const LOADING: f64 = 0.92;
/// √(1 − LOADING²), so that an item's score is again standard normal.
const OWN: f64 = 0.391_918_358_845_308_5;

/// Items that are read off the factors, each with noise of its own.
pub(super) const ITEMS: usize = 13;

/// How many of `edges` the score falls short of.
#[inline]
fn count_below<const N: usize>(score: f64, edges: [f64; N]) -> u8 {
    edges.iter().map(|edge| u8::from(score < *edge)).sum()
}

/// How many of `edges` the score exceeds.
#[inline]
fn count<const N: usize>(score: f64, edges: [f64; N]) -> u8 {
    edges.iter().map(|edge| u8::from(score > *edge)).sum()
}

impl ItemConfig {
    /// Reads the items of an applicant with these latent factors (standard normal before the
    /// shifts; high is good), the noise of each item (standard normal), and a coin (0..1) for the name.
    #[inline]
    pub(super) fn read(&self, latent: [f64; 5], cause: Cause, noise: [f64; ITEMS], coin: f64) -> Items {
        let [_, mut security, information, mut consumption, external] = latent;
        security += if_so(cause == Cause::AccountRisk, self.account_risk_security_shift);
        consumption += if_so(cause == Cause::Violation, self.violation_consumption_shift);
        // In the order in which the noise is drawn: four items of security, three of information, four of
        // consumption, two of external credit.
        let (s, i, c, e) = (security, information, consumption, external);
        let factors: [f64; ITEMS] = [s, s, s, s, i, i, i, c, c, c, c, e, e];
        let scores: [f64; ITEMS] = std::array::from_fn(|item| LOADING * factors[item] + OWN * noise[item]);
        let [takeover, logins, transactions, verification, filled, accuracy, edits, ..] = scores;
        let [.., regularity, diversity, large, cash_outs, sesame_score, report] = scores;
        let [takeover_risk, accuracy, regularity, diversity, large_share, credit_report] = logistics([
            -1.0 - 2.2 * takeover,
            0.8 + 2.2 * accuracy,
            0.5 + 2.2 * regularity,
            0.5 + 2.2 * diversity,
            -0.8 - 2.2 * large,
            0.5 + 2.2 * report,
        ]);
        let security = SecurityItems {
            takeover_risk,
            remote_logins: count_below(logins, [0.0, -0.6, -1.1, -1.6]),
            abnormal_transactions: count_below(transactions, [-0.3, -0.9, -1.5]),
            verification_enabled: verification > -0.2,
        };
        let usual_edits = count_below(edits, [-0.4, -1.0, -1.6]);
        let consumption = ConsumptionItems {
            regularity,
            diversity,
            large_share,
            cash_outs: count_below(cash_outs, [-0.5, -1.1, -1.7]) + u8::from(cause == Cause::Violation),
        };
        let information = InformationItems {
            identity_verified: coin >= self.identity_unverified_share,
            fields_filled: count(filled, [-1.6, -1.0, -0.4, 0.1, 0.7, 1.3]),
            accuracy,
            recent_edits: if cause == Cause::InfoChurn { self.churn_edits } else { usual_edits },
        };
        Items { security, information, consumption, sesame_score, credit_report }
    }
}

impl Applicant {
    /// External items: the Sesame score with its deductions, and the credit report.
    pub(super) fn external(sesame: f64, credit_report: f32) -> ExternalItems {
        ExternalItems { sesame: sesame.clamp(350.0, 950.0) as f32, credit_report }
    }
}
