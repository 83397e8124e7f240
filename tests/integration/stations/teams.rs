//! Teams: skills, several stations, handing over, failures.

use super::{Tape, desk, exact, play};
use reinstate::model::Model;
use reinstate::time::SimTime;

/// Juniors serve whoever comes before noon.
#[test]
fn a_case_waits_for_someone_who_may_serve_it() {
    let teams = "[team.juniors]\nserves = { until = \"12:00\" }\n[team.seniors]\n";
    let body = format!("{teams}{}", desk("team = [\"juniors\", \"seniors\"]\nservice = \"1h\""));
    let (tape, _) = play(
        &body,
        &["03-04 11:00", "03-04 13:00", "03-04 13:10", "03-05 09:00", "03-05 09:10", "03-05 09:20"],
    );
    assert_eq!(
        tape.starts("desk"),
        [
            "0 03-04 11:00",
            "1 03-04 13:00",
            "2 03-04 14:00",
            "3 03-05 09:00",
            "4 03-05 09:10",
            "5 03-05 10:00"
        ]
    );
    let (junior, senior) = ("juniors 0", "seniors 0");
    assert_eq!(tape.hands("desk"), [junior, senior, senior, junior, senior, junior]);
}

/// Cases before 09:30 go to the second station of the file, later ones to the first.
fn shared(pick: &str) -> Vec<String> {
    let station = |name: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nkind = \"station\"\nteam = \"pool\"\nservice = \"1h\"\nnext = \"done\"\n"
        )
    };
    let body = format!(
        "[team.pool]\npick = \"{pick}\"\n[[stage]]\nname = \"split\"\nkind = \"decision\"\n\
         next = [{{ to = \"second\", when = {{ until = \"09:30\" }} }}, {{ to = \"first\" }}]\n{}{}",
        station("first"),
        station("second")
    );
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 09:10", "03-04 09:20", "03-04 09:40"]);
    let mut starts: Vec<_> = tape.entries.iter().filter(|entry| entry.starts).collect();
    starts.sort_by_key(|entry| entry.at);
    starts.iter().map(|entry| format!("{} {} {}", entry.index, entry.what, tape.moment(entry.at))).collect()
}

#[test]
fn a_team_of_two_stations_takes_the_oldest_case_or_goes_by_the_list() {
    assert_eq!(
        shared("oldest"),
        ["0 second 03-04 09:00", "1 second 03-04 10:00", "2 second 03-04 11:00", "3 first 03-04 12:00"]
    );
    assert_eq!(
        shared("listed"),
        ["0 second 03-04 09:00", "3 first 03-04 10:00", "1 second 03-04 11:00", "2 second 03-04 12:00"]
    );
}

/// Two crews: one from 08 to 16, one from 16 to 24.
fn crews(service: &str) -> String {
    let team = "[team.clerks]\ncalendar = \"every_day\"\nshifts = [\"08:00-16:00\"]\nend_of_shift = \"hand_over\"\n\
                crews = [{ people = 1, shifts = [\"16:00-24:00\"] }]\n";
    format!("{team}{}", desk(&format!("team = \"clerks\"\nservice = \"{service}\"")))
}

#[test]
fn at_the_end_of_a_shift_the_next_crew_goes_on_at_once() {
    let (tape, outcome) = play(&crews("1h"), &["03-04 15:30", "03-04 15:45", "03-04 23:30"]);
    assert_eq!(
        tape.starts("desk"),
        [
            "0 03-04 15:30",
            "0 03-04 16:00", // in front of the one who waits
            "1 03-04 16:30",
            "2 03-04 23:30",
            "2 03-05 08:00", // nobody is on duty at midnight
        ]
    );
    assert_eq!(tape.hands("desk"), ["clerks 0", "clerks 1", "clerks 1", "clerks 1", "clerks 0"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 16:30", "1 03-04 17:30", "2 03-05 08:30"]);
    let station = &outcome.stations[0];
    assert_eq!(
        (station.busy_hours(28), station.waits.count(), station.served),
        (3.0, 3, 3),
        "no work is lost or done twice"
    );
    assert_eq!(
        station.wait_minutes(),
        45.0 + 8.0 * 60.0,
        "of the second before, of the third after midnight"
    );
}

#[test]
fn a_service_that_ends_with_the_shift_is_not_handed_over() {
    let (tape, _) = play(&crews("30min"), &["03-04 15:30", "03-04 15:40"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 15:30", "1 03-04 16:00"]);
    assert_eq!(tape.hands("desk"), ["clerks 0", "clerks 1"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 16:00", "1 03-04 16:30"]);
}

/// What a case that came before the end of the warm-up waits after a handover is not counted.
#[test]
fn a_wait_after_a_handover_counts_only_for_cases_after_the_warm_up() {
    let compiled = exact(&crews("1h"), &["03-04 23:30", "03-05 23:30"]);
    let wait = |model: &Model| Tape::of(model).1.stations[0].wait_minutes();
    assert_eq!(wait(&compiled.model), 16.0 * 60.0, "from midnight to 08:00, twice");
    assert_eq!(wait(&compiled.model.warmed_up(SimTime::from_day(4))), 8.0 * 60.0, "from 5 March on once");
}

/// A long case passes from crew to crew.
#[test]
fn a_case_is_handed_over_as_often_as_it_takes() {
    let (tape, outcome) = play(&crews("20h"), &["03-04 15:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 15:00", "0 03-04 16:00", "0 03-05 08:00", "0 03-05 16:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-05 19:00"], "1 + 8 + 8 + 3 hours");
    assert_eq!(outcome.stations[0].busy_hours(28), 20.0);
}

/// One person from 09 to 17 who fails after every two hours on duty, for an hour: from the first of
/// the month on at 11, 14 and 17 o'clock of every day, the last failure falling into the evening.
fn failing(extra: &str, service: &str) -> String {
    let team = "[team.clerks]\ncalendar = \"every_day\"\nshifts = [\"09:00-17:00\"]\n\
                breakdowns = { every = \"2h\", repair = \"1h\" }\n";
    format!("{team}{extra}\n{}", desk(&format!("team = \"clerks\"\nservice = \"{service}\"")))
}

#[test]
fn a_case_in_hand_waits_for_the_repair_and_only_work_counts_as_such() {
    let (tape, outcome) = play(&failing("", "1h"), &["03-04 10:30"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 10:30"]);
    assert_eq!(
        tape.ends("desk"),
        ["0 03-04 12:30"],
        "half an hour before the failure, half an hour after the repair"
    );
    assert_eq!(outcome.stations[0].busy_hours(28), 1.0);
    assert_eq!(tape.counts[&0].served, 1);
}

#[test]
fn who_fails_idle_takes_no_case_until_repaired() {
    let (tape, _) = play(&failing("", "10min"), &["03-04 14:30", "03-04 17:30"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 15:00", "1 03-05 09:00"]);
}

#[test]
fn a_service_that_ends_at_the_moment_of_the_failure_is_done() {
    let (tape, _) = play(&failing("", "1h"), &["03-04 13:00", "03-04 13:30"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 14:00", "1 03-04 16:00"]);
    // At that moment the next case is taken up, and then waits for the repair in hand.
    assert_eq!(tape.starts("desk"), ["0 03-04 13:00", "1 03-04 14:00"]);
}

#[test]
fn a_case_suspended_overnight_may_be_broken_off_in_the_morning() {
    let (tape, outcome) = play(&failing("", "3h"), &["03-04 16:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-05 11:00"], "1 h, then 2 h up to the failure");
    assert_eq!(outcome.stations[0].busy_hours(28), 3.0);
    let (tape, outcome) = play(&failing("", "4h"), &["03-04 16:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-05 13:00"], "and 1 h after the repair at 12");
    assert_eq!(outcome.stations[0].busy_hours(28), 4.0);
}

/// A repair that lasts past the end of the shift: the case is handed over when it is finished.
#[test]
fn a_repair_after_the_shift_hands_the_case_over() {
    let team = "[team.clerks]\ncalendar = \"every_day\"\nshifts = [\"09:00-12:00\"]\nend_of_shift = \"hand_over\"\n\
                crews = [{ people = 1, shifts = [\"12:00-17:00\"] }]\n\
                breakdowns = { every = \"10h\", repair = \"150min\" }\n";
    // The first person fails after 10 hours on duty: on the fourth day at 10; the second after two
    // days at 17.
    let (tape, outcome) =
        play(&format!("{team}{}", desk("team = \"clerks\"\nservice = \"2h\"")), &["03-04 09:30"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 09:30", "0 03-04 12:30"]);
    assert_eq!(
        tape.ends("desk"),
        ["0 03-04 14:00"],
        "half an hour of work, 150 minutes of repair, an hour and a half"
    );
    assert_eq!(outcome.stations[0].busy_hours(28), 2.0);
}

/// What is left of a case takes the time of whoever takes it over: at half their pace the early do half of the hour's
/// work by noon, and the late need half an hour for the rest.
#[test]
fn who_takes_a_case_over_needs_their_own_time_for_what_is_left() {
    let teams = "[team.early]\ncalendar = \"every_day\"\nshifts = [\"08:00-12:00\"]\nend_of_shift = \"hand_over\"\n\
                 availability = 0.5\n\
                 [team.late]\ncalendar = \"every_day\"\nshifts = [\"12:00-20:00\"]\n";
    let body = format!("{teams}{}", desk("team = [\"early\", \"late\"]\nservice = \"1h\""));
    let (tape, _) = play(&body, &["03-04 11:00"]);
    assert_eq!(tape.hands("desk"), ["early 0", "late 0"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 12:30"]);
    assert_eq!(tape.filed[0].handling_minutes, 60.0);
    // Who goes on with their own case goes on as before.
    let alone = format!("{teams}{}", desk("team = \"early\"\nservice = \"1h\""));
    let alone = alone.replace("[team.late]\ncalendar = \"every_day\"\nshifts = [\"12:00-20:00\"]\n", "");
    assert_eq!(play(&alone, &["03-04 11:00"]).0.ends("desk"), ["0 03-05 09:00"]);
}
