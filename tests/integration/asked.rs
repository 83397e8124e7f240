//! The page of questions: each command that is marked there is played, small, and what the answer names is there with an
//! interval.
//!
//! A mark stands above a block of commands: `<!-- asked: FILE METRIC … KEY=VALUE … -->`; a key is set besides, for a small
//! size. Every command of the block must end well, and
//! the file of the last one must have these metrics, each with an interval in one row at least; in a sweep also of a
//! difference between points. In a table with a row a setting, the metric has columns of its own, and its interval too.
//! Without a metric, any row has an interval.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::sim;
use crate::docs::root;

const MARK: &str = "<!-- asked: ";
/// Small enough for a test, large enough for intervals; said last, so it counts.
const SMALL: [&str; 4] = ["--set", "arrivals.per_day=20", "--set", "interventions.replications=2"];

/// One mark: the file of the answer, its metrics, keys that are set besides, and the commands.
struct Asked {
    file: String,
    metrics: Vec<String>,
    sets: Vec<String>,
    commands: Vec<Vec<String>>,
}

/// The words of a line as a shell reads them, of which some stand in single quotes.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (at, part) in line.split('\'').enumerate() {
        for (place, piece) in
            if at % 2 == 1 { vec![part] } else { part.split(' ').collect() }.into_iter().enumerate()
        {
            if place > 0 {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(piece);
        }
    }
    words.into_iter().skip(1).filter(|word| !word.is_empty()).collect()
}

/// What is asked.
fn asked() -> Vec<Asked> {
    let page = fs::read_to_string(root().join("docs/questions.md")).unwrap();
    let one = |part: &str| {
        let (mark, rest) = part.split_once(" -->").unwrap();
        let mut words = mark.split(' ').map(str::to_owned);
        let file = words.next().unwrap();
        let (sets, metrics) = words.partition(|word| word.contains('='));
        let block = rest.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
        Asked { file, metrics, sets, commands: block.trim().lines().map(shell_words).collect() }
    };
    page.split(MARK).skip(1).map(one).collect()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut table = csv::Reader::from_path(path).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

/// What a row is about.
fn named(row: &BTreeMap<String, String>) -> &str {
    ["metric", "measure", "kind"].iter().find_map(|column| row.get(*column)).map_or("", String::as_str)
}

#[test]
fn what_the_page_of_questions_asks_is_answered_with_an_interval() {
    let asked = asked();
    assert!(asked.len() >= 24, "{} questions are marked", asked.len());
    for Asked { file, metrics, sets, commands } in asked {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        for mut words in commands {
            // Three are the fewest that tell of a spread.
            for (option, few) in [("--replications", "3"), ("--assumptions", "6")] {
                if let Some(at) = words.iter().position(|word| word == option) {
                    words[at + 1] = few.to_owned();
                }
            }
            let quick = if ["solve", "fairness", "advise"].contains(&words[0].as_str()) {
                &[][..]
            } else {
                &["--no-charts"]
            };
            let besides = sets.iter().flat_map(|set| ["--set", set.as_str()]);
            let command = words.join(" ");
            let done = sim()
                .current_dir(root())
                .args(&words)
                .args(SMALL)
                .args(besides)
                .args(quick)
                .arg("--force")
                .arg("--out")
                .arg(&out)
                .assert();
            assert!(done.get_output().status.success(), "{command}");
        }
        let rows = rows(&out.join(&file));
        let has_interval =
            |row: &BTreeMap<String, String>| row.get("ci_low").is_some_and(|low| !low.is_empty());
        assert!(!metrics.is_empty() || rows.iter().any(has_interval), "{file}: no interval");
        for metric in &metrics {
            let own = format!("{metric}_ci_low");
            let has = |row: &&BTreeMap<String, String>, low: &str| {
                let low = if named(row) == *metric { low } else { own.as_str() };
                row.get(low).is_some_and(|cell| !cell.is_empty())
            };
            // What assumptions allow is an interval of another kind.
            let told = |row| has(&row, "ci_low") || (file == "assumptions.csv" && has(&row, "low"));
            assert!(rows.iter().any(told), "{file}: {metric} without an interval");
        }
        let of_points = rows[0].contains_key("difference_ci_low");
        let differs = |row: &BTreeMap<String, String>| {
            // What is the same in every pair has a difference of zero and no interval.
            metrics.iter().any(|metric| metric == named(row))
                && (!row["difference_ci_low"].is_empty() || row["difference"] == "0.0")
        };
        assert!(!of_points || rows.iter().any(differs), "{file}: no difference has an interval");
    }
}
