//! Randomness is keyed: threads, tracing and policies change no draw that is not theirs.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;

use crate::common::{outcome, play, scenario};

const SMALL: &str = "arrivals.per_day = 40\nreplications = 5\ninterventions.replications = 2\n";

/// Every CSV of a run of `sim`, by name.
fn tables(text: &str, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    std::fs::write(&file, text).unwrap();
    let out = folder.path().join("out");
    Command::cargo_bin("sim")
        .unwrap()
        .args(["run".as_ref(), file.as_os_str(), "--out".as_ref(), out.as_os_str()])
        .args(["--no-charts", "--quiet"])
        .args(arguments)
        .assert()
        .success();
    csv_files(&out)
}

fn csv_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let csv = entries.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
    csv.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn threads_and_logs_change_no_byte() {
    let one = tables(SMALL, &["--threads", "1", "--cases", "--events", "csv"]);
    let two = tables(SMALL, &["--threads", "2", "--cases", "--events", "csv"]);
    assert_eq!(one.len(), 15, "{:?}", one.keys());
    assert_eq!(one, two);
    let bare = tables(SMALL, &["--threads", "2"]);
    assert_eq!(bare.len(), 13);
    for (name, bytes) in bare {
        assert!(one[&name] == bytes, "{name} depends on what is logged");
    }
}

/// Logs of several blocks a replication go straight into the file in their turn; and replications beyond
/// the last one that a precision asks for leave nothing there.
#[test]
fn long_logs_are_the_same_on_any_number_of_threads() {
    const LONG: &str = "arrivals.per_day = 200\nreplications = 8\n";
    for stop in [&[][..], &["--precision", "first_pass_approval_rate=±0.05", "--replications", "30"]] {
        let logged = |threads| {
            let arguments = ["--no-interventions", "--cases", "--events", "csv", "--threads", threads];
            tables(LONG, &[&arguments[..], stop].concat())
        };
        let one = logged("1");
        for log in ["cases.csv", "events.csv"] {
            assert!(one[log].len() > 4 * 1024 * 1024, "{log} has {} bytes", one[log].len());
        }
        assert!(one == logged("4"), "with {stop:?}");
    }
}

#[test]
fn every_number_is_a_seed_of_its_own() {
    let summary =
        |seed: &str| tables(SMALL, &["--no-interventions", "--seed", seed]).remove("summary.csv").unwrap();
    let zero = summary("0");
    assert_eq!(zero, summary("0"));
    assert_ne!(zero, summary("1"));
    assert_ne!(summary("1"), summary("2"));
}

#[test]
fn more_replications_begin_with_the_same_ones() {
    let compiled = scenario(SMALL);
    let (few, many) = (play(&compiled, 9, 3, 2), play(&compiled, 9, 6, 1));
    assert_eq!(few.estimates.by_replication, many.estimates.by_replication[..3]);
}

/// What a case says of the applicant, and of what they intended before any decision. When an
/// agent files it is left out: agents serve one after the other, so that depends on the others.
fn applicants(text: &str) -> BTreeMap<(String, String), Vec<String>> {
    let mut tables = tables(text, &["--cases", "--no-interventions"]);
    let cases = tables.remove("cases.csv").unwrap();
    let mut reader = csv::Reader::from_reader(&cases[..]);
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let own = [
        "cause",
        "channel",
        "restriction",
        "restricted_at",
        "age_years",
        "limit_cny",
        "balance_cny",
        "utilisation",
        "payment_ratio",
        "overdue_months",
        "days_overdue",
        "sesame",
        "behaviours",
    ];
    let mut found = BTreeMap::new();
    for record in reader.records().map(Result::unwrap).filter(|record| &record[at("attempt")] == "1") {
        let key = (record[at("replication")].to_owned(), record[at("applicant")].to_owned());
        found.insert(key, own.iter().map(|name| record[at(name)].to_owned()).collect());
    }
    found
}

#[test]
fn reviewers_and_weights_change_no_applicant() {
    let base = applicants(SMALL);
    assert!(base.len() > 10_000, "{} first applications", base.len());
    for change in [
        "team.reviewers.people = 3\n",
        "weights = { credit = 1, security = 1 }\n",
        "patience.enabled = false\n",
    ] {
        assert!(applicants(&format!("{SMALL}{change}")) == base, "`{change}` changed an applicant");
    }
}

#[test]
fn an_applicant_is_the_same_whatever_came_before() {
    let compiled = scenario("");
    let population = &compiled.model.config().population;
    let key = reinstate::random::ReplicationKey::new(1, 2);
    let late = population.applicant(key, 17);
    for index in 0..20 {
        let again = population.applicant(key, index);
        assert_eq!(again == late, index == 17);
    }
}

/// Numbers of one small replication, pinned. A change here changes results and belongs in the
/// change log with its reason.
#[test]
fn a_small_replication_is_pinned() {
    let outcome = outcome(&scenario(SMALL), 42, 0);
    insta::assert_snapshot!(format!(
        "applicants {} applications {} fates {:?} routes {:?} bad {}",
        outcome.applicants, outcome.applications, outcome.fates, outcome.routes, outcome.bad
    ), @"applicants 7057 applications 7157 fates [3161, 90, 60, 854, 1924, 0, 968] routes [1729, 1391, 449, 3588] bad 790");
}

#[test]
fn the_resolved_scenario_gives_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let (file, first, second) =
        (folder.path().join("s.toml"), folder.path().join("first"), folder.path().join("second"));
    std::fs::write(&file, SMALL).unwrap();
    let sim = |scenario: &Path, out: &Path, more: &[&str]| {
        let mut command = Command::cargo_bin("sim").unwrap();
        command.arg("run").arg(scenario).arg("--out").arg(out).args(["--no-charts", "--quiet"]).args(more);
        command.assert().success();
    };
    sim(&file, &first, &["--set", "team.reviewers.people=4", "--seed", "8", "--precision", "flip_rate=0.2"]);
    sim(&first.join("scenario.resolved.toml"), &second, &[]);
    assert_eq!(csv_files(&first), csv_files(&second));
}
