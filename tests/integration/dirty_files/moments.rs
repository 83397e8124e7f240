//! Moments of logs and files of laws as people write them.

use reinstate::scenario::{Scenario, compile, load_text};

use super::{arrivals, factors, judge};

#[test]
fn two_forms_in_a_column_are_named_as_two() {
    let text = "arrival\n2024-01-02 09:30\n2024/1/3 10:00\n2024/1/13 11:00\n2024-01-04 09:30\n";
    let (message, help) = arrivals(text, "").fault();
    assert_eq!(
        message,
        "in `arrival` 2 moments (such as `2024/1/3 10:00`) cannot be read as \"iso\", and the others can"
    );
    assert!(help.contains("`2024-01-02 09:30` and `2024/1/3 10:00` are two"), "{help}");
    let (_, help) = factors("date,factor\n2024-01-02,0.5\n13/01/2024,0.5\n", "").fault();
    assert!(help.contains("`2024-01-02` and `13/01/2024` are two"), "{help}");
}

/// The form that is offered reads the file.
#[test]
fn forms_of_chinese_and_english_clocks_are_offered_and_hold() {
    for (cells, form) in [
        (["27/01/2024 05:57:52 AM", "28/01/2024 05:57:52 PM"], "DD/MM/YYYY hh:mm:ss AM"),
        (["2024年1月27日 5时57分", "2024年1月28日 17时57分"], "YYYY年MM月DD日 hh时mm分"),
        (["2024/1/27 上午 5:57:52", "2024/1/28 下午 5:57:52"], "YYYY/MM/DD AM hh:mm:ss"),
        (["2024/1/27 上午5:57", "2024/1/28 下午5:57"], "YYYY/MM/DD AMhh:mm"),
    ] {
        let text = format!("arrival\n{}\n{}\n", cells[0], cells[1]);
        let (_, help) = arrivals(&text, "").fault();
        assert_eq!(help, format!("write `date_format = {form:?}` next to `file`"), "{cells:?}");
        let judged = arrivals(&text, &format!("date_format = {form:?}"));
        let range = format!("{:?}", judged.compiled().receipts[0].columns[0].range);
        assert!(range.contains("2024-01-27T05:57") && range.contains("2024-01-28T17:57"), "{range}");
    }
}

/// From 2 January to 2 March 2024 there are 30 + 29 + 2 days.
#[test]
fn a_period_that_covers_all_is_said_so_that_it_holds_wherever_it_is_written() {
    let text = "arrival\n2024-01-02 09:00\n2024-03-02 09:00\n";
    let (_, help) = arrivals(text, "").fault();
    assert!(help.contains("`start = 2024-01-02` and `arrivals = \"61d\"` under `[period]`"), "{help}");
    let set = "--set period.start=2024-01-02 --set period.arrivals=61d";
    assert!(help.contains(set), "{help}");
    let section = "[period]\nstart = 2024-01-02\narrivals = \"61d\"\n[arrivals]\nfile = \"FOLDER/a.csv\"\n";
    assert_eq!(judge(&[("a.csv", text.as_bytes())], section).rows("arrivals.file").0, 2);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, text).unwrap();
    let sets: Vec<String> = set.split("--set ").skip(1).map(|set| set.trim().to_owned()).collect();
    for period in
        ["", "period = { start = 2024-01-01, arrivals = \"31d\" }\n", "[period]\narrivals = \"31d\"\n"]
    {
        let scenario = format!("{period}[arrivals]\nfile = {:?}\n", file.display().to_string());
        let mut loaded = load_text("scenario.toml", &scenario, &sets);
        let read: Scenario = loaded.read();
        assert!(compile(&read, &mut loaded.faults).is_some(), "{period}");
    }
}

#[test]
fn keys_of_a_date_file_stand_next_to_it() {
    let (_, help) = factors("date;factor\n2024-01-02;0.5\n", "").fault();
    assert_eq!(help, "write `delimiter = \";\"` next to `date_file`");
}

fn law(bytes: &[u8], column: &str, unit: &str) -> super::Judged {
    let scenario = format!(
        "[[stage]]\nname = \"human_review\"\nservice = {{ distribution = \"empirical\", file = \"FOLDER/s.csv\", column = \"{column}\", unit = \"{unit}\" }}\n"
    );
    judge(&[("s.csv", bytes)], &scenario)
}

#[test]
fn a_law_whose_column_says_another_unit_is_warned_of() {
    let warnings = law(b"minutes\n10\n30\n", "minutes", "h").warnings();
    assert!(warnings.contains("seems to be in min, and is read in h"), "{warnings}");
    assert!(warnings.contains("`unit = \"min\"`"), "{warnings}");
    assert_eq!(law(b"minutes\n10\n30\n", "minutes", "min").warnings(), "");
    let warnings = law("处理时长（小时）\n0.2\n0.5\n".as_bytes(), "处理时长（小时）", "min").warnings();
    assert!(warnings.contains("seems to be in h"), "{warnings}");
}

#[test]
fn a_law_in_another_encoding_is_to_be_saved_as_utf_8() {
    let (chinese, ..) = encoding_rs::GB18030.encode("处理分钟\n10\n30\n");
    let (message, help) = law(&chinese, "处理分钟", "min").fault();
    assert!(message.contains("not UTF-8"), "{message}");
    assert!(help.starts_with("save it as UTF-8") && !help.contains("`encoding"), "{help}");
    let (_, help) = law(b"minutes\n10min\n30min\n", "minutes", "min").fault();
    assert!(help.contains("without `min`"), "{help}");
}
