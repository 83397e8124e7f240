//! `sim sweep`: what each point gives, how points are compared, and what is refused.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::{sim, small, stderr, stdout};

type Rows = Vec<HashMap<String, String>>;

fn table(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Runs `sim` in a folder, and it must succeed.
fn done(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    sim().current_dir(folder).args(words).assert().success()
}

/// Runs `sim` in a folder, and the command line must be refused; what it says.
fn refused(folder: &Path, words: &[&str]) -> String {
    stderr(&sim().current_dir(folder).args(words).assert().code(2))
}

/// Every file of an output folder but the manifest, which tells times.
fn files(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let all = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    let wanted = |path: &PathBuf| path.is_file() && path.file_name().unwrap() != "manifest.json";
    // The report quotes the command.
    let read = |path: &PathBuf| match fs::read(path).unwrap() {
        bytes if path.extension().is_some_and(|kind| kind == "html") => {
            let page = String::from_utf8(bytes).unwrap();
            page.lines()
                .filter(|line| !line.contains("sim sweep"))
                .collect::<Vec<_>>()
                .join("\n")
                .into_bytes()
        }
        bytes => bytes,
    };
    all.filter(wanted).map(|path| (path.file_name().unwrap().into(), read(&path))).collect()
}

fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    assert!(one.len() >= 6 && one.keys().eq(other.keys()), "{:?} and {:?}", one.keys(), other.keys());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{} differs", name.display());
    }
}

const PEOPLE: &str = "team.reviewers.people";

/// To the last digit, on any number of threads; the first point has no difference to itself, and those of the others are
/// those of pairs of replications.
#[test]
fn a_sweep_of_three_points_is_three_runs() {
    let (folder, _) = small();
    let folder = folder.path();
    let vary = format!("{PEOPLE}=1,2,4");
    let told = stdout(&done(
        folder,
        &["sweep", "small.toml", "--vary", &vary, "--out", "one", "--threads", "1", "--tables"],
    ));
    assert!(told.contains("small at 3 points of team.reviewers.people: 3 replications each"), "{told}");
    assert!(told.contains("(compared with)") && told.contains("Least "), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let words = ["sweep", "small.toml", "--vary", &vary, "--quiet", "--tables"];
    done(folder, &[&words[..], &["--out", "two", "--threads", "2"]].concat());
    assert_same(&folder.join("one"), &folder.join("two"));
    let (sweep, summary) = (table(&folder.join("one/sweep.csv")), table(&folder.join("one/summary.csv")));
    let mut runs = Vec::new();
    for (point, people) in ["1", "2", "4"].iter().enumerate() {
        let set = format!("{PEOPLE}={people}");
        let quiet = ["--set", &set, "--no-charts", "--no-interventions", "--quiet", "--out", people];
        done(folder, &[&["run", "small.toml"][..], &quiet].concat());
        let own = |rows: &Rows| -> Rows {
            rows.iter().filter(|row| row["point"] == point.to_string()).cloned().collect()
        };
        let alone = table(&folder.join(people).join("summary.csv"));
        let at_point = own(&summary);
        assert_eq!(at_point.len(), alone.len());
        for (row, alone) in at_point.iter().zip(&alone) {
            assert_eq!(row[PEOPLE], *people);
            assert!(alone.iter().all(|(column, cell)| row[column] == *cell), "{row:?}, alone {alone:?}");
        }
        let stations = table(&folder.join(people).join("stations.csv"));
        let rows = own(&sweep);
        assert_eq!(rows.len(), alone.len() + stations.len());
        for (row, alone) in rows.iter().zip(alone.iter().chain(&stations)) {
            for column in ["unit", "estimate", "std_error", "ci_low", "ci_high"] {
                assert_eq!(row[column], alone[column], "{row:?}");
            }
            if point == 0 {
                let beside = ["difference", "difference_ci_low", "difference_ci_high"];
                assert!(beside.iter().all(|column| row[*column].is_empty()), "{row:?}");
            }
        }
        // Every replication is that of the run, so the applicants are the same.
        let replications = own(&table(&folder.join("one/replications.csv")));
        let alone = table(&folder.join(people).join("replications.csv"));
        assert_eq!(replications.len(), 3);
        for (row, alone) in replications.iter().zip(&alone) {
            assert!(alone.iter().all(|(column, cell)| row[column] == *cell));
        }
        runs.push(alone);
    }
    differences_are_of_pairs(&sweep, &runs);
}

/// By hand, from what each run says of its replications.
fn differences_are_of_pairs(sweep: &Rows, runs: &[Rows]) {
    let mut compared = 0;
    for name in ["eventual_approval_rate", "queue_length_mean", "withdrawn_share"] {
        for (point, run) in runs.iter().enumerate().skip(1) {
            let pairs = runs[0].iter().zip(run);
            let value = |row: &HashMap<String, String>| row[name].parse::<f64>().unwrap();
            let all: Vec<f64> = pairs.map(|(first, other)| value(other) - value(first)).collect();
            let mean = all.iter().sum::<f64>() / 3.0;
            let spread = all.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
            // Student's t with two degrees of freedom at 97.5 %.
            let half = 4.302_652_729_911_275 * (spread / 2.0 / 3.0).sqrt();
            let row = sweep.iter().find(|row| row["metric"] == name && row["point"] == point.to_string());
            let row = row.unwrap();
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            assert!((number("difference") - mean).abs() < 1e-12, "{row:?}, by hand {mean}");
            if spread > 0.0 {
                let found = (number("difference_ci_high") - number("difference_ci_low")) / 2.0;
                assert!((found - half).abs() < 1e-9 * half, "{row:?}, by hand ±{half}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 4, "{compared}");
}

/// M/M/1 at five loads against ρ/(μ − λ) and ρ (Kleinrock 1975, section 3.2): ten intervals of 95 %, each scaled to cover
/// with probability .9999, so all of them miss by chance with probability .001 at most; the seed is fixed.
#[test]
fn a_queue_follows_theory_over_its_load() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory/mm1.toml");
    let file = scenario.to_string_lossy().into_owned();
    let metrics = ["--metric", "desk.utilisation", "--metric", "desk.wait_mean"];
    let words = ["sweep", &file, "--vary", "arrivals.per_day=432..1008:144", "--replications", "40"];
    done(folder, &[&words[..], &metrics, &["--quiet", "--out", "out"]].concat());
    let rows = table(&folder.join("out/sweep.csv"));
    assert_eq!(rows.len(), 10);
    // t of 39 degrees of freedom at 99.995 % against that at 97.5 %.
    let wider = 4.333 / 2.0227;
    for row in &rows {
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        let load = number("arrivals.per_day") / 1_440.0;
        let expected = if row["metric"] == "desk.wait_mean" { load / (1.0 - load) } else { load };
        let half = wider * (number("ci_high") - number("ci_low")) / 2.0;
        assert!((number("estimate") - expected).abs() < half, "{row:?}: in theory {expected}");
    }
}

/// A named point is played first and written in its place; its differences are those of the first with the sign changed.
#[test]
fn points_are_compared_with_the_one_that_is_named() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["sweep", "small.toml", "--vary", "team.reviewers.people=1,2,4", "--quiet"];
    done(folder, &[&words[..], &["--out", "first"]].concat());
    done(folder, &[&words[..], &["--out", "last", "--reference", "team.reviewers.people=4"]].concat());
    done(folder, &[&words[..], &["--out", "number", "--reference", "2"]].concat());
    assert_same(&folder.join("last"), &folder.join("number"));
    let (first, last) = (table(&folder.join("first/sweep.csv")), table(&folder.join("last/sweep.csv")));
    let points = |rows: &Rows| rows.iter().map(|row| row["point"].clone()).collect::<Vec<_>>();
    assert_eq!(points(&first), points(&last));
    let mut compared = 0;
    for (one, other) in first.iter().zip(&last) {
        assert_eq!(one["estimate"], other["estimate"]);
        assert!(other["point"] != "2" || other["difference"].is_empty());
        if one["point"] == "2" && one["unit"] == "share" && !one["difference"].is_empty() {
            let first_at_last = last.iter().find(|row| row["point"] == "0" && row["metric"] == one["metric"]);
            let back = &first_at_last.unwrap()["difference"];
            let [there, back] = [&one["difference"], back].map(|text| text.parse::<f64>().unwrap());
            assert!((there + back).abs() < 1e-12);
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

/// A point whose value is refused is listed; the others are played.
#[test]
fn a_faulty_point_does_not_stop_the_others() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["sweep", "small.toml", "--vary", "team.reviewers.people=-1,2,x,3", "--out", "out"];
    let told = stdout(&done(folder, &words));
    assert!(told.contains("2 of 4 points cannot be played"), "{told}");
    let points = table(&folder.join("out/points.csv"));
    let states: Vec<&str> = points.iter().map(|row| row["state"].as_str()).collect();
    assert_eq!(states, ["faulty", "played", "faulty", "played"]);
    assert!(points[0]["fault"].contains("team.reviewers.people") && points[0]["identity"].is_empty());
    assert_eq!(points[1]["identity"].len(), 64);
    // The first that can be played is what the other is compared with.
    let rows = table(&folder.join("out/sweep.csv"));
    assert!(rows.iter().all(|row| row["point"] == "1" || row["point"] == "3"));
    assert!(rows.iter().any(|row| row["point"] == "3" && !row["difference"].is_empty()));
    assert!(rows.iter().all(|row| row["point"] != "1" || row["difference"].is_empty()));
    // Compared with one that cannot be played, nothing is.
    let named = ["--reference", "0", "--force"];
    let told = stdout(&done(folder, &[&words[..], &named].concat()));
    assert!(told.contains("nothing is compared with it"), "{told}");
    // Where none can be played, the fault is told with its place.
    let none = ["sweep", "small.toml", "--vary", "team.reviewers.people=-1,-2", "--out", "none"];
    assert!(refused(folder, &none).contains("team.reviewers.people=-1"));
    assert!(!folder.join("none").exists());
}

/// What a person may mistype, each named with what to write.
#[test]
fn what_is_no_sweep_is_refused() {
    let (folder, _) = small();
    let folder = folder.path();
    let sweep = |words: &[&str]| {
        let said = refused(folder, &[&["sweep", "small.toml", "--out", "out"][..], words].concat());
        assert!(!folder.join("out").exists(), "{words:?}");
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    fs::write(folder.join("short.csv"), "team.reviewers.people,human.cut_off\n4,60\n5\n").unwrap();
    fs::write(folder.join("foreign.csv"), "team.reviewers.peple\n4\n").unwrap();
    let people = "team.reviewers.people=1,2";
    for (words, said) in [
        (&["--vary", "team.reviewers.peple=1,2"][..], "did you mean `people`?"),
        (&["--vary", "team.reviewers.people="], "has no value"),
        (&["--vary", "human.cut_off=50..70:0"], "a step of zero"),
        (&["--vary", "human.cut_off=70..50:2"], "--vary human.cut_off=70..50:-2"),
        (&["--vary", "human.cut_off=a..b:2"], "`a` is not a number"),
        (&["--vary", "human.cut_off=50..70"], "has no step"),
        (&["--vary", "human.cut_off"], "is not KEY=VALUES"),
        (&["--vary", "human.cut_off=0..10000000:1"], "more than 1000000 points"),
        (&["--vary", people, "--vary", people], "varied twice"),
        (&["--vary", "seed=1,2"], "cannot be varied"),
        (&["--vary", people, "--points", "8"], "`--points` is for"),
        (&["--vary", "human.cut_off=50..70", "--design", "lhs"], "--points 64"),
        (
            &["--vary", "human.cut_off=50..70", "--design", "sobol", "--points", "10000000"],
            "more than 1000000 points",
        ),
        (&["--design", "nowhere.csv"], "there is no design `nowhere.csv`"),
        (&["--design", "short.csv"], "line 3 of the design has 1 values for 2 keys"),
        (&["--design", "foreign.csv"], "did you mean `people`?"),
        (&["--design", "short.csv", "--vary", people], "take `--vary` away"),
        (&["--vary", people, "--metric", "flip_rat"], "did you mean `flip_rate`?"),
        (&["--vary", people, "--reference", "2"], "the last one is 1"),
        (&["--vary", people, "--reference", "team.reviewers.people=7"], "names no point"),
        (&[], "nothing is varied"),
    ] {
        let told = sweep(words);
        assert!(told.contains(said), "{words:?}: {told}");
    }
}

/// Designs of many points: their points are in their ranges, and a longer Sobol' design plays only what is new.
#[test]
fn designs_spread_points_and_a_wider_one_plays_what_is_missing() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = [
        "sweep",
        "small.toml",
        "--vary",
        "human.cut_off=55..65",
        "--vary",
        "team.reviewers.people=1..3:1",
        "--vary",
        "behaviours.repay.force=0..1",
        "--replications",
        "2",
        "--quiet",
        "--metric",
        "eventual_approval_rate",
    ];
    let of = |design: &str, points: &str, out: &str| {
        let more = ["--design", design, "--points", points, "--out", out, "--keep-ledger"];
        done(folder, &[&words[..], &more].concat());
        table(&folder.join(out).join("sweep.csv"))
    };
    for design in ["lhs", "sobol"] {
        let rows = of(design, "8", design);
        assert_eq!(rows.len(), 8);
        let mut parts: Vec<usize> = Vec::new();
        for row in &rows {
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            assert!((1.0..=3.0).contains(&number("team.reviewers.people")));
            assert!((0.0..1.0).contains(&number("behaviours.repay.force")));
            parts.push(((number("human.cut_off") - 55.0) / 10.0 * 8.0) as usize);
        }
        parts.sort_unstable();
        assert_eq!(parts, (0..8).collect::<Vec<_>>(), "{design}: a point in each eighth of the range");
    }
    let before = fs::metadata(folder.join("sobol/.ledger/records")).unwrap().len();
    let (short, long) = (table(&folder.join("sobol/sweep.csv")), of("sobol", "12", "sobol"));
    assert_eq!(short, long[..8]);
    let after = fs::metadata(folder.join("sobol/.ledger/records")).unwrap().len();
    // Four points more, and half as much again in the ledger.
    assert!((after as f64 / before as f64 - 1.5).abs() < 0.1, "{before} bytes, then {after}");
    of("sobol", "12", "fresh");
    assert_same(&folder.join("sobol"), &folder.join("fresh"));
}

/// A design from a file is the grid that it lists, whatever else is asked of it; verified byte by byte.
#[test]
fn a_design_from_a_file_is_the_grid_that_it_lists() {
    let (folder, _) = small();
    let folder = folder.path();
    fs::write(folder.join("design.csv"), "team.reviewers.people,human.cut_off\n1,58\n1,62\n2,58\n2,62\n")
        .unwrap();
    let common = ["--quiet", "--replications", "2"];
    let listed = ["sweep", "small.toml", "--design", "design.csv", "--out", "listed"];
    let crossed = ["sweep", "small.toml", "--out", "grid", "--vary", "team.reviewers.people=1,2"];
    done(folder, &[&listed[..], &common].concat());
    done(folder, &[&crossed[..], &["--vary", "human.cut_off=58..62:4"], &common].concat());
    assert_same(&folder.join("listed"), &folder.join("grid"));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("listed/manifest.json")).unwrap()).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|input| input["path"] == "design.csv" && input["rows"] == 4), "{inputs:?}");
    assert_eq!(manifest["points"].as_object().unwrap().len(), 4);
    done(folder, &["verify", "listed"]);
    let path = folder.join("listed/sweep.csv");
    let changed = fs::read_to_string(&path).unwrap().replacen("0,1,58,applicants", "0,1,58,applicant", 1);
    fs::write(&path, changed).unwrap();
    let told = stderr(&sim().current_dir(folder).args(["verify", "listed"]).assert().code(1));
    assert!(told.contains("sweep.csv"), "{told}");
}

/// Killed in the middle and resumed, and played in pieces out of order, a sweep ends with the same bytes.
#[test]
fn a_sweep_survives_a_kill_and_comes_in_pieces() {
    let (folder, _) = small();
    let folder = folder.path();
    let words = ["sweep", "small.toml", "--vary", "team.reviewers.people=1..12:1", "--replications", "4"];
    done(folder, &[&words[..], &["--quiet", "--out", "whole"]].concat());
    let mut killed = 0;
    for wait in [60, 120, 200] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("sim"))
            .current_dir(folder)
            .args([&words[..], &["--quiet", "--out", "again"]].concat())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(killed > 0, "it was never killed");
    if folder.join("again/.ledger/records").exists() {
        done(folder, &["resume", "again"]);
    } else {
        done(folder, &[&words[..], &["--quiet", "--out", "again"]].concat());
    }
    assert_same(&folder.join("whole"), &folder.join("again"));
    done(folder, &[&["plan"][..], &words, &["--shards", "3", "--out", "pieces"]].concat());
    assert_eq!(stdout(&done(folder, &["missing", "pieces"])).trim(), "0-2");
    for id in ["2", "0", "1"] {
        done(folder, &["shard", "pieces", id, "--quiet"]);
    }
    done(folder, &["merge", "pieces"]);
    assert_same(&folder.join("whole"), &folder.join("pieces"));
}
