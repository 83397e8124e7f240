//! Moments as cells have them: ISO 8601, seconds since 1970, days of a spreadsheet, or a pattern.

use jiff::civil::{DateTime, date};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::days::without_decimals;
use super::numbers::number;
use super::patterns::{Pattern, Said};
use super::quoted;
use crate::scenario::sections::files::Decimal;
use crate::words::say;

/// How moments are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scenario) enum MomentForm {
    /// ISO 8601, local or with an offset.
    Iso,
    /// Seconds since 1970 in UTC.
    Unix,
    /// Milliseconds since 1970 in UTC.
    UnixMs,
    /// Days of a spreadsheet since 1899-12-30, local, to the second.
    Excel,
    /// By a pattern, local or with an offset.
    Pattern(Box<PatternForm>),
}

/// A pattern and what it was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scenario) struct PatternForm {
    pattern: Pattern,
}

/// A moment as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) struct Moment {
    /// What a clock in the scenario's zone shows.
    pub(in crate::scenario) local: DateTime,
    /// The offset that was written, and whether it is that of the zone at that moment.
    pub(in crate::scenario) offset: Option<(Offset, bool)>,
}

/// Why a cell is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum NoMoment {
    /// It is not written as the form says.
    Form,
    /// The clock of the zone skips it.
    Skipped,
    /// The clock of the zone shows it twice.
    Twice,
}

impl NoMoment {
    /// What is wrong with the cell.
    pub(in crate::scenario) fn words(self) -> &'static str {
        match self {
            Self::Form => say!(IsNotAMoment),
            Self::Skipped => say!(DoesNotExistTheClock),
            Self::Twice => say!(ComesTwiceSinceTheClock),
        }
    }
}

impl MomentForm {
    /// The form of that name, or of that pattern; or why there is none.
    pub(in crate::scenario) fn new(text: &str) -> Result<Self, String> {
        match text {
            "iso" => Ok(Self::Iso),
            "unix" => Ok(Self::Unix),
            "unix_ms" => Ok(Self::UnixMs),
            "excel" => Ok(Self::Excel),
            other => Pattern::new(other).map(|pattern| Self::Pattern(Box::new(PatternForm { pattern }))),
        }
    }

    /// Whether it can say a time of day.
    pub(in crate::scenario) fn has_time(&self) -> bool {
        match self {
            Self::Pattern(form) => form.pattern.has_time(),
            _ => true,
        }
    }

    /// The moment that a cell means in `zone`. Without an offset the time is local already, and must be on the clock once.
    pub(in crate::scenario) fn read(
        &self,
        text: &str,
        zone: &TimeZone,
        decimal: Decimal,
    ) -> Result<Moment, NoMoment> {
        let since_1970 = |per_second: f64| {
            let seconds = number(text, decimal).ok_or(NoMoment::Form)? / per_second;
            let micros = (seconds * 1e6).round();
            // Beyond is no time stamp of jiff's either, and the conversion saturates.
            let moment = Timestamp::from_microsecond(micros as i64).map_err(|_| NoMoment::Form)?;
            Ok(Moment { local: zone.to_datetime(moment), offset: None })
        };
        match self {
            Self::Iso => iso(text, zone),
            Self::Unix => since_1970(1.0),
            Self::UnixMs => since_1970(1000.0),
            Self::Excel => {
                let days = number(text, decimal).ok_or(NoMoment::Form)?;
                let since = SignedDuration::from_secs((days * 86_400.0).round() as i64);
                let local =
                    date(1899, 12, 30).at(0, 0, 0, 0).checked_add(since).map_err(|_| NoMoment::Form)?;
                on_the_clock(local, zone)
            }
            Self::Pattern(form) => {
                let Said { written, offset } =
                    form.pattern.read(without_decimals(text)).ok_or(NoMoment::Form)?;
                let Some(seconds) = offset else { return on_the_clock(written, zone) };
                let offset = Offset::from_seconds(seconds).map_err(|_| NoMoment::Form)?;
                let moment = offset.to_timestamp(written).map_err(|_| NoMoment::Form)?;
                Ok(Moment {
                    local: zone.to_datetime(moment),
                    offset: Some((offset, zone.to_offset(moment) == offset)),
                })
            }
        }
    }
}

fn iso(text: &str, zone: &TimeZone) -> Result<Moment, NoMoment> {
    const DATE_ALONE: usize = "2024-01-02".len();
    if let Ok(moment) = text.parse::<Timestamp>() {
        let pieces = jiff::fmt::temporal::Pieces::parse(text).map_err(|_| NoMoment::Form)?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        return Ok(Moment {
            local: zone.to_datetime(moment),
            offset: Some((offset, zone.to_offset(moment) == offset)),
        });
    }
    // The parser would take a date for its midnight and pass over the name of a zone.
    if text.len() <= DATE_ALONE || text.contains('[') {
        return Err(NoMoment::Form);
    }
    on_the_clock(text.parse().map_err(|_| NoMoment::Form)?, zone)
}

fn on_the_clock(local: DateTime, zone: &TimeZone) -> Result<Moment, NoMoment> {
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { .. } => Ok(Moment { local, offset: None }),
        AmbiguousOffset::Gap { .. } => Err(NoMoment::Skipped),
        AmbiguousOffset::Fold { .. } => Err(NoMoment::Twice),
    }
}

/// Forms that a remedy may offer, in the order in which they are tried.
const FORMS: [&str; 48] = [
    "unix",
    "unix_ms",
    "excel",
    "YYYY/MM/DD hh:mm:ss",
    "YYYY/MM/DD hh:mm",
    "DD/MM/YYYY hh:mm:ss",
    "DD/MM/YYYY hh:mm",
    "MM/DD/YYYY hh:mm:ss",
    "MM/DD/YYYY hh:mm",
    "DD.MM.YYYY hh:mm:ss",
    "DD.MM.YYYY hh:mm",
    "DD-MM-YYYY hh:mm:ss",
    "DD-MM-YYYY hh:mm",
    "DD.MM.YY hh:mm:ss",
    "DD.MM.YY hh:mm",
    "YYYY/MM/DD hh:mm:ss AM",
    "YYYY/MM/DD hh:mm AM",
    "YYYY/MM/DD AM hh:mm:ss",
    "YYYY/MM/DD AM hh:mm",
    "YYYY/MM/DD AMhh:mm:ss",
    "YYYY/MM/DD AMhh:mm",
    "YYYY-MM-DD hh:mm:ss AM",
    "YYYY-MM-DD AM hh:mm:ss",
    "YYYY-MM-DD AMhh:mm:ss",
    "DD/MM/YYYY hh:mm:ss AM",
    "DD/MM/YYYY hh:mm AM",
    "MM/DD/YYYY hh:mm:ss AM",
    "MM/DD/YYYY hh:mm AM",
    "DD-MMM-YYYY hh:mm:ss",
    "DD-MMM-YY hh:mm:ss",
    "DD-MMM-YY hh:mm",
    "YYYYMMDDhhmmss",
    "YYYY年MM月DD日 hh:mm:ss",
    "YYYY年MM月DD日 hh:mm",
    "YYYY年MM月DD日 hh时mm分ss秒",
    "YYYY年MM月DD日 hh时mm分",
    "YYYY年MM月DD日 AMhh:mm",
    "YYYY-MM-DD",
    "YYYY/MM/DD",
    "YYYY年MM月DD日",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "DD-MM-YYYY",
    "DD-MMM-YYYY",
    "DD-MMM-YY",
    "DD.MM.YY",
    "YYYYMMDD",
];

/// The forms that every one of these cells is written in, with the decimal sign; at most two.
#[allow(clippy::needless_pass_by_value)]
pub(in crate::scenario) fn guesses<'a>(
    cells: impl Iterator<Item = &'a str> + Clone,
) -> Vec<(&'static str, Decimal)> {
    let plausible = |name: &str, decimal: Decimal, cell: &str| {
        let Ok(form) = MomentForm::new(name) else { return false };
        let within = |least: f64, most: f64| {
            number(cell, decimal).is_some_and(|number: f64| number >= least && number < most)
        };
        form.read(cell, &TimeZone::UTC, decimal)
            .is_ok_and(|moment| (1970..=2100).contains(&moment.local.year()))
            // A number of days is a number of seconds as well; only times after 2001 are told by their size.
            && (name != "unix" || within(1e9, f64::INFINITY))
            && (name != "unix_ms" || within(1e12, f64::INFINITY))
            && (name != "excel" || within(f64::NEG_INFINITY, 1e5))
    };
    if cells.clone().next().is_none() {
        return Vec::new();
    }
    // Of the named forms those of numbers alone have a decimal sign.
    let comma = FORMS[..3].iter().map(|name| (*name, Decimal::Comma));
    let all = FORMS.iter().map(|name| (*name, Decimal::Point)).chain(comma);
    let fits =
        |&(name, decimal): &(&'static str, Decimal)| cells.clone().all(|cell| plausible(name, decimal, cell));
    let mut found: Vec<(&'static str, Decimal)> = Vec::new();
    for (name, decimal) in all.filter(fits) {
        // A whole number is the same with either sign.
        if !found.iter().any(|(known, _)| *known == name) {
            found.push((name, decimal));
        }
    }
    found.truncate(2);
    found
}

/// What to write for one of the guesses.
pub(in crate::scenario) fn written((form, decimal): (&str, Decimal)) -> String {
    match decimal {
        Decimal::Point => format!("`date_format = {form:?}`"),
        Decimal::Comma => format!("`date_format = {form:?}` and `decimal = \",\"`"),
    }
}

/// What to write for cells that are all written in another form, if that can be told.
pub(in crate::scenario) fn form_remedy(cells: &[String]) -> Option<String> {
    match guesses(cells.iter().map(String::as_str)).as_slice() {
        [] => None,
        [only] => Some(format!("write {} next to `file`", written(*only))),
        [one, other, ..] => {
            Some(format!("write {} or {} next to `file`, whichever it is", written(*one), written(*other)))
        }
    }
}

/// The same of cells beside others, of which `read` is the first, that are written as is stated: a column has one form.
pub(in crate::scenario) fn form_remedy_beside(cells: &[String], read: Option<&str>) -> Option<String> {
    let Some(read) = read else { return form_remedy(cells) };
    let other = cells.first().filter(|_| !guesses(cells.iter().map(String::as_str)).is_empty())?;
    Some(say!(OneFormAColumn, read = quoted(read), other = quoted(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> TimeZone {
        crate::time::zone("Asia/Shanghai").expect("a zone")
    }

    fn local(form: &str, text: &str) -> Option<String> {
        let form = MomentForm::new(form).unwrap_or_else(|why| panic!("{form}: {why}"));
        form.read(text, &shanghai(), Decimal::Point).ok().map(|moment| moment.local.to_string())
    }

    /// 1704159000 is 2024-01-02 01:30 UTC, as `date -u -d @1704159000` says; serial 45293 is 2024-01-02.
    #[test]
    fn one_moment_in_every_form() {
        let expected = Some("2024-01-02T09:30:00".to_owned());
        for (form, text) in [
            ("iso", "2024-01-02 09:30"),
            ("iso", "2024-01-02T09:30:00+08:00"),
            ("iso", "2024-01-02 01:30:00Z"),
            ("iso", "2024-01-02 02:30:00.000000+01:00"),
            ("unix", "1704159000"),
            ("unix", "1704159000.0"),
            ("unix_ms", "1704159000000"),
            ("excel", "45293.39583"),
            ("excel", "45293.3958333333"),
            ("DD/MM/YYYY hh:mm", "02/01/2024 09:30"),
            ("YYYY-MM-DD hh:mmZ", "2024-01-02 10:30+0900"),
        ] {
            assert_eq!(local(form, text), expected, "{form} {text}");
        }
        for (form, text) in [("iso", "2024-01-02"), ("unix", "soon"), ("excel", "1e300"), ("unix", "1e300")] {
            assert_eq!(local(form, text), None, "{form} {text}");
        }
    }

    #[test]
    fn an_offset_is_told_to_be_that_of_the_zone_or_not() {
        let offset = |text: &str| {
            let moment = MomentForm::Iso.read(text, &shanghai(), Decimal::Point).expect("a moment");
            moment.offset.map(|(offset, own)| (offset.seconds(), own))
        };
        assert_eq!(offset("2024-01-02T09:30:00+08:00"), Some((28_800, true)));
        assert_eq!(offset("2024-01-02T09:30:00+02:00"), Some((7_200, false)));
        assert_eq!(offset("2024-01-02T09:30:00Z"), Some((0, false)));
        assert_eq!(offset("2024-01-02T09:30:00"), None);
    }

    #[test]
    fn forms_are_guessed_where_all_cells_fit() {
        let guess = |cells: &[&'static str]| -> Vec<&'static str> {
            guesses(cells.iter().copied()).into_iter().map(|(form, _)| form).collect()
        };
        assert_eq!(guess(&["02/01/2024 09:30"]), ["DD/MM/YYYY hh:mm", "MM/DD/YYYY hh:mm"]);
        assert_eq!(guess(&["02/01/2024 09:30", "13/01/2024 9:00"]), ["DD/MM/YYYY hh:mm"]);
        assert_eq!(guess(&["1704159000"]), ["unix"]);
        assert_eq!(guess(&["1704159000123"]), ["unix_ms"]);
        assert_eq!(guess(&["45293.39583"]), ["excel"]);
        assert_eq!(guess(&["2024-01-02"]), ["YYYY-MM-DD"]);
        assert_eq!(guess(&["02-Jan-24"]), ["DD-MMM-YY"]);
        assert_eq!(guess(&["02-Jan-24 09:30:00"]), ["DD-MMM-YY hh:mm:ss"]);
        assert_eq!(guess(&["02.01.24 09:30:15"]), ["DD.MM.YY hh:mm:ss"]);
        assert_eq!(guesses(["45293,39583"].into_iter()), [("excel", Decimal::Comma)]);
        assert_eq!(guess(&["27/01/2024 05:57:52 AM"]), ["DD/MM/YYYY hh:mm:ss AM"]);
        assert_eq!(guess(&["2024年1月27日 5时57分"]), ["YYYY年MM月DD日 hh时mm分"]);
        assert_eq!(guess(&["2024/1/27 上午 5:57:52"]), ["YYYY/MM/DD AM hh:mm:ss"]);
        assert_eq!(guess(&["2024/1/27 下午5:57"]), ["YYYY/MM/DD AMhh:mm"]);
        assert_eq!(guess(&["2024年1月27日"]), ["YYYY年MM月DD日"]);
        assert_eq!(guess(&["soon"]), [""; 0]);
        assert_eq!(guess(&[]), [""; 0]);
    }
}
