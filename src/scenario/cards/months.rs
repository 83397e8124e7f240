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

    /// Whether states surely begin with the latest month, whatever the names of their columns say.
    pub(super) fn status_forwards(&self) -> bool {
        self.falls >= 10 && self.falls > 3 * self.rises
    }

    /// The same of bills and payments.
    pub(super) fn money_forwards(&self) -> bool {
        self.paid_after >= 10 && self.paid_after > 3 * self.paid_before
    }

    /// Whether bills and payments seem to be listed from the oldest month: who pays in full pays the bill of the month
    /// before.
    pub(super) fn money_backwards(&self) -> bool {
        self.paid_before >= 10 && self.paid_before > 3 * self.paid_after
    }
}

/// Months as names of columns have them, whole or by their first three letters.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The year and month in a name such as `bill_2005-09`, `PAY200509`, `2005_9`, `2024年1月`, `Jan24` or `2024-Jan`.
fn year_and_month(name: &str) -> Option<(u32, u32)> {
    digits_of_month(name).or_else(|| name_of_month(name))
}

/// The number in the digits at the start of a text, of up to `most`, and what is behind it.
fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((text[..length].parse().ok()?, &text[length..]))
}

fn digits_of_month(name: &str) -> Option<(u32, u32)> {
    let bytes = name.as_bytes();
    (0..bytes.len()).filter(|at| name.is_char_boundary(*at)).find_map(|at| {
        let begins = at == 0 || !bytes[at - 1].is_ascii_digit();
        let (year, rest) = number(&name[at..], 4)?;
        // A year of two digits is one only before 年.
        let short = (10..=99).contains(&year) && rest.starts_with('年');
        if !begins || !(short || (1980..=2099).contains(&year)) {
            return None;
        }
        let rest = rest.strip_prefix(['-', '_', '/', '.', '年']).unwrap_or(rest);
        let (month, _) = number(rest, 2)?;
        (1..=12).contains(&month).then_some((if short { 2000 + year } else { year }, month))
    })
}

/// A month by its English name, whole or in three letters, with a year of two or four digits before or behind it. Words that
/// only hold such letters, as `market24` and `summary10` do, are none.
fn name_of_month(name: &str) -> Option<(u32, u32)> {
    let lower = name.to_ascii_lowercase();
    let signs = ['-', '_', '/', '.', ' ', '\''];
    MONTHS.iter().zip(1..).find_map(|(month_name, month)| {
        let mut begins = lower.match_indices(&month_name[..3]).map(|(at, _)| at);
        let at = begins.find(|at| begins_word(name, *at))?;
        let behind = lower[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let word = &lower[at..lower.len() - behind.len()];
        if word.len() != 3 && word != "sept" && word != *month_name {
            return None;
        }
        let behind = behind.trim_start_matches(signs);
        let before = lower[..at].trim_end_matches(signs);
        let before = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let (year, _) = number(behind, 4).or_else(|| number(before, 4))?;
        match year {
            10..=99 => Some((2000 + year, month)),
            1980..=2099 => Some((year, month)),
            _ => None,
        }
    })
}

/// Whether a word begins at a letter of a name: no letter stands before it, or it begins with a capital behind a small one,
/// as in `billJan24`.
fn begins_word(name: &str, at: usize) -> bool {
    let bytes = name.as_bytes();
    let before = at.checked_sub(1).map(|before| bytes[before]);
    before.is_none_or(|before| {
        !before.is_ascii_alphabetic() || (before.is_ascii_lowercase() && bytes[at].is_ascii_uppercase())
    })
}

/// What stands before a number of months that is counted from today, as in `近3月` and `前1月`, and what stands behind it.
const COUNTED_BEFORE: [&str; 13] =
    ["近", "前", "上", "第", "过去", "以往", "往前", "倒数", "滞后", "历史", "最后", "T-", "t-"];
const COUNTED_BEHIND: [&str; 5] = ["前", "内", "以前", "之前", "以内"];

/// The month of the calendar in a name without a year, such as `1月账单` or `账单_12月`. In `近1月`, the last month, the
/// numbers count back from today, and so begin with the latest.
fn month_alone(name: &str) -> Option<u32> {
    let (before, behind) = name.split_once('月')?;
    let rest = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let counted = COUNTED_BEFORE.iter().any(|word| rest.trim_end().ends_with(word))
        || COUNTED_BEHIND.iter().any(|word| behind.starts_with(word));
    let month = || number(&before[rest.len()..], 2).map(|(month, _)| month);
    (!counted).then(month).flatten().filter(|month| (1..=12).contains(month))
}

/// Whether names of columns say that the oldest month comes first.
pub(super) fn names_ascend(names: &[&str]) -> bool {
    if names.len() < 2 {
        return false;
    }
    let dated: Option<Vec<_>> = names.iter().map(|name| year_and_month(name)).collect();
    if let Some(months) = dated {
        return months.windows(2).all(|pair| pair[0] < pair[1]);
    }
    // Without years each is the month after the one before it: December is followed by January.
    let months: Option<Vec<_>> = names.iter().map(|name| month_alone(name)).collect();
    months.is_some_and(|months| months.windows(2).all(|pair| pair[0] % 12 + 1 == pair[1]))
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
        for ascending in [
            ["1月账单", "2月账单", "3月账单"],
            ["账单11月", "账单12月", "账单1月"],
            ["2023年12月", "2024年1月", "2024年2月"],
            ["23年12月", "24年1月", "24年2月"],
            ["Dec23", "Jan24", "Feb24"],
            ["bill-2023-Dec", "bill-2024-Jan", "bill-2024-Feb"],
            ["January 2024", "March 2024", "May 2024"],
        ] {
            let mut names = ascending;
            assert!(names_ascend(&names), "{names:?}");
            names.reverse();
            assert!(!names_ascend(&names), "{names:?}");
        }
        assert!(!names_ascend(&["market1", "market2"]) && !names_ascend(&["月", "月"]));
    }

    /// Months that are counted back from today begin with the latest, and words that hold the letters of a month are none.
    #[test]
    fn numbers_that_are_no_months_of_the_calendar_tell_no_order() {
        for names in [
            ["近1月", "近2月", "近3月"],
            ["近 1月账单", "近 2月账单", "近 3月账单"],
            ["还款_前1月", "还款_前2月", "还款_前3月"],
            ["过去1月", "过去2月", "过去3月"],
            ["1月前账单", "2月前账单", "3月前账单"],
            ["T-1月", "T-2月", "T-3月"],
            ["近1个月", "近2个月", "近3个月"],
            ["last 1 month", "last 2 months", "last 3 months"],
            ["M1", "M2", "M3"],
            ["market10", "market11", "market12"],
            ["summary_10", "summary_11", "summary_12"],
            ["decline10", "decline11", "decline12"],
        ] {
            let mut names = names;
            assert!(!names_ascend(&names), "{names:?}");
            names.reverse();
            assert!(!names_ascend(&names), "{names:?}");
        }
        assert!(
            names_ascend(&["billJan24", "billSept24"]) && names_ascend(&["payJan-24", "paySeptember-24"])
        );
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
            assert!(!(months.status_forwards() && months.status_backwards()));
            (months.status_backwards(), months.status_forwards())
        };
        assert_eq!((judge(&right), judge(&wrong)), ((false, true), (true, false)));
    }

    #[test]
    fn whoever_pays_in_full_pays_the_bill_of_the_month_before() {
        let (bills, payments) = ([30.0, 20.0, 10.0], [20.0, 10.0, 5.0]);
        let reversed = |list: [f64; 3]| [list[2], list[1], list[0]];
        let judge = |bills: [f64; 3], payments: [f64; 3]| {
            let mut months = Months::default();
            (0..20).for_each(|line| months.take(line, None, Some(&bills), Some(&payments)));
            (months.money_backwards(), months.money_forwards())
        };
        assert_eq!(judge(bills, payments), (false, true));
        assert_eq!(judge(reversed(bills), reversed(payments)), (true, false));
    }

    #[test]
    fn states_that_do_not_exist_are_counted() {
        let mut months = Months::default();
        months.take(7, Some(&[-2.0, 0.0, 8.0, 24.0, 96.0, 1.5, -9.0]), None, None);
        assert_eq!(months.some_odd, [(4, 96.0, 7), (5, 1.5, 7), (6, -9.0, 7)]);
        assert_eq!((months.odd, months.states), (3, 7));
    }
}
