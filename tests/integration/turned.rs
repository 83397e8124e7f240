//! What would have turned a refusal, against runs in which the change was made and against what can be worked out.

use std::collections::{BTreeMap, BTreeSet};

use reinstate::behaviour::Behaviour;
use reinstate::model::ExplainedApplication;
use reinstate::policy::{KnockOut, Reason, Route};
use reinstate::random::{Purpose, ReplicationKey};
use reinstate::time::DAY;

use crate::common::scenario_with;
use crate::explained::explained;

/// Every refusal of every process that is shipped comes out again, judged by itself.
#[test]
fn every_refusal_is_repeated() {
    for (path, more) in [
        ("scenarios/two_stage.toml", &["arrivals.per_day=20", "period.arrivals=60d"][..]),
        ("scenarios/levers.toml", &["arrivals.per_day=20", "period.arrivals=60d"]),
        (
            "scenarios/base.toml",
            &[
                "arrivals.per_day=20",
                "period.arrivals=60d",
                "human_request.enabled=true",
                "human_request.share=0.5",
            ],
        ),
        (
            "scenarios/base.toml",
            &["arrivals.per_day=40", "period.arrivals=30d", "team.reviewers.end_of_shift=\"hand_over\""],
        ),
    ] {
        let compiled = scenario_with(path, more);
        let all = explained(&compiled.model, 3, 0, 0..1200);
        let refused =
            || all.iter().flat_map(|found| &found.applications).filter_map(|one| one.least.as_ref());
        assert!(refused().count() > 150, "{path}: {}", refused().count());
        let other = refused().filter(|least| !least.repeats).count();
        assert_eq!(other, 0, "{path} {more:?}");
    }
}

/// No line, no delay and no chance in waiting, so that an application is judged when it is filed.
const AT_ONCE: [&str; 7] = [
    "arrivals.per_day=40",
    "period.arrivals=40d",
    "stage.human_review.enabled=false",
    "stage.review_delay.enabled=false",
    // Nobody stands in line for an agent either.
    "team.agents.people=200",
    "behaviours.repay.late_effect=0",
    "reapply.max_attempts=1",
];

/// First applications by applicant, in a scenario with these settings.
fn first(sets: &[&str]) -> BTreeMap<u64, ExplainedApplication> {
    let sets: Vec<&str> = AT_ONCE.iter().chain(sets).copied().collect();
    let compiled = scenario_with("scenarios/base.toml", &sets);
    let all = explained(&compiled.model, 9, 0, 0..1600);
    all.into_iter().filter_map(|found| Some((found.index, found.applications.into_iter().next()?))).collect()
}

/// What a behaviour would have done is what it does in a run in which everyone takes it up and it works at once. There
/// nobody stands in line, so nothing else is different.
#[test]
fn a_behaviour_in_effect_is_that_of_a_run_in_which_it_is_done() {
    for (behaviour, name) in [
        (Behaviour::REPAY, "repay"),
        (Behaviour::SECURE, "secure"),
        (Behaviour::COMPLETE_PROFILE, "complete_profile"),
        (Behaviour::SUBMIT_DOCUMENTS, "submit_documents"),
    ] {
        let delay = format!("behaviours.{name}.delay=\"0s\"");
        let forced = |level: u8| format!("behaviours.{name}.force={level}");
        let (none, all) = (first(&[&delay, &forced(0)]), first(&[&delay, &forced(1)]));
        let (mut turned, mut not) = (0, 0);
        for (index, application) in &none {
            let Some(least) = &application.least else { continue };
            let turn = least.behaviours.iter().find(|turn| turn.behaviour == behaviour);
            let Some(turn) = turn else { continue };
            // Whoever repays soon may be restored without asking.
            let Some(done) = all.get(index).map(|application| &application.filed) else { continue };
            assert_eq!(done.submitted_at, application.filed.submitted_at, "{name} {index}");
            assert_eq!((turn.score, turn.route), (done.score, done.route), "{name} {index}");
            assert_eq!(turn.readers.of, 1);
            assert_eq!(Some(turn.turns()), done.approved, "{name} {index}");
            *if turn.turns() { &mut turned } else { &mut not } += 1;
        }
        assert!(turned >= 5 && not >= 50, "{name}: {turned} turned, {not} not");
    }
}

/// Where the score alone decides, the points that are missing are those up to the bound, whichever factor has them.
#[test]
fn the_points_that_are_missing_are_those_up_to_the_bound() {
    let all =
        first(&["screen.approve_at=60", "screen.refuse_below=60", "behaviours.submit_documents.force=0"]);
    let (mut factors, mut items) = (0, 0);
    for application in all.values().filter(|application| application.filed.route == Route::AutoRefused) {
        let (least, missing) = (application.least.as_ref().unwrap(), 60.0 - application.filed.score);
        for (at, factor) in application.factors.iter().enumerate() {
            let could = 100.0 * factor.weight * (1.0 - factor.score) >= missing + 1e-9;
            let turn = least.points.iter().find(|turn| turn.factor == at);
            assert_eq!(turn.is_some(), could, "{factor:?}, {missing} missing");
            let Some(turn) = turn else { continue };
            assert!((turn.score_points - missing).abs() < 1e-6, "{turn:?}, {missing} missing");
            assert_eq!(turn.route, Route::AutoApproved);
            factors += 1;
            for item in &turn.items {
                let own = factor.items.iter().find(|own| own.attribute == item.attribute).unwrap();
                let gained = 100.0 * factor.weight * own.weight * (item.needed - own.points);
                let below =
                    (-(factor.gain + factor.items.iter().map(|i| i.weight * i.points).sum::<f64>())).max(0.0);
                let expected = missing + 100.0 * factor.weight * below;
                assert!((gained - expected).abs() < 1e-6, "{item:?}: {gained} of {expected}");
                items += 1;
            }
        }
    }
    assert!(factors > 100 && items > 50, "{factors} {items}");
}

/// Where nothing but the rules refuses, filing later helps from the day on which the arrears are paid, and never where
/// they are not, or where the rule is of the days at restriction.
#[test]
fn another_day_helps_from_when_the_arrears_are_paid() {
    let sets = [
        "arrivals.per_day=40",
        "period.arrivals=40d",
        "screen.approve_at=0",
        "screen.refuse_below=0",
        "behaviours.submit_documents.force=0",
        // Nobody waits for the arrears to be paid before they file.
        "behaviours.repay.wait_share=0",
    ];
    let compiled = scenario_with("scenarios/base.toml", &sets);
    let rules = |name: &str| {
        let names = &compiled.model.config().names.reasons;
        (0..names.rules()).map(KnockOut::at).find(|rule| names.of(Reason::KnockedOut(*rule)) == name)
    };
    let (overdue, long) = (rules("still_overdue"), rules("over_90_days_first_attempt"));
    let (mut waited, mut never) = (0, 0);
    for found in explained(&compiled.model, 4, 0, 0..1600) {
        // Securing the account verifies who it is, and so lifts another rule.
        if !found.applicant.applicant.information.identity_verified {
            continue;
        }
        for application in &found.applications {
            let Some(least) = &application.least else { continue };
            let filed = &application.filed;
            let days_overdue = u32::from(found.applicant.applicant.days_overdue);
            let taken = found.preparations.iter().filter(|part| part.attempt <= filed.attempt);
            let mut taken = taken.flat_map(|part| &part.takes_up);
            let paid = taken.find(|taken| taken.behaviour == Behaviour::REPAY).map(|taken| taken.effective);
            let other = filed.rule != overdue || (filed.attempt == 1 && days_overdue > 90);
            let expected = match paid {
                Some(paid) if !other => {
                    let day = |days: &u32| filed.submitted_at + u64::from(*days) * DAY >= paid;
                    (1..=120).find(day)
                }
                _ => None,
            };
            // Whoever breaks another rule as well is refused by that one then.
            if expected.is_some() && least.later.days.is_none() && least.later.rule != overdue {
                continue;
            }
            assert_eq!(least.later.days, expected, "{filed:?}, paid {paid:?}, {:?}", least.later);
            *if expected.is_some() { &mut waited } else { &mut never } += 1;
            if filed.rule == long {
                assert_eq!(least.later.rule, long);
            }
        }
    }
    assert!(waited > 20 && never > 50, "{waited} {never}");
}

/// With the same noise whoever is more lenient approves whatever a less lenient one does; so the others who approve are
/// the most lenient of all, and every one of them is more lenient than whoever refused. Where all are alike, nobody
/// would have decided otherwise.
#[test]
fn the_others_who_approve_are_the_most_lenient() {
    let size = ["arrivals.per_day=40", "period.arrivals=40d"];
    let compiled = scenario_with("scenarios/base.toml", &size);
    let key = ReplicationKey::new(6, 0);
    let leniency = |member: u32| key.stream(u64::from(member), Purpose::Leniency, 0).normal();
    let (mut some, mut read) = (0, 0);
    let all = explained(&compiled.model, 6, 0, 0..1600);
    for turn in all.iter().flat_map(|found| &found.applications).filter_map(|one| one.least.as_ref()) {
        for reading in &turn.reviewers {
            assert_eq!(reading.others, 8);
            let approving: BTreeSet<u32> = reading.approving.iter().map(|(_, member)| *member).collect();
            let least = approving.iter().map(|member| leniency(*member)).fold(f64::INFINITY, f64::min);
            let others = (0..9).filter(|member| !approving.contains(member)).map(leniency);
            assert!(others.fold(f64::NEG_INFINITY, f64::max) < least);
            assert!(!approving.contains(&reading.by.1));
            some += u32::from(!approving.is_empty());
            read += 1;
        }
    }
    assert!(some > 20 && read > 100, "{some} of {read}");
    let alike = scenario_with("scenarios/base.toml", &[size[0], size[1], "human.leniency_sd=0"]);
    for found in explained(&alike.model, 6, 0, 0..800) {
        let turns = found.applications.iter().filter_map(|one| one.least.as_ref());
        assert!(turns.flat_map(|least| &least.reviewers).all(|turn| turn.approving.is_empty()));
    }
}
