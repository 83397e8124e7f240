//! Numbers as a person says them: with their unit, and with as many digits as their interval gives a meaning to.

use crate::words::say;

/// A number with its unit, where nothing is known of how exact it is.
pub(crate) fn quantity(value: f64, unit: &str) -> String {
    Figure::new(value, unit, None).say(value)
}

/// The unit in which times are said that are to be compared, such as those of all stations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeUnit {
    Minutes,
    Hours,
    Days,
}

impl TimeUnit {
    /// The unit that suits times of which the longest is so long, minutes.
    pub(crate) fn of(longest: f64) -> Self {
        match longest {
            long if long >= 2.0 * 1_440.0 => Self::Days,
            long if long >= 120.0 => Self::Hours,
            _ => Self::Minutes,
        }
    }

    /// The unit of all times of some stations, given their measures by name: that which suits the longest mean.
    pub(crate) fn of_stations<'m>(measures: impl Iterator<Item = (&'m str, Option<f64>)>) -> Self {
        let means = measures.filter(|(name, _)| matches!(*name, "wait_mean" | "sojourn_mean"));
        Self::of(means.filter_map(|(_, value)| value).fold(0.0, f64::max))
    }

    /// How often it holds a minute's share, and what it is called.
    fn parts(self) -> (f64, &'static str) {
        match self {
            Self::Minutes => (1.0, " min"),
            Self::Hours => (1.0 / 60.0, " h"),
            Self::Days => (1.0 / 1_440.0, " d"),
        }
    }
}

/// How figures of one row are written, so that they can be compared: one unit and one number of decimals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    times: f64,
    before: &'static str,
    behind: &'static str,
    decimals: usize,
    /// Whether it is a share, of which nothing and all are said without decimals.
    share: bool,
}

/// Decimals of a share in per cent: what more there are is of no use.
const MOST_OF_SHARES: usize = 3;

#[cfg_attr(
    not(feature = "terminal"),
    allow(dead_code, reason = "some figures stand in summaries of the terminal alone")
)]
impl Figure {
    /// For figures as large as `value`, known to within `half_width`, both in `unit` of the tables.
    pub(crate) fn new(value: f64, unit: &str, half_width: Option<f64>) -> Self {
        let size = value.abs();
        // Parts of a day are said in minutes, and many minutes in hours.
        let in_minutes =
            |minutes: f64| if minutes >= 1_000.0 { (1.0 / 60.0, " h", 1) } else { (1.0, " min", 3) };
        let (times, before, behind, usual) = match unit {
            "share" => (100.0, "", "%", 1),
            "cny" => (1.0, "¥", "", 2),
            "days" if size >= 1.0 || value == 0.0 => (1.0, "", " d", 1),
            "days" => {
                let (times, behind, usual) = in_minutes(1_440.0 * size);
                (1_440.0 * times, "", behind, usual)
            }
            "minutes" => {
                let (times, behind, usual) = in_minutes(size);
                (times, "", behind, usual)
            }
            "hours" => (1.0, "", " h", 1),
            "working_days" => (1.0, "", say!(WorkingDays), 2),
            _ => (1.0, "", "", if size >= 1_000.0 { 0 } else { 2 }),
        };
        let share = unit == "share";
        let decimals =
            match half_width.map(|width| width * times).filter(|width| *width > 0.0 && width.is_finite()) {
                Some(width) if share => significant(width).clamp(1, MOST_OF_SHARES),
                Some(width) => significant(width),
                None if share && size > 0.0 && 100.0 * size < 1.0 => significant(10.0 * size).max(usual),
                None => usual,
            };
        Self { times, before, behind, decimals, share }
    }

    /// For times in minutes, known to within `half_width` minutes, said in this unit.
    pub(crate) fn of_time(unit: TimeUnit, half_width: Option<f64>) -> Self {
        let (times, behind) = unit.parts();
        let width = half_width.map(|width| width * times).filter(|width| *width > 0.0 && width.is_finite());
        Self { times, before: "", behind, decimals: width.map_or(2, significant), share: false }
    }

    /// The number without its unit.
    fn number(&self, value: f64) -> String {
        let bare = self.share && matches!(value, 0.0 | 1.0);
        let decimals = if bare { 0 } else { self.decimals };
        let text = format!("{:.decimals$}", self.times * value);
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let sign = if digits.bytes().all(|digit| matches!(digit, b'0' | b'.')) { "" } else { sign };
        let (whole, part) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        format!("{sign}{}{}{part}", self.before, grouped(whole))
    }

    /// The number without its unit; a share that is neither nothing nor all is not rounded to it as far as decimals go.
    fn level(&self, value: f64) -> String {
        let rounds = |decimals: usize| {
            let text = format!("{:.decimals$}", self.times * value);
            self.share && value > 0.0 && value < 1.0 && matches!(text.parse::<f64>(), Ok(0.0 | 100.0))
        };
        let decimals = (self.decimals..MOST_OF_SHARES).find(|decimals| !rounds(*decimals));
        match decimals {
            Some(decimals) => Self { decimals, ..*self }.number(value),
            None if self.share => Self { decimals: self.decimals.max(MOST_OF_SHARES), ..*self }.number(value),
            None => self.number(value),
        }
    }

    /// The number with its unit.
    pub(crate) fn say(&self, value: f64) -> String {
        self.level(value) + self.behind
    }

    /// Both ends of an interval, with the unit once; a dash, if there is none.
    pub(crate) fn ends(&self, low: Option<f64>, high: Option<f64>) -> String {
        match (low, high) {
            (Some(low), Some(high)) => say!(FiguresTo, low = self.level(low), high = self.say(high)),
            _ => "-".to_owned(),
        }
    }

    /// A half-width in the unit of its figure, which is then not said again.
    pub(crate) fn half_width(&self, half_width: f64) -> String {
        format!("±{}", self.number(half_width))
    }

    /// A half-width with its unit: that of shares is in percentage points.
    pub(crate) fn half_width_alone(&self, half_width: f64) -> String {
        self.half_width(half_width) + if self.share { " pp" } else { self.behind }
    }

    /// A difference with its sign: that of shares is in percentage points.
    pub(crate) fn difference(&self, value: f64, half_width: Option<f64>) -> String {
        let number = self.number(value);
        let zero = !number.contains(|c: char| matches!(c, '1'..='9'));
        let sign = if value > 0.0 && !zero { "+" } else { "" };
        let unit = if self.share { say!(FiguresPp) } else { self.behind };
        let width = half_width.map_or(String::new(), |width| format!(" {}", self.half_width(width)));
        format!("{sign}{number}{width}{unit}")
    }
}

/// Decimals that show one significant digit of a number, or two of one that begins with 1 or 2.
fn significant(number: f64) -> usize {
    let exponent = number.log10().floor();
    let leading = number / 10_f64.powf(exponent);
    let decimals = -exponent + if leading < 3.0 { 1.0 } else { 0.0 };
    decimals.clamp(0.0, 6.0) as usize
}

/// Half of the way from one end to the other.
pub(crate) fn half(low: Option<f64>, high: Option<f64>) -> Option<f64> {
    Some((high? - low?) / 2.0)
}

/// Digits in groups of three.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_their_unit() {
        assert_eq!(["1234", "12345", "4321000"].map(grouped), ["1,234", "12,345", "4,321,000"]);
        assert_eq!(quantity(0.4756, "share"), "47.6%");
        assert_eq!(quantity(0.000_412, "share"), "0.041%");
        assert_eq!(quantity(7.44, "days"), "7.4 d");
        assert_eq!(quantity(0.25, "days"), "360.000 min");
        assert_eq!(quantity(16_980.13, "minutes"), "283.0 h");
        assert_eq!(quantity(-0.000_01, "days"), "-0.014 min");
        assert_eq!(quantity(26_298.4, "count"), "26,298");
    }

    #[test]
    fn digits_follow_from_the_interval() {
        let figure = Figure::new(0.396, "share", Some(0.007));
        assert_eq!((figure.say(0.396), figure.half_width(0.007)), ("39.6%".to_owned(), "±0.7".to_owned()));
        assert_eq!(figure.ends(Some(0.389), Some(0.403)), "38.9 to 40.3%");
        assert_eq!(Figure::new(0.000_4, "share", Some(0.000_05)).say(0.000_4), "0.040%");
        assert_eq!(
            Figure::new(4_427.7, "cny", Some(20.7)).ends(Some(4_406.96), Some(4_448.4)),
            "¥4,407 to ¥4,448"
        );
    }

    /// A share of one that is known to within some millionths had seven decimals.
    #[test]
    fn nothing_and_all_have_no_decimals_and_no_share_has_more_than_three() {
        let figure = Figure::new(1.0, "share", Some(0.000_001_2));
        assert_eq!(
            (figure.say(1.0), figure.ends(Some(0.999_987_7), Some(1.0))),
            ("100%".to_owned(), "99.999 to 100%".to_owned())
        );
        assert_eq!(Figure::new(0.0, "share", Some(0.000_01)).ends(Some(0.0), Some(0.000_02)), "0 to 0.002%");
        assert_eq!(figure.half_width_alone(0.02), "±2.000 pp");
    }

    #[test]
    fn what_is_not_all_does_not_read_as_all() {
        let figure = Figure::new(0.999_7, "share", Some(0.006));
        assert_eq!(figure.say(0.999_7), "99.97%");
        assert_eq!(figure.ends(Some(0.989), Some(0.999_994)), "98.9 to 99.999%");
        assert_eq!((figure.say(0.000_02), figure.say(0.4)), ("0.002%".to_owned(), "40.0%".to_owned()));
    }

    #[test]
    fn times_that_are_compared_have_one_unit() {
        assert_eq!(
            [119.0, 120.0, 2_879.0, 2_880.0].map(TimeUnit::of),
            [TimeUnit::Minutes, TimeUnit::Hours, TimeUnit::Hours, TimeUnit::Days]
        );
        let figure = Figure::of_time(TimeUnit::Hours, Some(1.4));
        // 11.6 minutes are 0.193 of an hour, and 1.4 are 0.023.
        assert_eq!(
            (figure.say(11.6), figure.ends(Some(10.2), Some(13.0))),
            ("0.193 h".to_owned(), "0.170 to 0.217 h".to_owned())
        );
        assert_eq!(Figure::of_time(TimeUnit::Days, None).say(4_320.0), "3.00 d");
    }

    #[test]
    fn differences_have_a_sign_and_shares_percentage_points() {
        let figure = Figure::new(0.4, "share", Some(0.0046));
        assert_eq!(figure.difference(0.1458, Some(0.0046)), "+14.6 ±0.5 pp");
        assert_eq!(figure.difference(-0.1458, None), "-14.6 pp");
        assert_eq!(figure.difference(-0.000_01, None), "0.0 pp");
        assert_eq!(Figure::new(25.0, "cny", None).difference(-7.0, None), "-¥7.00");
    }
}
