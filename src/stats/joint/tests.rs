//! Families of differences with known answers: false alarms, the two-point toy, errors found in two ways.

#![allow(clippy::unwrap_used)]

use approx::assert_relative_eq;

use super::super::testing::Source;
use super::*;
use crate::stats::LogHistogram;

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

fn of(pairs: &[(f64, f64)]) -> Influences {
    Influences::of_means(pairs.iter().map(|(first, second)| (Some(*first), Some(*second))))
}

/// Where no difference is one, and how often some interval of the family says otherwise.
fn false_alarms(runs: u32, clusters: usize, members: usize, seed: u64) -> usize {
    let mut source = Source::new(seed);
    let mut alarms = 0;
    for _ in 0..runs {
        let mut family = vec![Vec::new(); members];
        for _ in 0..clusters {
            let common = source.normal();
            for member in &mut family {
                // Correlation one half; the base is the same for all of them.
                member.push((3.0, 3.0 + common + source.normal()));
            }
        }
        let family: Vec<Influences> = family.iter().map(|pairs| of(pairs)).collect();
        let ends = joint_intervals(&family, 0, LEVEL, |count| (source.uniform() * count as f64) as usize);
        alarms += usize::from(ends.iter().any(|ends| !ends.unwrap().contains(0.0)));
    }
    alarms
}

/// Of 400 families without any difference, 5 % give a false alarm: 20, with standard deviation 4.4. More than 41 has
/// probability 6 · 10⁻⁶ with a correct method; five intervals of 95 % each would give some 60.
#[test]
fn a_family_without_differences_gives_no_more_false_alarms_than_one_interval() {
    for (clusters, seed) in [(10, 0x5EED_0410), (30, 0x5EED_0411)] {
        let alarms = false_alarms(400, clusters, 5, seed);
        assert!(alarms <= 41, "{alarms} of 400 with {clusters} clusters");
    }
}

/// Members that are the same cost nothing: the greatest |t| is that of one. Shared out equally, five would be wider by
/// t(.995, 39)/t(.975, 39) = 2.708/2.023, a third.
#[test]
fn what_the_members_have_in_common_is_not_paid_for_twice() {
    let mut source = Source::new(0x5EED_0412);
    let pairs: Vec<(f64, f64)> = (0..40).map(|_| (0.0, source.normal())).collect();
    let family = vec![of(&pairs); 5];
    let mut draws = Source::new(1);
    let ends = joint_intervals(&family, 0, LEVEL, |count| (draws.uniform() * count as f64) as usize);
    let half = ends[0].unwrap().half_width() / family[0].std_error().unwrap();
    // 95 % of |t| of 40 normal values, to within what 2,000 resamples and these 40 values leave unknown.
    assert!((2.0..2.3).contains(&half), "{half}");
    assert!(ends.iter().all(|other| *other == ends[0]));
}

/// Two pairs, (0, 1) and (1, 3): the base has variance 1/2, the other 2, the differences 1 and 2 have 1/2. So 5 times as
/// many independent runs would be as exact.
#[test]
fn the_variance_ratio_of_two_points_is_known() {
    let toy = of(&[(0.0, 1.0), (1.0, 3.0)]);
    assert_relative_eq!(toy.variance_ratio().unwrap(), 5.0, max_relative = 1e-12);
    assert_relative_eq!(toy.value().unwrap(), 1.5);
    assert_relative_eq!(toy.std_error().unwrap(), 0.5, max_relative = 1e-12);
    // What goes against the base is known less well from pairs.
    let against = of(&[(0.0, 1.0), (1.0, 0.0)]);
    assert_relative_eq!(against.variance_ratio().unwrap(), 0.5, max_relative = 1e-12);
    for nothing in [vec![], vec![(1.0, 2.0)], vec![(1.0, 2.0), (2.0, 3.0)], vec![(0.1, 0.4), (0.2, 0.5)]] {
        assert_eq!(of(&nothing).variance_ratio(), None, "{nothing:?}");
        assert_eq!(of(&nothing).std_error(), None, "{nothing:?}");
    }
}

/// Three members of ten clusters: each at 1 − .05/3, which is t(9) = 2.933 324 (computed with R, qt(1 − .05/6, 9)).
#[test]
fn with_few_clusters_the_error_probability_is_shared_out() {
    let mut source = Source::new(0x5EED_0413);
    let family: Vec<Influences> = (0..3)
        .map(|_| of(&(0..10).map(|_| (source.normal(), source.normal())).collect::<Vec<_>>()))
        .collect();
    let ends = joint_intervals(&family, 0, LEVEL, |_| unreachable!("nothing is drawn"));
    for (member, ends) in family.iter().zip(&ends) {
        let half = ends.unwrap().half_width() / member.std_error().unwrap();
        assert_relative_eq!(half, 2.933_324, max_relative = 1e-5);
    }
    // Two that are judged by themselves take their share.
    let fewer = joint_intervals(&family[..1], 2, LEVEL, |_| unreachable!("nothing is drawn"));
    assert_eq!(fewer[0], ends[0]);
}

/// What the difference owes to clusters gives the errors that are computed next door.
#[test]
fn influences_have_the_errors_of_the_estimates() {
    let mut source = Source::new(0x5EED_0414);
    let (mut sums, mut sketches) = (
        [ClusterSums::default(), ClusterSums::default()],
        [Clusters::of_sketches(), Clusters::of_sketches()],
    );
    for cluster in 0..40 {
        let common = source.uniform();
        for (shift, (sum, sketch)) in [0.0, 0.4].into_iter().zip(sums.iter_mut().zip(&mut sketches)) {
            let values: Vec<f64> =
                (0..100 + cluster % 7).map(|_| 1.0 + common + shift + source.uniform()).collect();
            sum.push(values.iter().sum(), values.len() as u64);
            let mut all = LogHistogram::new();
            for value in &values {
                all.record(*value);
            }
            sketch.push_sketch(&all);
        }
    }
    let cases = Influences::of_cases(&sums[0], &sums[1]);
    let known = ClusterSums::difference(&sums[0], &sums[1], LEVEL).difference;
    assert_relative_eq!(cases.value().unwrap(), known.value.unwrap(), max_relative = 1e-12);
    assert_relative_eq!(cases.std_error().unwrap(), known.std_error.unwrap(), max_relative = 1e-9);
    let quantiles = Influences::of_quantiles(&sketches[0], &sketches[1], 0.9).unwrap();
    let known = Clusters::difference(&sketches[0], &sketches[1], 0.9, LEVEL);
    assert_relative_eq!(quantiles.value().unwrap(), known.value.unwrap(), max_relative = 1e-12);
    assert_relative_eq!(quantiles.std_error().unwrap(), known.std_error.unwrap(), max_relative = 1e-9);
    assert!(quantiles.variance_ratio().unwrap() > 1.0, "what is in common cancels");
    assert_eq!(Influences::of_quantiles(&Clusters::of_counts(), &Clusters::of_counts(), 0.5), None);
}

/// Clusters of one size: the jackknife of a ratio is its textbook error, here of 1/2, 1/4, 3/4, 1/2: mean 1/2, variance
/// 1/24, error √(1/96).
#[test]
fn a_share_of_sums_has_the_error_of_its_clusters() {
    let found = share_of_sums(&[(2.0, 4.0), (1.0, 4.0), (3.0, 4.0), (2.0, 4.0)], LEVEL);
    assert_relative_eq!(found.value.unwrap(), 0.5);
    assert_relative_eq!(found.std_error.unwrap(), (1.0_f64 / 96.0).sqrt(), max_relative = 1e-12);
    // t(3) = 3.182 446.
    assert_relative_eq!(
        found.interval.unwrap().high,
        0.5 + 3.182_446 * (1.0_f64 / 96.0).sqrt(),
        max_relative = 1e-6
    );
    assert_eq!(share_of_sums(&[(0.0, 0.0); 3], LEVEL), Estimate::default());
    // All of it in one cluster: nothing is known of its error.
    assert_eq!(share_of_sums(&[(1.0, 2.0), (0.0, 0.0)], LEVEL).std_error, None);
}
