//! Cells that hold a number and something else: a unit, a letter, digits of another script, separators between thousands.

use super::numbers::number;
use crate::scenario::sections::files::Decimal;
use crate::words::say;

/// Units that multiply, longer ones first: `1.5万` is 15,000, and so is `1.5w`.
const TIMES: [(&str, f64); 10] = [
    ("百万", 1e6),
    ("千万", 1e7),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("w", 1e4),
    ("W", 1e4),
    ("k", 1e3),
    ("K", 1e3),
];

/// What stands between thousands, besides the other decimal sign.
const BETWEEN_THOUSANDS: [char; 7] = [',', ' ', '\u{a0}', '\u{202f}', '\'', '’', '，'];

/// Signs of currency.
pub(in crate::scenario) const CURRENCY: [char; 6] = ['¥', '$', '€', '£', '元', '￥'];

/// The longest mark of a unit, characters.
const LONGEST_MARK: usize = 8;

/// How a cell is written that is no plain number.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// In full-width digits: `４０`.
    FullWidth,
    /// With a unit that multiplies.
    Times(&'static str, f64),
    /// With this before or behind it, which does not change the number: `40岁`, `M2`, `'1000`.
    Mark(String),
}

/// What to write instead of cells that are all written in one form; `None` if they are not.
pub(in crate::scenario) fn remedy(cells: &[String], decimal: Decimal) -> Option<String> {
    let first = cells.first()?;
    let form = form(first, decimal)?;
    let kind = std::mem::discriminant(&form);
    let same = |cell: &String| {
        number(cell, decimal).is_some()
            || self::form(cell, decimal).is_some_and(|other| match (&form, &other) {
                (Form::Mark(mark), Form::Mark(other)) => mark == other,
                _ => std::mem::discriminant(&other) == kind,
            })
    };
    if !cells.iter().all(same) {
        return None;
    }
    Some(match form {
        Form::FullWidth => say!(SaveWithPlainDigits, cell = first),
        Form::Times(unit, times) => {
            let value = bare(first, unit).and_then(|rest| number(rest, decimal)).unwrap_or_default() * times;
            // To the cent: 0.07 times 10,000 is 700 and not 700.0000000000001.
            let value = (value * 100.0).round() / 100.0;
            say!(SaveWithoutTimes, unit = unit, times = times, cell = first, value = value)
        }
        Form::Mark(mark) => say!(SaveWithoutMark, mark = mark),
    })
}

/// The same of one cell, in a column with a decimal point.
pub(in crate::scenario) fn remedy_of_cell(cell: &str) -> Option<String> {
    remedy(&[cell.to_owned()], Decimal::Point)
}

fn form(cell: &str, decimal: Decimal) -> Option<Form> {
    let wide = |c: char| ('０'..='９').contains(&c);
    if cell.chars().any(wide) {
        let plain: String = cell
            .chars()
            .map(|c| match c {
                wide_digit if wide(wide_digit) => {
                    char::from_digit(u32::from(wide_digit) - u32::from('０'), 10).unwrap_or(wide_digit)
                }
                '．' => '.',
                '，' => ',',
                '－' => '-',
                other => other,
            })
            .collect();
        return number(&plain, decimal).map(|_| Form::FullWidth);
    }
    let times =
        TIMES.iter().find(|(unit, _)| bare(cell, unit).is_some_and(|rest| number(rest, decimal).is_some()));
    if let Some((unit, times)) = times {
        return Some(Form::Times(unit, *times));
    }
    let digit = |c: char| c.is_ascii_digit();
    let (start, end) = (cell.find(digit)?, cell.rfind(digit)?);
    let (before, number_in, behind) = (&cell[..start], &cell[start..=end], &cell[end + 1..]);
    number(number_in, decimal)?;
    let around = (before.trim_end_matches(['-', '+']).trim(), behind.trim());
    let (("", mark) | (mark, "")) = around else { return None };
    let is_unit = (1..=LONGEST_MARK).contains(&mark.chars().count()) && !mark.contains(CURRENCY);
    is_unit.then(|| Form::Mark(mark.to_owned()))
}

/// A cell without a unit, and without 元 or 人民币 around it.
fn bare<'c>(cell: &'c str, unit: &str) -> Option<&'c str> {
    let cell = cell.trim_start_matches(['¥', '￥']).trim_start();
    cell.strip_suffix('元').unwrap_or(cell).trim_end().strip_suffix(unit).map(str::trim_end)
}

/// Whether a cell plainly has separators between its thousands, with `sign` as its decimal sign: `12,005.91`, `1,234,567`,
/// `1 234.5`. One comma without a point, as in `1,234`, may be either.
pub(in crate::scenario) fn has_thousands(cell: &str, sign: char) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let cell = cell.trim_start_matches(['+', '-']);
    let (whole, fraction) = cell.split_once(sign).unwrap_or((cell, ""));
    let Some(between) = whole.chars().find(|c| BETWEEN_THOUSANDS.contains(c) && *c != sign) else {
        return false;
    };
    let groups: Vec<&str> = whole.split(between).collect();
    let plain = between != ',' || groups.len() > 2 || !fraction.is_empty();
    let first = groups.first().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    plain && first && digits(fraction) && groups[1..].iter().all(|group| group.len() == 3 && digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(cells: &[&str]) -> String {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        remedy(&cells, Decimal::Point).unwrap_or_default()
    }

    #[test]
    fn units_and_marks_are_named() {
        for (cells, wanted) in [
            (&["0.1万", "12万"][..], "1万 is 10000, so 1000 for `0.1万`"),
            (&["0.07万元"], "so 700 for `0.07万元`"),
            (&["1.5w", "2W"], "1w is 10000, so 15000 for `1.5w`"),
            (&["3千"], "1千 is 1000, so 3000 for `3千`"),
            (&["40岁", "41岁"], "without `岁`"),
            (&["M0", "M1", "M12"], "without `M`"),
            (&["'1000", "'2000"], "without `'`"),
            (&["-3 months"], "without `months`"),
            (&["４０", "４１"], "full-width"),
        ] {
            assert!(said(cells).contains(wanted), "{cells:?}: {}", said(cells));
        }
        for cells in [
            &["40岁", "M1"][..],
            &["?"],
            &["约40岁"],
            &["1-2"],
            &["¥5000"],
            &["unknown"],
            &["2024-01-02"],
            &[],
        ] {
            assert_eq!(said(cells), "", "{cells:?}");
        }
    }

    #[test]
    fn separators_between_thousands_are_told_from_decimal_signs() {
        for cell in ["12,005.91", "1,234,567", "-1,234,567.5", "1 234", "1\u{a0}234.5", "1'234"] {
            assert!(has_thousands(cell, '.'), "{cell}");
        }
        for cell in ["1,234", "1,23.4", "12345,678.9", "1.234,5", "1234", "1,234,56", "a,bcd.e", ",234.5"] {
            assert!(!has_thousands(cell, '.'), "{cell}");
        }
        assert!(has_thousands("1 234,5", ',') && !has_thousands("12,005.91", ','));
    }
}
