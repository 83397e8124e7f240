//! Names inside a folder: the one way from what a manifest says to a path.
//!
//! A folder may come from somebody else, so what it says is not trusted. A name leads to a path only if it stays inside:
//! no root, no prefix, no `..`, and nothing on the way that is a link or anything else but a folder. What lies at the
//! path may be looked at only if it is a file: a link would be followed, and a pipe or a device waited for.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::ResultsError;

/// The path of `name` (its parts divided by `/`) in `dir`.
///
/// # Errors
/// A name that leads out of `dir`, or through something that is no folder.
pub(super) fn path_inside(dir: &Path, name: &str) -> Result<PathBuf, ResultsError> {
    let relative = Path::new(name);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)))
        && relative.components().next().is_some()
        && !name.contains(['\0', '\\']);
    if !inside {
        return Err(ResultsError::Outside { path: dir.to_owned(), name: name.to_owned() });
    }
    let mut path = dir.to_owned();
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        if parts.peek().is_some() && fs::symlink_metadata(&path).is_ok_and(|found| !found.is_dir()) {
            return Err(ResultsError::NotAFolder { path });
        }
    }
    Ok(path)
}

/// Opens a file that an output folder must hold, and nothing else: no link, pipe or device.
///
/// # Errors
/// A missing file, something that is no file, and what the operating system refuses.
pub(super) fn open(path: &Path) -> Result<File, ResultsError> {
    look(path)?;
    File::open(path).map_err(|fault| refused(path, fault))
}

/// Nothing if `place` is not there, or is a folder that holds files and folders alone. Records are written where they
/// lie, so a link among them would be written through, and a pipe waited for.
///
/// # Errors
/// A link in its place or in it, or anything else that is neither file nor folder, and what the operating system refuses.
pub(super) fn only_files(place: &Path) -> Result<(), ResultsError> {
    match fs::symlink_metadata(place) {
        Err(_) => return Ok(()),
        Ok(found) if !found.is_dir() => return Err(ResultsError::NotAFolder { path: place.to_owned() }),
        Ok(_) => {}
    }
    for entry in fs::read_dir(place).map_err(ResultsError::io("look into", place))? {
        let path = entry.map_err(ResultsError::io("look into", place))?.path();
        let found = match fs::symlink_metadata(&path) {
            // Another process has given it another name: one that plays the piece beside this one.
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => continue,
            found => found.map_err(ResultsError::io("look into", &path))?,
        };
        if !found.is_file() && !found.is_dir() {
            return Err(ResultsError::NotRegular { path });
        }
    }
    Ok(())
}

/// What is known of a file that an output folder must hold; the same errors as [`open`].
pub(super) fn look(path: &Path) -> Result<Metadata, ResultsError> {
    let found = fs::symlink_metadata(path).map_err(|fault| refused(path, fault))?;
    if found.is_file() { Ok(found) } else { Err(ResultsError::NotRegular { path: path.to_owned() }) }
}

fn refused(path: &Path, fault: io::Error) -> ResultsError {
    match fault.kind() {
        io::ErrorKind::NotFound => ResultsError::Missing { path: path.to_owned() },
        _ => ResultsError::io("read", path)(fault),
    }
}

/// Every file below `dir`, by its path with `/` between the parts, in order. Links and what else is no file are left
/// out, and folders behind links are not entered.
///
/// # Errors
/// What the operating system refuses.
pub(super) fn files_below(dir: &Path) -> Result<Vec<String>, ResultsError> {
    let mut names = Vec::new();
    let mut open = vec![(dir.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(ResultsError::io("look into", &folder))? {
            let entry = entry.map_err(ResultsError::io("look into", &folder))?;
            let kind = entry.file_type().map_err(ResultsError::io("look into", &entry.path()))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_stay_inside_have_a_path() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path();
        assert_eq!(path_inside(dir, "charts/a.svg").unwrap(), dir.join("charts/a.svg"));
        for name in ["", ".", "..", "../x", "a/../../x", "/etc/passwd", "a\0b", "..\\x", "a/.."] {
            assert!(matches!(path_inside(dir, name), Err(ResultsError::Outside { .. })), "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_neither_followed_nor_read() {
        let root = tempfile::tempdir().unwrap();
        let (dir, outside) = (root.path().join("dir"), root.path().join("outside"));
        fs::create_dir_all(&dir).unwrap();
        fs::create_dir_all(&outside).unwrap();
        fs::write(outside.join("secret"), "x").unwrap();
        std::os::unix::fs::symlink(&outside, dir.join("charts")).unwrap();
        std::os::unix::fs::symlink(outside.join("secret"), dir.join("summary.csv")).unwrap();
        assert!(matches!(path_inside(&dir, "charts/secret"), Err(ResultsError::NotAFolder { .. })));
        assert!(matches!(open(&dir.join("summary.csv")), Err(ResultsError::NotRegular { .. })));
        assert!(files_below(&dir).unwrap().is_empty());
        assert!(matches!(only_files(&dir), Err(ResultsError::NotRegular { .. })));
        assert!(matches!(only_files(&dir.join("charts")), Err(ResultsError::NotAFolder { .. })));
        assert!(only_files(&outside).is_ok() && only_files(&dir.join("nothing")).is_ok());
    }
}
