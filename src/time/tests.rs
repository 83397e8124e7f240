//! Office hours whose days differ, against walks minute by minute that use no table.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DAYS: u32 = 40;
const DAY_MINUTES: u64 = 1440;

fn calendar(days: u32) -> WorkCalendar {
    // A Monday.
    WorkCalendar::new(date(2024, 1, 1), days, WorkCalendar::MONDAY_TO_FRIDAY, &BTreeMap::new(), None)
        .expect("a calendar")
}

fn minutes(count: u64) -> SimDuration {
    count * MINUTE
}

fn minute(count: u64) -> SimTime {
    SimTime::START + minutes(count)
}

fn at(day: u32, hour: u64, past: u64) -> SimTime {
    SimTime::from_day(day) + hour * HOUR + minutes(past)
}

fn shift(start: u64, end: u64) -> Shift {
    Shift { start: minutes(start), end: minutes(end) }
}

/// Lunch, a short day, round the clock, nobody, a night over two days, shifts that touch.
fn patterns() -> Vec<Vec<Shift>> {
    vec![
        vec![shift(540, 720), shift(810, 1080)],
        vec![shift(600, 780)],
        vec![shift(0, 1440)],
        vec![],
        vec![shift(0, 360), shift(1320, 1440)],
        vec![shift(540, 720), shift(720, 1080)],
    ]
}

/// A plan written out, with the hours made from it and a walk that needs no table.
#[derive(Debug, Clone)]
struct Plan(Vec<Option<usize>>);

impl Plan {
    fn hours(&self) -> OfficeHours {
        OfficeHours::by_day(calendar(self.0.len() as u32), patterns(), |day| self.0[day as usize])
            .expect("patterns")
    }

    fn minutes(&self) -> u64 {
        self.0.len() as u64 * DAY_MINUTES
    }

    fn is_open(&self, minute: u64) -> bool {
        let time = minutes(minute % DAY_MINUTES);
        let pattern = self.0.get((minute / DAY_MINUTES) as usize).copied().flatten();
        pattern.is_some_and(|at| patterns()[at].iter().any(|shift| shift.start <= time && time < shift.end))
    }

    fn open_minutes(&self) -> Vec<bool> {
        (0..self.minutes()).map(|minute| self.is_open(minute)).collect()
    }
}

fn plan() -> impl Strategy<Value = Plan> {
    let pattern = prop_oneof![2 => Just(None), 5 => (0..patterns().len()).prop_map(Some)];
    // One pattern alone takes the arithmetic path, several the search; both must hold.
    let mixed = prop::collection::vec(pattern, DAYS as usize);
    let single = (0..patterns().len(), prop::collection::vec(any::<bool>(), DAYS as usize))
        .prop_map(|(pattern, worked)| worked.into_iter().map(|works| works.then_some(pattern)).collect());
    let whole = (0..patterns().len()).prop_map(|pattern| vec![Some(pattern); DAYS as usize]);
    prop_oneof![6 => mixed, 2 => single, 1 => whole].prop_map(Plan)
}

/// Ticks of a moment in the span, or a day or two past it.
fn moment() -> impl Strategy<Value = SimTime> {
    (0..u64::from(DAYS + 2) * DAY.ticks()).prop_map(SimTime::from_ticks)
}

proptest! {
    #[test]
    fn adding_and_measuring_are_inverse(plan in plan(), from in moment(), work in 1..200 * HOUR.ticks()) {
        let hours = plan.hours();
        let work = SimDuration::from_ticks(work);
        let end = hours.add(from, work);
        if end == SimTime::NEVER {
            // Only because the span holds less than that.
            prop_assert!(hours.between(from, SimTime::from_day(DAYS)) < work);
        } else {
            prop_assert_eq!(hours.between(from, end), work);
            // The end is the earliest such moment: a tick before, less has passed.
            prop_assert!(hours.between(from, SimTime::from_ticks(end.ticks() - 1)) < work);
        }
    }

    #[test]
    fn elapsed_agrees_with_counting_minutes(plan in plan(), end in 0..u64::from(DAYS + 2) * DAY_MINUTES) {
        let counted = plan.open_minutes().into_iter().take(end as usize).filter(|open| *open).count() as u64;
        prop_assert_eq!(plan.hours().elapsed(minute(end)), minutes(counted));
    }

    #[test]
    fn adding_agrees_with_a_walk(
        plan in plan(),
        from in 0..u64::from(DAYS + 2) * DAY_MINUTES,
        work in prop_oneof![Just(0), 1..60_u64, 0..12_000_u64],
    ) {
        let open = plan.open_minutes();
        let mut ahead = (from..plan.minutes()).filter(|minute| open[*minute as usize]);
        let walked = match work {
            0 => ahead.next().map(minute),
            _ => ahead.nth(work as usize - 1).map(|last| minute(last + 1)),
        };
        prop_assert_eq!(plan.hours().add(minute(from), minutes(work)), walked.unwrap_or(SimTime::NEVER));
    }

    #[test]
    fn opening_and_closing_agree_with_a_scan(plan in plan(), from in 0..u64::from(DAYS + 2) * DAY_MINUTES) {
        let (hours, open) = (plan.hours(), plan.open_minutes());
        let scan = |wanted: bool| {
            (from..plan.minutes()).find(|at| open[*at as usize] == wanted).map_or(SimTime::NEVER, minute)
        };
        let is_open = open.get(from as usize).copied().unwrap_or(false);
        prop_assert_eq!(hours.is_open(minute(from)), is_open);
        prop_assert_eq!(hours.next_open(minute(from)), scan(true));
        prop_assert_eq!(hours.shift_end(minute(from)), is_open.then(|| scan(false)));
        prop_assert_eq!(hours.is_always_open(), open.iter().all(|open| *open));
        let day = (from / DAY_MINUTES) as u32;
        let duty = hours.elapsed(SimTime::from_day(day + 1)) - hours.elapsed(SimTime::from_day(day));
        prop_assert_eq!(hours.duty_on(day), duty);
    }

    /// Hours made day by day from a calendar are those of the constructor for equal days.
    #[test]
    fn equal_days_are_a_special_case(from in moment(), work in 0..100 * HOUR.ticks()) {
        let calendar = calendar(DAYS);
        let [lunch, short, ..] = <[_; 6]>::try_from(patterns()).expect("six patterns");
        let new = OfficeHours::new(calendar.clone(), lunch.clone()).expect("shifts");
        let worked = calendar.clone();
        // The second pattern is worked on no day of the span but the last, a Friday.
        let by_day = OfficeHours::by_day(calendar, vec![lunch, short], |day| {
            worked.is_working(day).then_some(usize::from(day == DAYS - 1))
        }).expect("patterns");
        let work = SimDuration::from_ticks(work);
        let end = new.add(from, work);
        prop_assume!(end < SimTime::from_day(DAYS - 1));
        prop_assert_eq!(by_day.add(from, work), end);
        prop_assert_eq!(by_day.elapsed(from), new.elapsed(from));
    }
}

#[test]
fn nobody_is_ever_on_duty() {
    for patterns in [vec![], vec![vec![]]] {
        let empty = patterns.len();
        let hours = OfficeHours::by_day(calendar(30), patterns, |_| empty.checked_sub(1)).expect("no duty");
        for moment in [SimTime::START, at(7, 12, 0), at(30, 0, 0), SimTime::NEVER] {
            assert!(!hours.is_open(moment) && hours.shift_end(moment).is_none());
            assert_eq!((hours.next_open(moment), hours.add(moment, HOUR)), (SimTime::NEVER, SimTime::NEVER));
            assert_eq!(hours.add(moment, SimDuration::ZERO), SimTime::NEVER);
            assert_eq!(hours.elapsed(moment), SimDuration::ZERO);
        }
        assert_eq!((hours.daily(), hours.opens(), hours.closes()), Default::default());
        assert_eq!((hours.opens_on(0), hours.duty_on(0)), (None, SimDuration::ZERO));
        assert!(!hours.is_always_open());
    }
}

#[test]
fn one_duty_day_far_away() {
    let hours = OfficeHours::by_day(calendar(1000), patterns(), |day| (day == 900).then_some(0));
    let hours = hours.expect("patterns");
    assert_eq!(hours.next_open(SimTime::START), at(900, 9, 0));
    assert_eq!(hours.add(at(3, 10, 0), 4 * HOUR), at(900, 14, 30));
    assert_eq!(hours.add(SimTime::START, minutes(450)), at(900, 18, 0));
    assert_eq!(hours.add(SimTime::START, minutes(451)), SimTime::NEVER);
    assert_eq!(hours.next_open(at(900, 18, 0)), SimTime::NEVER);
}

/// Nine hours and three hours in turn: 12 hours of office time every two days.
#[test]
fn work_that_spans_hundreds_of_days() {
    let hours = OfficeHours::by_day(calendar(1000), patterns(), |day| Some([5, 1][day as usize % 2]));
    let hours = hours.expect("patterns");
    for pairs in [1, 3, 4, 5, 100, 400] {
        let days = 2 * pairs as u32;
        assert_eq!(hours.add(at(0, 9, 0), pairs * 12 * HOUR), at(days - 1, 13, 0), "{pairs}");
        assert_eq!(hours.add(at(0, 9, 0), pairs * 12 * HOUR + MINUTE), at(days, 9, 1), "{pairs}");
    }
    assert_eq!(hours.add(at(0, 9, 0), 500 * 12 * HOUR), at(999, 13, 0));
    assert_eq!(hours.add(at(0, 9, 0), 500 * 12 * HOUR + MINUTE), SimTime::NEVER);
}

/// Monday to Friday 09:00–18:00, and one Saturday 10:00–13:00 although the calendar has it off.
#[test]
fn a_make_up_saturday_with_short_hours() {
    let worked = calendar(30);
    let hours = OfficeHours::by_day(worked.clone(), patterns(), |day| match day {
        5 => Some(1),
        _ => worked.is_working(day).then_some(5),
    });
    let hours = hours.expect("patterns");
    assert!(!hours.calendar().is_working(5) && hours.is_open(at(5, 10, 0)));
    assert_eq!(hours.add(at(4, 17, 0), 2 * HOUR), at(5, 11, 0));
    assert_eq!(hours.add(at(4, 17, 0), 5 * HOUR), at(7, 10, 0));
    assert_eq!(hours.add(at(11, 17, 0), 2 * HOUR), at(14, 10, 0));
    assert_eq!((hours.opens_on(5), hours.closes_on(5)), (Some(10 * HOUR), Some(13 * HOUR)));
    assert_eq!((hours.opens_on(6), hours.duty_on(4), hours.duty_on(5)), (None, 9 * HOUR, 3 * HOUR));
    // Usual hours are those of the first pattern, worked or not.
    assert_eq!((hours.opens(), hours.closes(), hours.daily()), (9 * HOUR, 18 * HOUR, minutes(450)));
    assert_eq!(hours.shift_end(at(4, 11, 0)), Some(at(4, 18, 0)), "12:00 is not a stop");
}

#[test]
fn duty_goes_on_over_midnight() {
    let nights = OfficeHours::new(WorkCalendar::every_day(date(2024, 1, 1), 3).expect("a calendar"), {
        vec![shift(0, 360), shift(1320, 1440)]
    });
    let nights = nights.expect("shifts");
    assert_eq!(nights.shift_end(at(0, 23, 0)), Some(at(1, 6, 0)));
    assert_eq!(nights.shift_end(at(1, 12, 0)), None);
    assert_eq!(nights.shift_end(at(2, 23, 0)), Some(SimTime::NEVER));
}

#[test]
fn past_the_span_nobody_is_on_duty() {
    let all_day = OfficeHours::by_day(calendar(5), patterns(), |_| Some(2)).expect("patterns");
    let mixed = OfficeHours::by_day(calendar(5), patterns(), |day| Some(day as usize)).expect("patterns");
    assert!(all_day.is_always_open() && !mixed.is_always_open());
    for hours in [&all_day, &mixed] {
        for moment in [at(5, 0, 0), at(9, 12, 0), SimTime::NEVER] {
            assert!(!hours.is_open(moment) && hours.shift_end(moment).is_none());
            assert_eq!(hours.next_open(moment), SimTime::NEVER);
            assert_eq!(hours.add(moment, SimDuration::ZERO), SimTime::NEVER);
            assert_eq!(hours.elapsed(moment), hours.elapsed(at(5, 0, 0)));
        }
        let endless = SimDuration::from_ticks(SimTime::NEVER.ticks());
        assert_eq!(hours.add(SimTime::START, endless), SimTime::NEVER);
    }
    assert_eq!(all_day.add(at(4, 23, 0), HOUR), at(5, 0, 0));
    assert_eq!(all_day.add(at(4, 23, 0), HOUR + MINUTE), SimTime::NEVER);
    assert_eq!(all_day.shift_end(at(0, 1, 0)), Some(SimTime::NEVER));
}

/// It used to end at noon, an hour and a half before it began.
#[test]
fn no_work_after_lunch_takes_no_time() {
    let hours = OfficeHours::new(calendar(5), patterns().swap_remove(0)).expect("shifts");
    assert_eq!(hours.add(at(0, 13, 30), SimDuration::ZERO), at(0, 13, 30));
    assert_eq!(hours.add(at(0, 12, 30), SimDuration::ZERO), at(0, 13, 30));
}

#[test]
fn every_pattern_is_checked_and_an_empty_one_is_none() {
    let make = |pattern| OfficeHours::by_day(calendar(5), vec![vec![], pattern], |_| None).map(|_| ());
    assert_eq!(make(vec![]), Ok(()));
    assert!(matches!(make(vec![shift(540, 1441)]), Err(ShiftError::Backwards(_))));
    assert!(matches!(make(vec![shift(1080, 540)]), Err(ShiftError::Backwards(_))));
    assert!(matches!(make(vec![shift(540, 720), shift(700, 800)]), Err(ShiftError::Overlap { .. })));
}

#[test]
#[should_panic(expected = "day 0 works pattern 3 of 1")]
fn a_plan_cannot_name_a_pattern_that_does_not_exist() {
    let _ = OfficeHours::by_day(calendar(5), vec![vec![shift(0, 1)]], |_| Some(3));
}
