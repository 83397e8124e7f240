//! What is counted where what is filed on some days alone is.

use reinstate::model::{Model, replicate};
use reinstate::observe::{
    ApplicantRecord, ApplicationRecord, METRICS, Observer, Outcome, STATION_MEASURES, Tally,
};
use reinstate::policy::Route;
use reinstate::time::SimTime;

use crate::common::{outcome, scenario, scenario_with};

/// Plays replication 0 of a model.
fn played(model: &Model, seed: u64) -> Outcome {
    let mut tally = Tally::new(model.tally_config());
    replicate(model, seed, 0, &mut tally);
    tally.finish(model.end())
}

/// Everything that is filed and everyone who files, as it happens.
#[derive(Default)]
struct Heard {
    /// When it was filed, whether a human decided it, and after how many working days.
    applications: Vec<(SimTime, bool, Option<u32>)>,
    /// When the first application was filed, and whether the account was restored in the end.
    applicants: Vec<(SimTime, bool)>,
}

impl Observer for Heard {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.applications.push((record.submitted_at, record.route == Route::Human, record.working_days));
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if let Some(first) = record.first {
            self.applicants.push((first.filed_at, record.restored_at.is_some()));
        }
    }
}

fn value(outcome: &Outcome, name: &str) -> Option<f64> {
    METRICS.iter().find(|metric| metric.name == name).and_then(|metric| (metric.read)(outcome).value)
}

/// A window of some days counts exactly what is filed on them, whenever it is decided, and the people who file for the
/// first time then.
#[test]
fn a_window_counts_what_is_filed_in_it() {
    let model = scenario_with("scenarios/base.toml", &["team.reviewers.people=6"]).model;
    let mut heard = Heard::default();
    replicate(&model, 9, 0, &mut heard);
    for days in [48..49, 48..55, 0..1, 178..200] {
        let found = played(&model.filed_on(days.clone()), 9);
        let within = |at: &SimTime| days.contains(&at.day());
        let filed: Vec<_> = heard.applications.iter().filter(|(at, ..)| within(at)).collect();
        assert_eq!(found.applications, filed.len() as u64, "{days:?}");
        assert_eq!(found.applications, found.routes.iter().sum::<u64>());
        let human = filed.iter().filter(|(_, human, days)| *human && days.is_some()).count();
        assert_eq!(found.human.decided, human as u64);
        let soon =
            filed.iter().filter(|(_, human, days)| *human && days.is_some_and(|days| days <= 3)).count();
        assert_eq!(found.working_days_human.count_at_most(3), soon as u64);
        let people: Vec<_> = heard.applicants.iter().filter(|(at, _)| within(at)).collect();
        assert_eq!(found.applicants, people.len() as u64);
        assert_eq!(found.restored(), people.iter().filter(|(_, restored)| *restored).count() as u64);
        assert!(found.applications > 10, "{days:?}");
    }
}

/// What is played around the window is what is played without one.
#[test]
fn days_are_shown_as_without_a_window() {
    let model = scenario_with("scenarios/base.toml", &[]).model;
    let (whole, window) = (played(&model, 4), played(&model.filed_on(48..55), 4));
    assert_eq!(whole.days, window.days);
    for (all, some) in whole.stations.iter().zip(&window.stations) {
        for day in 0..all.day_count() {
            assert_eq!(all.day(day), some.day(day), "day {day}");
        }
    }
}

/// Windows that together are all days count everything once.
#[test]
fn windows_add_up() {
    let model = scenario_with("scenarios/base.toml", &[]).model;
    let days = model.end().day();
    let whole = played(&model, 6);
    let parts: Vec<Outcome> =
        [0..30, 30..31, 31..150, 150..days].map(|part| played(&model.filed_on(part), 6)).into();
    let sum = |of: fn(&Outcome) -> u64| parts.iter().map(of).sum::<u64>();
    assert_eq!(sum(|part| part.applications), whole.applications);
    assert_eq!(sum(|part| part.decisions.approved), whole.decisions.approved);
    // Who never files is in none of them.
    assert!(sum(|part| part.applicants) < whole.applicants);
    for station in 0..whole.stations.len() {
        let visits: u64 = parts.iter().map(|part| part.stations[station].arrivals).sum();
        assert_eq!(visits, whole.stations[station].arrivals);
        let busy: f64 = parts.iter().map(|part| part.stations[station].busy_hours(part.arrival_days)).sum();
        let all = whole.stations[station].busy_hours(days);
        assert!((busy - all).abs() < 1e-6 * all, "{busy} and {all}");
    }
    // On days with arrivals people are paid for their hours, later for what they do: no hour is lost or paid twice.
    let (hours, paid) = (whole.pay.hours, parts.iter().map(|part| part.pay.hours).sum::<f64>());
    assert!((hours - paid).abs() < 1e-6 * hours, "{hours} and {paid}");
}

/// One person on working days, with far more to do than can be done, is busy all of any window.
#[test]
fn levels_and_duty_are_those_of_the_window() {
    let text = "population.source = \"plain\"\narrivals.per_day = 300\n\
                period = { start = \"2024-01-02\", arrivals = \"10d\", drain = \"0d\" }\n\
                [[stage]]\nname = \"desk\"\nkind = \"station\"\nservers = 1\nservice = \"30min\"\nnext = \"done\"\n\
                [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n";
    let compiled = scenario(text);
    let whole = outcome(&compiled, 3, 0);
    let at = STATION_MEASURES.iter().position(|(name, _)| *name == "queue_mean").unwrap();
    let line = |outcome: &Outcome| outcome.stations[0].measures(outcome.arrival_days)[at].value.unwrap();
    let mut last = 0.0;
    for day in [1, 2, 7, 9] {
        let found = played(&compiled.model.filed_on(day..day + 1), 3);
        assert_eq!(value(&found, "reviewer_utilisation"), Some(1.0), "day {day}");
        let mean = whole.stations[0].day(day).queue_hours() / 24.0;
        assert!((line(&found) - mean).abs() < 1e-9, "day {day}");
        assert!(mean > last, "it grows");
        last = mean;
    }
    // 2024-01-06 is a Saturday.
    assert_eq!(value(&played(&compiled.model.filed_on(4..5), 3), "reviewer_utilisation"), None);
}
