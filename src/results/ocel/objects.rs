//! Objects of an object-centric log: applicants, applications, and the people who work.

use std::sync::Arc;

use super::super::decimal::push_float;
use super::super::events::{decision, push_case_id, push_resource, push_words};
use super::super::known::{Known, known};
use super::super::spool::Spool;
use super::super::stamps::Stamps;
use super::super::text::{Text, push_integer};
use super::SEPARATOR;
use super::types::{APPLICANT, APPLICATION, RESOURCE};
use crate::observe::{ApplicantRecord, ApplicationRecord, LogNames};
use crate::time::SimTime;

/// The moment of what an object has been from the first: that of the specification, section 7.
const ALWAYS: &str = "1970-01-01T00:00:00Z";

/// The objects of one replication on their way into a file.
#[derive(Debug)]
pub(super) struct Objects {
    replication: u64,
    spool: Spool,
    stamps: Stamps,
    /// Names of resources as they stand in the log.
    names: LogNames,
    /// By team, what one of its people is called, in whichever replication.
    roles: Vec<String>,
    /// Whether an object stands in the spool.
    begun: bool,
}

impl Objects {
    /// No objects as yet. Names are escaped.
    pub(super) fn new(
        replication: u64,
        spool: Spool,
        stamps: Stamps,
        names: LogNames,
        roles: Vec<String>,
    ) -> Self {
        Self { replication, spool, stamps, names, roles, begun: false }
    }

    /// The text of all of them.
    pub(super) fn into_spool(self) -> Spool {
        self.spool
    }

    /// The first team whose people are called as those of `team` are: of the same name, they are one resource.
    pub(super) fn first_called(&self, team: u16) -> u16 {
        let role = self.roles.get(usize::from(team));
        let first = self.roles.iter().position(|other| Some(other) == role);
        first.map_or(team, |first| first as u16)
    }

    /// Adds one of a team's people.
    pub(super) fn push_resource(&mut self, team: u16, server: u32) {
        let replication = self.replication;
        let Self { names, roles, .. } = self;
        let (member, role) = (names.member(team).to_owned(), roles.get(usize::from(team)).cloned());
        self.push(
            RESOURCE,
            |text| push_resource(text, &member, server),
            |object| {
                object.whole("replication", replication);
                object.word("role", role.as_deref().unwrap_or_default());
            },
        );
    }

    /// Adds an application that was filed, once nothing more happens to it.
    pub(super) fn push_application(&mut self, record: &ApplicationRecord<'_>) {
        let entries = Arc::clone(&self.names.entries);
        self.push_attempt(record.index, record.attempt, |object| {
            if record.applicant.is_some() {
                object.put("score", Some(record.submitted_at), |text| push_float(text, record.score));
            }
            if let Some(approved) = record.approved {
                let at = record.decided_at;
                object.put("decision", at, |text| text.push_str(decision(approved)));
                let mut reasons = record.reasons().codes(&entries.reasons).peekable();
                if reasons.peek().is_some() {
                    object.put("reason", at, |text| push_words(text, reasons));
                }
            }
        });
    }

    /// Adds an application that was prepared for and never filed.
    pub(super) fn push_unfiled(&mut self, index: u64, attempt: u8) {
        self.push_attempt(index, attempt, |_| {});
    }

    fn push_attempt(&mut self, index: u64, attempt: u8, say: impl FnOnce(&mut Object<'_>)) {
        let replication = self.replication;
        self.push(
            APPLICATION,
            |text| push_application_id(text, replication, index, attempt),
            |object| {
                object.whole("attempt", u64::from(attempt));
                say(object);
                object.relate("of", |text| push_case_id(text, replication, index));
                if let Some(before) = attempt.checked_sub(1).filter(|before| *before > 0) {
                    object.relate("follows", |text| push_application_id(text, replication, index, before));
                }
            },
        );
    }

    /// Adds an applicant for whom nothing more happens.
    pub(super) fn push_applicant(&mut self, record: &ApplicantRecord<'_>) {
        let (replication, entries) = (self.replication, Arc::clone(&self.names.entries));
        self.push(
            APPLICANT,
            |text| push_case_id(text, replication, record.index),
            |object| {
                object.whole("replication", replication);
                for (name, value) in record
                    .applicant
                    .into_iter()
                    .flat_map(|applicant| known(applicant, record.channel, &entries))
                {
                    match value {
                        Known::Word(word) => object.word(name, word),
                        Known::Count(count) => object.whole(name, count),
                        Known::Number(number) => object.put(name, None, |text| push_float(text, number)),
                    }
                }
                object.put("fate", Some(record.ended_at), |text| text.push_str(record.fate.name()));
            },
        );
    }

    /// Adds an object of `kind`, on one line.
    fn push(&mut self, kind: &str, id: impl FnOnce(&mut Text), say: impl FnOnce(&mut Object<'_>)) {
        let Self { spool, stamps, begun, .. } = self;
        spool.row(|text| {
            if std::mem::replace(begun, true) {
                text.push_str(SEPARATOR);
            }
            text.push_str(r#"{"id":""#);
            id(text);
            for piece in [r#"","type":""#, kind, r#"","attributes":["#] {
                text.push_str(piece);
            }
            let mut object = Object { text, stamps, attributes: 0, relations: 0 };
            say(&mut object);
            text.push_part(*b"]}", 2);
        });
    }
}

/// An object that is being written: its attributes, and then what it is related to.
struct Object<'a> {
    text: &'a mut Text,
    stamps: &'a mut Stamps,
    attributes: usize,
    relations: usize,
}

impl Object<'_> {
    /// Appends an attribute whose value `write` appends, and which has it from `since` or from the first.
    fn put(&mut self, name: &str, since: Option<SimTime>, write: impl FnOnce(&mut Text)) {
        let text = &mut *self.text;
        if self.attributes > 0 {
            text.push_byte(b',');
        }
        self.attributes += 1;
        for piece in [r#"{"name":""#, name, r#"","time":""#] {
            text.push_str(piece);
        }
        match since {
            Some(since) => self.stamps.push(text, since),
            None => text.push_str(ALWAYS),
        }
        text.push_str(r#"","value":""#);
        write(text);
        text.push_str(r#""}"#);
    }

    fn word(&mut self, name: &str, word: &str) {
        self.put(name, None, |text| text.push_str(word));
    }

    fn whole(&mut self, name: &str, value: u64) {
        self.put(name, None, |text| push_integer(text, value));
    }

    /// Appends a relation to the object whose name `id` appends. No attribute can come after it.
    fn relate(&mut self, qualifier: &str, id: impl FnOnce(&mut Text)) {
        let text = &mut *self.text;
        text.push_str(if self.relations == 0 { r#"],"relationships":["# } else { "," });
        self.relations += 1;
        text.push_str(r#"{"objectId":""#);
        id(text);
        for piece in [r#"","qualifier":""#, qualifier, r#""}"#] {
            text.push_str(piece);
        }
    }
}

/// Appends the name of an application: `r0-a12-f1`. The name of a resource ends in a hyphen and a number, so no two
/// objects share one, whatever people are called.
#[inline]
pub(super) fn push_application_id(text: &mut Text, replication: u64, applicant: u64, attempt: u8) {
    push_case_id(text, replication, applicant);
    text.push_part(*b"-f", 2);
    push_integer(text, u64::from(attempt));
}
