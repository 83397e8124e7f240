//! Sections about restrictions and the applicants' attributes.

use super::super::read::choice::choice;
use super::super::read::dist::{Dist, Law};
use super::super::read::section::section;
use super::super::read::units::{Money, Share};
use super::super::standard::Entries;
use super::entries::RestrictionKindSection;
use super::files::{AgeUnit, Codes, Decimal, Delimiter, Missing, UtilisationUnit};
use std::path::PathBuf;

section! {
    /// Shares of the causes of a restriction; they sum to 1.
    pub struct CauseMixSection {
        /// 逾期未还款: an instalment is overdue.
        overdue: Share = Share::new(0.45);
        /// 账户风险提升: the account looks at risk of unauthorised use.
        account_risk: Share = Share::new(0.25);
        /// A breach of the terms, such as cashing out.
        violation: Share = Share::new(0.12);
        /// 频繁修改信息: information was changed too often.
        info_churn: Share = Share::new(0.10);
        /// Anything else.
        other: Share = Share::new(0.08);
    }
}

section! {
    /// A band of days overdue.
    pub struct DaysOverdueSection {
        /// First day of the band.
        from: u32 = 1, at_least(1), at_most(10_000);
        /// Last day of the band, inclusive.
        to: u32 = 1, at_least(1), at_most(10_000);
        /// Share of overdue applicants in it.
        share: Share = Share::new(1.0);
    }
}

impl DaysOverdueSection {
    fn band(from: u32, to: u32, share: f64) -> Self {
        Self { from, to, share: Share::new(share), ..Self::default() }
    }
}

section! {
    /// What is restricted, and why.
    pub struct RestrictionSection {
        /// Share of restrictions that suspend the account; the others reduce its limit.
        suspended_share: Share = Share::new(0.8);
        /// Kinds of restriction, by name.
        kind: Entries<RestrictionKindSection>;
        /// Shares of the causes.
        causes: CauseMixSection;
        /// Days overdue at restriction, of those restricted for arrears; shares sum to 1.
        days_overdue: Vec<DaysOverdueSection> = vec![
            DaysOverdueSection::band(1, 7, 0.45),
            DaysOverdueSection::band(8, 30, 0.35),
            DaysOverdueSection::band(31, 120, 0.20),
        ], non_empty, max_length(1000);
        /// Share of violations that are confirmed cash-outs.
        confirmed_cash_out_share: Share = Share::new(0.25);
    }
}

section! {
    /// Correlations between the latent factors (a Gaussian copula).
    pub struct CorrelationSection {
        /// Credit status and account security.
        credit_security: f64 = 0.15, between(-1.0, 1.0);
        /// Credit status and personal information.
        credit_information: f64 = 0.15, between(-1.0, 1.0);
        /// Credit status and consumption.
        credit_consumption: f64 = 0.35, between(-1.0, 1.0);
        /// Credit status and external credit.
        credit_external: f64 = 0.45, between(-1.0, 1.0);
        /// Account security and personal information.
        security_information: f64 = 0.20, between(-1.0, 1.0);
        /// Account security and consumption.
        security_consumption: f64 = 0.15, between(-1.0, 1.0);
        /// Account security and external credit.
        security_external: f64 = 0.15, between(-1.0, 1.0);
        /// Personal information and consumption.
        information_consumption: f64 = 0.15, between(-1.0, 1.0);
        /// Personal information and external credit.
        information_external: f64 = 0.35, between(-1.0, 1.0);
        /// Consumption and external credit.
        consumption_external: f64 = 0.35, between(-1.0, 1.0);
    }
}

section! {
    /// How often accounts go bad that were restricted for arrears and repaid.
    pub struct CuredBadSection {
        /// First day overdue of the band.
        from: u32 = 1, at_least(1), at_most(10_000);
        /// Last day of the band, inclusive.
        to: u32 = 1, at_least(1), at_most(10_000);
        /// Share of them that goes bad.
        share: Share = Share::new(0.1), above(0.0), below(1.0);
    }
}

impl CuredBadSection {
    fn band(from: u32, to: u32, share: f64) -> Self {
        Self { from, to, share: Share::new(share), ..Self::default() }
    }
}

section! {
    /// The Sesame score: normal, with deductions, and clipped.
    pub struct SesameSection {
        /// Least score there is.
        lowest: f64 = 350.0, between(0.0, 1e6);
        /// Greatest score there is.
        highest: f64 = 950.0, between(0.0, 1e6);
        /// Mean before deductions; between the least and the greatest.
        mean: f64 = 610.0, between(0.0, 1e6);
        /// Standard deviation.
        sd: f64 = 65.0, above(0.0), at_most(600.0);
        /// Points off for those restricted for arrears.
        overdue_deduction: f64 = 25.0, between(0.0, 600.0);
        /// Points off for repeated arrears.
        repeated_deduction: f64 = 15.0, between(0.0, 600.0);
        /// Overdue months out of six from which on arrears are repeated.
        repeated_months: u32 = 3, at_most(6);
    }
}

section! {
    /// How the cause of a restriction shows in the file.
    pub struct CauseShiftSection {
        /// Shift of latent security when the account is at risk, in standard deviations.
        account_risk_security: f64 = -0.9, between(-10.0, 10.0);
        /// Shift of latent consumption after a violation, in standard deviations.
        violation_consumption: f64 = -0.7, between(-10.0, 10.0);
        /// Recent profile edits of those restricted for frequent edits.
        churn_edits: u32 = 8, at_most(200);
        /// Suspected cash-outs that a violation adds.
        violation_cash_outs: u32 = 1, at_most(200);
    }
}

section! {
    /// Who goes bad rather than others: what each unit of a card history adds to the log-odds. The intercept follows from
    /// `portfolio_bad_share`.
    pub struct RiskSection {
        /// Each month overdue now, up to three.
        month_now: f64 = 0.908, between(-20.0, 20.0);
        /// Each overdue month of the five before.
        month_before: f64 = 0.273, between(-20.0, 20.0);
        /// Utilisation, from 0 to 1.
        utilisation: f64 = 0.040, between(-20.0, 20.0);
        /// Each doubling of the limit.
        limit_doubling: f64 = -0.167, between(-20.0, 20.0);
        /// Payment ratio, from 0 to 1.
        payment_ratio: f64 = 0.22, between(-20.0, 20.0);
        /// On top of these, by overdue months out of six: 0 to 6. The rate is not linear in their number.
        by_overdue_months: [f64; 7] = [-0.098, 0.204, 0.156, 0.199, 0.089, -0.426, -0.277], between(-20.0, 20.0);
    }
}

section! {
    /// Which columns of the table hold what. A column that is not named is filled by the generator.
    pub struct TableColumnsSection {
        /// Credit limit.
        limit: Option<String>;
        /// Age, in the unit of `age_unit`.
        age: Option<String>;
        /// Utilisation, in the unit of `utilisation_unit`, instead of the mean of the bills over the limit.
        utilisation: Option<String>;
        /// Monthly repayment status, latest month first: 1 or more is months overdue, 0 and below is not.
        repayment_status: Vec<String>, max_length(120);
        /// Monthly bills, latest month first.
        bills: Vec<String>, max_length(120);
        /// Monthly payments, latest month first; each answers the bill of the month before.
        payments: Vec<String>, max_length(120);
    }
}

section! {
    /// A table of real card holders, whose rows are drawn with replacement.
    pub struct TableSection {
        /// The CSV file, plain or compressed by gzip. `sim check` says what is read of it.
        file: Option<PathBuf>;
        /// What stands between its columns: `","`, `";"`, `"\t"`, `"|"` or `" "`.
        delimiter: Delimiter = Delimiter::Comma;
        /// Its decimal sign: `"."`, or `","`, with which points between thousands are passed over.
        decimal: Decimal = Decimal::Point;
        /// Its encoding, such as `"utf-8"`, `"gb18030"`, `"utf-16le"` or `"windows-1252"`. A byte order mark has the
        /// last word.
        encoding: String = "utf-8".to_owned(), non_empty;
        /// What becomes of a missing value, which is an empty cell, one of the usual marks (`NA`, `NaN`, `null`, `-`, `无`), or
        /// one of `missing_values`: `"fault"`; `"generate"`, the generator fills the attributes that the value would have
        /// decided; or `"skip"`, the row is left out.
        missing: Missing = Missing::Fault;
        /// Codes that say that there is no value: `["-9", "-8"]` in all columns, or by column,
        /// `{ PAST_DUE = [96, 98], AGE = [0], "年龄" = ["?"] }`, where `"*"` stands for all.
        missing_values: Codes;
        /// Unit of ages: `"years"`, or `"days"`, whose sign does not count.
        age_unit: AgeUnit = AgeUnit::Years;
        /// Unit of utilisation: `"share"` or `"percent"`. A cell with a percent sign is percent in either case.
        utilisation_unit: UtilisationUnit = UtilisationUnit::Share;
        /// Units of the table's money for one CNY.
        units_per_cny: f64 = 1.0, above(0.0), at_most(1e9);
        /// Which columns hold what.
        columns: TableColumnsSection;
    }
}

choice! {
    /// Where card histories come from.
    pub enum PopulationSource {
        /// Generated in the shape of the UCI table.
        Generator = "generator",
        /// Drawn from a table of real rows.
        Table = "table",
        /// Entities without attributes, which enter the process at once: for queues as such.
        Plain = "plain",
    }
}

section! {
    /// Who the applicants are.
    pub struct PopulationSection {
        /// Where card histories come from.
        source: PopulationSource = PopulationSource::Generator;
        /// Correlations between the factors.
        correlation: CorrelationSection;
        /// Sesame score.
        sesame: SesameSection;
        /// Balance owed; never above the limit.
        balance: Dist<Money> = Dist::lognormal(Money::cny(800.0), 1.1);
        /// Law of utilisation on 0..1; everyone keeps their rank.
        utilisation: Dist<f64> = Dist::new(Law::Beta { alpha: 1.2, beta: 1.3, min: 0.0, max: 1.0 });
        /// Whether generated utilisation keeps the law of the UCI table instead.
        uci_utilisation: bool = false;
        /// New Taiwan dollars of the UCI table for one CNY, where limits are generated. It scales card limits to pay-later
        /// limits and is no exchange rate.
        uci_units_per_cny: f64 = 20.0, between(0.1, 1000.0);
        /// Generated limits are multiples of this.
        limit_step: Money = Money::cny(500.0), at_least(1.0), at_most(100_000.0);
        /// Days overdue that make one more month overdue.
        month_days: u32 = 30, at_least(1), at_most(10_000);
        /// How the cause shows in the file.
        cause_shift: CauseShiftSection;
        /// Share of applicants whose identity is not verified: expired or mismatched.
        identity_unverified_share: Share = Share::new(0.015);
        /// Share of the lender's whole portfolio that goes bad; sets the intercept of true risk.
        portfolio_bad_share: Share = Share::new(0.02), above(0.0), below(1.0);
        /// Who goes bad rather than others.
        risk: RiskSection;
        /// Days overdue that make an account bad by definition: bad is whoever is ever so long overdue within twelve
        /// months. Arrears that stay unpaid so long are bad, whatever follows.
        bad_days_overdue: u32 = 90, at_least(1), at_most(10_000);
        /// Of accounts restricted for arrears that were repaid, the share that goes bad, by days overdue at
        /// restriction. The bands rise; days outside them belong to the band before, or to the first. `[]` leaves
        /// such accounts to the card history alone.
        cured_bad_share: Vec<CuredBadSection> = vec![
            CuredBadSection::band(1, 7, 0.06),
            CuredBadSection::band(8, 30, 0.13),
            CuredBadSection::band(31, 89, 0.30),
        ], max_length(1000);
        /// Expected loss by takeover, as a share of the limit, at a takeover risk of 1.
        takeover_loss_share: Share = Share::new(0.02);
        /// The table, with `source = "table"`.
        table: TableSection;
    }
}
