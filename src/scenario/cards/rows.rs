//! The rows of a table of card holders, reduced to what the model uses.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::OwnColumn;
use super::columns::{Column, Use};
use super::months::Months;
use super::problems::{Problems, Wrong};
use crate::population::{CardRow, MonthlyHistory};
use crate::scenario::data::Refusal;
use crate::scenario::data::numbers::{number, seems_thousands, shows_sign};
use crate::scenario::data::receipt::{AttributeReceipt, Extent};
use crate::scenario::data::sheet::{Row, Sheet};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::units::MAX_CNY;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::{AgeUnit, Missing, UtilisationUnit};
use crate::words::say;

/// Ages of card holders, years.
pub(super) const AGES: RangeInclusive<f64> = 0.0..=120.0;

/// Days of a year.
const YEAR_DAYS: f64 = 365.25;

/// The rows, and what was seen on the way.
#[allow(clippy::struct_field_names)]
pub(super) struct Rows {
    pub(super) rows: Vec<CardRow>,
    /// Of each attribute of the scenario's own, the value of each row.
    pub(super) own: Vec<Vec<Option<f32>>>,
    /// Counts of each attribute.
    limit: Count,
    age: Count,
    pub(super) utilisation: Count,
    pub(super) payment_ratio: Count,
    overdue: Count,
    /// What lists of months say about their order, and about states that do not exist.
    pub(super) months: Months,
    /// Utilisations as they were written, before cutting: how many, and how many above 1.5.
    pub(super) above_one_and_a_half: u64,
}

/// How an attribute came out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    named: bool,
    pub(super) given: u64,
    pub(super) cut: u64,
    pub(super) extent: Extent,
}

impl Count {
    fn new(named: bool) -> Self {
        Self { named, given: 0, cut: 0, extent: Extent::NONE }
    }

    fn take(&mut self, value: Option<f64>, cut: bool) {
        if let Some(value) = value {
            self.given += 1;
            self.cut += u64::from(cut);
            self.extent.take(value);
        }
    }
}

impl Rows {
    /// What became of each attribute that columns decide.
    pub(super) fn attributes(&self) -> Vec<AttributeReceipt> {
        let all = self.rows.len() as u64;
        let counts = [
            (say!(LimitCny), self.limit),
            (say!(AgeYears), self.age),
            ("utilisation", self.utilisation),
            (say!(PaymentRatio), self.payment_ratio),
            (say!(OverdueMonths), self.overdue),
        ];
        let named = counts.into_iter().filter(|(_, count)| count.named);
        let receipt = |(attribute, count): (&str, Count)| AttributeReceipt {
            attribute: attribute.to_owned(),
            given: count.given,
            filled: all - count.given,
            cut: count.cut,
            range: count.extent.ends(),
        };
        named.map(receipt).collect()
    }
}

/// Reads every row. What is wrong with cells becomes faults; a refusal means that the file cannot be read to its end.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    columns: &mut [Column],
    (section, own): (&TableSection, &[OwnColumn]),
    faults: &mut Vec<Fault>,
) -> Result<Rows, Refusal> {
    let many = |holds: Use| columns.iter().filter(|column| column.holds == holds).count();
    let (bills, payments) = (many(Use::Bill), many(Use::Payment));
    let utilisation = many(Use::Utilisation) > 0;
    let mut found = Rows {
        rows: Vec::new(),
        own: vec![Vec::new(); own.len()],
        limit: Count::new(many(Use::Limit) > 0),
        age: Count::new(many(Use::Age) > 0),
        utilisation: Count::new(utilisation || (bills > 0 && many(Use::Limit) > 0)),
        payment_ratio: Count::new(bills > 1 && payments > 0),
        overdue: Count::new(many(Use::Status) > 0),
        months: Months::default(),
        above_one_and_a_half: 0,
    };
    let mut problems = Problems::default();
    let mut cells: Vec<Option<f64>> = Vec::with_capacity(columns.len());
    while let Some(row) = sheet.next()? {
        cells.clear();
        let mut missing = false;
        for (index, column) in columns.iter_mut().enumerate() {
            let coded = match column.holds {
                Use::Own(at) => Some(&own[at].codes),
                _ => None,
            };
            let cell = cell((row, index), column, (section, coded), &mut problems);
            missing |= cell.is_err();
            cells.push(cell.ok().flatten());
        }
        if !(missing && section.missing == Missing::Skip) {
            found.take(row.line, &cells, columns, section);
        }
    }
    // What is wrong with cells that have moved is nothing of its own.
    if let Some(message) = sheet.long_rows() {
        return Err(Refusal::new(message, say!(PutTheCellInQuotation)));
    }
    problems.report(columns, section, faults);
    Ok(found)
}

/// A value is missing.
struct Absent;

/// The value of a cell in the unit of the model, but of limits, bills and payments in that of the table; `None` after a
/// problem.
fn cell(
    (row, index): (Row<'_>, usize),
    column: &mut Column,
    (section, coded): (&TableSection, Option<&BTreeMap<String, f64>>),
    problems: &mut Problems,
) -> Result<Option<f64>, Absent> {
    let text = row.cell(column.at);
    let coded = coded.filter(|codes| !codes.is_empty());
    if let Some(value) = coded.and_then(|codes| codes.get(text)) {
        column.values += 1;
        return Ok(Some(*value));
    }
    let percent = if column.holds == Use::Utilisation { text.strip_suffix('%') } else { None };
    let value = number(percent.unwrap_or(text).trim_end(), section.decimal);
    if column.is_missing(text, value.filter(|_| percent.is_none())) {
        column.missing += 1;
        if section.missing == Missing::Fault {
            let cells = row.cells();
            let wrong = if cells <= column.at { Wrong::Short(cells) } else { Wrong::Missing };
            problems.note(index, wrong, row.line, text);
        }
        return Err(Absent);
    }
    let Some(value) = value.filter(|_| coded.is_none()) else {
        problems.note(index, Wrong::NoNumber, row.line, text);
        return Ok(None);
    };
    column.values += 1;
    if shows_sign(text, section.decimal) {
        column.shows_sign = true;
        column.signs.0 += 1;
        column.signs.1 += u64::from(seems_thousands(text, section.decimal));
    }
    column.extent.take(value);
    let wrong = match column.holds {
        Use::Limit if value <= 0.0 || value / section.units_per_cny > MAX_CNY => Wrong::Limit,
        Use::Age => {
            let years = match section.age_unit {
                AgeUnit::Years => value,
                AgeUnit::Days => (value.abs() / YEAR_DAYS).floor(),
            };
            if AGES.contains(&years) {
                return Ok(Some(years));
            }
            Wrong::Age
        }
        Use::Utilisation => {
            let percent = percent.is_some() || section.utilisation_unit == UtilisationUnit::Percent;
            return Ok(Some(if percent { value / 100.0 } else { value }));
        }
        _ => return Ok(Some(value)),
    };
    problems.note(index, wrong, row.line, text);
    Ok(None)
}

impl Rows {
    /// Takes a row whose cells are in the order of the columns; `None` is missing.
    fn take(&mut self, line: u64, cells: &[Option<f64>], columns: &[Column], section: &TableSection) {
        let of = |holds: Use| {
            columns.iter().zip(cells).filter(move |(column, _)| column.holds == holds).map(|(_, cell)| *cell)
        };
        let one = |holds: Use| of(holds).next().flatten();
        // A list with a gap decides nothing.
        let all = |holds: Use| of(holds).collect::<Option<Vec<f64>>>();
        let limit = one(Use::Limit);
        let (status, bills, payments) = (all(Use::Status), all(Use::Bill), all(Use::Payment));
        self.months.take(line, status.as_deref(), bills.as_deref(), payments.as_deref());
        let written = match (of(Use::Utilisation).count(), limit, &bills) {
            (0, Some(limit), Some(bills)) if !bills.is_empty() => {
                Some(bills.iter().sum::<f64>() / bills.len() as f64 / limit)
            }
            (0, ..) => None,
            _ => one(Use::Utilisation),
        };
        self.above_one_and_a_half += u64::from(written.is_some_and(|share| share > 1.5));
        let (bills_known, payments_known) = (bills.is_some(), payments.is_some());
        let history = MonthlyHistory {
            limit: limit.unwrap_or(0.0),
            status: status.unwrap_or_default(),
            bills: bills.unwrap_or_default(),
            payments: payments.unwrap_or_default(),
        };
        let utilisation = written.map(|share| share.clamp(0.0, 1.0));
        let payment_ratio = history.payment_ratio().filter(|_| bills_known && payments_known);
        let overpaid = history
            .bills
            .iter()
            .skip(1)
            .zip(&history.payments)
            .any(|(bill, payment)| *bill > 0.0 && (payment > bill || *payment < 0.0));
        let row = CardRow {
            age_years: one(Use::Age).map(|age| age as f32),
            limit_cny: limit.map(|limit| (limit / section.units_per_cny) as f32),
            utilisation: utilisation.map(|share| share as f32),
            payment_ratio: payment_ratio.map(|share| share as f32),
            overdue: history.overdue(),
        };
        self.limit.take(row.limit_cny.map(f64::from), false);
        self.age.take(row.age_years.map(f64::from), false);
        self.utilisation.take(utilisation, utilisation != written);
        self.payment_ratio.take(payment_ratio, overpaid);
        let months = row.overdue.map(|(months, _)| f64::from(months));
        self.overdue.take(months, history.status.iter().filter(|status| **status >= 1.0).count() > 6);
        self.rows.push(row);
        for (at, values) in self.own.iter_mut().enumerate() {
            values.push(one(Use::Own(at)).map(|value| value as f32));
        }
    }
}
