//! The scenarios that come with the project give the bytes that they gave before.
//!
//! A digest covers the tables and the event log of one replication of three weeks. Whoever means to change a number says
//! why in CHANGELOG.md, and stores what the test prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::cli::sim;

/// What a digest covers, in this order.
const TABLES: [&str; 10] = [
    "summary.csv",
    "replications.csv",
    "stations.csv",
    "queues.csv",
    "timeline.csv",
    "delays.csv",
    "segments.csv",
    "screens.csv",
    "attempts.csv",
    "events.csv",
];

/// Those that say so: a table that is not included, and days of its own.
const ELSEWHERE: [&str; 1] = ["taiwan"];
const OWN_PERIOD: [&str; 1] = ["spring_festival"];

fn shipped(folder: &Path, before: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "toml") {
            found.push(format!("{before}{}", path.file_stem().unwrap().to_str().unwrap()));
        }
    }
}

fn digest(name: &str, out: &Path) -> String {
    let mut command = sim();
    let file = format!("scenarios/{name}.toml");
    command.args(["run", &file, "--replications", "1", "--no-charts", "--no-interventions", "--quiet"]);
    command.args(["--events=csv", "--out"]).arg(out);
    if !OWN_PERIOD.contains(&name) {
        command.args(["--set", "period.arrivals=21d", "--set", "period.warm_up=0d"]);
    }
    command.assert().success();
    let mut sum = Sha256::new();
    for table in TABLES {
        let path = out.join(table);
        if path.exists() {
            sum.update(table.as_bytes());
            sum.update(std::fs::read(path).unwrap());
        }
    }
    let mut told = String::new();
    for byte in sum.finalize().iter().take(16) {
        write!(told, "{byte:02x}").unwrap();
    }
    told
}

#[test]
fn every_scenario_gives_the_bytes_that_are_stored() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = Vec::new();
    shipped(&root.join("scenarios"), "", &mut names);
    shipped(&root.join("scenarios/theory"), "theory/", &mut names);
    names.retain(|name| !ELSEWHERE.contains(&name.as_str()));
    let folder = tempfile::tempdir().unwrap();
    let found: BTreeMap<String, String> =
        names.iter().map(|name| (name.clone(), digest(name, &folder.path().join(name)))).collect();
    let text = std::fs::read_to_string(root.join("tests/digests.toml")).unwrap();
    let stored: BTreeMap<String, String> = toml::from_str(&text).unwrap();
    let mut told = String::new();
    for (name, digest) in &found {
        writeln!(told, "\"{name}\" = \"{digest}\"").unwrap();
    }
    assert!(found == stored, "to be stored, if these numbers are meant to change:\n{told}");
}
