//! Shapley values against closed forms, and ranks against what is known.

use approx::assert_relative_eq;

use super::shapley::*;

/// Noise of a replication, from a linear congruence; the same for all sets where they share it.
fn noise(seed: u64) -> f64 {
    let mixed = (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)) >> 33;
    mixed as f64 / f64::from(1_u32 << 31) - 0.5
}

/// Worth of all sets in each of some replications.
fn worth(players: usize, replications: u64, of: impl Fn(usize, u64) -> f64) -> Vec<Vec<Option<f64>>> {
    (0..1 << players).map(|set| (0..replications).map(|r| Some(of(set, r))).collect()).collect()
}

/// Where worth adds up, a player is worth what they add; what all sets of a replication share is nobody's.
#[test]
fn three_players_who_add_up() {
    let adds = [20.0, 6.5, -3.0];
    let sum =
        |set: usize| (0..3).filter(|player| set >> player & 1 == 1).map(|player| adds[player]).sum::<f64>();
    let values = shapley(3, &worth(3, 5, |set, r| sum(set) + 100.0 * noise(r)));
    for (values, expected) in values.iter().zip(adds) {
        for value in values {
            assert_relative_eq!(value.unwrap(), expected, max_relative = 1e-12);
        }
    }
}

/// The glove game: one left glove and two right ones; a pair is worth 1. Shapley values 2/3, 1/6, 1/6. With noise of
/// its own for every set and replication, the intervals cover: each of three does with 95 %, so that none of them misses
/// by twice its half-width fails by chance less than once in five thousand.
#[test]
fn the_glove_game_with_noise() {
    let pair = |set: usize| f64::from(u8::from(set & 1 == 1 && set & 6 != 0));
    let expected = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
    let exact = shapley(3, &worth(3, 1, |set, _| pair(set)));
    for (values, expected) in exact.iter().zip(expected) {
        assert_relative_eq!(values[0].unwrap(), expected, max_relative = 1e-12);
    }
    let noisy = worth(3, 200, |set, r| pair(set) + 0.3 * noise(8 * r + set as u64));
    let values = shapley(3, &noisy);
    for (values, expected) in values.iter().zip(expected) {
        let found = mean_of(values).unwrap();
        let (low, high) = found.index.interval.unwrap();
        assert!((found.index.estimate - expected).abs() < high - low, "{found:?}");
        assert!(found.std_error.unwrap() > 0.0 && found.replications == 200);
    }
    // The one with the left glove comes first; the other two cannot be told apart.
    assert_eq!(ranks(&values), [(1, 1), (2, 3), (2, 3)]);
}

/// All orders of four players, by hand: the same as from all sets; and their values add up to everybody less nobody.
#[test]
fn orders_and_sets_say_the_same() {
    let players = 4;
    let worth = worth(players, 3, |set, r| noise(97 * set as u64 + r) * f64::from(1 + set.count_ones()));
    let exact = shapley(players, &worth);
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..players {
        let longer = |order: &Vec<usize>| {
            let rest = (0..players).filter(|player| !order.contains(player)).collect::<Vec<_>>();
            rest.into_iter().map(|next| [&order[..], &[next]].concat()).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    assert_eq!(orders.len(), 24);
    let of = |replication: usize| {
        let along = |order: &Vec<usize>| {
            let grown = (0..=players).map(|size| order[..size].iter().fold(0, |set, one| set | 1 << one));
            (order.clone(), grown.map(|set: usize| worth[set][replication]).collect())
        };
        orders.iter().map(along).collect()
    };
    let sampled = shapley_sampled(players, &(0..3).map(of).collect::<Vec<_>>());
    for replication in 0..3 {
        for player in 0..players {
            let (one, other) = (exact[player][replication].unwrap(), sampled[player][replication].unwrap());
            assert_relative_eq!(one, other, epsilon = 1e-12);
        }
        let sum: f64 = exact.iter().map(|values| values[replication].unwrap()).sum();
        let all = worth[15][replication].unwrap() - worth[0][replication].unwrap();
        assert_relative_eq!(sum, all, epsilon = 1e-12);
    }
}

#[test]
fn what_is_not_defined_is_left_out() {
    let mut worth = worth(2, 3, |set, _| set as f64);
    worth[3][1] = None;
    let values = shapley(2, &worth);
    assert_eq!(values[0], [Some(1.0), None, Some(1.0)]);
    assert_eq!(mean_of(&values[1]).unwrap().replications, 2);
    let [nobody, one, other, both] = [&worth[0][..], &worth[1], &worth[2], &worth[3]];
    assert_eq!(beyond_sum([both, one, other, nobody]), [Some(0.0), None, Some(0.0)]);
    // Without spread there is no interval, and the order is known all the same.
    assert_eq!(ranks(&values), [(2, 2), (1, 1)]);
    assert_eq!(mean_of(&[None]), None);
}

#[test]
fn rounded_values_add_up() {
    let values = [0.2034, 0.0654, 0.0304, 0.0184, 0.0144];
    let total: f64 = values.iter().sum();
    let rounded = apportioned(&values, total, 3);
    let units = |values: &[f64]| values.iter().map(|value| (value * 1e3).round() as i64).sum::<i64>();
    assert_eq!(units(&rounded), (total * 1e3).round() as i64);
    for (value, rounded) in values.iter().zip(&rounded) {
        assert!((value - rounded).abs() < 1e-3);
    }
    assert_eq!(apportioned(&[-0.5, 0.25], -0.25, 1), [-0.5, 0.2]);
    assert_eq!(apportioned(&[0.5, 0.5], 3.0, 1), [0.5, 0.5]);
}
