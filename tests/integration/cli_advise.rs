//! `sim advise`: the answer comes first, tables agree with each other, what is refused, and pieces.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::cli::{sim, stderr, stdout};

type Rows = Vec<HashMap<String, String>>;

const SMALL: &str = "name = \"small\"\nseed = 5\narrivals.per_day = 40\nreplications = 4\n\
                     period = { arrivals = \"40d\", drain = \"60d\" }\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    folder
}

fn table(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// What the command prints, which must succeed in lines of 80 columns at most.
fn done(folder: &Path, words: &[&str]) -> String {
    let told = stdout(&sim().current_dir(folder).args(words).assert().success());
    assert!(told.lines().all(|line| line.chars().count() <= 80) || told.starts_with('{'), "{told}");
    told
}

#[test]
fn the_first_sentence_is_the_answer() {
    let folder = folder();
    let path = folder.path();
    let words = ["advise", "small.toml", "--who", "cause=account_risk,sesame=600..699", "--out", "out"];
    let told = done(path, &words);
    assert!(told.starts_with("In this model"), "{told}");
    let line = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("do not read levels. No advice."), "{line}");
    assert!(line.find("No advice").unwrap() < line.find("What one applicant does").unwrap(), "{line}");
    let rows = table(&path.join("out/recourse.csv"));
    let whole: Vec<_> = rows.iter().filter(|row| row["cause"].is_empty()).collect();
    // Five actions apply to an account at risk that is not overdue: 5 + 10 + 10 sets, and acting as they do.
    assert_eq!(whole.len(), 26);
    assert_eq!(whole.iter().filter(|row| row["recommended"] == "true").count(), 1);
    assert!(whole.iter().all(|row| row["kept"] == "true" || row["recommended"] == "false"));
    for row in &whole {
        let ends = [number(row, "ci_low"), number(row, "ci_high")];
        let after = number(row, "approval_after");
        assert!(ends[0] <= after && after <= ends[1], "{row:?}");
        let gain = number(row, "approval_after") - number(row, "approval_without");
        assert!((gain - number(row, "gain")).abs() < 1e-12, "{row:?}");
    }
    // Cells hold nobody else, and add up.
    let cells: Vec<_> =
        rows.iter().filter(|row| !row["cause"].is_empty() && row["actions"].is_empty()).collect();
    assert!(cells.iter().all(|row| row["cause"] == "account_risk" && row["days_overdue"] == "0"));
    let applicants: f64 = cells.iter().map(|row| number(row, "applicants")).sum();
    assert_eq!(applicants, number(whole[0], "applicants"));
    assert!(cells.iter().all(|row| row["approval_before"].is_empty() != row["note"].is_empty()));
    let json = done(path, &[&words[..], &["--format", "json", "--force"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["sets"].as_array().unwrap().len(), 26);
    assert!(json["headline"].as_str().unwrap().starts_with("In this model"));
    // Played again, it is the same.
    done(path, &["verify", "out"]);
}

#[test]
fn waiting_is_told_by_cause() {
    let folder = folder();
    let path = folder.path();
    let words = ["advise", "small.toml", "--largest", "1", "--wait", "0,10,30", "--out", "out"];
    let told = done(path, &words);
    assert!(told.contains("File no earlier than"), "{told}");
    let rows = table(&path.join("out/timing.csv"));
    let all: Vec<_> = rows.iter().filter(|row| row["cause"].is_empty()).collect();
    assert_eq!(all.iter().map(|row| row["wait_days"].as_str()).collect::<Vec<_>>(), ["0", "10", "30"]);
    assert_eq!(number(all[0], "difference"), 0.0);
    for row in &all {
        assert_eq!(row["applicants"], all[0]["applicants"]);
        let difference = number(row, "approval") - number(all[0], "approval");
        assert!((difference - number(row, "difference")).abs() < 1e-12, "{row:?}");
    }
    let of = |cause: &str| rows.iter().filter(|row| row["cause"] == cause).count();
    assert_eq!((of("overdue"), of("account_risk")), (3, 3));
    for days in ["0", "10", "30"] {
        let of_days = || rows.iter().filter(|row| row["wait_days"] == days);
        let parts: f64 =
            of_days().filter(|row| !row["cause"].is_empty()).map(|row| number(row, "applicants")).sum();
        let whole = of_days().find(|row| row["cause"].is_empty()).unwrap();
        assert!(parts <= number(whole, "applicants") && parts > 0.8 * number(whole, "applicants"));
    }
}

#[test]
fn a_kind_that_is_none_is_told_with_a_remedy() {
    let folder = folder();
    for (who, expected) in [
        ("caus=overdue", "did you mean `cause`?"),
        ("zzz=1", "segments of this scenario are "),
        ("cause=overdew", "did you mean `overdue`?"),
        ("cause=xyz", "it is one of overdue, account_risk"),
        ("sesame=649..600", "write the lower number first, `600..649`"),
        ("sesame=high", "write a number or a range, such as `sesame=10..20`"),
        ("sesame", "write NAME=VALUE"),
        ("sesame=900..950,cause=other,age=18..19", "write wider ranges or fewer conditions"),
    ] {
        let said =
            stderr(&sim().current_dir(&folder).args(["advise", "small.toml", "--who", who]).assert().code(2));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{who}: {said}");
        assert!(said.starts_with("error: "), "{said}");
    }
    for (words, expected) in [
        (["--share", "0%"], "is no share of applicants"),
        (["--hour", "x"], "is no amount of money"),
        (["--replications", "1"], "takes two at least"),
        (["--largest", "4"], "4 is not in 1..=3"),
    ] {
        let said =
            stderr(&sim().current_dir(&folder).args(["advise", "small.toml"]).args(words).assert().code(2));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{words:?}: {said}");
    }
}

#[test]
fn pieces_give_the_same_tables() {
    let folder = folder();
    let path = folder.path();
    let words = ["advise", "small.toml", "--who", "cause=other", "--largest", "1", "--out"];
    done(path, &[&words[..], &["whole"]].concat());
    done(path, &[&["plan"], &words[..], &["out", "--shards", "2"]].concat());
    for id in ["1", "0"] {
        done(path, &["shard", "out", id, "--quiet"]);
    }
    done(path, &["merge", "out"]);
    let of = |dir: &str| fs::read_to_string(path.join(dir).join("recourse.csv")).unwrap();
    assert_eq!(of("out"), of("whole"));
}
