//! The start of a run that is not like the rest: where it is cut, and whether that helps.
//!
//! A queue that starts empty is a Markov chain from a known state, so the mean number over any stretch of
//! its start is known exactly, and so is the bias that is left after a cut.

use reinstate::experiment::{FoundWarmUp, Progress, find_warm_up};
use reinstate::model::Model;
use reinstate::observe::LevelSeries;
use reinstate::stats::Moments;
use reinstate::time::{MINUTE, SimTime};

use super::common::{Checks, Plain, Within, desk, exponential};
use super::listening::{interval, listen};
use super::theory::birth_death::mean_of;
use super::theory::erlang::Mmc;
use super::theory::uniformisation::advance;

const DAYS: u32 = 60;
/// Minutes of a stretch over which the number is averaged.
const STRETCH: u64 = 72;

fn found(model: &Model, seed: u64) -> FoundWarmUp {
    find_warm_up(model, seed, &Progress::default()).expect("nobody stops it")
}

fn mm1(load: f64) -> Model {
    Plain { drain: 0, ..Plain::new(load, DAYS, 0, desk(1, &exponential(1.0), "")) }.compile().model
}

/// Mean number in M/M/1 at load .95 over its first `minutes`, from empty. P(N > 600) is e⁻³⁰ even in
/// steady state.
fn mean_from_empty(minutes: f64) -> f64 {
    let mut start = vec![0.0; 601];
    start[0] = 1.0;
    mean_of(&advance(&start, 0.95, 1.0, 1, minutes).minutes_in, |n| n) / minutes
}

/// At a load of .95 the mean before the cut is that of a queue which fills, far below steady state; the
/// mean after it is that of steady state. What bias the cut leaves is known, and must be a fifth of the
/// error that is left by chance.
///
/// That there is a cut is next to certain: the first 432 minutes from empty lie some 12 below the rest,
/// with an error near 1.3 over 25 trials, and are dropped if they lie farther than √2 standard deviations
/// of the others, about 5. None of 150 other seeds went without.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn the_cut_removes_the_initial_bias() {
    let model = mm1(0.95);
    let cut = found(&model, 241).until;
    let end = SimTime::from_day(DAYS);
    let (before, whole) = (cut.since(SimTime::START).as_minutes(), end.since(SimTime::START).as_minutes());
    assert!(before > 0.0, "a queue that starts empty needs a warm-up");

    // Batches of the rule are five of 1,000 stretches: 432 minutes. A sixth of that meets the cut.
    let heard =
        listen(&model, 242, 150, || LevelSeries::new(STRETCH * MINUTE, (whole / STRETCH as f64) as usize));
    let edge = (before / STRETCH as f64) as usize;
    assert!((edge as f64 * STRETCH as f64 - before).abs() < 1e-9, "a stretch ends at the cut");
    let (early, late): (Moments, Moments) = heard
        .into_iter()
        .map(|series| {
            let means = series.finish(end);
            let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
            (mean(&means[..edge]), mean(&means[edge..]))
        })
        .unzip();
    let steady = Mmc::new(0.95, 1.0, 1).mean_number();
    let mut checks = Checks::new("warm-up", 2);
    let close = Within::Share(0.1);
    checks.check(
        "ρ = 0.95",
        "mean number before the cut",
        &early,
        mean_from_empty(before),
        Within::Absolute(5.0),
    );
    checks.check("ρ = 0.95", "mean number after the cut", &late, steady, close);
    checks.finish();
    let (early, late) = (interval(&early), interval(&late));
    assert!(early.high < steady, "before the cut {early:?} is not biased against {steady}");

    let after = (mean_from_empty(whole) * whole - mean_from_empty(before) * before) / (whole - before);
    let bias = (after - steady).abs();
    assert!(bias < late.half_width() / 5.0, "the cut at {before} minutes leaves a bias of {bias}");
}

/// A load of 1.2 has no steady state: the line grows by .2 a minute, which dwarfs its noise, so every
/// later cut is better and the rule is at its limit. At .5 it settles: a cut at the limit of half of 200
/// batches has probability below e⁻¹⁰ (see the tests of `stats::mser`), for batches of 7 hours are as
/// good as independent.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn a_queue_without_a_steady_state_does_not_settle() {
    let growing = found(&mm1(1.2), 243);
    assert!(!growing.settled, "{growing:?}");
    assert_eq!(growing.until, SimTime::from_day(DAYS / 2), "the latest cut allowed");
    assert!(found(&mm1(0.5), 244).settled);
}
