//! `sim compare`: differences from pairs, and how they are told.

use std::path::Path;

use reinstate::observe::{METRICS, MetricKind};

use crate::cli::{sim, small, stderr, stdout};

/// The differences of a comparison are those of the replications that `run` writes, taken pair by pair, and the
/// tables of each scenario are its own.
#[test]
fn a_comparison_pairs_what_runs_say_alone() {
    let (folder, _) = small();
    let other = folder.path().join("other.toml");
    // Called otherwise than its file.
    let variant = "extends = \"small.toml\"\nname = \"fewer\"\nseed = 5\nteam.reviewers.people = 1\n";
    std::fs::write(&other, variant).unwrap();
    let sim_in = |words: &[&str]| {
        let mut command = sim();
        command.current_dir(&folder).args(words).assert()
    };
    let both = sim_in(&["compare", "small.toml", "other.toml", "--out", "both", "--threads", "2"]);
    let told = stdout(&both.success());
    assert!(told.contains("fewer against small: 3 replications each"), "{told}");
    assert!(told.contains("Eventual approval rate") && told.contains(" pp"), "{told}");
    assert!(told.contains("Synthetic: compare scenarios"), "{told}");
    // Names head the columns, and what is not significant is marked: here something of each kind.
    let head = told.lines().find(|line| line.contains("difference")).unwrap();
    assert!(head.contains("small") && head.contains("fewer"), "{head}");
    let marked = |row: &str| row.trim_end().ends_with("n.s.");
    let in_table = |line: &&str| line.trim().split("  ").filter(|cell| !cell.is_empty()).count() >= 4;
    for line in told.lines().filter(|line| line.contains('±')).filter(in_table) {
        let numbers: Vec<f64> = line
            .rsplit("  ")
            .next()
            .unwrap()
            .replace(',', "")
            .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')))
            .filter_map(|part| part.parse().ok())
            .collect();
        let (mean, half) = (numbers[0].abs(), numbers[1]);
        // Rounded numbers decide unless they are as good as equal.
        if (mean - half).abs() > 0.2 * half {
            assert_eq!(marked(line), mean < half, "{line}");
        }
    }
    for name in ["small", "other"] {
        let file = format!("{name}.toml");
        let seed = ["--seed", "20240402", "--no-charts", "--no-interventions", "--quiet", "--out", name];
        sim_in(&[&["run", &file][..], &seed].concat()).success();
    }
    let table = |path: &str| -> Vec<std::collections::HashMap<String, String>> {
        csv::Reader::from_path(folder.path().join(path)).unwrap().deserialize().map(Result::unwrap).collect()
    };
    let (left, right) = (table("small/replications.csv"), table("other/replications.csv"));
    let mut rows = table("both/comparison.csv");
    rows.retain(|row| !row["metric"].contains('.'));
    assert_eq!(rows.len(), METRICS.len());
    let mut differing = 0;
    for row in &rows {
        let pairs: Vec<(f64, f64)> = left
            .iter()
            .zip(&right)
            .filter_map(|(a, b)| Some((a[&row["metric"]].parse().ok()?, b[&row["metric"]].parse().ok()?)))
            .collect();
        let known = METRICS.iter().find(|metric| metric.name == row["metric"]).unwrap();
        if known.kind != MetricKind::Mean {
            // Of all cases, so not a mean of what replications say; those of one run stand in its summary.
            let number = |column: &str| row[column].parse::<f64>().ok();
            if let (Some(base), Some(other), Some(found)) =
                (number("base"), number("estimate"), number("difference"))
            {
                assert!((found - (other - base)).abs() <= 1e-9 * other.abs().max(1.0), "{row:?}");
                for (summary, value) in [("small", base), ("other", other)] {
                    let rows = table(&format!("{summary}/summary.csv"));
                    let alone = rows.iter().find(|alone| alone["metric"] == row["metric"]).unwrap();
                    assert_eq!(alone["estimate"].parse::<f64>().unwrap(), value, "{row:?}");
                }
            }
            continue;
        }
        assert_eq!(row["replications"], pairs.len().to_string());
        let mean = pairs.iter().map(|(a, b)| b - a).sum::<f64>() / pairs.len() as f64;
        let Ok(found) = row["difference"].parse::<f64>() else {
            assert!(pairs.is_empty(), "{row:?}");
            continue;
        };
        assert!((found - mean).abs() <= 1e-9 * mean.abs().max(1.0), "{row:?}, by hand {mean}");
        if let (Ok(low), Ok(high)) = (row["ci_low"].parse::<f64>(), row["ci_high"].parse::<f64>()) {
            // Student's t with two degrees of freedom at 97.5 %.
            let half = 4.302_652_729_911_275 * row["std_error"].parse::<f64>().unwrap();
            assert!(
                (low - (found - half)).abs() < 1e-9 * half && (high - (found + half)).abs() < 1e-9 * half
            );
            differing += 1;
        }
    }
    assert!(differing > 10);
    // Arrivals are the same people, whoever reviews them.
    assert_eq!(rows[0]["difference"], "0.0");
    assert_eq!(rows[0]["ci_low"], "", "nothing is known about the error of no difference");
    for (name, out) in [("small", "small"), ("fewer", "other")] {
        let resolved =
            std::fs::read_to_string(folder.path().join(format!("both/scenarios/{name}.resolved.toml")));
        assert!(resolved.unwrap().contains(&format!("name = \"{name}\"")));
        let alone = table(&format!("{out}/summary.csv"));
        let mut together = table("both/summary.csv");
        together.retain(|row| row["scenario"] == name);
        for row in &mut together {
            row.remove("scenario");
        }
        assert_eq!(alone, together, "{name}");
    }
    let twice = sim_in(&["compare", "small.toml", "small.toml"]).code(2);
    assert!(stderr(&twice).contains("two of the scenarios are called `small`"));
    // Names that would be the same file are the same.
    std::fs::write(folder.path().join("third.toml"), "name = \"SMALL\"").unwrap();
    sim_in(&["compare", "small.toml", "third.toml"]).code(2);
}

/// Parts of a day are told in minutes on both sides and in their difference.
#[test]
fn a_comparison_of_plain_queues_is_told_in_one_unit() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory").join(name);
    let mut command = sim();
    command.current_dir(&folder).arg("compare").arg(scenario("mm1.toml")).arg(scenario("mmc.toml"));
    let told = stdout(&command.args(["--replications", "3"]).assert().success());
    let line = told.lines().find(|line| line.contains("Calendar time to decision, mean")).unwrap();
    assert_eq!(line.matches(" min").count(), 3, "{line}");
    let pairs = folder.path().join("output/compare_mm1_and_mmc/comparison.csv");
    assert!(pairs.is_file());
}

/// Each scenario is warned of by its name, as `sim run` warns of it alone: here of two people who cannot keep up, and of
/// a key that changes nothing.
#[test]
fn warnings_name_the_scenario_that_they_are_about() {
    let (folder, _) = small();
    let variant = "extends = \"small.toml\"\nname = \"fewer\"\nteam.reviewers.people = 1\narrivals.per_day = 300\n\
                   behaviours.repay = { force = 1.0, intensity = 0.3 }\n";
    std::fs::write(folder.path().join("other.toml"), variant).unwrap();
    let mut command = sim();
    let words = ["compare", "small.toml", "other.toml", "--format", "json", "--out", "both"];
    let told = stdout(&command.current_dir(&folder).args(words).assert().success());
    let document: serde_json::Value = serde_json::from_str(&told).unwrap();
    let warned: Vec<(&str, &str)> = document["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["scenario"].as_str().unwrap(), row["warning"].as_str().unwrap()))
        .collect();
    let about =
        |name: &str, words: &str| warned.iter().any(|(who, text)| *who == name && text.contains(words));
    assert!(about("fewer", "human_review") && !about("small", "human_review"), "{warned:?}");
    assert!(about("fewer", "behaviours.repay.intensity"), "{warned:?}");
}
