//! What is said of the rows of a file of moments: the faults that are one for many rows, warnings, and the receipt.

use jiff::tz::{Offset, TimeZone};

use super::Table;
use super::choose::Filter;
use super::moments::Found;
use crate::scenario::data::moments::form_remedy_beside;
use crate::scenario::data::receipt::ColumnReceipt;
use crate::scenario::data::sheet::Sheet;
use crate::scenario::data::{counted, grouped, quoted};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::sections::files::Unusable;
use crate::scenario::sections::people::ArrivalsSection;
use crate::words::say;

/// The one fault of a file whose moments are all written in another form, or in the stated one and another, if that can be
/// told.
pub(super) fn form_fault(table: &Table<'_>, found: &Found) -> Option<Fault> {
    let cell = found.kept.first().filter(|_| found.no_form == found.bad)?;
    let column = &table.section.column;
    let help = form_remedy_beside(&found.kept, found.first_read.as_deref())?;
    let (cell, date_format) = (quoted(cell), format_args!("{:?}", table.section.date_format).to_string());
    let message = match found.bad as u64 {
        _ if found.read == 0 => {
            say!(TheMomentsInSuchAs, column = column, cell = cell, date_format = date_format)
        }
        bad => {
            let bad = counted(bad, "moment");
            say!(SomeMomentsInAnotherForm, bad = bad, column = column, cell = cell, date_format = date_format)
        }
    };
    Some(Fault::rule(table.place, message, table.label, help))
}

/// The faults of rows without a moment and of those without a case, one each, unless such rows are to be left out.
pub(super) fn missing_faults(table: &Table<'_>, found: &Found) -> Vec<Fault> {
    let section = table.section;
    if section.missing != Unusable::Fault || found.read == 0 {
        return Vec::new();
    }
    let lacking = |first: Option<u64>, count: u64, column: &str, what: &str| {
        let line = first?;
        let others = match count - 1 {
            0 => String::new(),
            1 => say!(NorIsThereInOtherRow).to_owned(),
            others => say!(NorIsThereInOther, others = grouped(others)),
        };
        let message = format!("line {line}, column `{column}`: there is no {what}{others}");
        let help = say!(WriteMissingSkipNextTo);
        Some(Fault::rule(table.place, message, table.label, help))
    };
    let case = section.first_of.as_deref().unwrap_or_default();
    let moment = lacking(found.first_missing, found.missing, &section.column, "moment");
    moment.into_iter().chain(lacking(found.first_no_case, found.no_case, case, "case")).collect()
}

/// A fault if no row is left at all.
pub(super) fn nothing_left(
    table: &Table<'_>,
    sheet: &Sheet<'_>,
    filters: &[Filter<'_>],
    found: &Found,
) -> Option<Fault> {
    let shown = table.file.display();
    if sheet.rows() == 0 {
        let message = say!(TheTableHasAHeader, shown = shown);
        return Some(Fault::rule(table.place, message, table.label, table.remedy.as_str()));
    }
    if found.filtered == sheet.rows() {
        let (message, help) = match filters.iter().find(|filter| filter.rows == 0) {
            Some(none) => {
                let wanted: Vec<String> = none.wanted.iter().map(|value| quoted(value)).collect();
                let wanted = if wanted.is_empty() { "nothing".to_owned() } else { wanted.join(" or ") };
                (format!("no row of `{shown}` has {wanted} in `{}`", none.column), none.seen())
            }
            None => (say!(NoRowOfPassesAll, shown = shown), say!(TakeOneOfThemOut).to_owned()),
        };
        return Some(Fault::rule(table.section.place("where"), message, "leaves no row", help));
    }
    if found.read == 0 && found.bad == 0 {
        let message = format!("no row of `{shown}` has a moment in `{}`", table.section.column);
        let help = say!(NameAnotherOfTheColumns, sheet = sheet.columns());
        return Some(Fault::rule(table.place, message, table.label, help));
    }
    None
}

/// A warning if moments carry offsets and none is that of the scenario's zone, or if only some carry one.
pub(super) fn zone_warning(section: &ArrivalsSection, zone: &TimeZone, found: &Found) -> Option<String> {
    let (offset, local) = found.other_offset.filter(|_| !found.own_offset)?;
    let moment = zone.to_ambiguous_timestamp(local).compatible();
    let own = moment.map_or(Offset::UTC, |moment| zone.to_offset(moment));
    let hours = f64::from(own.seconds() - offset.seconds()) / 3600.0;
    let written = if offset == Offset::UTC { "+00:00".to_owned() } else { offset_words(offset) };
    let way = if hours < 0.0 { "back" } else { "on" };
    let (column, own, hours) = (&section.column, offset_words(own), hours.abs());
    let local = found.read - found.offsets;
    if local > 0 {
        return Some(say!(
            SomeOffsetsNoneOfTheZone,
            found = grouped(found.offsets),
            found_2 = grouped(found.read),
            column = column,
            own = own,
            written = written,
            way = way,
            hours = hours,
            local = grouped(local)
        ));
    }
    Some(say!(NoMomentInHasThe, column = column, own = own, written = written, way = way, hours = hours))
}

/// `+08:00`.
fn offset_words(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

pub(super) fn column_receipts(
    section: &ArrivalsSection,
    filters: &[Filter<'_>],
    found: &Found,
) -> Vec<ColumnReceipt> {
    let mut columns = vec![ColumnReceipt {
        column: section.column.clone(),
        used_for: "moment of arrival".to_owned(),
        values: found.read,
        missing: found.missing,
        range: None,
    }];
    columns.extend(filters.iter().map(|filter| ColumnReceipt {
        column: filter.column.to_owned(),
        used_for: format!("filter: {}", filter.wanted.join(" or ")),
        values: filter.rows,
        ..ColumnReceipt::default()
    }));
    columns.extend(section.first_of.iter().map(|name| ColumnReceipt {
        column: name.clone(),
        used_for: say!(CaseOfWhichTheFirst).to_owned(),
        values: found.read - found.no_case,
        missing: found.no_case,
        range: None,
    }));
    columns
}
