//! The ends and the step of a range: a number, and what stands before and behind it (`¥800`, `30d`, `2 working days`).

use super::split::unquoted;

/// A number with what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    pub(super) before: String,
    pub(super) number: f64,
    pub(super) behind: String,
    /// Decimals that are written; more if it is written with an exponent.
    pub(super) decimals: usize,
}

impl Quantity {
    /// Reads one; `None` if no finite number stands there.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = unquoted(text.trim());
        let from = text.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))?;
        let (before, rest) = text.split_at(from);
        if before.chars().any(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        // The longest beginning that is a number: `10d` ends before its unit, `1e3` does not.
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let is_number = |end: &usize| {
            let digits = rest[..*end].replace('_', "");
            digits.ends_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok()
        };
        let end = ends.rev().find(is_number)?;
        let digits = rest[..end].replace('_', "");
        let number = digits.parse::<f64>().ok().filter(|number| number.is_finite())?;
        let written = if digits.contains(['e', 'E']) { number.to_string() } else { digits };
        let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Some(Self { before: before.to_owned(), number, behind: rest[end..].to_owned(), decimals })
    }

    /// Whether nothing stands around it.
    pub(super) fn is_bare(&self) -> bool {
        self.before.is_empty() && self.behind.is_empty()
    }

    /// Whether the same stands around both.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.before.trim() == other.before.trim() && self.behind.trim() == other.behind.trim()
    }

    /// Another number with the same around it.
    pub(super) fn with(&self, number: &str) -> String {
        format!("{}{number}{}", self.before, self.behind)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_from_its_unit() {
        let read = |text: &str| {
            let found = Quantity::parse(text).unwrap();
            (found.before, found.number, found.behind, found.decimals)
        };
        let of = |before: &str, number: f64, behind: &str, decimals| {
            (before.to_owned(), number, behind.to_owned(), decimals)
        };
        assert_eq!(read("50"), of("", 50.0, "", 0));
        assert_eq!(read("-0.50"), of("", -0.5, "", 2));
        assert_eq!(read("\"30d\""), of("", 30.0, "d", 0));
        assert_eq!(read("2 working days"), of("", 2.0, " working days", 0));
        assert_eq!(read("¥1_000.5"), of("¥", 1_000.5, "", 1));
        assert_eq!(read("1e-3"), of("", 0.001, "", 3));
        assert_eq!(read(".5"), of("", 0.5, "", 1));
        for text in ["", "ten", "d10", "1e999", "..", "-", "NaN", "inf"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
