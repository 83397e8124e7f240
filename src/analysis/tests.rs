//! Indices of functions of which they are known, with and without the noise of replications.
//!
//! Designs are made here by plain random numbers, so that nothing but the analysis is tested. Tolerances are five
//! standard errors or more: a false alarm of less than 10⁻⁵ for all tests of this file together.

use std::f64::consts::{PI, TAU};

use approx::assert_relative_eq;

use super::*;

struct Source(u64);

impl Source {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (TAU * self.unit()).cos()
    }
}

/// Values of a function of so many inputs on Saltelli's design, as many replications each: those of a point differ by
/// `noise` of the point and of the random numbers that all points share.
fn values(
    (inputs, rows, replications): (usize, usize, usize),
    function: impl Fn(&[f64]) -> f64,
    mut noise: impl FnMut(&[f64], f64, &mut Source) -> f64,
) -> Vec<Vec<f64>> {
    let mut source = Source(1);
    let shared: Vec<f64> = (0..replications).map(|_| source.normal()).collect();
    let mut all = Vec::new();
    for _ in 0..rows {
        let [a, b]: [Vec<f64>; 2] = [(); 2].map(|()| (0..inputs).map(|_| source.unit()).collect());
        let swapped = |own: &[f64], other: &[f64], input: usize| {
            let mut point = own.to_vec();
            point[input] = other[input];
            point
        };
        let mut points = vec![a.clone()];
        points.extend((0..inputs).map(|input| swapped(&a, &b, input)));
        points.extend((0..inputs).map(|input| swapped(&b, &a, input)));
        points.push(b);
        for point in points {
            let value = function(&point);
            all.push(shared.iter().map(|shared| value + noise(&point, *shared, &mut source)).collect());
        }
    }
    all
}

fn ishigami(point: &[f64]) -> f64 {
    let [x, y, z] = [0, 1, 2].map(|at| PI * (2.0 * point[at] - 1.0));
    x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
}

const FIRST: [f64; 3] = [0.313_905, 0.442_411, 0.0];
const TOTAL: [f64; 3] = [0.557_589, 0.442_411, 0.243_684];

/// Whether estimates lie within five standard deviations of what they should be.
fn assert_near(found: &[Index], known: &[f64]) {
    for (index, known) in found.iter().zip(known) {
        let (low, high) = index.interval.expect("there is an error");
        let deviation = (high - low) / (2.0 * 1.96);
        assert!((index.estimate - known).abs() < 5.0 * deviation, "{index:?}, not {known}");
        assert!(deviation < 0.05, "{index:?}");
    }
}

/// Ishigami and Homma 1990 with a = 7 and b = .1: `S1` = .3139, .4424, 0; `ST` = .5576, .4424, .2437; `S13` = .2437.
#[test]
fn ishigami_without_noise() {
    let found = sobol(&values((3, 4_096, 1), ishigami, |_, _, _| 0.0), 3, true).unwrap();
    assert_near(&found.first, &FIRST);
    assert_near(&found.total, &TOTAL);
    let second: Vec<Index> = found.second.iter().map(|(_, _, index)| *index).collect();
    assert_near(&second, &[0.0, 0.243_684, 0.0]);
    assert_relative_eq!(found.variance, 13.844_588, max_relative = 0.1);
    assert!(found.noise.is_none() && !found.first[2].is_told() && found.total[2].is_told());
}

/// Noise of the point and noise that all points share, of a variance of nine in all: it stays out of the indices, and its
/// share of the variance of a replication is 9 / (9 + 13.84) = .3940.
#[test]
fn noise_of_replications_is_in_no_index() {
    let noise = |_: &[f64], shared: f64, source: &mut Source| 2.0 * shared + 5.0_f64.sqrt() * source.normal();
    let noisy = values((3, 4_096, 8), ishigami, noise);
    let found = sobol(&noisy, 3, true).unwrap();
    assert_near(&found.first, &FIRST);
    assert_near(&found.total, &TOTAL);
    // The variance of eight shared numbers is that of eight numbers, so this share is far from exact.
    let share = found.noise.unwrap().estimate;
    assert!((0.25..0.55).contains(&share), "{share}");
    // One replication takes its noise for the work of every input.
    let single: Vec<Vec<f64>> = noisy.iter().map(|point| point[..1].to_vec()).collect();
    assert!(sobol(&single, 3, true).unwrap().total[1].estimate > 0.6);
}

/// Noise x₁ω, ω standard normal and shared: the mean has no part of it, and its variance is E\[x₁²\] = 1/3 on the unit
/// interval. With y = x₂ the share is (1/3) / (1/3 + 1/12) = .8 and all indices are those of x₂ alone.
#[test]
fn noise_that_depends_on_an_input_is_still_noise() {
    let noise = |point: &[f64], _: f64, source: &mut Source| point[0] * source.normal();
    let found = sobol(&values((2, 4_096, 10), |point| point[1], noise), 2, true).unwrap();
    assert_near(&found.first, &[0.0, 1.0]);
    assert_near(&found.total, &[0.0, 1.0]);
    assert!((found.noise.unwrap().estimate - 0.8).abs() < 0.03, "{:?}", found.noise);
}

/// Sobol' 1993: with coefficients a the variance of factor i is V = 1 / (3 (1 + a)²), that of the function is
/// the product of all 1 + V less 1, and the total of a factor is V times that product without it, over that.
#[test]
fn sobol_g() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let function = |point: &[f64]| -> f64 {
        point.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
    };
    let of = a.map(|a: f64| 1.0 / (3.0 * (1.0 + a).powi(2)));
    let all: f64 = of.iter().map(|of| 1.0 + of).product();
    let first = of.map(|of| of / (all - 1.0));
    let total = of.map(|of| of * all / (1.0 + of) / (all - 1.0));
    // Published for these coefficients (Saltelli and others 2008): S1 = .72, .18, .02, .01; ST = .79, .24, .03, .01.
    assert_relative_eq!(first[0], 0.72, max_relative = 0.05);
    assert_relative_eq!(total[1], 0.24, max_relative = 0.05);
    let found = sobol(&values((6, 4_096, 1), function, |_, _, _| 0.0), 6, true).unwrap();
    assert_near(&found.first, &first);
    assert_near(&found.total, &total);
}

#[test]
fn nothing_is_said_of_nothing() {
    assert!(sobol(&[], 2, false).is_none());
    assert!(sobol(&values((2, 64, 3), |_| 4.0, |_, _, _| 0.0), 2, true).is_none());
    let mut lacking = values((2, 64, 2), |point| point[0], |_, _, _| 0.0);
    lacking[7].clear();
    assert_eq!(sobol(&lacking, 2, true).unwrap().rows, 63);
}

/// Morris 1991, section 4, without its random terms: coefficients 20 of the first ten inputs, −15 of pairs of the first
/// six, −10 of triples of the first five, 5 of the first four together.
fn morris_function(point: &[f64]) -> f64 {
    let w: Vec<f64> = point
        .iter()
        .enumerate()
        .map(
            |(at, x)| {
                if [2, 4, 6].contains(&at) { 2.0 * (1.1 * x / (x + 0.1) - 0.5) } else { 2.0 * (x - 0.5) }
            },
        )
        .collect();
    let mut y = 20.0 * w[..10].iter().sum::<f64>() + 5.0 * w[..4].iter().product::<f64>();
    for i in 0..6 {
        for j in i + 1..6 {
            y -= 15.0 * w[i] * w[j];
            if j < 5 {
                y -= 10.0 * w[i] * w[j] * w[j + 1..5].iter().sum::<f64>();
            }
        }
    }
    y
}

/// Which inputs a trajectory moves, and by how much.
type Steps = Vec<(usize, f64)>;

/// Trajectories on four levels, by plain random numbers.
fn trajectories(count: usize, inputs: usize) -> (Vec<Vec<f64>>, Vec<Steps>) {
    let mut source = Source(5);
    let (mut points, mut steps) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let mut point: Vec<f64> = (0..inputs).map(|_| (4.0 * source.unit()).floor() / 3.0).collect();
        let mut order: Vec<usize> = (0..inputs).collect();
        for at in (1..inputs).rev() {
            order.swap(at, (source.unit() * (at + 1) as f64) as usize);
        }
        points.push(point.clone());
        let step = |input: &usize| {
            let by = if point[*input] < 0.5 { 2.0 / 3.0 } else { -2.0 / 3.0 };
            point[*input] += by;
            points.push(point.clone());
            (*input, by)
        };
        steps.push(order.iter().map(step).collect());
    }
    (points, steps)
}

/// Inputs 8 to 10 are straight, so 40 exactly and without scatter; those from 11 on do nothing. Input 7 is bent: from 0 it
/// gives 57.391, from a third 9.231, so 33.31 on average. The mean effect of input 6 is 40 − 30 · .80267 = 15.92.
#[test]
fn morris_tells_the_inputs_of_his_function_apart() {
    let (points, steps) = trajectories(400, 20);
    let plain: Vec<Vec<f64>> = points.iter().map(|point| vec![morris_function(point)]).collect();
    let found = morris(&plain, &steps, 20).unwrap();
    for input in &found[7..10] {
        assert_relative_eq!(input.mu_star.estimate, 40.0, max_relative = 1e-9);
        assert!(input.sigma.estimate < 1e-9 && input.is_told());
    }
    assert!(found[10..].iter().all(|input| input.mu_star.estimate < 1e-9 && !input.is_told()));
    let near = |found: f64, known: f64, sigma: f64| (found - known).abs() < 5.0 * sigma / 20.0;
    assert!(near(found[6].mu_star.estimate, 33.311, found[6].sigma.estimate), "{:?}", found[6]);
    assert!(near(found[5].mu, 15.92, found[5].sigma.estimate), "{:?}", found[5]);
    // Inputs 1 to 5 act with others: their effects scatter as much as they reach.
    assert!(found[..5].iter().all(|input| input.sigma.estimate > 30.0));
    // Noise of replications lifts every mean of absolute values, and no input that does nothing is told from none.
    let mut source = Source(9);
    let noisy: Vec<Vec<f64>> =
        plain.iter().map(|value| (0..4).map(|_| value[0] + 8.0 * source.normal()).collect()).collect();
    let found = morris(&noisy, &steps, 20).unwrap();
    assert!(found[..10].iter().all(MorrisIndices::is_told));
    // Each is told by mistake with probability .025; four of ten or more with .0001.
    let mistaken = found[10..].iter().filter(|input| input.is_told()).count();
    assert!(mistaken < 4 && found[12].mu_star.estimate > 1.0, "{mistaken}");
}
