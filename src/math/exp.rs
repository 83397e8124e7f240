//! The exponential of a float.

use super::marked;
use super::powers::POWERS;

/// Steps in a factor of two: the size of the table.
const STEPS: f64 = POWERS.len() as f64;
/// 1.5 · 2^52: in a sum with it only the whole part is left, in the lowest bits.
pub(super) const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// ln 2 / 128 as a sum: the first part has 36 bits, so that its products with whole numbers are exact.
const STEP_HIGH: f64 = f64::from_bits(0x3f76_2e42_fefa_0000);
const STEP_LOW: f64 = f64::from_bits(0x3d0c_f79a_bc9e_3b3a);
/// Bound of the error before the last rounding, in terms of the power of two below the result. The rest r is
/// below 2^-8.5, and e^r − 1 is found within 2^-61.2: 2^-62.5 from r, 2^-62 from the last sum, 2^-72 from
/// the series. The power before it is below 2, and the product and the sum lose 2^-61 each: 2^-59.1.
const ERROR: f64 = 1.0 / (1_u64 << 59) as f64;
/// Powers beyond this are left to `pxfm`; within, none is subnormal.
const REACH: f64 = 700.0;

/// e^x between two bounds, both before the power 2^k that goes to the exponent, and the bits that hold k: for
/// x within [`REACH`].
#[inline(always)]
fn bounds(x: f64) -> (f64, f64, u64) {
    // x = (128 k + i) · ln 2 / 128 + r, hence e^x = 2^k · 2^(i/128) · e^r.
    let shifted = x * (STEPS * std::f64::consts::LOG2_E) + ROUNDER;
    let steps = shifted - ROUNDER;
    let r = (x - steps * STEP_HIGH) - steps * STEP_LOW;
    let (high, low) = POWERS[shifted.to_bits() as usize % POWERS.len()];
    let (high, low) = (f64::from_bits(high), f64::from_bits(low));
    let square = r * r;
    let series =
        (0.5 + r * (1.0 / 6.0)) + square * ((1.0 / 24.0 + r * (1.0 / 120.0)) + square * (1.0 / 720.0));
    let rest = low + high * (r + square * series);
    (high + (rest - ERROR), high + (rest + ERROR), shifted.to_bits() >> 7 << 52)
}

/// e^x, correctly rounded.
#[inline]
pub fn exp(x: f64) -> f64 {
    // NaN fails the test.
    if x.abs() <= REACH {
        let (least, most, exponent) = bounds(x);
        if least.to_bits() == most.to_bits() {
            return f64::from_bits(least.to_bits().wrapping_add(exponent));
        }
    }
    slowly(x)
}

/// e^x of each number, correctly rounded.
#[inline(always)]
pub fn exps<const N: usize>(numbers: &[f64; N]) -> [f64; N] {
    let (mut powers, mut unsure) = ([0.0; N], [false; N]);
    for lane in 0..N {
        let (least, most, exponent) = bounds(numbers[lane]);
        powers[lane] = f64::from_bits(least.to_bits().wrapping_add(exponent));
        let within = numbers[lane].abs() <= REACH;
        unsure[lane] = !within | (least.to_bits() != most.to_bits());
    }
    for lane in marked(&unsure) {
        powers[lane] = slowly(numbers[lane]);
    }
    powers
}

#[cold]
#[inline(never)]
fn slowly(x: f64) -> f64 {
    pxfm::f_exp(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_and_the_odd_ones() {
        for x in
            [0.0, -0.0, 1e-300, -1e-17, 1.0, 709.0, 710.0, -745.0, -746.0, f64::INFINITY, f64::NEG_INFINITY]
        {
            assert_eq!(exp(x).to_bits(), pxfm::f_exp(x).to_bits(), "{x}");
        }
        assert!(exp(f64::NAN).is_nan() && exps(&[1.0, f64::NAN])[1].is_nan());
    }

    /// Each stretch of the table, at its middle and its ends.
    #[test]
    fn agrees_all_along_the_table() {
        for step in -40_000_i32..40_000 {
            let x = f64::from(step) * (std::f64::consts::LN_2 / 512.0) * 1.000_000_1;
            assert_eq!(exp(x).to_bits(), pxfm::f_exp(x).to_bits(), "{x}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100_000))]
        #[test]
        fn agrees_with_pxfm(x in prop_oneof![-720.0..720.0_f64, -20.0..20.0_f64, -0.01..0.01_f64]) {
            prop_assert_eq!(exp(x).to_bits(), pxfm::f_exp(x).to_bits());
            let several = [x, -x, 2.0 * x];
            prop_assert_eq!(exps(&several).map(f64::to_bits), several.map(|x| pxfm::f_exp(x).to_bits()));
        }
    }
}
