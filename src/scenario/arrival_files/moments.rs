//! The moments of arrival that a file holds.

use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::choose::{Cases, Filter, Repeats};
use super::told::{column_receipts, form_fault, missing_faults, nothing_left, zone_warning};
use super::{Period, Table, shape_warnings};
use crate::scenario::data::moments::{MomentForm, NoMoment};
use crate::scenario::data::numbers::is_no_value;
use crate::scenario::data::receipt::{Bound, Receipt};
use crate::scenario::data::sheet::Sheet;
use crate::scenario::data::{Refusal, grouped};
use crate::scenario::read::fault::Fault;
use crate::scenario::read::section::Section as _;
use crate::scenario::sections::files::Unusable;
use crate::scenario::sections::people::ArrivalsSection;
use crate::time::SimTime;
use crate::words::say;

/// Cells that are no moment and are kept to guess how they are written.
const MOST_KEPT: usize = 200;

/// Moments of arrival, ascending. Rows that cannot be read, or that lie outside the period, are faults, unless they are to
/// be left out.
pub(in crate::scenario) fn moments(
    section: &ArrivalsSection,
    file: &Path,
    zone: &TimeZone,
    period: Period,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> Vec<SimTime> {
    let column = &section.column;
    let remedy = match section.date_format.as_str() {
        "iso" => say!(IsAMomentInEachRow, column = column),
        other => say!(IsAMomentInEach, column = column, other = format_args!("{:?}", other)),
    };
    let place = section.place("file");
    let table = Table { section, key: "arrivals.file", file, place, label: say!(TheseArrivals), remedy };
    read(&table, zone, period, faults, receipts).unwrap_or_default()
}

/// What was found on the way through the rows.
#[derive(Default)]
pub(super) struct Found {
    moments: Vec<(DateTime, u64)>,
    pub(super) cases: Cases,
    /// Rows that passed the filter and hold a moment.
    pub(super) read: u64,
    pub(super) filtered: u64,
    /// Rows without a moment, and the line of the first; the same of rows with a moment and without a case.
    pub(super) missing: u64,
    pub(super) first_missing: Option<u64>,
    pub(super) no_case: u64,
    pub(super) first_no_case: Option<u64>,
    /// What seems to name cases, though no key says so.
    pub(super) repeats: Option<Repeats>,
    pub(super) bad: usize,
    /// Cells that are not written in the form, the first of them, and how many there are; and the first cell that is.
    pub(super) kept: Vec<String>,
    pub(super) no_form: usize,
    pub(super) first_read: Option<String>,
    /// Whether an offset was that of the zone, the first that was not, and how many had one.
    pub(super) own_offset: bool,
    pub(super) other_offset: Option<(Offset, DateTime)>,
    pub(super) offsets: u64,
}

fn read(
    table: &Table<'_>,
    zone: &TimeZone,
    period: Period,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> Option<Vec<SimTime>> {
    let section = table.section;
    let before = faults.len();
    let form = table.form(faults)?;
    let (decoded, mut receipt) = table.text(faults)?;
    let mut columns = vec![(section.column.as_str(), place_of_column(table))];
    columns.extend(section.r#where.keys().map(|name| (name.as_str(), section.place("where"))));
    columns.extend(section.first_of.as_deref().map(|name| (name, section.place("first_of"))));
    let (mut sheet, at) = table.sheet(&decoded.text, &columns, faults)?;
    let mut filters: Vec<Filter<'_>> = section
        .r#where
        .iter()
        .zip(&at[1..])
        .map(|((name, wanted), at)| Filter::new(name, *at, &wanted.0))
        .collect();
    let case = section.first_of.as_ref().and(at.last()).copied();
    let repeats = if case.is_none() { Repeats::of(&sheet) } else { None };
    let mut found = Found { repeats, ..Found::default() };
    // Faults of rows are held back: if all have one reason, it is said once.
    let mut of_rows = Vec::new();
    each_row(table, &form, zone, &mut sheet, (at[0], case), &mut filters, &mut found, &mut of_rows)
        .map_err(|refusal| table.refuse(faults, &refusal))
        .ok()?;
    if let Some(fault) = form_fault(table, &found) {
        faults.push(fault);
    } else {
        table.more_bad_rows(found.bad, &mut of_rows);
        faults.extend(of_rows);
    }
    faults.extend(missing_faults(table, &found));
    if let Some(fault) = nothing_left(table, &sheet, &filters, &found) {
        faults.push(fault);
    }
    receipt.rows = sheet.rows() + sheet.empty_rows();
    receipt.leave_out(say!(TheFilterWhere), found.filtered);
    receipt.leave_out("no moment", found.missing);
    receipt.leave_out("no case", found.no_case);
    receipt.leave_out(say!(AnEmptyRow), sheet.empty_rows());
    receipt.leave_out(say!(LaterRowsOfACase), found.cases.later);
    receipt.warnings = shape_warnings(&sheet, &columns.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    receipt.warnings.extend(zone_warning(section, zone, &found));
    receipt.warnings.extend(found.repeats.as_ref().and_then(Repeats::warning));
    if !form.has_time() {
        receipt.warnings.push(say!(HasNoTimeOfDay, column = section.column));
    }
    receipt.columns = column_receipts(section, &filters, &found);
    let mut dated = std::mem::take(&mut found.moments);
    dated.append(&mut std::mem::take(&mut found.cases).moments());
    let ends = dated.iter().map(|(local, _)| *local).min().zip(dated.iter().map(|(local, _)| *local).max());
    if let Some(column) = receipt.columns.first_mut() {
        column.range =
            ends.map(|(first, last)| (Bound::Text(first.to_string()), Bound::Text(last.to_string())));
    }
    let moments = within(table, period, &dated, &mut receipt, faults);
    receipt.used = moments.len() as u64;
    if faults.len() > before {
        return None;
    }
    receipts.push(receipt.seen());
    Some(moments)
}

/// Where the column is named, or the file, if a text below that of the file names the default.
fn place_of_column(table: &Table<'_>) -> crate::scenario::read::source::Place {
    let section = table.section;
    let own = section.spans().wrote("column") && section.place("column").source == table.place.source;
    if own || section.column != "arrival" { section.place("column") } else { table.place }
}

#[allow(clippy::too_many_arguments)]
fn each_row(
    table: &Table<'_>,
    form: &MomentForm,
    zone: &TimeZone,
    sheet: &mut Sheet<'_>,
    (column, case): (usize, Option<usize>),
    filters: &mut [Filter<'_>],
    found: &mut Found,
    faults: &mut Vec<Fault>,
) -> Result<(), Refusal> {
    let section = table.section;
    while let Some(row) = sheet.next()? {
        // Each filter counts, whatever the others say.
        if filters.iter_mut().fold(true, |passes, filter| filter.passes(row) & passes) {
            let text = row.cell(column);
            if is_no_value(text) {
                found.missing += 1;
                found.first_missing.get_or_insert(row.line);
                continue;
            }
            match form.read(text, zone, section.decimal) {
                Ok(moment) => {
                    found.read += 1;
                    if found.first_read.is_none() {
                        found.first_read = Some(text.to_owned());
                    }
                    if let Some((offset, own)) = moment.offset {
                        found.offsets += 1;
                        found.own_offset |= own;
                        if !own {
                            found.other_offset.get_or_insert((offset, moment.local));
                        }
                    }
                    if let Some(repeats) = &mut found.repeats {
                        repeats.take(row);
                    }
                    match case {
                        Some(case) if is_no_value(row.cell(case)) => {
                            found.no_case += 1;
                            found.first_no_case.get_or_insert(row.line);
                        }
                        Some(case) => found.cases.take(row.cell(case), moment.local, row.line),
                        None => found.moments.push((moment.local, row.line)),
                    }
                }
                Err(wrong) => {
                    found.no_form += usize::from(wrong == NoMoment::Form);
                    if wrong == NoMoment::Form && found.kept.len() < MOST_KEPT {
                        found.kept.push(text.to_owned());
                    }
                    table.bad_row(&mut found.bad, faults, (row.line, &section.column), text, wrong.words());
                }
            }
        } else {
            found.filtered += 1;
        }
    }
    Ok(())
}

/// The moments within the period; those outside are left out or a fault.
fn within(
    table: &Table<'_>,
    period: Period,
    dated: &[(DateTime, u64)],
    receipt: &mut Receipt,
    faults: &mut Vec<Fault>,
) -> Vec<SimTime> {
    let mut moments = Vec::with_capacity(dated.len());
    let (mut outside, mut first) = (0_u64, None);
    for (local, line) in dated {
        if let Some(moment) = period.moment(*local) {
            moments.push(moment);
        } else {
            outside += 1;
            first.get_or_insert((local, line));
        }
    }
    moments.sort_unstable();
    let column = &table.section.column;
    if let Some((local, line)) = first {
        if table.section.outside == Unusable::Skip && !moments.is_empty() {
            receipt.leave_out(say!(OutsideTheArrivals), outside);
            return moments;
        }
        let others = match outside {
            1 => String::new(),
            2 => say!(SoDoesOther).to_owned(),
            _ => say!(SoDoOthers, outside = grouped(outside - 1)),
        };
        let message = say!(
            LineColumnLiesOutsideThe,
            line = line,
            column = column,
            local = local,
            period = period.words(),
            others = others
        );
        let ends = dated
            .iter()
            .map(|(local, _)| local.date())
            .min()
            .zip(dated.iter().map(|(local, _)| local.date()).max());
        let help = match ends {
            Some((start, last)) if table.section.outside == Unusable::Fault || moments.is_empty() => {
                let days = start.until(last).map_or(0, |span| span.get_days()) + 1;
                let cover = say!(PeriodStartArrivalsDCovers, start = start, days = days);
                if moments.is_empty() { cover } else { say!(CoverOrOutsideSkip, cover = cover) }
            }
            _ => say!(ChangePeriod).to_owned(),
        };
        faults.push(Fault::rule(table.place, message, say!(ReachesBeyondTheArrivals), help));
    }
    moments
}
