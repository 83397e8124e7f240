//! A run that is killed at any moment leaves the results of before, or its own, whole.
//!
//! `src/results/tests/whole.rs` fails at every step of the change of folders, one after the other; here real processes are
//! killed, at moments spread over a run from before its first file to after its last.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::small;

/// Runs that are killed, half of them over a folder that holds a file of somebody else.
const KILLS: u32 = 40;
/// A change of folders that was decided on and is carried out when the folder is next opened.
const DECIDED: &str = ".sim-commit";

fn command(file: &Path, out: &Path, seed: u32) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("sim"));
    command.arg("run").arg(file).args(["--quiet", "--no-interventions", "--no-charts", "--cases", "--seed"]);
    // Each has a seed of its own, and what the one before was killed at is of no use to it.
    command.arg(seed.to_string()).arg("--force");
    command.arg("--out").arg(out).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Every file below a folder but records and those of changes under way, which begin with `.sim-`, by its name.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut ahead = vec![folder.to_owned()];
    while let Some(next) = ahead.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            let name = entry.file_name();
            let hidden = name == ".ledger" || name.to_string_lossy().starts_with(".sim-");
            if entry.file_type().unwrap().is_dir() {
                ahead.extend((!hidden).then(|| entry.path()));
            } else if !hidden {
                found.insert(entry.path().strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found
}

/// The seed of the results in a folder, after each of their files has been held against its size and sha256; `None`
/// without a manifest. Beside them there is nothing but `foreign`.
fn whole(folder: &Path, foreign: &[&str]) -> Option<u64> {
    let text = fs::read(folder.join("manifest.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let listed = manifest["files"].as_object().unwrap();
    assert!(listed.len() > 10 && listed.contains_key("cases.csv"), "{}", listed.len());
    for (name, entry) in listed {
        let bytes = fs::read(folder.join(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&bytes);
        let digits = digest.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        assert_eq!(
            (bytes.len() as u64, digits.as_str()),
            (entry["bytes"].as_u64().unwrap(), entry["sha256"].as_str().unwrap()),
            "{name}"
        );
    }
    let mut expected: BTreeSet<PathBuf> = listed.keys().map(PathBuf::from).collect();
    expected.extend(foreign.iter().map(PathBuf::from));
    expected.insert("manifest.json".into());
    assert_eq!(files(folder), expected);
    manifest["seed"].as_u64()
}

/// Numbers from 0 to 1 (`SplitMix64`), the same in every run of the test.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[test]
fn a_killed_run_leaves_the_old_results_or_the_new_ones() {
    let (folder, file) = small();
    let mut state = 0x5EED_0070;
    let (mut old, mut new) = (0, 0);
    for foreign in [&[][..], &["notes.txt"][..]] {
        let out = folder.path().join(format!("out{}", foreign.len()));
        let begun = Instant::now();
        assert!(command(&file, &out, 1_000).status().unwrap().success());
        let mut takes = begun.elapsed();
        for name in foreign {
            fs::write(out.join(name), "mine").unwrap();
        }
        let mut before = 1_000;
        for kill in 0..KILLS / 2 {
            let seed = 2_000 + kill;
            let begun = Instant::now();
            let mut child = command(&file, &out, seed).spawn().unwrap();
            // Half of the moments are in the last fifth of a run and just after it, where the folders change.
            let share = if kill % 2 == 0 { uniform(&mut state) } else { 0.8 + 0.3 * uniform(&mut state) };
            let until = takes.mul_f64(share);
            while begun.elapsed() < until && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            child.kill().unwrap();
            let ended = child.wait().unwrap();
            if ended.success() {
                // Runs take less than the first one did.
                takes = takes.min(begun.elapsed());
            }
            if whole_or_decided(&out, foreign).is_none() {
                // File by file the change goes on when the folder is opened; no manifest vouches for a mixture until then.
                let in_one_step = foreign.is_empty() && cfg!(target_os = "linux");
                assert!(!in_one_step && out.join(DECIDED).exists(), "seed {seed}: no results");
                let mut report = Command::new(assert_cmd::cargo::cargo_bin("sim"));
                let opened = report.arg("report").arg(&out).output().unwrap();
                assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
            }
            let found = whole(&out, foreign);
            assert!(
                found == Some(before) || found == Some(u64::from(seed)),
                "seed {seed}: {found:?} after {before}"
            );
            assert!(
                !ended.success() || found == Some(u64::from(seed)),
                "seed {seed} ended, and {found:?} is there"
            );
            if found == Some(before) {
                old += 1;
                if share > 0.9 {
                    // It takes longer than those before it, since the machine has other work.
                    takes = takes.mul_f64(1.2);
                }
            } else {
                new += 1;
            }
            before = found.unwrap();
        }
        for name in foreign {
            assert_eq!(fs::read_to_string(out.join(name)).unwrap(), "mine");
        }
        // What killed runs left behind goes with the next one.
        assert!(command(&file, &out, 9_999).status().unwrap().success());
        assert_eq!(whole(&out, foreign), Some(9_999));
        let left = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".sim-staging")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(
        old >= 8 && new >= 2,
        "{old} kept the old results, {new} have the new ones: moments are not spread"
    );
}

/// The same while a change that was decided on is not carried out: then there is no manifest, or one that holds.
fn whole_or_decided(folder: &Path, foreign: &[&str]) -> Option<u64> {
    if folder.join(DECIDED).exists() { None } else { whole(folder, foreign) }
}
