//! Two folders that change places in one step of the file system.
//!
//! Linux (`renameat2` with `RENAME_EXCHANGE`) and macOS (`renameatx_np` with `RENAME_SWAP`) can; elsewhere, and where
//! the folder cannot be renamed (the root of a file system, a parent that may not be written into), it is told so, and
//! nothing has changed.
//!
//! What is to take a folder's place waits beside it, in a folder of ours: it was made under a name that was free, and says
//! what it is. So nothing of anybody else's is taken for it, whatever its name.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::inside::open;
use super::journal::step;
use super::safe::sync_folder;

/// What stands before and behind the name of a folder in that of the one beside it; something random follows.
const MARKS: (&str, &str) = (".", ".sim-");
/// The file by which a folder beside another is known as ours, what it says, and where what is to change places lies.
const MARK: (&str, &str) = ("sim-swap", "Made by sim while it put results in place. It may be removed.\n");
const RESULTS: &str = "results";

/// Lets `staged`, which lies somewhere in `dir`, take the place of `dir`, and removes what `dir` was with everything in
/// it; whether it did. If not, both are as they were.
pub(super) fn exchange(staged: &Path, dir: &Path) -> bool {
    // By its own name: a link to the folder stays one, and `.` has no name.
    let Ok(dir) = fs::canonicalize(dir) else { return false };
    // Whoever stands in the folder would stand in one that is gone.
    if std::env::current_dir().is_ok_and(|here| here.starts_with(&dir)) {
        return false;
    }
    let Ok(ours) = folder_beside(&dir) else { return false };
    let results = ours.join(RESULTS);
    if fs::metadata(&dir).and_then(|old| fs::set_permissions(staged, old.permissions())).is_err()
        || step().and_then(|()| fs::rename(staged, &results)).is_err()
    {
        let _ = fs::remove_dir_all(&ours);
        return false;
    }
    if step().is_err() || !change_places(&results, &dir) {
        // It goes back to where the caller knows it.
        if fs::rename(&results, staged).is_ok() {
            let _ = fs::remove_dir_all(&ours);
        }
        return false;
    }
    // The new results have their name for good before the old ones go.
    sync_folder(&ours);
    dir.parent().map(sync_folder);
    // What cannot be removed now is removed by the next run.
    if step().is_ok() {
        let _ = fs::remove_dir_all(&ours);
    }
    true
}

/// Makes a folder of ours beside `dir`.
fn folder_beside(dir: &Path) -> io::Result<PathBuf> {
    let (Some(start), Some(parent)) = (start_of(dir), dir.parent()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let ours = tempfile::Builder::new().prefix(&start).tempdir_in(parent)?;
    fs::write(ours.path().join(MARK.0), MARK.1)?;
    Ok(ours.keep())
}

/// Takes away what a run that was killed left beside `dir`: the new results before they took their place, or the old
/// ones after it.
pub(super) fn remove_left_over(dir: &Path) {
    let Ok(dir) = fs::canonicalize(dir) else { return };
    let (Some(start), Some(parent)) = (start_of(&dir), dir.parent()) else { return };
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let named = entry.file_name().to_str().is_some_and(|name| name.starts_with(&start));
        if named && is_ours(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a folder holds our mark, and nothing but it and results.
fn is_ours(folder: &Path) -> bool {
    let is_dir = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let known = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| [MARK.0, RESULTS].iter().any(|name| entry.file_name() == *name))
    };
    is_dir(folder)
        && entries.into_iter().all(known)
        && open(&folder.join(MARK.0)).is_ok_and(|mark| {
            let mut text = String::new();
            mark.take(1 + MARK.1.len() as u64).read_to_string(&mut text).is_ok() && text == MARK.1
        })
}

/// How the name of a folder beside `dir` begins.
fn start_of(dir: &Path) -> Option<String> {
    let name = dir.file_name()?.to_str()?;
    Some(format!("{}{name}{}", MARKS.0, MARKS.1))
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn change_places(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

/// Space on the disk on which `path` lies or will lie, bytes; nothing where it is not known.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn free_space(path: &Path) -> Option<u64> {
    let there = path.ancestors().find(|part| part.exists()).unwrap_or(Path::new("."));
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Space on the disk on which `path` lies or will lie, bytes; nothing where it is not known.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn free_space(_: &Path) -> Option<u64> {
    None
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn change_places(_: &Path, _: &Path) -> bool {
    false
}
