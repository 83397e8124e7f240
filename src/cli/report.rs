//! `sim report`: charts and report again, from the tables alone.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::ReportArgs;
use super::terminal::{complain, say};
use super::{Failure, shown};
use crate::chart::{Figure, draw_all};
use crate::report::{ReportFacts, render};
use crate::results::{ExpectationRow, Manifest, OutputFolder, ResultsError, Row as _, Tables, write_file};
use crate::words::Language;

/// Draws the figures and writes them and the report into `dir`.
pub(super) fn write_pages(tables: &Tables, facts: &ReportFacts, dir: &Path) -> Result<Vec<Figure>, Failure> {
    let words = Language::default().words();
    let figures = draw_all(tables, &facts.scenario, words).map_err(Failure::run)?;
    let undrawn: BTreeSet<char> = figures.iter().flat_map(|figure| &figure.undrawn).copied().collect();
    if !undrawn.is_empty() {
        let signs: Vec<String> =
            undrawn.iter().take(10).map(|sign| format!("{sign} (U+{:04X})", u32::from(*sign))).collect();
        complain(&format!(
            "warning: no font has {}{}: boxes stand for them in the PNG files; the SVG files and the report are whole. \
             Install a font that has them, for example Noto Sans CJK, and draw again with `sim report`",
            signs.join(", "),
            if undrawn.len() > signs.len() { " and others" } else { "" },
        ));
    }
    for figure in &figures {
        let stem = dir.join("charts").join(figure.name);
        write_file(&stem.with_extension("svg"), figure.svg.as_bytes()).map_err(Failure::run)?;
        write_file(&stem.with_extension("png"), &figure.png).map_err(Failure::run)?;
    }
    let page = render(tables, &figures, facts, words).map_err(Failure::run)?;
    write_file(&dir.join("report.html"), page.as_bytes()).map_err(Failure::run)?;
    Ok(figures)
}

/// What [`write_pages`] writes: files and folders by name.
pub(super) const PAGES: [&str; 2] = ["charts", "report.html"];

/// Redraws an output folder.
pub(super) fn report(arguments: &ReportArgs) -> Result<(), Failure> {
    let dir = &arguments.dir;
    if dir.is_file() {
        let what = "is a file; name an output folder, such as `sim run` writes";
        return Err(Failure::Usage(format!("error: `{}` {what}", shown(dir))));
    }
    OutputFolder::recover(dir).map_err(failed)?;
    let manifest = Manifest::read(dir).map_err(failed)?;
    if manifest.files.contains_key("comparison.csv") {
        let what = "holds a comparison, which has tables and no report; run one of the scenarios by itself";
        return Err(Failure::Usage(format!("error: `{}` {what}", shown(dir))));
    }
    let read: Vec<&str> = Tables::FILES.iter().copied().chain([ExpectationRow::FILE]).collect();
    manifest.verify_tables(dir, &read).map_err(failed)?;
    let tables = Tables::read(dir).map_err(failed)?;
    let facts: ReportFacts = serde_json::from_value(manifest.facts.clone()).map_err(|error| {
        Failure::Run(format!("{}: the manifest's facts cannot be read: {error}", shown(dir)))
    })?;
    let folder = OutputFolder::prepare(dir, false, None).map_err(failed)?;
    let figures = write_pages(&tables, &facts, folder.staging())?;
    folder.update(manifest).map_err(failed)?;
    say(&format!("drew {} charts and report.html in {}\n", figures.len(), shown(dir)))
}

/// What went wrong with the folder. It was named by the person, so to choose another one is no remedy.
fn failed(error: ResultsError) -> Failure {
    match error {
        ResultsError::Io { action, path, source } => Failure::Run(format!(
            "cannot {action} `{}`: {source}; check that the folder may be written into",
            shown(&path)
        )),
        ResultsError::NotAFolder { path } | ResultsError::NotAFile { path } => Failure::Run(format!(
            "something else has the place of `{}`; move it, or run the scenario again",
            shown(&path)
        )),
        ResultsError::Busy { path } => {
            Failure::Run(format!("a run is writing into `{}`; wait for it to end", shown(&path)))
        }
        other => Failure::folder(other),
    }
}
