//! The same data in another folder is the same scenario; other data in the same file is another.

use std::fs;
use std::path::Path;

use super::*;
use crate::scenario::{load, resolved_text};

const TEXT: &str = "name = \"one\"\npopulation.source = \"plain\"\nperiod.arrivals = \"10d\"\n\
                    arrivals.date_file = \"days.csv\"\n";
const DAYS: &str = "date,factor\n2024-01-02,0.5\n2024-01-03,2\n";

fn identity(dir: &Path, text: &str, days: &str, sets: &[&str]) -> Identity {
    fs::create_dir_all(dir).expect("a folder");
    fs::write(dir.join("days.csv"), days).expect("written");
    fs::write(dir.join("x.toml"), text).expect("written");
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut loaded = load(&dir.join("x.toml"), &sets);
    let scenario: Scenario = loaded.read();
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
    Identity::of(&scenario, &loaded, &[]).expect("every file can be read")
}

#[test]
fn what_decides_no_number_does_not_count() {
    let root = tempfile::tempdir().expect("a folder");
    let one = identity(&root.path().join("a"), TEXT, DAYS, &[]);
    let other = TEXT.replace("\"one\"", "\"two\"");
    let sets = ["description=\"x\"", "replications=3", "interventions.replications=4"];
    assert_eq!(identity(&root.path().join("b/c"), &other, DAYS, &sets).sha256, one.sha256);
}

#[test]
fn what_decides_numbers_counts() {
    let root = tempfile::tempdir().expect("a folder");
    let dir = root.path();
    let one = identity(dir, TEXT, DAYS, &[]).sha256;
    assert_ne!(identity(dir, TEXT, &DAYS.replace("0.5", "0.6"), &[]).sha256, one, "the contents of a file");
    assert_ne!(identity(dir, TEXT, DAYS, &["seed=1"]).sha256, one, "the seed");
    assert_ne!(identity(dir, TEXT, DAYS, &["arrivals.per_day=3"]).sha256, one, "a key");
    assert_ne!(
        identity(dir, TEXT, DAYS, &["arrivals.date_format=\"YYYY-MM-DD\""]).sha256,
        one,
        "how a file is read"
    );
}

#[test]
fn every_file_is_listed_as_it_was_written() {
    let root = tempfile::tempdir().expect("a folder");
    let dir = root.path();
    fs::write(dir.join("below.toml"), "arrivals.per_day = 7\n").expect("written");
    let text = format!("extends = \"below.toml\"\n{TEXT}");
    let found = identity(dir, &text, DAYS, &["seed=1"]);
    let listed: Vec<_> =
        found.inputs.iter().map(|input| (input.path.as_str(), input.bytes, input.rows)).collect();
    let (top, below) = (dir.join("x.toml"), dir.join("below.toml"));
    let expected = [
        (top.to_str().expect("a name"), text.len() as u64, None),
        (below.to_str().expect("a name"), 21, None),
        ("days.csv", DAYS.len() as u64, Some(2)),
    ];
    assert_eq!(listed, expected);
    // Of `date,factor\n2024-01-02,0.5\n2024-01-03,2\n`, by sha256sum.
    assert_eq!(found.inputs[2].sha256, digest(DAYS.as_bytes()));
}

/// A folder that is moved together with its data can be run again.
#[test]
fn the_resolved_scenario_names_files_relative_to_itself() {
    let root = tempfile::tempdir().expect("a folder");
    let before = root.path().join("before");
    let one = identity(&before.join("data"), TEXT, DAYS, &[]);
    let mut loaded = load(&before.join("data/x.toml"), &[]);
    let scenario: Scenario = loaded.read();
    let out = before.join("output/one");
    fs::create_dir_all(&out).expect("a folder");
    let resolved = resolved_text(&scenario, &[], &out);
    assert!(resolved.contains("date_file = \"../../data/days.csv\""), "{resolved}");
    fs::write(out.join("scenario.resolved.toml"), resolved).expect("written");
    let after = root.path().join("after");
    fs::rename(&before, &after).expect("moved");
    let mut again = load(&after.join("output/one/scenario.resolved.toml"), &[]);
    let scenario: Scenario = again.read();
    assert!(again.faults.is_empty(), "{}", again.faults.render(&again.sources, false));
    assert_eq!(Identity::of(&scenario, &again, &[]).expect("readable").sha256, one.sha256);
}
