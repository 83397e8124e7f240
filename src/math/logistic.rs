//! The logistic function: of several numbers at once in single precision, and against a coin.

use super::exp;
use super::exp::ROUNDER;
use super::marked;
use std::f64::consts::{LN_2, LOG2_E};

/// Bound of the relative error of [`roughly`] and of what is divided by it: 2^-41.4 from the end of the
/// series, 2^-45 from the rest, 2^-50 from rounding.
const ERROR: f64 = 1.0 / (1_u64 << 40) as f64;
/// Arguments beyond this are left to the exact formula.
const REACH: f64 = 200.0;
/// 1/n! from n = 0 to 10.
const SERIES: [f64; 11] = [
    1.0,
    1.0,
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
];

/// e^x for |x| ≤ [`REACH`]; without a table or a branch, so that several are found at once.
#[inline(always)]
fn roughly(x: f64) -> f64 {
    let shifted = x * LOG2_E + ROUNDER;
    let r = x - (shifted - ROUNDER) * LN_2;
    // By pairs (Estrin 1960): fewer steps wait for one another than in Horner's order.
    let pair = |n: usize| SERIES[n] + SERIES[n + 1] * r;
    let square = r * r;
    let fourth = square * square;
    let low = pair(0) + pair(2) * square;
    let middle = pair(4) + pair(6) * square;
    let high = pair(8) + SERIES[10] * square;
    let power = low + (middle + high * fourth) * fourth;
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52))
}

#[inline]
fn exactly(z: f64) -> f64 {
    1.0 / (1.0 + exp(-z))
}

/// 1/(1 + e^−z) of each number: with e^−z correctly rounded, the rest rounded in double precision, and the
/// result to single.
#[inline(always)]
pub fn logistics<const N: usize>(numbers: &[f64; N]) -> [f32; N] {
    let (mut values, mut unsure) = ([0.0_f32; N], [false; N]);
    for lane in 0..N {
        let value = 1.0 / (1.0 + roughly(-numbers[lane]));
        let (low, high) = ((value - value * ERROR) as f32, (value + value * ERROR) as f32);
        values[lane] = low;
        let within = numbers[lane].abs() <= REACH;
        unsure[lane] = !within | (low.to_bits() != high.to_bits());
    }
    for lane in marked(&unsure) {
        values[lane] = slowly(numbers[lane]);
    }
    values
}

#[cold]
#[inline(never)]
fn slowly(z: f64) -> f32 {
    exactly(z) as f32
}

/// Whether `coin` (0..1) is below 1/(1 + e^−z), with e^−z correctly rounded and the rest rounded in double
/// precision.
#[inline]
pub fn below_logistic(coin: f64, z: f64) -> bool {
    if z.abs() <= REACH {
        // coin < 1/(1 + e^−z) as coin · (1 + e^−z) < 1, unless that is too near to say.
        let product = coin * (1.0 + roughly(-z));
        if (product - 1.0).abs() > 2.0 * ERROR {
            return product < 1.0;
        }
    }
    coin < exactly(z)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(z: f64) -> f64 {
        1.0 / (1.0 + pxfm::f_exp(-z))
    }

    #[test]
    fn the_error_is_within_its_bound() {
        for step in -200_000_i32..=200_000 {
            let x = f64::from(step) / 1_000.0;
            let error = (roughly(x) / exp(x) - 1.0).abs();
            assert!(error < 0.6 * ERROR, "{x}: {error}");
        }
    }

    #[test]
    fn far_and_odd_arguments_are_taken() {
        let far = [0.0, -0.0, 1_000.0, -1_000.0, f64::INFINITY, f64::NEG_INFINITY];
        assert_eq!(logistics(&far).map(f32::to_bits), far.map(|z| (plain(z) as f32).to_bits()));
        assert!(logistics(&[f64::NAN, 1.0])[0].is_nan());
        assert!(below_logistic(0.5, f64::INFINITY) && !below_logistic(0.0, -1_000.0));
        assert!(!below_logistic(0.5, f64::NAN) && !below_logistic(0.5, 0.0));
    }

    /// Coins on either side of the edge, as near as there are.
    #[test]
    fn a_coin_on_the_edge_is_settled_exactly() {
        for step in -4_000_i32..4_000 {
            let z = f64::from(step) / 200.0;
            let edge = plain(z);
            assert!(!below_logistic(edge, z), "{z}");
            assert!(below_logistic(edge.next_down(), z), "{z}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]
        #[test]
        fn agrees_with_the_formula(a in -30.0..30.0_f64, b in -250.0..250.0_f64, c in -1.0..1.0_f64, coin in 0.0..1.0_f64) {
            let numbers = [a, b, c];
            let plainly = numbers.map(|z| (plain(z) as f32).to_bits());
            prop_assert_eq!(logistics(&numbers).map(f32::to_bits), plainly);
            prop_assert_eq!(below_logistic(coin, a), coin < plain(a));
        }
    }
}
