//! The columns of a table of card holders that a scenario names.

use super::OwnColumn;
use crate::scenario::data::key;
use crate::scenario::data::numbers::{is_no_value, number};
use crate::scenario::data::receipt::{ColumnReceipt, Extent};
use crate::scenario::data::sheet::{Found, Sheet};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::sections::applicants::TableSection;
use crate::scenario::sections::files::{Codes, Decimal, Missing};
use crate::words::say;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Limit,
    Age,
    Utilisation,
    Status,
    Bill,
    Payment,
    /// An attribute of the scenario's own, by its position among those that are read.
    Own(usize),
}

impl Use {
    /// What a receipt calls it; lists count their months from 1, the latest.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Age => "age",
            Self::Utilisation => "utilisation",
            Self::Status => say!(RepaymentStatus),
            Self::Bill => "bill",
            Self::Payment => "payment",
            Self::Own(_) => say!(AnAttribute),
        }
    }
}

/// A column that is read, and what was seen of it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its position in the file.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) holds: Use,
    /// Months before the latest, for a column of a list.
    pub(super) month: usize,
    /// Why it decides nothing, if that is so; see [`super::vain`].
    pub(super) vain: Option<&'static str>,
    /// Whether a cell of it shows its decimal sign.
    pub(super) shows_sign: bool,
    /// Cells that show it, and those of them in which it seems to stand between thousands.
    pub(super) signs: (u64, u64),
    /// What says that there is no value, besides the usual.
    codes: Vec<(String, Option<f64>)>,
    pub(super) values: u64,
    pub(super) missing: u64,
    pub(super) extent: Extent,
}

impl Column {
    /// Whether a cell of it, and the number that it holds, if any, say that there is no value. 96.0 is the code 96.
    pub(super) fn is_missing(&self, cell: &str, number: Option<f64>) -> bool {
        let same = |(text, code): &(String, Option<f64>)| text == cell || (code.is_some() && *code == number);
        is_no_value(cell) || self.codes.iter().any(same)
    }

    pub(super) fn receipt(&self) -> ColumnReceipt {
        let list = matches!(self.holds, Use::Status | Use::Bill | Use::Payment);
        let vain = self.vain.map_or(String::new(), |why| format!(" (not used: {why})"));
        ColumnReceipt {
            column: self.name.clone(),
            used_for: if list {
                format!("{}, month {}{vain}", self.holds.words(), self.month + 1)
            } else {
                format!("{}{vain}", self.holds.words())
            },
            values: self.values,
            missing: self.missing,
            range: self.extent.bounds(),
        }
    }
}

/// The columns in the order of their uses; `None` after a fault.
pub(super) fn find(
    (section, own): (&TableSection, &[OwnColumn]),
    sheet: &Sheet<'_>,
    shown: &str,
    faults: &mut Vec<Fault>,
) -> Option<Vec<Column>> {
    let mut named = named(section);
    if named.is_empty() && own.is_empty() {
        faults.push(Fault::rule(
            section.columns.place(""),
            say!(NoColumnOfTheTable),
            say!(NothingIsMappedHere),
            say!(
                MapOneOfTheColumns,
                limit =
                    format_args!("{:?}", sheet.names().find(|name| names_limits(name)).unwrap_or("COLUMN")),
                columns = sheet.columns()
            ),
        ));
        return None;
    }
    let wanted: Vec<&str> = named.iter().map(|(_, name, ..)| *name).collect();
    if let Some(refusal) = sheet.header_fault(&wanted, section.delimiter) {
        let message = say!(ColumnsCannotReadTheTable, shown = shown, what = refusal.what);
        faults.push(Fault::rule(section.place("file"), message, say!(ThisTable), refusal.remedy));
        return None;
    }
    let before = faults.len();
    for key in section.missing_values.0.keys().filter(|key| *key != Codes::EVERYWHERE) {
        if let Found::Nowhere(help) = sheet.find(key) {
            let place = section.place(&format!("missing_values.{key}"));
            let message = say!(ColumnsTheTableHasNoColumn, shown = shown, key = key);
            faults.push(Fault::rule(place, message, say!(NamedHere), help));
        }
    }
    once(section, &named, faults);
    // A column may be an attribute of the scenario's own besides.
    let more = own.iter().enumerate();
    named.extend(more.map(|(at, own)| (own.attribute.clone(), own.column.as_str(), Use::Own(at), 0)));
    let mut columns = Vec::with_capacity(named.len());
    for (key, name, holds, month) in named {
        let mut fault = |message: String, help: String| {
            let place = match holds {
                Use::Own(at) => own[at].place,
                _ => section.columns.place(&key),
            };
            faults.push(Fault::rule(place, message, say!(NamedHere), help));
        };
        match sheet.find_beside(name, &wanted) {
            Found::At(at) => columns.push(Column {
                at,
                name: name.to_owned(),
                holds,
                month,
                vain: None,
                shows_sign: false,
                signs: (0, 0),
                codes: codes(section, name),
                values: 0,
                missing: 0,
                extent: Extent::NONE,
            }),
            Found::Nowhere(help) => fault(say!(TheTableHasNoColumn, shown = shown, name = name), help),
            Found::Twice => fault(
                say!(TheTableHasMoreThan, shown = shown, name = name),
                say!(GiveTheColumnsNamesOf).to_owned(),
            ),
        }
    }
    (faults.len() == before).then_some(columns)
}

/// A fault for each column that is named a second time: one column cannot be two months, or two attributes.
fn once(section: &TableSection, named: &[(String, &str, Use, usize)], faults: &mut Vec<Fault>) {
    let is = |holds: Use, month: usize| match holds {
        Use::Status | Use::Bill | Use::Payment => format!("the {} of month {}", holds.words(), month + 1),
        _ => format!("the {}", holds.words()),
    };
    for (at, (key, name, holds, month)) in named.iter().enumerate() {
        if let Some((_, _, before, earlier)) = named[..at].iter().find(|(_, known, ..)| known == name) {
            let message =
                say!(ColumnIsTwoThings, name = name, is = is(*before, *earlier), is_2 = is(*holds, *month));
            let help = say!(NameTheRightColumn);
            faults.push(Fault::rule(section.columns.place(key), message, say!(NamedASecondTime), help));
        }
    }
}

/// What to write if cells of columns stand for no value: the codes that are listed already, and these.
pub(super) fn no_value(section: &TableSection, more: &[(&str, Vec<String>)]) -> String {
    let mut all: Vec<(String, Vec<String>)> = section
        .missing_values
        .0
        .iter()
        .map(|(column, codes)| (column.clone(), codes.into_iter().cloned().collect()))
        .collect();
    for (column, codes) in more {
        let at = all.iter().position(|(known, _)| known == column).unwrap_or_else(|| {
            all.push(((*column).to_owned(), Vec::new()));
            all.len() - 1
        });
        for code in codes {
            if !all[at].1.contains(code) {
                all[at].1.push(code.clone());
            }
        }
    }
    let list = |(column, codes): &(String, Vec<String>)| format!("{} = {codes:?}", key(column));
    let table = all.iter().map(list).collect::<Vec<_>>().join(", ");
    let then = if section.missing == Missing::Fault { " and `missing = \"generate\"`" } else { "" };
    format!("`missing_values = {{ {table} }}`{then} next to `file`")
}

/// Every named column: the key below `columns`, the name, what it holds, and the months before the latest.
fn named(section: &TableSection) -> Vec<(String, &str, Use, usize)> {
    let columns = &section.columns;
    let one = [
        ("limit", &columns.limit, Use::Limit),
        ("age", &columns.age, Use::Age),
        ("utilisation", &columns.utilisation, Use::Utilisation),
    ];
    let lists = [
        ("repayment_status", &columns.repayment_status, Use::Status),
        ("bills", &columns.bills, Use::Bill),
        ("payments", &columns.payments, Use::Payment),
    ];
    let ones = one
        .into_iter()
        .filter_map(|(key, name, holds)| name.as_ref().map(|name| (key.to_owned(), name.as_str(), holds, 0)));
    let months = lists.into_iter().flat_map(|(key, names, holds)| {
        names.iter().enumerate().map(move |(at, name)| (format!("{key}[{at}]"), name.as_str(), holds, at))
    });
    ones.chain(months).collect()
}

/// The codes of a column, and those of all columns, with the numbers that they are.
fn codes(section: &TableSection, name: &str) -> Vec<(String, Option<f64>)> {
    let of = |key: &str| section.missing_values.0.get(key).into_iter().flatten().cloned();
    let number = |code: String| {
        let value = number(&code, Decimal::Point);
        (code, value)
    };
    of(name).chain(of(Codes::EVERYWHERE)).map(number).collect()
}

/// A warning if a column that is not used stands in the header twice.
pub(super) fn doubled(sheet: &Sheet<'_>, columns: &[Column]) -> Option<String> {
    let used = |name: &str| columns.iter().any(|column| column.name == name);
    let names: Vec<String> =
        sheet.doubled().into_iter().filter(|name| !used(name)).map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| say!(TheHeaderNamesMoreThanOnce, names = names.join(", ")))
}

/// Whether a column is surely that of credit limits, by its name.
fn names_limits(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("limit") || name.contains("额度")
}
