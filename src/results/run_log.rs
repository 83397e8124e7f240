//! What a run records beside its tables: applications, events, both, or nothing.

use super::cases::{CaseLog, CaseObserver};
use super::events::{EventLog, EventObserver};
use super::{OutputFolder, ResultsError};
use crate::experiment::Recorder;
use crate::observe::LogNames;
use crate::time::Stamper;

/// Records applications, events, both, or nothing.
#[derive(Debug, Default)]
pub struct RunLog {
    cases: Option<CaseLog>,
    events: Option<EventLog>,
}

impl RunLog {
    /// Starts the files that are wanted in the staging folder of `folder`; moments are written by
    /// `stamper`.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        folder: &OutputFolder,
        stamper: &Stamper,
        names: &LogNames,
        cases: bool,
        events: bool,
    ) -> Result<Self, ResultsError> {
        let (staging, scratch) = (folder.staging(), folder.scratch());
        Ok(Self {
            cases: cases.then(|| CaseLog::create(staging, scratch, stamper.clone())).transpose()?,
            events: events.then(|| EventLog::create(staging, scratch, stamper.clone(), names)).transpose()?,
        })
    }
}

impl Recorder for RunLog {
    type Observer = (Option<CaseObserver>, Option<EventObserver>);
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<Self::Observer, ResultsError> {
        let cases = self.cases.as_ref().map(|log| log.open(replication)).transpose()?;
        let events = self.events.as_ref().map(|log| log.open(replication)).transpose()?;
        Ok((cases, events))
    }

    fn close(&self, replication: u64, (cases, events): Self::Observer) -> Result<(), ResultsError> {
        if let (Some(log), Some(observer)) = (&self.cases, cases) {
            log.close(replication, observer)?;
        }
        if let (Some(log), Some(observer)) = (&self.events, events) {
            log.close(replication, observer)?;
        }
        Ok(())
    }
}
