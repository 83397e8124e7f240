//! What people are paid: for work, for their hours on duty, beyond their shifts and on days off, worked out by hand.

use super::{ALWAYS, Tape, desk, exact, play};
use reinstate::model::Model;
use reinstate::observe::{METRICS, Outcome, Pay};
use reinstate::time::{SimDuration, SimTime};

/// Two cases; registration takes half an hour before filing, the desk an hour after it.
const ARRIVALS: [&str; 2] = ["03-04 09:00", "03-04 12:00"];

fn process(teams: &str, registration: &str, at_desk: &str) -> String {
    format!(
        "{teams}\n[costs]\npay = \"worked\"\nreviewer_hour = \"¥60\"\nagent_hour = \"¥40\"\n\
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

/// A desk of the team `clerks`, where an hour costs ¥60, and a service takes so long.
fn at_desk(team: &str, service: &str, rest: &str) -> String {
    format!(
        "team.clerks = {{ {team} }}\n{rest}\n{}",
        desk(&format!("team = \"clerks\"\nservice = \"{service}\""))
    )
}

/// Pay of the run, with one case at each of these moments of the 28 days from Friday 2024-03-01, 20 of them working.
fn pay(team: &str, rest: &str, arrivals: &[&str]) -> Pay {
    play(&at_desk(team, "1h", rest), arrivals).1.pay
}

fn assert_pay(pay: Pay, [hours, overtime_hours, cny]: [f64; 3]) {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    let all = near(pay.hours, hours) && near(pay.overtime_hours, overtime_hours) && near(pay.cny, cny);
    assert!(all, "{pay:?}, expected {hours} h, of which {overtime_hours} overtime, ¥{cny}");
}

/// Eight hours on each of 20 working days, whether anybody comes or not; of the drain, only what is worked.
#[test]
fn people_on_duty_are_paid_busy_or_not() {
    let day = "shifts = [\"09:00-17:00\"]";
    for (people, hours) in [(1, 160.0), (2, 320.0), (9, 1440.0)] {
        assert_pay(
            pay(&format!("people = {people}, {day}"), "", &["03-04 09:00"]),
            [hours, 0.0, 60.0 * hours],
        );
    }
    let (_, outcome) =
        play(&at_desk(&format!("people = 2, {day}"), "1h", ""), &["03-04 09:00", "03-05 09:00"]);
    assert_eq!(cost_of_a_decision(&outcome), 60.0 * 320.0 / 2.0);
    let read = |name: &str| {
        let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
        (metric.read)(&outcome).value.unwrap()
    };
    assert_eq!(read("cost_per_restored_cny"), 60.0 * 320.0 / 2.0);
    assert_eq!(read("cost_per_working_day_cny"), 60.0 * 16.0);
    assert_eq!((read("paid_hours"), read("overtime_hours")), (320.0, 0.0));
    // Half of the first Monday lies in the warm-up, and all of the Friday before.
    let team = at_desk(&format!("people = 1, {day}"), "1h", "");
    let mut config = exact(&team, &["03-04 09:00"]).model.config().clone();
    config.warm_up = SimTime::from_day(3) + SimDuration::from_secs_f64(43_200.0);
    let (_, cut) = Tape::of(&Model::new(config).unwrap());
    assert_pay(cut.pay, [160.0 - 8.0 - 3.0, 0.0, 60.0 * 149.0]);
    // What the team says counts before what `[costs]` says.
    let other =
        pay(&format!("people = 1, {day}, hour = \"¥100\""), "costs.reviewer_hour = \"¥7\"", &["03-04 09:00"]);
    assert_pay(other, [160.0, 0.0, 16_000.0]);
    let by_work = pay(&format!("people = 1, {day}, pay = \"worked\""), "", &["03-04 09:00", "03-05 09:00"]);
    assert_pay(by_work, [2.0, 0.0, 120.0]);
}

/// March 2024 has eight days at weekends among its first 28, which count twice; the Tuesday that is taken off, three
/// times. (Labour Law of the People's Republic of China, article 44.)
#[test]
fn rest_days_count_twice_and_holidays_three_times() {
    let day = "people = 1, shifts = [\"09:00-17:00\"], calendar = \"every_day\"";
    let hours = 28.0 * 8.0;
    assert_pay(pay(day, "", &["03-04 09:00"]), [hours, 0.0, 60.0 * 8.0 * (20.0 + 2.0 * 8.0)]);
    let holiday = "calendar.off = [\"2024-03-05\"]";
    assert_pay(pay(day, holiday, &["03-04 09:00"]), [hours, 0.0, 60.0 * 8.0 * (19.0 + 2.0 * 8.0 + 3.0)]);
    let every_day = "calendar.preset = \"every_day\"";
    assert_pay(pay(day, every_day, &["03-04 09:00"]), [hours, 0.0, 60.0 * 8.0 * 28.0]);
    let plain = "costs.rest_day_factor = 1.0";
    assert_pay(pay(day, plain, &["03-04 09:00"]), [hours, 0.0, 60.0 * hours]);
    // Work on a Saturday, a holiday and a working day, an hour each.
    let worked = format!("{day}, pay = \"worked\"");
    let cases = ["03-02 09:00", "03-05 09:00", "03-06 09:00"];
    assert_pay(pay(&worked, holiday, &cases), [3.0, 0.0, 60.0 * (2.0 + 3.0 + 1.0)]);
}

/// A case of half past four is finished at half past five, half an hour after the shift.
#[test]
fn overtime_is_paid_by_the_day_it_is_worked_on() {
    let day = "people = 1, shifts = [\"09:00-17:00\"], calendar = \"every_day\", end_of_shift = \"finish\"";
    let worked = format!("{day}, pay = \"worked\"");
    let late = |date: &str| format!("{date} 16:30");
    for (date, usual, beyond) in [("03-04", 1.0, 1.5), ("03-09", 2.0, 2.0)] {
        let both = 0.5 * usual + 0.5 * beyond;
        assert_pay(pay(&worked, "", &[&late(date)]), [1.0, 0.5, 60.0 * both]);
        let duty = 60.0 * 8.0 * (20.0 + 2.0 * 8.0);
        assert_pay(pay(day, "", &[&late(date)]), [224.5, 0.5, duty + 60.0 * 0.5 * beyond]);
    }
    let dear = "costs.overtime_factor = 4.0";
    assert_pay(pay(&worked, dear, &[&late("03-04")]), [1.0, 0.5, 60.0 * 2.5]);
    // Who puts a case down works no overtime.
    let suspended = day.replace("finish", "suspend");
    assert_eq!(pay(&suspended, "", &[&late("03-04")]).overtime_hours, 0.0);
}

/// What is left for the days after the last arrivals is paid as it is worked, so that nobody works for nothing: half
/// an hour on the Friday after the 28 days; and 240 hours of work for one person, of whose 160 hours on duty 152 are
/// left when it comes.
#[test]
fn work_that_is_left_for_later_is_paid() {
    let day = "people = 1, shifts = [\"09:00-17:00\"]";
    assert_pay(pay(day, "", &["03-28 16:30"]), [160.5, 0.0, 60.0 * 160.5]);
    let long = |team: &str| play(&at_desk(team, "8h", ""), &["03-04 09:00"; 30]).1.pay;
    assert_pay(long(day), [160.0 + 240.0 - 152.0, 0.0, 60.0 * 248.0]);
    assert_pay(long(&format!("{day}, pay = \"worked\"")), [240.0, 0.0, 60.0 * 240.0]);
}
