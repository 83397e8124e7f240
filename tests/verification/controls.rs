//! Control variates: estimates with them are unbiased, their intervals cover, and they are worth what is said of them.
//!
//! 1,000 macro-runs each. The mean of the estimates is to lie within four standard errors of the truth (6e-5 a check), and
//! the number that cover within four standard deviations of 93.5 % at least (3e-5): for the fourteen checks of this file a
//! false alarm of .0013.

use std::path::Path;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use reinstate::experiment::study::{OneModel, Plays, PointKey, Study};
use reinstate::experiment::{Estimates, Progress};
use reinstate::model::Model;
use reinstate::observe::{METRICS, STATION_MEASURES};
use reinstate::scenario::{Compiled, Scenario, compile, load};
use reinstate::stats::{ConfidenceLevel, Estimate, Moments};

use super::common::{Plain, desk, exponential};

const MACRO_RUNS: u64 = 1_000;
const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

fn play(model: &Model, seed: u64, replications: u64, controls: bool) -> Estimates {
    let plays = Plays { replications, controls, brief: true, ..Plays::default() };
    let design = OneModel { key: PointKey::default(), model, seed, plays };
    let mut found = None;
    let study = Study { design: &design, ledger: &() };
    study
        .run(&(), &Progress::default(), |_, point| found = point.ok().map(|point| point.run.estimates))
        .unwrap();
    found.unwrap()
}

/// What one macro-run says: the estimate, whether it covers, and its variance with and without.
fn judged(with: Estimate, plain: Estimate, truth: f64) -> (f64, bool, [f64; 2]) {
    let covers = with.interval.is_some_and(|interval| interval.contains(truth));
    (with.value.unwrap(), covers, [with, plain].map(|estimate| estimate.std_error.unwrap().powi(2)))
}

/// Asserts what is promised, besides an error of the truth itself, and gives the mean variance without over that with.
fn assert_holds(what: &str, runs: &[(f64, bool, [f64; 2])], (truth, error): (f64, f64)) -> f64 {
    let values: Moments = runs.iter().map(|run| run.0).collect();
    let off = (values.mean().unwrap() - truth).abs();
    let allowed = 4.0 * values.std_error().unwrap().hypot(error);
    let covering = runs.iter().filter(|run| run.1).count();
    let [with, plain] = [0, 1].map(|at| runs.iter().map(|run| run.2[at]).sum::<f64>());
    let factor = plain / with;
    println!("| {what} | {:.1} | {:.2} | {factor:.1} |", covering as f64 / 10.0, off / allowed * 4.0);
    assert!(off < allowed, "{what}: {off} off, {allowed} allowed");
    let least = 935.0 - 4.0 * (1_000.0_f64 * 0.935 * 0.065).sqrt();
    assert!(covering as f64 >= least, "{what}: {covering} of 1000 cover");
    factor
}

/// M/M/1 at a load of .5, services of 5 min, five days after one of warm-up: the mean wait is 5 min, and half of the time
/// is busy. Arrivals and offered work tell nearly all of the latter.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn of_a_queue_they_are_unbiased_and_cover() {
    let model = Plain { drain: 1, ..Plain::new(0.1, 6, 1, desk(1, &exponential(5.0), "")) }.compile().model;
    for (replications, least) in [(20, [1.1, 1.5]), (60, [1.4, 20.0])] {
        let wanted = [("wait_mean", 5.0), ("utilisation", 0.5)];
        let one = |seed: u64| {
            let estimates = play(&model, seed, replications, true);
            let station = &estimates.stations[0];
            wanted.map(|(name, truth)| {
                let at = STATION_MEASURES.iter().position(|(known, _)| *known == name).unwrap();
                judged(station.estimate(at, LEVEL), station.plain_estimate(at, LEVEL), truth)
            })
        };
        let runs: Vec<_> = (0..MACRO_RUNS).into_par_iter().map(one).collect();
        for (at, (name, truth)) in wanted.into_iter().enumerate() {
            let runs: Vec<_> = runs.iter().map(|run| run[at]).collect();
            let what = format!("M/M/1 {name}, {replications} replications");
            // The last days of a replication are cut at its end, by a ten-thousandth of the wait.
            let factor = assert_holds(&what, &runs, (truth, truth * 2e-4));
            assert!(factor > least[at], "{what}: {factor}");
        }
    }
}

/// The base scenario at a small size, with two reviewers.
/// The truth comes from 6,000 replications under another seed, with controls too.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn of_the_base_scenario_they_are_unbiased_and_cover() {
    let sets = ["arrivals.per_day=20", "period.arrivals=30d", "period.drain=30d", "team.reviewers.people=2"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut loaded = load(&path, &sets.map(str::to_owned));
    let scenario: Scenario = loaded.read();
    let Compiled { model, .. } = compile(&scenario, &mut loaded.faults).expect("the scenario is valid");
    let metrics = ["first_pass_approval_rate", "eventual_approval_rate", "cost_per_decision_cny"]
        .map(|name| METRICS.iter().position(|metric| metric.name == name).unwrap());
    let known = play(&model, u64::MAX, 6_000, true);
    let one = |seed: u64| {
        let estimates = play(&model, seed, 20, true);
        metrics.map(|metric| {
            let truth = known.metric(metric, LEVEL).value.unwrap();
            judged(estimates.metric(metric, LEVEL), estimates.plain_metric(metric, LEVEL), truth)
        })
    };
    let runs: Vec<_> = (0..MACRO_RUNS).into_par_iter().map(one).collect();
    for (at, metric) in metrics.into_iter().enumerate() {
        let runs: Vec<_> = runs.iter().map(|run| run[at]).collect();
        let truth = known.metric(metric, LEVEL);
        let what = format!("base, small, {}, 20 replications", METRICS[metric].name);
        let factor = assert_holds(&what, &runs, (truth.value.unwrap(), truth.std_error.unwrap()));
        // With so few applicants most of the variance is theirs: 1.12 was seen.
        assert!(at > 0 || factor > 1.05, "{what}: {factor}");
    }
}

/// What is expected of the controls of a replication is 0, of every kind: means over 4,000 replications within five
/// standard errors (6e-7 each).
#[test]
fn controls_are_as_expected() {
    let text = "[[stage]]\nname = \"desk\"\nkind = \"station\"\nservers = 2\nservice = { distribution = \"lognormal\", median = \"8min\", sigma = 0.7, cap = \"30min\" }\n\
                shifts = [\"00:00-24:00\"]\nnext = \"done\"\n[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n";
    let plain = Plain { arrivals: "batch = 3".to_owned(), ..Plain::new(0.02, 4, 2, text) }.compile().model;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut loaded = load(&path, &["period.arrivals=7d".to_owned(), "arrivals.per_day=30".to_owned()]);
    let scenario: Scenario = loaded.read();
    let base = compile(&scenario, &mut loaded.faults).expect("the scenario is valid").model;
    for model in [&plain, &base] {
        let mut moments = vec![Moments::new(); model.controls().len()];
        for replication in 0..4_000 {
            let values = model.control_values(7, replication);
            moments.iter_mut().zip(values).for_each(|(moments, value)| moments.push(value));
        }
        for (control, moments) in model.controls().iter().zip(&moments) {
            let (mean, error) = (moments.mean().unwrap(), moments.std_error().unwrap());
            println!("{control:?}: {mean} of {error}");
            assert!(error > 0.0 && mean.abs() < 5.0 * error, "{control:?}: {mean} of {error}");
        }
    }
}
