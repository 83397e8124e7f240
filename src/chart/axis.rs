//! From values to pixels: linear scales, round tick marks, and ranges that hold the data.

/// A linear map from a range of values to a range of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    values: (f64, f64),
    pixels: (f64, f64),
}

impl Scale {
    /// A scale that takes `values` to `pixels`; a range of no width is widened by one.
    pub(super) fn new(values: (f64, f64), pixels: (f64, f64)) -> Self {
        let (low, high) = values;
        let values = if high - low > 0.0 { values } else { (low, low + 1.0) };
        Self { values, pixels }
    }

    /// The pixel of a value; values outside the range end at its edge.
    pub(super) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let part = ((value - low) / (high - low)).clamp(0.0, 1.0);
        self.pixels.0 + part * (self.pixels.1 - self.pixels.0)
    }

    /// Where the pixels begin and end.
    pub(super) fn pixels(&self) -> (f64, f64) {
        self.pixels
    }

    /// Round values within the range, about `wanted` of them.
    pub(super) fn ticks(&self, wanted: usize) -> Vec<f64> {
        ticks(self.values, wanted)
    }
}

/// The step of 1, 2 or 5 times a power of ten that divides a span into about `wanted` parts.
fn step(span: f64, wanted: usize) -> f64 {
    let rough = span / wanted.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let part = rough / power;
    let round = if part < 1.5 {
        1.0
    } else if part < 3.5 {
        2.0
    } else if part < 7.5 {
        5.0
    } else {
        10.0
    };
    round * power
}

/// Round values within a range, about `wanted` of them; none for an empty or endless range.
pub(super) fn ticks((low, high): (f64, f64), wanted: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return Vec::new();
    }
    let step = step(span, wanted);
    let slack = step * 1e-9;
    let first = ((low - slack) / step).ceil();
    let count = ((high + slack) / step).floor() - first;
    (0..=count.max(0.0) as u32)
        .map(|index| (first + f64::from(index)) * step)
        .filter(|tick| *tick <= high + slack)
        .collect()
}

/// The least and greatest finite value, or `None` if there is none.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| value.is_finite()).fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

/// A range of shares around the given ones, out to round values and within 0..1.
///
/// Ten points wide at least (five at either end of 0..1), so that noise is never blown up to look
/// like a finding.
pub(super) fn share_range(shares: impl IntoIterator<Item = f64>) -> (f64, f64) {
    const NARROWEST: f64 = 0.1;
    let Some((low, high)) = extent(shares) else {
        return (0.0, 1.0);
    };
    let (low, high) = (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0));
    let pad = ((high - low) * 0.06).max((NARROWEST - (high - low)) / 2.0);
    let step = step(high - low + 2.0 * pad, 10);
    // Out to a round value, but never past a share that rounding would leave outside.
    let floor = ((low - pad) / step).floor() * step;
    let ceiling = ((high + pad) / step).ceil() * step;
    (floor.min(low).max(0.0), ceiling.max(high).min(1.0))
}

/// A range from zero to a round value at or above the greatest of the given ones.
pub(super) fn zero_range(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let top = extent(values).map_or(0.0, |(_, high)| high);
    if top <= 0.0 {
        return (0.0, 1.0);
    }
    let step = step(top, 4);
    (0.0, (top / step).ceil() * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_maps_ends_to_ends_and_never_leaves_them() {
        let scale = Scale::new((0.2, 0.6), (100.0, 300.0));
        for (value, pixel) in [(0.2, 100.0), (0.4, 200.0), (0.6, 300.0), (-9.0, 100.0), (9.0, 300.0)] {
            assert!((scale.at(value) - pixel).abs() < 1e-9);
        }
    }

    #[test]
    fn a_scale_of_one_value_stays_finite() {
        assert!(Scale::new((3.0, 3.0), (0.0, 10.0)).at(3.0).is_finite());
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks((0.0, 100.0), 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert!(ticks((1.0, 1.0), 5).is_empty());
        assert!(ticks((0.0, f64::INFINITY), 5).is_empty());
        for wanted in 1..12 {
            for high in [0.03, 0.7, 1.0, 7.0, 133.0, 90_210.0] {
                let made = ticks((0.0, high), wanted);
                assert!(!made.is_empty() && made.len() <= 2 * wanted + 2);
                assert!(made.iter().all(|tick| *tick <= high * (1.0 + 1e-6)));
            }
        }
    }

    #[test]
    fn a_range_of_shares_holds_them_and_stays_within_zero_and_one() {
        for shares in [vec![0.0, 1.0], vec![0.5], vec![0.0], vec![1.0], vec![0.31, 0.47], vec![]] {
            let (low, high) = share_range(shares.clone());
            assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
            assert!(high - low > 0.049, "{low}..{high}");
            assert!(shares.iter().all(|share| (low..=high).contains(share)));
        }
    }

    #[test]
    fn a_range_from_zero_holds_its_values() {
        let (low, high) = zero_range([3.0, 17.0, f64::NAN]);
        assert!(low.abs() < 1e-12 && (17.0..=25.0).contains(&high));
        let (_, blank) = zero_range([]);
        assert!(blank > 0.0);
    }
}
