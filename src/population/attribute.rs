//! Attributes by number: what is known of an applicant, those of the generator first, then those of a scenario.

use super::Applicant;

/// A number on file, by its position: below [`Attribute::GENERATED`] one that every applicant has, beyond it one that
/// the scenario defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attribute(u8);

impl Attribute {
    /// Attributes of every applicant.
    pub const GENERATED: usize = 23;

    /// How many a scenario may define.
    pub const MOST_OWN: usize = 64;

    /// Names in files of those that every applicant has, in their order. Whether something is so is 1 or 0.
    pub const NAMES: [&'static str; Self::GENERATED] = [
        "days_overdue",
        "days_overdue_now",
        "overdue_months",
        "utilisation",
        "payment_ratio",
        "takeover_risk",
        "remote_logins",
        "abnormal_transactions",
        "verification_enabled",
        "identity_verified",
        "fields_filled",
        "accuracy",
        "recent_edits",
        "regularity",
        "diversity",
        "large_share",
        "cash_outs",
        "confirmed_cash_out",
        "sesame",
        "credit_report",
        "age",
        "limit_cny",
        "balance_cny",
    ];

    /// Days overdue at restriction.
    pub const DAYS_OVERDUE: Self = Self(0);
    /// Days overdue as they stand.
    pub const DAYS_OVERDUE_NOW: Self = Self(1);
    /// Overdue months on record.
    pub const OVERDUE_MONTHS: Self = Self(2);
    /// Whether the real name has been verified.
    pub const IDENTITY_VERIFIED: Self = Self(9);
    /// Edits of the profile shortly before the restriction.
    pub const RECENT_EDITS: Self = Self(12);
    /// Suspected cash-outs.
    pub const CASH_OUTS: Self = Self(16);
    /// Whether a cash-out has been confirmed.
    pub const CONFIRMED_CASH_OUT: Self = Self(17);
    /// Sesame score.
    pub const SESAME: Self = Self(18);

    /// The one at a position.
    pub const fn at(position: usize) -> Self {
        Self(position as u8)
    }

    /// Its position.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its position among those that the scenario defines, if it is one.
    #[inline]
    pub const fn own(self) -> Option<usize> {
        self.index().checked_sub(Self::GENERATED)
    }

    /// The least and the greatest value it may have.
    const fn bounds(self) -> (f64, f64) {
        match self.0 {
            3..=5 | 8 | 9 | 11 | 13..=15 | 17 | 19 => (0.0, 1.0),
            6 | 7 | 10 | 12 | 16 => (0.0, 255.0),
            _ => (f64::MIN, f64::MAX),
        }
    }

    /// Whether causes and behaviours may change it: not what decides true risk, and not what time alone changes.
    pub const fn may_change(self) -> bool {
        !matches!(self.0, 0..=4 | 20..=22)
    }
}

/// What is done to an attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It becomes this.
    Set(Attribute, f64),
    /// This is added to it.
    Add(Attribute, f64),
}

impl Change {
    /// What is changed.
    pub const fn attribute(self) -> Attribute {
        match self {
            Self::Set(attribute, _) | Self::Add(attribute, _) => attribute,
        }
    }

    /// What a value becomes: within the bounds of the attribute.
    #[inline]
    pub fn of(self, value: f64) -> f64 {
        let (least, greatest) = self.attribute().bounds();
        match self {
            Self::Set(_, to) => to,
            Self::Add(_, more) => value + more,
        }
        .clamp(least, greatest)
    }
}

/// A whole number from 0 to 255.
fn count(value: f64) -> u8 {
    // Floats are cut to the range of the integer.
    value as u8
}

impl Applicant {
    /// An attribute as it was at restriction: of one that the scenario defines, the value among `own`, and 0 where
    /// there is none.
    #[inline]
    pub fn attribute(&self, attribute: Attribute, own: &[f32]) -> f64 {
        let so = |flag: bool| f64::from(u8::from(flag));
        match attribute.0 {
            0 | 1 => f64::from(self.days_overdue),
            2 => f64::from(self.card.overdue_months),
            3 => f64::from(self.card.utilisation),
            4 => f64::from(self.card.payment_ratio),
            5 => f64::from(self.security.takeover_risk),
            6 => f64::from(self.security.remote_logins),
            7 => f64::from(self.security.abnormal_transactions),
            8 => so(self.security.verification_enabled),
            9 => so(self.information.identity_verified),
            10 => f64::from(self.information.fields_filled),
            11 => f64::from(self.information.accuracy),
            12 => f64::from(self.information.recent_edits),
            13 => f64::from(self.consumption.regularity),
            14 => f64::from(self.consumption.diversity),
            15 => f64::from(self.consumption.large_share),
            16 => f64::from(self.consumption.cash_outs),
            17 => so(self.confirmed_cash_out),
            18 => f64::from(self.external.sesame),
            19 => f64::from(self.external.credit_report),
            20 => f64::from(self.card.age_years),
            21 => f64::from(self.card.limit_cny),
            22 => f64::from(self.balance_cny),
            _ => attribute.own().and_then(|at| own.get(at)).copied().map_or(0.0, f64::from),
        }
    }

    /// Changes an attribute that [`Attribute::may_change`]; of one that the scenario defines, the value among `own`.
    #[inline]
    pub(super) fn change(&mut self, change: Change, own: &mut [f32]) {
        let attribute = change.attribute();
        let value = change.of(self.attribute(attribute, own));
        match attribute.0 {
            5 => self.security.takeover_risk = value as f32,
            6 => self.security.remote_logins = count(value),
            7 => self.security.abnormal_transactions = count(value),
            8 => self.security.verification_enabled = value > 0.0,
            9 => self.information.identity_verified = value > 0.0,
            10 => self.information.fields_filled = count(value),
            11 => self.information.accuracy = value as f32,
            12 => self.information.recent_edits = count(value),
            13 => self.consumption.regularity = value as f32,
            14 => self.consumption.diversity = value as f32,
            15 => self.consumption.large_share = value as f32,
            16 => self.consumption.cash_outs = count(value),
            17 => self.confirmed_cash_out = value > 0.0,
            18 => self.external.sesame = value as f32,
            19 => self.external.credit_report = value as f32,
            _ => {
                if let Some(place) = attribute.own().and_then(|at| own.get_mut(at)) {
                    *place = value as f32;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What may change reads back as it was set; what may not stays as it is.
    #[test]
    fn a_changed_attribute_reads_as_it_was_set() {
        for position in 0..Attribute::GENERATED + 2 {
            let attribute = Attribute::at(position);
            let (mut applicant, mut own) = (Applicant::BLANK, [0.0, 0.0]);
            applicant.change(Change::Set(attribute, 1.0), &mut own);
            let changed = applicant.attribute(attribute, &own);
            let expected: f64 = if attribute.may_change() { 1.0 } else { 0.0 };
            assert_eq!(changed.to_bits(), expected.to_bits(), "{position}");
            applicant.change(Change::Set(attribute, 0.0), &mut own);
            assert_eq!((applicant, own), (Applicant::BLANK, [0.0, 0.0]), "{position} is one attribute alone");
        }
        assert_eq!(Attribute::at(Attribute::GENERATED + 1).own(), Some(1));
    }
}
