//! The gamma function and its incomplete form, with the same last bit on every platform.
//!
//! Lanczos' approximation as G. R. Pugh gives it (*An Analysis of the Lanczos Gamma Approximation*, 2004, p. 116), and the
//! series and the continued fraction of the incomplete function, as `statrs` (MIT licence) has them; what is asked of the
//! system there are correctly rounded functions here.

use std::f64::consts::{E, PI};

use super::{exp, ln, pow};

const R: f64 = 10.900_511;
const DK: [f64; 11] = [
    2.485_740_891_387_535_5e-05,
    1.051_423_785_817_219_7,
    -3.456_870_972_220_162_5,
    4.512_277_094_668_948,
    -2.982_852_253_235_766_4,
    1.056_397_115_771_267,
    -0.195_428_773_191_645_87,
    0.017_097_054_340_444_12,
    -0.000_571_926_117_404_305_7,
    4.633_994_733_599_057e-06,
    -2.719_949_084_886_077_2e-09,
];
const LN_PI: f64 = 1.144_729_885_849_400_2;
/// ln(2 √(e / π)).
const LN_2_SQRT_E_OVER_PI: f64 = 0.620_782_237_635_245_2;
/// 2 √(e / π).
const TWO_SQRT_E_OVER_PI: f64 = 1.860_382_734_205_265_7;

/// Lanczos' sum, with the distance of each pole.
fn sum(distance: impl Fn(f64) -> f64) -> f64 {
    DK.iter().enumerate().skip(1).fold(DK[0], |sum, (pole, term)| sum + term / distance(pole as f64))
}

/// ln Γ(x), for x above 0.
pub fn ln_gamma(x: f64) -> f64 {
    if x < 0.5 {
        let s = sum(|pole| pole - x);
        LN_PI - ln(pxfm::f_sin(PI * x)) - ln(s) - LN_2_SQRT_E_OVER_PI - (0.5 - x) * ln((0.5 - x + R) / E)
    } else {
        let s = sum(|pole| x + pole - 1.0);
        ln(s) + LN_2_SQRT_E_OVER_PI + (x - 0.5) * ln((x - 0.5 + R) / E)
    }
}

/// Γ(x), for x above 0.
pub fn gamma(x: f64) -> f64 {
    if x < 0.5 {
        let s = sum(|pole| pole - x);
        PI / (pxfm::f_sin(PI * x) * s * TWO_SQRT_E_OVER_PI * pow((0.5 - x + R) / E, 0.5 - x))
    } else {
        let s = sum(|pole| x + pole - 1.0);
        s * TWO_SQRT_E_OVER_PI * pow((x - 0.5 + R) / E, x - 0.5)
    }
}

/// The share of a gamma law of shape `a` and scale 1 that lies below `x`, both above 0.
pub fn gamma_below(a: f64, x: f64) -> f64 {
    const CLOSE: f64 = 1e-15;
    /// e to a power below this is 0.
    const LEAST: f64 = -709.782_712_893_384;
    if !x.is_finite() {
        return if x.is_nan() { x } else { 1.0 };
    }
    let power = a * ln(x) - x - ln_gamma(a);
    if power < LEAST {
        return if a < x { 1.0 } else { 0.0 };
    }
    if x <= 1.0 || x <= a {
        let (mut r, mut term, mut sum) = (a, 1.0, 1.0);
        loop {
            r += 1.0;
            term *= x / r;
            sum += term;
            if term / sum <= CLOSE {
                return exp(power) * sum / a;
            }
        }
    }
    1.0 - exp(power) * fraction_above(a, x, CLOSE)
}

/// The continued fraction of the share above `x`, until it moves by no more than `close` of itself.
fn fraction_above(a: f64, x: f64, close: f64) -> f64 {
    const BIG: f64 = 4_503_599_627_370_496.0;
    const BIG_INVERSE: f64 = 1.0 / BIG;
    let mut y = 1.0 - a;
    let mut z = x + y + 1.0;
    let mut count = 0.0;
    let (mut p3, mut q3, mut p2, mut q2) = (1.0, x, x + 1.0, z * x);
    let mut found = p2 / q2;
    loop {
        y += 1.0;
        z += 2.0;
        count += 1.0;
        let product = y * count;
        let (p, q) = (p2 * z - p3 * product, q2 * z - q3 * product);
        (p3, p2, q3, q2) = (p2, p, q2, q);
        if p.abs() > BIG {
            for each in [&mut p3, &mut p2, &mut q3, &mut q2] {
                *each *= BIG_INVERSE;
            }
        }
        if q.abs() > 0.0 {
            let next = p / q;
            let moved = ((found - next) / next).abs();
            found = next;
            if moved <= close {
                return found;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn known_values() {
        assert_relative_eq!(gamma(0.5), PI.sqrt(), max_relative = 1e-14);
        assert_relative_eq!(gamma(5.0), 24.0, max_relative = 1e-14);
        assert_relative_eq!(ln_gamma(0.25), 1.288_022_524_698_077_4, max_relative = 1e-14);
        // A gamma law of shape 1 is exponential.
        assert_relative_eq!(gamma_below(1.0, 2.0), 1.0 - (-2.0_f64).exp(), max_relative = 1e-14);
    }

    #[test]
    fn the_values_are_those_of_another_implementation() {
        for a in [0.01, 0.3, 0.5, 0.9, 1.0, 2.5, 17.0, 140.0] {
            assert_relative_eq!(gamma(a), statrs::function::gamma::gamma(a), max_relative = 1e-13);
            let other = statrs::function::gamma::ln_gamma(a);
            assert_relative_eq!(ln_gamma(a), other, max_relative = 1e-12, epsilon = 1e-14);
            for x in [1e-6, 0.2, 0.99, 1.5, 8.0, 60.0, 200.0, 5_000.0] {
                let other = statrs::function::gamma::gamma_lr(a, x);
                assert_relative_eq!(gamma_below(a, x), other, max_relative = 1e-12, epsilon = 1e-300);
            }
        }
    }
}
