//! An applicant and their attributes.

use super::{Card, TrueRisk};

/// The kind of a restriction, by its position among those of a scenario. The standard ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Restriction(u8);

impl Restriction {
    /// 暂停使用: the account cannot be used at all.
    pub const SUSPENDED: Self = Self(0);
    /// 限制额度: its limit was reduced.
    pub const LIMITED: Self = Self(1);

    /// Names in files of the standard ones.
    pub const STANDARD: [&'static str; 2] = ["suspended", "limited"];

    /// How many a scenario may have.
    pub const MOST: usize = 16;

    /// The one at a position, below [`Self::MOST`].
    pub const fn at(position: usize) -> Self {
        Self(position as u8)
    }

    /// Its position.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why the account was restricted, by its position among the causes of a scenario. The standard ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cause(u8);

impl Cause {
    /// 逾期未还款: an instalment is overdue.
    pub const OVERDUE: Self = Self(0);
    /// 账户风险提升: the account looks at risk of unauthorised use.
    pub const ACCOUNT_RISK: Self = Self(1);
    /// A breach of the terms, such as cashing out.
    pub const VIOLATION: Self = Self(2);
    /// 频繁修改信息: personal information was changed too often.
    pub const INFO_CHURN: Self = Self(3);
    /// Anything else.
    pub const OTHER: Self = Self(4);

    /// Names in files of the standard ones.
    pub const STANDARD: [&'static str; 5] = ["overdue", "account_risk", "violation", "info_churn", "other"];

    /// How many a scenario may have.
    pub const MOST: usize = 64;

    /// The one at a position, below [`Self::MOST`].
    pub const fn at(position: usize) -> Self {
        Self(position as u8)
    }

    /// Its position.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
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
    /// Days overdue at restriction; zero unless the cause leaves arrears.
    pub days_overdue: u16,
    /// Whether a cash-out has been confirmed.
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
        restriction: Restriction::SUSPENDED,
        cause: Cause::OVERDUE,
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
