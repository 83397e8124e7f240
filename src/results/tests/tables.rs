//! Tables survive the disk.

use crate::results::{
    AttemptRow, BehaviourRow, ByTimeRow, CrossRow, CrossTable, CsvStyle, DelayRow, EffectRow, ExpectationRow,
    ProvenanceRow, QueueRow, ResourceRow, ResultsError, Row, ScreenRow, SegmentRow, StationRow, SummaryRow,
    Tables, TimelineRow, read_table, write_replications, write_table,
};
use std::fs;

fn extreme() -> Tables {
    let [tiny, huge, third] = [f64::MIN_POSITIVE, f64::MAX, 1.0 / 3.0];
    Tables {
        summary: vec![SummaryRow {
            metric: "eventual_approval_rate".to_owned(),
            unit: "share".to_owned(),
            estimate: Some(third),
            std_error: None,
            ci_low: Some(-huge),
            ci_high: Some(5e-324),
            replications: u64::MAX,
        }],
        stations: vec![StationRow {
            station: "a \"quoted\", name\nof two lines".to_owned(),
            metric: "审核".to_owned(),
            unit: String::new(),
            estimate: None,
            std_error: Some(0.1 + 0.2),
            ci_low: Some(-0.0),
            ci_high: None,
        }],
        behaviours: vec![BehaviourRow {
            behaviour: "repay".to_owned(),
            basis: "observed".to_owned(),
            level: 0.5,
            applicants: huge,
            first_pass_approval_rate: None,
            ci_low: None,
            ci_high: Some(tiny),
            eventual_approval_rate: Some(1e-7),
            eventual_ci_low: None,
            eventual_ci_high: None,
        }],
        effects: vec![EffectRow {
            behaviour: "repay".to_owned(),
            scope: "one".to_owned(),
            population: "all".to_owned(),
            metric: "eventual_approval_rate".to_owned(),
            unit: "share".to_owned(),
            difference: Some(-third),
            std_error: Some(tiny),
            ci_low: None,
            ci_high: Some(-0.0),
            applicants: u64::MAX,
            replications: 0,
            spillover: Some(tiny),
            spillover_std_error: None,
            spillover_ci_low: Some(-third),
            spillover_ci_high: None,
        }],
        segments: vec![SegmentRow {
            segment: "score_band".to_owned(),
            value: "55_to_60".to_owned(),
            applicants: third,
            first_pass_approval_rate: Some(1.0),
            ci_low: None,
            ci_high: None,
            eventual_approval_rate: None,
            restoration_days_p50: None,
            bad_rate_approved: None,
            restoration_days_p50_ci_low: None,
            restoration_days_p50_ci_high: None,
        }],
        attempts: vec![AttemptRow {
            attempt: u32::MAX,
            applications: 0.0,
            approval_rate: None,
            ci_low: None,
            ci_high: None,
        }],
        screens: vec![ScreenRow { screen: u32::MAX, reached: huge, left: third, returned: 0.0 }],
        timeline: vec![TimelineRow {
            date: "2024-04-02".to_owned(),
            working: true,
            arrivals: 1e300,
            applications: tiny,
            decisions: 1.0,
            approvals: 0.0,
            queue_mean: third,
            queue_max: 2.0,
            utilisation: None,
        }],
        queues: vec![QueueRow {
            station: "=desk, \"the\" first".into(),
            date: "2024-04-02".to_owned(),
            queue_mean: third,
            queue_max: huge,
            utilisation: None,
        }],
        delays: vec![DelayRow {
            measure: "restoration_days".to_owned(),
            unit: "days".to_owned(),
            from: 30.0,
            to: None,
            share: 1e-17,
            cumulative_share: 1.0,
        }],
        provenance: provenance(),
        expectations: expectations(),
        ..cuts()
    }
}

fn cuts() -> Tables {
    let resource = ResourceRow {
        team: "reviewers".to_owned(),
        group: 1,
        resource: String::new(),
        metric: "utilisation".to_owned(),
        unit: "share".to_owned(),
        estimate: None,
        std_error: None,
        ci_low: None,
        ci_high: None,
    };
    Tables { by_time: by_time(), resources: vec![resource], cross: cross(), ..Tables::default() }
}

fn by_time() -> Vec<ByTimeRow> {
    vec![ByTimeRow {
        station: "human_review".to_owned(),
        by: "hour".to_owned(),
        value: "9".to_owned(),
        metric: "wait_mean".to_owned(),
        unit: "minutes".to_owned(),
        estimate: Some(1.0 / 3.0),
        std_error: None,
        ci_low: Some(0.0),
        ci_high: None,
    }]
}

/// Two cells; the value of one would be computed by a spreadsheet.
fn cross() -> CrossTable {
    let row = |applicants| CrossRow {
        metric: "eventual_approval_rate".to_owned(),
        unit: "share".to_owned(),
        estimate: (applicants > 0).then_some(0.1),
        std_error: None,
        ci_low: None,
        ci_high: None,
        applicants,
        few: applicants < 100,
    };
    let values = |all: [&str; 2]| -> Vec<String> { all.map(str::to_owned).into() };
    CrossTable {
        segments: values(["cause", "overdue_months"]),
        rows: vec![(values(["overdue", "0"]), row(900)), (values(["=1+1", "6"]), row(0))],
    }
}

fn provenance() -> Vec<ProvenanceRow> {
    vec![ProvenanceRow {
        key: "arrivals.per_day".to_owned(),
        value: 1.0 / 3.0,
        unit: String::new(),
        tag: String::new(),
        source: "=1+1, a \"source\"".to_owned(),
        low: None,
        high: Some(f64::MAX),
    }]
}

fn expectations() -> Vec<ExpectationRow> {
    vec![ExpectationRow {
        station: "summary".to_owned(),
        metric: "flip_rate".to_owned(),
        unit: "share".to_owned(),
        expected: f64::MIN_POSITIVE,
        estimate: Some(-1.0 / 3.0),
        ci_low: None,
        ci_high: Some(f64::MAX),
        holds: Some(false),
        source: "Kleinrock 1975, \"I\", 3.2\nand others".to_owned(),
    }]
}

#[test]
fn every_table_reads_back_as_written() {
    for tables in [extreme(), Tables::default()] {
        let dir = tempfile::tempdir().unwrap();
        for style in [CsvStyle::Standard, CsvStyle::Excel] {
            tables.write(dir.path(), style).unwrap();
            assert_eq!(Tables::read(dir.path()).unwrap(), tables);
            let marked =
                fs::read(dir.path().join("summary.csv")).unwrap().starts_with(b"\xEF\xBB\xBFmetric,");
            assert_eq!(marked, style == CsvStyle::Excel);
        }
    }
}

/// The header that serde would write with the first row.
fn header_of<T: serde::Serialize>(row: &T) -> Vec<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize(row).unwrap();
    let bytes = writer.into_inner().unwrap();
    csv::Reader::from_reader(bytes.as_slice()).headers().unwrap().iter().map(str::to_owned).collect()
}

#[test]
fn headers_are_the_fields_in_order() {
    let tables = extreme();
    assert_eq!(SummaryRow::columns(), header_of(&tables.summary[0]));
    assert_eq!(StationRow::columns(), header_of(&tables.stations[0]));
    assert_eq!(BehaviourRow::columns(), header_of(&tables.behaviours[0]));
    assert_eq!(EffectRow::columns(), header_of(&tables.effects[0]));
    assert_eq!(SegmentRow::columns(), header_of(&tables.segments[0]));
    assert_eq!(AttemptRow::columns(), header_of(&tables.attempts[0]));
    assert_eq!(ScreenRow::columns(), header_of(&tables.screens[0]));
    assert_eq!(TimelineRow::columns(), header_of(&tables.timeline[0]));
    assert_eq!(QueueRow::columns(), header_of(&tables.queues[0]));
    assert_eq!(DelayRow::columns(), header_of(&tables.delays[0]));
    assert_eq!(ProvenanceRow::columns(), header_of(&tables.provenance[0]));
    assert_eq!(ExpectationRow::columns(), header_of(&tables.expectations[0]));
}

#[test]
fn a_table_without_rows_has_its_header() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("attempts.csv");
    write_table::<AttemptRow>(&path, &[], CsvStyle::Standard).unwrap();
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(text, "attempt,applications,approval_rate,ci_low,ci_high\n");
}

#[test]
fn a_folder_made_before_some_tables_were_written_is_read_without_them() {
    let dir = tempfile::tempdir().unwrap();
    extreme().write(dir.path(), CsvStyle::Standard).unwrap();
    for later in ["queues.csv", "effects.csv", "screens.csv", "provenance.csv"] {
        fs::remove_file(dir.path().join(later)).unwrap();
    }
    let without = Tables {
        queues: Vec::new(),
        effects: Vec::new(),
        screens: Vec::new(),
        provenance: Vec::new(),
        ..extreme()
    };
    assert_eq!(Tables::read(dir.path()).unwrap(), without);
}

/// A folder of before has no spillover in `effects.csv`; any other column that is missing is a fault.
#[test]
fn columns_that_were_added_later_may_be_missing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("effects.csv");
    let before = "behaviour,scope,population,metric,unit,difference,std_error,ci_low,ci_high,applicants";
    let row = "repay,everyone,all,eventual_approval_rate,share,0.25,,,,40";
    fs::write(&path, format!("{before},replications\n{row},2\n")).unwrap();
    let read = read_table::<EffectRow>(&path).unwrap();
    assert_eq!((read[0].difference, read[0].spillover, read[0].spillover_ci_low), (Some(0.25), None, None));
    fs::write(&path, format!("{before}\n{row}\n")).unwrap();
    let fault = read_table::<EffectRow>(&path).unwrap_err();
    assert!(matches!(&fault, ResultsError::Column { column, .. } if column == "replications"), "{fault}");
}

#[test]
fn missing_files_and_columns_are_named_with_a_remedy() {
    let dir = tempfile::tempdir().unwrap();
    extreme().write(dir.path(), CsvStyle::Standard).unwrap();
    let path = dir.path().join("behaviours.csv");
    fs::write(&path, "behaviour,level\nrepay,1\n").unwrap();
    let fault = Tables::read(dir.path()).unwrap_err();
    assert!(matches!(&fault, ResultsError::Column { column, .. } if column == "basis"), "{fault}");
    fs::remove_file(&path).unwrap();
    let text = Tables::read(dir.path()).unwrap_err().to_string();
    assert!(text.contains("behaviours.csv") && text.contains("run the scenario again"), "{text}");
    fs::write(
        dir.path().join("summary.csv"),
        "metric,unit,estimate,std_error,ci_low,ci_high,replications\na,b,x,,,,1\n",
    )
    .unwrap();
    let text = Tables::read(dir.path()).unwrap_err().to_string();
    assert!(text.contains("summary.csv") && text.contains("line: 2"), "{text}");
}

#[test]
fn further_columns_are_ignored() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("attempts.csv");
    fs::write(&path, "scenario,attempt,applications,approval_rate,ci_low,ci_high\nbase,2,7,0.5,,\n").unwrap();
    let rows: Vec<AttemptRow> = read_table(&path).unwrap();
    assert_eq!((rows[0].attempt, rows[0].approval_rate, rows[0].ci_low), (2, Some(0.5), None));
}

#[test]
fn replications_are_numbered_from_zero() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("replications.csv");
    let rows = [vec![Some(0.1 + 0.2), None], vec![None, Some(1e-9)]];
    write_replications(&path, &["a", "b"], &rows, CsvStyle::Standard).unwrap();
    let mut reader = csv::Reader::from_path(&path).unwrap();
    assert_eq!(reader.headers().unwrap(), vec!["replication", "a", "b"]);
    let read: Vec<(u64, Option<f64>, Option<f64>)> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(read, [(0, Some(0.1 + 0.2), None), (1, None, Some(1e-9))]);
    let fault = write_replications(&path, &["a"], &rows, CsvStyle::Standard).unwrap_err();
    assert!(matches!(fault, ResultsError::Table { .. }), "{fault}");
}
