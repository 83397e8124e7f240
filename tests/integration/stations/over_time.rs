//! Conditions on time and age while a case waits: small inputs with right values.

use std::path::Path;

use proptest::prelude::*;

use super::waits::{case, measure};
use super::{ALWAYS, Fate, Tape, desk, exact, play};
use crate::common::scenario_with;
use reinstate::scenario::{Scenario, compile, load};
use reinstate::time::MINUTE;

/// The waits of the low class of `aging_priority`, in minutes, and that of case 18.
fn waits_of_the_low(tape: &Tape) -> (Vec<f64>, f64) {
    let wait = |case: u64| {
        let started = tape.at_stage("desk", true).find(|entry| entry.index == case).unwrap().at;
        let came = tape.filed.iter().find(|filed| filed.index == case).unwrap().submitted_at;
        started.since(came).as_minutes()
    };
    let low = tape.filed.iter().filter(|filed| filed.approved == Some(false)).map(|filed| wait(filed.index));
    (low.collect(), wait(18))
}

/// Who has waited for an hour overtakes: the class is judged whenever somebody is chosen. Frozen on joining the
/// line, the seven of the low class waited 302 minutes in the mean, and case 18 450.
#[test]
fn a_case_that_grows_old_becomes_urgent() {
    let (tape, outcome) = case("aging_priority");
    let (mut waits, eighteenth) = waits_of_the_low(&tape);
    waits.sort_by(f64::total_cmp);
    // The first of them is alone in line when the desk becomes free at 09:10: whoever arrives at that moment comes
    // after it. From 10:00 on everyone waits for an hour and more, so all are served in turn.
    assert_eq!(waits, [5.0, 90.0, 195.0, 225.0, 240.0, 255.0, 275.0]);
    assert_eq!((eighteenth, outcome.stations[0].served), (90.0, 60));
}

/// The same where everyone but the first comes a second earlier: then somebody more urgent is in line whenever the
/// desk becomes free, and the first of the low class waits for its hour. In the mean 192 minutes and a second.
#[test]
fn a_case_of_the_low_class_waits_until_it_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/aging_priority");
    let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap();
    let earlier = |(at, row): (usize, &str)| match row.parse::<jiff::civil::DateTime>() {
        Ok(moment) if at > 1 => format!("{}\n", moment - jiff::SignedDuration::from_secs(1)),
        _ => format!("{row}\n"),
    };
    let arrivals: String = read("arrivals.csv").lines().enumerate().map(earlier).collect();
    std::fs::write(folder.path().join("arrivals.csv"), arrivals).unwrap();
    let file = folder.path().join("scenario.toml");
    std::fs::write(&file, read("scenario.toml")).unwrap();
    let mut loaded = load(&file, &[]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults).unwrap();
    let (waits, eighteenth) = waits_of_the_low(&Tape::of(&compiled.model).0);
    let (mean, second) = (waits.iter().sum::<f64>() / 7.0, 1.0 / 60.0);
    assert!((mean - (1345.0 / 7.0 + second)).abs() < 1e-9, "{waits:?}");
    assert!((eighteenth - (90.0 + second)).abs() < 1e-9);
}

/// A team that may serve from 18:00 on, and is idle, takes at 18:00 who waits.
#[test]
fn a_team_takes_a_case_at_the_moment_from_which_it_may() {
    let (tape, _) = case("serves_by_time");
    assert_eq!(
        tape.starts("desk"),
        ["0 03-04 11:00", "1 03-04 18:00", "2 03-04 20:00", "3 03-05 10:00"],
        "from 22:00 on the night team takes nobody"
    );
    assert_eq!(tape.hands("desk"), ["day 0", "night 0", "night 0", "day 0"]);
}

/// Two teams that together may serve at every moment, and at none of them both.
#[test]
fn teams_that_relieve_one_another_by_the_clock_serve_everyone() {
    let teams = "[team.early]\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\nserves = { until = \"12:00\" }\n\
                 [team.late]\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\nserves = { from = \"12:00\" }\n";
    let body = format!("{teams}{}", desk("team = [\"early\", \"late\"]\nservice = \"2h\""));
    let (tape, _) = play(&body, &["03-04 10:00", "03-04 11:00", "03-04 11:30"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 10:00", "1 03-04 12:00", "2 03-04 14:00"]);
    assert_eq!(tape.hands("desk"), ["early 0", "late 0", "late 0"]);
}

/// A service that ends at the moment at which a condition changes is followed by whoever is next by then.
#[test]
fn at_the_moment_of_a_change_the_new_answer_counts() {
    let keys = format!(
        "{ALWAYS}\nservice = \"1h\"\npriority = [{{ at_least = {{ hours_since_filing = 2 }} }}, {{ from = \"10:30\" }}]"
    );
    // At 12:00 case 1 is two hours old, and case 2 came later but not early.
    let (tape, _) = play(&desk(&keys), &["03-04 09:00", "03-04 10:00", "03-04 10:00", "03-04 10:00"]);
    assert_eq!(tape.order("desk"), [0, 1, 2, 3], "whoever grows old first is in front of who came with them");
    let keys = format!(
        "{ALWAYS}\nservice = \"1h\"\npriority = [{{ weekday = \"tuesday\" }}]\ndiscipline = \"random\""
    );
    let (tape, _) = play(&desk(&keys), &["03-04 23:00", "03-04 23:10", "03-05 00:00"]);
    assert_eq!(tape.starts("desk").len(), 3);
    assert_eq!(tape.starts("desk")[1].split(' ').nth(2), Some("00:00"), "all of one class, by lot");
}

/// The shortest expected service is the shortest by the conditions of the moment.
#[test]
fn expected_services_change_with_the_clock() {
    let keys = format!(
        "{ALWAYS}\nservice = \"1h\"\ndiscipline = \"shortest_expected\"\n\
         service_when = [{{ when = {{ at_least = {{ hours_since_filing = 1.5 }} }}, service = \"2h\" }}]"
    );
    // At 10:00 nobody is old; at 11:00 the two of 09:00 and 09:10 are, and the one of 10:00 goes first.
    let (tape, _) = play(&desk(&keys), &["03-04 09:00", "03-04 09:00", "03-04 09:10", "03-04 10:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-04 09:00", "1 03-04 10:00", "3 03-04 11:00", "2 03-04 12:00"]);
    assert_eq!(tape.ends("desk")[3], "2 03-04 14:00", "and takes as long as it is expected to");
}

/// Days that differ by weekday, over a weekend, at a team of several stations.
#[test]
fn a_team_of_two_stations_is_called_when_it_may_serve() {
    let station = |name: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nkind = \"station\"\nteam = [\"pool\", \"none\"]\nservice = \"1h\"\nnext = \"done\"\n"
        )
    };
    let body = format!(
        "[team.pool]\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\nserves = {{ weekday = [\"saturday\"], from = \"08:00\" }}\n\
         [team.none]\npeople = 0\n[[stage]]\nname = \"split\"\nkind = \"decision\"\n\
         next = [{{ to = \"second\", when = {{ until = \"09:30\" }} }}, {{ to = \"first\" }}]\n{}{}",
        station("first"),
        station("second")
    );
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 10:00", "03-04 11:00"]);
    assert_eq!(tape.starts("second"), ["0 03-09 08:00"]);
    assert_eq!(tape.starts("first"), ["1 03-09 09:00", "2 03-09 10:00"]);
}

/// Claims are watched two days ahead: an age of a hundred hours is reached to the second.
#[test]
fn a_great_age_is_reached_to_the_second() {
    let teams = "[team.old]\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\nserves = { at_least = { hours_since_filing = 100.0125 } }\n";
    let body = format!("{teams}{}", desk("team = \"old\"\nservice = \"1h\""));
    let (tape, _) = play(&body, &["03-04 09:00", "03-04 09:00"]);
    assert_eq!(tape.starts("desk"), ["0 03-08 13:00:45", "1 03-08 14:00:45"]);
}

#[test]
fn a_pass_counts_when_the_stage_is_done() {
    let (tape, outcome) = case("passes");
    assert_eq!(tape.ends("desk"), ["0 03-04 09:10", "0 03-04 09:20"]);
    assert_eq!(outcome.stations[0].served, 2);
    // Of a stage that nothing leads back to the one pass counts as well.
    let keys = format!("{ALWAYS}\nservice = \"10min\"").replace("next = \"done\"\n", "");
    let once = desk(&keys).replace(
        "next = \"done\"",
        "next = [{ to = \"never\", when = { below = { passes = 1 } } }, { to = \"done\" }]",
    ) + "[[stage]]\nname = \"never\"\nkind = \"exit\"\noutcome = \"refused\"\n";
    assert_eq!(play(&once, &["03-04 09:00"]).0.path(0), ["desk", "done"]);
}

/// Seven of ten people are there each day, and .3 of all days of duty are days away.
#[test]
fn three_of_ten_are_away_each_day() {
    let compiled = scenario_with("tests/cases/absence_share/scenario.toml", &[]);
    let config = compiled.model.config();
    let days: Vec<f64> = (0..385).map(|day| config.process.teams[0].duty_hours(day)).collect();
    assert!(days.iter().all(|hours| *hours == 7.0 * 8.0), "{days:?}");
}

/// What the clock of a zone does to a scenario is told by the check, and a zone that stands plays.
#[test]
fn two_moments_of_one_reading_of_the_clock_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/passes/scenario.toml");
    let text = std::fs::read_to_string(root).unwrap().replace("2024-03-04", "2024-11-02");
    let text = text.replace("arrivals = \"1d\"", "arrivals = \"2d\"").replace("passes = 2", "passes = 1");
    let file = folder.path().join("scenario.toml");
    std::fs::write(
        folder.path().join("arrivals.csv"),
        "arrival\n2024-11-03T01:30:00-04:00\n2024-11-03T01:30:00-05:00\n",
    )
    .unwrap();
    let read = |zone: &str| {
        std::fs::write(
            &file,
            text.replace("drain = \"1d\"", &format!("drain = \"2d\"\ntime_zone = \"{zone}\"")),
        )
        .unwrap();
        let mut loaded = load(&file, &[]);
        let scenario: Scenario = loaded.read();
        let compiled = compile(&scenario, &mut loaded.faults);
        (compiled, loaded.faults.render(&loaded.sources, false))
    };
    let (refused, told) = read("America/New_York");
    assert!(
        refused.is_none()
            && told.contains("is moved on 2024-11-03")
            && told.contains("time_zone = \"-04:00\""),
        "{told}"
    );
    let (compiled, told) = read("-04:00");
    let (tape, outcome) = Tape::of(&compiled.unwrap_or_else(|| panic!("{told}")).model);
    assert_eq!(tape.starts("desk"), ["0 11-03 01:30", "1 11-03 02:30"]);
    assert_eq!(measure(&outcome, "wait_mean"), 0.0);
}

/// Claims that change keep the order of arrival, and memory of those who left does not grow.
#[test]
fn who_grows_old_keeps_their_place_among_the_old() {
    let keys =
        format!("{ALWAYS}\nservice = \"10min\"\npriority = [{{ at_least = {{ hours_since_filing = 1 }} }}]");
    let arrivals: Vec<String> = (0..60).map(|minute| format!("03-04 09:{minute:02}")).collect();
    let arrivals: Vec<&str> = arrivals.iter().map(String::as_str).collect();
    let (tape, outcome) = play(&desk(&keys), &arrivals);
    assert_eq!(tape.order("desk"), (0..60).collect::<Vec<u64>>(), "the older is always in front");
    assert!(tape.fates.values().all(|fate| *fate == Fate::Restored));
    assert_eq!(outcome.stations[0].served, 60);
    let compiled = exact(&desk(&format!("{ALWAYS}\nservice = \"1min\"")), &["03-04 09:00"]);
    assert!(compiled.model.config().plain, "the kernel of plain entities plays them");
}

/// What a random station of two people does: whole minutes after the first midnight and whole hours of the day.
#[derive(Debug, Clone)]
struct Desk {
    arrivals: Vec<u32>,
    service: u32,
    /// Cases of at least so many hours are the most urgent.
    old: u32,
    /// After them, everyone within these hours of the day if the second flag says so.
    urgent: (u32, u32, bool),
    /// Whom the people serve: everyone, those of an age in hours, or everyone within hours of the day.
    serves: Serves,
}

#[derive(Debug, Clone, Copy)]
enum Serves {
    Everyone,
    Old(u32),
    Within(u32, u32),
}

/// Whether a minute lies within hours of the day, over midnight if the second is the earlier.
fn within((from, until): (u32, u32), minute: u32) -> bool {
    let hour = minute / 60 % 24;
    if from < until { (from..until).contains(&hour) } else { hour >= from || hour < until }
}

impl Desk {
    fn may(&self, arrival: u32, now: u32) -> bool {
        match self.serves {
            Serves::Everyone => true,
            Serves::Old(hours) => now - arrival >= 60 * hours,
            Serves::Within(from, until) => within((from, until), now),
        }
    }

    fn class(&self, arrival: u32, now: u32) -> u32 {
        let (from, until, on) = self.urgent;
        match (now - arrival >= 60 * self.old, on && within((from, until), now)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }

    /// When each service starts, looked for minute by minute: whoever is done goes on with the next in line, then
    /// whoever arrives at that minute is taken up or joins it.
    fn starts(&self) -> Vec<(u32, usize)> {
        let (mut line, mut done, mut started) = (Vec::new(), Vec::new(), Vec::new());
        let mut take = |case: usize, now: u32, done: &mut Vec<u32>| {
            started.push((now, case));
            done.push(now + self.service);
        };
        for now in 0..45 * 24 * 60 {
            done.retain(|end| *end > now);
            while done.len() < 2 {
                let open = line.iter().copied().filter(|case: &usize| self.may(self.arrivals[*case], now));
                let Some(next) = open.min_by_key(|case| (self.class(self.arrivals[*case], now), *case))
                else {
                    break;
                };
                line.retain(|case| *case != next);
                take(next, now, &mut done);
            }
            for case in (0..self.arrivals.len()).filter(|case| self.arrivals[*case] == now) {
                if done.len() < 2 && self.may(now, now) {
                    take(case, now, &mut done);
                } else {
                    line.push(case);
                }
            }
        }
        started.sort_unstable();
        started
    }

    fn text(&self) -> String {
        let serves = match self.serves {
            Serves::Everyone => String::new(),
            Serves::Old(hours) => format!("serves = {{ at_least = {{ hours_since_filing = {hours} }} }}\n"),
            Serves::Within(from, until) => {
                format!("serves = {{ from = \"{from:02}:00\", until = \"{until:02}:00\" }}\n")
            }
        };
        let (from, until, on) = self.urgent;
        let urgent = if on {
            format!(", {{ from = \"{from:02}:00\", until = \"{until:02}:00\" }}")
        } else {
            String::new()
        };
        format!(
            "[team.clerks]\npeople = 2\nshifts = [\"00:00-24:00\"]\ncalendar = \"every_day\"\n{serves}{}",
            desk(&format!(
                "team = \"clerks\"\nservice = \"{}min\"\npriority = [{{ at_least = {{ hours_since_filing = {} }} }}{urgent}]",
                self.service, self.old
            ))
        )
    }
}

fn any_desk() -> impl Strategy<Value = Desk> {
    let hours = || (0_u32..23, 1_u32..24).prop_filter("some time", |(from, until)| from != until);
    let serves = prop_oneof![
        Just(Serves::Everyone),
        (0_u32..60).prop_map(Serves::Old),
        hours().prop_map(|(from, until)| Serves::Within(from, until)),
    ];
    let urgent = (hours(), any::<bool>()).prop_map(|((from, until), on)| (from, until, on));
    (prop::collection::vec(0_u32..4 * 1440, 1..40), 1_u32..200, 0_u32..60, urgent, serves).prop_map(
        |(mut arrivals, service, old, urgent, serves)| {
            arrivals.sort_unstable();
            Desk { arrivals, service, old, urgent, serves }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// A second route to who is served when, which looks at everyone in line at every minute.
    #[test]
    fn who_is_chosen_is_who_is_found_by_looking_every_minute(station in any_desk()) {
        let moment = |minute: &u32| format!("03-{:02} {:02}:{:02}", 1 + minute / 1440, minute / 60 % 24, minute % 60);
        let arrivals: Vec<String> = station.arrivals.iter().map(moment).collect();
        let arrivals: Vec<&str> = arrivals.iter().map(String::as_str).collect();
        let compiled = exact(&station.text(), &arrivals);
        let (tape, _) = Tape::of(&compiled.model);
        let start = compiled.model.config().calendar.first();
        prop_assert_eq!(start.day(), 1);
        let mut found: Vec<(u32, usize)> = tape
            .at_stage("desk", true)
            .map(|entry| ((entry.at.ticks() / MINUTE.ticks()) as u32, entry.index as usize))
            .collect();
        found.sort_unstable();
        prop_assert_eq!(found, station.starts());
    }
}
