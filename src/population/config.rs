//! What a population is made of, and what makes one impossible.

use super::{CardTable, CauseConfig, Companion, Copula, ItemConfig, LimitScale, OwnAttributes, RiskConfig};
use crate::random::Law;
use crate::words::say;

/// A band of days overdue and a share that belongs to it: of overdue applicants, or of those in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DaysOverdueBand {
    /// First day of the band, at least 1.
    pub from: u16,
    /// Last day of the band, inclusive.
    pub to: u16,
    /// The share, 0..1.
    pub share: f64,
}

/// The Sesame score: normal, with deductions, and clipped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SesameConfig {
    /// Mean before deductions.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Points off for applicants restricted for arrears.
    pub overdue_deduction: f64,
    /// Points off for [`Self::repeated_months`] or more overdue months.
    pub repeated_deduction: f64,
    /// Overdue months that count as repeated.
    pub repeated_months: u8,
    /// The least score there is.
    pub lowest: f64,
    /// The greatest score there is, not below the least.
    pub highest: f64,
}

/// Everything that shapes the applicants.
#[derive(Debug, Clone)]
pub struct PopulationConfig {
    /// Shares of the kinds of restriction, 0..1; they sum to one.
    pub restrictions: Vec<f64>,
    /// The causes.
    pub causes: Vec<CauseConfig>,
    /// Bands of days overdue; shares sum to one.
    pub days_overdue: Vec<DaysOverdueBand>,
    /// Dependence between the factors.
    pub copula: Copula,
    /// How diligence depends on the factors; `None` where it makes no difference.
    pub diligence: Option<Companion>,
    /// Item readings.
    pub items: ItemConfig,
    /// Sesame score.
    pub sesame: SesameConfig,
    /// Balance owed, CNY; never above the limit.
    pub balance_cny: Law,
    /// Utilisation on 0..1; `None` keeps the law of the UCI table.
    pub utilisation: Option<Law>,
    /// How the limits of the UCI table become limits of pay-later accounts.
    pub limits: LimitScale,
    /// How often accounts go bad.
    pub risk: RiskConfig,
    /// Real rows to draw card histories from; `None` generates them.
    pub table: Option<CardTable>,
    /// Attributes that the scenario defines.
    pub own: OwnAttributes,
}

/// What makes a population impossible.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PopulationError {
    /// Shares that should sum to one do not.
    #[error("{}", say!(TheSharesOfMustSum, what = what, sum = sum))]
    Shares {
        /// Whose shares.
        what: &'static str,
        /// Their sum.
        sum: f64,
    },
    /// A band of days overdue that is empty or starts before the first day.
    #[error("{}", say!(ABandOfDaysOverdue, from = from, to = to))]
    Band {
        /// First day.
        from: u16,
        /// Last day.
        to: u16,
    },
    /// A band of days overdue that starts before the one listed before it has ended.
    #[error("{}", say!(BandsOfDaysOverdueMust, from = from, after = after))]
    Order {
        /// First day of the later band.
        from: u16,
        /// Last day of the one before it.
        after: u16,
    },
    /// The table has no row that an applicant could be drawn from.
    #[error("{}", say!(TheTableHasNoRow, what = .0))]
    NoRows(&'static str),
}
