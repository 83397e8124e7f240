//! Quantities, dates and shifts as fields.

use std::fmt::Display;
use std::str::FromStr;

use serde_json::{Map, Value as Json, json};

use super::civil::{Date, Shift, TimeOfDay};
use super::fault::Fault;
use super::field::Field;
use super::reader::Reader;
use super::rule::Rule;
use super::tree::{Node, Value};
use super::units::{Duration, DurationValue, Money, Share, UnitError};
use crate::words::say;

/// Reads a quantity from its text; `fallback` is one that is shown where no value that holds is known.
fn read_text<T: FromStr<Err = UnitError>>(
    node: &Node,
    text: &str,
    reader: &mut Reader<'_>,
    expected: &str,
    fallback: &str,
) -> Option<T> {
    match text.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let what = reader.current();
            let example = reader.example_of(node).map_or(fallback, |known| known.trim_matches('"'));
            let help = match &error {
                UnitError::NoUnit(number) => {
                    // In the unit of what holds there, which is surely large enough.
                    let usual = example.trim_start_matches('¥').starts_with(|c: char| c.is_ascii_digit());
                    let unit = if usual { example } else { fallback };
                    let offered = with_unit(unit, number);
                    let offered = if offered.parse::<T>().is_ok() { offered } else { example.to_owned() };
                    let value = reader.shown(node, &quoted(&offered));
                    say!(WriteTheUnitForExample, value = value)
                }
                UnitError::UnknownUnit(_) => say!(UnitsAreMsSMin).to_owned(),
                UnitError::Working(found) => {
                    let calendar = found.replace(say!(QuantityWorking), "").replace("wd", "d");
                    working(found, reader).unwrap_or_else(|| {
                        let value = reader.shown(node, &quoted(&calendar));
                        say!(WriteCalendarTimeForExample, value = value)
                    })
                }
                UnitError::Foreign(_) => say!(SumsAreInYuan, value = reader.shown(node, &quoted("¥…"))),
                _ => {
                    let value = reader.shown(node, &quoted(example));
                    say!(WriteForExample, expected = expected, value = value)
                }
            };
            let label = say!(QuantityMustBe, expected = expected);
            reader.push(Fault::rule(node.place, format!("{what}: {error}"), label, help));
            None
        }
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The unit of `example` put to `number`; of several parts, that of the first.
fn with_unit(example: &str, number: &str) -> String {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '+');
    if example.starts_with('¥') {
        return format!("¥{number}");
    }
    let behind = example.trim_start_matches(of_number);
    let unit = behind.split(of_number).next().unwrap_or_default();
    format!("{number}{}", unit.trim_end())
}

/// For working days where calendar time is wanted, the key beside it that takes them.
fn working(found: &str, reader: &Reader<'_>) -> Option<String> {
    let Ok(DurationValue::WorkingDays(days)) = found.parse() else { return None };
    let name = reader.key();
    let keys = [format!("{name}_{WORKING_DAYS}"), WORKING_DAYS.to_owned()];
    // A delay says `time` or `working_days`; a number of working days means nothing beside other keys.
    let only_time = |key: &String| key != WORKING_DAYS || ["time", "office_time"].contains(&name);
    let key = keys.into_iter().filter(only_time).find(|key| reader.has_key_beside(key))?;
    Some(say!(WorkingDaysHaveAKey, name = name, key = key, days = days))
}

/// How the keys end whose values are numbers of working days.
const WORKING_DAYS: &str = "working_days";

/// The number that a text says in a form that a plain number has not: percent, a number in quotes, and for a key of working
/// days so many of them.
pub(super) fn plain_number(text: &str, key: &str) -> Option<f64> {
    let text = text.trim();
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let days = || match text.parse() {
        Ok(DurationValue::WorkingDays(days)) => Some(days),
        // A part of a working day is none.
        Ok(DurationValue::Calendar(time)) => {
            Some(time.as_seconds() / 86_400.0).filter(|days| days.fract() == 0.0)
        }
        Err(_) => None,
    };
    match text.strip_suffix('%') {
        Some(share) => number(share).map(percent),
        None => number(text).or_else(|| if key.ends_with(WORKING_DAYS) { days() } else { None }),
    }
}

/// The number, in the unit of a table's column, that a text with a unit of its own says; `None` if it says none, or one of
/// another kind.
pub fn number_in(text: &str, unit: &str) -> Option<f64> {
    let time = |seconds: f64| text.parse().ok().map(|time: Duration| time.as_seconds() / seconds);
    let said = match unit {
        "minutes" => time(60.0),
        "hours" => time(3_600.0),
        "days" => time(86_400.0),
        "cny" => text.parse().ok().map(Money::as_cny),
        "working_days" => match text.parse() {
            Ok(DurationValue::WorkingDays(days)) => Some(days),
            _ => None,
        },
        _ => None,
    };
    // Zeros that a division leaves behind the last digit that was written.
    said.map(|number| (number * 1e9).round() / 1e9).or_else(|| plain_number(text, ""))
}

/// How much a value is that TOML writes so, in base units.
pub(super) fn magnitude(literal: &str) -> Option<f64> {
    let text = literal.trim_matches('"');
    let time = || text.parse().ok().map(Duration::as_seconds);
    let sum = || text.parse().ok().map(Money::as_cny);
    text.parse().ok().or_else(time).or_else(sum)
}

/// Reads a string with a unit; a bare number is shown with one.
fn read_quantity<T: FromStr<Err = UnitError>>(
    node: &Node,
    reader: &mut Reader<'_>,
    expected: &str,
    example: &str,
) -> Option<T> {
    match &node.value {
        Value::String(text) => read_text(node, text, reader, expected, example),
        Value::Int(number) => read_text(node, &number.to_string(), reader, expected, example),
        Value::Float(number) if number.is_finite() => {
            read_text(node, &number.to_string(), reader, expected, example)
        }
        _ => {
            reader.wrong_type(node, expected, &format!("{example:?}"));
            None
        }
    }
}

fn text(value: &impl Display) -> toml::Value {
    toml::Value::String(value.to_string())
}

/// A number that is not negative, as it may stand before a unit.
macro_rules! number {
    () => {
        r"\+?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
    };
}
/// Calendar time: one number and unit after another.
macro_rules! calendar_time {
    () => {
        concat!(
            r"(?:",
            number!(),
            r"\s*(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\s*)+"
        )
    };
}
const CALENDAR_TIME: &str = concat!(r"^\s*", calendar_time!(), "$");
const ANY_TIME: &str =
    concat!(r"^\s*(?:", calendar_time!(), "|", number!(), r"\s*(?:wd|working\s+days?)\s*)$");
const SUM: &str = concat!(
    r"^\s*(?:(?:[¥￥]|CNY|RMB)\s*(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9]+)\s*(?:CNY|RMB|yuan|元)?",
    r"|(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9]+)\s*(?:CNY|RMB|yuan|元))\s*$"
);
/// A time of day, to midnight at the end of the day.
macro_rules! time_of_day {
    () => {
        r"(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|24:00(?::00)?)"
    };
}

/// Adds a bound to the schema of a text that holds a quantity: of all bounds, that it is not zero.
fn describe_text(rule: &Rule, schema: &mut Map<String, Json>) {
    if matches!(rule, Rule::Above(_)) || matches!(rule, Rule::AtLeast(bound) if *bound > 0.0) {
        schema.insert("allOf".to_owned(), json!([not_zero()]));
    }
}

/// A text in which some digit is not zero.
pub(super) fn not_zero() -> Json {
    json!({ "pattern": "[1-9]" })
}

impl Field for Duration {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        read_quantity(node, reader, say!(ADuration), "30min")
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(text(self))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": CALENDAR_TIME, "examples": ["90min", "2h", "0.5d"] })
    }

    fn magnitude(&self) -> Option<f64> {
        Some(self.as_seconds())
    }

    fn show(bound: f64) -> String {
        Self::seconds(bound).to_string()
    }

    // Schema bounds are for numbers; a duration is text.
    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        describe_text(rule, schema);
    }
}

impl Field for DurationValue {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        read_quantity(node, reader, say!(ADuration), "2 working days")
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(text(self))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": ANY_TIME, "examples": ["2 working days", "36h"] })
    }

    /// Seconds; a working day counts as 24 hours for the purpose of a bound.
    fn magnitude(&self) -> Option<f64> {
        Some(match self {
            Self::Calendar(duration) => duration.as_seconds(),
            Self::WorkingDays(days) => days * 86_400.0,
        })
    }

    fn show(bound: f64) -> String {
        Duration::show(bound)
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        describe_text(rule, schema);
    }
}

impl Field for Money {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        read_quantity(node, reader, say!(ASumOfMoney), "¥800")
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(text(self))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": SUM, "examples": ["¥800", "800 CNY"] })
    }

    fn magnitude(&self) -> Option<f64> {
        Some(self.as_cny())
    }

    fn show(bound: f64) -> String {
        Self::cny(bound).to_string()
    }

    fn describe(rule: &Rule, schema: &mut Map<String, Json>) {
        describe_text(rule, schema);
    }
}

/// A number of per cent as a share: its digits with the point moved, which a division would not always give.
pub fn percent(number: f64) -> f64 {
    format!("{number:e}")
        .split_once('e')
        .and_then(|(digits, exponent)| format!("{digits}e{}", exponent.parse::<i32>().ok()? - 2).parse().ok())
        .unwrap_or(number / 100.0)
}

impl Field for Share {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let number = f64::read(node, reader)?;
        let within = (0.0..=1.0).contains(&number);
        if !within {
            let what = reader.current();
            let help = if number > 1.0 && number <= 100.0 {
                let share = percent(number).to_string();
                say!(SharesAreIfYouMean, number = number, number_2 = reader.shown(node, &share))
            } else {
                reader.with_example(node, say!(WriteANumberFromTo).to_owned())
            };
            reader.push(Fault::rule(
                node.place,
                say!(QuantityIs, what = what, number = number),
                say!(QuantityMustBeFromTo),
                help,
            ));
        }
        within.then(|| Self::new(number))
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Float(self.get()))
    }

    fn schema() -> Json {
        json!({ "type": "number", "minimum": 0, "maximum": 1 })
    }

    fn magnitude(&self) -> Option<f64> {
        Some(self.get())
    }
}

/// Reads a date or time, which TOML also writes without quotes.
fn read_civil<T: FromStr<Err = UnitError>>(
    node: &Node,
    reader: &mut Reader<'_>,
    expected: &str,
    example: &str,
) -> Option<T> {
    match &node.value {
        Value::String(found) | Value::Datetime(found) => read_text(node, found, reader, expected, example),
        _ => {
            reader.wrong_type(node, expected, &format!("{example:?}"));
            None
        }
    }
}

macro_rules! civil_field {
    ($type:ty, $expected:expr, $example:literal, $pattern:expr) => {
        impl Field for $type {
            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                read_civil(node, reader, $expected, $example)
            }

            fn to_toml(&self) -> Option<toml::Value> {
                Some(text(self))
            }

            fn schema() -> Json {
                json!({ "type": "string", "pattern": $pattern, "examples": [$example] })
            }
        }
    };
}

civil_field!(
    Date,
    say!(ADate),
    "2024-01-31",
    // Whether a year has a 29 February is left to the reader.
    concat!(
        r"^\s*[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
        r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))\s*$"
    )
);
civil_field!(TimeOfDay, say!(ATimeOfDay), "09:00", concat!(r"^\s*", time_of_day!(), r"\s*$"));
civil_field!(
    Shift,
    say!(AShift),
    "09:00-12:00",
    // It begins before 24:00, and does not end as it begins: it may pass midnight, but a whole day is 00:00-24:00.
    concat!(
        r"^(?!\s*24:)(?!\s*0?([0-9]{1,2}:[0-9]{2})\s*[-–]\s*0?\1\s*$)\s*",
        time_of_day!(),
        r"\s*[-–]\s*",
        time_of_day!(),
        r"\s*$"
    )
);
