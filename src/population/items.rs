//! Reading observable items off the latent factors.

use super::curve::{exceeded, missed};
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

/// The items of applicants, lane by lane.
pub(super) struct Items<const N: usize> {
    takeover_risk: [f32; N],
    remote_logins: [u8; N],
    abnormal_transactions: [u8; N],
    verification_enabled: [bool; N],
    identity_verified: [bool; N],
    fields_filled: [u8; N],
    accuracy: [f32; N],
    recent_edits: [u8; N],
    regularity: [f32; N],
    diversity: [f32; N],
    large_share: [f32; N],
    cash_outs: [u8; N],
    pub(super) sesame_score: [f64; N],
    pub(super) credit_report: [f32; N],
}

impl<const N: usize> Items<N> {
    /// What the system sees of the account of one of them.
    #[inline(always)]
    pub(super) fn security(&self, lane: usize) -> SecurityItems {
        SecurityItems {
            takeover_risk: self.takeover_risk[lane],
            remote_logins: self.remote_logins[lane],
            abnormal_transactions: self.abnormal_transactions[lane],
            verification_enabled: self.verification_enabled[lane],
        }
    }

    /// What is on file about the person.
    #[inline(always)]
    pub(super) fn information(&self, lane: usize) -> InformationItems {
        InformationItems {
            identity_verified: self.identity_verified[lane],
            fields_filled: self.fields_filled[lane],
            accuracy: self.accuracy[lane],
            recent_edits: self.recent_edits[lane],
        }
    }

    /// How the account is used.
    #[inline(always)]
    pub(super) fn consumption(&self, lane: usize) -> ConsumptionItems {
        ConsumptionItems {
            regularity: self.regularity[lane],
            diversity: self.diversity[lane],
            large_share: self.large_share[lane],
            cash_outs: self.cash_outs[lane],
        }
    }
}

/// Weight of a latent factor in each of its items; the rest is the item's own noise.
const LOADING: f64 = 0.92;
/// √(1 − LOADING²), so that an item's score is again standard normal.
const OWN: f64 = 0.391_918_358_845_308_5;

/// Items that are read off the factors, each with noise of its own.
pub(super) const ITEMS: usize = 13;

/// The logistic function of a line in each score.
#[inline(always)]
fn rated<const N: usize>(scores: &[f64; N], intercept: f64, slope: f64) -> [f32; N] {
    let mut lines = [0.0; N];
    for lane in 0..N {
        lines[lane] = intercept + slope * scores[lane];
    }
    logistics(&lines)
}

impl ItemConfig {
    /// Reads the items of applicants with these latent factors (standard normal before the shifts; high is
    /// good), the noise of each item (standard normal), and a coin (0..1) for the name, lane by lane.
    #[inline(always)]
    pub(super) fn read<const N: usize>(
        &self,
        latent: &[[f64; N]; 5],
        causes: &[Cause; N],
        noise: &[[f64; N]; ITEMS],
        coin: &[f64; N],
    ) -> Items<N> {
        let [_, mut security, information, mut consumption, external] = *latent;
        for lane in 0..N {
            let cause = causes[lane];
            security[lane] += if_so(cause == Cause::AccountRisk, self.account_risk_security_shift);
            consumption[lane] += if_so(cause == Cause::Violation, self.violation_consumption_shift);
        }
        // In the order in which the noise is drawn: four items of security, three of information, four of
        // consumption, two of external credit.
        let (s, i, c, e) = (&security, &information, &consumption, &external);
        let factors: [&[f64; N]; ITEMS] = [s, s, s, s, i, i, i, c, c, c, c, e, e];
        let mut scores = [[0.0; N]; ITEMS];
        for item in 0..ITEMS {
            for lane in 0..N {
                scores[item][lane] = LOADING * factors[item][lane] + OWN * noise[item][lane];
            }
        }
        let [takeover, logins, transactions, verification, filled, accuracy, edits, ..] = &scores;
        let [.., regularity, diversity, large, cash_outs, sesame_score, report] = &scores;
        let mut items = Items {
            takeover_risk: rated(takeover, -1.0, -2.2),
            remote_logins: missed(logins, [0.0, -0.6, -1.1, -1.6]),
            abnormal_transactions: missed(transactions, [-0.3, -0.9, -1.5]),
            verification_enabled: [false; N],
            identity_verified: [false; N],
            fields_filled: exceeded(filled, [-1.6, -1.0, -0.4, 0.1, 0.7, 1.3]),
            accuracy: rated(accuracy, 0.8, 2.2),
            recent_edits: missed(edits, [-0.4, -1.0, -1.6]),
            regularity: rated(regularity, 0.5, 2.2),
            diversity: rated(diversity, 0.5, 2.2),
            large_share: rated(large, -0.8, -2.2),
            cash_outs: missed(cash_outs, [-0.5, -1.1, -1.7]),
            sesame_score: *sesame_score,
            credit_report: rated(report, 0.5, 2.2),
        };
        for lane in 0..N {
            items.verification_enabled[lane] = verification[lane] > -0.2;
            items.identity_verified[lane] = coin[lane] >= self.identity_unverified_share;
            items.cash_outs[lane] += u8::from(causes[lane] == Cause::Violation);
            if causes[lane] == Cause::InfoChurn {
                items.recent_edits[lane] = self.churn_edits;
            }
        }
        items
    }
}

impl Applicant {
    /// External items: the Sesame score with its deductions, and the credit report.
    pub(super) fn external(sesame: f64, credit_report: f32) -> ExternalItems {
        ExternalItems { sesame: sesame.clamp(350.0, 950.0) as f32, credit_report }
    }
}
