//! The library's front door: what comes out of it is what the program writes, and faults are data.

use std::sync::atomic::Ordering;

use assert_cmd::Command;
use reinstate::workbench::Warning;
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
