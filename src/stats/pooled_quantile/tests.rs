//! Quantiles of pooled cases, against sorting them.

#![allow(clippy::unwrap_used)]

use super::super::testing::Source;
use super::super::{CountHistogram, LogHistogram};
use super::*;
use approx::assert_relative_eq;

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

fn sketches<'a>(clusters: impl IntoIterator<Item = &'a Vec<f64>>) -> Clusters {
    let mut all = Clusters::of_sketches();
    for values in clusters {
        let mut sketch = LogHistogram::new();
        for value in values {
            sketch.record(*value);
        }
        all.push_sketch(&sketch);
    }
    all
}

fn counts(clusters: &[&[u32]]) -> Clusters {
    let mut all = Clusters::of_counts();
    for values in clusters {
        let mut histogram = CountHistogram::new();
        for value in *values {
            histogram.record(*value);
        }
        all.push_counts(&histogram);
    }
    all
}

/// Two clusters of different sizes: the pooled median is not the mean of the medians.
#[test]
fn every_value_counts_the_same() {
    let all = counts(&[&[1, 1, 1, 1, 1, 1, 1], &[9, 9, 9]]);
    assert_eq!(all.quantile(0.5), Some(1.0));
    assert_eq!((all.quantile(0.7), all.quantile(0.71)), (Some(1.0), Some(9.0)));
}

/// Clusters with C values up to 4 of N: (5, 10), (7, 10), (3, 5), (9, 15). The share is 24/40 and the squares of what
/// remains add up to 2: its standard error is √(4/3·2)/40 = .0408, worked by hand.
#[test]
fn the_error_of_a_share_is_that_of_a_ratio() {
    let cluster = |low: usize, high: usize| -> Vec<u32> {
        std::iter::repeat_n(4, low).chain(std::iter::repeat_n(8, high)).collect()
    };
    let clusters = [cluster(5, 5), cluster(7, 3), cluster(3, 2), cluster(9, 6)];
    let all = counts(&clusters.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let error = all.share_error(Some(4), 24, 40);
    assert_relative_eq!(error, (4.0_f64 / 3.0 * 2.0).sqrt() / 40.0, max_relative = 1e-12);
    // t with three degrees of freedom is 3.1824: the ends are the quantiles at .6 ∓ .1299.
    assert_eq!(all.ends(all.pooled(), 0.6, LEVEL), Some((4.0, 8.0)));
}

#[test]
fn where_nothing_is_known_there_is_no_interval() {
    let none = Clusters::of_sketches().estimate(0.5, LEVEL);
    assert_eq!(none, Estimate::default());
    let one = counts(&[&[1, 2, 3]]).estimate(0.5, LEVEL);
    assert_eq!((one.value, one.std_error, one.interval), (Some(2.0), None, None));
    let same = counts(&[&[1, 2, 3], &[1, 2, 3], &[1, 2, 3]]).estimate(0.5, LEVEL);
    assert_eq!((same.value, same.std_error, same.interval), (Some(2.0), None, None));
    // Too far out for two clusters: p + t standard errors lies beyond 1.
    let far = counts(&[&[1, 2, 3, 4], &[3, 4, 5, 6]]).estimate(0.9, LEVEL);
    assert_eq!((far.value, far.interval), (Some(6.0), None));
    // All that can be told is one value.
    let zeros: Vec<Vec<f64>> = (1..=9).map(|n| [vec![0.0; 90 + n], vec![5.0; 10]].concat()).collect();
    let zero = sketches(&zeros).estimate(0.5, LEVEL);
    assert_eq!((zero.value, zero.interval), (Some(0.0), None));
}

/// A shift that differs from cluster to cluster by a normal variable of deviation 1 moves the whole distribution, and
/// so does the median: its standard error is 1/√n of that, with 30 clusters known to 13 % (three standard deviations
/// of the estimated error are allowed).
#[test]
fn the_error_of_a_median_that_shifts_is_that_of_the_shift() {
    let mut source = Source::new(0x5EED_0301);
    let clusters: Vec<Vec<f64>> = (0..30)
        .map(|_| {
            let shift = 20.0 + source.normal();
            (0..4_000).map(|_| shift + 8.0 * (source.uniform() - 0.5)).collect()
        })
        .collect();
    let found = sketches(&clusters).estimate(0.5, LEVEL);
    assert_relative_eq!(found.std_error.unwrap(), 1.0 / 30.0_f64.sqrt(), max_relative = 0.4);
    assert!(found.interval.unwrap().contains(found.value.unwrap()));
}

/// What both sides have in common cancels: every cluster of the other is longer by .53, whatever its own shift, so the
/// error of the difference is a small part of that of either.
#[test]
fn pairs_share_their_luck() {
    let mut source = Source::new(0x5EED_0302);
    let base: Vec<Vec<f64>> = (0..40)
        .map(|_| {
            let shift = 20.0 + source.normal();
            (0..2_000).map(|_| shift + 8.0 * (source.uniform() - 0.5)).collect()
        })
        .collect();
    let other: Vec<Vec<f64>> = base.iter().map(|values| values.iter().map(|v| v + 0.53).collect()).collect();
    let (base, other) = (sketches(&base), sketches(&other));
    let found = Clusters::difference(&base, &other, 0.9, LEVEL);
    let alone = other.estimate(0.9, LEVEL).std_error.unwrap();
    // The values of a bin, .13 wide here, lie nearly at equal distances.
    assert!((found.value.unwrap() - 0.53).abs() < 0.02, "{found:?}");
    assert!(found.std_error.unwrap() < alone / 20.0, "{found:?} against {alone}");
}

#[test]
fn differences_of_whole_numbers_lie_between_the_extremes_of_both() {
    let base = counts(&[&[1, 1, 2], &[1, 2, 2], &[1, 1, 2], &[1, 2, 2]]);
    let other = counts(&[&[3, 3, 3], &[3, 3, 3], &[3, 3, 3], &[3, 3, 3]]);
    let found = Clusters::difference(&base, &other, 0.5, LEVEL);
    assert_eq!((found.value, found.std_error), (Some(2.0), None));
    let interval = found.interval.unwrap();
    assert_eq!((interval.low, interval.high), (1.0, 2.0));
    let same = Clusters::difference(&other, &other, 0.5, LEVEL);
    assert_eq!((same.value, same.interval), (Some(0.0), None));
}

/// Within a bin, and at both ends exactly, as from one sketch of all values.
#[test]
fn pooled_quantiles_are_those_of_all_values() {
    let mut source = Source::new(0x5EED_0303);
    let clusters: Vec<Vec<f64>> =
        (0..700).map(|n| (0..n % 7).map(|_| -(source.uniform().ln())).collect()).collect();
    let mut values = clusters.concat();
    values.sort_by(f64::total_cmp);
    let all = sketches(&clusters);
    for p in [0.0, 0.01, 0.3, 0.5, 0.9, 0.99, 1.0] {
        let rank = quantile_rank(p, values.len() as u64).unwrap() as usize;
        let found = all.quantile(p).unwrap();
        assert_relative_eq!(found, values[rank - 1], max_relative = LogHistogram::RELATIVE_ERROR);
    }
    assert_eq!(all.quantile(0.0), Some(values[0]));
    assert_eq!(all.quantile(1.0), values.last().copied());
}
