//! Confidence intervals for shares, which never leave 0..1.
//!
//! Two situations differ. Within independent trials, the binomial law gives the error ([`wilson`],
//! [`clopper_pearson`]). Within a replication applicants share queues and reviewers, so they are not
//! independent; there the error comes from the spread between replications ([`logit_t_interval`]).

use super::interval::is_rounding;
use super::level::beta_quantile;
use super::{ConfidenceLevel, Interval, Moments};

/// The greatest number below one: the most an interval on the logit scale may reach.
const BELOW_ONE: f64 = 1.0_f64.next_down();

/// Interval for the mean of a share over independent replications, strictly inside 0..1.
///
/// Student's t interval on the logit scale, where the standard error is, by the delta method, that of the
/// mean divided by `mean · (1 − mean)`, mapped back. Method: Brown and others, *Statistical Science*
/// 16(2), 2001, DOI 10.1214/ss/1009213286 (logit interval); Korn and Graubard, *Analysis of Health
/// Surveys*, 1999 (with an estimated standard error and t). `None` with fewer than two replications, with
/// no variance between them but that of rounding, or with a mean of 0 or 1.
pub fn logit_t_interval(moments: &Moments, level: ConfidenceLevel) -> Option<Interval> {
    let (mean, error) = (moments.mean()?, moments.std_error()?);
    if is_rounding(moments) {
        return None;
    }
    logit_interval(mean, error, moments.count() - 1, level)
}

/// The same of a share with a standard error of so many degrees of freedom.
pub fn logit_interval(mean: f64, error: f64, freedom: u64, level: ConfidenceLevel) -> Option<Interval> {
    logit_within(mean, level.t_quantile(freedom)? * error).filter(|_| error > 0.0)
}

/// The interval of a share from its estimate and t standard errors of it, strictly inside 0..1: Student's on the logit
/// scale. `None` if the estimate is 0 or 1.
pub(super) fn logit_within(share: f64, reach: f64) -> Option<Interval> {
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    let centre = libm::log(share / (1.0 - share));
    let reach = reach / (share * (1.0 - share));
    Interval::new(logistic(centre - reach), logistic(centre + reach))
}

/// Score interval for a share of independent trials: E. B. Wilson, *JASA* 22(158), 1927,
/// DOI 10.1080/01621459.1927.10502953.
///
/// Within 0..=1, and of positive width even when none or all of the trials succeed. `None` without trials,
/// or with more successes than trials.
pub fn wilson(successes: u64, trials: u64, level: ConfidenceLevel) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let (n, z) = (trials as f64, level.normal_quantile());
    let (share, z2) = (successes as f64 / n, z * z);
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let reach = z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    // At the ends the formula gives 0 and 1 but for rounding.
    let low = if successes == 0 { 0.0 } else { (centre - reach).max(0.0) };
    let high = if successes == trials { 1.0 } else { (centre + reach).min(1.0) };
    Interval::new(low, high)
}

/// Exact binomial interval, which covers at least as often as promised: Clopper and Pearson, *Biometrika*
/// 26(4), 1934, DOI 10.1093/biomet/26.4.404.
///
/// `None` without trials, or with more successes than trials.
pub fn clopper_pearson(successes: u64, trials: u64, level: ConfidenceLevel) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let failures = trials - successes;
    // The upper end for successes is one minus the lower end for failures.
    let lower_end = |hits: u64, misses: u64| match hits {
        0 => 0.0,
        _ => beta_quantile(hits as f64, misses as f64 + 1.0, level.tail()),
    };
    Interval::new(lower_end(successes, failures), 1.0 - lower_end(failures, successes))
}

/// The interval reported for a share: [`logit_t_interval`] over replications when it is defined, otherwise
/// [`wilson`] on the counts pooled over all of them.
///
/// The fallback serves a single replication and replications that all agree. It treats the trials as
/// independent, which is too narrow if those of one replication influence each other; more replications
/// remove the need for it. `None` if neither is defined.
pub fn share_interval(
    replications: &Moments,
    pooled_successes: u64,
    pooled_trials: u64,
    level: ConfidenceLevel,
) -> Option<Interval> {
    logit_t_interval(replications, level).or_else(|| wilson(pooled_successes, pooled_trials, level))
}

/// Inverse of the logit, kept strictly inside 0..1 where `f64` would round to an end.
fn logistic(logit: f64) -> f64 {
    (1.0 / (1.0 + libm::exp(-logit))).clamp(f64::MIN_POSITIVE, BELOW_ONE)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::Source;
    use super::*;
    use proptest::prelude::*;

    const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;
    /// Half a unit of the fourth decimal, to which the published values are rounded.
    const PRINTED: f64 = 0.000_050_1;

    fn assert_printed(interval: Option<Interval>, low: f64, high: f64) {
        let interval = interval.unwrap();
        assert!((interval.low - low).abs() < PRINTED, "{interval:?}, published low {low}");
        assert!((interval.high - high).abs() < PRINTED, "{interval:?}, published high {high}");
    }

    /// Newcombe, *Statistics in Medicine* 17, 1998, pages 857–872, table I, methods 3 and 5.
    #[test]
    fn binomial_intervals_match_the_published_table() {
        assert_printed(wilson(81, 263, LEVEL), 0.2553, 0.3662);
        assert_printed(wilson(15, 148, LEVEL), 0.0624, 0.1605);
        assert_printed(wilson(0, 20, LEVEL), 0.0, 0.1611);
        assert_printed(wilson(1, 29, LEVEL), 0.0061, 0.1718);
        assert_printed(clopper_pearson(81, 263, LEVEL), 0.2527, 0.3676);
        assert_printed(clopper_pearson(15, 148, LEVEL), 0.0578, 0.1617);
        assert_printed(clopper_pearson(0, 20, LEVEL), 0.0, 0.1684);
        assert_printed(clopper_pearson(1, 29, LEVEL), 0.0009, 0.1776);
    }

    #[test]
    fn exact_interval_has_its_closed_form_without_failures() {
        // All of n succeed: the lower end solves low^n = α / 2.
        for n in [1_u64, 10, 1_000, 10_000_000] {
            let interval = clopper_pearson(n, n, LEVEL).unwrap();
            let expected = 0.025_f64.powf(1.0 / n as f64);
            assert!((interval.low - expected).abs() < 1e-12, "{n}: {interval:?}, expected {expected}");
            assert!(interval.high >= 1.0);
        }
    }

    #[test]
    fn exact_and_score_interval_meet_for_millions_of_trials() {
        let trials = 10_000_000;
        for successes in [3, 40_000, 4_000_000, trials - 3] {
            let exact = clopper_pearson(successes, trials, LEVEL).unwrap();
            let score = wilson(successes, trials, LEVEL).unwrap();
            let continuity = 2.0 / trials as f64;
            assert!((exact.low - score.low).abs() < continuity, "{successes}: {exact:?} {score:?}");
            assert!((exact.high - score.high).abs() < continuity, "{successes}: {exact:?} {score:?}");
        }
    }

    /// 30 replications of 400 trials. The number that cover of 2,000 has standard deviation 9.75; five of
    /// them have probability below 10⁻⁶, and ten more are allowed to the delta method's bias.
    #[test]
    fn logit_interval_covers_as_often_as_promised() {
        for (seed, share) in [(0x5EED_0003, 0.5), (0x5EED_0004, 0.05), (0x5EED_0005, 0.97)] {
            let mut source = Source::new(seed);
            let covering = (0..2_000)
                .filter(|_| {
                    let shares: Moments =
                        (0..30).map(|_| source.binomial(400, share) as f64 / 400.0).collect();
                    logit_t_interval(&shares, LEVEL).unwrap().contains(share)
                })
                .count();
            assert!((1_841..=1_959).contains(&covering), "share {share}: {covering} of 2000 cover");
        }
    }

    #[test]
    fn a_share_falls_back_on_the_pooled_counts_only_when_it_must() {
        let agreeing: Moments = [0.0, 0.0, 0.0].into_iter().collect();
        assert_eq!(share_interval(&agreeing, 0, 60, LEVEL), wilson(0, 60, LEVEL));
        let single: Moments = [0.25].into_iter().collect();
        assert_eq!(share_interval(&single, 5, 20, LEVEL), wilson(5, 20, LEVEL));
        let spread: Moments = [0.2, 0.3, 0.25].into_iter().collect();
        assert_eq!(share_interval(&spread, 15, 60, LEVEL), logit_t_interval(&spread, LEVEL));
        assert_eq!(share_interval(&Moments::new(), 0, 0, LEVEL), None);
    }

    #[test]
    fn impossible_counts_are_none() {
        assert_eq!((wilson(0, 0, LEVEL), clopper_pearson(0, 0, LEVEL)), (None, None));
        assert_eq!((wilson(2, 1, LEVEL), clopper_pearson(2, 1, LEVEL)), (None, None));
    }

    proptest! {
        #[test]
        fn binomial_intervals_hold_the_share_and_mirror(trials in 1..5_000_u64, portion in 0.0..=1.0_f64) {
            let successes = (portion * trials as f64) as u64;
            let share = successes as f64 / trials as f64;
            for method in [wilson, clopper_pearson] {
                let interval = method(successes, trials, LEVEL).unwrap();
                let mirrored = method(trials - successes, trials, LEVEL).unwrap();
                prop_assert!(interval.low >= 0.0 && interval.high <= 1.0 && interval.contains(share));
                prop_assert!((interval.low - (1.0 - mirrored.high)).abs() < 1e-12);
            }
        }

        #[test]
        fn logit_interval_stays_strictly_inside(shares in prop::collection::vec(0.0..=1.0_f64, 2..6)) {
            let moments: Moments = shares.into_iter().collect();
            if let Some(interval) = logit_t_interval(&moments, LEVEL) {
                prop_assert!(interval.low > 0.0 && interval.high < 1.0);
                prop_assert!(interval.contains(moments.mean().unwrap()));
            }
        }
    }
}
