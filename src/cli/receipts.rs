//! Receipts of the files that a scenario names: for the manifest, and in words.

use super::layout::Table;
use super::terminal::Screen;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::results::{AttributeEntry, Bound, ColumnEntry, InputEntry, ReadEntry};
use crate::scenario::{self, Identity, Receipt};
use crate::words::say;
use crate::words::wrap::columns;

/// Columns that are told in words; the others are counted.
const MOST_COLUMNS: usize = 40;

/// The files of an identity, as a manifest lists them.
pub(super) fn inputs(identity: &Identity) -> Vec<InputEntry> {
    let entry = |input: &scenario::Input| InputEntry {
        path: input.path.clone(),
        sha256: input.sha256.clone(),
        bytes: input.bytes,
        rows: input.rows,
        read: input.receipt.as_ref().map(read_entry),
    };
    identity.inputs.iter().map(entry).collect()
}

fn read_entry(receipt: &Receipt) -> ReadEntry {
    let column = |column: &scenario::ColumnReceipt| {
        let (min, max) = column.range.clone().map(|(min, max)| (bound(min), bound(max))).unzip();
        ColumnEntry {
            column: column.column.clone(),
            used_for: column.used_for.clone(),
            values: column.values,
            missing: column.missing,
            min,
            max,
        }
    };
    let attribute = |attribute: &scenario::AttributeReceipt| {
        let (min, max) = attribute.range.unzip();
        AttributeEntry {
            attribute: attribute.attribute.clone(),
            given: attribute.given,
            filled: attribute.filled,
            cut: attribute.cut,
            min,
            max,
        }
    };
    ReadEntry {
        key: receipt.key.clone(),
        form: receipt.form.clone(),
        rows_used: receipt.used,
        rows_left_out: receipt.left_out.iter().cloned().collect::<BTreeMap<_, _>>(),
        columns: receipt.columns.iter().map(column).collect(),
        attributes: receipt.attributes.iter().map(attribute).collect(),
        warnings: receipt.warnings.clone(),
    }
}

fn bound(bound: scenario::Bound) -> Bound {
    match bound {
        scenario::Bound::Number(number) => Bound::Number(number),
        scenario::Bound::Text(text) => Bound::Text(text),
    }
}

/// What may be wrong with files, each with the name of the file.
pub(super) fn warnings(receipts: &[Receipt]) -> Vec<String> {
    let of = |receipt: &Receipt| {
        let name =
            receipt.path.file_name().unwrap_or(receipt.path.as_os_str()).to_string_lossy().into_owned();
        receipt.warnings.iter().map(move |warning| format!("{name}: {warning}")).collect::<Vec<_>>()
    };
    receipts.iter().flat_map(of).collect()
}

/// What was read of a file, as a table; nothing for a file without a receipt.
pub(super) fn words(input: &InputEntry, screen: Screen) -> Option<String> {
    let read = input.read.as_ref()?;
    let used = match input.rows {
        Some(rows) if rows != read.rows_used => {
            say!(OfUsed, rows_used = number(read.rows_used as f64), rows = rows_words(rows))
        }
        _ => say!(AllUsed, rows_used = rows_words(read.rows_used)),
    };
    let head = format!("{} (`{}`, {}): {used}", input.path, read.key, read.form);
    let mut text = screen.prose(&head, "  ", "    ");
    for (reason, rows) in &read.rows_left_out {
        let left_out = say!(LeftOut, rows = rows_words(*rows), reason = reason);
        text.push_str(&screen.prose(&left_out, "    ", "      "));
    }
    let mut lines = vec![["column", say!(UsedFor), "values", "missing", "from", "to"].map(str::to_owned)];
    lines.extend(read.columns.iter().take(MOST_COLUMNS).map(|column| {
        [
            column.column.clone(),
            column.used_for.clone(),
            number(column.values as f64),
            number(column.missing as f64),
            end(column.min.as_ref()),
            end(column.max.as_ref()),
        ]
    }));
    table(&lines, 2, screen, &mut text);
    if let Some(more) = read.columns.len().checked_sub(MOST_COLUMNS + 1) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", say!(AndMoreOfThem, more = more + 1));
    }
    if !read.attributes.is_empty() {
        let mut lines = vec![["attribute", "given", "filled", "cut", "from", "to"].map(str::to_owned)];
        lines.extend(read.attributes.iter().map(|attribute| {
            let value = |value: Option<f64>| value.map_or(String::new(), number);
            [
                attribute.attribute.clone(),
                number(attribute.given as f64),
                number(attribute.filled as f64),
                number(attribute.cut as f64),
                value(attribute.min),
                value(attribute.max),
            ]
        }));
        table(&lines, 1, screen, &mut text);
    }
    Some(text)
}

fn rows_words(rows: u64) -> String {
    if rows == 1 { say!(ReceiptsRow).to_owned() } else { say!(ReceiptsRows, rows = number(rows as f64)) }
}

fn end(bound: Option<&Bound>) -> String {
    match bound {
        None => String::new(),
        Some(Bound::Number(value)) => number(*value),
        Some(Bound::Text(text)) => text.clone(),
    }
}

/// A number in at most six digits, and whole ones in full, with commas between thousands.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        let digits = format!("{:.0}", value.abs());
        let mut text = if value < 0.0 { "-".to_owned() } else { String::new() };
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        return text;
    }
    if value.abs() >= 1e6 || value.abs() < 1e-3 {
        return format!("{value:.4e}");
    }
    let decimals = if value.abs() >= 1000.0 { 1 } else { 4 };
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Lines with columns under one another; the first `left` of them begin at the left, the others end at the right. Where
/// the terminal is too narrow, each line is told column by column.
fn table<const N: usize>(lines: &[[String; N]], left: usize, screen: Screen, text: &mut String) {
    let widths: [usize; N] =
        std::array::from_fn(|column| lines.iter().map(|line| columns(&line[column])).max().unwrap_or(0));
    if 2 + 2 * N + widths.iter().sum::<usize>() > screen.width
        && let Some((head, rows)) = lines.split_first()
    {
        let mut told = Table::new(head.clone());
        for row in rows {
            told.row(row.clone());
        }
        text.push_str(&told.render(screen));
        return;
    }
    for line in lines {
        let mut row = String::from("   ");
        for (column, cell) in line.iter().enumerate() {
            let space = " ".repeat(widths[column] - columns(cell));
            row.push_str(if column == 0 { " " } else { "  " });
            if column < left {
                row.push_str(cell);
                row.push_str(&space);
            } else {
                row.push_str(&space);
                row.push_str(cell);
            }
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_whole_ones_in_full() {
        for (value, text) in [
            (0.0, "0"),
            (1_234_567.0, "1,234,567"),
            (-12_005.0, "-12,005"),
            (0.5, "0.5"),
            (0.123_456, "0.1235"),
            (1234.56, "1234.6"),
            (0.000_012, "1.2000e-5"),
            (100.0, "100"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn columns_stand_under_one_another() {
        let lines = [["额度", "1"].map(str::to_owned), ["a", "100"].map(str::to_owned)];
        let mut text = String::new();
        table(&lines, 1, Screen::plain(80), &mut text);
        assert_eq!(text, "    额度    1\n    a     100\n");
    }
}
