//! The JSON of holiday-cn: per year a list of days, each off (`isOffDay`) or worked instead.

use serde::Deserialize;

use super::{Entries, Entry};
use crate::time::DayKind;
use crate::words::say;

#[derive(Deserialize)]
struct Year {
    year: i16,
    days: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
// The names are those of the format.
#[allow(clippy::struct_field_names)]
struct Day {
    #[serde(default)]
    name: String,
    date: String,
    is_off_day: bool,
}

/// Reads one year, or a list of years.
pub(super) fn parse(text: &str) -> Result<Entries, String> {
    let of_file = |error: serde_json::Error| say!(ItIsNotTheJson, error = error);
    let years: Vec<Year> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(of_file)?
    } else {
        vec![serde_json::from_str(text).map_err(of_file)?]
    };
    let mut found = Entries::default();
    for year in years {
        found.years.insert(year.year);
        for day in year.days {
            let date = day.date.parse().map_err(|_| say!(OfIsNoDate, date = day.date, year = year.year))?;
            let kind = if day.is_off_day { DayKind::Off } else { DayKind::Work };
            found.entries.push(Entry { date, kind, name: Some(day.name).filter(|name| !name.is_empty()) });
        }
    }
    Ok(found)
}
