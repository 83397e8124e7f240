//! Quantiles of a law on 0..1, found one after the other.

/// Inverts a distribution function on 0..1 for one share after another.
///
/// An answer is bracketed whatever the function looks like. Shares that rise in small steps are cheap:
/// the next quantile is foreseen from those before, and the bracket starts at the last one. A share
/// that falls starts afresh, so the order of the shares matters to the time only.
#[derive(Debug)]
pub(super) struct Inverse<F> {
    cdf: F,
    /// The ends of the interval.
    ends: [Point; 2],
    /// What encloses the latest answer.
    bracket: [Point; 2],
    /// The latest answers, latest first; at the start points that stand for them.
    latest: [Point; 3],
}

/// A place and the share of the law below it.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: f64,
    share: f64,
}

/// Width of a bracket whose middle is the answer: curves are kept in single precision.
const ENOUGH: f64 = 1e-13;
/// Least distance from a known point at which another look is worth it.
const STEP: f64 = 0.5 * ENOUGH;
/// Looks that may fail to halve the bracket before it is halved outright. A smooth function needs
/// four in all, of which only the last closes the bracket.
const PATIENCE: u32 = 4;

impl<F: Fn(f64) -> f64> Inverse<F> {
    /// The inverse of `cdf`, which must not fall anywhere on 0..1.
    pub(super) fn new(cdf: F) -> Self {
        let [start, middle, end] = [0.0, 0.5, 1.0].map(|x| Point { x, share: cdf(x) });
        Self { cdf, ends: [start, end], bracket: [start, end], latest: [start, end, middle] }
    }

    /// Where the function crosses `share`.
    pub(super) fn at(&mut self, share: f64) -> f64 {
        let [start, end] = self.ends;
        let [mut low, mut high] = self.bracket;
        if share <= low.share {
            (low, high) = (start, end);
        } else if share > high.share {
            // The higher end of the last bracket lies below the answer, a step nearer to it.
            (low, high) = (high, end);
        }
        let mut known = self.latest;
        let (mut width, mut idle) = (high.x - low.x, 0);
        while high.x - low.x > ENOUGH {
            let foreseen = parabola(&known, share);
            let x = if idle >= PATIENCE || !foreseen.is_finite() {
                f64::midpoint(low.x, high.x)
            } else {
                foreseen.clamp(low.x + STEP, high.x - STEP)
            };
            let point = Point { x, share: (self.cdf)(x) };
            if point.share < share {
                low = point;
            } else {
                high = point;
            }
            known = [point, known[0], known[1]];
            idle += 1;
            if high.x - low.x <= 0.5 * width {
                (width, idle) = (high.x - low.x, 0);
            }
        }
        let x = f64::midpoint(low.x, high.x);
        self.bracket = [low, high];
        self.latest = [Point { x, share }, self.latest[0], self.latest[1]];
        x
    }
}

/// Inverse quadratic interpolation: where the parabola x(share) through three points is at `share`.
/// Not finite where two of them have the same share.
fn parabola([a, b, c]: &[Point; 3], share: f64) -> f64 {
    let weight = |at: &Point, one: &Point, two: &Point| {
        (share - one.share) * (share - two.share) / ((at.share - one.share) * (at.share - two.share))
    };
    a.x * weight(a, b, c) + b.x * weight(b, c, a) + c.x * weight(c, a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Law, LawSpec, standard_normal_cdf};
    use std::cell::Cell;

    fn laws() -> Vec<Law> {
        let beta = |alpha, beta| LawSpec::Beta { alpha, beta, min: 0.0, max: 1.0 };
        let plain = [
            beta(1.2, 1.3),
            beta(0.4, 0.7),
            beta(9.0, 2.0),
            LawSpec::Uniform { min: 0.1, max: 0.8 },
            LawSpec::Triangular { min: 0.0, mode: 0.2, max: 1.0 },
            LawSpec::TruncatedNormal { mean: 0.3, sd: 0.2, min: 0.0, max: 1.0 },
            LawSpec::Discrete { values: vec![0.1, 0.5, 0.9], weights: vec![1.0, 2.0, 1.0] },
            LawSpec::Empirical(vec![0.1, 0.15, 0.7, 0.9]),
            LawSpec::Constant(0.3),
        ];
        let mut laws: Vec<Law> = plain.into_iter().map(|spec| Law::new(spec).expect("valid")).collect();
        laws.push(laws[0].clone().clipped(0.2, 0.7).expect("ordered"));
        laws
    }

    fn bisected(cdf: impl Fn(f64) -> f64, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..50 {
            let middle = f64::midpoint(low, high);
            if cdf(middle) < share { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    /// Up, down and in no order, the answers are those of bisection; the bound allows for both
    /// brackets and, in flat places, for the rounding of the function.
    #[test]
    fn quantiles_are_those_of_bisection() {
        for law in laws() {
            let mut inverse = Inverse::new(|x| law.cdf(x));
            let knot = |knot: u32| standard_normal_cdf(f64::from(knot) / 16.0 - 4.0);
            let order = (0..=128).chain((0..=128).rev()).chain((0..=128).map(|at| at * 37 % 129));
            for share in order.map(knot) {
                let (found, expected) = (inverse.at(share), bisected(|x| law.cdf(x), share));
                assert!((found - expected).abs() < 1e-12, "{law:?} at {share}: {found} and {expected}");
            }
        }
    }

    /// No law takes more than halving alone would, and a smooth one far less.
    #[test]
    fn a_curve_takes_few_looks() {
        for (place, law) in laws().into_iter().enumerate() {
            let looks = Cell::new(0_u32);
            let mut inverse = Inverse::new(|x| {
                looks.set(looks.get() + 1);
                law.cdf(x)
            });
            for knot in 0..513 {
                inverse.at(standard_normal_cdf(f64::from(knot) / 64.0 - 4.0));
            }
            let bound = if place == 0 { 5 } else { 45 };
            assert!(looks.get() < bound * 513, "{law:?} took {} looks", looks.get());
        }
    }
}
