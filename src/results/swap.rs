//! Two folders that change places in one step of the file system.
//!
//! Linux (`renameat2` with `RENAME_EXCHANGE`) and macOS (`renameatx_np` with `RENAME_SWAP`) can; elsewhere, and where
//! the folder cannot be renamed (the root of a file system, a parent that may not be written into), it is told so, and
//! nothing has changed.

use std::fs;
use std::path::{Path, PathBuf};

use super::journal::step;

/// What stands before and behind the name of a folder in that of the one that is to take its place.
const MARKS: (&str, &str) = (".", ".sim-new");

/// Lets `staged`, which lies somewhere in `dir`, take the place of `dir`, and removes what `dir` was with everything in
/// it; whether it did. If not, both are as they were.
pub(super) fn exchange(staged: &Path, dir: &Path) -> bool {
    // By its own name: a link to the folder stays one, and `.` has no name.
    let Ok(dir) = fs::canonicalize(dir) else { return false };
    let Some(beside) = beside(&dir) else { return false };
    // Whoever stands in the folder would stand in one that is gone.
    if std::env::current_dir().is_ok_and(|here| here.starts_with(&dir)) || beside.exists() {
        return false;
    }
    if fs::metadata(&dir).and_then(|old| fs::set_permissions(staged, old.permissions())).is_err()
        || step().and_then(|()| fs::rename(staged, &beside)).is_err()
    {
        return false;
    }
    if step().is_err() || !change_places(&beside, &dir) {
        // It goes back to where the caller knows it.
        let _ = fs::rename(&beside, staged);
        return false;
    }
    // What cannot be removed now is removed by the next run.
    if step().is_ok() {
        let _ = fs::remove_dir_all(&beside);
    }
    true
}

/// Takes away what a run that was killed left beside `dir`: the new results before they took their place, or the old
/// ones after it.
pub(super) fn remove_left_over(dir: &Path) {
    let Some(beside) = fs::canonicalize(dir).ok().and_then(|dir| beside(&dir)) else { return };
    if fs::symlink_metadata(&beside).is_ok_and(|found| found.is_dir()) {
        let _ = fs::remove_dir_all(beside);
    }
}

/// The place beside a folder from which it is replaced.
fn beside(dir: &Path) -> Option<PathBuf> {
    let name = dir.file_name()?.to_str()?;
    Some(dir.with_file_name(format!("{}{name}{}", MARKS.0, MARKS.1)))
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
