//! The last steps of a run: pictures, and results into their place. What is finished is never lost to what is not.

use super::args::{OutputArgs, TableFormat};
use super::report::{PAGES, write_comparison, write_pages};
use super::terminal::complain;
use super::{Failure, shown};
use crate::report::{ComparisonFacts, ReportFacts};
use crate::results::{ComparisonRow, CrossComparison, Manifest, Origin, OutputFolder, SwapRow, Tables};
use crate::words::say;

/// Draws charts and report into the folder, or, if that fails, leaves none of them there: whatever happens to the
/// pictures, the numbers are kept.
pub(super) fn draw(tables: &Tables, facts: &ReportFacts, folder: &OutputFolder) -> Result<(), Failure> {
    without_pictures(write_pages(tables, facts, folder.staging(), folder.staging()), folder)
}

/// The same of a comparison.
pub(super) fn draw_comparison(
    rows: (&[ComparisonRow], &[SwapRow], &CrossComparison),
    facts: &ComparisonFacts,
    folder: &OutputFolder,
) -> Result<(), Failure> {
    without_pictures(write_comparison(rows, facts, folder.staging()), folder)
}

/// Takes pictures back of which not all could be drawn.
fn without_pictures<T>(drawn: Result<T, Failure>, folder: &OutputFolder) -> Result<(), Failure> {
    let Err(failure) = drawn else { return Ok(()) };
    for name in PAGES {
        folder.take_back(name).map_err(Failure::run)?;
    }
    Err(match failure {
        Failure::Run(why) => Failure::Run(say!(TheTablesAreKeptWithout, why = why)),
        other => other,
    })
}

/// Says so if the tables are wanted in a form that this build does not know.
pub(super) fn can_write(output: &OutputArgs) -> Result<(), Failure> {
    if output.format_tables == TableFormat::Parquet && !cfg!(feature = "parquet") {
        return Err(Failure::Usage(say!(ErrorThisProgramWasBuilt).to_owned()));
    }
    Ok(())
}

/// Writes the staged tables in the other form that is wanted.
#[cfg(feature = "parquet")]
pub(super) fn write_other_forms(output: &OutputArgs, folder: &OutputFolder) -> Result<(), Failure> {
    match output.format_tables {
        TableFormat::Csv => Ok(()),
        TableFormat::Parquet => {
            crate::results::write_parquet(folder.staging(), output.style()).map_err(Failure::run)
        }
    }
}

/// Without other forms there is nothing to write.
#[cfg(not(feature = "parquet"))]
pub(super) fn write_other_forms(output: &OutputArgs, _: &OutputFolder) -> Result<(), Failure> {
    can_write(output)
}

/// Puts the results into their folder and returns it: for those of an interrupted run, where a finished one lies, the
/// folder beside it.
pub(super) fn publish(
    folder: OutputFolder,
    manifest: Manifest,
    origin: &Origin,
) -> Result<std::path::PathBuf, Failure> {
    if !(manifest.interrupted && folder.holds_finished()) {
        let whole = !manifest.interrupted;
        let dir = folder.publish(manifest).map_err(Failure::run)?;
        let strange = if whole { OutputFolder::strange_in_ledger(&dir) } else { Vec::new() };
        if !strange.is_empty() {
            let names = strange.iter().map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>();
            let place = shown(&OutputFolder::ledger_of(&dir));
            complain(&say!(NoteStrangeAmongRecords, place = place, names = names.join(", ")));
        }
        return Ok(dir);
    }
    let stays = shown(folder.dir());
    let beside = folder.publish_beside(manifest, origin).map_err(Failure::run)?;
    let beside_shown = shown(&beside);
    complain(&say!(TheFinishedResultsInStay, stays = stays, beside_shown = beside_shown));
    Ok(beside)
}
