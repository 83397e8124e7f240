//! Rosters and calendar files, by the program: a ward of 69 rows, and the holidays of 2024 in three formats.

use std::path::{Path, PathBuf};

use crate::cli::sim;

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

/// Runs a scenario; all its tables, by name, with the logs.
fn tables(scenario: &Path, sets: &[&str]) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = sim();
    command.arg("run").arg(scenario).arg("--out").arg(folder.path().join("out"));
    command.args(["--no-charts", "--quiet", "--cases", "--events", "csv"]);
    for set in sets {
        command.args(["--set", set]);
    }
    command.assert().success();
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    // Where values come from is said with the path of each file.
    found.retain(|(name, _)| name != "provenance.csv");
    found.sort();
    assert!(found.len() > 8 && found.iter().any(|(name, _)| name == "stations.csv"));
    found
}

/// What a command says, on stdout and stderr, without the breaks of lines that fit a terminal.
fn said(arguments: &[&str]) -> (String, String) {
    let output = sim().args(arguments).assert().success().get_output().clone();
    let unwrapped = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (unwrapped(output.stdout), unwrapped(output.stderr))
}

/// The same people, hour by hour: every table and log has the same bytes.
#[test]
fn a_weekly_roster_is_the_same_as_its_crews() {
    let roster = tables(&case("nurses/scenario.toml"), &[]);
    assert_eq!(roster, tables(&case("nurses/as_crews.toml"), &[]));
}

/// A roster of the dates of the run, each written out, is the weekly one; its rows may stand in any order.
#[test]
fn a_roster_of_dates_is_the_weekly_one() {
    let folder = tempfile::tempdir().unwrap();
    let weekly = std::fs::read_to_string(case("nurses/roster.csv")).unwrap();
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    // Two days more at each end: the night before the first counts, and the run goes on after the arrivals.
    let first = jiff::civil::date(2023, 12, 30);
    let mut rows = Vec::new();
    for date in first.series(jiff::Span::new().days(1)).take(1500) {
        let weekday = names[date.weekday().to_monday_zero_offset() as usize];
        rows.extend(
            weekly.lines().filter_map(|row| row.strip_prefix(weekday).map(|rest| format!("{date}{rest}"))),
        );
    }
    rows.reverse();
    let file = folder.path().join("dates.csv");
    std::fs::write(&file, format!("day,from,to,people\n{}\n", rows.join("\n"))).unwrap();
    let set = format!("team.nurses.roster={}", file.display());
    let scenario = case("nurses/scenario.toml");
    assert_eq!(tables(&scenario, &[&set]), tables(&scenario, &[]));
}

/// Two rows a day with a lunch break between them are shifts of the same people: work that is suspended at noon goes on
/// after it. So is a plan of a row an hour. The tables are those of the shifts, to the byte.
#[test]
fn rows_with_a_break_between_them_are_the_same_people() {
    let folder = tempfile::tempdir().unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let short = [
        "replications=2",
        "arrivals.per_day=10",
        "period.arrivals=21d",
        "period.drain=21d",
        "interventions.enabled=false",
        "calendar.preset=\"monday_to_friday\"",
        "team.reviewers.people=2",
        "team.reviewers.changes=[]",
        "team.reviewers.weekdays={}",
        "team.reviewers.breaks=[]",
        "team.reviewers.crews=[]",
        "team.reviewers.shifts=[\"09:00-12:00\", \"13:30-18:00\"]",
    ];
    let shifts = tables(&base, &short);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let whole = [("09:00", "12:00"), ("13:30", "18:00")];
    let hours =
        [("09:00", "10:00"), ("10:00", "11:00"), ("11:00", "12:00"), ("13:30", "15:00"), ("15:00", "18:00")];
    for spans in [&whole[..], &hours[..]] {
        let rows: String = days
            .iter()
            .flat_map(|day| spans.iter().map(move |(from, to)| format!("{day},{from},{to},2\n")))
            .collect();
        let file = folder.path().join("week.csv");
        std::fs::write(&file, format!("day,from,to,people\n{rows}")).unwrap();
        let roster = format!("team.reviewers.roster={}", file.display());
        assert_eq!(
            tables(&base, &[&short[..5], &short[5..6], &[roster.as_str()][..]].concat()),
            shifts,
            "{rows}"
        );
    }
}

/// The files say the same as the calendar that is built in; so do the arrivals on holidays, delays and due dates.
#[test]
fn holidays_of_three_formats_are_the_same() {
    let scenario = case("holidays/scenario.toml");
    let built_in = tables(&scenario, &[]);
    for file in ["holiday_cn_2024.json", "holidays_2024.ics"] {
        let set = format!("calendar.file={}", case("holidays").join(file).display());
        assert_eq!(tables(&scenario, &[&set]), built_in, "{file}");
    }
    let folder = tempfile::tempdir().unwrap();
    let json = std::fs::read_to_string(case("holidays/holiday_cn_2024.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let rows = json["days"].as_array().unwrap().iter().map(|day| {
        let kind = if day["isOffDay"].as_bool().unwrap() { "off" } else { "work" };
        format!("{},{kind}\n", day["date"].as_str().unwrap())
    });
    let file = folder.path().join("days.csv");
    std::fs::write(&file, format!("date,kind\n{}", rows.collect::<String>())).unwrap();
    let set = format!("calendar.file={}", file.display());
    assert_eq!(tables(&scenario, &[&set]), built_in, "CSV");
    // The comparison is one that can fail: without any holidays the tables are others.
    assert_ne!(tables(&scenario, &["calendar.preset=\"monday_to_friday\""]), built_in);
}

#[test]
fn check_says_what_the_files_hold() {
    let scenario = case("holidays/scenario.toml");
    let set = format!("calendar.file={}", case("holidays/holidays_2024.ics").display());
    let (out, err) = said(&["check", scenario.to_str().unwrap(), "--set", &set]);
    let words = "iCalendar, 36 days from 2024-01-01 to 2024-10-12, 28 off (11 of them public holidays) and 8 worked \
                 instead; 1 entry that is neither is left out: `情人节`";
    assert!(out.contains(words), "{out}");
    assert!(!err.contains("calendar file"), "{err}");
    let (out, _) = said(&["check", case("nurses/scenario.toml").to_str().unwrap()]);
    assert!(out.contains("of the team `nurses`: 69 rows, weekly, 10 shifts, 49 people in all"), "{out}");
}

#[test]
fn a_calendar_file_that_does_not_cover_the_run_is_warned_of() {
    let scenario = case("holidays/scenario.toml");
    let file = format!("calendar.file={}", case("holidays/holiday_cn_2024.json").display());
    let folder = tempfile::tempdir().unwrap();
    for (start, words) in [
        (
            "2024-06-01",
            "ends with 2024, before the run does: from 2025-01-01 on holidays count as usual days",
        ),
        (
            "2023-06-01",
            "begins with 2024, after the run does: from 2023-06-01 on holidays count as usual days",
        ),
    ] {
        let start = format!("period.start={start}");
        let sets = ["--set", &file, "--set", &start];
        let (_, err) = said(&[&["check", scenario.to_str().unwrap()][..], &sets[..]].concat());
        assert!(err.contains(words), "{err}");
        let out = folder.path().join("out");
        let more = ["--no-charts", "--format", "json", "--out", out.to_str().unwrap()];
        let (out, _) = said(&[&["run", scenario.to_str().unwrap()][..], &sets[..], &more[..]].concat());
        assert!(out.contains(words), "{out}");
    }
}

#[test]
fn a_roster_of_dates_that_does_not_cover_the_run_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dates.csv");
    std::fs::write(&file, "day,from,to,people\n2024-01-03,07:00,15:00,50\n2024-01-20,22:00,06:00,50\n")
        .unwrap();
    let set = format!("team.nurses.roster={}", file.display());
    let (_, err) = said(&["check", case("nurses/scenario.toml").to_str().unwrap(), "--set", &set]);
    assert!(err.contains("begins on 2024-01-03, and nobody is on duty before"), "{err}");
    assert!(err.contains("ends on 2024-01-20, and nobody is on duty after"), "{err}");
    // A Sunday made up for, on which the roster has nobody.
    std::fs::write(&file, "day,from,to,people\nmonday,07:00,15:00,50\n").unwrap();
    let china = ["--set", "calendar.preset=\"china\"", "--set", "period.start=2024-02-01"];
    let scenario = case("nurses/scenario.toml");
    let (_, err) = said(&[&["check", scenario.to_str().unwrap(), "--set", &set][..], &china[..]].concat());
    assert!(err.contains("has nobody on 2 make-up working days (调休: 2024-02-04, 2024-02-18)"), "{err}");
}

#[test]
fn the_manifest_lists_roster_and_calendar_with_their_digests() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let file = format!("calendar.file={}", case("holidays/holiday_cn_2024.json").display());
    let scenario = case("nurses/scenario.toml");
    said(&[
        "run",
        scenario.to_str().unwrap(),
        "--no-charts",
        "--quiet",
        "--set",
        &file,
        "--out",
        out.to_str().unwrap(),
    ]);
    let manifest = std::fs::read(out.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let input =
        |name: &str| inputs.iter().find(|input| input["path"].as_str().unwrap().ends_with(name)).unwrap();
    assert_eq!(input("roster.csv")["rows"], 69);
    assert_eq!(input("holiday_cn_2024.json")["rows"], 36);
    for (name, path) in
        [("roster.csv", "nurses/roster.csv"), ("holiday_cn_2024.json", "holidays/holiday_cn_2024.json")]
    {
        let bytes = std::fs::read(case(path)).unwrap();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&bytes);
        let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(input(name)["sha256"], digits.concat(), "{name}");
    }
    // The resolved scenario stands alone, and runs again.
    let again = tables(&out.join("scenario.resolved.toml"), &[]);
    let stations = again.iter().find(|(name, _)| name == "stations.csv").unwrap();
    assert_eq!(stations.1, std::fs::read(out.join("stations.csv")).unwrap());
}
