//! Headline metrics move the way they must when one setting of the base scenario does.
//!
//! The same applicants come at every setting, so differences are paired. A step against the expected direction by more
//! than four standard errors of twelve pairs fails (t with 11 degrees of freedom: .001 for one step, .15 for the 160
//! or so of all, were every step without effect; seeds are fixed). Over its whole range a metric must have moved by
//! more than four standard errors the way it should, unless it is said to stay.

use crate::common::{play, scenario_with};
use reinstate::observe::METRICS;

/// How a metric must move as the setting grows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moves {
    Up,
    Down,
    /// It never falls, and need not rise.
    NeverDown,
    /// It is the same in every replication.
    Stays,
}
use Moves::{Down, NeverDown, Stays, Up};

const REPLICATIONS: u64 = 12;
/// Standard errors.
const FAR: f64 = 4.0;

fn metrics(set: &str) -> Vec<Vec<Option<f64>>> {
    let mut sets = vec!["period.arrivals=40d", "period.drain=100d"];
    sets.extend(set.split(';'));
    play(&scenario_with("scenarios/base.toml", &sets), 17, REPLICATIONS, 2).estimates.by_replication
}

/// Mean and standard error of the paired differences of a metric, of pairs in which both have it.
fn difference(from: &[Vec<Option<f64>>], to: &[Vec<Option<f64>>], metric: usize) -> (f64, f64) {
    let pairs = from.iter().zip(to).filter_map(|(from, to)| Some(to[metric]? - from[metric]?));
    let all: Vec<f64> = pairs.collect();
    assert!(all.len() >= 10, "{} of {REPLICATIONS} pairs have `{}`", all.len(), METRICS[metric].name);
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Sweeps a setting, or several with `;` between them; each value takes the place of `{}`.
fn sweep(setting: &str, values: &[&str], expected: &[(&str, Moves)]) {
    let played: Vec<_> = values.iter().map(|value| metrics(&setting.replace("{}", value))).collect();
    let mut wrong = Vec::new();
    for (name, moves) in expected {
        let metric = METRICS.iter().position(|metric| metric.name == *name).unwrap();
        let sign = if *moves == Down { -1.0 } else { 1.0 };
        for (step, pair) in played.windows(2).enumerate() {
            let (mean, error) = difference(&pair[0], &pair[1], metric);
            let fine = match moves {
                Stays => mean == 0.0 && error == 0.0,
                Up | Down | NeverDown => sign * mean >= -FAR * error,
            };
            if !fine {
                wrong.push(format!(
                    "{name} moves by {mean:.4} ± {error:.4} from {} to {}",
                    values[step],
                    values[step + 1]
                ));
            }
        }
        let (mean, error) = difference(&played[0], &played[played.len() - 1], metric);
        if matches!(moves, Up | Down) && sign * mean <= FAR * error {
            wrong.push(format!("{name} moves by {mean:.4} ± {error:.4} over the whole range, not {moves:?}"));
        }
    }
    assert!(wrong.is_empty(), "{setting}:\n{}", wrong.join("\n"));
}

/// Approval hardly depends on the number of reviewers: who judges a case does, but not how leniently on average.
#[test]
fn more_reviewers_keep_promises_and_cost_more() {
    sweep(
        "team.reviewers.people={}",
        &["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
        &[
            ("decided_within_1wd_share", NeverDown),
            ("decided_within_2wd_share", NeverDown),
            ("decided_within_3wd_share", Up),
            ("human_decided_within_3wd_share", Up),
            ("decision_working_days_mean", Down),
            ("decision_days_mean", Down),
            ("decision_days_p90", Down),
            ("withdrawn_share", Down),
            ("reviewer_utilisation", Down),
            ("queue_length_mean", Down),
            ("paid_hours", Up),
            ("cost_per_decision_cny", Up),
            ("cost_per_restored_cny", Up),
            ("cost_per_working_day_cny", Up),
            ("overtime_hours", Stays),
        ],
    );
}

/// Four reviewers are busy at the usual load; nine have so much time that promises hold at any of these.
/// Shares of applicants, such as approval, do not depend on how many there are, as long as the queue holds. People are
/// paid for their hours, so each decision costs less the more there are.
#[test]
fn more_arrivals_fill_the_queue_and_spread_its_cost() {
    sweep(
        "arrivals.per_day={};team.reviewers.people=4",
        &["40", "80", "120", "160", "200"],
        &[
            ("applicants", Up),
            ("applications", Up),
            ("reviewer_utilisation", Up),
            ("queue_length_mean", Up),
            ("queue_length_max", Up),
            ("decided_within_3wd_share", Down),
            ("human_decided_within_3wd_share", Down),
            ("cost_per_decision_cny", Down),
            ("cost_per_restored_cny", Down),
        ],
    );
}

/// Longer services fill the same hours: what is paid does not change, since it is time on duty, and where it is time
/// worked, it rises.
#[test]
fn longer_services_take_longer() {
    sweep(
        "stage.human_review.service.median={};team.reviewers.people=4",
        &["\"10min\"", "\"20min\"", "\"30min\"", "\"40min\""],
        &[
            ("reviewer_minutes_per_decision", Up),
            ("reviewer_utilisation", Up),
            ("queue_length_mean", Up),
            ("decided_within_3wd_share", Down),
            ("decision_days_mean", Up),
        ],
    );
    let services = ["\"10min\"", "\"20min\"", "\"30min\"", "\"40min\""];
    let by_work = [("cost_per_decision_cny", Up), ("paid_hours", Up)];
    sweep("stage.human_review.service.median={};team.reviewers.pay=\"worked\"", &services, &by_work);
}

/// The bad rate of the restored is not among them. It falls from 4.3 % at a cut-off of 45 to 4.1 % at 60 and rises to
/// 4.3 % at 75: the fewer the reviewers approve, the more of the restored are those restored without asking, who go bad
/// more often.
#[test]
fn stricter_reviewers_restore_fewer() {
    sweep(
        "human.cut_off={}",
        &["45", "52", "60", "68", "75"],
        &[
            ("human_approval_rate", Down),
            ("first_pass_approval_rate", Down),
            ("eventual_approval_rate", Down),
            ("cost_per_restored_cny", Up),
            ("attempts_per_applicant", Up),
        ],
    );
}

#[test]
fn a_stricter_screen_sends_more_to_people_or_away() {
    sweep(
        "screen.approve_at={}",
        &["66", "69", "72", "75", "78"],
        &[
            ("auto_approved_share", Down),
            ("human_reviewed_share", Up),
            ("reviewer_utilisation", Up),
            ("first_pass_approval_rate", Down),
        ],
    );
    sweep(
        "screen.refuse_below={}",
        &["35", "45", "55", "62", "70"],
        &[
            ("auto_refused_share", Up),
            ("human_reviewed_share", Down),
            ("reviewer_utilisation", Down),
            ("first_pass_approval_rate", Down),
        ],
    );
}

/// The more a verdict is chance, the more often a second reviewer turns it.
#[test]
fn noise_turns_decisions() {
    let settings = [
        ("human.occasion_sd={}", ["0.0", "1.0", "2.0"]),
        ("human.leniency_sd={}", ["0.0", "1.0", "2.0"]),
        ("human.scale={}", ["1.0", "4.0", "10.0"]),
    ];
    for (setting, values) in settings {
        sweep(setting, &values, &[("flip_rate", Up)]);
    }
}

/// Whoever must wait longer before applying again is restored later; by the end of the run nearly as many are.
#[test]
fn a_longer_cool_down_delays() {
    sweep(
        "reapply.cool_down={}",
        &["\"0d\"", "\"7d\"", "\"21d\"", "\"35d\""],
        &[("restoration_days_mean", Up), ("restoration_days_p90", Up)],
    );
}

#[test]
fn whoever_applies_again_is_restored_more_often() {
    sweep(
        "reapply.probability={}",
        &["0.1", "0.4", "0.7", "1.0"],
        &[
            ("attempts_per_applicant", Up),
            ("eventual_approval_rate", Up),
            ("gave_up_share", Down),
            ("applications", Up),
        ],
    );
}

#[test]
fn a_path_that_loses_more_restores_fewer() {
    sweep(
        "application.app.drop_off_share={}",
        &["0.0", "0.2", "0.4", "0.6"],
        &[("dropped_off_share", Up), ("eventual_approval_rate", Down), ("applications", Down)],
    );
    sweep(
        "application.app.return_share={}",
        &["0.0", "0.5", "1.0"],
        &[("dropped_off_share", Down), ("eventual_approval_rate", Up)],
    );
}

/// Promises leave out who gives up within them, so patience moves them little; who gives up is restored less.
#[test]
fn patience_keeps_applicants() {
    sweep(
        "patience.limit.mean={}",
        &["\"3d\"", "\"10d\"", "\"30d\"", "\"100d\""],
        &[("withdrawn_share", Down), ("eventual_approval_rate", Up)],
    );
}
