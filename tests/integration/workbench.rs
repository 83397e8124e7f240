//! The library's front door: what comes out of it is what the program writes, and faults are data.

use std::sync::atomic::Ordering;

use assert_cmd::Command;
use reinstate::workbench::{Phase, ProgressReport, Warning};
use reinstate::{Progress, Study, StudyError};

const SMALL: [(&str, &str); 3] =
    [("replications", "2"), ("arrivals.per_day", "20"), ("period.arrivals", "40d")];

fn small() -> Study {
    let base = Study::load("scenarios/base.toml").unwrap();
    SMALL.into_iter().fold(base, |study, (key, value)| study.set(key, value).unwrap())
}

/// Name, estimate and ends of the interval of each row of a table; a station's rows under its name.
fn rows(path: &std::path::Path) -> Vec<(String, [Option<f64>; 4])> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name);
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let station = at("station").map_or(String::new(), |at| format!("{}.", &row[at]));
            let number = |name: &str| row[at(name).unwrap()].parse().ok();
            let name = format!("{station}{}", &row[at("metric").unwrap()]);
            (name, ["estimate", "std_error", "ci_low", "ci_high"].map(number))
        })
        .collect()
}

#[test]
fn estimates_are_those_that_the_program_writes() {
    let progress = Progress::default();
    let results = small().threads(1).run(&progress).unwrap();
    assert_eq!(progress.played.load(Ordering::Relaxed), 2);
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("sim").unwrap();
    command.args(["run", "scenarios/base.toml", "--no-interventions", "--no-charts", "--quiet", "--out"]);
    command.arg(folder.path().join("out"));
    for (key, value) in SMALL {
        command.arg("--set").arg(format!("{key}={value}"));
    }
    command.assert().success();
    let written: Vec<_> = ["summary.csv", "stations.csv"]
        .iter()
        .flat_map(|table| rows(&folder.path().join("out").join(table)))
        .collect();
    assert!(written.len() > 60 && written.len() == results.names().count());
    for (name, expected) in written {
        let found = results.metric(&name).unwrap();
        let (low, high) = found.interval.unzip();
        assert_eq!([found.value, found.std_error, low, high], expected, "{name}");
    }
}

#[test]
fn faults_are_data_with_place_and_remedy() {
    let Err(StudyError::Scenario(faults)) = small().set("team.reviewers.poeple", 7) else {
        panic!("an unknown key is a fault");
    };
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!((fault.file.as_str(), fault.line, fault.text.as_str()), ("--set", 1, "poeple"));
    assert!(fault.remedy.contains("`people`"), "{fault}");
    assert!(serde_json::to_string(&faults).unwrap().contains("\"column\":"));
    let missing = Study::load("scenarios/nowhere.toml").unwrap_err();
    assert!(missing.to_string().contains("nowhere.toml"), "{missing}");
}

#[test]
fn an_unknown_metric_is_answered_with_the_nearest() {
    let results = small().set("replications", 1).unwrap().run(&Progress::default()).unwrap();
    let error = results.metric("human_review.wait_p59").unwrap_err();
    let near = Some("human_review.wait_p95".to_owned());
    assert_eq!(error, StudyError::NoMetric { name: "human_review.wait_p59".to_owned(), near });
    assert!(results.metric("zzz").is_err());
    // One replication says nothing of its error.
    assert_eq!(results.metric("applications").unwrap().interval, None);
    assert!(results.warnings().contains(&Warning::OneReplication), "{:?}", results.warnings());
}

#[test]
fn keys_that_change_nothing_are_known_before_a_run() {
    let study = small().set("patience.enabled", false).unwrap().set("patience.limit", "3d").unwrap();
    let warnings = study.warnings();
    assert!(
        matches!(&warnings[..], [Warning::IdleKey { key, .. }] if key == "patience.limit"),
        "{warnings:?}"
    );
}

#[test]
fn a_run_that_is_stopped_says_so() {
    let progress = Progress::default();
    progress.stop.store(true, Ordering::Relaxed);
    assert_eq!(small().run(&progress).unwrap_err(), StudyError::Stopped);
}

/// Each is what `sim compare` writes of the same two scenarios: another way through the program.
#[test]
fn differences_are_those_of_a_comparison() {
    let (base, other) = (small(), small().set("team.reviewers.people", 2).unwrap());
    let [before, after] = [&base, &other].map(|study| study.run(&Progress::default()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let more = "name = \"more\"\nteam.reviewers.people = 2\n";
    let path = folder.path().join("more.toml");
    let extended = std::fs::canonicalize("scenarios/base.toml").unwrap();
    std::fs::write(&path, format!("extends = {extended:?}\n{more}")).unwrap();
    let mut command = Command::cargo_bin("sim").unwrap();
    command.args(["compare", "scenarios/base.toml"]).arg(&path).args(["--quiet", "--out"]);
    command.arg(folder.path().join("out"));
    for (key, value) in SMALL {
        command.arg("--set").arg(format!("{key}={value}"));
    }
    command.assert().success();
    let mut table = csv::Reader::from_path(folder.path().join("out/comparison.csv")).unwrap();
    let header = table.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let columns = ["difference", "std_error", "ci_low", "ci_high"].map(at);
    let mut compared = 0;
    for row in table.records() {
        let row = row.unwrap();
        let name = &row[at("metric")];
        let found = after.difference(&before, name).unwrap();
        let (low, high) = found.interval.unzip();
        let written = columns.map(|column| row[column].parse().ok());
        assert_eq!([found.value, found.std_error, low, high], written, "{name}");
        compared += 1;
    }
    assert!(compared > 40, "{compared} metrics");
}

#[test]
fn a_difference_needs_pairs_and_a_metric_of_both() {
    let run = |study: Study| study.run(&Progress::default()).unwrap();
    let (one, other) = (run(small()), run(small().set("seed", 7).unwrap()));
    let unpaired = StudyError::Unpaired { first: small().seed(), second: 7 };
    assert_eq!(other.difference(&one, "flip_rate").unwrap_err(), unpaired);
    let near = Some("flip_rate".to_owned());
    let name = "flip_rat".to_owned();
    assert_eq!(one.difference(&one, &name).unwrap_err(), StudyError::NoDifference { name, near });
    assert!(one.difference(&one, "human_review.wait_p96").is_err());
    assert_eq!(one.difference(&one, "human_review.wait_p95").unwrap().value, Some(0.0));
    // Nothing differs from itself, and nothing is known of the error of that.
    let none = one.difference(&one, "first_pass_approval_rate").unwrap();
    assert_eq!((none.value, none.interval), (Some(0.0), None));
}

#[test]
fn results_and_progress_can_be_written_as_json() {
    let progress = Progress::default();
    let study = Study::load("scenarios/theory/mm1.toml").unwrap();
    let study = study.set("replications", 2).unwrap().set("period.warm_up", "auto").unwrap();
    let results = study.run(&progress).unwrap();
    let report = ProgressReport::of(&progress);
    assert_eq!((report.phase, report.played, report.stopping), (Phase::Replications, 2, false));
    let report = serde_json::to_value(report).unwrap();
    assert_eq!(report["phase"], "replications");
    let metrics = serde_json::to_value(results.metrics().collect::<Vec<_>>()).unwrap();
    let names: Vec<&str> =
        metrics.as_array().unwrap().iter().map(|metric| metric["name"].as_str().unwrap()).collect();
    assert_eq!(names, results.names().collect::<Vec<_>>());
    let error = serde_json::to_value(StudyError::Stopped).unwrap();
    assert_eq!(error, serde_json::json!({ "kind": "stopped" }));
}

/// What stands in the documentation is what is run: each example, from its first `use` on, is a block of it.
#[test]
fn the_examples_stand_in_the_documentation_of_the_crate() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let docs: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let docs = docs.join("\n");
    let blocks: Vec<&str> = docs.split("```\n").skip(1).step_by(2).collect();
    let mut examples = 0;
    for entry in std::fs::read_dir(root.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = &text[text.find("\nuse ").unwrap() + 1..];
        assert!(blocks.contains(&code), "{} is not in src/lib.rs:\n{code}", path.display());
        examples += 1;
    }
    assert_eq!(blocks.len(), examples, "a block of code without an example");
    let ten = std::fs::read_to_string(root.join("examples/ten_lines.rs")).unwrap();
    assert!(ten[ten.find("\nuse ").unwrap() + 1..].lines().count() <= 10);
}
