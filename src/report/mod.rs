//! The report: one page that explains a run and opens without a network.
//!
//! Everything is inside the page: its style, its figures, its tables and its glossary; all of it is there
//! without a script. One section plays the scenario again while its reader moves sliders; only that is
//! done by scripts. The page is made from tables and figures, and the resolved scenario, so it can be made again at any time. This
//! module writes no files and does not know how a number was estimated.

mod comparison;
mod effects;
mod expected;
mod numbers;
mod provenance;
mod seal;
mod stations;
mod sweep;
#[cfg(feature = "terminal")]
mod try_it;
mod view;

use minijinja::Environment;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::chart::Figure;
use crate::results::Tables;
use crate::words::{Catalogue, Term, say};
#[cfg(feature = "terminal")]
pub(crate) use comparison::title as comparison_title;
pub use comparison::{ComparisonFacts, render_comparison};
pub use sweep::{SweepFacts, SweepTable, render_sweep};
#[cfg(feature = "terminal")]
pub use try_it::Playable;
use view::{MetricView, TableView};

const TEMPLATE: &str = include_str!("template.html");
/// The ending makes the engine escape whatever is put into the page.
const TEMPLATE_NAME: &str = "report.html";

/// What ran, in the words of the page's first section.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFacts {
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
    /// Settings that were changed for this run, as `key=value`.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Replications done.
    pub replications: u64,
    /// Replications of each intervention; 0 without interventions.
    #[serde(default)]
    pub intervention_replications: u64,
    /// The period in which applicants arrive, such as `2024-01-01 to 2024-06-28`.
    pub period: String,
    /// Time zone of every date and time.
    pub time_zone: String,
    /// What a reader must know before trusting a number; may be empty.
    pub warnings: Vec<String>,
    /// Why nothing can be played on the page, though its scenario may be; empty if something can.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_played: String,
}

/// Why the page could not be made.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The page's template failed, which only a broken build can cause.
    #[error("{}", say!(TheReportSTemplateFailed))]
    Template(#[from] minijinja::Error),
}

/// Everything the template may name.
#[derive(Debug, Serialize)]
struct Page<'a> {
    facts: &'a ReportFacts,
    /// The scenario's name, with what was changed in it.
    title: String,
    /// Whether it is about entities without attributes.
    plain: bool,
    headlines: Vec<MetricView>,
    metrics: Vec<MetricView>,
    figures: Vec<FigureView<'a>>,
    stations: stations::StationsView,
    expectations: expected::ExpectationsView,
    numbers: provenance::NumbersView,
    tables: Vec<TableView<'a>>,
    terms: Vec<&'a Term>,
}

/// A figure as the page shows it.
#[derive(Debug, Serialize)]
struct FigureView<'a> {
    name: &'a str,
    caption: &'a str,
    svg: String,
}

/// One offline HTML page about a run, in the language of `words`.
///
/// # Errors
///
/// [`ReportError::Template`] if the template compiled into the program is damaged.
pub fn render(
    tables: &Tables,
    figures: &[Figure],
    facts: &ReportFacts,
    words: &Catalogue,
) -> Result<String, ReportError> {
    let page = filled(tables, figures, facts, words)?;
    Ok(seal::sealed(&page.replace(TRY_LINK, "").replace(TRY_IT, "")))
}

/// The same with a section in which the scenario is played again while its reader moves sliders, or with the reason why
/// there is none.
///
/// # Errors
///
/// As of [`render`].
#[cfg(feature = "terminal")]
pub fn render_playable(
    tables: &Tables,
    figures: &[Figure],
    facts: &ReportFacts,
    playable: Result<Playable<'_>, &str>,
    words: &Catalogue,
) -> Result<String, ReportError> {
    let page = filled(tables, figures, facts, words)?;
    let link = format!("<a href=\"#try\">{}</a>\n", words.text(crate::words::Phrase::PageTitle));
    let section = try_it::section(playable, tables, facts, words);
    Ok(seal::sealed(&page.replacen(TRY_LINK, &link, 1).replacen(TRY_IT, &section, 1)))
}

/// Where the section stands in the template, and the link to it.
const TRY_IT: &str = "<!-- try it -->\n";
const TRY_LINK: &str = "<!-- try it link -->\n";

/// The template filled in.
fn filled(
    tables: &Tables,
    figures: &[Figure],
    facts: &ReportFacts,
    words: &Catalogue,
) -> Result<String, ReportError> {
    let plain = tables.is_plain();
    let page = Page {
        facts,
        title: words.changed(&facts.scenario, &facts.settings),
        plain,
        headlines: if plain {
            stations::headlines(tables, words)
        } else {
            view::headlines(&tables.summary, words)
        },
        metrics: view::metrics(tables, words),
        figures: figures.iter().map(figure).collect(),
        tables: view::tables(tables, words),
        stations: stations::section(tables, words),
        expectations: expected::section(&tables.expectations, words),
        numbers: provenance::section(&tables.provenance, words),
        terms: words.terms().iter().filter(|term| !(plain && term.about_applicants)).collect(),
    };
    let template = with_parts(TEMPLATE);
    let mut pages = Environment::new();
    pages.add_filter("code", code);
    pages.add_template(TEMPLATE_NAME, &template)?;
    Ok(pages.get_template(TEMPLATE_NAME)?.render(Serde(&page))?)
}

/// A template with the parts that pages share in their places.
fn with_parts(template: &str) -> String {
    let parts = [("figures", include_str!("figures.html")), ("warnings", include_str!("warnings.html"))];
    parts.into_iter().fold(template.to_owned(), |text, (name, part)| {
        text.replace(&format!("<!-- {name} -->"), part.trim_end_matches('\n'))
    })
}

/// Text with what stands between back-quotes set as code, all of it escaped.
fn code(text: &str) -> Value {
    let mut out = String::with_capacity(text.len());
    let marks = text.matches('`').count();
    for (place, part) in text.split('`').enumerate() {
        // A back-quote that none closes stays one.
        out.push_str(match place {
            0 => "",
            last if last == marks && marks % 2 == 1 => "`",
            odd if odd % 2 == 1 => "<code>",
            _ => "</code>",
        });
        let escaped =
            part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        out.push_str(&escaped);
    }
    Value::from_safe_string(out)
}

/// Puts a document into the page: its title gets an identifier of its own, taken from the name.
fn figure(figure: &Figure) -> FigureView<'_> {
    let id = format!("figure-{}", figure.name);
    let svg = figure.svg.replacen("<title>", &format!("<title id=\"{id}-title\">"), 1).replacen(
        "<svg ",
        &format!("<svg aria-labelledby=\"{id}-title\" "),
        1,
    );
    FigureView { name: figure.name, caption: &figure.caption, svg }
}

#[cfg(test)]
mod tests;
