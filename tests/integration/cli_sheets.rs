//! Output for spreadsheets and other readers: Excel's form, Parquet, names that compute, names in Chinese.

use std::path::Path;

use super::cli::{sim, small, stderr};

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Runs `scenario` without interventions into a folder, with more arguments.
fn run(folder: &Path, scenario: &str, arguments: &[&str]) -> std::path::PathBuf {
    let (file, out) = (folder.join("it.toml"), folder.join("out"));
    std::fs::write(&file, scenario).unwrap();
    sim()
        .arg("run")
        .arg(&file)
        .args(["--no-interventions", "--quiet", "--force", "--out"])
        .arg(&out)
        .args(arguments)
        .assert()
        .success();
    out
}

const DESK: &str = "\
replications = 2
arrivals.per_day = 20
period = { arrivals = \"7d\", drain = \"7d\" }
population.source = \"plain\"

[[stage]]
name = \"=HYPERLINK(1)\"
kind = \"station\"
servers = 1
service = \"20min\"
next = \"done\"

[[stage]]
name = \"done\"
kind = \"exit\"
outcome = \"approved\"
";

/// The two forms hold the same: Excel's has local times, and a mark by which it knows the encoding.
#[test]
fn excel_is_given_local_times_and_the_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let logs = ["--no-charts", "--cases", "--events", "csv"];
    let out = run(folder.path(), DESK, &logs);
    let plain = ["events.csv", "cases.csv", "stations.csv"].map(|name| text(&out.join(name)));
    let out = run(folder.path(), DESK, &[&logs[..], &["--excel"][..]].concat());
    for (name, plain) in ["events.csv", "cases.csv", "stations.csv"].iter().zip(plain) {
        let excel = text(&out.join(name));
        let excel = excel.strip_prefix('\u{feff}').unwrap();
        assert!(!plain.starts_with('\u{feff}'));
        // Excel's go to the second.
        let local = |text: &str| -> String {
            let parts: Vec<&str> = text.split("+08:00").collect();
            let whole = |(at, part): (usize, &&str)| match part.rsplit_once('.') {
                // What stands before an offset ends in a moment.
                Some((whole, micros)) if at + 1 < parts.len() && micros.len() == 6 => whole.to_owned(),
                _ => (*part).to_owned(),
            };
            parts.iter().enumerate().map(whole).collect::<String>().replace('T', " ")
        };
        assert_eq!(local(excel), local(&plain), "{name}");
        assert!(!excel.contains("+08:00"), "{name}");
    }
    assert!(text(&out.join("events.csv")).contains(",2024-01-0"));
    // What was written for Excel is read again: the station has its own name in the report.
    sim().arg("report").arg(&out).assert().success();
    assert!(text(&out.join("report.html")).contains("=HYPERLINK(1)"));
}

#[test]
fn no_table_holds_what_a_spreadsheet_computes() {
    let folder = tempfile::tempdir().unwrap();
    let expected = "\n[expect.\"=HYPERLINK(1)\"]\nwait_mean = { value = 1.0, source = \"@guess\" }\n";
    let out = run(
        folder.path(),
        &format!("name = \"-name\"\n{DESK}{expected}"),
        &["--no-charts", "--events", "csv,xes"],
    );
    let mut defused = 0;
    for entry in std::fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "csv") {
            continue;
        }
        for record in csv::Reader::from_path(&path).unwrap().records() {
            for field in &record.unwrap() {
                let number = field.parse::<f64>().is_ok();
                assert!(number || !field.starts_with(['=', '+', '-', '@']), "{}: {field}", path.display());
                defused += u32::from(field.starts_with("'=HYPERLINK(1)") || field == "'@guess");
            }
        }
    }
    assert!(defused > 20, "{defused}");
    assert!(text(&out.join("events.xes")).contains("\"=HYPERLINK(1)\""), "only spreadsheets need it");
}

#[test]
fn parquet_lies_beside_every_table_or_the_program_says_how_to_get_it() {
    let (folder, file) = small();
    let out = folder.path().join("out");
    let assert = sim()
        .arg("run")
        .arg(&file)
        .args(["--no-charts", "--no-interventions", "--cases", "--events", "csv"])
        .args(["--format-tables", "parquet", "--out"])
        .arg(&out)
        .assert();
    if cfg!(feature = "parquet") {
        assert.success();
        let named = |kind: &str| {
            let all = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
            let mut stems: Vec<_> = all
                .filter(|path| path.extension().is_some_and(|found| found == kind))
                .map(|path| path.file_stem().unwrap().to_owned())
                .collect();
            stems.sort();
            stems
        };
        assert_eq!(named("csv"), named("parquet"));
        assert!(text(&out.join("manifest.json")).contains("cases.parquet"));
    } else {
        let said = stderr(&assert.code(2));
        assert!(said.contains("--features parquet"), "{said}");
        assert!(!out.exists(), "nothing is simulated in vain");
    }
}

/// A name in Chinese takes room in the pictures, without a word; a character that no font has is told.
#[test]
fn names_in_chinese_are_drawn_and_what_cannot_be_drawn_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = DESK.replace("=HYPERLINK(1)", "人工审核");
    let out = run(folder.path(), &format!("name = \"春节高峰\"\n{scenario}"), &[]);
    let line = "charts/queue_timeline";
    assert!(text(&out.join(format!("{line}.svg"))).contains("春节高峰"));
    let png = std::fs::read(out.join(format!("{line}.png"))).unwrap();
    let again = run(folder.path(), &format!("name = \"春节低谷\"\n{scenario}"), &[]);
    assert_ne!(png, std::fs::read(again.join(format!("{line}.png"))).unwrap(), "a box stands for each");
    let file = folder.path().join("it.toml");
    std::fs::write(&file, format!("name = \"a\u{10fffd}b\"\n{scenario}")).unwrap();
    let assert = sim()
        .arg("run")
        .arg(&file)
        .args(["--no-interventions", "--quiet", "--force", "--out"])
        .arg(folder.path().join("other"))
        .assert()
        .success();
    let said = stderr(&assert);
    assert!(said.contains("no font has \u{10fffd} (U+10FFFD)") && said.contains("Install a font"), "{said}");
}
