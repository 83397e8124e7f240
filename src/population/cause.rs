//! What a cause of restriction is, and how it shows in the file.

use super::{Applicant, Attribute, Change};

/// A cause of restriction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CauseConfig {
    /// Share of the restrictions, 0..1; those of all causes sum to one.
    pub share: f64,
    /// Whether an instalment is overdue, for as many days as the bands say.
    pub arrears: bool,
    /// By how much it moves latent numbers, in standard deviations: positions among those of the generator and then
    /// those that the scenario adds.
    pub shifts: Vec<(u8, f64)>,
    /// An attribute that it sets to 1 for a share of those concerned, 0..1.
    pub chance: Option<(Attribute, f64)>,
    /// What it does to attributes.
    pub changes: Vec<Change>,
    /// What it adds to the log-odds of going bad.
    pub risk_log_odds: f64,
}

impl CauseConfig {
    /// Lets the cause show in the file of someone, whose chance is `coin` (0..1).
    #[inline(always)]
    pub(super) fn show(&self, applicant: &mut Applicant, coin: f64) {
        for change in self.drawn(coin) {
            applicant.change(change, &mut []);
        }
        if self.risk_log_odds != 0.0 {
            applicant.true_risk = applicant.true_risk.shifted(self.risk_log_odds);
        }
    }

    /// The same for the attributes that the scenario defines.
    pub(super) fn show_own(&self, applicant: &Applicant, coin: f64, own: &mut [f32]) {
        let mut applicant = *applicant;
        for change in self.drawn(coin).filter(|change| change.attribute().own().is_some()) {
            applicant.change(change, own);
        }
    }

    /// What is done to attributes of someone with this chance.
    #[inline(always)]
    fn drawn(&self, coin: f64) -> impl Iterator<Item = Change> {
        let flag = self.chance.filter(|(_, share)| coin < *share).map(|(flag, _)| Change::Set(flag, 1.0));
        flag.into_iter().chain(self.changes.iter().copied())
    }
}
