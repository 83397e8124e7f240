//! Whose posts are whose: a roster says how many people start a shift, and not who they are.
//!
//! Somebody who works from 9 to 12 and from 13:30 to 18 stands in two rows. So posts are filled by people who are there
//! already, as far as one person can have both: shifts that do not overlap on any day and make no more than 11 hours on
//! it, the most that Chinese law lets people work with overtime (Labour Law, articles 36 and 41). Two shifts of eight hours
//! stay those of two people. Shifts past midnight are people of their own.

use std::collections::BTreeSet;

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

impl Roster {
    /// The people of a roster, in groups of the same posts.
    pub(in crate::scenario) fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (shift, post) in &self.posts {
            let mut below = 0;
            let mut open: Vec<(u32, u32)> = Vec::new();
            for height in post.heights() {
                open.push((height - below, height));
                below = height;
            }
            // The posts that are filled most often are the first to find people.
            open.reverse();
            let mut next = Vec::with_capacity(groups.len() + open.len());
            for mut group in groups {
                let fits = self.fits(&group, *shift, post);
                while fits && group.people > 0 {
                    let Some((people, height)) = open.pop() else { break };
                    let taken = people.min(group.people);
                    let mut posts = group.posts.clone();
                    posts.push((*shift, height));
                    next.push(Group { people: taken, posts });
                    group.people -= taken;
                    if people > taken {
                        open.push((people - taken, height));
                    }
                }
                if group.people > 0 {
                    next.push(group);
                }
            }
            let left = open.into_iter().rev();
            next.extend(left.map(|(people, height)| Group { people, posts: vec![(*shift, height)] }));
            groups = next;
        }
        groups
    }

    /// Whether people with these posts can have another.
    fn fits(&self, group: &Group, shift: Shift, post: &Post) -> bool {
        let past_midnight = |shift: Shift| shift.end_seconds() > DAY;
        if past_midnight(shift) || group.posts.iter().any(|(known, _)| past_midnight(*known)) {
            return false;
        }
        let theirs: Vec<(Shift, BTreeSet<Day>)> =
            group.posts.iter().map(|(known, _)| (*known, self.posts[known].days())).collect();
        post.days().iter().all(|day| {
            let on_it = theirs.iter().filter(|(_, days)| days.contains(day)).map(|(known, _)| *known);
            let apart = on_it.clone().all(|known| known.end_seconds() <= shift.from.as_seconds());
            apart && on_it.map(Shift::as_seconds).sum::<u32>() + shift.as_seconds() <= LONGEST_DAY
        })
    }
}

impl Post {
    /// The days on which anybody starts.
    fn days(&self) -> BTreeSet<Day> {
        let weekly =
            self.weekly.iter().enumerate().filter(|(_, people)| **people > 0).map(|(day, _)| Ok(day));
        let dates = self.dates.iter().filter(|(_, people)| **people > 0).map(|(date, _)| Err(*date));
        weekly.chain(dates).collect()
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
}
