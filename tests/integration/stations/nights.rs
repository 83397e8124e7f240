//! Shifts past midnight, crews with weekdays of their own, due dates in working time, and many teams at one station.

use super::{ALWAYS, Tape, desk, exact, play};
use reinstate::observe::{METRICS, Outcome};

/// A station `desk` of a team `clerks`.
fn clerks(team: &str, service: &str) -> String {
    format!("[team.clerks]\n{team}\n{}", desk(&format!("team = \"clerks\"\nservice = \"{service}\"")))
}

const NIGHTS: &str = "shifts = [\"22:00-06:00\"]\ncalendar = \"monday_to_friday\"";

/// Friday 8 March: its night ends on Saturday morning, and nobody comes on Sunday evening.
#[test]
fn a_night_belongs_to_the_day_on_which_it_starts() {
    let arrivals = ["03-04 03:00", "03-08 22:30", "03-09 05:30", "03-09 06:30"];
    let (tape, outcome) = play(&clerks(NIGHTS, "1h"), &arrivals);
    assert_eq!(tape.starts("desk"), ["0 03-04 22:00", "1 03-08 22:30", "2 03-09 05:30", "3 03-11 22:30"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 23:00", "1 03-08 23:30", "2 03-11 22:30", "3 03-11 23:30"]);
    assert_eq!(outcome.stations[0].busy_hours(28), 4.0);
}

/// The first day is a Friday: Thursday's night lasts into it. Of a calendar that has Thursday off, it does not.
#[test]
fn the_night_before_the_first_day_lasts_into_it() {
    let (tape, _) = play(&clerks(NIGHTS, "1h"), &["03-01 01:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-01 01:00"]);
    let off = "[calendar]\npreset = \"monday_to_friday\"\noff = [\"2024-02-29\"]\n";
    let own = format!("{off}{}", clerks("shifts = [\"22:00-06:00\"]", "1h"));
    let (tape, _) = play(&own, &["03-01 01:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-01 22:00"]);
}

#[test]
fn a_case_is_handed_over_at_the_end_of_a_night() {
    let team = "people = 1\nshifts = [\"22:00-06:00\"]\ncalendar = \"every_day\"\nend_of_shift = \"hand_over\"\n\
                crews = [{ people = 1, shifts = [\"06:00-14:00\"] }]";
    let (tape, _) = play(&clerks(team, "1h"), &["03-05 05:30", "03-05 13:30"]);
    assert_eq!(tape.starts("desk"), ["0 03-05 05:30", "0 03-05 06:00", "1 03-05 13:30", "1 03-05 22:00"]);
    assert_eq!(tape.hands("desk"), ["clerks 0", "clerks 1", "clerks 1", "clerks 0"]);
    assert_eq!(tape.ends("desk"), ["0 03-05 06:30", "1 03-05 22:30"]);
}

/// Half an hour of overtime after 06:00; an hour before and an hour after midnight of a Friday night.
#[test]
fn pay_knows_overtime_and_rest_days_by_the_date_on_which_hours_are_worked() {
    let cost = |keys: &str, arrival: &str, service: &str| {
        let costs =
            "[costs]\npay = \"worked\"\nreviewer_hour = \"¥60\"\novertime_factor = 3\nrest_day_factor = 2\n";
        let (_, outcome) =
            play(&format!("{costs}{}", clerks(&format!("{NIGHTS}\n{keys}"), service)), &[arrival]);
        read(&outcome, "cost_per_decision_cny")
    };
    assert_eq!(cost("end_of_shift = \"finish\"", "03-05 05:30", "1h"), 30.0 + 3.0 * 30.0);
    assert_eq!(cost("", "03-08 23:00", "2h"), 60.0 + 2.0 * 60.0);
    assert_eq!(cost("", "03-05 23:00", "2h"), 120.0, "a Tuesday night");
}

fn read(outcome: &Outcome, name: &str) -> f64 {
    let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
    (metric.read)(outcome).value.unwrap()
}

/// One of two is away each night: eight hours on every date, of which six are of the night before; so is the pay.
#[test]
fn absence_goes_by_nights() {
    let team = "people = 2\nabsence = 0.5\nshifts = [\"22:00-06:00\"]\ncalendar = \"every_day\"";
    let compiled = exact(&clerks(team, "9h"), &["03-04 22:00", "03-04 22:00"]);
    let clerks = &compiled.model.config().process.teams[0];
    assert!((0..28).all(|day| clerks.duty_hours(day) == 8.0));
    let (tape, _) = Tape::of(&compiled.model);
    let starts = tape.starts("desk");
    assert_eq!(
        starts,
        ["0 03-04 22:00", "1 03-05 22:00"],
        "who is away does not start after midnight either"
    );
}

/// A crew with a short Saturday and no Monday, by a calendar of its own, beside people from Monday to Friday.
#[test]
fn a_crew_has_weekdays_and_a_calendar_of_its_own() {
    let crew = "{ people = 1, shifts = [\"18:00-02:00\"], calendar = \"every_day\", \
                weekdays = { saturday = [\"10:00-12:00\"], monday = [] } }";
    let team = format!("people = 1\ncalendar = \"monday_to_friday\"\ncrews = [{crew}]");
    let arrivals = ["03-08 19:00", "03-09 01:30", "03-09 12:30", "03-10 23:00", "03-11 18:30", "03-12 08:00"];
    let (tape, _) = play(&clerks(&team, "30min"), &arrivals);
    let expected = [
        ("0 03-08 19:00", "clerks 1"), // Friday evening
        ("1 03-09 01:30", "clerks 1"), // after midnight, on the hours of Friday
        ("2 03-10 18:00", "clerks 1"), // Saturday is over at noon
        ("3 03-10 23:00", "clerks 1"),
        ("4 03-12 09:00", "clerks 0"), // nobody on Monday evening
        ("5 03-12 09:30", "clerks 0"),
    ];
    assert_eq!(tape.starts("desk"), expected.map(|(start, _)| start));
    assert_eq!(tape.hands("desk"), expected.map(|(_, by)| by));
}

/// Friday 17:00: two hours of office time end on Monday at 10:00, a working day on Monday at 17:00.
#[test]
fn due_dates_in_working_time() {
    let late = |due: &str, service: &str| {
        let office = "servers = 1\nshifts = [\"09:00-18:00\"]\ncalendar = \"monday_to_friday\"";
        let keys = format!("{office}\n{due}\nservice = \"{service}\"");
        play(&desk(&keys), &["03-08 17:00"]).1.stations[0].late
    };
    let by_hours = "due_office_time = \"2h\"";
    assert_eq!([late(by_hours, "2h"), late(by_hours, "2h 1min")], [0, 1]);
    let by_days = "due_working_days = 1";
    assert_eq!([late(by_days, "9h"), late(by_days, "9h 1min")], [0, 1]);
    assert_eq!([late("due = \"2d\"", "2h"), late("due = \"3d\"", "2h")], [1, 0], "calendar time");
}

/// Twenty teams of one person, in two kinds: half of them serve only who has been there before.
#[test]
fn a_station_has_any_number_of_teams() {
    let name = |at: usize| format!("team_{at:02}");
    let serves =
        |at: usize| if at.is_multiple_of(2) { "" } else { "serves = { at_least = { passes = 1 } }\n" };
    let team = |at: usize| {
        format!("[team.{}]\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\n{}", name(at), serves(at))
    };
    let teams: String = (0..20).map(team).collect();
    let names: Vec<String> = (0..20).map(|at| format!("\"{}\"", name(at))).collect();
    let keys = format!("kind = \"station\"\nteam = [{}]\nservice = \"1h\"", names.join(", "));
    let again = "next = [{ to = \"desk\", limit = 1 }, { to = \"done\" }]";
    let body = format!("{teams}[[stage]]\nname = \"desk\"\n{keys}\n{again}\n");
    let (tape, _) = play(&body, &["03-04 09:00"; 11]);
    let first: Vec<String> =
        tape.starts("desk").into_iter().filter(|start| start.ends_with("09:00")).collect();
    assert_eq!(first.len(), 10, "ten teams serve who comes for the first time");
    let second = tape.at_stage("desk", true).filter(|entry| tape.moment(entry.at) == "03-04 10:00");
    assert_eq!(second.count(), 11, "ten come again, for any team, and the eleventh for the first time");
}

#[test]
fn a_delay_may_last_so_many_hours_of_a_night() {
    let stage = "[[stage]]\nname = \"rest\"\nkind = \"delay\"\nnext = \"done\"\noffice_time = \"9h\"\n\
                 shifts = [\"22:00-06:00\"]\ncalendar = \"every_day\"\n";
    let (tape, _) = play(stage, &["03-04 23:00"]);
    assert_eq!(tape.ends("rest"), ["0 03-06 00:00"], "seven hours, and two of the next night");
    let (always, _) = play(&desk(&format!("{ALWAYS}\nservice = \"1h\"")), &["03-04 23:30"]);
    assert_eq!(always.ends("desk"), ["0 03-05 00:30"]);
}
