//! What may be wrong with a table of card holders though every cell can be read: units, orders, codes.

use super::columns::{Column, Use, no_value};
use super::months::names_ascend;
use super::rows::Rows;
use crate::scenario::data::grouped;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::{AgeUnit, Decimal, UtilisationUnit};
use crate::words::say;

/// The largest limit that a card has, CNY, and what the one in the middle of a table lies between.
const LARGEST_LIMIT_CNY: f32 = 5_000_000.0;
const USUAL_LIMITS_CNY: std::ops::RangeInclusive<f32> = 100.0..=300_000.0;

/// Ages of people who hold a card, years.
const HOLDERS: std::ops::RangeInclusive<f32> = 16.0..=110.0;

/// Above this even the small limits of a table are no limits, CNY: nearly all lenders give some people less. And the share
/// of a table, of at least so many rows, that is looked at as its small limits.
const SMALL_LIMIT_CNY: f32 = 30_000.0;
const SMALL: usize = 20;

/// So many numbers with a decimal sign are needed to tell that it is none.
const FEW_SIGNS: u64 = 5;

/// Odd values that are named as codes.
const MOST_CODES: usize = 6;

/// A share of cut values from which on they are no exceptions.
const MANY: f64 = 0.05;

/// Warnings about the rows that are used.
pub(super) fn about(found: &Rows, columns: &[Column], section: &TableSection) -> Vec<String> {
    let mut doubts = Vec::new();
    doubts.extend(thousands(columns, section));
    // Whatever its unit, a limit whose decimal sign is none is too small.
    if doubts.is_empty() {
        doubts.extend(limits(found, columns, section));
    }
    doubts.extend(ages(found, columns, section));
    doubts.extend(states(found, columns, section));
    doubts.extend(orders(found, columns));
    doubts.extend(cuts(found, section));
    doubts.extend(found.attributes().iter().filter(|attribute| attribute.given == 0).map(|attribute| {
        say!(NoRowGives, attribute = attribute.attribute, rows = grouped(attribute.filled))
    }));
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
        let above = middle > 300_000.0;
        let fen = say!(LimitsInFen, units = 100.0 * units);
        return Some(
            say!(HalfOfTheLimits, name = name, if = if above { "above" } else { "below" }, middle = money(middle), if_2 = if above { fen.as_str() } else { "" }, rule = rule),
        );
    }
    // In a table of cents or fen every limit is a hundred times too large, the smallest as well.
    if let Some(small) = limits.get(limits.len() / SMALL).filter(|_| limits.len() >= SMALL)
        && *small > SMALL_LIMIT_CNY
    {
        return Some(say!(
            SmallLimitsAreMissing,
            name = name,
            small = money(*small),
            units = 100.0 * units,
            rule = rule
        ));
    }
    (largest > LARGEST_LIMIT_CNY).then(|| {
        let above = limits.iter().filter(|limit| **limit > LARGEST_LIMIT_CNY).count() as u64;
        let of = if above == 1 { say!(ALimitIs).to_owned() } else { say!(LimitsAre, above = grouped(above)) };
        say!(AboveUpToWhichNobody, name = name, of = of, largest = money(largest), rule = rule)
    })
}

/// Columns of money in which every decimal sign seems to stand between thousands: ¥12,005 would be read as ¥12.005.
fn thousands(columns: &[Column], section: &TableSection) -> Vec<String> {
    let money = |column: &&Column| matches!(column.holds, Use::Limit | Use::Bill | Use::Payment);
    let told = |column: &&Column| column.signs.0 >= FEW_SIGNS && column.signs.1 == column.signs.0;
    let found = columns.iter().filter(money).filter(told).map(|column| {
        let (name, count) = (&column.name, grouped(column.signs.0));
        match section.decimal {
            Decimal::Comma => say!(SeemsThousandsComma, name = name, count = count),
            Decimal::Point => say!(SeemsThousandsPoint, name = name, count = count),
        }
    });
    found.collect()
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
    let all = found.rows.iter().filter(|row| row.age_years.is_some()).count();
    let remedy = match section.age_unit {
        AgeUnit::Days if odd.len() * 2 > all => say!(AgesAreYears).to_owned(),
        // What a cell holds is not known any more here: years are made of it.
        AgeUnit::Days => say!(ListUnderMissingValues).to_owned(),
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
    Some(say!(OutsideToYearsSuchAs, name = name, count = count, first = first, remedy = remedy))
}

fn states(found: &Rows, columns: &[Column], section: &TableSection) -> Option<String> {
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
            let code = state.to_string();
            match by_column.iter_mut().find(|(column, _)| *column == name(*month)) {
                Some((_, codes)) => codes.push(code),
                None => by_column.push((name(*month), vec![code])),
            }
        }
        if_no_value(section, &by_column)
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
fn if_no_value(section: &TableSection, codes: &[(&str, Vec<String>)]) -> String {
    say!(CodesForNoValue, no_value = no_value(section, codes))
}

fn orders(found: &Rows, columns: &[Column]) -> Vec<String> {
    let months = &found.months;
    let status = (months.status_backwards(), months.status_forwards());
    let money = (months.money_backwards(), months.money_forwards());
    let lists = [
        ("repayment_status", Use::Status, status),
        ("bills", Use::Bill, money),
        ("payments", Use::Payment, money),
    ];
    let mut doubts = Vec::new();
    // What the accounts did says more than what the columns are called.
    for (key, holds, (told, contradicted)) in lists {
        let mut names: Vec<&str> = columns
            .iter()
            .filter(|column| column.holds == holds)
            .map(|column| column.name.as_str())
            .collect();
        if names.len() > 1 && (told || (!contradicted && names_ascend(&names))) {
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
