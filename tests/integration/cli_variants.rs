//! `sim compare` with variants and with folders of results, what it writes, and how it goes on.

use std::collections::HashMap;
use std::path::Path;

use assert_cmd::assert::Assert;
use reinstate::observe::{METRICS, STATION_MEASURES};

use crate::cli::{sim, small, stderr, stdout};
use crate::said::in_one_line;

type Row = HashMap<String, String>;

fn sim_in(folder: &Path, words: &[&str]) -> Assert {
    sim().current_dir(folder).args(words).assert()
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn table(folder: &Path, name: &str) -> Vec<Row> {
    csv::Reader::from_path(folder.join(name)).unwrap().deserialize().map(Result::unwrap).collect()
}

const FEWER: [&str; 2] = ["--variant", "fewer: team.reviewers.people=1; human.cut_off=64"];

/// A variant is the base with these keys set: what it gives is what a file with them gives, also in pieces.
#[test]
fn a_variant_is_a_scenario_without_a_file() {
    let (folder, _) = small();
    let dir = folder.path();
    let text = "extends = \"small.toml\"\nname = \"fewer\"\nteam.reviewers.people = 1\nhuman.cut_off = 64\n";
    std::fs::write(dir.join("fewer.toml"), text).unwrap();
    let compare = ["compare", "small.toml"];
    sim_in(dir, &[&compare[..], &["fewer.toml", "--out", "file", "--quiet"]].concat()).success();
    let usual = "output/compare_small_and_fewer";
    sim_in(dir, &[&compare[..], &FEWER, &["--quiet"]].concat()).success();
    let tables = ["comparison.csv", "swap_set.csv", "summary.csv", "stations.csv", "replications.csv"];
    for name in tables {
        assert_eq!(read(dir, &format!("{usual}/{name}")), read(dir, &format!("file/{name}")), "{name}");
    }
    assert!(read(dir, &format!("{usual}/scenarios/fewer.resolved.toml")).contains("name = \"fewer\""));
    // In pieces.
    sim_in(dir, &[&["plan"], &compare[..], &FEWER, &["--shards", "3", "--out", "pieces"]].concat()).success();
    for id in ["2", "0", "1"] {
        sim_in(dir, &["shard", "pieces", id, "--quiet"]).success();
    }
    sim_in(dir, &["merge", "pieces"]).success();
    for name in tables {
        assert_eq!(
            read(dir, &format!("pieces/{name}")),
            read(dir, &format!("file/{name}")),
            "{name} in pieces"
        );
    }
    sim_in(dir, &["verify", "pieces", "--quiet"]).success();
}

/// Faults of a variant say which variant, and which key.
#[test]
fn faults_of_a_variant_name_it_and_its_key() {
    let (folder, _) = small();
    let dir = folder.path();
    for (variant, told) in [
        ("few: team.reviewers.poeple=1", &["the variant `few`", "poeple", "people"][..]),
        ("few: team.reviewers.people=-1", &["the variant `few`", "team.reviewers.people"]),
        ("few: seed=1", &["the variant `few`", "`seed`"]),
        ("few:", &["the variant `few`", "KEY=VALUE"]),
        ("team.reviewers.people=1", &["has no name", "NAME: KEY=VALUE"]),
        ("small: team.reviewers.people=1", &["two of the scenarios are called `small`"]),
    ] {
        let assert = sim_in(dir, &["compare", "small.toml", "--variant", variant]).code(2);
        for words in told {
            let told = in_one_line(&stderr(&assert));
            assert!(told.contains(words), "{variant}: {told}");
        }
    }
    let none = sim_in(dir, &["compare", "small.toml"]).code(2);
    assert!(stderr(&none).contains("OTHER"), "{}", stderr(&none));
    let metric =
        sim_in(dir, &[&["compare", "small.toml", "--metric", "flip_rat"], &FEWER[..]].concat()).code(2);
    assert!(stderr(&metric).contains("flip_rate"));
}

/// Results that are there stand for their scenario: a comparison of folders is that of their scenarios, and their
/// records are used where they were kept.
#[test]
fn folders_of_results_are_compared_as_their_scenarios() {
    let (folder, _) = small();
    let dir = folder.path();
    let run = ["run", "small.toml", "--no-charts", "--no-interventions", "--quiet"];
    sim_in(dir, &[&run[..], &["--keep-ledger"]].concat()).success();
    sim_in(dir, &[&run[..], &["--set", "team.reviewers.people=1", "--out", "one"]].concat()).success();
    let told = sim_in(dir, &["compare", "output/small", "one", "--out", "both"]).success();
    // Both were called `small`.
    assert!(stdout(&told).contains("one against small"), "{}", stdout(&told));
    sim_in(
        dir,
        &[
            &["compare", "small.toml", "--variant", "one: team.reviewers.people=1", "--out"],
            &["files", "--quiet"][..],
        ]
        .concat(),
    )
    .success();
    for name in ["comparison.csv", "swap_set.csv", "summary.csv"] {
        assert_eq!(read(dir, &format!("both/{name}")), read(dir, &format!("files/{name}")), "{name}");
    }
    // A comparison stands for all of its scenarios, base first.
    let again =
        sim_in(dir, &["compare", "both", "--variant", "two: team.reviewers.people=2", "--out", "three"]);
    let again = stdout(&again.success());
    assert!(again.contains("one, two against small"), "{again}");
    // Other applicants are none to compare with.
    sim_in(dir, &[&run[..], &["--seed", "5", "--out", "other"]].concat()).success();
    let other = sim_in(dir, &["compare", "output/small", "other", "--out", "x"]).code(2);
    let other = in_one_line(&stderr(&other));
    assert!(other.contains("seed 5") && other.contains("--seed 20240402"), "{other}");
    assert!(!dir.join("x").exists());
    sim_in(dir, &["compare", "output/small", "other", "--seed", "5", "--out", "x", "--quiet"]).success();
    std::fs::create_dir(dir.join("empty")).unwrap();
    let empty = sim_in(dir, &["compare", "small.toml", "empty"]).code(2);
    assert!(in_one_line(&stderr(&empty)).contains("holds no results"), "{}", stderr(&empty));
}

/// Every metric and every measure of a station has a row; those of the family have the interval that holds with the
/// others, which is not narrower than their own, and a verdict that agrees with it.
#[test]
fn the_family_that_is_asked_for_is_judged_together() {
    let (folder, _) = small();
    let dir = folder.path();
    let asked = ["--metric", "eventual_approval_rate", "--metric", "human_review.wait_mean"];
    let words =
        ["compare", "small.toml", "--variant", "desk: human.cut_off=66", "--out", "both", "--format", "json"];
    let told = sim_in(dir, &[&words[..], &FEWER, &asked].concat()).success();
    let rows = table(dir, "both/comparison.csv");
    let stations =
        rows.iter().filter(|row| row["metric"].ends_with(".arrivals") && row["scenario"] == "desk");
    let stations = stations.count();
    assert!(stations >= 2);
    assert_eq!(rows.len(), 2 * (METRICS.len() + stations * STATION_MEASURES.len()));
    let header = read(dir, "both/comparison.csv").lines().next().unwrap().to_owned();
    assert!(header.ends_with("replications,simultaneous_low,simultaneous_high,variance_ratio"), "{header}");
    let number = |row: &Row, column: &str| row[column].parse::<f64>().ok();
    let mut family = 0;
    for row in &rows {
        let joint = number(row, "simultaneous_low").zip(number(row, "simultaneous_high"));
        let own = number(row, "ci_low").zip(number(row, "ci_high"));
        if asked.contains(&row["metric"].as_str()) {
            let ((low, high), (own_low, own_high)) = (joint.unwrap(), own.unwrap());
            assert!(low < own_low && high > own_high, "{row:?}");
            // Four of them, three replications: t(2) at 1 − .05/8 is 8.860, at 1 − .05/2 it is 4.303.
            let wider = (high - low) / (own_high - own_low);
            assert!((wider - 8.860 / 4.303).abs() < 2e-3, "{wider}: {row:?}");
            assert!(number(row, "variance_ratio").unwrap() > 0.0);
            family += 1;
        } else {
            assert_eq!(joint, None, "{row:?}");
        }
    }
    assert_eq!(family, 4);
    let document: serde_json::Value = serde_json::from_str(&stdout(&told)).unwrap();
    let verdicts = document["verdicts"].as_array().unwrap();
    assert_eq!(verdicts.len(), 4);
    for verdict in verdicts {
        let of = |row: &&Row| row["scenario"] == verdict["scenario"] && row["metric"] == verdict["metric"];
        let row = rows.iter().find(of).unwrap();
        let (low, high) =
            (number(row, "simultaneous_low").unwrap(), number(row, "simultaneous_high").unwrap());
        let expected = if low > 0.0 {
            "higher"
        } else if high < 0.0 {
            "lower"
        } else {
            "open"
        };
        assert_eq!(verdict["verdict"], expected, "{row:?}");
        assert!(verdict["text"].as_str().unwrap().contains("jointly over 4 comparisons"), "{verdict}");
    }
    let swaps = table(dir, "both/swap_set.csv");
    let all = swaps.iter().filter(|row| row["segment"] == "all").count();
    assert_eq!(all, 4, "two directions of two scenarios");
    // A higher cut-off lets nobody in.
    let into = swaps.iter().find(|row| row["scenario"] == "desk" && row["direction"] == "in").unwrap();
    assert_eq!(into["applicants_share"], "0.0");
    let out = swaps.iter().find(|row| row["scenario"] == "desk" && row["direction"] == "out").unwrap();
    assert!(number(out, "applicants_share").unwrap() > 0.01 && number(out, "bad_rate").unwrap() > 0.0);
}

/// A station that a scenario lacks has empty fields on its side.
#[test]
fn a_station_that_is_not_there_has_empty_fields() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let stage = |desk: &str| {
        format!(
            "replications = 3\npopulation.source = \"plain\"\narrivals.per_day = 50\nperiod = {{ arrivals = \"20d\", \
             drain = \"5d\" }}\n[[stage]]\nname = \"{desk}\"\nkind = \"station\"\nservers = 1\n\
             shifts = [\"00:00-24:00\"]\nservice = \"5min\"\nnext = \"done\"\n[[stage]]\nname = \"done\"\n\
             kind = \"exit\"\noutcome = \"approved\"\n"
        )
    };
    std::fs::write(dir.join("one.toml"), stage("desk")).unwrap();
    std::fs::write(dir.join("two.toml"), stage("window")).unwrap();
    sim_in(dir, &["compare", "one.toml", "two.toml", "--out", "both", "--quiet"]).success();
    let rows = table(dir, "both/comparison.csv");
    let row = |metric: &str| rows.iter().find(|row| row["metric"] == metric).unwrap();
    for (metric, there, lacks) in [("desk.served", "base", "estimate"), ("window.served", "estimate", "base")]
    {
        let row = row(metric);
        assert!(row[there].parse::<f64>().unwrap() > 0.0, "{row:?}");
        for empty in [lacks, "difference", "ci_low", "simultaneous_low", "variance_ratio"] {
            assert_eq!(row[empty], "", "{metric} {empty}");
        }
    }
    assert!(!dir.join("both/swap_set.csv").exists(), "entities without attributes have no first application");
}

/// The folder of a comparison has a chart and a report, which `sim report` draws again.
#[test]
fn a_comparison_is_drawn_and_drawn_again() {
    let (folder, _) = small();
    let dir = folder.path();
    let words = [&["compare", "small.toml", "--out", "both"], &FEWER[..]].concat();
    let told = in_one_line(&stdout(&sim_in(dir, &words).success()));
    assert!(told.contains("Same applicants, ") && told.contains("jointly over"), "{told}");
    assert!(told.contains("both/report.html"), "{told}");
    let page = read(dir, "both/report.html");
    for text in ["fewer against small", "Same applicants", "charts/differences.svg", "Who changes sides"] {
        assert!(page.contains(text), "{text}");
    }
    let svg = read(dir, "both/charts/differences.svg");
    assert!(svg.contains("fewer"));
    assert!(dir.join("both/charts/differences.png").is_file());
    std::fs::remove_file(dir.join("both/charts/differences.svg")).unwrap();
    sim_in(dir, &["report", "both"]).success();
    assert_eq!(read(dir, "both/charts/differences.svg"), svg);
    assert_eq!(read(dir, "both/report.html"), page);
    sim_in(dir, &["verify", "both", "--quiet"]).success();
    sim_in(dir, &[&words[..], &["--no-charts", "--quiet"]].concat()).success();
    assert!(!dir.join("both/report.html").exists());
}
