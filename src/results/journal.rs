//! How a folder changes as a whole: what is to change lies beside it, complete, before anything changes.
//!
//! Everything new is gathered in a folder of its own. One rename gives it the name [`COMMIT`], and from that moment the
//! new results are the ones that count: [`carry_out`] moves them into place and takes away what the old run left, and
//! whoever opens the folder after a kill does the rest of it first. While files are moved the folder has no manifest, so
//! that nobody takes what lies there for one run's. Every step can be repeated. Files are safe on
//! the disk before they are decided on, and their names before the manifest that vouches for them, so it holds for power
//! failures as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::inside::{files_below, look, open, path_inside};
use super::manifest::FileEntry;
use super::safe::sync_folder;
use super::{Manifest, ResultsError, digest_file};

/// Name of the folder that holds a change which is decided and not yet carried out.
pub(super) const COMMIT: &str = ".sim-commit";
/// The new files in it, and the list of those to take away.
const FILES: &str = "files";
const REMOVE: &str = "remove.json";

/// The manifest of a change that is decided and not yet carried out.
pub(super) fn pending(dir: &Path) -> Option<Manifest> {
    let commit = dir.join(COMMIT);
    let decided = fs::symlink_metadata(&commit).is_ok_and(|found| found.is_dir());
    // Its manifest is moved last: without one nothing is left to do but to take the folder away.
    if decided { Manifest::read(&commit.join(FILES)).ok() } else { None }
}

/// Decides on a change: everything in `change/files`, whose manifest is there, is to be put into `dir`, and the files
/// of `remove` to be taken away. Consumes `change`, which must lie in `dir`.
///
/// # Errors
/// What the operating system refuses; then nothing has changed.
pub(super) fn decide(
    dir: &Path,
    change: &Path,
    remove: &BTreeMap<String, FileEntry>,
) -> Result<(), ResultsError> {
    let list = change.join(REMOVE);
    let text =
        serde_json::to_vec(remove).map_err(|source| ResultsError::Manifest { path: list.clone(), source })?;
    step().and_then(|()| fs::write(&list, text)).map_err(ResultsError::io("write", &list))?;
    let commit = dir.join(COMMIT);
    step().and_then(|()| fs::rename(change, &commit)).map_err(ResultsError::io("replace", &commit))?;
    sync_folder(dir);
    Ok(())
}

/// Carries out a change that is decided, or the rest of it; nothing if there is none. The folder must be locked.
///
/// # Errors
/// What the operating system refuses. What is left to do is done by the next call.
pub(super) fn carry_out(dir: &Path) -> Result<(), ResultsError> {
    let commit = dir.join(COMMIT);
    if !fs::symlink_metadata(&commit).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let files = commit.join(FILES);
    if let Some(manifest) = pending(dir) {
        let removed: BTreeMap<String, FileEntry> = open(&commit.join(REMOVE))
            .ok()
            .and_then(|file| serde_json::from_reader(file).ok())
            .unwrap_or_default();
        let place = dir.join(Manifest::FILE);
        if look(&place).is_ok() {
            step().and_then(|()| fs::remove_file(&place)).map_err(ResultsError::io("replace", &place))?;
        }
        for name in files_below(&files)?.iter().filter(|name| *name != Manifest::FILE) {
            replace(&files.join(name), &path_inside(dir, name)?)?;
        }
        for (name, entry) in removed.iter().filter(|(name, _)| !manifest.files.contains_key(*name)) {
            step().map_err(ResultsError::io("clean up in", dir))?;
            remove_stale(dir, name, entry);
        }
        // The manifest vouches for the others, so their names are on the disk before it.
        let folders = manifest.files.keys().filter_map(|name| Path::new(name).parent());
        folders.collect::<BTreeSet<_>>().iter().for_each(|folder| sync_folder(&dir.join(folder)));
        replace(&files.join(Manifest::FILE), &place)?;
        sync_folder(dir);
    }
    step().and_then(|()| fs::remove_dir_all(&commit)).map_err(ResultsError::io("clean up in", dir))
}

/// Renames a file into place; on one file system that is all or nothing.
fn replace(staged: &Path, place: &Path) -> Result<(), ResultsError> {
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).map_err(ResultsError::io("make the folder", parent))?;
    }
    step().and_then(|()| fs::rename(staged, place)).map_err(ResultsError::io("replace", place))
}

/// Removes a file of the run before, and the folders that are empty without it.
///
/// A file that has been changed since is no longer ours, and a name that leads out of the folder never was. What cannot
/// be removed does no harm: the new manifest does not list it.
fn remove_stale(dir: &Path, name: &str, entry: &FileEntry) {
    let Ok(path) = path_inside(dir, name) else { return };
    if !is_ours(&path, entry) || fs::remove_file(&path).is_err() {
        return;
    }
    let above = Path::new(name).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    for folder in above.map(|folder| dir.join(folder)).collect::<Vec<PathBuf>>() {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Whether the file at `path` is still the one that a run wrote.
pub(super) fn is_ours(path: &Path, entry: &FileEntry) -> bool {
    look(path).is_ok_and(|found| found.len() == entry.bytes)
        && digest_file(path).is_ok_and(|found| found == *entry)
}

/// A moment at which a run may be killed, or the disk fail. Tests let it happen at each.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "under test it fails where a test wants it")]
pub(super) fn step() -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use broken::step;

/// A disk that fails at a step of the tester's choice, and at all that come after it.
#[cfg(test)]
pub(in crate::results) mod broken {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// Lets so many further steps succeed; `None` for all.
    pub(in crate::results) fn after(steps: Option<u32>) {
        LEFT.set(steps);
    }

    pub(in crate::results) fn step() -> io::Result<()> {
        match LEFT.get() {
            Some(0) => Err(io::Error::other("killed here")),
            left => {
                LEFT.set(left.map(|steps| steps - 1));
                Ok(())
            }
        }
    }
}
