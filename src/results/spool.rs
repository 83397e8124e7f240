//! Text of one replication on its way into a file that holds all of them in order.
//!
//! Replications are played side by side and finish in any order. Each writes into a spool of its
//! own, in memory while small and on disk beyond [`MEMORY`]; when its turn comes, the spool is
//! appended to the file. So memory does not grow with the length of a run. The file may open with a
//! header and end with a footer, which stands after the last replication that had its turn, however
//! many there were. This module does not know what the text says.

use super::ResultsError;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Text kept in memory before the first byte goes to disk, bytes.
const MEMORY: usize = 8 * 1024 * 1024;
/// Text gathered before each later write, bytes.
const BLOCK: usize = 256 * 1024;

/// A file that takes spools one after the other.
#[derive(Debug)]
pub(super) struct SpooledFile {
    path: PathBuf,
    file: Mutex<File>,
    scratch: PathBuf,
    memory: usize,
}

impl SpooledFile {
    /// Makes the file, which opens with `header`; spools that outgrow memory lie in `scratch`.
    pub(super) fn create(path: PathBuf, scratch: &Path, header: &str) -> Result<Self, ResultsError> {
        let mut file = File::create(&path).map_err(ResultsError::io("write", &path))?;
        file.write_all(header.as_bytes()).map_err(ResultsError::io("write", &path))?;
        Ok(Self { path, file: Mutex::new(file), scratch: scratch.to_owned(), memory: MEMORY })
    }

    /// The same file with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        Self { memory: bytes, ..self }
    }

    /// A spool for one replication.
    pub(super) fn spool(&self, replication: u64) -> Spool {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        Spool {
            text: String::new(),
            limit: self.memory,
            path: self.scratch.join(format!("{name}.{replication}")),
            file: None,
            fault: None,
        }
    }

    /// Appends the text of `spool`.
    ///
    /// # Errors
    /// What went wrong while the spool was written, or goes wrong now.
    pub(super) fn append(&self, mut spool: Spool) -> Result<(), ResultsError> {
        if let Some(fault) = spool.fault.take() {
            return Err(fault);
        }
        // A thread that panicked while writing left the file short at worst; its run has failed.
        let mut out = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut spool.file {
            file.rewind().map_err(ResultsError::io("read", &spool.path))?;
            io::copy(file, &mut *out).map_err(ResultsError::io("write", &self.path))?;
        }
        out.write_all(spool.text.as_bytes()).map_err(ResultsError::io("write", &self.path))
    }

    /// Ends the file with `footer`.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn finish(self, footer: &str) -> Result<(), ResultsError> {
        let mut file = self.file.into_inner().unwrap_or_else(PoisonError::into_inner);
        file.write_all(footer.as_bytes()).map_err(ResultsError::io("write", &self.path))
    }
}

/// The text of one replication. Its file, if any, is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Spool {
    text: String,
    /// Length of `text` at which it goes to disk.
    limit: usize,
    path: PathBuf,
    file: Option<File>,
    fault: Option<ResultsError>,
}

impl Spool {
    /// Lets `write` append a row. A fault is kept until [`SpooledFile::append`], because those who
    /// listen to a replication cannot fail; what comes after it is dropped.
    #[inline]
    pub(super) fn row(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        if self.text.len() >= self.limit {
            self.spill();
        }
    }

    #[cold]
    fn spill(&mut self) {
        if self.fault.is_none()
            && let Err(fault) = self.write_out()
        {
            self.fault = Some(ResultsError::io("write", &self.path)(fault));
        }
        if self.limit > BLOCK {
            self.limit = BLOCK;
            self.text = String::with_capacity(BLOCK + BLOCK / 16);
        }
        self.text.clear();
    }

    fn write_out(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            empty => {
                let options = File::options().read(true).write(true).create(true).truncate(true).clone();
                empty.insert(options.open(&self.path)?)
            }
        };
        file.write_all(self.text.as_bytes())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // The scratch folder goes in the end anyway.
            let _ = fs::remove_file(&self.path);
        }
    }
}
