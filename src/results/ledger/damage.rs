//! What of a ledger could not be read: how it is told, and how the rest is saved from it.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::lock;
use super::records::Contents;
use crate::experiment::study::Unit;
use crate::results::ResultsError;
use crate::words::say;

/// A stretch of a ledger that could not be read. What was in it is played again.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Where it lies in it, bytes.
    pub place: Range<u64>,
    /// Whose record it was, if that can still be read.
    pub unit: Option<Unit>,
    /// Whether it is the last frame, cut off while it was written.
    pub torn: bool,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, Range { start, end }) = (self.path.display(), &self.place);
        let unit = self.unit.map_or_else(String::new, |unit| say!(OfTheRecord, unit = unit));
        f.write_str(&if self.torn {
            say!(BytesAreCutOff, path = path, start = start, end = end, unit = unit)
        } else {
            say!(BytesAreDamaged, path = path, start = start, end = end, unit = unit)
        })
    }
}

/// Writes the file at `path` anew without what is damaged, which goes into a file beside it; with `head` in front if it
/// has lost its own. Gives the new file, locked.
pub(super) fn set_aside(
    file: &File,
    path: &Path,
    read: &Contents,
    head: &[u8],
) -> Result<File, ResultsError> {
    let beside = |end: &str| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(end);
        path.with_file_name(name)
    };
    let (aside, fresh) = (beside(".damaged"), beside(".new"));
    let mut damaged =
        File::options().append(true).create(true).open(&aside).map_err(ResultsError::io("write", &aside))?;
    for place in &read.damaged {
        copy(file, place.clone(), &mut damaged).map_err(ResultsError::io("write", &aside))?;
    }
    damaged.sync_all().map_err(ResultsError::io("write", &aside))?;
    let options = File::options().read(true).write(true).create(true).truncate(true).clone();
    let mut new = options.open(&fresh).map_err(ResultsError::io("write", &fresh))?;
    // Before it has its name, so that nobody comes between.
    lock(&new, &fresh)?;
    let mut write = || -> io::Result<()> {
        if read.head.is_none() {
            io::Write::write_all(&mut new, head)?;
        }
        let mut from = 0;
        for place in &read.damaged {
            copy(file, from..place.start, &mut new)?;
            from = place.end;
        }
        copy(file, from..read.end.max(from), &mut new)?;
        new.sync_all()
    };
    write().map_err(ResultsError::io("write", &fresh))?;
    fs::rename(&fresh, path).map_err(ResultsError::io("replace", path))?;
    Ok(new)
}

/// Copies a stretch of a file.
fn copy(mut file: &File, place: Range<u64>, to: &mut File) -> io::Result<()> {
    file.seek(SeekFrom::Start(place.start))?;
    let wanted = place.end - place.start;
    let copied = io::copy(&mut file.take(wanted), to)?;
    if copied == wanted { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
