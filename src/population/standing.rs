//! How card holders stand: overdue months, and the credit score that goes with them.
//!
//! A credit score is standard normal over all holders, and low scores mean many months. Where it is known whether
//! somebody is in arrears now, or how many months are overdue, months and score follow from that.

use super::curve::{NormalCurve, exceeded, thresholds};
use super::uci;
use crate::random::{standard_normal_cdf, standard_normal_quantile};

/// Overdue months and credit scores of the holders of the UCI table.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// Upper edges of 6, 5, …, 1, 0 overdue months on the credit scale.
    months_of_all: [f64; 7],
    /// Holders who are not in arrears now, and who are.
    given_arrears: [GivenArrears; 2],
}

/// Credit of card holders of whom it is known whether they are in arrears now.
///
/// Both follow from one standard normal draw. Its place among the edges gives the overdue months, and its
/// rank among those with so many months gives the credit score: the same rank among all holders with so
/// many. So given the months the score has one law, for whoever it is drawn (see also
/// [`Standing::credit_given`]).
#[derive(Debug, Clone)]
struct GivenArrears {
    /// Upper edges of 6, 5, …, 1, 0 overdue months on the scale of the draw.
    months: [f64; 7],
    /// The credit score that goes with a draw.
    credit: NormalCurve,
}

impl GivenArrears {
    /// From the shares of holders with 0 to 6 overdue months.
    fn new(shares: &[f64; 7]) -> Self {
        let descending = reversed(shares);
        let all = reversed(&uci::OVERDUE_COUNT_PMF);
        let credit = NormalCurve::from_quantile(|rank| {
            let (mut below, mut below_of_all, mut highest) = (0.0, 0.0, 0.0);
            for (share, of_all) in descending.iter().zip(all) {
                // Where nobody has so many months, nobody has such a score.
                if *share > 0.0 {
                    let rank_within = (rank - below) / share;
                    if rank_within <= 1.0 {
                        return standard_normal_quantile(below_of_all + rank_within * of_all);
                    }
                    highest = below_of_all + of_all;
                }
                below += share;
                below_of_all += of_all;
            }
            standard_normal_quantile(highest)
        });
        Self { months: thresholds(&descending), credit }
    }
}

/// Shares of 6, 5, …, 0 from those of 0, 1, …, 6.
fn reversed(shares: &[f64; 7]) -> [f64; 7] {
    let mut descending = *shares;
    descending.reverse();
    descending
}

impl Standing {
    pub(super) fn new() -> Self {
        Self {
            months_of_all: thresholds(&reversed(&uci::OVERDUE_COUNT_PMF)),
            given_arrears: uci::OVERDUE_COUNT_GIVEN_ARREARS.each_ref().map(GivenArrears::new),
        }
    }

    /// Overdue months of holders with these credit scores (low means many).
    #[inline(always)]
    pub(super) fn overdue_months<const N: usize>(&self, credit: &[f64; N]) -> [u8; N] {
        exceeded(credit, self.months_of_all).map(|place| 6_u8.saturating_sub(place))
    }

    /// Overdue months and credit scores of holders of whom it is known whether they are in arrears now, by a
    /// standard normal draw for each.
    #[inline(always)]
    pub(super) fn given_arrears<const N: usize>(
        &self,
        draws: &[f64; N],
        in_arrears: &[bool; N],
    ) -> ([u8; N], [f64; N]) {
        let places = self.given_arrears.each_ref().map(|given| exceeded(draws, given.months));
        let (mut months, mut credit) = ([0; N], [0.0; N]);
        for lane in 0..N {
            let given = usize::from(in_arrears[lane]);
            months[lane] = 6_u8.saturating_sub(places[given][lane]).max(u8::from(in_arrears[lane]));
            credit[lane] = f64::from(self.given_arrears[given].credit.at(draws[lane]));
        }
        (months, credit)
    }

    /// A credit score that goes with overdue months that are known: the rank of a standard normal draw,
    /// squeezed into the interval of scores of holders with so many.
    pub(super) fn credit_given(&self, months: u8, draw: f64) -> f64 {
        let place = usize::from(6 - months.min(6));
        let low = if place == 0 { 0.0 } else { standard_normal_cdf(self.months_of_all[place - 1]) };
        let high = if months == 0 { 1.0 } else { standard_normal_cdf(self.months_of_all[place]) };
        standard_normal_quantile(low + (high - low) * standard_normal_cdf(draw)).clamp(-6.0, 6.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, ReplicationKey};

    /// Months and credit scores of so many holders.
    fn holders(in_arrears: bool, count: u64) -> Vec<(u8, f64)> {
        let standing = Standing::new();
        let key = ReplicationKey::new(8, 1);
        let one = |index| {
            let draw = key.stream(index, Purpose::Attributes, 0).normal();
            let ([months], [credit]) = standing.given_arrears(&[draw], &[in_arrears]);
            (months, credit)
        };
        (0..count).map(one).collect()
    }

    /// Shares of the 23,182 rows of the table whose latest month is not overdue, and of the 6,818 others. Each of
    /// the twelve shares that are not 0 lies within 4.5 binomial standard errors: a false alarm of 8e-5 in all.
    #[test]
    fn overdue_months_follow_from_whether_there_are_arrears_now() {
        let known = [
            [0.8598, 0.0887, 0.0289, 0.0131, 0.0084, 0.0012, 0.0],
            [0.0, 0.3475, 0.1803, 0.1248, 0.1110, 0.0397, 0.1967],
        ];
        let n = 100_000;
        for (in_arrears, shares) in [false, true].into_iter().zip(known) {
            let holders = holders(in_arrears, n);
            for (months, share) in (0..=6).zip(shares) {
                let found = holders.iter().filter(|holder| holder.0 == months).count() as f64 / n as f64;
                // The known shares are rounded to four digits.
                let bound =
                    if share == 0.0 { 0.0 } else { 5e-5 + 4.5 * (share * (1.0 - share) / n as f64).sqrt() };
                assert!((found - share).abs() <= bound, "{in_arrears}, {months}: {found} for {share}");
            }
        }
    }

    /// Given the months, the rank of the credit score among all holders with so many is uniform, whether there are
    /// arrears now or not, and the same as for a real row: means within 4.5 standard errors (false alarm 1e-4 for
    /// the twelve laws), and no score outside the interval by more than the curve's error.
    #[test]
    fn credit_follows_from_the_months_alone() {
        let standing = Standing::new();
        for in_arrears in [false, true] {
            let holders = holders(in_arrears, 100_000);
            for months in 0..=6 {
                let [low, middle, high] = [-9.0, 0.0, 9.0].map(|draw| standing.credit_given(months, draw));
                let (low, high) = (standard_normal_cdf(low), standard_normal_cdf(high));
                let rank = |credit: f64| (standard_normal_cdf(credit) - low) / (high - low);
                // Scores end at six standard deviations, which holds back 1e-9 of all holders.
                assert!((rank(middle) - 0.5).abs() < 1e-7, "{months}: {}", rank(middle));
                let ranks: Vec<f64> =
                    holders.iter().filter(|holder| holder.0 == months).map(|holder| rank(holder.1)).collect();
                if ranks.len() < 30 {
                    continue;
                }
                let n = ranks.len() as f64;
                let mean = ranks.iter().sum::<f64>() / n;
                assert!((mean - 0.5).abs() < 4.5 * (1.0 / 12.0 / n).sqrt() + 2e-3, "{months}: {mean}");
                let outside = ranks.iter().filter(|rank| !(-0.03..=1.03).contains(*rank)).count();
                assert_eq!(outside, 0, "{in_arrears}, {months}");
            }
        }
    }

    /// 22.73 % of the table are in arrears: mixed in this share, scores are standard normal again. Over a grid of
    /// ranks, so there is no chance in it.
    #[test]
    fn the_two_together_have_the_credit_of_all_holders() {
        let standing = Standing::new();
        let share = 6_818.0 / 30_000.0;
        let grid = 20_000;
        for z in [-2.0, -1.0, -0.5, 0.0, 1.0, 2.0] {
            let mut below = 0.0;
            for step in 0..grid {
                let draw = standard_normal_quantile((f64::from(step) + 0.5) / f64::from(grid));
                let (_, credit) = standing.given_arrears(&[draw, draw], &[false, true]);
                let weights = [1.0 - share, share];
                for (score, weight) in credit.into_iter().zip(weights) {
                    below += if score < z { weight / f64::from(grid) } else { 0.0 };
                }
            }
            assert!((below - standard_normal_cdf(z)).abs() < 2e-3, "{z}: {below}");
        }
    }
}
