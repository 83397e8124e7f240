//! True risk of accounts that were restricted for arrears: it rises with days overdue.
//!
//! The logit of [`super::risk`] tells who of a portfolio is riskier than whom. That an account restricted for
//! arrears is far riskier than the portfolio, and the more so the longer they are overdue, comes on top: a shift of
//! the log-odds by days overdue, chosen so that accounts whose arrears were repaid go bad as often as stated.
//! What an applicant does is not known here.

use super::DaysOverdueBand;
use super::card::{Card, CardGenerator};
use super::risk::{DefaultLogit, LimitDoublings, RiskModel, TrueRisk, calibrated_shift};
use crate::math::{Work, exps, widely};
use crate::random::{Purpose, ROW, ReplicationKey};

/// How often accounts go bad. *Bad* means ever so many days overdue within a year.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskConfig {
    /// Who of a portfolio is riskier than whom.
    pub logit: DefaultLogit,
    /// Share of the whole portfolio that goes bad, 0..1 exclusive.
    pub portfolio_bad_share: f64,
    /// Of accounts restricted for arrears that were repaid: the share that goes bad (0..1 exclusive), by days
    /// overdue at restriction. The bands rise; days outside all of them belong to the one before, or the first.
    pub cured_bad: Vec<DaysOverdueBand>,
    /// What repaying adds to the log-odds of going bad.
    pub repaid_log_odds: f64,
    /// Days overdue that make an account bad by definition, at least 1.
    pub bad_days_overdue: u16,
    /// Days overdue that make one more month overdue, at least 1.
    pub month_days: u16,
}

/// Months overdue now (0..=3) of somebody so many days overdue, at so many days a month.
#[inline(always)]
pub(super) fn months_overdue(days: u16, month: u16) -> u8 {
    u8::from(days > 0) + u8::from(days > month) + u8::from(days > month.saturating_add(month))
}

/// Shift of the log-odds of going bad, by days overdue at restriction.
#[derive(Debug, Clone)]
pub(super) struct ArrearsRisk {
    /// From 0 days, where there is none, to the first day of the last band; later days are like the last.
    shifts: Vec<f64>,
}

/// Card holders in arrears on whom a band is calibrated. The standard error of its share of bad accounts is then
/// about .15 points at a share of 13 %.
const HOLDERS: usize = 4_096;

impl ArrearsRisk {
    /// Shifts at which the accounts of each band go bad as often as `config` says, once repaid.
    pub(super) fn calibrated(
        config: &RiskConfig,
        risk: &RiskModel,
        cards: &CardGenerator,
        limits: &LimitDoublings,
    ) -> Self {
        let mut shifts = vec![0.0];
        if config.cured_bad.is_empty() {
            return Self { shifts };
        }
        let holders = widely(InArrears { cards });
        for band in &config.cured_bad {
            let days = (band.from..=band.to).cycle();
            let log_odds = |(card, days): (&Card, u16)| {
                let card = Card { months_overdue_now: months_overdue(days, config.month_days), ..*card };
                -config.repaid_log_odds - risk.log_odds_given(&card, limits.of(card.limit_cny))
            };
            let good: Vec<f64> = holders.iter().zip(days).map(log_odds).collect();
            let odds_of_good = odds(&good);
            let mean_at = |scale: f64| {
                odds_of_good.iter().map(|odds| 1.0 / (1.0 + odds * scale)).sum::<f64>() / HOLDERS as f64
            };
            let shift = calibrated_shift(mean_at, band.share);
            // Days before the band are like the band before it; before the first, like the first.
            let before = if shifts.len() > 1 { shifts[shifts.len() - 1] } else { shift };
            shifts.resize(usize::from(band.from), before);
            shifts.push(shift);
        }
        Self { shifts }
    }

    /// The risk of somebody so many days overdue at restriction.
    #[inline(always)]
    pub(super) fn shift(&self, risk: TrueRisk, days: u16) -> TrueRisk {
        risk.shifted(self.shifts[usize::from(days).min(self.shifts.len() - 1)])
    }
}

/// The exponential of each.
fn odds(log_odds: &[f64]) -> Vec<f64> {
    let mut odds = Vec::with_capacity(log_odds.len());
    for row in log_odds.chunks(ROW) {
        let mut lanes = [0.0; ROW];
        lanes[..row.len()].copy_from_slice(row);
        odds.extend_from_slice(&exps(&lanes)[..row.len()]);
    }
    odds
}

/// Card holders who are in arrears now.
struct InArrears<'a> {
    cards: &'a CardGenerator,
}

impl Work for InArrears<'_> {
    type Output = Vec<Card>;

    #[inline(always)]
    fn run(self) -> Vec<Card> {
        let key = ReplicationKey::new(0, 0);
        let mut holders = Vec::with_capacity(HOLDERS);
        while holders.len() < HOLDERS {
            let mut row = key.row::<ROW>(holders.len() as u64, Purpose::Portfolio, 1);
            let draws = row.normals();
            let (months, credit) = self.cards.standing.given_arrears(&draws, &[true; ROW]);
            let cards = self.cards.draws(&credit, &months.map(|months| (months, 1)), &mut row);
            holders.extend((0..ROW).map(|lane| cards.of(lane)));
        }
        holders
    }
}

#[cfg(test)]
// Exact: days of one band have one shift.
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::population::LimitScale;

    const LIMITS: LimitScale = LimitScale { ntd_per_cny: 20.0, step_cny: 500.0 };

    fn config() -> RiskConfig {
        let band = |from, to, share| DaysOverdueBand { from, to, share };
        RiskConfig {
            logit: DefaultLogit::UCI,
            portfolio_bad_share: 0.02,
            cured_bad: vec![band(3, 7, 0.06), band(8, 30, 0.13), band(40, 89, 0.30)],
            repaid_log_odds: -0.7,
            bad_days_overdue: 90,
            month_days: 30,
        }
    }

    #[test]
    fn days_between_and_beyond_bands_belong_to_the_band_before() {
        let (cards, uci) = (CardGenerator::new(None, LIMITS), RiskModel::uci(LIMITS));
        let limits = LimitDoublings::new(LIMITS);
        let arrears = ArrearsRisk::calibrated(&config(), &uci, &cards, &limits);
        let member = uci.risk(&cards.portfolio_member(ReplicationKey::new(1, 0), 1));
        let of = |days| arrears.shift(member, days);
        for (days, like) in [(1, 3), (7, 3), (29, 8), (35, 8), (39, 8), (41, 40), (89, 40), (u16::MAX, 40)] {
            assert_eq!(of(days), of(like), "{days} days overdue");
        }
        assert!(of(0) != of(1) && of(7) != of(8) && of(39) != of(40));
        let none = RiskConfig { cured_bad: Vec::new(), ..config() };
        let none = ArrearsRisk::calibrated(&none, &uci, &cards, &limits);
        assert_eq!(none.shifts, [0.0]);
    }

    #[test]
    fn months_overdue_follow_from_days() {
        let months = |days| months_overdue(days, 30);
        assert_eq!([0, 1, 30, 31, 60, 61, 400].map(months), [0, 1, 1, 2, 2, 3, 3]);
        assert_eq!([28, 29, 57].map(|days| months_overdue(days, 28)), [1, 2, 3]);
    }
}
