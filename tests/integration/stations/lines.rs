//! Lines: patience, balking, classes, shares, and how long a service takes.

use super::{ALWAYS, Fate, desk, play, play_impatient};
use reinstate::scenario::{Scenario, compile, load_text};

const LOST: &str = "[[stage]]\nname = \"lost\"\nkind = \"exit\"\noutcome = \"refused\"\n";

#[test]
fn whoever_runs_out_of_patience_goes_to_the_stage_named() {
    let keys = format!("{ALWAYS}\nservice = \"1h\"\npatience = \"30min\"\nreneged = \"lost\"");
    let (tape, outcome) =
        play(&format!("{}{LOST}", desk(&keys)), &["03-04 09:00", "03-04 09:10", "03-04 09:20"]);
    assert_eq!(tape.ends("lost"), ["1 03-04 09:40", "2 03-04 09:50"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 09:00"]);
    assert_eq!((outcome.stations[0].abandoned, outcome.stations[0].abandoned_minutes), (2, 60.0));
}

/// A server who becomes free at the moment at which patience ends still takes the case.
#[test]
fn a_service_that_starts_when_patience_ends_takes_place() {
    let keys = format!("{ALWAYS}\nservice = \"1h\"\npatience = \"1h\"");
    let (tape, _) = play(&desk(&keys), &["03-04 09:00"; 3]);
    assert_eq!(tape.starts("desk"), ["0 03-04 09:00", "1 03-04 10:00"]);
    assert_eq!(tape.ends("withdrawal"), ["2 03-04 10:00"], "without a stage named they withdraw");
    assert_eq!(tape.fates[&2], Fate::Withdrawn);
}

#[test]
fn long_patience_ends_to_the_second() {
    let keys = format!("{ALWAYS}\nservice = \"30d\"\npatience = \"131h\"");
    let (tape, _) = play(&desk(&keys), &["03-04 09:00"; 2]);
    assert_eq!(tape.ends("withdrawal"), ["1 03-09 20:00"]);
}

/// A visit that ends in the line is a pass: the next visit draws another patience.
#[test]
fn who_comes_back_to_a_line_has_a_patience_of_its_own() {
    let body = "[[stage]]\nname = \"door\"\nkind = \"decision\"\nnext = [{ to = \"away\", limit = 8 }, { to = \"done\" }]\n\
                [[stage]]\nname = \"away\"\nkind = \"delay\"\ntime = \"1min\"\nnext = \"desk\"\n";
    let keys = "servers = 1\nshifts = [\"09:00-09:01\"]\nservice = \"10h\"\n\
                patience = { distribution = \"uniform\", min = \"1h\", max = \"2h\" }\nreneged = \"door\"";
    let start = "[[stage]]\nname = \"first\"\nkind = \"decision\"\nnext = \"desk\"\n";
    let text = format!("{start}{}{body}", desk(keys));
    let compiled = super::exact(&text, &["03-04 09:00", "03-04 09:00"]);
    let (mut told, _) = super::Tape::of(&compiled.model);
    told.entries.retain(|entry| entry.index == 1 && entry.what == "door");
    assert_eq!(told.entries.len(), 9, "eight times back, and then on");
    let times: Vec<u64> = told.entries.iter().map(|entry| entry.at.ticks()).collect();
    let mut spans: Vec<u64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    spans.sort_unstable();
    spans.dedup();
    assert_eq!(spans.len(), 8, "each time another patience");
}

/// Patience with the whole application goes on while a case that was handed over waits; the ten minutes of service
/// do not count.
#[test]
fn who_was_handed_over_may_still_withdraw() {
    let keys = "servers = 1\nend_of_shift = \"hand_over\"\nservice = \"20min\"";
    let (tape, outcome) = play_impatient(120.0, &desk(keys), &["03-04 17:50"]);
    assert_eq!(tape.ends("withdrawal"), ["0 03-04 20:00"]);
    assert_eq!(tape.ends("desk"), [""; 0]);
    assert_eq!(outcome.stations[0].busy_hours(28), 10.0 / 60.0);
}

/// The shift ends when the second could start, which then runs out of patience.
#[test]
fn patience_in_line_ends_while_nobody_is_on_duty() {
    let keys = "servers = 1\nend_of_shift = \"hand_over\"\nservice = \"20min\"\npatience = \"15min\"";
    let (tape, _) = play(&desk(keys), &["03-04 17:40", "03-04 17:50"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 18:00"]);
    assert_eq!(tape.ends("withdrawal"), ["1 03-04 18:05"]);
}

#[test]
fn whoever_finds_the_line_too_long_goes_elsewhere() {
    let keys = format!("{ALWAYS}\nservice = \"1h\"\nbalk_at = 1\nbalked = \"lost\"");
    let (tape, outcome) = play(&format!("{}{LOST}", desk(&keys)), &["03-04 09:00"; 4]);
    assert_eq!(tape.ends("lost"), ["2 03-04 09:00", "3 03-04 09:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 10:00", "1 03-04 11:00"]);
    let station = &outcome.stations[0];
    assert_eq!((station.arrivals, station.balked, station.served, station.queue_max(28)), (4, 2, 2, 1));
}

#[test]
fn a_station_without_a_line_loses_whoever_finds_it_busy() {
    let (tape, _) = play(
        &desk(&format!("{ALWAYS}\nservice = \"1h\"\nbalk_at = 0")),
        &["03-04 09:00", "03-04 09:59", "03-04 10:00"],
    );
    assert_eq!(
        tape.starts("desk"),
        ["0 03-04 09:00", "2 03-04 10:00"],
        "a server freed at a moment is free then"
    );
    assert_eq!(tape.ends("withdrawal"), ["1 03-04 09:59"]);
}

/// A line that sends its balkers straight back to itself would never let time pass.
#[test]
fn a_loop_of_balking_without_time_is_found_by_the_check() {
    let faults = |aside: &str| {
        let text = format!(
            "population.source = \"plain\"\n{}\n[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n",
            desk(&format!("{ALWAYS}\nservice = \"1h\"\n{aside}"))
        );
        let mut loaded = load_text("test.toml", &text, &[]);
        let scenario: Scenario = loaded.read();
        let compiled = compile(&scenario, &mut loaded.faults);
        (compiled.is_some(), loaded.faults.render(&loaded.sources, false))
    };
    for aside in ["balk_at = 1\nbalked = \"desk\"", "patience = \"0s\"\nreneged = \"desk\""] {
        let (compiled, told) = faults(aside);
        assert!(!compiled && told.contains("without time passing"), "{told}");
    }
    let (compiled, told) = faults("patience = \"1min\"\nreneged = \"desk\"");
    assert!(compiled, "{told}");
}

/// Six cases at 09:00 and six more urgent ones at 10:30, an hour each.
fn classes(share: &str) -> Vec<u64> {
    let keys = format!("{ALWAYS}\nservice = \"1h\"\npriority = [{{ decision = \"approved\" }}]\n{share}");
    let arrivals: Vec<&str> = ["03-04 09:00"; 6].into_iter().chain(["03-04 10:30"; 6]).collect();
    play(&marked("from = \"10:00\"", &desk(&keys)), &arrivals).0.order("desk")
}

/// Stages before `desk` that approve whoever arrives when `when` holds, and refuse the others: unlike the time, that
/// stays as it is while they wait.
fn marked(when: &str, desk: &str) -> String {
    let mark = |name: &str, share: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nkind = \"decision\"\nby = \"chance\"\nshare = {share}\nnext = \"desk\"\n"
        )
    };
    format!(
        "[[stage]]\nname = \"split\"\nkind = \"decision\"\n\
         next = [{{ to = \"yes\", when = {{ {when} }} }}, {{ to = \"no\" }}]\n{}{}{desk}",
        mark("yes", "1.0"),
        mark("no", "0.0")
    )
}

#[test]
fn the_first_class_is_served_first_or_in_its_share_of_services() {
    assert_eq!(classes(""), [0, 1, 6, 7, 8, 9, 10, 11, 2, 3, 4, 5]);
    assert_eq!(classes("fast_lane_share = 1.0"), classes(""));
    assert_eq!(classes("fast_lane_share = 0.0"), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    // Every second service out of the line looks at the first class before the others.
    assert_eq!(classes("fast_lane_share = 0.5"), [0, 1, 6, 2, 7, 3, 8, 4, 9, 5, 10, 11]);
}

#[test]
fn the_service_time_follows_its_conditions() {
    let keys = "servers = 9\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\nservice = \"10min\"\n\
                service_when = [{ when = { from = \"20:00\" }, service = \"1min\" }, { when = { from = \"12:00\" }, service = \"30min\" }]\n\
                adjust = [{ when = { weekday = \"saturday\" }, factor = 2.0 }, { when = { from = \"12:00\" }, add = \"5min\" }]";
    let (tape, _) =
        play(&desk(keys), &["03-04 10:00", "03-04 12:00", "03-04 20:00", "03-09 10:00", "03-09 12:00"]);
    assert_eq!(
        tape.ends("desk"),
        ["0 03-04 10:10", "1 03-04 12:35", "2 03-04 20:06", "3 03-09 10:20", "4 03-09 13:05"],
        "the first that holds, then every factor, then what is added"
    );
}

#[test]
fn the_shortest_expected_service_comes_first() {
    let keys = format!(
        "{ALWAYS}\nservice = \"1h\"\ndiscipline = \"shortest_expected\"\n\
         adjust = [{{ when = {{ decision = \"approved\" }}, factor = 0.1 }}]"
    );
    let body = marked("from = \"09:20\", until = \"09:30\"", &desk(&keys));
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 09:10", "03-04 09:20", "03-04 09:40"]);
    assert_eq!(tape.order("desk"), [0, 2, 1, 3]);
}

/// Lots belong to the station: what is drawn at another changes nobody's place in this one.
#[test]
fn lots_at_one_station_leave_those_at_another_as_they_are() {
    let tandem = |order: &str| {
        format!(
            "[[stage]]\nname = \"first\"\nkind = \"station\"\nnext = \"desk\"\ndiscipline = \"random\"\n\
             service = \"10min\"\n{ALWAYS}\n{}",
            desk(&format!("{ALWAYS}\nservice = \"25min\"\ndiscipline = \"{order}\""))
        )
    };
    let arrivals: Vec<String> = (0..30).map(|minute| format!("03-04 09:{minute:02}")).collect();
    let arrivals: Vec<&str> = arrivals.iter().map(String::as_str).collect();
    let (in_turn, _) = play(&tandem("first_come"), &arrivals);
    let (by_lot, _) = play(&tandem("random"), &arrivals);
    assert_eq!(in_turn.starts("first"), by_lot.starts("first"));
    assert_ne!(in_turn.order("first"), (0..30).collect::<Vec<u64>>(), "it is a lot");
    assert_ne!(in_turn.order("desk"), by_lot.order("desk"));
}
