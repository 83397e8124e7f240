//! Logs beside a ledger go on where a run was cut, and end with the bytes of one that was not.

use super::logs::{applicant, application, names, stamper};
use super::xes::{closed, event};
use crate::experiment::Recorder;
use crate::experiment::study::{Ledger, Play, PointKey, Unit};
use crate::observe::{EventRecord, Observer};
use crate::results::{LedgerFile, LedgerHead, LogFiles, OutputFolder, RunLog};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

const REPLICATIONS: u64 = 5;
const ALL: LogFiles = LogFiles {
    cases: true,
    everyone: false,
    events_csv: true,
    events_xes: true,
    events_ocel: true,
    only: None,
    several: true,
    style: crate::results::CsvStyle::Standard,
};
const NAMES: [&str; 4] = ["cases.csv", "events.csv", "events.xes", "events.ocel.json"];

/// What becomes of a run that is cut.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cut {
    /// Killed while the next replication was written.
    Killed,
    /// Interrupted: what was finished is published, and more follows later.
    Interrupted,
    /// Killed, and a byte of one of the files is not what was written.
    Changed(&'static str),
}

/// Tells `log` of replications `from` to `to` − 1, and keeps a record of each; the first tells of nobody.
fn tell(log: &RunLog<'_>, ledger: &LedgerFile, from: u64, to: u64) {
    let made = applicant();
    for replication in from..to {
        let mut observer = log.open(replication).unwrap();
        for index in 0..3 * replication {
            observer.event(&event(index, 0, index));
            observer.event(&EventRecord { resource: Some((0, 4)), ..event(index, 1, index) });
            observer.application(&application(&made, index));
            observer.applicant(&closed(&made, index));
        }
        log.heard_all(&mut observer);
        let unit = Unit { point: PointKey::default(), play: Play::Plain, replication };
        ledger.put(&unit, vec![1; 8]).unwrap();
        log.close(replication, observer).unwrap();
    }
}

/// The files in `folder`.
fn written(folder: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    NAMES.into_iter().map(|name| (name, fs::read(folder.join(name)).unwrap())).collect()
}

/// Plays all replications, cut after some of them if so wanted, and gives what is in the files.
fn played(cut: Option<(u64, Cut)>) -> BTreeMap<&'static str, Vec<u8>> {
    let root = tempfile::tempdir().unwrap();
    let folder = || OutputFolder::prepare(root.path(), false, None).unwrap();
    let open = |folder: &OutputFolder| {
        LedgerFile::open(&folder.ledger().join("records"), &LedgerHead::default(), false).unwrap()
    };
    let mut held = 0;
    if let Some((after, how)) = cut {
        let folder = folder();
        let ledger = open(&folder);
        let log = RunLog::beside(&ledger, &folder, &stamper(), &names(), (ALL, Some(REPLICATIONS))).unwrap();
        tell(&log, &ledger, 0, after);
        held = after;
        if how == Cut::Interrupted {
            log.finish(true).unwrap();
            written(folder.staging());
        } else {
            drop(log);
        }
        ledger.finish(true).unwrap();
        for name in NAMES.into_iter().chain(["events.ocel.objects"]).filter(|_| how != Cut::Interrupted) {
            let place = folder.ledger().join(name);
            File::options().append(true).open(&place).unwrap().write_all(b"half a row").unwrap();
            if how == Cut::Changed(name) {
                let mut bytes = fs::read(&place).unwrap();
                bytes[0] ^= 1;
                fs::write(place, bytes).unwrap();
                held = 0;
            }
        }
    }
    let folder = folder();
    let ledger = open(&folder);
    let log = RunLog::beside(&ledger, &folder, &stamper(), &names(), (ALL, Some(REPLICATIONS))).unwrap();
    for replication in 0..REPLICATIONS {
        assert_eq!(log.holds(replication), replication < held, "{cut:?}: replication {replication}");
    }
    tell(&log, &ledger, held, REPLICATIONS);
    let logged = log.finish(false).unwrap();
    let events = (0..REPLICATIONS).map(|replication| 6 * replication).sum();
    assert_eq!((logged.counts.cases, logged.counts.events), (events / 2, events), "{cut:?}");
    assert_eq!(logged.files.len(), NAMES.len());
    for name in NAMES.into_iter().chain(["events.ocel.objects"]) {
        assert!(!folder.ledger().join(name).exists(), "{cut:?}: {name} is left");
    }
    written(folder.staging())
}

#[test]
fn logs_that_were_cut_end_with_the_same_bytes() {
    let whole = played(None);
    let objects = serde_json::from_slice::<serde_json::Value>(&whole["events.ocel.json"]).unwrap();
    assert!(objects["objects"].as_array().unwrap().len() > 30);
    for after in 1..=REPLICATIONS {
        for how in [Cut::Killed, Cut::Interrupted] {
            assert!(played(Some((after, how))) == whole, "{how:?} after {after}");
        }
    }
}

/// Nothing is built upon a file that is not as it was left: then all of them begin anew.
#[test]
fn logs_that_were_changed_are_written_again() {
    let whole = played(None);
    for name in NAMES {
        assert!(played(Some((3, Cut::Changed(name)))) == whole, "{name}");
    }
}
