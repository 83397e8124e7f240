//! The page of a sweep: first what came out as sentences, then the figures, then the tables.

use minijinja::Environment;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::{FigureView, ReportError, TEMPLATE, code, figure};
use crate::chart::Figure;
use crate::words::{Catalogue, Term};

const PAGE: &str = include_str!("sweep.html");
/// The ending makes the engine escape whatever is put into the page.
const PAGE_NAME: &str = "sweep.html";

/// What ran, and what came out in sentences; the facts of a sweep's manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SweepFacts {
    /// Name of the scenario.
    pub scenario: String,
    /// What the scenario is about; may be empty.
    pub description: String,
    /// The command that ran, as typed.
    pub command: String,
    /// Version of the program.
    pub version: String,
    /// Root seed.
    pub seed: u64,
    /// How many replications were played of a point, in words.
    pub replications: String,
    /// Settings that were changed at all points, as `key=value`.
    pub settings: Vec<String>,
    /// The varied keys.
    pub keys: Vec<String>,
    /// Points of the design.
    pub points: u64,
    /// Points that could not be played.
    pub faulty: u64,
    /// The first of them: which, and why.
    pub faults: Vec<(String, String)>,
    /// The point that others are compared with.
    pub reference: Option<u64>,
    /// Names of the metrics that are shown.
    pub shown: Vec<String>,
    /// What came out, a sentence each.
    pub answers: Vec<String>,
    /// What a reader must know before trusting a number; may be empty.
    pub warnings: Vec<String>,
}

/// A metric at the points, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SweepTable {
    /// What the metric is called.
    pub title: String,
    /// Its name in the tables.
    pub name: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// A row a point.
    pub rows: Vec<Vec<String>>,
}

/// Everything the template may name.
#[derive(Debug, Serialize)]
struct Page<'a> {
    facts: &'a SweepFacts,
    title: String,
    style: &'a str,
    figures: Vec<FigureView<'a>>,
    tables: &'a [SweepTable],
    /// Points that stand in the tables of the page.
    listed: usize,
    terms: Vec<&'a Term>,
}

/// One offline HTML page about a sweep, in the language of `words`.
///
/// # Errors
///
/// [`ReportError::Template`] if the template compiled into the program is damaged.
pub fn render_sweep(
    facts: &SweepFacts,
    tables: &[SweepTable],
    figures: &[Figure],
    words: &Catalogue,
) -> Result<String, ReportError> {
    let page = Page {
        facts,
        title: words.changed(&facts.scenario, &facts.settings),
        style: style(),
        figures: figures.iter().map(figure).collect(),
        listed: tables.iter().map(|table| table.rows.len()).max().unwrap_or(0),
        tables,
        terms: words.terms().iter().collect(),
    };
    let mut pages = Environment::new();
    pages.add_filter("code", code);
    pages.add_template(PAGE_NAME, PAGE)?;
    Ok(pages.get_template(PAGE_NAME)?.render(Serde(&page))?)
}

/// The style that all pages share.
fn style() -> &'static str {
    let inside = TEMPLATE.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
    inside.map_or("", |(style, _)| style)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_answer_comes_first_then_the_figures_then_the_tables() {
        let facts = SweepFacts {
            scenario: "a<b".to_owned(),
            answers: vec!["Least 1% at `people=1`.".to_owned()],
            faults: vec![("people=-1".to_owned(), "must be at least 1".to_owned())],
            faulty: 1,
            warnings: vec!["look out".to_owned()],
            ..SweepFacts::default()
        };
        let table = SweepTable {
            title: "Approval".to_owned(),
            name: "eventual_approval_rate".to_owned(),
            columns: vec!["people".to_owned(), "estimate".to_owned()],
            rows: vec![vec!["1".to_owned(), "43% ±1".to_owned()]],
        };
        let figure = Figure {
            name: "sweep",
            caption: "Curves.".to_owned(),
            svg: "<svg ><title>t</title></svg>".to_owned(),
            png: Vec::new(),
            undrawn: Vec::new(),
        };
        let page = render_sweep(&facts, &[table], &[figure], Language::English.words()).unwrap();
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        assert!(at("Least 1% at <code>people=1</code>") < at("figure-sweep"));
        assert!(at("figure-sweep") < at("43% ±1"));
        assert!(page.contains("a&lt;b") && page.contains("must be at least 1") && page.contains("look out"));
        assert!(style().contains("--paper") && !page.contains("<script"));
    }
}
