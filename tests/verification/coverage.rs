//! How often intervals cover: whole experiments repeated, each with a seed of its own.
//!
//! [`coverage`] takes any procedure that makes an interval out of a seed, so that a rule which stops when
//! the interval is narrow enough can be studied in the same way as a fixed number of replications.
//!
//! The number that cover is binomial, and lies in a band except with probability [`BAND_ALARM`]. What an
//! interval loses because replications are not normal is allowed for at the lower end: with n
//! replications of skewness γ Student's interval covers about .25γ²/n less often at 95 % (Edgeworth's
//! expansion to the first order in 1/n; Hall, *The Bootstrap and Edgeworth Expansion*, 1992, section
//! 2.5). Each test says what it allows.

use std::path::Path;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use reinstate::experiment::{Estimates, Progress, RunPlan, run};
use reinstate::model::Model;
use reinstate::observe::{METRICS, STATION_MEASURES};
use reinstate::scenario::{Compiled, Scenario, compile, load};
use reinstate::stats::Interval;
use statrs::distribution::{Binomial, ContinuousCDF as _, DiscreteCDF as _, Normal};

use super::common::{Plain, desk, exponential};
use super::theory::erlang::Mmc;

/// Experiments.
const MACRO_REPLICATIONS: u64 = 1_000;
/// Probability that the number which cover lies outside of a band although the level is right.
const BAND_ALARM: f64 = 1e-4;
/// The level of every interval of the program.
const NOMINAL: f64 = 0.95;

/// What became of the intervals of many experiments.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Coverage {
    /// They contain the truth.
    pub(crate) covering: u64,
    /// They lie above it, and below it.
    pub(crate) above: u64,
    pub(crate) below: u64,
    /// There was none.
    pub(crate) undefined: u64,
    /// Sum of half-widths.
    half_widths: f64,
}

impl Coverage {
    /// Mean half-width of the intervals there were.
    pub(crate) fn half_width(&self) -> f64 {
        self.half_widths / (self.covering + self.above + self.below) as f64
    }

    fn add(self, interval: Option<Interval>, truth: f64) -> Self {
        let Some(interval) = interval else { return Self { undefined: self.undefined + 1, ..self } };
        Self {
            covering: self.covering + u64::from(interval.contains(truth)),
            above: self.above + u64::from(interval.low > truth),
            below: self.below + u64::from(interval.high < truth),
            half_widths: self.half_widths + interval.half_width(),
            ..self
        }
    }
}

/// Repeats an experiment under `macro_replications` seeds and counts the intervals that cover `truth`.
/// An experiment may play as many replications as it likes; what it says depends on its seed alone.
pub(crate) fn coverage(
    procedure: impl Fn(u64) -> Option<Interval> + Sync,
    truth: f64,
    macro_replications: u64,
) -> Coverage {
    let found: Vec<Option<Interval>> = (0..macro_replications).into_par_iter().map(&procedure).collect();
    found.into_iter().fold(Coverage::default(), |all, one| all.add(one, truth))
}

/// The fixed-size procedure: so many replications, and an interval read off the estimates.
pub(crate) fn fixed_size<'a>(
    model: &'a Model,
    replications: u64,
    read: impl Fn(&Estimates) -> Option<Interval> + Sync + 'a,
) -> impl Fn(u64) -> Option<Interval> + Sync + 'a {
    move |seed| {
        let plan = RunPlan { seed, replications, precision: Vec::new() };
        run(model, &plan, &(), &Progress::default()).ok().and_then(|run| read(&run.estimates))
    }
}

/// Asserts that the number covering is what a probability between `least` and [`NOMINAL`] gives.
fn assert_nominal(what: &str, found: Coverage, least: f64) {
    let experiments = found.covering + found.above + found.below + found.undefined;
    let quantile = |level, p| Binomial::new(level, experiments).unwrap().inverse_cdf(p);
    let band = quantile(least, BAND_ALARM / 2.0)..=quantile(NOMINAL, 1.0 - BAND_ALARM / 2.0);
    // Shown by `-- --nocapture`.
    println!("{what}: {found:?} of {experiments}");
    assert_eq!(found.undefined, 0, "{what}: {found:?}");
    let half = found.half_width();
    assert!(band.contains(&found.covering), "{what}: {found:?}, half-width {half}, expected {band:?}");
}

fn station_interval(name: &'static str) -> impl Fn(&Estimates) -> Option<Interval> + Sync {
    let at = STATION_MEASURES.iter().position(|(known, _)| *known == name).unwrap();
    move |estimates| estimates.stations[0].interval(at)
}

fn mm1(load: f64, days: u32) -> Model {
    Plain { drain: 1, ..Plain::new(load, days + 1, 1, desk(1, &exponential(1.0), "")) }.compile().model
}

/// Ten replications of M/M/1, of two days at a load of .5 and six at .8. The relaxation time is 12 and
/// 90 minutes, so that a day of warm-up leaves no bias, and a replication holds a hundred of them or more.
/// Its skewness is then below .45, for which .005 is allowed.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn replications_of_mm1_cover_as_promised() {
    for (load, days) in [(0.5, 2), (0.8, 6)] {
        let model = mm1(load, days);
        let truth = Mmc::new(load, 1.0, 1).mean_wait();
        let found =
            coverage(fixed_size(&model, 10, station_interval("wait_mean")), truth, MACRO_REPLICATIONS);
        assert_nominal(&format!("ten replications at load {load}"), found, NOMINAL - 0.005);
    }
}

/// The control: a day from empty is one relaxation time at a load of .95, so much of the wait is missing.
#[test]
fn replications_that_start_empty_do_not_cover_steady_state() {
    let model = Plain { drain: 1, ..Plain::new(0.95, 1, 0, desk(1, &exponential(1.0), "")) }.compile().model;
    let truth = Mmc::new(0.95, 1.0, 1).mean_wait();
    let found = coverage(fixed_size(&model, 10, station_interval("wait_mean")), truth, 100);
    assert!(found.covering < 80 && found.below > 20, "{found:?}");
}

/// One long run of M/M/1 and its batch means. At a load of .8 waits forget within some 100 customers and
/// batches hold 4,096, so that the variance is too small by 2.5 %, which costs .003 of coverage; at .5 it
/// is 10 and 512. Batches are skewed, by up to .8 where there are 33, for another .005. Days of levels are
/// longer still against the memory of the queue. In all .01 is allowed.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn batch_means_of_one_long_run_cover_as_promised() {
    const RUNS: u64 = 400;
    for (load, days) in [(0.5, 40), (0.8, 120)] {
        let model = mm1(load, days);
        let theory = Mmc::new(load, 1.0, 1);
        let truths = [
            ("wait_mean", theory.mean_wait()),
            ("sojourn_mean", theory.mean_sojourn()),
            ("in_system_mean", theory.mean_number()),
            ("utilisation", load),
        ];
        // One run answers for all four.
        let run = |seed| {
            let plan = RunPlan { seed, replications: 1, precision: Vec::new() };
            let estimates = run(&model, &plan, &(), &Progress::default()).unwrap().estimates;
            truths.map(|(name, _)| station_interval(name)(&estimates))
        };
        let found: Vec<[Option<Interval>; 4]> = (0..RUNS).into_par_iter().map(run).collect();
        for (at, (name, truth)) in truths.into_iter().enumerate() {
            let one = |seed: u64| found[seed as usize][at];
            let what = format!("batch means of {name} at load {load}");
            assert_nominal(&what, coverage(one, truth, RUNS), NOMINAL - 0.01);
        }
    }
}

/// The base scenario at a small size: 20 applicants a day for 30 days, ten replications. What is covered
/// is the expectation of one replication; it comes from 4,000 replications under another seed, whose
/// error δ is a twentieth of the error of ten. With probability 1 − 1e-4 it is below 3.9 twentieths, and then
/// coverage is lower by at most Φ(z) − Φ(z − δ) on one side less the gain on the other.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn the_base_scenario_covers_as_promised() {
    const TRUTH: u64 = 4_000;
    const REPLICATIONS: u64 = 10;
    let sets = ["arrivals.per_day=20", "period.arrivals=30d", "period.drain=30d", "team.reviewers.people=2"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let mut loaded = load(&path, &sets.map(str::to_owned));
    let scenario: Scenario = loaded.read();
    let Compiled { model, .. } = compile(&scenario, &mut loaded.faults).expect("the scenario is valid");
    let metrics = ["first_pass_approval_rate", "decision_working_days_mean"]
        .map(|name| METRICS.iter().position(|metric| metric.name == name).unwrap());
    let play = |seed, replications| {
        let plan = RunPlan { seed, replications, precision: Vec::new() };
        run(&model, &plan, &(), &Progress::default()).unwrap().estimates
    };
    // Seeds from 0 are those of the experiments.
    let truth = play(u64::MAX, TRUTH);
    let one = |seed| metrics.map(|metric| play(seed, REPLICATIONS).metric_interval(metric));
    let found: Vec<[Option<Interval>; 2]> = (0..MACRO_REPLICATIONS).into_par_iter().map(one).collect();

    let normal = Normal::standard();
    let (z, error) = (normal.inverse_cdf(0.975), normal.inverse_cdf(1.0 - BAND_ALARM / 2.0));
    let shift = error * (REPLICATIONS as f64 / TRUTH as f64).sqrt();
    let least = normal.cdf(z - shift) - normal.cdf(-z - shift);
    for (at, metric) in metrics.into_iter().enumerate() {
        let truth = truth.metrics[metric].mean().unwrap();
        let found = coverage(|seed| found[seed as usize][at], truth, MACRO_REPLICATIONS);
        assert_nominal(METRICS[metric].name, found, least);
    }
}
