//! `cases.csv`: a row an application, written when nothing more can happen to it.

use super::ResultsError;
use super::spool::{Spool, SpooledFile};
use super::text::{Stamps, push_float, push_integer, push_single};
use crate::behaviour::Behaviour;
use crate::experiment::Recorder;
use crate::observe::{ApplicationRecord, Observer};
use crate::policy::Reason;
use crate::time::{SimTime, Stamper};
use std::path::Path;

/// Columns of `cases.csv`, in order.
///
/// The attributes are those at restriction. Money is in CNY; `utilisation`, `payment_ratio` and
/// the five factors from `credit` to `external` are shares, `score` is 0..100; behaviours and
/// reasons are joined by `;`.
pub const CASE_COLUMNS: [&str; 29] = [
    "replication",
    "applicant",
    "attempt",
    "cause",
    "channel",
    "restriction",
    "restricted_at",
    "age_years",
    "limit_cny",
    "balance_cny",
    "utilisation",
    "payment_ratio",
    "overdue_months",
    "days_overdue",
    "sesame",
    "behaviours",
    "credit",
    "security",
    "information",
    "consumption",
    "external",
    "score",
    "route",
    "decision",
    "reasons",
    "submitted_at",
    "decided_at",
    "notified_at",
    "status",
];

/// Records every application.
#[derive(Debug)]
pub struct CaseLog {
    file: SpooledFile,
    stamper: Stamper,
}

impl CaseLog {
    /// Name of the file.
    pub const FILE: &'static str = "cases.csv";

    /// Starts the file in `staging`; `scratch` takes what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(staging: &Path, scratch: &Path, stamper: Stamper) -> Result<Self, ResultsError> {
        let header = CASE_COLUMNS.join(",") + "\n";
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, &header)?;
        Ok(Self { file, stamper })
    }

    /// The same log with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        Self { file: self.file.with_memory(bytes), ..self }
    }
}

impl Recorder for CaseLog {
    type Observer = CaseObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<CaseObserver, ResultsError> {
        let spool = self.file.spool(replication);
        Ok(CaseObserver { replication, spool, stamps: Stamps::new(self.stamper.clone()) })
    }

    fn close(&self, _: u64, observer: CaseObserver) -> Result<(), ResultsError> {
        self.file.append(observer.spool)
    }
}

/// Listens to the applications of one replication.
#[derive(Debug)]
pub struct CaseObserver {
    replication: u64,
    spool: Spool,
    stamps: Stamps,
}

impl Observer for CaseObserver {
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        let Self { replication, spool, stamps } = self;
        spool.row(|text| write_row(text, *replication, record, stamps));
    }
}

/// Appends the row; fields in the order of [`CASE_COLUMNS`].
fn write_row(text: &mut String, replication: u64, record: &ApplicationRecord<'_>, stamps: &mut Stamps) {
    let applicant = record.applicant;
    let card = &applicant.card;
    for value in [replication, record.index, u64::from(record.attempt)] {
        push_integer(text, value);
        text.push(',');
    }
    for name in [applicant.cause.name(), record.channel.name(), applicant.restriction.name()] {
        text.push_str(name);
        text.push(',');
    }
    stamps.push(text, record.restricted_at);
    for value in [card.age_years, card.limit_cny, applicant.balance_cny, card.utilisation, card.payment_ratio]
    {
        text.push(',');
        push_single(text, value);
    }
    for value in [u64::from(card.overdue_months), u64::from(applicant.days_overdue)] {
        text.push(',');
        push_integer(text, value);
    }
    text.push(',');
    push_single(text, applicant.external.sesame);
    text.push(',');
    push_joined(text, record.behaviours.iter().map(Behaviour::name));
    for value in record.factors {
        text.push(',');
        push_float(text, value);
    }
    text.push(',');
    push_float(text, record.score);
    text.push(',');
    text.push_str(record.route.name());
    text.push_str(match record.approved {
        Some(true) => ",approved,",
        Some(false) => ",refused,",
        None => ",,",
    });
    push_joined(text, record.reasons().iter().map(Reason::code));
    text.push(',');
    stamps.push(text, record.submitted_at);
    for moment in [record.decided_at, record.notified_at] {
        text.push(',');
        push_moment(text, moment, stamps);
    }
    text.push(',');
    text.push_str(record.status.name());
    text.push('\n');
}

fn push_moment(text: &mut String, moment: Option<SimTime>, stamps: &mut Stamps) {
    if let Some(moment) = moment {
        stamps.push(text, moment);
    }
}

fn push_joined(text: &mut String, names: impl Iterator<Item = &'static str>) {
    for (position, name) in names.enumerate() {
        if position > 0 {
            text.push(';');
        }
        text.push_str(name);
    }
}
