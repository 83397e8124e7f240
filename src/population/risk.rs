//! True risk: whether an account goes bad, which no decision can read.

use super::card::{Card, CardGenerator, KnownCard};
use super::uci;
use crate::random::{Purpose, ReplicationKey};

/// The log-odds that an account goes bad. Behaviour can shift it, the outcome can be drawn from
/// it, and nothing in a submitted application is derived from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrueRisk(f32);

impl TrueRisk {
    /// The risk with its log-odds shifted by `log_odds`.
    #[inline]
    #[must_use]
    pub fn shifted(self, log_odds: f64) -> Self {
        Self((f64::from(self.0) + log_odds) as f32)
    }

    /// Probability of going bad, 0..1.
    #[inline]
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + pxfm::f_exp(-f64::from(self.0)))
    }
}

/// The logit of default, with the coefficients of the UCI table and an intercept of our own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskModel {
    shift: f64,
}

/// Members of the synthetic portfolio on which the intercept is calibrated. The standard error of
/// its bad share is then about 0.1 points at a share of 2 %.
const PORTFOLIO: u64 = 20_000;

impl RiskModel {
    /// The model at the level of the UCI table, where 22 % default.
    pub const UCI: Self = Self { shift: 0.0 };

    /// Shifts the intercept so that `bad_share` (0..1, exclusive) of a synthetic portfolio goes bad.
    pub fn calibrated(bad_share: f64, cards: &CardGenerator) -> Self {
        let key = ReplicationKey::new(0, 0);
        let log_odds = |member| Self::UCI.log_odds(&cards.portfolio_member(key, member));
        let odds_of_good: Vec<f64> = (0..PORTFOLIO).map(|member| pxfm::f_exp(-log_odds(member))).collect();
        let mean_at = |shift: f64| {
            let scale = libm::exp(-shift);
            odds_of_good.iter().map(|odds| 1.0 / (1.0 + odds * scale)).sum::<f64>() / PORTFOLIO as f64
        };
        let (mut low, mut high) = (-40.0, 40.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if mean_at(middle) < bad_share { low = middle } else { high = middle }
        }
        Self { shift: f64::midpoint(low, high) }
    }

    /// Log-odds of going bad for this card history. Source: logit fitted to UCI data set 350.
    #[inline]
    pub fn log_odds(&self, card: &Card) -> f64 {
        let [intercept, now, previous, utilisation, doubling, payment_ratio] = uci::DEFAULT_LOGIT;
        let months_before = card.overdue_months.saturating_sub(u8::from(card.months_overdue_now > 0)).min(5);
        // ¥5,000 stands for the NT$100,000 at which the fitted term vanishes.
        let doublings = libm::log2(f64::from(card.limit_cny.max(1.0)) / 5_000.0);
        intercept
            + self.shift
            + now * f64::from(card.months_overdue_now)
            + previous * f64::from(months_before)
            + utilisation * f64::from(card.utilisation)
            + doubling * doublings
            + payment_ratio * f64::from(card.payment_ratio)
            + uci::CALIBRATION_BY_COUNT[usize::from(card.overdue_months.min(6))]
    }

    /// The true risk of a holder with this card history.
    #[inline]
    pub fn risk(&self, card: &Card) -> TrueRisk {
        TrueRisk(self.log_odds(card) as f32)
    }
}

impl CardGenerator {
    /// A member of the whole portfolio: a card holder as in the table, restricted or not.
    pub fn portfolio_member(&self, key: ReplicationKey, member: u64) -> Card {
        let mut stream = key.stream(member, Purpose::Portfolio, 0);
        let credit = stream.normal();
        let months = self.overdue_months(credit, false);
        let now = Self::months_now(months, &mut stream);
        self.draw(credit, false, (months, now), &KnownCard::default(), &mut stream)
    }
}
