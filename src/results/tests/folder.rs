//! Old results are replaced whole or stay; what is not ours stays in any case.

use crate::results::{Manifest, OutputFolder, ResultsError, digest_file, write_file};
use std::fs;
use std::path::{Path, PathBuf};

fn publish(dir: &Path, files: &[(&str, &str)]) -> PathBuf {
    let folder = OutputFolder::prepare(dir, false, None).unwrap();
    for (name, content) in files {
        write_file(&folder.staging().join(name), content.as_bytes()).unwrap();
    }
    folder.publish(Manifest { seed: 7, ..Manifest::default() }).unwrap()
}

/// Every file below `dir`, sorted.
fn listing(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            names.push(path.strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/"));
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    names.sort();
    names
}

#[test]
fn new_results_replace_old_ones_and_leave_what_is_not_ours() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("a/b/base");
    assert_eq!(publish(&dir, &[("summary.csv", "old"), ("cases.csv", "old"), ("charts/a.svg", "old")]), dir);
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    publish(&dir, &[("summary.csv", "new")]);
    assert_eq!(listing(&dir), ["manifest.json", "notes.txt", "summary.csv"]);
    assert_eq!(fs::read_to_string(dir.join("summary.csv")).unwrap(), "new");
    let manifest = Manifest::read(&dir).unwrap();
    assert_eq!(manifest.files.keys().collect::<Vec<_>>(), ["summary.csv"]);
    assert_eq!(manifest.files["summary.csv"], digest_file(&dir.join("summary.csv")).unwrap());
}

#[test]
fn a_stale_file_that_was_changed_or_lies_outside_stays() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    fs::write(root.path().join("outside"), "x").unwrap();
    publish(&dir, &[("cases.csv", "old"), ("outside", "x")]);
    fs::write(dir.join("cases.csv"), "edited").unwrap();
    let manifest = fs::read_to_string(dir.join("manifest.json")).unwrap();
    fs::write(dir.join("manifest.json"), manifest.replace("\"outside\"", "\"../outside\"")).unwrap();
    publish(&dir, &[("summary.csv", "new")]);
    assert!(root.path().join("outside").exists() && dir.join("cases.csv").exists());
}

#[test]
fn a_run_that_fails_leaves_everything_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    publish(&dir, &[("summary.csv", "old"), ("cases.csv", "old")]);
    let before = listing(&dir);
    let folder = OutputFolder::prepare(&dir, false, None).unwrap();
    write_file(&folder.staging().join("summary.csv"), b"half").unwrap();
    drop(folder);
    assert_eq!(listing(&dir), before);
    assert_eq!(fs::read_to_string(dir.join("summary.csv")).unwrap(), "old");
    // Folders made for a run that failed go with it.
    drop(OutputFolder::prepare(&root.path().join("x/y/z"), false, None).unwrap());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_in_the_place_of_a_file_is_found_before_anything_changes() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    publish(&dir, &[("a.csv", "old")]);
    fs::create_dir(dir.join("b.csv")).unwrap();
    let folder = OutputFolder::prepare(&dir, false, None).unwrap();
    write_file(&folder.staging().join("a.csv"), b"new").unwrap();
    write_file(&folder.staging().join("b.csv"), b"new").unwrap();
    let fault = folder.publish(Manifest::default()).unwrap_err();
    assert!(matches!(fault, ResultsError::NotAFile { .. }), "{fault}");
    assert_eq!(fs::read_to_string(dir.join("a.csv")).unwrap(), "old");
    assert_eq!(listing(&dir), ["a.csv", "b.csv", "manifest.json"]);
}

#[test]
fn what_sim_did_not_make_takes_force() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    drop(OutputFolder::prepare(dir, false, None).unwrap());
    for (name, content) in [("thesis.tex", ""), ("manifest.json", "{}"), ("manifest.json", "not json")] {
        fs::write(dir.join(name), content).unwrap();
        let text = OutputFolder::prepare(dir, false, None).unwrap_err().to_string();
        assert!(text.contains(name) && text.contains("--force") && text.contains("--out"), "{text}");
    }
    OutputFolder::prepare(dir, true, None).unwrap().publish(Manifest::default()).unwrap();
    assert_eq!(listing(dir), ["manifest.json", "thesis.tex"]);
    // From now on the folder is ours.
    drop(OutputFolder::prepare(dir, false, None).unwrap());
}

#[test]
fn what_a_killed_run_left_does_not_count_as_foreign() {
    let root = tempfile::tempdir().unwrap();
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    // The lock of a run that is killed goes with it.
    let left = root.path().join(".sim-staging-left");
    fs::create_dir_all(left.join("files")).unwrap();
    drop(folder);
    drop(OutputFolder::prepare(root.path(), false, None).unwrap());
    assert!(!left.exists(), "it is taken away by the next");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_being_written_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let first = OutputFolder::prepare(root.path(), false, None).unwrap();
    let fault = OutputFolder::prepare(root.path(), true, None).unwrap_err();
    assert!(matches!(fault, ResultsError::Busy { .. }), "{fault}");
    drop(first);
    drop(OutputFolder::prepare(root.path(), false, None).unwrap());
}

#[test]
fn a_file_in_the_way_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    let fault = OutputFolder::prepare(&file, true, None).unwrap_err();
    assert!(matches!(fault, ResultsError::NotAFolder { .. }), "{fault}");
    let text = OutputFolder::prepare(&file.join("below"), false, None).unwrap_err().to_string();
    assert!(text.contains("below") && text.contains("--out"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named_with_a_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(root.path().join("probe"), "").is_ok() {
        return; // Whoever may write anywhere cannot be refused.
    }
    let text = OutputFolder::prepare(&root.path().join("base"), false, None).unwrap_err().to_string();
    assert!(text.contains("base") && text.contains("permissions"), "{text}");
}

#[test]
fn a_manifest_reads_back_as_written() {
    let root = tempfile::tempdir().unwrap();
    let manifest = Manifest {
        command: vec!["sim".to_owned(), "run".to_owned(), "审核 \"x\".toml".to_owned()],
        seed: u64::MAX,
        interrupted: true,
        wall_seconds: 0.125,
        facts: serde_json::json!({ "backlog": [1, null, "x"] }),
        ..Manifest::default()
    };
    let folder = OutputFolder::prepare(root.path(), false, None).unwrap();
    write_file(&folder.staging().join("charts/x.svg"), b"<svg/>").unwrap();
    folder.publish(manifest.clone()).unwrap();
    let read = Manifest::read(root.path()).unwrap();
    assert_eq!(read.files["charts/x.svg"].bytes, 6);
    assert_eq!(Manifest { files: std::collections::BTreeMap::new(), ..read }, manifest);
    let missing = Manifest::read(&root.path().join("charts")).unwrap_err();
    assert!(matches!(missing, ResultsError::Missing { .. }), "{missing}");
}
