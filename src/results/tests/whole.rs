//! The folder changes as a whole: whatever step a run is killed at, or the disk fails at, the old results are there, or the
//! new ones, or the new ones once the folder is opened again.

use crate::results::journal::broken;
use crate::results::{Manifest, Origin, OutputFolder, ResultsError, digest_file, write_file};
use std::fs;
use std::path::Path;

const OLD: &[(&str, &str)] =
    &[("a.csv", "old a"), ("b.csv", "old b"), ("charts/x.svg", "old x"), ("charts/y.svg", "old y")];
const NEW: &[(&str, &str)] =
    &[("a.csv", "new a"), ("b.csv", "new b"), ("charts/x.svg", "new x"), ("logs/c.csv", "new c")];

fn stage(dir: &Path, files: &[(&str, &str)]) -> OutputFolder {
    let folder = OutputFolder::prepare(dir, false, None).unwrap();
    for (name, content) in files {
        write_file(&folder.staging().join(name), content.as_bytes()).unwrap();
    }
    folder
}

fn manifest(seed: u64) -> Manifest {
    Manifest { seed, ..Manifest::default() }
}

/// The seed of the manifest, if all that it lists is there with its bytes.
fn whole(dir: &Path) -> Option<u64> {
    let manifest = Manifest::read(dir).ok()?;
    let same = manifest
        .files
        .iter()
        .all(|(name, entry)| digest_file(&dir.join(name)).is_ok_and(|found| found == *entry));
    same.then_some(manifest.seed)
}

/// Publishes over old results with a disk that fails at each step in turn; `after` is told of the folder, the number of
/// the step, and what publishing said.
fn fail_at_each_step(foreign: bool, after: impl Fn(&Path, u32, Result<(), ResultsError>)) -> u32 {
    for steps in 0.. {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("base");
        stage(&dir, OLD).publish(manifest(1)).unwrap();
        if foreign {
            fs::write(dir.join("notes.txt"), "mine").unwrap();
        }
        let folder = stage(&dir, NEW);
        broken::after(Some(steps));
        let result = folder.publish(manifest(2));
        let unused = broken::step().is_ok();
        broken::after(None);
        after(&dir, steps, result.map(|_| ()));
        // Whatever happened, the next run finds its way.
        stage(&dir, OLD).publish(manifest(3)).unwrap();
        assert_eq!(whole(&dir), Some(3), "after step {steps}");
        assert_eq!(dir.join("notes.txt").exists(), foreign);
        let left: Vec<_> =
            fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["base"], "after step {steps}");
        if unused {
            return steps;
        }
    }
    unreachable!("the steps end")
}

#[test]
fn a_folder_of_results_alone_is_old_or_new_at_every_step() {
    let steps = fail_at_each_step(false, |dir, steps, result| {
        // One step decides: before it all is old, after it all is new. Where folders cannot change places, see below.
        let found = whole(dir);
        if found.is_none() {
            // The disk failed at changing places and at each step that would have done without.
            assert!(result.is_err() && dir.join(".sim-commit").exists(), "after step {steps}");
            OutputFolder::recover(dir).unwrap();
            assert_eq!(whole(dir), Some(2));
            return;
        }
        assert_eq!(found, Some(if result.is_ok() { 2 } else { 1 }), "after step {steps}");
        if found == Some(2) {
            assert!(!dir.join("charts/y.svg").exists());
        }
    });
    assert!(steps >= 3, "{steps}");
}

#[test]
fn a_folder_with_files_of_others_is_mended_when_it_is_opened() {
    let steps = fail_at_each_step(true, |dir, steps, result| {
        let decided = dir.join(".sim-commit").exists();
        if decided && result.is_err() {
            // No manifest vouches for a mixture.
            assert!(matches!(whole(dir), None | Some(1 | 2)), "after step {steps}");
        }
        OutputFolder::recover(dir).unwrap();
        let expected = if decided || result.is_ok() { 2 } else { 1 };
        assert_eq!(whole(dir), Some(expected), "after step {steps}");
        assert_eq!(dir.join("charts/y.svg").exists(), expected == 1, "after step {steps}");
        assert_eq!(fs::read_to_string(dir.join("notes.txt")).unwrap(), "mine");
    });
    assert!(steps >= 9, "{steps}");
}

#[test]
fn a_folder_that_is_half_changed_is_ours() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    stage(&dir, OLD).publish(manifest(1)).unwrap();
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    let folder = stage(&dir, NEW);
    // The probes of three folders, the list, the decision, the old manifest, one file.
    broken::after(Some(6));
    assert!(folder.publish(manifest(2)).is_err());
    broken::after(None);
    assert!(whole(&dir).is_none() && dir.join(".sim-commit").exists());
    drop(OutputFolder::prepare(&dir, false, None).unwrap());
    assert_eq!(whole(&dir), Some(2));
}

#[cfg(unix)]
#[test]
fn nothing_outside_is_written_or_removed_through_names_or_links() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let (dir, outside) = (root.path().join("base"), root.path().join("outside"));
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("x.svg"), "theirs").unwrap();
    fs::write(root.path().join("profile"), "theirs").unwrap();
    stage(&dir, &[("a.csv", "a"), ("profile", "theirs"), ("x.svg", "theirs")]).publish(manifest(1)).unwrap();
    let path = dir.join(Manifest::FILE);
    let absolute = outside.join("x.svg").display().to_string();
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace("\"profile\"", "\"../profile\"").replace("\"x.svg\"", &format!("{absolute:?}"));
    fs::write(&path, text).unwrap();
    // Drawn again: charts would go through the link.
    symlink(&outside, dir.join("charts")).unwrap();
    let fault = stage(&dir, &[("charts/x.svg", "ours")]).update(Manifest::read(&dir).unwrap()).unwrap_err();
    assert!(matches!(fault, ResultsError::NotAFolder { .. }), "{fault}");
    let fault = Manifest::read(&dir).unwrap().verify_tables(&dir, &["../profile"]).unwrap_err();
    assert!(matches!(fault, ResultsError::Outside { .. }), "{fault}");
    // A new run removes what the old one listed, but nothing out there.
    fs::remove_file(dir.join("charts")).unwrap();
    stage(&dir, &[("b.csv", "b")]).publish(manifest(2)).unwrap();
    for file in ["profile", "outside/x.svg"] {
        assert_eq!(fs::read_to_string(root.path().join(file)).unwrap(), "theirs");
    }
}

/// A pipe would be waited for, and a link followed.
#[cfg(unix)]
#[test]
fn a_manifest_that_is_no_file_is_not_read() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    fs::create_dir(&dir).unwrap();
    let path = dir.join(Manifest::FILE);
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    if made.is_ok_and(|status| status.success()) {
        assert!(matches!(Manifest::read(&dir), Err(ResultsError::NotRegular { .. })));
        assert!(matches!(OutputFolder::prepare(&dir, false, None), Err(ResultsError::Occupied { .. })));
        fs::remove_file(&path).unwrap();
    }
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    assert!(matches!(Manifest::read(&dir), Err(ResultsError::NotRegular { .. })));
}

#[test]
fn a_table_that_was_changed_is_not_drawn_from() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    stage(&dir, &[("summary.csv", "old"), ("cases.csv", "log")]).publish(manifest(1)).unwrap();
    let manifest = Manifest::read(&dir).unwrap();
    manifest.verify_tables(&dir, &["summary.csv", "queues.csv"]).unwrap();
    fs::write(dir.join("cases.csv"), "changed").unwrap();
    manifest.verify_tables(&dir, &["summary.csv"]).unwrap();
    fs::write(dir.join("summary.csv"), "new").unwrap();
    let changed = |fault: ResultsError| assert!(matches!(fault, ResultsError::Changed { .. }), "{fault}");
    changed(manifest.verify_tables(&dir, &["summary.csv"]).unwrap_err());
    fs::write(dir.join("summary.csv"), "old").unwrap();
    fs::write(dir.join("queues.csv"), "of another run").unwrap();
    changed(manifest.verify_tables(&dir, &["summary.csv", "queues.csv"]).unwrap_err());
}

#[test]
fn results_of_another_scenario_file_take_force() {
    let root = tempfile::tempdir().unwrap();
    let (dir, one, other) =
        (root.path().join("out"), root.path().join("one.toml"), root.path().join("other.toml"));
    fs::write(&one, "").unwrap();
    fs::write(&other, "").unwrap();
    let [first, second] = [&one, &other].map(|file| Origin::of([file.as_path()]));
    let of = |origin: &Origin| Manifest {
        scenario_path: origin.typed().to_owned(),
        scenario_place: origin.place().to_owned(),
        ..Manifest::default()
    };
    OutputFolder::prepare(&dir, false, Some(&first)).unwrap().publish(of(&first)).unwrap();
    // However the file is reached.
    let again = Origin::of([root.path().join("./one.toml").as_path()]);
    drop(OutputFolder::prepare(&dir, false, Some(&again)).unwrap());
    let fault = OutputFolder::prepare(&dir, false, Some(&second)).unwrap_err();
    assert!(matches!(fault, ResultsError::OtherScenario { .. }), "{fault}");
    assert!(fault.to_string().contains("one.toml") && fault.to_string().contains("--force"), "{fault}");
    drop(OutputFolder::prepare(&dir, true, Some(&second)).unwrap());
}

#[test]
fn an_interrupted_run_goes_beside_a_finished_one() {
    let root = tempfile::tempdir().unwrap();
    let (dir, file) = (root.path().join("out"), root.path().join("one.toml"));
    fs::write(&file, "").unwrap();
    let origin = Origin::of([file.as_path()]);
    let made = |interrupted: bool, seed: u64| Manifest {
        seed,
        interrupted,
        scenario_path: origin.typed().to_owned(),
        scenario_place: origin.place().to_owned(),
        ..Manifest::default()
    };
    stage(&dir, OLD).publish(made(false, 1)).unwrap();
    for seed in [2, 3] {
        let folder = stage(&dir, NEW);
        assert!(folder.holds_finished());
        let beside = folder.publish_beside(made(true, seed), &origin).unwrap();
        assert_eq!(beside, root.path().join("out.interrupted"));
        assert_eq!((whole(&dir), whole(&beside)), (Some(1), Some(seed)));
    }
    // What lies there is somebody else's: the next name is taken.
    fs::write(root.path().join("out.interrupted/manifest.json"), "{}").unwrap();
    let beside = stage(&dir, NEW).publish_beside(made(true, 4), &origin).unwrap();
    assert_eq!((beside, whole(&dir)), (root.path().join("out.interrupted-2"), Some(1)));
    assert!(!dir.join(".sim-commit").exists() && fs::read_dir(&dir).unwrap().count() == 4);
}
