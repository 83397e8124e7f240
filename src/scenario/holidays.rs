//! Calendar files: which days are off, and which are worked instead.
//!
//! Three formats, told apart by how the file begins: a CSV with the columns `date` and `kind`; the JSON of holiday-cn
//! (<https://github.com/NateScarlet/holiday-cn>), a year or a list of years; and iCalendar (RFC 5545), see [`ics`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::data::moments::MomentForm;
use super::data::receipt::{Bound, ColumnReceipt, Receipt};
use super::data::{Refusal, counted, quoted, text};
use super::read::fault::Fault;
use super::read::section::Section as _;
use super::sections::lender::CalendarKind;
use super::sections::people::CalendarSection;
use super::table;
use crate::time::DayKind;
use crate::words::say;

mod holiday_cn;
mod ics;
mod law;
mod words;

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
    /// Names of entries that are neither off nor worked instead, and so were left out.
    left_out: Vec<String>,
}

/// Names of entries left out that are told; the others are counted.
const MOST_NAMED: usize = 5;

/// Where a year of a file has so many times fewer days off than another one in the same stretch, days may be lacking.
const FEWER: usize = 4;

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
    /// Days off that are said to be public holidays; empty where the format does not tell.
    pub holidays: BTreeSet<Date>,
    /// Names of entries that are neither off nor worked instead, and so were left out.
    pub left_out: Vec<String>,
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
        let left_out = match self.left_out.len() {
            0 => String::new(),
            1 => say!(OneEntryLeftOut, left_out_names = self.left_out_names()),
            more => say!(EntriesLeftOut, more = more, left_out_names = self.left_out_names()),
        };
        say!(
            CalendarRead,
            path = self.path.display(),
            format = self.format,
            days = counted(self.days.len() as u64, "day"),
            first = first,
            last = last,
            count = self.count(DayKind::Off),
            public = self.public_holidays().len(),
            count_2 = self.count(DayKind::Work),
            left_out = left_out
        )
    }

    fn left_out_names(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in &self.left_out {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let more = if names.len() > MOST_NAMED { say!(AndOthers) } else { "" };
        names.truncate(MOST_NAMED);
        format!("{}{more}", names.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
    }

    /// What is doubtful about the years that a run from `first` to `last` reaches: days that are lacking, the weightiest
    /// warning alone, and which days off are public holidays.
    pub fn gaps(&self, first: Date, last: Date) -> Vec<String> {
        let found = self.gap(first, last).or_else(|| self.thin_year(first, last));
        let lacking = found.or_else(|| self.stops_before(first, last));
        lacking.into_iter().chain(self.nearly_chinese(first, last)).collect()
    }

    /// A warning if a year of the run has far fewer days off than another year of the file has in the same stretch: it is
    /// taken as whole all the same.
    fn thin_year(&self, first: Date, last: Date) -> Option<String> {
        // Days of a year in the stretch of it that the run has in `year`.
        let off_in = |of: i16, year: i16| {
            let from = if year == first.year() { (first.month(), first.day()) } else { (1, 1) };
            let until = if year == last.year() { (last.month(), last.day()) } else { (12, 31) };
            let within =
                |date: &Date| date.year() == of && (from..=until).contains(&(date.month(), date.day()));
            self.days.iter().filter(|(date, kind)| **kind == DayKind::Off && within(date)).count()
        };
        (first.year()..=last.year()).filter(|year| self.years.contains(year)).find_map(|year| {
            let own = off_in(year, year);
            let (most, other) = self.years.iter().map(|other| (off_in(*other, year), *other)).max()?;
            (own * FEWER < most).then(|| {
                say!(
                    CalendarThinYear,
                    path = self.path.display(),
                    own = counted(own as u64, "day"),
                    year = year,
                    most = most,
                    other = other
                )
            })
        })
    }

    /// A warning if a run from `first` to `last` reaches a year of which the file has no day: a list of holidays is taken
    /// as whole for each year that it has a day of.
    fn gap(&self, first: Date, last: Date) -> Option<String> {
        let year = (first.year()..=last.year()).find(|year| !self.years.contains(year))?;
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
pub(super) fn read(
    section: &CalendarSection,
    file: &Path,
    faults: &mut Vec<Fault>,
    receipts: &mut Vec<Receipt>,
) -> CalendarFile {
    let mut found = CalendarFile { path: file.to_owned(), format: "CSV", ..CalendarFile::default() };
    let mut fail = |refusal: Refusal| {
        let what = say!(CannotReadTheCalendar, shown = file.display(), reason = refusal.what);
        faults.push(Fault::rule(section.place("file"), what, say!(ThisCalendar), refusal.remedy));
    };
    let decoded = text::encoding(&section.encoding).and_then(|encoding| text::read_or_json(file, encoding));
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(refusal) => {
            fail(refusal);
            return found;
        }
    };
    let mut receipt = Receipt::of("calendar.file", file, &decoded);
    receipt.warnings.extend(preset_in_vain(section));
    let Some(format) = Format::of(&decoded.text) else {
        let form = match MomentForm::new(&section.date_format) {
            Ok(form) => form,
            Err(why) => {
                let help = say!(WriteIsoOrAPattern);
                fail(Refusal::new(format!("`{}` is no format of dates: {why}", section.date_format), help));
                return found;
            }
        };
        let (read, refusals) = table::holidays(&decoded.text, section.delimiter, &form, &mut receipt);
        refusals.into_iter().for_each(fail);
        (found.days, found.holidays) = (read.days, read.holidays);
        found.years = found.days.keys().map(|date| date.year()).collect();
        receipts.push(receipt.seen());
        return found;
    };
    found.format = format.name();
    let entries = match format.parse(&decoded.text) {
        Ok(entries) => entries,
        Err(wrong) => {
            fail(Refusal::new(wrong, format.remedy()));
            return found;
        }
    };
    (receipt.rows, receipt.used) = (entries.entries.len() as u64, entries.entries.len() as u64);
    for Entry { date, kind, name } in entries.entries {
        if found.days.insert(date, kind).is_some_and(|before| before != kind) {
            fail(Refusal::new(say!(DayOffAndWorked, date = date), say!(KeepOneOfTheTwo)));
        }
        if let Some(name) = name {
            found.names.entry(date).or_insert(name);
        }
    }
    receipt.leave_out(say!(NeitherOffNorWorked), entries.left_out.len() as u64);
    receipt.rows += entries.left_out.len() as u64;
    let ends =
        found.span().map(|(first, last)| (Bound::Text(first.to_string()), Bound::Text(last.to_string())));
    receipt.columns = vec![ColumnReceipt {
        column: "date".to_owned(),
        used_for: "date".to_owned(),
        values: receipt.used,
        missing: 0,
        range: ends,
    }];
    receipts.push(receipt.seen());
    found.left_out = entries.left_out;
    found.years = found.days.keys().map(|date| date.year()).chain(entries.years.iter().copied()).collect();
    found.declared = entries.years;
    if found.days.is_empty() {
        fail(Refusal::new("it holds no days", format.remedy()));
    }
    found
}

/// A warning if the preset of China stands beside the file as if both counted. A scenario written out in full has all keys.
fn preset_in_vain(section: &CalendarSection) -> Option<String> {
    let wrote = |key: &str| section.spans().wrote(key);
    let beside = wrote("preset") && section.place("preset").source == section.place("file").source;
    let in_full = ["delimiter", "encoding", "date_format", "off", "work"].into_iter().all(wrote);
    (section.preset == CalendarKind::China && beside && !in_full).then(|| say!(PresetInVain).to_owned())
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
