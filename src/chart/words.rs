//! Numbers and names as a person reads them in a figure.
//!
//! Tables hold shares and identifiers; a figure shows per cent and words. This module does not
//! know where on the page they go.

use crate::words::{Catalogue, Kind};

/// A share as per cent with the given number of decimals, `0.1234` → `12.3%`.
pub(crate) fn percent(share: f64, decimals: usize) -> String {
    format!("{}%", unsigned_zero(share * 100.0, decimals))
}

/// A difference of shares in percentage points, with its sign: `0.123` → `+12.3 pp`.
pub(crate) fn points(difference: f64) -> String {
    let text = unsigned_zero(difference.abs() * 100.0, 1);
    let sign = if text == "0.0" {
        "±"
    } else if difference < 0.0 {
        "−"
    } else {
        "+"
    };
    format!("{sign}{text} pp")
}

/// A fixed number of decimals, never `-0`.
fn unsigned_zero(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.starts_with('-') && text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) {
        text[1..].to_owned()
    } else {
        text.replace('-', "−")
    }
}

/// A count with thousands separated by commas, rounded to a whole number.
pub(crate) fn count(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0.0 && digits != "0" {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with at most `decimals` decimals and no trailing zeros.
pub(crate) fn short(value: f64, decimals: usize) -> String {
    let text = unsigned_zero(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// An identifier as words: `account_risk` → `Account risk`. Bands are spans: `18_to_25` → `18–25`, as is `18-25` of
/// folders made by earlier versions.
pub(crate) fn readable(identifier: &str) -> String {
    if let Some((from, to)) = identifier.split_once("_to_")
        && [from, to].iter().all(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return format!("{from}–{to}");
    }
    let mut text = String::with_capacity(identifier.len());
    let letters: Vec<char> = identifier.chars().collect();
    for (place, &letter) in letters.iter().enumerate() {
        let digit_at =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
        match letter {
            '_' => text.push(' '),
            '-' if digit_at(place.checked_sub(1)) && digit_at(Some(place + 1)) => text.push('–'),
            _ if place == 0 => text.extend(letter.to_uppercase()),
            _ => text.push(letter),
        }
    }
    text
}

/// What to call a thing; one that the catalogue does not know is spelled out from its name.
pub(crate) fn label(words: &Catalogue, kind: Kind, name: &str) -> String {
    words.entry(kind, name).map_or_else(|| readable(name), |entry| entry.label.clone())
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th`, `22nd`, …
pub(crate) fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_per_cent() {
        assert_eq!(percent(0.1234, 1), "12.3%");
        assert_eq!(percent(1.0, 0), "100%");
        assert_eq!(percent(-0.00001, 1), "0.0%");
    }

    #[test]
    fn differences_carry_their_sign() {
        assert_eq!(points(0.123), "+12.3 pp");
        assert_eq!(points(-0.04), "−4.0 pp");
        assert_eq!(points(-0.0001), "±0.0 pp");
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(count(999.4), "999");
        assert_eq!(count(21_600.0), "21,600");
        assert_eq!(count(-1_234_567.0), "−1,234,567");
        assert_eq!(count(f64::NAN), "–");
    }

    #[test]
    fn identifiers_become_words_and_bands_keep_their_digits() {
        assert_eq!(readable("account_risk"), "Account risk");
        assert_eq!(readable("18-25"), "18–25");
        assert_eq!(readable("1_to_7"), "1–7");
        assert_eq!(readable("sent_to_desk"), "Sent to desk");
        assert_eq!(readable("pay-later"), "Pay-later");
        assert_eq!(readable(""), "");
    }

    #[test]
    fn ordinals_follow_english() {
        let made: Vec<String> = [1, 2, 3, 4, 11, 12, 21, 112].map(ordinal).into();
        assert_eq!(made, ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th"]);
    }
}
