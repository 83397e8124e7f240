//! Priority classes at one server, none of which interrupts a service: Cobham's formula.
//!
//! 15 checks; see `common`. An entity without attributes gets its class from a draw: approved or
//! refused before it comes to the desk. A user of the credit population has a cause.

use reinstate::observe::ApplicationRecord;
use reinstate::population::Cause;

use super::common::{Checks, Plain, Within, compiled, desk, exit, exponential, play_with, station};
use super::general::{LOGNORMAL, lognormal_moment};
use super::listeners::{ByClass, Each};
use super::theory::single_server::{PriorityClass, cobham};

const REPLICATIONS: u64 = 32;

/// Two classes by a draw, with `share` in the first; `keys` of the desk.
pub(crate) fn two_classes(share: f64, service: &str, keys: &str) -> String {
    format!(
        "[[stage]]\nname = \"draw\"\nkind = \"decision\"\nby = \"chance\"\nshare = {share:?}\nnext = \"desk\"\n"
    ) + &station("desk", 1, service, keys, "done")
        + &exit("done", "decided")
}

fn first_or_second(record: &ApplicationRecord<'_>) -> usize {
    usize::from(record.approved != Some(true))
}

/// M/M/1 with half of the arrivals in each class, and M/G/1 with 40 % in the first, whose services are
/// lognormal; those of the others are uniform between 0 and 2 minutes.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn two_classes_by_chance() {
    let mut checks = Checks::new("Cobham", 12);
    let priority = "priority = [{ decision = \"approved\" }]";
    let other = format!(
        "{priority}\nservice_when = [{{ when = {{ decision = \"approved\" }}, service = {LOGNORMAL} }}]"
    );
    let uniform = "{ distribution = \"uniform\", min = \"0min\", max = \"2min\" }";
    let systems = [
        ("M/M/1", 0.5, exponential(1.0), priority, [(1.0, 2.0), (1.0, 2.0)]),
        (
            "M/G/1",
            0.4,
            uniform.to_owned(),
            &other,
            [(lognormal_moment(1), lognormal_moment(2)), (1.0, 4.0 / 3.0)],
        ),
    ];
    for (name, share, service, keys, [first, second]) in systems {
        // Days counted and warm-up, in which the second class, the slowest to settle, forgets the start.
        for (load, days, warm_up, within) in [(0.5, 80, 2, 0.04), (0.8, 120, 5, 0.05), (0.95, 250, 25, 0.08)]
        {
            let rate = load / (share * first.0 + (1.0 - share) * second.0);
            let class = |share: f64, (mean, second_moment)| PriorityClass {
                lambda: rate * share,
                mean,
                second_moment,
            };
            let theory = cobham(&[class(share, first), class(1.0 - share, second)]);
            let plain = Plain::new(rate, days + warm_up, warm_up, two_classes(share, &service, keys));
            let listeners = Each::new(|| ByClass::after(warm_up, first_or_second));
            play_with(&plain.compile(), 301, REPLICATIONS, &listeners);
            let case = format!("{name}, ρ = {load}");
            for (class, wait) in theory.iter().enumerate() {
                let estimate = listeners.moments(|waits| waits.mean(class));
                let measure = format!("wait of class {}", class + 1);
                checks.check(&case, &measure, &estimate, *wait, Within::Share(within));
            }
        }
    }
    checks.finish();
}

/// Users who do nothing but apply at once, at any hour, so that they arrive as they are restricted.
fn applicants(rate: f64, days: u32, warm_up: u32, stages: &str) -> String {
    let behaviours = [
        "repay",
        "secure",
        "stop_edits",
        "complete_profile",
        "steady_habits",
        "raise_external",
        "submit_documents",
    ];
    let idle: String = behaviours.map(|name| format!("{name}.force = 0.0\n")).concat();
    format!(
        "calendar.preset = \"every_day\"\npatience.enabled = false\nreapply.probability = 0.0\n\
         period = {{ start = \"2024-01-01\", arrivals = \"{days}d\", warm_up = \"{warm_up}d\", drain = \"3d\" }}\n\
         application = {{ preparation = \"0s\", app.drop_off_share = 0.0, agent.share = 0.0 }}\n\
         screen.knock_outs = []\n\
         restriction.causes = {{ overdue = 0.3, account_risk = 0.3, violation = 0.2, info_churn = 0.1, other = 0.1 }}\n\
         [arrivals]\nper_day = {:?}\nday_noise = false\nhour_profile = [{}]\n[behaviours]\n{idle}\n{stages}",
        rate * 1440.0,
        ["1"; 24].join(", "),
    )
}

/// Users by cause in three classes, of 30, 30 and 40 %, at a load of .8: the credit model's own
/// arrivals, with its own service times by cause.
#[test]
#[cfg_attr(debug_assertions, ignore = "heavy: cargo test --release --test verification")]
fn three_classes_by_cause() {
    let (rate, days, warm_up) = (0.8, 60, 4);
    let means = [0.5, 1.5, 1.0];
    let keys = format!(
        "priority = [{{ cause = \"overdue\" }}, {{ cause = \"account_risk\" }}]\nservice_when = [\
         {{ when = {{ cause = \"overdue\" }}, service = {} }}, {{ when = {{ cause = \"account_risk\" }}, service = {} }}]",
        exponential(means[0]),
        exponential(means[1]),
    );
    let scenario =
        compiled(&applicants(rate, days + warm_up, warm_up, &desk(1, &exponential(means[2]), &keys)));
    let class = |record: &ApplicationRecord<'_>| match record.applicant.expect("an applicant").cause {
        Cause::OVERDUE => 0,
        Cause::ACCOUNT_RISK => 1,
        _ => 2,
    };
    let listeners = Each::new(|| ByClass::after(warm_up, class));
    play_with(&scenario, 302, REPLICATIONS, &listeners);
    let classes = [0.3, 0.3, 0.4].into_iter().zip(means).map(|(share, mean)| {
        // E[S²] = 2E[S]² for an exponential law.
        PriorityClass { lambda: rate * share, mean, second_moment: 2.0 * mean * mean }
    });
    let theory = cobham(&classes.collect::<Vec<_>>());
    let mut checks = Checks::new("Cobham, users by cause", 3);
    for (class, wait) in theory.iter().enumerate() {
        let estimate = listeners.moments(|waits| waits.mean(class));
        checks.check(
            "ρ = 0.8",
            &format!("wait of class {}", class + 1),
            &estimate,
            *wait,
            Within::Share(0.07),
        );
    }
    checks.finish();
}
