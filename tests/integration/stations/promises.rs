//! Promises: what share of those who filed and stayed is decided within so many working days.

use super::{ALWAYS, Fate, desk, play, play_impatient};
use reinstate::observe::{METRICS, Outcome};

fn read(outcome: &Outcome, name: &str) -> Option<f64> {
    let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
    (metric.read)(outcome).value
}

fn within(outcome: &Outcome) -> [Option<f64>; 3] {
    [1, 2, 3].map(|days| read(outcome, &format!("decided_within_{days}wd_share")))
}

/// One person serves one case a day, and four come on Monday morning. The last gives up on Wednesday evening: late by
/// the promise of one day, and out of those of two and three.
#[test]
fn whoever_gives_up_after_the_promise_counts_as_late() {
    let keys = "servers = 1\nshifts = [\"09:00-17:00\"]\nservice = \"8h\"";
    let (tape, outcome) = play_impatient(60.0 * 60.0, &desk(keys), &["03-04 09:00"; 4]);
    assert_eq!(tape.ends("desk"), ["0 03-04 17:00", "1 03-05 17:00", "2 03-06 17:00"]);
    assert_eq!(
        (tape.ends("withdrawal"), tape.fates[&3]),
        (vec!["3 03-06 21:00".to_owned()], Fate::Withdrawn)
    );
    assert_eq!(within(&outcome), [Some(2.0 / 4.0), Some(1.0), Some(1.0)]);
    assert_eq!(read(&outcome, "human_decided_within_3wd_share"), Some(1.0));
}

/// Whoever is undecided when the run ends is late; if everybody gives up in time, nothing was promised to anybody.
#[test]
fn the_undecided_are_late_and_of_nobody_there_is_no_share() {
    let (_, outcome) = play(&desk(&format!("{ALWAYS}\nservice = \"50d\"")), &["03-04 09:00"; 2]);
    assert_eq!(within(&outcome), [Some(0.0); 3], "one is decided after 50 days, one never");
    let closed = "servers = 1\nshifts = [\"09:00-10:00\"]\nservice = \"1h\"";
    let (_, outcome) = play_impatient(60.0, &desk(closed), &["03-04 12:00"]);
    assert_eq!(within(&outcome), [None; 3]);
}

/// Four services of six hours, one after the other.
#[test]
fn calendar_days_are_of_the_same_cases_as_working_days() {
    let keys = format!("{ALWAYS}\nservice = \"6h\"");
    let (_, outcome) = play(&desk(&keys), &["03-04 00:00"; 4]);
    let near = |name: &str, days: f64| {
        let found = read(&outcome, name).unwrap();
        assert!((found / days - 1.0).abs() < 0.004, "{name}: {found}, exactly {days}");
    };
    near("decision_days_p50", 0.5);
    near("decision_days_p90", 1.0);
    near("decision_days_p95", 1.0);
    near("decision_days_mean", 0.625);
    assert_eq!(read(&outcome, "decision_working_days_p50"), Some(0.0));
}

/// The two of the morning are served for six hours each, one after the other; the six of the evening are decided at once,
/// by nobody. Times to decision by people are those of the two, whatever comes out: .25 and .5 days, against .0 for most.
#[test]
fn times_to_human_decision_are_of_humans_alone() {
    for (outcome, restored) in [("approved", 8), ("refused", 6)] {
        let body = format!(
            "[[stage]]\nname = \"sort\"\nkind = \"decision\"\n\
             next = [{{ to = \"desk\", when = {{ until = \"12:00\" }} }}, {{ to = \"done\" }}]\n\
             [[stage]]\nname = \"desk\"\nkind = \"station\"\nnext = \"read\"\n{ALWAYS}\nservice = \"6h\"\n\
             [[stage]]\nname = \"read\"\nkind = \"exit\"\noutcome = \"{outcome}\"\n"
        );
        let arrivals =
            ["03-04 00:00", "03-04 00:00", "03-04 18:00", "03-04 18:00", "03-04 18:00", "03-04 18:00"];
        let (_, found) = play(&body, &[&arrivals[..], &arrivals[4..]].concat());
        let near = |name: &str, days: f64| {
            let read = read(&found, name).unwrap();
            assert!((read - days).abs() <= 0.004 * days, "{outcome} {name}: {read}, exactly {days}");
        };
        near("human_decision_days_p50", 0.25);
        near("human_decision_days_p90", 0.5);
        near("human_decision_days_p95", 0.5);
        near("decision_days_p50", 0.0);
        near("restoration_days_p50", 0.0);
        assert_eq!(found.decision_days_human.count(), 2);
        assert_eq!((found.decision_days.count(), found.restoration_days.count()), (8, restored));
        assert_eq!(read(&found, "human_decision_working_days_p90"), Some(0.0));
    }
}

/// One person serves one case a day; four of Monday are decided 0, 1, 2 and 3 working days later, a fifth at once.
#[test]
fn working_days_to_human_decision_are_those_of_humans() {
    let keys = "servers = 1\nshifts = [\"09:00-17:00\"]\nservice = \"8h\"";
    let body = desk(keys).replace("[[stage]]\nname = \"desk\"", "[[stage]]\nname = \"sort\"\nkind = \"decision\"\n\
        next = [{ to = \"desk\", when = { until = \"12:00\" } }, { to = \"done\" }]\n[[stage]]\nname = \"desk\"");
    let (_, outcome) =
        play(&body, &["03-04 09:00", "03-04 09:00", "03-04 09:00", "03-04 09:00", "03-04 13:00"]);
    let of = |p: u32| read(&outcome, &format!("human_decision_working_days_p{p}"));
    assert_eq!([50, 90, 95].map(of), [Some(1.0), Some(3.0), Some(3.0)]);
    assert_eq!(read(&outcome, "decision_working_days_p50"), Some(1.0), "0, 0, 1, 2, 3");
}
