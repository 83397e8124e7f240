//! What may be wrong with a table of card holders though every cell can be read: units, orders, codes.

use super::columns::{Column, Use};
use super::months::names_ascend;
use super::rows::Rows;
use crate::scenario::data::grouped;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::{AgeUnit, UtilisationUnit};
use crate::words::say;

/// The largest limit that a card has, CNY, and what the one in the middle of a table lies between.
const LARGEST_LIMIT_CNY: f32 = 5_000_000.0;
const USUAL_LIMITS_CNY: std::ops::RangeInclusive<f32> = 100.0..=300_000.0;

/// Ages of people who hold a card, years.
const HOLDERS: std::ops::RangeInclusive<f32> = 16.0..=110.0;

/// A share of cut values from which on they are no exceptions.
const MANY: f64 = 0.05;

/// Warnings about the rows that are used.
pub(super) fn about(found: &Rows, columns: &[Column], section: &TableSection) -> Vec<String> {
    let mut doubts = Vec::new();
    doubts.extend(limits(found, columns, section));
    doubts.extend(ages(found, columns, section));
    doubts.extend(states(found, columns));
    doubts.extend(orders(found, columns));
    doubts.extend(cuts(found, section));
    doubts
}

fn name_of(columns: &[Column], holds: Use) -> &str {
    columns.iter().find(|column| column.holds == holds).map_or("", |column| column.name.as_str())
}

fn limits(found: &Rows, columns: &[Column], section: &TableSection) -> Option<String> {
    let mut limits: Vec<f32> = found.rows.iter().filter_map(|row| row.limit_cny).collect();
    limits.sort_unstable_by(f32::total_cmp);
    let (middle, largest) = (*limits.get(limits.len() / 2)?, *limits.last()?);
    let name = name_of(columns, Use::Limit);
    let units = section.units_per_cny;
    let rule = say!(UnitsPerCnySaysHow, units = units);
    if !USUAL_LIMITS_CNY.contains(&middle) {
        return Some(say!(
            HalfOfTheLimitsAre,
            name = name,
            middle = if middle > 300_000.0 { "above" } else { "below" },
            middle_2 = money(middle),
            rule = rule
        ));
    }
    (largest > LARGEST_LIMIT_CNY).then(|| {
        let above = limits.iter().filter(|limit| **limit > LARGEST_LIMIT_CNY).count() as u64;
        let of = if above == 1 { say!(ALimitIs).to_owned() } else { say!(LimitsAre, above = grouped(above)) };
        say!(AboveUpToWhichNobody, name = name, of = of, largest = money(largest), rule = rule)
    })
}

fn money(cny: f32) -> String {
    if cny < 1.0 { cny.to_string() } else { grouped(cny.round() as u64) }
}

fn ages(found: &Rows, columns: &[Column], section: &TableSection) -> Option<String> {
    let odd: Vec<f32> =
        found.rows.iter().filter_map(|row| row.age_years).filter(|age| !HOLDERS.contains(age)).collect();
    let first = odd.first()?;
    let count = if odd.len() == 1 {
        say!(AnAge).to_owned()
    } else {
        say!(DoubtsAges, odd = grouped(odd.len() as u64))
    };
    let name = name_of(columns, Use::Age);
    let remedy = if section.age_unit == AgeUnit::Days {
        say!(AreTheseAgesInDays).to_owned()
    } else {
        no_value(&format!("{} = [\"{first}\"]", key(name)))
    };
    Some(say!(OutsideToYearsSuchAs, name = name, count = count, first = first, remedy = remedy))
}

fn states(found: &Rows, columns: &[Column]) -> Option<String> {
    let months = &found.months;
    let (month, first, line) = *months.some_odd.first()?;
    let status: Vec<&Column> = columns.iter().filter(|column| column.holds == Use::Status).collect();
    let name = |month: usize| status.get(month).map_or("", |column| column.name.as_str());
    let share = months.odd as f64 / months.states.max(1) as f64;
    let remedy = if share > 0.2 {
        say!(AStatusCountsMonthsOverdue).to_owned()
    } else {
        let mut by_column: Vec<(&str, Vec<String>)> = Vec::new();
        for (month, state, _) in &months.some_odd {
            let code = format!("\"{state}\"");
            match by_column.iter_mut().find(|(column, _)| *column == name(*month)) {
                Some((_, codes)) => codes.push(code),
                None => by_column.push((name(*month), vec![code])),
            }
        }
        let codes =
            by_column.iter().map(|(column, codes)| format!("{} = [{}]", key(column), codes.join(", ")));
        no_value(&codes.collect::<Vec<_>>().join(", "))
    };
    let count = match months.odd {
        1 => say!(ARepaymentStatusIs).to_owned(),
        odd => say!(ValuesOfTheRepaymentStatus, odd = grouped(odd)),
    };
    Some(say!(
        NoNumberOfMonthsOverdue,
        month = name(month),
        count = count,
        first = first,
        line = line,
        remedy = remedy
    ))
}

/// What to write if codes stand for no value.
fn no_value(codes: &str) -> String {
    say!(IfThatStandsForNo, codes = codes)
}

/// A key as TOML has it, in quotes where it must be.
fn key(name: &str) -> String {
    let bare =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if bare { name.to_owned() } else { format!("{name:?}") }
}

fn orders(found: &Rows, columns: &[Column]) -> Vec<String> {
    let lists = [
        ("repayment_status", Use::Status, found.months.status_backwards()),
        ("bills", Use::Bill, found.months.money_backwards()),
        ("payments", Use::Payment, found.months.money_backwards()),
    ];
    let mut doubts = Vec::new();
    for (key, holds, told) in lists {
        let mut names: Vec<&str> = columns
            .iter()
            .filter(|column| column.holds == holds)
            .map(|column| column.name.as_str())
            .collect();
        if names.len() > 1 && (told || names_ascend(&names)) {
            names.reverse();
            let list: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
            doubts.push(say!(TheMonthsOfSeemTo, key = key, list = list.join(", ")));
        }
    }
    doubts
}

fn cuts(found: &Rows, section: &TableSection) -> Vec<String> {
    let mut doubts = Vec::new();
    let count = found.utilisation;
    let share = |part: u64| part as f64 / count.given.max(1) as f64;
    let largest = count.extent.ends().map_or(1.0, |(_, largest)| largest);
    if section.utilisation_unit == UtilisationUnit::Percent && largest <= 0.015 {
        doubts.push(say!(NoUtilisationIsAboveIf, largest = format_args!("{:.1}", 100.0 * largest)));
    }
    if share(found.above_one_and_a_half) > 0.5 && section.utilisation_unit == UtilisationUnit::Share {
        let remedy = if section.columns.utilisation.is_some() {
            say!(IfTheyArePercentWrite)
        } else {
            say!(AreBillsAndLimitsIn)
        };
        doubts.push(say!(MoreThanHalfOfThe, remedy = remedy));
    } else if share(count.cut) > MANY {
        doubts.push(say!(OfTheUtilisationsLieOutside, cut = format_args!("{:.0}", 100.0 * share(count.cut))));
    }
    doubts
}
