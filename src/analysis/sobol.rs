//! Sobol' indices of the mean over replications, and the share of their noise.
//!
//! First order: Saltelli and others, *Computer Physics Communications* 181 (2010), 259–270, table 2 (b); total: Jansen
//! 1999, the same table (f); second order: Saltelli 2002. With one replication the numbers are those of `SALib`'s
//! `analyze.sobol`. With several, y is E\[Y|x\]: products are taken over pairs of different replications, so that noise is in
//! no index, although all points share their random numbers; it has a share of its own, of the variance of a single
//! replication.

use super::cross::{Index, Weights};
use super::left_out::{Error, FEWEST};
use crate::stats::ConfidenceLevel;

/// The fewest rows of which intervals are told: of 32 they cover 91 % only, from 64 on 94 % or more.
pub const FEWEST_ROWS: usize = 64;

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
/// Intervals are Student's by what the index would be without each row and without each replication, and hold for rows
/// that are drawn apart from each other or spread evenly along each input, as by a Latin hypercube. With one replication
/// they are of that replication; with two, of which no error can be told, and of fewer than [`FEWEST_ROWS`] rows there are
/// none.
pub fn sobol(values: &[Vec<f64>], inputs: usize, second: bool) -> Option<SobolIndices> {
    let replications = values.iter().map(Vec::len).max().filter(|count| *count > 0)?;
    let length = inputs * if second { 2 } else { 1 } + 2;
    let whole = |row: &&[Vec<f64>]| row.iter().all(|point| point.len() == replications);
    let centred = centred(values.chunks_exact(length).filter(whole));
    let rows: Vec<Row<'_>> = centred.chunks_exact(length).map(|row| Row(row, inputs)).collect();
    if rows.len() < 2 {
        return None;
    }
    let parts = Parts::of(&rows, Weights::even(replications), (inputs, second));
    let here = parts.shares(None)?;
    let without_row: Option<Vec<Shares>> = (0..rows.len()).map(|row| parts.shares(Some(row))).collect();
    let of_replications = |left_out: usize| {
        Parts::of(&rows, Weights::without(replications, left_out), (inputs, second)).shares(None)
    };
    let replicated = (replications >= FEWEST).then(|| (0..replications).map(of_replications).collect());
    let errors = match (without_row.filter(|rows| rows.len() >= FEWEST_ROWS), replicated) {
        (Some(rows), None) if replications == 1 => Some((rows, Vec::new())),
        (Some(rows), Some(Some(replications))) => Some((rows, replications)),
        _ => None,
    };
    let index = |number: usize| {
        let estimate = here.indices[number];
        let Some((rows, replications)) = &errors else { return Index::open(estimate) };
        let left_out =
            |all: &[Shares]| Error::of(&all.iter().map(|shares| shares.indices[number]).collect::<Vec<_>>());
        let mut error = left_out(rows);
        if !replications.is_empty() {
            error = error.and(left_out(replications));
        }
        Index::new(estimate, error.reach(estimate).map(|reach| (estimate - reach, estimate + reach)))
    };
    let noise = here.noise.map(|noise| {
        let ends = errors.as_ref().and_then(|(rows, replications)| here.noise_interval(rows, replications));
        let share = noise / (noise + here.variance);
        if noise > 0.0 && ends.is_none() { Index::open(share) } else { Index::new(share, ends) }
    });
    let pairs = pairs_of(inputs).take(if second { usize::MAX } else { 0 }).enumerate();
    Some(SobolIndices {
        first: (0..inputs).map(index).collect(),
        total: (inputs..2 * inputs).map(index).collect(),
        second: pairs.map(|(at, (one, other))| (one, other, index(2 * inputs + at))).collect(),
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

fn pairs_of(inputs: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..inputs).flat_map(move |one| (one + 1..inputs).map(move |other| (one, other)))
}

fn pairs<'v>(one: &'v [f64], other: &'v [f64]) -> impl Iterator<Item = (f64, f64)> + 'v {
    one.iter().copied().zip(other.iter().copied())
}

/// What each row adds to each index by some weights of replications, and the sums over rows.
struct Parts {
    weights: Weights,
    /// By row: first, total and second order, before they are divided by the variance.
    indices: Vec<Vec<f64>>,
    squares: Vec<f64>,
    /// By row, replication by replication.
    means: Vec<Vec<f64>>,
    noise: Vec<f64>,
    sums: Sums,
}

#[derive(Clone)]
struct Sums {
    indices: Vec<f64>,
    squares: f64,
    means: Vec<f64>,
    noise: f64,
}

fn total(rows: &[Vec<f64>]) -> Vec<f64> {
    let mut sums = vec![0.0; rows.first().map_or(0, Vec::len)];
    for row in rows {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    sums
}

impl Parts {
    fn of(rows: &[Row<'_>], weights: Weights, (inputs, second): (usize, bool)) -> Self {
        let square = |values: &[f64]| weights.product(pairs(values, values));
        let indices = |row: &Row<'_>| {
            let difference = |input: usize| -> Vec<f64> {
                row.ab(input).iter().zip(row.a()).map(|(changed, own)| changed - own).collect()
            };
            let differences: Vec<Vec<f64>> = (0..inputs).map(difference).collect();
            let mut all: Vec<f64> =
                differences.iter().map(|difference| weights.product(pairs(row.b(), difference))).collect();
            all.extend(differences.iter().map(|difference| square(difference) / 2.0));
            if second {
                let both = weights.product(pairs(row.a(), row.b()));
                for (one, other) in pairs_of(inputs) {
                    let together = weights.product(pairs(row.ba(one), row.ab(other)));
                    all.push(together - both - all[one] - all[other]);
                }
            }
            all
        };
        let scatter = |values: &[f64]| weights.variance(values.iter().copied()).unwrap_or_default();
        let means = |row: &Row<'_>| pairs(row.a(), row.b()).map(|(a, b)| f64::midpoint(a, b)).collect();
        let indices: Vec<Vec<f64>> = rows.iter().map(indices).collect();
        let means: Vec<Vec<f64>> = rows.iter().map(means).collect();
        let squares: Vec<f64> =
            rows.iter().map(|row| f64::midpoint(square(row.a()), square(row.b()))).collect();
        let noise: Vec<f64> =
            rows.iter().map(|row| f64::midpoint(scatter(row.a()), scatter(row.b()))).collect();
        let sums = Sums {
            indices: total(&indices),
            squares: squares.iter().sum(),
            means: total(&means),
            noise: noise.iter().sum(),
        };
        Self { weights, indices, squares, means, noise, sums }
    }

    /// All indices, without one row if that is left out; `None` where there is no variance.
    fn shares(&self, left_out: Option<usize>) -> Option<Shares> {
        let n = (self.squares.len() - usize::from(left_out.is_some())) as f64;
        let less = |sum: f64, own: Option<f64>| (sum - own.unwrap_or_default()) / n;
        let squares = less(self.sums.squares, left_out.map(|row| self.squares[row]));
        let mean = |(at, sum): (usize, &f64)| less(*sum, left_out.map(|row| self.means[row][at]));
        let means: Vec<f64> = self.sums.means.iter().enumerate().map(mean).collect();
        let variance = squares - self.weights.product(pairs(&means, &means));
        if variance <= 1e-14 * squares.abs() {
            return None;
        }
        let index =
            |(at, sum): (usize, &f64)| less(*sum, left_out.map(|row| self.indices[row][at])) / variance;
        let noise =
            (self.means[0].len() > 1).then(|| less(self.sums.noise, left_out.map(|row| self.noise[row])));
        Some(Shares { indices: self.sums.indices.iter().enumerate().map(index).collect(), noise, variance })
    }
}

/// All indices by some weights of rows and replications.
struct Shares {
    /// First order, total, and of pairs.
    indices: Vec<f64>,
    /// The variance of replications.
    noise: Option<f64>,
    variance: f64,
}

impl Shares {
    /// Logarithm of noise over variance.
    fn odds(&self) -> Option<f64> {
        Some((self.noise.filter(|noise| *noise > 0.0)? / self.variance).ln())
    }

    /// The interval of the share of noise, on the scale of its logit. As many degrees of freedom as replications less
    /// one are all that noise has which the points share, and more than it needs where they do not. The error of the
    /// other terms is joined to that by the distances of the ends (Zou and Donner, *Statistics in Medicine* 27 (2008),
    /// 1693–1702).
    fn noise_interval(&self, rows: &[Self], replications: &[Self]) -> Option<(f64, f64)> {
        let odds = self.odds()?;
        let (down, up) =
            ConfidenceLevel::NINETY_FIVE.variance_factors(replications.len().checked_sub(1)? as u64)?;
        let rows: Option<Vec<f64>> = rows.iter().map(Self::odds).collect();
        let of_rows = Error::of(&rows?).reach(1.0).unwrap_or_default();
        let variances: Vec<f64> = replications.iter().map(|shares| shares.variance.ln()).collect();
        let of_variance = Error::of(&variances).reach(1.0).unwrap_or_default();
        let reach = |factor: f64| factor.ln().hypot(of_rows).hypot(of_variance);
        let share = |odds: f64| 1.0 / (1.0 + (-odds).exp());
        Some((share(odds - reach(down)), share(odds + reach(up))))
    }
}
