//! Which rows of a file of arrivals count: a filter on other columns, and the first row of each case.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::DateTime;

use crate::scenario::data::numbers::is_no_value;
use crate::scenario::data::sheet::{Row, Sheet};
use crate::scenario::data::{grouped, quoted};
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

/// What a column that names cases is called, or how its name begins or ends: `case:concept:name`, `CaseID`, `application_id`,
/// `申请编号`. Names of persons are left out: they come again.
const CASES: [&str; 9] =
    ["case", "application", "ticket", "incident", "request", "trace", "案", "申请", "工单"];

/// A share of rows that repeat a case from which on a file is taken for a log of several rows a case.
const MANY: f64 = 0.05;

/// How often a column that seems to name cases repeats.
pub(super) struct Repeats {
    column: String,
    at: usize,
    seen: HashSet<String>,
    rows: u64,
}

impl Repeats {
    /// Of the first column whose name is that of cases.
    pub(super) fn of(sheet: &Sheet<'_>) -> Option<Self> {
        let names_cases = |name: &str| {
            let name = name.to_lowercase();
            let kind = CASES.iter().find(|case| name.starts_with(**case))?;
            let rest = name[kind.len()..].trim_start_matches(['_', '-', ' ', ':', '.']);
            [
                "",
                "id",
                "no",
                "nr",
                "number",
                "name",
                "key",
                "concept:name",
                "id.1",
                "号",
                "编号",
                "单号",
                "件号",
                "件编号",
                "件",
            ]
            .contains(&rest)
            .then_some(())
        };
        let (at, column) = sheet.names().enumerate().find(|(_, name)| names_cases(name).is_some())?;
        Some(Self { column: column.to_owned(), at, seen: HashSet::new(), rows: 0 })
    }

    pub(super) fn take(&mut self, row: Row<'_>) {
        let case = row.cell(self.at);
        if !is_no_value(case) {
            self.rows += 1;
            if !self.seen.contains(case) {
                self.seen.insert(case.to_owned());
            }
        }
    }

    /// What to write if each case arrives once.
    pub(super) fn warning(&self) -> Option<String> {
        let cases = self.seen.len() as u64;
        let repeated = (self.rows - cases) as f64 / self.rows.max(1) as f64;
        (repeated > MANY).then(|| {
            say!(
                ColumnRepeatsLikeACase,
                column = self.column,
                cases = grouped(cases),
                rows = grouped(self.rows),
                column_2 = format_args!("{:?}", self.column)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::sections::files::Delimiter;

    fn warning(text: &str) -> Option<String> {
        let mut sheet = Sheet::new(text, Delimiter::Comma).expect("a table");
        let mut repeats = Repeats::of(&sheet)?;
        while let Some(row) = sheet.next().expect("rows") {
            repeats.take(row);
        }
        repeats.warning()
    }

    #[test]
    fn a_column_of_cases_that_repeats_is_told() {
        for name in ["case:concept:name", "CaseID", "case", "application_id", "申请编号", "案件号"] {
            let told = warning(&format!("t,{name}\n1,a\n2,a\n3,b\n4,\n")).unwrap_or_else(|| panic!("{name}"));
            assert!(told.contains("2 different values in 3 rows"), "{told}");
            assert!(told.contains(&format!("`first_of = {name:?}`")), "{told}");
        }
        // Each case once; a person, who may come again; the kind of a case.
        for text in ["t,case\n1,a\n2,b\n", "t,user_id\n1,a\n2,a\n", "t,case_type\n1,a\n2,a\n"] {
            assert_eq!(warning(text), None, "{text}");
        }
    }
}
