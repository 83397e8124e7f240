//! `events.csv`: the event log, a row an event, in the columns process-mining tools expect.

use super::ResultsError;
use super::spool::{Spool, SpooledFile};
use super::text::{Stamps, push_integer};
use crate::experiment::Recorder;
use crate::observe::{DeskName, EventRecord, Observer};
use crate::time::Stamper;
use std::path::Path;

/// Columns of `events.csv`, in order.
///
/// `case_id` is `{replication}-{applicant}`, `resource` such as `reviewer-3`, counted from 1, and
/// empty when nobody of a desk is at work; `seq` counts an applicant's own events from 0.
pub const EVENT_COLUMNS: [&str; 7] =
    ["case_id", "activity", "lifecycle", "resource", "timestamp", "seq", "replication"];

/// Records every event.
#[derive(Debug)]
pub struct EventLog {
    file: SpooledFile,
    stamper: Stamper,
}

impl EventLog {
    /// Name of the file.
    pub const FILE: &'static str = "events.csv";

    /// Starts the file in `staging`; `scratch` takes what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(staging: &Path, scratch: &Path, stamper: Stamper) -> Result<Self, ResultsError> {
        let header = EVENT_COLUMNS.join(",") + "\n";
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, &header)?;
        Ok(Self { file, stamper })
    }
}

impl Recorder for EventLog {
    type Observer = EventObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<EventObserver, ResultsError> {
        let spool = self.file.spool(replication);
        Ok(EventObserver { replication, spool, stamps: Stamps::new(self.stamper.clone()) })
    }

    fn close(&self, _: u64, observer: EventObserver) -> Result<(), ResultsError> {
        self.file.append(observer.spool)
    }
}

/// Listens to the events of one replication.
#[derive(Debug)]
pub struct EventObserver {
    replication: u64,
    spool: Spool,
    stamps: Stamps,
}

impl Observer for EventObserver {
    fn event(&mut self, record: &EventRecord) {
        let Self { replication, spool, stamps } = self;
        spool.row(|text| write_row(text, *replication, record, stamps));
    }
}

/// Appends the row; fields in the order of [`EVENT_COLUMNS`].
fn write_row(text: &mut String, replication: u64, record: &EventRecord, stamps: &mut Stamps) {
    push_case_id(text, replication, record.index);
    for name in [record.activity.name(), record.lifecycle.name()] {
        text.push(',');
        text.push_str(name);
    }
    text.push(',');
    if let Some((desk, server)) = record.resource {
        push_resource(text, desk, server);
    }
    text.push(',');
    stamps.push(text, record.at);
    text.push(',');
    push_integer(text, u64::from(record.sequence));
    text.push(',');
    push_integer(text, replication);
    text.push('\n');
}

/// Appends the name of a case, the same in every form of the log.
#[inline]
pub(super) fn push_case_id(text: &mut String, replication: u64, applicant: u64) {
    push_integer(text, replication);
    text.push('-');
    push_integer(text, applicant);
}

/// Appends the name of one of a desk's people, counted from 1.
#[inline]
pub(super) fn push_resource(text: &mut String, desk: DeskName, server: u32) {
    text.push_str(desk.server());
    text.push('-');
    push_integer(text, u64::from(server) + 1);
}
