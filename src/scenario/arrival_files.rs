//! Tables about arrivals: a factor for each date, or the moments themselves.
//!
//! Every row that cannot be read is a fault with its line and column. What a factor or a moment
//! does to a run is not known here.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::read::civil;
use super::read::fault::Fault;
use super::read::lines::Lines;
use super::read::load::read_text;
use super::read::reader::suggest_column;
use super::read::source::Place;
use crate::time::{DAY, SimTime};

/// Bad rows that are reported one by one; the rest are counted.
const MAX_ROW_FAULTS: usize = 5;

/// The largest factor of a day, as of a surge.
const MAX_FACTOR: f64 = 1000.0;

/// A file that a key names, and how its faults speak of it.
pub(super) struct Table<'a> {
    /// The file.
    pub(super) file: &'a Path,
    /// Where the scenario names it.
    pub(super) place: Place,
    /// What its faults are put to.
    pub(super) label: &'static str,
    /// What the file must hold.
    pub(super) remedy: String,
}

/// Daily factors: columns `date` and `factor`. Rows that cannot be read are faults and left out.
pub(super) fn factors(file: &Path, place: Place, faults: &mut Vec<Fault>) -> BTreeMap<civil::Date, f64> {
    let remedy = "the file needs the columns `date` (such as 2024-05-01) and `factor` (such as 0.6), \
                  and each date once"
        .to_owned();
    let table = Table { file, place, label: "these factors", remedy };
    let mut factors = BTreeMap::new();
    table.each_row(["date", "factor"], faults, |_, [date, factor]| {
        let date: civil::Date = date.parse().map_err(|_| (0, "is not a date".to_owned()))?;
        let factor: f64 = factor.parse().map_err(|_| (1, "is not a number".to_owned()))?;
        if !(0.0..=MAX_FACTOR).contains(&factor) {
            return Err((1, format!("is not from 0 to {MAX_FACTOR}")));
        }
        // Adding zero makes −0 zero.
        match factors.insert(date, factor + 0.0) {
            Some(_) => Err((0, "has a factor already".to_owned())),
            None => Ok(()),
        }
    });
    factors
}

/// The days on which people arrive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    /// Date of day 0.
    pub(super) first: Date,
    /// Number of days, at least 1.
    pub(super) days: u32,
}

impl Period {
    /// The date of a day counted from 0, or the last representable date.
    pub(super) fn date(self, day: u32) -> Date {
        self.first.checked_add(jiff::Span::new().days(i64::from(day))).unwrap_or(Date::MAX)
    }

    /// Its days as a person writes them.
    pub(super) fn words(self) -> String {
        format!("{} to {}", self.first, self.date(self.days.saturating_sub(1)))
    }

    /// The simulated moment of a local date and time, to the microsecond; `None` outside.
    fn moment(self, local: DateTime) -> Option<SimTime> {
        let since = local.duration_since(self.first.at(0, 0, 0, 0));
        let ticks = u64::try_from(since.as_nanos().div_euclid(1000)).ok()?;
        (ticks < u64::from(self.days) * DAY.ticks()).then(|| SimTime::from_ticks(ticks))
    }
}

/// Moments of arrival from `column`, ascending. Rows that cannot be read, or that lie outside the
/// period, are faults.
pub(super) fn moments(
    file: &Path,
    column: &str,
    zone: &TimeZone,
    period: Period,
    place: Place,
    faults: &mut Vec<Fault>,
) -> Vec<SimTime> {
    let remedy = format!(
        "`{column}` is a moment in each row, such as 2024-01-02T09:30:00, 2024-01-02 09:30 (both local) or \
         2024-01-02T09:30:00+08:00"
    );
    let table = Table { file, place, label: "these arrivals", remedy };
    let (mut moments, mut outside, mut first_outside) = (Vec::new(), 0_u64, None);
    let read = table.each_row([column], faults, |line, [text]| {
        let local = local_time(text, zone).map_err(|wrong| (0, wrong.to_owned()))?;
        if let Some(moment) = period.moment(local) {
            moments.push(moment);
        } else {
            outside += 1;
            first_outside.get_or_insert_with(|| format!("line {line}, column `{column}`: `{text}`"));
        }
        Ok(())
    });
    if let Some(row) = first_outside {
        let others = match outside {
            1 => String::new(),
            2 => "; so does 1 other row".to_owned(),
            _ => format!("; so do {} other rows", outside - 1),
        };
        let message = format!("{row} lies outside the arrivals, {}{others}", period.words());
        let help = "leave such rows out, or change `period`";
        faults.push(Fault::rule(place, message, "reaches beyond the arrivals", help));
    } else if read == Some(0) {
        table.fail(faults, format!("the table `{}` has a header but no rows", file.display()));
    }
    moments.sort_unstable();
    moments
}

/// The wall-clock time that `text` means in `zone`, or what is wrong with it. An offset is converted; without one,
/// the time is local already, and must be on the clock once.
fn local_time(text: &str, zone: &TimeZone) -> Result<DateTime, &'static str> {
    const DATE_ALONE: usize = "2024-01-02".len();
    const NO_MOMENT: &str = "is not a moment";
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(zone.to_datetime(moment));
    }
    // The parser would take a date for its midnight and pass over the name of a zone.
    if text.len() <= DATE_ALONE || text.contains('[') {
        return Err(NO_MOMENT);
    }
    let local: DateTime = text.parse().map_err(|_| NO_MOMENT)?;
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { .. } => Ok(local),
        AmbiguousOffset::Gap { .. } => Err("does not exist: the clock skips it"),
        AmbiguousOffset::Fold { .. } => Err("comes twice, since the clock is put back: write its offset"),
    }
}

impl Table<'_> {
    /// A fault of the file.
    pub(super) fn fail(&self, faults: &mut Vec<Fault>, message: String) {
        faults.push(Fault::rule(self.place, message, self.label, self.remedy.as_str()));
    }

    /// Hands line and cells of every row to `take`; what it says against a cell (by position) is a
    /// fault. Returns the number of rows, or `None` if the table cannot be read to its end.
    pub(super) fn each_row<const N: usize>(
        &self,
        columns: [&str; N],
        faults: &mut Vec<Fault>,
        mut take: impl FnMut(u64, [&str; N]) -> Result<(), (usize, String)>,
    ) -> Option<u64> {
        let shown = self.file.display();
        let text = read_text(self.file)
            .map_err(|error| {
                let message = format!("cannot read the table `{shown}`: {error}");
                let help =
                    "name an existing CSV file in UTF-8; its path is relative to the file that says it, after `--set` to \
                     the present folder";
                faults.push(Fault::rule(self.place, message, self.label, help));
            })
            .ok()?;
        let text = text.trim_start_matches('\u{feff}');
        // A short row is told by its missing cell.
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let mut at = [0; N];
        for (at, column) in at.iter_mut().zip(columns) {
            let Some(found) = header.iter().position(|name| name == column) else {
                let message = format!("the table `{shown}` has no column `{column}`");
                let help = suggest_column(column, header.iter());
                faults.push(Fault::rule(self.place, message, self.label, help));
                return None;
            };
            *at = found;
        }
        let mut lines = Lines::of(text);
        let (mut rows, mut bad) = (0, 0_usize);
        for record in reader.records() {
            let record = record
                .map_err(|error| self.fail(faults, format!("the table `{shown}` cannot be read on: {error}")))
                .ok()?;
            let line = lines.line(&record);
            rows += 1;
            let cells = at.map(|at| record.get(at).unwrap_or(""));
            let judged = match cells.iter().position(|cell| cell.is_empty()) {
                Some(empty) => Err((empty, "is empty".to_owned())),
                None => take(line, cells),
            };
            if let Err((cell, wrong)) = judged {
                bad += 1;
                if bad <= MAX_ROW_FAULTS {
                    let text = cells.get(cell).copied().filter(|text| !text.is_empty());
                    let name = columns.get(cell).copied().unwrap_or("");
                    let cell = text.map_or(String::new(), |text| format!(": `{text}`"));
                    self.fail(faults, format!("line {line}, column `{name}`{cell} {wrong}"));
                }
            }
        }
        if bad > MAX_ROW_FAULTS {
            self.fail(faults, format!("{} more rows of `{shown}` cannot be read", bad - MAX_ROW_FAULTS));
        }
        Some(rows)
    }
}
