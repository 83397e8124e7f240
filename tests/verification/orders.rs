//! Orders of service against each other, on the same arrivals and services: what theory says of each,
//! and which of two is better.
//!
//! 14 checks; see `common`. Services and due times belong to the customer, not to the place in line, so
//! two runs with one seed differ in the order alone, and their difference varies little.

use reinstate::stats::paired_differences;

use super::common::{Checks, Plain, Within, desk, exponential, play_with};
use super::listeners::{Each, Times};
use super::priorities::two_classes;
use super::theory::erlang::mm1_mean_wait;
use super::theory::single_server::{PriorityClass, cobham, mg1_mean_wait, mg1_wait_second_moment};

const REPLICATIONS: u64 = 32;

fn listen(plain: &Plain, seed: u64) -> Each<impl Fn() -> Times + Sync + use<>, Times> {
    let warm_up = plain.warm_up;
    let listeners = Each::new(move || Times::after(warm_up));
    play_with(&plain.compile(), seed, REPLICATIONS, &listeners);
    listeners
}

/// M/M/1 at .9, everyone due uniformly within an hour. Neither order looks at service times, so the
/// mean time in the system is that of M/M/1 in both, and the mean lateness is it less half an hour;
/// but the earliest due date leaves fewer far behind.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn earliest_due_date_against_first_come() {
    let due = "due = { distribution = \"uniform\", min = \"0min\", max = \"60min\" }";
    let play = |discipline: &str| {
        let keys = format!("{due}\ndiscipline = \"{discipline}\"");
        listen(&Plain::new(0.9, 124, 4, desk(1, &exponential(1.0), &keys)), 401)
    };
    let (first_come, earliest_due) = (play("first_come"), play("earliest_due"));
    let theory = mm1_mean_wait(0.9, 1.0) + 1.0 - 30.0;
    let mut checks = Checks::new("orders, M/M/1 at 0.9", 4);
    let near = Within::Absolute(0.6);
    checks.check("first come", "lateness_mean", &first_come.moments(Times::lateness), theory, near);
    checks.check("earliest due", "lateness_mean", &earliest_due.moments(Times::lateness), theory, near);
    let paired = |value: fn(&Times) -> f64| {
        paired_differences(first_come.values(value).into_iter().zip(earliest_due.values(value)))
    };
    let case = "earliest due less first come";
    checks.check(case, "lateness_mean", &paired(Times::lateness), 0.0, Within::Absolute(0.1));
    checks.check_negative(case, "tardiness_p99", &paired(Times::tardiness_p99));
    checks.finish();
}

/// M/G/1 at .8, half of the services with a mean of 0.5 and half with 1.5 minutes, all exponential. The
/// shortest expected first is Cobham's queue with the classes in that order.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn shortest_expected_against_first_come() {
    let short = "service_when = [{ when = { decision = \"approved\" }, service = SHORT }]";
    let short = short.replace("SHORT", &exponential(0.5));
    let play = |discipline: &str| {
        let keys = format!("{short}\ndiscipline = \"{discipline}\"");
        listen(&Plain::new(0.8, 124, 4, two_classes(0.5, &exponential(1.5), &keys)), 402)
    };
    let (first_come, shortest) = (play("first_come"), play("shortest_expected"));
    let class = |mean: f64| PriorityClass { lambda: 0.4, mean, second_moment: 2.0 * mean * mean };
    let by_class = cobham(&[class(0.5), class(1.5)]);
    // The mean of all services is 1 and of their squares (0.5 + 4.5)/2, so C² = 1.5.
    let in_order = mg1_mean_wait(0.8, 1.0, 1.5);
    let mut checks = Checks::new("orders, M/G/1 at 0.8", 3);
    let near = Within::Share(0.05);
    checks.check("first come", "wait_mean", &first_come.moments(Times::wait), in_order, near);
    let theory = by_class.iter().sum::<f64>() / 2.0;
    checks.check("shortest expected", "wait_mean", &shortest.moments(Times::wait), theory, near);
    let saved =
        paired_differences(first_come.values(Times::wait).into_iter().zip(shortest.values(Times::wait)));
    checks.check_negative("shortest expected less first come", "wait_mean", &saved);
    checks.finish();
}

/// M/M/1 at .8. Random order leaves the mean wait as it is, and multiplies the mean of its
/// square by 2/(2 − ρ) (Takács, *Bell System Technical Journal* 42, 1963; Kingman, *Proceedings of the
/// Cambridge Philosophical Society* 58, 1962): whoever is unlucky waits longer.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn random_order_against_first_come() {
    let mut checks = Checks::new("orders, M/M/1", 7);
    let (load, days, warm_up) = (0.8, 160, 2);
    let play = |discipline: &str| {
        let keys = format!("discipline = \"{discipline}\"");
        listen(&Plain::new(load, days + warm_up, warm_up, desk(1, &exponential(1.0), &keys)), 403)
    };
    let (first_come, random) = (play("first_come"), play("random"));
    let (near, fair) = (Within::Share(0.04), Within::Share(0.1));
    // E[Sᵏ] = k! for an exponential law of mean 1.
    let second = mg1_wait_second_moment(load, 1.0, 2.0, 6.0);
    let wait = mm1_mean_wait(load, 1.0);
    checks.check("first come", "wait_mean", &first_come.moments(Times::wait), wait, near);
    checks.check("random order", "wait_mean", &random.moments(Times::wait), wait, near);
    checks.check("first come", "mean of wait²", &first_come.moments(Times::wait_squared), second, fair);
    let spread = second * 2.0 / (2.0 - load);
    checks.check("random order", "mean of wait²", &random.moments(Times::wait_squared), spread, fair);
    let paired = |value: fn(&Times) -> f64| {
        paired_differences(random.values(value).into_iter().zip(first_come.values(value)))
    };
    let case = "first come less random order";
    checks.check(case, "wait_mean", &paired(Times::wait), 0.0, Within::Absolute(0.03));
    checks.check_negative(case, "mean of wait²", &paired(Times::wait_squared));
    checks.check_negative(case, "wait_p99", &paired(Times::wait_p99));
    checks.finish();
}
