//! Whole documents: round trips, files that build on one another, arguments, schema, arbitrary text.

use proptest::prelude::*;

use super::super::civil::{Date, Shift};
use super::super::dist::{Dist, Law};
use super::super::load::load;
use super::super::section::{Section, document_schema};
use super::super::units::{Duration, DurationValue, Money, Share};
use super::*;

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
        "distribution = \"geometric\", mean = \"90s\"",
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

/// What people call their teams and keys is theirs: only the array of stages at the top is put together by name,
/// and only a law's name makes a table one value.
#[test]
fn names_like_those_of_the_language_are_names() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "base.toml",
        "team.stage = { shifts = 1, people = 2 }\nteam.desk = { people = 3 }\n\
         time = { distribution = \"exponential\", mean = \"1h\" }\n\
         [[stage]]\nname = \"a\"\nkind = \"exit\"\n",
    );
    write(
        "top.toml",
        "extends = \"base.toml\"\nteam.stage.people = 5\nteam.distribution = { people = 7 }\n\
         time = { distribution = \"constant\", value = \"2h\" }\n[[stage]]\nname = \"a\"\noutcome = 1\n",
    );
    let loaded = load(&folder.path().join("top.toml"), super::NOTHING, &[]);
    assert!(loaded.faults.is_empty(), "{}", loaded.faults.render(&loaded.sources, false));
    let at = |path: &[&str]| {
        path.iter().try_fold(&loaded.root, |node, key| Some(&node.as_table()?.get(key)?.node)).is_some()
    };
    for kept in [
        &["team", "stage", "shifts"][..],
        &["team", "stage", "people"],
        &["team", "desk", "people"],
        &["team", "distribution", "people"],
        &["time", "value"],
    ] {
        assert!(at(kept), "{kept:?} is gone");
    }
    assert!(!at(&["time", "mean"]), "of another law");
    let stages = loaded.root.as_table().unwrap().get("stage").unwrap();
    let super::super::tree::Value::Array(stages) = &stages.node.value else { panic!("no array") };
    assert_eq!(stages.len(), 1);
    assert!(stages[0].as_table().unwrap().get("kind").is_some(), "an entry without a kind changes the other");
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
    let mut loaded = load(&folder.path().join("top.toml"), NOTHING, &[]);
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
        let mut loaded = load(&folder.path().join(name), NOTHING, &[]);
        let _: Top = loaded.read();
        let report = loaded.faults.render(&loaded.sources, false);
        assert!(report.contains(said), "{report}");
        assert_eq!(loaded.faults.len(), 1, "{report}");
    }
    for at in 0..20 {
        write(&format!("c{at}.toml"), format!("extends = \"c{}.toml\"", at + 1).as_bytes());
    }
    let loaded = load(&folder.path().join("c0.toml"), NOTHING, &[]);
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
    fn sections_read_back_exactly(reviewers in 1_u32..=10_000, share in 1e-9..=1.0, hours in prop::array::uniform3(0.0..1e300), key in "\\PC{1,6}", name in "\\PC{1,9}") {
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
