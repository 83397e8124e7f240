//! Tests of goodness of fit, each as a p-value. They know nothing of laws or keys.

use statrs::distribution::{ChiSquared, ContinuousCDF as _, DiscreteCDF as _, Poisson};
use statrs::function::erf::erfc;

/// A distribution function with everything below `floor` and above `cap` moved onto these.
pub(super) struct Theory<'a> {
    pub(super) cdf: &'a dyn Fn(f64) -> f64,
    pub(super) floor: f64,
    pub(super) cap: f64,
}

impl Theory<'_> {
    /// P(X ≤ x).
    pub(super) fn at(&self, x: f64) -> f64 {
        if x < self.floor {
            0.0
        } else if x >= self.cap {
            1.0
        } else {
            (self.cdf)(x)
        }
    }

    /// P(X < x): the next number below is as near as a left limit comes.
    fn before(&self, x: f64) -> f64 {
        self.at(x.next_down())
    }
}

/// Probability that √n times the Kolmogorov–Smirnov distance exceeds `lambda` as n grows,
/// 2 Σ (−1)^(k−1) exp(−2k²λ²) (Kolmogorov 1933; tabled by Smirnov 1948, doi 10.1214/aoms/1177730256).
///
/// Where it is small it is an upper bound for every n, since its first term is (Massart 1990,
/// doi 10.1214/aop/1176990746) and the others vanish; where the law has atoms it is larger than
/// the true probability (Noether 1963, *Metrika* 7, 115–116). So it never cries wolf too often.
pub(super) fn kolmogorov_tail(lambda: f64) -> f64 {
    // Below 0.2 the probability is 1 up to 1e-12, and the series takes ever longer to say so.
    if lambda < 0.2 {
        return 1.0;
    }
    let terms = (1..=100).map(|k| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(k * k) * lambda * lambda).exp()
    });
    terms.sum::<f64>().clamp(0.0, 1.0)
}

/// Kolmogorov–Smirnov: the largest distance between the sample's distribution function and theory,
/// on both sides of every value, so that atoms are compared as atoms.
pub(super) fn kolmogorov_smirnov(sorted: &[f64], theory: &Theory<'_>) -> f64 {
    let n = sorted.len() as f64;
    let (mut start, mut distance) = (0, 0.0_f64);
    for same in sorted.chunk_by(|a, b| a == b) {
        let at = theory.at(same[0]);
        // A value drawn once is no atom of any weight, and half of the work is saved.
        let before = if same.len() > 1 { theory.before(same[0]) } else { at };
        let end = start + same.len();
        distance = distance.max((before - start as f64 / n).abs()).max((at - end as f64 / n).abs());
        start = end;
    }
    kolmogorov_tail(n.sqrt() * distance)
}

/// Pearson's chi-square of counts against the probabilities of their cells. A cell of probability 0
/// must be empty and is then left out.
pub(super) fn chi_square(counts: &[u32], probabilities: &[f64]) -> f64 {
    let n = f64::from(counts.iter().sum::<u32>());
    let (mut statistic, mut cells) = (0.0, 0);
    for (&count, &probability) in counts.iter().zip(probabilities) {
        if probability <= 0.0 {
            if count > 0 {
                return 0.0;
            }
            continue;
        }
        let expected = n * probability;
        assert!(expected > 20.0, "a cell expects {expected}, too few for the chi-square law");
        statistic += (f64::from(count) - expected).powi(2) / expected;
        cells += 1;
    }
    ChiSquared::new(f64::from(cells - 1)).unwrap().sf(statistic)
}

/// Chi-square of how many values lie on the floor, between, and on the cap.
pub(super) fn atoms(sorted: &[f64], theory: &Theory<'_>) -> f64 {
    let low = sorted.partition_point(|&x| x <= theory.floor);
    let high = sorted.len() - sorted.partition_point(|&x| x < theory.cap);
    let (at_floor, at_cap) = (theory.at(theory.floor), 1.0 - theory.before(theory.cap));
    let counts = [low, sorted.len() - low - high, high].map(|count| count as u32);
    chi_square(&counts, &[at_floor, 1.0 - at_floor - at_cap, at_cap])
}

/// Two-sided p-value of a standard normal number.
pub(super) fn normal(z: f64) -> f64 {
    erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// The sample's mean against `mean`, given the `variance` of one value: central limit theorem.
pub(super) fn mean(sample: &[f64], mean: f64, variance: f64) -> f64 {
    let n = sample.len() as f64;
    normal((sample.iter().sum::<f64>() / n - mean) / (variance / n).sqrt())
}

/// The mean squared deviation from `mean` against `variance`, its own spread taken from the sample:
/// central limit theorem.
pub(super) fn variance(sample: &[f64], mean: f64, variance: f64) -> f64 {
    let n = sample.len() as f64;
    let squares = || sample.iter().map(|x| (x - mean).powi(2));
    let centre = squares().sum::<f64>() / n;
    let spread = squares().map(|square| (square - centre).powi(2)).sum::<f64>() / n;
    normal((centre - variance) / (spread / n).sqrt())
}

/// Correlation of pairs of independent uniforms: Σ(u − ½)(v − ½) has variance n/144 exactly, also
/// when the pairs overlap, as at lag one.
pub(super) fn correlation(pairs: impl ExactSizeIterator<Item = (f64, f64)>) -> f64 {
    let n = pairs.len() as f64;
    normal(12.0 * pairs.map(|(u, v)| (u - 0.5) * (v - 0.5)).sum::<f64>() / n.sqrt())
}

/// Two-sided p-value of a Poisson count.
pub(super) fn poisson(count: u64, mean: f64) -> f64 {
    let law = Poisson::new(mean).unwrap();
    let at_least = if count == 0 { 1.0 } else { law.sf(count - 1) };
    (2.0 * law.cdf(count).min(at_least)).min(1.0)
}

/// Percentage points of the Kolmogorov law (Smirnov 1948, table).
#[test]
fn the_kolmogorov_law_meets_its_table() {
    for (lambda, tail) in [(0.828, 0.4999), (1.3581, 0.05), (1.6276, 0.01), (1.9495, 0.001)] {
        assert!((kolmogorov_tail(lambda) - tail).abs() < 0.002 * tail + 2e-5, "at {lambda}");
    }
    assert_eq!(kolmogorov_tail(0.1), 1.0);
    assert!((kolmogorov_tail(0.2) - 1.0).abs() < 1e-9, "the two branches meet");
}

/// P(Y ≥ 8) and P(Y ≤ 1) of a Poisson law with mean 4 are 0.051134 and 0.091578.
#[test]
fn poisson_tails_are_two_sided() {
    assert!((poisson(8, 4.0) - 0.102_267).abs() < 1e-5);
    assert!((poisson(1, 4.0) - 0.183_156).abs() < 1e-5);
    assert_eq!(poisson(4, 4.0), 1.0);
}
