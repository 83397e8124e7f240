//! What is offered for a key or value that cannot be: the key that was meant, by the path at which it can be written, and
//! values that hold there. Whoever does what is said has a scenario that is read.

use std::path::Path;

use reinstate::scenario::{Loaded, Scenario, compile, load, load_text};

/// The base scenario with one argument.
fn base_with(set: &str) -> Loaded {
    judged(load(Path::new("scenarios/base.toml"), &[set.to_owned()]))
}

/// A variant of the base scenario.
fn variant(text: &str, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    judged(load_text("variant.toml", &format!("extends = \"scenarios/base.toml\"\n{text}"), &sets))
}

fn judged(mut loaded: Loaded) -> Loaded {
    let scenario: Scenario = loaded.read();
    compile(&scenario, &mut loaded.faults);
    loaded.faults.settle(&loaded.sources);
    loaded
}

/// The one fault of an argument: its remedy, in one line.
fn remedy(set: &str) -> String {
    only(&base_with(set), set)
}

fn remedies(loaded: &Loaded) -> Vec<String> {
    let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    loaded.faults.iter().map(|fault| in_one_line(fault.remedy())).collect()
}

fn only(loaded: &Loaded, what: &str) -> String {
    let remedies = remedies(loaded);
    assert_eq!(remedies.len(), 1, "{what}: {remedies:?}");
    remedies[0].clone()
}

/// The arguments that a remedy offers, as a shell gives them to the program.
fn offered(remedy: &str) -> Vec<String> {
    let quoted = remedy.split('`').skip(1).step_by(2);
    let arguments = quoted.filter_map(|part| part.strip_prefix("--set "));
    arguments.map(|argument| argument.trim_matches('\'').to_owned()).collect()
}

#[test]
fn a_value_that_is_offered_is_the_one_that_was_replaced() {
    for (set, better) in [
        ("patience.limit.mean=20", "patience.limit.mean=20d"),
        ("costs.reviewer_hour=60", "costs.reviewer_hour=¥60"),
        ("team.reviewers.people=\"nine\"", "team.reviewers.people=9"),
        ("team.reviewers.people=8.5", "team.reviewers.people=9"),
        ("team.reviewers.people=\"8\"", "team.reviewers.people=8"),
        ("seed=\"abc\"", "seed=20240402"),
        ("period.drain=\"-5d\"", "period.drain=120d"),
        ("period.start=\"soon\"", "period.start=2024-"),
        ("notice.sms_share=\"most\"", "notice.sms_share=0."),
        ("notice.sms_share=\"90 %\"", "notice.sms_share=0.9"),
        ("team.reviewers.absence=10%", "team.reviewers.absence=0.1"),
    ] {
        holds(set, better);
    }
    // A sum in another currency is not the same number of yuan.
    for set in ["costs.reviewer_hour=\"$60\"", "costs.reviewer_hour=60USD", "costs.reviewer_hour=€60"] {
        let said = remedy(set);
        assert!(said.contains("convert") && !said.contains("60"), "{set}: {said}");
    }
}

/// An argument is a fault, and of what is offered instead one begins like this; each can be pasted and then holds.
fn holds(set: &str, better: &str) {
    let said = remedy(set);
    let offered = offered(&said);
    assert!(offered.iter().any(|argument| argument.starts_with(better)), "{set}: {said}");
    for argument in &offered {
        assert!(remedies(&base_with(argument)).is_empty(), "{set}: {said}");
    }
}

/// A number where a law stands gets the unit of that law, whatever way it is written in.
#[test]
fn a_number_for_a_law_has_the_unit_of_the_law() {
    for (set, better) in [
        ("patience.limit=30", "patience.limit=30d"),
        ("reapply.extra=10", "reapply.extra=10d"),
        ("application.preparation=1", "application.preparation=1d"),
        ("application.app.return_after=3", "application.app.return_after=3d"),
        ("notice.missed_delay=2", "notice.missed_delay=2d"),
        ("notice.lag=2", "notice.lag=2h"),
        ("stage.human_review.service=7", "stage.human_review.service=7min"),
    ] {
        holds(set, better);
    }
    let law = remedy("patience.limit={distribution=\"exponential\",mean=30}");
    assert!(law.contains("30d"), "{law}");
}

/// A value that was a fault itself is not offered again.
#[test]
fn a_value_that_was_replaced_is_offered_only_if_it_holds() {
    let set = "interventions.replications=\"x\"";
    let faulty = variant("interventions.replications = 0\n", &[set]);
    let said = only(&faulty, set);
    let [better] = &offered(&said)[..] else { panic!("{said}") };
    assert!(variant("interventions.replications = 0\n", &[better]).faults.is_empty(), "{said}");
}

/// Working days where calendar time is wanted, and the other way round.
#[test]
fn working_days_go_where_they_belong() {
    let days = "stage.human_review.due_working_days=3";
    holds("stage.human_review.due=3 working days", days);
    holds("stage.human_review.due_working_days=\"3 working days\"", days);
    holds("patience.limit=3 working days", "patience.limit=3 days");
}

#[test]
fn people_of_a_station_with_a_team_are_those_of_the_team() {
    holds("stage.human_review.servers=3", "team.reviewers.people=3");
    // Whoever has written both can take out either.
    let own = "[[stage]]\nname = \"human_review\"\nteam = \"reviewers\"\nservers = 3\n";
    assert_eq!(only(&variant(own, &[]), own), "keep one of the two");
    holds("team.reviewers.overtime=1h", "team.reviewers.end_of_shift=finish");
}

/// What was right in a file below is not where a fault is shown that an argument has made.
#[test]
fn a_fault_is_shown_where_it_was_made() {
    for set in ["restriction.causes.overdue=0.9", "stage.human_review.next=human_review"] {
        let loaded = base_with(set);
        assert!(!loaded.faults.is_empty());
        for fault in loaded.faults.iter() {
            assert_eq!(loaded.sources.name(fault.place().source), "--set", "{set}: {}", fault.message());
            assert!(fault.rule_text().contains("written last"), "{}", fault.rule_text());
            assert!(!fault.message().contains("00000"), "{}", fault.message());
        }
    }
}

#[test]
fn a_law_written_in_two_ways_is_one_fault() {
    let said = remedy("stage.human_review.service={distribution=\"lognormal\",mean=\"20min\",sigma=0.5}");
    assert!(said.contains("`median` and `sigma`, or `mean` and `cv`"), "{said}");
    let off = remedy("stage.verdict.enabled=false");
    assert!(off.contains("a delay or a station"), "{off}");
}

/// What is expected is judged where it is written, and all at once.
#[test]
fn an_expectation_that_cannot_be_is_a_fault() {
    let expect = |what: &str| variant(&format!("[expect.{what}, source = \"s\" }}\n"), &[]);
    for (what, better) in [
        ("human_review]\nwait_avg = { value = 3", "`wait_mean`"),
        ("human_review]\nwait_mean = { value = \"20h\"", "`value = 1200`"),
        ("human_review]\nutilisation = { value = 60", "`value = 0.6`"),
        ("summary]\nfirst_pass_approval_rate = { value = \"43%\"", "`value = 0.43`"),
        ("summary]\nfirst_pass_approval_rate = { value = 43", "`value = 0.43`"),
        ("summary]\ncost_per_decision_cny = { value = \"¥26\"", "`value = 26`"),
        ("summary]\ncost_per_decision_cny = { value = -26", "0 or more"),
        ("summary]\nwait_mean = { value = 3", "`expect.human_review.wait_mean`"),
        ("human_review]\nflip_rate = { value = 0.1", "`expect.summary.flip_rate`"),
    ] {
        let said = only(&expect(what), what);
        assert!(said.contains(better), "{what}: {said}");
        // As it is said, it holds.
        if let Some(value) = better.strip_prefix("`value = ").map(|value| value.trim_end_matches('`')) {
            let (before, _) = what.rsplit_once("= ").unwrap_or_default();
            assert_eq!(remedies(&expect(&format!("{before}= {value}"))), [""; 0], "{what}");
        }
    }
    let late = expect("human_review]\nlateness_mean = { value = -5");
    assert_eq!(remedies(&late), [""; 0], "whoever is early has a lateness below 0");
    let nowhere = variant("[expect]\nwait_mean = { value = 3, source = \"s\" }\n", &[]);
    assert!(only(&nowhere, "").contains("`expect.human_review.wait_mean`"));
    let all = "[expect]\nwait_mean = { value = 3, source = \"s\" }\n\
               [expect.human_reviw]\nwait_mean = { value = 3 }\n\
               [expect.human_review]\nwait_avg = { value = 3, source = \"s\" }\n";
    let said = remedies(&variant(all, &[]));
    assert_eq!(said.len(), 4, "{said:?}");
}

/// Entities without attributes have nothing that is known of people alone: neither in a fault nor in a table.
#[test]
fn what_is_known_of_people_is_not_expected_of_entities() {
    let path = Path::new("scenarios/theory/mm1.toml");
    for metric in reinstate::observe::OF_PEOPLE {
        let sets = ["value=0.1", "source=s"].map(|what| format!("expect.summary.{metric}.{what}"));
        let loaded = judged(load(path, &sets));
        let messages: Vec<&str> = loaded.faults.iter().map(reinstate::scenario::Fault::message).collect();
        assert!(matches!(messages[..], [only] if only.contains("applicants")), "{metric}: {messages:?}");
    }
    let short = ["period.arrivals=2d", "period.warm_up=0d", "period.drain=1d"];
    let compiled = super::common::scenario_with("scenarios/theory/mm1.toml", &short);
    let run = super::common::play(&compiled, 1, 2, 1);
    let undefined = |metric: &reinstate::observe::MetricInfo| {
        let at = reinstate::observe::METRICS.iter().position(|known| known.name == metric.name);
        at.is_some_and(|at| run.estimates.metrics[at].moments.count() == 0)
    };
    let found: Vec<&str> = reinstate::observe::METRICS
        .iter()
        .filter(|metric| undefined(metric))
        .map(|metric| metric.name)
        .collect();
    assert_eq!(found, reinstate::observe::OF_PEOPLE);
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
        ("extend=base.toml", "`extends`"),
        ("behaviours.pay.force=1.0", "`repay`"),
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
