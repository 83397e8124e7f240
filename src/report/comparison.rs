//! The page of a comparison: what can be told apart, by how much, and who changes sides.

use minijinja::Environment;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::numbers::{UNDEFINED, interval, value};
use super::{FigureView, ReportError, TEMPLATE, code, figure, with_parts};
use crate::chart::Figure;
use crate::chart::words::{readable, short};
use crate::results::{ComparisonRow, SwapRow};
use crate::words::figures::{self, half};
use crate::words::{Catalogue, Phrase};

const PAGE: &str = include_str!("comparison.html");
/// The ending makes the engine escape whatever is put into the page.
const PAGE_NAME: &str = "comparison.html";

/// What was compared, in the words of the page's first section.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonFacts {
    /// Names of the scenarios, the base first.
    pub scenarios: Vec<String>,
    /// The command that ran, as typed.
    pub command: String,
    /// Version of the program.
    pub version: String,
    /// Root seed.
    pub seed: u64,
    /// Replications of each.
    pub replications: u64,
    /// Settings that were changed in all of them, as `key=value`.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Names of the metrics that it is about.
    pub metrics: Vec<String>,
    /// What can be said, a sentence each.
    pub verdicts: Vec<String>,
    /// What a reader must know before trusting a number; may be empty.
    pub warnings: Vec<String>,
}

/// Everything the template may name.
#[derive(Debug, Serialize)]
struct Page<'a> {
    facts: &'a ComparisonFacts,
    title: String,
    figures: Vec<FigureView<'a>>,
    scenarios: Vec<ScenarioView<'a>>,
    swaps: Vec<SwapView<'a>>,
}

/// One scenario beside the base.
#[derive(Debug, Serialize)]
struct ScenarioView<'a> {
    name: &'a str,
    rows: Vec<DifferenceView>,
}

#[derive(Debug, Serialize)]
struct DifferenceView {
    name: String,
    label: String,
    base: String,
    other: String,
    difference: String,
    ratio: String,
    open: bool,
}

#[derive(Debug, Serialize)]
struct SwapView<'a> {
    scenario: &'a str,
    direction: &'a str,
    segment: String,
    value: String,
    share: String,
    bad: String,
    interval: String,
}

/// What the page is called.
pub(crate) fn title(facts: &ComparisonFacts, words: &Catalogue) -> String {
    let (base, others) = facts.scenarios.split_first().map_or(("", &[][..]), |(base, rest)| (base, rest));
    let pair = words.say(Phrase::ComparePair, &[("other", &others.join(", ")), ("base", &base)]);
    words.changed(&pair, &facts.settings)
}

/// One offline HTML page about a comparison, in the language of `words`.
///
/// # Errors
/// [`ReportError::Template`] if the template compiled into the program is damaged.
pub fn render_comparison(
    (rows, swaps): (&[ComparisonRow], &[SwapRow]),
    figures: &[Figure],
    facts: &ComparisonFacts,
    words: &Catalogue,
) -> Result<String, ReportError> {
    let scenario = |name: &'_ String| ScenarioView {
        name: facts.scenarios.iter().find(|known| *known == name).map_or("", String::as_str),
        rows: facts
            .metrics
            .iter()
            .filter_map(|metric| rows.iter().find(|row| row.scenario == *name && row.metric == *metric))
            .filter_map(|row| difference(row, words))
            .collect(),
    };
    let page = Page {
        facts,
        title: title(facts, words),
        figures: figures.iter().map(figure).collect(),
        scenarios: facts.scenarios.iter().skip(1).map(scenario).collect(),
        swaps: swaps.iter().map(swap).collect(),
    };
    let template = with_parts(PAGE);
    let mut pages = Environment::new();
    pages.add_filter("code", code);
    // The style of every page stands in that of a run.
    let style = TEMPLATE.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
    pages.add_global("style", Value::from_safe_string(style.map_or("", |style| style.0).to_owned()));
    pages.add_template(PAGE_NAME, &template)?;
    Ok(pages.get_template(PAGE_NAME)?.render(Serde(&page))?)
}

fn difference(row: &ComparisonRow, words: &Catalogue) -> Option<DifferenceView> {
    let (base, other, difference) = (row.base?, row.estimate?, row.difference?);
    let reach = half(row.simultaneous_low, row.simultaneous_high);
    let figure = figures::Figure::new(base.abs().max(other.abs()), &row.unit, reach);
    let open =
        row.simultaneous_low.zip(row.simultaneous_high).is_some_and(|(low, high)| low <= 0.0 && high >= 0.0);
    Some(DifferenceView {
        name: row.metric.clone(),
        label: words.title(&row.metric),
        base: figure.say(base),
        other: figure.say(other),
        difference: figure.difference(difference, reach),
        ratio: row.variance_ratio.map_or_else(|| UNDEFINED.to_owned(), |ratio| short(ratio, 1)),
        open,
    })
}

fn swap(row: &SwapRow) -> SwapView<'_> {
    SwapView {
        scenario: &row.scenario,
        direction: &row.direction,
        segment: readable(&row.segment),
        value: readable(&row.value),
        share: value(row.applicants_share, "share"),
        bad: value(row.bad_rate, "share"),
        interval: interval(row.ci_low, row.ci_high, "share"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_page_says_what_can_be_told_apart_and_who_changes_sides() {
        let row = ComparisonRow {
            scenario: "ten <b>".to_owned(),
            metric: "eventual_approval_rate".to_owned(),
            unit: "share".to_owned(),
            base: Some(0.5),
            estimate: Some(0.52),
            difference: Some(0.02),
            std_error: Some(0.01),
            ci_low: None,
            ci_high: None,
            replications: 10,
            simultaneous_low: Some(-0.01),
            simultaneous_high: Some(0.05),
            variance_ratio: Some(7.25),
        };
        let swap = SwapRow {
            scenario: "ten <b>".to_owned(),
            direction: "in".to_owned(),
            segment: "all".to_owned(),
            value: String::new(),
            applicants_share: Some(0.125),
            bad_rate: Some(0.25),
            ci_low: Some(0.2),
            ci_high: Some(0.3),
        };
        let facts = ComparisonFacts {
            scenarios: vec!["base".to_owned(), "ten <b>".to_owned()],
            metrics: vec!["eventual_approval_rate".to_owned()],
            verdicts: vec!["ten and base cannot be told apart".to_owned()],
            warnings: vec!["ten: people of `desk` cannot keep up".to_owned()],
            replications: 10,
            ..ComparisonFacts::default()
        };
        let words = Language::English.words();
        let page = render_comparison((&[row], &[swap]), &[], &facts, words).unwrap();
        for text in [
            "ten &lt;b&gt; against base",
            "cannot be told apart",
            "50.0%",
            "+2.0 ±3.0 pp",
            "7.2",
            "12.5%",
            "25.0%",
            "<code>desk</code>",
            "Synthetic.",
            "--paper: #ffffff",
        ] {
            assert!(page.contains(text), "{text}");
        }
        assert!(!page.contains("<b>"), "names are escaped");
        assert!(!page.contains("<script") && !page.contains("http"), "it opens without a network");
    }
}
