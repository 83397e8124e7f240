//! What may be wrong with a table of card holders though every cell can be read: units, orders, codes.

use super::columns::{Column, Use, no_value};
use super::months::names_ascend;
use super::rows::Rows;
use crate::scenario::data::grouped;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::{AgeUnit, UtilisationUnit};

/// The largest limit that a card has, CNY, and what the one in the middle of a table lies between.
const LARGEST_LIMIT_CNY: f32 = 5_000_000.0;
const USUAL_LIMITS_CNY: std::ops::RangeInclusive<f32> = 100.0..=300_000.0;

/// Ages of people who hold a card, years.
const HOLDERS: std::ops::RangeInclusive<f32> = 16.0..=110.0;

/// Above this even the small limits of a table are no limits, CNY: nearly all lenders give some people less. And the share
/// of a table, of at least so many rows, that is looked at as its small limits.
const SMALL_LIMIT_CNY: f32 = 30_000.0;
const SMALL: usize = 20;

/// Odd values that are named as codes.
const MOST_CODES: usize = 6;

/// A share of cut values from which on they are no exceptions.
const MANY: f64 = 0.05;

/// Warnings about the rows that are used.
pub(super) fn about(found: &Rows, columns: &[Column], section: &TableSection) -> Vec<String> {
    let mut doubts = Vec::new();
    doubts.extend(limits(found, columns, section));
    doubts.extend(ages(found, columns, section));
    doubts.extend(states(found, columns, section));
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
    let rule = format!("`units_per_cny` says how many units of the table are ¥1 (now {units})");
    if !USUAL_LIMITS_CNY.contains(&middle) {
        let above = middle > 300_000.0;
        let fen = format!("if they are fen, write `units_per_cny = {}` next to `file`; ", 100.0 * units);
        return Some(format!(
            "`{name}`: half of the limits are {} ¥{}; {}{rule}",
            if above { "above" } else { "below" },
            money(middle),
            if above { fen.as_str() } else { "" },
        ));
    }
    // In a table of cents or fen every limit is a hundred times too large, the smallest as well.
    if let Some(small) = limits.get(limits.len() / SMALL).filter(|_| limits.len() >= SMALL)
        && *small > SMALL_LIMIT_CNY
    {
        return Some(format!(
            "`{name}`: 95 % of the limits are above ¥{}, and usually some are small; if they are fen, write \
             `units_per_cny = {}` next to `file`; {rule}",
            money(*small),
            100.0 * units
        ));
    }
    (largest > LARGEST_LIMIT_CNY).then(|| {
        let above = limits.iter().filter(|limit| **limit > LARGEST_LIMIT_CNY).count() as u64;
        let of = if above == 1 { "a limit is".to_owned() } else { format!("{} limits are", grouped(above)) };
        format!("`{name}`: {of} above ¥5,000,000, up to ¥{}, which nobody has; {rule}", money(largest))
    })
}

fn money(cny: f32) -> String {
    if cny < 1.0 { cny.to_string() } else { grouped(cny.round() as u64) }
}

fn ages(found: &Rows, columns: &[Column], section: &TableSection) -> Option<String> {
    let odd: Vec<f32> =
        found.rows.iter().filter_map(|row| row.age_years).filter(|age| !HOLDERS.contains(age)).collect();
    let first = odd.first()?;
    let count =
        if odd.len() == 1 { "an age".to_owned() } else { format!("{} ages", grouped(odd.len() as u64)) };
    let name = name_of(columns, Use::Age);
    let all = found.rows.iter().filter(|row| row.age_years.is_some()).count();
    let remedy = match section.age_unit {
        AgeUnit::Days if odd.len() * 2 > all => "if they are years, take `age_unit = \"days\"` out".to_owned(),
        // What a cell holds is not known any more here: years are made of it.
        AgeUnit::Days => "if such cells stand for \"no value\", list them under `missing_values`".to_owned(),
        AgeUnit::Years => {
            let mut codes: Vec<String> = Vec::new();
            for age in &odd {
                let code = age.to_string();
                if codes.len() < MOST_CODES && !codes.contains(&code) {
                    codes.push(code);
                }
            }
            if_no_value(section, &[(name, codes)])
        }
    };
    Some(format!("`{name}`: {count} outside 16 to 110 years, such as {first}; {remedy}"))
}

fn states(found: &Rows, columns: &[Column], section: &TableSection) -> Option<String> {
    let months = &found.months;
    let (month, first, line) = *months.some_odd.first()?;
    let status: Vec<&Column> = columns.iter().filter(|column| column.holds == Use::Status).collect();
    let name = |month: usize| status.get(month).map_or("", |column| column.name.as_str());
    let share = months.odd as f64 / months.states.max(1) as f64;
    let remedy = if share > 0.2 {
        "a status counts months overdue, not days or times of anything".to_owned()
    } else {
        let mut by_column: Vec<(&str, Vec<String>)> = Vec::new();
        for (month, state, _) in &months.some_odd {
            let code = state.to_string();
            match by_column.iter_mut().find(|(column, _)| *column == name(*month)) {
                Some((_, codes)) => codes.push(code),
                None => by_column.push((name(*month), vec![code])),
            }
        }
        if_no_value(section, &by_column)
    };
    let count = match months.odd {
        1 => "a repayment status is".to_owned(),
        odd => format!("{} values of the repayment status are", grouped(odd)),
    };
    Some(format!(
        "`{}`: {count} no number of months overdue, such as {first} in line {line}; {remedy}",
        name(month)
    ))
}

/// What to write if codes stand for no value.
fn if_no_value(section: &TableSection, codes: &[(&str, Vec<String>)]) -> String {
    format!("if that stands for \"no value\", write {}", no_value(section, codes))
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
            doubts.push(format!(
                "the months of `{key}` seem to begin with the oldest, and the latest comes first: write \
                 `{key} = [{}]`",
                list.join(", ")
            ));
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
        doubts.push(format!(
            "no utilisation is above {:.1} %: if they are shares, take `utilisation_unit = \"percent\"` out",
            100.0 * largest
        ));
    }
    if share(found.above_one_and_a_half) > 0.5 && section.utilisation_unit == UtilisationUnit::Share {
        let remedy = if section.columns.utilisation.is_some() {
            "if they are percent, write `utilisation_unit = \"percent\"`"
        } else {
            "are bills and limits in the same unit?"
        };
        doubts.push(format!("more than half of the utilisations are above 1.5 and cut to 1; {remedy}"));
    } else if share(count.cut) > MANY {
        doubts.push(format!(
            "{:.0} % of the utilisations lie outside 0 to 1 and are cut; are they what they are taken for?",
            100.0 * share(count.cut)
        ));
    }
    doubts
}
