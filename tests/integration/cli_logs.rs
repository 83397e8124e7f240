//! The event logs as the program writes them.

use crate::cli::{sim, small};

/// Order within a case, times that never run back, and as many cases as applicants.
#[test]
fn the_event_log_tells_each_case_in_order() {
    let (folder, file) = small();
    sim()
        .current_dir(&folder)
        .arg("run")
        .arg(&file)
        .args(["--events", "csv", "--no-charts", "--no-interventions"])
        .assert()
        .success();
    let mut reader = csv::Reader::from_path(folder.path().join("output/small/events.csv")).unwrap();
    let mut last: std::collections::HashMap<String, (u64, String)> = std::collections::HashMap::new();
    for record in reader.records().map(Result::unwrap) {
        let (case, stamp, sequence) =
            (record[0].to_owned(), record[4].to_owned(), record[5].parse::<u64>().unwrap());
        assert!(stamp.ends_with("+08:00"), "{stamp}");
        // Decimals of a second only where there are any: to compare texts, they are filled up.
        let stamp = if stamp.len() == 25 { stamp.replace("+08:00", ".000000+08:00") } else { stamp };
        assert!(!record[4].contains(".000000"), "{stamp}");
        if let Some((before, at)) = last.get(&case) {
            assert!(
                sequence == before + 1 && *at <= stamp,
                "case {case}: {before} {at}, then {sequence} {stamp}"
            );
        } else {
            assert_eq!((sequence, &record[1]), (0, "restriction"));
        }
        last.insert(case, (sequence, stamp));
    }
    let replications = std::fs::read_to_string(folder.path().join("output/small/replications.csv")).unwrap();
    let applicants: f64 = replications
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().parse::<f64>().unwrap())
        .sum();
    assert_eq!(last.len() as f64, applicants);
}

/// Both forms of the event log hold the same entries of the same cases, and the manifest counts them.
#[test]
fn both_event_logs_hold_the_same() {
    let (folder, file) = small();
    let run = |out: &str, events: &[&str]| {
        sim()
            .current_dir(&folder)
            .arg("run")
            .arg(&file)
            .args(["--no-charts", "--no-interventions", "--out", out])
            .args(events)
            .assert()
            .success();
        folder.path().join(out)
    };
    let read = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    let both = run("both", &["--events", "csv,xes"]);
    let manifest: serde_json::Value = serde_json::from_str(&read(both.join("manifest.json"))).unwrap();
    let document = read(both.join("events.xes"));
    assert!(document.starts_with("<?xml") && document.ends_with("</trace>\n</log>\n"));

    let value_of = |line: &str, key: &str| {
        let (_, after) = line.split_once(&format!("key=\"{key}\" value=\"")).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let (mut traced, mut case) = (Vec::new(), String::new());
    for line in document.lines() {
        if line.starts_with("<trace>") {
            case = value_of(line, "concept:name");
        } else if line.starts_with("<event>") {
            let sequence: u64 = value_of(line, "seq").parse().unwrap();
            let [name, stage, at] =
                ["concept:name", "lifecycle:transition", "time:timestamp"].map(|key| value_of(line, key));
            let who = line.contains("org:resource").then(|| value_of(line, "org:resource"));
            traced.push((case.clone(), sequence, name, stage, who.unwrap_or_default(), at));
        }
    }
    let mut reader = csv::Reader::from_path(both.join("events.csv")).unwrap();
    let mut listed: Vec<_> = reader
        .records()
        .map(Result::unwrap)
        .map(|row| {
            let text = |column: usize| row[column].to_owned();
            (text(0), row[5].parse().unwrap(), text(1), text(2), text(3), text(4))
        })
        .collect();
    traced.sort();
    listed.sort();
    assert!(traced == listed, "{} events in XES, {} in CSV", traced.len(), listed.len());
    assert_eq!(manifest["events_logged"], listed.len());
    listed.dedup_by(|one, other| one.0 == other.0);
    assert_eq!(manifest["event_cases"], listed.len());

    let alone = run("alone", &["--events", "xes"]);
    assert_eq!(read(alone.join("events.xes")), document);
    assert!(!alone.join("events.csv").exists());
    let again = run("again", &["--events", "xes", "--events", "csv", "--threads", "1"]);
    for name in ["events.csv", "events.xes"] {
        assert_eq!(read(both.join(name)), read(again.join(name)), "{name}");
    }
    let none = run("none", &[]);
    let manifest: serde_json::Value = serde_json::from_str(&read(none.join("manifest.json"))).unwrap();
    assert_eq!((&manifest["event_cases"], &manifest["events_logged"]), (&0.into(), &0.into()));
}
