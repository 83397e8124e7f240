//! The charts and the report of a sweep, from its tables alone.

use std::path::Path;

use super::board::{Board, title};
use super::picture::figures;
use super::told::{difference, estimate};
use crate::cli::Failure;
use crate::cli::report::warn_of_boxes;
use crate::report::{SweepFacts, SweepTable, render_sweep};
use crate::results::{Manifest, OutputFolder, write_file};
use crate::words::{Catalogue, Language, Phrase, say};

/// Draws the figures and writes them and the report into `dir`; says how many figures there are.
pub(super) fn write(board: &Board, facts: &SweepFacts, dir: &Path) -> Result<usize, Failure> {
    let words = Language::default().words();
    let name = words.changed(&facts.scenario, &facts.settings);
    let drawn = figures(board, &name, words).map_err(Failure::run)?;
    warn_of_boxes(&drawn);
    let page = render_sweep(facts, &tables(board, words), &drawn, words).map_err(Failure::run)?;
    for figure in &drawn {
        let stem = dir.join("charts").join(figure.name);
        write_file(&stem.with_extension("svg"), figure.svg.as_bytes()).map_err(Failure::run)?;
        write_file(&stem.with_extension("png"), &figure.png).map_err(Failure::run)?;
    }
    write_file(&dir.join("report.html"), page.as_bytes()).map_err(Failure::run)?;
    Ok(drawn.len())
}

/// Draws an output folder again, and says how many figures there are.
pub(in crate::cli) fn redraw(dir: &Path, folder: OutputFolder, manifest: Manifest) -> Result<usize, Failure> {
    let unreadable =
        |error| Failure::Run(say!(TheManifestSFactsCannot, dir = crate::cli::shown(dir), error = error));
    let facts: SweepFacts = serde_json::from_value(manifest.facts.clone()).map_err(unreadable)?;
    let board = Board::read(dir, facts.shown.clone(), facts.reference).map_err(Failure::run)?;
    let drawn = write(&board, &facts, folder.staging())?;
    folder.update(manifest).map_err(Failure::run)?;
    Ok(drawn)
}

/// The metrics that are shown, each with a row a point.
fn tables(board: &Board, words: &Catalogue) -> Vec<SweepTable> {
    let first = if board.keys.len() == 1 { board.keys[0].clone() } else { String::new() };
    // Where nothing is compared there is no column for it.
    let compared = board.reference.filter(|_| board.points.len() > 1);
    let against = compared.map(|reference| {
        let label = match board.points.iter().find(|point| point.point == reference) {
            Some(point) if board.keys.len() == 1 => board.row_label(point),
            _ => words.say(Phrase::SweepPoint, &[("point", &reference)]),
        };
        words.say(Phrase::SweepAgainst, &[("label", &label)])
    });
    let mut columns = vec![first, words.text(Phrase::SweepEstimate).to_owned()];
    columns.extend(against);
    let table = |name: &String| {
        let mut rows = Vec::new();
        for point in &board.points {
            let Some(row) = point.row(name) else { continue };
            let mut cells = vec![board.row_label(point), estimate(row)];
            if let Some(reference) = compared {
                cells.push(if reference == point.point {
                    words.text(Phrase::SweepReference).to_owned()
                } else {
                    difference(words, row)
                });
            }
            rows.push(cells);
        }
        SweepTable { title: title(words, name), name: name.clone(), columns: columns.clone(), rows }
    };
    board.shown.iter().map(table).collect()
}
