//! Routes, loops, delays, decisions, and what is switched off, told by plain cases.

use super::{ALWAYS, desk, exact, play};
use crate::common::{outcome, scenario};

fn stage(name: &str, kind: &str, keys: &str) -> String {
    format!("[[stage]]\nname = \"{name}\"\nkind = \"{kind}\"\n{keys}\n")
}

#[test]
fn a_batch_runs_at_its_times_of_working_days() {
    let body = stage("batch", "delay", "run_at = [\"10:00\", \"16:00\"]\nnext = \"done\"");
    let (tape, _) = play(&body, &["03-04 10:00", "03-04 10:01", "03-08 16:01", "03-09 12:00"]);
    assert_eq!(tape.ends("batch"), ["0 03-04 10:00", "1 03-04 16:00", "2 03-11 10:00", "3 03-11 10:00"]);
}

#[test]
fn delays_in_calendar_time_office_time_and_working_days() {
    for (keys, end) in [
        ("time = \"20h\"", "0 03-09 12:00"),
        ("office_time = \"2h\"", "0 03-11 10:00"), // 16:00 to 17:00, and an hour on Monday
        ("working_days = 2", "0 03-12 16:00"),
    ] {
        let body = stage("wait", "delay", &format!("{keys}\nshifts = [\"09:00-17:00\"]\nnext = \"done\""));
        let (tape, _) = play(&body, &["03-08 16:00"]);
        assert_eq!(tape.ends("wait"), [end], "{keys}");
    }
}

#[test]
fn routes_follow_the_time_of_day_and_the_weekday() {
    let body = stage(
        "split",
        "decision",
        "next = [{ to = \"night\", when = { from = \"22:00\", until = \"06:00\" } }, \
         { to = \"weekend\", when = { weekday = [\"saturday\", \"sunday\"] } }, { to = \"done\" }]",
    ) + &stage("night", "exit", "outcome = \"refused\"")
        + &stage("weekend", "exit", "outcome = \"refused\"");
    let arrivals = [
        "03-04 05:59",
        "03-04 06:00",
        "03-04 22:00",
        "03-08 21:00",
        "03-09 00:00",
        "03-09 06:00",
        "03-11 12:00",
    ];
    let (tape, _) = play(&body, &arrivals);
    let exits: Vec<&str> = (0..7).map(|case| tape.path(case)[1]).collect();
    assert_eq!(exits, ["night", "done", "night", "done", "night", "weekend", "done"]);
}

/// Refused by chance, for certain; the appeal is open twice.
#[test]
fn an_appeal_loop_ends_at_its_limit() {
    let body = format!(
        "[[stage]]\nname = \"desk\"\nkind = \"station\"\nnext = \"verdict\"\n{ALWAYS}\nservice = \"1h\"\n"
    ) + &stage(
        "verdict",
        "decision",
        "by = \"chance\"\nshare = 0.0\nnext = [{ to = \"appeal\", limit = 2, when = { decision = \"refused\" } }, { to = \"end\" }]",
    ) + &stage("appeal", "delay", "time = \"1d\"\nnext = [{ to = \"desk\", share = 1.0 }]")
        + &stage("end", "exit", "outcome = \"decided\"")
        + &stage("other", "decision", "next = \"done\"");
    // `other` and `done` would be unreachable, so a route leads there that nobody takes.
    let body = body.replace(
        "next = \"verdict\"",
        "next = [{ to = \"other\", when = { at_least = { passes = 99 } } }, { to = \"verdict\" }]",
    );
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 12:00"]);
    assert_eq!(
        tape.ends("desk"),
        [
            "0 03-04 10:00",
            "1 03-04 13:00",
            "0 03-05 11:00",
            "1 03-05 14:00",
            "0 03-06 12:00",
            "1 03-06 15:00"
        ]
    );
    assert_eq!(
        tape.path(0),
        ["desk", "verdict", "appeal", "desk", "verdict", "appeal", "desk", "verdict", "end"]
    );
    assert_eq!(tape.filed.iter().map(|filed| filed.approved).collect::<Vec<_>>(), [Some(false); 2]);
    assert!(tape.filed.iter().all(|filed| filed.handling_minutes == 180.0), "three services each");
}

/// The first time documents are missing; what comes back is looked at faster.
#[test]
fn a_request_for_documents_comes_back_once() {
    let body = format!(
        "[[stage]]\nname = \"desk\"\nkind = \"station\"\nnext = \"complete\"\n{ALWAYS}\nservice = \"20min\"\n\
                        service_when = [{{ when = {{ at_least = {{ passes = 1 }} }}, service = \"5min\" }}]\n"
    ) + &stage(
        "complete",
        "decision",
        "next = [{ to = \"documents\", limit = 2, when = { below = { passes = 2 } } }, { to = \"done\" }]",
    ) + &stage("documents", "delay", "time = \"1h\"\nnext = \"desk\"");
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 12:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 09:20", "0 03-04 10:25", "1 03-04 12:20", "1 03-04 13:25"]);
    // Without the condition the limit alone ends it.
    let (tape, _) = play(&body.replace(", when = { below = { passes = 2 } }", ""), &["03-04 09:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 09:20", "0 03-04 10:25", "0 03-04 11:30"]);
}

#[test]
fn a_delay_that_is_switched_off_takes_no_time() {
    let body = stage("wait", "delay", "enabled = false\ntime = \"3d\"\nnext = \"desk\"")
        + &desk(&format!("{ALWAYS}\nservice = \"1h\""));
    let (tape, _) = play(&body, &["03-04 09:00"]);
    assert_eq!(tape.path(0), ["wait", "desk", "done"]);
    assert_eq!(tape.ends("done"), ["0 03-04 10:00"]);
}

#[test]
fn at_a_station_that_is_switched_off_the_work_is_done_without_a_line() {
    let (tape, outcome) = play(&desk("enabled = false\nservers = 1\nservice = \"1h\""), &["03-09 03:00"; 3]);
    assert_eq!(
        tape.ends("done"),
        ["0 03-09 03:00", "1 03-09 03:00", "2 03-09 03:00"],
        "on a Saturday at night"
    );
    assert!(tape.filed.iter().all(|filed| filed.handling_minutes == 60.0));
    assert_eq!((outcome.stations[0].arrivals, outcome.stations[0].busy_hours(28)), (0, 0.0));
}

#[test]
fn a_case_in_service_at_the_end_of_the_run_has_been_worked_on_until_then() {
    let compiled = exact(&desk(&format!("{ALWAYS}\nservice = \"9000h\"")), &["03-28 12:00"; 2]);
    let (tape, outcome) = super::Tape::of(&compiled.model);
    assert_eq!(tape.ends("desk"), [""; 0]);
    assert_eq!(outcome.stations[0].busy_hours(88), 60.5 * 24.0, "27.5 days after the start, of 88");
    assert_eq!((tape.counts[&0].waiting, tape.counts[&0].in_service), (1, 1));
}

/// A plain stream of about 4000 cases through these stages; what came of them.
fn stream(stages: &str) -> (f64, reinstate::observe::Outcome) {
    let compiled = scenario(&format!(
        "name = \"stream\"\nreplications = 1\npopulation.source = \"plain\"\ncalendar.preset = \"every_day\"\n\
         period = {{ start = \"2024-03-01\", arrivals = \"40d\", warm_up = \"0d\", drain = \"1d\" }}\n\
         arrivals.per_day = 100.0\n{stages}"
    ));
    let outcome = outcome(&compiled, 7, 0);
    (outcome.applicants as f64, outcome)
}

/// Within 4 binomial standard errors: false alarm 6e-5, and the seed is fixed.
fn assert_share(count: f64, n: f64, share: f64) {
    assert!(n > 3_000.0);
    let error = (share * (1.0 - share) / n).sqrt();
    assert!((count / n - share).abs() < 4.0 * error, "{count} of {n}, not {share}");
}

#[test]
fn a_decision_by_chance_approves_its_share_and_a_second_one_decides_anew() {
    let decision = |name: &str, next: &str| {
        stage(name, "decision", &format!("by = \"chance\"\nshare = 0.3\nnext = {next}"))
    };
    let end = stage("end", "exit", "outcome = \"decided\"");
    let (n, outcome) = stream(&format!("{}{end}", decision("first", "\"end\"")));
    assert_share(outcome.decisions.approved as f64, n, 0.3);
    // A second chance for the refused: independent, hence 1 − 0.7².
    let appeal = "[{ to = \"second\", when = { decision = \"refused\" } }, { to = \"end\" }]";
    let (n, outcome) =
        stream(&format!("{}{}{end}", decision("first", appeal), decision("second", "\"end\"")));
    assert_share(outcome.decisions.approved as f64, n, 0.51);
    // The same decision in a loop of limit 1 is drawn anew as well.
    let again = "[{ to = \"first\", limit = 1, when = { decision = \"refused\" } }, { to = \"end\" }]";
    let (n, outcome) = stream(&format!("{}{end}", decision("first", again)));
    assert_share(outcome.decisions.approved as f64, n, 0.51);
}

#[test]
fn routes_with_shares_are_drawn_and_the_last_takes_the_rest() {
    let exits = stage("yes", "exit", "outcome = \"approved\"")
        + &stage("no", "exit", "outcome = \"refused\"")
        + &stage("gone", "exit", "outcome = \"withdrawn\"");
    let next = "next = [{ to = \"yes\", share = 0.2 }, { to = \"no\", share = 0.5 }, { to = \"gone\" }]";
    let (n, outcome) = stream(&format!("{}{exits}", stage("split", "decision", next)));
    assert_share(outcome.decisions.approved as f64, n, 0.2);
    assert_share((outcome.decisions.decided - outcome.decisions.approved) as f64, n, 0.5);
    assert_share(outcome.applications as f64 - outcome.decisions.decided as f64, n, 0.3);
}

#[test]
fn a_decision_by_conditions_follows_them() {
    let body = stage(
        "test",
        "decision",
        "by = \"test\"\napprove_when = [{ until = \"08:00\" }, { weekday = \"sunday\" }]\nnext = \"end\"",
    ) + &stage("end", "exit", "outcome = \"decided\"");
    // The exit `done` of these scenarios is reached by nobody but must be reachable.
    let body = stage(
        "first",
        "decision",
        "next = [{ to = \"done\", when = { at_least = { attempt = 9 } } }, { to = \"test\" }]",
    ) + &body;
    let (tape, _) = play(&body, &["03-04 07:59", "03-04 08:00", "03-10 12:00"]);
    let approved: Vec<Option<bool>> = tape.filed.iter().map(|filed| filed.approved).collect();
    assert_eq!(approved, [Some(true), Some(false), Some(true)]);
}
