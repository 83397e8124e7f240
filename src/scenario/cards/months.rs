//! What lists of months tell about their order, and states that do not exist.

/// States that a table of months overdue can have: −2 and −1 are paid in full or without use, as UCI data set 350 has
/// them, and after two years every account has been written off.
const STATES: std::ops::RangeInclusive<f64> = -2.0..=24.0;

/// A rise or fall of so many months overdue from one month to the next is a leap.
const LEAP: f64 = 3.0;

/// What was seen in lists of months.
#[derive(Debug, Clone, Default)]
pub(super) struct Months {
    /// Leaps upwards and downwards in time, if lists begin with the latest month.
    rises: u64,
    falls: u64,
    /// Bills that were paid to the cent a month later, and those paid so a month earlier.
    paid_after: u64,
    paid_before: u64,
    /// States that do not exist: how many, of how many; some of them, with their month from 0 and the line in which each
    /// stood first.
    pub(super) odd: u64,
    pub(super) states: u64,
    pub(super) some_odd: Vec<(usize, f64, u64)>,
}

/// States that do not exist and are kept to be named.
const MOST_ODD: usize = 12;

impl Months {
    /// Takes the lists of a row.
    // Bills that are paid in full are paid to the cent, and codes are what is written.
    #[allow(clippy::float_cmp)]
    pub(super) fn take(
        &mut self,
        line: u64,
        status: Option<&[f64]>,
        bills: Option<&[f64]>,
        payments: Option<&[f64]>,
    ) {
        let status = status.unwrap_or_default();
        for (month, state) in status.iter().enumerate() {
            self.states += 1;
            if !STATES.contains(state) || state.fract() != 0.0 {
                self.odd += 1;
                let known = |(at, value, _): &(usize, f64, u64)| *at == month && *value == *state;
                if self.some_odd.len() < MOST_ODD && !self.some_odd.iter().any(known) {
                    self.some_odd.push((month, *state, line));
                }
            }
        }
        for pair in status.windows(2) {
            let (later, earlier) = (pair[0].max(0.0), pair[1].max(0.0));
            self.rises += u64::from(later - earlier >= LEAP);
            self.falls += u64::from(earlier - later >= LEAP);
        }
        let (bills, payments) = (bills.unwrap_or_default(), payments.unwrap_or_default());
        for (at, payment) in payments.iter().enumerate() {
            let paid =
                |bill: Option<&f64>| u64::from(bill.is_some_and(|bill| *bill > 0.0 && bill == payment));
            self.paid_after += paid(bills.get(at + 1));
            self.paid_before += paid(at.checked_sub(1).and_then(|at| bills.get(at)));
        }
    }

    /// Whether states seem to be listed from the oldest month: accounts cannot fall three months behind in one, and can
    /// catch up at once.
    pub(super) fn status_backwards(&self) -> bool {
        self.rises >= 10 && self.rises > 3 * self.falls
    }

    /// Whether bills and payments seem to be listed from the oldest month: who pays in full pays the bill of the month
    /// before.
    pub(super) fn money_backwards(&self) -> bool {
        self.paid_before >= 10 && self.paid_before > 3 * self.paid_after
    }
}

/// The year and month in a name such as `bill_2005-09`, `PAY200509` or `2005_9`.
fn year_and_month(name: &str) -> Option<(u32, u32)> {
    let bytes = name.as_bytes();
    let digits = |from: usize, most: usize| {
        let length = bytes.get(from..)?.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        name.get(from..from + length)?.parse::<u32>().ok()
    };
    (0..bytes.len()).find_map(|at| {
        let begins = at == 0 || !bytes[at - 1].is_ascii_digit();
        let year = digits(at, 4).filter(|year| begins && (1980..=2099).contains(year))?;
        let behind = at + 4;
        let behind =
            if matches!(bytes.get(behind), Some(b'-' | b'_' | b'/' | b'.')) { behind + 1 } else { behind };
        let month = digits(behind, 2).filter(|month| (1..=12).contains(month))?;
        Some((year, month))
    })
}

/// Whether names of columns say that the oldest month comes first.
pub(super) fn names_ascend(names: &[&str]) -> bool {
    let months: Option<Vec<_>> = names.iter().map(|name| year_and_month(name)).collect();
    months.is_some_and(|months| months.len() > 1 && months.windows(2).all(|pair| pair[0] < pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_names_are_understood() {
        assert!(names_ascend(&["pay_2005-04", "pay_2005-05"]));
        assert!(names_ascend(&["B200512", "B200601"]));
        assert!(!names_ascend(&["pay_2005-05", "pay_2005-04"]));
        assert!(!names_ascend(&["PAY_0", "PAY_2"]) && !names_ascend(&["pay_2005-05"]));
    }

    /// An account that falls behind month by month and catches up at once, read from either end.
    #[test]
    fn accounts_fall_behind_slowly_and_catch_up_at_once() {
        let right = [0.0, 4.0, 3.0, 2.0, 1.0, 0.0];
        let mut wrong = right;
        wrong.reverse();
        let judge = |status: &[f64]| {
            let mut months = Months::default();
            (0..20).for_each(|line| months.take(line, Some(status), None, None));
            months.status_backwards()
        };
        assert!(!judge(&right) && judge(&wrong));
    }

    #[test]
    fn whoever_pays_in_full_pays_the_bill_of_the_month_before() {
        let (bills, payments) = ([30.0, 20.0, 10.0], [20.0, 10.0, 5.0]);
        let reversed = |list: [f64; 3]| [list[2], list[1], list[0]];
        let judge = |bills: [f64; 3], payments: [f64; 3]| {
            let mut months = Months::default();
            (0..20).for_each(|line| months.take(line, None, Some(&bills), Some(&payments)));
            months.money_backwards()
        };
        assert!(!judge(bills, payments) && judge(reversed(bills), reversed(payments)));
    }

    #[test]
    fn states_that_do_not_exist_are_counted() {
        let mut months = Months::default();
        months.take(7, Some(&[-2.0, 0.0, 8.0, 24.0, 96.0, 1.5, -9.0]), None, None);
        assert_eq!(months.some_odd, [(4, 96.0, 7), (5, 1.5, 7), (6, -9.0, 7)]);
        assert_eq!((months.odd, months.states), (3, 7));
    }
}
