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

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn stdout(assert: &Assert) -> String {
    text(&assert.get_output().stdout)
}

pub(crate) fn stderr(assert: &Assert) -> String {
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
        "effects.csv",
        "segments.csv",
        "attempts.csv",
        "timeline.csv",
        "queues.csv",
        "delays.csv",
        "correlations.csv",
        "provenance.csv",
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
        "effects",
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
    for words in ["3 replications", "Eventual approval rate", "Repay arrears", "report.html", "Synthetic"] {
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
        header("effects.csv"),
        "behaviour,scope,population,metric,unit,difference,std_error,ci_low,ci_high,applicants,replications,\
         spillover,spillover_std_error,spillover_ci_low,spillover_ci_high"
    );
    assert_eq!(
        header("segments.csv"),
        "segment,value,applicants,first_pass_approval_rate,ci_low,ci_high,eventual_approval_rate,\
         restoration_days_p50,bad_rate_approved,restoration_days_p50_ci_low,restoration_days_p50_ci_high"
    );
    assert_eq!(header("attempts.csv"), "attempt,applications,approval_rate,ci_low,ci_high");
    assert_eq!(
        header("timeline.csv"),
        "date,working,arrivals,applications,decisions,approvals,queue_mean,queue_max,utilisation"
    );
    assert_eq!(header("screens.csv"), "screen,reached,left,returned");
    assert_eq!(header("queues.csv"), "station,date,queue_mean,queue_max,utilisation");
    assert_eq!(header("delays.csv"), "measure,unit,from,to,share,cumulative_share");
    assert_eq!(
        header("events.csv"),
        "case_id,activity,lifecycle,resource,timestamp,seq,replication,cause,channel,attempt,score,decision,reason"
    );
    assert!(header("cases.csv").starts_with("replication,applicant,attempt,cause,channel,"));
    assert!(header("cases.csv").ends_with(
        "credit,security,information,consumption,external,score,route,decision,reasons,submitted_at,decided_at,\
         notified_at,status,true_risk,bad,fate,fast_lane,decision_working_days,withdrawn_at,months_overdue_now,\
         confirmed_cash_out,takeover_risk,remote_logins,abnormal_transactions,verification_enabled,\
         identity_verified,fields_filled,accuracy,recent_edits,regularity,diversity,large_share,cash_outs,\
         credit_report"
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
    assert!(stdout(&sim().arg("check").arg(&file).assert().success()).contains("small.toml: ok\n"));
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
    assert!(stderr(&precision).replace('\n', " ").contains("did you mean `flip_rate`"));
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
    let refused = run(&[]).code(2);
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
fn a_station_that_is_switched_off_has_no_busy_share_in_any_table() {
    let (folder, file) = small();
    let mut command = sim();
    command.current_dir(&folder).arg("run").arg(&file);
    let off = ["--set", "stage.human_review.enabled=false", "--replications", "1"];
    command.args(off).args(["--no-charts", "--no-interventions", "--quiet"]).assert().success();
    for (table, column) in [("stations.csv", 3), ("queues.csv", 4)] {
        let rows = std::fs::read_to_string(folder.path().join("output/small").join(table)).unwrap();
        let share = |name: &str| {
            let of_station = |row: &&str| row.starts_with(name) && !row.starts_with("station,");
            let busy = |row: &&str| table == "queues.csv" || row.contains(",utilisation,");
            let written = |row: &str| !row.split(',').nth(column).unwrap().is_empty();
            rows.lines().filter(of_station).filter(busy).map(written).collect::<Vec<_>>()
        };
        assert!(!share("human_review,").is_empty() && share("human_review,").iter().all(|written| !written));
        assert!(share("intake,").contains(&true), "{table}");
    }
}

#[test]
fn new_schema_and_completions_help_along() {
    let folder = tempfile::tempdir().unwrap();
    sim().current_dir(&folder).args(["new", "mine.toml"]).assert().success();
    let again = stderr(&sim().current_dir(&folder).args(["new", "mine.toml"]).assert().code(2));
    assert!(again.starts_with("error: ") && again.contains("--force"), "{again}");
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
        reinstate::scenario::resolved_text(&scenario, &[], Path::new("."))
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
    let nothing = stderr(&sim().arg("report").arg(folder.path()).assert().code(2));
    assert!(nothing.starts_with("error: "), "{nothing}");
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

/// `scenarios/base.toml` writes every number out for people to read; they are the defaults. Only the month has no
/// shape where a file says nothing of arrivals.
#[test]
fn the_base_scenario_is_what_an_empty_file_means() {
    let resolved = |mut loaded: reinstate::scenario::Loaded| {
        let mut scenario: reinstate::scenario::Scenario = loaded.read();
        assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
        scenario.description.clear();
        reinstate::scenario::resolved_text(&scenario, &[], Path::new("."))
    };
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let even = format!("arrivals.month_profile={:?}", [1.0; 31]);
    let base = resolved(reinstate::scenario::load(&base, &[even]));
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
