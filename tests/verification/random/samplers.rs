//! Draws of every law against its distribution function and its own moments, clipped and not.

use reinstate::random::{Law, LawSpec, Purpose, ReplicationKey};

use super::ALPHA;
use super::checks::{self, Theory};
use super::exact::exact;

const DRAWS: u64 = 100_000;

/// First draws of consecutive entities, sorted.
fn draws(law: &Law, seed: u64) -> Vec<f64> {
    let key = ReplicationKey::new(seed, 0);
    let draw = |entity| law.sample(&mut key.stream(entity, Purpose::Portfolio, 0));
    let mut sample: Vec<f64> = (0..DRAWS).map(draw).collect();
    sample.sort_by(f64::total_cmp);
    sample
}

/// Clips `law` where both ends are hit often.
fn clipped(law: &Law) -> (Law, f64, f64) {
    let (floor, cap) = (law.mean() - 0.5 * law.variance().sqrt(), law.mean() + 0.8 * law.variance().sqrt());
    (law.clone().clipped(floor, cap).unwrap(), floor, cap)
}

/// What the p-values of one sample speak of, in order.
const CHECKS: [&str; 4] = ["distribution", "mean", "variance", "atoms"];

/// P-values of a sorted sample against a distribution function and the law's own moments.
fn judge(sample: &[f64], theory: &Theory<'_>, law: &Law) -> Vec<f64> {
    let (mean, variance) = (law.mean(), law.variance());
    let mut found = vec![
        checks::kolmogorov_smirnov(sample, theory),
        checks::mean(sample, mean, variance),
        checks::variance(sample, mean, variance),
    ];
    if theory.floor.is_finite() {
        found.push(checks::atoms(sample, theory));
    }
    found
}

/// All checks of some laws, open and clipped; `seed` and the numbers after it are used up.
fn verify(specs: Vec<LawSpec>, seed: u64) {
    for (spec, seed) in specs.into_iter().zip(seed..) {
        let cdf = exact(&spec);
        let open = Law::new(spec).unwrap();
        let (inner, floor, cap) = clipped(&open);
        for (law, floor, cap) in [(open, f64::NEG_INFINITY, f64::INFINITY), (inner, floor, cap)] {
            let theory = Theory { cdf: &*cdf, floor, cap };
            let sample = draws(&law, seed);
            for (check, p) in CHECKS.iter().zip(judge(&sample, &theory, &law)) {
                assert!(p > ALPHA, "{check} of {law:?}: p = {p:e}");
            }
            for &x in sample.iter().step_by(997) {
                assert!(
                    (law.cdf(x) - theory.at(x)).abs() < 1e-9,
                    "own distribution function of {law:?} at {x}"
                );
            }
        }
    }
}

#[test]
fn exponential_gamma_and_weibull() {
    verify(
        vec![
            LawSpec::Exponential { mean: 0.2 },
            LawSpec::Exponential { mean: 1_440.0 },
            LawSpec::Gamma { shape: 27.0, scale: 1.0 / 27.0 },
            LawSpec::Gamma { shape: 3.5, scale: 0.4 },
            LawSpec::Gamma { shape: 1.0, scale: 3.0 },
            LawSpec::Gamma { shape: 0.6, scale: 2.0 },
            LawSpec::Weibull { shape: 0.7, scale: 1.0 },
            LawSpec::Weibull { shape: 1.0, scale: 2.0 },
            LawSpec::Weibull { shape: 1.7, scale: 4.0 },
            LawSpec::Weibull { shape: 3.6, scale: 10.0 },
        ],
        100,
    );
}

#[test]
fn lognormal_and_truncated_normal() {
    let truncated = |mean, sd, min, max| LawSpec::TruncatedNormal { mean, sd, min, max };
    verify(
        vec![
            LawSpec::LogNormal { median: 20.0, sigma: 0.768 },
            LawSpec::LogNormal { median: 1.0, sigma: 0.25 },
            LawSpec::LogNormal { median: 0.003, sigma: 0.05 },
            truncated(1.0, 2.0, 0.0, 4.0),
            truncated(1.0, 2.0, 0.0, f64::INFINITY),
            truncated(5.0, 1.0, f64::NEG_INFINITY, 4.5),
            // Far out in a tail.
            truncated(0.0, 1.0, 3.0, f64::INFINITY),
            truncated(600.0, 60.0, 350.0, 950.0),
        ],
        200,
    );
}

#[test]
fn uniform_triangular_pert_and_beta() {
    verify(
        vec![
            LawSpec::Uniform { min: -1.0, max: 4.0 },
            LawSpec::Uniform { min: 100.0, max: 100.5 },
            LawSpec::Triangular { min: 0.0, mode: 1.0, max: 4.0 },
            LawSpec::Triangular { min: 0.0, mode: 0.0, max: 1.0 },
            LawSpec::Triangular { min: -2.0, mode: 3.0, max: 3.0 },
            LawSpec::Pert { min: 0.0, mode: 1.0, max: 4.0 },
            LawSpec::Pert { min: 2.0, mode: 2.0, max: 5.0 },
            LawSpec::Pert { min: -3.0, mode: 4.0, max: 5.0 },
            LawSpec::Beta { alpha: 1.2, beta: 1.3, min: 0.0, max: 1.0 },
            LawSpec::Beta { alpha: 0.5, beta: 0.5, min: -1.0, max: 1.0 },
            LawSpec::Beta { alpha: 2.0, beta: 8.0, min: 0.0, max: 10.0 },
            LawSpec::Beta { alpha: 30.0, beta: 0.8, min: 0.0, max: 1.0 },
        ],
        300,
    );
}

#[test]
fn empirical() {
    let squares = (1..=50).map(|root| f64::from(root * root)).collect();
    let repeated = vec![5.0, 9.0, 5.0, 1.0, 5.0, 12.0];
    verify([vec![1.0, 2.0, 4.0, 8.0], repeated, squares].map(LawSpec::Empirical).into(), 400);
}

/// Chi-square of the draws over the distinct values, clipped first and then merged.
fn chi_square(sample: &[f64], values: &[f64], weights: &[f64], floor: f64, cap: f64) -> f64 {
    let mut cells: Vec<(f64, f64)> = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| (value.clamp(floor, cap), weight / weights.iter().sum::<f64>()))
        .collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let merged: Vec<&[(f64, f64)]> = cells.chunk_by(|a, b| a.0 == b.0).collect();
    let count = |cell: &&[(f64, f64)]| sample.iter().filter(|&&x| x == cell[0].0).count() as u32;
    let counts: Vec<u32> = merged.iter().map(count).collect();
    if counts.iter().sum::<u32>() as usize != sample.len() {
        return 0.0; // A value that the law does not have.
    }
    let probabilities: Vec<f64> =
        merged.iter().map(|cell| cell.iter().map(|(_, share)| share).sum()).collect();
    checks::chi_square(&counts, &probabilities)
}

#[test]
fn discrete() {
    let geometric: (Vec<f64>, Vec<f64>) = (0..20_i32).map(|k| (f64::from(k), 0.7_f64.powi(k))).unzip();
    let sets = [
        (vec![1.0, 2.0, 3.0], vec![0.4, 0.35, 0.25]),
        // A value listed twice, out of order.
        (vec![5.0, 2.0, 4.0, 2.0], vec![3.0, 1.0, 1.0, 2.0]),
        // Values that must never be drawn, the first and the last among them.
        (vec![-1.0, 0.0, 7.0, 8.0, 9.0], vec![0.0, 1.0, 0.0, 3.0, 0.0]),
        geometric,
    ];
    for ((values, weights), seed) in sets.into_iter().zip(500..) {
        let open = Law::new(LawSpec::Discrete { values: values.clone(), weights: weights.clone() }).unwrap();
        let (inner, floor, cap) = clipped(&open);
        for (law, floor, cap) in [(open, f64::NEG_INFINITY, f64::INFINITY), (inner, floor, cap)] {
            let sample = draws(&law, seed);
            let found = [
                chi_square(&sample, &values, &weights, floor, cap),
                checks::mean(&sample, law.mean(), law.variance()),
                checks::variance(&sample, law.mean(), law.variance()),
            ];
            for (check, p) in CHECKS.iter().zip(found) {
                assert!(p > ALPHA, "{check} of {law:?}: p = {p:e}");
            }
        }
    }
}

/// The geometric law, whose tail beyond 6 is one cell: of the law clipped there, and of the open law's
/// draws clamped; with the moments of each.
#[test]
fn geometric() {
    let values: Vec<f64> = (1..=400).map(f64::from).collect();
    for (mean, seed) in [(1.5, 550), (3.0, 551)] {
        let failure: f64 = 1.0 - 1.0 / mean;
        let weights: Vec<f64> = (0..400).map(|k| failure.powi(k) / mean).collect();
        let open = Law::new(LawSpec::Geometric { mean }).unwrap();
        let clipped = open.clone().clipped(f64::NEG_INFINITY, 6.0).unwrap();
        let sample = draws(&open, seed);
        let clamped: Vec<f64> = sample.iter().map(|x| x.min(6.0)).collect();
        let inside = draws(&clipped, seed + 10);
        let found = [
            chi_square(&clamped, &values, &weights, f64::NEG_INFINITY, 6.0),
            chi_square(&inside, &values, &weights, f64::NEG_INFINITY, 6.0),
            checks::mean(&sample, open.mean(), open.variance()),
            checks::mean(&inside, clipped.mean(), clipped.variance()),
            checks::variance(&inside, clipped.mean(), clipped.variance()),
        ];
        for p in found {
            assert!(p > ALPHA, "geometric of mean {mean}: {found:?}");
        }
    }
}

/// Controls: a mean that is 4 % off; a variance twice too large under the right mean.
#[test]
fn a_wrong_parameter_is_rejected() {
    let against = |wrong: LawSpec, right: LawSpec, seed| {
        let cdf = exact(&wrong);
        let theory = Theory { cdf: &*cdf, floor: f64::NEG_INFINITY, cap: f64::INFINITY };
        judge(&draws(&Law::new(right).unwrap(), seed), &theory, &Law::new(wrong).unwrap())
    };
    let found = against(LawSpec::Exponential { mean: 2.6 }, LawSpec::Exponential { mean: 2.5 }, 600);
    assert!(found[0] < ALPHA && found[1] < ALPHA, "{found:?}");

    let (wide, narrow) =
        (LawSpec::Gamma { shape: 2.0, scale: 2.0 }, LawSpec::Gamma { shape: 4.0, scale: 1.0 });
    let found = against(wide, narrow, 601);
    assert!(found[0] < ALPHA && found[1] > ALPHA && found[2] < ALPHA, "{found:?}");
}

/// Control: a clipped law that draws again what lies outside, instead of moving it to the edge.
#[test]
fn drawing_again_instead_of_clipping_is_rejected() {
    let spec = LawSpec::LogNormal { median: 20.0, sigma: 0.768 };
    let cdf = exact(&spec);
    let open = Law::new(spec).unwrap();
    let (law, floor, cap) = clipped(&open);
    let mut sample = draws(&open, 602);
    sample.retain(|x| (floor..=cap).contains(x));
    let found = judge(&sample, &Theory { cdf: &*cdf, floor, cap }, &law);
    assert!(found[0] < ALPHA && found[3] < ALPHA, "{found:?}");
}

/// Controls: a weight that is off by 0.02, a value that has no weight.
#[test]
fn a_wrong_weight_is_rejected() {
    let (values, weights) = (vec![1.0, 2.0, 3.0], vec![0.42, 0.33, 0.25]);
    let law = Law::new(LawSpec::Discrete { values: values.clone(), weights }).unwrap();
    let sample = draws(&law, 603);
    for wrong in [[0.4, 0.35, 0.25], [0.5, 0.5, 0.0]] {
        assert!(chi_square(&sample, &values, &wrong, f64::NEG_INFINITY, f64::INFINITY) < ALPHA);
    }
}
