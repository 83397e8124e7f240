//! Rosters and calendars as people have them.

use jiff::civil::date;

use super::{Judged, judge};

/// A roster of the reviewers, from Monday 2024-07-01 on: no holiday is near.
fn roster(text: &[u8], named: &str) -> Judged {
    let scenario = format!(
        "period = {{ start = 2024-07-01, arrivals = \"14d\", drain = \"14d\" }}\n[team.reviewers]\nroster = {named}\n"
    );
    judge(&[("r.csv", text)], &scenario)
}

/// A calendar file, with further keys.
fn calendar(name: &str, bytes: &[u8], keys: &str) -> Judged {
    let scenario = format!(
        "period = {{ start = 2024-02-01, arrivals = \"29d\", drain = \"60d\" }}\n[calendar]\nfile = \"FOLDER/{name}\"\n{keys}\n"
    );
    judge(&[(name, bytes)], &scenario)
}

#[test]
fn rosters_are_read_as_spreadsheets_write_them() {
    let plain = "day,from,to,people\nmonday,09:00,12:00,3\nmonday,13:30,18:00,3\n2024-07-09,09:00,18:00,1\n";
    let expected = roster(plain.as_bytes(), "\"FOLDER/r.csv\"");
    let expected = &expected.compiled().rosters[0];
    // On Tuesday one of the three of Monday works.
    assert_eq!((expected.rows, expected.shifts, expected.people), (3, 3, 3));
    for text in [
        "\u{feff}day,from,to,people,,\r\nMon,9:00:00,12:00:00,3,,\r\n周一,1:30 PM,6:00 PM,3.0,,\r\n2024/7/9,0.375,0.75,1,,\r\n,,,,,\r\n",
        "day,from,to,people\nMonday,0.375,0.5,3\n星期一,0.5625,0.75,3.0\n2024-07-09 00:00:00,9:00 AM,下午6:00,1\n",
        "day,from,to,people\nmon,09:00,12:00,3\nMON.,13:30,18:00,3\n45482,09:00,18:00,1\n",
    ] {
        let found = roster(text.as_bytes(), "\"FOLDER/r.csv\"");
        let found = &found.compiled().rosters[0];
        assert_eq!((found.rows, found.shifts, found.people), (3, 3, 3), "{text}");
        assert_eq!(found.dates, expected.dates, "{text}");
    }
}

#[test]
fn a_roster_says_how_it_is_written_in_a_table() {
    let text = "day;from;to;people\n周一;09:00;12:00;3\n09/07/2024;09:00;12:00;1\n";
    let (chinese, ..) = encoding_rs::GB18030.encode(text);
    let judged = roster(&chinese, "\"FOLDER/r.csv\"");
    assert!(
        judged.fault().1.contains("`roster = { file = \"r.csv\", encoding = \"gb18030\" }`"),
        "{}",
        judged.fault().1
    );
    let judged = roster(&chinese, "{ file = \"FOLDER/r.csv\", encoding = \"gb18030\" }");
    assert!(judged.fault().1.contains("`delimiter = \";\"` next to `file`"), "{}", judged.fault().1);
    let keys = "{ file = \"FOLDER/r.csv\", encoding = \"gb18030\", delimiter = \";\", date_format = \"DD/MM/YYYY\" }";
    let judged = roster(&chinese, keys);
    assert_eq!(judged.compiled().rosters[0].dates, Some((date(2024, 7, 9), date(2024, 7, 9))));
    assert_eq!(judged.rows("team.reviewers.roster").0, 2);
}

#[test]
fn roster_rows_outside_the_run_are_told_apart() {
    let text = "day,from,to,people\nmonday,09:00,18:00,2\n2025-01-06,09:00,18:00,5\n";
    let judged = roster(text.as_bytes(), "\"FOLDER/r.csv\"");
    let compiled = judged.compiled();
    let words = compiled.days_read().join("\n");
    assert!(
        words.contains("2 rows, weekly, and dates from 2025-01-06 to 2025-01-06, 1 shift, 2 people in all"),
        "{words}"
    );
    assert!(words.contains("1 row outside the run, 1 used"), "{words}");
    let warnings = compiled.uncovered().join("\n");
    assert!(warnings.contains("has 1 row of dates outside the run, such as 2025-01-06"), "{warnings}");
}

#[test]
fn shifts_of_a_day_with_a_break_are_told_to_be_the_same_people() {
    let text = "day,from,to,people\nmonday,09:00,12:00,2\nmonday,13:30,18:00,2\n";
    let judged = roster(text.as_bytes(), "\"FOLDER/r.csv\"");
    let words = judged.compiled().days_read().join("\n");
    assert!(words.contains("2 people in all; the same people work 09:00-12:00 and 13:30-18:00"), "{words}");
}

/// Factors of pay of the days of February 2024, from the 1st.
fn pay(judged: &Judged) -> Vec<f64> {
    judged.compiled().model.config().pay.by_day.to_vec()
}

/// Spring Festival of 2024: by law 10 to 12 February (Saturday to Monday), off up to the 17th (a Saturday) by shifting,
/// worked instead on Sunday the 4th and Sunday the 18th.
#[test]
fn holidays_by_law_are_paid_threefold_on_weekends_too_and_shifted_days_twofold() {
    let judged = judge(&[], "period = { start = 2024-02-01, arrivals = \"29d\", drain = \"60d\" }\n");
    let expected = [
        (1, 1.0),
        (3, 2.0),
        (4, 1.0),
        (9, 1.0),
        (10, 3.0),
        (11, 3.0),
        (12, 3.0),
        (13, 2.0),
        (16, 2.0),
        (17, 2.0),
        (18, 1.0),
        (24, 2.0),
    ];
    for (day, factor) in expected {
        assert_eq!(pay(&judged)[day - 1].to_bits(), f64::to_bits(factor), "February {day}");
    }
}

#[test]
fn a_calendar_file_says_which_days_are_holidays_or_all_are() {
    let told = calendar("k.csv", b"date,kind\n2024-02-10,holiday\n2024-02-13,off\n", "");
    assert_eq!((pay(&told)[9], pay(&told)[12]), (3.0, 2.0));
    // Another country's: the file does not tell, so each of its days off is a holiday.
    let all = calendar("k.csv", b"date,kind\n2024-02-10,off\n2024-02-13,off\n", "");
    assert_eq!((pay(&all)[9], pay(&all)[12]), (3.0, 3.0));
    // China's, which says the same as the calendar that is built in.
    let json = std::fs::read("tests/cases/holidays/holiday_cn_2024.json").unwrap();
    let china = judge(&[], "period = { start = 2024-02-01, arrivals = \"29d\", drain = \"60d\" }\n");
    assert_eq!(pay(&calendar("k.json", &json, "")), pay(&china));
}

#[test]
fn calendars_are_read_in_every_form_that_tables_are() {
    let text =
        "日期;kind\n".replace("日期", "date") + "2024/02/10;Off\n45334;off\n2024-02-18 00:00:00;work\n;\n";
    let (chinese, ..) = encoding_rs::GB18030.encode(&text);
    let plain = calendar("k.csv", b"date,kind\n2024-02-10,off\n2024-02-12,off\n2024-02-18,work\n", "");
    let days = |judged: &Judged| judged.compiled().calendar.clone().unwrap().days;
    assert_eq!(days(&calendar("k.csv", &chinese, "delimiter = \";\"\nencoding = \"gb18030\"")), days(&plain));
    assert_eq!(calendar("k.csv", &chinese, "delimiter = \";\"").rows("calendar.file").0, 3);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(days(&calendar("k.csv", &utf16, "delimiter = \";\"")), days(&plain));
    let (message, help) = calendar("k.csv", text.as_bytes(), "").fault();
    assert!(
        message.contains("separated by semicolons") && help.contains("`delimiter = \";\"`"),
        "{message} {help}"
    );
    let rows = "date,kind\n13/02/2024,off\n14/02/2024,off\n15/02/2024,off\n";
    let (message, help) = calendar("k.csv", rows.as_bytes(), "").fault();
    assert!(message.contains("`13/02/2024` is not a date; so are 2 other rows"), "{message}");
    assert!(help.contains("`date_format = \"DD/MM/YYYY\"`"), "{help}");
    assert_eq!(days(&calendar("k.csv", rows.as_bytes(), "date_format = \"DD/MM/YYYY\"")).len(), 3);
}

#[test]
fn an_icalendar_in_another_encoding_says_so() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20240210\nSUMMARY:春节 放假\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20240214\nSUMMARY:休闲活动\nEND:VEVENT\nEND:VCALENDAR\n";
    let (chinese, ..) = encoding_rs::GB18030.encode(text);
    assert!(calendar("k.ics", &chinese, "").fault().1.contains("`encoding = \"gb18030\"`"));
    let judged = calendar("k.ics", &chinese, "encoding = \"gb18030\"");
    let words = judged.compiled().days_read().join("\n");
    assert!(words.contains("1 day from 2024-02-10 to 2024-02-10, 1 off"), "{words}");
    assert!(words.contains("1 entry that is neither is left out: `休闲活动`"), "{words}");
}

#[test]
fn a_second_year_with_one_day_is_doubted() {
    let holidays =
        (1..=8).fold("date,kind\n".to_owned(), |text, day| text + &format!("2023-05-0{day},off\n"));
    let scenario = |days: &str| {
        format!(
            "period = {{ start = 2023-05-01, arrivals = \"{days}\", drain = \"0d\" }}\n[calendar]\nfile = \"FOLDER/k.csv\"\n"
        )
    };
    let told = |text: &str, days: &str| {
        judge(&[("k.csv", text.as_bytes())], &scenario(days)).compiled().uncovered().join("\n")
    };
    let thin = holidays.clone() + "2024-01-01,off\n";
    assert!(
        told(&thin, "500d").contains("has 1 day off in 2024, and 8 in the same stretch of 2023"),
        "{}",
        told(&thin, "500d")
    );
    // A run that ends before May needs no other day of 2024 for this, though the file ends before the run does.
    let short = told(&thin, "300d");
    assert!(!short.contains("same stretch") && short.contains("ends with 2024-01-01"), "{short}");
}

/// 13:30 to 12:00 of the next day are 22.5 hours, of two people 45; 09:00 to 12:00 of three are 9.
#[test]
fn a_shift_with_its_times_exchanged_is_warned_of() {
    let text = "day,from,to,people\nmonday,13:30,12:00,2\ntuesday,09:00,12:00,3\n";
    let judged = roster(text.as_bytes(), "\"FOLDER/r.csv\"");
    let warnings = judged.warnings();
    assert!(warnings.contains("line 2: the shift from 13:30 to 12:00 lasts 22.5 h;"), "{warnings}");
    let words = judged.compiled().days_read().join("\n");
    assert!(words.contains("54 h on duty a week"), "{words}");
    // A night of eight hours, and one of sixteen, are none.
    let nights = "day,from,to,people\n2024-07-02,22:00,06:00,1\n2024-07-03,18:00,10:00,1\n";
    let judged = roster(nights.as_bytes(), "\"FOLDER/r.csv\"");
    assert_eq!(judged.warnings(), "");
    let words = judged.compiled().days_read().join("\n");
    assert!(words.contains("24 h on duty in all"), "{words}");
}

/// What is offered for a key beside the name of a roster is taken where it is pasted.
#[test]
fn how_a_roster_is_written_stands_in_a_table_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("r.csv"), "day;from;to;people\nmonday;09:00;12:00;2\n").unwrap();
    let period = "period = { start = 2024-07-01, arrivals = \"14d\", drain = \"14d\" }\n[team.reviewers]\n";
    let judged =
        super::judge_in(folder.path(), &format!("{period}roster = \"FOLDER/r.csv\"\ndelimiter = \";\"\n"));
    let help = &judged.faults.iter().find(|(message, _)| message.contains("unknown key")).unwrap().1;
    let pasted = help.split('`').nth(1).unwrap();
    assert!(pasted.starts_with("roster = { file = ") && pasted.contains("delimiter = \";\""), "{help}");
    let judged = super::judge_in(folder.path(), &format!("{period}{pasted}\n"));
    assert_eq!(judged.rows("team.reviewers.roster").0, 1);
}

#[test]
fn dates_of_a_roster_in_another_form_are_told_the_form_whatever_stands_beside_them() {
    let text =
        "day,from,to,people\nmonday,09:00,18:00,2\n01/05/2024,09:00,18:00,1\n13/05/2024,09:00,18:00,1\n";
    let (_, help) = roster(text.as_bytes(), "\"FOLDER/r.csv\"").fault();
    assert_eq!(help, "write `roster = { file = \"r.csv\", date_format = \"DD/MM/YYYY\" }`");
    // Either form may be meant: each can be pasted.
    let text = "day,from,to,people\n01/05/2024,09:00,18:00,1\n";
    let (_, help) = roster(text.as_bytes(), "\"FOLDER/r.csv\"").fault();
    for form in ["DD/MM/YYYY", "MM/DD/YYYY"] {
        assert!(
            help.contains(&format!("`roster = {{ file = \"r.csv\", date_format = \"{form}\" }}`")),
            "{help}"
        );
    }
    let text = "day,from,to,people\n2024-05-01,09:00,18:00,1\n13/05/2024,09:00,18:00,1\n";
    let (_, help) = roster(text.as_bytes(), "\"FOLDER/r.csv\"").fault();
    assert!(help.contains("`2024-05-01` and `13/05/2024` are two"), "{help}");
}

#[test]
fn a_roster_with_other_headers_names_all_columns() {
    let judged = roster("星期,上班,下班,人数\n周一,9:00,12:00,4\n".as_bytes(), "\"FOLDER/r.csv\"");
    let (message, help) = judged.fault();
    assert!(message.contains("none of the columns `day`, `from`, `to`, `people`"), "{message}");
    assert_eq!(help, "its columns are `星期`, `上班`, `下班`, `人数`");
}

/// 2024 has 28 days off by the notice, eleven of them by law. Without one of the eleven the file is not taken for a
/// Chinese one, and all 27 that are left are paid as public holidays.
#[test]
fn a_chinese_calendar_without_one_holiday_is_warned_of() {
    let json = std::fs::read_to_string("tests/cases/holidays/holiday_cn_2024.json").unwrap();
    let whole = calendar("k.json", json.as_bytes(), "");
    let words = whole.compiled().days_read().join("\n");
    assert!(words.contains("28 off (11 of them public holidays)"), "{words}");
    assert!(!whole.compiled().uncovered().join("\n").contains("public holiday"));
    let mut year: serde_json::Value = serde_json::from_str(&json).unwrap();
    year["days"].as_array_mut().unwrap().retain(|day| day["date"] != "2024-10-03");
    let judged = calendar("k.json", year.to_string().as_bytes(), "");
    let words = judged.compiled().days_read().join("\n");
    assert!(words.contains("27 off (27 of them public holidays)"), "{words}");
    let warnings = judged.compiled().uncovered().join("\n");
    assert!(
        warnings.contains("of 2024 but 2024-10-03,") && warnings.contains("its 27 days off"),
        "{warnings}"
    );
    // Of a neighbour's holidays seven are the same: 1 January, 10 and 12 February, 4 April, 1 May, 10 June, 1 October.
    let hong_kong = [
        "01-01", "02-10", "02-12", "02-13", "03-29", "03-30", "04-01", "04-04", "05-01", "05-15", "06-10",
        "07-01", "09-18", "10-01", "10-11", "12-25", "12-26",
    ];
    let rows = hong_kong.iter().fold("date,kind\n".to_owned(), |all, day| all + &format!("2024-{day},off\n"));
    assert_eq!(calendar("k.csv", rows.as_bytes(), "").compiled().uncovered(), [""; 0]);
    let told = calendar("k.csv", b"date,kind\n2024-02-10,holiday\n2024-02-13,off\n", "");
    let words = told.compiled().days_read().join("\n");
    assert!(words.contains("2 off (1 of them public holidays)"), "{words}");
}

#[test]
fn how_a_table_is_written_is_idle_beside_a_calendar_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = std::path::Path::new("tests/cases/holidays/holiday_cn_2024.json").canonicalize().unwrap();
    let scenario = folder.path().join("s.toml");
    let text = format!("[calendar]\nfile = {:?}\ndelimiter = \";\"\n", file.display().to_string());
    std::fs::write(&scenario, text).unwrap();
    let output = crate::cli::sim().arg("check").arg(&scenario).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("`calendar.delimiter`") && said.contains("which is no table"), "{said}");
}

#[test]
fn a_preset_beside_a_file_is_told_to_add_nothing() {
    let text = b"date,kind\n2024-02-12,off\n";
    let warnings = calendar("k.csv", text, "preset = \"china\"").warnings();
    assert!(warnings.contains("`preset = \"china\"` adds nothing"), "{warnings}");
    for keys in ["", "preset = \"every_day\"", "preset = \"monday_to_friday\""] {
        assert_eq!(calendar("k.csv", text, keys).warnings(), "", "{keys}");
    }
    // Written out in full, as in a resolved scenario, it says nothing of its own.
    let all = "preset = \"china\"\ndelimiter = \",\"\nencoding = \"utf-8\"\ndate_format = \"iso\"\noff = []\nwork = []";
    assert_eq!(calendar("k.csv", text, all).warnings(), "");
}
