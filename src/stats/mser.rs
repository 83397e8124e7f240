//! Where the warm-up of one long series ends: truncation by the marginal standard error rule.
//!
//! Looks at the numbers alone. It neither averages replications nor judges whether what remains is long
//! enough for an interval; for that see [`super::BatchMeans`].

use super::Moments;

/// With fewer batches the half that must remain is too short for its variance to mean anything.
const LEAST_BATCHES: usize = 10;

/// How much of the front of a series to leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truncation {
    /// Observations to drop, a whole number of batches; at most half of the series.
    pub observations: usize,
    /// The best cut found is the latest one allowed, so a still later one might be better: the series has
    /// not been seen to settle and its mean should not be trusted.
    pub at_limit: bool,
}

/// Truncation point of a series by MSER-`batch`; with batches of 5 this is MSER-5.
///
/// Of the means of n successive batches it drops the first d, where d minimises the squared standard error
/// of what remains, `Σ (yᵢ − ȳ)² / (n − d)²` over i = d+1 … n, among all d up to n / 2. Dropping one more
/// batch therefore pays if it lies farther from the rest than about √2 standard deviations. Of equally
/// good cuts the earliest is taken. White, *Simulation* 69(6), 1997, pages 323–334; White, Cobb and Spratt,
/// *Proceedings of the 2000 Winter Simulation Conference*. Linear in the length of the series.
///
/// The batches are counted from the front; what does not fill a last one is ignored. `None` with fewer than
/// ten batches, with `batch` = 0, with a value that is NaN or infinite, or if the sum of a batch or the
/// variance leaves the range of `f64`.
pub fn mser(series: &[f64], batch: usize) -> Option<Truncation> {
    let batches = series.len().checked_div(batch)?;
    if batches < LEAST_BATCHES || series.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let limit = batches / 2;
    let mut best = (f64::INFINITY, limit);
    let mut rest = Moments::new();
    // From the back, so that each cut adds one batch to moments that are safe against cancellation.
    for (cut, values) in series.chunks_exact(batch).enumerate().rev() {
        let mean = values.iter().sum::<f64>() / batch as f64;
        if !mean.is_finite() {
            return None;
        }
        rest.push(mean);
        if cut > limit {
            continue;
        }
        let kept = rest.count() as f64;
        let squared_error = rest.variance()? * (kept - 1.0) / (kept * kept);
        if squared_error <= best.0 {
            best = (squared_error, cut);
        }
    }
    Some(Truncation { observations: best.1 * batch, at_limit: best.1 == limit })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::Source;
    use super::*;
    use proptest::prelude::*;

    const LENGTH: usize = 50_000;
    /// Observations (200 batches of 5) that MSER may drop of a series that is already steady.
    ///
    /// A cut t batches too late needs `Σ e² > 2t (1 − t / 2n)` of t squared standard normal values. Chernoff's
    /// bound with 1.8t, which leaves room for the transient's tail and the estimated variance, is
    /// exp(−0.106 t); summed over t > 200 it is below 10⁻⁸.
    const STRAY: usize = 1_000;

    /// Noise of standard deviation 1 around a mean that starts at `start` and tends to 0.
    fn settling(seed: u64, start: f64, time_constant: f64) -> Vec<f64> {
        let mut source = Source::new(seed);
        let level = |i: usize| start * (-(i as f64) / time_constant).exp();
        (0..LENGTH).map(|i| level(i) + source.normal()).collect()
    }

    /// The same rule by two passes for each cut, with (n − d) to any power: 2 is MSER, 1 minimises the
    /// variance, 0 the bare sum of squares.
    fn naive(series: &[f64], batch: usize, power: i32) -> usize {
        let means: Vec<f64> =
            series.chunks_exact(batch).map(|values| values.iter().sum::<f64>() / batch as f64).collect();
        let objective = |cut: usize| {
            let rest = &means[cut..];
            let mean = rest.iter().sum::<f64>() / rest.len() as f64;
            rest.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (rest.len() as f64).powi(power)
        };
        let best = (0..=means.len() / 2).min_by(|&a, &b| objective(a).total_cmp(&objective(b)));
        best.unwrap() * batch
    }

    /// A batch mean has standard deviation s = 1/√5. Cutting before the transient falls below 8s would need
    /// one deviation below −(8 − √2)s, probability 3 · 10⁻¹¹; where it is below s/10 the series is steady.
    #[test]
    fn an_exponential_transient_is_cut_where_it_drowns_in_the_noise() {
        let (start, deviation) = (20.0, 0.2_f64.sqrt());
        for (seed, time_constant) in [(0x5EED_0010, 20.0), (0x5EED_0011, 100.0), (0x5EED_0012, 500.0)] {
            let found = mser(&settling(seed, start, time_constant), 5).unwrap();
            let until = |multiple: f64| (time_constant * (start / (multiple * deviation)).ln()) as usize;
            let band = until(8.0) - 5..=until(0.1) + STRAY;
            assert!(band.contains(&found.observations), "{time_constant}: {found:?} not in {band:?}");
            assert!(!found.at_limit);
        }
    }

    #[test]
    fn a_step_is_cut_exactly() {
        for (length, expected) in [(40, 40), (41, 45), (44, 45), (45, 45)] {
            let series: Vec<f64> = (0..200).map(|i| if i < length { 7.3 } else { 0.1 }).collect();
            let found = Truncation { observations: expected, at_limit: false };
            assert_eq!(mser(&series, 5), Some(found), "{length}");
        }
    }

    /// What tells MSER from its look-alikes. The sum of squares can only fall as values are dropped, so
    /// without the division the cut is always the latest; the variance of a steady series wanders, and its
    /// minimum over 2,000 cuts lies in the first 200 in a fifth of all series (arcsine law): ten of ten, 10⁻⁷.
    #[test]
    fn a_steady_series_is_hardly_cut_which_takes_the_whole_division() {
        let mut far = 0;
        for seed in 0..10 {
            let series = settling(0x5EED_0020 + seed, 0.0, 1.0);
            let found = mser(&series, 5).unwrap();
            assert!(found.observations <= STRAY && !found.at_limit, "{seed}: {found:?}");
            assert_eq!(naive(&series[..2_000], 5, 0), 1_000, "{seed}: without a division");
            far += usize::from(naive(&series[..20_000], 5, 1) > STRAY);
        }
        assert!(far > 0, "the variance alone should cut some of ten series far too late");
    }

    #[test]
    fn a_ramp_never_settles() {
        let mut source = Source::new(0x5EED_0030);
        // The slope adds 1,000 standard deviations over the series, so every cut pays.
        let series: Vec<f64> = (0..1_000).map(|i| f64::from(i) + source.normal()).collect();
        assert_eq!(mser(&series, 5), Some(Truncation { observations: 500, at_limit: true }));
    }

    #[test]
    fn a_constant_series_is_not_cut() {
        let uncut = Some(Truncation { observations: 0, at_limit: false });
        assert_eq!((mser(&[0.1; 50], 5), mser(&[0.1; 999], 7)), (uncut, uncut));
    }

    #[test]
    fn undefined_is_none() {
        assert_eq!((mser(&[], 5), mser(&[1.0; 49], 5), mser(&[1.0; 100], 0)), (None, None, None));
        for spoilt in [f64::NAN, f64::INFINITY, f64::MAX] {
            let mut series = vec![1.0; 100];
            series[94..96].fill(spoilt);
            assert_eq!(mser(&series, 2), None, "{spoilt}");
        }
        // In batches of 50 only two are left.
        assert_eq!(mser(&[1.0; 100], 50), None);
    }

    proptest! {
        #[test]
        fn agrees_with_two_passes_for_each_cut(
            values in prop::collection::vec(-1e3..1e3_f64, 70..200),
            batch in 1..7_usize,
            offset in prop_oneof![Just(0.0), Just(1e6)],
        ) {
            let series: Vec<f64> = values.iter().map(|value| value + offset).collect();
            prop_assert_eq!(mser(&series, batch).unwrap().observations, naive(&series, batch, 2));
        }
    }
}
