//! Whose posts are whose: a roster says how many people start a shift, and not who they are.
//!
//! Somebody who works from 9 to 12 and from 13:30 to 18 stands in two rows. So posts are filled by people who are there
//! already, as far as one person can have both: shifts that do not overlap on any day and make no more than 11 hours on
//! it, the most that Chinese law lets people work with overtime (Labour Law, articles 36 and 41). Two shifts of eight hours
//! stay those of two people. Shifts past midnight are people of their own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Post, Roster};
use crate::scenario::read::civil::Shift;

/// The most that one person works on a day, seconds.
const LONGEST_DAY: u32 = 11 * 3600;

/// Seconds of a day.
const DAY: u32 = 86_400;

/// People who have the same posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scenario) struct Group {
    /// How many they are.
    pub(in crate::scenario) people: u32,
    /// Their shifts in the order of their times. They start one on the days on which as many people do, at least.
    pub(in crate::scenario) posts: Vec<(Shift, u32)>,
}

/// A weekday from Monday, or a date.
type Day = Result<usize, Date>;

/// What people with the same posts do on a day on which one of these starts.
#[derive(Debug, Clone, Copy, Default)]
struct Work {
    /// When their last shift ends, seconds since midnight.
    until: u32,
    /// How long they work, seconds.
    seconds: u32,
}

/// People who have the same posts so far, and what they can still have.
#[derive(Debug, Clone)]
struct Open {
    group: Group,
    /// By the number of the day; of days behind its end nothing is known yet.
    work: Vec<Work>,
    /// Whether a shift of theirs goes past midnight.
    past_midnight: bool,
}

impl Roster {
    /// The people of a roster, in groups of the same posts.
    ///
    /// Each post looks at each group once, and at no more of it than what it does on the days of the post.
    pub(in crate::scenario) fn groups(&self) -> Vec<Group> {
        let numbers = self.day_numbers();
        let mut groups: Vec<Open> = Vec::new();
        for (shift, post) in &self.posts {
            let days: Vec<usize> = post.days().filter_map(|day| numbers.get(&day).copied()).collect();
            let mut below = 0;
            let mut open: Vec<(u32, u32)> = Vec::new();
            for height in post.heights() {
                open.push((height - below, height));
                below = height;
            }
            // The posts that are filled most often are the first to find people.
            open.reverse();
            let mut next = Vec::with_capacity(groups.len() + open.len());
            for mut known in groups {
                let fits = !open.is_empty() && known.fits(*shift, &days);
                while fits && known.group.people > 0 {
                    let Some((people, height)) = open.pop() else { break };
                    let taken = people.min(known.group.people);
                    let mut with = known.clone();
                    with.group.people = taken;
                    with.add(*shift, height, &days);
                    next.push(with);
                    known.group.people -= taken;
                    if people > taken {
                        open.push((people - taken, height));
                    }
                }
                if known.group.people > 0 {
                    next.push(known);
                }
            }
            for (people, height) in open.into_iter().rev() {
                let mut fresh = Open {
                    group: Group { people, posts: Vec::new() },
                    work: Vec::new(),
                    past_midnight: false,
                };
                fresh.add(*shift, height, &days);
                next.push(fresh);
            }
            groups = next;
        }
        groups.into_iter().map(|open| open.group).collect()
    }

    /// The days on which anybody starts any shift, numbered.
    fn day_numbers(&self) -> BTreeMap<Day, usize> {
        let days: BTreeSet<Day> = self.posts.values().flat_map(Post::days).collect();
        days.into_iter().zip(0..).collect()
    }
}

impl Open {
    /// Whether they can have a post of these days as well. Shifts come in the order of their times, so the last one of a day
    /// is the one that ends last.
    fn fits(&self, shift: Shift, days: &[usize]) -> bool {
        if self.past_midnight || shift.end_seconds() > DAY {
            return false;
        }
        days.iter().all(|day| {
            let Work { until, seconds } = self.work.get(*day).copied().unwrap_or_default();
            until <= shift.from.as_seconds() && seconds + shift.as_seconds() <= LONGEST_DAY
        })
    }

    fn add(&mut self, shift: Shift, height: u32, days: &[usize]) {
        self.group.posts.push((shift, height));
        self.past_midnight |= shift.end_seconds() > DAY;
        let known = days.iter().max().map_or(0, |last| last + 1).max(self.work.len());
        self.work.resize(known, Work::default());
        for day in days {
            let work = &mut self.work[*day];
            *work = Work {
                until: work.until.max(shift.end_seconds()),
                seconds: work.seconds + shift.as_seconds(),
            };
        }
    }
}

impl Post {
    /// The days on which anybody starts.
    fn days(&self) -> impl Iterator<Item = Day> {
        let weekly =
            self.weekly.iter().enumerate().filter(|(_, people)| **people > 0).map(|(day, _)| Ok(day));
        let dates = self.dates.iter().filter(|(_, people)| **people > 0).map(|(date, _)| Err(*date));
        weekly.chain(dates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A weekly roster of rows (weekdays from Monday, shift, people).
    fn groups(rows: &[(&[usize], &str, u32)]) -> Vec<(u32, String)> {
        let mut roster = Roster { weekly: true, ..Roster::default() };
        for (days, shift, people) in rows {
            let post = roster.posts.entry(shift.parse().expect("a shift")).or_default();
            days.iter().for_each(|day| post.weekly[*day] = *people);
        }
        let words = |group: &Group| {
            group
                .posts
                .iter()
                .map(|(shift, height)| format!("{shift}:{height}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        roster.groups().iter().map(|group| (group.people, words(group))).collect()
    }

    fn expect(rows: &[(&[usize], &str, u32)], expected: &[(u32, &str)]) {
        let found = groups(rows);
        let found: Vec<(u32, &str)> = found.iter().map(|(people, words)| (*people, words.as_str())).collect();
        assert_eq!(found, expected, "{rows:?}");
    }

    #[test]
    fn a_lunch_break_leaves_people_themselves() {
        let days: &[usize] = &[0, 1, 2, 3, 4];
        expect(&[(days, "09:00-12:00", 2), (days, "13:30-18:00", 2)], &[(2, "09:00-12:00:2 13:30-18:00:2")]);
        // Three in the morning, two in the afternoon: one goes home at noon.
        expect(
            &[(days, "09:00-12:00", 3), (days, "13:30-18:00", 2)],
            &[(2, "09:00-12:00:3 13:30-18:00:2"), (1, "09:00-12:00:3")],
        );
        // A shift of two lengths, in the same morning.
        expect(
            &[(days, "09:00-12:00", 1), (days, "09:00-12:30", 1), (days, "13:30-18:00", 2)],
            &[(1, "09:00-12:00:1 13:30-18:00:2"), (1, "09:00-12:30:1 13:30-18:00:2")],
        );
    }

    #[test]
    fn a_plan_by_the_hour_is_worked_by_as_many_as_its_fullest_hour_has() {
        let days: &[usize] = &[0];
        let found = groups(&[(days, "09:00-10:00", 1), (days, "10:00-11:00", 3), (days, "11:00-12:00", 2)]);
        assert_eq!(found.iter().map(|(people, _)| people).sum::<u32>(), 3, "{found:?}");
    }

    #[test]
    fn two_long_shifts_are_two_people() {
        let days: &[usize] = &[0, 1];
        expect(
            &[(days, "07:00-15:00", 1), (days, "15:00-23:00", 1)],
            &[(1, "07:00-15:00:1"), (1, "15:00-23:00:1")],
        );
        expect(
            &[(days, "09:00-12:00", 1), (days, "22:00-02:00", 1)],
            &[(1, "09:00-12:00:1"), (1, "22:00-02:00:1")],
        );
        expect(
            &[(days, "09:00-12:00", 1), (days, "11:00-14:00", 1)],
            &[(1, "09:00-12:00:1"), (1, "11:00-14:00:1")],
        );
    }

    /// Who works longer from Monday to Thursday works on Friday as well.
    #[test]
    fn other_hours_on_another_day_are_the_same_people() {
        expect(
            &[(&[0, 1, 2, 3], "09:00-18:00", 2), (&[4], "09:00-17:00", 2)],
            &[(2, "09:00-17:00:2 09:00-18:00:2")],
        );
    }

    /// Random rosters: every post is filled as often as it says, nobody works two shifts at once or longer than a day may
    /// be, and nobody who works past midnight has another shift.
    #[test]
    fn random_rosters_are_worked_by_people_who_can() {
        let mut state = 20_240_402_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for round in 0..300 {
            let mut roster = Roster { weekly: true, ..Roster::default() };
            for _ in 0..=draw(14) {
                let (from, length) = (draw(24), 1 + draw(10));
                let shift: Shift =
                    format!("{from:02}:00-{:02}:00", (from + length) % 24).parse().expect("a shift");
                let post = roster.posts.entry(shift).or_default();
                for _ in 0..=draw(5) {
                    post.weekly[draw(7) as usize] = draw(4) as u32;
                }
                post.dates.insert(Date::constant(2024, 4, 1 + draw(9) as i8), draw(3) as u32);
            }
            let groups = roster.groups();
            for (shift, post) in &roster.posts {
                for day in post.days() {
                    let wanted = day.map_or_else(|date| post.dates[&date], |weekday| post.weekly[weekday]);
                    let of = |group: &Group| {
                        let has =
                            group.posts.iter().any(|(known, height)| known == shift && *height <= wanted);
                        if has { group.people } else { 0 }
                    };
                    assert_eq!(groups.iter().map(of).sum::<u32>(), wanted, "{round}: {shift} {day:?}");
                }
            }
            for group in &groups {
                can_be_worked(&roster, group, round);
            }
        }
    }

    fn can_be_worked(roster: &Roster, group: &Group, round: u32) {
        if group.posts.iter().any(|(shift, _)| shift.end_seconds() > DAY) {
            assert_eq!(group.posts.len(), 1, "{round}: {group:?}");
            return;
        }
        let days: BTreeSet<Day> =
            group.posts.iter().flat_map(|(shift, _)| roster.posts[shift].days()).collect();
        for day in days {
            let on_it: Vec<Shift> = group
                .posts
                .iter()
                .map(|(shift, _)| *shift)
                .filter(|shift| roster.posts[shift].days().any(|known| known == day))
                .collect();
            assert!(
                on_it.iter().map(|shift| shift.as_seconds()).sum::<u32>() <= LONGEST_DAY,
                "{round}: {group:?}"
            );
            for (at, one) in on_it.iter().enumerate() {
                for other in &on_it[at + 1..] {
                    let apart = one.end_seconds() <= other.from.as_seconds()
                        || other.end_seconds() <= one.from.as_seconds();
                    assert!(apart, "{round}: {group:?}");
                }
            }
        }
    }

    /// Ten thousand rows of a year's dates, each of a shift of its own hours, take no longer than a blink.
    #[test]
    fn a_long_roster_is_read_at_once() {
        let mut roster = Roster::default();
        for row in 0..10_000_u32 {
            let (from, to) = (row % 720, 720 + row / 14);
            let shift: Shift = format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
                .parse()
                .expect("a shift");
            let date = Date::constant(2024, 1, 1).checked_add(jiff::Span::new().days(i64::from(row % 365)));
            roster.posts.entry(shift).or_default().dates.insert(date.expect("a date"), 1);
        }
        let started = std::time::Instant::now();
        let groups = roster.groups();
        assert!(groups.len() > 20);
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}
