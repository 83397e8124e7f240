//! The digests of files that were taken while they were written.

use super::entries;
use super::logs::{applicant, application, names, stamper};
use super::xes::ended;
use crate::experiment::Recorder;
use crate::results::spool::SpooledFile;
use crate::results::{
    CaseLog, CaseObserver, CsvStyle, FileEntry, LogFiles, Manifest, OutputFolder, RunLog, digest_file,
    sha256, write_file,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// More than a block of rows, a few times over.
const MANY: u64 = 3_000;

fn listen(observer: &mut CaseObserver, rows: u64) {
    let applicant = applicant();
    (0..rows).for_each(|index| ended(observer, &application(&applicant, index)));
}

/// Ends the log, holds what it says against its file, and returns the text.
fn finished(log: CaseLog, dir: &Path) -> String {
    let path = dir.join(CaseLog::FILE);
    let said = log.finish().unwrap();
    assert_eq!(said, digest_file(&path).unwrap());
    std::fs::read_to_string(path).unwrap()
}

/// Straight into the file, in memory, spilled, and spilled first and in turn then: the same text, and
/// its digest.
#[test]
fn every_way_into_a_file_is_digested() {
    let played = |order: &[&[(u64, u64)]], memory: usize| {
        let root = tempfile::tempdir().unwrap();
        let log =
            CaseLog::create(root.path(), root.path(), stamper(), Arc::new(entries()), CsvStyle::Standard)
                .unwrap()
                .with_memory(memory);
        let mut observers: Vec<_> = (0..3).map(|replication| Some(log.open(replication).unwrap())).collect();
        for (closed, part) in (0..).zip(order) {
            for (replication, rows) in *part {
                listen(observers[*replication as usize].as_mut().unwrap(), *rows);
            }
            log.close(closed, observers[closed as usize].take().unwrap()).unwrap();
        }
        finished(log, root.path())
    };
    let in_turn: &[&[(u64, u64)]] = &[&[(0, MANY)], &[(1, MANY)], &[(2, MANY)]];
    let at_once: &[&[(u64, u64)]] = &[&[(2, MANY), (1, MANY), (0, MANY)], &[], &[]];
    let expected = played(in_turn, usize::MAX);
    assert!(expected.len() > 2 * 1024 * 1024, "several blocks a replication: {}", expected.len());
    assert!(played(in_turn, 1_000) == expected);
    for memory in [1_000, 300_000, usize::MAX] {
        assert!(played(at_once, memory) == expected, "with {memory} bytes of memory");
    }
    // The later ones begin beside the first and go on in their turn.
    let halves: &[&[(u64, u64)]] =
        &[&[(1, MANY), (2, MANY), (0, MANY)], &[(2, MANY), (1, MANY)], &[(2, MANY)]];
    assert!(played(halves, 1_000) == played(halves, usize::MAX));
}

/// What a replication wrote in its turn is taken back if it is never closed.
#[test]
fn a_replication_cut_off_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let log = CaseLog::create(root.path(), root.path(), stamper(), Arc::new(entries()), CsvStyle::Standard)
        .unwrap();
    let mut first = log.open(0).unwrap();
    listen(&mut first, 2);
    log.close(0, first).unwrap();
    let mut second = log.open(1).unwrap();
    listen(&mut second, MANY);
    // Another thread writes.
    let written = || std::fs::metadata(root.path().join(CaseLog::FILE)).unwrap().len();
    let deadline = Instant::now() + Duration::from_mins(1);
    while written() < 100_000 {
        assert!(Instant::now() < deadline, "the second has written {} bytes", written());
        std::thread::yield_now();
    }
    drop(second);
    assert_eq!(finished(log, root.path()).lines().count(), 1 + 2);
}

/// The manifest says of every file what is on disk: of a log, of a small file, and of one that is not
/// what was said of it.
#[test]
fn the_manifest_holds_the_digests_of_the_files() {
    let root = tempfile::tempdir().unwrap();
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    let files = LogFiles {
        cases: true,
        events_csv: true,
        events_xes: true,
        events_ocel: true,
        ..LogFiles::default()
    };
    let log = RunLog::create(&folder, &stamper(), &names(), files).unwrap();
    let mut observer = log.open(0).unwrap();
    let applicant = applicant();
    ended(&mut observer, &application(&applicant, 7));
    log.close(0, observer).unwrap();
    let mut known = log.finish(false).unwrap().files;
    assert_eq!(
        known.keys().collect::<Vec<_>>(),
        ["cases.csv", "events.csv", "events.ocel.json", "events.xes"]
    );
    write_file(&folder.staging().join("small.txt"), b"small").unwrap();
    write_file(&folder.staging().join("longer.txt"), b"longer now").unwrap();
    for gone in ["longer.txt", "gone.txt"] {
        known.insert(gone.to_owned(), FileEntry { sha256: sha256(b"before"), bytes: 6 });
    }
    let dir = folder.publish(Manifest { files: known, ..Manifest::default() }).unwrap();
    let files = Manifest::read(&dir).unwrap().files;
    let expected = ["cases.csv", "events.csv", "events.ocel.json", "events.xes", "longer.txt", "small.txt"];
    assert_eq!(files.keys().collect::<Vec<_>>(), expected);
    for (name, entry) in files {
        assert_eq!(entry, digest_file(&dir.join(&name)).unwrap(), "{name}");
    }
}

/// Spools that go to disk out of turn give back one text each, like the others.
#[test]
fn texts_are_no_more_than_spools_at_a_time() {
    let root = tempfile::tempdir().unwrap();
    let file = SpooledFile::create(root.path().join("log"), root.path(), "").unwrap().with_memory(300_000);
    for pair in 0..10 {
        let mut spools = [2 * pair, 2 * pair + 1].map(|replication| file.spool(replication));
        for spool in spools.iter_mut().rev() {
            (0..20_000)
                .for_each(|_| spool.row(|text| text.push_str("forty bytes or so of a row of a log\n")));
        }
        for spool in spools {
            file.append(spool).unwrap();
        }
    }
    assert_eq!(file.spare(), 2);
    let written = file.finish("").unwrap().bytes;
    assert_eq!(written, 20 * 20_000 * 36);
}
