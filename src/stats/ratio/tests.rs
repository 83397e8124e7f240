//! Ratios by hand, and how often their intervals cover.

#![allow(clippy::unwrap_used)]

use approx::assert_relative_eq;

use super::super::testing::Source;
use super::super::{Moments, t_interval};
use super::*;

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;
/// Student's 97.5 % quantile with two degrees of freedom.
const T2: f64 = 4.302_652_73;

fn sums(clusters: &[(f64, u64)]) -> ClusterSums {
    let mut sums = ClusterSums::default();
    for (sum, count) in clusters {
        sums.push(*sum, *count);
    }
    sums
}

/// Worked by hand: r = 12/6 = 2, what remains is −1, 1, 0, so the error is √(3/2 · 2)/6.
#[test]
fn a_ratio_weighs_groups_by_their_size() {
    let groups = [(1.0, 1.0), (5.0, 2.0), (6.0, 3.0)];
    let interval = ratio_interval(&groups, LEVEL).unwrap();
    assert_relative_eq!(interval.half_width(), T2 * 3.0_f64.sqrt() / 6.0, max_relative = 1e-8);
    assert_relative_eq!(f64::midpoint(interval.low, interval.high), 2.0, max_relative = 1e-14);
    for nothing in [&[][..], &[(1.0, 1.0)], &[(0.0, 0.0), (0.0, 0.0)], &[(0.1, 1.0), (0.3, 3.0)]] {
        assert_eq!(ratio_interval(nothing, LEVEL), None, "{nothing:?}");
    }
    // The same with a cluster that holds nothing. The half-width 1.242 is less than the mean, so the ends are
    // 2·exp(∓1.242/2); the mean of the clusters' means would be (1 + 2.5 + 2)/3.
    let found = sums(&[(1.0, 1), (5.0, 2), (0.0, 0), (6.0, 3)]).estimate(false, LEVEL);
    assert_eq!(found.value, Some(2.0));
    assert_relative_eq!(found.std_error.unwrap(), 3.0_f64.sqrt() / 6.0, max_relative = 1e-14);
    let (interval, reach) = (found.interval.unwrap(), T2 * 3.0_f64.sqrt() / 12.0);
    assert_relative_eq!(interval.low, 2.0 * (-reach).exp(), max_relative = 1e-8);
    assert_relative_eq!(interval.high, 2.0 * reach.exp(), max_relative = 1e-8);
    let signed = sums(&[(-1.0, 1), (-5.0, 2), (-6.0, 3)]).estimate(true, LEVEL).interval.unwrap();
    assert_relative_eq!(f64::midpoint(signed.low, signed.high), -2.0, max_relative = 1e-14);
    assert_relative_eq!(signed.half_width(), 2.0 * reach, max_relative = 1e-8);
}

/// Groups of one case each are plain values: 0 to 15 in order are correlated by 1 − 3/16, by 14/16 without the bias, which
/// makes the error √15 times as large; in turn up and down it stays what it is.
#[test]
fn successive_groups_may_depend_on_their_neighbours() {
    let line: Vec<(f64, f64)> = (0..16).map(|i| (f64::from(i), 1.0)).collect();
    let independent = ratio_interval(&line, LEVEL).unwrap().half_width();
    let found = successive_ratio_reach(&line, LEVEL).unwrap();
    assert_relative_eq!(found, independent * 15.0_f64.sqrt(), max_relative = 1e-12);
    let turns: Vec<(f64, f64)> = (0..16).map(|i| (f64::from(2 + i % 2), 1.0)).collect();
    let independent = ratio_interval(&turns, LEVEL).unwrap().half_width();
    assert_relative_eq!(successive_ratio_reach(&turns, LEVEL).unwrap(), independent, max_relative = 1e-12);
}

#[test]
fn what_is_not_defined_is_none() {
    assert_eq!(ClusterSums::default().estimate(false, LEVEL), Estimate::default());
    assert_eq!(sums(&[(0.0, 0), (0.0, 0)]).estimate(false, LEVEL), Estimate::default());
    // One cluster has a mean and no error; equal ones have no interval.
    let one = sums(&[(3.0, 2), (0.0, 0)]).estimate(false, LEVEL);
    assert_eq!((one.value, one.std_error, one.interval), (Some(1.5), None, None));
    assert_eq!(sums(&[(0.3, 3), (0.1, 1), (0.7, 7)]).estimate(false, LEVEL).interval, None);
    assert_eq!(sums(&[(0.0, 3), (0.0, 1)]).estimate(false, LEVEL).interval, None);
}

/// Worked by hand: r₁ = 2 with −1, 1, 0 over x̄ = 2, r₂ = 4 with −2, 2, 0 over x̄ = 2, so the differences are −.5, .5, 0
/// and their error √(.5/6). The cluster that one side lacks is left out on both.
#[test]
fn a_difference_is_of_the_clusters_that_both_have() {
    let first = sums(&[(1.0, 1), (9.0, 1), (5.0, 2), (6.0, 3)]);
    let second = sums(&[(2.0, 1), (0.0, 0), (10.0, 2), (12.0, 3)]);
    let found = ClusterSums::difference(&first, &second, LEVEL);
    assert_eq!((found.first, found.second, found.pairs), (Some(2.0), Some(4.0), 3));
    assert_eq!(found.difference.value, Some(2.0));
    let error = (0.5_f64 / 6.0).sqrt();
    assert_relative_eq!(found.difference.std_error.unwrap(), error, max_relative = 1e-14);
    assert_relative_eq!(found.difference.interval.unwrap().half_width(), T2 * error, max_relative = 1e-8);
    let none = ClusterSums::difference(&first, &first, LEVEL).difference;
    assert_eq!((none.value, none.std_error, none.interval), (Some(0.0), Some(0.0), None));
    let empty = ClusterSums::difference(&first, &ClusterSums::default(), LEVEL);
    assert_eq!((empty.difference, empty.pairs), (Estimate::default(), 0));
}

/// The waits of one day of M/M/1 in the steady state, at a load of .7 with services of 5 min: their sum and number.
fn day(source: &mut Source) -> (f64, u64) {
    let mut exponential = |mean: f64| -mean * source.uniform().ln();
    let (service, gap) = (5.0, 5.0 / 0.7);
    // Work at the start: none with probability .3, else exponential with mean 1/(μ − λ).
    let busy = (-exponential(1.0)).exp() < 0.7;
    let mut work: f64 = if busy { exponential(service / 0.3) } else { 0.0 };
    let (mut clock, mut sum, mut count) = (0.0, 0.0, 0);
    loop {
        let until = exponential(gap);
        clock += until;
        if clock >= 1_440.0 {
            return (sum, count);
        }
        work = (work - until).max(0.0);
        sum += work;
        count += 1;
        work += exponential(service);
    }
}

/// Days of 200 customers, whose mean wait is ρ/(μ − λ) = 11.67 min by theory. The clusters are skewed, so with few of
/// them less than 95 % is covered; what was measured stands in docs/verification.md and is held to within four standard
/// deviations (6e-5 a side, 4e-4 for all). With 200 of them the t interval of the means of days misses far more often:
/// it would be better by chance with probability 1e-5.
#[test]
fn means_of_cases_cover_as_stated() {
    const TRUTH: f64 = 0.7 * 5.0 / 0.3;
    for (days, runs, share) in [(10_u32, 2_000_u32, 0.920), (30, 1_500, 0.931), (200, 500, 0.943)] {
        let mut source = Source::new(0x5EED_0060 + u64::from(days));
        let (mut covering, mut by_means) = (0, 0);
        for _ in 0..runs {
            let (mut all, mut means) = (ClusterSums::default(), Moments::new());
            for _ in 0..days {
                let (sum, count) = day(&mut source);
                all.push(sum, count);
                means.push(sum / count as f64);
            }
            let covers = |interval: Option<Interval>| interval.is_some_and(|found| found.contains(TRUTH));
            covering += u32::from(covers(all.estimate(false, LEVEL).interval));
            by_means += u32::from(covers(t_interval(&means, LEVEL)));
        }
        let (runs, found) = (f64::from(runs), f64::from(covering));
        let allowed = 4.0 * (runs * share * (1.0 - share)).sqrt();
        assert!((found - runs * share).abs() < allowed, "{days} days: {covering} of {runs}");
        assert!(covering > by_means, "{days} days: {covering}, of means of days {by_means}");
    }
}
