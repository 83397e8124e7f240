//! `sim` as a person and a script meet it.

use std::path::Path;

use assert_cmd::Command;
use assert_cmd::assert::Assert;

const SMALL: &str = "arrivals.per_day = 20\nreplications = 3\ninterventions.replications = 2\n";

pub(crate) fn sim() -> Command {
    let mut command = Command::cargo_bin("sim").unwrap();
    command.env("NO_COLOR", "1");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn stdout(assert: &Assert) -> String {
    text(&assert.get_output().stdout)
}

fn stderr(assert: &Assert) -> String {
    text(&assert.get_output().stderr)
}

/// A folder with a small scenario in it.
pub(crate) fn small() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    std::fs::write(&file, format!("name = \"small\"\n{SMALL}")).unwrap();
    (folder, file)
}

#[test]
fn a_run_fills_the_output_folder() {
    let (folder, file) = small();
    let assert = sim()
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--cases", "--events", "csv"])
        .assert()
        .success();
    let out = folder.path().join("output/small");
    for name in [
        "summary.csv",
        "replications.csv",
        "stations.csv",
        "behaviours.csv",
        "segments.csv",
        "attempts.csv",
        "timeline.csv",
        "queues.csv",
        "delays.csv",
        "cases.csv",
        "events.csv",
        "manifest.json",
        "scenario.resolved.toml",
        "report.html",
    ] {
        assert!(std::fs::metadata(out.join(name)).is_ok_and(|file| file.len() > 100), "{name}");
    }
    for chart in [
        "approval_by_behaviour",
        "approval_by_score",
        "decision_delay",
        "queue_timeline",
        "routes",
        "attempts",
        "segments",
    ] {
        for extension in ["svg", "png"] {
            assert!(out.join(format!("charts/{chart}.{extension}")).is_file(), "{chart}.{extension}");
        }
    }
    let said = stdout(&assert);
    for words in ["3 replications", "restored in the end", "repay arrears", "report.html", "Synthetic"] {
        assert!(said.contains(words), "`{words}` is missing in:\n{said}");
    }
    assert!(!stderr(&assert).contains("panicked"));
}

#[test]
fn the_tables_have_the_columns_of_the_interface() {
    let (folder, file) = small();
    sim()
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--cases", "--events", "csv", "--no-charts"])
        .assert()
        .success();
    let header = |name: &str| {
        let text = std::fs::read_to_string(folder.path().join("output/small").join(name)).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    assert_eq!(header("summary.csv"), "metric,unit,estimate,std_error,ci_low,ci_high,replications");
    assert_eq!(header("stations.csv"), "station,metric,unit,estimate,std_error,ci_low,ci_high");
    assert_eq!(
        header("behaviours.csv"),
        "behaviour,basis,level,applicants,first_pass_approval_rate,ci_low,ci_high,eventual_approval_rate,\
         eventual_ci_low,eventual_ci_high"
    );
    assert_eq!(
        header("segments.csv"),
        "segment,value,applicants,first_pass_approval_rate,ci_low,ci_high,eventual_approval_rate,\
         restoration_days_p50,bad_rate_approved"
    );
    assert_eq!(header("attempts.csv"), "attempt,applications,approval_rate,ci_low,ci_high");
    assert_eq!(
        header("timeline.csv"),
        "date,working,arrivals,applications,decisions,approvals,queue_mean,queue_max,utilisation"
    );
    assert_eq!(header("queues.csv"), "station,date,queue_mean,queue_max,utilisation");
    assert_eq!(header("delays.csv"), "measure,unit,from,to,share,cumulative_share");
    assert_eq!(header("events.csv"), "case_id,activity,lifecycle,resource,timestamp,seq,replication");
    assert!(header("cases.csv").starts_with("replication,applicant,attempt,cause,channel,"));
    assert!(header("cases.csv").ends_with(
        "credit,security,information,consumption,external,score,route,decision,reasons,submitted_at,decided_at,\
         notified_at,status"
    ));
    let metrics = std::fs::read_to_string(folder.path().join("output/small/summary.csv")).unwrap();
    let names: Vec<&str> = metrics.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let fixed = "applicants applications first_pass_approval_rate eventual_approval_rate attempts_per_applicant \
        decision_working_days_mean decision_working_days_p50 decision_working_days_p90 decision_working_days_p95 \
        decided_within_1wd_share decided_within_2wd_share decided_within_3wd_share human_decided_within_3wd_share \
        restoration_days_mean restoration_days_p50 restoration_days_p90 knocked_out_share auto_approved_share \
        auto_refused_share human_reviewed_share human_approval_rate withdrawn_share dropped_off_share gave_up_share \
        refused_share pending_share reviewer_utilisation queue_length_mean queue_length_max \
        reviewer_minutes_per_decision cost_per_decision_cny flip_rate bad_rate_approved bad_rate_all";
    assert_eq!(names[..34].join(" "), fixed.split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn json_is_for_scripts() {
    let (folder, file) = small();
    let assert = sim()
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--format", "json", "--no-charts"])
        .assert()
        .success();
    let document: serde_json::Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert_eq!(document["replications"], 3);
    let rate = document["metrics"]["eventual_approval_rate"]["estimate"].as_f64().unwrap();
    assert!(rate > 0.0 && rate < 1.0);
    assert_eq!(document["behaviours"].as_array().unwrap().len(), 7);
}

#[test]
fn check_says_ok_or_every_fault() {
    let (folder, file) = small();
    assert!(stdout(&sim().arg("check").arg(&file).assert().success()).ends_with("small.toml: ok\n"));
    let faulty = folder.path().join("faulty.toml");
    std::fs::write(
        &faulty,
        "sed = 1\n[team.reviewers]\npeople = -2\n[[stage]]\nname = \"human_review\"\nservice = 20\n",
    )
    .unwrap();
    let assert = sim().arg("check").arg(&faulty).assert().code(2);
    let said = stderr(&assert);
    for words in ["seed", "people", "service", "faulty.toml:1:1", "faulty.toml:3:10", "faulty.toml:6:11"] {
        assert!(said.contains(words), "`{words}` is missing in:\n{said}");
    }
    assert!(stdout(&assert).contains("3 faults"));
    let json = sim().arg("check").arg(&faulty).args(["--format", "json"]).assert().code(2);
    let document: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(document[0]["faults"].as_array().unwrap().len(), 3);
    assert_eq!(document[0]["faults"][1]["line"], 3);
}

#[test]
fn wrong_command_lines_and_scenarios_exit_with_2() {
    let (folder, file) = small();
    sim().arg("rum").assert().code(2);
    sim().current_dir(&folder).args(["run", "nowhere.toml"]).assert().code(2);
    sim()
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--set", "team.reviewers.peple=3"])
        .assert()
        .code(2);
    let precision = sim()
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--precision", "flip_rat=0.1"])
        .assert()
        .code(2);
    assert!(stderr(&precision).contains("did you mean `flip_rate`"));
    assert!(!folder.path().join("output").exists(), "nothing was written");
}

#[test]
fn what_sim_did_not_make_is_not_replaced() {
    let (folder, file) = small();
    let out = folder.path().join("mine");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("notes.txt"), "precious").unwrap();
    let run = |more: &[&str]| {
        let mut command = sim();
        command
            .arg("run")
            .arg(&file)
            .arg("--out")
            .arg(&out)
            .args(["--no-charts", "--no-interventions"])
            .args(more);
        command.assert()
    };
    let refused = run(&[]).code(1);
    assert!(stderr(&refused).contains("--force"));
    run(&["--force"]).success();
    assert_eq!(std::fs::read_to_string(out.join("notes.txt")).unwrap(), "precious");
    run(&[]).success();
    run(&["--cases"]).success();
    assert!(out.join("cases.csv").exists());
    run(&[]).success();
    assert!(!out.join("cases.csv").exists(), "a file of the run before is gone");
}

#[test]
fn a_variant_without_a_name_is_called_by_its_file() {
    let (folder, _) = small();
    std::fs::write(
        folder.path().join("variant.toml"),
        "extends = \"small.toml\"\nteam.reviewers.people = 3\n",
    )
    .unwrap();
    let mut command = sim();
    command.current_dir(&folder).args([
        "run",
        "variant.toml",
        "--no-charts",
        "--no-interventions",
        "--quiet",
    ]);
    command.assert().success();
    assert!(folder.path().join("output/variant/summary.csv").is_file());
    assert!(!folder.path().join("output/small").exists());
}

#[test]
fn new_schema_and_completions_help_along() {
    let folder = tempfile::tempdir().unwrap();
    sim().current_dir(&folder).args(["new", "mine.toml"]).assert().success();
    sim().current_dir(&folder).args(["new", "mine.toml"]).assert().code(1);
    sim().current_dir(&folder).args(["check", "mine.toml"]).assert().success();
    let schema: serde_json::Value =
        serde_json::from_str(&stdout(&sim().arg("schema").assert().success())).unwrap();
    assert!(
        schema["properties"]["team"]["additionalProperties"]["properties"]["people"]["description"]
            .is_string()
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stdout(&sim().args(["completions", shell]).assert().success()).contains("sim"));
    }
}

#[test]
fn the_starter_means_the_same_as_an_empty_file() {
    let folder = tempfile::tempdir().unwrap();
    sim().current_dir(&folder).args(["new", "starter.toml"]).assert().success();
    std::fs::write(folder.path().join("empty.toml"), "name = \"starter\"\n").unwrap();
    let resolved = |name: &str| {
        let path = folder.path().join(name);
        let mut loaded = reinstate::scenario::load(&path, &[]);
        let scenario: reinstate::scenario::Scenario = loaded.read();
        assert!(loaded.faults.is_empty());
        reinstate::scenario::resolved_text(&scenario)
    };
    assert_eq!(resolved("starter.toml"), resolved("empty.toml"));
}

#[test]
fn report_draws_the_same_pages_from_the_tables_alone() {
    let (folder, file) = small();
    sim().current_dir(&folder).arg("run").arg(&file).assert().success();
    let out = folder.path().join("output/small");
    let read = |path: &Path| std::fs::read(path).unwrap();
    let before = (
        read(&out.join("report.html")),
        read(&out.join("charts/routes.png")),
        read(&out.join("manifest.json")),
    );
    std::fs::remove_dir_all(out.join("charts")).unwrap();
    std::fs::remove_file(out.join("report.html")).unwrap();
    sim().arg("report").arg(&out).assert().success();
    let after = (
        read(&out.join("report.html")),
        read(&out.join("charts/routes.png")),
        read(&out.join("manifest.json")),
    );
    assert!(before == after, "drawn again, the pages differ");
    sim().arg("report").arg(folder.path()).assert().code(1);
}

#[test]
fn warnings_that_matter_are_said() {
    let (folder, file) = small();
    let run = |sets: &[&str]| {
        let mut command = sim();
        command.current_dir(&folder).arg("run").arg(&file).args(["--no-charts", "--no-interventions"]);
        for set in sets {
            command.args(["--set", set]);
        }
        stdout(&command.assert().success())
    };
    assert!(!run(&[]).contains("warning"));
    assert!(run(&["period.start=2026-11-01"]).contains("holidays are announced to 2026-12-31"));
    assert!(run(&["team.reviewers.people=1", "arrivals.per_day=60"]).contains("`human_review` is loaded to"));
    assert!(run(&["period.drain=0d"]).contains("unfinished at the end"));
    assert!(run(&["replications=1"]).contains("one replication has no intervals"));
}

/// A team that two stations share is judged by the work of both; one that is asked for less by every case is not.
#[test]
fn overload_is_that_of_people_and_not_of_stations() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, stations: &str| {
        let file = folder.path().join(format!("{name}.toml"));
        let text = format!(
            "population.source = \"plain\"\nreplications = 2\narrivals.per_day = 100\n\
             period = {{ start = \"2024-03-04\", arrivals = \"10d\", drain = \"60d\" }}\nteam.clerks.people = 3\n\
             {stations}[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n"
        );
        std::fs::write(&file, text).unwrap();
        let mut command = sim();
        stdout(&command.current_dir(&folder).arg("run").arg(&file).arg("--no-charts").assert().success())
    };
    let station = |name: &str, next: &str, more: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nkind = \"station\"\nteam = \"clerks\"\nservice = \"10min\"\n\
             next = \"{next}\"\n{more}"
        )
    };
    // A thousand cases of 20 minutes, and 8 working days of 3 people and 9 hours.
    let shared = run("shared", &(station("first", "second", "") + &station("second", "done", "")));
    let load = 1_000.0 * 20.0 / 60.0 / (8.0 * 27.0) * 100.0;
    let words = "stations `first`, `second`, which share people, are loaded to ";
    let told = shared.split(words).nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let told: f64 = told.parse().unwrap();
    // Arrivals vary by a few in a hundred, gamma days included.
    assert!((told / load - 1.0).abs() < 0.25, "{told}, by hand {load}");
    let short = "service = \"100min\"\nadjust = [{ factor = 0.05 }]\n";
    let short = station("only", "done", "").replace("service = \"10min\"\n", short);
    assert!(!run("short", &short).contains("loaded"));
}

/// A metric that is the same in every replication, or not defined, has no precision: the run says so and ends.
#[test]
fn a_precision_that_cannot_be_known_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("moments.csv"), "arrival\n2024-03-04 09:00\n2024-03-04 10:00\n")
        .unwrap();
    let file = folder.path().join("given.toml");
    let text = "name = \"given\"\npopulation.source = \"plain\"\narrivals.file = \"moments.csv\"\n\
                period = { start = \"2024-03-04\", arrivals = \"2d\", drain = \"2d\" }\n\
                [[stage]]\nname = \"desk\"\nkind = \"station\"\nservers = 1\nservice = \"10min\"\nnext = \"done\"\n\
                [[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n";
    std::fs::write(&file, text).unwrap();
    for (metric, why) in
        [("applicants", "is the same in all 100"), ("flip_rate", "is not defined in any of 100")]
    {
        let mut command = sim();
        command.current_dir(&folder).arg("run").arg(&file).args(["--no-charts", "--replications", "150"]);
        let told = stdout(&command.args(["--precision", &format!("{metric}=0.001")]).assert().success());
        assert!(told.contains(&format!("`{metric}` {why} replications")), "{told}");
        assert!(told.contains("given: 100 replications"), "{told}");
    }
}

/// The differences of a comparison are those of the replications that `run` writes, taken pair by pair, and the
/// tables of each scenario are its own.
#[test]
fn a_comparison_pairs_what_runs_say_alone() {
    let (folder, file) = small();
    let other = folder.path().join("other.toml");
    // Called otherwise than its file.
    let variant = "extends = \"small.toml\"\nname = \"fewer\"\nseed = 5\nteam.reviewers.people = 1\n";
    std::fs::write(&other, variant).unwrap();
    let sim_in = |words: &[&str]| {
        let mut command = sim();
        command.current_dir(&folder).args(words).assert()
    };
    let told = stdout(
        &sim_in(&["compare", "small.toml", "other.toml", "--out", "both", "--threads", "2"]).success(),
    );
    assert!(told.contains("small against fewer: 3 replications each"), "{told}");
    assert!(told.contains("restored in the end") && told.contains("pts"), "{told}");
    for name in ["small", "other"] {
        let file = format!("{name}.toml");
        let seed = ["--seed", "20240402", "--no-charts", "--no-interventions", "--quiet", "--out", name];
        sim_in(&[&["run", &file][..], &seed].concat()).success();
    }
    let table = |path: &str| -> Vec<std::collections::HashMap<String, String>> {
        csv::Reader::from_path(folder.path().join(path)).unwrap().deserialize().map(Result::unwrap).collect()
    };
    let (left, right) = (table("small/replications.csv"), table("other/replications.csv"));
    let rows = table("both/comparison.csv");
    assert_eq!(rows.len(), reinstate::observe::METRICS.len());
    let mut differing = 0;
    for row in &rows {
        let pairs: Vec<(f64, f64)> = left
            .iter()
            .zip(&right)
            .filter_map(|(a, b)| Some((a[&row["metric"]].parse().ok()?, b[&row["metric"]].parse().ok()?)))
            .collect();
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
    assert!(stderr(&sim_in(&["report", "both"]).code(1)).contains("holds a comparison"));
    let twice = sim_in(&["compare", "small.toml", "small.toml"]).code(2);
    assert!(stderr(&twice).contains("two of the scenarios are called `small`"));
    // Names that would be the same file are the same.
    std::fs::write(folder.path().join("third.toml"), "name = \"SMALL\"").unwrap();
    sim_in(&["compare", "small.toml", "third.toml"]).code(2);
    assert!(file.exists());
}

/// Parts of a day are told in minutes on both sides and in their difference.
#[test]
fn a_comparison_of_plain_queues_is_told_in_one_unit() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory").join(name);
    let mut command = sim();
    command.current_dir(&folder).arg("compare").arg(scenario("mm1.toml")).arg(scenario("mmc.toml"));
    let told = stdout(&command.args(["--replications", "3"]).assert().success());
    let line = told.lines().find(|line| line.contains("mean time through")).unwrap();
    assert_eq!(line.matches(" min").count(), 5, "{line}");
    let pairs = folder.path().join("output/compare_mm1_and_mmc/comparison.csv");
    assert!(pairs.is_file());
}

/// What is set by an argument does not take a scenario its name.
#[test]
fn an_argument_leaves_the_name_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file.toml"), "name = \"called\"\narrivals.per_day = 5\n").unwrap();
    let mut command = sim();
    command.current_dir(&folder).args([
        "run",
        "file.toml",
        "--seed",
        "3",
        "--no-interventions",
        "--no-charts",
    ]);
    command.args(["--replications", "2"]).assert().success();
    assert!(folder.path().join("output/called/summary.csv").is_file());
}

/// A folder takes one run at a time; what a killed run left behind goes with the next.
#[test]
fn a_folder_takes_one_run_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let left = out.join(".sim-staging-killed/files");
    std::fs::create_dir_all(&left).unwrap();
    let first = reinstate::results::OutputFolder::prepare(&out, false).unwrap();
    assert!(!left.exists(), "what was left over is gone");
    let (_small, file) = small();
    let run = || {
        let mut command = sim();
        command.arg("run").arg(&file).args(["--no-charts", "--no-interventions", "--out"]).arg(&out).assert()
    };
    assert!(stderr(&run().code(1)).contains("another run is writing into"));
    drop(first);
    // The folder was there before, so it stays.
    run().success();
}

/// Machines write long lines; a fault far along one is told in words, with what stands around it.
#[test]
fn a_fault_in_a_very_long_line_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.toml");
    let days = vec!["\"2024-01-01\""; 9_000].join(",");
    std::fs::write(&file, format!("calendar.off = [{days}, \"soon\"]\nseed = -1\n")).unwrap();
    let told = stderr(&sim().arg("check").arg(&file).assert().code(2));
    assert!(told.contains("\"soon\"") && told.contains("long.toml:1:"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() < 200), "{told}");
    assert!(told.contains("`seed`"), "the next line is told too: {told}");
}

/// Moments of a day on which the clock is moved are not what they seem in a log, and the run says so.
#[test]
fn a_clock_that_is_moved_is_told_to_readers_of_logs() {
    let (folder, file) = small();
    let run = |zone: &str, log: &[&str]| {
        let mut command = sim();
        command.current_dir(&folder).arg("run").arg(&file).args(["--no-charts", "--no-interventions"]);
        command.args(["--set", &format!("period.time_zone={zone}"), "--replications", "2"]).args(log);
        stdout(&command.assert().success())
    };
    assert!(run("America/New_York", &["--cases"]).contains("America/New_York is moved on 2024-"));
    assert!(!run("America/New_York", &[]).contains("is moved on"));
    assert!(!run("Asia/Shanghai", &["--cases"]).contains("is moved on"));
}

/// Ctrl-C is heard within a replication, however long it is, and the search for a warm-up is no exception.
#[cfg(unix)]
#[test]
fn an_interrupt_is_heard_within_a_replication() {
    use std::os::unix::process::ExitStatusExt as _;
    for warm_up in ["0d", "auto"] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        // Minutes of work in one replication.
        let text = format!(
            "replications = 1\narrivals.per_day = 2000\nteam.reviewers.people = 200\n\
             period = {{ arrivals = \"36500d\", warm_up = \"{warm_up}\", drain = \"30d\" }}\ncalendar.preset = \"every_day\"\n"
        );
        let file = folder.path().join("long.toml");
        std::fs::write(&file, text).unwrap();
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("sim"))
            .current_dir(&folder)
            .arg("run")
            .arg(&file)
            .args(["--no-interventions", "--quiet", "--out"])
            .arg(&out)
            .spawn()
            .unwrap();
        // The handler is set before anything is written.
        while !out.exists() {
            assert!(child.try_wait().unwrap().is_none(), "{warm_up}: it ended before it was interrupted");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let signalled = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(signalled.unwrap().success());
        let status = child.wait().unwrap();
        assert_eq!((status.code(), status.signal()), (Some(130), None), "{warm_up}");
        assert!(!out.join("summary.csv").exists(), "{warm_up}: nothing was finished");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (folder, file) = small();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("sim"))
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--no-charts", "--no-interventions"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_disk_that_refuses_is_a_failed_run() {
    let (folder, file) = small();
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "a file").unwrap();
    let assert = sim().arg("run").arg(&file).arg("--out").arg(&taken).assert().code(1);
    assert!(stderr(&assert).contains("taken"));
}

/// `scenarios/base.toml` writes every number out for people to read; they are the defaults.
#[test]
fn the_base_scenario_is_what_an_empty_file_means() {
    let resolved = |mut loaded: reinstate::scenario::Loaded| {
        let mut scenario: reinstate::scenario::Scenario = loaded.read();
        assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
        scenario.description.clear();
        reinstate::scenario::resolved_text(&scenario)
    };
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let base = resolved(reinstate::scenario::load(&base, &[]));
    assert_eq!(base, resolved(reinstate::scenario::load_text("empty.toml", "", &[])));
}

/// The scenario that the README shows is one.
#[test]
fn the_readmes_scenario_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let block = readme.split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let base = root.join("scenarios/base.toml").display().to_string();
    let compiled = crate::common::scenario(&block.replace("\"base.toml\"", &format!("'{base}'")));
    assert_eq!(compiled.settings.name, "night_shift");
}
