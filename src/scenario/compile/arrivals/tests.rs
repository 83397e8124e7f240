//! Arrivals as a scenario writes them: the factor of each day, batches, and moments from a file.

use std::path::PathBuf;

use crate::population::{ArrivalSource, ArrivalStream, Arrivals};
use crate::random::ReplicationKey;
use crate::scenario::{Scenario, compile, load_text};
use crate::time::Stamper;

/// The source of arrivals of a scenario that starts on Monday 2024-01-01, for 60 days.
fn source(text: &str) -> ArrivalSource {
    let text = format!("period = {{ start = 2024-01-01, arrivals = \"60d\" }}\n{text}");
    let mut loaded = load_text("x.toml", &text, &[]);
    let scenario: Scenario = loaded.read();
    let compiled = compile(&scenario, &mut loaded.faults);
    let compiled = compiled.unwrap_or_else(|| panic!("{}", loaded.faults.render(&loaded.sources, false)));
    compiled.model.config().arrivals.source.clone()
}

fn stream(text: &str) -> ArrivalStream {
    match source(text) {
        ArrivalSource::Drawn(stream) => *stream,
        ArrivalSource::Given(_) => panic!("given"),
    }
}

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("writes");
    (folder, file)
}

/// Day of the run of a date in 2024, up to the end of February.
fn day(month: usize, day: usize) -> usize {
    (month - 1) * 31 + day - 1
}

#[test]
fn without_the_keys_every_day_has_exactly_the_factor_one() {
    let stream = stream("");
    assert_eq!(stream.day_factors, vec![1.0; 60]);
    assert!(stream.batch.is_none());
}

/// Factors are the profile over its mean, so that they have mean 1 over any week.
#[test]
fn weekdays_have_their_share_and_the_week_its_mean() {
    let factors = stream("arrivals.weekday_profile = [2, 2, 2, 2, 4, 1, 1]").day_factors;
    for (at, weight) in [2.0, 2.0, 2.0, 2.0, 4.0, 1.0, 1.0].into_iter().enumerate() {
        assert_eq!((factors[at], factors[at + 56 - 7]), (weight / 2.0, weight / 2.0), "weekday {at}");
    }
    for week in factors.windows(7) {
        assert!((week.iter().sum::<f64>() - 7.0).abs() < 1e-12, "{week:?}");
    }
}

/// The mean over the days with arrivals stays, whole months or not, and with weekdays that differ.
#[test]
fn the_month_has_its_shape_and_the_period_its_mean() {
    let shape = "arrivals.month_profile = [1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, \
                 1, 1, 1, 1, 1, 0]\n";
    let factors = stream(shape).day_factors;
    assert!((factors.iter().sum::<f64>() - 60.0).abs() < 1e-9);
    let usual = factors[day(1, 1)];
    for (at, rate) in
        [(day(1, 10), 4.0), (day(2, 10), 4.0), (day(2, 11), 3.0), (day(1, 31), 0.0), (day(2, 29), 1.0)]
    {
        assert!((factors[at] - rate * usual).abs() < 1e-12, "day {at}");
    }
    let weekdays = "arrivals.weekday_profile = [2, 2, 2, 2, 4, 1, 1]\n";
    let (with, without) = (stream(&format!("{shape}{weekdays}")), stream(weekdays));
    let sum = |stream: &ArrivalStream| stream.day_factors.iter().sum::<f64>();
    assert!((sum(&with) - sum(&without)).abs() < 1e-9);
}

/// In 2024 the New Year is off on Monday 01-01, and the Spring Festival from Saturday 02-10 to
/// Saturday 02-17; Sundays 02-04 and 02-18 are worked.
#[test]
fn holidays_are_days_off_that_would_be_worked() {
    let china = stream("arrivals.holiday_factor = 0.5").day_factors;
    let low: Vec<usize> = (0..60).filter(|day| china[*day] < 1.0).collect();
    let festival = day(2, 12)..=day(2, 16);
    assert_eq!(low, std::iter::once(0).chain(festival).collect::<Vec<_>>());
    assert!(china.iter().all(|factor| [0.5, 1.0].contains(factor)));
    // Where every day is worked, a Saturday off is a holiday as well.
    let shop = "calendar = { preset = \"every_day\", off = [2024-01-06] }\narrivals.holiday_factor = 3";
    let shop = stream(shop).day_factors;
    assert_eq!((shop[5], shop.iter().sum::<f64>()), (3.0, 62.0));
}

#[test]
fn a_day_has_the_product_of_its_factors() {
    let (_folder, file) = written("dates.csv", "factor,date\n0.25,2024-02-12\n8,2024-02-13\n9,2030-01-01\n");
    let factors = stream(&format!(
        "[arrivals]\nweekday_profile = [3, 1, 1, 1, 1, 0, 0]\nholiday_factor = 0.5\ndate_file = {file:?}\n\
         surges = [{{ from = 2024-02-12, to = 2024-03-30, factor = 2 }},\n\
         {{ from = 2024-02-13, to = 2024-02-13, factor = 1.5 }}]",
    ))
    .day_factors;
    for (date, factor, what) in [
        (5, 3.0, "a Monday"),
        (12, 3.0 * 0.5 * 0.25 * 2.0, "Monday, holiday, named, surge"),
        (13, 0.5 * 8.0 * 2.0 * 1.5, "Tuesday, holiday, named, two surges"),
        (17, 0.0, "a Saturday in a surge"),
        (19, 3.0 * 2.0, "Monday, surge"),
    ] {
        let found = factors[day(2, date)];
        assert!((found - factor).abs() < 1e-12, "{what}: {found}");
    }
}

#[test]
fn batches_are_numbers_or_laws() {
    let mean = |text: &str| stream(&format!("arrivals.batch = {text}")).batch.map(|batch| batch.mean());
    assert_eq!(mean("1"), None);
    assert_eq!(mean("{ distribution = \"geometric\", mean = 1 }"), None);
    assert_eq!(mean("4"), Some(4.0));
    for (text, expected) in [
        ("{ distribution = \"geometric\", mean = 2.5 }", 2.5),
        ("{ distribution = \"discrete\", values = [1, 2, 5], weights = [5, 3, 2] }", 2.1),
        ("{ distribution = \"discrete\", values = [0, 3], weights = [1, 1], floor = 1 }", 2.0),
    ] {
        assert!((mean(text).expect("batches") - expected).abs() < 1e-9, "{text}");
    }
}

/// Moments come out as they were written: local, with an offset, unsorted, with the line ends of
/// any system; twice where they stand twice.
#[test]
fn moments_of_a_file_are_kept_to_the_microsecond() {
    let rows = "id, arrival\r\n1, 2024-01-02T09:30:00\r\n2, 2024-01-02 09:30\r\n\r\n3, 2024-01-01 00:00:00\r\n\
                4, 2024-01-01T16:30:00.250001Z\r\n5, 2024-01-02T00:29+08:00\r\n6, 2024-02-29 23:59:59.999999\r\n";
    let (_folder, file) = written("arrivals.csv", rows);
    let ArrivalSource::Given(times) = source(&format!("arrivals.file = {file:?}")) else { panic!("drawn") };
    let mut stamper = Stamper::new(jiff::civil::date(2024, 1, 1), "Asia/Shanghai").expect("a zone");
    let stamps: Vec<String> = times.iter().map(|time| stamper.stamp(*time)).collect();
    let expected = ["01-01T00:00:00", "01-02T00:29:00", "01-02T00:30:00", "01-02T09:30:00", "01-02T09:30:00"];
    let last = "2024-02-29T23:59:59+08:00".to_owned();
    assert_eq!(stamps[..5], expected.map(|stamp| format!("2024-{stamp}+08:00")));
    assert_eq!((&stamps[5], stamps.len()), (&last, 6));
    assert_eq!(times[2].ticks() % 1_000_000, 250_001);
    assert_eq!(times[5].ticks() + 1, 60 * 86_400_000_000);
}

/// A column of another name, behind a byte order mark.
#[test]
fn the_column_can_be_named() {
    let (_folder, file) = written("log.csv", "\u{feff}when\n2024-01-05 10:00\n");
    let text = format!("arrivals = {{ file = {file:?}, column = \"when\" }}");
    let config = crate::population::ArrivalConfig { days: 60, source: source(&text) };
    let mut arrivals = Arrivals::new(&config, ReplicationKey::new(1, 1));
    let times: Vec<_> = std::iter::from_fn(|| arrivals.next_time()).collect();
    assert_eq!(times.iter().map(ToString::to_string).collect::<Vec<_>>(), ["day 4 10:00:00"]);
}

/// Lines are counted as an editor does, whatever ends them, and blank ones too.
#[test]
fn faults_name_the_line_that_an_editor_shows() {
    for end in ["\n", "\r\n"] {
        let (_folder, file) =
            written("a.csv", &["arrival", "2024-01-02 09:30", "", "soon", "x", ""].join(end));
        let mut loaded = load_text("x.toml", &format!("arrivals.file = {file:?}"), &[]);
        let scenario: Scenario = loaded.read();
        assert!(compile(&scenario, &mut loaded.faults).is_none());
        let found: Vec<&str> = loaded.faults.iter().map(crate::scenario::Fault::message).collect();
        assert_eq!(
            found,
            [
                "line 4, column `arrival`: `soon` is not a moment",
                "line 5, column `arrival`: `x` is not a moment"
            ]
        );
    }
}
