//! Figures by hour, weekday and people, of cases that can be worked out by hand.

use super::{ALWAYS, desk, exact};
use crate::common::{outcome, scenario_with};
use reinstate::model::{Model, replicate};
use reinstate::observe::{Outcome, RESOURCE_MEASURES, SLOT_MEASURES, SLOTS, Tally, TallyConfig};

fn played(model: &Model, seed: u64) -> Outcome {
    let mut tally = Tally::new(model.tally_config());
    replicate(model, seed, 0, &mut tally);
    tally.finish(model.end())
}

/// A measure of a station in a slot: an hour, or 24 and more for weekdays from Monday.
fn slot(outcome: &Outcome, station: usize, slot: usize, name: &str) -> Option<f64> {
    let at = SLOT_MEASURES.iter().position(|(known, _)| *known == name).unwrap();
    let all = outcome.by_time.as_ref().unwrap().measures();
    all[(station * SLOTS + slot) * SLOT_MEASURES.len() + at].value
}

/// 2024-03-04 is a Monday. The second case waits for 45 minutes and the third works past midnight; there are 28 days.
#[test]
fn hours_and_weekdays_have_what_happens_in_them() {
    let keys = format!("{ALWAYS}\nservice = \"1h\"");
    let model = exact(&desk(&keys), &["03-04 09:30", "03-04 09:45", "03-05 23:30"]).model.by_time();
    let found = played(&model, 1);
    let of = |at: usize, name: &str| slot(&found, 0, at, name);
    let counts = |name: &str| -> Vec<(usize, f64)> {
        (0..SLOTS).filter_map(|at| Some((at, of(at, name)?))).filter(|(_, value)| *value > 0.0).collect()
    };
    assert_eq!(counts("arrivals"), [(9, 2.0), (23, 1.0), (24, 2.0), (25, 1.0)]);
    assert_eq!(counts("served"), [(0, 1.0), (10, 1.0), (11, 1.0), (24, 2.0), (26, 1.0)]);
    assert_eq!((of(9, "wait_mean"), of(23, "wait_mean"), of(10, "wait_mean")), (Some(22.5), Some(0.0), None));
    for (at, hours) in [(0, 0.5), (9, 0.5), (10, 1.0), (11, 0.5), (12, 0.0), (23, 0.5)] {
        assert_eq!(of(at, "utilisation"), Some(hours / 28.0), "hour {at}");
    }
    // Four of each weekday.
    for (at, hours) in [(24, 2.0), (25, 0.5), (26, 0.5), (27, 0.0)] {
        assert_eq!(of(at, "utilisation"), Some(hours / 96.0), "weekday {}", at - 24);
    }
}

/// What is told by hour, by weekday and by people adds up to what is told of the stations.
#[test]
fn parts_add_up_to_the_whole() {
    for more in [
        &["team.reviewers.end_of_shift=\"hand_over\""][..],
        &["period.warm_up=\"36h\"", "team.reviewers.people=6"],
    ] {
        let model = scenario_with("scenarios/base.toml", more).model.by_time();
        let found = played(&model, 8);
        let config: &TallyConfig = model.tally_config();
        let plan = config.by_time.as_ref().unwrap();
        for (at, station) in found.stations.iter().enumerate() {
            for slots in [0..24, 24..SLOTS] {
                let sum = |name: &str| slots.clone().filter_map(|s| slot(&found, at, s, name)).sum::<f64>();
                assert_eq!(
                    (sum("arrivals") as u64, sum("served") as u64),
                    (station.arrivals, station.served)
                );
                let busy: f64 = slots
                    .clone()
                    .filter_map(|s| Some(slot(&found, at, s, "utilisation")? * plan.duty[at][s]))
                    .sum();
                let whole = station.busy_hours(found.arrival_days);
                assert!((busy - whole).abs() < 1e-6 * whole, "{busy} and {whole}");
                let duty: f64 = plan.duty[at][slots.clone()].iter().sum();
                let whole = station.facts().duty.counted(found.arrival_days);
                assert!((duty - whole).abs() < 1e-6 * whole, "{duty} and {whole}");
            }
        }
        let people = found.by_time.as_ref().unwrap().of_resources();
        let served = |rows: &[usize]| {
            rows.iter().filter_map(|row| people[row * RESOURCE_MEASURES.len()].value).sum::<f64>()
        };
        // Agents and reviewers: a group each, and then everyone of it.
        let all: Vec<usize> = (0..people.len() / RESOURCE_MEASURES.len()).collect();
        let both = 2 * found.stations.iter().map(|station| station.served).sum::<u64>();
        assert_eq!(served(&all) as u64, both);
    }
}

/// Nothing else changes because somebody asks.
#[test]
fn asking_changes_nothing() {
    let compiled = scenario_with("scenarios/base.toml", &[]);
    let plain = outcome(&compiled, 2, 0);
    let mut asked = played(&compiled.model.by_time(), 2);
    assert!(asked.by_time.take().is_some());
    assert_eq!(plain, asked);
}
