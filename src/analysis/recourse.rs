//! Which of several ways of acting is best, as far as that can be told, and which of those is the cheapest.
//!
//! A way is left out if another one is better on the same people, by a one-sided Student test over replications at a level
//! that the number of ways divides. So with at least the confidence that is asked for the best one stays, however the ways
//! hang together (subset selection: S. S. Gupta, *Technometrics* 7(2), 1965; the bound is Bonferroni's, as the variances of
//! the differences are unknown and unequal).

use crate::stats::{ClusterSums, ConfidenceLevel};

/// What a way of acting came to: a number of successes and of people in each replication, and what it costs a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Successes and people, replication by replication.
    pub successes: Vec<(f64, u64)>,
    /// Cost of a person; finite.
    pub cost: f64,
}

/// What can be said of several ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Of each way, whether none is shown to be better.
    pub kept: Vec<bool>,
    /// The one with the most successes.
    pub best: Option<usize>,
    /// The cheapest of those that are kept; of several that cost as much, the first.
    pub cheapest: Option<usize>,
}

impl Way {
    fn sums(&self) -> ClusterSums {
        let mut sums = ClusterSums::default();
        self.successes.iter().for_each(|(successes, people)| sums.push(*successes, *people));
        sums
    }
}

/// Chooses among ways of acting, all of the same people, with this confidence that the best is among those kept.
pub fn choose(ways: &[Way], confidence: ConfidenceLevel) -> Choice {
    let sums: Vec<ClusterSums> = ways.iter().map(Way::sums).collect();
    let means: Vec<Option<f64>> = sums.iter().map(ClusterSums::mean).collect();
    let best = (0..ways.len())
        .filter(|way| means[*way].is_some())
        .max_by(|a, b| means[*a].partial_cmp(&means[*b]).unwrap_or(std::cmp::Ordering::Equal).then(b.cmp(a)));
    // Each of the others may be taken for better by chance: a share of the rest each, and one side of it.
    let others = ways.len().saturating_sub(1).max(1) as f64;
    let level = ConfidenceLevel::new(1.0 - 2.0 * (1.0 - confidence.get()) / others);
    let level = level.unwrap_or(confidence);
    let is_better = |other: &ClusterSums, way: &ClusterSums| {
        let found = ClusterSums::difference(way, other, level).difference;
        found.interval.is_some_and(|ends| ends.low > 0.0)
    };
    let beaten = |way: usize| {
        (0..ways.len()).any(|other| means[other] > means[way] && is_better(&sums[other], &sums[way]))
    };
    let kept: Vec<bool> = (0..ways.len()).map(|way| means[way].is_some() && !beaten(way)).collect();
    let cheapest =
        (0..ways.len()).filter(|way| kept[*way]).min_by(|a, b| ways[*a].cost.total_cmp(&ways[*b].cost));
    Choice { kept, best, cheapest }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random::{Purpose, ReplicationKey, standard_normal_quantile};
    use crate::stats::{Moments, t_interval};

    const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;
    const PEOPLE: u64 = 200;
    const RUNS: u64 = 2_000;

    /// Ways of acting with these chances and costs, over so many replications: what all ways share of the luck of a
    /// replication is greater than what each has of its own.
    fn ways(run: u64, (first, count): (u64, u64), chances: &[f64], costs: &[f64]) -> Vec<Way> {
        let normal = |replication: u64, entity: u64| {
            let mut stream = ReplicationKey::new(run, replication).stream(entity, Purpose::Shadow, 0);
            standard_normal_quantile(stream.uniform().clamp(1e-12, 1.0 - 1e-12))
        };
        let way = |(at, (chance, cost)): (usize, (&f64, &f64))| {
            let successes = (first..first + count).map(|replication| {
                let luck = 0.05 * normal(replication, 0) + 0.02 * normal(replication, 1 + at as u64);
                ((chance + luck) * PEOPLE as f64, PEOPLE)
            });
            Way { successes: successes.collect(), cost: *cost }
        };
        chances.iter().zip(costs).enumerate().map(way).collect()
    }

    fn mean(way: &Way) -> f64 {
        way.sums().mean().unwrap()
    }

    /// Sixty ways that do nothing, in 2,000 runs: chosen and told by the same replications, the best one promises more
    /// than a hundredth that is not there; told by others it promises nothing. Intervals of it cover nothing 95 % of the
    /// time: of 2,000, at least 93.5 % do with probability above .999.
    #[test]
    fn what_does_nothing_promises_nothing_where_others_tell() {
        let (mut same, mut other, mut covered) = (Moments::new(), Moments::new(), 0);
        for run in 0..RUNS {
            let costs = vec![1.0; 60];
            let chooses = ways(run, (0, 8), &[0.5; 60], &costs);
            let tells = ways(run, (8, 8), &[0.5; 60], &costs);
            let best = choose(&chooses[..], LEVEL).best.unwrap();
            // Against the first of them, which is as good.
            if best == 0 {
                other.push(0.0);
                covered += 1;
                continue;
            }
            same.push(mean(&chooses[best]) - mean(&chooses[0]));
            other.push(mean(&tells[best]) - mean(&tells[0]));
            let told = ClusterSums::difference(&tells[0].sums(), &tells[best].sums(), LEVEL);
            covered += u64::from(told.difference.interval.unwrap().contains(0.0));
        }
        assert!(same.mean().unwrap() > 0.01, "{same:?}");
        let level = ConfidenceLevel::new(0.999).unwrap();
        assert!(t_interval(&other, level).unwrap().contains(0.0), "{other:?}");
        assert!(covered as f64 > 0.935 * RUNS as f64, "{covered}");
    }

    /// The best of twenty stays among those that are kept in at least 95 of 100 runs, however near the others are: the
    /// bound is broken in 500 runs with probability below .001 only if fewer than 459 keep it.
    #[test]
    fn the_best_is_kept() {
        let mut chances = vec![0.5; 20];
        chances[7] = 0.505;
        let kept =
            (0..500).filter(|run| choose(&ways(*run, (0, 6), &chances, &[1.0; 20]), LEVEL).kept[7]).count();
        assert!(kept >= 459, "{kept}");
    }

    #[test]
    fn of_those_as_good_the_cheapest_is_taken_and_the_worse_are_left_out() {
        let found = choose(&ways(1, (0, 40), &[0.5, 0.7, 0.7, 0.6], &[0.0, 3.0, 2.0, 1.0]), LEVEL);
        assert_eq!(found.kept, [false, true, true, false]);
        assert_eq!(found.cheapest, Some(2));
        // Where nothing is better than doing nothing, nothing is what is advised.
        let found = choose(&ways(2, (0, 40), &[0.5, 0.5, 0.5], &[0.0, 3.0, 2.0]), LEVEL);
        assert_eq!(found.cheapest, Some(0));
    }

    #[test]
    fn nothing_is_left_out_by_one_replication() {
        let found = choose(&ways(3, (0, 1), &[0.5, 0.9], &[0.0, 1.0]), LEVEL);
        assert_eq!((found.kept, found.best, found.cheapest), (vec![true, true], Some(1), Some(0)));
        assert_eq!(choose(&[], LEVEL), Choice::default());
        let nobody = Way { successes: vec![(0.0, 0)], cost: 0.0 };
        assert_eq!(choose(&[nobody], LEVEL), Choice { kept: vec![false], best: None, cheapest: None });
    }
}
