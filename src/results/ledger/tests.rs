//! What a ledger keeps, whatever happens to it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use super::*;
use crate::experiment::study::{Play, PointKey};

fn unit(replication: u64) -> Unit {
    Unit { point: PointKey::from_hex(&"5a".repeat(32)).unwrap(), play: Play::Plain, replication }
}

fn record(replication: u64) -> Vec<u8> {
    (0..40 + replication).map(|byte| (byte * 7 + replication) as u8).collect()
}

fn head_with(value: &str) -> LedgerHead {
    let settings = BTreeMap::from([("seed".to_owned(), value.to_owned())]);
    LedgerHead { command: vec!["sim".to_owned(), "run".to_owned()], folder: "/".to_owned(), settings }
}

/// A ledger with the records of replications 0 to `count` − 1.
fn written(path: &Path, count: u64) {
    let ledger = LedgerFile::open(path, &head_with("1"), false).unwrap();
    for replication in 0..count {
        ledger.put(&unit(replication), record(replication)).unwrap();
    }
    ledger.finish(true).unwrap();
}

/// The replications whose records are there; all of them must be as they were written.
fn held(ledger: &LedgerFile) -> Vec<u64> {
    let there = (0..20).filter(|replication| ledger.holds(&unit(*replication)));
    there
        .inspect(|replication| {
            assert_eq!(ledger.get(&unit(*replication)).unwrap(), Some(record(*replication)));
        })
        .collect()
}

#[test]
fn records_are_there_again_and_more_can_follow() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".ledger/records");
    written(&path, 3);
    let ledger = LedgerFile::open(&path, &head_with("1"), false).unwrap();
    assert_eq!(held(&ledger), [0, 1, 2]);
    let other = Unit { play: Play::Shadows(0.5), ..unit(0) };
    assert!(!ledger.holds(&other) && ledger.get(&other).unwrap().is_none());
    ledger.put(&unit(7), record(7)).unwrap();
    ledger.finish(false).unwrap();
    let ledger = LedgerFile::open(&path, &head_with("1"), false).unwrap();
    assert_eq!(held(&ledger), [0, 1, 2, 7]);
    assert_eq!(LedgerFile::head(&path).unwrap().unwrap().command, ["sim", "run"]);
    assert!(ledger.records().damage().is_empty());
}

#[test]
fn a_ledger_without_records_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".ledger/records");
    LedgerFile::open(&path, &head_with("1"), false).unwrap().finish(true).unwrap();
    assert!(!dir.path().join(".ledger").exists());
    assert!(LedgerFile::head(&path).unwrap().is_none());
}

#[test]
fn records_of_something_else_are_refused_with_what_differs() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records");
    written(&path, 2);
    let told = LedgerFile::open(&path, &head_with("2"), false).unwrap_err().to_string();
    assert!(told.contains("`seed` is 1 there and 2 here") && told.contains("--force"), "{told}");
    let mut more = head_with("1");
    more.settings.insert("cap".to_owned(), "9".to_owned());
    let told = LedgerFile::open(&path, &more, false).unwrap_err().to_string();
    assert!(told.contains("`cap` is nothing there and 9 here"), "{told}");
    // Nothing was lost by that.
    assert_eq!(held(&LedgerFile::open(&path, &head_with("1"), false).unwrap()), [0, 1]);
    // Whoever may discard them does so if they are of something else alone.
    assert_eq!(held(&LedgerFile::open(&path, &head_with("1"), true).unwrap()), [0, 1]);
    assert!(held(&LedgerFile::open(&path, &head_with("2"), true).unwrap()).is_empty());
}

#[test]
fn two_processes_never_have_one_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records");
    let first = LedgerFile::open(&path, &head_with("1"), false).unwrap();
    let second = LedgerFile::open(&path, &head_with("1"), false);
    assert!(matches!(second, Err(ResultsError::Busy { .. })), "{second:?}");
    drop(first);
    LedgerFile::open(&path, &head_with("1"), false).unwrap();
}

/// Cut off anywhere, the ledger holds every record that was whole before, and goes on.
#[test]
fn a_ledger_that_was_cut_off_loses_its_last_record_at_most() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records");
    written(&path, 3);
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> = {
        let mut scan = scan::Scan::of(&File::open(&path).unwrap()).unwrap();
        std::iter::from_fn(|| scan.next().unwrap()).map(|frame| frame.unwrap().place.end as usize).collect()
    };
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let ledger = LedgerFile::open(&path, &head_with("1"), false).unwrap();
        // The first frame is the head.
        let before = ends.iter().filter(|end| **end <= length).count().saturating_sub(1) as u64;
        assert_eq!(held(&ledger), (0..before).collect::<Vec<_>>(), "{length}");
        let torn = ledger.records().damage().len();
        assert_eq!(torn, usize::from(length > 0 && !ends.contains(&length)), "{length}");
        ledger.put(&unit(9), record(9)).unwrap();
        ledger.finish(false).unwrap();
        let again = LedgerFile::open(&path, &head_with("1"), false).unwrap();
        assert_eq!(held(&again), (0..before).chain([9]).collect::<Vec<_>>(), "{length}");
        assert!(again.records().damage().is_empty(), "{length}");
    }
}

/// Whichever byte is changed, at most the record it belongs to is lost, and it is named.
#[test]
fn a_damaged_record_is_named_set_aside_and_missed_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records");
    written(&path, 3);
    let whole = fs::read(&path).unwrap();
    let mut scan = scan::Scan::of(&File::open(&path).unwrap()).unwrap();
    let places: Vec<_> =
        std::iter::from_fn(|| scan.next().unwrap()).map(|frame| frame.unwrap().place).collect();
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        fs::write(&path, &bytes).unwrap();
        let ledger = LedgerFile::open(&path, &head_with("1"), false).unwrap();
        let hit = places.iter().position(|place| place.contains(&(at as u64))).unwrap();
        let left = (0..3).filter(|replication| *replication + 1 != hit as u64).collect::<Vec<_>>();
        assert_eq!(held(&ledger), left, "byte {at}");
        let [damage] = ledger.records().damage() else {
            panic!("byte {at}: {:?}", ledger.records().damage())
        };
        assert_eq!(damage.place.start, places[hit].start, "byte {at}");
        if hit > 0 && at as u64 > places[hit].start + 70 {
            // Its key is behind its head, and whole.
            assert_eq!(damage.unit, Some(unit(hit as u64 - 1)), "byte {at}");
            assert!(damage.to_string().contains(&format!("replication {}", hit - 1)), "{damage}");
        }
        drop(ledger);
        let again = LedgerFile::open(&path, &head_with("1"), false).unwrap();
        assert_eq!(held(&again), left, "byte {at}");
        assert!(again.records().damage().is_empty(), "byte {at}: it is told once");
        drop(again);
        let aside = path.with_file_name("records.damaged");
        if !damage_is_torn(&places[hit], whole.len()) {
            assert_eq!(
                fs::read(&aside).unwrap(),
                bytes[places[hit].start as usize..places[hit].end as usize]
            );
        }
        let _ = fs::remove_file(aside);
    }
}

/// A last frame whose length was changed looks like one that was cut off.
fn damage_is_torn(place: &std::ops::Range<u64>, length: usize) -> bool {
    place.end == length as u64
}

/// A disk that fails at a write, having written a part of it.
struct Failing {
    written: Arc<Mutex<Vec<u8>>>,
    left: u32,
    /// Whether what was half written can be taken back.
    cuts: bool,
}

impl Paper for Failing {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut written = self.written.lock().unwrap();
        if self.left == 0 {
            written.extend(&bytes[..bytes.len() / 2]);
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left"));
        }
        self.left -= 1;
        written.extend(bytes);
        Ok(())
    }

    fn make_safe(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        if self.cuts {
            self.written.lock().unwrap().truncate(length as usize);
        }
        Ok(())
    }
}

/// Whichever write fails, whoever writes is told, and what was written before is there.
#[test]
fn a_disk_that_fails_is_told_of_and_keeps_what_was_written() {
    let dir = tempfile::tempdir().unwrap();
    for (left, cuts) in (0..6).flat_map(|left| [(left, false), (left, true)]) {
        // A ledger without records takes its folder with it.
        let path = dir.path().join(format!("{left}-{cuts}")).join("records");
        fs::create_dir(path.parent().unwrap()).unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let paper = Failing { written: Arc::clone(&written), left, cuts };
        let lock = tempfile::tempfile().unwrap();
        let head = LedgerHead { settings: with_format("1"), ..head_with("1") };
        let ledger = LedgerFile::on(paper, &path, (Records::default(), 0), (0, &head), lock).unwrap();
        let mut told = None;
        for replication in 0..5 {
            told = told.or(ledger.put(&unit(replication), record(replication)).err());
        }
        let told = told.map_or_else(|| ledger.finish(true).unwrap_err().to_string(), |told| told.to_string());
        assert!(told.contains("no space left"), "{told}");
        fs::write(&path, &*written.lock().unwrap()).unwrap();
        let again = LedgerFile::open(&path, &head_with("1"), false).unwrap();
        // The first write is that of the head.
        assert_eq!(held(&again), (0..u64::from(left).saturating_sub(1)).collect::<Vec<_>>(), "{left}");
    }
}

fn with_format(value: &str) -> BTreeMap<String, String> {
    let mut settings = head_with(value).settings;
    settings.insert(FORMAT.0.to_owned(), FORMAT.1.to_owned());
    settings
}

/// A file of heads whose lengths lie, each as far as the file goes: it is read in the time of a few files, and what is
/// whole in front of it is kept.
#[test]
fn lengths_that_lie_take_no_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records");
    written(&path, 3);
    let mut bytes = fs::read(&path).unwrap();
    let (whole, total) = (bytes.len(), 1 << 20);
    while bytes.len() < total {
        let left = (total - bytes.len()) as u32;
        bytes.extend(frame::MARK);
        bytes.extend(40_u32.to_le_bytes());
        // Every third is beyond the end, or beyond what any frame has.
        let body = [left.saturating_sub(100), left, u32::MAX][bytes.len() / 16 % 3];
        bytes.extend(body.to_le_bytes());
        bytes.extend([7; 4]);
    }
    fs::write(&path, &bytes).unwrap();
    let begun = std::time::Instant::now();
    let ledger = LedgerFile::open(&path, &head_with("1"), false).unwrap();
    assert_eq!(held(&ledger), [0, 1, 2]);
    assert_eq!(ledger.records().damage()[0].place.start, whole as u64);
    // Each head tried would be 20 GB to read.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

/// A pipe in place of a ledger would be waited for.
#[cfg(unix)]
#[test]
fn a_pipe_is_no_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("records");
    if !std::process::Command::new("mkfifo").arg(&path).status().is_ok_and(|status| status.success()) {
        return;
    }
    assert!(matches!(LedgerFile::head(&path), Err(ResultsError::NotRegular { .. })));
    assert!(matches!(LedgerFile::open(&path, &head_with("1"), false), Err(ResultsError::NotRegular { .. })));
    let added = Records::default().add(&path, |_, _| Some(()));
    assert!(matches!(added, Err(ResultsError::NotRegular { .. })));
}
