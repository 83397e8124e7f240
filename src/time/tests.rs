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

/// Lunch, a short day, round the clock, nobody, a night over two days, shifts that touch; past midnight: a night, a night
/// with a break after midnight, an evening to 24:00 and on.
fn patterns() -> Vec<Vec<Shift>> {
    vec![
        vec![shift(540, 720), shift(810, 1080)],
        vec![shift(600, 780)],
        vec![shift(0, 1440)],
        vec![],
        vec![shift(0, 360), shift(1320, 1440)],
        vec![shift(540, 720), shift(720, 1080)],
        vec![shift(1320, 1800)],
        vec![shift(1200, 1500), shift(1530, 1920)],
        vec![shift(480, 720), shift(1320, 1440), shift(1440, 1680)],
    ]
}

/// A plan written out, with the hours made from it and a walk that needs no table.
#[derive(Debug, Clone)]
struct Plan {
    patterns: Vec<Vec<Shift>>,
    /// The pattern of the day before, then one a day.
    days: Vec<Option<usize>>,
}

impl Plan {
    /// A plan of the usual patterns; who would be on duty twice in the morning does not come that day.
    fn of(mut days: Vec<Option<usize>>) -> Self {
        let patterns = patterns();
        for day in 1..days.len() {
            if overlaps(&patterns, days[day - 1], days[day]) {
                days[day] = None;
            }
        }
        Self { patterns, days }
    }

    fn made(&self) -> Result<OfficeHours, ShiftError> {
        let calendar = calendar(self.days.len() as u32 - 1);
        OfficeHours::by_day(calendar, self.patterns.clone(), self.days[0], |day| self.days[day as usize + 1])
    }

    fn hours(&self) -> OfficeHours {
        self.made().expect("patterns")
    }

    fn minutes(&self) -> u64 {
        (self.days.len() as u64 - 1) * DAY_MINUTES
    }

    /// Whether a shift that begins on this day, or one of the day before that goes on, holds the minute.
    fn is_open(&self, minute: u64) -> bool {
        let day = (minute / DAY_MINUTES) as usize;
        let time = minute % DAY_MINUTES;
        let holds = |pattern: Option<usize>, time: u64| {
            let time = minutes(time);
            pattern.is_some_and(|at| {
                self.patterns[at].iter().any(|shift| shift.start <= time && time < shift.end)
            })
        };
        day + 1 < self.days.len()
            && (holds(self.days[day + 1], time) || holds(self.days[day], time + DAY_MINUTES))
    }

    fn open_minutes(&self) -> Vec<bool> {
        (0..self.minutes()).map(|minute| self.is_open(minute)).collect()
    }
}

/// Whether some minute of the second day belongs to shifts of both days.
fn overlaps(patterns: &[Vec<Shift>], first: Option<usize>, second: Option<usize>) -> bool {
    let shifts = |at: Option<usize>| at.map_or(&[][..], |at| patterns[at].as_slice());
    shifts(first)
        .iter()
        .any(|night| shifts(second).iter().any(|shift| night.end > DAY && shift.start + DAY < night.end))
}

fn plan() -> impl Strategy<Value = Plan> {
    let pattern = prop_oneof![2 => Just(None), 7 => (0..patterns().len()).prop_map(Some)];
    // One pattern alone takes the arithmetic path, several the search; both must hold.
    let mixed = prop::collection::vec(pattern, DAYS as usize + 1);
    let single = (0..patterns().len(), prop::collection::vec(any::<bool>(), DAYS as usize + 1))
        .prop_map(|(pattern, worked)| worked.into_iter().map(|works| works.then_some(pattern)).collect());
    let whole = (0..patterns().len()).prop_map(|pattern| vec![Some(pattern); DAYS as usize + 1]);
    prop_oneof![6 => mixed, 2 => single, 1 => whole].prop_map(Plan::of)
}

/// Up to three shifts of random minutes, in order, of which the last may pass midnight.
fn random_pattern() -> impl Strategy<Value = Vec<Shift>> {
    (prop::collection::btree_set(0..1440_u64, 0..6), 1..1440_u64).prop_map(|(cuts, last)| {
        let cuts: Vec<u64> = cuts.into_iter().collect();
        let pairs = cuts.chunks(2).map(|pair| match pair {
            [start, end] => shift(*start, *end),
            [start, ..] => shift(*start, start + last),
            [] => shift(0, 1),
        });
        pairs.collect()
    })
}

fn random_plan() -> impl Strategy<Value = Plan> {
    let days = prop::collection::vec(prop::option::of(0..4_usize), 2..12);
    (prop::collection::vec(random_pattern(), 4), days).prop_map(|(patterns, days)| Plan { patterns, days })
}

/// Ticks of a moment in the span, or a day or two past it.
fn moment() -> impl Strategy<Value = SimTime> {
    (0..u64::from(DAYS + 2) * DAY.ticks()).prop_map(SimTime::from_ticks)
}

proptest! {
    /// Any shifts on any days: refused if and only if two of them overlap, and else as counted minute by minute.
    #[test]
    fn any_shifts_are_as_counted(plan in random_plan(), from in 0..12 * DAY_MINUTES, work in 1..6000_u64) {
        let twice = plan.days.windows(2).any(|pair| overlaps(&plan.patterns, pair[0], pair[1]));
        let Ok(hours) = plan.made() else {
            prop_assert!(twice, "refused without a reason");
            return Ok(());
        };
        prop_assert!(!twice, "two shifts at a time were taken");
        let open = plan.open_minutes();
        let counted = open.iter().take(from as usize).filter(|open| **open).count() as u64;
        prop_assert_eq!(hours.elapsed(minute(from)), minutes(counted));
        let mut ahead = (from..plan.minutes()).filter(|minute| open[*minute as usize]);
        let done = ahead.nth(work as usize - 1).map_or(SimTime::NEVER, |last| minute(last + 1));
        prop_assert_eq!(hours.add(minute(from), minutes(work)), done);
        let stop = (from..plan.minutes()).find(|at| !open[*at as usize]).map_or(SimTime::NEVER, minute);
        let is_open = open.get(from as usize).copied().unwrap_or(false);
        prop_assert_eq!(hours.shift_end(minute(from)), is_open.then_some(stop));
        for day in 0..plan.days.len() - 1 {
            let on: u64 = open.iter().skip(day * 1440).take(1440).map(|open| u64::from(*open)).sum();
            prop_assert_eq!(hours.duty_on(day as u32), minutes(on));
        }
    }

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
        let [lunch, short, ..] = <[_; 9]>::try_from(patterns()).expect("nine patterns");
        let new = OfficeHours::new(calendar.clone(), lunch.clone()).expect("shifts");
        let worked = calendar.clone();
        // The second pattern is worked on no day of the span but the last, a Friday.
        let by_day = OfficeHours::by_day(calendar, vec![lunch, short], None, |day| {
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
        let hours =
            OfficeHours::by_day(calendar(30), patterns, None, |_| empty.checked_sub(1)).expect("no duty");
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
    let hours = OfficeHours::by_day(calendar(1000), patterns(), None, |day| (day == 900).then_some(0));
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
    let hours = OfficeHours::by_day(calendar(1000), patterns(), None, |day| Some([5, 1][day as usize % 2]));
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
    let hours = OfficeHours::by_day(worked.clone(), patterns(), None, |day| match day {
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

/// From Monday on 22:00–06:00, with lunch shifts on Friday: the night belongs to the day on which it starts.
#[test]
fn a_shift_past_midnight_belongs_to_the_day_it_starts_on() {
    let hours = |eve| {
        OfficeHours::by_day(calendar(10), patterns(), eve, |day| match day {
            0..=3 => Some(6),
            4 => Some(0),
            _ => None,
        })
    };
    let nights = hours(None).expect("patterns");
    assert_eq!(nights.next_open(at(0, 0, 0)), at(0, 22, 0), "nobody came the evening before");
    assert_eq!(nights.shift_end(at(0, 23, 0)), Some(at(1, 6, 0)));
    assert_eq!(nights.shift_end(at(4, 5, 0)), Some(at(4, 6, 0)), "Thursday's night ends on Friday");
    assert_eq!(nights.on(4), [shift(0, 360), shift(540, 720), shift(810, 1080)]);
    assert_eq!((nights.duty_on(0), nights.duty_on(1), nights.duty_on(5)), (2 * HOUR, 8 * HOUR, minutes(0)));
    assert_eq!(nights.add(at(0, 23, 0), 9 * HOUR), at(2, 0, 0), "seven hours, then two of the next night");
    assert_eq!((nights.opens(), nights.closes(), nights.daily()), (9 * HOUR, 18 * HOUR, minutes(450)));
    let after_a_night = hours(Some(6)).expect("patterns");
    assert_eq!(after_a_night.shift_end(at(0, 0, 0)), Some(at(0, 6, 0)));
    assert_eq!(after_a_night.elapsed(at(0, 22, 0)), 6 * HOUR);
}

/// One shift past midnight, every day, is the two halves of each day.
#[test]
fn a_night_is_its_two_halves() {
    let days = || WorkCalendar::every_day(date(2024, 1, 1), 9).expect("a calendar");
    let whole = OfficeHours::new(days(), vec![shift(1320, 1800)]).expect("a shift");
    let halves = OfficeHours::new(days(), vec![shift(0, 360), shift(1320, 1440)]).expect("shifts");
    for at in (0..9 * DAY_MINUTES).map(minute) {
        assert_eq!((whole.elapsed(at), whole.shift_end(at)), (halves.elapsed(at), halves.shift_end(at)));
    }
    let usual = |hours: &OfficeHours| (hours.opens(), hours.closes(), hours.daily());
    assert_eq!(usual(&whole), (minutes(0), DAY, 8 * HOUR));
    assert_eq!(usual(&whole), usual(&halves));
}

#[test]
fn who_is_still_on_duty_cannot_begin_again() {
    let long = vec![vec![shift(1320, 1800)], vec![shift(300, 600)]];
    let made = OfficeHours::by_day(calendar(5), long, None, |day| Some((day % 2) as usize));
    let (earlier, later) = (shift(1320, 1800), shift(300, 600));
    assert_eq!(made.map(|_| ()), Err(ShiftError::Overlap { earlier, later }));
}

#[test]
fn past_the_span_nobody_is_on_duty() {
    let all_day = OfficeHours::by_day(calendar(5), patterns(), None, |_| Some(2)).expect("patterns");
    let mixed =
        OfficeHours::by_day(calendar(5), patterns(), None, |day| Some(day as usize)).expect("patterns");
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
    let make = |pattern| OfficeHours::by_day(calendar(5), vec![vec![], pattern], None, |_| None).map(|_| ());
    assert_eq!(make(vec![]), Ok(()));
    assert!(matches!(make(vec![shift(540, 2881)]), Err(ShiftError::Backwards(_))));
    assert!(matches!(make(vec![shift(1080, 540)]), Err(ShiftError::Backwards(_))));
    assert!(matches!(make(vec![shift(540, 720), shift(700, 800)]), Err(ShiftError::Overlap { .. })));
}

#[test]
#[should_panic(expected = "day 0 works pattern 3 of 1")]
fn a_plan_cannot_name_a_pattern_that_does_not_exist() {
    let _ = OfficeHours::by_day(calendar(5), vec![vec![shift(0, 1)]], None, |_| Some(3));
}
