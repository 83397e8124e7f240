//! Numbers as cells have them.

use crate::scenario::sections::files::Decimal;
use crate::words::say;

/// Cells that say that there is no value.
const NO_VALUE: [&str; 10] = ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "#N/A"];

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

/// What to write for a cell that is no number, if that can be told.
pub(in crate::scenario) fn remedy(text: &str, decimal: Decimal) -> Option<String> {
    let sign = |char: char| "¥$€£元￥".contains(char);
    if decimal == Decimal::Point && text.contains(',') && with_comma(text).is_some() {
        let comma = say!(IfTheCommaIsThe);
        return Some(say!(IfItStandsBetweenThousands, comma = comma));
    }
    if decimal == Decimal::Comma && text.parse::<f64>().is_ok() {
        return Some(say!(NumbersHaveADecimalPoint).to_owned());
    }
    if text.contains(sign) {
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
}
