//! `sim compare --precision`: replications end once the differences are known so well, wherever they are played.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;

use crate::cli::{sim, small, stderr, stdout};
use crate::said::in_one_line;

type Row = HashMap<String, String>;

fn sim_in(folder: &Path, words: &[&str]) -> Assert {
    sim().current_dir(folder).args(words).assert()
}

fn table(folder: &Path, name: &str) -> Vec<Row> {
    csv::Reader::from_path(folder.join(name)).unwrap().deserialize().map(Result::unwrap).collect()
}

const LOOKS: [&str; 6] = ["30", "45", "68", "102", "153", "230"];
const COMPARE: [&str; 8] = [
    "compare",
    "small.toml",
    "--set",
    "arrivals.per_day=5",
    "--variant",
    "fewer: team.reviewers.people=1; human.cut_off=64",
    "--variant",
    "lower: human.cut_off=58",
];
const PRECISE: [&str; 6] = [
    "--precision",
    "eventual_approval_rate=±0.5pp",
    "--precision",
    "human_review.utilisation=±0.4pp",
    "--precision",
    "first_pass_approval_rate=±3%rel",
];

/// Half the width of the interval of a difference, and the value in the base.
fn half_width(row: &Row) -> (f64, f64) {
    let number = |column: &str| row[column].parse::<f64>().unwrap();
    ((number("ci_high") - number("ci_low")) / 2.0, number("base"))
}

/// All scenarios are played as often, up to a look at which every difference is precise and not all were before it; pieces,
/// a check and a comparison of as many replications give the same.
#[test]
fn a_comparison_ends_once_its_differences_are_precise() {
    let (folder, _) = small();
    let dir = folder.path();
    let words = [&COMPARE[..], &PRECISE].concat();
    let told = in_one_line(&stdout(&sim_in(dir, &[&words[..], &["--out", "out"]].concat()).success()));
    let rows = table(dir, "out/comparison.csv");
    let asked = ["eventual_approval_rate", "human_review.utilisation", "first_pass_approval_rate"];
    let of: Vec<&Row> = rows.iter().filter(|row| asked.contains(&row["metric"].as_str())).collect();
    assert_eq!(of.len(), 6);
    let played = of[0]["replications"].as_str();
    assert!(LOOKS[1..].contains(&played), "{played} replications: another precision would tell more");
    assert!(told.contains(&format!("{played} replications")), "{told}");
    let precise = |row: &Row| {
        let (reached, base) = half_width(row);
        match row["metric"].as_str() {
            "eventual_approval_rate" => reached <= 0.005,
            "human_review.utilisation" => reached <= 0.004,
            _ => reached <= 0.03 / 1.03 * base,
        }
    };
    for row in &of {
        assert_eq!(row["replications"], played);
        assert!(precise(row), "{row:?}");
    }
    // At the look before it they were not.
    let at = LOOKS.iter().position(|look| *look == played).unwrap();
    let plain = |replications: &str, out: &str| {
        let words = [&COMPARE[..], &["--replications", replications, "--no-charts", "--out", out]].concat();
        sim_in(dir, &words).success();
    };
    plain(LOOKS[at - 1], "before");
    let before = table(dir, "before/comparison.csv");
    assert!(before.iter().filter(|row| asked.contains(&row["metric"].as_str())).any(|row| !precise(row)));
    plain(played, "as_many");
    let tables = ["comparison.csv", "swap_set.csv", "summary.csv", "replications.csv"];
    let same = |out: &str| {
        for name in tables {
            let read = |out: &str| fs::read(dir.join(out).join(name)).unwrap();
            assert!(read(out) == read("out"), "{name} of {out} differs");
        }
    };
    same("as_many");
    sim_in(dir, &["verify", "out", "--sample", "3"]).success();
    // In pieces, a round a look.
    sim_in(dir, &[&["plan"], &words[..], &["--shards", "2", "--out", "pieces"]].concat()).success();
    let mut rounds = 0;
    loop {
        for id in in_one_line(&stdout(&sim_in(dir, &["missing", "pieces"]).success())).split(',') {
            let (first, last) = id.split_once('-').unwrap_or((id, id));
            for id in first.parse::<u64>().unwrap()..=last.parse().unwrap() {
                sim_in(dir, &["shard", "pieces", &id.to_string(), "--quiet"]).success();
            }
        }
        rounds += 1;
        let merged = sim_in(dir, &["merge", "pieces"]);
        if merged.get_output().status.success() {
            break;
        }
        assert!(rounds < 6, "{}", stderr(&merged));
    }
    assert_eq!(rounds, at + 1);
    same("pieces");
}

/// What cannot be reached is told of each scenario; what is no precision is told with what to write.
#[test]
fn what_is_not_reached_is_told() {
    let (folder, _) = small();
    let dir = folder.path();
    let short = [&COMPARE[..], &["--set", "period.arrivals=20d", "--no-charts", "--force"]].concat();
    let limit = ["--precision", "eventual_approval_rate=±0.001pp", "--replications", "31"];
    let told = in_one_line(&stdout(&sim_in(dir, &[&short[..], &limit].concat()).success()));
    for scenario in ["fewer", "lower"] {
        let warning =
            format!("{scenario}: the difference of `eventual_approval_rate` to the base is not as precise");
        assert!(told.contains(&warning), "{told}");
    }
    assert!(told.contains("after 31 replications: ±0.001 pp was asked for"), "{told}");
    for (precision, said) in [
        ("flip_rat=1pp", "`flip_rate`"),
        ("eventual_approval_rate=0", "is no half-width"),
        ("desk.wait_mean=1", "no metric `desk.wait_mean`"),
    ] {
        let refused = sim_in(dir, &[&short[..], &["--precision", precision]].concat()).code(2);
        let told = in_one_line(&stderr(&refused));
        assert!(told.contains(said), "{precision}: {told}");
    }
}
