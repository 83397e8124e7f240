//! What a run records beside its tables: applications, events in any form, or nothing.

use super::cases::{CaseLog, CaseObserver};
use super::digest::Passing;
use super::events::{EventLog, EventObserver, ResourceNames};
use super::ocel::{OcelLog, OcelObserver};
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
use std::sync::{Arc, Mutex, PoisonError};

/// Which logs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogFiles {
    /// `cases.csv`.
    pub cases: bool,
    /// Whether it has a row of each applicant who never filed as well.
    #[serde(default)]
    pub everyone: bool,
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

/// Records applications, events in any form, or nothing.
///
/// Where there is a ledger the files lie beside it until they are whole, and after each replication a note says how far
/// they are: whoever goes on after a kill goes on with them there.
#[derive(Debug, Default)]
pub struct RunLog<'a> {
    cases: Option<CaseLog>,
    csv: Option<EventLog>,
    xes: Option<XesLog>,
    ocel: Option<OcelLog>,
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

impl Reached {
    /// The files by name, behind what has passed into each, if all that are wanted are there as far as they should be.
    fn whole_in(&self, place: &Path) -> Option<BTreeMap<&'static str, Passing>> {
        let LogFiles { cases, events_csv, events_xes, events_ocel, .. } = self.wanted;
        let wanted = [
            (CaseLog::FILE, cases),
            (EventLog::FILE, events_csv),
            (XesLog::FILE, events_xes),
            (OcelLog::FILE, events_ocel),
            (OcelLog::OBJECTS, events_ocel),
        ];
        let passed = |name| Some((name, Passing::of_first(&place.join(name), self.files.get(name)?)?));
        wanted.into_iter().filter(|(_, wanted)| *wanted).map(|(name, _)| passed(name)).collect()
    }
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
            for name in [CaseLog::FILE, EventLog::FILE, XesLog::FILE, OcelLog::FILE, OcelLog::OBJECTS] {
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
        Self::create_in((folder.staging(), folder.scratch()), folder.scratch(), (stamper, names), files)
    }

    /// Starts the files in one folder, and in another what becomes part of one of them when that is whole.
    fn create_in(
        (staging, parts): (&Path, &Path),
        scratch: &Path,
        (stamper, names): (&Stamper, &LogNames),
        files: LogFiles,
    ) -> Result<Self, ResultsError> {
        let of = |wanted: bool| wanted.then(|| stamper.clone());
        let entries = || Arc::clone(&names.entries);
        let names = || ResourceNames::new(names, files.several);
        Ok(Self {
            cases: of(files.cases)
                .map(|stamper| CaseLog::create(staging, scratch, stamper, entries(), files.style))
                .transpose()?
                .map(|log| log.of_everyone(files.everyone)),
            csv: of(files.events_csv)
                .map(|stamper| EventLog::create(staging, scratch, stamper, names(), files.style))
                .transpose()?,
            xes: of(files.events_xes)
                .map(|stamper| XesLog::create(staging, scratch, stamper, names()))
                .transpose()?,
            ocel: of(files.events_ocel)
                .map(|stamper| OcelLog::create_in((staging, parts), scratch, (stamper, names())))
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
        // One that holds more replications than are asked for cannot be cut: where the earlier ones end is not noted.
        let fits = |reached: &Reached| {
            reached.wanted == files
                && reached.next > 0
                && replications.is_some_and(|most| reached.next <= most)
        };
        let staging = folder.staging().to_owned();
        let kept = |any| Some(Kept { ledger, place: place.clone(), staging, any: AtomicBool::new(any) });
        let Some((reached, mut whole)) =
            before.filter(fits).and_then(|reached| Some((reached.clone(), reached.whole_in(&place)?)))
        else {
            let mut log =
                Self::create_in((place.as_path(), place.as_path()), scratch, (stamper, names), files)?;
            log.kept = kept(false);
            return Ok(log);
        };
        let next = reached.next;
        let resources = || ResourceNames::new(names, files.several);
        let mut passed = |name: &str| whole.remove(name);
        Ok(Self {
            cases: passed(CaseLog::FILE)
                .map(|from| {
                    let how = (stamper.clone(), Arc::clone(&names.entries), files.style);
                    CaseLog::go_on(&place, scratch, (from, next), how)
                })
                .transpose()?
                .map(|log| log.of_everyone(files.everyone)),
            csv: passed(EventLog::FILE)
                .map(|from| {
                    let how = (stamper.clone(), resources(), files.style);
                    EventLog::go_on(&place, scratch, (from, next), how)
                })
                .transpose()?,
            xes: passed(XesLog::FILE)
                .map(|from| XesLog::go_on(&place, scratch, (from, next), (stamper.clone(), resources())))
                .transpose()?,
            ocel: passed(OcelLog::FILE)
                .zip(passed(OcelLog::OBJECTS))
                .map(|(events, objects)| {
                    let how = (stamper.clone(), resources());
                    OcelLog::go_on(&place, scratch, (events, objects, next), how)
                })
                .transpose()?,
            only: files.only,
            held: next,
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
        if let Some(log) = self.ocel {
            files.insert(OcelLog::FILE.to_owned(), log.finish()?);
        }
        if let Some(Kept { place, staging, .. }) = &self.kept {
            for name in files.keys() {
                // A copy, since whoever goes on with an interrupted run writes more into these.
                let (from, to) = (place.join(name), staging.join(name));
                let moved = if going_on { fs::copy(&from, &to).map(|_| ()) } else { fs::rename(&from, &to) };
                moved.map_err(ResultsError::io("write", &to))?;
            }
            if !going_on {
                // It is part of a file that is whole now; where there is none, nothing is to be removed.
                let _ = fs::remove_file(place.join(OcelLog::OBJECTS));
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
        self.cases.is_some() || self.csv.is_some() || self.xes.is_some() || self.ocel.is_some()
    }

    fn holds(&self, replication: u64) -> bool {
        replication < self.held
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
        if let (Some(log), Some(observer)) = (&self.ocel, observer.ocel) {
            for (name, entry) in [OcelLog::FILE, OcelLog::OBJECTS].into_iter().zip(log.settle(observer)?) {
                reached.files.insert(name.to_owned(), entry);
            }
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
        self.cases.applicant(record);
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
