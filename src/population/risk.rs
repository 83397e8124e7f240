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
        let mean_at = |scale: f64| {
            odds_of_good.iter().map(|odds| 1.0 / (1.0 + odds * scale)).sum::<f64>() / PORTFOLIO as f64
        };
        Self { shift: calibrated_shift(mean_at, bad_share) }
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

/// The shift at which `mean_at` its exponential, a share that falls as the odds of good are scaled up,
/// meets `bad_share`.
///
/// Halving the interval sixty times ends at the last bit, whatever the rounding of the mean. But a sum
/// of rounded terms that fall never rises, so a step of it that lies beyond a scale already looked at
/// is known without a look, and the secant rule finds such scales close around the crossing.
fn calibrated_shift(mean_at: impl Fn(f64) -> f64, bad_share: f64) -> f64 {
    /// Distance from the foreseen crossing that exceeds the rounding of the mean.
    const CLOSE: f64 = 1e-14;
    /// After a step this small, the next one lands as close as the rounding allows.
    const SETTLED: f64 = 1e-8;
    let mut seen = Seen { mean_at, bad_share, falls_short: f64::INFINITY, suffices: 0.0 };
    let wanted = logit(bad_share);
    let (mut last, mut shift) = ((1.0, f64::NAN), 0.0);
    for _ in 0..12 {
        let miss = logit(seen.look(libm::exp(-shift))) - wanted;
        // At first as if the log-odds of the mean rose with the shift one for one.
        let slope = if last.1.is_nan() { 1.0 } else { (miss - last.1) / (shift - last.0) };
        last = (shift, miss);
        shift -= miss / slope;
        if !shift.is_finite() || (shift - last.0).abs() < SETTLED {
            break;
        }
    }
    for shift in [shift - CLOSE, shift + CLOSE] {
        seen.is_short(libm::exp(-shift));
    }
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if seen.is_short(libm::exp(-middle)) { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// What is known of a mean that does not rise with the scale.
struct Seen<F> {
    mean_at: F,
    bad_share: f64,
    /// The least scale looked at whose mean was below the share.
    falls_short: f64,
    /// The greatest scale looked at whose mean was not.
    suffices: f64,
}

impl<F: Fn(f64) -> f64> Seen<F> {
    fn look(&mut self, scale: f64) -> f64 {
        let mean = (self.mean_at)(scale);
        if mean < self.bad_share {
            self.falls_short = self.falls_short.min(scale);
        } else {
            self.suffices = self.suffices.max(scale);
        }
        mean
    }

    /// Whether the mean is below the share, without a look where that is known.
    fn is_short(&mut self, scale: f64) -> bool {
        if scale >= self.falls_short {
            true
        } else if scale <= self.suffices {
            false
        } else {
            self.look(scale) < self.bad_share
        }
    }
}

fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
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

#[cfg(test)]
// Exact: the same steps end at the same bits.
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// To the last bit, and in fewer looks: of sixty, a quarter where the share is no extreme one.
    #[test]
    fn the_shift_is_that_of_halving_alone() {
        let key = ReplicationKey::new(0, 0);
        let cards = CardGenerator::new(None);
        let log_odds = |member| RiskModel::UCI.log_odds(&cards.portfolio_member(key, member));
        let odds: Vec<f64> = (0..2_000).map(|member| pxfm::f_exp(-log_odds(member))).collect();
        let looks = Cell::new(0);
        let mean_at = |scale: f64| {
            looks.set(looks.get() + 1);
            odds.iter().map(|odds| 1.0 / (1.0 + odds * scale)).sum::<f64>() / odds.len() as f64
        };
        for bad_share in [1e-12, 1e-4, 0.0123, 0.02, 0.22, 0.5, 0.875, 0.999, 1.0 - 1e-12] {
            let (mut low, mut high) = (-40.0, 40.0);
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                if mean_at(libm::exp(-middle)) < bad_share { low = middle } else { high = middle }
            }
            looks.set(0);
            assert_eq!(calibrated_shift(mean_at, bad_share), f64::midpoint(low, high), "at {bad_share}");
            assert!(looks.get() < 45, "{} looks at {bad_share}", looks.get());
        }
    }
}
