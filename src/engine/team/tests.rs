//! Who takes the next case, and what becomes of it when the shift ends.

use super::*;
use crate::time::{DAY, HOUR, MINUTE, Shift, WorkCalendar};
use jiff::civil::date;

/// A hundred days, the same shifts every day.
fn daily(shifts: &[(u64, u64)]) -> OfficeHours {
    until(shifts, 100)
}

/// The same, with nobody on duty from `last` on.
fn until(shifts: &[(u64, u64)], last: u32) -> OfficeHours {
    let calendar = WorkCalendar::every_day(date(2024, 1, 1), 100).expect("a calendar");
    let shifts = shifts.iter().map(|(from, to)| Shift { start: *from * HOUR, end: *to * HOUR }).collect();
    OfficeHours::by_day(calendar, vec![shifts], None, |day| (day < last).then_some(0)).expect("shifts")
}

fn at(day: u64, hour: u64) -> SimTime {
    SimTime::START + day * DAY + hour * HOUR
}

fn team(crews: &[(u32, &OfficeHours)], end: EndOfShift) -> Team {
    let crews: Vec<Crew> =
        crews.iter().map(|(people, hours)| Crew { people: *people, hours: (*hours).clone() }).collect();
    Team::new(&crews, end)
}

/// Office hours with an hour off at noon.
fn office() -> OfficeHours {
    daily(&[(9, 12), (13, 17)])
}

#[test]
fn whoever_is_idle_the_longest_takes_the_next_case() {
    let hours = office();
    let mut team = team(&[(2, &hours), (1, &hours)], EndOfShift::Suspend);
    let now = at(0, 9);
    assert_eq!(
        [team.take(now), team.take(now), team.take(now), team.take(now)],
        [Some(0), Some(1), Some(2), None]
    );
    for server in [2, 0, 1] {
        team.release(now, server);
    }
    assert_eq!(
        [team.take(now), team.take(now), team.take(now)],
        [Some(2), Some(0), Some(1)],
        "over both groups"
    );
}

#[test]
fn of_groups_with_different_hours_only_who_is_on_duty_counts() {
    let (early, late) = (daily(&[(6, 14)]), daily(&[(12, 20)]));
    let mut team = team(&[(1, &early), (1, &late)], EndOfShift::Suspend);
    assert_eq!(
        [
            team.free_group(at(0, 5)).is_some(),
            team.free_group(at(0, 6)).is_some(),
            team.free_group(at(0, 20)).is_some()
        ],
        [false, true, false]
    );
    assert_eq!(team.take(at(0, 13)), Some(0), "idle since the start, and listed first");
    assert_eq!(team.take(at(0, 13)), Some(1));
    team.release(at(0, 13), 1);
    team.release(at(0, 13), 0);
    // Server 1 has been idle longer, and is not on duty yet the next morning.
    assert_eq!([team.take(at(1, 7)), team.take(at(1, 7))], [Some(0), None]);
    assert_eq!(team.take(at(1, 12)), Some(1));
    assert_eq!((team.servers(), team.idle(), team.busy()), (2, 0, 2));
}

#[test]
fn the_next_on_duty_is_the_first_idle_one_who_is_off() {
    let (early, late) = (daily(&[(6, 14)]), daily(&[(12, 20)]));
    let mut team = team(&[(1, &early), (1, &late)], EndOfShift::Suspend);
    assert_eq!(team.next_on_duty(at(0, 5)), at(0, 6));
    assert_eq!(team.next_on_duty(at(0, 7)), at(0, 12), "who is on duty does not come on duty");
    assert_eq!(team.next_on_duty(at(0, 13)), SimTime::NEVER, "all are");
    assert_eq!(team.take(at(0, 7)), Some(0));
    assert_eq!(team.next_on_duty(at(0, 21)), at(1, 12), "who has a case in hand is not idle");
}

#[test]
fn nobody_is_a_team_too() {
    let hours = office();
    for mut team in [team(&[], EndOfShift::Suspend), team(&[(0, &hours)], EndOfShift::HandOver)] {
        assert_eq!((team.servers(), team.idle(), team.busy()), (0, 0, 0));
        assert_eq!((team.take(at(0, 10)), team.free_group(at(0, 10)).is_some()), (None, false));
        assert_eq!(team.next_on_duty(at(0, 0)), SimTime::NEVER);
    }
}

/// Work that starts at 11:00 with an hour off from 12 and the end at 17.
#[test]
fn the_course_of_work_by_what_happens_at_the_end_of_a_shift() {
    let hours = office();
    let course = |end, work| team(&[(1, &hours)], end).course(at(0, 11), 0, work);
    let within = EndOfShift::FinishWithin(30 * MINUTE);
    for end in [EndOfShift::Suspend, EndOfShift::Finish, within, EndOfShift::HandOver] {
        let exact = course(end, HOUR);
        assert_eq!(exact, Course::Ends(at(0, 12)), "{end:?}: work that fits exactly ends with the shift");
    }
    let tick = SimDuration::from_ticks(1);
    assert_eq!(course(EndOfShift::Suspend, HOUR + tick), Course::Ends(at(0, 13) + tick));
    assert_eq!(course(EndOfShift::Finish, HOUR + tick), Course::Ends(at(0, 12) + tick));
    assert_eq!(course(EndOfShift::HandOver, HOUR + tick), Course::HandsOver(at(0, 12), tick));
    assert_eq!(course(within, 90 * MINUTE), Course::Ends(at(0, 12) + 30 * MINUTE));
    assert_eq!(course(within, 90 * MINUTE + tick), Course::Ends(at(0, 13) + 30 * MINUTE + tick), "put down");
    assert_eq!(course(EndOfShift::Suspend, 8 * HOUR), Course::Ends(at(1, 12)), "1 h + 4 h + 3 h");
}

#[test]
fn shifts_that_touch_are_one_and_work_round_the_clock_never_stops() {
    let hours = daily(&[(0, 12), (12, 24)]);
    for end in [EndOfShift::Suspend, EndOfShift::HandOver, EndOfShift::FinishWithin(HOUR)] {
        let team = team(&[(1, &hours)], end);
        assert_eq!(team.course(at(3, 11), 0, 30 * HOUR), Course::Ends(at(4, 17)), "{end:?}");
    }
}

/// Someone whose last duty ends on day 2 at 17:00, and who has 3 + 4 hours of duty a day.
#[test]
fn who_never_comes_back_hands_over_when_they_leave() {
    let hours = until(&[(9, 12), (13, 17)], 3);
    for end in [EndOfShift::Suspend, EndOfShift::FinishWithin(MINUTE)] {
        let team = team(&[(1, &hours)], end);
        assert_eq!(team.course(at(1, 16), 0, 8 * HOUR), Course::Ends(at(2, 17)), "the last moment is theirs");
        assert_eq!(team.course(at(1, 16), 0, 9 * HOUR), Course::HandsOver(at(2, 17), HOUR));
        assert_eq!(team.course(at(5, 10), 0, HOUR), Course::HandsOver(at(5, 10), HOUR), "gone already");
    }
    assert_eq!(
        team(&[(1, &hours)], EndOfShift::Finish).course(at(2, 16), 0, 9 * HOUR),
        Course::Ends(at(3, 1))
    );
}

#[test]
fn off_duty_a_case_is_handed_over_at_once() {
    let team = team(&[(1, &office())], EndOfShift::HandOver);
    assert_eq!(team.course(at(0, 12), 0, HOUR), Course::HandsOver(at(0, 12), HOUR));
}

#[test]
fn who_is_out_of_order_takes_no_case_until_repaired() {
    let mut team = team(&[(2, &office())], EndOfShift::Suspend);
    team.fail(0);
    assert_eq!((team.idle(), team.busy()), (1, 1));
    assert_eq!([team.take(at(0, 9)), team.take(at(0, 9))], [Some(1), None]);
    team.repair(at(0, 10), 0);
    assert_eq!((team.idle(), team.take(at(0, 10))), (1, Some(0)));
    team.repair(at(0, 10), 0);
    assert_eq!(team.idle(), 0, "a second repair repairs nothing");
}

#[test]
fn a_failure_of_who_has_a_case_in_hand_leaves_them_with_it() {
    let mut team = team(&[(1, &office())], EndOfShift::Suspend);
    assert_eq!(team.take(at(0, 9)), Some(0));
    team.fail(0);
    team.repair(at(0, 10), 0);
    assert_eq!(team.idle(), 0, "the case is still in hand");
    team.release(at(0, 11), 0);
    assert_eq!(team.take(at(0, 11)), Some(0));
}

#[test]
fn who_is_out_of_order_does_not_come_on_duty() {
    let mut team = team(&[(1, &office())], EndOfShift::Suspend);
    team.fail(0);
    assert_eq!(team.next_on_duty(at(0, 3)), SimTime::NEVER);
}

#[test]
#[should_panic(expected = "released twice")]
fn a_server_is_not_released_twice() {
    team(&[(1, &office())], EndOfShift::Suspend).release(at(0, 9), 0);
}
