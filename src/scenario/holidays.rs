//! Calendar files: which days are off, and which are worked instead.
//!
//! Three formats, told apart by how the file begins: a CSV with the columns `date` and `kind`; the JSON of holiday-cn
//! (<https://github.com/NateScarlet/holiday-cn>), a year or a list of years; and iCalendar (RFC 5545), see [`ics`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::read::fault::Fault;
use super::read::load::read_text;
use super::read::source::Place;
use super::table;
use crate::time::DayKind;
use crate::words::say;

mod holiday_cn;
mod ics;

/// What one entry of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    date: Date,
    kind: DayKind,
    /// What the day is called, where the format has names.
    name: Option<String>,
}

/// What was read from a file in one of the two formats that have names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_field_names)]
struct Entries {
    entries: Vec<Entry>,
    /// Years that the file says it is about.
    years: BTreeSet<i16>,
    /// Entries that are neither off nor worked instead, and so were left out.
    left_out: usize,
}

/// A calendar file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarFile {
    /// Its path.
    pub path: PathBuf,
    /// What it is: `CSV`, `holiday-cn JSON` or `iCalendar`.
    pub format: &'static str,
    /// Its days, by date.
    pub days: BTreeMap<Date, DayKind>,
    /// What they are called, where the format has names.
    pub names: BTreeMap<Date, String>,
    /// Entries that are neither off nor worked instead, and so were left out.
    pub left_out: usize,
    /// Years that it covers: those of its days, and those it says it is about.
    years: BTreeSet<i16>,
    /// Years that it says it is about, and so is whole for.
    declared: BTreeSet<i16>,
}

/// The month from which on a list of a year's holidays may end: wherever there are holidays, some are in the last
/// quarter.
const LAST_QUARTER: i8 = 10;

impl CalendarFile {
    /// How many of its days are of a kind.
    pub fn count(&self, kind: DayKind) -> usize {
        self.days.values().filter(|day| **day == kind).count()
    }

    /// Its first and last day; `None` if it has none.
    pub fn span(&self) -> Option<(Date, Date)> {
        let first = self.days.first_key_value()?;
        self.days.last_key_value().map(|last| (*first.0, *last.0))
    }

    /// What it holds, in one line.
    pub fn words(&self) -> String {
        let Some((first, last)) = self.span() else {
            return say!(CalendarNoDays, path = self.path.display(), format = self.format);
        };
        let left_out = match self.left_out {
            0 => String::new(),
            1 => say!(EntryThatIsNeitherIs).to_owned(),
            more => say!(EntriesThatAreNeitherAre, more = more),
        };
        say!(
            CalendarDaysFromToOff,
            path = self.path.display(),
            format = self.format,
            len = self.days.len(),
            first = first,
            last = last,
            off = self.count(DayKind::Off),
            work = self.count(DayKind::Work),
            left_out = left_out
        )
    }

    /// A warning if a run from `first` to `last` reaches a year of which the file has no day: a list of holidays is taken
    /// as whole for each year that it has a day of, but for its last year if it stops in the middle of that.
    pub fn gap(&self, first: Date, last: Date) -> Option<String> {
        let Some(year) = (first.year()..=last.year()).find(|year| !self.years.contains(year)) else {
            return self.stops_before(first, last);
        };
        let from = first.max(Date::new(year, 1, 1).unwrap_or(first));
        let what = match (self.years.first(), self.years.last()) {
            (None, _) | (_, None) => say!(HoldsNoDays).to_owned(),
            (Some(begins), _) if year < *begins => say!(BeginsWithAfterTheRun, begins = begins),
            (_, Some(ends)) if year > *ends => say!(EndsWithBeforeTheRun, ends = ends),
            _ => say!(HoldsNoDayOf, year = year),
        };
        Some(say!(
            TheCalendarFileFromOn,
            path = self.path.display(),
            what = what,
            from = from,
            first = first,
            last = last,
            year = year
        ))
    }

    /// A warning if a run from `first` to `last` goes on after the last day of the file, and that day lies before the last
    /// quarter of a year that the file does not say it is about: it was surely written up to some day of that year.
    fn stops_before(&self, first: Date, last: Date) -> Option<String> {
        let (_, end) = self.span()?;
        let whole = end.month() >= LAST_QUARTER || self.declared.contains(&end.year());
        let next = end.tomorrow().ok().filter(|next| !whole && *next <= last)?;
        Some(say!(
            TheCalendarFileEndsWith,
            path = self.path.display(),
            end = end,
            next = next.max(first),
            first = first,
            last = last,
            year = end.year()
        ))
    }
}

/// Reads a calendar file. What cannot be read is a fault and left out.
pub(super) fn read(file: &Path, place: Place, faults: &mut Vec<Fault>) -> CalendarFile {
    let path = file.to_owned();
    // What cannot be read at all is said by whoever reads a CSV.
    let text = read_text(file).unwrap_or_default();
    let Some(format) = Format::of(&text) else {
        let days = table::holidays(file, place, faults);
        let years = days.keys().map(|date| date.year()).collect();
        return CalendarFile { path, format: "CSV", days, years, ..CalendarFile::default() };
    };
    let mut found = CalendarFile { path, format: format.name(), ..CalendarFile::default() };
    let mut fail = |what: String, help: &str| {
        faults.push(Fault::rule(place, what, say!(ThisCalendar), help));
    };
    let entries = match format.parse(&text) {
        Ok(entries) => entries,
        Err(wrong) => {
            fail(say!(TheCalendar, file = file.display(), wrong = wrong), format.remedy());
            return found;
        }
    };
    for Entry { date, kind, name } in entries.entries {
        if found.days.insert(date, kind).is_some_and(|before| before != kind) {
            let what = say!(TheCalendarHasAsA, file = file.display(), date = date);
            fail(what, say!(KeepOneOfTheTwo));
        }
        if let Some(name) = name {
            found.names.entry(date).or_insert(name);
        }
    }
    found.left_out = entries.left_out;
    found.years = found.days.keys().map(|date| date.year()).chain(entries.years.iter().copied()).collect();
    found.declared = entries.years;
    if found.days.is_empty() {
        fail(say!(TheCalendarHoldsNoDays, file = file.display()), format.remedy());
    }
    found
}

/// The days in a text that is a calendar of one of the formats with names; `None` if it is none.
pub(super) fn count(bytes: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(bytes).ok()?;
    Format::of(text)?.parse(text).ok().map(|entries| entries.entries.len() as u64)
}

/// A format with names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    HolidayCn,
    Ics,
}

impl Format {
    /// The format that a text begins like; `None`: a table.
    fn of(text: &str) -> Option<Self> {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with(['{', '[']) {
            return Some(Self::HolidayCn);
        }
        let begins = start.get(.."BEGIN:".len()).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:"));
        begins.then_some(Self::Ics)
    }

    fn name(self) -> &'static str {
        match self {
            Self::HolidayCn => say!(HolidayCnJson),
            Self::Ics => "iCalendar",
        }
    }

    fn parse(self, text: &str) -> Result<Entries, String> {
        let text = text.trim_start_matches('\u{feff}');
        match self {
            Self::HolidayCn => holiday_cn::parse(text),
            Self::Ics => ics::parse(text),
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::HolidayCn => {
                say!(TheFileIsAYear)
            }
            Self::Ics => {
                say!(TheFileNeedsEventsOf)
            }
        }
    }
}

#[cfg(test)]
mod tests;
