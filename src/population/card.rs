//! Card histories: limit, use, payments and overdue months.

use super::curve::{NormalCurve, table_quantile, table_share, thresholds};
use super::inverse::Inverse;
use super::uci;
use crate::random::{Law, Stream, standard_normal_cdf, standard_normal_quantile};

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

/// Generated limits are multiples of this, CNY.
pub(super) const LIMIT_STEP: f32 = 500.0;

/// New Taiwan dollars per CNY of limit: the table's limits run from 10,000 to 1,000,000, the
/// scenario's from ¥500 to ¥50,000, the same span of two decades.
const NTD_PER_CNY: f64 = 20.0;

/// Draws card histories in the shape of the UCI table.
///
/// Holders without and with an overdue month are two classes, each with its own quantiles and its
/// own copula, because one Gaussian copula cannot hold both sets of rank correlations (see the
/// tables). The credit factor decides the class and the number of overdue months.
#[derive(Debug, Clone)]
pub struct CardGenerator {
    classes: [ClassCurves; uci::CLASSES],
    /// Upper edges of 6, 5, …, 1, 0 overdue months on the credit scale, of everybody …
    months_of_all: [f64; 7],
    /// … and of those with at least one overdue month.
    months_of_overdue: [f64; 7],
    /// The credit score of a holder with an overdue month, within their class.
    score_within: NormalCurve,
}

#[derive(Debug, Clone)]
struct ClassCurves {
    cholesky: [[f64; 5]; 5],
    utilisation: NormalCurve,
    payment_ratio: NormalCurve,
    limit_cny: NormalCurve,
    age_years: NormalCurve,
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
    pub fn new(utilisation: Option<&Law>) -> Self {
        let overdue_share: f64 = 1.0 - uci::OVERDUE_COUNT_PMF[0];
        let mut descending = uci::OVERDUE_COUNT_PMF;
        descending.reverse();
        let mut within = descending.map(|share| share / overdue_share);
        within[6] = 0.0;
        let mut replaced = utilisation.map(|law| Inverse::new(|x| law.cdf(x)));
        let classes = [0, 1].map(|class| ClassCurves {
            cholesky: uci::CARD_CHOLESKY[class],
            utilisation: NormalCurve::from_quantile(|share| {
                let plain = table_quantile(&uci::UTILISATION_QUANTILES[class], share);
                replaced.as_mut().map_or(plain, |inverse| inverse.at(overall_share(plain)))
            }),
            payment_ratio: NormalCurve::from_quantile(|share| {
                table_quantile(&uci::PAYMENT_RATIO_QUANTILES[class], share)
            }),
            limit_cny: NormalCurve::from_quantile(|share| {
                table_quantile(&uci::LIMIT_QUANTILES_NTD[class], share) / NTD_PER_CNY
            }),
            age_years: NormalCurve::from_quantile(|share| table_quantile(&uci::AGE_QUANTILES[class], share)),
        });
        Self {
            classes,
            months_of_all: thresholds(&descending),
            months_of_overdue: thresholds(&within),
            score_within: NormalCurve::new(|z| {
                standard_normal_quantile((standard_normal_cdf(z) / overdue_share).clamp(1e-12, 1.0 - 1e-12))
            }),
        }
    }

    /// Overdue months of a holder with this credit score (low means many). With `overdue` at least
    /// one month is overdue.
    #[inline]
    pub(super) fn overdue_months(&self, credit: f64, overdue: bool) -> u8 {
        let edges = if overdue { &self.months_of_overdue } else { &self.months_of_all };
        // All of them, ascending: where the score falls is chance, and a branch would be guessed wrong.
        let place = edges.iter().map(|edge| u8::from(credit > *edge)).sum::<u8>();
        6_u8.saturating_sub(place).max(u8::from(overdue))
    }

    /// The interval of credit scores of holders with this many overdue months.
    pub(super) fn credit_interval(&self, months: u8) -> (f64, f64) {
        let place = usize::from(6 - months.min(6));
        let low = if place == 0 { f64::NEG_INFINITY } else { self.months_of_all[place - 1] };
        (low, if months == 0 { f64::INFINITY } else { self.months_of_all[place] })
    }

    /// A card whose overdue months are given; `overdue` says that the credit score is one within
    /// the class of holders with an overdue month.
    #[inline]
    pub(super) fn draw(&self, credit: f64, overdue: bool, months: (u8, u8), stream: &mut Stream) -> Card {
        let class = usize::from(months.0 > 0);
        let score = match (class, overdue) {
            (0, _) => 0.0,
            (_, true) => credit,
            (_, false) => f64::from(self.score_within.at(credit)),
        };
        let curves = &self.classes[class];
        let [first, second, third, fourth] = stream.normals();
        let shocks = [score, first, second, third, fourth];
        let rank = |row: usize| -> f64 {
            curves.cholesky[row][..=row].iter().zip(shocks).map(|(weight, shock)| weight * shock).sum()
        };
        Card {
            utilisation: curves.utilisation.at(rank(1)),
            payment_ratio: curves.payment_ratio.at(rank(2)),
            // Limits come in steps of ¥500, ages in completed years.
            limit_cny: rounded(curves.limit_cny.at(rank(3)) / LIMIT_STEP).max(1.0) * LIMIT_STEP,
            age_years: rounded(curves.age_years.at(rank(4))),
            overdue_months: months.0,
            months_overdue_now: months.1,
        }
    }

    /// Months overdue now of a member of the whole portfolio with this many overdue months.
    pub(super) fn months_now(months: u8, stream: &mut Stream) -> u8 {
        let u = stream.uniform();
        let shares = &uci::MONTHS_NOW_GIVEN_COUNT[usize::from(months.min(6))];
        let mut sum = 0.0;
        shares[..3]
            .iter()
            .take_while(|share| {
                sum += **share;
                u >= sum
            })
            .count() as u8
    }
}

impl Card {
    /// The card with what a real row knows in place of what was generated.
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

/// The nearest whole number, halves upwards, of a number from 0 to a million: what `round` gives, without
/// a call.
#[inline]
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
