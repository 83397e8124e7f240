//! Records that outlive the program: the ledger of a command, what was found in it, and how to go on.

use std::collections::BTreeMap;
use std::path::Path;

use super::terminal::complain;
use super::{Failure, as_error, shown};
use crate::results::{LedgerFile, LedgerHead, OutputFolder, PiecePlan, ResultsError};
use crate::words::say;

/// Name of the ledger among the records of a folder.
pub(super) const RECORDS: &str = "records";

/// What a ledger of this command, typed here, says of itself.
pub(super) fn head(command: &[String], settings: BTreeMap<String, String>) -> LedgerHead {
    let folder = std::env::current_dir().map(|here| here.to_string_lossy().into_owned()).unwrap_or_default();
    LedgerHead { command: command.to_vec(), folder, settings }
}

/// Opens the ledger of a command whose numbers are decided by `settings`, and says what became of records that were
/// there; those of something else go if `discard` says so. Pieces of it that were played elsewhere are found as well.
///
/// # Errors
/// Records of something else, unless they are to be discarded, and what the operating system refuses.
pub(super) fn open(
    folder: &OutputFolder,
    command: &[String],
    settings: BTreeMap<String, String>,
    discard: bool,
) -> Result<LedgerFile, Failure> {
    let place = folder.ledger();
    let plans = PiecePlan::read_all(&place).map_err(Failure::run)?;
    // Pieces of something else would go with the folder's records.
    if let Some(differs) = plans.iter().find_map(|plan| plan.head.differs(&settings)).filter(|_| !discard) {
        return Err(refused(ResultsError::OtherStudy { path: place, differs }));
    }
    let head = head(command, settings);
    let mut ledger = LedgerFile::open(&place.join(RECORDS), &head, discard).map_err(refused)?;
    for plan in plans {
        for piece in plan.pieces.iter().filter(|piece| plan.is_played(&place, piece.id)) {
            ledger.read_also(&PiecePlan::file(&place, piece.id)).map_err(Failure::run)?;
        }
    }
    tell(&ledger);
    Ok(ledger)
}

/// A ledger that cannot be had; that it is of something else is for the command line to say.
pub(super) fn refused(error: ResultsError) -> Failure {
    match error {
        ResultsError::OtherStudy { .. } => Failure::Usage(as_error(&error.to_string())),
        other => Failure::run(other),
    }
}

/// Says what could not be read. That records were found shows in how fast it goes.
pub(super) fn tell(ledger: &LedgerFile) {
    for damage in ledger.records().damage() {
        let told = if damage.torn {
            say!(NoteRecordsCutOff, damage = damage)
        } else {
            say!(NoteRecordsDamaged, damage = damage)
        };
        complain(&told);
    }
}

/// Says how to go on with what was stopped.
pub(super) fn say_how_to_go_on(dir: &Path) {
    complain(&say!(WhatWasFinishedIsKept, dir = shown(dir)));
}

/// A failure of a command whose records are kept in `dir`, with how to go on.
pub(super) fn with_remedy(failure: Failure, dir: &Path) -> Failure {
    match failure {
        Failure::Run(why) if OutputFolder::ledger_of(dir).join(RECORDS).exists() => {
            Failure::Run(format!("{why}\n{}", say!(WhatWasFinishedIsKept, dir = shown(dir))))
        }
        other => other,
    }
}
