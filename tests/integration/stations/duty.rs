//! Hours of duty: shifts, breaks, holidays, people who come and go, overtime, absence.

use super::{ALWAYS, Fate, desk, exact, play};

/// A station `desk` of a team `clerks`.
fn clerks(team: &str, service: &str) -> String {
    format!("[team.clerks]\n{team}\n{}", desk(&format!("team = \"clerks\"\nservice = \"{service}\"")))
}

const OFFICE: &str = "people = 1\nshifts = [\"09:00-12:00\", \"13:00-18:00\"]";

#[test]
fn a_shift_gap_at_noon_suspends_the_case_and_delays_the_next() {
    let (tape, outcome) = play(&clerks(OFFICE, "30min"), &["03-04 11:50", "03-04 12:10"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 11:50", "1 03-04 13:20"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 13:20", "1 03-04 13:50"]);
    assert_eq!(outcome.stations[0].busy_hours(28), 1.0, "two half hours, and no lunch");
}

#[test]
fn a_break_is_cut_out_of_the_shift() {
    let team = "people = 1\nshifts = [\"09:00-18:00\"]\nbreaks = [\"12:00-13:00\", \"15:00-15:10\"]";
    let (tape, _) = play(&clerks(team, "30min"), &["03-04 11:50", "03-04 12:10", "03-04 14:50"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 11:50", "1 03-04 13:20", "2 03-04 14:50"]);
    assert_eq!(tape.ends("desk")[2], "2 03-04 15:30", "10 min before the break, 20 after it");
}

/// Qingming 2024: off from Thursday 4 to Saturday 6 April, Sunday 7 April worked instead.
#[test]
fn an_arrival_on_a_holiday_waits_for_the_next_opening_which_may_be_a_sunday() {
    let (tape, _) = play(&clerks(OFFICE, "30min"), &["04-04 10:00", "04-07 10:00", "04-13 10:00"]);
    assert_eq!(tape.starts("desk"), ["0 04-07 09:00", "1 04-07 10:00", "2 04-15 09:00"]);
}

/// Labour Day 2024: Saturday 11 May is worked.
#[test]
fn a_make_up_saturday_is_worked() {
    let (tape, _) = play(&clerks(OFFICE, "30min"), &["05-10 19:00", "05-18 10:00"]);
    assert_eq!(tape.starts("desk"), ["0 05-11 09:00", "1 05-20 09:00"], "the Saturday after it is not");
}

#[test]
fn when_everyone_has_left_for_good_cases_wait_for_ever() {
    let team = |end| format!("people = 1\nchanges = [{{ from = \"2024-03-06\", people = 0 }}]\n{end}");
    let arrivals = ["03-05 10:00", "03-05 17:50", "03-06 10:00"];
    let (tape, _) = play(&clerks(&team(""), "20min"), &arrivals);
    assert_eq!(tape.starts("desk"), ["0 03-05 10:00", "1 03-05 17:50"]);
    assert_eq!(tape.ends("desk"), ["0 03-05 10:20"]);
    assert_eq!([1, 2].map(|case| tape.fates[&case]), [Fate::Pending; 2]);
    let count = tape.counts[&0];
    assert_eq!((count.waiting, count.in_service), (2, 0), "the case in hand went back to the line");
    let (tape, _) = play(&clerks(&team("end_of_shift = \"finish\""), "20min"), &arrivals);
    assert_eq!(tape.ends("desk"), ["0 03-05 10:20", "1 03-05 18:10"], "finished before leaving");
}

#[test]
fn who_leaves_for_good_hands_the_case_to_whoever_comes() {
    let teams = "[team.old]\nchanges = [{ from = \"2024-03-06\", people = 0 }]\n\
                 [team.new]\npeople = 0\nchanges = [{ from = \"2024-03-06\", people = 1 }]\n";
    let body = format!("{teams}{}", desk("team = [\"old\", \"new\"]\nservice = \"20min\""));
    let (tape, outcome) = play(&body, &["03-05 17:50", "03-05 17:55"]);
    assert_eq!(tape.starts("desk"), ["0 03-05 17:50", "0 03-06 09:00", "1 03-06 09:10"]);
    assert_eq!(tape.hands("desk"), ["old 0", "new 0", "new 0"]);
    assert_eq!(tape.ends("desk"), ["0 03-06 09:10", "1 03-06 09:30"]);
    let waits = 15.0 * 60.0 + 15.0 * 60.0 + 15.0;
    assert_eq!(outcome.stations[0].wait_minutes(), waits, "18:00 to 09:00 again, and 17:55 to 09:10");
}

/// Nine hours a day, five hours a case, six cases at once: one person on Monday, three on Tuesday,
/// one again from Wednesday on.
#[test]
fn capacity_rises_and_falls_while_the_line_is_full() {
    let team = "people = 1\nchanges = [{ from = \"2024-03-05\", people = 3 }, { from = \"2024-03-06\", people = 1 }]";
    let (tape, _) = play(&clerks(team, "5h"), &["03-04 09:00"; 6]);
    assert_eq!(
        tape.ends("desk"),
        [
            "0 03-04 14:00",
            "1 03-05 10:00", // 4 h on Monday, 1 h on Tuesday
            "2 03-05 14:00",
            "3 03-05 14:00",
            "4 03-05 15:00",
            "5 03-06 10:00", // 4 h by someone who then leaves, 1 h by who stays
        ]
    );
    assert_eq!(
        tape.hands("desk"),
        ["clerks 0", "clerks 0", "clerks 1", "clerks 2", "clerks 0", "clerks 1", "clerks 0"]
    );
}

#[test]
fn of_changes_before_the_first_day_the_latest_counts_whatever_the_order_in_the_file() {
    for changes in [
        "[{ from = \"2024-02-01\", people = 2 }, { from = \"2023-06-01\", people = 5 }]",
        "[{ from = \"2023-06-01\", people = 5 }, { from = \"2024-02-01\", people = 2 }]",
    ] {
        let compiled = exact(&clerks(&format!("people = 1\nchanges = {changes}"), "1h"), &["03-04 09:00"]);
        assert_eq!(compiled.model.config().process.teams[0].people(), 2);
    }
}

#[test]
fn two_teams_of_one_station_keep_their_own_calendars() {
    let teams = "[team.office]\n[team.weekend]\ncalendar = \"every_day\"\n";
    let body = format!("{teams}{}", desk("team = [\"office\", \"weekend\"]\nservice = \"2h\""));
    let (tape, _) = play(&body, &["03-09 10:00", "03-09 17:00", "03-11 11:00", "03-11 11:00"]);
    assert_eq!(tape.hands("desk"), ["weekend 0", "weekend 0", "office 0", "weekend 0"]);
    assert_eq!(tape.ends("desk")[..2], ["0 03-09 12:00", "1 03-10 10:00"], "suspended overnight to Sunday");
}

#[test]
fn a_weekday_may_have_other_hours_and_a_holiday_stays_off() {
    let team = "[team.clerks]\n[team.clerks.weekdays]\nsaturday = [\"10:00-12:00\"]\nfriday = []\n";
    let body = format!("{team}{}", desk("team = \"clerks\"\nservice = \"3h\""));
    let (tape, _) = play(&body, &["03-08 10:00", "03-14 17:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-09 10:00", "1 03-14 17:00"], "Friday off, Saturday from 10");
    assert_eq!(tape.ends("desk"), ["0 03-11 10:00", "1 03-16 12:00"], "Thursday's case is done on Saturday");
    // Saturday 6 April is a public holiday; Sunday 7 April is worked with the usual hours.
    let (tape, _) = play(&body, &["04-06 09:00"]);
    assert_eq!(tape.starts("desk"), ["0 04-07 09:00"]);
}

#[test]
fn overtime_finishes_what_it_can_and_the_rest_is_put_down() {
    let team = "end_of_shift = \"finish\"\novertime = \"30min\"";
    let (tape, outcome) = play(&clerks(team, "50min"), &["03-04 17:40"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 18:30"], "exactly the overtime");
    assert_eq!(outcome.stations[0].busy_hours(28), 50.0 / 60.0, "overtime is work");
    let (tape, _) = play(&clerks(team, "51min"), &["03-04 17:40"]);
    assert_eq!(tape.ends("desk"), ["0 03-05 09:31"], "20 min on Monday, 31 on Tuesday");
    let (tape, _) = play(&clerks("end_of_shift = \"finish\"", "5h"), &["03-04 17:40"]);
    assert_eq!(tape.ends("desk"), ["0 03-04 22:40"], "without a limit however long it takes");
}

/// Eight people who are each away on a quarter of their days: two a day, another pair each day.
#[test]
fn planned_absence_is_exact_in_the_long_run_and_spread_over_all_people() {
    let compiled = exact(&clerks("people = 8\nabsence = 0.25", "1h"), &["03-04 09:00"]);
    let config = compiled.model.config();
    let team = &config.process.teams[0];
    let working: Vec<u32> = (0..80).filter(|day| config.calendar.is_working(*day)).collect();
    for day in 0..80 {
        let hours = if working.contains(&day) { 6.0 * 9.0 } else { 0.0 };
        assert_eq!(team.duty_hours(day), hours, "day {day}");
    }
    let days = &working[..40];
    for crew in &team.crews {
        let away = days.iter().filter(|day| crew.hours.duty_on(**day).as_hours() == 0.0).count();
        assert_eq!((crew.people, away), (1, 10), "10 of 40 days");
    }
    assert_eq!(team.people(), 8);
}

#[test]
fn an_absence_of_everyone_suspends_the_case_until_they_are_back() {
    // One person, away on the first of every two days of duty: 1 March (Friday), 5 March, ...
    let (tape, _) = play(&clerks("absence = 0.5", "10h"), &["03-04 09:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 09:00"]);
    assert_eq!(tape.ends("desk"), ["0 03-06 10:00"], "9 h on Monday, Tuesday away, 1 h on Wednesday");
}

#[test]
fn unproductive_time_makes_work_longer_and_is_paid() {
    let (tape, outcome) = play(
        &clerks("availability = 0.5\npay = \"worked\"\ncost_per_hour = \"60 CNY\"", "10min"),
        &["03-04 09:00"],
    );
    assert_eq!(tape.ends("desk"), ["0 03-04 09:20"]);
    assert_eq!(tape.filed[0].handling_minutes, 10.0);
    assert!((outcome.pay.cny - 20.0).abs() < 1e-9, "{}", outcome.pay.cny);
    assert_eq!(outcome.stations[0].busy_hours(28), 20.0 / 60.0);
}

/// Work that outlasts the run at a desk that never closes: the case stays in hand, and nothing goes round.
#[test]
fn work_beyond_the_end_of_the_run_stays_in_hand() {
    for end in ["suspend", "finish", "hand_over"] {
        let keys = format!("{ALWAYS}\nservice = \"3000d\"\nend_of_shift = \"{end}\"");
        let (tape, outcome) = play(&desk(&keys), &["03-04 09:00", "03-05 09:00"]);
        assert_eq!(tape.starts("desk"), ["0 03-04 09:00"], "{end}");
        assert_eq!([0, 1].map(|case| tape.fates[&case]), [Fate::Pending; 2], "{end}");
        let days = 28.0 - 3.0 - 9.0 / 24.0;
        assert_eq!(outcome.stations[0].busy_hours(28), 24.0 * days, "{end}");
    }
}
