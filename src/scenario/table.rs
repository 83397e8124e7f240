//! Reading a table of real card holders: columns to attributes, every bad cell named.

use std::ops::RangeInclusive;
use std::path::Path;

use super::read::fault::Fault;
use super::read::lines::Lines;
use super::read::load::{read_text, read_text_up_to};
use super::read::reader::listed;
use super::read::section::Section as _;
use super::read::source::Place;
use super::read::units::MAX_CNY;
use super::sections::applicants::{TableColumnsSection, TableSection};
use crate::population::{CardRow, CardTable, MonthlyHistory};

/// Bad cells that are reported one by one; the rest are counted.
const MAX_CELL_FAULTS: usize = 5;
/// The largest table of card holders: some millions of rows.
const MAX_TABLE_BYTES: u64 = 1 << 30;
/// Ages of card holders, years.
const AGES: RangeInclusive<f64> = 0.0..=120.0;

/// The columns of one attribute: key of the scenario, and position and name in the file.
struct Columns {
    limit: Option<usize>,
    age: Option<usize>,
    status: Vec<usize>,
    bills: Vec<usize>,
    payments: Vec<usize>,
}

/// Reads the table; `None` if any fault was found.
pub(super) fn read(section: &TableSection, faults: &mut Vec<Fault>) -> Option<CardTable> {
    let place = section.place("file");
    let Some(file) = &section.file else {
        faults.push(Fault::rule(
            place,
            "`population.table.file` is missing, but `population.source` is \"table\"",
            "a table needs a file",
            "name the CSV file, for example `--set population.table.file=UCI_Credit_Card.csv`",
        ));
        return None;
    };
    let before = faults.len();
    let table = read_file(file, section, place, faults);
    table.filter(|_| faults.len() == before)
}

fn read_file(
    file: &Path,
    section: &TableSection,
    place: Place,
    faults: &mut Vec<Fault>,
) -> Option<CardTable> {
    let shown = file.display();
    let mut fail = |what: String, remedy: &str| {
        faults.push(Fault::rule(place, what, "this table", remedy));
    };
    let text = match read_text_up_to(file, MAX_TABLE_BYTES) {
        Ok(text) => text,
        Err(reason) => {
            fail(
                format!("cannot read the table `{shown}`: {reason}"),
                "name an existing CSV file in UTF-8 that may be read",
            );
            return None;
        }
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) if header.iter().any(|name| !name.is_empty()) => header.clone(),
        Ok(_) => {
            fail(format!("the table `{shown}` is empty"), "the first line must name the columns");
            return None;
        }
        Err(error) => {
            fail(format!("cannot read the header of `{shown}`: {error}"), "the file must be CSV in UTF-8");
            return None;
        }
    };
    let names: Vec<&str> = header.iter().collect();
    let columns = find_columns(&section.columns, &names, &shown.to_string(), faults)?;
    let rows = read_rows(text, reader, &columns, &names, section, place, faults);
    if rows.is_empty() {
        faults.push(Fault::rule(
            place,
            format!("the table `{shown}` has a header but no rows"),
            "this table",
            "a population needs at least one row to draw from",
        ));
    }
    Some(CardTable::new(rows))
}

fn find_columns(
    section: &TableColumnsSection,
    names: &[&str],
    shown: &str,
    faults: &mut Vec<Fault>,
) -> Option<Columns> {
    let before = faults.len();
    let mut find = |key: String, wanted: &str| -> usize {
        if let Some(position) = names.iter().position(|name| *name == wanted) {
            return position;
        }
        let near = names
            .iter()
            .map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &wanted.to_lowercase()), name))
            .min()
            .filter(|(distance, _)| *distance <= 1 + wanted.len() / 3);
        let help = match near {
            Some((_, name)) => format!("did you mean `{name}`?"),
            None => format!("the columns are {}", listed(names.iter().copied())),
        };
        faults.push(Fault::rule(
            section.place(&key),
            format!("the table `{shown}` has no column `{wanted}`"),
            "named here",
            help,
        ));
        0
    };
    let limit = section.limit.as_ref().map(|name| find("limit".to_owned(), name));
    let age = section.age.as_ref().map(|name| find("age".to_owned(), name));
    let mut list = |key: &str, wanted: &[String]| -> Vec<usize> {
        wanted.iter().enumerate().map(|(index, name)| find(format!("{key}[{index}]"), name)).collect()
    };
    let columns = Columns {
        limit,
        age,
        status: list("repayment_status", &section.repayment_status),
        bills: list("bills", &section.bills),
        payments: list("payments", &section.payments),
    };
    let empty = limit.is_none() && age.is_none() && columns.status.is_empty() && columns.bills.is_empty();
    if empty && columns.payments.is_empty() {
        faults.push(Fault::rule(
            section.place(""),
            "no column of the table is used",
            "nothing is mapped here",
            "map at least one, for example `limit = \"LIMIT_BAL\"`",
        ));
    }
    (faults.len() == before).then_some(columns)
}

/// Reads every row; bad cells are reported and read as not a number.
fn read_rows(
    text: &str,
    mut reader: csv::Reader<&[u8]>,
    columns: &Columns,
    names: &[&str],
    section: &TableSection,
    place: Place,
    faults: &mut Vec<Fault>,
) -> Vec<CardRow> {
    let mut rows = Vec::new();
    let mut bad = 0_usize;
    let mut lines = Lines::of(text);
    let mut record = csv::StringRecord::new();
    let mut report = |what: String| {
        bad += 1;
        if bad <= MAX_CELL_FAULTS {
            faults.push(Fault::rule(
                place,
                what,
                "in this table",
                "correct the cell, or leave the column out",
            ));
        }
    };
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Err(error) => {
                report(format!("the table cannot be read on: {error}"));
                break;
            }
            Ok(true) => {}
        }
        let line = lines.line(&record);
        let mut cell = |index: usize| -> f64 {
            let text = record.get(index).unwrap_or("");
            match text.parse::<f64>() {
                Ok(value) if value.is_finite() => value,
                _ => {
                    let name = names.get(index).copied().unwrap_or("");
                    report(format!("line {line}, column `{name}`: `{text}` is not a number"));
                    f64::NAN
                }
            }
        };
        let limit = columns.limit.map(&mut cell);
        let age = columns.age.map(&mut cell);
        let mut list = |indices: &[usize]| indices.iter().map(|index| cell(*index)).collect::<Vec<f64>>();
        let history = MonthlyHistory {
            limit: limit.unwrap_or(0.0),
            status: list(&columns.status),
            bills: list(&columns.bills),
            payments: list(&columns.payments),
        };
        if let Some(wrong) = limit.filter(|limit| *limit <= 0.0 || limit / section.units_per_cny > MAX_CNY) {
            let name = columns.limit.and_then(|index| names.get(index)).copied().unwrap_or("");
            report(format!(
                "line {line}, column `{name}`: a limit must be above ¥0 and at most ¥{MAX_CNY:e}, got {wrong}"
            ));
        }
        if let Some(wrong) = age.filter(|age| !AGES.contains(age) && !age.is_nan()) {
            let name = columns.age.and_then(|index| names.get(index)).copied().unwrap_or("");
            report(format!(
                "line {line}, column `{name}`: an age lies between {} and {} years, got {wrong}",
                AGES.start(),
                AGES.end()
            ));
        }
        rows.push(CardRow {
            age_years: age.map(|age| age as f32),
            limit_cny: limit.map(|limit| (limit / section.units_per_cny) as f32),
            utilisation: history.utilisation().map(|share| share as f32),
            payment_ratio: history.payment_ratio().map(|share| share as f32),
            overdue: history.overdue(),
        });
    }
    if bad > MAX_CELL_FAULTS {
        faults.push(Fault::rule(
            place,
            format!("{} more cells of the table cannot be read", bad - MAX_CELL_FAULTS),
            "in this table",
            "correct the cells above first",
        ));
    }
    rows
}

/// Reads exceptions of the working calendar: columns `date` and `kind` (`off` or `work`).
pub(super) fn holidays(
    file: &Path,
    place: Place,
    faults: &mut Vec<Fault>,
) -> std::collections::BTreeMap<jiff::civil::Date, crate::time::DayKind> {
    use crate::time::DayKind;

    let mut days = std::collections::BTreeMap::new();
    let shown = file.display();
    let remedy = "the file needs the columns `date` (such as 2024-05-01) and `kind` (`off` or `work`)";
    let mut fail = |what: String| faults.push(Fault::rule(place, what, "this calendar", remedy));
    let text = match read_text(file) {
        Ok(text) => text,
        Err(reason) => {
            fail(format!("cannot read the calendar `{shown}`: {reason}"));
            return days;
        }
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = Lines::of(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let position = |header: &csv::StringRecord, name: &str| header.iter().position(|column| column == name);
    let found = reader.headers().ok().map(|header| (position(header, "date"), position(header, "kind")));
    let Some((Some(date), Some(kind))) = found else {
        fail(format!("the calendar `{shown}` has no columns `date` and `kind`"));
        return days;
    };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                fail(format!("the calendar `{shown}` cannot be read on: {error}"));
                return days;
            }
        };
        let line = lines.line(&record);
        let cell = |index: usize| record.get(index).unwrap_or("");
        let day = match cell(kind) {
            "off" => Ok(DayKind::Off),
            "work" => Ok(DayKind::Work),
            other => Err(format!("line {line}, column `kind`: `{other}` is neither `off` nor `work`")),
        };
        match (cell(date).parse::<jiff::civil::Date>(), day) {
            (Err(_), _) => fail(format!("line {line}, column `date`: `{}` is not a date", cell(date))),
            (_, Err(wrong)) => fail(wrong),
            (Ok(date), Ok(day)) => {
                if days.insert(date, day).is_some() {
                    fail(format!("line {line}, column `date`: {date} stands there a second time"));
                }
            }
        }
    }
    days
}
