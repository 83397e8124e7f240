//! Patterns of dates and times, such as `DD/MM/YYYY hh:mm`.

use jiff::civil::{Date, DateTime, Time};

use crate::words::say;

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Four digits.
    Year,
    /// Two digits, 1970 to 2069.
    ShortYear,
    /// One or two digits.
    Month,
    /// `Jan` to `Dec`, or the whole name.
    MonthName,
    /// One or two digits.
    Day,
    /// One or two digits.
    Hour,
    /// One or two digits.
    Minute,
    /// One or two digits, and a fraction if there is one.
    Second,
    /// `AM` or `PM`, 上午 or 下午.
    Half,
    /// `Z`, `+08:00` or `+0800`.
    Offset,
    /// This character, or any number of spaces for a space.
    Just(char),
}

const PARTS: [(&str, Part); 15] = [
    ("YYYY", Part::Year),
    ("YY", Part::ShortYear),
    ("MMM", Part::MonthName),
    ("MM", Part::Month),
    ("M", Part::Month),
    ("DD", Part::Day),
    ("D", Part::Day),
    ("hh", Part::Hour),
    ("h", Part::Hour),
    ("HH", Part::Hour),
    ("H", Part::Hour),
    ("mm", Part::Minute),
    ("ss", Part::Second),
    ("AM", Part::Half),
    ("Z", Part::Offset),
];

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

/// A pattern whose parts make up a date, and perhaps a time and an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Part>);

/// What a text that fits a pattern says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// The date and the time, or midnight.
    pub(super) written: DateTime,
    /// Seconds east of UTC, if an offset stands there.
    pub(super) offset: Option<i32>,
}

impl Pattern {
    /// The pattern of a text, or why it is none.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            match PARTS.iter().find(|(word, _)| rest.starts_with(word)) {
                Some((word, part)) => {
                    parts.push(*part);
                    rest = &rest[word.len()..];
                }
                // `T` stands between date and time; other letters would be taken for parts.
                None if next.is_alphabetic() && next != 'T' && next.is_ascii() => {
                    return Err(say!(BeginsWithNoPartOf, rest = rest));
                }
                None => {
                    parts.push(Part::Just(next));
                    rest = &rest[next.len_utf8()..];
                }
            }
        }
        let has = |part: Part| parts.contains(&part);
        for (there, what) in [
            (has(Part::Year) || has(Part::ShortYear), say!(YearYyyy)),
            (has(Part::Month) || has(Part::MonthName), say!(MonthMmMmAreMinutes)),
            (has(Part::Day), say!(DayDd)),
        ] {
            if !there {
                return Err(say!(ItHasNo, what = what));
            }
        }
        let twice = |part: &Part| {
            !matches!(part, Part::Just(_)) && parts.iter().filter(|other| *other == part).count() > 1
        };
        if parts.iter().any(twice) {
            return Err(say!(APartStandsInIt).to_owned());
        }
        Ok(Self(parts))
    }

    /// Whether a time of day is part of it.
    pub(super) fn has_time(&self) -> bool {
        self.0.contains(&Part::Hour)
    }

    /// What a text says that fits it from end to end.
    pub(super) fn read(&self, text: &str) -> Option<Said> {
        let mut rest = text;
        let (mut year, mut month, mut day) = (0, 0, 0);
        let (mut hour, mut minute, mut second, mut nanos) = (0, 0, 0, 0);
        let (mut half, mut offset) = (None, None);
        for (at, part) in self.0.iter().enumerate() {
            // Digits that touch are told apart by their number.
            let next = self.0.get(at + 1);
            let least = if next.is_some_and(|next| !matches!(next, Part::Just(_) | Part::Half | Part::Offset))
            {
                2
            } else {
                1
            };
            match part {
                Part::Year => year = digits(&mut rest, 4, 4)?,
                Part::ShortYear => {
                    let short = digits(&mut rest, 2, 2)?;
                    year = if short < 70 { 2000 + short } else { 1900 + short };
                }
                Part::Month => month = digits(&mut rest, least, 2)?,
                Part::MonthName => month = month_name(&mut rest)?,
                Part::Day => day = digits(&mut rest, least, 2)?,
                Part::Hour => hour = digits(&mut rest, least, 2)?,
                Part::Minute => minute = digits(&mut rest, least, 2)?,
                Part::Second => {
                    second = digits(&mut rest, least, 2)?;
                    nanos = fraction(&mut rest)?;
                }
                Part::Half => half = Some(afternoon(&mut rest)?),
                Part::Offset => offset = Some(offset_of(&mut rest)?),
                Part::Just(' ') => {
                    let after = rest.trim_start();
                    if after.len() == rest.len() {
                        return None;
                    }
                    rest = after;
                }
                Part::Just(char) => rest = rest.strip_prefix(*char)?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        if let Some(afternoon) = half {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
        }
        let date = Date::new(year as i16, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        let time = Time::new(hour as i8, minute as i8, second as i8, nanos).ok()?;
        Some(Said { written: date.to_datetime(time), offset })
    }
}

/// Takes so many digits at least and at most.
fn digits(rest: &mut &str, least: usize, most: usize) -> Option<i32> {
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < least {
        return None;
    }
    let (number, after) = rest.split_at(length);
    *rest = after;
    number.parse().ok()
}

/// Takes the fraction of a second behind a point or comma, if there is one, in nanoseconds.
fn fraction(rest: &mut &str) -> Option<i32> {
    let Some(after) = rest.strip_prefix(['.', ',']) else { return Some(0) };
    let length = after.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return None;
    }
    let (number, after) = after.split_at(length);
    *rest = after;
    format!("{:0<9}", &number[..length.min(9)]).parse().ok()
}

/// Takes the name of a month, whole or its first three letters.
fn month_name(rest: &mut &str) -> Option<i32> {
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.split_at(length);
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| length >= 3 && (word == *month || word == month[..3]))?;
    *rest = after;
    Some(at as i32 + 1)
}

/// Takes `AM` or `PM`, or 上午 or 下午; true is the afternoon.
fn afternoon(rest: &mut &str) -> Option<bool> {
    for (word, is_afternoon) in [("上午", false), ("下午", true)] {
        if let Some(after) = rest.strip_prefix(word) {
            *rest = after;
            return Some(is_afternoon);
        }
    }
    let (word, after) = rest.split_at_checked(2)?;
    *rest = after;
    match word.to_ascii_lowercase().as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// Takes an offset, in seconds.
fn offset_of(rest: &mut &str) -> Option<i32> {
    if let Some(after) = rest.strip_prefix(['Z', 'z']) {
        *rest = after;
        return Some(0);
    }
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    *rest = rest.strip_prefix(['+', '-'])?;
    let hours = digits(rest, 2, 2)?;
    *rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = digits(rest, 2, 2).unwrap_or(0);
    (hours <= 25 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_patterns_from_end_to_end() {
        let cases = [
            ("DD/MM/YYYY hh:mm", "02/01/2024 09:30", Some("2024-01-02T09:30:00")),
            ("DD/MM/YYYY hh:mm", "2/1/2024 9:30", Some("2024-01-02T09:30:00")),
            ("DD/MM/YYYY hh:mm", "13/13/2024 09:30", None),
            ("DD/MM/YYYY hh:mm", "02/01/2024", None),
            ("DD/MM/YYYY", "02/01/2024 09:30", None),
            ("MM/DD/YYYY h:mm AM", "1/2/2024 12:05 pm", Some("2024-01-02T12:05:00")),
            ("MM/DD/YYYY h:mm AM", "1/2/2024 12:05 AM", Some("2024-01-02T00:05:00")),
            ("MM/DD/YYYY h:mm AM", "1/2/2024 13:05 AM", None),
            ("YYYY/MM/DD AM hh:mm:ss", "2024/1/27 上午 5:57:52", Some("2024-01-27T05:57:52")),
            ("YYYY/MM/DD AMhh:mm", "2024/1/27 下午5:57", Some("2024-01-27T17:57:00")),
            ("YYYY/MM/DD hh:mm AM", "2024/1/27 12:05 下午", Some("2024-01-27T12:05:00")),
            ("YYYY/MM/DD AMhh:mm", "2024/1/27 晚上5:57", None),
            ("YYYY年MM月DD日 hh时mm分", "2024年1月27日 5时57分", Some("2024-01-27T05:57:00")),
            ("YYYYMMDDhhmmss", "20240102093015", Some("2024-01-02T09:30:15")),
            ("DD MMM YY hh:mm:ss", "02 Jan 24 09:30:15.25", Some("2024-01-02T09:30:15.25")),
            ("DD-MMM-YYYY", "31-december-1999", Some("1999-12-31T00:00:00")),
            ("YYYY年M月D日 hh:mm", "2024年1月2日 09:30", Some("2024-01-02T09:30:00")),
            ("YYYY-MM-DD", "2024-02-30", None),
            ("DD.MM.YYYY", "é2.01.2024", None),
            ("DD.MM.YY AM", "02.01.24 é", None),
        ];
        for (pattern, text, expected) in cases {
            let said = Pattern::new(pattern).unwrap_or_else(|why| panic!("{pattern}: {why}")).read(text);
            assert_eq!(said.map(|said| said.written.to_string()).as_deref(), expected, "{pattern} {text}");
        }
        let offset = Pattern::new("YYYY-MM-DD hh:mm:ssZ").expect("a pattern");
        let of = |text: &str| offset.read(text).and_then(|said| said.offset);
        assert_eq!(of("2024-01-02 09:30:00+0530"), Some(19_800));
        assert_eq!(of("2024-01-02 09:30:00-08:00"), Some(-28_800));
        assert_eq!(of("2024-01-02 09:30:00Z"), Some(0));
    }

    #[test]
    fn a_pattern_without_a_date_is_none() {
        for (pattern, word) in [
            ("hh:mm", "year"),
            ("DD/mm/YYYY", "month"),
            ("MM/YYYY", "day"),
            ("DD/DD/MM/YYYY", "twice"),
            ("dd/MM/YYYY", "`dd/MM/YYYY`"),
            ("", "year"),
        ] {
            let why = Pattern::new(pattern).expect_err(pattern);
            assert!(why.contains(word), "{pattern}: {why}");
        }
    }
}
