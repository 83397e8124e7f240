//! The sketch and the counts against sorted samples.

use super::*;
use proptest::prelude::*;

fn recorded(values: &[f64]) -> LogHistogram {
    let mut histogram = LogHistogram::new();
    for &value in values {
        histogram.record(value);
    }
    histogram
}

#[test]
fn undefined_is_none() {
    let empty = LogHistogram::new();
    assert_eq!((empty.quantile(0.5), empty.min(), empty.max()), (None, None, None));
    let one = recorded(&[2.0]);
    for p in [-0.1, 1.1, f64::NAN] {
        assert_eq!(one.quantile(p), None, "{p}");
    }
}

#[test]
fn ends_and_zeros_are_exact() {
    let histogram = recorded(&[0.0, -0.0, 1e-300, 3.3, 7.7]);
    assert_eq!(histogram.quantile(0.0).unwrap().to_bits(), 0.0_f64.to_bits());
    assert!(histogram.quantile(0.5).unwrap() < MIN_TRACKED);
    assert_eq!(histogram.quantile(1.0), Some(7.7));
    assert_eq!((histogram.min(), histogram.max()), (Some(0.0), Some(7.7)));
    assert_eq!(recorded(&[4.2; 9]).quantile(0.5), Some(4.2));
}

#[test]
fn the_extremes_of_the_number_range_are_taken() {
    let histogram = recorded(&[f64::MAX, 0.999 * f64::MAX, f64::MIN_POSITIVE, MIN_TRACKED]);
    assert_eq!(histogram.count(), 4);
    assert!(histogram.bins().all(|bin| bin.from < bin.to && bin.to.is_finite()));
    assert!(histogram.quantile(0.75).unwrap() >= 0.999 * f64::MAX * (1.0 - LogHistogram::RELATIVE_ERROR));
}

#[test]
fn memory_follows_the_range_of_the_values() {
    // From one minute to one year, in days, is 19 powers of two: 5 KiB.
    let minute = 1.0 / 1_440.0;
    let histogram = recorded(&[365.0, minute, 1.0, 20.0]);
    assert!(histogram.bins.len() * size_of::<u16>() <= 5 * 1_024);
}

#[test]
fn bins_carry_over() {
    let repeated = |times: usize| recorded(&vec![3.0; times]);
    let mut merged = repeated(65_535);
    assert!(merged.carried.is_empty());
    merged.merge(&repeated(1));
    merged.merge(&repeated(140_000));
    merged.record(5.0);
    let counts: Vec<u64> = merged.bins().map(|bin| bin.count).collect();
    assert_eq!(counts, [205_536, 1]);
    let mut at_once = repeated(205_536);
    at_once.record(5.0);
    assert_eq!(merged, at_once);
    assert!(merged.quantile(0.999_99).unwrap() < 3.1);
}

#[test]
fn whole_numbers_up_to_256_are_exact() {
    let values: Vec<f64> = (0..4_000_u32).map(|step| f64::from(step * step % 65_537) / 257.0).collect();
    let whole = recorded(&values).whole();
    let mut exact = CountHistogram::new();
    for value in &values {
        exact.record(*value as u32);
    }
    assert_eq!(whole, exact);
}

#[test]
#[should_panic(expected = "finite values from 0")]
fn negative_values_are_refused() {
    LogHistogram::new().record(-1.0);
}

proptest! {
    #[test]
    fn quantiles_are_within_the_promised_error(
        exponents in prop::collection::vec(-25.0..40.0_f64, 1..300),
        per_mille in 0..=1_000_usize,
    ) {
        let mut values: Vec<f64> = exponents.into_iter().map(f64::exp).collect();
        let histogram = recorded(&values);
        values.sort_by(f64::total_cmp);
        // Whole-number arithmetic, independent of how the histogram rounds.
        let rank = (per_mille * values.len()).div_ceil(1_000).max(1);
        let exact = values[rank - 1];
        let estimate = histogram.quantile(per_mille as f64 / 1_000.0).unwrap();
        let allowed = LogHistogram::RELATIVE_ERROR * (1.0 + 1e-12);
        prop_assert!((estimate / exact - 1.0).abs() <= allowed, "{estimate} for {exact}");
    }

    #[test]
    fn merging_in_any_order_equals_recording_in_one_place(
        values in prop::collection::vec(prop_oneof![Just(0.0), 1e-9..1e9_f64, 0.0..10.0_f64], 0..200),
        cut in 0..200_usize,
    ) {
        let (front, back) = values.split_at(cut.min(values.len()));
        let (front, back) = (recorded(front), recorded(back));
        let (mut forward, mut backward) = (front.clone(), back.clone());
        forward.merge(&back);
        backward.merge(&front);
        prop_assert_eq!(&forward, &recorded(&values));
        prop_assert_eq!(&backward, &forward);
    }
}
