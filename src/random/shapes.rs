//! Gamma and beta laws.
//!
//! The algorithms of `rand_distr`, and its numbers but for the last bit: it takes logarithms, exponentials and powers from
//! the system; here they are correctly rounded, so that a draw is the same on every platform.

use super::Stream;
use crate::math::{exp, ln, pow};

/// A gamma law (Marsaglia, Tsang 2000, doi 10.1145/358407.358414).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gamma {
    scale: f64,
    /// 1 / shape where that is above 1: then a number of shape + 1 is drawn, and drawn down by a power.
    boost: Option<f64>,
    /// Whether the shape is 1.
    exponential: bool,
    c: f64,
    d: f64,
}

impl Gamma {
    /// The law of this shape and scale; `None` unless both are above 0 and finite.
    pub(super) fn new(shape: f64, scale: f64) -> Option<Self> {
        if !(shape > 0.0 && scale > 0.0 && shape.is_finite() && scale.is_finite()) {
            return None;
        }
        let large = if shape < 1.0 { shape + 1.0 } else { shape };
        let d = large - 1.0 / 3.0;
        Some(Self {
            // As a rate and back again, which may cost a bit.
            scale: if shape.to_bits() == 1.0_f64.to_bits() { 1.0 / (1.0 / scale) } else { scale },
            boost: (shape < 1.0).then(|| 1.0 / shape),
            exponential: shape.to_bits() == 1.0_f64.to_bits(),
            c: 1.0 / (9.0 * d).sqrt(),
            d,
        })
    }

    pub(super) fn sample(&self, stream: &mut Stream) -> f64 {
        if self.exponential {
            return stream.exponential() * self.scale;
        }
        let Some(boost) = self.boost else { return self.unscaled(stream) * (self.d * self.scale) };
        let u = stream.open_uniform();
        let large = self.unscaled(stream);
        // The scale comes last: what it is multiplied with is finite and small.
        (large * pow(u, boost) * self.d) * self.scale
    }

    fn unscaled(&self, stream: &mut Stream) -> f64 {
        loop {
            let x = stream.normal();
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = stream.open_uniform();
            let square = x * x;
            if u < 1.0 - 0.0331 * square * square || ln(u) < 0.5 * square + self.d * (1.0 - v + ln(v)) {
                return v;
            }
        }
    }
}

/// A beta law on 0..1 (Cheng 1978, doi 10.1145/359460.359482).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beta {
    a: f64,
    b: f64,
    /// Whether the parameters changed places.
    switched: bool,
    /// Their sum.
    alpha: f64,
    odds_scale: f64,
    way: Way,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// Algorithm BB, for two parameters above 1.
    Both { gamma: f64 },
    /// Algorithm BC, for others.
    Some { kappa1: f64, kappa2: f64 },
}

impl Beta {
    /// The law of these parameters; `None` unless both are above 0.
    pub(super) fn new(first: f64, second: f64) -> Option<Self> {
        if !(first > 0.0 && second > 0.0) {
            return None;
        }
        let (a, b, switched) = if first < second { (first, second, false) } else { (second, first, true) };
        let alpha = a + b;
        if a > 1.0 {
            let beta = ((alpha - 2.0) / (2.0 * a * b - alpha)).sqrt();
            return Some(Self {
                a,
                b,
                switched,
                alpha,
                odds_scale: beta,
                way: Way::Both { gamma: a + 1.0 / beta },
            });
        }
        // Here the greater one comes first.
        let (a, b, switched) = (b, a, !switched);
        let beta = 1.0 / b;
        let delta = 1.0 + a - b;
        let kappa1 = delta * (1.0 / 18.0 / 4.0 + 3.0 / 18.0 / 4.0 * b) / (a * beta - 14.0 / 18.0);
        let kappa2 = 0.25 + (0.5 + 0.25 / delta) * b;
        Some(Self { a, b, switched, alpha, odds_scale: beta, way: Way::Some { kappa1, kappa2 } })
    }

    pub(super) fn sample(&self, stream: &mut Stream) -> f64 {
        let w = match self.way {
            Way::Both { gamma } => self.both(gamma, stream),
            Way::Some { kappa1, kappa2 } => self.some((kappa1, kappa2), stream),
        };
        if self.switched {
            self.b / (self.b + w)
        } else if w.is_infinite() {
            1.0
        } else {
            w / (self.b + w)
        }
    }

    /// The logarithm of the odds that a uniform number stands for.
    fn odds(&self, u: f64) -> f64 {
        self.odds_scale * ln(u / (1.0 - u))
    }

    fn both(&self, gamma: f64, stream: &mut Stream) -> f64 {
        loop {
            let (first, second) = (stream.open_uniform(), stream.open_uniform());
            let v = self.odds(first);
            let w = self.a * exp(v);
            let z = first * first * second;
            let r = gamma * v - ln(4.0);
            let s = self.a + r - w;
            if s + 1.0 + ln(5.0) >= 5.0 * z {
                return w;
            }
            let t = ln(z);
            let lost = r + self.alpha * ln(self.alpha / (self.b + w)) < t;
            if s >= t || !lost {
                return w;
            }
        }
    }

    fn some(&self, (kappa1, kappa2): (f64, f64), stream: &mut Stream) -> f64 {
        loop {
            let (first, second) = (stream.open_uniform(), stream.open_uniform());
            let v = self.odds(first);
            let z = if first < 0.5 {
                let y = first * second;
                let z = first * y;
                if 0.25 * second + z - y >= kappa1 {
                    continue;
                }
                z
            } else {
                let z = first * first * second;
                if z <= 0.25 {
                    return self.a * exp(v);
                }
                if z >= kappa2 {
                    continue;
                }
                z
            };
            let w = self.a * exp(v);
            let lost = self.alpha * (ln(self.alpha / (self.b + w)) + v) - ln(4.0) < ln(z);
            if !lost {
                return w;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random::{Purpose, ReplicationKey};
    use rand_distr::Distribution as _;

    /// The same, but for the last bits of functions of the system's.
    fn assert_same(ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= 8.0 * f64::EPSILON * theirs.abs(), "{ours} is not {theirs}");
    }

    #[test]
    fn the_numbers_are_those_of_the_crate() {
        for shape in [0.05, 0.6, 1.0, 1.3, 27.0, 900.0] {
            let mut ours = ReplicationKey::new(5, 1).stream(0, Purpose::Attributes, 0);
            let mut theirs = ours.clone();
            let (law, other) = (Gamma::new(shape, 2.5).unwrap(), rand_distr::Gamma::new(shape, 2.5).unwrap());
            for _ in 0..20_000 {
                assert_same(law.sample(&mut ours), other.sample(&mut theirs));
            }
        }
        for (first, second) in [(0.2, 0.3), (0.5, 4.0), (1.0, 1.0), (2.0, 5.0), (40.0, 1.5)] {
            let mut ours = ReplicationKey::new(5, 2).stream(0, Purpose::Attributes, 0);
            let mut theirs = ours.clone();
            let (law, other) =
                (Beta::new(first, second).unwrap(), rand_distr::Beta::new(first, second).unwrap());
            for _ in 0..20_000 {
                // Far from 0 only: near it, a bit of the logarithm is many of the number.
                let (one, another) = (law.sample(&mut ours), other.sample(&mut theirs));
                assert!((one - another).abs() <= 1e-13, "{one} is not {another}");
            }
        }
    }

    #[test]
    fn laws_that_do_not_exist() {
        for wrong in [0.0, -1.0, f64::NAN] {
            assert!(Gamma::new(wrong, 1.0).is_none() && Gamma::new(1.0, wrong).is_none());
            assert!(Beta::new(wrong, 1.0).is_none() && Beta::new(1.0, wrong).is_none());
        }
    }
}
