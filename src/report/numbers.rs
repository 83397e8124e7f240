//! Numbers of the report: each gets its unit here, once. Shares become per cent, money gets its sign.

use crate::chart::words::{count, percent, readable, short};
use crate::words::figures::{Figure, half, quantity};

/// What stands where a value is not defined.
pub(super) const UNDEFINED: &str = "–";

/// A value with its unit.
pub(super) fn value(value: Option<f64>, unit: &str) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return UNDEFINED.to_owned();
    };
    match unit {
        "share" => share(value),
        "cny" => quantity(value, unit),
        "count" => plain(value),
        "working_days" => format!("{} working days", short(value, 2)),
        other => format!("{} {}", short(value, 2), readable(other).to_lowercase()),
    }
}

/// A share as per cent.
fn share(value: f64) -> String {
    percent(value, share_decimals(value))
}

/// Decimals of a percentage: a second one where the share is small.
fn share_decimals(value: f64) -> usize {
    if value.abs() < 0.1 { 2 } else { 1 }
}

/// A count: whole if large, otherwise with two decimals.
fn plain(value: f64) -> String {
    if value.abs() >= 100.0 { count(value) } else { short(value, 2) }
}

/// `low to high`, or a dash if either end is not defined.
///
/// A unit that is a word stands once, behind the estimate.
pub(super) fn interval(low: Option<f64>, high: Option<f64>, unit: &str) -> String {
    let (Some(low), Some(high)) = (low, high) else {
        return UNDEFINED.to_owned();
    };
    let write = |end: f64| match unit {
        "cny" | "count" => value(Some(end), unit),
        _ => short(end, 2),
    };
    if unit == "share" {
        let decimals = share_decimals(high);
        return format!("{} to {}", percent(low, decimals).trim_end_matches('%'), percent(high, decimals));
    }
    format!("{} to {}", write(low), write(high))
}

/// An estimate and its interval with as many digits as the interval gives a meaning to, in one unit.
pub(super) fn estimated(
    estimate: Option<f64>,
    (low, high): (Option<f64>, Option<f64>),
    figure: impl Fn(f64, Option<f64>) -> Figure,
) -> (String, String) {
    let Some(estimate) = estimate.filter(|value| value.is_finite()) else {
        return (UNDEFINED.to_owned(), UNDEFINED.to_owned());
    };
    let figure = figure(estimate, half(low, high));
    let interval = low.zip(high).map_or_else(|| UNDEFINED.to_owned(), |_| figure.ends(low, high));
    (figure.say(estimate), interval)
}

/// A number in words, or what stands for one that is not defined.
pub(super) fn optional(number: Option<f64>, write: impl Fn(f64) -> String) -> String {
    number.filter(|value| value.is_finite()).map_or_else(|| UNDEFINED.to_owned(), write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_carries_its_unit() {
        assert_eq!(value(Some(0.4621), "share"), "46.2%");
        assert_eq!(value(Some(0.0121), "share"), "1.21%");
        assert_eq!(value(Some(14.25), "cny"), "¥14.25");
        assert_eq!(value(Some(56_609.3), "cny"), "¥56,609.30");
        assert_eq!(value(Some(21_604.3), "count"), "21,604");
        assert_eq!(value(Some(1.41), "count"), "1.41");
        assert_eq!(value(Some(1.6), "working_days"), "1.6 working days");
        assert_eq!(value(Some(3.4), "hours"), "3.4 hours");
    }

    /// They were 100.0% with the interval 100.0% to 100.0%, and a mean of 1 between 1 and 1.
    #[test]
    fn digits_follow_from_the_interval() {
        let said = |estimate, ends: (f64, f64), unit: &str| {
            estimated(Some(estimate), (Some(ends.0), Some(ends.1)), |value, half| {
                Figure::new(value, unit, half)
            })
        };
        let pair = |estimate: &str, interval: &str| (estimate.to_owned(), interval.to_owned());
        assert_eq!(said(0.999_85, (0.999_7, 0.999_92), "share"), pair("99.985%", "99.970 to 99.992%"));
        assert_eq!(said(1.001, (0.998, 1.004), "count"), pair("1.001", "0.998 to 1.004"));
        assert_eq!(said(0.01, (0.009, 0.011), "days"), pair("14.4 min", "13.0 to 15.8 min"));
        assert_eq!(
            estimated(Some(2.0), (None, None), |value, half| Figure::new(value, "days", half)).1,
            UNDEFINED
        );
    }

    #[test]
    fn the_undefined_is_a_dash() {
        assert_eq!(value(None, "share"), "–");
        assert_eq!(value(Some(f64::NAN), "days"), "–");
        assert_eq!(interval(Some(0.1), None, "share"), "–");
    }

    #[test]
    fn an_interval_names_its_unit_only_where_it_is_short() {
        assert_eq!(interval(Some(0.41), Some(0.52), "share"), "41.0 to 52.0%");
        assert_eq!(interval(Some(0.098), Some(0.108), "share"), "9.8 to 10.8%");
        assert_eq!(interval(Some(1.5), Some(1.75), "working_days"), "1.5 to 1.75");
    }
}
