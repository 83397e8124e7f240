//! The "1–3 working days" of the article over the Chinese calendar of 2024, day by day.
//!
//! The calendar is written out here again from the State Council's notice of 25 October 2023, and the
//! days are counted one by one, so that nothing is shared with the program.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};
use reinstate::observe::{ApplicationRecord, Observer};
use reinstate::time::{HOUR, MINUTE, SimDuration, SimTime};
use statrs::distribution::{ChiSquared, ContinuousCDF as _};

use super::common::{ALARM, compiled};
use super::listening::listen;

/// Whether `day` is worked: Monday to Friday, without the holidays, with the make-up days.
fn is_working(day: Date) -> bool {
    let holidays = [
        (date(2024, 1, 1), date(2024, 1, 1)),
        (date(2024, 2, 10), date(2024, 2, 17)),
        (date(2024, 4, 4), date(2024, 4, 6)),
        (date(2024, 5, 1), date(2024, 5, 5)),
        (date(2024, 6, 10), date(2024, 6, 10)),
        (date(2024, 9, 15), date(2024, 9, 17)),
        (date(2024, 10, 1), date(2024, 10, 7)),
        (date(2025, 1, 1), date(2025, 1, 1)),
    ];
    let made_up = [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)];
    if made_up.iter().any(|(month, of)| day == date(2024, *month, *of)) {
        return true;
    }
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !holidays.iter().any(|(first, last)| (*first..=*last).contains(&day))
}

/// What falls due `count` working days after a filing: the date, and the time of day at which it does.
/// Filed on a day off, it counts as filed at the next opening; outside office hours, at the nearer edge.
fn due(filed: Date, at: SimDuration, count: u32) -> (Date, SimDuration) {
    let (opens, closes) = (9 * HOUR, 18 * HOUR);
    let mut day = filed;
    let time = if is_working(filed) { at.clamp(opens, closes) } else { opens };
    while !is_working(day) {
        day = day.tomorrow().unwrap();
    }
    for _ in 0..count {
        day = day.tomorrow().unwrap();
        while !is_working(day) {
            day = day.tomorrow().unwrap();
        }
    }
    (day, time)
}

/// Filing and decision of every application.
#[derive(Default)]
struct Decisions(Vec<(SimTime, SimTime)>);

impl Observer for Decisions {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        let decided = record.decided_at.expect("the drain leaves time for every decision");
        self.0.push((record.submitted_at, decided));
    }
}

/// Every decision falls, to the tick, one, two or three working days after the filing, and the three
/// have shares .40, .35 and .25 on every single day of filing: 366 chi-squares of 2 degrees of freedom
/// each, added up.
#[test]
fn every_filing_day_leads_to_its_three_decision_days() {
    let shares = [0.40, 0.35, 0.25];
    let text = format!(
        "population.source = \"plain\"\ncalendar.preset = \"china\"\n\
         period = {{ start = \"2024-01-01\", arrivals = \"366d\", drain = \"20d\" }}\n\
         arrivals = {{ per_day = 600.0, day_noise = false, hour_profile = {:?} }}\n\
         [[stage]]\nname = \"review_delay\"\nkind = \"delay\"\nsince = \"filing\"\n\
         shifts = [\"09:00-12:00\", \"13:30-18:00\"]\n\
         working_days = {{ distribution = \"discrete\", values = [1, 2, 3], weights = {shares:?} }}\n\
         next = \"done\"\n[[stage]]\nname = \"done\"\nkind = \"exit\"\noutcome = \"approved\"\n",
        [1.0; 24],
    );
    let heard = listen(&compiled(&text).model, 231, 1, Decisions::default).pop().unwrap();
    assert!(heard.0.len() > 200_000, "{} applications", heard.0.len());
    let start = date(2024, 1, 1);
    let mut counts: BTreeMap<u32, [u32; 3]> = BTreeMap::new();
    for (filed, decided) in heard.0 {
        let on = start.saturating_add(jiff::Span::new().days(filed.day()));
        let end = (start.saturating_add(jiff::Span::new().days(decided.day())), decided.time_of_day());
        let which = (1..=3).find(|count| due(on, filed.time_of_day(), *count) == end);
        let Some(which) = which else {
            panic!("filed on {on} at {filed}, decided on {} at {decided}", end.0);
        };
        counts.entry(filed.day()).or_default()[which as usize - 1] += 1;
    }
    assert_eq!(counts.len(), 366, "there are filings on every day");
    let mut statistic = 0.0;
    for found in counts.values() {
        let total = f64::from(found.iter().sum::<u32>());
        for (count, share) in found.iter().zip(shares) {
            statistic += (f64::from(*count) - total * share).powi(2) / (total * share);
        }
    }
    let p = ChiSquared::new(2.0 * 366.0).unwrap().sf(statistic);
    assert!(p > ALARM, "the shares are not .40, .35, .25: chi-square {statistic} with 732, p = {p}");
}

/// By hand, around the Spring Festival of 2024: 10 to 17 February off, Sundays 4 and 18 worked.
#[test]
fn the_oracle_agrees_with_the_calendar_on_the_wall() {
    let noon = 12 * HOUR;
    assert_eq!(due(date(2024, 2, 2), noon, 1), (date(2024, 2, 4), noon));
    assert_eq!(due(date(2024, 2, 9), noon, 3), (date(2024, 2, 20), noon));
    assert_eq!(due(date(2024, 2, 12), noon, 1), (date(2024, 2, 19), 9 * HOUR));
    assert_eq!(due(date(2024, 2, 18), 20 * HOUR + MINUTE, 1), (date(2024, 2, 19), 18 * HOUR));
}
