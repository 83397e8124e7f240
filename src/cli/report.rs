//! `sim report`: charts and report again, from the tables alone.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::ReportArgs;
use super::sweep::redraw;
use super::terminal::{complain, say};
use super::{Failure, shown};
use crate::chart::{Figure, draw_all, draw_cross_differences, draw_differences};
use crate::report::{
    ComparisonFacts, Playable, ReportFacts, comparison_title, render_comparison, render_playable,
};
use crate::results::{
    ComparisonRow, CrossComparison, ExpectationRow, Manifest, OutputFolder, ResultsError, Row as _, SwapRow,
    SweepRow, Tables, read_table, write_file,
};
use crate::scenario::named_file;
use crate::words::{Language, say};

/// Draws the figures and writes them and the report into `dir`; the run lies in `from`.
pub(super) fn write_pages(
    tables: &Tables,
    facts: &ReportFacts,
    from: &Path,
    dir: &Path,
) -> Result<Vec<Figure>, Failure> {
    let words = Language::default().words();
    let name = words.changed(&facts.scenario, &facts.settings);
    let figures = draw_all(tables, &name, words).map_err(Failure::run)?;
    write_figures(&figures, dir)?;
    let (scenario, first) = (text_of(from, "scenario.resolved.toml"), text_of(from, "replications.csv"));
    let why = not_played(facts, &scenario);
    let first = first.lines().nth(1).unwrap_or_default();
    let playable = why.as_deref().map_or(Ok(Playable { scenario: &scenario, first }), Err);
    let page = render_playable(tables, &figures, facts, playable, words).map_err(Failure::run)?;
    write_file(&dir.join("report.html"), page.as_bytes()).map_err(Failure::run)?;
    Ok(figures)
}

/// A text of a run's folder; nothing if it is not there, as in folders of earlier versions.
fn text_of(dir: &Path, file: &str) -> String {
    std::fs::read_to_string(dir.join(file)).unwrap_or_default()
}

/// Why this scenario cannot be played on a page; `None` if it can.
fn not_played(facts: &ReportFacts, scenario: &str) -> Option<String> {
    if !facts.not_played.is_empty() {
        return Some(facts.not_played.clone());
    }
    if scenario.is_empty() {
        return Some(say!(PageNoScenario).to_owned());
    }
    named_file(scenario).map(|file| say!(PageNamesFile, file = file))
}

/// Writes figures into `dir`, as SVG and as PNG.
pub(super) fn write_figures(figures: &[Figure], dir: &Path) -> Result<(), Failure> {
    warn_of_boxes(figures);
    for figure in figures {
        let stem = dir.join("charts").join(figure.name);
        write_file(&stem.with_extension("svg"), figure.svg.as_bytes()).map_err(Failure::run)?;
        write_file(&stem.with_extension("png"), &figure.png).map_err(Failure::run)?;
    }
    Ok(())
}

/// Says which characters are boxes in the figures, for want of a font.
pub(super) fn warn_of_boxes(figures: &[Figure]) {
    let undrawn: BTreeSet<char> = figures.iter().flat_map(|figure| &figure.undrawn).copied().collect();
    if !undrawn.is_empty() {
        let signs: Vec<String> =
            undrawn.iter().take(10).map(|sign| format!("{sign} (U+{:04X})", u32::from(*sign))).collect();
        complain(&say!(
            WarningNoFontHasBoxes,
            signs = signs.join(", "),
            signs_2 = if undrawn.len() > signs.len() { say!(AndOthers) } else { "" }
        ));
    }
}

/// Draws the figure and writes it and the report of a comparison into `dir`.
pub(super) fn write_comparison(
    (rows, swaps, cells): (&[ComparisonRow], &[SwapRow], &CrossComparison),
    facts: &ComparisonFacts,
    dir: &Path,
) -> Result<Vec<Figure>, Failure> {
    let words = Language::default().words();
    let title = comparison_title(facts, words);
    let drawn = draw_differences(rows, &facts.metrics, &title, words).map_err(Failure::run)?;
    let of_cells = draw_cross_differences(cells, &facts.metrics, &title, words).map_err(Failure::run)?;
    let figures: Vec<Figure> = drawn.into_iter().chain(of_cells).collect();
    write_figures(&figures, dir)?;
    let page = render_comparison((rows, swaps), &figures, facts, words).map_err(Failure::run)?;
    write_file(&dir.join("report.html"), page.as_bytes()).map_err(Failure::run)?;
    Ok(figures)
}

/// Redraws the folder of a comparison.
fn of_comparison(dir: &Path, manifest: Manifest) -> Result<(), Failure> {
    let swap_set = manifest.files.contains_key(SwapRow::FILE);
    let crossed = manifest.files.contains_key(CrossComparison::FILE);
    let besides = [(SwapRow::FILE, swap_set), (CrossComparison::FILE, crossed)];
    let besides = besides.into_iter().filter_map(|(file, there)| there.then_some(file));
    let read: Vec<&str> = std::iter::once(ComparisonRow::FILE).chain(besides).collect();
    manifest.verify_tables(dir, &read).map_err(failed)?;
    let rows: Vec<ComparisonRow> = read_table(&dir.join(ComparisonRow::FILE)).map_err(failed)?;
    let swaps: Vec<SwapRow> =
        if swap_set { read_table(&dir.join(SwapRow::FILE)).map_err(failed)? } else { Vec::new() };
    let cells =
        if crossed { CrossComparison::read(dir).map_err(failed)? } else { CrossComparison::default() };
    let facts: ComparisonFacts = serde_json::from_value(manifest.facts.clone())
        .map_err(|error| Failure::Run(say!(TheManifestSFactsCannot, dir = shown(dir), error = error)))?;
    let folder = OutputFolder::prepare(dir, false, None).map_err(failed)?;
    let figures = write_comparison((&rows, &swaps, &cells), &facts, folder.staging())?;
    folder.update(manifest).map_err(failed)?;
    say(&say!(DrewChartsAndReportHtml, figures = figures.len(), dir = shown(dir)))
}

/// What [`write_pages`] writes: files and folders by name.
pub(super) const PAGES: [&str; 2] = ["charts", "report.html"];

/// Tables of commands whose pictures are not drawn again.
const DECIDED: [&str; 6] =
    ["solution.csv", "optimum.csv", "sensitivity.csv", "assumptions.csv", "fairness.csv", "shapley.csv"];

/// Redraws an output folder.
pub(super) fn report(arguments: &ReportArgs) -> Result<(), Failure> {
    let dir = &arguments.dir;
    if dir.is_file() {
        let what = say!(IsAFileNameAn);
        return Err(Failure::Usage(say!(ReportError, dir = shown(dir), what = what)));
    }
    OutputFolder::recover(dir).map_err(failed)?;
    let manifest = Manifest::read(dir).map_err(failed)?;
    if manifest.files.contains_key(ComparisonRow::FILE) {
        return of_comparison(dir, manifest);
    }
    if manifest.files.contains_key(SweepRow::FILE) {
        manifest.verify_tables(dir, &[SweepRow::FILE]).map_err(failed)?;
        let folder = OutputFolder::prepare(dir, false, None).map_err(failed)?;
        let figures = redraw(dir, folder, manifest)?;
        return say(&say!(DrewChartsAndReportHtml, figures = figures, dir = shown(dir)));
    }
    if let Some(file) = DECIDED.into_iter().find(|file| manifest.files.contains_key(*file)) {
        let what = say!(HoldsDecisionsWhichHave, file = file);
        return Err(Failure::Usage(say!(ReportError, dir = shown(dir), what = what)));
    }
    let read: Vec<&str> = Tables::FILES.iter().copied().chain([ExpectationRow::FILE]).collect();
    manifest.verify_tables(dir, &read).map_err(failed)?;
    let tables = Tables::read(dir).map_err(failed)?;
    let mut facts: ReportFacts = serde_json::from_value(manifest.facts.clone())
        .map_err(|error| Failure::Run(say!(TheManifestSFactsCannot, dir = shown(dir), error = error)))?;
    // Facts of earlier versions do not say it; their manifests do.
    facts.intervention_replications = manifest.intervention_replications;
    let folder = OutputFolder::prepare(dir, false, None).map_err(failed)?;
    let figures = write_pages(&tables, &facts, dir, folder.staging())?;
    folder.update(manifest).map_err(failed)?;
    say(&say!(DrewChartsAndReportHtml, figures = figures.len(), dir = shown(dir)))
}

/// What went wrong with the folder. It was named by the person, so to choose another one is no remedy.
fn failed(error: ResultsError) -> Failure {
    match error {
        ResultsError::Io { action, path, source } => Failure::Run(say!(
            CannotCheckThatTheFolder,
            action = action,
            path = shown(&path),
            source = source
        )),
        ResultsError::NotAFolder { path } | ResultsError::NotAFile { path } => {
            Failure::Run(say!(SomethingElseHasThePlace, path = shown(&path)))
        }
        ResultsError::Busy { path } => Failure::Run(say!(ARunIsWritingInto, path = shown(&path))),
        other => Failure::folder(other),
    }
}
