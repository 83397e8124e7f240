//! What the program says fits the terminal, and what it tells a person to write is accepted.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use reinstate::scenario::{Faults, Loaded, Scenario, compile, load};
use reinstate::words::wrap::columns;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Everything that a command prints on a terminal of that width.
fn told(width: usize, folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("sim").unwrap();
    let command = command.current_dir(folder).env("COLUMNS", width.to_string()).args(arguments);
    let output = command.output().unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    text
}

fn assert_fits(width: usize, text: &str) {
    let wide: Vec<&str> = text.lines().filter(|line| columns(line) > width).collect();
    assert!(wide.is_empty(), "wider than {width}:\n{}", wide.join("\n"));
    assert!(!text.contains('\u{1b}'), "nothing here is a terminal, so nothing is coloured");
}

fn bad_files() -> Vec<String> {
    let files = fs::read_dir(root().join("tests/bad")).unwrap().map(|file| file.unwrap().path());
    let scenarios = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let mut names: Vec<String> =
        scenarios.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_fault_fits() {
    let names = bad_files();
    for width in [80, 60] {
        let mut arguments = vec!["check"];
        arguments.extend(names.iter().map(String::as_str));
        let text = told(width, &root().join("tests/bad"), &arguments);
        assert!(text.lines().count() > 1_000);
        assert_fits(width, &text);
    }
}

#[test]
fn every_line_of_run_compare_and_check_fits() {
    let out = tempfile::tempdir().unwrap();
    let small = ["--set", "arrivals.per_day=20", "--set", "period.arrivals=60d", "--set", "replications=3"];
    let dir = out.path().join("o");
    let dir = ["--no-charts", "--out", dir.to_str().unwrap()];
    let shipped = ["base", "two_stage", "loan_application", "theory/mm1", "theory/mmcm", "sample_table"];
    for width in [80, 60] {
        for name in shipped {
            let path = format!("scenarios/{name}.toml");
            let mut run = vec!["run", &path, "--force", "--precision", "decision_days_mean=±1e-9"];
            run.extend(dir);
            if name != "theory/mm1" {
                run.extend(small);
            }
            run.extend(["--replications", "3"]);
            if ["base", "two_stage", "sample_table"].contains(&name) {
                run.extend(["--set", "interventions.replications=2"]);
            }
            // The folder of the test has a name that nobody can shorten.
            let text = told(width, &root(), &run).replace(out.path().to_str().unwrap(), "");
            assert!(text.contains("wrote"), "{text}");
            assert_fits(width, &text);
            assert_fits(width, &told(width, &root(), &["check", &path]));
        }
        let mut compare = vec![
            "compare",
            "scenarios/base.toml",
            "scenarios/advice_followed.toml",
            "scenarios/weights_sesame_like.toml",
            "--force",
        ];
        compare.extend(["--out", dir[2]]);
        compare.extend(small);
        let text = told(width, &root(), &compare).replace(out.path().to_str().unwrap(), "");
        assert!(text.contains("difference"), "{text}");
        assert_fits(width, &text);
        assert_fits(width, &told(width, &root(), &["metrics"]));
    }
}

/// What the command line itself is told fits too, and no tip is given that fails.
#[test]
fn errors_of_the_command_line_fit() {
    for width in [80, 60] {
        for wrong in [
            "--replications 0",
            "--replications abc",
            "--max-time 10",
            "--max-memory 2",
            "--events csv --events-replication x",
            "--threads 0",
            "-o x",
            "--replicatons 5",
            "--format xml",
        ] {
            let mut arguments = vec!["run", "scenarios/base.toml"];
            arguments.extend(wrong.split(' '));
            let text = told(width, &root(), &arguments);
            assert!(text.starts_with("error:") && !text.contains("as a value"), "{wrong}: {text}");
            assert!(!text.contains("invalid digit") && !text.contains("1..="), "{wrong}: {text}");
            assert_fits(width, &text);
        }
    }
}

/// Warnings of an overload, an interrupted precision and keys in vain fit as well.
#[test]
fn warnings_fit() {
    let out = tempfile::tempdir().unwrap();
    let dir = out.path().join("o");
    let sets =
        "team.reviewers.people=1 arrivals.per_day=60 period.drain=10d human_request.share=0.5 replications=1";
    let mut run = vec![
        "run",
        "scenarios/base.toml",
        "--no-charts",
        "--no-interventions",
        "--out",
        dir.to_str().unwrap(),
    ];
    run.extend(sets.split(' ').flat_map(|set| ["--set", set]));
    for width in [80, 60] {
        let mut run = run.clone();
        run.push("--force");
        let text = told(width, &root(), &run).replace(out.path().to_str().unwrap(), "");
        assert!(text.matches("warning: ").count() >= 3, "{text}");
        assert_fits(width, &text);
    }
}

fn judged(path: &Path) -> Loaded {
    let mut loaded = load(path, &[]);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults);
    loaded.faults.settle(&loaded.sources);
    loaded
}

/// What stands between the last back-quotes or quotation marks of a remedy, and whether it is a name that was meant.
fn pasted(remedy: &str) -> Option<(String, bool)> {
    let meant = remedy.starts_with("did you mean `");
    if let Some(rest) = remedy.strip_prefix("write \"") {
        return Some((format!("\"{}\"", rest.split('"').next()?), false));
    }
    let offers = ["did you mean ", "write ", "for example ", "`write "];
    let offer = offers.iter().find_map(|offer| {
        let (_, rest) = remedy.split_once(&format!("{offer}`"))?;
        Some(rest.split('`').next()?.to_owned())
    })?;
    Some((offer, meant))
}

/// A file with the remedy of its only fault applied; `None`, if it is one that a person has to think about.
fn mended(loaded: &Loaded, text: &str) -> Option<String> {
    let fault = loaded.faults.iter().next()?;
    let place = fault.place();
    let written = text.get(place.start..place.end)?;
    // The place must be one of this file.
    if loaded.sources.text(place.source) != text || written.is_empty() || fault.remedy().contains('…') {
        return None;
    }
    let (offer, meant) = pasted(fault.remedy())?;
    let line = text[..place.start].rsplit('\n').next()?;
    let quoted = written.starts_with('"');
    let value = match offer.split_once(" = ") {
        // A whole entry is written instead of the one that stands there.
        Some((key, value)) if line.trim_start().trim_end().ends_with('=') && line.contains(key) => {
            value.to_owned()
        }
        Some(_) => return None,
        None if quoted && meant => format!("\"{offer}\""),
        // A key that is to be written, and not a value in the place of this one.
        None if !meant && offer.starts_with(|c: char| c.is_ascii_lowercase()) => return None,
        None => offer,
    };
    Some(format!("{}{value}{}", &text[..place.start], &text[place.end..]))
}

fn all(faults: &Faults) -> Vec<String> {
    faults.iter().map(|fault| format!("{}\n    {}", fault.message(), fault.remedy())).collect()
}

/// Whoever pastes what a remedy offers is rid of the fault.
#[test]
fn what_a_remedy_offers_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let bad = root().join("tests/bad");
    fs::create_dir(folder.path().join("tables")).unwrap();
    fs::copy(root().join("scenarios/base.toml"), folder.path().join("base.toml")).unwrap();
    for file in fs::read_dir(bad.join("tables")).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, folder.path().join("tables").join(path.file_name().unwrap())).unwrap();
    }
    let (mut tried, mut refused) = (0, Vec::new());
    for name in bad_files() {
        let path = folder.path().join(&name);
        fs::copy(bad.join(&name), &path).unwrap();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let loaded = judged(&path);
        if loaded.faults.len() != 1 {
            continue;
        }
        let Some(better) = mended(&loaded, &text) else { continue };
        let place = loaded.faults.iter().next().unwrap().place();
        fs::write(&path, &better).unwrap();
        let again = judged(&path);
        tried += 1;
        if again.faults.iter().any(|fault| fault.place().start == place.start) {
            refused.push(format!("{name}: {:?}\n{better}\n{:#?}", all(&loaded.faults), all(&again.faults)));
        }
    }
    assert!(refused.is_empty(), "{} of {tried}:\n{}", refused.len(), refused.join("\n"));
    assert!(tried >= 50, "only {tried} remedies could be applied");
}

/// A share of 1.8 was to be written `0.018000000000000002`, and −3 people as none.
#[test]
fn remedies_of_numbers_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.toml");
    for (key, wrong) in [
        ("behaviours.repay.intensity", "1.8"),
        ("behaviours.repay.intensity", "-3"),
        ("behaviours.repay.intensity", "7e3"),
        ("team.reviewers.people", "-3"),
        ("replications", "0"),
        ("arrivals.per_day", "-1"),
        ("application.app.screens", "0"),
        ("seed", "-4"),
        ("reapply.max_attempts", "0"),
    ] {
        fs::write(&path, format!("{key} = {wrong}\n")).unwrap();
        let loaded = judged(&path);
        let fault = loaded.faults.iter().next().unwrap_or_else(|| panic!("{key} = {wrong} is accepted"));
        let (offer, _) = pasted(fault.remedy()).unwrap_or_else(|| panic!("{key}: {}", fault.remedy()));
        assert!(offer.len() < 12, "{offer}");
        fs::write(&path, format!("{key} = {offer}\n")).unwrap();
        let again = judged(&path);
        assert!(again.faults.is_empty(), "{key} = {wrong}, {}: {:?}", fault.remedy(), all(&again.faults));
    }
}

/// No list of names that a person is offered is longer than ten.
#[test]
fn at_most_ten_candidates_are_named() {
    let bad = root().join("tests/bad");
    for name in bad_files() {
        for fault in judged(&bad.join(&name)).faults.iter() {
            let names = fault.remedy().split("`, `").count();
            assert!(names <= 10, "{name}: {}", fault.remedy());
        }
    }
}

#[test]
fn near_names_are_suggested_and_others_are_not() {
    let told = |arguments: &[&str]| told(80, &root(), arguments);
    let text = told(&["run", "scenarios/base.toml", "--precision", "foo=0.1"]);
    assert!(text.contains("`sim metrics`") && !text.contains("did you mean"), "{text}");
    let text = told(&["run", "scenarios/base.toml", "--precision", "flip_rat=0.1"]);
    assert!(text.replace('\n', " ").contains("did you mean `flip_rate`?"), "{text}");
    let text = told(&["run", "scenarios/base.toml", "--reps", "3"]);
    assert!(text.contains("'--replications'") && !text.contains("precision"), "{text}");
    assert!(told(&["rn", "scenarios/base.toml"]).contains("'run'"));
}

/// A scenario that is not there is answered with the one that is nearest, as is a metric.
#[test]
fn files_and_metrics_that_are_near_are_suggested() {
    let told =
        |arguments: &[&str]| told(80, &root(), arguments).split_whitespace().collect::<Vec<_>>().join(" ");
    for typed in ["scenario/base.toml", "scenarios/bas.toml", "base"] {
        for command in ["run", "check"] {
            let text = told(&[command, typed]);
            assert!(text.contains("did you mean `scenarios/base.toml`?"), "{text}");
        }
    }
    assert!(told(&["run", "mm1"]).contains("did you mean `scenarios/theory/mm1.toml`?"));
    let far = told(&["run", "zzzzzz.toml"]);
    assert!(!far.contains("did you mean") && far.contains("`sim new`"), "{far}");
    let text = told(&["metrics", "aproval"]);
    assert!(text.contains("did you mean `sim metrics approval`?"), "{text}");
}

/// Faults stand with their scenario, and the last line counts.
#[cfg(unix)]
#[test]
fn a_check_of_several_counts_them() {
    let sim = assert_cmd::cargo::cargo_bin!("sim");
    let line = format!(
        "{} check scenarios/base.toml tests/bad/seed_negative.toml scenarios/two_stage.toml 2>&1",
        sim.display()
    );
    // Both streams in one, as on a terminal.
    let output = std::process::Command::new("sh").current_dir(root()).args(["-c", &line]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.trim_end().ends_with("3 scenarios: 2 ok, 1 with faults: tests/bad/seed_negative.toml"),
        "{text}"
    );
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(
        place("base.toml: ok") < place("seed_negative.toml:")
            && place("seed_negative.toml:") < place("two_stage.toml: ok")
    );
}

/// Metrics are printed with unit and meaning, and as JSON with everything the terminal says.
#[test]
fn metrics_are_listed() {
    let text = told(80, &root(), &["metrics"]);
    for metric in reinstate::observe::METRICS {
        assert!(text.contains(&format!("{} ({})", metric.name, metric.unit)), "{}", metric.name);
    }
    let json: serde_json::Value =
        serde_json::from_str(&told(80, &root(), &["metrics", "--format", "json"])).unwrap();
    let count = reinstate::observe::METRICS.len() + reinstate::observe::STATION_MEASURES.len();
    assert_eq!(json.as_array().unwrap().len(), count);
    assert_eq!(json[2]["name"], "first_pass_approval_rate");
    assert_eq!(json[2]["unit"], "share");
    assert!(told(80, &root(), &["metrics", "nothing_like_it"]).contains("`sim metrics` prints all"));
}

/// A half-width is said in the unit of its figure.
#[test]
fn half_widths_have_the_unit_of_their_figure() {
    let out = tempfile::tempdir().unwrap();
    let dir = out.path().join("o");
    let arguments = "run scenarios/base.toml --no-charts --no-interventions --set arrivals.per_day=20 \
                     --set period.arrivals=30d --replications 30 --precision first_pass_approval_rate=±0.001pp";
    let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
    arguments.extend(["--out", dir.to_str().unwrap()]);
    let text = told(100, &root(), &arguments);
    let row = text.lines().find(|line| line.contains("First-pass approval rate")).unwrap();
    let half_width = row.split('±').nth(1).unwrap_or_else(|| panic!("{row}"));
    let half_width: f64 = half_width.split(' ').next().unwrap().parse().unwrap();
    assert!((0.1..10.0).contains(&half_width), "per cent, as the figure: {row}");
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("±0.001") && said.contains(" pp is reached"), "{text}");
}
