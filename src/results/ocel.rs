//! `events.ocel.json`: the event log as an object-centric log, in the JSON form of OCEL 2.0.
//!
//! The form is that of the OCEL 2.0 specification (Berti et al. 2023, arXiv:2403.01975), section 8: types of events and
//! of objects, events that refer to objects, and objects that refer to one another, each reference with a qualifier.
//! The schema that comes with the specification has every value of an attribute as a string and leaves it to the
//! declared type what it means, so numbers stand in quotes.
//!
//! An event is written as soon as it is told, and an object when all of it is known. Both are arrays of one document,
//! so objects go into a file of their own until the log ends, and behind the events then. What is kept in memory is,
//! of each open case, which attempts were named. This module does not know what the activities mean.

mod objects;
mod types;

use super::digest::Passing;
use super::events::{ResourceNames, decision, push_case_id, push_resource, push_words};
use super::rows::{Form, Rows};
use super::spool::SpooledFile;
use super::stamps::Stamps;
use super::text::{Text, push_integer};
use super::{FileEntry, ResultsError};
use crate::experiment::Recorder;
use crate::observe::{ApplicantRecord, ApplicationRecord, EventRecord, LogNames, Observer};
use crate::time::Stamper;
use objects::{Objects, push_application_id};
use std::collections::{HashMap, HashSet};
use std::mem;
use std::path::Path;

/// What stands between two events, and between two objects.
const SEPARATOR: &str = ",\n";
/// What stands after the last event and after the last object.
const EVENTS_END: &str = "\n],\n\"objects\": [\n";
const OBJECTS_END: &str = "\n]\n}\n";

/// Records every event with the objects that take part in it.
#[derive(Debug)]
pub struct OcelLog {
    events: SpooledFile,
    objects: SpooledFile,
    stamper: Stamper,
    /// Names of what records point to.
    names: ResourceNames,
}

impl OcelLog {
    /// Name of the file.
    pub const FILE: &'static str = "events.ocel.json";
    /// Name of the file that holds the objects until the log ends.
    pub(super) const OBJECTS: &'static str = "events.ocel.objects";

    /// Starts the file in `staging`; `scratch` takes the objects, and what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        staging: &Path,
        scratch: &Path,
        stamper: Stamper,
        names: ResourceNames,
    ) -> Result<Self, ResultsError> {
        Self::create_in((staging, scratch), scratch, (stamper, names))
    }

    /// Starts the file in one folder and that of the objects in another.
    pub(super) fn create_in(
        (folder, objects): (&Path, &Path),
        scratch: &Path,
        (stamper, names): (Stamper, ResourceNames),
    ) -> Result<Self, ResultsError> {
        let header = types::header(names.plain());
        let events = SpooledFile::create(folder.join(Self::FILE), scratch, &header)?;
        let objects = SpooledFile::create(objects.join(Self::OBJECTS), scratch, "")?;
        let (events, objects) = (events.separated(SEPARATOR, false), objects.separated(SEPARATOR, false));
        Ok(Self { events, objects, stamper, names })
    }

    /// Goes on with both files behind their first bytes, which have passed before; replication `next` is the next.
    pub(super) fn go_on(
        folder: &Path,
        scratch: &Path,
        (events, objects, next): (Passing, Passing, u64),
        (stamper, names): (Stamper, ResourceNames),
    ) -> Result<Self, ResultsError> {
        let header = types::header(names.plain()).len() as u64;
        let filled = [events.bytes() > header, objects.bytes() > 0];
        let events = SpooledFile::go_on(folder.join(Self::FILE), scratch, (events, next))?;
        let objects = SpooledFile::go_on(folder.join(Self::OBJECTS), scratch, (objects, next))?;
        let (events, objects) =
            (events.separated(SEPARATOR, filled[0]), objects.separated(SEPARATOR, filled[1]));
        Ok(Self { events, objects, stamper, names })
    }

    /// Appends what was heard of one replication, and says what is in the files of events and of objects then.
    ///
    /// # Panics
    /// When a case is still open: someone forgot to say that nothing more happens to it.
    pub(super) fn settle(&self, observer: OcelObserver) -> Result<[FileEntry; 2], ResultsError> {
        let (left, replication) = (observer.open.keys().min(), observer.replication);
        assert!(left.is_none(), "replication {replication}: applicant {left:?} was never closed");
        let events = observer.events.append_to(&self.events)?;
        Ok([events, self.objects.append(observer.objects.into_spool())?])
    }

    /// Ends the document after the replications that were closed; without this it is no JSON.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<FileEntry, ResultsError> {
        self.events.finish_with(EVENTS_END, &self.objects, OBJECTS_END)
    }

    /// The same log with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        let Self { events, objects, .. } = self;
        Self { events: events.with_memory(bytes), objects: objects.with_memory(bytes), ..self }
    }
}

impl Recorder for OcelLog {
    type Observer = OcelObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<OcelObserver, ResultsError> {
        let names = self.names.written(replication, escaped);
        let stamps = Stamps::new(self.stamper.clone());
        let objects = Objects::new(
            replication,
            self.objects.spool(replication),
            stamps.clone(),
            names.clone(),
            self.names.plain().written(escaped).members,
        );
        let form = EventForm { replication, stamps, names };
        Ok(OcelObserver {
            replication,
            events: Rows::new(self.events.spool(replication), form),
            begun: false,
            objects,
            open: HashMap::new(),
            met: HashSet::new(),
        })
    }

    fn heard_all(&self, observer: &mut OcelObserver) {
        observer.events.write_out();
    }

    fn close(&self, _: u64, observer: OcelObserver) -> Result<(), ResultsError> {
        self.settle(observer).map(|_| ())
    }
}

/// Listens to the events of one replication.
#[derive(Debug)]
pub struct OcelObserver {
    replication: u64,
    events: Rows<EventForm>,
    /// Whether an event has been told.
    begun: bool,
    objects: Objects,
    /// By applicant, what is known of every open case.
    open: HashMap<u64, Open>,
    /// The people who have done something: position of the team, and member.
    met: HashSet<(u16, u32)>,
}

/// A case that may go on: sets of attempts, of which there are 50 at most.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    /// Those that an event named.
    named: u64,
    /// Those that are among the objects.
    told: u64,
}

/// The set of one attempt.
const fn only(attempt: u8) -> u64 {
    1 << (attempt % 64)
}

impl Observer for OcelObserver {
    fn event(&mut self, record: &EventRecord) {
        let first = !mem::replace(&mut self.begun, true);
        self.events.push((first, *record));
        let case = self.open.entry(record.index).or_default();
        if record.case.attempt > 0 {
            case.named |= only(record.case.attempt);
        }
        if let Some((team, server)) = record.resource
            && self.met.insert((self.objects.first_called(team), server))
        {
            self.objects.push_resource(team, server);
        }
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let Some(case) = self.open.get_mut(&record.index) {
            case.told |= only(record.attempt);
            self.objects.push_application(record);
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if let Some(Open { named, told }) = self.open.remove(&record.index) {
            // Prepared for and never filed.
            for attempt in (1..64).filter(|attempt| named & !told & only(*attempt) > 0) {
                self.objects.push_unfiled(record.index, attempt);
            }
            self.objects.push_applicant(record);
        }
    }
}

/// How the events of one replication are written.
#[derive(Debug, Clone)]
struct EventForm {
    replication: u64,
    stamps: Stamps,
    names: LogNames,
}

impl Form for EventForm {
    /// Whether it is the first of the replication, and the event.
    type Row = (bool, EventRecord);

    fn write(&mut self, (first, row): &Self::Row, text: &mut Text) {
        if !first {
            text.push_str(SEPARATOR);
        }
        write_event(text, self.replication, row, &mut self.stamps, &self.names);
    }
}

/// A name as it stands between the quotes of a JSON string.
fn escaped(name: &str) -> String {
    let quoted = serde_json::Value::from(name).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Appends the event, on one line.
fn write_event(
    text: &mut Text,
    replication: u64,
    record: &EventRecord,
    stamps: &mut Stamps,
    names: &LogNames,
) {
    text.push_str(r#"{"id":""#);
    push_case_id(text, replication, record.index);
    text.push_part(*b"-e", 2);
    push_integer(text, u64::from(record.sequence));
    text.push_str(r#"","type":""#);
    text.push_str(names.activity(record.activity));
    text.push_str(r#"","time":""#);
    stamps.push(text, record.at);
    text.push_str(r#"","attributes":[{"name":"lifecycle","value":""#);
    text.push_str(record.lifecycle.name());
    text.push_str(r#""},{"name":"seq","value":""#);
    push_integer(text, u64::from(record.sequence));
    if let Some(approved) = record.case.decision {
        text.push_str(r#""},{"name":"decision","value":""#);
        text.push_str(decision(approved));
    }
    let mut reasons = record.reason.words(&names.entries.reasons).peekable();
    if reasons.peek().is_some() {
        text.push_str(r#""},{"name":"reason","value":""#);
        push_words(text, reasons);
    }
    text.push_str(r#""}],"relationships":[{"objectId":""#);
    push_case_id(text, replication, record.index);
    text.push_str(r#"","qualifier":"case"}"#);
    if record.case.attempt > 0 {
        text.push_str(r#",{"objectId":""#);
        push_application_id(text, replication, record.index, record.case.attempt);
        text.push_str(r#"","qualifier":"application"}"#);
    }
    if let Some((team, server)) = record.resource {
        text.push_str(r#",{"objectId":""#);
        push_resource(text, names.member(team), server);
        text.push_str(r#"","qualifier":"performer"}"#);
    }
    text.push_part(*b"]}", 2);
}
