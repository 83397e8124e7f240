//! Card histories: limit, use, payments and overdue months.

use super::curve::{ClassCurves, NormalCurve, REACH, table_quantile, table_share};
use super::inverse::Inverse;
use super::standing::Standing;
use super::uci;
use crate::random::{Law, Row, standard_normal_cdf, standard_normal_quantile};

/// What a card holder's history says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Card {
    /// Age in completed years.
    pub age_years: f32,
    /// Credit limit, CNY.
    pub limit_cny: f32,
    /// Mean bill over limit, 0..1.
    pub utilisation: f32,
    /// Mean share of a bill that was paid the month after, 0..1.
    pub payment_ratio: f32,
    /// Overdue months out of the last six, 0..=6.
    pub overdue_months: u8,
    /// Months overdue now, 0..=3 (three stands for three or more).
    pub months_overdue_now: u8,
}

/// Six months of a card as a table of real rows has it, latest month first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MonthlyHistory {
    /// Credit limit, in the unit of the table.
    pub limit: f64,
    /// Repayment status a month: 1 or more means months overdue, 0 and below not overdue.
    pub status: Vec<f64>,
    /// Bills, in the unit of the limit.
    pub bills: Vec<f64>,
    /// Payments in the month, in the unit of the limit. A payment answers the bill a month before.
    pub payments: Vec<f64>,
}

impl MonthlyHistory {
    /// Overdue months among those given, and months overdue now (0..=3); `None` without a status.
    pub fn overdue(&self) -> Option<(u8, u8)> {
        let now = *self.status.first()?;
        let months = self.status.iter().filter(|status| **status >= 1.0).count().min(6);
        Some((months as u8, now.clamp(0.0, 3.0) as u8))
    }

    /// Mean bill over limit, clipped to 0..1; `None` without a bill or a positive limit.
    pub fn utilisation(&self) -> Option<f64> {
        if self.bills.is_empty() || self.limit <= 0.0 {
            return None;
        }
        let mean = self.bills.iter().sum::<f64>() / self.bills.len() as f64;
        Some((mean / self.limit).clamp(0.0, 1.0))
    }

    /// Mean share of the positive bills that was paid the month after, each clipped to 0..1; one if
    /// there was nothing to pay; `None` without two months of bills and a month of payments.
    pub fn payment_ratio(&self) -> Option<f64> {
        let pairs = self.payments.iter().zip(self.bills.get(1..)?);
        let (mut sum, mut count) = (0.0, 0_u32);
        let mut seen = false;
        for (payment, bill) in pairs {
            seen = true;
            if *bill > 0.0 {
                sum += (payment / bill).clamp(0.0, 1.0);
                count += 1;
            }
        }
        seen.then(|| if count == 0 { 1.0 } else { sum / f64::from(count) })
    }
}

/// Cards, lane by lane.
pub(super) struct Cards<const N: usize> {
    age_years: [f32; N],
    limit_cny: [f32; N],
    utilisation: [f32; N],
    payment_ratio: [f32; N],
    /// Overdue months out of the last six, and months overdue now.
    months: [(u8, u8); N],
}

impl<const N: usize> Cards<N> {
    /// The card of one of them.
    #[inline(always)]
    pub(super) fn of(&self, lane: usize) -> Card {
        Card {
            age_years: self.age_years[lane],
            limit_cny: self.limit_cny[lane],
            utilisation: self.utilisation[lane],
            payment_ratio: self.payment_ratio[lane],
            overdue_months: self.months[lane].0,
            months_overdue_now: self.months[lane].1,
        }
    }
}

/// How the limits of the UCI table become limits of pay-later accounts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitScale {
    /// New Taiwan dollars of the table for one CNY; above 0.
    pub ntd_per_cny: f64,
    /// Generated limits are multiples of this, CNY; above 0.
    pub step_cny: f32,
}

/// Draws card histories in the shape of the UCI table.
///
/// Holders without and with an overdue month are two classes, each with its own quantiles and its
/// own copula, because one Gaussian copula cannot hold both sets of rank correlations (see the
/// tables). The credit factor decides the class and the number of overdue months.
#[derive(Debug, Clone)]
pub struct CardGenerator {
    utilisation: ClassCurves,
    payment_ratio: ClassCurves,
    limit_cny: ClassCurves,
    limit_step_cny: f32,
    age_years: ClassCurves,
    pub(super) standing: Standing,
    /// The credit score of a holder with an overdue month, within their class.
    score_within: NormalCurve,
}

/// The attributes of a real row that replace generated ones; `None` where its table has no column.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct KnownCard {
    pub(super) age_years: Option<f32>,
    pub(super) limit_cny: Option<f32>,
    pub(super) utilisation: Option<f32>,
    pub(super) payment_ratio: Option<f32>,
}

impl CardGenerator {
    /// The generator; `utilisation` replaces the table's utilisation by another law on 0..1, rank
    /// for rank, so that who uses much stays who uses much.
    pub fn new(utilisation: Option<&Law>, limits: LimitScale) -> Self {
        let overdue_share: f64 = 1.0 - uci::OVERDUE_COUNT_PMF[0];
        let mut replaced = utilisation.map(|law| Inverse::new(|x| law.cdf(x)));
        let quantiles = |tables: &'static [[f64; uci::KNOTS]; uci::CLASSES]| {
            ClassCurves::from_quantiles(|class, share| table_quantile(&tables[class], share))
        };
        Self {
            utilisation: ClassCurves::from_quantiles(|class, share| {
                let plain = table_quantile(&uci::UTILISATION_QUANTILES[class], share);
                replaced.as_mut().map_or(plain, |inverse| inverse.at(overall_share(plain)))
            }),
            payment_ratio: quantiles(&uci::PAYMENT_RATIO_QUANTILES),
            limit_cny: ClassCurves::from_quantiles(|class, share| {
                table_quantile(&uci::LIMIT_QUANTILES_NTD[class], share) / limits.ntd_per_cny
            }),
            limit_step_cny: limits.step_cny,
            age_years: quantiles(&uci::AGE_QUANTILES),
            standing: Standing::new(),
            // Other curves are flat beyond their reach; a higher score here would bend the last piece of this one.
            score_within: NormalCurve::new(|z| {
                let lowest = standard_normal_cdf(-REACH);
                standard_normal_quantile((standard_normal_cdf(z) / overdue_share).clamp(lowest, 1.0 - lowest))
            }),
        }
    }

    /// Cards whose credit score and overdue months are given.
    #[inline(always)]
    pub(super) fn draws<const N: usize>(
        &self,
        credit: &[f64; N],
        months: &[(u8, u8); N],
        row: &mut Row<N>,
    ) -> Cards<N> {
        let (mut class, mut score) = ([0; N], [0.0; N]);
        for lane in 0..N {
            let within = f64::from(self.score_within.at(credit[lane]));
            class[lane] = usize::from(months[lane].0 > 0);
            score[lane] = if months[lane].0 > 0 { within } else { 0.0 };
        }
        let shocks = [score, row.normals(), row.normals(), row.normals(), row.normals()];
        let mut cards = Cards {
            utilisation: value::<N, 1>(&self.utilisation, &class, &shocks),
            payment_ratio: value::<N, 2>(&self.payment_ratio, &class, &shocks),
            limit_cny: value::<N, 3>(&self.limit_cny, &class, &shocks),
            age_years: value::<N, 4>(&self.age_years, &class, &shocks),
            months: *months,
        };
        // Limits come in steps, ages in completed years.
        let step = self.limit_step_cny;
        for lane in 0..N {
            cards.limit_cny[lane] = rounded(cards.limit_cny[lane] / step).max(1.0) * step;
            cards.age_years[lane] = rounded(cards.age_years[lane]);
        }
        cards
    }

    /// Months overdue now of a member of the whole portfolio with this many overdue months, by a coin (0..1).
    #[inline(always)]
    pub(super) fn months_now(months: u8, coin: f64) -> u8 {
        let shares = &uci::MONTHS_NOW_GIVEN_COUNT[usize::from(months.min(6))];
        let (mut sum, mut now) = (0.0, 0);
        for share in &shares[..3] {
            sum += *share;
            now += u8::from(coin >= sum);
        }
        now
    }
}

impl Card {
    /// The card with what a real row knows in place of what was generated.
    #[inline(always)]
    pub(super) fn with(self, known: &KnownCard) -> Self {
        Self {
            utilisation: known.utilisation.unwrap_or(self.utilisation),
            payment_ratio: known.payment_ratio.unwrap_or(self.payment_ratio),
            limit_cny: known.limit_cny.unwrap_or(self.limit_cny),
            age_years: known.age_years.unwrap_or(self.age_years),
            ..self
        }
    }
}

/// The attribute whose rank is number `RANK` of the correlated ones, for each holder.
#[inline(always)]
fn value<const N: usize, const RANK: usize>(
    curves: &ClassCurves,
    class: &[usize; N],
    shocks: &[[f64; N]; 5],
) -> [f32; N] {
    let mut values = [0.0; N];
    for lane in 0..N {
        let mut rank = 0.0;
        for (column, shock) in shocks[..=RANK].iter().enumerate() {
            let [clean, overdue] = [0, 1].map(|class| uci::CARD_CHOLESKY[class][RANK][column]);
            let weight = if class[lane] > 0 { overdue } else { clean };
            rank += weight * shock[lane];
        }
        values[lane] = curves.at(class[lane], rank);
    }
    values
}

/// The nearest whole number, halves upwards, of a number from 0 to a million: what `round` gives, without
/// a call.
#[inline(always)]
fn rounded(number: f32) -> f32 {
    let whole = number as u32 as f32;
    whole + f32::from(u8::from(number - whole >= 0.5))
}

/// Share of all card holders of the table with a utilisation below `value`.
fn overall_share(value: f64) -> f64 {
    let overdue_share: f64 = 1.0 - uci::OVERDUE_COUNT_PMF[0];
    let [clean, overdue] = [0, 1].map(|class| table_share(&uci::UTILISATION_QUANTILES[class], value));
    clean * (1.0 - overdue_share) + overdue * overdue_share
}

#[cfg(test)]
// Exact: whole numbers.
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_that_of_the_library() {
        for quarter in 0..400_000_u32 {
            let number = quarter as f32 / 4.0;
            for number in [number.next_down().max(0.0), number, number.next_up()] {
                assert_eq!(rounded(number), number.round(), "{number}");
            }
        }
    }
}
