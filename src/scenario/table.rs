//! Reading a file of exceptions of the working calendar.

use std::path::Path;

use super::read::fault::Fault;
use super::read::lines::Lines;
use super::read::load::read_text;
use super::read::source::Place;

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
