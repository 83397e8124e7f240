//! What is wrong with cells, once a column: the first, and how many others.

use crate::scenario::data::{counted, forms, grouped, numbers, quoted};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::read::units::MAX_CNY;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::AgeUnit;
use crate::words::say;

use super::columns::{Column, Use, no_value};
use super::rows::AGES;

/// What can be wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It holds no number.
    NoNumber,
    /// No limit can be so.
    Limit,
    /// No age can be so.
    Age,
    /// It is missing.
    Missing,
    /// The row ends before it; so many cells it has.
    Short(usize),
}

struct Problem {
    column: usize,
    wrong: Wrong,
    line: u64,
    cell: String,
    others: u64,
    /// Different cells of the column that have it, the first of them.
    cells: Vec<String>,
}

/// Different cells that may be codes: a column with more is no column of numbers with codes in it.
const MOST_CODES: usize = 6;

/// Out of a quarter of the rows or more, so many different numbers are values in another unit, and fewer are codes.
const NO_CODES: usize = 3;

impl Problem {
    /// Its cells, if they may be codes for "no value": few and short ones of a column that has values besides. Numbers with
    /// something beside them in many rows are how the column is written.
    fn codes(&self, column: &Column) -> Option<Vec<String>> {
        let count = self.others + 1;
        let short = |cell: &String| cell.chars().count() <= 20 && !cell.contains('\n');
        let (values, rows) = match self.wrong {
            Wrong::NoNumber => (column.values, column.values + column.missing + count),
            _ => (column.values.saturating_sub(count), column.values + column.missing),
        };
        let holds_digits = |cell: &String| cell.chars().any(char::is_numeric);
        let as_written = match self.wrong {
            Wrong::NoNumber => self.cells.iter().any(holds_digits),
            _ => self.cells.len() >= NO_CODES,
        };
        let usual = as_written && 4 * count > rows;
        let may_be = values > 0 && !usual && self.cells.len() <= MOST_CODES;
        (may_be && self.cells.iter().all(short)).then(|| self.cells.clone())
    }

    /// What to write for cells that are no numbers; `as_code`, if they may stand for no value.
    fn no_number(&self, column: &Column, section: &TableSection, as_code: Option<String>) -> String {
        let decimal = section.decimal;
        // A unit that multiplies may end in a sign of currency.
        let form = if as_code.is_none() { forms::remedy(&self.cells, decimal) } else { None };
        let told = form.or_else(|| numbers::remedy(&self.cell, decimal, column.shows_sign)).or(as_code);
        told.unwrap_or_else(|| {
            let plain = match column.holds {
                _ if column.values > self.others => say!(CorrectTheCellOrLeave),
                Use::Status => say!(StatusAsNumbers),
                _ => say!(SaveAsPlainNumbers),
            };
            plain.to_owned()
        })
    }

    /// Whether its cells are ages of card holders in days, of either sign.
    fn seems_in_days(&self) -> bool {
        let days = |cell: &String| {
            cell.parse::<f64>().is_ok_and(|age| (14.0 * 365.0..=120.0 * 366.0).contains(&age.abs()))
        };
        self.cells.iter().all(days)
    }
}

/// Everything wrong with the cells of a table.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn note(&mut self, column: usize, wrong: Wrong, line: u64, cell: &str) {
        let same = |problem: &&mut Problem| {
            problem.column == column
                && std::mem::discriminant(&problem.wrong) == std::mem::discriminant(&wrong)
        };
        let Some(problem) = self.0.iter_mut().find(same) else {
            let cells = vec![cell.to_owned()];
            self.0.push(Problem { column, wrong, line, cell: cell.to_owned(), others: 0, cells });
            return;
        };
        problem.others += 1;
        if problem.cells.len() <= MOST_CODES && !problem.cells.iter().any(|known| known == cell) {
            problem.cells.push(cell.to_owned());
        }
    }

    /// One fault a column and kind; of missing values, one in all.
    pub(super) fn report(mut self, columns: &[Column], section: &TableSection, faults: &mut Vec<Fault>) {
        let place = section.place("file");
        self.0.sort_by_key(|problem| (problem.line, problem.column));
        let mut fault = |message: String, help: String| {
            faults.push(Fault::rule(place, message, say!(InThisTable), help));
        };
        for problem in &self.0 {
            let Problem { column, line, cell, others, .. } = problem;
            let at = say!(ProblemsLineColumn, line = line, column = columns[*column].name);
            let more = match others {
                0 => String::new(),
                1 => say!(SoIsOtherCellOf).to_owned(),
                others => say!(SoAreOtherCellsOf, others = grouped(*others)),
            };
            let out = say!(CorrectTheCellOrLeave);
            let codes = problem.codes(&columns[*column]);
            let codes = codes.map(|codes| no_value(section, &[(&columns[*column].name, codes)]));
            let as_code = codes.map(|codes| say!(CorrectOrNoValue, codes = codes));
            let missing_value = || as_code.clone().unwrap_or_else(|| out.to_owned());
            match problem.wrong {
                Wrong::NoNumber => fault(
                    format!(
                        "{at}: {} is not a number{}",
                        quoted(cell),
                        more.replace("; so is", "; nor is").replace("; so are", say!(NorAre))
                    ),
                    problem.no_number(&columns[*column], section, as_code.clone()),
                ),
                Wrong::Limit => fault(
                    say!(
                        ALimitMustBeAbove,
                        at = at,
                        max_cny = format_args!("{:e}", MAX_CNY),
                        cell = cell,
                        more = more
                    ),
                    missing_value(),
                ),
                Wrong::Age => fault(
                    say!(
                        AnAgeLiesBetweenAnd,
                        at = at,
                        start = AGES.start(),
                        end = AGES.end(),
                        cell = cell,
                        more = more
                    ),
                    if section.age_unit == AgeUnit::Years && problem.seems_in_days() {
                        say!(IfAgesAreInDays).to_owned()
                    } else {
                        missing_value()
                    },
                ),
                Wrong::Missing | Wrong::Short(_) => {}
            }
        }
        if let Some((message, help)) = self.missing(columns) {
            fault(message, help);
        }
    }

    /// What is said of all missing values together.
    fn missing(&self, columns: &[Column]) -> Option<(String, String)> {
        let of: Vec<&Problem> =
            self.0.iter().filter(|p| matches!(p.wrong, Wrong::Missing | Wrong::Short(_))).collect();
        let first = of.first()?;
        let at = say!(ProblemsLineColumn, line = first.line, column = columns[first.column].name);
        let what = match first.wrong {
            Wrong::Short(cells) => {
                say!(TheRowEndsBeforeIt, at = at, cells = counted(cells as u64, "cell"))
            }
            _ if first.cell.is_empty() => say!(ThereIsNoValue, at = at),
            _ => say!(StandsForNoValue, at = at, cell = quoted(&first.cell)),
        };
        let all: u64 = of.iter().map(|problem| problem.others + 1).sum();
        let mut touched: Vec<usize> = of.iter().map(|problem| problem.column).collect();
        touched.sort_unstable();
        touched.dedup();
        let others = match all - 1 {
            0 => String::new(),
            1 => say!(OtherValueIsMissing).to_owned(),
            others => {
                let columns = counted(touched.len() as u64, "column");
                say!(OtherValuesAreMissingIn, others = grouped(others), columns = columns)
            }
        };
        let help = say!(WriteMissingGenerateNextTo);
        Some((format!("{what}{others}"), help.to_owned()))
    }
}
