//! Reading a file of exceptions of the working calendar.

use std::path::Path;

use super::read::fault::Fault;
use super::read::lines::Lines;
use super::read::load::read_text;
use super::read::source::Place;
use crate::words::say;

/// Reads exceptions of the working calendar: columns `date` and `kind` (`off` or `work`).
pub(super) fn holidays(
    file: &Path,
    place: Place,
    faults: &mut Vec<Fault>,
) -> std::collections::BTreeMap<jiff::civil::Date, crate::time::DayKind> {
    use crate::time::DayKind;

    let mut days = std::collections::BTreeMap::new();
    let shown = file.display();
    let remedy = say!(TheFileNeedsTheColumnsDate);
    let mut fail = |what: String| faults.push(Fault::rule(place, what, say!(ThisCalendar), remedy));
    let text = match read_text(file) {
        Ok(text) => text,
        Err(reason) => {
            fail(say!(CannotReadTheCalendar, shown = shown, reason = reason));
            return days;
        }
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = Lines::of(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let position = |header: &csv::StringRecord, name: &str| header.iter().position(|column| column == name);
    let found = reader.headers().ok().map(|header| (position(header, "date"), position(header, "kind")));
    let Some((Some(date), Some(kind))) = found else {
        fail(say!(TheCalendarHasNoColumns, shown = shown));
        return days;
    };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                fail(say!(TheCalendarCannotBeRead, shown = shown, error = error));
                return days;
            }
        };
        let line = lines.line(&record);
        let cell = |index: usize| record.get(index).unwrap_or("");
        let day = match cell(kind) {
            "off" => Ok(DayKind::Off),
            "work" => Ok(DayKind::Work),
            other => Err(say!(LineColumnKindIsNeither, line = line, other = other)),
        };
        match (cell(date).parse::<jiff::civil::Date>(), day) {
            (Err(_), _) => fail(say!(LineColumnDateIsNot, line = line, date = cell(date))),
            (_, Err(wrong)) => fail(wrong),
            (Ok(date), Ok(day)) => {
                if days.insert(date, day).is_some() {
                    fail(say!(LineColumnDateStandsThere, line = line, date = date));
                }
            }
        }
    }
    days
}
