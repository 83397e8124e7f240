//! What is wrong with cells, once a column: the first, and how many others.

use crate::scenario::data::{counted, grouped, numbers, quoted};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::read::units::MAX_CNY;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::AgeUnit;
use crate::words::say;

use super::columns::{Column, no_value};
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

impl Problem {
    /// Its cells, if they are so few and short that they may be codes.
    fn codes(&self) -> Option<Vec<String>> {
        let short = |cell: &String| cell.chars().count() <= 20 && !cell.contains('\n');
        (self.cells.len() <= MOST_CODES && self.cells.iter().all(short)).then(|| self.cells.clone())
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
            let codes = problem.codes().map(|codes| no_value(section, &[(&columns[*column].name, codes)]));
            let missing_value =
                codes.map_or_else(|| out.to_owned(), |codes| say!(CorrectOrNoValue, codes = codes));
            match problem.wrong {
                Wrong::NoNumber => fault(
                    format!(
                        "{at}: {} is not a number{}",
                        quoted(cell),
                        more.replace("; so is", "; nor is").replace("; so are", say!(NorAre))
                    ),
                    numbers::remedy(cell, section.decimal, columns[*column].shows_sign)
                        .unwrap_or(missing_value),
                ),
                Wrong::Limit => fault(
                    say!(
                        ALimitMustBeAbove,
                        at = at,
                        max_cny = format_args!("{:e}", MAX_CNY),
                        cell = cell,
                        more = more
                    ),
                    missing_value,
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
                        missing_value
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
