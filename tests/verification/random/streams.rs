//! Streams of neighbouring keys against independence.
//!
//! A generator here is a function from a key to the first two words of its stream, so that the one
//! under test and the defective ones of the controls pass through the same checks.

use rand::TryRng as _;
use reinstate::random::{Purpose, ReplicationKey};

use super::ALPHA;
use super::checks;

/// Pairs of neighbours in one direction.
const PAIRS: u64 = 1 << 17;

/// Joint bins a side: 256 cells of 512 expected pairs.
const BINS: usize = 16;

#[derive(Clone, Copy)]
struct Key {
    seed: u64,
    replication: u64,
    entity: u64,
    purpose: Purpose,
    attempt: u8,
}

const BASE: Key = Key { seed: 41, replication: 6, entity: 3, purpose: Purpose::Attributes, attempt: 0 };

/// First and second word at a key.
type Generator = fn(Key) -> [u64; 2];

/// The generator under test.
fn keyed(key: Key) -> [u64; 2] {
    let replication = ReplicationKey::new(key.seed, key.replication);
    let mut stream = replication.stream(key.entity, key.purpose, key.attempt);
    [(); 2].map(|()| {
        let Ok(word) = stream.try_next_u64();
        word
    })
}

/// Purposes whose discriminants are neighbours.
const NEIGHBOURS: [(Purpose, Purpose); 6] = [
    (Purpose::Arrivals, Purpose::Attributes),
    (Purpose::Attributes, Purpose::Card),
    (Purpose::Repay, Purpose::Secure),
    (Purpose::Handling, Purpose::Verdict),
    (Purpose::Verdict, Purpose::SecondReading),
    (Purpose::Portfolio, Purpose::Screen),
];

/// A pair of neighbouring keys for every index; no key occurs in two pairs, so that the pairs are
/// independent if the streams are.
type Direction = fn(u64) -> [Key; 2];

const ENTITY: Direction = |i| [2 * i, 2 * i + 1].map(|entity| Key { entity, ..BASE });
const PURPOSE: Direction = |i| {
    let (first, second) = NEIGHBOURS[(i % 6) as usize];
    [first, second].map(|purpose| Key { entity: i, purpose, ..BASE })
};
const ATTEMPT: Direction = |i| {
    let even = 2 * (i % 128) as u8;
    [even, even + 1].map(|attempt| Key { entity: i / 128, attempt, ..BASE })
};
const TWO_REPLICATIONS: Direction = |i| [6, 7].map(|replication| Key { entity: i, replication, ..BASE });
const REPLICATIONS: Direction = |i| [2 * i, 2 * i + 1].map(|replication| Key { replication, ..BASE });
const TWO_SEEDS: Direction = |i| [41, 42].map(|seed| Key { entity: i, seed, ..BASE });
const SEEDS: Direction = |i| [2 * i, 2 * i + 1].map(|seed| Key { seed, ..BASE });

/// What [`independence`] returns, in order, for the first and for the second draw.
const CHECKS: [&str; 3] = ["cross correlation", "serial correlation", "joint bins"];

/// P-values of draw number `draw` (0 or 1) at pairs of neighbours: their correlation; the lag-one
/// correlation along the line of all keys, pair after pair; chi-square on 16 × 16 joint bins.
fn independence(generator: Generator, direction: Direction, draw: usize) -> [f64; 3] {
    let uniform = |key| (generator(key)[draw] >> 11) as f64 / (1_u64 << 53) as f64;
    let pairs: Vec<[f64; 2]> = (0..PAIRS).map(|index| direction(index).map(uniform)).collect();
    let line = pairs.as_flattened();
    let mut counts = [0_u32; BINS * BINS];
    for [u, v] in &pairs {
        counts[(u * BINS as f64) as usize * BINS + (v * BINS as f64) as usize] += 1;
    }
    [
        checks::correlation(pairs.iter().map(|pair| (pair[0], pair[1]))),
        checks::correlation(line.windows(2).map(|two| (two[0], two[1]))),
        checks::chi_square(&counts, &[1.0 / (BINS * BINS) as f64; BINS * BINS]),
    ]
}

#[test]
fn neighbouring_keys_are_independent() {
    let directions = [
        ("entity + 1", ENTITY),
        ("purpose + 1", PURPOSE),
        ("attempt + 1", ATTEMPT),
        ("replication + 1, over entities", TWO_REPLICATIONS),
        ("replication + 1, over replications", REPLICATIONS),
        ("seed + 1, over entities", TWO_SEEDS),
        ("seed + 1, over seeds", SEEDS),
    ];
    for (name, direction) in directions {
        for draw in 0..2 {
            for (check, p) in CHECKS.iter().zip(independence(keyed, direction, draw)) {
                assert!(p > ALPHA, "{name}, draw {draw}: {check}, p = {p:e}");
            }
        }
    }
}

/// Birthdays in one year.
const BIRTHDAYS: u64 = 1 << 18;

/// Bits of a day of the year: k = 2^50 days, so that n³/4k is 4 repeated spacings a year.
const DAY_BITS: u32 = 50;

/// Years, each under a seed of its own.
const YEARS: u64 = 4;

/// Birthday spacings (Marsaglia 1985, "A current view of random number generators"; Knuth, *The Art
/// of Computer Programming* 2, section 3.3.2 J): among n days drawn from k, sorted, the spacings that
/// repeat are Poisson with mean n³/4k. Sizes within the bounds 4n ≤ k^(5/12) / N^(1/3) for N years
/// of L'Ecuyer and Simard (2001, doi 10.1016/S0378-4754(00)00253-6), within which the law holds well
/// enough for the sum over the years to be compared. The days are the top bits of draw number `draw`
/// of consecutive entities, or the bottom bits.
fn birthday_spacings(generator: Generator, draw: usize, top: bool) -> f64 {
    let mut repeated = 0;
    for seed in 0..YEARS {
        let day = |entity| {
            let word = generator(Key { seed, entity, ..BASE })[draw];
            if top { word >> (64 - DAY_BITS) } else { word & ((1 << DAY_BITS) - 1) }
        };
        let mut days: Vec<u64> = (0..BIRTHDAYS).map(day).collect();
        days.sort_unstable();
        let mut spacings: Vec<u64> = days.windows(2).map(|two| two[1] - two[0]).collect();
        spacings.sort_unstable();
        repeated += spacings.windows(2).filter(|two| two[0] == two[1]).count() as u64;
    }
    let n = BIRTHDAYS as f64;
    checks::poisson(repeated, YEARS as f64 * n.powi(3) / (4.0 * (1_u64 << DAY_BITS) as f64))
}

#[test]
fn birthday_spacings_of_consecutive_entities_are_poisson() {
    for (draw, top) in [(0, true), (0, false), (1, true), (1, false)] {
        let p = birthday_spacings(keyed, draw, top);
        assert!(p > ALPHA, "draw {draw}, top {top}: p = {p:e}");
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): a sound generator, for defective keys.
fn splitmix(state: u64) -> [u64; 2] {
    [1, 2].map(|step| {
        let word = state.wrapping_add(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(step));
        let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    })
}

/// Control: a sound generator whose seed is a sum. Entity 5 under seed 41 is entity 4 under seed 42,
/// which shows along the line of keys but in no single pair.
#[test]
fn adding_the_parts_of_a_key_is_rejected() {
    let added: Generator = |key| splitmix(splitmix(key.seed + key.replication + key.entity)[0]);
    for direction in [TWO_SEEDS, TWO_REPLICATIONS] {
        for draw in 0..2 {
            let [cross, serial, joint] = independence(added, direction, draw);
            assert!(serial < ALPHA && cross > ALPHA && joint > ALPHA, "{cross:e}, {serial:e}, {joint:e}");
        }
    }
}

/// Control: the attempt is left out of the key.
#[test]
fn forgetting_a_part_of_the_key_is_rejected() {
    let forgetful: Generator = |key| splitmix(splitmix(key.entity)[0]);
    assert!(independence(forgetful, ATTEMPT, 0).iter().all(|p| *p < ALPHA));
}

/// Control: a neighbour that is a function of the other, v = |1 − 2u|, without being correlated.
#[test]
fn dependence_without_correlation_is_rejected() {
    let tent: Generator = |key| {
        splitmix(splitmix(key.entity / 2)[0])
            .map(|word| if key.entity % 2 == 0 { word } else { (word << 1) ^ (word as i64 >> 63) as u64 })
    };
    let [cross, _, joint] = independence(tent, ENTITY, 0);
    assert!(joint < ALPHA && cross > ALPHA, "{cross:e}, {joint:e}");
}

/// Controls: a product instead of a mixer, and a key squeezed through 32 bits.
#[test]
fn weak_mixing_is_rejected() {
    let product: Generator = |key| [0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(key.entity); 2];
    assert!(independence(product, ENTITY, 0).iter().all(|p| *p < ALPHA));
    assert!(birthday_spacings(product, 0, true) < ALPHA);
    let squeezed: Generator = |key| splitmix(key.seed ^ splitmix(key.entity)[0] >> 32).map(|word| word << 32);
    assert!(independence(squeezed, ENTITY, 0).iter().all(|p| *p > ALPHA), "invisible in pairs");
    assert!(birthday_spacings(squeezed, 0, true) < ALPHA);
}
