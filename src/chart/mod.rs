//! Figures of one run, drawn from the rows of its tables and from nothing else.
//!
//! Every figure is laid out once in nominal pixels and painted twice, as SVG and as PNG, in
//! memory. The same rows give the same bytes. A figure whose rows are missing, or of
//! one row that says nothing, is left out. This
//! module writes no files and does not know how a number was estimated.

mod approval_by_behaviour;
mod approval_by_score;
mod attempts;
mod axis;
mod cross;
mod cross_differences;
mod curves;
mod decision_delay;
mod differences;
mod doses;
mod effects;
mod font;
mod front;
mod grouped_days;
mod heat;
mod journey;
mod machine_fonts;
mod panel;
mod queue_timeline;
mod render;
mod routes;
mod scene;
mod segments;
mod station_lines;
mod theme;
mod tornado;
pub(crate) mod words;
mod worth;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod station_tests;
#[cfg(test)]
mod tests;

pub use cross_differences::draw_cross_differences;
pub use curves::{CurvePanel, CurvePoint, Curves, MOST_CURVES, MOST_PANELS, draw_curves};
pub use doses::{Dose, DosePoint, draw_doses};
pub use front::{Better, Front, FrontAxis, FrontPoint, draw_front};
pub use heat::{Heat, HeatPanel, MOST_CELLS, draw_heat};
pub use journey::{MOST_ROWS, MarkKind, SpanKind, Timeline, TimelineRow, draw_journey};
pub use tornado::{MOST_INPUTS, Tornado, TornadoBar, TornadoRow, draw_tornado};
pub use worth::{Worth, WorthGroup, WorthOf, draw_worth};

pub use differences::draw_differences;
use thiserror::Error;

use crate::results::Tables;
use crate::words::{Catalogue, say};
use font::Fonts;
use scene::Scene;

/// One figure, in both formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Name, which is also the stem of its files: `approval_by_behaviour`, `queue_timeline`, …
    pub name: &'static str,
    /// What it shows and how to read it, in one or two sentences.
    pub caption: String,
    /// A stand-alone SVG document.
    pub svg: String,
    /// A PNG file at twice the nominal size of the SVG.
    pub png: Vec<u8>,
    /// Characters for which no font was found: a box stands for each in the PNG.
    pub undrawn: Vec<char>,
}

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum ChartError {
    /// The embedded font is damaged, which only a broken build can cause.
    #[error("{}", say!(TheEmbeddedFontCannotBe))]
    Font,
    /// A drawing backend gave up.
    #[error("{}", say!(TheDrawingBackendFailed, what = .0))]
    Backend(String),
    /// The bitmap could not be encoded.
    #[error("{}", say!(TheBitmapCannotBeEncoded))]
    Png(#[from] png::EncodingError),
    /// A date of `timeline.csv` is not `YYYY-MM-DD`.
    #[error("{}", say!(InTheColumnDateOf, value = value))]
    Date {
        /// What stands in the table.
        value: String,
        /// Why it is no date.
        source: jiff::Error,
    },
}

/// A figure that has been laid out but not yet painted.
struct Drawing {
    /// Title, also read out by screen readers.
    title: &'static str,
    /// How to read it.
    caption: String,
    /// What to paint.
    scene: Scene,
}

/// Draws every figure whose rows are present and say something, in the order a report shows them.
///
/// `title` is the scenario's name; it appears in the subtitle of every figure. `words` are those of the language that
/// things are called in.
///
/// # Errors
///
/// [`ChartError::Date`] if a timeline's date is malformed; the other variants point to a broken
/// build or an exhausted machine, never to the rows.
pub fn draw_all(tables: &Tables, title: &str, words: &Catalogue) -> Result<Vec<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let drawings = [
        ("approval_by_behaviour", approval_by_behaviour::draw(&tables.behaviours, title, &fonts, words)),
        ("effects", effects::draw(&tables.effects, title, &fonts, words)),
        ("approval_by_score", approval_by_score::draw(&tables.segments, title, &fonts)),
        ("routes", routes::draw(&tables.summary, tables.is_plain(), title, &fonts, words)),
        ("attempts", attempts::draw(&tables.attempts, title, &fonts)),
        ("decision_delay", decision_delay::draw(&tables.delays, tables.is_plain(), title, &fonts)),
        ("queue_timeline", queue_timeline::draw(tables, title, &fonts)?),
        ("segments", segments::draw(&tables.segments, title, &fonts, words)),
        ("cross", cross::draw(&tables.cross, title, &fonts, words)),
    ];
    drawings
        .into_iter()
        .filter_map(|(name, drawing)| drawing.map(|drawing| (name, drawing)))
        .map(|(name, drawing)| {
            let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
            let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
            Ok(Figure { name, caption: drawing.caption, svg, png, undrawn })
        })
        .collect()
}
