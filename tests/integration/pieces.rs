//! Pieces and records that were cut, forged, mixed up, or wanted by two processes at once: each is told, and nothing that
//! was played is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{sim, stderr, stdout};
use crate::said::in_one_line;

const SMALL: &str = "name = \"small\"\nseed = 5\narrivals.per_day = 20\nreplications = 6\n\
                     period = { arrivals = \"40d\", drain = \"60d\" }\ninterventions.replications = 2\n";
const RUN: [&str; 6] = ["run", "small.toml", "--no-charts", "--no-interventions", "--out", "out"];

fn scenario() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    fs::write(path.join("small.toml"), SMALL).unwrap();
    (folder, path)
}

fn done(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    sim().current_dir(folder).args(words).assert().success()
}

/// What is said on stderr by a command that ends with this status.
fn told(folder: &Path, words: &[&str], status: i32) -> String {
    in_one_line(&stderr(&sim().current_dir(folder).args(words).assert().code(status)))
}

fn planned(folder: &Path, shards: &str) {
    done(folder, &[&["plan"], &RUN[..], &["--shards", shards]].concat());
}

/// Where the frames of a ledger end.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut ends = vec![0];
    while let Some(at) = ends.last().copied().filter(|at| *at < bytes.len()) {
        ends.push(at + 16 + number(at + 4) + number(at + 8));
    }
    ends.split_off(1)
}

/// Cut off between two records, a piece is not taken for a whole one; what is there of it is not played again.
#[test]
fn a_piece_cut_between_two_records_is_played_to_its_end() {
    let (_folder, path) = scenario();
    done(&path, &RUN);
    fs::rename(path.join("out"), path.join("whole")).unwrap();
    planned(&path, "2");
    for id in ["0", "1"] {
        done(&path, &["shard", "out", id, "--quiet"]);
    }
    let piece = path.join("out/.ledger/piece-0.records");
    let bytes = fs::read(&piece).unwrap();
    let ends = ends(&bytes);
    // Without the frame at its end, and the last record.
    fs::write(&piece, &bytes[..ends[ends.len() - 3]]).unwrap();
    assert_eq!(stdout(&done(&path, &["missing", "out"])), "0\n");
    let merged = told(&path, &["merge", "out"], 1);
    assert!(merged.contains("has no end") && merged.contains("pieces 0 are"), "{merged}");
    done(&path, &["shard", "out", "0", "--quiet"]);
    assert_eq!(fs::read(&piece).unwrap(), bytes, "what was there is gone on from");
    done(&path, &["merge", "out"]);
    for table in ["summary.csv", "replications.csv"] {
        assert_eq!(
            fs::read(path.join("out").join(table)).unwrap(),
            fs::read(path.join("whole").join(table)).unwrap()
        );
    }
}

/// What is no piece, or not of this plan, is named with what to do.
#[test]
fn pieces_that_are_none_are_named() {
    let (_folder, path) = scenario();
    planned(&path, "3");
    let place = path.join("out/.ledger");
    done(&path, &["plan", "run", "small.toml", "--replications", "9", "--out", "other", "--shards", "3"]);
    done(&path, &["shard", "other", "0", "--quiet"]);
    // The beginning of a piece of another plan.
    fs::copy(path.join("other/.ledger/piece-0.records"), place.join("piece-0.part")).unwrap();
    let said = told(&path, &["shard", "out", "0"], 2);
    assert!(said.contains("another plan") && said.contains("rm ") && said.contains("piece-0.part"), "{said}");
    fs::remove_file(place.join("piece-0.part")).unwrap();
    // A folder in place of a piece is no missing piece.
    fs::create_dir(place.join("piece-1.records")).unwrap();
    for words in [&["missing", "out"][..], &["merge", "out"], &["shard", "out", "1"]] {
        let said = told(&path, words, 1);
        assert!(said.contains("piece-1.records") && said.contains("not a file"), "{words:?}: {said}");
    }
    fs::remove_dir(place.join("piece-1.records")).unwrap();
    for (words, expected) in [
        (&["shard", "out", "3"][..], "ids go from 0 to 2"),
        (&["shard", "out", "x"], "whole number"),
        (&["plan", "run", "small.toml", "--shards", "0"], "at least 1"),
        (&["plan", "run", "nowhere.toml", "--shards", "2"], "there is no file `nowhere.toml`"),
    ] {
        let said = told(&path, words, 2);
        assert!(said.contains(expected), "{words:?}: {said}");
    }
    // A list that another version wrote.
    let list = place.join("plan-0.json");
    let text = fs::read_to_string(&list).unwrap().replace("\"cut\"", "\"pieces\"");
    fs::write(&list, text).unwrap();
    let said = told(&path, &["missing", "out"], 1);
    assert!(said.contains("no list of pieces") && said.contains("plan them anew"), "{said}");
}

/// A smaller run in the folder of a plan would be whole before the pieces, and take them with it.
#[test]
fn pieces_of_a_larger_study_are_not_lost_to_a_smaller_run() {
    let (_folder, path) = scenario();
    planned(&path, "2");
    done(&path, &["shard", "out", "0", "--quiet"]);
    let said = told(&path, &[&RUN[..], &["--replications", "2"]].concat(), 2);
    assert!(said.contains("6 replications") && said.contains("sim merge out"), "{said}");
    assert!(path.join("out/.ledger/piece-0.records").exists());
    // All of them, played here, are the whole.
    done(&path, &RUN);
    assert!(!path.join("out/.ledger").exists());
}

/// What a person put among the records stays, and is named.
#[test]
fn files_of_others_among_the_records_stay() {
    let (_folder, path) = scenario();
    planned(&path, "2");
    for id in ["0", "1"] {
        done(&path, &["shard", "out", id, "--quiet"]);
    }
    let place = path.join("out/.ledger");
    fs::write(place.join("notes.txt"), "mine").unwrap();
    fs::create_dir(place.join("plots")).unwrap();
    let said = in_one_line(&stderr(&done(&path, &["merge", "out"])));
    assert!(said.contains("`notes.txt`, `plots`") && said.contains("left there"), "{said}");
    let mut left: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort_unstable();
    assert_eq!(left, ["notes.txt", "plots"]);
    assert_eq!(fs::read_to_string(place.join("notes.txt")).unwrap(), "mine");
}

/// A folder beside the results that only has a name like one of ours is somebody's own.
#[test]
fn a_folder_beside_the_results_is_left_alone() {
    let (_folder, path) = scenario();
    for name in [".out.sim-new", ".out.sim-mine"] {
        fs::create_dir(path.join(name)).unwrap();
        fs::write(path.join(name).join("thesis.txt"), "mine").unwrap();
    }
    for _ in 0..2 {
        done(&path, &RUN);
    }
    for name in [".out.sim-new", ".out.sim-mine"] {
        assert_eq!(fs::read_to_string(path.join(name).join("thesis.txt")).unwrap(), "mine");
    }
    assert_eq!(fs::read_dir(&path).unwrap().count(), 4, "nothing else is left");
}

/// Records in each other's places are told and played again: nothing waits for ever, and the bytes are the same.
#[test]
fn records_in_each_others_places_are_played_again() {
    let (_folder, path) = scenario();
    let words = [
        "run",
        "small.toml",
        "--no-charts",
        "--keep-ledger",
        "--set",
        "period.warm_up=\"auto\"",
        // Weeks must be alike for a warm-up to be found.
        "--set",
        "calendar.preset=\"monday_to_friday\"",
        "--out",
        "out",
    ];
    done(&path, &words);
    let whole = fs::read(path.join("out/summary.csv")).unwrap();
    let ledger = path.join("out/.ledger/records");
    let bytes = fs::read(&ledger).unwrap();
    let ends = ends(&bytes);
    // The body of each record is that of one that was played in another way.
    let frames: Vec<&[u8]> = ends.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
    let records: Vec<&[u8]> = frames.into_iter().filter(|frame| frame[4] >= 32).collect();
    // Behind the 32 bytes of the point stands the way to play.
    let way = |frame: &[u8]| frame[16 + 32];
    let mut forged = bytes[..ends[0]].to_vec();
    for frame in &records {
        let other = records.iter().find(|other| way(other) != way(frame)).unwrap();
        let (key, body) = (&frame[16..16 + frame[4] as usize], &other[16 + other[4] as usize..]);
        let mut hasher = crc32fast::Hasher::new();
        for part in [&(key.len() as u32).to_le_bytes()[..], key, body] {
            hasher.update(part);
        }
        forged.extend(&frame[..4]);
        forged.extend((key.len() as u32).to_le_bytes());
        forged.extend((body.len() as u32).to_le_bytes());
        forged.extend(hasher.finalize().to_le_bytes());
        forged.extend(key);
        forged.extend(body);
    }
    fs::write(&ledger, forged).unwrap();
    let mut again = started(&path, &words);
    let begun = Instant::now();
    while again.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_mins(5), "it waits for a record that never comes");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut said = String::new();
    std::io::Read::read_to_string(&mut again.stderr.take().unwrap(), &mut said).unwrap();
    let said = in_one_line(&said);
    assert!(
        again.wait().unwrap().success() && said.contains("cannot be read as what they should be"),
        "{said}"
    );
    assert_eq!(fs::read(path.join("out/summary.csv")).unwrap(), whole);
}

/// A program of its own in `folder`, whose stderr is read later.
fn started(folder: &Path, words: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin!("sim"))
        .current_dir(folder)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Of two processes that want one ledger the second is refused with what to do, whatever it is, and the first ends as if
/// alone.
#[cfg(unix)]
#[test]
fn the_second_of_two_processes_is_refused() {
    let (_folder, path) = scenario();
    let run = [&RUN[..], &["--replications", "4000", "--quiet"]].concat();
    let mut first = started(&path, &run);
    wait_for(&path.join("out/.ledger/records"), &mut first);
    for words in [&run[..], &["resume", "out"], &[&["plan"], &run[..], &["--shards", "2"]].concat()] {
        let said = told(&path, words, 1);
        assert!(said.contains("another run is writing into") && said.contains("--out"), "{words:?}: {said}");
    }
    end(first);
    assert!(path.join("out/.ledger/records").exists(), "what was played is kept");

    let pieces: Vec<&str> = run.iter().map(|word| if *word == "out" { "pieces" } else { *word }).collect();
    done(&path, &[&["plan"], &pieces[..], &["--shards", "2"]].concat());
    let mut first = started(&path, &["shard", "pieces", "0", "--quiet"]);
    let part = path.join("pieces/.ledger/piece-0.part");
    wait_for(&part, &mut first);
    let said = told(&path, &["shard", "pieces", "0"], 1);
    assert!(said.contains("piece 0 is being played by another process"), "{said}");
    let said = told(&path, &["merge", "pieces"], 1);
    assert!(said.contains("pieces 0-1"), "{said}");
    let said = told(&path, &[&["plan"], &pieces[..], &["--shards", "2"]].concat(), 2);
    assert!(said.contains("holds pieces already"), "{said}");
    let length = fs::metadata(&part).unwrap().len();
    end(first);
    assert!(fs::metadata(&part).unwrap().len() >= length, "nothing of it was lost");
}

/// Waits until a process has written some records.
fn wait_for(file: &Path, process: &mut Child) {
    let begun = Instant::now();
    while fs::metadata(file).map_or(0, |found| found.len()) < 50_000 {
        assert!(process.try_wait().unwrap().is_none(), "it ended before");
        assert!(begun.elapsed() < Duration::from_mins(2), "nothing is written");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn end(mut process: Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

/// A manifest that lists what does not lie in its folder is not followed, and nothing is played for it.
#[test]
fn verify_looks_at_nothing_outside_the_folder() {
    let (_folder, path) = scenario();
    done(&path, &[&RUN[..], &["--replications", "2"]].concat());
    let manifest = path.join("out/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("\"summary.csv\"", "\"../small.toml\"", 1)).unwrap();
    for words in [&["verify", "out"][..], &["verify", "out", "--sample", "1"]] {
        let said = told(&path, words, 1);
        assert!(said.contains("../small.toml") && said.contains("does not lie in that folder"), "{said}");
    }
}
