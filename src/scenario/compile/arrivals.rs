//! Arrivals: one factor a day from weekdays, surges, dates and holidays; or moments from a file.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::arrival_files::{self, Period};
use super::super::read::section::Section as _;
use super::super::sections::Scenario;
use super::super::sections::people::ArrivalsSection;
use super::calendars::Calendars;
use super::{Compiler, civil};
use crate::population::{ArrivalConfig, ArrivalSource, ArrivalStream, BatchSizes};
use crate::random::LawSpec;
use crate::time::zone;
use crate::words::say;

/// Keys that say when people arrive, as `file` does.
pub(in crate::scenario) const NOT_BESIDE_FILE: [&str; 10] = [
    "per_day",
    "hour_profile",
    "weekday_profile",
    "month_profile",
    "holiday_factor",
    "day_noise",
    "day_shape",
    "surges",
    "date_file",
    "batch",
];

/// People who may be expected on a day: a day's arrivals are drawn at once.
const MOST_A_DAY: f64 = 1e8;

/// Days on which the rate is multiplied, both ends included, counted from the scenario's first.
struct Surge {
    from: i32,
    to: i32,
    factor: f64,
}

impl Compiler<'_> {
    pub(super) fn arrivals(
        &mut self,
        scenario: &Scenario,
        first: Date,
        days: u32,
        calendars: &Calendars,
    ) -> Option<ArrivalConfig> {
        let section = &scenario.arrivals;
        let period = Period { first, days };
        let before = self.found.len();
        let source = if let Some(file) = &section.file {
            self.nothing_beside_file(section);
            // An unknown zone is a fault already.
            let zone = zone(&scenario.period.time_zone).ok()?;
            let moments =
                arrival_files::moments(section, file, &zone, period, self.found, &mut self.receipts);
            ArrivalSource::Given(moments.into())
        } else {
            ArrivalSource::Drawn(Box::new(self.stream(section, period, |date| calendars.is_holiday(date))))
        };
        (self.found.len() == before).then_some(ArrivalConfig { days, source })
    }

    /// A fault if one text says in two ways when people arrive. What a file below it says is replaced.
    fn nothing_beside_file(&mut self, section: &ArrivalsSection) {
        let here = section.place("file").source;
        let beside = |key: &&&str| section.spans().wrote(key) && section.place(key).source == here;
        let keys: Vec<String> = NOT_BESIDE_FILE.iter().filter(beside).map(|key| format!("`{key}`")).collect();
        let Some(first) = NOT_BESIDE_FILE.iter().find(beside) else { return };
        let message = say!(
            ArrivalsFileGivesTheMoments,
            several = match keys.as_slice() {
                [only] => say!(ArrivalsStands, only = only),
                several => say!(ArrivalsStand, several = several.join(", ")),
            }
        );
        let help = say!(TakeOutOrFile, keys = keys.join(", "));
        self.fault(section.spans().key_place(first), message, say!(ChangesNothingBesideFile), help);
    }

    fn stream(
        &mut self,
        section: &ArrivalsSection,
        period: Period,
        is_holiday: impl Fn(Date) -> bool,
    ) -> ArrivalStream {
        self.some_rate(section, "hour_profile", "hour", &section.hour_profile);
        self.some_rate(section, "weekday_profile", "weekday", &section.weekday_profile);
        self.some_rate(section, "month_profile", say!(DayOfTheMonth), &section.month_profile);
        let week = section.weekday_profile.iter().sum::<f64>() / 7.0;
        let surges = self.surges(section, period);
        let dates = self.dates(section, period);
        let month = self.month_mean(section, period);
        let factor = |day: u32| {
            let date = period.date(day);
            let surge: f64 =
                surges.iter().filter(|s| (s.from..=s.to).contains(&(day as i32))).map(|s| s.factor).product();
            let holiday = if is_holiday(date) { section.holiday_factor } else { 1.0 };
            let named = dates.get(&date).copied().unwrap_or(1.0);
            let of_month = of_month(section, date) / month;
            surge * (section.weekday_profile[weekday(date)] / week) * of_month * named * holiday
        };
        let day_factors: Vec<f64> = (0..period.days).map(factor).collect();
        self.no_crush(section, period, &day_factors);
        ArrivalStream {
            per_day: section.per_day,
            hour_profile: section.hour_profile,
            day_shape: section.day_noise.then_some(section.day_shape),
            day_factors,
            batch: self.batch(section),
        }
    }

    /// A fault if factors together bring more people on a day than there can be.
    fn no_crush(&mut self, section: &ArrivalsSection, period: Period, day_factors: &[f64]) {
        let people = |factor: &f64| section.per_day * factor;
        if let Some(day) = day_factors.iter().position(|factor| people(factor) > MOST_A_DAY) {
            let date = period.date(day as u32);
            self.fault(
                section.place("per_day"),
                say!(
                    ArrivalsAreToBeExpected,
                    day = format_args!("{:.3e}", people(&day_factors[day])),
                    date = date
                ),
                say!(AtMostADayAll),
                say!(SurgesOfOneDayAre),
            );
        }
    }

    /// The mean of the profile of the month over the days with arrivals, weighted by their weekdays, so that as many
    /// come in all as without it; or 1, after a fault if the days that are left have none.
    fn month_mean(&mut self, section: &ArrivalsSection, period: Period) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for date in (0..period.days).map(|day| period.date(day)) {
            let weight = section.weekday_profile[weekday(date)];
            sum += weight * of_month(section, date);
            weights += weight;
        }
        if sum > 0.0 {
            return sum / weights;
        }
        if weights > 0.0 && section.month_profile.iter().any(|rate| *rate > 0.0) {
            self.fault(
                section.place("month_profile"),
                say!(TheProfileOfTheMonth, period = period.words()),
                say!(NobodyWouldArrive),
                say!(GiveOneOfTheseDays),
            );
        }
        1.0
    }

    /// A fault if a profile is 0 throughout.
    fn some_rate(&mut self, section: &ArrivalsSection, key: &str, unit: &str, profile: &[f64]) {
        if profile.iter().sum::<f64>() <= 0.0 {
            self.fault(
                section.place(key),
                say!(TheProfileIsInEvery, unit = unit),
                say!(NobodyWouldArrive),
                say!(GiveOneARate, unit = unit),
            );
        }
    }

    fn surges(&mut self, section: &ArrivalsSection, period: Period) -> Vec<Surge> {
        let mut surges = Vec::new();
        for (index, surge) in section.surges.iter().enumerate() {
            let (from, to) = (civil(surge.from), civil(surge.to));
            let place = section.place(&format!("surges[{index}]"));
            if to < from {
                let message = say!(TheSurgeEndsOnBefore, to = to, from = from);
                self.fault(place, message, say!(RunsBackwards), say!(ExchangeFromAndTo));
                continue;
            }
            let day = |date: Date| (date - period.first).get_days();
            if day(to) < 0 || day(from) >= period.days as i32 {
                let message = say!(TheSurgeLiesOutsideThe, period = period.words());
                self.fault(place, message, say!(HasNoEffect), say!(MoveItOrChangePeriod));
                continue;
            }
            surges.push(Surge { from: day(from), to: day(to), factor: surge.factor });
        }
        surges
    }

    /// The factors that a file gives to dates.
    fn dates(&mut self, section: &ArrivalsSection, period: Period) -> BTreeMap<Date, f64> {
        let Some(file) = &section.date_file else { return BTreeMap::new() };
        let place = section.place("date_file");
        let before = self.found.len();
        let factors = arrival_files::factors(section, file, period, self.found, &mut self.receipts);
        if self.found.len() == before && !factors.keys().any(|date| period.holds(*date)) {
            let words = period.words();
            let message = say!(NoDateOfLiesWithin, file = file.display(), words = words);
            self.fault(place, message, say!(HasNoEffect), say!(NameSuchADateOr));
        }
        factors
    }

    /// Sizes of batches; `None` where everyone arrives alone, or after a fault.
    fn batch(&mut self, section: &ArrivalsSection) -> Option<BatchSizes> {
        let place = section.place("batch");
        let law = self.law(&section.batch, place)?;
        // Laws of other kinds have tails, which are cut; points are meant as they are written.
        if matches!(law.spec(), LawSpec::Constant(_) | LawSpec::Discrete { .. }) {
            let largest = BatchSizes::LARGEST;
            let beyond = 1.0 - law.cdf(f64::from(largest)) > 1e-12;
            if beyond || law.cdf(1.0_f64.next_down()) > 0.0 {
                let side = if beyond {
                    say!(ArrivalsAbove, largest = largest)
                } else {
                    say!(ArrivalsBelow).to_owned()
                };
                let label = say!(MustBeFromTo, largest = largest);
                let help = say!(ABatchHoldsAtLeast);
                self.fault(place, say!(ArrivalsBatchCanBe, side = side), &label, help);
            }
        }
        let sizes = BatchSizes::new(law);
        (sizes.mean() > 1.0).then_some(sizes)
    }
}

/// The relative rate of a date's day of the month.
fn of_month(section: &ArrivalsSection, date: Date) -> f64 {
    section.month_profile[usize::from(date.day() as u8) - 1]
}

/// Monday is 0.
fn weekday(date: Date) -> usize {
    date.weekday().to_monday_zero_offset() as usize
}

#[cfg(test)]
mod tests;
