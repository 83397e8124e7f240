//! `sim explain` as a person and a script meet it.

use std::path::Path;

use serde_json::Value;

use crate::cli::{sim, small, stderr, stdout};

fn json(folder: &Path, more: &[&str]) -> Value {
    let words = ["explain", "small.toml", "--format", "json"];
    let assert = sim().current_dir(folder).args(words).args(more).assert().success();
    serde_json::from_str(&stdout(&assert)).unwrap()
}

/// A case is named as in `cases.csv`, or by applicant and replication; nothing is written unless a folder is named.
#[test]
fn a_journey_is_told_and_nothing_is_written() {
    let (folder, _) = small();
    let by_case = json(folder.path(), &["--case", "r2-a17"]);
    let by_number = json(folder.path(), &["--applicant", "17", "--replication", "2"]);
    assert_eq!(by_case, by_number);
    assert_eq!((&by_case["case_id"], &by_case["time_zone"]), (&"r2-a17".into(), &"Asia/Shanghai".into()));
    assert_ne!(by_case["attributes"], json(folder.path(), &["--applicant", "17"])["attributes"]);
    let assert =
        sim().current_dir(&folder).args(["explain", "small.toml", "--case", "r2-a17"]).assert().success();
    let text = stdout(&assert);
    let cause = by_case["cause"].as_str().unwrap();
    for said in ["r2-a17", cause, "Before attempt 1", "The end, ", "No advice."] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let there: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(there, ["small.toml"]);
}

/// The text says of every refusal what would have turned it, whatever refused.
#[test]
fn every_refusal_says_what_would_have_turned_it() {
    let (folder, _) = small();
    let (mut refused, mut seen) = (0, std::collections::BTreeSet::new());
    for applicant in 0..24 {
        let applicant = applicant.to_string();
        let told = json(folder.path(), &["--applicant", &applicant]);
        let words = ["explain", "small.toml", "--applicant", &applicant];
        let text = stdout(&sim().current_dir(&folder).env("COLUMNS", "100").args(words).assert().success());
        for application in told["applications"].as_array().unwrap() {
            let is_refused = application["decision"] == "refused";
            assert_eq!(application["least_change"].is_object(), is_refused, "{application}");
            refused += usize::from(is_refused);
            seen.insert(application["route"].as_str().unwrap().to_owned());
        }
        let count =
            told["applications"].as_array().unwrap().iter().filter(|one| one["decision"] == "refused");
        assert_eq!(text.matches("What would have turned this refusal").count(), count.count(), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
    assert!(refused > 5 && seen.len() >= 3, "{refused}, {seen:?}");
}

#[test]
fn a_folder_gets_the_journey_and_its_chart() {
    let (folder, _) = small();
    let out = folder.path().join("out");
    let words = ["explain", "small.toml", "--applicant", "3", "--format", "json", "--out", "out"];
    let assert = sim().current_dir(&folder).args(words).assert().success();
    assert_eq!(std::fs::read_to_string(out.join("journey.json")).unwrap(), stdout(&assert));
    let svg = std::fs::read_to_string(out.join("journey.svg")).unwrap();
    assert!(svg.contains("r0-a3") && svg.starts_with("<svg"));
    assert_eq!(&std::fs::read(out.join("journey.png")).unwrap()[1..4], b"PNG");
    // It does not write over files without being told to.
    let again = sim().current_dir(&folder).args(words).assert().code(2);
    assert!(stderr(&again).contains("journey.json"), "{}", stderr(&again));
    sim().current_dir(&folder).args(words).arg("--force").assert().success();
}

#[test]
fn what_cannot_be_explained_is_told_with_a_remedy() {
    let (folder, _) = small();
    let theory = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory/mm1.toml");
    std::fs::copy(theory, folder.path().join("plain.toml")).unwrap();
    let faults = [
        ("small.toml", &["--case", "17"][..], "cases.csv"),
        ("small.toml", &["--case", "r1-a-2"], "cases.csv"),
        ("small.toml", &["--case", "r1-a999999999999999999999"], "cases.csv"),
        ("small.toml", &["--applicant", "3", "--replication", "3"], "replications=4"),
        ("small.toml", &["--case", "r9-a3"], "replications=10"),
        ("small.toml", &["--applicant", "999999"], "applicants come in replication 0"),
        ("small.toml", &["--case", "r0-b3"], "r0-b3"),
        ("small.toml", &["--applicant", "-1"], "whole number"),
        ("small.toml", &[], "--applicant"),
        ("small.toml", &["--applicant", "1", "--case", "r0-a1"], "--case"),
        ("plain.toml", &["--applicant", "1"], "without attributes"),
    ];
    for (scenario, more, told) in faults {
        let assert = sim().current_dir(&folder).args(["explain", scenario]).args(more).assert().code(2);
        let error = stderr(&assert).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(error.starts_with("error:") && error.contains(told), "{more:?}: {error}");
        assert_eq!(stdout(&assert), "", "{more:?}");
    }
}

/// Whoever was in a line when the period began has a journey too, by the name that stands in the log.
#[test]
fn the_backlog_has_journeys() {
    let (folder, _) = small();
    let backlog = ["--set", "stage.human_review.backlog=5"];
    let words = ["run", "small.toml", "--events", "csv", "--no-charts", "--no-interventions", "--out", "out"];
    sim().current_dir(&folder).args(words).args(backlog).assert().success();
    let log = std::fs::read_to_string(folder.path().join("out/events.csv")).unwrap();
    let ids = log.lines().filter_map(|line| line.split(',').next()).filter(|id| id.starts_with("r0-b"));
    let ids: std::collections::BTreeSet<&str> = ids.collect();
    assert_eq!(ids.len(), 5, "{ids:?}");
    for id in ids {
        let found = json(folder.path(), &["--case", id, backlog[0], backlog[1]]);
        assert_eq!(found["case_id"], id);
        let first = &found["applications"][0];
        assert_eq!(first["stations"][0]["station"], "human_review", "{first}");
        if first["decision"] == "refused" {
            assert_eq!(first["least_change"]["repeats"], true, "{first}");
        }
    }
}
