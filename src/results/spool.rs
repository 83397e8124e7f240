//! Text of one replication on its way into a file that holds all of them in order.
//!
//! Replications are played side by side and finish in any order. Each writes into a spool of its
//! own, in memory while small and on disk beyond [`MEMORY`]; when its turn comes, the spool is
//! appended to the file. So memory does not grow with the length of a run. The file may open with a
//! header and end with a footer, which stands after the last replication that had its turn, however
//! many there were. This module does not know what the text says.

use super::ResultsError;
use super::text::Text;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Text kept in memory before the first byte goes to disk, bytes. The room of a text doubles, so a
/// little less than a power of two leaves it at that.
const MEMORY: usize = 8 * 1024 * 1024 - SLACK;
/// Text gathered before each later write, bytes.
const BLOCK: usize = 256 * 1024 - SLACK;
/// More than most rows need, bytes.
const SLACK: usize = 16 * 1024;

/// A file that takes spools one after the other.
#[derive(Debug)]
pub(super) struct SpooledFile {
    path: PathBuf,
    file: Mutex<File>,
    scratch: PathBuf,
    memory: usize,
    spare: Spare,
}

/// Emptied texts of spools that had their turn, for new ones: their memory is there already.
type Spare = Arc<Mutex<Vec<Text>>>;

/// A thread that panicked while writing left a text short at worst; its run has failed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SpooledFile {
    /// Makes the file, which opens with `header`; spools that outgrow memory lie in `scratch`.
    pub(super) fn create(path: PathBuf, scratch: &Path, header: &str) -> Result<Self, ResultsError> {
        let mut file = File::create(&path).map_err(ResultsError::io("write", &path))?;
        file.write_all(header.as_bytes()).map_err(ResultsError::io("write", &path))?;
        Ok(Self {
            path,
            file: Mutex::new(file),
            scratch: scratch.to_owned(),
            memory: MEMORY,
            spare: Spare::default(),
        })
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
            text: lock(&self.spare).pop().unwrap_or_default(),
            spare: Arc::clone(&self.spare),
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
        let mut out = lock(&self.file);
        if let Some(file) = &mut spool.file {
            file.rewind().map_err(ResultsError::io("read", &spool.path))?;
            io::copy(file, &mut *out).map_err(ResultsError::io("write", &self.path))?;
        }
        out.write_all(spool.text.as_bytes()).map_err(ResultsError::io("write", &self.path))?;
        if spool.file.is_none() {
            spool.give_back();
        }
        Ok(())
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
    text: Text,
    /// Length of `text` at which it goes to disk.
    limit: usize,
    spare: Spare,
    path: PathBuf,
    file: Option<File>,
    fault: Option<ResultsError>,
}

impl Spool {
    /// Lets `write` append a row. A fault is kept until [`SpooledFile::append`], because those who
    /// listen to a replication cannot fail; what comes after it is dropped.
    #[inline]
    pub(super) fn row(&mut self, write: impl FnOnce(&mut Text)) {
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
            self.give_back();
        }
        self.text.clear();
    }

    /// Leaves the text, emptied, to another spool.
    fn give_back(&mut self) {
        let mut text = mem::take(&mut self.text);
        text.clear();
        lock(&self.spare).push(text);
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
