//! True risk: whether an account goes bad, which no decision can read.

use super::arrears::RiskConfig;
use super::card::{Card, CardGenerator, Cards, LimitScale};
use super::uci;
use crate::math::{Work, below_logistic, exp, exps, widely};
use crate::random::{Purpose, ROW, ReplicationKey};

/// The log-odds that an account goes bad. Behaviour can shift it, the outcome can be drawn from
/// it, and nothing in a submitted application is derived from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrueRisk(f32);

impl TrueRisk {
    /// A place for one.
    pub(super) const BLANK: Self = Self(0.0);
    /// That of an account that is bad already: no coin is left above its probability.
    pub const CERTAIN: Self = Self(100.0);

    /// The risk with its log-odds shifted by `log_odds`.
    #[inline]
    #[must_use]
    pub fn shifted(self, log_odds: f64) -> Self {
        Self((f64::from(self.0) + log_odds) as f32)
    }

    /// The log-odds of going bad.
    #[inline]
    pub fn log_odds(self) -> f64 {
        f64::from(self.0)
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

/// The logit of default: what each unit of a card history adds to the log-odds of going bad. The intercept is not among
/// them, as it follows from the share that goes bad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DefaultLogit {
    /// Each month overdue now, up to three.
    pub month_now: f64,
    /// Each overdue month of the five before.
    pub month_before: f64,
    /// Utilisation, from 0 to 1.
    pub utilisation: f64,
    /// Each doubling of the limit.
    pub limit_doubling: f64,
    /// Payment ratio, from 0 to 1.
    pub payment_ratio: f64,
    /// What comes on top, by overdue months out of six: 0 to 6.
    pub by_overdue_months: [f64; 7],
}

impl DefaultLogit {
    /// As fitted to UCI data set 350.
    pub const UCI: Self = {
        let [_, month_now, month_before, utilisation, limit_doubling, payment_ratio] = uci::DEFAULT_LOGIT;
        let by_overdue_months = uci::CALIBRATION_BY_COUNT;
        Self { month_now, month_before, utilisation, limit_doubling, payment_ratio, by_overdue_months }
    };
}

/// The logit of default, with an intercept of our own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskModel {
    logit: DefaultLogit,
    limits: LimitScale,
    shift: f64,
}

/// Members of the synthetic portfolio on which the intercept is calibrated. The standard error of
/// its bad share is then about 0.1 points at a share of 2 %.
const PORTFOLIO: usize = 20_000;

impl RiskModel {
    /// The model at the level of the UCI table, where 22 % default.
    pub fn uci(limits: LimitScale) -> Self {
        Self { logit: DefaultLogit::UCI, limits, shift: 0.0 }
    }

    /// Shifts the intercept so that the stated share of a synthetic portfolio goes bad.
    pub(super) fn calibrated(config: &RiskConfig, cards: &CardGenerator, limits: &LimitDoublings) -> Self {
        let plain = Self { logit: config.logit, limits: limits.scale, shift: 0.0 };
        let odds_of_good = widely(OddsOfGood { cards, limits, risk: &plain });
        let mean_at = |scale: f64| {
            odds_of_good.iter().map(|odds| 1.0 / (1.0 + odds * scale)).sum::<f64>() / PORTFOLIO as f64
        };
        Self { shift: calibrated_shift(mean_at, config.portfolio_bad_share), ..plain }
    }

    /// Log-odds of going bad for this card history.
    #[inline]
    pub fn log_odds(&self, card: &Card) -> f64 {
        self.log_odds_given(card, doublings(card.limit_cny, self.limits))
    }

    /// The log-odds of a card whose limit is so many doublings of that at which the fitted term vanishes.
    #[inline(always)]
    pub(super) fn log_odds_given(&self, card: &Card, doublings: f64) -> f64 {
        let logit = &self.logit;
        let months_before = card.overdue_months.saturating_sub(u8::from(card.months_overdue_now > 0)).min(5);
        uci::DEFAULT_LOGIT[0]
            + self.shift
            + logit.month_now * f64::from(card.months_overdue_now)
            + logit.month_before * f64::from(months_before)
            + logit.utilisation * f64::from(card.utilisation)
            + logit.limit_doubling * doublings
            + logit.payment_ratio * f64::from(card.payment_ratio)
            + logit.by_overdue_months[usize::from(card.overdue_months.min(6))]
    }

    /// The true risk of a holder with this card history.
    pub fn risk(&self, card: &Card) -> TrueRisk {
        TrueRisk(self.log_odds(card) as f32)
    }

    /// The same, with the logarithm of the limit from a table.
    #[inline(always)]
    pub(super) fn risk_by(&self, card: &Card, limits: &LimitDoublings) -> TrueRisk {
        TrueRisk(self.log_odds_given(card, limits.of(card.limit_cny)) as f32)
    }
}

/// How many times a limit (CNY) is doubled from the one that stands for that of the table at which the fitted term
/// vanishes.
fn doublings(limit_cny: f32, scale: LimitScale) -> f64 {
    libm::log2(f64::from(limit_cny.max(1.0)) / (uci::UNDOUBLED_LIMIT_NTD / scale.ntd_per_cny))
}

/// The doublings of the limits that are generated: multiples of the step up to 127 of them.
#[derive(Debug, Clone)]
pub(super) struct LimitDoublings {
    scale: LimitScale,
    by_steps: Box<[f64; 128]>,
    /// 1 by the step.
    steps_per_cny: f32,
}

impl LimitDoublings {
    pub(super) fn new(scale: LimitScale) -> Self {
        let by_steps = std::array::from_fn(|steps| doublings(steps as f32 * scale.step_cny, scale));
        Self { scale, by_steps: Box::new(by_steps), steps_per_cny: 1.0 / scale.step_cny }
    }

    /// The doublings of any limit.
    #[inline(always)]
    pub(super) fn of(&self, limit_cny: f32) -> f64 {
        // A multiplication is faster than a division; whatever it gives is tested.
        let steps = (limit_cny * self.steps_per_cny + 0.5) as u32;
        let tabled = self
            .by_steps
            .get(steps as usize)
            .filter(|_| (steps as f32 * self.scale.step_cny).to_bits() == limit_cny.to_bits());
        tabled.copied().unwrap_or_else(|| doublings(limit_cny, self.scale))
    }
}

/// The shift at which `mean_at` its exponential, a share that falls as the odds of good are scaled up,
/// meets `bad_share`.
///
/// Halving the interval sixty times ends at the last bit, whatever the rounding of the mean. But a sum
/// of rounded terms that fall never rises, so a step of it that lies beyond a scale already looked at
/// is known without a look, and the secant rule finds such scales close around the crossing.
pub(super) fn calibrated_shift(mean_at: impl Fn(f64) -> f64, bad_share: f64) -> f64 {
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
        self.portfolio::<1>(key, member).of(0)
    }

    /// Members from one on.
    #[inline(always)]
    fn portfolio<const N: usize>(&self, key: ReplicationKey, from: u64) -> Cards<N> {
        let mut row = key.row::<N>(from, Purpose::Portfolio, 0);
        let (credit, coin) = (row.normals(), row.uniforms());
        let counts = self.standing.overdue_months(&credit);
        let mut months = [(0, 0); N];
        for lane in 0..N {
            months[lane] = (counts[lane], Self::months_now(counts[lane], coin[lane]));
        }
        self.draws(&credit, &months, &mut row)
    }
}

/// Odds of staying good in the portfolio.
struct OddsOfGood<'a> {
    cards: &'a CardGenerator,
    limits: &'a LimitDoublings,
    risk: &'a RiskModel,
}

impl Work for OddsOfGood<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let key = ReplicationKey::new(0, 0);
        let mut odds = Vec::with_capacity(PORTFOLIO.next_multiple_of(ROW));
        while odds.len() < PORTFOLIO {
            let cards = self.cards.portfolio::<ROW>(key, odds.len() as u64);
            let mut log_odds = [0.0; ROW];
            for lane in 0..ROW {
                let card = cards.of(lane);
                log_odds[lane] = -self.risk.log_odds_given(&card, self.limits.of(card.limit_cny));
            }
            odds.extend_from_slice(&exps(&log_odds));
        }
        odds.truncate(PORTFOLIO);
        odds
    }
}

#[cfg(test)]
// Exact: the same steps end at the same bits.
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const LIMITS: LimitScale = LimitScale { ntd_per_cny: 20.0, step_cny: 500.0 };

    /// To the last bit, and in fewer looks: of sixty, a quarter where the share is no extreme one.
    #[test]
    fn the_shift_is_that_of_halving_alone() {
        let key = ReplicationKey::new(0, 0);
        let cards = CardGenerator::new(None, LIMITS);
        let uci = RiskModel::uci(LIMITS);
        let log_odds = |member| uci.log_odds(&cards.portfolio_member(key, member));
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

    #[test]
    fn tabled_logarithms_are_those_of_the_library() {
        let limits = LimitDoublings::new(LIMITS);
        for hundreds in 0..700_u16 {
            for limit in [f32::from(hundreds) * 100.0, f32::from(hundreds) * 100.0 + 0.01] {
                assert_eq!(limits.of(limit).to_bits(), doublings(limit, LIMITS).to_bits(), "{limit}");
            }
        }
        assert_eq!(limits.of(f32::MAX).to_bits(), doublings(f32::MAX, LIMITS).to_bits());
    }
}
