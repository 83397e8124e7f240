//! Gaps that are known, and how often their intervals cover them.

use super::*;
use crate::observe::Paths;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Positions of first-pass approval, and of groups.
const FIRST_PASS: usize = 0;
const YOUNG: usize = 1;
const OLD: usize = 2;

struct Source(Xoshiro256PlusPlus);

impl Source {
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

fn empty() -> FairTally {
    FairTally {
        sizes: vec![1, 2],
        counts: vec![FairCount::default(); 3 * RISK_BINS],
        paths: vec![Paths::default(); 3],
        ..FairTally::default()
    }
}

/// A replication of two groups of which the older has more risk, log-odds around -2 instead of -3. Whoever has the risk r
/// is approved with probability .2 + .6 / (1 + exp(r + 2.5)), the same in both groups but for `penalty`; and all of a
/// replication have one luck.
fn replication(source: &mut Source, penalty: f64) -> FairTally {
    let mut tally = empty();
    let luck = 0.03 * source.normal();
    for (group, mean, less) in [(YOUNG, -3.0, 0.0), (OLD, -2.0, penalty)] {
        for _ in 0..400 {
            let risk = mean + source.normal();
            let approved = source.uniform() < 0.2 + 0.6 / (1.0 + (risk + 2.5).exp()) - less + luck;
            let bin = ((risk + 10.0) * 4.0).floor() as usize;
            let count = &mut tally.counts[group * RISK_BINS + bin];
            count.applicants += 1;
            count.first_pass += u64::from(approved);
        }
    }
    tally
}

/// How many of so many macro-runs cover the truth, and the mean difference as it is.
fn coverage(penalty: f64, seed: u64) -> (u32, f64) {
    let mut source = Source(Xoshiro256PlusPlus::seed_from_u64(seed));
    let (mut covered, mut raw) = (0, 0.0);
    for _ in 0..MACRO_RUNS {
        let tallies: Vec<FairTally> = (0..12).map(|_| replication(&mut source, penalty)).collect();
        let at_equal_risk = gap(&tallies, FIRST_PASS, (OLD, YOUNG), true).difference();
        let ends = at_equal_risk.estimate(ConfidenceLevel::NINETY_FIVE).interval.unwrap();
        covered += u32::from(ends.contains(-penalty));
        let as_it_is = gap(&tallies, FIRST_PASS, (OLD, YOUNG), false).difference();
        raw += as_it_is.whole().unwrap() / f64::from(MACRO_RUNS);
    }
    (covered, raw)
}

const MACRO_RUNS: u32 = 500;
/// At a coverage of 95 %, 455 or fewer of 500 come with probability .0001, and 493 or more with .0003.
const COVERED: std::ops::RangeInclusive<u32> = 456..=492;

/// Approval is a function of risk: as it is the older are approved 12.5 points less, at equal risk as often.
#[test]
fn where_risk_alone_decides_the_gap_at_equal_risk_is_nothing() {
    let (covered, raw) = coverage(0.0, 1);
    assert!(COVERED.contains(&covered), "{covered} of {MACRO_RUNS}");
    assert!((-0.14..-0.11).contains(&raw), "{raw}");
}

/// The older are approved eight points less than their risk says.
#[test]
fn a_known_penalty_is_covered() {
    let (covered, raw) = coverage(0.08, 2);
    assert!(COVERED.contains(&covered), "{covered} of {MACRO_RUNS}");
    assert!((-0.22..-0.19).contains(&raw), "{raw}");
}

fn two(counts: &[(usize, usize, u64, u64)]) -> FairTally {
    let mut tally = empty();
    for (group, bin, applicants, first_pass) in counts {
        let count = &mut tally.counts[group * RISK_BINS + bin];
        (count.applicants, count.first_pass) = (*applicants, *first_pass);
    }
    tally
}

/// By hand: of 100 and 60 in one bin, and 20 and 20 in another; a third holds one group alone.
#[test]
fn standardised_rates_are_those_by_hand() {
    let tally = two(&[
        (YOUNG, 20, 100, 50),
        (OLD, 20, 60, 15),
        (YOUNG, 30, 20, 4),
        (OLD, 30, 20, 2),
        (YOUNG, 40, 50, 50),
        (OLD, 40, 9, 0),
    ]);
    let found = gap(&[tally], FIRST_PASS, (OLD, YOUNG), true);
    approx::assert_relative_eq!(found.own.whole().unwrap(), (160.0 * 0.25 + 40.0 * 0.1) / 200.0);
    approx::assert_relative_eq!(found.reference.whole().unwrap(), (160.0 * 0.5 + 40.0 * 0.2) / 200.0);
    approx::assert_relative_eq!(found.ratio().whole().unwrap(), 0.5);
    approx::assert_relative_eq!(found.excluded.unwrap(), 59.0 / 259.0, epsilon = 1e-12);
    assert_eq!(found.difference().estimate(ConfidenceLevel::NINETY_FIVE).interval, None, "one replication");
}

/// Groups without a common risk cannot be compared at equal risk, and nothing is made up.
#[test]
fn without_common_support_there_is_nothing_to_tell() {
    let tallies = vec![two(&[(YOUNG, 10, 50, 25), (OLD, 30, 50, 25)]); 3];
    let found = gap(&tallies, FIRST_PASS, (OLD, YOUNG), true);
    assert_eq!((found.difference().whole(), found.excluded), (None, Some(1.0)));
    assert!(gap(&tallies, FIRST_PASS, (OLD, YOUNG), false).difference().whole().is_some());
}
