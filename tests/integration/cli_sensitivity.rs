//! `sim sensitivity`: effects one at a time against runs, indices, draws of assumptions, pieces, and what is refused.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::cli::{sim, small, stderr, stdout};

type Rows = Vec<HashMap<String, String>>;

fn table(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// What the command prints, which must succeed in lines of 80 columns at most, without its line breaks.
fn done(folder: &Path, words: &[&str]) -> String {
    let told = stdout(&sim().current_dir(folder).args(words).assert().success());
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(folder: &Path, words: &[&str]) -> String {
    let told = stderr(&sim().current_dir(folder).args(words).assert().code(2));
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

const VARY: [&str; 4] = ["--vary", "team.reviewers.people=1..4", "--vary", "human.cut_off=50..70"];

/// Effects are those of runs with either end: the mean difference over replications.
#[test]
fn an_effect_is_the_difference_of_two_runs() {
    let (folder, _) = small();
    let folder = folder.path();
    let metric = "queue_length_mean";
    let words = ["sensitivity", "small.toml", "--metric", metric, "--out", "one"];
    let told = done(folder, &[&words[..], &VARY].concat());
    assert!(told.contains("depends most on") && told.contains("2 inputs by method one, 5 points"), "{told}");
    let mean = |out: &str, sets: &[&str]| {
        let words = ["run", "small.toml", "--no-charts", "--no-interventions", "--quiet", "--out", out];
        done(folder, &[&words[..], sets].concat());
        let rows = table(&folder.join(out).join("replications.csv"));
        rows.iter().map(|row| row[metric].parse::<f64>().unwrap()).sum::<f64>() / rows.len() as f64
    };
    let base = mean("base", &[]);
    let rows = table(&folder.join("one/sensitivity.csv"));
    assert_eq!(rows.len(), 4);
    for (row, set) in rows.iter().zip([
        "team.reviewers.people=1",
        "team.reviewers.people=4",
        "human.cut_off=50",
        "human.cut_off=70",
    ]) {
        let (key, end) = set.split_once('=').unwrap();
        let index = if row["low"] == end { "effect_low" } else { "effect_high" };
        assert_eq!((&row["key"][..], &row["index"][..], &row["method"][..]), (key, index, "one"));
        let found: f64 = row["estimate"].parse().unwrap();
        let known = mean(end, &["--set", set]) - base;
        assert!((found - known).abs() < 1e-9, "{row:?}, by runs {known}");
    }
    assert!(folder.join("one/charts/tornado.svg").exists() && folder.join("one/charts/tornado.png").exists());
    done(folder, &["verify", "one", "--quiet"]);
}

/// Whatever is played in pieces comes together to the same bytes.
#[test]
fn sobol_indices_in_pieces_are_those_of_one_place() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["sensitivity", "small.toml", "--method", "sobol", "--samples", "4", "--metric"];
    let words = [&words[..], &["reviewer_utilisation", "--quiet"], &VARY].concat();
    done(folder, &[&words[..], &["--out", "one"]].concat());
    done(folder, &[&["plan"], &words[..], &["--out", "pieces", "--shards", "3"]].concat());
    for id in ["2", "0", "1"] {
        done(folder, &["shard", "pieces", id, "--quiet"]);
    }
    done(folder, &["merge", "pieces"]);
    for name in ["sensitivity.csv", "points.csv", "provenance.csv"] {
        let [one, other] = ["one", "pieces"].map(|out| fs::read(folder.join(out).join(name)).unwrap());
        assert!(one == other, "{name}");
    }
    let rows = table(&folder.join("one/sensitivity.csv"));
    let indices: Vec<&str> = rows.iter().map(|row| row["index"].as_str()).collect();
    assert_eq!(indices, ["first", "total", "first", "total", "second:human.cut_off", "noise"]);
    assert!(rows[5]["key"].is_empty() && rows[5]["low"].is_empty());
    let points = table(&folder.join("one/points.csv"));
    assert_eq!(points.len(), 4 * 6);
    let people = points.iter().map(|row| row["team.reviewers.people"].parse::<u32>().unwrap());
    assert!(people.clone().all(|people| (1..=4).contains(&people)) && people.max() > Some(2));
}

#[test]
fn assumptions_and_groups_and_mixes() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["sensitivity", "small.toml", "--replications", "1", "--assumptions", "6", "--metric"];
    let words = [&words[..], &["reviewer_utilisation", "--against", "team.reviewers.people=4"]].concat();
    let inputs =
        ["--vary", "weights.credit", "--vary", "restriction.causes.overdue", "--vary", "human.cut_off"];
    let words = [&words[..], &inputs].concat();
    let told = done(folder, &[&words[..], &["--out", "drawn"]].concat());
    assert!(told.contains("the same sign in") && told.contains("6 draws of"), "{told}");
    let rows = table(&folder.join("drawn/assumptions.csv"));
    let of: Vec<&str> = rows.iter().map(|row| row["of"].as_str()).collect();
    assert_eq!(of, ["level", "difference"]);
    let number = |row: &HashMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    assert!(number(&rows[0], "low") < number(&rows[0], "high"));
    // Causes are parts of a whole: if one grows the others shrink, and no point is faulty for it.
    let words = ["sensitivity", "small.toml", "--replications", "1", "--method", "morris", "--samples", "2"];
    let vary = ["--vary", "restriction.causes.overdue", "--vary", "restriction.causes.violation"];
    let group = ["--group", "causes=restriction.causes.overdue,restriction.causes.violation"];
    let more = ["--vary", "human.cut_off=50..70", "--metric", "reviewer_utilisation", "--out", "morris"];
    let told = done(folder, &[&words[..], &vary, &group, &more].concat());
    assert!(told.contains("2 inputs by method morris, 6 points"), "{told}");
    let points = table(&folder.join("morris/points.csv"));
    assert!(points.len() == 6 && points.iter().all(|row| row["state"] == "played"), "{points:?}");
    let rows = table(&folder.join("morris/sensitivity.csv"));
    assert_eq!((&rows[0]["key"][..], &rows[0]["tag"][..], &rows[0]["low"][..]), ("causes", "assumption", ""));
}

#[test]
fn what_cannot_be_varied_is_refused_with_a_remedy() {
    let (folder, _) = small();
    let folder = folder.path();
    let of =
        |words: &[&str]| refused(folder, &[&["sensitivity", "small.toml", "--out", "out"], words].concat());
    assert!(of(&["--vary", "human.cut_of=50..70"]).contains("cut_off"));
    assert!(of(&["--vary", "human.cut_off=50"]).contains("--vary human.cut_off"), "a list is no range");
    assert!(of(&["--band", "lots"]).contains("--band 20%"));
    assert!(of(&["--samples", "8"]).contains("morris"));
    assert!(of(&["--vary", "human.cut_off=50..70", "--group", "a=b"]).contains("none of the inputs"));
    assert!(of(&["--metric", "flip"]).contains("there is no metric"));
}
