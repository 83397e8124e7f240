//! Planned absence: who of a team is away on which of its days of duty.
//!
//! An absence of p in q days, in lowest terms, is shared out in turn, as a list of names is gone through: of n people
//! ⌈(d + 1)·n·p/q⌉ − ⌈d·n·p/q⌉ are away on day of duty d, the next on the list. So over any q days of duty in a row,
//! a whole period, each of them is away on exactly p, and on any day as many are away as n·p/q, rounded down or up.
//! All of this is arithmetic of whole numbers.

/// The most groups of people with absences of their own, where the share is no fraction of small numbers; each has a
/// table of its days.
const MOST_GROUPS: u32 = 60;

/// People of a team who are away together, in turn with the other groups of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// How many.
    pub(super) people: u32,
    /// Place on the list, from 0, and groups on it.
    place: u32,
    groups: u32,
    /// Days away of a whole period.
    away: u64,
    period: u64,
}

impl Turn {
    /// Whether the group is away on a day of duty, counted from 0.
    pub(super) fn is_away(&self, duty_day: u32) -> bool {
        self.is_away_on(u64::from(duty_day))
    }

    /// Whether it is never away.
    pub(super) fn is_always_there(&self) -> bool {
        self.away == 0
    }

    /// Whether it was away on the day of duty before the first: what repeats every period ends with it.
    pub(super) fn was_away(&self) -> bool {
        self.is_away_on(self.period - 1)
    }

    fn is_away_on(&self, duty_day: u64) -> bool {
        let (groups, place) = (u128::from(self.groups), u128::from(self.place));
        // Absences that have fallen to the list before a day.
        let before =
            |day: u64| (u128::from(day) * groups * u128::from(self.away)).div_ceil(u128::from(self.period));
        // How many of them are its own: those whose number leaves its place when divided by the groups.
        let own = |day: u64| (before(day) + groups - 1 - place) / groups;
        own(duty_day + 1) > own(duty_day)
    }
}

/// How `people` share out an absence, 0..1, in groups; one group that is always there without one.
///
/// Everyone is a group of their own up to 60 people. More people are put into groups of equal size, as many as a
/// period has days, and the rest go by themselves, so that the number away stays even from day to day; where a period
/// has more than 60 days, into 60 groups whose sizes differ by one at most: then the number away is even to within a
/// group and one more.
pub(super) fn absences(people: u32, absence: f64) -> Vec<Turn> {
    let (away, period) = fraction(absence);
    let turn = |people, place, groups| Turn { people, place, groups, away, period };
    if away == 0 {
        return vec![turn(people, 0, 1)];
    }
    let single = |people| (0..people).map(move |place| turn(1, place, people));
    if people <= MOST_GROUPS {
        return single(people).collect();
    }
    if let Some(groups) = u32::try_from(period).ok().filter(|period| *period <= MOST_GROUPS) {
        let alike = (0..groups).map(|place| turn(people / groups, place, groups));
        return alike.chain(single(people % groups)).collect();
    }
    let before = |group: u32| (u64::from(group) * u64::from(people) / u64::from(MOST_GROUPS)) as u32;
    (0..MOST_GROUPS).map(|at| turn(before(at + 1) - before(at), at, MOST_GROUPS)).collect()
}

/// A share, 0..1, as a fraction in lowest terms: the first convergent of its continued fraction that is read as the
/// same number. For a share that is written as a decimal of few digits that is the decimal.
fn fraction(share: f64) -> (u64, u64) {
    const LARGEST: f64 = 1e15;
    let (mut before, mut last) = ((1.0_f64, 0.0_f64), (0.0_f64, 1.0_f64));
    let mut rest = share;
    // Each step at least doubles the denominator after two, so this ends.
    while f64::to_bits(last.0 / last.1) != share.to_bits() && rest > 0.0 {
        rest = 1.0 / rest;
        let whole = rest.floor();
        rest -= whole;
        let next = (whole * last.0 + before.0, whole * last.1 + before.1);
        if next.1 > LARGEST {
            break;
        }
        (before, last) = (last, next);
    }
    (last.0 as u64, last.1 as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_decimal_is_the_fraction_that_is_written() {
        let cases = [
            (0.0, (0, 1)),
            (0.3, (3, 10)),
            (0.1, (1, 10)),
            (0.25, (1, 4)),
            (1.0 / 3.0, (1, 3)),
            (0.333, (333, 1000)),
            (0.0625, (1, 16)),
            (0.999_999, (999_999, 1_000_000)),
            (0.123_456_7, (1_234_567, 10_000_000)),
            (1e-300, (0, 1)),
        ];
        for (share, expected) in cases {
            assert_eq!(fraction(share), expected, "{share}");
        }
    }

    /// The cases that were off: of ten, .3 gave .36 and .1 gave .115; of five, .2 gave .229.
    #[test]
    fn three_of_ten_are_away_each_day() {
        for (people, absence, away) in
            [(10, 0.3, 3), (10, 0.1, 1), (5, 0.2, 1), (100, 0.3, 30), (60_000, 0.3, 18_000)]
        {
            let turns = absences(people, absence);
            for day in 0..500 {
                let gone: u32 = turns.iter().filter(|turn| turn.is_away(day)).map(|turn| turn.people).sum();
                assert_eq!(gone, away, "{people} people, {absence}, day {day}");
            }
        }
    }

    proptest! {
        /// Over any whole period everyone is away on exactly their share of days, and the days are even.
        #[test]
        fn a_whole_period_is_exact(
            away in 0_u64..40, more in 1_u64..40, people in 1_u32..400, start in 0_u32..5000,
        ) {
            let share = away as f64 / (away + more) as f64;
            let (away, period) = fraction(share);
            prop_assert!(away <= 40 && period <= 80, "the fraction itself, in lowest terms");
            let turns = absences(people, share);
            prop_assert_eq!(turns.iter().map(|turn| turn.people).sum::<u32>(), people);
            for turn in &turns {
                let gone = (start..start + period as u32).filter(|day| turn.is_away(*day)).count() as u64;
                prop_assert_eq!(gone, away, "{:?}", turn);
            }
            let even = u64::from(people) * away;
            // Where a period is longer than 60 days, whole groups are away, whose sizes differ by one: less than a
            // group and one more.
            let in_groups = people > MOST_GROUPS && period > u64::from(MOST_GROUPS);
            let slack = if in_groups { u64::from(people.div_ceil(MOST_GROUPS)) + 1 } else { 0 };
            for day in start..start + 20 {
                let gone: u32 = turns.iter().filter(|turn| turn.is_away(day)).map(|turn| turn.people).sum();
                let (least, most) = (even / period, even.div_ceil(period));
                let gone = u64::from(gone);
                prop_assert!(least <= gone + slack && gone <= most + slack, "{} away on day {}", gone, day);
            }
        }
    }
}
