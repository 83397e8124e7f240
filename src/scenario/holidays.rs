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
            return format!("calendar {}: {}, no days", self.path.display(), self.format);
        };
        let left_out = match self.left_out {
            0 => String::new(),
            1 => "; 1 entry that is neither is left out".to_owned(),
            more => format!("; {more} entries that are neither are left out"),
        };
        format!(
            "calendar {}: {}, {} days from {first} to {last}, {} off and {} worked instead{left_out}",
            self.path.display(),
            self.format,
            self.days.len(),
            self.count(DayKind::Off),
            self.count(DayKind::Work)
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
            (None, _) | (_, None) => "holds no days".to_owned(),
            (Some(begins), _) if year < *begins => format!("begins with {begins}, after the run does"),
            (_, Some(ends)) if year > *ends => format!("ends with {ends}, before the run does"),
            _ => format!("holds no day of {year}"),
        };
        Some(format!(
            "the calendar file `{}` {what}: from {from} on holidays count as usual days; the run is from {first} to \
             {last}, so add the days of {year}",
            self.path.display()
        ))
    }

    /// A warning if a run from `first` to `last` goes on after the last day of the file, and that day lies before the last
    /// quarter of a year that the file does not say it is about: it was surely written up to some day of that year.
    fn stops_before(&self, first: Date, last: Date) -> Option<String> {
        let (_, end) = self.span()?;
        let whole = end.month() >= LAST_QUARTER || self.declared.contains(&end.year());
        let next = end.tomorrow().ok().filter(|next| !whole && *next <= last)?;
        Some(format!(
            "the calendar file `{}` ends with {end}, before the run does: from {} on holidays count as usual days; the \
             run is from {first} to {last}, so add the days of {} that come after {end}",
            self.path.display(),
            next.max(first),
            end.year()
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
        faults.push(Fault::rule(place, what, "this calendar", help));
    };
    let entries = match format.parse(&text) {
        Ok(entries) => entries,
        Err(wrong) => {
            fail(format!("the calendar `{}`: {wrong}", file.display()), format.remedy());
            return found;
        }
    };
    for Entry { date, kind, name } in entries.entries {
        if found.days.insert(date, kind).is_some_and(|before| before != kind) {
            let what = format!("the calendar `{}` has {date} as a day off and as one worked", file.display());
            fail(what, "keep one of the two");
        }
        if let Some(name) = name {
            found.names.entry(date).or_insert(name);
        }
    }
    found.left_out = entries.left_out;
    found.years = found.days.keys().map(|date| date.year()).chain(entries.years.iter().copied()).collect();
    found.declared = entries.years;
    if found.days.is_empty() {
        fail(format!("the calendar `{}` holds no days", file.display()), format.remedy());
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
            Self::HolidayCn => "holiday-cn JSON",
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
                "the file is a year of holiday-cn, such as `{\"year\": 2024, \"days\": [{\"name\": \"元旦\", \"date\": \
                 \"2024-01-01\", \"isOffDay\": true}]}`, or a list of such years"
            }
            Self::Ics => {
                "the file needs events of whole days: `BEGIN:VEVENT`, `DTSTART;VALUE=DATE:20240101`, `SUMMARY:元旦（休）`, \
                 `END:VEVENT`; or write a CSV with the columns `date` and `kind` (`off` or `work`)"
            }
        }
    }
}

#[cfg(test)]
mod tests;
