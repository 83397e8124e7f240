//! An applicant and their attributes.

use super::{Card, TrueRisk};

/// What happened to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Restriction {
    /// 暂停使用: it cannot be used at all.
    Suspended,
    /// 限制额度: the limit was reduced.
    Limited,
}

impl Restriction {
    /// Both, in the order of their indices.
    pub const ALL: [Self; 2] = [Self::Suspended, Self::Limited];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Limited => "limited",
        }
    }

    /// What a chance to come back is multiplied by: whose limit was only reduced is in less of a hurry.
    #[inline]
    pub const fn hurry(self, limited_factor: f64) -> f64 {
        match self {
            Self::Suspended => 1.0,
            Self::Limited => limited_factor,
        }
    }
}

/// Why the account was restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// 逾期未还款: an instalment is overdue.
    Overdue,
    /// 账户风险提升: the account looks at risk of unauthorised use.
    AccountRisk,
    /// A breach of the terms, such as cashing out.
    Violation,
    /// 频繁修改信息: personal information was changed too often.
    InfoChurn,
    /// Anything else.
    Other,
}

impl Cause {
    /// All causes, in the order of their indices.
    pub const ALL: [Self; 5] =
        [Self::Overdue, Self::AccountRisk, Self::Violation, Self::InfoChurn, Self::Other];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::AccountRisk => "account_risk",
            Self::Violation => "violation",
            Self::InfoChurn => "info_churn",
            Self::Other => "other",
        }
    }
}

/// What the system sees of account security.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecurityItems {
    /// Estimated probability that someone else uses the account, 0..1.
    pub takeover_risk: f32,
    /// Logins from remote places in the last month.
    pub remote_logins: u8,
    /// Abnormal transactions in the last month.
    pub abnormal_transactions: u8,
    /// Whether identity verification at login is enabled.
    pub verification_enabled: bool,
}

/// What is on file about the person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InformationItems {
    /// Whether the real name has been verified.
    pub identity_verified: bool,
    /// Filled fields among contact, address, education, occupation, housing fund, social insurance: 0..=6.
    pub fields_filled: u8,
    /// Share of what is on file that is right, 0..1.
    pub accuracy: f32,
    /// Edits of the profile shortly before the restriction.
    pub recent_edits: u8,
}

/// How the account is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConsumptionItems {
    /// How regular purchases are, 0..1.
    pub regularity: f32,
    /// Diversity of purchase scenarios, 0..1.
    pub diversity: f32,
    /// Share of spending in large purchases, 0..1.
    pub large_share: f32,
    /// Suspected cash-outs in the last six months.
    pub cash_outs: u8,
}

/// What others say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExternalItems {
    /// Sesame score, 350..950.
    pub sesame: f32,
    /// Quality of the central-bank credit report, 0..1.
    pub credit_report: f32,
}

/// One applicant at the moment of restriction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Applicant {
    /// What happened to the account.
    pub restriction: Restriction,
    /// Why.
    pub cause: Cause,
    /// Days overdue at restriction; zero unless the cause is [`Cause::Overdue`].
    pub days_overdue: u16,
    /// Whether a violation is a cash-out that has been confirmed.
    pub confirmed_cash_out: bool,
    /// Balance owed, CNY.
    pub balance_cny: f32,
    /// The card history.
    pub card: Card,
    /// Account security.
    pub security: SecurityItems,
    /// Personal information.
    pub information: InformationItems,
    /// Consumption behaviour.
    pub consumption: ConsumptionItems,
    /// External credit.
    pub external: ExternalItems,
    /// How likely the account goes bad; no policy can read it.
    pub true_risk: TrueRisk,
    /// How readily they take things up, standard normal; 0 where it makes no difference. No policy can read it.
    pub diligence: f32,
}

impl Applicant {
    /// A place for one to be made in.
    pub const BLANK: Self = Self {
        restriction: Restriction::Suspended,
        cause: Cause::Overdue,
        days_overdue: 0,
        confirmed_cash_out: false,
        balance_cny: 0.0,
        card: Card {
            age_years: 0.0,
            limit_cny: 0.0,
            utilisation: 0.0,
            payment_ratio: 0.0,
            overdue_months: 0,
            months_overdue_now: 0,
        },
        security: SecurityItems {
            takeover_risk: 0.0,
            remote_logins: 0,
            abnormal_transactions: 0,
            verification_enabled: false,
        },
        information: InformationItems {
            identity_verified: false,
            fields_filled: 0,
            accuracy: 0.0,
            recent_edits: 0,
        },
        consumption: ConsumptionItems { regularity: 0.0, diversity: 0.0, large_share: 0.0, cash_outs: 0 },
        external: ExternalItems { sesame: 0.0, credit_report: 0.0 },
        true_risk: TrueRisk::BLANK,
        diligence: 0.0,
    };

    /// Whether arrears are owed at restriction.
    pub fn has_arrears(&self) -> bool {
        self.days_overdue > 0
    }
}
