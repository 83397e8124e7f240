//! The reader as a whole, over sections made for the purpose.
#![allow(clippy::unwrap_used, unreachable_pub, dead_code)]

use std::collections::BTreeMap;

use super::choice::choice;
use super::civil::{Date, Shift};
use super::dist::Dist;
use super::load::{Ground, Loaded, load_text};
use super::moves::Now;
use super::section::{Section, section};
use super::units::{Duration, DurationValue, Money, Share};

mod documents;

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

/// These scenarios stand on nothing.
const NOTHING: Ground = Ground { name: "nothing", text: "", moved: &[("old.key", Now::Key("name"))] };

fn read<S: Section>(text: &str, sets: &[&str]) -> (S, Loaded) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut loaded = load_text("x.toml", text, NOTHING, &sets);
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
        ("reviewers = \"8\"", (3, 13), "\"8\"", &["the string \"8\"", "write `reviewers = 8`"]),
        ("availability = 54", (3, 16), "54", &["must be from 0 to 1", "write `0.54`"]),
        ("availability = 0.0", (3, 16), "0.0", &["must be above 0"]),
        ("availability = nan", (3, 16), "nan", &["not a number (NaN)", "must be a finite number"]),
        ("availability = inf", (3, 16), "inf", &["is infinite"]),
        ("hours = [1, 2]", (3, 9), "[1, 2]", &["must have exactly 3 elements"]),
        ("hours = [1, -2, 3]", (3, 13), "-2", &["must be at least 0"]),
        ("weights = { credit = -1 }", (3, 22), "-1", &["`human.weights.credit` is -1"]),
        ("shifts = []", (3, 10), "[]", &["must not be empty"]),
        (
            "shifts = [\"09:00-12:00\", \"13:30-13:30\"]",
            (3, 26),
            "\"13:30-13:30\"",
            &["`13:30-13:30` is not a shift"],
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
    assert!(report.contains("`name` is missing") && report.contains("`name = \"base\"`"), "{report}");
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

/// A key that has moved says where to, in a section that is gone as in one that is still there, and
/// what never was is unknown as ever.
#[test]
fn a_key_that_has_moved_says_where_to() {
    one_fault::<Top>(
        "name = \"x\"\n[old]\nkey = 3\n",
        (3, 1),
        "key",
        &["`old.key` has moved", "no longer here", "write `name = "],
    );
    one_fault::<Top>("name = \"x\"\n[old]\nkeys = 3\n", (2, 2), "old", &["unknown key `old`"]);
}
