//! True risk: whether an account goes bad, which no decision can read.

use super::card::{Card, CardGenerator, LIMIT_STEP};
use super::uci;
use crate::math::{below_logistic, exp};
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
        1.0 / (1.0 + exp(-f64::from(self.0)))
    }

    /// Whether the account goes bad, by a coin on 0..1: whether the coin is below the probability.
    #[inline]
    pub fn strikes(self, coin: f64) -> bool {
        below_logistic(coin, f64::from(self.0))
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
        self.log_odds_given(card, doublings(card.limit_cny))
    }

    /// The log-odds of a card whose limit is so many doublings of ¥5,000.
    #[inline]
    fn log_odds_given(&self, card: &Card, doublings: f64) -> f64 {
        let [intercept, now, previous, utilisation, doubling, payment_ratio] = uci::DEFAULT_LOGIT;
        let months_before = card.overdue_months.saturating_sub(u8::from(card.months_overdue_now > 0)).min(5);
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
    pub fn risk(&self, card: &Card) -> TrueRisk {
        TrueRisk(self.log_odds(card) as f32)
    }

    /// The same, with the logarithm of the limit from a table.
    #[inline]
    pub(super) fn risk_by(&self, card: &Card, limits: &LimitDoublings) -> TrueRisk {
        TrueRisk(self.log_odds_given(card, limits.of(card.limit_cny)) as f32)
    }
}

/// How many times a limit (CNY) is doubled from ¥5,000, which stand for the NT$100,000 at which the fitted
/// term vanishes.
fn doublings(limit_cny: f32) -> f64 {
    libm::log2(f64::from(limit_cny.max(1.0)) / 5_000.0)
}

/// The doublings of the limits that are generated: multiples of [`LIMIT_STEP`] up to 128 of them.
#[derive(Debug, Clone)]
pub(super) struct LimitDoublings(Box<[f64; 128]>);

impl LimitDoublings {
    pub(super) fn new() -> Self {
        Self(Box::new(std::array::from_fn(|steps| doublings(steps as f32 * LIMIT_STEP))))
    }

    /// The doublings of any limit.
    #[inline]
    fn of(&self, limit_cny: f32) -> f64 {
        // A multiplication is faster than a division; whatever it gives is tested.
        let steps = (limit_cny * (1.0 / LIMIT_STEP) + 0.5) as u32;
        let tabled = self
            .0
            .get(steps as usize)
            .filter(|_| (steps as f32 * LIMIT_STEP).to_bits() == limit_cny.to_bits());
        tabled.copied().unwrap_or_else(|| doublings(limit_cny))
    }
}

impl CardGenerator {
    /// A member of the whole portfolio: a card holder as in the table, restricted or not.
    pub fn portfolio_member(&self, key: ReplicationKey, member: u64) -> Card {
        let mut stream = key.stream(member, Purpose::Portfolio, 0);
        let credit = stream.normal();
        let months = self.overdue_months(credit, false);
        let now = Self::months_now(months, &mut stream);
        self.draw(credit, false, (months, now), &mut stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabled_logarithms_are_those_of_the_library() {
        let limits = LimitDoublings::new();
        for hundreds in 0..700_u16 {
            for limit in [f32::from(hundreds) * 100.0, f32::from(hundreds) * 100.0 + 0.01] {
                assert_eq!(limits.of(limit).to_bits(), doublings(limit).to_bits(), "{limit}");
            }
        }
        assert_eq!(limits.of(f32::MAX).to_bits(), doublings(f32::MAX).to_bits());
    }
}
