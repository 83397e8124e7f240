//! Killed, interrupted, taken apart and put together again: the same bytes as if nothing had happened.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::cli::{sim, stderr, stdout};
use crate::said::in_one_line;

/// Some seconds of work in many replications.
const MANY: &str = "name = \"many\"\nseed = 5\narrivals.per_day = 20\nreplications = 80\n\
                    period = { arrivals = \"40d\", drain = \"60d\" }\ninterventions.replications = 2\n";

fn scenario() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.toml");
    fs::write(&file, MANY).unwrap();
    (folder, file)
}

/// Every file of an output folder but the manifest, which tells times, by name.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![out.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(out).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name != "manifest.json" {
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} differs");
    }
}

/// A program of its own in `folder`, which can be killed.
fn started(folder: &Path, words: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin!("sim"))
        .current_dir(folder)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn done(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    sim().current_dir(folder).args(words).assert().success()
}

/// Killed at moments that a fixed seed chooses, and gone on with by either way, the results are those of a run that
/// nobody touched: logs, tables and report.
#[test]
fn a_run_that_is_killed_again_and_again_gives_the_same_bytes() {
    let (folder, _) = scenario();
    let folder = folder.path();
    let words = [
        "run",
        "many.toml",
        "--quiet",
        "--out",
        "out",
        "--cases",
        "--events",
        "csv,xes,ocel",
        "--no-interventions",
    ];
    done(folder, &words);
    fs::rename(folder.join("out"), folder.join("whole")).unwrap();
    let mut random = 20_260_101_u64;
    let mut kills = 0;
    for round in 0..6 {
        let again = if round % 2 == 1 && folder.join("out/.ledger/records").exists() {
            vec!["resume", "out"]
        } else {
            words.to_vec()
        };
        let mut child = started(folder, &again);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(40 + (random >> 33) % 350));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    assert!(kills > 0, "it was never killed");
    done(folder, &words);
    assert!(!folder.join("out/.ledger").exists(), "nothing is left of it");
    assert_same(&folder.join("out"), &folder.join("whole"));
}

/// Ctrl-C keeps what is finished and tells how to go on; that ends with the bytes of an uninterrupted run.
#[cfg(unix)]
#[test]
fn an_interrupted_run_is_resumed() {
    let (folder, _) = scenario();
    let folder = folder.path();
    // Enough to be interrupted, little enough to be played to the end.
    let words = ["run", "many.toml", "--quiet", "--no-charts", "--out", "out", "--no-interventions"];
    let mut child = started(folder, &words);
    let records = folder.join("out/.ledger/records");
    while fs::metadata(&records).map_or(0, |found| found.len()) < 50_000 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was interrupted");
        std::thread::sleep(Duration::from_millis(2));
    }
    let signal = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signal.unwrap().success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    let manifest = fs::read_to_string(folder.join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"interrupted\": true"));
    assert!(records.exists(), "what was played is kept beside the tables");
    // Another seed is another run, whose records are not taken, nor these thrown away.
    let told =
        in_one_line(&stderr(&sim().current_dir(folder).args(words).args(["--seed", "6"]).assert().code(2)));
    assert!(told.contains("`seed` is 5 there and 6 here") && told.contains("--force"), "{told}");
    // From anywhere: the ledger knows where the command was typed.
    let out = folder.join("out");
    sim().current_dir("/").arg("resume").arg(&out).assert().success();
    assert!(!records.exists());
    done(folder, &["run", "many.toml", "--quiet", "--no-charts", "--out", "fresh", "--no-interventions"]);
    assert_same(&out, &folder.join("fresh"));
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["resume", "out"]).assert().code(2)));
    assert!(told.contains("is whole"), "{told}");
}

/// Kept records serve for more replications, and damaged ones are played again.
#[test]
fn kept_records_are_taken_for_more_replications() {
    let (folder, _) = scenario();
    let folder = folder.path();
    let run = |replications: &str, out: &str, more: &[&str]| {
        let words =
            ["run", "many.toml", "--quiet", "--no-charts", "--replications", replications, "--out", out];
        done(folder, &[&words[..], more].concat())
    };
    run("4", "out", &["--keep-ledger"]);
    let records = folder.join("out/.ledger/records");
    let length = fs::metadata(&records).unwrap().len();
    // Manifest and tables do not speak of it.
    assert!(!fs::read_to_string(folder.join("out/manifest.json")).unwrap().contains(".ledger"));
    let mut bytes = fs::read(&records).unwrap();
    bytes[length as usize / 3] ^= 1;
    fs::write(&records, bytes).unwrap();
    let told = in_one_line(&stderr(&run("6", "out", &["--keep-ledger"])));
    assert!(told.contains("damaged") && told.contains("played again"), "{told}");
    assert!(fs::metadata(&records).unwrap().len() > length);
    run("6", "fresh", &[]);
    fs::remove_dir_all(folder.join("out/.ledger")).unwrap();
    assert_same(&folder.join("out"), &folder.join("fresh"));
}

/// Played in pieces, in another order and one of them in two goes, merged: the folder of an ordinary run.
#[test]
fn pieces_make_the_folder_of_an_ordinary_run() {
    let (folder, _) = scenario();
    let folder = folder.path();
    let words = ["run", "many.toml", "--replications", "7", "--no-charts", "--out", "out"];
    done(folder, &words);
    fs::rename(folder.join("out"), folder.join("whole")).unwrap();
    done(folder, &[&["plan"], &words[..], &["--shards", "4"]].concat());
    let missing = || stdout(&done(folder, &["missing", "out"]));
    assert_eq!(missing(), "0-3\n");
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["merge", "out"]).assert().code(1)));
    assert!(told.contains("pieces 0-3"), "{told}");
    for id in ["3", "1"] {
        done(folder, &["shard", "out", id, "--quiet"]);
    }
    assert_eq!(missing(), "0,2\n");
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["shard", "out", "4"]).assert().code(2)));
    assert!(told.contains("0 to 3"), "{told}");
    // What is not of this plan is not taken.
    let pieces = folder.join("out/.ledger");
    done(folder, &["plan", "run", "many.toml", "--replications", "9", "--out", "other", "--shards", "4"]);
    done(folder, &["shard", "other", "0", "--quiet"]);
    fs::copy(folder.join("other/.ledger/piece-0.records"), pieces.join("piece-0.records")).unwrap();
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["merge", "out"]).assert().code(1)));
    assert!(told.contains("`plan` is") && told.contains("pieces 0,2"), "{told}");
    // Nor what was damaged.
    let mut damaged = fs::read(pieces.join("piece-3.records")).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 4;
    fs::write(pieces.join("piece-3.records"), damaged).unwrap();
    assert_eq!(missing(), "0,2-3\n");
    for id in ["2", "3", "0"] {
        done(folder, &["shard", "out", id, "--quiet"]);
    }
    assert_eq!(missing(), "");
    assert!(stdout(&done(folder, &["shard", "out", "2"])).contains("there already"));
    done(folder, &["merge", "out"]);
    assert_same(&folder.join("out"), &folder.join("whole"));
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["missing", "whole"]).assert().code(2)));
    assert!(told.contains("sim plan"), "{told}");
}

/// A comparison comes in pieces as well, and goes on after it was killed.
#[test]
fn a_comparison_is_a_study_too() {
    let (folder, _) = scenario();
    let folder = folder.path();
    fs::write(
        folder.join("other.toml"),
        MANY.replace("\"many\"", "\"other\"").replace("day = 20", "day = 21"),
    )
    .unwrap();
    let words = ["compare", "many.toml", "other.toml", "--replications", "5", "--out", "out"];
    done(folder, &words);
    fs::rename(folder.join("out"), folder.join("whole")).unwrap();
    // The file of an array job is all that goes to stdout, and is no part of the command that is planned.
    let job = stdout(&done(folder, &[&["plan"], &words[..], &["--shards", "3", "--slurm"]].concat()));
    assert!(job.starts_with("#!/bin/sh\n") && job.contains("\n#SBATCH --array=0-2\n"), "{job}");
    assert!(job.contains("\nexec sim shard out \"$SLURM_ARRAY_TASK_ID\" "), "{job}");
    for id in ["2", "0"] {
        done(folder, &["shard", "out", id, "--quiet"]);
    }
    // The rest is played here.
    done(folder, &["resume", "out"]);
    assert_same(&folder.join("out"), &folder.join("whole"));
    assert!(stdout(&done(folder, &["verify", "out"])).contains("every byte"));
    let told = stdout(&done(folder, &["verify", "out", "--sample", "2"]));
    assert!(told.contains("4 replications"), "{told}");
}

/// A changed byte is found, with row and column; what was changed in the scenario is told before anything is played.
#[test]
fn verify_finds_a_changed_byte() {
    let (folder, file) = scenario();
    let folder = folder.path();
    done(
        folder,
        &[
            "run",
            "many.toml",
            "--quiet",
            "--replications",
            "3",
            "--no-interventions",
            "--out",
            "out",
            "--cases",
        ],
    );
    assert!(stdout(&done(folder, &["verify", "out"])).contains("every byte"));
    let summary = folder.join("out/summary.csv");
    let text = fs::read_to_string(&summary).unwrap();
    let row = text.lines().position(|line| line.starts_with("eventual_approval_rate,")).unwrap() + 1;
    let changed = text.replacen("eventual_approval_rate,share,0.", "eventual_approval_rate,share,1.", 1);
    assert_ne!(changed, text);
    fs::write(&summary, changed).unwrap();
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["verify", "out"]).assert().code(1)));
    assert!(
        told.contains(&format!("`summary.csv` is not as it was written: row {row}, column `estimate`")),
        "{told}"
    );
    fs::write(&summary, text).unwrap();
    let replications = folder.join("out/replications.csv");
    let text = fs::read_to_string(&replications).unwrap();
    fs::write(&replications, text.replacen(",0.", ",1.", 1)).unwrap();
    let told = in_one_line(&stderr(
        &sim().current_dir(folder).args(["verify", "out", "--sample", "3"]).assert().code(1),
    ));
    assert!(told.contains("row 2") && told.contains("instead of"), "{told}");
    fs::write(&file, MANY.replace("day = 20", "day = 21")).unwrap();
    let told = in_one_line(&stderr(&sim().current_dir(folder).args(["verify", "out"]).assert().code(1)));
    assert!(told.contains("no longer what it read") && told.contains("many.toml"), "{told}");
}

/// What a ledger cannot be asked for is told.
#[test]
fn pieces_are_refused_where_they_make_no_sense() {
    let (folder, _) = scenario();
    let folder = folder.path();
    for (words, expected) in [
        (&["plan", "run", "many.toml"][..], "--shards 8"),
        (&["plan", "run", "many.toml", "--shards", "2", "--cases"], "--cases"),
        (&["resume", "nowhere"], "nowhere"),
        (&["shard", "nowhere", "0"], "sim plan"),
    ] {
        let told = in_one_line(&stderr(&sim().current_dir(folder).args(words).assert().code(2)));
        assert!(told.contains(expected), "{told}");
    }
    assert!(!folder.join("nowhere").exists());
}

/// What a folder from somebody else may hold: links are not written through, and only what plays is gone on with.
#[cfg(unix)]
#[test]
fn a_folder_of_somebody_else_does_nothing_outside_itself() {
    let (folder, _) = scenario();
    let folder = folder.path();
    let victim = folder.join("victim");
    for name in ["records", "records.damaged", "records.new", "cases.csv", "piece-0.part"] {
        fs::write(&victim, "mine").unwrap();
        let out = folder.join(format!("out-{name}"));
        fs::create_dir_all(out.join(".ledger")).unwrap();
        std::os::unix::fs::symlink(&victim, out.join(".ledger").join(name)).unwrap();
        let words =
            ["run", "many.toml", "--replications", "2", "--no-charts", "--no-interventions", "--cases"];
        sim().current_dir(folder).args(words).arg("--out").arg(&out).assert().failure();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "mine", "{name}");
    }
}

/// Pieces that were planned are not lost to another run in their folder, nor planned over what was killed there.
#[test]
fn another_run_leaves_planned_pieces_alone() {
    let (folder, _) = scenario();
    let folder = folder.path();
    let words =
        ["run", "many.toml", "--replications", "3", "--no-charts", "--no-interventions", "--out", "out"];
    done(folder, &[&["plan"], &words[..], &["--shards", "2"]].concat());
    done(folder, &["shard", "out", "0", "--quiet"]);
    let told =
        in_one_line(&stderr(&sim().current_dir(folder).args(words).args(["--seed", "9"]).assert().code(2)));
    assert!(told.contains("`seed` is 5 there and 9 here") && told.contains("--force"), "{told}");
    assert!(folder.join("out/.ledger/piece-0.records").exists());
}

/// A piece none of whose points can be played is delivered all the same.
#[test]
fn a_piece_of_faulty_points_is_no_hindrance() {
    let (folder, _) = scenario();
    let folder = folder.path();
    let words =
        ["sweep", "many.toml", "--vary", "arrivals.per_day=-1,5", "--replications", "2", "--no-charts"];
    done(folder, &[&words[..], &["--quiet", "--out", "whole"]].concat());
    done(folder, &[&["plan"], &words[..], &["--shards", "2", "--out", "out"]].concat());
    for id in ["0", "1"] {
        done(folder, &["shard", "out", id, "--quiet"]);
    }
    assert_eq!(stdout(&done(folder, &["missing", "out"])), "");
    done(folder, &["merge", "out"]);
    let table = |out: &str| fs::read(folder.join(out).join("sweep.csv")).unwrap();
    assert_eq!(table("out"), table("whole"));
}
