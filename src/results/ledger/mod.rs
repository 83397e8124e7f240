//! The ledger on disk: records of units, appended to one file as they come, and found again by their keys.
//!
//! The file is a row of frames ([`frame`]): the first says what the records are of, every other one holds a record. Who
//! opens it reads it once from front to end. A last frame that was cut off is taken away; damaged ones are set aside in a
//! file beside it and named, and what was in them is played again. A ledger that is handed over whole ends with a frame
//! that says how many records it holds, so that one that was cut between two frames is known. The file is locked while it
//! is open, so that two processes never write into one. What a record says is not known here.

mod damage;
mod frame;
mod head;
mod records;
mod scan;
mod writer;

#[cfg(test)]
mod tests;

use std::fs::{self, File, TryLockError};
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::ResultsError;
use super::inside::{self, only_files};
use crate::experiment::study::{Ledger, LedgerError, Unit};
pub use damage::Damage;
use damage::set_aside;
pub use head::LedgerHead;
pub(super) use records::Contents;
pub use records::Records;
use writer::{Paper, Writer};

/// Key of the frame that says what the records are of.
const HEAD_KEY: &[u8] = b"head";
/// Key of the frame that says how many records stand before it: the last one of a ledger that is whole.
const END_KEY: &[u8] = b"end";
/// Version of the form of frames and records, among the settings of every ledger.
pub(super) const FORMAT: (&str, &str) = ("ledger_format", "1");

/// A ledger that is open for writing.
#[derive(Debug)]
pub struct LedgerFile {
    path: PathBuf,
    records: Records,
    /// Records in other files, which are only read.
    also: Option<Arc<Records>>,
    writer: Writer,
    /// Frames of records in the file, those that were added among them.
    frames: AtomicU64,
    /// Records that were found and say something else than they should: how many, and the first of them.
    refused: Mutex<(u64, Option<Unit>)>,
    /// Whether it stays without any record.
    stays: bool,
    /// The file is ours while this is open.
    lock: File,
}

impl LedgerFile {
    /// Opens the ledger at `path`, or begins one. Records of something else than `head` says are refused, or with
    /// `discard` thrown away; a ledger without records never stands in the way.
    ///
    /// # Errors
    /// A ledger that another process has open, one of something else, a file that is no ledger, and what the operating
    /// system refuses.
    pub fn open(path: &Path, head: &LedgerHead, discard: bool) -> Result<Self, ResultsError> {
        let fault = |action| ResultsError::io(action, path);
        if let Some(parent) = path.parent() {
            only_files(parent)?;
            fs::create_dir_all(parent).map_err(ResultsError::io("make the folder", parent))?;
        }
        let mut file = open_locked(path)?;
        let mut head = head.clone();
        head.settings.insert(FORMAT.0.to_owned(), FORMAT.1.to_owned());
        let (mut records, mut read) = Records::of_file(&file, path)?;
        let there = read.head.as_ref().filter(|_| !records.is_empty());
        let differs = there.and_then(|there| there.differs(&head.settings));
        let mut length = 0;
        match differs {
            Some(differs) if !discard => {
                return Err(ResultsError::OtherStudy { path: path.to_owned(), differs });
            }
            Some(_) => (records, read.frames) = (Records::default(), 0),
            None if !read.damaged.is_empty() => {
                // A head that is damaged is no loss: records are found by what they are of.
                file = set_aside(&file, path, &read, &head_frame(&head, path)?)?;
                let damage = records.take_damage();
                (records, read) = Records::of_file(&file, path)?;
                (records, length) = (records.with_damage(damage), read.end);
            }
            None if !records.is_empty() => length = read.end,
            None => {}
        }
        file.set_len(length).map_err(fault("write"))?;
        file.seek(SeekFrom::Start(length)).map_err(fault("write"))?;
        let paper = file.try_clone().map_err(fault("write"))?;
        Self::on(paper, path, (records, read.frames), (length, &head), file)
    }

    /// Writes on `paper` behind what is there, beginning with a head where nothing is.
    fn on(
        paper: impl Paper + 'static,
        path: &Path,
        (records, frames): (Records, u64),
        (length, head): (u64, &LedgerHead),
        lock: File,
    ) -> Result<Self, ResultsError> {
        let writer = Writer::start(paper, length, path);
        if length == 0 {
            writer.put(head_frame(head, path)?)?;
        }
        let (frames, refused) = (AtomicU64::new(frames), Mutex::default());
        let path = path.to_owned();
        Ok(Self { path, records, also: None, writer, frames, refused, stays: false, lock })
    }

    /// What the ledger at `path` says of itself; `None` if there is none, or nothing in it.
    ///
    /// # Errors
    /// A file that is no ledger, and what the operating system refuses.
    pub fn head(path: &Path) -> Result<Option<LedgerHead>, ResultsError> {
        path.parent().map_or(Ok(()), only_files)?;
        match inside::open(path) {
            Err(ResultsError::Missing { .. }) => Ok(None),
            Err(fault) => Err(fault),
            Ok(file) => records::head(&file, path),
        }
    }

    /// Writes a note down: of several with one name the last counts.
    ///
    /// # Errors
    /// What could not be written before.
    pub fn note(&self, name: &str, text: &[u8]) -> Result<(), ResultsError> {
        self.writer.put(frame::frame(name.as_bytes(), text))
    }

    /// What was there when it was opened.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Finds these records as well, which are only read.
    pub fn read_also(&mut self, records: Arc<Records>) {
        self.also = Some(records).filter(|records| !records.is_empty());
    }

    /// Records that were found and could not be taken for what they should be: how many, and the first of them.
    pub fn refused(&self) -> (u64, Option<Unit>) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it holds no record, old or new.
    pub fn is_empty(&self) -> bool {
        self.also.is_none() && self.holds_none()
    }

    /// Whether its own file holds none.
    fn holds_none(&self) -> bool {
        self.frames.load(Ordering::Relaxed) == 0
    }

    /// Lets it stay even without records, as the ledger of a piece of which nothing can be played.
    pub fn stay(&mut self) {
        self.stays = true;
    }

    /// Writes what waits, and makes it safe if it will be `wanted`.
    ///
    /// # Errors
    /// What could not be written, from the beginning on.
    pub fn finish(mut self, wanted: bool) -> Result<(), ResultsError> {
        self.writer.finish(wanted)
    }

    /// Ends it as one that is whole, makes that safe, and gives it the name `to`. It stays locked until it has it, so that
    /// nobody writes on behind the end.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn hand_over(mut self, to: &Path) -> Result<(), ResultsError> {
        self.stays = true;
        self.writer.put(frame::frame(END_KEY, &self.frames.load(Ordering::Relaxed).to_le_bytes()))?;
        self.writer.finish(true)?;
        fs::rename(&self.path, to).map_err(ResultsError::io("replace", to))?;
        // So that the name outlasts a power failure as well, where folders can be made safe.
        let _ = to.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
        Ok(())
    }
}

/// A ledger without records leaves nothing behind. The lock is let go of by name: a process that is being started has the
/// open file as well for a moment, so closing it would not do.
impl Drop for LedgerFile {
    fn drop(&mut self) {
        let leaves = self.stays || !self.holds_none();
        // Whoever wants to know what went wrong has asked.
        let _ = self.writer.finish(leaves);
        if !leaves {
            let _ = fs::remove_file(&self.path);
            let _ = self.path.parent().map(fs::remove_dir);
        }
        let _ = self.lock.unlock();
    }
}

impl Ledger for LedgerFile {
    fn holds(&self, unit: &Unit) -> bool {
        self.records.holds(unit) || self.also.as_ref().is_some_and(|also| also.holds(unit))
    }

    fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(match (self.records.get(unit)?, &self.also) {
            (None, Some(also)) => also.get(unit)?,
            (found, _) => found,
        })
    }

    fn put(&self, unit: &Unit, record: Vec<u8>) -> Result<(), LedgerError> {
        if record.len() > frame::LONGEST_BODY as usize {
            // It would not be read again.
            return Ok(());
        }
        let key = postcard::to_allocvec(unit)?;
        self.frames.fetch_add(1, Ordering::Relaxed);
        Ok(self.writer.put(frame::frame(&key, &record))?)
    }

    fn refuse(&self, unit: &Unit) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.0 += 1;
        refused.1.get_or_insert(*unit);
    }
}

/// The frame that a ledger begins with.
fn head_frame(head: &LedgerHead, path: &Path) -> Result<Vec<u8>, ResultsError> {
    let text = serde_json::to_vec(head)
        .map_err(|source| ResultsError::Manifest { path: path.to_owned(), source })?;
    Ok(frame::frame(HEAD_KEY, &text))
}

/// Opens the file at `path`, or makes it, and locks it. Whoever had it before may have given it another name meanwhile:
/// then it is the file that has the name now.
fn open_locked(path: &Path) -> Result<File, ResultsError> {
    const MOST: u32 = 8;
    let options = File::options().read(true).write(true).create(true).truncate(false).clone();
    for _ in 0..MOST {
        let file = options.open(path).map_err(ResultsError::io("open", path))?;
        lock(&file, path)?;
        if still_there(&file, path) {
            return Ok(file);
        }
    }
    Err(ResultsError::Busy { path: path.to_owned() })
}

/// Whether a file that was opened still has its name.
#[cfg(unix)]
fn still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let known = |found: fs::Metadata| (found.dev(), found.ino());
    match (fs::symlink_metadata(path), file.metadata()) {
        (Ok(there), Ok(here)) => known(there) == known(here),
        _ => false,
    }
}

/// Where a file that is open cannot be renamed.
#[cfg(not(unix))]
fn still_there(_: &File, _: &Path) -> bool {
    true
}

fn lock(file: &File, path: &Path) -> Result<(), ResultsError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ResultsError::Busy { path: path.to_owned() }),
        // Some network file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}
