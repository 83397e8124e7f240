//! `cases.csv`: a row an application, written when nothing more can happen to whoever filed it.
//!
//! What becomes of an applicant is known at the end alone, so earlier applications wait until then; those of an applicant
//! stand together.

use super::case_rows::{CaseForm, CaseRow, Filed, case_columns};
use super::case_words::Words;
use super::digest::Passing;
use super::events::field;
use super::rows::Rows;
use super::spool::SpooledFile;
use super::stamps::Stamps;
use super::{CsvStyle, FileEntry, ResultsError};
use crate::experiment::Recorder;
use crate::observe::{ApplicantRecord, ApplicationRecord, Names, Observer};
use crate::time::Stamper;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Records every application.
#[derive(Debug)]
pub struct CaseLog {
    file: SpooledFile,
    stamper: Stamper,
    style: CsvStyle,
    names: Arc<Names>,
    /// Whether those who never filed have a row as well.
    everyone: bool,
}

impl CaseLog {
    /// Name of the file.
    pub const FILE: &'static str = "cases.csv";

    /// Starts the file in `staging`; `scratch` takes what a replication writes before its turn.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn create(
        staging: &Path,
        scratch: &Path,
        stamper: Stamper,
        names: Arc<Names>,
        style: CsvStyle,
    ) -> Result<Self, ResultsError> {
        let header = case_columns(&names).into_iter().map(field).collect::<Vec<_>>().join(",");
        let header = format!("{}{header}\n", style.mark());
        let file = SpooledFile::create(staging.join(Self::FILE), scratch, &header)?;
        Ok(Self { file, stamper, style, names, everyone: false })
    }

    /// Goes on with the file behind the first bytes, which have passed before; replication `from.1` is the next.
    pub(super) fn go_on(
        folder: &Path,
        scratch: &Path,
        from: (Passing, u64),
        (stamper, names, style): (Stamper, Arc<Names>, CsvStyle),
    ) -> Result<Self, ResultsError> {
        let file = SpooledFile::go_on(folder.join(Self::FILE), scratch, from)?;
        Ok(Self { file, stamper, style, names, everyone: false })
    }

    /// The same log with a row of each applicant who never filed as well.
    #[must_use]
    pub fn of_everyone(self, everyone: bool) -> Self {
        Self { everyone, ..self }
    }

    /// Appends what was heard of one replication, and says what is in the file then.
    pub(super) fn settle(&self, observer: CaseObserver) -> Result<FileEntry, ResultsError> {
        observer.rows.append_to(&self.file)
    }

    /// The same log with spools that go to disk beyond `bytes`.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: usize) -> Self {
        Self { file: self.file.with_memory(bytes), ..self }
    }

    /// Ends the file after the replications that were closed, and says what is in it.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn finish(self) -> Result<FileEntry, ResultsError> {
        self.file.finish("")
    }
}

impl Recorder for CaseLog {
    type Observer = CaseObserver;
    type Error = ResultsError;

    fn open(&self, replication: u64) -> Result<CaseObserver, ResultsError> {
        let stamps = Stamps::in_style(self.stamper.clone(), self.style);
        let form = CaseForm { replication, stamps, words: Words::of(&self.names) };
        let rows = Rows::new(self.file.spool(replication), form);
        Ok(CaseObserver { rows, everyone: self.everyone, last: None, earlier: HashMap::new() })
    }

    fn heard_all(&self, observer: &mut CaseObserver) {
        observer.rows.write_out();
    }

    fn close(&self, _: u64, observer: CaseObserver) -> Result<(), ResultsError> {
        self.settle(observer).map(|_| ())
    }
}

/// Listens to the applications of one replication.
#[derive(Debug)]
pub struct CaseObserver {
    rows: Rows<CaseForm>,
    everyone: bool,
    /// The application that was heard last, with the applicant: mostly it is the end of both.
    last: Option<(u64, Filed)>,
    /// Those before it whose applicants go on.
    earlier: HashMap<u64, Vec<Filed>>,
}

impl Observer for CaseObserver {
    fn logs(&self) -> bool {
        false
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let Some((index, filed)) = self.last.replace((record.index, Filed::of(record))) {
            self.earlier.entry(index).or_default().push(filed);
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let last = self.last.take_if(|(index, _)| *index == record.index).map(|(_, filed)| filed);
        let mut filed = last.is_some();
        // Whoever ends with their only application has no other, and is looked up nowhere.
        if last.is_none() || record.applications > 1 {
            for earlier in self.earlier.remove(&record.index).into_iter().flatten() {
                self.rows.push(CaseRow::of(record, Some(earlier)));
                filed = true;
            }
        }
        if last.is_some() || (self.everyone && !filed) {
            self.rows.push(CaseRow::of(record, last));
        }
    }
}
