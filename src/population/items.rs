//! Reading observable items off the latent factors.

use super::curve::{exceeded, missed};
use super::{ConsumptionItems, InformationItems, LATENTS, SecurityItems};
use crate::math::logistics;

/// How items are read off the latent factors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemConfig {
    /// The latent factor of each item, and how much it weighs there.
    pub latents: [Latent; ITEMS],
    /// How factor and noise become the item.
    pub readings: Readings,
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
    /// A position in [`LATENTS`], and beyond them among those that a scenario adds; and the weight of that factor, −1..1:
    /// its correlation with the item's score.
    pub fn new(factor: u8, loading: f64) -> Self {
        // √(1 − loading²), worked out in thousandths, in which loadings are written: without loss there.
        let thousandths = loading * 1_000.0;
        let own = libm::sqrt((1_000_000.0 - thousandths * thousandths).max(0.0)) / 1_000.0;
        Self { factor, loading, own }
    }

    /// The score of someone with these latent numbers and this noise; without that factor, of noise alone.
    pub(super) fn score(self, latents: &[f64], noise: f64) -> f64 {
        let factor = latents.get(usize::from(self.factor)).copied().unwrap_or(0.0);
        self.loading * factor + self.own * noise
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

    /// How many a score lies below.
    pub(super) fn missed_by(&self, score: f64) -> u8 {
        missed(&[score], self.0)[0]
    }

    /// How many it lies above.
    pub(super) fn exceeded_by(&self, score: f64) -> u8 {
        exceeded(&[score], self.0)[0]
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
    /// Reads the items of applicants with these latent factors (standard normal before causes moved them; high is
    /// good), the noise of each item (standard normal), and a coin (0..1) for the name, lane by lane.
    #[inline(always)]
    pub(super) fn read<const N: usize>(
        &self,
        latent: &[[f64; N]; 5],
        noise: &[[f64; N]; ITEMS],
        coin: &[f64; N],
    ) -> Items<N> {
        let mut scores = [[0.0; N]; ITEMS];
        for item in 0..ITEMS {
            let Latent { factor, loading, own } = self.latents[item];
            let factor = &latent[usize::from(factor).min(LATENTS.len() - 1)];
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
        }
        items
    }
}
