//! Tables for the terminal: columns as wide as what stands in them, and a first column that gives way where the terminal
//! is narrow.

use super::terminal::Screen;
use crate::words::wrap::{columns, wrap};

/// Columns between two cells.
const GAP: usize = 2;
/// Columns that a row is moved in by.
const INDENT: usize = 2;
/// The least that the first column gives way to.
const LEAST: usize = 16;

/// A table: a head, and rows of a label and numbers.
#[derive(Debug, Default)]
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these heads; that of the first column stands at the margin.
    pub(super) fn new<S: Into<String>>(head: impl IntoIterator<Item = S>) -> Self {
        Self { head: head.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row: a label, and a cell for each other column.
    pub(super) fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The width of each column but the first.
    fn widths(&self) -> Vec<usize> {
        let cell = |column: usize| {
            let cells = self.rows.iter().filter_map(move |row| row.get(column));
            cells.chain(self.head.get(column)).map(|cell| columns(cell)).max().unwrap_or(0)
        };
        (1..self.head.len()).map(cell).collect()
    }

    /// The columns that the table takes if nothing gives way.
    pub(super) fn width(&self) -> usize {
        let labels = self.rows.iter().filter_map(|row| row.first()).map(|label| INDENT + columns(label));
        let first = labels.chain(self.head.first().map(|head| columns(head))).max().unwrap_or(0);
        first + self.widths().iter().map(|width| GAP + width).sum::<usize>()
    }

    /// Whether nothing must give way but the labels, and these not much.
    pub(super) fn fits(&self, screen: Screen) -> bool {
        let numbers: usize = self.widths().iter().map(|width| GAP + width).sum();
        screen.width.saturating_sub(numbers) >= LEAST.min(self.width() - numbers)
    }

    /// The table in lines that fit, the head bold; as [`Self::stacked`] if even the numbers are too wide.
    pub(super) fn render_or_stack(&self, screen: Screen, stack: bool) -> String {
        if stack { self.stacked(screen) } else { self.render(screen) }
    }

    /// The table in lines that fit, the head bold.
    pub(super) fn render(&self, screen: Screen) -> String {
        let widths = self.widths();
        let numbers: usize = widths.iter().map(|width| GAP + width).sum();
        if !self.fits(screen) {
            return self.stacked(screen);
        }
        let first = screen.width.saturating_sub(numbers).min(self.width() - numbers);
        let mut out = String::new();
        // The last line of a label has the numbers, so that they stand in one line with its end.
        let mut line = |label: &str, indent: usize, cells: &[String], bold: bool| {
            let lead = " ".repeat(indent);
            let label = wrap(label, first, &lead, &lead);
            let mut text = String::new();
            let (above, last) = label.rsplit_once('\n').unwrap_or(("", &label));
            if !above.is_empty() {
                text.extend([above, "\n"]);
            }
            text.push_str(last);
            text.push_str(&" ".repeat(first.saturating_sub(columns(last))));
            for (cell, width) in cells.iter().zip(&widths) {
                text.push_str(&" ".repeat(GAP + width.saturating_sub(columns(cell))));
                text.push_str(cell);
            }
            let text = text.trim_end();
            if bold {
                out.push_str(&screen.bold(text));
            } else {
                out.push_str(text);
            }
            out.push('\n');
        };
        if let Some((label, cells)) = self.head.split_first() {
            line(label, 0, cells, true);
        }
        for (label, cells) in self.rows.iter().filter_map(|row| row.split_first()) {
            line(label, INDENT, cells, false);
        }
        out
    }

    /// Where even the numbers are too wide: a line for each, below its label.
    fn stacked(&self, screen: Screen) -> String {
        let mut out = String::new();
        if let Some(head) = self.head.first().filter(|head| !head.is_empty()) {
            out.push_str(&screen.bold(&wrap(head, screen.width, "", "")));
            out.push('\n');
        }
        for (label, cells) in self.rows.iter().filter_map(|row| row.split_first()) {
            out.push_str(&wrap(label, screen.width, "  ", "  "));
            out.push('\n');
            for (cell, head) in cells.iter().zip(&self.head[1..]).filter(|(cell, _)| !cell.is_empty()) {
                let said = if head.is_empty() { cell.clone() } else { format!("{head}: {cell}") };
                out.push_str(&wrap(&said, screen.width, "    ", "      "));
                out.push('\n');
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["", "estimate", "95% interval"]);
        table.row(["Decided within 3 working days", "39.6%", "38.9 to 40.3%"]);
        table.row(["中文", "1", "-"]);
        table
    }

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let text = table().render(Screen::plain(80));
        let expected = "                                 estimate   95% interval\n\
                        \x20 Decided within 3 working days     39.6%  38.9 to 40.3%\n\
                        \x20 中文                                  1              -\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 40..80 {
            let text = table().render(Screen::plain(width));
            assert!(text.lines().all(|line| columns(line) <= width), "{width}:\n{text}");
            assert!(text.contains("39.6%") && text.contains("38.9 to 40.3%"), "{width}:\n{text}");
        }
    }
}
