//! Records stay where they are until results are whole, and whatever step a run is killed at.

use crate::results::journal::broken;
use crate::results::{Manifest, OutputFolder, write_file};
use std::fs;
use std::path::Path;

fn stage(dir: &Path) -> OutputFolder {
    let folder = OutputFolder::prepare(dir, false, None).unwrap();
    write_file(&folder.staging().join("a.csv"), b"new").unwrap();
    fs::create_dir_all(folder.ledger()).unwrap();
    fs::write(folder.ledger().join("records"), "records").unwrap();
    folder
}

fn manifest(interrupted: bool) -> Manifest {
    Manifest { interrupted, ..Manifest::default() }
}

fn records(dir: &Path) -> Option<String> {
    fs::read_to_string(dir.join(".ledger/records")).ok()
}

/// A folder with old results, and with a file of others if so wanted: then it cannot be swapped as a whole.
fn folder(foreign: bool) -> (tempfile::TempDir, std::path::PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    stage(&dir).publish(manifest(false)).unwrap();
    if foreign {
        fs::write(dir.join("notes.txt"), "mine").unwrap();
    }
    (root, dir)
}

#[test]
fn records_go_with_whole_results_unless_they_are_to_be_kept() {
    for foreign in [false, true] {
        let (_root, dir) = folder(foreign);
        assert_eq!(records(&dir), None);
        stage(&dir).publish(manifest(true)).unwrap();
        assert_eq!(records(&dir).as_deref(), Some("records"), "an interrupted run goes on later");
        assert_eq!(fs::read_to_string(dir.join("a.csv")).unwrap(), "new");
        // Pages that are drawn again are no reason to forget them.
        let pages = OutputFolder::prepare(&dir, false, None).unwrap();
        write_file(&pages.staging().join("report.html"), b"page").unwrap();
        let old = Manifest::read(&dir).unwrap();
        pages.update(old).unwrap();
        assert_eq!(records(&dir).as_deref(), Some("records"));
        let mut kept = stage(&dir);
        kept.keep_ledger();
        kept.publish(manifest(false)).unwrap();
        assert_eq!(records(&dir).as_deref(), Some("records"));
        let listed = Manifest::read(&dir).unwrap().files;
        assert_eq!(listed.keys().collect::<Vec<_>>(), ["a.csv"], "they are no results");
        stage(&dir).publish(manifest(false)).unwrap();
        assert!(!dir.join(".ledger").exists());
    }
}

#[test]
fn records_of_an_interrupted_run_outlast_a_disk_that_fails_at_any_step() {
    for foreign in [false, true] {
        for steps in 0.. {
            let (_root, dir) = folder(foreign);
            let folder = stage(&dir);
            broken::after(Some(steps));
            let result = folder.publish(manifest(true));
            let unused = broken::step().is_ok();
            broken::after(None);
            assert_eq!(records(&dir).as_deref(), Some("records"), "{foreign}, step {steps}");
            OutputFolder::recover(&dir).unwrap();
            let next = OutputFolder::prepare(&dir, false, None).unwrap();
            assert_eq!(records(&dir).as_deref(), Some("records"), "{foreign}, step {steps}, opened again");
            drop(next);
            if unused {
                assert!(result.is_ok());
                break;
            }
        }
    }
}

/// Records without results are ours: a run that was killed before its first results left them.
#[test]
fn a_folder_of_records_alone_is_ours() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    drop(stage(&dir));
    assert_eq!(records(&dir).as_deref(), Some("records"));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing else is left");
    stage(&dir).publish(manifest(false)).unwrap();
    assert!(dir.join("a.csv").exists() && records(&dir).is_none());
}
