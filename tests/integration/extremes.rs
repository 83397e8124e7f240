//! Every key at its extremes: whatever is accepted can be played, and no number that comes out is beyond its bounds.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reinstate::experiment::{Estimates, judge};
use reinstate::model::replicate_unless;
use reinstate::observe::Tally;
use reinstate::results::Tables;
use reinstate::scenario::{Compiled, Scenario, Section as _, compile, load_text};

/// A short run of few applicants, with people or without.
const PEOPLE: &str =
    "period = { start = \"2024-01-02\", arrivals = \"6d\", drain = \"10d\" }\narrivals.per_day = 4\n";
const PLAIN: &str = "population.source = \"plain\"\ncalendar.preset = \"every_day\"\narrivals.per_day = 20\n\
    period = { start = \"2024-01-02\", arrivals = \"3d\", drain = \"3d\" }\n\
    [[stage]]\nname = \"desk\"\nkind = \"station\"\nteam = \"desk\"\nservice = \"30min\"\nbalk_at = 9\nbalked = \"done\"\n\
    patience = \"3h\"\nreneged = \"done\"\nnext = \"done\"\n\
    [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n[team.desk]\npeople = 2\n";

const NUMBERS: [&str; 9] = ["0", "-0.0", "1e-310", "1e-9", "0.5", "1", "50", "1e6", "1e15"];
const DURATIONS: [&str; 6] =
    ["\"0s\"", "\"1e-6s\"", "\"1e-310s\"", "\"400d\"", "\"1e11s\"", "\"3 working days\""];
const MONEY: [&str; 2] = ["\"¥0\"", "\"¥1e15\""];
/// Laws without a mean, with one that no float holds, and at their ends.
const LAWS: [&str; 6] = [
    "{ distribution = \"lognormal\", median = \"1h\", sigma = 50 }",
    "{ distribution = \"pareto\", minimum = \"1h\", shape = 0.5 }",
    "{ distribution = \"weibull\", shape = 0.01, scale = \"1h\" }",
    "{ distribution = \"gamma\", shape = 1e-6, mean = \"1h\" }",
    "{ distribution = \"exponential\", mean = \"1e11s\" }",
    "{ distribution = \"constant\", value = \"0s\" }",
];

/// Dotted paths of all keys with what is to be tried there.
fn tries(prefix: &str, value: &toml::Value, found: &mut Vec<(String, &'static str)>) {
    let mut add =
        |values: &[&'static str]| found.extend(values.iter().map(|value| (prefix.to_owned(), *value)));
    match value {
        toml::Value::Integer(_) | toml::Value::Float(_) => add(&NUMBERS),
        toml::Value::String(text) if text.starts_with('¥') => add(&MONEY),
        toml::Value::String(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            add(&DURATIONS);
            add(&LAWS);
        }
        toml::Value::Table(table) if table.contains_key("distribution") => {
            add(&DURATIONS);
            add(&LAWS);
        }
        toml::Value::Table(table) => {
            for (key, value) in table {
                tries(&if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") }, value, found);
            }
        }
        toml::Value::Array(items) => {
            for item in items.iter().filter_map(toml::Value::as_table) {
                if let Some(name) = item.get("name").and_then(toml::Value::as_str) {
                    tries(&format!("{prefix}.{name}"), &toml::Value::Table(item.clone()), found);
                }
            }
        }
        _ => {}
    }
}

fn compiled(text: &str, set: &str) -> Option<Compiled> {
    let mut loaded = load_text("extreme.toml", text, &[set.to_owned()]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    assert_eq!(compiled.is_some(), loaded.faults.is_empty(), "{set}");
    compiled
}

/// Plays one replication, a few seconds at most, and judges what comes out; whether it came to its end.
fn stays_within_bounds(
    compiled: &Compiled,
    set: &str,
    ends: &(AtomicBool, std::sync::Mutex<Instant>),
) -> bool {
    let mut tally = Tally::new(compiled.model.tally_config());
    *ends.1.lock().unwrap() = Instant::now() + Duration::from_secs(3);
    ends.0.store(false, Ordering::Relaxed);
    if replicate_unless(&compiled.model, 7, 0, &mut tally, &ends.0).is_none() {
        return false;
    }
    let mut estimates = Estimates::default();
    estimates.push(&tally.finish(compiled.model.end()));
    let config = compiled.model.config();
    let judged = judge(&compiled.expectations, &estimates);
    let tables = Tables::build(&estimates, None, &judged, compiled.model.tally_config(), &config.calendar);
    let summary = tables.summary.iter().map(|row| (&row.metric, &row.unit, row.estimate));
    let stations = tables.stations.iter().map(|row| (&row.metric, &row.unit, row.estimate));
    for (metric, unit, estimate) in summary.chain(stations) {
        let Some(value) = estimate else { continue };
        assert!(value.is_finite(), "{set}: {metric} is {value}");
        assert!(unit != "share" || (-1e-9..=1.0 + 1e-9).contains(&value), "{set}: {metric} is {value}");
    }
    true
}

/// Plays every `step`th try, beginning at `first`; how many were played to the end.
fn play_some(text: &str, all: &[(String, &'static str)], first: usize, step: usize) -> usize {
    let ends = (AtomicBool::new(false), std::sync::Mutex::new(Instant::now() + Duration::from_secs(3)));
    let over = AtomicBool::new(false);
    let played = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        let _end = Over(&over);
        threads.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                if Instant::now() > *ends.1.lock().unwrap() {
                    ends.0.store(true, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        for (key, value) in all.iter().skip(first).step_by(step) {
            let set = format!("{key}={value}");
            if let Some(compiled) = compiled(text, &set)
                && stays_within_bounds(&compiled, &set, &ends)
            {
                played.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    played.into_inner()
}

/// Ends the watch over a play when it is over, also where that is by a panic.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// So many of all tries are made each time the test runs: every key, with another part of its extremes. Set
/// `REINSTATE_ALL_EXTREMES` for all of them, which takes minutes.
fn step() -> usize {
    if std::env::var_os("REINSTATE_ALL_EXTREMES").is_some() { 1 } else { 7 }
}

fn every_key_at_its_extremes(text: &str, least: usize) {
    let mut loaded = load_text("extreme.toml", text, &[]);
    let scenario: Scenario = loaded.read();
    let mut all = Vec::new();
    tries("", &toml::Value::Table(scenario.to_table()), &mut all);
    // How many come is no matter of bounds, and a million of them take long.
    all.retain(|(key, value)| !(key == "arrivals.per_day" && matches!(*value, "1e6" | "1e15")));
    assert!(all.len() > 500, "{}", all.len());
    let played = play_some(text, &all, 0, step());
    assert!(played > least, "only {played} of {} were accepted and played", all.len() / step());
}

#[test]
fn people_at_every_extreme() {
    every_key_at_its_extremes(PEOPLE, 60);
}

#[test]
fn entities_at_every_extreme() {
    // Most keys are about people, and refused.
    every_key_at_its_extremes(PLAIN, 15);
}

/// What once came out as a panic, as more than all of the time, or never.
#[test]
fn known_extremes_stay_within_bounds() {
    let ends = (AtomicBool::new(false), std::sync::Mutex::new(Instant::now()));
    for (text, set) in [
        (PEOPLE, "arrivals.per_day=-0.0"),
        (PEOPLE, "arrivals.holiday_factor=-0.0"),
        (PEOPLE, "arrivals.weekday_profile=[-0.0, 0, 0, 0, 0, 0, 1]"),
        (PEOPLE, "team.reviewers.availability=1e-6"),
        (PLAIN, "team.desk.availability=1e-6"),
        (PEOPLE, "stage.human_review.service={ distribution = \"lognormal\", median = \"1h\", sigma = 50 }"),
        (PLAIN, "stage.desk.service={ distribution = \"lognormal\", median = \"1h\", sigma = 50 }"),
        (PLAIN, "stage.desk.service=\"1e11s\""),
    ] {
        let compiled = compiled(text, set).unwrap_or_else(|| panic!("{set} is refused"));
        assert!(stays_within_bounds(&compiled, set, &ends), "{set}");
    }
    assert!(compiled(PEOPLE, "team.reviewers.availability=1e-310").is_none());
}
