//! What is offered for a key or value that cannot be: the key that was meant, by the path at which it can be written, and
//! values that hold there. Whoever does what is said has a scenario that is read.

use std::path::Path;

use reinstate::scenario::{Loaded, Scenario, compile, load};

/// The base scenario with one argument.
fn base_with(set: &str) -> Loaded {
    let mut loaded = load(Path::new("scenarios/base.toml"), &[set.to_owned()]);
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults);
    loaded.faults.settle(&loaded.sources);
    loaded
}

/// The one fault of an argument: its remedy, in one line.
fn remedy(set: &str) -> String {
    let loaded = base_with(set);
    let remedies: Vec<&str> = loaded.faults.iter().map(reinstate::scenario::Fault::remedy).collect();
    assert_eq!(remedies.len(), 1, "{set}: {remedies:?}");
    remedies[0].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_value_that_is_offered_is_the_one_that_was_replaced() {
    for (set, offered, better) in [
        ("patience.limit.mean=20", "`\"20d\"`", "patience.limit.mean=20d"),
        ("costs.reviewer_hour=\"$60\"", "`\"¥60\"`", "costs.reviewer_hour=¥60"),
        ("costs.reviewer_hour=60", "`\"¥60\"`", "costs.reviewer_hour=¥60"),
        ("team.reviewers.people=\"nine\"", "for example `people = 9`", "team.reviewers.people=9"),
        ("team.reviewers.people=8.5", "for example `people = 9`", "team.reviewers.people=9"),
        ("team.reviewers.people=\"8\"", "write `people = 8`", "team.reviewers.people=8"),
        ("seed=\"abc\"", "for example `seed = 20240402`", "seed=20240402"),
        ("period.drain=\"-5d\"", "for example `\"120d\"`", "period.drain=120d"),
        ("period.start=\"soon\"", "for example `\"2024-", ""),
        ("notice.sms_share=\"most\"", "for example `sms_share = ", ""),
        ("notice.sms_share=\"90 %\"", "write `sms_share = 0.9`", "notice.sms_share=0.9"),
    ] {
        let said = remedy(set);
        assert!(said.contains(offered), "{set}: {said}");
        if !better.is_empty() {
            assert!(base_with(better).faults.is_empty(), "{better}");
        }
    }
}

#[test]
fn another_word_for_a_key_is_understood() {
    for (set, meant) in [
        ("team.reviewers.servers=3", "`people`"),
        ("behaviours.repay.probability=.3", "`intensity`"),
        ("arrivals.rate=300", "`per_day`"),
        ("costs.hour=¥70", "`reviewer_hour` or `agent_hour`"),
        ("patience.mean=3d", "`patience.limit.mean`"),
        ("period.timezone=UTC", "`time_zone`"),
        ("stage.review.enabled=true", "`human_review` or `review_delay`"),
    ] {
        let said = remedy(set);
        assert!(said.contains(meant), "{set}: {said}");
    }
    let law = remedy("stage.human_review.service={distribution=\"normal\",mean=\"5min\",sd=\"2min\"}");
    assert!(law.contains("`truncated_normal`") && law.contains("`mean`") && law.contains("`sd`"), "{law}");
}

#[test]
fn a_key_of_another_section_is_offered_by_a_path_that_can_be_written() {
    for (set, homes) in [
        ("people=7", "`team.reviewers.people`, `team.agents.people`"),
        ("stage.human_review.people=7", "`team.reviewers.people`"),
        ("reviewers.people=3", "`team.reviewers.people`"),
        ("review.people=3", "`team.reviewers.people`"),
        ("delay.working_days={distribution=\"constant\",value=2}", "`stage.review_delay.working_days`"),
        ("human.reviewers=7", "team.reviewers.people=7"),
    ] {
        let said = remedy(set);
        assert!(said.ends_with(&format!(": {homes}")) || said.contains(homes), "{set}: {said}");
        assert!(!said.contains("NAME"), "{set}: {said}");
        // Each path that is offered is one.
        for path in said.split('`').skip(1).step_by(2).filter(|path| path.ends_with(".people")) {
            assert!(base_with(&format!("{path}=7")).faults.is_empty(), "{set}: {path}");
        }
    }
}

/// Each word that has a synonym in the catalogue is told something that exists.
#[test]
fn synonyms_are_keys_or_laws() {
    let schema = reinstate::scenario::scenario_schema().to_string();
    let mut words = 0;
    for (word, meant) in reinstate::words::words().all_synonyms() {
        assert!(!meant.is_empty(), "{word}");
        for other in meant {
            assert!(schema.contains(&format!("\"{other}\"")), "{word} = {other}");
        }
        words += 1;
    }
    assert!(words > 20, "{words}");
}
