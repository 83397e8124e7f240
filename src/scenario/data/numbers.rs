//! Numbers as cells have them.

use super::forms::{CURRENCY, has_thousands};
use crate::scenario::sections::files::Decimal;
use crate::words::say;

/// Cells that say that there is no value.
const NO_VALUE: [&str; 20] = [
    "", "NA", "N/A", "n/a", "NaN", "nan", "NaT", "<NA>", "null", "NULL", "None", "#N/A", "-", "--", "–", "—",
    "——", "无", "空", "缺失",
];

/// Whether a cell says, in one of the usual ways, that there is no value.
pub(in crate::scenario) fn is_no_value(text: &str) -> bool {
    NO_VALUE.contains(&text)
}

/// The finite number that a cell holds. With a decimal comma, points between groups of three digits are passed over.
pub(in crate::scenario) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let parsed = match decimal {
        Decimal::Point => text.parse::<f64>().ok(),
        Decimal::Comma => with_comma(text),
    };
    parsed.filter(|value| value.is_finite())
}

fn with_comma(text: &str) -> Option<f64> {
    let (whole, rest) = text.split_once(',').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    if rest.is_some_and(|rest| rest.contains([',', '.'])) {
        return None;
    }
    let mut groups = whole.trim_start_matches(['+', '-']).split('.');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first =
        groups.next().is_some_and(|first| whole.matches('.').count() == 0 || (1..=3).contains(&first.len()));
    if !first || !groups.all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    let whole: String = whole.split('.').collect();
    match rest {
        Some(rest) => format!("{whole}.{rest}").parse().ok(),
        None => whole.parse().ok(),
    }
}

/// Whether a cell shows how its column writes the decimal sign: it holds that sign, and is read by it.
pub(in crate::scenario) fn shows_sign(text: &str, decimal: Decimal) -> bool {
    let sign = match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    };
    text.contains(sign) && number(text, decimal).is_some()
}

/// Whether the decimal sign of a cell has one to three digits before it and three behind it, as separators of thousands have.
pub(in crate::scenario) fn seems_thousands(text: &str, decimal: Decimal) -> bool {
    let sign = match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.trim_start_matches(['+', '-']).split_once(sign).is_some_and(|(before, behind)| {
        (1..=3).contains(&before.len()) && behind.len() == 3 && digits(before) && digits(behind)
    })
}

/// What to write for a cell that is no number, if that can be told. `mixed` says that other cells of the column show that
/// the decimal sign is the stated one.
pub(in crate::scenario) fn remedy(text: &str, decimal: Decimal, mixed: bool) -> Option<String> {
    let other = match decimal {
        Decimal::Point => text.contains(',') && with_comma(text).is_some(),
        Decimal::Comma => text.parse::<f64>().is_ok(),
    };
    if other && mixed {
        let both = say!(BothDecimalSigns);
        return Some(say!(SaveWithOneDecimalSign, both = both));
    }
    match decimal {
        Decimal::Point if other => {
            let comma = say!(IfTheCommaIsThe);
            return Some(say!(IfItStandsBetweenThousands, comma = comma));
        }
        Decimal::Comma if other => {
            return Some(say!(NumbersHaveADecimalPoint).to_owned());
        }
        Decimal::Point if has_thousands(text, '.') => return Some(say!(SaveWithoutThousands).to_owned()),
        Decimal::Comma if has_thousands(text, ',') => return Some(say!(SaveWithoutThousands).to_owned()),
        Decimal::Comma if has_thousands(text, '.') => return Some(say!(ThousandsAndPoint).to_owned()),
        _ => {}
    }
    if text.contains(CURRENCY) {
        return Some(say!(SaveTheColumnAsPlain).to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_points_are_read_as_said() {
        let cases = [
            ("1,5", Some(1.5)),
            ("-1.234,5", Some(-1234.5)),
            ("1.234.567", Some(1_234_567.0)),
            ("1234", Some(1234.0)),
            ("1,5e3", Some(1500.0)),
            ("0,5", Some(0.5)),
            ("1234.567,5", None),
            ("1.23,5", None),
            ("1,234.5", None),
            ("1,2,3", None),
            ("", None),
            (",", None),
            ("inf", None),
        ];
        for (text, value) in cases {
            assert_eq!(number(text, Decimal::Comma), value, "{text}");
        }
        assert_eq!(number("1.5", Decimal::Point), Some(1.5));
        assert_eq!(number("1,5", Decimal::Point), None);
        assert_eq!(number("NaN", Decimal::Point), None);
    }

    #[test]
    fn a_column_with_both_decimal_signs_is_not_sent_in_circles() {
        for (text, decimal) in [("1.234,50", Decimal::Point), ("1000.5", Decimal::Comma)] {
            assert!(remedy(text, decimal, false).is_some_and(|help| help.contains("`decimal = \",\"`")));
            let mixed = remedy(text, decimal, true).unwrap_or_default();
            assert!(mixed.contains("no setting reads both") && !mixed.contains('`'), "{mixed}");
        }
        for (text, decimal, word) in [
            ("12,005.91", Decimal::Point, "between thousands"),
            ("1,234,567", Decimal::Point, "between thousands"),
            ("12,005.91", Decimal::Comma, "take `decimal = \",\"` out"),
            ("1 234,5", Decimal::Comma, "between thousands"),
        ] {
            assert!(remedy(text, decimal, false).is_some_and(|help| help.contains(word)), "{text}");
        }
        // What may be either is said to be.
        assert!(
            remedy("1,234", Decimal::Point, false).is_some_and(|help| help.contains("`decimal = \",\"`"))
        );
        assert!(shows_sign("1000.5", Decimal::Point) && shows_sign("1.000,5", Decimal::Comma));
        assert!(!shows_sign("1000", Decimal::Point) && !shows_sign("1.000", Decimal::Comma));
    }
}
