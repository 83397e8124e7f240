//! Elementary effects: M. D. Morris, *Technometrics* 33 (1991), 161–174; the mean of their absolute values: Campolongo,
//! Cariboni and Saltelli, *Environmental Modelling & Software* 22 (2007), 1509–1518.

use super::cross::{DRAWS, Draws, Index, Weights, spread};

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
/// With several replications an effect is a mean over them; intervals are ± 1.96 standard deviations of a bootstrap over
/// trajectories and replications.
pub fn morris(
    values: &[Vec<f64>],
    steps: &[Vec<(usize, f64)>],
    inputs: usize,
    seed: u64,
) -> Option<Vec<MorrisIndices>> {
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
    let mut draws = Draws::new(seed);
    let drawn: Vec<(Vec<f64>, Weights)> =
        (0..DRAWS).map(|_| (draws.counts(count), Weights::new(draws.counts(replications)))).collect();
    let even = (vec![1.0; count], Weights::even(replications));
    let of = |effects: &Vec<Vec<f64>>| {
        let here = Moments::of(effects, &even.0, &even.1);
        let usable = drawn.iter().filter(|(_, weights)| weights.are_usable());
        let all: Vec<Moments> = usable.map(|(rows, weights)| Moments::of(effects, rows, weights)).collect();
        let index =
            |read: fn(&Moments) -> f64| Index::with(read(&here), &all.iter().map(read).collect::<Vec<_>>());
        MorrisIndices {
            mu_star: index(|of| of.absolute),
            mu: here.mean,
            sigma: index(|of| of.sigma),
            square: index(|of| of.square),
        }
    };
    Some(effects.iter().map(of).collect())
}

struct Moments {
    absolute: f64,
    mean: f64,
    sigma: f64,
    square: f64,
}

impl Moments {
    fn of(effects: &[Vec<f64>], rows: &[f64], weights: &Weights) -> Self {
        let means = effects.iter().map(|effect| weights.mean(effect.iter().copied()));
        let mut drawn = Vec::new();
        for (mean, count) in means.zip(rows) {
            drawn.extend(std::iter::repeat_n(mean, *count as usize));
        }
        let n = drawn.len() as f64;
        let square = effects
            .iter()
            .zip(rows)
            .map(|(effect, count)| count * weights.product(effect.iter().map(|value| (*value, *value))));
        Self {
            absolute: drawn.iter().map(|mean| mean.abs()).sum::<f64>() / n,
            mean: drawn.iter().sum::<f64>() / n,
            sigma: spread(&drawn).unwrap_or_default(),
            square: square.sum::<f64>() / n,
        }
    }
}
