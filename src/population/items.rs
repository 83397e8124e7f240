//! Reading observable items off the latent factors.

use super::curve::{exceeded, missed};
use super::{Cause, ConsumptionItems, FACTORS, InformationItems, SecurityItems};
use crate::math::{if_so, logistics};

/// How items are read off the latent factors, and how the cause of a restriction moves these and the profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemConfig {
    /// The latent factor of each item, and how much it weighs there.
    pub latents: [Latent; ITEMS],
    /// How factor and noise become the item.
    pub readings: Readings,
    /// Shift of latent security when the account is at risk, in standard deviations.
    pub account_risk_security_shift: f64,
    /// Shift of latent consumption after a violation, in standard deviations.
    pub violation_consumption_shift: f64,
    /// Recent profile edits of someone restricted for frequent edits.
    pub churn_edits: u8,
    /// Suspected cash-outs that a violation adds.
    pub violation_cash_outs: u8,
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

/// Positions in [`FACTORS`] of those that a cause moves.
const SECURITY: usize = 1;
const CONSUMPTION: usize = 3;

/// Items that are read off the factors, each with noise of its own.
pub const ITEMS: usize = 13;

/// The items, in the order in which their noise is drawn.
pub const ITEM_NAMES: [&str; ITEMS] = [
    "takeover_risk",
    "remote_logins",
    "abnormal_transactions",
    "verification_enabled",
    "fields_filled",
    "accuracy",
    "recent_edits",
    "regularity",
    "diversity",
    "large_share",
    "cash_outs",
    "sesame",
    "credit_report",
];

/// What an item is read off: a latent factor and noise of its own, which together are standard normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latent {
    factor: u8,
    loading: f64,
    own: f64,
}

impl Latent {
    /// A position in [`FACTORS`] (beyond them, the last), and the weight of that factor, −1..1: its correlation with
    /// the item's score.
    pub fn new(factor: u8, loading: f64) -> Self {
        // √(1 − loading²), worked out in thousandths, in which loadings are written: without loss there.
        let thousandths = loading * 1_000.0;
        let own = libm::sqrt((1_000_000.0 - thousandths * thousandths).max(0.0)) / 1_000.0;
        Self { factor: factor.min(FACTORS.len() as u8 - 1), loading, own }
    }
}

/// A share that rises (or falls) with an item's score: the logistic function of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// The line at a score of 0.
    pub intercept: f64,
    /// By how much it rises with each standard deviation of the score.
    pub slope: f64,
}

/// A count of the marks that an item's score lies below, or above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marks([f64; Marks::MOST]);

impl Marks {
    /// How many there may be.
    pub const MOST: usize = 6;

    /// Marks below which a score counts one more each. Those beyond [`Self::MOST`] do not count.
    pub fn below(marks: &[f64]) -> Self {
        Self::padded(marks, f64::NEG_INFINITY)
    }

    /// Marks above which a score counts one more each. Those beyond [`Self::MOST`] do not count.
    pub fn above(marks: &[f64]) -> Self {
        Self::padded(marks, f64::INFINITY)
    }

    fn padded(marks: &[f64], never: f64) -> Self {
        let mut all = [never; Self::MOST];
        for (place, mark) in all.iter_mut().zip(marks) {
            *place = *mark;
        }
        Self(all)
    }
}

/// How scores become items. High scores are good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Readings {
    /// Estimated probability that someone else uses the account.
    pub takeover_risk: Rating,
    /// Logins from remote places: one for each mark that the score lies below.
    pub remote_logins: Marks,
    /// Abnormal transactions, likewise.
    pub abnormal_transactions: Marks,
    /// The mark above which identity verification is enabled.
    pub verification_enabled: f64,
    /// Filled fields: one for each mark that the score lies above.
    pub fields_filled: Marks,
    /// Share of what is on file that is right.
    pub accuracy: Rating,
    /// Recent edits: one for each mark that the score lies below.
    pub recent_edits: Marks,
    /// How regular purchases are.
    pub regularity: Rating,
    /// Diversity of purchase scenarios.
    pub diversity: Rating,
    /// Share of spending in large purchases.
    pub large_share: Rating,
    /// Suspected cash-outs: one for each mark that the score lies below.
    pub cash_outs: Marks,
    /// Quality of the credit report.
    pub credit_report: Rating,
}

/// The logistic function of a line in each score.
#[inline(always)]
fn rated<const N: usize>(scores: &[f64; N], rating: Rating) -> [f32; N] {
    let Rating { intercept, slope } = rating;
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
        let mut latent = *latent;
        for lane in 0..N {
            let cause = causes[lane];
            latent[SECURITY][lane] += if_so(cause == Cause::AccountRisk, self.account_risk_security_shift);
            latent[CONSUMPTION][lane] += if_so(cause == Cause::Violation, self.violation_consumption_shift);
        }
        let mut scores = [[0.0; N]; ITEMS];
        for item in 0..ITEMS {
            let Latent { factor, loading, own } = self.latents[item];
            let factor = &latent[usize::from(factor)];
            for lane in 0..N {
                scores[item][lane] = loading * factor[lane] + own * noise[item][lane];
            }
        }
        let [takeover, logins, transactions, verification, filled, accuracy, edits, ..] = &scores;
        let [.., regularity, diversity, large, cash_outs, sesame_score, report] = &scores;
        let readings = &self.readings;
        let mut items = Items {
            takeover_risk: rated(takeover, readings.takeover_risk),
            remote_logins: missed(logins, readings.remote_logins.0),
            abnormal_transactions: missed(transactions, readings.abnormal_transactions.0),
            verification_enabled: [false; N],
            identity_verified: [false; N],
            fields_filled: exceeded(filled, readings.fields_filled.0),
            accuracy: rated(accuracy, readings.accuracy),
            recent_edits: missed(edits, readings.recent_edits.0),
            regularity: rated(regularity, readings.regularity),
            diversity: rated(diversity, readings.diversity),
            large_share: rated(large, readings.large_share),
            cash_outs: missed(cash_outs, readings.cash_outs.0),
            sesame_score: *sesame_score,
            credit_report: rated(report, readings.credit_report),
        };
        for lane in 0..N {
            items.verification_enabled[lane] = verification[lane] > readings.verification_enabled;
            items.identity_verified[lane] = coin[lane] >= self.identity_unverified_share;
            let violates = u8::from(causes[lane] == Cause::Violation);
            items.cash_outs[lane] += self.violation_cash_outs * violates;
            if causes[lane] == Cause::InfoChurn {
                items.recent_edits[lane] = self.churn_edits;
            }
        }
        items
    }
}
