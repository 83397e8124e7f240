//! The standard normal scale: monotone curves over it, tabulated once and looked up often, and edges on it.

use super::uci;
use crate::random::{standard_normal_cdf, standard_normal_quantile};

/// Knots of a curve, equally spaced from −REACH to +REACH.
const KNOTS: usize = 513;
/// Beyond four standard deviations (3 in 100,000 on either side) a curve is flat.
pub(super) const REACH: f64 = 4.0;

/// A function of a standard normal score, linear between 513 knots on −4..4 and flat beyond.
#[derive(Debug, Clone)]
pub(super) struct NormalCurve(Box<[f32; KNOTS]>);

impl NormalCurve {
    /// Tabulates `value` at each knot.
    pub(super) fn new(mut value: impl FnMut(f64) -> f64) -> Self {
        let knot = |index: usize| (index as f64 / (KNOTS - 1) as f64 * 2.0 - 1.0) * REACH;
        Self(Box::new(std::array::from_fn(|index| value(knot(index)) as f32)))
    }

    /// The curve that turns a normal score into the quantile of a law given by `quantile`.
    pub(super) fn from_quantile(mut quantile: impl FnMut(f64) -> f64) -> Self {
        Self::new(|z| quantile(standard_normal_cdf(z)))
    }

    /// The value at `z`.
    #[inline(always)]
    pub(super) fn at(&self, z: f64) -> f32 {
        between(&self.0, z)
    }
}

/// A curve for each class of card holders.
#[derive(Debug, Clone)]
pub(super) struct ClassCurves(Box<[[f32; KNOTS]; uci::CLASSES]>);

impl ClassCurves {
    /// The curves that turn a normal score into the quantile of the law that `quantile` gives for a class.
    pub(super) fn from_quantiles(mut quantile: impl FnMut(usize, f64) -> f64) -> Self {
        let curve = |class| *NormalCurve::from_quantile(|share| quantile(class, share)).0;
        Self(Box::new([0, 1].map(curve)))
    }

    /// The value of a class at `z`.
    #[inline(always)]
    pub(super) fn at(&self, class: usize, z: f64) -> f32 {
        between(&self.0[class], z)
    }
}

#[inline(always)]
fn between(knots: &[f32; KNOTS], z: f64) -> f32 {
    const LAST: f64 = (KNOTS - 1) as f64;
    // Powers of two, so that this is (z / REACH + 1) / 2 · LAST to the bit.
    let place = (z * (LAST / (2.0 * REACH)) + 0.5 * LAST).clamp(0.0, LAST);
    // Numbers of 32 bits are converted in fewer instructions.
    let left = (place as u32).min(KNOTS as u32 - 2);
    let share = (place - f64::from(left)) as f32;
    let left = left as usize;
    knots[left] + share * (knots[left + 1] - knots[left])
}

/// The value of equally spaced quantiles at `probability`, linear between them.
pub(super) fn table_quantile(table: &[f64], probability: f64) -> f64 {
    let last = table.len() - 1;
    let place = probability.clamp(0.0, 1.0) * last as f64;
    let left = (place as usize).min(last - 1);
    table[left] + (place - left as f64) * (table[left + 1] - table[left])
}

/// The share of a law below `value`, from its equally spaced quantiles: the inverse of
/// [`table_quantile`]. Where the quantiles are flat, the middle of the flat.
pub(super) fn table_share(table: &[f64], value: f64) -> f64 {
    let last = (table.len() - 1) as f64;
    let below = table.partition_point(|knot| *knot < value);
    let above = table.partition_point(|knot| *knot <= value);
    if above > below {
        return (f64::midpoint(below as f64, (above - 1) as f64) / last).clamp(0.0, 1.0);
    }
    if below == 0 || below == table.len() {
        return if below == 0 { 0.0 } else { 1.0 };
    }
    let (low, high) = (table[below - 1], table[below]);
    ((below - 1) as f64 + (value - low) / (high - low)) / last
}

/// The normal score of each category's upper edge, for a law over categories 0, 1, 2, …
pub(super) fn thresholds<const N: usize>(shares: &[f64; N]) -> [f64; N] {
    let mut sum = 0.0;
    shares.map(|share| {
        sum += share;
        standard_normal_quantile(sum.min(1.0))
    })
}

/// How many of `edges` each score falls short of.
#[inline(always)]
pub(super) fn missed<const N: usize, const EDGES: usize>(scores: &[f64; N], edges: [f64; EDGES]) -> [u8; N] {
    count_where(scores, edges, |score, edge| score < edge)
}

/// How many of `edges` each score exceeds.
#[inline(always)]
pub(super) fn exceeded<const N: usize, const EDGES: usize>(
    scores: &[f64; N],
    edges: [f64; EDGES],
) -> [u8; N] {
    count_where(scores, edges, |score, edge| score > edge)
}

/// For how many of `edges` it holds of each score. Counts as wide as the scores share their registers.
#[inline(always)]
fn count_where<const N: usize, const EDGES: usize>(
    scores: &[f64; N],
    edges: [f64; EDGES],
    holds: impl Fn(f64, f64) -> bool,
) -> [u8; N] {
    let mut counts = [0_u64; N];
    for edge in edges {
        for lane in 0..N {
            counts[lane] += u64::from(holds(scores[lane], edge));
        }
    }
    let mut narrow = [0; N];
    for lane in 0..N {
        narrow[lane] = counts[lane] as u8;
    }
    narrow
}

#[cfg(test)]
// Exact: the ends are returned, not computed.
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_meets_its_function() {
        let curve = NormalCurve::new(|z| z * z * z);
        for z in [-3.9, -1.0, 0.01, 2.345, 4.0] {
            assert!((f64::from(curve.at(z)) - z * z * z).abs() < 2e-3, "at {z}");
        }
        assert_eq!(curve.at(9.0), curve.at(4.0));
        assert_eq!(curve.at(f64::NEG_INFINITY), curve.at(-4.0));
    }

    #[test]
    fn share_and_quantile_are_inverse() {
        let table = [0.0, 1.0, 4.0, 9.0, 16.0];
        for share in [0.0, 0.1, 0.25, 0.6, 1.0] {
            assert!((table_share(&table, table_quantile(&table, share)) - share).abs() < 1e-12);
        }
        assert_eq!(table_share(&[0.0, 0.0, 0.0, 1.0], 0.0), 1.0 / 3.0);
    }
}
