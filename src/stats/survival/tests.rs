//! Survival and incidence against closed forms and by-hand tables.

use super::super::CountHistogram;
use super::super::testing::Source;
use super::EndKind::{Censored, Event, Other};
use super::*;
use approx::{assert_abs_diff_eq, assert_relative_eq};
use proptest::prelude::*;

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;
/// Standard deviations a simulated estimate may lie off: probability 4 · 10⁻⁸ each, 10⁻⁵ over all.
const FAR: f64 = 5.5;

/// Cases with an event at rate 1, another end at rate `other` and censoring at rate 1/2.
fn exponential(source: &mut Source, cases: usize, other: f64) -> Survival {
    let mut draw = |rate: f64| -source.uniform().ln() / rate;
    let cases: Vec<_> = (0..cases)
        .map(|_| {
            let ends = [(draw(1.0), Event), (draw(other), Other), (draw(0.5), Censored)];
            ends.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
        })
        .collect();
    Survival::new(&cases).unwrap()
}

/// Weeks of remission under 6-MP: Freireich and others, *Blood* 21(6), 1963; estimates and standard
/// errors as in Klein and Moeschberger, table 4.1A, intervals as printed by Stata's `sts list`.
#[test]
fn remission_of_leukaemia_matches_the_published_tables() {
    let relapses = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (f64::from(week), Event));
    let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (f64::from(week), Censored));
    let survival = Survival::new(&[relapses.as_slice(), &open].concat()).unwrap();
    let published = [
        (6.0, 0.8571, 0.0764, 0.6197, 0.9516),
        (7.0, 0.8067, 0.0869, 0.5631, 0.9228),
        (10.0, 0.7529, 0.0963, 0.5032, 0.8894),
        (13.0, 0.6902, 0.1068, 0.4316, 0.8491),
        (16.0, 0.6275, 0.1141, 0.3675, 0.8049),
        (22.0, 0.5378, 0.1282, 0.2678, 0.7468),
        (23.0, 0.4482, 0.1346, 0.1881, 0.6801),
    ];
    // Half a unit of the fourth decimal.
    let printed = 0.000_050_1;
    for (week, share, error, low, high) in published {
        // The estimate holds until the next relapse.
        for time in [week, week + 0.9] {
            assert_abs_diff_eq!(survival.survival(time), share, epsilon = printed);
            assert_abs_diff_eq!(survival.variance(time).unwrap().sqrt(), error, epsilon = printed);
            let interval = survival.interval(time, LEVEL).unwrap();
            assert_abs_diff_eq!(interval.low, low, epsilon = printed);
            assert_abs_diff_eq!(interval.high, high, epsilon = printed);
        }
    }
    assert_eq!((survival.quantile(0.25), survival.quantile(0.5)), (Some(13.0), Some(23.0)));
    assert_eq!((survival.quantile(0.6), survival.last_time()), (None, 35.0));
    assert_eq!((survival.survival(5.9), survival.variance(5.9)), (1.0, Some(0.0)));
    assert_eq!(survival.interval(5.9, LEVEL), None);
}

#[test]
fn competing_ends_share_what_has_ended() {
    // S falls to 3/4, 1/2, and, one case having gone out of sight, to 0.
    let four = Survival::new(&[(4.0, Event), (2.0, Other), (3.0, Censored), (1.0, Event)]).unwrap();
    let expected = [
        (0.5, 1.0, 0.0, 0.0),
        (1.0, 0.75, 0.25, 0.0),
        (2.0, 0.5, 0.25, 0.25),
        (3.5, 0.5, 0.25, 0.25),
        (4.0, 0.0, 0.75, 0.25),
    ];
    for (time, survival, event, other) in expected {
        assert_relative_eq!(four.survival(time), survival, max_relative = 1e-14);
        assert_relative_eq!(four.incidence(time), event, max_relative = 1e-14);
        assert_relative_eq!(four.other_incidence(time), other, max_relative = 1e-14);
    }
    assert_eq!((four.variance(4.0), four.interval(4.0, LEVEL)), (None, None));
    assert_eq!((four.quantile(0.0), four.quantile(1.0)), (Some(1.0), Some(4.0)));
    // A third of the three quarters is reached at once, anything more at the end.
    let quantiles = [0.0, 0.33, 0.34, 1.0, 1.1].map(|p| four.incidence_quantile(p));
    assert_eq!(quantiles, [Some(1.0), Some(1.0), Some(4.0), Some(4.0), None]);
    assert_eq!(Survival::new(&[(2.0, Other)]).unwrap().incidence_quantile(0.5), None);
}

/// With n cases, event rate 1 and censoring rate c, S(t) varies by e⁻²ᵗ (e^((1+c)t) − 1) / ((1 + c) n).
#[test]
fn exponential_censoring_leaves_the_exponential_law() {
    let cases = 20_000;
    let survival = exponential(&mut Source::new(0x5EED_0050), cases, 1e-9);
    for step in 1..=20 {
        let time = 0.1 * f64::from(step);
        let variance = (-2.0 * time).exp() * ((1.5 * time).exp() - 1.0) / (1.5 * cases as f64);
        let gap = survival.survival(time) - (-time).exp();
        assert!(gap.abs() < FAR * variance.sqrt(), "{gap} at {time}");
    }
}

/// The incidence is e = (1 − exp(−1.5t)) / 1.5. It is estimated at least as well as from the cases that
/// would not be censored by t alone, whose share varies by e (1 − e) / (n exp(−t/2)). One minus a
/// product-limit estimate that censors other ends would tend to 1 − exp(−t), at t = 2 forty of these off.
#[test]
fn incidence_allows_for_the_competing_end() {
    let cases = 20_000;
    let survival = exponential(&mut Source::new(0x5EED_0051), cases, 0.5);
    for step in 1..=20 {
        let time = 0.1 * f64::from(step);
        let expected = (1.0 - (-1.5 * time).exp()) / 1.5;
        let bound = (expected * (1.0 - expected) / (cases as f64 * (-0.5 * time).exp())).sqrt();
        let gap = survival.incidence(time) - expected;
        assert!(gap.abs() < FAR * bound, "{gap} at {time}");
    }
}

/// Standard deviation 6.9 of 1,000; five of them, and five for the approximation with 100 cases.
#[test]
fn interval_covers_as_often_as_promised() {
    let mut source = Source::new(0x5EED_0052);
    let truth = (-1.0_f64).exp();
    let covering = (0..1_000)
        .filter(|_| exponential(&mut source, 100, 1e-9).interval(1.0, LEVEL).unwrap().contains(truth))
        .count();
    assert!((911..=989).contains(&covering), "{covering} of 1000 intervals cover");
}

#[test]
fn a_quantile_at_a_whole_rank_does_not_slip_to_the_next() {
    // Of five cases 2/5 have ended by day 2, but 4/5 · 3/4 lies above 1 − 2/5 in floating point.
    for cases in 1..=200 {
        let survival = Survival::from_counts((1..=cases).map(|day| (f64::from(day), 1, 0, 0))).unwrap();
        for day in (1..=cases).map(f64::from) {
            assert_eq!(survival.quantile(day / f64::from(cases)), Some(day), "{cases} cases");
        }
    }
}

#[test]
fn undefined_is_none() {
    assert_eq!((Survival::new(&[]), Survival::from_counts([(1.0, 0, 0, 0)])), (None, None));
    for time in [f64::NAN, f64::INFINITY] {
        assert_eq!(Survival::new(&[(1.0, Event), (time, Censored)]), None, "{time}");
    }
    let open = Survival::new(&[(1.0, Censored), (2.0, Censored)]).unwrap();
    assert_eq!((open.quantile(0.0), open.quantile(0.5), open.survival(9.0)), (None, None, 1.0));
    let one = Survival::new(&[(-0.0, Event), (0.0, Event)]).unwrap();
    assert_eq!((one.steps.len(), one.survival(0.0), one.quantile(0.5)), (1, 0.0, Some(0.0)));
    for p in [-0.1, 1.1, f64::NAN] {
        assert_eq!(one.quantile(p), None, "{p}");
    }
}

fn any_cases() -> impl Strategy<Value = Vec<(u32, EndKind)>> {
    let kind = prop_oneof![Just(Event), Just(Other), Just(Censored)];
    prop::collection::vec((0..40_u32, kind), 1..300)
}

proptest! {
    #[test]
    fn ends_and_survival_add_up_and_histograms_give_the_same(cases in any_cases()) {
        let single: Vec<_> = cases.iter().map(|&(day, kind)| (f64::from(day), kind)).collect();
        let survival = Survival::new(&single).unwrap();
        for day in 0..40 {
            let day = f64::from(day);
            let total = survival.survival(day) + survival.incidence(day) + survival.other_incidence(day);
            prop_assert!((total - 1.0).abs() < ROUNDING, "{total}");
        }
        let days = |wanted: EndKind| {
            let mut histogram = CountHistogram::new();
            cases.iter().filter(|case| case.1 == wanted).for_each(|case| histogram.record(case.0));
            histogram
        };
        let (event, other, open) = (days(Event), days(Other), days(Censored));
        let events = event.iter().map(|(day, times)| (f64::from(day), times, 0, 0));
        let others = other.iter().map(|(day, times)| (f64::from(day), 0, times, 0));
        let censored = open.iter().map(|(day, times)| (f64::from(day), 0, 0, times));
        let binned = Survival::from_counts(censored.chain(events).chain(others));
        prop_assert_eq!(binned, Some(survival));
    }

    #[test]
    fn without_censoring_it_is_the_empirical_distribution(
        days in prop::collection::vec(0..60_u32, 1..400),
        per_mille in 0..=1_000_u32,
    ) {
        let cases: Vec<_> = days.iter().map(|&day| (f64::from(day), Event)).collect();
        let survival = Survival::new(&cases).unwrap();
        let histogram = days.iter().fold(CountHistogram::new(), |mut histogram, &day| {
            histogram.record(day);
            histogram
        });
        for day in 0..60 {
            let share = 1.0 - histogram.share_at_most(day).unwrap();
            let day = f64::from(day);
            prop_assert!((survival.survival(day) - share).abs() < ROUNDING);
            prop_assert!((survival.incidence(day) - (1.0 - share)).abs() < ROUNDING);
            if let Some(variance) = survival.variance(day) {
                prop_assert!((variance - share * (1.0 - share) / days.len() as f64).abs() < ROUNDING);
            }
        }
        let p = f64::from(per_mille) / 1_000.0;
        prop_assert_eq!(survival.quantile(p), histogram.quantile(p).map(f64::from));
    }
}
