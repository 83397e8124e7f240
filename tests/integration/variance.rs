//! `sim run --variance-reduction auto`: estimates are others, records and everything else are not.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::cli::{sim, small, stdout};

fn table(path: &Path) -> Vec<HashMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn done(folder: &Path, words: &[&str]) -> String {
    let told = stdout(&sim().current_dir(folder).args(words).assert().success());
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn control_variates_change_estimates_and_no_record() {
    let (folder, _) = small();
    let folder = folder.path();
    let run = ["run", "small.toml", "--replications", "20", "--no-interventions", "--no-charts"];
    let plain = [&run[..], &["--out", "plain", "--keep-ledger", "--quiet"]].concat();
    done(folder, &plain);
    // The records that were kept serve it.
    let reduced = [&run[..], &["--variance-reduction", "auto"]].concat();
    let told = done(folder, &[&reduced[..], &["--out", "plain", "--keep-ledger"]].concat());
    assert!(told.contains("Control variates"), "{told}");
    done(folder, &[&reduced[..], &["--out", "fresh", "--quiet"]].concat());
    done(folder, &[&run[..], &["--out", "off", "--variance-reduction", "off", "--quiet"]].concat());
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    for name in ["summary.csv", "stations.csv", "replications.csv", "variance_reduction.csv"] {
        assert!(read(&format!("plain/{name}")) == read(&format!("fresh/{name}")), "{name}");
    }
    assert_eq!(read("off/replications.csv"), read("fresh/replications.csv"));
    assert!(!folder.join("off/variance_reduction.csv").exists());

    let rows = table(&folder.join("fresh/variance_reduction.csv"));
    let number = |row: &HashMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let of = |name: &str, metric: &str| {
        table(&folder.join(name).join("summary.csv")).into_iter().find(|row| row["metric"] == metric).unwrap()
    };
    assert!(!rows.is_empty());
    for row in rows.iter().filter(|row| row["station"].is_empty()) {
        let (with, plain) = (of("fresh", &row["metric"]), of("off", &row["metric"]));
        assert_eq!((&row["estimate"], &row["plain_estimate"]), (&with["estimate"], &plain["estimate"]));
        let factor = (number(&plain, "std_error") / number(&with, "std_error")).powi(2);
        // Means of cases have the jackknife's divisor in one and the regression's in the other.
        assert!((number(row, "factor") / factor - 1.0).abs() < 0.06, "{row:?}, {factor}");
    }
    let manifest = |name: &str| serde_json::from_str::<serde_json::Value>(&read(name)).unwrap();
    let (off, on) = (manifest("off/manifest.json"), manifest("fresh/manifest.json"));
    assert_ne!(off["scenario_sha256"], on["scenario_sha256"]);
    assert_eq!(on["facts"]["variance_reduction"]["records"], "unchanged");
    assert!(off["facts"]["variance_reduction"].is_null());
    done(folder, &["verify", "fresh", "--quiet"]);
}
