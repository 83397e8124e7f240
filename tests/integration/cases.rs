//! `cases.csv` against the tables: what it says of applicants, of applications, and of those who never filed.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::cli::{sim, small};

type Row = HashMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The rows of `cases.csv` of a run with these arguments, and those of `replications.csv`.
fn played(folder: &Path, more: &[&str]) -> (Vec<Row>, Vec<Row>) {
    let words =
        ["run", "small.toml", "--no-charts", "--no-interventions", "--quiet", "--force", "--out", "out"];
    sim().current_dir(folder).args(words).args(more).assert().success();
    (table(&folder.join("out/cases.csv")), table(&folder.join("out/replications.csv")))
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// The last row of each applicant of a replication, which says the same of them as the others.
fn applicants(rows: &[Row], replication: usize) -> Vec<&Row> {
    let mut last: BTreeMap<u64, &Row> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["replication"] == replication.to_string()) {
        let before = last.insert(row["applicant"].parse().unwrap(), row);
        for column in ["true_risk", "bad", "fate", "accuracy", "credit_report", "restricted_at"] {
            assert!(before.is_none_or(|before| before[column] == row[column]), "{column}: {row:?}");
        }
        let attempt = |row: &Row| row["attempt"].parse::<u64>().unwrap();
        assert!(before.is_none_or(|before| attempt(before) + 1 == attempt(row)), "{row:?}");
    }
    last.into_values().collect()
}

/// Fates, bad rates, decisions and routes are those of the tables, replication by replication, to the last digits.
#[test]
fn cases_of_all_are_what_the_tables_count() {
    let (folder, _) = small();
    let (rows, tables) = played(folder.path(), &["--cases=all"]);
    for (replication, metrics) in tables.iter().enumerate() {
        let all = applicants(&rows, replication);
        let close = |metric: &str, found: f64| {
            let told = number(metrics, metric);
            assert!(
                (told - found).abs() < 1e-9 * told.abs().max(1.0),
                "{metric}: {told}, by the cases {found}"
            );
        };
        let count = |wanted: &dyn Fn(&Row) -> bool| all.iter().filter(|row| wanted(row)).count() as f64;
        let n = all.len() as f64;
        close("applicants", n);
        for fate in ["withdrawn", "dropped_off", "gave_up", "refused", "pending"] {
            close(&format!("{fate}_share"), count(&|row| row["fate"] == fate) / n);
        }
        let restored = |row: &Row| row["fate"].starts_with("restored");
        close("eventual_approval_rate", count(&restored) / n);
        close("restored_unasked_share", count(&|row| row["fate"] == "restored_unasked") / n);
        close("bad_rate_all", count(&|row| row["bad"] == "true") / n);
        let bad_restored = count(&|row| restored(row) && row["bad"] == "true");
        close("bad_rate_approved", bad_restored / count(&restored));
        let filed: Vec<&Row> = rows
            .iter()
            .filter(|row| row["replication"] == replication.to_string() && row["attempt"] != "0")
            .collect();
        close("applications", filed.len() as f64);
        let decided: Vec<f64> = filed
            .iter()
            .filter(|row| row["status"] == "decided")
            .map(|row| number(row, "decision_working_days"))
            .collect();
        close("decision_working_days_mean", decided.iter().sum::<f64>() / decided.len() as f64);
        for row in filed {
            assert_eq!(row["withdrawn_at"].is_empty(), row["status"] != "withdrawn", "{row:?}");
            assert_eq!(row["decision_working_days"].is_empty(), row["status"] != "decided", "{row:?}");
            assert!(["true", "false"].contains(&row["fast_lane"].as_str()), "{row:?}");
        }
    }
    let never: Vec<&Row> = rows.iter().filter(|row| row["attempt"] == "0").collect();
    assert!(never.len() > 10, "{}", never.len());
    for row in never {
        for column in
            ["behaviours", "credit", "score", "route", "decision", "submitted_at", "status", "fast_lane"]
        {
            assert!(row[column].is_empty(), "{column}: {row:?}");
        }
        assert!(!row["cause"].is_empty() && !row["true_risk"].is_empty() && !row["sesame"].is_empty());
        assert!(
            ["dropped_off", "gave_up", "pending", "restored_unasked", "withdrawn"].contains(&&*row["fate"])
        );
    }
}

/// Without `=all` there are the same rows but those of whoever never filed; and the risk that is told is the one by which
/// bad ones are drawn: of all who are not overdue, of whom some are bad for sure, their number lies within 4.9 standard
/// errors of the sum of the risks, which chance alone breaks with probability 1e-6; the seed is fixed.
#[test]
fn the_risk_that_is_told_is_the_one_that_is_drawn() {
    let (folder, _) = small();
    let (all, _) = played(folder.path(), &["--cases=all"]);
    let (filed, _) = played(folder.path(), &["--cases"]);
    assert!(filed.iter().eq(all.iter().filter(|row| row["attempt"] != "0")), "other rows");
    let (mut bad, mut expected, mut variance) = (0.0, 0.0, 0.0);
    for replication in 0..3 {
        for row in applicants(&all, replication).into_iter().filter(|row| row["cause"] != "overdue") {
            let risk = number(row, "true_risk");
            assert!(risk > 0.0 && risk < 1.0);
            bad += f64::from(u8::from(row["bad"] == "true"));
            expected += risk;
            variance += risk * (1.0 - risk);
        }
    }
    assert!(variance > 30.0, "{variance}");
    assert!((bad - expected).abs() < 4.9 * variance.sqrt(), "{bad} are bad, {expected} were to be expected");
}

/// A word that is none is told with those that there are, and a scenario behind `--cases` is still the scenario.
#[test]
fn whose_cases_are_wanted_stands_behind_a_sign_of_equality() {
    let (folder, _) = small();
    let words =
        ["run", "--cases", "small.toml", "--no-charts", "--no-interventions", "--quiet", "--out", "out"];
    sim().current_dir(&folder).args(words).assert().success();
    assert!(folder.path().join("out/cases.csv").exists());
    let assert = sim().current_dir(&folder).args(["run", "small.toml", "--cases=some"]).assert().code(2);
    let told = crate::cli::stderr(&assert);
    assert!(told.contains("filed") && told.contains("all"), "{told}");
}

/// Entities have no attributes, no risk and no lane; what became of them stands there.
#[test]
fn entities_have_fates_and_no_attributes() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory/mm1.toml");
    std::fs::copy(scenario, folder.path().join("small.toml")).unwrap();
    let (rows, _) = played(folder.path(), &["--cases=all", "--replications", "1"]);
    assert!(!rows.is_empty());
    for row in &rows {
        for column in ["true_risk", "bad", "fast_lane", "sesame", "accuracy", "credit_report"] {
            assert!(row[column].is_empty(), "{column}: {row:?}");
        }
        assert!(!row["fate"].is_empty(), "{row:?}");
    }
}
