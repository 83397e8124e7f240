//! How often intervals of quantiles cover, of batch means on a cycle, and when a precision stops; and how often an
//! overload is told where there is none.
//!
//! Woodruff's interval covers less than its level with few replications, the less the more these differ in size and the
//! farther out the quantile lies. What was measured stands in docs/verification.md; here it is held to within a
//! binomial band of four standard deviations (6e-5 a side).

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use reinstate::experiment::{
    Compared, Estimates, HalfWidth, Measured, Pair, PairedPrecision, Precision, Progress, RunPlan, compare,
    next_look, overloads, precise_together, run,
};
use reinstate::model::Model;
use reinstate::observe::{METRICS, STATION_MEASURES};
use reinstate::stats::{Clusters, ConfidenceLevel, Interval, LogHistogram};

use super::common::{Plain, desk, exponential, station};
use super::coverage::{Coverage, coverage};

const MACRO_REPLICATIONS: u64 = 1_000;
const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

/// Asserts that of the intervals there were as many cover as if `share` did, but for four standard deviations, or more;
/// says how many did.
fn assert_covers(what: &str, found: Coverage, share: f64) {
    let all = (found.covering + found.above + found.below) as f64;
    let least = all * share - 4.0 * (all * share * (1.0 - share)).sqrt();
    println!("{what}: {:.1} % of {all}, {found:?}", 100.0 * found.covering as f64 / all);
    assert!(found.covering as f64 >= least, "{what}: {found:?}, expected {least:.0} at least");
}

fn play(model: &Model, seed: u64, replications: u64) -> Estimates {
    let plan = RunPlan { seed, replications, precision: Vec::new() };
    run(model, &plan, &(), &Progress::default()).unwrap().estimates
}

fn measure(name: &str) -> usize {
    STATION_MEASURES.iter().position(|(known, _)| *known == name).unwrap()
}

/// M/M/1 with services of 5 min: a replication is a day after a day of warm-up.
fn mm1(load: f64) -> Model {
    Plain { drain: 1, ..Plain::new(load / 5.0, 2, 1, desk(1, &exponential(5.0), "")) }.compile().model
}

/// Waits of M/M/1: P(W > t) = ρ·exp(−(μ − λ)t).
fn wait_quantile(load: f64, p: f64) -> f64 {
    if load <= 1.0 - p { 0.0 } else { (load / (1.0 - p)).ln() * 5.0 / (1.0 - load) }
}

/// Days of M/M/1 at a load of .7, 200 customers each and strongly dependent: the spread of a day's share below a
/// quantile is skewed.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn quantiles_of_waits_cover() {
    const LOAD: f64 = 0.7;
    let model = mm1(LOAD);
    let quantiles = [("wait_p50", 0.50), ("wait_p90", 0.90), ("wait_p95", 0.95)];
    for (replications, least) in [(10, [0.925, 0.90, 0.87]), (30, [0.935, 0.93, 0.92]), (200, [0.935; 3])] {
        let runs: Vec<[Option<Interval>; 3]> = (0..MACRO_REPLICATIONS)
            .into_par_iter()
            .map(|seed| {
                let estimates = play(&model, seed, replications);
                quantiles.map(|(name, _)| estimates.stations[0].interval(measure(name)))
            })
            .collect();
        for (at, (name, p)) in quantiles.into_iter().enumerate() {
            let truth = wait_quantile(LOAD, p);
            let found = coverage(|seed| runs[seed as usize][at], truth, MACRO_REPLICATIONS);
            assert_covers(&format!("{name}, {replications} replications"), found, least[at]);
        }
    }
}

/// A stream of numbers of its own (`SplitMix64`), so that clusters depend on no other code.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }
}

/// A cluster of 200 exponential values with a mean of its own, .2 + an exponential variable.
fn skewed(numbers: &mut Numbers) -> LogHistogram {
    let mean = 0.2 + numbers.exponential();
    let mut sketch = LogHistogram::new();
    for _ in 0..200 {
        sketch.record(mean * numbers.exponential());
    }
    sketch
}

/// P(V > t) for a mean of .2 + an exponential variable, by the midpoint rule.
fn beyond(t: f64) -> f64 {
    const STEP: f64 = 1e-3;
    (0..30_000).map(|i| (f64::from(i) + 0.5) * STEP).map(|m| STEP * (-m - t / (0.2 + m)).exp()).sum()
}

fn skewed_quantile(p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 200.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beyond(middle) > 1.0 - p { low = middle } else { high = middle }
    }
    low
}

/// Clusters whose means differ as an exponential variable does: harder than most models.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn quantiles_of_skewed_clusters_cover() {
    for (clusters, least) in [(10_u64, [0.92, 0.80]), (30, [0.935, 0.92]), (200, [0.935, 0.935])] {
        for (p, least) in [0.5, 0.95].into_iter().zip(least) {
            let truth = skewed_quantile(p);
            let one = |seed: u64| {
                let mut numbers = Numbers(seed.wrapping_mul(0xA24B_AED4_963E_E407) ^ clusters);
                let mut all = Clusters::of_sketches();
                for _ in 0..clusters {
                    all.push_sketch(&skewed(&mut numbers));
                }
                all.estimate(p, LEVEL).interval
            };
            let found = coverage(one, truth, MACRO_REPLICATIONS);
            assert_covers(&format!("skewed clusters, p = {p}, {clusters} clusters"), found, least);
        }
    }
}

/// The difference of the p90 of the time through M/M/1 between two speeds of service, with the same arrivals. The time
/// in the system is exponential with rate μ − λ.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn differences_of_quantiles_cover() {
    let model = |minutes: f64| {
        Plain { drain: 1, ..Plain::new(0.1, 2, 1, desk(1, &exponential(minutes), "")) }.compile().model
    };
    let (base, other) = (model(5.0), model(6.0));
    let at = METRICS.iter().position(|metric| metric.name == "restoration_days_p90").unwrap();
    let quantile = |minutes: f64| 10.0_f64.ln() / (1.0 / minutes - 0.1) / 1_440.0;
    let truth = quantile(6.0) - quantile(5.0);
    for (replications, least) in [(10, 0.90), (30, 0.92), (100, 0.935)] {
        let one = |seed| {
            let (base, other) = (play(&base, seed, replications), play(&other, seed, replications));
            compare(&base, &other)[at].difference.interval
        };
        let found = coverage(one, truth, MACRO_REPLICATIONS);
        assert_covers(&format!("difference of p90, {replications} pairs"), found, least);
    }
}

/// A long run with a weekly cycle, ten people come on a day of the week and two on a day of the weekend, and stay an
/// exponential time of two days (Mt/G/∞): the mean number is that of the mean rate, (5·10 + 2·2)/7 · 2. One run of
/// twenty weeks after four, in twenty batches of a week.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn batch_means_of_whole_weeks_cover() {
    let ward = station("ward", 400, &exponential(2_880.0), "", "done");
    let stages = ward + "[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n";
    let mut plain = Plain::new(54.0 / 7.0 / 1_440.0, 168, 28, stages);
    plain.arrivals = "weekday_profile = [10, 10, 10, 10, 10, 2, 2]".to_owned();
    let model = plain.compile().model;
    let truth = 54.0 / 7.0 * 2.0;
    let found = coverage(
        |seed| play(&model, seed, 1).stations[0].interval(measure("in_system_mean")),
        truth,
        MACRO_REPLICATIONS,
    );
    assert_covers("batch means of whole weeks", found, 0.935);
    // Nearly all of them are not wider than they need be: the half-width of 20 independent weeks.
    println!("half-width {}", found.half_width());
}

/// Stopping at a relative precision: five percent of the mean wait of M/M/1.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn a_precision_covers_where_it_stops() {
    let model = mm1(0.5);
    let metric = METRICS.iter().position(|metric| metric.name == "decision_days_mean").unwrap();
    // From filing to the end of the service: 1/(μ − λ), ten minutes.
    let truth = 10.0 / 1_440.0;
    let found = coverage(
        |seed| {
            let precision = vec![Precision {
                name: METRICS[metric].name.to_owned(),
                of: Measured::Metric(metric),
                half_width: HalfWidth::Relative(0.05),
            }];
            let plan = RunPlan { seed, replications: 2_000, precision };
            let estimates = run(&model, &plan, &(), &Progress::default()).unwrap().estimates;
            estimates.metric_interval(metric).filter(|interval| interval.half_width() <= 0.05 * interval.high)
        },
        truth,
        MACRO_REPLICATIONS,
    );
    assert_covers("at stopping, ±5 % of the mean", found, 0.935);
}

/// Stopping at a relative precision of a difference: the mean time at M/M/1 with services of 4 min less that of 5 min, to
/// three percent of the latter, on the same arrivals.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn a_precision_of_a_difference_covers_where_it_stops() {
    const RATE: f64 = 0.1;
    let model = |service: f64| {
        Plain { drain: 1, ..Plain::new(RATE, 2, 1, desk(1, &exponential(service), "")) }.compile().model
    };
    let models = [5.0, 4.0].map(model);
    // From filing to the end of the service: 1/(μ − λ).
    let [base, other] = [5.0, 4.0].map(|service: f64| 1.0 / (1.0 / service - RATE) / 1_440.0);
    let metric = METRICS.iter().position(|metric| metric.name == "decision_days_mean").unwrap();
    let compared = Compared::Metric(metric);
    let precision = [PairedPrecision {
        name: METRICS[metric].name.to_owned(),
        of: vec![compared],
        half_width: HalfWidth::Relative(0.03),
    }];
    let stopped = |seed| {
        let mut replications = next_look(0);
        while replications < 2_000 {
            let [base, other] = [0, 1].map(|at: usize| play(&models[at], seed, replications));
            if precise_together(&precision, &[&base, &other]) {
                return Pair { compared, base: &base, other: &other }.difference()?.difference.interval;
            }
            replications = next_look(replications);
        }
        None
    };
    let found = coverage(stopped, other - base, MACRO_REPLICATIONS);
    assert_covers("at stopping, a difference to ±3 % of the mean", found, 0.935);
}

/// Where there is a steady state an overload is told in one run of a hundred at most: at a load of .95, in eight weeks
/// from empty, with ten replications.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn an_overload_is_seldom_told_of_a_steady_state() {
    let stages = desk(1, &exponential(10.0), "");
    let model = Plain { drain: 0, ..Plain::new(0.095, 56, 0, stages) }.compile().model;
    let told = (0..MACRO_REPLICATIONS)
        .into_par_iter()
        .filter(|seed| !overloads(&model, &play(&model, *seed, 10)).is_empty())
        .count();
    println!("{told} of {MACRO_REPLICATIONS} runs at a load of .95 are told an overload");
    // Four standard deviations above ten.
    assert!(told <= 23, "{told}");
}
