//! A file that is written from its start to its end, and digested as it goes.
//!
//! What is written belongs to a turn and counts once the turn is over; what a turn left unfinished
//! wrote is taken back. So a part may go straight into the file before it is known to be kept, and
//! the manifest needs no second reading of the file. This module does not know what the text says.

use super::digest::{PIECE, Passing};
use super::{FileEntry, ResultsError};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file that takes text in turns.
#[derive(Debug)]
pub(super) struct Sink {
    path: PathBuf,
    file: File,
    /// Of everything written.
    passing: Passing,
    /// The same, up to the end of the latest turn.
    settled: Passing,
}

impl Sink {
    /// Makes the file, which opens with `header`.
    pub(super) fn create(path: PathBuf, header: &str) -> Result<Self, ResultsError> {
        let file = File::create(&path).map_err(ResultsError::io("write", &path))?;
        let mut sink = Self { path, file, passing: Passing::default(), settled: Passing::default() };
        sink.write(header.as_bytes())?;
        sink.settle();
        Ok(sink)
    }

    /// Writes more of the turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), ResultsError> {
        self.file.write_all(bytes).map_err(ResultsError::io("write", &self.path))?;
        self.passing.update(bytes);
        Ok(())
    }

    /// Writes what `from`, the file at `source`, holds from where it stands.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn pour(&mut self, from: &mut File, source: &Path) -> Result<(), ResultsError> {
        let mut piece = vec![0; PIECE];
        loop {
            match from.read(&mut piece).map_err(ResultsError::io("read", source))? {
                0 => return Ok(()),
                read => self.write(&piece[..read])?,
            }
        }
    }

    /// Ends a turn: what it wrote counts.
    pub(super) fn settle(&mut self) {
        self.settled = self.passing.clone();
    }

    /// Takes back what was written since the latest turn ended.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn take_back(&mut self) -> Result<(), ResultsError> {
        // In any case: a write that failed may have left some of its bytes.
        let end = self.settled.bytes();
        let wrong = ResultsError::io("write", &self.path);
        self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end))).map_err(wrong)?;
        self.passing = self.settled.clone();
        Ok(())
    }

    /// Ends the file with `footer`, after the latest turn that ended, and says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn finish(&mut self, footer: &str) -> Result<FileEntry, ResultsError> {
        self.take_back()?;
        self.write(footer.as_bytes())?;
        self.settle();
        Ok(self.settled.clone().entry())
    }
}
