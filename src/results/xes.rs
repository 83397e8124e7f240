//! `events.xes`: the event log as an XML document of the XES standard, a trace a case.
//!
//! The form is that of IEEE 1849-2016, "eXtensible Event Stream (XES)", with its concept, lifecycle,
//! organizational and time extensions; the document satisfies the schema printed there, which is why
//! the version is a decimal number and the names of classifiers hold no space. Events arrive
//! interleaved over the cases of a replication, and a trace must stand in one piece: the text of an
//! open case is kept until nothing more happens to its applicant. So memory follows the cases in the
//! system, not the length of a run. This module does not know what the activities mean.

use super::decimal::push_float;
use super::digest::Passing;
use super::events::{ResourceNames, decision, push_case_id, push_resource, push_words};
use super::known::{Known, known};
use super::spool::{Spool, SpooledFile};
use super::stamps::Stamps;
use super::text::{Text, push_escaped, push_integer};
use super::{FileEntry, ResultsError};
use crate::experiment::Recorder;
use crate::observe::{ApplicantRecord, ApplicationRecord, EventRecord, LogNames, Names, Observer};
use crate::policy::Reasons;
use crate::time::Stamper;
use std::collections::HashMap;
use std::path::Path;

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
    /// Names of what records point to.
    names: ResourceNames,
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
        names: ResourceNames,
    ) -> Result<Self, ResultsError> {
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, HEADER)?;
        Ok(Self { file, stamper, names })
    }

    /// Goes on with the file behind the first bytes, which have passed before; replication `from.1` is the next.
    pub(super) fn go_on(
        folder: &Path,
        scratch: &Path,
        from: (Passing, u64),
        (stamper, names): (Stamper, ResourceNames),
    ) -> Result<Self, ResultsError> {
        let file = SpooledFile::go_on(folder.join(Self::FILE), scratch, from)?;
        Ok(Self { file, stamper, names })
    }

    /// Appends what was heard of one replication, and says what is in the file then.
    ///
    /// # Panics
    /// When a case is still open: someone forgot to say that nothing more happens to it.
    pub(super) fn settle(&self, observer: XesObserver) -> Result<FileEntry, ResultsError> {
        let (left, replication) = (observer.open.keys().min(), observer.replication);
        assert!(left.is_none(), "replication {replication}: applicant {left:?} was never closed");
        self.file.append(observer.spool)
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
            names: self.names.written(replication, escaped),
            open: HashMap::new(),
            spare: Vec::new(),
        })
    }

    fn close(&self, _: u64, observer: XesObserver) -> Result<(), ResultsError> {
        self.settle(observer).map(|_| ())
    }
}

/// Listens to the events of one replication.
#[derive(Debug)]
pub struct XesObserver {
    replication: u64,
    spool: Spool,
    stamps: Stamps,
    names: LogNames,
    /// By applicant, what is known of every open case.
    open: HashMap<u64, Open>,
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

/// A case that may go on.
#[derive(Debug, Default)]
struct Open {
    /// Its events so far.
    events: Text,
    /// The application that ended last.
    last: Option<Ended>,
}

/// What a trace says of an application that has ended.
#[derive(Debug)]
struct Ended {
    attempt: u8,
    /// 0..100; `None` of an entity without attributes.
    score: Option<f64>,
    approved: Option<bool>,
    reasons: Reasons,
}

impl Observer for XesObserver {
    /// # Panics
    /// When a case goes on after its end, for a trace cannot be continued.
    fn event(&mut self, record: &EventRecord) {
        let Self { stamps, names, open, spare, .. } = self;
        let case = open.entry(record.index).or_insert_with(|| {
            let EventRecord { index, sequence, at, .. } = record;
            assert!(*sequence == 0, "{at}: applicant {index} was closed before event {sequence}");
            Open { events: spare.pop().unwrap_or_default(), last: None }
        });
        write_event(&mut case.events, record, stamps, names);
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let Some(case) = self.open.get_mut(&record.index) {
            case.last = Some(Ended {
                attempt: record.attempt,
                score: record.applicant.map(|_| record.score),
                approved: record.approved,
                reasons: record.reasons(),
            });
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if let Some(Open { mut events, last }) = self.open.remove(&record.index) {
            let (replication, names) = (self.replication, &self.names.entries);
            self.spool.row(|text| {
                start_trace(text, (replication, names), record, last.as_ref());
                text.push_bytes(events.as_bytes());
                text.push_str("</trace>\n");
            });
            events.clear();
            self.spare.push(events);
        }
    }
}

/// A name as the value of an attribute.
fn escaped(name: &str) -> String {
    let mut text = String::new();
    push_escaped(&mut text, name);
    text
}

/// Appends the head of a trace, on one line: what is known of the case, and of its last application.
fn start_trace(
    text: &mut Text,
    (replication, names): (u64, &Names),
    record: &ApplicantRecord<'_>,
    last: Option<&Ended>,
) {
    text.push_str(r#"<trace><string key="concept:name" value=""#);
    push_case_id(text, replication, record.index);
    text.push_str(r#""/><int key="replication" value=""#);
    push_integer(text, replication);
    text.push_str("\"/>");
    if let Some(applicant) = record.applicant {
        for (key, value) in known(applicant, record.channel, names) {
            match value {
                Known::Word(word) => push_word(text, key, word),
                Known::Count(count) => push_int(text, key, count),
                Known::Number(number) => push_attribute(text, "float", key, |text| push_float(text, number)),
            }
        }
    }
    if let Some(last) = last {
        push_int(text, "attempt", u64::from(last.attempt));
        push_view(text, last.score, last.approved);
        push_reason(text, last.reasons.codes(&names.reasons));
    }
    push_word(text, "fate", record.fate.name());
    text.push_byte(b'\n');
}

/// Appends the event.
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
    stamps.push(text, record.at);
    text.push_str(r#""/><int key="seq" value=""#);
    push_integer(text, u64::from(record.sequence));
    text.push_str("\"/>");
    if record.case.attempt > 0 {
        push_int(text, "attempt", u64::from(record.case.attempt));
    }
    push_view(text, record.case.score, record.case.decision);
    push_reason(text, record.reason.words(&names.entries.reasons));
    text.push_str("</event>\n");
}

/// Appends an attribute whose value `write` appends.
#[inline]
fn push_attribute(text: &mut Text, kind: &str, key: &str, write: impl FnOnce(&mut Text)) {
    for piece in ["<", kind, " key=\"", key, "\" value=\""] {
        text.push_str(piece);
    }
    write(text);
    text.push_str("\"/>");
}

fn push_word(text: &mut Text, key: &str, word: &str) {
    push_attribute(text, "string", key, |text| text.push_str(word));
}

fn push_int(text: &mut Text, key: &str, value: u64) {
    push_attribute(text, "int", key, |text| push_integer(text, value));
}

/// Appends what stands of an application.
fn push_view(text: &mut Text, score: Option<f64>, approved: Option<bool>) {
    if let Some(score) = score {
        push_attribute(text, "float", "score", |text| push_float(text, score));
    }
    if let Some(approved) = approved {
        push_word(text, "decision", decision(approved));
    }
}

/// Appends reasons, if there are any.
fn push_reason<'a>(text: &mut Text, words: impl Iterator<Item = &'a str>) {
    let mut words = words.peekable();
    if words.peek().is_some() {
        push_attribute(text, "string", "reason", |text| push_words(text, words));
    }
}
