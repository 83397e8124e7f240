//! `events.xes`: the event log as an XML document of the XES standard, a trace a case.
//!
//! The form is that of IEEE 1849-2016, "eXtensible Event Stream (XES)", with its concept, lifecycle,
//! organizational and time extensions; the document satisfies the schema printed there, which is why
//! the version is a decimal number and the names of classifiers hold no space. Events arrive
//! interleaved over the cases of a replication, and a trace must stand in one piece: the text of an
//! open case is kept until nothing more happens to its applicant. So memory follows the cases in the
//! system, not the length of a run. This module does not know what the activities mean.

use super::events::{push_case_id, push_resource};
use super::spool::{Spool, SpooledFile};
use super::stamps::Stamps;
use super::text::{Text, push_escaped, push_integer};
use super::{FileEntry, ResultsError};
use crate::experiment::Recorder;
use crate::observe::{ApplicantRecord, EventRecord, LogNames, Observer};
use crate::time::Stamper;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Everything before the first trace.
const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace">
<string key="concept:name" value="unknown"/>
</global>
<global scope="event">
<string key="concept:name" value="unknown"/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000000+00:00"/>
</global>
<classifier name="Activity" scope="event" keys="concept:name"/>
<classifier name="ActivityAndLifecycle" scope="event" keys="concept:name lifecycle:transition"/>
<string key="lifecycle:model" value="standard"/>
"#;

/// Everything after the last trace.
const FOOTER: &str = "</log>\n";

/// Records every event, case by case.
#[derive(Debug)]
pub struct XesLog {
    file: SpooledFile,
    stamper: Stamper,
    /// Names as values of attributes.
    names: Arc<LogNames>,
}

impl XesLog {
    /// Name of the file.
    pub const FILE: &'static str = "events.xes";

    /// Starts the file in `staging`; `scratch` takes what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        staging: &Path,
        scratch: &Path,
        stamper: Stamper,
        names: &LogNames,
    ) -> Result<Self, ResultsError> {
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, HEADER)?;
        let escaped = |name: &str| {
            let mut text = String::new();
            push_escaped(&mut text, name);
            text
        };
        Ok(Self { file, stamper, names: Arc::new(names.written(escaped)) })
    }

    /// Ends the document after the replications that were closed; without this it is no XML.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<FileEntry, ResultsError> {
        self.file.finish(FOOTER)
    }

    /// The same log with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        Self { file: self.file.with_memory(bytes), ..self }
    }
}

impl Recorder for XesLog {
    type Observer = XesObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<XesObserver, ResultsError> {
        Ok(XesObserver {
            replication,
            spool: self.file.spool(replication),
            stamps: Stamps::new(self.stamper.clone()),
            names: Arc::clone(&self.names),
            open: HashMap::new(),
            spare: Vec::new(),
        })
    }

    /// # Panics
    /// When a case is still open: someone forgot to say that nothing more happens to it.
    fn close(&self, replication: u64, observer: XesObserver) -> Result<(), ResultsError> {
        let left = observer.open.keys().min();
        assert!(left.is_none(), "replication {replication}: applicant {left:?} was never closed");
        self.file.append(observer.spool)
    }
}

/// Listens to the events of one replication.
#[derive(Debug)]
pub struct XesObserver {
    replication: u64,
    spool: Spool,
    stamps: Stamps,
    names: Arc<LogNames>,
    /// By applicant, the unfinished trace of every open case.
    open: HashMap<u64, Text>,
    /// Emptied texts of closed cases, for new ones.
    spare: Vec<Text>,
}

#[cfg(test)]
impl XesObserver {
    /// Texts held, of open cases and spare.
    pub(super) fn buffers(&self) -> usize {
        self.open.len() + self.spare.len()
    }
}

impl Observer for XesObserver {
    /// # Panics
    /// When a case goes on after its end, for a trace cannot be continued.
    fn event(&mut self, record: &EventRecord) {
        let Self { replication, stamps, names, open, spare, .. } = self;
        let trace = open.entry(record.index).or_insert_with(|| {
            let EventRecord { index, sequence, at, .. } = record;
            assert!(*sequence == 0, "{at}: applicant {index} was closed before event {sequence}");
            let mut text = spare.pop().unwrap_or_default();
            start_trace(&mut text, *replication, *index);
            text
        });
        write_event(trace, record, stamps, names);
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if let Some(mut trace) = self.open.remove(&record.index) {
            trace.push_str("</trace>\n");
            self.spool.row(|text| text.push_bytes(trace.as_bytes()));
            trace.clear();
            self.spare.push(trace);
        }
    }
}

fn start_trace(text: &mut Text, replication: u64, applicant: u64) {
    text.push_str(r#"<trace><string key="concept:name" value=""#);
    push_case_id(text, replication, applicant);
    text.push_str(r#""/><int key="replication" value=""#);
    push_integer(text, replication);
    text.push_str("\"/>\n");
}

/// Appends the event, whose moment is written to the microsecond, the tick of the clock.
fn write_event(text: &mut Text, record: &EventRecord, stamps: &mut Stamps, names: &LogNames) {
    text.push_str(r#"<event><string key="concept:name" value=""#);
    text.push_str(names.activity(record.activity));
    text.push_str(r#""/><string key="lifecycle:transition" value=""#);
    text.push_str(record.lifecycle.name());
    if let Some((team, server)) = record.resource {
        text.push_str(r#""/><string key="org:resource" value=""#);
        push_resource(text, names.member(team), server);
    }
    text.push_str(r#""/><date key="time:timestamp" value=""#);
    stamps.push_exact(text, record.at);
    text.push_str(r#""/><int key="seq" value=""#);
    push_integer(text, u64::from(record.sequence));
    text.push_str("\"/></event>\n");
}
