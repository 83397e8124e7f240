//! Receipts as people and programs get them: `sim check`, its JSON, the manifest.

use assert_cmd::Command;
use serde_json::{Value, json};

const SCENARIO: &str = r#"
extends = "BASE"
replications = 1
period.arrivals = "2d"
period.drain = "10d"
[population]
source = "table"
[population.table]
file = "FILE"
missing = "skip"
missing_values = { NumberOfTimes90DaysLate = ["96", "98"] }
[population.table.columns]
age = "age"
repayment_status = ["NumberOfTimes90DaysLate"]
"#;

/// A table of card holders.
const FILE: &str = "give_me_some_credit.csv";

/// A folder with the scenario and its file, so that no line is longer where the package lies deeper.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    // Where tests run, and not where they were compiled: the package may have been moved in between.
    let package = std::env::current_dir().unwrap();
    let base = package.join("scenarios/base.toml");
    let text = SCENARIO.replace("BASE", &base.display().to_string()).replace("FILE", FILE);
    std::fs::write(folder.path().join("x.toml"), text).unwrap();
    std::fs::copy(package.join("tests/files").join(FILE), folder.path().join(FILE)).unwrap();
    folder
}

fn sim(folder: &tempfile::TempDir, arguments: &[&str]) -> (String, String) {
    let done = Command::cargo_bin("sim")
        .unwrap()
        .current_dir(folder)
        .env("COLUMNS", "100")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert!(done.status.success(), "{}", text(done.stderr));
    (text(done.stdout), text(done.stderr))
}

/// An age of 0 is a warning, and four rows with codes are left out.
#[test]
fn check_says_what_was_read_and_warns_without_failing() {
    let (out, complaints) = sim(&folder(), &["check", "x.toml"]);
    for line in [
        "96 of 100 rows used",
        "4 rows left out: a value is missing",
        "column                   used for                   values  missing  from  to",
        "age                      age                           100        0     0  98",
        "NumberOfTimes90DaysLate  repayment status, month 1      96        4     0   1",
        "attribute       given  filled  cut  from  to",
        "age, years         96       0    0     0  98",
    ] {
        assert!(out.contains(line), "no {line:?} in\n{out}");
    }
    assert!(complaints.contains("warning: x.toml: give_me_some_credit.csv: `age`: an age"), "{complaints}");
}

#[test]
fn json_and_manifest_have_the_same_receipt() {
    let folder = folder();
    let (out, _) = sim(&folder, &["check", "x.toml", "--format", "json"]);
    let checked: Value = serde_json::from_str(&out).unwrap();
    let (out, _) = sim(&folder, &["run", "x.toml", "--no-charts", "--format", "json", "--out", "out"]);
    let said: Value = serde_json::from_str(&out).unwrap();
    let warned = |document: &Value| {
        let all = document["warnings"].as_array().unwrap();
        all.iter().any(|warning| warning.as_str().unwrap().contains("outside 16 to 110 years"))
    };
    assert!(warned(&checked[0]) && warned(&said));
    let manifest = std::fs::read(folder.path().join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["inputs"], checked[0]["inputs"]);
    let table = manifest["inputs"].as_array().unwrap().last().unwrap();
    let read = &table["read"];
    assert_eq!((&table["rows"], &read["rows_used"]), (&json!(100), &json!(96)));
    assert_eq!(read["rows_left_out"], json!({ "a value is missing": 4 }));
    let age = json!({
        "column": "age", "used_for": "age", "values": 100, "missing": 0, "min": 0.0, "max": 98.0
    });
    assert_eq!(read["columns"][0], age);
    let months = json!({
        "attribute": "overdue months", "given": 96, "filled": 0, "cut": 0, "min": 0.0, "max": 1.0
    });
    assert_eq!(read["attributes"][1], months);
}
