//! What a run records beside its tables: applications, events in either form, or nothing.

use super::cases::{CaseLog, CaseObserver};
use super::digest::Passing;
use super::events::{EventLog, EventObserver, ResourceNames};
use super::xes::{XesLog, XesObserver};
use super::{CsvStyle, FileEntry, LedgerFile, OutputFolder, ResultsError};
use crate::experiment::Recorder;
use crate::observe::{ApplicantRecord, ApplicationRecord, EventRecord, LogNames, Observer};
use crate::time::Stamper;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Which logs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogFiles {
    /// `cases.csv`.
    pub cases: bool,
    /// `events.csv`.
    pub events_csv: bool,
    /// `events.xes`.
    pub events_xes: bool,
    /// The only replication whose events are logged, if it is only one.
    pub only: Option<u64>,
    /// Whether events of several replications stand in one log.
    pub several: bool,
    /// How those of them that are CSV are written.
    pub style: CsvStyle,
}

/// What an event log holds, whatever its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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

/// Records applications, events in either form, or nothing.
///
/// Where there is a ledger the files lie beside it until they are whole, and after each replication a note says how far
/// they are: whoever goes on after a kill goes on with them there.
#[derive(Debug, Default)]
pub struct RunLog<'a> {
    cases: Option<CaseLog>,
    csv: Option<EventLog>,
    xes: Option<XesLog>,
    /// The only replication whose events are logged, if it is only one.
    only: Option<u64>,
    /// How far the files are.
    reached: Mutex<Reached>,
    /// Replications that they hold from before.
    held: u64,
    kept: Option<Kept<'a>>,
}

/// How far the files are.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
struct Reached {
    /// Which files there are.
    wanted: LogFiles,
    /// The replication that is next.
    next: u64,
    counts: EventCounts,
    /// What is in the files that have been appended to.
    files: BTreeMap<String, FileEntry>,
}

/// Files that lie beside a ledger.
#[derive(Debug)]
struct Kept<'a> {
    ledger: &'a LedgerFile,
    /// Where they lie.
    place: PathBuf,
    /// Where they go when they are whole.
    staging: PathBuf,
    /// Whether they hold any replication.
    any: AtomicBool,
}

/// Files without a replication leave nothing behind.
impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if !self.any.load(Ordering::Relaxed) {
            for name in [CaseLog::FILE, EventLog::FILE, XesLog::FILE] {
                let _ = fs::remove_file(self.place.join(name));
            }
        }
    }
}

/// Name of the note.
const NOTE: &str = "logs";

impl<'a> RunLog<'a> {
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
        Self::create_in((folder.staging(), folder.scratch()), stamper, names, files)
    }

    fn create_in(
        (staging, scratch): (&Path, &Path),
        stamper: &Stamper,
        names: &LogNames,
        files: LogFiles,
    ) -> Result<Self, ResultsError> {
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
            only: files.only,
            reached: Mutex::new(Reached { wanted: files, ..Reached::default() }),
            held: 0,
            kept: None,
        })
    }

    /// Goes on with the files beside `ledger`, behind the last replication that is whole in all of them, or starts them
    /// there. Of how many `replications` at most they are to be; where that is not known they are started anew.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn beside(
        ledger: &'a LedgerFile,
        folder: &OutputFolder,
        stamper: &Stamper,
        names: &LogNames,
        (files, replications): (LogFiles, Option<u64>),
    ) -> Result<Self, ResultsError> {
        let (place, scratch) = (folder.ledger(), folder.scratch());
        let before =
            ledger.records().note(NOTE).and_then(|note| serde_json::from_slice::<Reached>(note).ok());
        let fits = |reached: &Reached| {
            reached.wanted == files
                && reached.next > 0
                && replications.is_some_and(|most| reached.next <= most)
        };
        let before = before.filter(fits);
        let passing = |name: &str| {
            let reached = before.as_ref()?;
            Some((Passing::of_first(&place.join(name), reached.files.get(name)?)?, reached.next))
        };
        let (cases, csv, xes) = (passing(CaseLog::FILE), passing(EventLog::FILE), passing(XesLog::FILE));
        let whole = (cases.is_some() || !files.cases)
            && (csv.is_some() || !files.events_csv)
            && (xes.is_some() || !files.events_xes);
        let staging = folder.staging().to_owned();
        let kept = |any| Some(Kept { ledger, place: place.clone(), staging, any: AtomicBool::new(any) });
        let Some(reached) = before.filter(|_| whole) else {
            let mut log = Self::create_in((place.as_path(), scratch), stamper, names, files)?;
            log.kept = kept(false);
            return Ok(log);
        };
        let resources = || ResourceNames::new(names, files.several);
        Ok(Self {
            cases: cases
                .filter(|_| files.cases)
                .map(|from| CaseLog::go_on(&place, scratch, from, (stamper.clone(), files.style)))
                .transpose()?,
            csv: csv
                .filter(|_| files.events_csv)
                .map(|from| {
                    EventLog::go_on(&place, scratch, from, (stamper.clone(), resources(), files.style))
                })
                .transpose()?,
            xes: xes
                .filter(|_| files.events_xes)
                .map(|from| XesLog::go_on(&place, scratch, from, (stamper.clone(), resources())))
                .transpose()?,
            only: files.only,
            held: reached.next,
            reached: Mutex::new(reached),
            kept: kept(true),
        })
    }

    /// Ends the files after the replications that were closed, however many these are, and says
    /// what they hold. Until then the files are not whole. Those beside a ledger stay there as well if the run is
    /// `going_on` later.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self, going_on: bool) -> Result<Logged, ResultsError> {
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
        if let Some(Kept { place, staging, .. }) = &self.kept {
            for name in files.keys() {
                // A copy, since whoever goes on with an interrupted run writes more into these.
                let (from, to) = (place.join(name), staging.join(name));
                let moved = if going_on { fs::copy(&from, &to).map(|_| ()) } else { fs::rename(&from, &to) };
                moved.map_err(ResultsError::io("write", &to))?;
            }
        }
        let counts = self.reached.into_inner().unwrap_or_else(PoisonError::into_inner).counts;
        Ok(Logged { counts, files })
    }
}

impl Recorder for RunLog<'_> {
    type Observer = RunObserver;
    type Error = ResultsError;

    fn listens(&self) -> bool {
        self.cases.is_some() || self.csv.is_some() || self.xes.is_some()
    }

    fn holds(&self, replication: u64) -> bool {
        replication < self.held
    }

    fn open(&self, replication: u64) -> Result<RunObserver, ResultsError> {
        let wanted = self.only.is_none_or(|only| only == replication);
        let (csv, xes) = (self.csv.as_ref().filter(|_| wanted), self.xes.as_ref().filter(|_| wanted));
        let events = csv.is_some() || xes.is_some();
        Ok(RunObserver {
            cases: self.cases.as_ref().map(|log| log.open(replication)).transpose()?,
            csv: csv.map(|log| log.open(replication)).transpose()?,
            xes: xes.map(|log| log.open(replication)).transpose()?,
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
    }

    fn close(&self, replication: u64, observer: RunObserver) -> Result<(), ResultsError> {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(log), Some(observer)) = (&self.cases, observer.cases) {
            reached.files.insert(CaseLog::FILE.to_owned(), log.settle(observer)?);
        }
        if let (Some(log), Some(observer)) = (&self.csv, observer.csv) {
            reached.files.insert(EventLog::FILE.to_owned(), log.settle(observer)?);
        }
        if let (Some(log), Some(observer)) = (&self.xes, observer.xes) {
            reached.files.insert(XesLog::FILE.to_owned(), log.settle(observer)?);
        }
        if let Some(counted) = observer.counts {
            reached.counts.cases += counted.cases;
            reached.counts.events += counted.events;
        }
        reached.next = replication + 1;
        if let (Some(Kept { ledger, any, .. }), Ok(note)) = (&self.kept, serde_json::to_vec(&*reached)) {
            any.store(true, Ordering::Relaxed);
            ledger.note(NOTE, &note)?;
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
    counts: Option<EventCounts>,
}

impl Observer for RunObserver {
    fn logs(&self) -> bool {
        self.counts.is_some()
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        self.cases.application(record);
        self.xes.application(record);
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        self.xes.applicant(record);
    }

    fn event(&mut self, record: &EventRecord) {
        self.csv.event(record);
        self.xes.event(record);
        self.counts.event(record);
    }
}
