//! Rows of one replication, kept as they are until someone has time to write them.
//!
//! Making their text takes long beside all that led to them. So while a replication has its turn and nothing
//! waits for the thread that writes the file, that thread is given a block of rows, and makes their text beside
//! the simulation; otherwise they are written where they are. The text is the same either way. This module does
//! not know what a row says.

use super::spool::{Spool, SpooledFile, lock};
use super::text::Text;
use super::{FileEntry, ResultsError};
use std::mem;
use std::sync::{Arc, Mutex};

/// Rows handed over at a time: few enough to stay at hand until they are written.
const BLOCK: usize = 512;

/// How rows are written.
pub(super) trait Form: Clone + Send + 'static {
    /// All that stands in a row.
    type Row: Send + 'static;

    /// Appends `row` to `text`.
    fn write(&mut self, row: &Self::Row, text: &mut Text);
}

/// The rows of one replication on their way into a file.
#[derive(Debug)]
pub(super) struct Rows<F: Form> {
    block: Vec<F::Row>,
    spool: Spool,
    form: F,
    /// Once a block has been left to the thread that writes the file.
    desk: Option<Arc<Desk<F>>>,
}

/// What the thread that writes the file needs.
#[derive(Debug)]
struct Desk<F: Form> {
    form: Mutex<F>,
    /// Blocks that have been written, emptied.
    spare: Mutex<Vec<Vec<F::Row>>>,
}

impl<F: Form> Desk<F> {
    fn new(form: F) -> Self {
        Self { form: Mutex::new(form), spare: Mutex::default() }
    }
}

impl<F: Form> Rows<F> {
    /// Rows of `spool`, written in this form.
    pub(super) fn new(spool: Spool, form: F) -> Self {
        Self { block: Vec::new(), spool, form, desk: None }
    }

    /// Adds a row.
    #[inline]
    pub(super) fn push(&mut self, row: F::Row) {
        self.block.push(row);
        if self.block.len() >= BLOCK {
            self.hand_over();
        }
    }

    /// Writes what has been added so far where it is, and keeps no room for more.
    pub(super) fn write_out(&mut self) {
        self.write_here();
        self.block = Vec::new();
    }

    /// Appends the rows to `file`; the replication after them has the next turn.
    ///
    /// # Errors
    /// As of [`SpooledFile::append`].
    pub(super) fn append_to(mut self, file: &SpooledFile) -> Result<FileEntry, ResultsError> {
        self.write_out();
        file.append(self.spool)
    }

    /// Leaves the block to the thread that writes the file, or writes it here.
    #[inline(never)]
    fn hand_over(&mut self) {
        let Self { block, spool, form, desk } = self;
        let left = spool.leave(|| {
            let desk = desk.get_or_insert_with(|| Arc::new(Desk::new(form.clone())));
            let fresh = lock(&desk.spare).pop().unwrap_or_else(|| Vec::with_capacity(BLOCK));
            let (mut block, desk) = (mem::replace(block, fresh), Arc::clone(desk));
            Box::new(move |text| {
                let form = &mut *lock(&desk.form);
                block.drain(..).for_each(|row| form.write(&row, text));
                lock(&desk.spare).push(block);
            })
        });
        if !left {
            self.write_here();
        }
    }

    fn write_here(&mut self) {
        let Self { block, spool, form, .. } = self;
        block.drain(..).for_each(|row| spool.row(|text| form.write(&row, text)));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread;

    /// Writes numbers, and on a thread that writes a file waits before the first until it may go on.
    #[derive(Debug, Clone)]
    struct Numbers {
        arrived: Sender<()>,
        gate: Option<Arc<Mutex<Receiver<()>>>>,
    }

    impl Form for Numbers {
        type Row = usize;

        fn write(&mut self, row: &usize, text: &mut Text) {
            if thread::current().name() == Some("log")
                && let Some(gate) = self.gate.take()
            {
                self.arrived.send(()).unwrap();
                lock(&gate).recv().unwrap();
            }
            text.push_str(&format!("{row}\n"));
        }
    }

    /// While the first block is being written, the second waits, the third to fifth are written where they are, and
    /// the sixth is left again: all in order.
    #[test]
    fn rows_stay_in_order_whoever_writes_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let file = SpooledFile::create(path.clone(), dir.path(), "").unwrap();
        let ((arrived, arrival), (open, gate)) = (channel(), channel());
        let form = Numbers { arrived, gate: Some(Arc::new(Mutex::new(gate))) };
        let mut rows = Rows::new(file.spool(0), form);
        let block = |number: usize| number * BLOCK..(number + 1) * BLOCK;
        block(0).for_each(|row| rows.push(row));
        arrival.recv().unwrap();
        block(1).chain(block(2)).chain(block(3)).chain(block(4)).for_each(|row| rows.push(row));
        open.send(()).unwrap();
        // More, of which the last are no whole block.
        (5 * BLOCK..20 * BLOCK + 7).for_each(|row| rows.push(row));
        rows.append_to(&file).unwrap();
        file.finish("").unwrap();
        let expected: Vec<String> = (0..20 * BLOCK + 7).map(|row| format!("{row}\n")).collect();
        assert!(std::fs::read_to_string(path).unwrap() == expected.concat());
    }

    /// The device finds no space left: it is told when the rows are appended, and no rows are kept until then.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_fails_the_append() {
        let dir = tempfile::tempdir().unwrap();
        let file = SpooledFile::create("/dev/full".into(), dir.path(), "").unwrap();
        let mut rows = Rows::new(file.spool(0), Numbers { arrived: channel().0, gate: None });
        for row in 0..200 * BLOCK {
            rows.push(row);
            assert!(rows.block.len() < BLOCK);
        }
        let fault = rows.append_to(&file).unwrap_err();
        assert!(fault.to_string().contains("/dev/full"), "{fault}");
    }
}
