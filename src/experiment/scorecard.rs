//! How well scores tell good accounts from bad ones, and what a cut-off lets in, over replications.
//!
//! Bad accounts are expected ones: each counts by the probability with which it goes bad, so there is no noise of a coin.
//! Scores are those of half a point; ties count half. Errors come from leaving out one replication after the other.

use crate::observe::{FairTally, Owed, SCORE_BINS, ScoreCount};
use crate::stats::LeftOut;

/// The share of those admitted that the marginal bad rate is about: those with the lowest scores.
pub const LAST_ADMITTED: f64 = 0.05;
/// Points from one cut-off to the next, and the ends.
const CUT_OFFS: (usize, usize, usize) = (40, 90, 5);

/// What an account is worth, as shares of its balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// What is lost of the balance of a bad account.
    pub loss_given_default: f64,
    /// What a good account earns.
    pub margin: f64,
}

/// A figure of a scorecard.
#[derive(Debug, Clone)]
pub struct ScoreFigure {
    /// Of whom: `all`, `approved`, `admitted`, `later`.
    pub population: &'static str,
    /// What it is.
    pub measure: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The figure.
    pub figure: LeftOut,
    /// How many it is about, of all replications together.
    pub applications: u64,
}

/// What a cut-off lets in, of first applications that no rule refused.
#[derive(Debug, Clone)]
pub struct CutOff {
    /// The least score that it lets in.
    pub cut_off: f64,
    /// The share that it lets in.
    pub admitted: LeftOut,
    /// The share of these that goes bad.
    pub bad_rate: LeftOut,
    /// The same of those that the next cut-off keeps out.
    pub step_bad_rate: LeftOut,
}

/// Sums of scores, of all replications or without one.
struct Sums(Vec<ScoreCount>);

impl Sums {
    fn new(tallies: &[FairTally], without: Option<usize>) -> Self {
        let mut sums = vec![ScoreCount::default(); SCORE_BINS];
        for (_, tally) in tallies.iter().enumerate().filter(|(at, _)| Some(*at) != without) {
            for (sum, one) in sums.iter_mut().zip(&tally.scores) {
                sum.first += one.first;
                sum.first_bad += one.first_bad;
                sum.approved += one.approved;
                sum.approved_bad += one.approved_bad;
                sum.later += one.later;
                sum.admitted += one.admitted;
                sum.admitted_bad += one.admitted_bad;
            }
        }
        Self(sums)
    }

    /// Good and bad ones of a kind, by score.
    fn split(&self, kind: Kind) -> Vec<(f64, f64)> {
        self.0.iter().map(kind).map(|(count, bad)| (count as f64 - bad, bad)).collect()
    }
}

/// Good and bad ones by score.
type Split = [(f64, f64)];

/// Reads how many there are of a kind, and how many of them are bad.
type Kind = fn(&ScoreCount) -> (u64, f64);

const ALL: Kind = |count| (count.first, count.first_bad);
const APPROVED: Kind = |count| (count.approved, count.approved_bad);
const ADMITTED: Kind = |count| (count.admitted, count.admitted_bad);

/// The probability that a good one has a higher score than a bad one.
fn auc(split: &Split) -> Option<f64> {
    let (mut pairs, mut below) = (0.0, 0.0);
    let (mut good, mut bad) = (0.0, 0.0);
    for (good_here, bad_here) in split {
        pairs += good_here * (below + 0.5 * bad_here);
        below += bad_here;
        good += good_here;
        bad += bad_here;
    }
    (good > 0.0 && bad > 0.0).then(|| pairs / (good * bad))
}

/// The greatest distance of the two distribution functions.
fn distance(split: &Split) -> Option<f64> {
    let (good, bad) = split.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    if good <= 0.0 || bad <= 0.0 {
        return None;
    }
    let (mut below, mut most) = ((0.0, 0.0), 0.0_f64);
    for one in split {
        below = (below.0 + one.0, below.1 + one.1);
        most = most.max((below.1 / bad - below.0 / good).abs());
    }
    Some(most)
}

/// Bad by all; of the bins from one on up to another.
fn bad_rate(split: &Split) -> Option<f64> {
    let (good, bad) = split.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (good + bad > 0.5).then(|| bad / (good + bad))
}

/// The bad rate of the share with the lowest scores; of the score at its end, a part that is like the rest of it.
fn marginal(split: &Split) -> Option<f64> {
    let all: f64 = split.iter().map(|one| one.0 + one.1).sum();
    let mut left = LAST_ADMITTED * all;
    let mut bad = 0.0;
    for one in split {
        let here = one.0 + one.1;
        if here > 0.0 {
            let part = (left / here).min(1.0);
            bad += part * one.1;
            left -= part * here;
        }
        if left <= 0.0 {
            break;
        }
    }
    (all > 0.5).then(|| bad / (LAST_ADMITTED * all))
}

/// Ends of ten groups of first applications, about as large as each other.
fn tenths(sums: &Sums) -> Vec<usize> {
    let all: u64 = sums.0.iter().map(|count| count.first).sum();
    let (mut ends, mut seen) = (Vec::new(), 0);
    for (bin, count) in sums.0.iter().enumerate() {
        seen += count.first;
        let due = (ends.len() + 1) as u64;
        if ends.len() < 9 && 10 * seen >= due * all {
            ends.push(bin + 1);
        }
    }
    ends.push(SCORE_BINS);
    ends
}

/// The population stability index of later against first applications: Σ (q − p) ln(q / p) over the groups.
fn stability(sums: &Sums, ends: &[usize]) -> Option<f64> {
    let total = |read: fn(&ScoreCount) -> u64| sums.0.iter().map(read).sum::<u64>() as f64;
    let (first, later) = (total(|count| count.first), total(|count| count.later));
    if first <= 0.0 || later <= 0.0 {
        return None;
    }
    let mut start = 0;
    let mut index = 0.0;
    for end in ends {
        let group = &sums.0[start..*end];
        // An empty group would have no logarithm: it counts as half a case.
        let share = |read: fn(&ScoreCount) -> u64, all: f64| {
            (group.iter().map(read).sum::<u64>() as f64).max(0.5) / all
        };
        let (p, q) = (share(|count| count.first, first), share(|count| count.later, later));
        index += (q - p) * libm::log(q / p);
        start = *end;
    }
    Some(index)
}

/// Every figure of a scorecard, over these replications.
pub fn scorecard(tallies: &[FairTally], worth: Worth) -> Vec<ScoreFigure> {
    let left: Vec<Sums> = (0..tallies.len()).map(|at| Sums::new(tallies, Some(at))).collect();
    let whole = Sums::new(tallies, None);
    let of = |figure: &dyn Fn(&Sums) -> Option<f64>| {
        LeftOut::of(tallies.len(), |without| figure(without.map_or(&whole, |at| &left[at])))
    };
    let count = |read: fn(&ScoreCount) -> u64| whole.0.iter().map(read).sum::<u64>();
    let mut figures = Vec::new();
    for (population, kind) in [("all", ALL), ("approved", APPROVED)] {
        let applications = whole.0.iter().map(|count| kind(count).0).sum();
        let figure = |measure, unit, figure| ScoreFigure { population, measure, unit, figure, applications };
        figures.push(figure("auc", "share", of(&|sums| auc(&sums.split(kind)))));
        figures.push(figure("gini", "share", of(&|sums| auc(&sums.split(kind)).map(|auc| 2.0 * auc - 1.0))));
        figures.push(figure("ks", "share", of(&|sums| distance(&sums.split(kind)))));
        figures.push(figure("bad_rate", "share", of(&|sums| bad_rate(&sums.split(kind)))));
    }
    let ends = tenths(&whole);
    let applications = count(|count| count.later);
    let figure = of(&|sums| stability(sums, &ends));
    figures.push(ScoreFigure { population: "later", measure: "psi", unit: "count", figure, applications });
    let admitted = count(|count| count.admitted);
    let owed = |without: Option<usize>| {
        let kept = tallies.iter().enumerate().filter(|(at, _)| Some(*at) != without);
        kept.fold(Owed::default(), |sum, (_, tally)| Owed {
            accounts: sum.accounts + tally.owed.accounts,
            balance_cny: sum.balance_cny + tally.owed.balance_cny,
            bad_cny: sum.bad_cny + tally.owed.bad_cny,
        })
    };
    let an_account = |value: &dyn Fn(&Owed) -> f64| {
        LeftOut::of(tallies.len(), |without| {
            let owed = owed(without);
            (owed.accounts > 0).then(|| value(&owed) / owed.accounts as f64)
        })
    };
    let loss = |owed: &Owed| worth.loss_given_default * owed.bad_cny;
    let revenue = |owed: &Owed| worth.margin * (owed.balance_cny - owed.bad_cny);
    for (measure, unit, figure) in [
        ("bad_rate", "share", of(&|sums| bad_rate(&sums.split(ADMITTED)))),
        ("marginal_bad_rate", "share", of(&|sums| marginal(&sums.split(ADMITTED)))),
        ("loss_per_account_cny", "cny", an_account(&loss)),
        ("revenue_per_account_cny", "cny", an_account(&revenue)),
        ("profit_per_account_cny", "cny", an_account(&|owed| revenue(owed) - loss(owed))),
    ] {
        figures.push(ScoreFigure { population: "admitted", measure, unit, figure, applications: admitted });
    }
    figures
}

/// What each cut-off would let in if nothing but the score decided, over these replications.
pub fn cut_offs(tallies: &[FairTally]) -> Vec<CutOff> {
    let left: Vec<Sums> = (0..tallies.len()).map(|at| Sums::new(tallies, Some(at))).collect();
    let whole = Sums::new(tallies, None);
    let (first, last, step) = CUT_OFFS;
    let bins = SCORE_BINS / 100;
    (first..=last)
        .step_by(step)
        .map(|cut_off| {
            let of = |figure: &dyn Fn(&Split) -> Option<f64>| {
                LeftOut::of(tallies.len(), |without| {
                    figure(&without.map_or(&whole, |at| &left[at]).split(ALL))
                })
            };
            let from = cut_off * bins;
            let until = ((cut_off + step) * bins).min(SCORE_BINS);
            let all = |split: &[(f64, f64)]| split.iter().map(|one| one.0 + one.1).sum::<f64>();
            CutOff {
                cut_off: cut_off as f64,
                admitted: of(&|split| (all(split) > 0.5).then(|| all(&split[from..]) / all(split))),
                bad_rate: of(&|split| bad_rate(&split[from..])),
                step_bad_rate: of(&|split| bad_rate(&split[from..until])),
            }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::stats::{ks_distance, roc_auc};

    /// A tally with these numbers of good and bad first applications by bin, all of them admitted.
    fn tally(counts: &[(usize, u64, u64)]) -> FairTally {
        let mut scores = vec![ScoreCount::default(); SCORE_BINS];
        for (bin, good, bad) in counts {
            let (first, first_bad) = (good + bad, *bad as f64);
            let admitted = first;
            scores[*bin] =
                ScoreCount { first, first_bad, admitted, admitted_bad: first_bad, ..ScoreCount::default() };
        }
        FairTally { scores, ..FairTally::default() }
    }

    fn figure(tallies: &[FairTally], population: &str, measure: &str) -> f64 {
        let worth = Worth { loss_given_default: 0.5, margin: 0.1 };
        let all = scorecard(tallies, worth);
        let found = all.iter().find(|one| one.population == population && one.measure == measure);
        found.unwrap().figure.whole().unwrap()
    }

    /// The same as from the single scores.
    #[test]
    fn scores_by_bin_tell_as_much_as_single_scores() {
        let counts = [(20, 1, 4), (90, 3, 3), (91, 7, 2), (150, 9, 1)];
        let tallies = [tally(&counts[..2]), tally(&counts[2..])];
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for (bin, goods, bads) in counts {
            good.extend((0..goods).map(|_| bin as f64));
            bad.extend((0..bads).map(|_| bin as f64));
        }
        let scores: Vec<f64> = bad.iter().chain(&good).copied().collect();
        let positive: Vec<bool> = (0..scores.len()).map(|at| at >= bad.len()).collect();
        let (auc, ks) = (roc_auc(&scores, &positive).unwrap(), ks_distance(&bad, &good).unwrap());
        approx::assert_relative_eq!(figure(&tallies, "all", "auc"), auc, epsilon = 1e-12);
        approx::assert_relative_eq!(figure(&tallies, "all", "gini"), 2.0 * auc - 1.0, epsilon = 1e-12);
        approx::assert_relative_eq!(figure(&tallies, "all", "ks"), ks, epsilon = 1e-12);
        approx::assert_relative_eq!(figure(&tallies, "all", "bad_rate"), 10.0 / 30.0, epsilon = 1e-12);
        // Of 30, the last 5 % are one and a half, of the five at the bottom of whom four are bad.
        approx::assert_relative_eq!(figure(&tallies, "admitted", "marginal_bad_rate"), 0.8, epsilon = 1e-12);
    }

    /// A bin is half a point, so 40 points begin with the bin 80.
    #[test]
    fn a_cut_off_lets_in_what_lies_above_it() {
        let tallies = [tally(&[(79, 50, 50), (80, 5, 5), (89, 10, 0), (90, 30, 0)])];
        let all = cut_offs(&tallies);
        let at = |cut_off: f64| all.iter().find(|one| one.cut_off.to_bits() == cut_off.to_bits()).unwrap();
        approx::assert_relative_eq!(at(40.0).admitted.whole().unwrap(), 50.0 / 150.0, epsilon = 1e-12);
        approx::assert_relative_eq!(at(40.0).bad_rate.whole().unwrap(), 0.1, epsilon = 1e-12);
        approx::assert_relative_eq!(at(40.0).step_bad_rate.whole().unwrap(), 0.25, epsilon = 1e-12);
        approx::assert_relative_eq!(at(45.0).admitted.whole().unwrap(), 0.2, epsilon = 1e-12);
    }

    /// Two groups of equal size of which one takes all later ones but a tenth: (.4)(ln 1.8) + (−.4)(ln .2).
    #[test]
    fn the_stability_index_is_the_known_one() {
        let mut one = tally(&[(100, 50, 0), (101, 50, 0)]);
        one.scores[100].later = 10;
        one.scores[101].later = 90;
        let found = stability(&Sums::new(&[one], None), &[101, 102]).unwrap();
        approx::assert_relative_eq!(found, 0.4 * (1.8_f64.ln() - 0.2_f64.ln()), epsilon = 1e-12);
    }
}
