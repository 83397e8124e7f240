//! `sim behaviours`: ends of curves against forced runs, sums that close, pieces, and what is refused.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::cli::{sim, small, stderr, stdout};

type Row = HashMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// What the command prints, which must succeed in lines of 80 columns at most, without its line breaks.
fn done(folder: &Path, words: &[&str]) -> String {
    let told = stdout(&sim().current_dir(folder).args(words).assert().success());
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// A number in billionths, as the tables round it.
fn billionths(row: &Row) -> i64 {
    (number(row, "estimate") * 1e9).round() as i64
}

const BEHAVIOURS: [&str; 7] = [
    "repay",
    "secure",
    "stop_edits",
    "complete_profile",
    "steady_habits",
    "raise_external",
    "submit_documents",
];

/// Whatever a behaviour is forced to, the same applicants come as in a run of the scenario with that written into it: the
/// ends of curves are those runs, and so are the sets. Shapley values close to the last digit, in every group.
#[test]
fn curves_and_sets_are_runs_and_values_close() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["behaviours", "small.toml", "--replications", "2", "--steps", "3", "--out", "out"];
    let told = done(folder, &words);
    assert!(told.contains("128 sets") && told.contains("Shapley value"), "{told}");
    let out = folder.join("out");
    let mean = |name: &str, sets: &[String], metric: &str| {
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set.as_str()]).collect();
        let words =
            ["run", "small.toml", "--no-charts", "--no-interventions", "--quiet", "--replications", "2"];
        done(folder, &[&words[..], &["--out", name], &sets].concat());
        let rows = table(&folder.join(name).join("replications.csv"));
        rows.iter().map(|row| number(row, metric)).sum::<f64>() / rows.len() as f64
    };
    let metrics =
        ["first_pass_approval_rate", "eventual_approval_rate", "restoration_days_mean", "bad_rate_all"];
    let curves = table(&out.join("curves.csv"));
    for (level, name) in [("0.0", "off"), ("1.0", "on")] {
        let force = format!("behaviours.secure.force={level}");
        for metric in metrics {
            let is = |row: &&Row| {
                row["behaviour"] == "secure"
                    && number(row, "intensity") == level.parse::<f64>().unwrap()
                    && (row["segment"] == "all" && row["scope"] == "everyone" && row["metric"] == metric)
            };
            let row = curves.iter().find(is).unwrap();
            let by_run = mean(&format!("{name}-{metric}"), std::slice::from_ref(&force), metric);
            assert!((number(row, "estimate") - by_run).abs() < 1e-12, "{row:?}, by a run {by_run}");
        }
    }
    let sets = table(&out.join("coalitions.csv"));
    let set = |chosen: &dyn Fn(&str) -> bool, segment: (&str, &str), metric: &str| -> Row {
        let is = |row: &&Row| {
            BEHAVIOURS.iter().all(|name| (row[*name] == "1") == chosen(name))
                && row["metric"] == metric
                && (row["segment"].as_str(), row["value"].as_str()) == segment
        };
        sets.iter().find(is).unwrap().clone()
    };
    let chosen = |name: &str| name == "repay" || name == "submit_documents";
    let forced: Vec<String> = BEHAVIOURS
        .iter()
        .map(|name| format!("behaviours.{name}.force={:.1}", f64::from(u8::from(chosen(name)))))
        .collect();
    let row = set(&chosen, ("all", ""), "eventual_approval_rate");
    let by_run = mean("two", &forced, "eventual_approval_rate");
    assert!((number(&row, "estimate") - by_run).abs() < 1e-9, "{row:?}, by a run {by_run}");
    let shapley = table(&out.join("shapley.csv"));
    let mut closed = 0;
    for metric in ["eventual_approval_rate", "behaviour_effort_hours_per_applicant"] {
        for segment in [("all", ""), ("cause", "overdue"), ("cause", "account_risk")] {
            let is = |row: &&Row| {
                row["metric"] == metric && (row["segment"].as_str(), row["value"].as_str()) == segment
            };
            let sum: i64 = shapley.iter().filter(is).map(billionths).sum();
            let [nobody, everybody] = [false, true].map(|all| billionths(&set(&|_| all, segment, metric)));
            assert_eq!(sum, everybody - nobody, "{metric} {segment:?}");
            closed += 1;
        }
    }
    assert_eq!(closed, 6);
    for name in ["shapley", "dose_response", "approval_against_wait"] {
        assert!(out.join(format!("charts/{name}.svg")).exists(), "{name}");
        assert!(out.join(format!("charts/{name}.png")).exists(), "{name}");
    }
    done(folder, &["verify", "out", "--quiet"]);
}

/// The same effects as `sim run` tells of its interventions, on everyone and on one: the same shadows, the same queues.
#[test]
fn effects_are_those_of_the_interventions_of_a_run() {
    let (folder, _) = small();
    let folder = folder.path();
    let run = ["run", "small.toml", "--no-charts", "--quiet", "--out", "run"];
    let few = ["--set", "interventions.replications=2"];
    done(folder, &[&run[..], &few].concat());
    let words = ["behaviours", "small.toml", "--replications", "2", "--steps", "2", "--quiet", "--no-charts"];
    done(folder, &[&words[..], &["--out", "out"]].concat());
    let curves = table(&folder.join("out/curves.csv"));
    let effects = table(&folder.join("run/effects.csv"));
    let mut compared = 0;
    for effect in
        effects.iter().filter(|row| row["population"] == "eligible" && !row["difference"].is_empty())
    {
        let at = |level: f64| {
            let is = |row: &&Row| {
                ["behaviour", "scope", "metric"].iter().all(|column| row[*column] == effect[*column])
                    && (row["segment"] == "eligible" && row["basis"] == "forced")
                    && number(row, "intensity") == level
            };
            curves
                .iter()
                .find(is)
                .filter(|row| !row["estimate"].is_empty())
                .map(|row| number(row, "estimate"))
        };
        let (Some(on), Some(off)) = (at(1.0), at(0.0)) else { continue };
        assert!((on - off - number(effect, "difference")).abs() < 1e-9, "{effect:?}: {}", on - off);
        compared += 1;
    }
    assert!(compared > 40, "{compared} effects were compared");
}

/// Whatever is played in pieces comes together to the same bytes.
#[test]
fn pieces_come_together_to_the_same_bytes() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["behaviours", "small.toml", "--replications", "2", "--steps", "2", "--quiet", "--no-charts"];
    done(folder, &[&words[..], &["--out", "one"]].concat());
    done(folder, &[&["plan"], &words[..], &["--out", "pieces", "--shards", "3"]].concat());
    for id in ["2", "0", "1"] {
        done(folder, &["shard", "pieces", id, "--quiet"]);
    }
    done(folder, &["merge", "pieces"]);
    for name in
        ["curves.csv", "shapley.csv", "coalitions.csv", "interactions.csv", "front.csv", "observed.csv"]
    {
        let [one, other] = ["one", "pieces"].map(|out| fs::read(folder.join(out).join(name)).unwrap());
        assert!(one == other, "{name}");
    }
}

#[test]
fn what_cannot_be_asked_is_refused_with_a_remedy() {
    let (folder, _) = small();
    let folder = folder.path();
    let of = |words: &[&str]| {
        let words = [&["behaviours", "small.toml", "--out", "out"], words].concat();
        let told = stderr(&sim().current_dir(folder).args(words).assert().code(2));
        told.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(of(&["--by", "shoe_size"]).contains("write one of"));
    assert!(of(&["--steps", "1"]).contains("whole number, from 2 to 101"));
    assert!(of(&["--precision", "flip_rate=±1pp"]).contains("--precision eventual_approval_rate=±0.2pp"));
    assert!(of(&["--set", "period.warm_up=\"auto\""]).contains("--set period.warm_up=28d"));
}
