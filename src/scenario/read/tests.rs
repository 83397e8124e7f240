//! The reader as a whole, over sections made for the purpose.
#![allow(clippy::unwrap_used, unreachable_pub, dead_code)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::choice::choice;
use super::civil::{Date, Shift};
use super::dist::{Dist, Law};
use super::load::{Loaded, load, load_text};
use super::section::{Section, document_schema, section};
use super::units::{Duration, DurationValue, Money, Share};

choice! {
    /// What happens to a case in hand at the end of a shift.
    pub enum ShiftEnd {
        /// Put down and resumed next morning.
        Suspend = "suspend",
        /// Finished first.
        Finish = "finish",
    }
}

section! {
    /// A lane for simple cases.
    pub struct Lane {
        /// Share of reviewers.
        share: Share = Share::new(0.2), below(1.0);
        /// Cases must be below this balance.
        limit: Money = Money::cny(500.0), above(0.0);
    }
}

section! {
    /// The human review desk.
    pub struct Human {
        /// Reviewers on duty in a shift.
        reviewers: u32 = 9, at_least(1), at_most(10_000);
        /// Share of duty time that is productive.
        availability: Share = Share::new(1.0), above(0.0);
        /// Shifts.
        shifts: Vec<Shift> = vec![Shift::hm(9, 0, 12, 0), Shift::hm(13, 30, 18, 0)], non_empty;
        /// End of shift.
        at_shift_end: ShiftEnd = ShiftEnd::Suspend;
        /// Longest wait tolerated.
        patience: Option<DurationValue>, above(0.0);
        /// Pause after a case.
        pause: Duration = Duration::minutes(1.0), at_most(3600.0);
        /// Hour profile.
        hours: [f64; 3] = [1.0; 3], at_least(0.0);
        /// Weights by factor.
        weights: BTreeMap<String, f64> = BTreeMap::from([("credit".to_owned(), 35.0)]), at_least(0.0);
        /// Fast lane.
        fast_lane: Lane;
        /// More lanes.
        lanes: Vec<Lane>;
    }
}

section! {
    /// A scenario.
    pub struct Top {
        /// Name.
        name: String = "base".to_owned(), required, non_empty;
        /// First day.
        start: Date = Date { year: 2024, month: 1, day: 1 };
        /// Whether to keep cases.
        r#final: bool = false;
        /// The desk.
        human: Human;
    }
}

section! {
    /// A desk whose times are drawn.
    pub struct Drawn {
        /// Handling time.
        handling: Dist<Duration> = Dist::lognormal(Duration::minutes(20.0), 0.768).capped(Duration::hours(2.0));
        /// A plain number.
        noise: Dist<f64> = Dist::constant(0.0);
        /// A balance.
        balance: Dist<Money> = Dist::lognormal(Money::cny(800.0), 1.1);
    }
}

const GOOD: &str = r#"# 花呗
name = "good"
start = 2024-02-29

[human]
reviewers = 7
availability = 0.54
shifts = ["09:00-12:00", "13:30-18:00"]
at_shift_end = "finish"
patience = "2 working days"
pause = "90s"
hours = [1, 2.5, 3]
weights = { credit = 35, "external credit" = 18.0 }

[human.fast_lane]
share = 0.3

[[human.lanes]]
limit = "¥1,000"
[[human.lanes]]
"#;

fn read<S: Section>(text: &str, sets: &[&str]) -> (S, Loaded) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut loaded = load_text("x.toml", text, &sets);
    let section = loaded.read();
    (section, loaded)
}

/// Asserts that reading `text` gives exactly one fault that underlines `under` at `line:column`,
/// and that all of `says` appear in its report.
#[track_caller]
fn one_fault<S: Section>(text: &str, at: (usize, usize), under: &str, says: &[&str]) {
    let (_, loaded) = read::<S>(text, &[]);
    let report = loaded.faults.render(&loaded.sources, false);
    assert_eq!(loaded.faults.len(), 1, "{report}");
    let fault = loaded.faults.iter().next().unwrap();
    assert_eq!(loaded.sources.line_column(fault.place()), at, "{report}");
    assert_eq!(loaded.sources.excerpt(fault.place()), under, "{report}");
    assert!(!fault.remedy().is_empty(), "{report}");
    assert!(report.contains(&format!("x.toml:{}:{}", at.0, at.1)), "{report}");
    for said in says {
        assert!(report.contains(said), "no {said:?} in\n{report}");
    }
}

#[test]
fn a_good_file_reads_back_from_its_resolved_form() {
    let (top, loaded) = read::<Top>(GOOD, &[]);
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
    assert_eq!(top.human.reviewers, 7);
    assert_eq!(top.human.patience, Some(DurationValue::WorkingDays(2.0)));
    assert_eq!(top.human.weights["external credit"].to_bits(), 18.0_f64.to_bits());
    assert_eq!(top.human.lanes[0].limit, Money::cny(1000.0));
    assert_eq!(top.human.lanes[1], Lane::default());
    let resolved = toml::to_string(&top.to_table()).unwrap();
    let (again, loaded) = read::<Top>(&resolved, &[]);
    assert!(loaded.faults.is_empty(), "{resolved}\n{}", loaded.faults.render(&loaded.sources, false));
    assert_eq!(again, top);
}

#[test]
fn the_commented_starter_is_a_scenario_with_all_defaults() {
    let (top, _) = read::<Top>(GOOD, &[]);
    for section in [Top::default(), top] {
        let text = section.commented();
        let (again, loaded) = read::<Top>(&text, &[]);
        assert!(loaded.faults.is_empty(), "{text}\n{}", loaded.faults.render(&loaded.sources, false));
        assert_eq!(again, section, "{text}");
        assert!(text.contains("# Reviewers on duty in a shift.\nreviewers = "), "{text}");
    }
    let drawn = Drawn::default();
    assert_eq!(read::<Drawn>(&drawn.commented(), &[]).0, drawn);
}

/// What is written, where the fault is, what it underlines, what its report says.
type Case = (&'static str, (usize, usize), &'static str, &'static [&'static str]);

#[test]
fn each_fault_is_shown_at_its_text_with_rule_and_remedy() {
    let named = |rest: &str| format!("name = \"n\"\n[human]\n{rest}\n");
    let cases: &[Case] = &[
        (
            "revewers = 8",
            (3, 1),
            "revewers",
            &["unknown key `revewers` in `[human]`", "did you mean `reviewers`?"],
        ),
        ("limit = 8", (3, 1), "limit", &["belongs elsewhere", "`human.fast_lane.limit`"]),
        ("zzz = 8", (3, 1), "zzz", &["the keys here are `reviewers`"]),
        (
            "reviewers = 0",
            (3, 13),
            "0",
            &["`human.reviewers` is 0", "must be at least 1", "write a value at least 1"],
        ),
        ("reviewers = -1", (3, 13), "-1", &["must be at least 0"]),
        ("reviewers = 9_000_000_000", (3, 13), "9_000_000_000", &["must be at most 4294967295"]),
        ("reviewers = 8.5", (3, 13), "8.5", &["the number `8.5`", "must be a whole number"]),
        ("reviewers = \"8\"", (3, 13), "\"8\"", &["the string \"8\"", "write `reviewers = 3`"]),
        ("availability = 54", (3, 16), "54", &["must be from 0 to 1", "write `0.54`"]),
        ("availability = 0.0", (3, 16), "0.0", &["must be above 0"]),
        ("availability = nan", (3, 16), "nan", &["not a number (NaN)", "must be a finite number"]),
        ("availability = inf", (3, 16), "inf", &["is infinite"]),
        ("hours = [1, 2]", (3, 9), "[1, 2]", &["must have exactly 3 elements"]),
        ("hours = [1, -2, 3]", (3, 13), "-2", &["must be at least 0"]),
        ("weights = { credit = -1 }", (3, 22), "-1", &["`human.weights.credit` is -1"]),
        ("shifts = []", (3, 10), "[]", &["must not be empty"]),
        (
            "shifts = [\"09:00-12:00\", \"18:00-13:30\"]",
            (3, 26),
            "\"18:00-13:30\"",
            &["ends after it starts"],
        ),
        (
            "at_shift_end = \"suspended\"",
            (3, 16),
            "\"suspended\"",
            &["one of \"suspend\", \"finish\"", "did you mean `suspend`?"],
        ),
        ("pause = 5", (3, 9), "5", &["`5` has no unit", "write the unit, for example `\"5min\"`"]),
        (
            "pause = \"2 working days\"",
            (3, 9),
            "\"2 working days\"",
            &["write calendar time, for example `\"2 days\"`"],
        ),
        ("pause = \"-5min\"", (3, 9), "\"-5min\"", &["is negative"]),
        ("pause = \"5 fortnights\"", (3, 9), "\"5 fortnights\"", &["not a unit of time"]),
        ("pause = \"1e300d\"", (3, 9), "\"1e300d\"", &["too large"]),
        ("pause = \"2h\"", (3, 9), "\"2h\"", &["`human.pause` is 2h", "must be at most 1h"]),
        ("fast_lane = 3", (3, 13), "3", &["not a table", "[human.fast_lane]"]),
        ("fast_lane.limit = 800", (3, 19), "800", &["`800` has no unit", "¥800"]),
        ("lanes = [{ share = 2 }]", (3, 20), "2", &["shares are 0..1"]),
        ("reviewers = 8\nreviewers = 9", (4, 1), "reviewers", &["duplicate key", "keep one of the two"]),
        ("reviewers = = 8", (3, 13), "=", &["TOML"]),
    ];
    for (rest, at, under, says) in cases {
        one_fault::<Top>(&named(rest), *at, under, says);
    }
    one_fault::<Top>(
        "start = 2023-02-29\nname = \"花\"",
        (1, 9),
        "2023-02-29",
        &["expected day between 01 and 28"],
    );
    one_fault::<Top>(
        "name = { x = \"花呗\" , y = 1 }",
        (1, 8),
        "{ x = \"花呗\" , y = 1 }",
        &["not a string"],
    );
    one_fault::<Top>("x = \"花\"\nname = \"花呗\"", (1, 1), "x", &["unknown key `x` at the top"]);
}

#[test]
fn a_missing_key_is_named_with_an_example() {
    let (_, loaded) = read::<Top>("final = true", &[]);
    let report = loaded.faults.render(&loaded.sources, false);
    assert!(report.contains("`name` is missing") && report.contains("add `name = \"base\"`"), "{report}");
}

#[test]
fn one_pass_reports_everything_in_order() {
    let text = "nam = 1\n[human]\nreviewers = 0\npause = 5\nfast_lane = { share = 3 }\n";
    let (_, loaded) = read::<Top>(text, &["human.hours=[1]"]);
    let lines: Vec<_> = loaded
        .faults
        .iter()
        .map(|fault| (loaded.sources.name(fault.place().source), loaded.sources.line_column(fault.place()).0))
        .collect();
    let expected = [("x.toml", 1), ("x.toml", 1), ("x.toml", 3), ("x.toml", 4), ("x.toml", 5), ("--set", 1)];
    assert_eq!(lines, expected);
}

#[test]
fn distributions_name_each_wrong_parameter() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("distribution = \"lognormel\"", "\"lognormel\"", &["did you mean `lognormal`?"]),
        ("distribution = \"exponential\"", "\"exponential\"", &["lacks `mean`"]),
        ("mean = \"1h\"", "{ mean = \"1h\" }", &["does not name its `distribution`"]),
        ("distribution = \"exponential\", mean = 5", "5", &["5min"]),
        ("distribution = \"exponential\", mean = \"0s\"", "\"0s\"", &["must be above 0"]),
        ("distribution = \"exponential\", mean = \"1wd\"", "\"1wd\"", &["working time", "1d"]),
        ("distribution = \"exponential\", mean = \"1h\", sd = 1", "sd", &["has no parameter `sd`"]),
        (
            "distribution = \"lognormal\", mean = \"1h\", cv = 1, sigma = 1",
            "sigma",
            &["does not go together with `mean` and `cv`"],
        ),
        ("distribution = \"uniform\", min = \"2h\", max = \"1h\"", "\"2h\"", &["`min` lies above `max`"]),
        (
            "distribution = \"pert\", min = \"1h\", mode = \"3h\", max = \"2h\"",
            "\"3h\"",
            &["mode lies outside"],
        ),
        ("distribution = \"erlang\", stages = 0, mean = \"2h\"", "0", &["must be at least 1"]),
        ("distribution = \"beta\", alpha = -1, beta = 1, max = \"1h\"", "-1", &["must be above 0"]),
        ("distribution = \"discrete\", values = [\"1h\"], weights = [0]", "[0]", &["sum to 0"]),
        ("distribution = \"discrete\", values = [\"1h\"], weights = [1, -1]", "[1, -1]", &["is negative"]),
        ("distribution = \"empirical\", values = []", "[]", &["must not be empty"]),
        (
            "distribution = \"empirical\", file = \"no.csv\", column = \"m\", unit = \"min\"",
            "\"no.csv\"",
            &["no such file"],
        ),
        (
            "distribution = \"exponential\", mean = \"1h\", floor = \"3h\", cap = \"2h\"",
            "\"3h\"",
            &["at most `cap`"],
        ),
    ];
    for (inside, under, says) in cases {
        let (_, loaded) = read::<Drawn>(&format!("handling = {{ {inside} }}"), &[]);
        let report = loaded.faults.render(&loaded.sources, false);
        let hit = loaded.faults.iter().any(|fault| loaded.sources.excerpt(fault.place()) == *under);
        assert!(hit, "no fault at {under}:\n{report}");
        for said in *says {
            assert!(report.contains(said), "no {said:?} in\n{report}");
        }
    }
    let (_, loaded) =
        read::<Drawn>("handling = { distribution = \"gamma\", mean = 5, cv = -1, shpe = 2 }", &[]);
    assert_eq!(loaded.faults.len(), 3, "{}", loaded.faults.render(&loaded.sources, false));
}

#[test]
fn every_law_reads_back_as_written() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "minutes,x\n3,a\n1,b\n,c\n2,d\n").unwrap();
    let table = format!(
        "distribution = \"empirical\", file = {:?}, column = \"minutes\", unit = \"min\"",
        file.path()
    );
    let laws = [
        "distribution = \"constant\", value = \"1h\", cap = \"2h\"",
        "distribution = \"exponential\", mean = \"100ms\"",
        "distribution = \"gamma\", mean = \"1h\", cv = 0.3",
        "distribution = \"gamma\", shape = 2, scale = \"7min\"",
        "distribution = \"erlang\", stages = 3, mean = \"1h\"",
        "distribution = \"lognormal\", median = \"20min\", sigma = 0.768, floor = \"1min\", cap = \"2h\"",
        "distribution = \"lognormal\", mean = \"20min\", cv = 1",
        "distribution = \"weibull\", shape = 1.5, scale = \"1h\"",
        "distribution = \"truncated_normal\", mean = \"1h\", sd = \"10min\"",
        "distribution = \"truncated_normal\", mean = \"1h\", sd = \"10min\", min = \"5min\", max = \"3h\"",
        "distribution = \"uniform\", min = \"0s\", max = \"1h\"",
        "distribution = \"triangular\", min = \"0s\", mode = \"0s\", max = \"1h\"",
        "distribution = \"pert\", min = \"0s\", mode = \"10min\", max = \"1h\"",
        "distribution = \"beta\", alpha = 1.2, beta = 1.3, max = \"1h\"",
        "distribution = \"discrete\", values = [\"2h\", \"1h\"], weights = [1, 0.5]",
        "distribution = \"empirical\", values = [\"2h\", \"1h\"]",
        table.as_str(),
    ];
    for law in laws {
        let (first, loaded) = read::<Drawn>(&format!("handling = {{ {law} }}"), &[]);
        assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
        assert_ne!(first.handling, Drawn::default().handling);
        let written = toml::to_string(&first.to_table()).unwrap();
        let (again, loaded) = read::<Drawn>(&written, &[]);
        assert!(loaded.faults.is_empty(), "{written}");
        assert_eq!(again, first, "{written}");
    }
    let (drawn, _) = read::<Drawn>(&format!("handling = {{ {table} }}"), &[]);
    let Law::Table { values, .. } = drawn.handling.law else { panic!("not a table") };
    assert_eq!(values, [60.0, 120.0, 180.0]);
}

#[test]
fn arguments_override_and_are_pointed_at() {
    let sets = [
        "human.reviewers=8",
        "human.patience=30d",
        "name=a/b c",
        "human.lanes.1.share=0.5",
        "start=2025-01-01",
        "human.weights.\"a.b=c\"=2",
    ];
    let (top, loaded) = read::<Top>(GOOD, &sets);
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
    assert_eq!((top.human.reviewers, top.name.as_str()), (8, "a/b c"));
    assert_eq!(top.human.patience, Some(DurationValue::Calendar(Duration::days(30.0))));
    assert_eq!(top.human.lanes[1].share, Share::new(0.5));
    assert_eq!(top.human.lanes[0].limit, Money::cny(1000.0));
    assert_eq!(top.human.weights.len(), 3);
    assert_eq!(loaded.sources.excerpt(top.human.place("reviewers")), "8");
    assert_eq!(loaded.sources.excerpt(top.human.place("shifts[1]")), "\"13:30-18:00\"");
    assert_eq!(loaded.sources.excerpt(top.human.place("weights.credit")), "35");
    for (set, under) in [
        ("human.reviewers=0", "0"),
        ("human.revewers=8", "revewers"),
        ("human.lanes.7.share=0.5", "7"),
        ("human.hours=[1,", ""),
        ("reviewers", "reviewers"),
        ("=3", ""),
        ("a b=3", "a b"),
        ("extends=x", "extends=x"),
    ] {
        let (_, loaded) = read::<Top>(GOOD, &[set]);
        let report = loaded.faults.render(&loaded.sources, false);
        assert_eq!(loaded.faults.len(), 1, "{set}: {report}");
        assert!(report.contains("--set:1:"), "{report}");
        let fault = loaded.faults.iter().next().unwrap();
        assert!(under.is_empty() || loaded.sources.excerpt(fault.place()) == under, "{report}");
    }
}

#[test]
fn one_parameter_of_a_distribution_can_be_set_but_a_new_one_replaces_it() {
    let text = "handling = { distribution = \"lognormal\", median = \"20min\", sigma = 0.5 }";
    let (drawn, _) = read::<Drawn>(text, &["handling.median=30min"]);
    assert_eq!(drawn.handling.law, Law::Lognormal { median: 1800.0, sigma: 0.5 });
    let (drawn, loaded) = read::<Drawn>(text, &["handling={distribution=\"exponential\",mean=\"1h\"}"]);
    assert!(loaded.faults.is_empty());
    assert_eq!(drawn.handling, Dist::exponential(Duration::hours(1.0)));
    assert_eq!(read::<Drawn>(text, &["handling=5min"]).0.handling, Dist::constant(Duration::minutes(5.0)));
}

#[test]
fn files_build_on_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    write("base.toml", b"name = \"base\"\n[human]\nreviewers = 3\npause = \"5s\"\nhours = [1,2,3]\n");
    write("sub/mid.toml", b"extends = \"../base.toml\"\n[human]\nreviewers = 4\nfast_lane.share = 0.1\n");
    write("top.toml", b"extends = \"sub/mid.toml\"\n[human]\nhours = [4,5,6]\n");
    write("circle.toml", b"extends = \"circle.toml\"\nname = \"c\"");
    write("bad.toml", b"extends = \"latin.toml\"\nname = \"c\"");
    write("latin.toml", b"name = \"\xe9\"");
    let mut loaded = load(&folder.path().join("top.toml"), &[]);
    let top: Top = loaded.read();
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
    assert_eq!((top.name.as_str(), top.human.reviewers), ("base", 4));
    assert_eq!(top.human.pause, Duration::seconds(5.0));
    assert_eq!(top.human.hours.map(f64::to_bits), [4.0, 5.0, 6.0].map(f64::to_bits));
    assert_eq!(top.human.fast_lane.share, Share::new(0.1));
    assert!(loaded.sources.name(top.human.place("pause").source).ends_with("base.toml"));
    for (name, said) in [
        ("circle.toml", "extends itself"),
        ("bad.toml", "not UTF-8"),
        ("none.toml", "no such file"),
        ("sub", "not a file"),
    ] {
        let mut loaded = load(&folder.path().join(name), &[]);
        let _: Top = loaded.read();
        let report = loaded.faults.render(&loaded.sources, false);
        assert!(report.contains(said), "{report}");
        assert_eq!(loaded.faults.len(), 1, "{report}");
    }
    for at in 0..20 {
        write(&format!("c{at}.toml"), format!("extends = \"c{}.toml\"", at + 1).as_bytes());
    }
    let loaded = load(&folder.path().join("c0.toml"), &[]);
    assert!(loaded.faults.render(&loaded.sources, false).contains("more than 16 files"));
}

#[test]
fn the_schema_says_what_the_reader_enforces() {
    let schema = document_schema::<Top>("Scenario");
    let human = &schema["properties"]["human"];
    assert_eq!(schema["required"], serde_json::json!(["name"]));
    assert_eq!(human["additionalProperties"], false);
    assert_eq!(human["properties"]["reviewers"]["minimum"], 1.0);
    assert_eq!(human["properties"]["reviewers"]["default"], 9);
    assert_eq!(human["properties"]["hours"]["items"]["minimum"], 0.0);
    assert_eq!(human["properties"]["at_shift_end"]["oneOf"][1]["const"], "finish");
    assert_eq!(human["properties"]["reviewers"]["description"], "Reviewers on duty in a shift.");
}

proptest! {
    #[test]
    fn durations_read_back_exactly(seconds in prop_oneof![0.0..1e11, 0.0..1e-3, (0_u32..5_000_000).prop_map(f64::from)], days in 0.0..1e5) {
        for value in [DurationValue::Calendar(Duration::seconds(seconds)), DurationValue::WorkingDays(days)] {
            prop_assert_eq!(value.to_string().parse(), Ok(value));
        }
        let money = Money::cny(seconds);
        prop_assert_eq!(money.to_string().parse(), Ok(money));
    }

    #[test]
    fn sections_read_back_exactly(reviewers in 1_u32..=10_000, share in 1e-9..=1.0, hours in prop::array::uniform3(0.0..1e300), key in ".{1,6}", name in "\\PC{1,9}") {
        let mut top = Top { name, ..Top::default() };
        top.human.reviewers = reviewers;
        top.human.availability = Share::new(share);
        top.human.hours = hours;
        top.human.weights.insert(key, share);
        for text in [toml::to_string(&top.to_table()).unwrap(), top.commented()] {
            let (again, loaded) = read::<Top>(&text, &[]);
            prop_assert!(loaded.faults.is_empty(), "{}\n{}", text, loaded.faults.render(&loaded.sources, false));
            prop_assert_eq!(again, top.clone());
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), set in any::<String>(), at in 0_usize..400, cut in 0_usize..30, colour: bool) {
        let mut mutated: Vec<char> = GOOD.chars().collect();
        let at = at.min(mutated.len());
        let end = (at + cut).min(mutated.len());
        mutated.splice(at..end, text.chars().take(5));
        let mutated: String = mutated.into_iter().collect();
        for text in [text.as_str(), mutated.as_str()] {
            let (_, mut loaded) = read::<Top>(text, &[&set, &format!("human.{set}={set}")]);
            let _: Drawn = loaded.read();
            loaded.faults.render(&loaded.sources, colour);
        }
    }

    #[test]
    fn no_value_makes_a_unit_panic(text in "[-+¥0-9.:e_ 花a-z]{0,12}") {
        let _ = text.parse::<DurationValue>();
        let _ = text.parse::<Money>();
        let _ = text.parse::<Shift>();
        let _ = text.parse::<Date>();
    }
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    let deep = [
        format!("a = {}", "[".repeat(50_000)),
        format!("{}b = 1", "a.".repeat(50_000)),
        format!("[{}b]\n", "a.".repeat(50_000)),
        format!("a = {}", "{ a = ".repeat(50_000)),
    ];
    for text in &deep {
        let (_, loaded) = read::<Top>(text, &[text]);
        assert!(!loaded.faults.is_empty());
    }
}

#[test]
fn a_report_shows_place_text_rule_and_remedy() {
    let (_, loaded) = read::<Top>("name = \"n\"\n[human]\npause = 5\n", &[]);
    let expected = r#"  × `human.pause`: `5` has no unit
   ╭─[x.toml:3:9]
 2 │ [human]
 3 │ pause = 5
   ·         ┬
   ·         ╰── must be a duration
   ╰────
  help: write the unit, for example `"5min"`
"#;
    assert_eq!(loaded.faults.render(&loaded.sources, false), expected);
}
