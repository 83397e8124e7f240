//! Sets of players whose worth is played: all of them, or those along random orders, fresh in each replication.
//!
//! With sampled orders every replication has an order of its own and the same one backwards, and plays the sets that grow
//! along both. So what a replication says of a player is unbiased, and replications stay independent of each other
//! (Castro, Gómez and Tejada 2009, DOI 10.1016/j.cor.2008.04.004; orders backwards as antithetic ones: Mitchell, Cooper,
//! Frank and Holmes 2022).

use super::MOST_POINTS;
use super::mix::{mix_all, unit};

/// With more players than these, orders are sampled.
pub const MOST_EXACT: usize = 10;

/// The sets that are played of so many players.
#[derive(Debug, Clone, Copy)]
pub struct Coalitions {
    players: usize,
    replications: u64,
    seed: u64,
}

impl Coalitions {
    /// Those of 1 to 63 players in so many replications; `None` of fewer or more players, or of more sets than a design
    /// may have points.
    pub fn new(players: usize, replications: u64, seed: u64) -> Option<Self> {
        let found = Self { players, replications, seed };
        let fits = (1..=63).contains(&players)
            && (found.is_exact() || found.sets_of_replication() * replications < MOST_POINTS as u64);
        fits.then_some(found)
    }

    /// Whether every set is played.
    pub fn is_exact(&self) -> bool {
        self.players <= MOST_EXACT
    }

    /// Sets that a replication has for itself, where orders are sampled.
    fn sets_of_replication(&self) -> u64 {
        2 * (self.players as u64 - 1)
    }

    /// Number of sets.
    pub fn points(&self) -> usize {
        if self.is_exact() {
            return 1 << self.players;
        }
        2 + (self.sets_of_replication() * self.replications) as usize
    }

    /// The members of a set, a bit a player. Where orders are sampled, nobody and everybody come first.
    pub fn members(&self, point: usize) -> u64 {
        let everybody = (1 << self.players) - 1;
        if self.is_exact() {
            return point as u64;
        }
        let Some(sampled) = point.checked_sub(2) else { return if point == 0 { 0 } else { everybody } };
        let (replication, place) = self.place(sampled);
        let (backwards, grown) = (place >= self.players - 1, place % (self.players - 1) + 1);
        let order = self.order(replication, backwards);
        order[..grown].iter().fold(0, |members, player| members | 1 << player)
    }

    fn place(&self, sampled: usize) -> (u64, usize) {
        let each = self.sets_of_replication() as usize;
        ((sampled / each) as u64, sampled % each)
    }

    /// The first replication in which a set is played, and in how many.
    pub fn replications(&self, point: usize) -> (u64, u64) {
        match point.checked_sub(2).filter(|_| !self.is_exact()) {
            Some(sampled) => (self.place(sampled).0, 1),
            None => (0, self.replications),
        }
    }

    /// The players in the order of a replication.
    pub fn order(&self, replication: u64, backwards: bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.players).collect();
        for last in (1..self.players).rev() {
            let share = unit(mix_all(&[self.seed, replication, last as u64]));
            order.swap(last, ((last + 1) as f64 * share) as usize);
        }
        if backwards {
            order.reverse();
        }
        order
    }

    /// The sets that grow along the order of a replication, from nobody to everybody.
    pub fn path(&self, replication: u64, backwards: bool) -> Vec<usize> {
        let inner = self.players - 1;
        let first = 2 + (self.sets_of_replication() * replication) as usize;
        let first = if backwards { first + inner } else { first };
        [0].into_iter().chain(first..first + inner).chain([1]).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn all_sets_of_few_players_and_orders_of_many() {
        let few = Coalitions::new(7, 36, 1).unwrap();
        assert_eq!((few.points(), few.members(127), few.replications(5)), (128, 127, (0, 36)));
        let many = Coalitions::new(12, 3, 1).unwrap();
        assert_eq!((many.points(), many.members(0), many.members(1)), (2 + 66, 0, 4095));
        assert!(Coalitions::new(0, 1, 1).is_none() && Coalitions::new(64, 1, 1).is_none());
    }

    /// Along an order each set has one member more; and orders differ from one replication to the next.
    #[test]
    fn sets_grow_along_orders() {
        let many = Coalitions::new(12, 4, 9).unwrap();
        for (replication, backwards) in [(0, false), (0, true), (3, false), (3, true)] {
            let path = many.path(replication, backwards);
            let order = many.order(replication, backwards);
            assert_eq!(path.len(), 13);
            for (step, pair) in path.windows(2).enumerate() {
                assert_eq!(many.members(pair[0]) | 1 << order[step], many.members(pair[1]));
                assert_eq!(many.members(pair[0]).count_ones() as usize, step);
            }
            for set in &path[1..12] {
                assert_eq!(many.replications(*set), (replication, 1));
            }
        }
        assert_ne!(many.order(0, false), many.order(1, false));
    }

    /// Every player is as often in each place: 4,000 orders, each count within five standard errors, which fails by
    /// chance less than once in ten thousand suites.
    #[test]
    fn every_place_is_equally_likely() {
        let many = Coalitions::new(12, 4_000, 5).unwrap();
        let mut counts = [[0_u32; 12]; 12];
        for replication in 0..4_000 {
            for (place, player) in many.order(replication, false).into_iter().enumerate() {
                counts[place][player] += 1;
            }
        }
        let (mean, reach) = (4_000.0 / 12.0, 5.0 * (4_000.0_f64 / 12.0 * 11.0 / 12.0).sqrt());
        for count in counts.iter().flatten() {
            assert!((f64::from(*count) - mean).abs() < reach, "{count}");
        }
    }
}
