//! The shortest decimals of floats, for long tables.
//!
//! Nearly all floats in a table are neither tiny nor huge. For those the search for the shortest
//! decimal is exact in whole numbers of one or two words, so it needs no approximation and no second
//! way; the rest is left to the formatter of the standard library, whose text this is in any case.

use super::text::{EIGHT_DIGITS, Text, ZEROS, eight_digits, push_integer, short_integer};
use std::fmt::Display;
use std::hint::select_unpredictable;

/// A float of either precision.
pub(super) trait Float: Copy + Display + Into<f64> {
    /// Bits of the significand after the leading one.
    const FRACTION: u32;
}

impl Float for f32 {
    const FRACTION: u32 = Self::MANTISSA_DIGITS - 1;
}

impl Float for f64 {
    const FRACTION: u32 = Self::MANTISSA_DIGITS - 1;
}

/// From here on, values are written the quick way; below, decimals have too many zeros.
const LEAST: f64 = 1e-5;
/// Below this, values are written the quick way: so whole numbers are exact in either precision,
/// and all others have a decimal point.
const LIMIT: f64 = 16_777_216.0;
/// Decimals of the shortest form of any value, but for zeros after the point.
const DIGITS: usize = 17;
/// Most binary places of the last bit of a value from [`LEAST`] on.
const PLACES: usize = 69;

/// How values with the same last bit are scaled.
#[derive(Clone, Copy)]
struct Scale {
    /// The decimal places at which the last bit is worth one to ten.
    decimals: u32,
    /// Five to that power.
    fives: u64,
    /// Ten to that power; unused where the values are below 1.
    tens: u64,
    /// What makes a number of as many digits one of [`DIGITS`].
    fill: u64,
    /// Zeros before it, if there are more decimals than that.
    zeros: usize,
}

/// By the binary places of the last bit.
static SCALES: [Scale; PLACES + 1] = {
    let mut scales = [Scale { decimals: 0, fives: 1, tens: 1, fill: 1, zeros: 0 }; PLACES + 1];
    let mut places = 0;
    while places <= PLACES {
        let mut decimals = 0;
        while 10_u128.pow(decimals) < 1 << places {
            decimals += 1;
        }
        let digits = DIGITS as u32;
        let most = if decimals < digits { decimals } else { digits };
        scales[places] = Scale {
            decimals,
            fives: 5_u64.pow(decimals),
            tens: 10_u64.pow(most),
            fill: 10_u64.pow(digits - most),
            zeros: (decimals - most) as usize,
        };
        places += 1;
    }
    scales
};

/// Appends the shortest decimal that reads back as `value` in its own precision; nothing unless it
/// is finite.
///
/// The text is that of `{}`: without an exponent, and of two decimals as short and as near, the
/// upper one.
#[inline]
pub(super) fn push_float<F: Float>(text: &mut Text, value: F) {
    let wide: f64 = value.into();
    let whole = wide as u32;
    let fraction = wide.to_bits() & ((1 << 52) - 1);
    // Minus zero has other bits than zero, and a sign to show.
    if f64::from(whole).to_bits() == wide.to_bits() && wide < LIMIT {
        push_integer(text, u64::from(whole));
    } else if (LEAST..LIMIT).contains(&wide) && fraction != 0 {
        let places = F::FRACTION + 1023 - (wide.to_bits() >> 52) as u32;
        let scale = &SCALES[places as usize % SCALES.len()];
        let units = shortest((fraction | 1 << 52) >> (52 - F::FRACTION), places, scale);
        // Rounding never reaches the next whole number, which is the decimal of another value.
        let decimals = units.wrapping_sub(u64::from(whole).wrapping_mul(scale.tens));
        push_decimal(text, u64::from(whole), decimals.wrapping_mul(scale.fill), scale.zeros);
    } else if wide.is_finite() {
        push_rare(text, value);
    }
}

/// The shortest decimal of `significand` / 2^`places`, which is no power of two, in units of its scale.
///
/// What reads back as the value lies within half a last bit, which is half a unit to five units. So
/// there is at most one multiple of ten units, and if so, it is the shortest decimal but for zeros
/// at its end; otherwise the nearest unit is. No bound is hit exactly: where the distance between
/// two units is a power of two, half a last bit is a power of five, and all distances are even.
///
/// A power of two has less room below than above, and would need other bounds.
#[inline]
fn shortest(significand: u64, places: u32, scale: &Scale) -> u64 {
    let shift = places.wrapping_sub(scale.decimals) % 64;
    let scaled = u128::from(significand) * u128::from(scale.fives);
    let units = (scaled >> shift) as u64;
    let one = 2 << shift;
    let part = ((scaled as u64) << 1) & (one - 1);
    let last = units % 10;
    let above = last * one + part;
    let below = 10 * one - above;
    let ten = units - last + select_unpredictable(below < scale.fives, 10, 0);
    let nearest = units + u64::from(2 * part >= one);
    select_unpredictable(above.min(below) < scale.fives, ten, nearest)
}

/// Appends `whole`, a point, `zeros` and the [`DIGITS`] of `decimals` but for the zeros at their end.
#[inline]
fn push_decimal(text: &mut Text, whole: u64, decimals: u64, zeros: usize) {
    const SIXTEEN: u64 = EIGHT_DIGITS * EIGHT_DIGITS;
    let rest = decimals % SIXTEEN;
    let (high, low) = (eight_digits(rest / EIGHT_DIGITS), rest % EIGHT_DIGITS);
    // Singles rarely have so many decimals.
    let low = if low == 0 { 0 } else { eight_digits(low) };
    let shown = if low == 0 { significant(high) } else { 8 + significant(low) };
    let (word, length) = short_integer(whole);
    text.fill::<48>(|room| {
        // Neither is ever as large as its mask, which spares checks of bounds.
        let point = length & 15;
        let first = point + 1 + (zeros & 7);
        room[..8].copy_from_slice(&word);
        room[point..point + 8].copy_from_slice(b".0000000");
        room[first] = b'0' + (decimals / SIXTEEN) as u8;
        room[first + 1..first + 9].copy_from_slice(&(high | ZEROS).to_le_bytes());
        room[first + 9..first + 17].copy_from_slice(&(low | ZEROS).to_le_bytes());
        first + 1 + shown
    });
}

/// How many of eight digits are left without the zeros at their end.
#[inline]
const fn significant(digits: u64) -> usize {
    8 - (digits.leading_zeros() / 8) as usize
}

/// Appends a value in the slow way.
#[cold]
#[inline(never)]
fn push_rare(text: &mut Text, value: impl Display) {
    text.push_str(&value.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::text::written;
    use proptest::prelude::*;

    /// What the standard library makes of a value, and nothing unless it is finite.
    fn displayed(value: impl Float) -> String {
        if value.into().is_finite() { value.to_string() } else { String::new() }
    }

    /// Bounds of the quick way, powers of two, and values halfway between two decimals as short.
    #[test]
    fn floats_at_the_edges_are_those_of_the_formatter() {
        let doubles = [0.0, -0.0, 1e-5, 9.999_999e-6, 16_777_215.5, 16_777_216.0, 1e15, 1e300, f64::NAN];
        let more = [f64::MIN_POSITIVE, 0.25, 0.5, 1.0, 5e-324, -2.5, 4_294_967_295.0, f64::NEG_INFINITY];
        for value in doubles.into_iter().chain(more) {
            assert_eq!(written(|text| push_float(text, value)), displayed(value));
        }
        let singles = [
            1_373.0_f32 + 1.0 / 32.0,
            1_373.0 + 3.0 / 32.0,
            -0.0,
            1e-5,
            16_777_214.0,
            4_194_303.8,
            4_294_967_000.0,
        ];
        for value in singles {
            assert_eq!(written(|text| push_float(text, value)), displayed(value));
        }
    }

    /// At every exponent of the quick way, the first and the last values and a few between.
    #[test]
    fn singles_of_every_exponent_are_those_of_the_formatter() {
        for exponent in LEAST.log2() as i32 - 2..=25 {
            let first = (exponent as f32).exp2().to_bits();
            for step in (0..400).chain((400..1 << 23).step_by(4_099)).chain((1 << 23) - 400..1 << 23) {
                let value = f32::from_bits(first + step);
                assert_eq!(written(|text| push_float(text, value)), displayed(value));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// Any bits, shares and scores, and few binary places, which is where ties are.
        #[test]
        fn floats_are_those_of_the_formatter(
            any in prop::num::f64::ANY,
            single in prop::num::f32::ANY,
            share in 0.0..1.0,
            whole in 0_u32..1 << 24,
            places in 0..36,
        ) {
            let few = f64::from(whole) / f64::from(places).exp2();
            let near = f64::from(whole) / 1e6 + 1e-9;
            for value in [any, share, 100.0 * share, f64::from(whole) * share, few, near] {
                let text = written(|text| push_float(text, value));
                prop_assert_eq!(&text, &displayed(value));
                prop_assert_eq!(text.parse().ok(), value.is_finite().then_some(value));
            }
            for value in [single, share as f32, (f64::from(whole) * share) as f32, few as f32, near as f32] {
                let text = written(|text| push_float(text, value));
                prop_assert_eq!(&text, &displayed(value));
                prop_assert_eq!(text.parse().ok(), value.is_finite().then_some(value));
            }
        }
    }
}
