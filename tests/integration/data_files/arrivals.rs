//! Files of arrivals.

use super::*;
use reinstate::population::ArrivalSource;

/// Moments of arrival as hours since the start.
fn hours(text: &str) -> Vec<f64> {
    let compiled = judge(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    match &compiled.model.config().arrivals.source {
        ArrivalSource::Given(moments) => {
            moments.iter().map(|moment| moment.since(reinstate::time::SimTime::START).as_hours()).collect()
        }
        ArrivalSource::Drawn(_) => panic!("drawn"),
    }
}

const LOG: &str = "column = \"time:timestamp\"\nfirst_of = \"case:concept:name\"\nwhere = { \"lifecycle:transition\" = \
                   \"SCHEDULE\" }\n";

/// 31 cases, of 122 rows; 62 rows are SCHEDULE, two a case. One case began before the period, and none of its later rows
/// makes it begin again.
#[test]
fn an_event_log_gives_each_case_its_first_row() {
    let zone = "[period]\nstart = 2024-01-01\narrivals = \"10d\"\ntime_zone = \"+01:00\"\n";
    let text = |keys: &str| format!("{zone}[arrivals]\nfile = \"tests/files/event_log.csv\"\n{LOG}{keys}");
    let found = receipt(&text("outside = \"skip\""));
    assert_eq!((found.rows, found.used), (122, 30));
    let reasons = [("the filter `where`", 60), ("later rows of a case", 31), ("outside the arrivals", 1)];
    assert_eq!(found.left_out, reasons.map(|(reason, rows)| (reason.to_owned(), rows)));
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    // The first case was submitted at 08:00:44.546 on the second day and scheduled a minute later.
    let first = 24.0 + 8.0 + 1.0 / 60.0 + 44.546 / 3600.0;
    assert!((hours(&text("outside = \"skip\""))[0] - first).abs() < 1e-9);
    let (message, remedy) = fault(&text(""));
    assert!(
        message.contains("line 2, column `time:timestamp`: 2023-12-30T09:00:00 lies outside"),
        "{message}"
    );
    assert!(remedy.contains("`start = 2023-12-30` and `arrivals = \"8d\"` under `[period]`"), "{remedy}");
    assert!(remedy.contains("`outside = \"skip\"`"), "{remedy}");
}

/// In Shanghai the log of +01:00 is put seven hours on.
#[test]
fn offsets_of_another_zone_are_told() {
    let found = receipt(&arrivals_text("tests/files/event_log.csv", &format!("{LOG}outside = \"skip\"")));
    let warning = found.warnings.first().expect("a warning");
    assert!(warning.contains("put on by 7 h") && warning.contains("time_zone = \"+01:00\""), "{warning}");
}

/// Of 41 listings one has no moment and one was made before the period.
#[test]
fn prosper_listings_arrive() {
    let column = "column = \"ListingCreationDate\"\n";
    let file = "tests/files/prosper.csv";
    let found = receipt(&arrivals_text(file, &format!("{column}missing = \"skip\"\noutside = \"skip\"")));
    assert_eq!((found.rows, found.used), (41, 39));
    let reasons = [("no moment", 1), ("outside the arrivals", 1)];
    assert_eq!(found.left_out, reasons.map(|(reason, rows)| (reason.to_owned(), rows)));
    let range = found.columns[0].range.clone();
    let text = |text: &str| Bound::Text(text.to_owned());
    assert_eq!(range, Some((text("2023-12-31T23:59:59.999999"), text("2024-01-05T16:09:29.263"))));
}

/// One moment, 09:30 on 2 January, in nine forms.
#[test]
fn moments_are_read_as_people_write_them() {
    for (format, cell, other) in [
        ("iso", "2024-01-02 09:30", ""),
        ("DD/MM/YYYY hh:mm", "02/01/2024 09:30", ""),
        ("MM/DD/YYYY h:mm AM", "1/2/2024 9:30 AM", ""),
        ("YYYY年M月D日 hh:mm", "2024年1月2日 09:30", "encoding = \"gb18030\"\n"),
        ("excel", "45293.39583", ""),
        ("excel", "\"45293,39583\"", "decimal = \",\"\n"),
        ("excel", "45293,39583", "decimal = \",\"\ndelimiter = \";\"\n"),
        ("unix", "1704159000", ""),
        ("unix_ms", "1704159000000", ""),
    ] {
        let separator = if other.contains(';') { ';' } else { ',' };
        let rows = format!("id{separator}arrival\n1{separator}{cell}\n");
        let bytes = if other.contains("gb18030") {
            encoding_rs::GB18030.encode(&rows).0.into_owned()
        } else {
            rows.into_bytes()
        };
        let (_folder, file) = written("arrivals.csv", &bytes);
        let found = hours(&arrivals_text(&file, &format!("date_format = {format:?}\n{other}")));
        assert_eq!(found, [24.0 + 9.5], "{format} {cell}");
    }
}

/// A date without a time is midnight where a pattern says so, and that is told.
#[test]
fn days_alone_arrive_at_midnight_and_are_told() {
    let (_folder, file) = written("days.csv", b"arrival\n03.01.2024\n02.01.2024\n");
    let text = arrivals_text(&file, "date_format = \"DD.MM.YYYY\"");
    assert_eq!(hours(&text), [24.0, 48.0]);
    assert!(receipt(&text).warnings[0].contains("midnight"));
}

/// More than sixteen MiB, all of it read.
#[test]
fn a_large_file_is_no_wall() {
    let row = "2024-01-02T09:30:00.000000+08:00\n";
    let count = (17 << 20) / row.len();
    let (_folder, file) = written("large.csv", format!("arrival\n{}", row.repeat(count)).as_bytes());
    let found = receipt(&arrivals_text(&file, ""));
    assert_eq!((found.rows, found.used), (count as u64, count as u64));
}
