//! Faulty scenario files, each with the fault a real user makes and the message they get.
//!
//! Every file of `tests/bad` holds one kind of mistake (but for `many_faults.toml`, which holds
//! several). The snapshots pin the whole message; that a message is *true* is asserted where it can
//! be: every fault has a place, a rule and a remedy, and nothing panics.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use reinstate::scenario::{Compiled, Faults, Loaded, Scenario, compile, load, load_text};

/// The folder of the faulty files, relative to the package, where tests run.
const FOLDER: &str = "tests/bad";

fn faulty_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| Path::new(FOLDER).join(entry.unwrap().file_name()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

/// Reads and compiles, as every command does before it runs anything.
fn judge(mut loaded: Loaded) -> (Loaded, Option<Compiled>) {
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    loaded.faults.settle(&loaded.sources);
    (loaded, compiled)
}

fn judge_file(name: &str) -> Loaded {
    judge(load(&Path::new(FOLDER).join(name), &[])).0
}

fn messages(faults: &Faults) -> Vec<&str> {
    faults.iter().map(reinstate::scenario::read::fault::Fault::message).collect()
}

#[test]
fn every_faulty_file_is_refused_with_place_rule_and_remedy() {
    let files = faulty_files();
    assert!(files.len() >= 170, "only {} faulty files are left", files.len());
    for file in files {
        let (loaded, compiled) = judge(load(&file, &[]));
        let report = loaded.faults.render(&loaded.sources, false);
        assert!(compiled.is_none(), "{} compiles", file.display());
        assert!(!loaded.faults.is_empty(), "{} has no fault", file.display());
        for fault in loaded.faults.iter() {
            let (line, column) = loaded.sources.line_column(fault.place());
            let place = format!("{}:{line}:{column}", loaded.sources.name(fault.place().source));
            assert!(report.contains(&place), "no {place} in\n{report}");
            assert!(!fault.message().is_empty() && !fault.remedy().is_empty(), "{report}");
            assert!(!fault.rule_text().is_empty() && fault.rule_text() != "here", "{report}");
        }
    }
}

/// An operating system's separators and error numbers, and absolute paths, must not reach a
/// snapshot; the paths here are relative, so nothing has to be filtered.
#[test]
fn messages_are_what_a_person_reads() {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for file in faulty_files() {
            let (loaded, _) = judge(load(&file, &[]));
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            insta::assert_snapshot!(name, loaded.faults.render(&loaded.sources, false));
        }
    });
}

/// Faults of reading and of compiling, in nine places of one file: none hides another.
#[test]
fn all_faults_of_a_file_are_reported_at_once() {
    let loaded = judge_file("many_faults.toml");
    let found = messages(&loaded.faults);
    let expected = [
        "`name` is",
        "`replications` is 0",
        "unknown key `sed`",
        "`period.start`",
        "`period.arrivals`",
        "`team.reviewers.people` is -3",
        "no distribution \"gama\"",
        "09:00",
        "`refuse_below` (60)",
        "shares of the causes",
        "no value `overdu`",
        "`behaviours.repay.segments.intensity` is 1.5",
    ];
    for words in expected {
        let hits = found.iter().filter(|message| message.contains(words)).count();
        assert_eq!(hits, 1, "{words:?} in {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

/// Faults come in the order of the text, so that a person can mend a file from top to bottom.
#[test]
fn faults_are_rendered_from_top_to_bottom() {
    let loaded = judge_file("many_faults.toml");
    let report = loaded.faults.render(&loaded.sources, false);
    let lines: Vec<usize> = report
        .match_indices("many_faults.toml:")
        .filter_map(|(at, name)| report[at + name.len()..].split(':').next()?.parse().ok())
        .collect();
    assert!(lines.len() >= 9 && lines.is_sorted(), "{lines:?}");
}

/// A valid scenario that names most kinds of value.
const VALID: &str = r#"name = "valid"
seed = 7
replications = 20

[period]
start = 2024-01-01
arrivals = "30d"
drain = "30d"
time_zone = "Asia/Shanghai"

[calendar]
preset = "china"
off = [2024-03-01]

[arrivals]
per_day = 12.5
surges = [{ from = 2024-01-10, to = 2024-01-12, factor = 2.0 }]

[restriction.causes]
overdue = 0.45
account_risk = 0.25
violation = 0.12
info_churn = 0.10
other = 0.08

[team.reviewers]
people = 9
shifts = ["09:00-12:00", "13:30-18:00"]
weekdays = { friday = ["09:00-12:00"] }
changes = [{ from = 2024-01-15, people = 7 }]

[screen]
knock_outs = ["still_overdue", "identity_unverified"]
approve_at = 72.0
refuse_below = 45.0

[[stage]]
name = "human_review"
service = { distribution = "lognormal", median = "20min", sigma = 0.768, cap = "120min" }
priority = [{ fast_lane = true }, { at_least = { score = 65, attempt = 2 } }]
balk_at = 400
balked = "verdict"
next = [{ to = "second_look", share = 0.1, limit = 2 }, { to = "verdict" }]

[[stage]]
name = "second_look"
kind = "station"
servers = 1
service = "30min"
next = "human_review"

[[stage]]
name = "review_delay"
working_days = { distribution = "discrete", values = [1, 3], weights = [0.5, 0.5] }

[expect.human_review]
utilisation = { value = 0.7, source = "a guess" }

[costs]
reviewer_hour = "¥60"

[[behaviours.repay.segments]]
segment = "cause"
value = "overdue"
intensity = 0.7
"#;

#[test]
fn the_text_that_is_mutated_below_is_valid() {
    let (loaded, compiled) = judge(load_text("valid.toml", VALID, &[]));
    assert!(compiled.is_some(), "{}", loaded.faults.render(&loaded.sources, false));
}

/// What a value is replaced by: extremes, wrong kinds, and broken syntax.
const STRANGE: &[&str] = &[
    "",
    "0",
    "-1",
    "1e308",
    "nan",
    "inf",
    "\"\"",
    "\"x\"",
    "[]",
    "[[]]",
    "{}",
    "true",
    "9999-12-31",
    "\"1e11s\"",
    "\"0d\"",
    "1979-05-27T07:32:00Z",
    "9223372036854775807",
    "\"3650d\"",
    "{ distribution = \"constant\" }",
    "花",
];

/// Replaces the value of one line.
fn with_value(line: usize, value: &str) -> String {
    let lines = VALID.lines().enumerate().map(|(at, text)| match text.split_once(" = ") {
        Some((key, _)) if at == line => format!("{key} = {value}\n"),
        _ => format!("{text}\n"),
    });
    lines.collect()
}

/// A mutated text either compiles or is refused with faults that can be drawn; it never panics.
fn stands(text: &str) -> Result<(), TestCaseError> {
    let (loaded, compiled) = judge(load_text("mutated.toml", text, &[]));
    prop_assert_eq!(compiled.is_some(), loaded.faults.is_empty());
    let report = loaded.faults.render(&loaded.sources, false);
    prop_assert_eq!(report.is_empty(), loaded.faults.is_empty());
    Ok(())
}

/// Every value of the text, replaced by every strange one.
#[test]
fn a_strange_value_is_no_panic() {
    let written = VALID.lines().enumerate().filter(|(_, line)| line.contains(" = "));
    for (line, text) in written {
        for value in STRANGE {
            let judged = stands(&with_value(line, value));
            assert!(judged.is_ok(), "{text} with {value}: {judged:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_out_is_no_panic(at in 0_usize..VALID.len(), length in 1_usize..40) {
        let text: String = VALID
            .char_indices()
            .filter(|(place, _)| !(at..at + length).contains(place))
            .map(|(_, c)| c)
            .collect();
        stands(&text)?;
    }

    #[test]
    fn a_text_thrown_in_is_no_panic(at in 0_usize..VALID.len(), thrown in "[-\\[\\]{}=\"'#.,:0-9a-z\n ¥花]{1,6}") {
        let at = (at..VALID.len()).find(|at| VALID.is_char_boundary(*at)).unwrap_or(0);
        stands(&format!("{}{thrown}{}", &VALID[..at], &VALID[at..]))?;
    }

    #[test]
    fn a_line_written_twice_is_no_panic(line in 0_usize..80, to in 0_usize..80) {
        let mut lines: Vec<&str> = VALID.lines().collect();
        if let Some(text) = lines.get(line).copied() {
            lines.insert(to.min(lines.len()), text);
        }
        stands(&lines.join("\n"))?;
    }
}
