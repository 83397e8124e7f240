//! What the event log tells of a visit: joining, service, pauses, and who does not stay.

use super::{ALWAYS, desk, play, play_impatient};

const OFFICE: &str =
    "servers = 1\ncalendar = \"monday_to_friday\"\nshifts = [\"09:00-12:00\", \"13:30-18:00\"]";

/// A service that begins before noon and ends two days later stands still in the break and at night.
#[test]
fn a_service_is_suspended_in_breaks_and_at_night() {
    let (tape, _) = play(&desk(&format!("{OFFICE}\nservice = \"10h\"")), &["03-04 08:00", "03-04 09:30"]);
    let expected = [
        "03-04 08:00 arrival complete",
        "03-04 08:00 desk schedule",
        "03-04 09:00 desk start desk 0",
        "03-04 12:00 desk suspend desk 0 (off_duty)",
        "03-04 13:30 desk resume desk 0",
        "03-04 18:00 desk suspend desk 0 (off_duty)",
        "03-05 09:00 desk resume desk 0",
        "03-05 11:30 desk complete desk 0",
        "03-05 11:30 done complete",
    ];
    assert_eq!(tape.logged(0), expected);
    let expected = [
        "03-04 09:30 arrival complete",
        "03-04 09:30 desk schedule",
        "03-05 11:30 desk start desk 0",
        "03-05 12:00 desk suspend desk 0 (off_duty)",
        "03-05 13:30 desk resume desk 0",
        "03-05 18:00 desk suspend desk 0 (off_duty)",
        "03-06 09:00 desk resume desk 0",
        "03-06 12:00 desk suspend desk 0 (off_duty)",
        "03-06 13:30 desk resume desk 0",
        "03-06 15:30 desk complete desk 0",
        "03-06 15:30 done complete",
    ];
    assert_eq!(tape.logged(1), expected);
}

/// At the end of a shift a case that is handed over is suspended, and resumed by whoever takes it up.
#[test]
fn a_handover_suspends_and_another_resumes() {
    let body = format!(
        "[team.day]\npeople = 1\ncalendar = \"every_day\"\nshifts = [\"09:00-17:00\"]\nend_of_shift = \"hand_over\"\n\
         member = \"day\"\n[team.night]\npeople = 1\ncalendar = \"every_day\"\nshifts = [\"18:00-24:00\"]\n\
         end_of_shift = \"hand_over\"\nmember = \"night\"\n{}",
        desk("team = [\"day\", \"night\"]\nservice = \"2h\"")
    );
    let (tape, _) = play(&body, &["03-04 16:00"]);
    let expected = [
        "03-04 16:00 arrival complete",
        "03-04 16:00 desk schedule",
        "03-04 16:00 desk start day 0",
        "03-04 17:00 desk suspend day 0 (handover)",
        "03-04 18:00 desk resume night 0",
        "03-04 19:00 desk complete night 0",
        "03-04 19:00 done complete",
    ];
    assert_eq!(tape.logged(0), expected);
}

/// Who finds the line too long and who waits too long are told apart, wherever they go.
#[test]
fn balking_and_losing_patience_are_told_apart() {
    let body =
        desk(&format!("{ALWAYS}\nservice = \"3h\"\nbalk_at = 1\npatience = \"1h\"\nreneged = \"done\""));
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 09:10", "03-04 09:20"]);
    let expected = [
        "03-04 09:10 arrival complete",
        "03-04 09:10 desk schedule",
        "03-04 10:10 desk withdraw (impatient)",
        "03-04 10:10 done complete",
    ];
    assert_eq!(tape.logged(1), expected);
    let expected = [
        "03-04 09:20 arrival complete",
        "03-04 09:20 desk schedule",
        "03-04 09:20 desk withdraw (balked)",
        "03-04 09:20 withdrawal complete (balked)",
    ];
    assert_eq!(tape.logged(2), expected);
}

/// Delays start and are complete, also those of no length; who runs out of patience in one is withdrawn.
#[test]
fn every_delay_starts_and_is_complete() {
    let stages = |time: &str| {
        format!(
            "[[stage]]\nname = \"pause\"\nkind = \"delay\"\ntime = \"{time}\"\nnext = \"again\"\n\
             [[stage]]\nname = \"again\"\nkind = \"delay\"\ntime = \"0min\"\nnext = \"done\"\n"
        )
    };
    let (tape, _) = play(&stages("20min"), &["03-04 09:00"]);
    let expected = [
        "03-04 09:00 arrival complete",
        "03-04 09:00 pause start",
        "03-04 09:20 pause complete",
        "03-04 09:20 again start",
        "03-04 09:20 again complete",
        "03-04 09:20 done complete",
    ];
    assert_eq!(tape.logged(0), expected);
    let (tape, _) = play_impatient(10.0, &stages("20min"), &["03-04 09:00"]);
    let expected = [
        "03-04 09:00 arrival complete",
        "03-04 09:00 pause start",
        "03-04 09:10 withdrawal complete (impatient)",
    ];
    assert_eq!(tape.logged(0), expected);
}

/// Tools that fail suspend the service until the repair.
#[test]
fn a_breakdown_suspends_until_the_repair() {
    let body = format!(
        "[team.crew]\npeople = 1\ncalendar = \"every_day\"\nshifts = [\"00:00-24:00\"]\nmember = \"crew\"\n\
         breakdowns = {{ every = \"82h\", repair = \"30min\" }}\n{}",
        desk("team = \"crew\"\nservice = \"2h\"")
    );
    let (tape, _) = play(&body, &["03-04 09:00"]);
    let expected = [
        "03-04 09:00 arrival complete",
        "03-04 09:00 desk schedule",
        "03-04 09:00 desk start crew 0",
        "03-04 10:00 desk suspend crew 0 (breakdown)",
        "03-04 10:30 desk resume crew 0",
        "03-04 11:30 desk complete crew 0",
        "03-04 11:30 done complete",
    ];
    assert_eq!(tape.logged(0), expected);
}
