//! What a run records beside its tables: applications, events in any form, or nothing.

use super::cases::{CaseLog, CaseObserver};
use super::events::{EventLog, EventObserver, ResourceNames};
use super::ocel::{OcelLog, OcelObserver};
use super::xes::{XesLog, XesObserver};
use super::{CsvStyle, FileEntry, OutputFolder, ResultsError};
use crate::experiment::Recorder;
use crate::observe::{ApplicantRecord, ApplicationRecord, EventRecord, LogNames, Observer};
use crate::time::Stamper;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Which logs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogFiles {
    /// `cases.csv`.
    pub cases: bool,
    /// `events.csv`.
    pub events_csv: bool,
    /// `events.xes`.
    pub events_xes: bool,
    /// `events.ocel.json`.
    pub events_ocel: bool,
    /// The only replication whose events are logged, if it is only one.
    pub only: Option<u64>,
    /// Whether events of several replications stand in one log.
    pub several: bool,
    /// How those of them that are CSV are written.
    pub style: CsvStyle,
}

/// What an event log holds, whatever its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventCounts {
    /// Cases: applicants, counted in each replication anew.
    pub cases: u64,
    /// Entries.
    pub events: u64,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logged {
    /// What the event log holds.
    pub counts: EventCounts,
    /// The files, by name.
    pub files: BTreeMap<String, FileEntry>,
}

impl Observer for EventCounts {
    fn event(&mut self, record: &EventRecord) {
        self.cases += u64::from(record.sequence == 0);
        self.events += 1;
    }
}

/// Records applications, events in any form, or nothing.
#[derive(Debug, Default)]
pub struct RunLog {
    cases: Option<CaseLog>,
    csv: Option<EventLog>,
    xes: Option<XesLog>,
    ocel: Option<OcelLog>,
    /// The only replication whose events are logged, if it is only one.
    only: Option<u64>,
    counts: Mutex<EventCounts>,
}

impl RunLog {
    /// Starts the `files` in the staging folder of `folder`; moments are written by
    /// `stamper`, and records point to `names`.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        folder: &OutputFolder,
        stamper: &Stamper,
        names: &LogNames,
        files: LogFiles,
    ) -> Result<Self, ResultsError> {
        let (staging, scratch) = (folder.staging(), folder.scratch());
        let of = |wanted: bool| wanted.then(|| stamper.clone());
        let names = || ResourceNames::new(names, files.several);
        Ok(Self {
            cases: of(files.cases)
                .map(|stamper| CaseLog::create(staging, scratch, stamper, files.style))
                .transpose()?,
            csv: of(files.events_csv)
                .map(|stamper| EventLog::create(staging, scratch, stamper, names(), files.style))
                .transpose()?,
            xes: of(files.events_xes)
                .map(|stamper| XesLog::create(staging, scratch, stamper, names()))
                .transpose()?,
            ocel: of(files.events_ocel)
                .map(|stamper| OcelLog::create(staging, scratch, stamper, names()))
                .transpose()?,
            only: files.only,
            counts: Mutex::default(),
        })
    }

    /// Ends the files after the replications that were closed, however many these are, and says
    /// what they hold. Until then the files are not whole.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<Logged, ResultsError> {
        let mut files = BTreeMap::new();
        if let Some(log) = self.cases {
            files.insert(CaseLog::FILE.to_owned(), log.finish()?);
        }
        if let Some(log) = self.csv {
            files.insert(EventLog::FILE.to_owned(), log.finish()?);
        }
        if let Some(log) = self.xes {
            files.insert(XesLog::FILE.to_owned(), log.finish()?);
        }
        if let Some(log) = self.ocel {
            files.insert(OcelLog::FILE.to_owned(), log.finish()?);
        }
        Ok(Logged { counts: self.counts.into_inner().unwrap_or_else(PoisonError::into_inner), files })
    }
}

impl Recorder for RunLog {
    type Observer = RunObserver;
    type Error = ResultsError;

    fn listens(&self) -> bool {
        self.cases.is_some() || self.csv.is_some() || self.xes.is_some() || self.ocel.is_some()
    }

    fn open(&self, replication: u64) -> Result<RunObserver, ResultsError> {
        let wanted = self.only.is_none_or(|only| only == replication);
        let csv = self.csv.as_ref().filter(|_| wanted);
        let xes = self.xes.as_ref().filter(|_| wanted);
        let ocel = self.ocel.as_ref().filter(|_| wanted);
        let events = csv.is_some() || xes.is_some() || ocel.is_some();
        Ok(RunObserver {
            cases: self.cases.as_ref().map(|log| log.open(replication)).transpose()?,
            csv: csv.map(|log| log.open(replication)).transpose()?,
            xes: xes.map(|log| log.open(replication)).transpose()?,
            ocel: ocel.map(|log| log.open(replication)).transpose()?,
            counts: events.then(EventCounts::default),
        })
    }

    fn heard_all(&self, observer: &mut RunObserver) {
        if let (Some(log), Some(observer)) = (&self.cases, &mut observer.cases) {
            log.heard_all(observer);
        }
        if let (Some(log), Some(observer)) = (&self.csv, &mut observer.csv) {
            log.heard_all(observer);
        }
        if let (Some(log), Some(observer)) = (&self.ocel, &mut observer.ocel) {
            log.heard_all(observer);
        }
    }

    fn close(&self, replication: u64, observer: RunObserver) -> Result<(), ResultsError> {
        if let (Some(log), Some(observer)) = (&self.cases, observer.cases) {
            log.close(replication, observer)?;
        }
        if let (Some(log), Some(observer)) = (&self.csv, observer.csv) {
            log.close(replication, observer)?;
        }
        if let (Some(log), Some(observer)) = (&self.xes, observer.xes) {
            log.close(replication, observer)?;
        }
        if let (Some(log), Some(observer)) = (&self.ocel, observer.ocel) {
            log.close(replication, observer)?;
        }
        if let Some(counted) = observer.counts {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            counts.cases += counted.cases;
            counts.events += counted.events;
        }
        Ok(())
    }
}

/// Listens to one replication for every log that is wanted.
#[derive(Debug)]
pub struct RunObserver {
    cases: Option<CaseObserver>,
    csv: Option<EventObserver>,
    xes: Option<XesObserver>,
    ocel: Option<OcelObserver>,
    counts: Option<EventCounts>,
}

impl Observer for RunObserver {
    fn logs(&self) -> bool {
        self.counts.is_some()
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.cases.application(record);
        self.xes.application(record);
        self.ocel.application(record);
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.xes.applicant(record);
        self.ocel.applicant(record);
    }

    fn event(&mut self, record: &EventRecord) {
        self.csv.event(record);
        self.xes.event(record);
        self.ocel.event(record);
        self.counts.event(record);
    }
}
