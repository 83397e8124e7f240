//! The page of questions: each command that is marked there is played, small, and what the answer names is there with an
//! interval.
//!
//! A mark stands above a block of commands: `<!-- asked: FILE METRIC … -->`. Every command of the block must end well, and
//! the file of the last one must have these metrics, each with an interval in one row at least; in a sweep also of a
//! difference between points.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::sim;
use crate::docs::root;

const MARK: &str = "<!-- asked: ";
/// Small enough for a test, large enough for intervals; said last, so it counts.
const SMALL: [&str; 4] = ["--set", "arrivals.per_day=20", "--set", "interventions.replications=2"];

/// What is asked: the file and its metrics, and the commands.
fn asked() -> Vec<(String, Vec<String>, Vec<Vec<String>>)> {
    let page = fs::read_to_string(root().join("docs/questions.md")).unwrap();
    let one = |part: &str| {
        let (mark, rest) = part.split_once(" -->").unwrap();
        let mut words = mark.split(' ').map(str::to_owned);
        let block = rest.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
        let line = |line: &str| {
            line.split_whitespace().skip(1).map(|word| word.trim_matches('\'').to_owned()).collect()
        };
        (words.next().unwrap(), words.collect(), block.trim().lines().map(line).collect())
    };
    page.split(MARK).skip(1).map(one).collect()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut table = csv::Reader::from_path(path).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

/// What a row is about.
fn named(row: &BTreeMap<String, String>) -> &String {
    row.get("metric").or_else(|| row.get("measure")).unwrap_or_else(|| &row["kind"])
}

#[test]
fn what_the_page_of_questions_asks_is_answered_with_an_interval() {
    let asked = asked();
    assert!(asked.len() >= 12, "{} questions are marked", asked.len());
    for (file, metrics, commands) in asked {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        for mut words in commands {
            // Three are the fewest that tell of a spread.
            if let Some(at) = words.iter().position(|word| word == "--replications") {
                words[at + 1] = "3".to_owned();
            }
            let quick =
                if ["compare", "fairness"].contains(&words[0].as_str()) { &[][..] } else { &["--no-charts"] };
            let command = words.join(" ");
            let done = sim()
                .current_dir(root())
                .args(&words)
                .args(SMALL)
                .args(quick)
                .arg("--force")
                .arg("--out")
                .arg(&out)
                .assert();
            assert!(done.get_output().status.success(), "{command}");
        }
        let rows = rows(&out.join(&file));
        for metric in &metrics {
            let has = |row: &&BTreeMap<String, String>, low: &str| {
                named(row) == *metric && row.get(low).is_some_and(|cell| !cell.is_empty())
            };
            assert!(rows.iter().any(|row| has(&row, "ci_low")), "{file}: {metric} without an interval");
        }
        let of_points = rows[0].contains_key("difference_ci_low");
        let differs = |row: &BTreeMap<String, String>| {
            // What is the same in every pair has a difference of zero and no interval.
            metrics.contains(named(row))
                && (!row["difference_ci_low"].is_empty() || row["difference"] == "0.0")
        };
        assert!(!of_points || rows.iter().any(differs), "{file}: no difference has an interval");
    }
}
