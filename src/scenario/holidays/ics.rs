//! iCalendar (RFC 5545): events of whole days, from `DTSTART` up to and without `DTEND`.
//!
//! Where the events of a file say whether a day is off (`休` or `放假` in `SUMMARY`) or worked instead (`班`, `上班`), or say it
//! with `X-APPLE-SPECIAL-DAY`, only such events count, since those calendars hold other days as well; see [`words`]. In a
//! file that says it of no event, each is a day off. Events that recur, or that are moments of a day, are refused: they would be read in part.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::words::{self, Said};
use super::{Entries, Entry};
use crate::time::DayKind;
use crate::words::say;

/// The longest event, days.
const LONGEST: i32 = 366;

#[derive(Default)]
struct Event {
    /// Line of its `BEGIN`.
    line: usize,
    start: Option<Date>,
    /// First day after it.
    end: Option<Date>,
    name: Option<String>,
    special: Option<DayKind>,
    cancelled: bool,
}

/// Reads the events of a file.
pub(super) fn parse(text: &str) -> Result<Entries, String> {
    let mut events: Vec<Event> = Vec::new();
    let mut open: Option<Event> = None;
    for (line, content) in unfolded(text) {
        let Some((property, value)) = content.split_once(':') else { continue };
        let (name, parameters) = property.split_once(';').unwrap_or((property, ""));
        let name = name.to_ascii_uppercase();
        let whole_day = |value: &str| {
            day(value).ok_or_else(|| {
                say!(LineIsNotAWhole, line = line, name = name, value = value, parameters = parameters)
            })
        };
        match (name.as_str(), &mut open) {
            ("BEGIN", None) if value.eq_ignore_ascii_case("VEVENT") => {
                open = Some(Event { line, ..Event::default() });
            }
            ("END", Some(_)) if value.eq_ignore_ascii_case("VEVENT") => events.extend(open.take()),
            ("DTSTART", Some(event)) => event.start = Some(whole_day(value)?),
            ("DTEND", Some(event)) => event.end = Some(whole_day(value)?),
            ("SUMMARY", Some(event)) => event.name = Some(unescaped(value)),
            ("STATUS", Some(event)) => event.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            ("X-APPLE-SPECIAL-DAY", Some(event)) => {
                event.special = match value {
                    "WORK-HOLIDAY" => Some(DayKind::Off),
                    "ALTERNATE-WORKDAY" => Some(DayKind::Work),
                    _ => None,
                }
            }
            ("RRULE" | "RDATE" | "DURATION", Some(_)) => {
                return Err(say!(LineAnEventWithIs, line = line, name = name));
            }
            _ => {}
        }
    }
    if let Some(event) = open {
        return Err(say!(LineTheEventDoesNot, line = event.line));
    }
    let says = |event: &Event| match event.special {
        Some(kind) => Said::Kind(kind),
        None => event.name.as_deref().map_or(Said::Nothing, words::said),
    };
    let some_say = events.iter().any(|event| !matches!(says(event), Said::Nothing));
    let mut found = Entries::default();
    let mut holidays = Vec::new();
    for event in events.into_iter().filter(|event| !event.cancelled) {
        let line = event.line;
        let first = event.start.ok_or_else(|| say!(LineTheEventHasNo, line = line))?;
        let said = if some_say { says(&event) } else { Said::Kind(DayKind::Off) };
        if said == Said::Nothing {
            found.left_out.push(event.name.unwrap_or_else(|| say!(EventWithoutAName, line = line)));
            continue;
        }
        let days = event.end.map_or(1, |end| first.until(end).map_or(0, |span| span.get_days()));
        if !(1..=LONGEST).contains(&days) {
            return Err(say!(LineTheEventHasDays, line = line, days = days, longest = LONGEST));
        }
        for date in first.series(jiff::Span::new().days(1)).take(days as usize) {
            let entry = |kind| Entry { date, kind, name: event.name.clone() };
            match said {
                Said::Kind(kind) => found.entries.push(entry(kind)),
                Said::Shifted => {
                    // A single day of a weekend has nothing to be shifted to but work.
                    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
                    let worked = weekend && days == 1;
                    found.entries.push(entry(if worked { DayKind::Work } else { DayKind::Off }));
                }
                Said::Holiday => holidays.push(entry(DayKind::Off)),
                Said::Nothing => {}
            }
        }
    }
    // A holiday that is only named is off unless another event says what its day is.
    let said: BTreeSet<Date> = found.entries.iter().map(|entry| entry.date).collect();
    found.entries.extend(holidays.into_iter().filter(|entry| !said.contains(&entry.date)));
    Ok(found)
}

/// Content lines with the numbers of the lines on which they begin: one that begins with a blank goes on from the one before.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, before))) => before.push_str(more),
            _ => lines.push((number, line.to_owned())),
        }
    }
    lines
}

/// `20240101`, or midnight of that day.
fn day(value: &str) -> Option<Date> {
    let (date, time) = value.split_once('T').unwrap_or((value, "000000"));
    let digits = date.len() == 8 && date.bytes().all(|digit| digit.is_ascii_digit());
    if !digits || time != "000000" {
        return None;
    }
    Date::new(date[..4].parse().ok()?, date[4..6].parse().ok()?, date[6..].parse().ok()?).ok()
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(
                characters.next().map(|escaped| if matches!(escaped, 'n' | 'N') { ' ' } else { escaped }),
            ),
            other => text.push(other),
        }
    }
    text.trim().to_owned()
}
