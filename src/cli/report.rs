//! `sim report`: charts and report again, from the tables alone.

use std::path::Path;

use super::args::ReportArgs;
use super::terminal::say;
use super::{Failure, shown};
use crate::chart::{Figure, draw_all};
use crate::report::{ReportFacts, render};
use crate::results::{Manifest, OutputFolder, Tables, write_file};

/// Draws the figures and writes them and the report into `dir`.
pub(super) fn write_pages(tables: &Tables, facts: &ReportFacts, dir: &Path) -> Result<Vec<Figure>, Failure> {
    let figures = draw_all(tables, &facts.scenario).map_err(Failure::run)?;
    for figure in &figures {
        let stem = dir.join("charts").join(figure.name);
        write_file(&stem.with_extension("svg"), figure.svg.as_bytes()).map_err(Failure::run)?;
        write_file(&stem.with_extension("png"), &figure.png).map_err(Failure::run)?;
    }
    let page = render(tables, &figures, facts).map_err(Failure::run)?;
    write_file(&dir.join("report.html"), page.as_bytes()).map_err(Failure::run)?;
    Ok(figures)
}

/// Redraws an output folder.
pub(super) fn report(arguments: &ReportArgs) -> Result<(), Failure> {
    let dir = &arguments.dir;
    let manifest = Manifest::read(dir).map_err(Failure::run)?;
    if manifest.files.contains_key("comparison.csv") {
        let what = "holds a comparison, which has tables and no report; run one of the scenarios by itself";
        return Err(Failure::Run(format!("`{}` {what}", shown(dir))));
    }
    let tables = Tables::read(dir).map_err(Failure::run)?;
    let facts: ReportFacts = serde_json::from_value(manifest.facts.clone()).map_err(|error| {
        Failure::Run(format!("{}: the manifest's facts cannot be read: {error}", shown(dir)))
    })?;
    let folder = OutputFolder::prepare(dir, false).map_err(Failure::run)?;
    let figures = write_pages(&tables, &facts, folder.staging())?;
    folder.update(manifest).map_err(Failure::run)?;
    say(&format!("drew {} charts and report.html in {}\n", figures.len(), shown(dir)))
}
