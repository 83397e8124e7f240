//! `sim optimise`: the best of a set, a search and a front against known answers, and what is refused.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use reinstate::analysis::{Answer, Selection, Terms, Told};
use reinstate::stats::ConfidenceLevel;

use crate::cli::{sim, small, stderr, stdout};
use crate::common::{outcome, scenario_with};

type Rows = Vec<HashMap<String, String>>;

fn table(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn scenario(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    path.to_string_lossy().into_owned()
}

/// What the command prints, which must succeed in lines of 80 columns at most, without its line breaks.
fn done(folder: &Path, words: &[&str]) -> String {
    let told = stdout(&sim().current_dir(folder).args(words).assert().success());
    assert!(told.lines().all(|line| line.chars().count() <= 80) || told.starts_with('{'), "{told}");
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn document(folder: &Path, words: &[&str]) -> serde_json::Value {
    serde_json::from_str(&done(folder, &[words, &["--format", "json"]].concat())).unwrap()
}

/// Ten Erlang again, an agent for 1 an hour and a caller in line for 3: the mean line is C·A/(c − A), so 13 agents cost
/// 13 + 3 · .951 = 15.85 an hour, **14 cost 14 + 3 · .435 = 15.31**, and 15 cost 15 + 3 · .204 = 15.61; all others more
/// than 16. What differs by less than .25 does not matter. A replication of twelve days is off by some .1, so the choice
/// is wrong by chance with probability far below 10⁻⁶.
#[test]
fn fourteen_agents_cost_least() {
    let terms = Terms {
        confidence: ConfidenceLevel::NINETY_FIVE,
        tolerance: Some(0.25),
        slacks: Vec::new(),
        first: 8,
        most: 40,
    };
    let mut selection = Selection::new(7, terms);
    while let Some(round) = selection.ask() {
        let told = |setting: &usize| {
            let servers = 11 + setting;
            let key = format!("stage.calls.servers={servers}");
            let compiled = scenario_with("scenarios/theory/erlang_c.toml", &[&key]);
            let cost = |replication| {
                let waits = &outcome(&compiled, 1, replication).stations[0].waits;
                let (mut minutes, mut calls) = (0.0, 0.0);
                for bin in waits.bins() {
                    calls += bin.count as f64;
                    minutes += bin.count as f64 * f64::midpoint(bin.from, bin.to);
                }
                // Little: 100 calls an hour, each so many minutes in line.
                servers as f64 + 3.0 * (100.0 / 60.0) * (minutes / calls)
            };
            Some(Told { objective: (0..round.replications).map(cost).collect(), margins: Vec::new() })
        };
        let told = round.settings.iter().map(told).collect();
        selection.tell(told);
    }
    assert_eq!(selection.answer(), Some(&Answer::Chosen(3)), "14 agents, of 11 to 17");
}

/// The busiest team whose calls wait 20 seconds at most in the mean: 14 agents (15.7 s; 13 let them wait 34.2 s), as the
/// busy share 10/c falls with c.
#[test]
fn the_busiest_team_that_is_quick_enough_has_fourteen() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = scenario("theory/erlang_c.toml");
    let words =
        ["optimise", &file, "--vary", "stage.calls.servers=11..19", "--maximise", "calls.utilisation"];
    let words = [&words[..], &["--subject-to", "calls.wait_mean<=20s±2s", "--replications", "30"]].concat();
    let told = done(folder, &[&words[..], &["--out", "one", "--threads", "1"]].concat());
    assert!(
        told.contains("servers=14 has the most calls.utilisation of 9 settings with calls.wait_mean"),
        "{told}"
    );
    let rows = table(&folder.join("one/optimum.csv"));
    assert_eq!(rows.len(), 9);
    for row in &rows {
        let servers: u32 = row["stage.calls.servers"].parse().unwrap();
        assert_eq!(&row["best"], if servers == 14 { "true" } else { "false" }, "{servers}");
        assert!(servers > 13 || row["feasible"] == "false", "{servers} agents are too slow");
        assert!(servers != 14 || row["feasible"] == "true");
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        let [low, high] = ["calls.utilisation_ci_low", "calls.utilisation_ci_high"].map(number);
        // Within twice the reach of an interval at 95 %: wrong by chance with probability below 10⁻³ for nine of them.
        let (middle, reach) = (f64::midpoint(low, high), high - low);
        assert!((middle - 10.0 / f64::from(servers)).abs() < reach, "{servers}: {low} {high}");
    }
    // What is discarded is not played on.
    let replications: u32 = rows.iter().map(|row| row["replications"].parse::<u32>().unwrap()).sum();
    assert!(replications < 9 * 30, "{replications}");
    done(folder, &[&words[..], &["--out", "two", "--threads", "2", "--quiet"]].concat());
    for name in ["optimum.csv", "provenance.csv", "scenario.resolved.toml"] {
        let [one, two] = ["one", "two"].map(|dir| fs::read(folder.join(dir).join(name)).unwrap());
        assert!(one == two, "{name}");
    }
    done(folder, &["verify", "one", "--quiet"]);
}

/// Nobody is quick enough; and what a few replications cannot tell is unclear.
#[test]
fn that_there_is_none_and_that_it_is_unclear_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = scenario("theory/erlang_c.toml");
    let words =
        ["optimise", &file, "--vary", "stage.calls.servers=11,12,13", "--minimise", "calls.wait_mean"];
    let none = ["--subject-to", "calls.wait_mean<=10s±2s", "--replications", "20", "--out", "none"];
    let found = document(folder, &[&words[..], &none].concat());
    assert_eq!((&found["answer"], &found["probability"]), (&"infeasible".into(), &serde_json::Value::Null));
    assert!(found["headline"].as_str().unwrap().contains("none of 3 settings was found with"));
    // 14 and 15 differ by 8 s in the mean, which a tolerance of a thousandth of a second never settles in four replications.
    let words = ["optimise", &file, "--vary", "stage.calls.servers=14,15", "--minimise", "calls.wait_mean"];
    let unclear = ["--tolerance", "0.001s", "--replications", "4", "--out", "unclear"];
    let found = document(folder, &[&words[..], &unclear].concat());
    assert_eq!((&found["answer"], &found["best"]), (&"unclear".into(), &serde_json::Value::Null), "{found}");
    assert!(table(&folder.join("unclear/optimum.csv")).iter().all(|row| row["best"].is_empty()));
}

/// A key without a step: the arrivals at which the busy share of fourteen agents is least, which is the low end of the range.
#[test]
fn a_range_without_a_step_is_searched() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = scenario("theory/erlang_c.toml");
    let words =
        ["optimise", &file, "--vary", "arrivals.per_day=1200..2400", "--maximise", "calls.utilisation"];
    // C(14, A)/(14 − A)·6 min is 3.3 s at 8.33 Erlang (2,000 a day), 6.9 s at 9.17 (2,200), and 5 s near 2,110.
    let more = ["--subject-to", "calls.wait_mean<=5s±0.5s", "--points", "16", "--replications", "80"];
    let words = [&words[..], &more].concat();
    let found = document(folder, &[&words[..], &["--out", "one"]].concat());
    assert_eq!(found["answer"], "chosen", "{found}");
    let best = found["best"]["arrivals.per_day"].as_f64().unwrap();
    assert!((1_950.0..2_220.0).contains(&best), "{best}");
    let rows = table(&folder.join("one/optimum.csv"));
    assert!(
        rows.len() <= 16 && rows.iter().filter(|row| row["state"] == "tried").count() >= 8,
        "{}",
        rows.len()
    );
    assert!(found["judged"].as_u64().unwrap() <= 5);
    // The same settings are tried again, in the same order, whatever the threads.
    done(folder, &[&words[..], &["--out", "two", "--threads", "1", "--quiet"]].concat());
    let [one, two] = ["one", "two"].map(|dir| fs::read(folder.join(dir).join("optimum.csv")).unwrap());
    assert!(one == two);
}

/// Two objectives: of more agents and shorter waits nobody is beaten; a third setting that is worse in both is.
#[test]
fn two_objectives_give_a_front() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["optimise", "small.toml", "--vary", "team.reviewers.people=1,2,4", "--vary"];
    let goals = ["reapply.max_attempts=1,4", "--maximise", "eventual_approval_rate"];
    let words = [&words[..], &goals, &["--minimise", "cost_per_decision_cny", "--out", "out"]].concat();
    let told = done(folder, &words);
    assert!(told.contains("carries no probability"), "{told}");
    let (all, front) = (table(&folder.join("out/optimum.csv")), table(&folder.join("out/front.csv")));
    assert_eq!(all.len(), 6);
    let number = |row: &HashMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let of = |row: &HashMap<String, String>| {
        [number(row, "cost_per_decision_cny"), -number(row, "eventual_approval_rate")]
    };
    for row in &all {
        let this = of(row);
        let beaten =
            all.iter().map(of).any(|other| other != this && other[0] <= this[0] && other[1] <= this[1]);
        assert_eq!(row["best"] == "true", !beaten, "{row:?}");
    }
    assert_eq!(front.len(), all.iter().filter(|row| row["best"] == "true").count());
    assert!(folder.join("out/charts/front.svg").exists() && folder.join("out/charts/front.png").exists());
    done(folder, &["verify", "out", "--quiet"]);
}

/// Stopped on the way, the same command goes on where it was, and gives the same bytes.
#[test]
fn a_search_that_was_stopped_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = scenario("theory/erlang_c.toml");
    let words =
        ["optimise", &file, "--vary", "stage.calls.servers=13,14,15", "--minimise", "calls.wait_mean"];
    let words = [&words[..], &["--replications", "20", "--quiet"]].concat();
    done(folder, &[&words[..], &["--out", "whole"]].concat());
    let stopped = [&words[..], &["--out", "stopped", "--max-time", "0.2s"]].concat();
    sim().current_dir(folder).args(&stopped).assert().code(1);
    done(folder, &[&words[..], &["--out", "stopped"]].concat());
    let [one, two] = ["whole", "stopped"].map(|dir| fs::read(folder.join(dir).join("optimum.csv")).unwrap());
    assert!(one == two);
}

/// What cannot be optimised is refused before anything is played, with what to write instead.
#[test]
fn what_makes_no_sense_is_refused() {
    const CASES: [(&str, &str); 24] = [
        ("--vary team.reviewers.people=1..4", "write `--minimise METRIC`"),
        ("--minimise flip_rate", "nothing is varied"),
        ("--vary team.reviewers.people=1..4 --minimise flip_rat", "did you mean `flip_rate`?"),
        ("--vary team.reviewers.peple=1..4 --minimise flip_rate", "did you mean `people`?"),
        ("--vary seed=1..4 --minimise flip_rate", "`seed` cannot be varied"),
        ("--vary team.reviewers.people=1..4 --minimise flip_rate --maximise flip_rate", "an objective twice"),
        (
            "--vary team.reviewers.people=1..4 --minimise flip_rate --minimise bad_rate_approved --maximise \
             eventual_approval_rate",
            "3 objectives are more than two",
        ),
        (
            "--vary team.reviewers.people=4..1 --minimise flip_rate",
            "write `--vary team.reviewers.people=1..4`",
        ),
        ("--vary team.reviewers.people=1..4:0 --minimise flip_rate", "a step of zero"),
        ("--vary team.reviewers.people= --minimise flip_rate", "write `--vary team.reviewers.people=1,2,3`"),
        ("--vary team.reviewers.people=-4..-1 --minimise flip_rate", "people"),
        ("--vary arrivals.per_day=1..10000000:1 --minimise flip_rate", "more than 1000000 points"),
        ("--vary arrivals.per_day=1..5000:1 --minimise flip_rate", "5000 settings are more than the 2000"),
        ("--vary arrivals.per_day=1..9 --points 10000000 --minimise flip_rate", "more than 1000000 points"),
        ("--vary arrivals.per_day=1..9 --points 0 --minimise flip_rate", "no point"),
        (
            "--vary arrivals.per_day=1,2 --points 5 --minimise flip_rate",
            "`--points` is for keys without a step",
        ),
        (
            "--vary arrivals.per_day=1..9 --vary team.reviewers.people=1..40 --minimise flip_rate",
            "40 combinations are more than 16",
        ),
        (
            "--vary team.reviewers.people=1..4 --minimise flip_rate --subject-to bad_rate_approved",
            "`--subject-to",
        ),
        (
            "--vary team.reviewers.people=1..4 --minimise flip_rate --subject-to bad_rate_aproved<=0.1",
            "`bad_rate_approved`?",
        ),
        (
            "--vary team.reviewers.people=1..4 --minimise flip_rate --subject-to cost_per_decision_cny<=0",
            "`cost_per_decision_cny>=X±D`",
        ),
        ("--vary team.reviewers.people=1..4 --minimise flip_rate --tolerance 0", "a tolerance of zero"),
        ("--vary team.reviewers.people=1..4 --minimise flip_rate --tolerance x", "is no tolerance"),
        (
            "--vary team.reviewers.people=1..4 --minimise flip_rate --maximise eventual_approval_rate --tolerance 1pp",
            "`--tolerance` is for one objective",
        ),
        ("--vary team.reviewers.people=1..4 --minimise flip_rate --confidence 95", "`--confidence 95%`"),
    ];
    let (folder, _) = small();
    let folder = folder.path();
    for (words, expected) in CASES {
        let command = format!("optimise small.toml --out out {words}");
        let refused = sim().current_dir(folder).args(command.split_whitespace()).assert();
        let said = stderr(&refused).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(refused.get_output().status.code(), Some(2), "{command}: {said}");
        assert!(said.contains(expected), "{command}: {said}");
    }
    let plan = "plan optimise small.toml --vary team.reviewers.people=1..4 --minimise flip_rate --shards 2 --out out";
    let refused = sim().current_dir(folder).args(plan.split(' ')).assert().code(2);
    assert!(stderr(&refused).contains("planned in pieces"), "{}", stderr(&refused));
    assert!(!folder.join("out").exists(), "nothing was written");
}
