//! `sim plan`, `sim shard`, `sim missing` and `sim merge`: a study in pieces, played on any machines in any order.

mod merge;
mod plan;
mod shard;

use std::fmt::Write as _;
use std::path::Path;

use super::args::FolderArgs;
use super::terminal::say;
use super::{Failure, shown};
use crate::results::{OutputFolder, PiecePlan};
use crate::words::say;
pub(super) use merge::merge;
pub(super) use plan::plan;
pub(super) use shard::shard;

/// The lists of pieces of a folder; there is one at least.
fn plans(dir: &Path) -> Result<Vec<PiecePlan>, Failure> {
    let plans = PiecePlan::read_all(&OutputFolder::ledger_of(dir)).map_err(Failure::run)?;
    if plans.is_empty() {
        return Err(Failure::Usage(say!(ErrorHoldsNoPieces, dir = shown(dir))));
    }
    Ok(plans)
}

/// Numbers as a scheduler takes them: `3,7-9`.
fn array(ids: &[u64]) -> String {
    let mut text = String::new();
    let mut left = ids;
    while let Some(&first) = left.first() {
        let run = left.iter().zip(first..).take_while(|(id, expected)| **id == *expected).count();
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = match run {
            1 => write!(text, "{comma}{first}"),
            _ => write!(text, "{comma}{first}-{}", first + run as u64 - 1),
        };
        left = &left[run..];
    }
    text
}

/// Says which pieces are still to be played.
pub(super) fn missing(arguments: &FolderArgs) -> Result<(), Failure> {
    let place = OutputFolder::ledger_of(&arguments.dir);
    let missing = PiecePlan::missing(&plans(&arguments.dir)?, &place).map_err(Failure::run)?;
    if missing.is_empty() { Ok(()) } else { say(&format!("{}\n", array(&missing))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_as_a_scheduler_takes_them() {
        for (ids, expected) in
            [(&[][..], ""), (&[4], "4"), (&[3, 7, 8, 9], "3,7-9"), (&[0, 1, 3, 5, 6], "0-1,3,5-6")]
        {
            assert_eq!(array(ids), expected);
        }
    }
}
