//! What is known of numbers, and of which nothing is known.

use super::*;
use crate::scenario::{load_text, resolved_text};
use std::path::Path;

fn read(text: &str, sets: &[&str]) -> (Loaded, Scenario) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut loaded = load_text("own.toml", text, &sets);
    let scenario: Scenario = loaded.read();
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
    (loaded, scenario)
}

fn of(text: &str, sets: &[&str], key: &str) -> Number {
    let (loaded, scenario) = read(text, sets);
    let found = numbers(&loaded, &scenario).into_iter().find(|number| number.key == key);
    found.unwrap_or_else(|| panic!("no number {key}"))
}

fn tag(number: &Number) -> Option<&'static str> {
    number.origin.as_ref().map(|origin| origin.tag.name())
}

#[test]
fn the_standard_text_can_be_read_and_speaks_of_numbers() {
    let (loaded, scenario) = read("", &[]);
    let all = numbers(&loaded, &scenario);
    for (key, section) in &STANDARD.entries {
        assert!(all.iter().any(|number| is_at_or_below(&number.key, key)), "{key} is no number");
        assert!(fault(key, section).is_none(), "{key}");
    }
    assert!(STANDARD.entries.len() > 250, "{} entries", STANDARD.entries.len());
    let untagged: Vec<&str> =
        all.iter().filter(|number| number.origin.is_none()).map(|number| number.key.as_str()).collect();
    assert!(untagged.is_empty(), "{untagged:?}");
    let outside: Vec<&str> =
        all.iter().filter(|number| number.is_outside()).map(|number| number.key.as_str()).collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn a_number_that_is_changed_loses_its_tag_and_gets_that_of_its_file() {
    let key = "arrivals.per_day";
    assert_eq!(tag(&of("", &[], key)), Some("assumption"));
    // The same number is the same assumption, wherever it stands.
    assert_eq!(tag(&of("arrivals.per_day = 120", &[], key)), Some("assumption"));
    assert_eq!(tag(&of("arrivals.per_day = 150", &[], key)), None);
    for entry in [
        "arrivals.per_day = { tag = \"data\" }",
        "\"arrivals.per_day\" = { tag = \"data\", source = \"ours\" }",
    ] {
        let own = format!("arrivals.per_day = 150\n[provenance]\n{entry}");
        assert_eq!(tag(&of(&own, &[], key)), Some("data"));
        // What the file says speaks of the number of the file.
        assert_eq!(tag(&of(&own, &["arrivals.per_day=200"], key)), None);
        let again = ["arrivals.per_day=200", "provenance.\"arrivals.per_day\"={tag=\"source\"}"];
        assert_eq!(tag(&of(&own, &again, key)), Some("source"));
    }
}

#[test]
fn an_entry_above_several_numbers_speaks_of_those_that_no_other_names() {
    let text = "[provenance]\n\"weights\" = { tag = \"data\" }\n\"weights.credit\" = { tag = \"source\" }";
    assert_eq!(tag(&of(text, &[], "weights.credit")), Some("source"));
    assert_eq!(tag(&of(text, &[], "weights.external")), Some("data"));
    let service = "stage.human_review.service.sigma";
    assert_eq!(tag(&of("", &[], service)), Some("data"));
    let longer = ["stage.human_review.service={distribution=\"lognormal\",median=\"30min\",sigma=0.768}"];
    // The law was written anew, and one of its numbers is what it was.
    assert_eq!(tag(&of("", &longer, service)), Some("data"));
    assert_eq!(tag(&of("", &longer, "stage.human_review.service.median")), None);
}

#[test]
fn bands_are_in_the_unit_of_their_number() {
    let number = of("", &[], "behaviours.repay.delay.median");
    let origin = number.origin.expect("tagged");
    let (unit, size) = number.amount.unit();
    let (low, high) = origin.band.expect("a band");
    assert_eq!((unit, number.amount.base() / size), ("d", 3.0));
    assert_eq!((low.base() / size, high.base() / size), (1.0, 7.0));
}

#[test]
fn a_resolved_file_says_the_same() {
    let own = "weights.credit = 40\nfactors.credit = [0.3, 0.4, 0.2, 0.1]\n[provenance]\n\
               \"factors.credit\" = { tag = \"data\", source = \"a \\\"scorecard\\\"\" }";
    let (loaded, scenario) = read(own, &["factors.credit.1=0.5"]);
    let before = numbers(&loaded, &scenario);
    let (loaded, scenario) = read(&resolved_text(&scenario, &before, Path::new(".")), &[]);
    let after = numbers(&loaded, &scenario);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        let origin = |number: &Number| {
            number.origin.as_ref().map(|origin| (origin.tag, origin.source.clone(), origin.band))
        };
        assert_eq!((&before.key, before.amount, origin(before)), (&after.key, after.amount, origin(after)));
    }
    let untagged = before.iter().filter(|number| number.origin.is_none()).map(|number| number.key.as_str());
    assert_eq!(untagged.collect::<Vec<_>>(), ["weights.credit", "factors.credit.1"]);
}

#[test]
fn entries_that_say_nothing_are_faults() {
    for (entry, message) in [
        ("arrivals.per_dya = { tag = \"data\" }", "`arrivals.per_dya` is the key of no number"),
        ("arrivals.per_day = { tag = \"data\", low = 1 }", "the band of `arrivals.per_day` has one end only"),
        (
            "arrivals.per_day = { tag = \"data\", low = 9, high = 1 }",
            "the band of `arrivals.per_day` runs from 9 to 1",
        ),
        (
            "notice.lag.min = { tag = \"data\", low = \"1h\", high = 2 }",
            "the band of `notice.lag.min` runs from 1h to 2",
        ),
    ] {
        let (_, scenario) = read(&format!("[provenance]\n{entry}"), &[]);
        let mut found = Vec::new();
        check(&scenario, &mut found);
        let messages: Vec<&str> = found.iter().map(Fault::message).collect();
        assert_eq!(messages, [message]);
    }
}

#[test]
fn an_argument_about_no_number_is_a_fault_and_a_lower_file_is_none() {
    let (_, scenario) = read("", &["provenance.\"arrivals.per_dya\"={tag=\"data\"}"]);
    let mut found = Vec::new();
    check(&scenario, &mut found);
    let remedies: Vec<&str> = found.iter().map(Fault::remedy).collect();
    assert_eq!(remedies, ["did you mean `arrivals.per_day`?"]);

    let folder = tempfile::tempdir().expect("a folder");
    let lower =
        "[provenance]\n\"stage.human_review\" = { tag = \"data\" }\n\"weights.none\" = { tag = \"data\" }\n";
    std::fs::write(folder.path().join("lower.toml"), lower).expect("written");
    std::fs::write(folder.path().join("upper.toml"), "extends = \"lower.toml\"\n").expect("written");
    for (file, faults) in [("lower.toml", 1), ("upper.toml", 0)] {
        let mut loaded = crate::scenario::load(&folder.path().join(file), &[]);
        let scenario: Scenario = loaded.read();
        let mut found = Vec::new();
        check(&scenario, &mut found);
        assert_eq!(found.len(), faults, "{file}");
    }
}
