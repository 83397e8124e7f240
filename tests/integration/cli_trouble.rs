//! What `sim` says and does when something is wrong or in the way: loads, clocks, long lines, signals, pipes, disks.

use crate::cli::{sim, small, stderr, stdout, text};

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
    let told = shared.split(words).nth(1).and_then(|rest| rest.split('%').next()).unwrap();
    let told: f64 = told.parse().unwrap();
    // Arrivals vary by a few in a hundred, gamma days included.
    assert!((told / load - 1.0).abs() < 0.25, "{told}, by hand {load}");
    let short = "service = \"100min\"\nadjust = [{ factor = 0.05 }]\n";
    let short = station("only", "done", "").replace("service = \"10min\"\n", short);
    assert!(!run("short", &short).contains("loaded"));
    // People who are half of their time at something else are half as many.
    let alone = station("alone", "done", "");
    assert!(!run("whole", &alone).contains("loaded"));
    let half = run("half", &("team.clerks.availability = 0.5\n".to_owned() + &alone));
    assert!(half.contains("station `alone` is loaded to 1"), "{half}");
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
        [("applicants", "is the same in all 102"), ("flip_rate", "is not defined in any of 102")]
    {
        let mut command = sim();
        command.current_dir(&folder).arg("run").arg(&file).args(["--no-charts", "--replications", "150"]);
        let told = stdout(&command.args(["--precision", &format!("{metric}=0.001")]).assert().success());
        assert!(told.contains(&format!("`{metric}` {why} replications")), "{told}");
        assert!(told.contains("given: 102 replications"), "{told}");
    }
}

/// A folder takes one run at a time; what a killed run left behind goes with the next.
#[test]
fn a_folder_takes_one_run_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let left = out.join(".sim-staging-killed/files");
    std::fs::create_dir_all(&left).unwrap();
    let first = reinstate::results::OutputFolder::prepare(&out, false, None).unwrap();
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

/// A run over a night on which the clock is moved is refused, by the check too, with an offset that can be pasted.
#[test]
fn a_clock_that_is_moved_during_the_run_is_refused() {
    let (folder, file) = small();
    let told = |command: &str, zone: &str| {
        let mut sim = sim();
        sim.current_dir(&folder).arg(command).arg(&file).args(["--set", &format!("period.time_zone={zone}")]);
        sim
    };
    for command in ["check", "run"] {
        let said = stderr(&told(command, "America/New_York").assert().code(2));
        assert!(
            said.contains("is moved on 2024-") && said.contains("`--set period.time_zone=-05:00`"),
            "{said}"
        );
    }
    told("check", "Asia/Shanghai").assert().success();
    told("check", "-05:00").assert().success();
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
fn a_file_in_the_place_of_the_folder_is_a_wrong_command_line() {
    let (folder, file) = small();
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "a file").unwrap();
    let assert = sim().arg("run").arg(&file).arg("--out").arg(&taken).assert().code(2);
    assert!(stderr(&assert).contains("taken"));
}
