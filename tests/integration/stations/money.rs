//! What work costs: by whom, before filing and after it, worked out by hand.

use super::{ALWAYS, desk, play};
use reinstate::observe::{METRICS, Outcome};

/// Two cases; registration takes half an hour before filing, the desk an hour after it.
const ARRIVALS: [&str; 2] = ["03-04 09:00", "03-04 12:00"];

fn process(teams: &str, registration: &str, at_desk: &str) -> String {
    format!(
        "{teams}\n[costs]\nreviewer_hour = \"¥60\"\nagent_hour = \"¥40\"\n\
         [[stage]]\nname = \"registration\"\nkind = \"station\"\nbefore_filing = true\nservice = \"30min\"\n\
         next = \"desk\"\n{registration}\n{}",
        desk(&format!("service = \"1h\"\n{at_desk}"))
    )
}

fn cost_of_a_decision(outcome: &Outcome) -> f64 {
    let metric = METRICS.iter().find(|metric| metric.name == "cost_per_decision_cny").unwrap();
    (metric.read)(outcome).value.unwrap()
}

fn cost(teams: &str, registration: &str, at_desk: &str) -> f64 {
    let (_, outcome) = play(&process(teams, registration, at_desk), &ARRIVALS);
    assert_eq!(outcome.decisions.decided, 2);
    cost_of_a_decision(&outcome)
}

#[test]
fn an_hour_costs_by_where_it_is_worked_unless_the_team_says_otherwise() {
    assert_eq!(cost("", ALWAYS, ALWAYS), 20.0 + 60.0, "half an hour of an agent, an hour of a reviewer");
    // One team on both sides of filing costs on each what an hour costs there, whichever stage names it first.
    let shared = "team.clerks = { people = 2 }";
    assert_eq!(cost(shared, "team = \"clerks\"", "team = \"clerks\""), 80.0);
    let dear = "team.clerks = { people = 2, cost_per_hour = \"¥100\" }";
    assert_eq!(cost(dear, "team = \"clerks\"", "team = \"clerks\""), 150.0);
    // Time that is not productive is paid for.
    let slow = "team.clerks = { people = 2, availability = 0.5 }";
    assert_eq!(cost(slow, "team = \"clerks\"", "team = \"clerks\""), 160.0);
}

/// The second case finds the first team busy with neither: the first takes both, and only its rate counts.
#[test]
fn before_filing_whoever_works_is_paid_wherever_they_are_listed() {
    let teams = "team.usual = { people = 1 }\nteam.dear = { people = 1, cost_per_hour = \"¥1000\" }";
    assert_eq!(cost(teams, "team = [\"usual\", \"dear\"]", ALWAYS), 80.0);
    assert_eq!(cost(teams, "team = [\"dear\", \"usual\"]", ALWAYS), 560.0);
    // Both at once: one of each.
    let body = process(teams, "team = [\"usual\", \"dear\"]", &ALWAYS.replace('1', "2"));
    let (_, outcome) = play(&body, &["03-04 09:00", "03-04 09:10"]);
    assert_eq!(cost_of_a_decision(&outcome), 260.0 + 60.0);
}

#[test]
fn work_at_a_station_that_is_switched_off_is_paid_on_both_sides_of_filing() {
    let off = format!("{ALWAYS}\nenabled = false");
    assert_eq!(cost("", &off, ALWAYS), 80.0);
    assert_eq!(cost("", ALWAYS, &off), 80.0);
}
