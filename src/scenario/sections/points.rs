//! Sections about the points that items give within their factor.

use super::super::read::section::section;

section! {
    /// Points of overdue months.
    pub struct OverdueMonthsPoints {
        /// Points (0 to 1) of 0 to 6 overdue months on record. Between them, as months age, points lie on a line.
        points: [f64; 7] = [1.0, 0.70, 0.50, 0.35, 0.22, 0.10, 0.0], between(0.0, 1.0);
    }
}

section! {
    /// Points of the arrears at restriction, which repaying does not undo; without arrears they are 1.
    pub struct ArrearsPoints {
        /// Points left once anything is overdue; from there they fall evenly with days.
        first: f64 = 0.2, between(0.0, 1.0);
        /// Days overdue at which there are none left.
        none_at: u32 = 120, at_least(1), at_most(10_000);
    }
}

section! {
    /// Points of the items of credit status.
    pub struct CreditItems {
        /// Overdue months on record.
        overdue_months: OverdueMonthsPoints;
        /// Days overdue at restriction.
        arrears: ArrearsPoints;
    }
}

section! {
    /// Points of remote logins, which fall evenly with their number.
    pub struct RemoteLoginsPoints {
        /// Number at which there are no points left.
        none_at: f64 = 4.0, above(0.0), at_most(1000.0);
    }
}

section! {
    /// Points of abnormal transactions, which fall evenly with their number.
    pub struct AbnormalTransactionsPoints {
        /// Number at which there are no points left.
        none_at: f64 = 3.0, above(0.0), at_most(1000.0);
    }
}

section! {
    /// Points of the items of account security.
    pub struct SecurityItems {
        /// Logins from remote places.
        remote_logins: RemoteLoginsPoints;
        /// Abnormal transactions.
        abnormal_transactions: AbnormalTransactionsPoints;
    }
}

section! {
    /// Points of completeness, which rise evenly with the number of filled fields.
    pub struct FieldsFilledPoints {
        /// Number at which there are all points.
        full_at: f64 = 6.0, above(0.0), at_most(1000.0);
    }
}

section! {
    /// Points of the items of personal information.
    pub struct InformationItems {
        /// Filled fields of the profile.
        fields_filled: FieldsFilledPoints;
    }
}

section! {
    /// Points of suspected cash-outs, which fall evenly with their number.
    pub struct CashOutsPoints {
        /// Number at which there are no points left.
        none_at: f64 = 3.0, above(0.0), at_most(1000.0);
    }
}

section! {
    /// Points of the items of consumption.
    pub struct ConsumptionItems {
        /// Suspected cash-outs.
        cash_outs: CashOutsPoints;
    }
}

section! {
    /// Points of the Sesame score, which rise evenly with it.
    pub struct SesamePoints {
        /// Score up to which there are no points.
        none_at: f64 = 400.0, between(-1e6, 1e6);
        /// Score from which on there are all; above `none_at`.
        full_at: f64 = 800.0, between(-1e6, 1e6);
    }
}

section! {
    /// Points of the items of external credit.
    pub struct ExternalItems {
        /// Sesame score.
        sesame: SesamePoints;
    }
}

/// A factor whose items have points.
macro_rules! factor {
    ($name:ident, $doc:literal, $items:ty) => {
        section! {
            #[doc = $doc]
            pub struct $name {
                /// What its items are worth; those that are shares count as they are.
                items: $items;
            }
        }
    };
}

factor!(CreditFactor, "Credit status.", CreditItems);
factor!(SecurityFactor, "Account security.", SecurityItems);
factor!(InformationFactor, "Personal information.", InformationItems);
factor!(ConsumptionFactor, "Consumption.", ConsumptionItems);
factor!(ExternalFactor, "External credit.", ExternalItems);

section! {
    /// The factors of the score, by name.
    pub struct FactorSection {
        /// 信用状况: credit status.
        credit: CreditFactor;
        /// 账户安全: account security.
        security: SecurityFactor;
        /// 个人信息: personal information.
        information: InformationFactor;
        /// 消费行为: consumption behaviour.
        consumption: ConsumptionFactor;
        /// 外部信用信息: external credit.
        external: ExternalFactor;
    }
}
