//! What a decision can see.

/// An application as submitted: the items of the five factors as they stand, and nothing that is
/// not in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SubmittedView {
    /// Number of the application, from 1.
    pub attempt: u8,
    /// Days overdue now; zero when nothing is owed.
    pub days_overdue: u32,
    /// Days overdue when the account was restricted: they stay on record.
    pub days_overdue_at_restriction: u16,
    /// Overdue months on record, aged: 0..6.
    pub overdue_months: f64,
    /// Mean bill over limit, 0..1.
    pub utilisation: f64,
    /// Mean share of a bill that was paid, 0..1.
    pub payment_ratio: f64,
    /// Estimated probability that someone else uses the account, 0..1.
    pub takeover_risk: f64,
    /// Logins from remote places in the last month.
    pub remote_logins: u8,
    /// Abnormal transactions in the last month.
    pub abnormal_transactions: u8,
    /// Whether identity verification at login is enabled.
    pub verification_enabled: bool,
    /// Whether the real name has been verified.
    pub identity_verified: bool,
    /// Filled profile fields, 0..=6.
    pub fields_filled: u8,
    /// Share of the profile that checks out, 0..1.
    pub accuracy: f64,
    /// Regularity of purchases, 0..1.
    pub regularity: f64,
    /// Diversity of purchase scenarios, 0..1.
    pub diversity: f64,
    /// Share of spending in large purchases, 0..1.
    pub large_share: f64,
    /// Suspected cash-outs in six months.
    pub cash_outs: u8,
    /// Whether a cash-out has been confirmed.
    pub confirmed_cash_out: bool,
    /// Sesame score, 350..950.
    pub sesame: f64,
    /// Quality of the central-bank credit report, 0..1.
    pub credit_report: f64,
    /// Gains of the five factors since restriction, in factor points.
    pub gains: [f64; 5],
    /// Whether documents were handed in.
    pub documents: bool,
    /// Share of the noise of a reviewer's verdict that fuller information removes, 0..1.
    pub noise_reduction: f64,
}
