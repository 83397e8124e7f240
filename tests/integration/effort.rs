//! What behaviours cost an applicant, and how they move the true risk, against plain sums.

use reinstate::behaviour::{Behaviour, Behaviours, Forced, Progress};
use reinstate::population::Applicant;
use reinstate::random::ReplicationKey;
use reinstate::time::{DAY, SimTime};

use crate::common::{scenario, scenario_with};

fn close_to(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs()
}

/// For every set of behaviours, with and without arrears.
#[test]
fn every_set_of_behaviours_costs_the_sum_of_its_members() {
    let compiled = scenario_with(
        "scenarios/base.toml",
        &["behaviours.secure.cost=\"¥7.31\"", "behaviours.repay.cost=\"¥0.17\""],
    );
    let config = compiled.model.config();
    let behaviours = Behaviours::new(config.behaviours.clone(), &Forced::NONE);
    let people = |index| config.population.applicant(ReplicationKey::new(3, 0), index);
    let in_arrears = (0..200).map(people).find(Applicant::has_arrears).unwrap();
    let without = (0..200).map(people).find(|applicant| !applicant.has_arrears()).unwrap();
    let restricted = SimTime::from_day(3);
    let effective = restricted + 2 * DAY;
    for (set, applicant) in (0..128_u8).flat_map(|set| [(set, &in_arrears), (set, &without)]) {
        let members = || Behaviour::first(7).filter(move |member| set >> member.index() & 1 == 1);
        let mut progress = Progress::new(restricted);
        members().for_each(|behaviour| progress.adopt(behaviour, restricted, effective));
        let sum = |of: fn(&reinstate::behaviour::ActionConfig) -> f64| {
            members().map(|member| of(&config.behaviours.actions[member.index()])).sum::<f64>()
        };
        let (mut money, mut arrears) = (sum(|action| action.money_cny), 0.0);
        if members().any(|member| member == Behaviour::REPAY) {
            let days = f64::from(applicant.days_overdue) + 2.0;
            arrears = f64::from(applicant.balance_cny);
            money += arrears * config.effects.daily_penalty * days;
        }
        let costs = behaviours.costs(&config.effects, applicant, &progress, effective);
        assert!(close_to(costs.money_cny, money), "{set:07b}: {costs:?} for {money}");
        assert_eq!(costs.arrears_cny, arrears, "{set:07b}");
        assert!(close_to(costs.effort_hours, sum(|action| action.effort_hours)), "{set:07b}: {costs:?}");
        let shift = behaviours.risk_shift(progress.working(effective));
        assert!(close_to(shift, sum(|action| action.risk_log_odds)), "{set:07b}: {shift}");
        let early = behaviours.risk_shift(progress.working(restricted));
        assert!(early.abs() < 1e-300, "nothing works yet: {early}");
    }
}

/// For every set of behaviours, some of which go on building up, two of them on the same factor.
#[test]
fn every_set_of_behaviours_gains_the_sum_of_its_members() {
    let compiled = scenario_with(
        "scenarios/base.toml",
        &[
            "behaviours.raise_external.late_effect=0.07",
            "behaviours.raise_external.late_span=\"40d\"",
            "behaviours.edits.penalty=0.0",
            "behaviours.raise_external.effect=0.1",
            "behaviours.stop_edits.effect=0.03",
            "behaviours.stop_edits.late_effect=0.02",
            "behaviours.stop_edits.late_span=\"20d\"",
        ],
    );
    let config = compiled.model.config();
    let behaviours = Behaviours::new(config.behaviours.clone(), &Forced::NONE);
    let applicant = config.population.applicant(ReplicationKey::new(3, 0), 0);
    let (restricted, days) = (SimTime::from_day(3), 10_u32);
    let effective = restricted + 2 * DAY;
    // Which factor each works on: credit, security, information twice, consumption, external twice.
    let factor = [0, 1, 2, 2, 3, 4, 4];
    for set in 0..128_u8 {
        let mut progress = Progress::new(restricted);
        let mut gains = [0.0; 8];
        for behaviour in Behaviour::first(7).filter(|member| set >> member.index() & 1 == 1) {
            progress.adopt(behaviour, restricted, effective);
            let action = &config.behaviours.actions[behaviour.index()];
            let late = if action.late_effect > 0.0 {
                action.late_effect * (f64::from(days) / action.late_span.as_days())
            } else {
                0.0
            };
            gains[factor[behaviour.index()]] += action.effect + late;
        }
        let shifts = |now| behaviours.shifts(&config.effects, &applicant, &progress, now).factors;
        for (found, expected) in shifts(effective + u64::from(days) * DAY).into_iter().zip(gains) {
            assert!((found - expected).abs() < 1e-12, "{set:07b}: {found} for {expected}");
        }
        assert!(shifts(restricted).iter().all(|gain| gain.abs() < 1e-300), "nothing works yet");
    }
}

/// A repayment so late that it never takes effect accrues interest until nothing more happens.
#[test]
fn interest_on_a_repayment_that_never_comes_ends_with_the_journey() {
    let compiled = scenario("");
    let config = compiled.model.config();
    let behaviours = Behaviours::new(config.behaviours.clone(), &Forced::NONE);
    let applicant = config.population.applicant(ReplicationKey::new(3, 0), 0);
    let end = SimTime::START + 30 * DAY;
    let cost = |effective: SimTime| {
        let mut progress = Progress::new(SimTime::START);
        progress.adopt(Behaviour::REPAY, SimTime::START, effective);
        behaviours.costs(&config.effects, &applicant, &progress, end).money_cny
    };
    assert!(close_to(cost(SimTime::from_day(20_000)), cost(end)));
    assert!(cost(SimTime::from_day(1)) < cost(end));
}
