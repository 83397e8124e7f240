//! Calendars in the forms in which they are published, read into days off and days worked.

use super::*;
use jiff::civil::date;

const YEAR: &str = r#"{
  "$schema": "https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/schema.json",
  "year": 2024, "papers": ["https://www.gov.cn/zhengce/content/202310/content_6911527.htm"],
  "days": [
    {"name": "元旦", "date": "2024-01-01", "isOffDay": true},
    {"name": "春节", "date": "2024-02-04", "isOffDay": false}
  ]
}"#;

fn parsed(text: &str) -> Result<Entries, String> {
    Format::of(text).expect("a format with names").parse(text)
}

fn entry(year: i16, month: i8, day: i8, kind: DayKind, name: &str) -> Entry {
    Entry { date: date(year, month, day), kind, name: Some(name.to_owned()) }
}

fn ics(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n")
}

#[test]
fn a_year_of_holiday_cn_and_a_list_of_years() {
    let expected = vec![entry(2024, 1, 1, DayKind::Off, "元旦"), entry(2024, 2, 4, DayKind::Work, "春节")];
    let one = parsed(YEAR).expect("a year");
    assert_eq!((one.entries, one.years), (expected.clone(), [2024].into()));
    let next = r#"{"year": 2025, "days": []}"#;
    let two = parsed(&format!("\u{feff} [{YEAR}, {next}]")).expect("two years");
    assert_eq!((two.entries, two.years), (expected, [2024, 2025].into()));
}

#[test]
fn json_of_something_else_says_what_is_missing() {
    let wrong = parsed(r#"{"year": 2024}"#).expect_err("no days");
    assert!(wrong.contains("missing field `days`"), "{wrong}");
    let wrong = parsed(r#"{"year": 2024, "days": [{"date": "1.1.2024", "isOffDay": true}]}"#);
    assert_eq!(wrong, Err("`1.1.2024` of 2024 is no date".to_owned()));
}

/// An event lasts up to the day before `DTEND`; lines are folded, commas escaped, and other events of the calendar left out.
#[test]
fn events_that_say_off_or_worked() {
    let text = ics(&[
        event("DTSTART;VALUE=DATE:20240210\r\nDTEND;VALUE=DATE:20240213\r\nSUMMARY:春节\\, \r\n 假期（休）"),
        event("DTSTART;VALUE=DATE:20240204\r\nSUMMARY:春节调休上班"),
        event("DTSTART;VALUE=DATE:20240214\r\nSUMMARY:情人节"),
        event("DTSTART:20240501T000000\r\nDTEND:20240502T000000\r\nSUMMARY:Labour Day\r\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY"),
        event("DTSTART;VALUE=DATE:20240606\r\nSUMMARY:端午节（休）\r\nSTATUS:CANCELLED"),
    ].concat());
    let found = parsed(&text).expect("events");
    let spring = |day| entry(2024, 2, day, DayKind::Off, "春节, 假期（休）");
    let expected = vec![
        spring(10),
        spring(11),
        spring(12),
        entry(2024, 2, 4, DayKind::Work, "春节调休上班"),
        entry(2024, 5, 1, DayKind::Off, "Labour Day"),
    ];
    assert_eq!((found.entries, found.left_out), (expected, vec!["情人节".to_owned()]));
}

#[test]
fn in_a_calendar_of_holidays_alone_each_event_is_off() {
    let found = parsed(&ics(&event("DTSTART;VALUE=DATE:20241225\r\nSUMMARY:Christmas Day"))).expect("events");
    assert_eq!(found.entries, [entry(2024, 12, 25, DayKind::Off, "Christmas Day")]);
}

#[test]
fn what_would_be_read_in_part_is_refused() {
    let wrong = |lines: &str| parsed(&ics(&event(lines))).expect_err(lines);
    assert!(
        wrong("DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY").contains("line 5: an event with `RRULE`")
    );
    assert!(
        wrong("DTSTART:20240101T093000\r\nSUMMARY:talk")
            .contains("line 4: `DTSTART:20240101T093000` is not a whole day")
    );
    assert!(wrong("DTSTART;VALUE=DATE:20240230").contains("is not a whole day"));
    assert!(wrong("DTSTART;VALUE=DATE:20240103\r\nDTEND;VALUE=DATE:20240103").contains("has 0 days"));
    assert!(wrong("SUMMARY:nothing").contains("no `DTSTART`"));
    assert!(parsed("BEGIN:VCALENDAR\nBEGIN:VEVENT\n").expect_err("cut off").contains("does not end"));
}

#[test]
fn a_file_is_whole_for_each_year_it_has_a_day_of() {
    let file = |days: &[Date]| CalendarFile {
        path: "days.csv".into(),
        format: "CSV",
        days: days.iter().map(|day| (*day, DayKind::Off)).collect(),
        years: days.iter().map(|day| day.year()).collect(),
        ..CalendarFile::default()
    };
    let two = file(&[date(2024, 5, 1), date(2026, 1, 1)]);
    let gap = |file: &CalendarFile, first: Date, last: Date| file.gaps(first, last).join("\n");
    assert_eq!(gap(&two, date(2024, 1, 1), date(2024, 12, 31)), "");
    assert!(
        gap(&two, date(2024, 6, 1), date(2025, 1, 1)).contains("holds no day of 2025: from 2025-01-01 on")
    );
    assert!(
        gap(&two, date(2023, 6, 1), date(2024, 1, 1))
            .contains("begins with 2024, after the run does: from 2023-06-01")
    );
    assert!(
        gap(&two, date(2026, 6, 1), date(2027, 3, 1))
            .contains("ends with 2026, before the run does: from 2027-01-01")
    );
    let spring = file(&[date(2024, 1, 1), date(2024, 6, 10)]);
    assert_eq!(gap(&spring, date(2024, 1, 1), date(2024, 6, 10)), "", "the run ends with it");
    let stopped = gap(&spring, date(2024, 1, 1), date(2024, 7, 1));
    assert!(stopped.contains("ends with 2024-06-10, before the run does: from 2024-06-11 on"), "{stopped}");
    assert!(gap(&spring, date(2024, 8, 1), date(2024, 9, 1)).contains("from 2024-08-01 on"));
    let declared = CalendarFile { declared: [2024].into(), ..spring };
    assert_eq!(gap(&declared, date(2024, 1, 1), date(2024, 12, 31)), "", "it says that it is about 2024");
    let official = file(&[date(2024, 1, 1), date(2024, 10, 12)]);
    assert_eq!(gap(&official, date(2024, 1, 1), date(2024, 12, 31)), "", "the last holiday of China's year");
    assert!(gap(&file(&[]), date(2024, 1, 1), date(2024, 1, 2)).contains("holds no days"));
    assert_eq!(
        two.words(),
        "calendar days.csv: CSV, 2 days from 2024-05-01 to 2026-01-01, 2 off (2 of them public holidays) and 0 worked instead"
    );
}
