//! The incomplete beta function and its inverse, with the same last bit on every platform.
//!
//! Lentz' continued fraction (*Numerical Recipes*, 6.4), and Newton's iteration after Majumder and Bhattacharjee (*Applied
//! Statistics* algorithms AS 64 and AS 109, remark AS R83), as `statrs` (MIT licence) has them; what is asked of the system
//! there are correctly rounded functions here.

use super::gamma::ln_gamma;
use super::{exp, ln, pow};

/// Half the distance of two floats at 1.
const PRECISE: f64 = f64::EPSILON / 2.0;
/// What stands for a zero that is divided by.
const TINY: f64 = f64::MIN_POSITIVE / PRECISE;

fn not_zero(number: f64) -> f64 {
    if number.abs() < TINY { TINY } else { number }
}

/// The share of Beta(`a`, `b`), both positive, that lies below `x`, 0..1.
pub fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    // So near to 1 the power of what is left over is zero.
    let factor = if x <= 0.0 || 1.0 - x <= 1e-15 {
        0.0
    } else {
        exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * ln(1.0 - x))
    };
    if x >= (a + 1.0) / (a + b + 2.0) {
        1.0 - factor * fraction(b, a, 1.0 - x) / b
    } else {
        factor * fraction(a, b, x) / a
    }
}

/// The continued fraction, by Lentz' method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const MOST: u32 = 141;
    let (both, above, below) = (a + b, a + 1.0, a - 1.0);
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - both * x / above);
    let mut h = d;
    for m in 1..MOST {
        let m = f64::from(m);
        let twice = m * 2.0;
        let even = m * (b - m) * x / ((below + twice) * (a + twice));
        d = not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        d = 1.0 / d;
        h = h * d * c;
        let odd = -(a + m) * (both + m) * x / ((a + twice) * (above + twice));
        d = not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        d = 1.0 / d;
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() <= PRECISE {
            break;
        }
    }
    h
}

/// How many standard errors Student's t with so many degrees of freedom exceeds with probability `tail`: above 0, at
/// most 0.5. Freedom from 1 to some thousands; beyond, digits are lost.
pub fn student_tail_quantile(freedom: f64, tail: f64) -> f64 {
    let y = beta_quantile_near_zero(0.5 * freedom, 0.5, 2.0 * tail);
    (freedom * (1.0 - y) / y).sqrt()
}

/// Where the share `x` (above 0, at most 1) of Beta(`a`, `b`) lies below.
fn beta_quantile_near_zero(a: f64, b: f64, x: f64) -> f64 {
    if x >= 1.0 {
        return 1.0;
    }
    if x > 0.5 {
        return 1.0 - newton(b, a, 1.0 - x);
    }
    newton(a, b, x)
}

/// A first guess.
fn start(a: f64, b: f64, x: f64, ln_beta: f64) -> f64 {
    let p = (-ln(x * x)).sqrt();
    let q = p - (2.307_53 + 0.270_61 * p) / (1.0 + (0.992_29 + 0.044_81 * p) * p);
    let found = if 1.0 < a && 1.0 < b {
        let r = (q * q - 3.0) / 6.0;
        let (s, t) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let h = 2.0 / (s + t);
        let w = q * (h + r).sqrt() / h - (t - s) * (r + 5.0 / 6.0 - 2.0 / (3.0 * h));
        a / (a + b * exp(2.0 * w))
    } else {
        let t = 1.0 / (9.0 * b);
        let chi = 2.0 * b * pow(1.0 - t + q * t.sqrt(), 3.0);
        if chi <= 0.0 {
            1.0 - exp((ln((1.0 - x) * b) + ln_beta) / b)
        } else {
            let t = 2.0 * (2.0 * a + b - 1.0) / chi;
            if t <= 1.0 { exp((ln(x * a) + ln_beta) / a) } else { 1.0 - 2.0 / (t + 1.0) }
        }
    };
    found.clamp(0.0001, 0.9999)
}

/// The root, by Newton's iteration with steps that are shortened where they leave 0..1 or lead away.
fn newton(a: f64, b: f64, x: f64) -> f64 {
    const LEAST: f64 = 1e-30;
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let mut p = start(a, b, x, ln_beta);
    let exponent = (-5.0 / a / a - 1.0 / pow(x, 0.2) - 13.0).trunc();
    let accuracy = if exponent > -30.0 { pow(10.0, exponent) } else { LEAST };
    let (mut before, mut square, mut most) = (0.0, 1.0, 1.0);
    loop {
        let off = beta_below(a, b, p) - x;
        let step = off * exp(ln_beta + (1.0 - a) * ln(p) + (1.0 - b) * ln(1.0 - p));
        if step * before <= 0.0 {
            most = f64::max(square, LEAST);
        }
        let mut part = 1.0;
        let next = loop {
            let moved = part * step;
            square = moved * moved;
            let next = p - moved;
            if square < most && (0.0..=1.0).contains(&next) {
                if most <= accuracy || step * step <= accuracy {
                    return next;
                }
                if next > 0.0 && next < 1.0 {
                    break next;
                }
            }
            part /= 3.0;
        };
        if next.to_bits() == p.to_bits() {
            return p;
        }
        (p, before) = (next, step);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use statrs::distribution::{ContinuousCDF as _, StudentsT};

    #[test]
    fn known_values() {
        // Beta(k, 1) has the distribution function x^k, and t with one degree of freedom is Cauchy's law.
        assert_relative_eq!(beta_below(3.0, 1.0, 0.5), 0.125, max_relative = 1e-14);
        assert_relative_eq!(student_tail_quantile(1.0, 0.25), 1.0, max_relative = 1e-13);
        // t with two degrees: t = (1 − 2p) / √(2 p (1 − p)).
        let tail: f64 = 0.025;
        let closed = (1.0 - 2.0 * tail) / (2.0 * tail * (1.0 - tail)).sqrt();
        assert_relative_eq!(student_tail_quantile(2.0, tail), closed, max_relative = 1e-13);
    }

    #[test]
    fn the_values_are_those_of_another_implementation() {
        for freedom in [1.0, 2.0, 3.0, 9.0, 19.0, 99.0, 1_000.0] {
            for tail in [0.25, 0.1, 0.025, 0.005, 1e-4, 5e-7] {
                let other = -StudentsT::new(0.0, 1.0, freedom).unwrap().inverse_cdf(tail);
                assert_relative_eq!(student_tail_quantile(freedom, tail), other, max_relative = 1e-11);
            }
        }
        for (a, b) in [(0.2, 0.4), (1.0, 1.0), (2.5, 0.5), (30.0, 200.0), (5_000.0, 7_000.0)] {
            for x in [0.0, 1e-9, 0.1, 0.5, 0.9, 1.0] {
                let other = statrs::function::beta::beta_reg(a, b, x);
                assert_relative_eq!(beta_below(a, b, x), other, max_relative = 1e-11, epsilon = 1e-300);
            }
        }
    }
}
