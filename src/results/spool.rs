//! Text of one replication on its way into a file that holds all of them in order.
//!
//! Replications are played side by side and finish in any order. The one whose turn it is writes
//! straight into the file, a block at a time. Any other writes into a spool of its own, in memory
//! while small and on disk beyond [`MEMORY`]; when its turn comes, the spool is appended to the
//! file. So memory does not grow with the length of a run. The file may open with a header and end
//! with a footer, which stands after the last replication that was appended, however many there
//! were; and something may stand between what two replications wrote. This module does not know what
//! the text says.

use super::digest::Passing;
use super::sink::{Making, Sink};
use super::text::Text;
use super::{FileEntry, ResultsError};
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Text kept in memory before the first byte goes to disk, bytes. The room of a text doubles, so a
/// little less than a power of two leaves it at that.
const MEMORY: usize = 8 * 1024 * 1024 - SLACK;
/// Text gathered before each write, bytes: little enough to be at hand when it is digested.
const BLOCK: usize = 256 * 1024 - SLACK;
/// More than most rows need, bytes.
const SLACK: usize = 16 * 1024;

/// A file that takes spools one after the other.
#[derive(Debug)]
pub(super) struct SpooledFile {
    name: String,
    scratch: PathBuf,
    memory: usize,
    separator: &'static str,
    shared: Arc<Shared>,
}

/// What a file and its spools have in common.
#[derive(Debug)]
struct Shared {
    sink: Mutex<Sink>,
    /// The replication that is to be appended next.
    turn: AtomicU64,
    /// Whether a replication that was appended has written something.
    filled: AtomicBool,
    /// Emptied texts of spools that had their turn, for new ones: most have room already.
    spare: Mutex<Vec<Text>>,
}

/// A thread that panicked while writing left a text short at worst; its run has failed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SpooledFile {
    /// Makes the file, which opens with `header`; spools that outgrow memory lie in `scratch`.
    pub(super) fn create(path: PathBuf, scratch: &Path, header: &str) -> Result<Self, ResultsError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self::on(Sink::create(path, header)?, name, scratch, 0))
    }

    /// Goes on with the file behind its first bytes, which have passed before; replication `next` has the next turn.
    pub(super) fn go_on(
        path: PathBuf,
        scratch: &Path,
        (passing, next): (Passing, u64),
    ) -> Result<Self, ResultsError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self::on(Sink::go_on(path, passing)?, name, scratch, next))
    }

    fn on(sink: Sink, name: String, scratch: &Path, next: u64) -> Self {
        let (sink, turn, filled) = (Mutex::new(sink), AtomicU64::new(next), AtomicBool::new(false));
        let shared = Arc::new(Shared { sink, turn, filled, spare: Mutex::default() });
        Self { name, scratch: scratch.to_owned(), memory: MEMORY, separator: "", shared }
    }

    /// The same file with `separator` between what two replications write; `filled` if one has written something before.
    pub(super) fn separated(self, separator: &'static str, filled: bool) -> Self {
        self.shared.filled.store(filled, Ordering::Relaxed);
        Self { separator, ..self }
    }

    /// The same file with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        Self { memory: bytes, ..self }
    }

    /// Emptied texts that wait for a spool.
    #[cfg(test)]
    pub(super) fn spare(&self) -> usize {
        lock(&self.shared.spare).len()
    }

    /// A spool for one replication.
    pub(super) fn spool(&self, replication: u64) -> Spool {
        Spool {
            replication,
            text: lock(&self.shared.spare).pop().unwrap_or_default(),
            limit: self.memory.min(BLOCK),
            memory: self.memory,
            path: self.scratch.join(format!("{}.{replication}", self.name)),
            separator: self.separator,
            begun: false,
            shared: Arc::clone(&self.shared),
            file: None,
            returned: false,
            fault: None,
        }
    }

    /// Appends the text of `spool`; the replication after it has the next turn. Says what is in the file then.
    ///
    /// # Errors
    /// What went wrong while the spool was written, or goes wrong now.
    pub(super) fn append(&self, mut spool: Spool) -> Result<FileEntry, ResultsError> {
        if let Some(fault) = spool.fault.take() {
            return Err(fault);
        }
        let mut sink = lock(&self.shared.sink);
        if self.shared.turn.load(Ordering::Relaxed) != spool.replication {
            // Whoever had the turn is passed over.
            sink.take_back()?;
        }
        spool.write_into(&mut sink)?;
        let entry = sink.settle()?;
        self.shared.filled.fetch_or(spool.begun, Ordering::Relaxed);
        self.shared.turn.store(spool.replication + 1, Ordering::Relaxed);
        spool.give_back();
        Ok(entry)
    }

    /// Ends the file with `footer`, and says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn finish(self, footer: &str) -> Result<FileEntry, ResultsError> {
        lock(&self.shared.sink).finish(footer)
    }

    /// Ends the file with `between`, what `other` holds, and `footer`, and says what is in it. The file of `other` is
    /// left where it lies.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn finish_with(
        self,
        between: &str,
        other: &Self,
        footer: &str,
    ) -> Result<FileEntry, ResultsError> {
        lock(&other.shared.sink).finish("")?;
        lock(&self.shared.sink).finish_with(between, lock(&other.shared.sink).path(), footer)
    }
}

/// The text of one replication. Its file, if any, is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Spool {
    replication: u64,
    text: Text,
    /// Length of `text` at which something is to be done about it.
    limit: usize,
    /// Length of `text` at which it goes to disk while another replication has its turn.
    memory: usize,
    path: PathBuf,
    separator: &'static str,
    /// Whether something of it has been written into the file.
    begun: bool,
    shared: Arc<Shared>,
    file: Option<File>,
    /// Whether a text has been given back for the one it began with.
    returned: bool,
    fault: Option<ResultsError>,
}

impl Spool {
    /// Lets `write` append a row. A fault is kept until [`SpooledFile::append`], because those who
    /// listen to a replication cannot fail; what comes after it is dropped.
    #[inline]
    pub(super) fn row(&mut self, write: impl FnOnce(&mut Text)) {
        write(&mut self.text);
        if self.text.len() >= self.limit {
            self.relieve();
        }
    }

    #[cold]
    #[inline(never)]
    fn relieve(&mut self) {
        if self.fault.is_some() {
            self.text.clear();
        } else if !self.write_in_turn() {
            self.lay_aside();
        }
    }

    /// It is not this replication's turn: the text is kept, in memory as long as it is not much.
    fn lay_aside(&mut self) {
        if self.text.len() < self.memory {
            self.limit = self.memory.min(self.text.len() + BLOCK);
            return;
        }
        self.fault = self.spill().map_err(ResultsError::io("write", &self.path)).err();
        if self.memory > BLOCK {
            self.give_back();
        }
        self.memory = self.memory.min(BLOCK);
        self.limit = self.memory;
        self.text.clear();
    }

    /// Leaves it to the file's own thread to make the next rows, if it is this replication's turn and nothing
    /// waits for that thread; says whether it did.
    pub(super) fn leave(&mut self, making: impl FnOnce() -> Making) -> bool {
        let mut left = false;
        if self.fault.is_none() {
            self.in_turn(|spool, sink| {
                if sink.nothing_waits() {
                    spool.write_into(sink)?;
                    spool.begin(sink)?;
                    sink.make(making())?;
                    left = true;
                }
                Ok(())
            });
        }
        left
    }

    /// Writes straight into the file if it is this replication's turn; says whether it was.
    fn write_in_turn(&mut self) -> bool {
        self.in_turn(Self::write_into)
    }

    /// Lets `write` have the file if it is this replication's turn; says whether it was.
    fn in_turn(&mut self, write: impl FnOnce(&mut Self, &mut Sink) -> Result<(), ResultsError>) -> bool {
        let shared = Arc::clone(&self.shared);
        let mine = || shared.turn.load(Ordering::Relaxed) == self.replication;
        if !mine() {
            return false;
        }
        let mut sink = lock(&shared.sink);
        // It may have been passed over before the file was free.
        let still = mine();
        if still {
            self.fault = write(self, &mut sink).err();
            self.memory = self.memory.min(BLOCK);
            self.limit = self.memory;
        }
        still
    }

    /// Writes what is on disk and in memory into the file that takes it, and is empty then.
    fn write_into(&mut self, sink: &mut Sink) -> Result<(), ResultsError> {
        if self.file.is_none() && self.text.len() == 0 {
            return Ok(());
        }
        self.begin(sink)?;
        if let Some(file) = &mut self.file {
            file.rewind().map_err(ResultsError::io("read", &self.path))?;
            sink.pour(file, &self.path)?;
            self.remove();
        }
        if self.text.len() == 0 { Ok(()) } else { sink.write(&mut self.text) }
    }

    /// Before the first of it: sets it apart from what another replication wrote.
    fn begin(&mut self, sink: &mut Sink) -> Result<(), ResultsError> {
        let first = !mem::replace(&mut self.begun, true);
        if first && !self.separator.is_empty() && self.shared.filled.load(Ordering::Relaxed) {
            let mut text = Text::default();
            text.push_str(self.separator);
            sink.write(&mut text)?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            empty => {
                let options = File::options().read(true).write(true).create(true).truncate(true).clone();
                empty.insert(options.open(&self.path)?)
            }
        };
        file.write_all(self.text.as_bytes())
    }

    /// Leaves its text, emptied, to another spool: each spool takes one, and gives back one, so that there
    /// are no more of them than spools at a time.
    fn give_back(&mut self) {
        if mem::replace(&mut self.returned, true) {
            return;
        }
        let mut text = mem::take(&mut self.text);
        text.clear();
        lock(&self.shared.spare).push(text);
    }

    fn remove(&mut self) {
        if self.file.take().is_some() {
            // The scratch folder goes in the end anyway.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.remove();
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The device finds no space left, whether a replication writes in its turn or all at once.
    #[test]
    fn a_full_disk_fails_the_append() {
        let dir = tempfile::tempdir().unwrap();
        let file = SpooledFile::create(PathBuf::from("/dev/full"), dir.path(), "").unwrap();
        let mut first = file.spool(0);
        for _ in 0..40_000 {
            first.row(|text| text.push_str("more than a block of rows;"));
        }
        let fault = file.append(first).unwrap_err();
        assert!(fault.to_string().contains("/dev/full"), "{fault}");
        let mut second = file.spool(0);
        second.row(|text| text.push_str("row"));
        assert!(file.append(second).is_err());
    }
}
