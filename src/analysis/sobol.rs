//! Sobol' indices of the mean over replications, and the share of their noise.
//!
//! First order: Saltelli and others, *Computer Physics Communications* 181 (2010), 259–270, table 2 (b); total: Jansen
//! 1999, the same table (f); second order: Saltelli 2002. With one replication the numbers are those of `SALib`'s
//! `analyze.sobol`. With several, y is E\[Y|x\]: products are taken over pairs of different replications, so that noise is in
//! no index, although all points share their random numbers; it has a share of its own, of the variance of a single
//! replication.

use super::cross::{DRAWS, Draws, Index, Weights};

/// What the inputs explain.
#[derive(Debug, Clone, PartialEq)]
pub struct SobolIndices {
    /// Of each input by itself: its share of the variance of y.
    pub first: Vec<Index>,
    /// Of each input with all that it does together with others.
    pub total: Vec<Index>,
    /// Of pairs, what they do together alone; empty if the design does not tell.
    pub second: Vec<(usize, usize, Index)>,
    /// The share of noise in the variance of a single replication; `None` with one replication.
    pub noise: Option<Index>,
    /// The variance of y over the inputs.
    pub variance: f64,
    /// Rows of the design that were whole.
    pub rows: usize,
}

/// Which points of a row are which: A, the points of A with input i from B, those of B with input i from A if there are
/// any, and B.
#[derive(Clone, Copy)]
struct Row<'v>(&'v [Vec<f64>], usize);

impl<'v> Row<'v> {
    fn a(self) -> &'v [f64] {
        &self.0[0]
    }

    fn b(self) -> &'v [f64] {
        &self.0[self.0.len() - 1]
    }

    fn ab(self, input: usize) -> &'v [f64] {
        &self.0[1 + input]
    }

    fn ba(self, input: usize) -> &'v [f64] {
        &self.0[1 + self.1 + input]
    }
}

/// Indices from the values at the points of Saltelli's design, row by row; `second` says whether its rows hold the points
/// that second order takes. Rows with a point that has no values are left out. `None` with fewer than two rows, and where
/// the inputs have no variance that can be told from noise.
///
/// Intervals are ± 1.96 standard deviations of a bootstrap over rows and replications.
pub fn sobol(values: &[Vec<f64>], inputs: usize, second: bool, seed: u64) -> Option<SobolIndices> {
    let replications = values.iter().map(Vec::len).max().filter(|count| *count > 0)?;
    let length = inputs * if second { 2 } else { 1 } + 2;
    let whole = |row: &&[Vec<f64>]| row.iter().all(|point| point.len() == replications);
    let centred = centred(values.chunks_exact(length).filter(whole));
    let rows: Vec<Row<'_>> = centred.chunks_exact(length).map(|row| Row(row, inputs)).collect();
    if rows.len() < 2 {
        return None;
    }
    let even = Weights::even(replications);
    let here = Shares::of(&rows, &vec![1.0; rows.len()], &even, (inputs, second))?;
    let mut draws = Draws::new(seed);
    let drawn: Vec<Shares> = (0..DRAWS)
        .filter_map(|_| {
            let (rows_drawn, weights) = (draws.counts(rows.len()), Weights::new(draws.counts(replications)));
            let usable = weights.are_usable();
            usable.then(|| Shares::of(&rows, &rows_drawn, &weights, (inputs, second))).flatten()
        })
        .collect();
    let index =
        |read: &dyn Fn(&Shares) -> f64| Index::with(read(&here), &drawn.iter().map(read).collect::<Vec<_>>());
    let noise = here.noise.map(|_| index(&|shares| shares.noise.unwrap_or_default()));
    Some(SobolIndices {
        first: (0..inputs).map(|input| index(&|shares| shares.first[input])).collect(),
        total: (0..inputs).map(|input| index(&|shares| shares.total[input])).collect(),
        second: (0..here.second.len())
            .map(|pair| (here.second[pair].0, here.second[pair].1, index(&|shares| shares.second[pair].2)))
            .collect(),
        noise,
        variance: here.variance,
        rows: rows.len(),
    })
}

/// The values less their common mean, so that less is lost in products.
fn centred<'v>(rows: impl Iterator<Item = &'v [Vec<f64>]>) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = rows.flatten().cloned().collect();
    let count = all.iter().map(Vec::len).sum::<usize>().max(1) as f64;
    let mean = all.iter().flatten().sum::<f64>() / count;
    all.iter_mut().flatten().for_each(|value| *value -= mean);
    all
}

/// All indices by some weights of rows and replications.
struct Shares {
    first: Vec<f64>,
    total: Vec<f64>,
    second: Vec<(usize, usize, f64)>,
    noise: Option<f64>,
    variance: f64,
}

fn pairs<'v>(one: &'v [f64], other: &'v [f64]) -> impl Iterator<Item = (f64, f64)> + 'v {
    one.iter().copied().zip(other.iter().copied())
}

impl Shares {
    fn of(
        rows: &[Row<'_>],
        counts: &[f64],
        weights: &Weights,
        (inputs, second): (usize, bool),
    ) -> Option<Self> {
        let drawn: Vec<(Row<'_>, f64)> =
            rows.iter().copied().zip(counts.iter().copied()).filter(|(_, count)| *count > 0.0).collect();
        let n: f64 = counts.iter().sum();
        let mean =
            |of: &dyn Fn(Row<'_>) -> f64| drawn.iter().map(|(row, count)| count * of(*row)).sum::<f64>() / n;
        let square = |values: &[f64]| weights.product(pairs(values, values));
        let squares = mean(&|row| square(row.a()) + square(row.b())) / 2.0;
        // The mean over rows, replication by replication.
        let replications = rows.first()?.a().len();
        let means: Vec<f64> =
            (0..replications).map(|at| mean(&|row| row.a()[at] + row.b()[at]) / 2.0).collect();
        let variance = squares - square(&means);
        if variance <= 1e-14 * squares.abs() {
            return None;
        }
        let difference = |row: Row<'_>, input: usize| -> Vec<f64> {
            row.ab(input).iter().zip(row.a()).map(|(changed, own)| changed - own).collect()
        };
        let first: Vec<f64> = (0..inputs)
            .map(|input| mean(&|row| weights.product(pairs(row.b(), &difference(row, input)))) / variance)
            .collect();
        let total = (0..inputs)
            .map(|input| mean(&|row| square(&difference(row, input))) / (2.0 * variance))
            .collect();
        let mut of_pairs = Vec::new();
        if second {
            let both = mean(&|row| weights.product(pairs(row.a(), row.b())));
            for one in 0..inputs {
                for other in one + 1..inputs {
                    let together = mean(&|row| weights.product(pairs(row.ba(one), row.ab(other))));
                    let share = (together - both) / variance - first[one] - first[other];
                    of_pairs.push((one, other, share));
                }
            }
        }
        let scatter = |values: &[f64]| weights.variance(values.iter().copied()).unwrap_or_default();
        let noise = (replications > 1).then(|| {
            let noise = mean(&|row| scatter(row.a()) + scatter(row.b())) / 2.0;
            noise / (noise + variance)
        });
        Some(Self { first, total, second: of_pairs, noise, variance })
    }
}
