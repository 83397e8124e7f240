//! Crossed segments, windows of filing and figures by time, as they are asked for and written.

use std::collections::HashMap;
use std::path::Path;

use reinstate::experiment::study::{Play, Record};
use reinstate::model::{Model, replicate};
use reinstate::observe::{CrossPlan, Outcome, Tally};

use crate::cli::{sim, small, stderr, stdout};
use crate::common::scenario_with;

fn played(model: &Model, seed: u64) -> Outcome {
    let mut tally = Tally::new(model.tally_config());
    replicate(model, seed, 0, &mut tally);
    tally.finish(model.end())
}

/// The cells along the other segments add up to the counts of one segment.
#[test]
fn cells_add_up_to_segments() {
    let model = scenario_with("scenarios/base.toml", &[]).model;
    let names = &model.tally_config().names;
    let plan = CrossPlan::new(names, &["channel", "cause", "sesame_band"]).unwrap();
    let found = played(&model.crossed(plan.clone()), 3);
    let cells = &found.cross.as_ref().unwrap().cells;
    for (position, segment) in [(1, "cause"), (2, "sesame_band")] {
        let at = names.segments.iter().position(|known| known.name == segment).unwrap();
        for (value, count) in names.segments[at].values.iter().zip(&found.segments[at]) {
            let of = (0..cells.len()).filter(|cell| plan.values(*cell)[position] == *value);
            let (mut applicants, mut restored, mut bad) = (0, 0, 0);
            for cell in of {
                applicants += cells[cell].counts.applicants;
                restored += cells[cell].counts.restored;
                bad += cells[cell].bad_restored;
            }
            assert_eq!(
                (applicants, restored, bad),
                (count.counts.applicants, count.counts.restored, count.bad)
            );
        }
    }
    let filed: u64 = cells.iter().map(|cell| cell.applications).sum();
    assert_eq!(filed, found.applications);
}

/// A record that was kept without what is asked for is none of this run; one with more than that is.
#[test]
fn a_record_has_what_is_asked_for_or_is_played_again() {
    let model = scenario_with("scenarios/base.toml", &["period.arrivals=\"20d\""]).model;
    let names = &model.tally_config().names;
    let asked = model.crossed(CrossPlan::new(names, &["cause", "channel"]).unwrap()).by_time();
    let kept = |model: &Model| {
        let record = Record::Plain { outcome: Box::new(played(model, 1)), events: 1 };
        (record.to_bytes().unwrap(), record)
    };
    let ((without, plain), (with, whole)) = (kept(&model), kept(&asked));
    assert_eq!(Record::from_bytes(&without, Play::Plain, &asked), None);
    assert_eq!(Record::from_bytes(&with, Play::Plain, &asked), Some(whole));
    assert_eq!(Record::from_bytes(&with, Play::Plain, &model), Some(plain));
    let other = model.crossed(CrossPlan::new(names, &["cause", "restriction"]).unwrap());
    assert_eq!(Record::from_bytes(&with, Play::Plain, &other), None);
}

type Row = HashMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn header(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap().lines().next().unwrap().to_owned()
}

/// The tables that are asked for are there with their columns, and only then; what is counted is what `cases.csv` says.
#[test]
fn a_run_writes_what_is_asked_for() {
    let (folder, _) = small();
    let run = |words: &[&str]| {
        let mut command = sim();
        command.current_dir(&folder).args(["run", "small.toml", "--no-charts", "--quiet"]).args(words);
        command.assert().success();
    };
    run(&["--by", "cause,overdue_months", "--by-time", "--no-interventions", "--out", "all", "--cases"]);
    run(&["--filed", "2024-02-18..2024-02-24", "--out", "window", "--set", "stage.human_review.backlog=60"]);
    run(&["--filed", "2024-02-19", "--out", "day"]);
    let at = |name: &str| folder.path().join(name);
    assert_eq!(
        header(&at("all/cross.csv")),
        "cause,overdue_months,metric,unit,estimate,std_error,ci_low,ci_high,applicants,few"
    );
    let cells = table(&at("all/cross.csv"));
    assert!(cells.iter().any(|row| row["few"] == "true") && cells.iter().any(|row| row["few"] == "false"));
    assert_eq!(
        header(&at("all/by_time.csv")),
        "station,by,value,metric,unit,estimate,std_error,ci_low,ci_high"
    );
    assert_eq!(
        header(&at("all/resources.csv")),
        "team,group,resource,metric,unit,estimate,std_error,ci_low,ci_high"
    );
    for name in ["cross.csv", "by_time.csv", "resources.csv"] {
        assert!(!at("day").join(name).exists(), "{name}");
    }
    let summary = |dir: &str, metric: &str| -> f64 {
        let rows = table(&at(dir).join("summary.csv"));
        rows.iter().find(|row| row["metric"] == metric).unwrap()["estimate"].parse().unwrap()
    };
    // The same people as without a window: those of one day are rows of the whole run's log.
    let on_the_day = |row: &&Row| row["submitted_at"].starts_with("2024-02-19");
    let filed = table(&at("all/cases.csv")).iter().filter(on_the_day).count();
    assert_eq!((summary("day", "applications") * 3.0).round() as usize, filed);
    assert!(filed > 0);
    let measures = |dir: &str| -> Vec<String> {
        table(&at(dir).join("stations.csv")).into_iter().map(|row| row["metric"].clone()).collect()
    };
    assert!(measures("window").contains(&"days_to_clear".to_owned()));
    assert!(!measures("all").contains(&"days_to_clear".to_owned()));
    // Played again, it is the same.
    let told = stdout(&sim().current_dir(&folder).args(["verify", "window"]).assert().success());
    assert!(told.contains("files"), "{told}");
}

/// In a comparison cells are paired, and both scenarios have their own.
#[test]
fn a_comparison_pairs_cells() {
    let (folder, _) = small();
    let variant = "extends = \"small.toml\"\nname = \"fewer\"\nteam.reviewers.people = 1\n";
    std::fs::write(folder.path().join("fewer.toml"), variant).unwrap();
    let words = [
        "compare",
        "small.toml",
        "fewer.toml",
        "--by",
        "cause",
        "--filed",
        "2024-02-01..2024-03-31",
        "--out",
        "both",
        "--quiet",
    ];
    sim().current_dir(&folder).args(words).assert().success();
    let at = |name: &str| folder.path().join("both").join(name);
    let cells = table(&at("cross.csv"));
    let pairs = table(&at("cross_comparison.csv"));
    assert_eq!((cells.len(), pairs.len()), (2 * 5 * 6, 5 * 6));
    let number = |row: &Row, column: &str| row[column].parse::<f64>().ok();
    for pair in pairs.iter().filter(|pair| pair["metric"] == "eventual_approval_rate") {
        assert_eq!(pair["scenario"], "fewer");
        let difference = number(pair, "estimate").unwrap() - number(pair, "base").unwrap();
        assert!((number(pair, "difference").unwrap() - difference).abs() < 1e-12);
    }
}

/// A sweep has the cells of each point, and what each differs in from those of the point compared with.
#[test]
fn a_sweep_pairs_cells_with_those_of_its_reference() {
    let (folder, _) = small();
    let sweep =
        ["sweep", "small.toml", "--vary", "human.cut_off=56,60,64", "--by", "cause,channel", "--quiet"];
    let words = [&sweep[..], &["--reference", "human.cut_off=60", "--out", "out"]].concat();
    sim().current_dir(&folder).args(words).assert().success();
    let at = |name: &str| folder.path().join(name);
    let header = std::fs::read_to_string(at("out/cross.csv")).unwrap();
    assert_eq!(
        header.lines().next().unwrap(),
        "point,human.cut_off,cause,channel,metric,unit,estimate,std_error,ci_low,ci_high,applicants,few,\
         difference,difference_ci_low,difference_ci_high"
    );
    let rows = table(&at("out/cross.csv"));
    assert_eq!(rows.len(), 3 * 5 * 2 * 6);
    let number = |row: &Row, column: &str| row[column].parse::<f64>().ok();
    let of = |point: &str, row: &Row| {
        let same = |other: &&Row| {
            other["point"] == point
                && ["cause", "channel", "metric"].iter().all(|name| other[*name] == row[*name])
        };
        rows.iter().find(same).and_then(|found| number(found, "estimate"))
    };
    let mut told = 0;
    for row in &rows {
        if row["point"] == "1" {
            assert!(row["difference"].is_empty(), "{row:?}");
        } else if row["metric"] == "eventual_approval_rate" && row["few"] == "false" {
            let difference = number(row, "estimate").unwrap() - of("1", row).unwrap();
            assert!((number(row, "difference").unwrap() - difference).abs() < 1e-12, "{row:?}");
            told += usize::from(number(row, "difference_ci_low").is_some());
        }
    }
    assert!(told >= 8, "{told} cells have an interval");
    // The cells of a point are those of a run of it.
    let run = ["run", "small.toml", "--set", "human.cut_off=64", "--by", "cause,channel", "--no-charts"];
    let run = [&run[..], &["--no-interventions", "--quiet", "--out", "run"]].concat();
    sim().current_dir(&folder).args(run).assert().success();
    let last = rows.iter().filter(|row| row["point"] == "2");
    for (row, alone) in last.zip(table(&at("run/cross.csv"))) {
        assert!(alone.iter().all(|(column, cell)| row[column] == *cell), "{row:?} {alone:?}");
    }
    let refused = sim().current_dir(&folder).args([&sweep[..5], &["cuase"]].concat()).assert().code(2);
    assert!(crate::said::in_one_line(&stderr(&refused)).contains("did you mean `cause`?"));
}

/// Cells are paired by their values, whatever places these have; two crossed segments are drawn, and drawn again.
#[test]
fn cells_of_another_order_are_paired_by_value() {
    let (folder, _) = small();
    let dir = folder.path();
    let compare = [
        "compare",
        "small.toml",
        "--set",
        "arrivals.per_day=5",
        "--variant",
        "lower: human.cut_off=56",
        "--by",
    ];
    let both = |by: &str, out: &str| {
        sim()
            .current_dir(dir)
            .args([&compare[..], &[by, "--quiet", "--out", out]].concat())
            .assert()
            .success();
    };
    both("channel,cause", "one");
    both("cause,channel", "other");
    let key = |row: &Row| ["cause", "channel", "metric"].map(|name| row[name].clone());
    let cells = |out: &str| {
        let rows = table(&dir.join(out).join("cross_comparison.csv"));
        rows.into_iter().map(|row| (key(&row), row)).collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(cells("one"), cells("other"));
    let figure = dir.join("one/charts/cross_differences.svg");
    let drawn = std::fs::read_to_string(&figure).unwrap();
    assert!(drawn.contains("lower: ") && drawn.contains("\nfew\n"), "{drawn}");
    assert!(std::fs::read_to_string(dir.join("one/report.html")).unwrap().contains("by two segments"));
    std::fs::remove_file(&figure).unwrap();
    sim().current_dir(dir).args(["report", "one"]).assert().success();
    assert_eq!(std::fs::read_to_string(&figure).unwrap(), drawn);
}

/// Every wrong word is told with what to write instead.
#[test]
fn wrong_words_have_a_remedy() {
    let (folder, _) = small();
    for (words, told) in [
        (["--filed", "2024-02-24..2024-02-18"], "write `--filed 2024-02-18..2024-02-24`"),
        (["--filed", "24.2.2024"], "write, for example, `--filed 2024-02-18..2024-02-24`"),
        (["--filed", "2023-12-31..2024-01-05"], "write dates within it"),
        (["--by", "cuase"], "did you mean `cause`?"),
        (["--by", "cause,cause"], "name it once"),
        (["--by", "cause,age_band,limit_band,sesame_band,overdue_months"], "name fewer"),
    ] {
        let run = sim().current_dir(&folder).args(["run", "small.toml", "--no-charts"]).args(words).assert();
        let said = crate::said::in_one_line(&stderr(&run.failure().code(2)));
        assert!(said.contains(told), "{words:?}: {said}");
    }
    let auto = [
        "--set",
        "period.warm_up=auto",
        "--set",
        "calendar.preset=monday_to_friday",
        "--filed",
        "2024-02-19",
    ];
    let run = sim().current_dir(&folder).args(["run", "small.toml", "--no-charts"]).args(auto).assert();
    let said = crate::said::in_one_line(&stderr(&run.failure().code(2)));
    assert!(said.contains("`--set period.warm_up=0d`"), "{said}");
}
