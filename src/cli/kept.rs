//! Records that outlive the program: the ledger of a command, what was found in it, and how to go on.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::args::OutputArgs;
use super::terminal::complain;
use super::{Failure, as_error, shown};
use crate::results::{LedgerFile, LedgerHead, OutputFolder, PiecePlan, ResultsError};
use crate::words::{say, words};

/// Name of the ledger among the records of a folder.
pub(super) const RECORDS: &str = "records";

/// What a ledger of this command, typed here, says of itself.
pub(super) fn head(command: &[String], settings: BTreeMap<String, String>) -> LedgerHead {
    let folder = std::env::current_dir().map(|here| here.to_string_lossy().into_owned()).unwrap_or_default();
    LedgerHead { command: command.to_vec(), folder, settings }
}

/// Opens the ledger of a command whose numbers are decided by `settings` and that plays so many replications at `most`, and says what became of records that were
/// there; those of something else go if `--force` says so. Pieces of it that were played elsewhere are found as well.
///
/// # Errors
/// Records of something else, unless they are to be discarded, and what the operating system refuses.
pub(super) fn open(
    folder: &OutputFolder,
    command: &[String],
    settings: BTreeMap<String, String>,
    (output, most): (&OutputArgs, u64),
) -> Result<LedgerFile, Failure> {
    let (place, discard) = (folder.ledger(), output.force);
    let plans = PiecePlan::read_all(&place).map_err(Failure::run)?;
    // Pieces of something else would go with the folder's records.
    if let Some(differs) = plans.iter().find_map(|plan| plan.head.differs(&settings)).filter(|_| !discard) {
        return Err(refused(ResultsError::OtherStudy { path: place, differs }));
    }
    // A smaller run would be whole before they are, and take them with it.
    if let Some(plan) = plans.iter().find(|plan| plan.replications > most).filter(|_| !discard) {
        let (dir, planned) = (shown(folder.dir()), words().replications(plan.replications));
        return Err(Failure::Usage(say!(ErrorPiecesOfMore, dir = dir, planned = planned, most = most)));
    }
    let head = head(command, settings);
    let mut ledger = LedgerFile::open(&place.join(RECORDS), &head, discard).map_err(refused)?;
    if let Some(records) = &output.pieces {
        ledger.read_also(Arc::clone(records));
    } else {
        let played = PiecePlan::played(&plans, &place).map_err(Failure::run)?;
        for (id, doubt) in &played.doubtful {
            complain(&say!(NotePieceInDoubt, doubt = doubt, id = id));
        }
        ledger.read_also(Arc::new(played.records));
    }
    tell(&ledger);
    Ok(ledger)
}

/// Ends a ledger that will be `wanted`, or not, and says which records of it could not be taken.
///
/// # Errors
/// What could not be written.
pub(super) fn finish(ledger: LedgerFile, wanted: bool) -> Result<(), Failure> {
    if let (count @ 1.., Some(unit)) = ledger.refused() {
        complain(&say!(NoteRecordsRefused, count = count, unit = unit));
    }
    ledger.finish(wanted).map_err(Failure::run)
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
