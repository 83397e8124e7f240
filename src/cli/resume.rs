//! `sim resume`: goes on with what was interrupted or killed, as its own command would.

use std::path::{Path, PathBuf};

use super::args::{Command, FolderArgs, parse};
use super::kept::RECORDS;
use super::{Failure, Interrupts, shown};
use crate::results::{LedgerFile, LedgerHead, Manifest, OutputFolder, PiecePlan};
use crate::words::say;

/// Plays what a folder's records lack.
pub(super) fn resume(arguments: &FolderArgs, interrupts: &Interrupts) -> Result<(), Failure> {
    let dir = &arguments.dir;
    OutputFolder::recover(dir).map_err(Failure::run)?;
    let place = OutputFolder::ledger_of(dir);
    let head = match LedgerFile::head(&place.join(RECORDS)).map_err(Failure::run)? {
        Some(head) => Some(head),
        None => PiecePlan::read_all(&place).map_err(Failure::run)?.pop().map(|plan| plan.head),
    };
    let Some(head) = head else { return Err(nothing_to_resume(dir)) };
    again(&head, dir, interrupts)
}

/// Does what the command of a ledger says, into `dir`.
pub(super) fn again(head: &LedgerHead, dir: &Path, interrupts: &Interrupts) -> Result<(), Failure> {
    let (command, typed) = command_of(head, dir)?;
    super::dispatch(command, &typed, interrupts)
}

/// The command that a ledger or a plan tells, to be played into `dir`, and its words as typed. Goes to where it was
/// typed, so that its paths mean the same.
pub(super) fn command_of(head: &LedgerHead, dir: &Path) -> Result<(Command, Vec<String>), Failure> {
    let there = std::path::absolute(dir).map_err(Failure::run)?;
    let folder = Path::new(&head.folder);
    // On another machine that folder may not be there; then it is this one that counts.
    if folder.is_dir() {
        std::env::set_current_dir(folder).map_err(Failure::run)?;
    }
    let parsed = parse(&head.command);
    let mut command = parsed
        .map_err(|error| Failure::Usage(say!(WordsOfTheLedger, error = error, dir = shown(dir))))?
        .command;
    // A folder may come from anybody: nothing is done that does not play, and nothing anywhere but in it.
    let Some(out) = command.out() else { return Err(Failure::Usage(say!(ErrorPlaysNoUnits).to_owned())) };
    let same = |typed: &PathBuf| {
        std::fs::canonicalize(typed).ok().is_some_and(|real| Some(real) == std::fs::canonicalize(&there).ok())
    };
    if !out.as_ref().is_some_and(same) {
        *out = Some(there);
    }
    Ok((command, head.command.clone()))
}

fn nothing_to_resume(dir: &Path) -> Failure {
    match Manifest::read(dir) {
        Ok(manifest) if !manifest.interrupted => Failure::Usage(say!(ErrorNothingToResume, dir = shown(dir))),
        _ => Failure::Usage(say!(ErrorNoRecordsToResume, dir = shown(dir))),
    }
}
