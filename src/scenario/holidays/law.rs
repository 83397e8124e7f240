//! Which days off of a calendar file are public holidays by law, and years in which that is in doubt.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::CalendarFile;
use crate::scenario::read::offer::listed_as;
use crate::time::{DayKind, china_holidays_by_law};
use crate::words::say;

impl CalendarFile {
    /// The days off that are public holidays by law, whatever their weekday; on the others rest days are shifted. A file
    /// that says which they are has the last word; one that has all days of the Chinese law in a year off has those. Of any
    /// other each day off counts, since the file does not tell.
    pub fn public_holidays(&self) -> BTreeSet<Date> {
        if !self.holidays.is_empty() {
            return self.holidays.clone();
        }
        let by_law = china_holidays_by_law();
        let of_year = |year: i16| by_law.iter().filter(move |day| day.year() == year);
        let chinese =
            |year: i16| of_year(year).next().is_some() && of_year(year).all(|day| self.is_off(*day));
        self.days
            .keys()
            .filter(|day| self.is_off(**day) && (!chinese(day.year()) || by_law.contains(day)))
            .copied()
            .collect()
    }

    fn is_off(&self, day: Date) -> bool {
        self.days.get(&day) == Some(&DayKind::Off)
    }

    /// A warning for each year from that of `first` to that of `last` in which each day off counts as a public holiday and
    /// that is surely not meant: three quarters or more of the days of the Chinese law are off and not all (the holidays of
    /// its neighbours have less in common with them), or days are worked instead, as in China alone.
    pub(super) fn nearly_chinese(&self, first: Date, last: Date) -> Vec<String> {
        if !self.holidays.is_empty() {
            return Vec::new();
        }
        let by_law = china_holidays_by_law();
        let mut found = Vec::new();
        for year in first.year()..=last.year() {
            let of_year = || by_law.iter().filter(|day| day.year() == year);
            let lacking: Vec<&Date> = of_year().filter(|day| !self.is_off(**day)).collect();
            let (all, lack) = (of_year().count(), lacking.len());
            let made_up = self.days.iter().any(|(day, kind)| day.year() == year && *kind == DayKind::Work);
            if all == 0 && made_up {
                found.push(say!(CalendarLawUnknown, path = self.path.display(), year = year));
            }
            if lack == 0 || !made_up && 4 * (all - lack) < 3 * all {
                continue;
            }
            let off = self.days.keys().filter(|day| day.year() == year && self.is_off(**day)).count();
            let remedy = if self.format == "CSV" { say!(AddHolidaysOrKind) } else { say!(AddHolidays) };
            found.push(say!(
                CalendarNearlyChinese,
                path = self.path.display(),
                year = year,
                lacking = listed_as(lacking.iter().copied().map(Date::to_string)),
                off = off,
                remedy = remedy
            ));
        }
        found
    }
}
