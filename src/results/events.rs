//! `events.csv`: the event log, a row an event, in the columns process-mining tools expect.

use super::cells::defused;
use super::decimal::push_float;
use super::digest::Passing;
use super::rows::{Form, Rows};
use super::spool::SpooledFile;
use super::stamps::Stamps;
use super::text::{Text, push_integer};
use super::{CsvStyle, FileEntry, ResultsError};
use crate::behaviour::Channel;
use crate::experiment::Recorder;
use crate::observe::{EventRecord, LogNames, OF_BACKLOG, Observer};
use crate::time::Stamper;
use std::path::Path;

/// Columns of `events.csv`, in order.
///
/// `case_id` is `r{replication}-a{applicant}`, `resource` such as `reviewer-3`, counted from 1, and
/// empty when nobody of a desk is at work; `seq` counts an applicant's own events from 0, in the order of
/// time. Where a log holds several replications, a resource is named apart by its own: `r1-reviewer-3`.
/// `attempt`, `score` (0..100) and `decision` are of the application under way at the moment; `reason` says
/// why a service stands still, a case leaves a line or is withdrawn, or an application is refused.
pub const EVENT_COLUMNS: [&str; 13] = [
    "case_id",
    "activity",
    "lifecycle",
    "resource",
    "timestamp",
    "seq",
    "replication",
    "cause",
    "channel",
    "attempt",
    "score",
    "decision",
    "reason",
];

/// Records every event.
#[derive(Debug)]
pub struct EventLog {
    file: SpooledFile,
    stamper: Stamper,
    style: CsvStyle,
    /// Names of what records point to.
    names: ResourceNames,
}

impl EventLog {
    /// Name of the file.
    pub const FILE: &'static str = "events.csv";

    /// Starts the file in `staging`; `scratch` takes what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        staging: &Path,
        scratch: &Path,
        stamper: Stamper,
        names: ResourceNames,
        style: CsvStyle,
    ) -> Result<Self, ResultsError> {
        let header = EVENT_COLUMNS.join(",");
        let header = format!("{}{header}\n", style.mark());
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, &header)?;
        Ok(Self { file, stamper, style, names })
    }

    /// Goes on with the file behind the first bytes, which have passed before; replication `from.1` is the next.
    pub(super) fn go_on(
        folder: &Path,
        scratch: &Path,
        from: (Passing, u64),
        (stamper, names, style): (Stamper, ResourceNames, CsvStyle),
    ) -> Result<Self, ResultsError> {
        let file = SpooledFile::go_on(folder.join(Self::FILE), scratch, from)?;
        Ok(Self { file, stamper, style, names })
    }

    /// Appends what was heard of one replication, and says what is in the file then.
    pub(super) fn settle(&self, observer: EventObserver) -> Result<FileEntry, ResultsError> {
        observer.rows.append_to(&self.file)
    }

    /// Ends the file after the replications that were closed, and says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<FileEntry, ResultsError> {
        self.file.finish("")
    }
}

impl Recorder for EventLog {
    type Observer = EventObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<EventObserver, ResultsError> {
        let stamps = Stamps::in_style(self.stamper.clone(), self.style);
        let names = self.names.written(replication, field);
        let form = EventForm { replication, stamps, names };
        Ok(EventObserver { rows: Rows::new(self.file.spool(replication), form) })
    }

    fn heard_all(&self, observer: &mut EventObserver) {
        observer.rows.write_out();
    }

    fn close(&self, _: u64, observer: EventObserver) -> Result<(), ResultsError> {
        self.settle(observer).map(|_| ())
    }
}

/// Listens to the events of one replication.
#[derive(Debug)]
pub struct EventObserver {
    rows: Rows<EventForm>,
}

impl Observer for EventObserver {
    fn event(&mut self, record: &EventRecord) {
        self.rows.push(*record);
    }
}

/// How the rows of one replication are written.
#[derive(Debug, Clone)]
struct EventForm {
    replication: u64,
    stamps: Stamps,
    names: LogNames,
}

impl Form for EventForm {
    type Row = EventRecord;

    fn write(&mut self, row: &EventRecord, text: &mut Text) {
        write_row(text, self.replication, row, &mut self.stamps, &self.names);
    }
}

/// A name as a field of a table: in quotes where it has to be, and no formula of a spreadsheet.
pub(super) fn field(name: &str) -> String {
    let name = defused(name);
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.into_owned()
    }
}

/// Appends the row; fields in the order of [`EVENT_COLUMNS`].
fn write_row(text: &mut Text, replication: u64, record: &EventRecord, stamps: &mut Stamps, names: &LogNames) {
    push_case_id(text, replication, record.index);
    for name in [names.activity(record.activity), record.lifecycle.name()] {
        text.push_byte(b',');
        text.push_str(name);
    }
    text.push_byte(b',');
    if let Some((team, server)) = record.resource {
        match names.member(team).strip_suffix('"') {
            // The number belongs inside the quotes.
            Some(open) => {
                push_resource(text, open, server);
                text.push_byte(b'"');
            }
            None => push_resource(text, names.member(team), server),
        }
    }
    text.push_byte(b',');
    stamps.push(text, record.at);
    text.push_byte(b',');
    push_integer(text, u64::from(record.sequence));
    text.push_byte(b',');
    push_integer(text, replication);
    let case = &record.case;
    for name in [case.cause.map(|cause| names.cause(cause)), case.channel.map(Channel::name)] {
        text.push_byte(b',');
        text.push_str(name.unwrap_or_default());
    }
    text.push_byte(b',');
    if case.attempt > 0 {
        push_integer(text, u64::from(case.attempt));
    }
    text.push_byte(b',');
    if let Some(score) = case.score {
        push_float(text, score);
    }
    text.push_byte(b',');
    text.push_str(case.decision.map_or("", decision));
    text.push_byte(b',');
    push_words(text, record.reason.words(&names.entries.reasons));
    text.push_byte(b'\n');
}

/// What a decision is called.
pub(super) const fn decision(approved: bool) -> &'static str {
    if approved { "approved" } else { "refused" }
}

/// Appends words, joined by `;`.
pub(super) fn push_words<'a>(text: &mut Text, words: impl Iterator<Item = &'a str>) {
    for (position, word) in words.enumerate() {
        if position > 0 {
            text.push_byte(b';');
        }
        text.push_str(word);
    }
}

/// Names of what the records of a log point to.
#[derive(Debug, Clone)]
pub struct ResourceNames {
    /// As the scenario has them.
    plain: LogNames,
    /// Whether the log holds several replications, whose people are not the same.
    several: bool,
}

impl ResourceNames {
    /// These names, in a log of one replication or of several.
    pub fn new(names: &LogNames, several: bool) -> Self {
        Self { plain: names.clone(), several }
    }

    /// The names as the scenario has them.
    pub(super) const fn plain(&self) -> &LogNames {
        &self.plain
    }

    /// The names of one replication as `write` puts them.
    pub(super) fn written(&self, replication: u64, write: impl Fn(&str) -> String) -> LogNames {
        let mut names = self.plain.clone();
        if self.several {
            for member in &mut names.members {
                *member = format!("r{replication}-{member}");
            }
        }
        names.written(write)
    }
}

/// Appends the name of a case, the same in every form of the log: `r0-a12`, which no spreadsheet takes for a date.
#[inline]
pub(super) fn push_case_id(text: &mut Text, replication: u64, applicant: u64) {
    text.push_byte(b'r');
    push_integer(text, replication);
    // Whoever was in a line when the period began has a number of their own.
    let (part, number) = match applicant.checked_sub(OF_BACKLOG) {
        None => (*b"-a", applicant),
        Some(number) => (*b"-b", number),
    };
    text.push_part(part, 2);
    push_integer(text, number);
}

/// Appends the name of one of a team's people, counted from 1.
#[inline]
pub(super) fn push_resource(text: &mut Text, member: &str, server: u32) {
    text.push_str(member);
    text.push_byte(b'-');
    push_integer(text, u64::from(server) + 1);
}
