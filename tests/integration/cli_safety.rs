//! Nothing is lost, nothing outside is touched, nothing goes on for ever: what a hostile or unlucky user does.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::cli::{sim, small, stderr, stdout};

fn run(file: &Path, out: &Path, more: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = sim();
    command.arg("run").arg(file).args(["--quiet", "--no-interventions", "--out"]).arg(out).args(more).assert()
}

fn manifest(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn a_copy_that_kept_its_name_takes_force() {
    let (folder, file) = small();
    let (out, copy) = (folder.path().join("out"), folder.path().join("copy.toml"));
    fs::copy(&file, &copy).unwrap();
    run(&file, &out, &["--no-charts"]).success();
    let told = stderr(&run(&copy, &out, &["--no-charts", "--seed", "3"]).code(2));
    assert!(told.contains("small.toml") && told.contains("--force"), "{told}");
    assert_ne!(manifest(&out)["seed"], 3);
    run(&copy, &out, &["--no-charts", "--seed", "3", "--force"]).success();
    assert_eq!(manifest(&out)["seed"], 3);
}

#[test]
fn charts_of_the_run_before_go() {
    let (folder, file) = small();
    let out = folder.path().join("out");
    run(&file, &out, &[]).success();
    assert!(out.join("charts/routes.svg").exists() && out.join("report.html").exists());
    run(&file, &out, &["--no-charts"]).success();
    assert!(!out.join("charts").exists() && !out.join("report.html").exists());
}

/// The folder of results alone is another one afterwards, also where it is named from here: nothing was moved into the old
/// one file by file.
#[cfg(target_os = "linux")]
#[test]
fn new_and_old_results_change_places_in_one_step() {
    use std::os::unix::fs::MetadataExt as _;
    let (folder, _) = small();
    let mut found = Vec::new();
    for seed in ["1", "2"] {
        let mut command = sim();
        command.current_dir(&folder).args([
            "run",
            "small.toml",
            "--quiet",
            "--no-interventions",
            "--no-charts",
        ]);
        command.args(["--out", "below/out", "--seed", seed]).assert().success();
        found.push(fs::metadata(folder.path().join("below/out")).unwrap().ino());
    }
    assert_ne!(found[0], found[1]);
    assert_eq!(fs::read_dir(folder.path().join("below")).unwrap().count(), 1);
}

#[test]
fn a_run_out_of_time_keeps_what_is_finished_beside_what_is_whole() {
    let (folder, file) = small();
    let out = folder.path().join("out");
    run(&file, &out, &["--no-charts"]).success();
    let before = fs::read(out.join("manifest.json")).unwrap();
    let told =
        stderr(&run(&file, &out, &["--no-charts", "--replications", "1000000", "--max-time", "3s"]).code(1));
    assert!(told.contains("--max-time") && told.contains("out.interrupted"), "{told}");
    assert_eq!(fs::read(out.join("manifest.json")).unwrap(), before);
    let part = manifest(&folder.path().join("out.interrupted"));
    assert_eq!(part["interrupted"], true);
    assert!(part["replications_done"].as_u64().unwrap() > 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_out_of_memory_says_so() {
    let (folder, file) = small();
    let out = folder.path().join("out");
    let told = stderr(&run(&file, &out, &["--replications", "1000000", "--max-memory", "1MB"]).code(1));
    assert!(told.contains("--max-memory") && !told.contains("panicked"), "{told}");
}

/// The size of a file is limited, as a full disk would: the tables fit, the pages do not.
#[cfg(unix)]
#[test]
fn tables_are_kept_when_the_charts_do_not_fit() {
    let (folder, file) = small();
    let out = folder.path().join("out");
    let program = assert_cmd::cargo::cargo_bin("sim");
    let script = format!(
        "trap '' XFSZ; ulimit -f 400; exec {program:?} run {file:?} --quiet --no-interventions --out {out:?}"
    );
    let ended = std::process::Command::new("sh").arg("-c").arg(script).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("tables are kept") && told.contains("sim report"), "{told}");
    assert!(out.join("summary.csv").exists() && !out.join("charts").exists());
    sim().arg("report").arg(&out).assert().success();
    assert!(out.join("report.html").exists());
}

#[test]
fn report_draws_nothing_from_tables_that_were_changed() {
    let (folder, file) = small();
    let out = folder.path().join("out");
    run(&file, &out, &["--no-charts"]).success();
    let table = out.join("summary.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replace("0.", "1.")).unwrap();
    let told = stderr(&sim().arg("report").arg(&out).assert().code(1));
    assert!(told.contains("summary.csv") && told.contains("checksum"), "{told}");
    assert!(!out.join("report.html").exists());
    let told = stderr(&sim().arg("report").arg(&file).assert().code(2));
    assert!(told.contains("is a file") && !told.contains("--out"), "{told}");
}

#[test]
fn a_file_that_is_no_scenario_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.csv");
    let rows: Vec<String> = (0..10_000).map(|row| format!("{row},{},a name", 2 * row)).collect();
    fs::write(&file, format!("id,value,name\n{}\n", rows.join("\n"))).unwrap();
    // Below a second with the release build; what takes long is told by what comes out, not by a clock that other work
    // holds up.
    let told = stderr(&sim().arg("check").arg(&file).timeout(Duration::from_mins(2)).assert().code(2));
    assert!(
        told.len() < 100_000 && told.contains("more faults") && told.contains("is this file a scenario?")
    );
}

/// Also the one that `tests/bad` would be too long for: a chain of 8,000 stages, right and with every route wrong.
#[test]
fn a_long_chain_is_checked_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chain.toml");
    let chain = |next: &dyn Fn(usize) -> String| {
        let stage = |at: usize| {
            format!(
                "[[stage]]\nname = \"s{at}\"\nkind = \"delay\"\ntime = \"1min\"\nnext = \"{}\"\n",
                next(at)
            )
        };
        let stages: String = (0..8_000).map(stage).collect();
        format!(
            "population.source = \"plain\"\n{stages}[[stage]]\nname = \"s8000\"\nkind = \"exit\"\n\
             outcome = \"approved\"\n"
        )
    };
    for (text, code) in [(chain(&|at| format!("s{}", at + 1)), 0), (chain(&|at| format!("zz{at}")), 2)] {
        fs::write(&file, text).unwrap();
        // Time in proportion to the length is some seconds here; with the square of it, it was minutes.
        let checked = sim().arg("check").arg(&file).timeout(Duration::from_mins(5)).assert().code(code);
        assert!(stderr(&checked).len() < 100_000);
    }
}

#[test]
fn a_run_that_may_not_end_is_told_before_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("round.toml");
    fs::write(
        &file,
        "population.source = \"plain\"\nreplications = 2\narrivals.per_day = 100\ncalendar.preset = \"every_day\"\n\
         period = { start = \"2024-01-01\", arrivals = \"10d\", drain = \"10d\" }\n\
         [[stage]]\nname = \"s\"\nkind = \"station\"\nservers = 1\nshifts = [\"00:00-24:00\"]\nservice = \"9d\"\n\
         patience = \"0.000001s\"\nreneged = \"s\"\nnext = \"done\"\n\
         [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n",
    )
    .unwrap();
    assert!(stderr(&sim().arg("check").arg(&file).assert().success()).contains("may not end"));
    let told = stderr(&run(&file, &folder.path().join("out"), &["--max-time", "1s"]).code(1));
    assert!(told.contains("may not end") && told.contains("--max-time"), "{told}");
}

#[test]
fn more_threads_than_there_is_work_for_do_no_harm() {
    let (folder, file) = small();
    run(&file, &folder.path().join("out"), &["--no-charts", "--threads", "4096"]).success();
}

#[test]
fn a_starter_can_go_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    let written = sim().current_dir(&folder).args(["new", "-"]).assert().success();
    assert!(stdout(&written).contains("[period]"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn hidden_characters_in_names_are_refused_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.toml");
    for (text, code) in [
        ("name = \"a\\u001b[2Jb\"\n", "U+001B"),
        ("name = \"a\u{202e}b\"\n", "U+202E"),
        ("[team.\"a\\u0007\"]\npeople = 1\n", "U+0007"),
    ] {
        fs::write(&file, text).unwrap();
        let told = stderr(&sim().arg("check").arg(&file).assert().code(2));
        assert!(told.contains(code), "{told}");
        assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{told:?}");
    }
}

#[test]
fn a_seed_that_a_float_does_not_hold_is_refused_as_written() {
    let (_folder, file) = small();
    let told =
        stderr(&sim().arg("check").arg(&file).args(["--set", "seed=9007199254740993"]).assert().code(2));
    assert!(told.contains("`seed` is 9007199254740993"), "{told}");
    sim().arg("check").arg(&file).args(["--set", "seed=9007199254740992"]).assert().success();
}
