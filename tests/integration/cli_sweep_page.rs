//! `sim sweep`: its figures and report, precision, what is expected of its points, and samples of it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::cli::{sim, small, stderr, stdout};

type Rows = Vec<HashMap<String, String>>;

fn table(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Runs `sim` in a folder, and it must succeed.
fn done(folder: &Path, words: &[&str]) -> String {
    stdout(&sim().current_dir(folder).args(words).assert().success())
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The answer comes before the figures, the figures before the table; drawn again from the tables, every byte is the same.
#[test]
fn a_sweep_has_a_report_that_can_be_drawn_again() {
    let (folder, _) = small();
    let folder = folder.path();
    let words =
        ["sweep", "small.toml", "--vary", "team.reviewers.people=-1,1,2,4", "--quiet", "--out", "out"];
    let metrics = ["--metric", "eventual_approval_rate", "--metric", "human_review.wait_mean"];
    done(folder, &[&words[..], &metrics].concat());
    let out = folder.join("out");
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no `{text}`"));
    assert!(at("greatest") < at("<svg") && at("figure-front") < at("(compared with)"));
    assert!(page.contains("1 of 4 points") && page.contains("Wait, mean"), "the faulty one is named");
    let drawn = ["report.html", "charts/sweep.svg", "charts/sweep.png", "charts/front.svg"];
    let before = drawn.map(|name| fs::read(out.join(name)).unwrap());
    fs::remove_dir_all(out.join("charts")).unwrap();
    fs::remove_file(out.join("report.html")).unwrap();
    assert!(done(folder, &["report", "out"]).contains("2 charts"));
    for (name, before) in drawn.iter().zip(&before) {
        assert!(fs::read(out.join(name)).unwrap() == *before, "{name} differs");
    }
    done(folder, &["verify", "out"]);
    // Without charts there is no page, until it is asked for.
    done(folder, &[&words[..6], &["bare", "--no-charts"]].concat());
    assert!(!folder.join("bare/report.html").exists());
    done(folder, &["report", "bare"]);
    assert!(folder.join("bare/report.html").exists());
    fs::write(folder.join("bare/sweep.csv"), "point\n").unwrap();
    sim().current_dir(folder).args(["report", "bare"]).assert().code(1);
}

/// A grid of many values of both keys is drawn as cells, one of few as curves.
#[test]
fn two_keys_are_drawn_as_curves_or_as_cells() {
    let (folder, _) = small();
    let folder = folder.path();
    let draw = |people: &str, out: &str| {
        let people = format!("team.reviewers.people={people}");
        let grid =
            ["--vary", "human.cut_off=54..66:2", "--vary", &people, "--replications", "1", "--out", out];
        done(folder, &[&["sweep", "small.toml", "--quiet"][..], &grid].concat());
        fs::read_to_string(folder.join(out).join("charts/sweep.svg")).unwrap()
    };
    assert!(draw("1,2", "few").contains("people=2"));
    assert!(draw("1..7:1", "many").contains("Metrics over two settings"));
}

/// What is expected is judged at every point: utilisation with two reviewers holds with two, and neither with one nor four.
#[test]
fn every_point_is_held_against_what_is_expected() {
    let (folder, file) = small();
    let folder = folder.path();
    let vary = ["--vary", "team.reviewers.people=1,2,4", "--out", "out"];
    done(folder, &[&["sweep", "small.toml", "--quiet"][..], &vary].concat());
    assert!(!folder.join("out/expectations.csv").exists());
    let of_two = |row: &&HashMap<String, String>| {
        row["metric"] == "human_review.utilisation" && row["team.reviewers.people"] == "2"
    };
    let value = table(&folder.join("out/sweep.csv")).iter().find(of_two).unwrap()["estimate"].clone();
    let text = fs::read_to_string(&file).unwrap();
    let expected = "[expect.human_review.utilisation]\nvalue = VALUE\nsource = \"two\"\n\
                    [expect.summary.pending_share]\nvalue = 1\nsource = \"nobody\"\n";
    let write = |summary: bool| {
        let expected = expected.replace("VALUE", &value);
        let (first, _) = expected.split_once("[expect.summary").unwrap();
        fs::write(&file, format!("{text}{}", if summary { &expected } else { first })).unwrap();
    };
    write(false);
    let words = [&["sweep", "small.toml", "--force"][..], &vary].concat();
    let told = in_one_line(&done(folder, &words));
    assert!(told.contains("Everything that is expected holds at 1 of 3 points: people=2."), "{told}");
    let holds = |rows: &Rows| rows.iter().map(|row| row["holds"].clone()).collect::<Vec<_>>();
    assert_eq!(holds(&table(&folder.join("out/points.csv"))), ["false", "true", "false"]);
    let rows = table(&folder.join("out/expectations.csv"));
    assert_eq!(holds(&rows), ["false", "true", "false"]);
    assert_eq!(rows[1]["station"], "human_review");
    assert!(fs::read_to_string(folder.join("out/report.html")).unwrap().contains("holds at 1 of 3 points"));
    let json = done(folder, &[&words[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["points_met"].as_u64(), json["shown"][1]["holds"].as_bool()), (Some(1), Some(true)));
    write(true);
    let told = in_one_line(&done(folder, &words));
    assert!(told.contains("At none of 3 points"), "{told}");
    assert_eq!(table(&folder.join("out/expectations.csv")).len(), 6);
}

/// Each point is played until it is precise, at least 30 times; killed runs, pieces and a check give the same.
#[test]
fn each_point_is_played_until_it_is_precise() {
    let (folder, _) = small();
    let folder = folder.path();
    let words =
        ["sweep", "small.toml", "--vary", "team.reviewers.people=2,-1,3", "--set", "arrivals.per_day=5"];
    let precise = ["--precision", "human_review.utilisation=±0.4pp", "--precision", "flip_rate=±50%rel"];
    let words = [&words[..], &precise].concat();
    let told = in_one_line(&done(folder, &[&words[..], &["--out", "out", "--keep-ledger"]].concat()));
    assert!(told.contains("replications"), "{told}");
    let points = table(&folder.join("out/points.csv"));
    let looks = ["30", "45", "68", "102", "153", "230"];
    for point in [&points[0], &points[2]] {
        assert!(looks.contains(&point["replications"].as_str()), "{point:?}");
    }
    for row in table(&folder.join("out/sweep.csv")) {
        if row["metric"] == "human_review.utilisation" {
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            assert!((number("ci_high") - number("ci_low")) / 2.0 <= 0.004, "{row:?}");
        }
    }
    assert!(done(folder, &["verify", "out", "--sample", "4"]).contains("4 replications"));
    done(folder, &["verify", "out"]);
    done(folder, &[&["plan"][..], &words, &["--shards", "2", "--out", "pieces"]].concat());
    let mut rounds = 0;
    loop {
        for id in in_one_line(&done(folder, &["missing", "pieces"])).split(',') {
            let (first, last) = id.split_once('-').unwrap_or((id, id));
            for id in first.parse::<u64>().unwrap()..=last.parse().unwrap() {
                done(folder, &["shard", "pieces", &id.to_string(), "--quiet"]);
            }
        }
        rounds += 1;
        let merged = sim().current_dir(folder).args(["merge", "pieces"]).assert();
        if merged.get_output().status.success() {
            break;
        }
        assert!(rounds < 8, "{}", stderr(&merged));
    }
    for name in ["sweep.csv", "points.csv", "summary.csv"] {
        let read = |out: &str| fs::read(folder.join(out).join(name)).unwrap();
        assert!(read("pieces") == read("out"), "{name} differs");
    }
}

/// Without records nothing can be held against a sample, and what to do is told; a record of other numbers is found.
#[test]
fn a_sample_of_a_sweep_needs_its_records() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["sweep", "small.toml", "--vary", "team.reviewers.people=1,2,3", "--quiet", "--no-charts"];
    let named = ["--reference", "1"];
    done(folder, &[&words[..], &named, &["--out", "bare"]].concat());
    let told = stderr(&sim().current_dir(folder).args(["verify", "bare", "--sample", "2"]).assert().code(2));
    assert!(told.contains("--keep-ledger") && told.contains("sim verify bare"), "{told}");
    done(folder, &[&words[..], &named, &["--out", "kept", "--keep-ledger"]].concat());
    assert!(done(folder, &["verify", "kept", "--sample", "100"]).contains("9 replications"));
}

/// Any entry of a scenario can be varied: a team's, a stage's, a behaviour's, a weight; and each changes what it is about.
#[test]
fn entries_of_every_kind_can_be_varied() {
    let (folder, _) = small();
    let folder = folder.path();
    for (vary, metric) in [
        ("team.reviewers.people=1,3", "reviewer_utilisation"),
        ("stage.human_review.service.median=5min,40min", "human_review.wait_mean"),
        ("behaviours.repay.force=0,1", "eventual_approval_rate"),
        ("weights.credit=10,60", "first_pass_approval_rate"),
    ] {
        let words =
            ["sweep", "small.toml", "--vary", vary, "--quiet", "--no-charts", "--force", "--out", "out"];
        done(folder, &[&words[..], &["--metric", metric]].concat());
        let rows = table(&folder.join("out/sweep.csv"));
        assert_eq!(rows.len(), 2, "{vary}");
        assert!(rows[0]["estimate"] != rows[1]["estimate"], "{vary}: {rows:?}");
    }
}

/// A point with more work than time is played, warned of, and stops nothing.
#[test]
fn an_overloaded_point_is_warned_of_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory/mm1.toml");
    let file = scenario.to_string_lossy().into_owned();
    let words = ["sweep", &file, "--vary", "arrivals.per_day=720,2880,x,900", "--out", "out"];
    let told = in_one_line(&done(folder, &words));
    assert!(told.contains("warning") && told.contains("per_day=2880"), "{told}");
    let points = table(&folder.join("out/points.csv"));
    let states: Vec<&str> = points.iter().map(|row| row["state"].as_str()).collect();
    assert_eq!(states, ["played", "played", "faulty", "played"]);
}
