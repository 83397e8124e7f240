//! A file that is written from its start to its end, and digested as it goes.
//!
//! What is written belongs to a turn and counts once the turn is over; what a turn left unfinished
//! wrote is taken back. So a part may go straight into the file before it is known to be kept, and
//! the manifest needs no second reading of the file.
//!
//! A thread of its own writes and digests, and makes the text where it is left to it, so that where a core
//! is idle, whoever has something to tell goes on meanwhile. A fault comes out at the end of the turn. This
//! module does not know what the text says.

use super::digest::{PIECE, Passing};
use super::text::Text;
use super::{FileEntry, ResultsError};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

/// Texts that may wait to be written: enough that a write that takes long is seldom waited for.
const WAITING: usize = 4;
/// Texts with more room than this are not handed over but copied piece by piece, bytes.
const LARGE: usize = 1024 * 1024;

/// Appends text to what stands in it.
pub(super) type Making = Box<dyn FnOnce(&mut Text) + Send>;

/// What the thread is to do.
enum Order {
    /// Write more of the turn.
    Write(Text),
    /// Make more of the turn, and write it.
    Make(Making),
    /// End the turn, or take it back; and say what the file holds.
    Settle(Sender<Answer>),
    TakeBack(Sender<Answer>),
}

/// What passed up to the end of the latest turn.
type Answer = Result<Passing, ResultsError>;

/// A file that takes text in turns.
#[derive(Debug)]
pub(super) struct Sink {
    path: PathBuf,
    /// Taken away when it is dropped, which ends the thread.
    orders: Option<SyncSender<Order>>,
    /// How many orders wait.
    waiting: Arc<AtomicUsize>,
    /// Texts that have been written, emptied.
    spare: Receiver<Text>,
    thread: Option<JoinHandle<()>>,
}

impl Sink {
    /// Makes the file, which opens with `header`.
    pub(super) fn create(path: PathBuf, header: &str) -> Result<Self, ResultsError> {
        let file = File::create(&path).map_err(ResultsError::io("write", &path))?;
        let mut sink = Self::on(file, path, Passing::default())?;
        sink.write_bytes(header.as_bytes())?;
        sink.settle()?;
        Ok(sink)
    }

    /// Goes on with the file behind its first bytes, which have passed before; what follows them is taken away.
    pub(super) fn go_on(path: PathBuf, passing: Passing) -> Result<Self, ResultsError> {
        let file = File::options().write(true).open(&path).map_err(ResultsError::io("write", &path))?;
        let mut sink = Self::on(file, path, passing)?;
        sink.take_back()?;
        Ok(sink)
    }

    /// Starts the thread that writes.
    fn on(file: File, path: PathBuf, passing: Passing) -> Result<Self, ResultsError> {
        let (orders, ordered) = sync_channel(WAITING);
        let (empty, spare) = channel();
        let writer = Writer { path: path.clone(), file, settled: passing.clone(), passing, fault: None };
        let waiting = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&waiting);
        let thread =
            thread::Builder::new().name("log".to_owned()).spawn(move || writer.serve(ordered, &left, &empty));
        let thread = Some(thread.map_err(ResultsError::io("start a thread to write", &path))?);
        Ok(Self { path, orders: Some(orders), waiting, spare, thread })
    }

    /// Writes more of the turn; `text` is empty then.
    ///
    /// # Errors
    /// That the thread has ended. What the operating system refuses comes out at [`Self::settle`].
    pub(super) fn write(&mut self, text: &mut Text) -> Result<(), ResultsError> {
        if text.room() <= LARGE {
            let spare = self.spare.try_recv().unwrap_or_default();
            return self.order(Order::Write(mem::replace(text, spare)));
        }
        self.write_bytes(text.as_bytes())?;
        text.clear();
        Ok(())
    }

    /// Whether nothing waits for the thread, which then has time for more than writing.
    pub(super) fn nothing_waits(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) == 0
    }

    /// Writes more of the turn, which the thread itself makes.
    ///
    /// # Errors
    /// As of [`Self::write`].
    pub(super) fn make(&self, making: Making) -> Result<(), ResultsError> {
        self.order(Order::Make(making))
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), ResultsError> {
        for piece in bytes.chunks(LARGE / 4) {
            let mut text = self.spare.try_recv().unwrap_or_default();
            text.push_bytes(piece);
            self.order(Order::Write(text))?;
        }
        Ok(())
    }

    /// Writes what `from`, the file at `source`, holds from where it stands.
    ///
    /// # Errors
    /// What the operating system refuses when it is read, and what [`Self::write`] says.
    pub(super) fn pour(&mut self, from: &mut File, source: &Path) -> Result<(), ResultsError> {
        let mut piece = vec![0; PIECE];
        loop {
            match from.read(&mut piece).map_err(ResultsError::io("read", source))? {
                0 => return Ok(()),
                read => self.write_bytes(&piece[..read])?,
            }
        }
    }

    /// Ends a turn: what it wrote counts. Says what is in the file.
    ///
    /// # Errors
    /// What the operating system refused in this turn.
    pub(super) fn settle(&mut self) -> Result<FileEntry, ResultsError> {
        self.ask(Order::Settle).map(Passing::entry)
    }

    /// Takes back what was written since the latest turn ended.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn take_back(&mut self) -> Result<(), ResultsError> {
        self.ask(Order::TakeBack).map(|_| ())
    }

    /// Ends the file with `footer`, after the latest turn that ended, and says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn finish(&mut self, footer: &str) -> Result<FileEntry, ResultsError> {
        self.take_back()?;
        self.write_bytes(footer.as_bytes())?;
        self.ask(Order::Settle).map(Passing::entry)
    }

    /// Ends the file with `between`, what the file at `source` holds, and `footer`, after the latest turn that ended, and
    /// says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub(super) fn finish_with(
        &mut self,
        between: &str,
        source: &Path,
        footer: &str,
    ) -> Result<FileEntry, ResultsError> {
        self.take_back()?;
        self.write_bytes(between.as_bytes())?;
        let mut from = File::open(source).map_err(ResultsError::io("read", source))?;
        self.pour(&mut from, source)?;
        self.settle()?;
        self.finish(footer)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn order(&self, order: Order) -> Result<(), ResultsError> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let sent = self.orders.as_ref().map(|orders| orders.send(order));
        if matches!(sent, Some(Ok(()))) { Ok(()) } else { Err(self.gone()) }
    }

    /// Orders something and waits until it is done.
    fn ask(&self, order: fn(Sender<Answer>) -> Order) -> Answer {
        let (answer, answered) = channel();
        self.order(order(answer))?;
        answered.recv().unwrap_or_else(|_| Err(self.gone()))
    }

    fn gone(&self) -> ResultsError {
        ResultsError::io("write", &self.path)(io::Error::other("its thread has ended"))
    }
}

impl Drop for Sink {
    /// Waits until what was ordered is done, so that nothing is written into a folder that is gone.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to do.
            let _ = thread.join();
        }
    }
}

/// What the thread holds.
#[derive(Debug)]
struct Writer {
    path: PathBuf,
    file: File,
    /// Of everything written.
    passing: Passing,
    /// The same, up to the end of the latest turn.
    settled: Passing,
    /// What went wrong in this turn; nothing more of it is written then.
    fault: Option<ResultsError>,
}

impl Writer {
    fn serve(mut self, orders: Receiver<Order>, waiting: &AtomicUsize, spare: &Sender<Text>) {
        let mut made = Text::default();
        for order in orders {
            waiting.fetch_sub(1, Ordering::Relaxed);
            // Whoever waits for an answer, or takes a text back, may be gone.
            match order {
                Order::Write(mut text) => {
                    self.write(text.as_bytes());
                    text.clear();
                    let _ = spare.send(text);
                }
                // Nothing is written any more in a turn that has failed.
                Order::Make(_) if self.fault.is_some() => {}
                Order::Make(making) => {
                    making(&mut made);
                    self.write(made.as_bytes());
                    made.clear();
                }
                Order::Settle(answer) => drop(answer.send(self.settle())),
                Order::TakeBack(answer) => drop(answer.send(self.take_back())),
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            let written = self.file.write_all(bytes);
            self.fault = written.map_err(ResultsError::io("write", &self.path)).err();
            self.passing.update(bytes);
        }
    }

    fn settle(&mut self) -> Answer {
        if let Some(fault) = self.fault.take() {
            // What was digested of the turn is not in the file. A second fault would say no more.
            let _ = self.take_back();
            return Err(fault);
        }
        self.settled = self.passing.clone();
        Ok(self.settled.clone())
    }

    fn take_back(&mut self) -> Answer {
        self.fault = None;
        // In any case: a write that failed may have left some of its bytes.
        let end = self.settled.bytes();
        let wrong = ResultsError::io("write", &self.path);
        self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end))).map_err(wrong)?;
        self.passing = self.settled.clone();
        Ok(self.settled.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(of: &str) -> Text {
        let mut text = Text::default();
        text.push_str(of);
        text
    }

    #[test]
    fn a_turn_that_is_taken_back_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let mut sink = Sink::create(path.clone(), "head ").unwrap();
        for (word, kept) in [("one ", true), ("two ", false), ("three ", true), ("four ", false)] {
            let (first, second) = word.split_at(2);
            let mut text = text(first);
            sink.write(&mut text).unwrap();
            assert_eq!(text.len(), 0);
            sink.make(Box::new(move |text| text.push_str(second))).unwrap();
            if kept { sink.settle().map(|_| ()) } else { sink.take_back() }.unwrap();
        }
        sink.write(&mut text("five ")).unwrap();
        let entry = sink.finish("foot").unwrap();
        let written = std::fs::read(&path).unwrap();
        assert_eq!(String::from_utf8_lossy(&written), "head one three foot");
        let sha256 = crate::results::sha256(&written);
        assert_eq!(entry, FileEntry { sha256, bytes: written.len() as u64 });
    }

    #[test]
    fn what_cannot_be_made_is_a_fault() {
        let dir = tempfile::tempdir().unwrap();
        let mut sink = Sink::create(dir.path().join("log"), "").unwrap();
        sink.make(Box::new(|_| panic!("no such row"))).unwrap();
        let fault = sink.settle().unwrap_err();
        assert!(fault.to_string().contains("thread has ended"), "{fault}");
    }

    #[test]
    fn a_large_text_is_written_whole_and_keeps_its_room() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let mut sink = Sink::create(path.clone(), "").unwrap();
        let rows = "0123456789,".repeat(3 * LARGE / 11);
        let mut large = text(&rows);
        let room = large.room();
        sink.write(&mut large).unwrap();
        assert_eq!((large.len(), large.room()), (0, room));
        sink.settle().unwrap();
        sink.finish("").unwrap();
        assert!(std::fs::read(&path).unwrap() == rows.as_bytes());
    }

    #[test]
    fn a_turn_that_failed_is_taken_back_and_the_next_is_clean() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let file = File::create(&path).unwrap();
        let nothing = Passing::default();
        let mut writer =
            Writer { path: path.clone(), file, settled: nothing.clone(), passing: nothing, fault: None };
        writer.write(b"kept ");
        writer.settle().unwrap();
        writer.write(b"half a ");
        writer.fault = Some(ResultsError::io("write", &path)(io::Error::other("no space")));
        writer.write(b"turn ");
        assert!(writer.settle().is_err());
        writer.write(b"next");
        let entry = writer.settle().unwrap().entry();
        let written = std::fs::read(&path).unwrap();
        assert_eq!(String::from_utf8_lossy(&written), "kept next");
        assert_eq!(entry, FileEntry { sha256: crate::results::sha256(&written), bytes: 9 });
    }

    /// A device on which every write finds no space left.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_at_the_end_of_the_turn() {
        let mut sink = Sink::create(PathBuf::from("/dev/full"), "").unwrap();
        for _ in 0..3 {
            sink.write(&mut text("row")).unwrap();
        }
        let fault = sink.settle().unwrap_err();
        assert!(fault.to_string().contains("/dev/full"), "{fault}");
        assert!(Sink::create(PathBuf::from("/dev/full"), "header").is_err());
    }
}
