//! Which rows of a file of arrivals count: a filter on other columns, and the first row of each case.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::DateTime;

use crate::scenario::data::quoted;
use crate::scenario::data::sheet::Row;
use crate::words::say;

/// Values of a column that are kept to be named, if none of them is asked for.
const MOST_SEEN: usize = 10;

/// A column and what may stand in it.
pub(super) struct Filter<'a> {
    pub(super) column: &'a str,
    pub(super) at: usize,
    pub(super) wanted: &'a [String],
    /// Some of what stands there that is not wanted.
    seen: BTreeSet<String>,
    /// Rows in which something wanted stands.
    pub(super) rows: u64,
}

impl<'a> Filter<'a> {
    pub(super) fn new(column: &'a str, at: usize, wanted: &'a [String]) -> Self {
        Self { column, at, wanted, seen: BTreeSet::new(), rows: 0 }
    }

    /// Whether a row passes.
    pub(super) fn passes(&mut self, row: Row<'_>) -> bool {
        let cell = row.cell(self.at);
        let passes = self.wanted.iter().any(|wanted| wanted == cell);
        self.rows += u64::from(passes);
        if !passes && self.seen.len() < MOST_SEEN && !self.seen.contains(cell) {
            self.seen.insert(cell.to_owned());
        }
        passes
    }

    /// What stands in the column, for a remedy.
    pub(super) fn seen(&self) -> String {
        let seen: Vec<String> = self.seen.iter().map(|value| quoted(value)).collect();
        let more = if self.seen.len() == MOST_SEEN { say!(AndPerhapsOthers) } else { "" };
        say!(InStand, column = self.column, seen = seen.join(", "), more = more)
    }
}

/// The earliest moment of each case.
#[derive(Default)]
pub(super) struct Cases {
    earliest: HashMap<String, (DateTime, u64)>,
    /// Rows of which another one of their case is the earliest.
    pub(super) later: u64,
}

impl Cases {
    pub(super) fn take(&mut self, case: &str, local: DateTime, line: u64) {
        if let Some(known) = self.earliest.get_mut(case) {
            self.later += 1;
            *known = (*known).min((local, line));
        } else {
            self.earliest.insert(case.to_owned(), (local, line));
        }
    }

    /// Moments with their lines, in the order of the lines.
    pub(super) fn moments(self) -> Vec<(DateTime, u64)> {
        let mut moments: Vec<_> = self.earliest.into_values().collect();
        moments.sort_unstable_by_key(|(_, line)| *line);
        moments
    }
}
