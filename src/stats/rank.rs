//! Measures that depend on order alone: ranks, rank correlation, discrimination, distance of distributions.

use std::cmp::Ordering;

/// Ranks from 1, ties sharing the average of the ranks they occupy. `None` if a value is NaN.
pub fn average_ranks(values: &[f64]) -> Option<Vec<f64>> {
    if values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| compare(values[a], values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0;
    for tied in order.chunk_by(|&a, &b| compare(values[a], values[b]).is_eq()) {
        let rank = below as f64 + f64::midpoint(tied.len() as f64, 1.0);
        for &index in tied {
            ranks[index] = rank;
        }
        below += tied.len();
    }
    Some(ranks)
}

/// Spearman's rank correlation, −1..=1: Pearson's correlation of the average ranks.
///
/// `None` if the lengths differ, with fewer than two pairs, if one side is constant, or with NaN.
pub fn spearman(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.len() != second.len() {
        return None;
    }
    // Ranks always average (n + 1) / 2, with ties or without.
    let centre = f64::midpoint(first.len() as f64, 1.0);
    let (first, second) = (average_ranks(first)?, average_ranks(second)?);
    let (mut products, mut squares_first, mut squares_second) = (0.0, 0.0, 0.0);
    for (a, b) in first.iter().zip(&second) {
        let (a, b) = (a - centre, b - centre);
        products += a * b;
        squares_first += a * a;
        squares_second += b * b;
    }
    let scale = (squares_first * squares_second).sqrt();
    (scale > 0.0).then(|| (products / scale).clamp(-1.0, 1.0))
}

/// Area under the ROC curve, 0..=1: the probability that a random positive scores above a random negative,
/// a tie counting one half.
///
/// From the Mann–Whitney statistic (*Radiology* 143(1), 1982, DOI 10.1148/radiology.143.1.7063747). `None` if the lengths differ, if either class is empty, or with NaN.
pub fn roc_auc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    if scores.len() != positive.len() {
        return None;
    }
    let ranks = average_ranks(scores)?;
    let positives = positive.iter().filter(|&&is_positive| is_positive).count() as f64;
    let negatives = scores.len() as f64 - positives;
    if positives < 1.0 || negatives < 1.0 {
        return None;
    }
    let rank_sum: f64 = ranks.iter().zip(positive).filter(|pair| *pair.1).map(|pair| pair.0).sum();
    let wins = rank_sum - positives * (positives + 1.0) / 2.0;
    Some(wins / (positives * negatives))
}

/// Two-sample Kolmogorov–Smirnov distance, 0..=1: the greatest gap between the two empirical distribution
/// functions. `None` if a sample is empty or holds NaN.
pub fn ks_distance(first: &[f64], second: &[f64]) -> Option<f64> {
    let (first, second) = (sorted(first)?, sorted(second)?);
    let (mut i, mut j, mut gap) = (0, 0, 0.0_f64);
    // Once one sample is used up, the gap can only shrink.
    while let (Some(&a), Some(&b)) = (first.get(i), second.get(j)) {
        // Both functions jump at a common value before they are compared.
        let value = a.min(b);
        i += first[i..].iter().take_while(|&&x| x <= value).count();
        j += second[j..].iter().take_while(|&&x| x <= value).count();
        gap = gap.max((i as f64 / first.len() as f64 - j as f64 / second.len() as f64).abs());
    }
    Some(gap)
}

/// Numerical order, in which −0 equals 0; the values are not NaN.
fn compare(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

fn sorted(values: &[f64]) -> Option<Vec<f64>> {
    if values.is_empty() || values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let mut values = values.to_vec();
    values.sort_unstable_by(|a, b| compare(*a, *b));
    Some(values)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    /// Few distinct values, so that ties are the rule.
    fn tied_values() -> impl Strategy<Value = f64> {
        (-4..4_i32).prop_map(f64::from)
    }

    #[test]
    fn ties_share_the_average_rank() {
        assert_eq!(average_ranks(&[10.0, -0.0, 30.0, 10.0, 0.0]), Some(vec![3.5, 1.5, 5.0, 3.5, 1.5]));
        assert_eq!(average_ranks(&[]), Some(vec![]));
        assert_eq!(average_ranks(&[1.0, f64::NAN]), None);
    }

    #[test]
    fn spearman_of_known_cases() {
        // The common textbook example without ties: Σd² = 194 with n = 10, so ρ = 1 − 6 · 194 / 990.
        let iq = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let hours = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        assert_relative_eq!(spearman(&iq, &hours).unwrap(), -29.0 / 165.0, max_relative = 1e-14);
        // One tie: covariance 4.5, squares 4.5 and 5, so 3 / √10.
        let tied = spearman(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_relative_eq!(tied, 3.0 / 10.0_f64.sqrt(), max_relative = 1e-14);
    }

    #[test]
    fn auc_counts_a_tie_as_half() {
        // Of four pairs three are won and one is tied.
        let auc = roc_auc(&[0.8, 0.5, 0.5, 0.2], &[true, true, false, false]).unwrap();
        assert_relative_eq!(auc, 3.5 / 4.0, max_relative = 1e-14);
    }

    #[test]
    fn kolmogorov_smirnov_of_known_cases() {
        assert_eq!(ks_distance(&[1.0, 2.0], &[3.0, 4.0]), Some(1.0));
        assert_eq!(ks_distance(&[1.0, 2.0, 2.0], &[2.0, 1.0, 2.0]), Some(0.0));
        // At 2 the functions stand at 1 and 1/4.
        assert_eq!(ks_distance(&[1.0, 2.0], &[2.0, 3.0, 4.0, 5.0]), Some(0.75));
    }

    #[test]
    fn undefined_is_none() {
        assert_eq!(spearman(&[], &[]), None);
        assert_eq!(spearman(&[1.0], &[1.0]), None);
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[1.0, 2.0], &[1.0]), None);
        assert_eq!(spearman(&[1.0, f64::NAN], &[1.0, 2.0]), None);
        assert_eq!(roc_auc(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(roc_auc(&[1.0, 2.0], &[false, false]), None);
        assert_eq!(roc_auc(&[1.0], &[true, false]), None);
        assert_eq!(ks_distance(&[], &[1.0]), None);
        assert_eq!(ks_distance(&[f64::NAN], &[1.0]), None);
    }

    proptest! {
        #[test]
        fn auc_is_the_share_of_pairs_won(cases in prop::collection::vec((tied_values(), any::<bool>()), 2..40)) {
            let (scores, positive): (Vec<f64>, Vec<bool>) = cases.iter().copied().unzip();
            let (mut won, mut pairs) = (0.0, 0.0);
            for high in cases.iter().filter(|case| case.1) {
                for low in cases.iter().filter(|case| !case.1) {
                    pairs += 1.0;
                    won += if high.0 > low.0 { 1.0 } else if high.0 < low.0 { 0.0 } else { 0.5 };
                }
            }
            match roc_auc(&scores, &positive) {
                Some(auc) => prop_assert!((auc - won / pairs).abs() < 1e-12),
                None => prop_assert!(pairs < 1.0),
            }
        }

        #[test]
        fn spearman_ignores_monotone_maps_and_flips_with_sign(
            pairs in prop::collection::vec((tied_values(), tied_values()), 2..40),
        ) {
            let (first, second): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let mapped: Vec<f64> = first.iter().map(|value| value.exp()).collect();
            let flipped: Vec<f64> = first.iter().map(|value| -value).collect();
            let rho = spearman(&first, &second);
            prop_assert_eq!(spearman(&mapped, &second), rho);
            match (rho, spearman(&flipped, &second)) {
                (Some(rho), Some(mirrored)) => prop_assert!((rho + mirrored).abs() < 1e-12),
                (rho, mirrored) => prop_assert_eq!(rho, mirrored),
            }
        }

        #[test]
        fn kolmogorov_smirnov_is_the_greatest_gap_at_any_point(
            first in prop::collection::vec(tied_values(), 1..30),
            second in prop::collection::vec(tied_values(), 1..30),
        ) {
            let below = |sample: &[f64], point: f64| {
                sample.iter().filter(|&&value| value <= point).count() as f64 / sample.len() as f64
            };
            let points = first.iter().chain(&second);
            let gap = points.map(|&x| (below(&first, x) - below(&second, x)).abs()).fold(0.0, f64::max);
            prop_assert!((ks_distance(&first, &second).unwrap() - gap).abs() < 1e-12);
        }
    }
}
