//! The thread that writes a ledger: frames as they come, and everything safely on the disk once a second.
//!
//! A frame is handed to the operating system at once, so a program that is killed loses none; what a power failure may
//! take is what came within the last second.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::results::ResultsError;

/// How often what was written is made safe.
const SAFE_EVERY: Duration = Duration::from_secs(1);
/// Frames that may wait for the thread.
const WAITING: usize = 64;

/// What a ledger is written on. Tests use one that fails.
pub(super) trait Paper: Send {
    /// Appends bytes.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Makes sure that they outlast a power failure.
    fn make_safe(&mut self) -> io::Result<()>;
    /// Takes back what was appended after the first `length` bytes.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl Paper for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn make_safe(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.seek(SeekFrom::Start(length)).map(|_| ())
    }
}

/// Hands frames to the thread that writes them.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    frames: Option<SyncSender<Vec<u8>>>,
    thread: Option<JoinHandle<()>>,
    fault: Arc<Mutex<Option<io::Error>>>,
    /// Whether what was written is wanted after the end.
    wanted: Arc<AtomicBool>,
}

impl Writer {
    /// Goes on behind the first `length` bytes of `paper`, which is the file at `path`.
    pub(super) fn start(paper: impl Paper + 'static, length: u64, path: &Path) -> Self {
        let (frames, waiting) = sync_channel(WAITING);
        let fault = Arc::new(Mutex::new(None));
        let told = Arc::clone(&fault);
        let wanted = Arc::new(AtomicBool::new(true));
        let needed = Arc::clone(&wanted);
        let thread = std::thread::spawn(move || {
            if let Err(error) = write(paper, length, &waiting, &needed) {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        });
        Self { path: path.to_owned(), frames: Some(frames), thread: Some(thread), fault, wanted }
    }

    /// Writes a frame, soon.
    ///
    /// # Errors
    /// What went wrong with one before it.
    pub(super) fn put(&self, frame: Vec<u8>) -> Result<(), ResultsError> {
        let sent = self.frames.as_ref().is_some_and(|frames| frames.send(frame).is_ok());
        if sent { Ok(()) } else { Err(self.fault()) }
    }

    fn fault(&self) -> ResultsError {
        // Whoever comes later is told the same.
        let mut kept = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let again = kept.as_ref().map_or_else(
            || io::Error::other("the thread that writes has ended"),
            |fault| io::Error::new(fault.kind(), fault.to_string()),
        );
        ResultsError::io("write", &self.path)(
            kept.replace(again).unwrap_or_else(|| io::Error::other("ended")),
        )
    }

    /// Writes what waits, and makes it safe unless nobody will want it any more.
    ///
    /// # Errors
    /// What went wrong with any of it.
    pub(super) fn finish(&mut self, wanted: bool) -> Result<(), ResultsError> {
        self.wanted.store(wanted, Ordering::Relaxed);
        drop(self.frames.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let broken = self.fault.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if broken { Err(self.fault()) } else { Ok(()) }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Whoever wants to know what went wrong has asked.
        let _ = self.finish(true);
    }
}

/// Writes frames until there are no more.
fn write(
    mut paper: impl Paper,
    mut length: u64,
    frames: &Receiver<Vec<u8>>,
    wanted: &AtomicBool,
) -> io::Result<()> {
    // What is not safe yet, and when it will be.
    let mut due: Option<Instant> = None;
    loop {
        let wait = due.map_or(SAFE_EVERY, |due| due.saturating_duration_since(Instant::now()));
        match frames.recv_timeout(wait) {
            Ok(frame) => {
                if let Err(fault) = paper.append(&frame) {
                    // Half a frame is cut off by whoever opens the ledger, if not now.
                    let _ = paper.cut(length);
                    return Err(fault);
                }
                length += frame.len() as u64;
                due = due.or_else(|| Some(Instant::now() + SAFE_EVERY));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return if due.is_some() && wanted.load(Ordering::Relaxed) {
                    paper.make_safe()
                } else {
                    Ok(())
                };
            }
        }
        if due.is_some_and(|due| due <= Instant::now()) {
            paper.make_safe()?;
            due = None;
        }
    }
}
