//! Shapley values of players from the worth of their sets, within each replication.
//!
//! What a player adds, averaged over all orders in which the players may come: Shapley 1953. In each replication the values
//! of all players add up to the worth of everybody less that of nobody, and so do their means. Replications are
//! independent, so intervals are Student's over them. Ranks follow from simultaneous intervals of all pairwise
//! differences: two players are told apart only where theirs leaves zero out.

use super::Index;
use crate::stats::{ConfidenceLevel, Moments, paired_differences, shared, t_interval};

/// What a player is worth in each replication; nothing where the worth of a set is not defined.
pub type ByReplication = Vec<Option<f64>>;

/// A mean over replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean and its 95 % interval.
    pub index: Index,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Replications behind it.
    pub replications: u64,
}

/// The mean of what replications say; `None` if none says anything.
pub fn mean_of(values: &[Option<f64>]) -> Option<Mean> {
    let moments: Moments = values.iter().copied().flatten().collect();
    let interval = t_interval(&moments, ConfidenceLevel::NINETY_FIVE);
    Some(Mean {
        index: Index {
            estimate: moments.mean()?,
            interval: interval.map(|ends| (ends.low, ends.high)),
            open: moments.count() < 2,
        },
        std_error: moments.std_error(),
        replications: moments.count(),
    })
}

/// Shapley values from the worth of every set, by set and replication: bit `i` of a set's number says whether player `i`
/// belongs to it. Gives a list a player.
pub fn shapley(players: usize, worth: &[Vec<Option<f64>>]) -> Vec<ByReplication> {
    // Of all orders, the share in which those of a set of this size, and no others, come before a player.
    let mut weights = vec![1.0 / players as f64; players];
    for size in 1..players {
        weights[size] = weights[size - 1] * size as f64 / (players - size) as f64;
    }
    let replications = worth.iter().map(Vec::len).min().unwrap_or(0);
    let of = |player: usize, replication: usize| {
        let without = (0..1_usize << players).filter(|set| set & 1 << player == 0);
        without
            .map(|set| {
                let gain = worth[set | 1 << player][replication]? - worth[set][replication]?;
                Some(weights[set.count_ones() as usize] * gain)
            })
            .sum::<Option<f64>>()
    };
    (0..players)
        .map(|player| (0..replications).map(|replication| of(player, replication)).collect())
        .collect()
}

/// Players in the order in which they join, with the worth of the sets that grow so, from nobody to everybody.
type Order = (Vec<usize>, Vec<Option<f64>>);

/// The same from sampled orders: some of each replication.
pub fn shapley_sampled(players: usize, orders: &[Vec<Order>]) -> Vec<ByReplication> {
    let mut values = vec![Vec::with_capacity(orders.len()); players];
    for orders in orders {
        let mut sums = vec![Some(0.0); players];
        for (order, worth) in orders {
            for (player, pair) in order.iter().zip(worth.windows(2)) {
                let gain = pair[1].zip(pair[0]).map(|(with, without)| with - without);
                sums[*player] = sums[*player].zip(gain).map(|(sum, gain)| sum + gain / orders.len() as f64);
            }
        }
        values.iter_mut().zip(sums).for_each(|(values, sum)| values.push(sum));
    }
    values
}

/// What two players add together beyond what each adds alone, with nobody else: v(ij) − v(i) − v(j) + v(∅).
pub fn beyond_sum(worth: [&[Option<f64>]; 4]) -> ByReplication {
    let [both, one, other, nobody] = worth;
    let sets = both.iter().zip(one).zip(other).zip(nobody);
    sets.map(|(((both, one), other), nobody)| Some((*both)? - (*one)? - (*other)? + (*nobody)?)).collect()
}

/// The places that each player may have, the greatest value first and counted from 1, at 95 % for all of them at once.
pub fn ranks(values: &[ByReplication]) -> Vec<(usize, usize)> {
    let players = values.len();
    let level = shared(ConfidenceLevel::NINETY_FIVE, players * players.saturating_sub(1) / 2);
    let above = |one: &ByReplication, other: &ByReplication| {
        let pairs = other.iter().zip(one).filter_map(|(other, one)| Some(((*other)?, (*one)?)));
        let moments = paired_differences(pairs);
        match t_interval(&moments, level) {
            Some(ends) => ends.low > 0.0,
            // Where every replication says the same there is no interval, and no doubt either.
            None => moments.count() > 1 && moments.variance() == Some(0.0) && moments.mean() > Some(0.0),
        }
    };
    let count = |test: &dyn Fn(usize) -> bool| (0..players).filter(|other| test(*other)).count();
    (0..players)
        .map(|player| {
            let better = count(&|other| above(&values[other], &values[player]));
            let worse = count(&|other| above(&values[player], &values[other]));
            (1 + better, players - worse)
        })
        .collect()
}

/// Values rounded to `decimals` so that they still add up to the rounded total: each is rounded down or up, up where most
/// is lost otherwise. They must add up to `total` but for rounding; where they do not, each is rounded by itself.
pub fn apportioned(values: &[f64], total: f64, decimals: i32) -> Vec<f64> {
    let unit = 10_f64.powi(decimals);
    let mut parts: Vec<f64> = values.iter().map(|value| (value * unit).floor()).collect();
    let owed = (total * unit).round() - parts.iter().sum::<f64>();
    if !(0.0..=values.len() as f64).contains(&owed) {
        return values.iter().map(|value| (value * unit).round() / unit).collect();
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    let lost = |at: usize| values[at] * unit - (values[at] * unit).floor();
    order.sort_by(|one, other| lost(*other).total_cmp(&lost(*one)));
    order.iter().take(owed as usize).for_each(|at| parts[*at] += 1.0);
    parts.into_iter().map(|part| part / unit).collect()
}
