//! The ledger on disk: records of units, appended to one file as they come, and found again by their keys.
//!
//! The file is a row of frames ([`frame`]): the first says what the records are of, every other one holds a record. Who
//! opens it reads it once from front to end. A last frame that was cut off is taken away; damaged ones are set aside in a
//! file beside it and named, and what was in them is played again. The file is locked while it is open, so that two
//! processes never write into one. What a record says is not known here.

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
use std::sync::atomic::{AtomicBool, Ordering};

use super::ResultsError;
use super::inside::only_files;
use crate::experiment::study::{Ledger, LedgerError, Unit};
pub use head::LedgerHead;
pub use records::{Damage, Records};
use writer::{Paper, Writer};

/// Key of the frame that says what the records are of.
const HEAD_KEY: &[u8] = b"head";
/// Version of the form of frames and records, among the settings of every ledger.
pub(super) const FORMAT: (&str, &str) = ("ledger_format", "1");

/// A ledger that is open for writing.
#[derive(Debug)]
pub struct LedgerFile {
    path: PathBuf,
    records: Records,
    writer: Writer,
    /// Whether a record was added.
    added: AtomicBool,
    /// Whether it stays without any record.
    stays: bool,
    /// The file is ours while this is open.
    _lock: File,
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
        let options = File::options().read(true).write(true).create(true).truncate(false).clone();
        let mut file = options.open(path).map_err(fault("open"))?;
        lock(&file, path)?;
        let mut head = head.clone();
        head.settings.insert(FORMAT.0.to_owned(), FORMAT.1.to_owned());
        let mut records = Records::default();
        let read = records.read(&file, path)?;
        let there = read.head.as_ref().filter(|_| !records.is_empty());
        let differs = there.and_then(|there| there.differs(&head.settings));
        let mut length = 0;
        match differs {
            Some(differs) if !discard => {
                return Err(ResultsError::OtherStudy { path: path.to_owned(), differs });
            }
            Some(_) => records = Records::default(),
            None if !read.damaged.is_empty() => {
                // A head that is damaged is no loss: records are found by what they are of.
                (file, length) = records.set_aside(&file, path, &read, &head_frame(&head, path)?)?;
                lock(&file, path)?;
            }
            None if !records.is_empty() => length = read.end,
            None => {}
        }
        file.set_len(length).map_err(fault("write"))?;
        file.seek(SeekFrom::Start(length)).map_err(fault("write"))?;
        let paper = file.try_clone().map_err(fault("write"))?;
        Self::on(paper, path, records, (length, &head), file)
    }

    /// Writes on `paper` behind what is there, beginning with a head where nothing is.
    fn on(
        paper: impl Paper + 'static,
        path: &Path,
        records: Records,
        (length, head): (u64, &LedgerHead),
        lock: File,
    ) -> Result<Self, ResultsError> {
        let writer = Writer::start(paper, length, path);
        if length == 0 {
            writer.put(head_frame(head, path)?)?;
        }
        let added = AtomicBool::new(false);
        Ok(Self { path: path.to_owned(), records, writer, added, stays: false, _lock: lock })
    }

    /// What the ledger at `path` says of itself; `None` if there is none, or nothing in it.
    ///
    /// # Errors
    /// A file that is no ledger, and what the operating system refuses.
    pub fn head(path: &Path) -> Result<Option<LedgerHead>, ResultsError> {
        path.parent().map_or(Ok(()), only_files)?;
        match File::open(path) {
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(ResultsError::io("open", path)(fault)),
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

    /// Finds records in the file at `path` as well, which is only read.
    ///
    /// # Errors
    /// Records of something else, and what the operating system refuses.
    pub fn read_also(&mut self, path: &Path) -> Result<(), ResultsError> {
        let file = File::open(path).map_err(ResultsError::io("open", path))?;
        self.records.read(&file, path).map(|_| ())
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it holds no record, old or new.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && !self.added.load(Ordering::Relaxed)
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
}

/// A ledger without records leaves nothing behind.
impl Drop for LedgerFile {
    fn drop(&mut self) {
        if self.is_empty() && !self.stays {
            let _ = self.writer.finish(false);
            let _ = fs::remove_file(&self.path);
            let _ = self.path.parent().map(fs::remove_dir);
        }
    }
}

impl Ledger for LedgerFile {
    fn holds(&self, unit: &Unit) -> bool {
        self.records.holds(unit)
    }

    fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.records.get(unit)?)
    }

    fn put(&self, unit: &Unit, record: Vec<u8>) -> Result<(), LedgerError> {
        let key = postcard::to_allocvec(unit)?;
        self.added.store(true, Ordering::Relaxed);
        Ok(self.writer.put(frame::frame(&key, &record))?)
    }
}

/// The frame that a ledger begins with.
fn head_frame(head: &LedgerHead, path: &Path) -> Result<Vec<u8>, ResultsError> {
    let text = serde_json::to_vec(head)
        .map_err(|source| ResultsError::Manifest { path: path.to_owned(), source })?;
    Ok(frame::frame(HEAD_KEY, &text))
}

fn lock(file: &File, path: &Path) -> Result<(), ResultsError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ResultsError::Busy { path: path.to_owned() }),
        // Some network file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}
