//! What is on the disk for good: files and folders that outlast a power failure.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ResultsError;
use super::inside::files_below;

/// Files that are made safe at once: the disk takes several in the time of one.
const AT_ONCE: usize = 16;

/// Makes every file below `dir` safe, and the folders that hold them.
///
/// # Errors
/// What the operating system refuses.
pub(super) fn sync_below(dir: &Path) -> Result<(), ResultsError> {
    let names = files_below(dir)?;
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), ResultsError> {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = dir.join(name);
            let safe = File::open(&path).and_then(|file| file.sync_all());
            safe.or_else(unless_unknown).map_err(ResultsError::io("write", &path))?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(names.len())).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Ok(())))
    })?;
    let mut folders: Vec<&Path> = names.iter().filter_map(|name| Path::new(name).parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        sync_folder(&dir.join(folder));
    }
    sync_folder(dir);
    Ok(())
}

/// Makes the names in a folder safe, where folders can be.
pub(super) fn sync_folder(dir: &Path) {
    let _ = File::open(dir).and_then(|folder| folder.sync_all());
}

/// Nothing where files cannot be made safe at all.
fn unless_unknown(fault: io::Error) -> io::Result<()> {
    match fault.kind() {
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput => Ok(()),
        _ => Err(fault),
    }
}
