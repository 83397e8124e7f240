//! Elementary effects: M. D. Morris, *Technometrics* 33 (1991), 161–174; the mean of their absolute values: Campolongo,
//! Cariboni and Saltelli, *Environmental Modelling & Software* 22 (2007), 1509–1518.

use super::cross::{Index, Weights, spread};
use super::left_out::{Error, FEWEST};

/// The fewest trajectories of which intervals are told: of five they cover 90 % only, from ten on 95 %.
pub const FEWEST_TRAJECTORIES: usize = 10;

/// What one input does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MorrisIndices {
    /// Mean absolute effect of going all the way through the band.
    pub mu_star: Index,
    /// Mean effect.
    pub mu: f64,
    /// Standard deviation of the effects over trajectories: how much they depend on the other inputs, or are not straight.
    pub sigma: Index,
    /// Mean square of the effects without the noise of replications: an input is told from none by this, as a mean of
    /// absolute values is never below zero.
    pub square: Index,
}

impl MorrisIndices {
    /// Whether the input does anything that can be told.
    pub fn is_told(&self) -> bool {
        self.square.is_told()
    }
}

/// Elementary effects from trajectories: `values` has `inputs` + 1 points of each, one behind the other, and `steps` says
/// for each which input moves and by how much of its band. Trajectories with a point that has no values are left out.
/// `None` with fewer than two.
///
/// With several replications an effect is a mean over them. Intervals are by what comes of leaving out each trajectory and
/// each replication (a jackknife); of two replications no error can be told, and there are none, nor of fewer than
/// [`FEWEST_TRAJECTORIES`]. That of the mean absolute
/// effect is Student's on the plain and on the logarithmic scale, whichever reaches farther, and begins at 0 for an input
/// that cannot be told from none. The spread has none: twenty trajectories do not tell its error.
pub fn morris(values: &[Vec<f64>], steps: &[Vec<(usize, f64)>], inputs: usize) -> Option<Vec<MorrisIndices>> {
    let replications = values.iter().map(Vec::len).max()?;
    let mut effects: Vec<Vec<Vec<f64>>> = vec![Vec::new(); inputs];
    for (points, steps) in values.chunks_exact(inputs + 1).zip(steps) {
        if points.iter().any(|point| point.len() != replications) {
            continue;
        }
        for (pair, (input, by)) in points.windows(2).zip(steps) {
            let effect = pair[0].iter().zip(&pair[1]).map(|(before, after)| (after - before) / by);
            effects[*input].push(effect.collect());
        }
    }
    let count = effects.first()?.len();
    if count < 2 || replications == 0 {
        return None;
    }
    Some(effects.iter().map(|effects| of_input(effects, replications)).collect())
}

fn of_input(effects: &[Vec<f64>], replications: usize) -> MorrisIndices {
    let here = Moments::of(effects, None, &Weights::even(replications));
    let rows: Vec<Moments> = (0..effects.len())
        .map(|left_out| Moments::of(effects, Some(left_out), &Weights::even(replications)))
        .collect();
    let replicated: Vec<Moments> = (0..if replications >= FEWEST { replications } else { 0 })
        .map(|left_out| Moments::of(effects, None, &Weights::without(replications, left_out)))
        .collect();
    let known = effects.len() >= FEWEST_TRAJECTORIES && (replications == 1 || !replicated.is_empty());
    let reach = |read: fn(&Moments) -> f64| {
        let left_out = |all: &[Moments]| Error::of(&all.iter().map(read).collect::<Vec<_>>());
        let rows = left_out(&rows);
        if replicated.is_empty() { rows } else { rows.and(left_out(&replicated)) }.reach(read(&here))
    };
    let index = |estimate: f64, ends: &dyn Fn(f64) -> (f64, f64), reach: Option<f64>| {
        if known { Index::new(estimate, reach.map(ends)) } else { Index::open(estimate) }
    };
    let square = here.square;
    let square = index(square, &|reach| (square - reach, square + reach), reach(|of| of.square));
    let mean = here.absolute;
    let around = |reach: f64| {
        let factor = (reach / mean).exp();
        let low = if square.is_told() { (mean - reach).min(mean / factor).max(0.0) } else { 0.0 };
        let high =
            if factor.is_finite() { (mean + reach).max(mean * factor.min(10.0)) } else { mean + reach };
        (low, high)
    };
    MorrisIndices {
        mu_star: index(mean, &around, reach(|of| of.absolute)),
        mu: here.mean,
        sigma: Index::new(here.sigma, None),
        square,
    }
}

struct Moments {
    absolute: f64,
    mean: f64,
    sigma: f64,
    square: f64,
}

impl Moments {
    /// Of the effects, without one trajectory if that is left out, by some weights of replications.
    fn of(effects: &[Vec<f64>], left_out: Option<usize>, weights: &Weights) -> Self {
        let drawn = || {
            let all = effects.iter().enumerate();
            all.filter(|(at, _)| Some(*at) != left_out).map(|(_, effect)| effect)
        };
        let means: Vec<f64> = drawn().map(|effect| weights.mean(effect.iter().copied())).collect();
        let n = means.len() as f64;
        let square = drawn().map(|effect| weights.product(effect.iter().map(|value| (*value, *value))));
        Self {
            absolute: means.iter().map(|mean| mean.abs()).sum::<f64>() / n,
            mean: means.iter().sum::<f64>() / n,
            sigma: spread(&means).unwrap_or_default(),
            square: square.sum::<f64>() / n,
        }
    }
}
