//! Dates, weekdays, times of day and numbers of people as spreadsheets and people write them.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::moments::MomentForm;
use crate::scenario::read::civil::TimeOfDay;
use crate::scenario::sections::conditions::WeekdayName;
use crate::scenario::sections::files::Decimal;

/// Day numbers of a spreadsheet that are taken for dates: 2000-01-01 to 2099-12-31.
const SERIALS: std::ops::RangeInclusive<i32> = 36_526..=73_050;

/// The date that a cell names. With `"iso"` that is one whose year comes first, `2024-05-01`, `2024/5/1`, `2024.5.1`,
/// `2024年5月1日` or `20240501`, perhaps with midnight behind it, or the number of a day of a spreadsheet; otherwise what the
/// form says.
pub(in crate::scenario) fn day(text: &str, form: &MomentForm, decimal: Decimal) -> Option<Date> {
    match form {
        MomentForm::Iso => year_first(text),
        form => form.read(text, &TimeZone::UTC, decimal).ok().map(|moment| moment.local.date()),
    }
}

fn year_first(text: &str) -> Option<Date> {
    let (written, time) = text.split_once([' ', 'T']).unwrap_or((text, "0"));
    if !time.chars().all(|c| matches!(c, '0' | ':' | '.')) {
        return None;
    }
    let of = |year: &str, month: &str, day: &str| {
        let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !(digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2)) {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    // A column of whole numbers with an empty cell is exported with decimals.
    let written = without_decimals(written);
    if let Ok(number) = written.parse::<i32>() {
        if SERIALS.contains(&number) {
            return date(1899, 12, 30).checked_add(jiff::Span::new().days(number)).ok();
        }
        return (written.len() == 8).then(|| of(&written[..4], &written[4..6], &written[6..]))?;
    }
    let written = written.strip_suffix('日').unwrap_or(written);
    ["-", "/", "."].iter().map(|sign| (*sign, *sign)).chain([("年", "月")]).find_map(|(first, second)| {
        let (year, rest) = written.split_once(first)?;
        let (month, day) = rest.split_once(second)?;
        of(year, month, day)
    })
}

/// Digits without a `.0` behind them; any other text as it is.
pub(in crate::scenario) fn without_decimals(text: &str) -> &str {
    let digits = text.strip_suffix(".0").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits.unwrap_or(text)
}

/// The weekday that a cell names, from Monday, 0: `monday`, `Mon`, `周一`, `星期一`, `礼拜一`.
pub(in crate::scenario) fn weekday(text: &str) -> Option<usize> {
    let chinese = ["周", "星期", "礼拜"].iter().find_map(|word| text.strip_prefix(word));
    if let Some(rest) = chinese {
        let mut rest = rest.chars();
        let day = rest.next().filter(|_| rest.as_str().is_empty())?;
        let day = if day == '天' { '日' } else { day };
        return "一二三四五六日".chars().position(|known| known == day);
    }
    let short = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    let names =
        |name: &str| short == name || (short.len() >= 3 && short.len() <= 5 && name.starts_with(&short));
    WeekdayName::ALL.iter().position(|day| names(day.name()))
}

/// The time of day that a cell names: `9:00`, `09:00:00`, `9:00 AM`, `下午1:30`, or the part of a day that has passed, as a
/// spreadsheet has it, 0.375; 1 is the end of the day.
pub(in crate::scenario) fn time_of_day(text: &str) -> Option<TimeOfDay> {
    let text = text.strip_prefix("0 days ").unwrap_or(text);
    if let Ok(part) = text.replace(',', ".").parse::<f64>() {
        // To the second, which is how far spreadsheets round.
        return (0.0..=1.0).contains(&part).then(|| of_seconds((part * 86_400.0).round() as u32))?;
    }
    let marks = [("AM", false), ("PM", true), ("上午", false), ("下午", true)];
    let upper = text.to_uppercase();
    let half = marks.iter().find_map(|(mark, after_noon)| {
        let rest = upper.strip_suffix(mark).or_else(|| upper.strip_prefix(mark))?;
        Some((rest.trim().to_owned(), *after_noon))
    });
    let (clock, after_noon) = half.map_or((upper, None), |(rest, after_noon)| (rest, Some(after_noon)));
    let clock = clock
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|b| b == b'0'))
        .map_or(clock.as_str(), |(clock, _)| clock);
    let seconds = clock.parse::<TimeOfDay>().ok()?.as_seconds();
    match after_noon {
        None => of_seconds(seconds),
        // Twelve o'clock begins a half day.
        Some(after_noon) if (3600..13 * 3600).contains(&seconds) => {
            of_seconds(seconds % (12 * 3600) + if after_noon { 12 * 3600 } else { 0 })
        }
        Some(_) => None,
    }
}

fn of_seconds(seconds: u32) -> Option<TimeOfDay> {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60).parse().ok()
}

/// The whole number that a cell holds, `3`, `3.0` or `3,00`; three zeros behind a sign are rather thousands.
pub(in crate::scenario) fn whole(text: &str) -> Option<u32> {
    let (digits, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if rest.len() < 3 && rest.bytes().all(|byte| byte == b'0') { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_the_year_first_are_read_however_they_are_written() {
        let read = |text: &str| day(text, &MomentForm::Iso, Decimal::Point);
        // 45300 is 2024-01-09: 45292 is the first of that year.
        for text in [
            "2024-01-09",
            "2024/1/9",
            "2024/01/09",
            "2024.1.9",
            "2024年1月9日",
            "20240109",
            "2024-01-09 00:00:00",
            "2024-01-09T00:00",
            "2024/1/9 0:00",
            "45300",
            "45300.0",
            "20240109.0",
        ] {
            assert_eq!(read(text), Some(date(2024, 1, 9)), "{text}");
        }
        for text in [
            "01/02/2024",
            "2024-02-30",
            "2024-01-09 09:00",
            "24-1-9",
            "1/9",
            "2024",
            "",
            "年月",
            "45300.5",
            "９",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let pattern = MomentForm::new("DD/MM/YYYY").expect("a pattern");
        assert_eq!(day("09/01/2024", &pattern, Decimal::Point), Some(date(2024, 1, 9)));
    }

    #[test]
    fn weekdays_are_read_in_two_languages() {
        for (text, at) in [
            ("monday", 0),
            ("Mon", 0),
            ("TUES", 1),
            ("Thu.", 3),
            ("Thurs", 3),
            ("周一", 0),
            ("星期日", 6),
            ("礼拜天", 6),
            ("周六", 5),
        ] {
            assert_eq!(weekday(text), Some(at), "{text}");
        }
        for text in ["mo", "m", "moday", "周", "周一二", "1", ""] {
            assert_eq!(weekday(text), None, "{text}");
        }
    }

    #[test]
    fn times_of_day_are_read_from_clocks_and_parts_of_a_day() {
        for (text, clock) in [
            ("9:00", "09:00"),
            ("09:00:00", "09:00"),
            ("9:00 AM", "09:00"),
            ("12:00 am", "00:00"),
            ("1:30PM", "13:30"),
            ("下午1:30", "13:30"),
            ("0.375", "09:00"),
            ("0,5625", "13:30"),
            ("0.9166666666666666", "22:00"),
            ("0", "00:00"),
            ("1", "24:00"),
            ("24:00", "24:00"),
            ("0 days 09:00:00", "09:00"),
            ("09:00:00.000", "09:00"),
        ] {
            assert_eq!(time_of_day(text).map(|time| time.to_string()).as_deref(), Some(clock), "{text}");
        }
        for text in ["9", "25:00", "13:00 PM", "0:30 AM", "nine", "", "-0.5"] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn people_are_whole() {
        assert_eq!(["3", "3.0", "3,00"].map(whole), [Some(3); 3]);
        // Three zeros are rather thousands.
        assert_eq!(["3.5", "-1", "three", "", "1.000", "2,000"].map(whole), [None; 6]);
    }
}
