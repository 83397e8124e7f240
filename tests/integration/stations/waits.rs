//! What a wait is, and how long patience lasts: small inputs with right values.

use super::{ALWAYS, Tape, desk, play, play_impatient};
use crate::common::scenario_with;
use reinstate::observe::{Outcome, STATION_MEASURES};

/// Plays the scenario of a folder of `tests/cases`.
pub(super) fn case(name: &str) -> (Tape, Outcome) {
    Tape::of(&scenario_with(&format!("tests/cases/{name}/scenario.toml"), &[]).model)
}

/// A measure of the first station.
pub(super) fn measure(outcome: &Outcome, name: &str) -> f64 {
    let station = &outcome.stations[0];
    let at = STATION_MEASURES.iter().position(|(measure, _)| *measure == name).unwrap();
    station.measures(outcome.arrival_days)[at].value.unwrap()
}

/// All time in line counts, before a service and after a handover, for mean, quantiles and share alike.
#[test]
fn a_wait_is_all_the_time_in_line() {
    let (_, outcome) = case("handover_waits");
    let station = &outcome.stations[0];
    assert_eq!((station.served, station.waits.count()), (2, 2));
    assert_eq!(measure(&outcome, "wait_mean"), 3660.0, "2,880 and 4,440 minutes");
    assert_eq!(measure(&outcome, "waited_share"), 1.0);
    // The sketch of quantiles is good to 1/257 of its value.
    for (name, exact) in [("wait_p50", 2880.0), ("wait_p99", 4440.0)] {
        let found = measure(&outcome, name);
        assert!((found - exact).abs() <= exact / 257.0, "{name} is {found}, not {exact}");
    }
    assert_eq!(station.wait_batches.count(), 2, "one long run has the same waits");
}

/// Those who leave the line have waited as well; those who do not join have not.
#[test]
fn waits_are_those_of_all_who_joined() {
    let keys = format!("{ALWAYS}\nservice = \"1h\"\npatience = \"30min\"\nbalk_at = 2");
    let (_, outcome) =
        play(&desk(&keys), &["03-04 09:00", "03-04 09:10", "03-04 09:40", "03-04 09:50", "03-04 09:55"]);
    let station = &outcome.stations[0];
    assert_eq!((station.served, station.abandoned, station.balked), (2, 2, 1));
    // 0, 30 and left, 20, 30 and left; the last finds two in line.
    assert_eq!(measure(&outcome, "wait_mean"), 20.0);
    assert_eq!(measure(&outcome, "waited_share"), 0.75);
}

/// Patience in line is for all the time in line: what was left of it before a service is left after a handover.
#[test]
fn patience_in_line_goes_on_after_a_handover() {
    let keys = "servers = 1\nend_of_shift = \"hand_over\"\nservice = \"20min\"\npatience = \"15min\"";
    let (tape, outcome) = play(&desk(keys), &["03-04 17:35", "03-04 17:45"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 17:35", "1 03-04 17:55"]);
    assert_eq!(
        tape.ends("withdrawal"),
        ["1 03-04 18:05"],
        "10 minutes before the service, 5 after the handover"
    );
    let station = &outcome.stations[0];
    assert_eq!((station.abandoned, station.abandoned_minutes), (1, 20.0), "its time there");
    assert_eq!(station.wait_minutes(), 15.0, "its time in line, and nothing of the first");
    // Who was taken up at once has all of it left.
    let (tape, _) = play(&desk(keys), &["03-04 17:50"]);
    assert_eq!(tape.ends("withdrawal"), ["0 03-04 18:15"]);
}

/// Patience with the application stands still in service, whether the case is handed over or done.
#[test]
fn patience_with_an_application_stands_still_in_service() {
    let keys = "servers = 1\nend_of_shift = \"hand_over\"\nservice = \"20min\"";
    let (tape, _) = play_impatient(5.0, &desk(keys), &["03-04 17:50"]);
    assert_eq!(tape.ends("withdrawal"), ["0 03-04 18:05"]);
    let first = format!(
        "[[stage]]\nname = \"first\"\nkind = \"station\"\nnext = \"desk\"\n{ALWAYS}\nservice = \"10min\"\n"
    );
    let second = desk("servers = 1\nservice = \"20min\"");
    let (tape, _) = play_impatient(5.0, &format!("{first}{second}"), &["03-08 18:00"]);
    assert_eq!(tape.ends("withdrawal"), ["0 03-08 18:15"], "in the line after it");
    let wait = "[[stage]]\nname = \"wait\"\nkind = \"delay\"\ntime = \"3min\"\nnext = \"done\"\n";
    let first = first.replace("next = \"desk\"", "next = \"wait\"");
    let (tape, _) = play_impatient(5.0, &format!("{first}{wait}"), &["03-08 18:00"]);
    assert_eq!(tape.ends("done"), ["0 03-08 18:13"], "a delay after it takes 3 of the 5 minutes");
    let broken = "breakdowns = { every = \"2h\", repair = \"1h\" }\nshifts = [\"09:00-17:00\"]\ncalendar = \"every_day\"\n";
    let team = format!(
        "[team.clerks]\n{broken}{}",
        desk("team = \"clerks\"\nservice = \"1h\"").replace("\"done\"", "\"wait\"")
    );
    let (tape, _) = play_impatient(2.0, &format!("{team}{wait}"), &["03-04 10:30"]);
    assert_eq!(
        tape.ends("withdrawal"),
        ["0 03-04 12:32"],
        "nor does it run while the case waits for a repair"
    );
}

/// A line that lasts no time is none.
#[test]
fn the_longest_line_is_one_that_lasts() {
    // Two are done at 10:00, when two more come: they are in line for no time.
    let keys = "servers = 2\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\nservice = \"1h\"";
    let together = "[[stage]]\nname = \"batch\"\nkind = \"delay\"\nrun_at = [\"10:00\"]\nnext = \"desk\"\n";
    let (tape, outcome) = play(&format!("{together}{}", desk(keys)), &["03-04 09:00", "03-04 09:10"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 10:00", "1 03-04 10:00"]);
    assert_eq!(outcome.stations[0].queue_max(28), 0);
    let crews = "[team.clerks]\ncalendar = \"every_day\"\nshifts = [\"08:00-16:00\"]\nend_of_shift = \"hand_over\"\n\
                 crews = [{ people = 1, shifts = [\"16:00-24:00\"] }]\n";
    let (tape, outcome) =
        play(&format!("{crews}{}", desk("team = \"clerks\"\nservice = \"1h\"")), &["03-04 15:30"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 15:30", "0 03-04 16:00"]);
    assert_eq!(outcome.stations[0].queue_max(28), 0, "handed over without a wait");
}
