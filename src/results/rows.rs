//! Rows of one replication, kept as they are until someone has time to write them.
//!
//! Making the text takes close to half as long as all that led to it. So while a replication has its turn
//! and the thread that writes the file has nothing to do, it is given a block of rows, and makes their text
//! beside the simulation; otherwise they are written where they are. The text is the same either way. This
//! module does not know what a row says.

use super::ResultsError;
use super::spool::{Spool, SpooledFile, lock};
use super::text::Text;
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
    desk: Arc<Desk<F>>,
}

/// What the thread that writes the file needs.
#[derive(Debug)]
struct Desk<F: Form> {
    form: Mutex<F>,
    /// Blocks that have been written, emptied.
    spare: Mutex<Vec<Vec<F::Row>>>,
}

impl<F: Form> Rows<F> {
    /// Rows of `spool`, written in this form.
    pub(super) fn new(spool: Spool, form: F) -> Self {
        let desk = Arc::new(Desk { form: Mutex::new(form.clone()), spare: Mutex::default() });
        Self { block: Vec::with_capacity(BLOCK), spool, form, desk }
    }

    /// Adds a row.
    #[inline]
    pub(super) fn push(&mut self, row: F::Row) {
        self.block.push(row);
        if self.block.len() >= BLOCK {
            self.hand_over();
        }
    }

    /// Appends the rows to `file`; the replication after them has the next turn.
    ///
    /// # Errors
    /// As of [`SpooledFile::append`].
    pub(super) fn append_to(mut self, file: &SpooledFile) -> Result<(), ResultsError> {
        self.hand_over();
        file.append(self.spool)
    }

    #[inline(never)]
    fn hand_over(&mut self) {
        let Self { block, spool, form, desk } = self;
        let left = spool.leave(|| {
            let fresh = lock(&desk.spare).pop().unwrap_or_else(|| Vec::with_capacity(BLOCK));
            let (mut block, desk) = (mem::replace(block, fresh), Arc::clone(desk));
            Box::new(move |text| {
                let form = &mut *lock(&desk.form);
                block.drain(..).for_each(|row| form.write(&row, text));
                lock(&desk.spare).push(block);
            })
        });
        if !left {
            block.drain(..).for_each(|row| spool.row(|text| form.write(&row, text)));
        }
    }
}
