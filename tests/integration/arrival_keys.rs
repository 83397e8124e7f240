//! Keys about arrivals that once said nothing of what they did.

use std::path::Path;

use reinstate::observe::STATION_MEASURES;
use reinstate::scenario::{Scenario, compile, load_text, resolved_text};
use reinstate::stats::ConfidenceLevel;

use crate::common::{play, scenario};

/// Seven arrivals in ten minutes at one desk that serves one a minute.
const PLAIN_DEFAULTS: &str = r#"
name = "plain_defaults"
replications = 20
population.source = "plain"
period = { start = "2024-01-01", arrivals = "62d", warm_up = "2d", drain = "1d" }
arrivals.per_day = 1008.0
[[stage]]
name = "desk"
kind = "station"
servers = 1
shifts = ["00:00-24:00"]
calendar = "every_day"
service = { distribution = "exponential", mean = "1min" }
next = "done"
[[stage]]
name = "done"
kind = "exit"
outcome = "approved"
"#;

/// They wait as in M/M/1: ρ/(μ − λ) = .7/.3 minutes. The interval misses in one of ten thousand runs (the seed is
/// fixed), and is narrower than a tenth of a minute on either side.
#[test]
fn entities_without_attributes_and_only_a_rate_are_a_textbook_queue() {
    let run = play(&scenario(PLAIN_DEFAULTS), 20_240_402, 20, 2);
    let wait = STATION_MEASURES.iter().position(|(name, _)| *name == "wait_mean").unwrap();
    let level = ConfidenceLevel::new(0.9999).unwrap();
    let interval = run.estimates.stations[0].estimate(wait, level).interval.unwrap();
    assert!((interval.low..=interval.high).contains(&(0.7 / 0.3)), "{interval:?}");
    assert!(interval.half_width() < 0.1, "{interval:?}");
}

/// What the scenario is taken to say stands in the file that runs it again.
#[test]
fn even_arrivals_stand_in_the_resolved_scenario() {
    let resolve = |text: &str| {
        let mut loaded = load_text("test.toml", text, &[]);
        let scenario: Scenario = loaded.read();
        assert!(compile(&scenario, &mut loaded.faults).is_some());
        resolved_text(&scenario, &[], Path::new("."))
    };
    let once = resolve(PLAIN_DEFAULTS);
    assert!(once.contains("day_noise = false"), "{once}");
    assert_eq!(resolve(&once), once);
}

/// A run whose moments come from a file is written out without the rate that they replace, so that it can be run again.
#[test]
fn moments_from_a_file_stand_alone_in_the_resolved_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arrivals.csv");
    std::fs::write(&file, "arrival\n2024-01-02 09:00\n").unwrap();
    let text = PLAIN_DEFAULTS.replace("per_day = 1008.0", &format!("file = '{}'", file.display()));
    let judge = |text: &str| {
        let mut loaded = load_text("test.toml", text, &[]);
        let scenario: Scenario = loaded.read();
        (compile(&scenario, &mut loaded.faults).is_some(), scenario, loaded)
    };
    let (sound, read, _) = judge(&text);
    assert!(sound);
    let (again, _, loaded) = judge(&resolved_text(&read, &[], Path::new(".")));
    assert!(again, "{}", loaded.faults.render(&loaded.sources, false));
    let (both, _, loaded) = judge(&format!("arrivals.per_day = 100.0\n{text}"));
    let messages: Vec<_> = loaded.faults.iter().map(|fault| fault.message().to_owned()).collect();
    assert!(
        !both && messages.len() == 1 && messages[0].contains("`per_day` stands beside it"),
        "{messages:?}"
    );
}
