//! Differences of a comparison: a block a metric, a row a scenario, each with its interval around the difference.

use super::axis::{Scale, extent};
use super::font::Fonts;
use super::panel::{Heading, dot, grid_down, page, row_name, whisker_across};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, FOOT, GREY, HEADING, LABEL, MARGIN, RULE, SMALL, WIDTH};
use super::{ChartError, Drawing, Figure, render};
use crate::results::ComparisonRow;
use crate::words::Catalogue;
use crate::words::figures;

const TITLE: &str = "Differences to the base";
const NOTE: &str = "95% intervals that hold all at once. Grey: cannot be told apart from the base. All differences, and intervals by themselves: comparison.csv.";
const CAPTION: &str = "Each block is a metric, each row a scenario less the base. The intervals of all of them together hold with 95%; a grey one takes in zero, so that the two cannot be told apart. Each metric has its own scale.";
/// Height of a row, of a metric's title, and of its axis with some room below.
const ROW: f64 = 26.0;
const HEAD: f64 = 24.0;
const AXIS: f64 = 38.0;
/// Room for names on the left, and for the difference in words on the right.
const NAMES: f64 = 200.0;
const WORDS: f64 = 170.0;

/// The most metrics of a figure, and scenarios of each.
const MOST_METRICS: usize = 8;
const MOST_SCENARIOS: usize = 8;

/// One metric: the rows of which something is known.
struct Block<'a> {
    metric: &'a str,
    rows: Vec<&'a ComparisonRow>,
}

impl Block<'_> {
    fn height(&self) -> f64 {
        HEAD + ROW * self.rows.len() as f64 + AXIS
    }

    /// A range that holds the differences, their intervals and zero, with some room.
    fn range(&self) -> (f64, f64) {
        let ends =
            self.rows.iter().flat_map(|row| [row.difference, row.simultaneous_low, row.simultaneous_high]);
        let (low, high) = extent(ends.flatten().chain([0.0])).unwrap_or((0.0, 1.0));
        let room = 0.06 * (high - low).max(1e-9);
        (low - room, high + room)
    }

    /// How its numbers are written, with decimals for this width.
    fn figure(&self, width: Option<f64>) -> figures::Figure {
        let size = self.rows.iter().flat_map(|row| [row.base, row.estimate]).flatten();
        let size = size.fold(0.0, |size: f64, value| size.max(value.abs()));
        figures::Figure::new(size, self.rows.first().map_or("", |row| row.unit.as_str()), width)
    }
}

/// The blocks of these metrics, as far as something differs.
fn blocks<'a>(rows: &'a [ComparisonRow], metrics: &'a [String]) -> Vec<Block<'a>> {
    let of = |metric: &'a String| {
        let known = |row: &&ComparisonRow| row.metric == *metric && row.difference.is_some();
        let rows: Vec<&ComparisonRow> = rows.iter().filter(known).take(MOST_SCENARIOS).collect();
        let differs = rows.iter().any(|row| row.difference != Some(0.0));
        differs.then_some(Block { metric, rows })
    };
    metrics.iter().filter_map(of).take(MOST_METRICS).collect()
}

/// Draws the figure `differences` of these metrics, or nothing if nothing differs. `title` says what is compared.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_differences(
    rows: &[ComparisonRow],
    metrics: &[String],
    title: &str,
    words: &Catalogue,
) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let blocks = blocks(rows, metrics);
    if blocks.is_empty() {
        return Ok(None);
    }
    let drawing = lay_out(&blocks, title, &fonts, words);
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "differences", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(blocks: &[Block<'_>], title: &str, fonts: &Fonts, words: &Catalogue) -> Drawing {
    let high: f64 = blocks.iter().map(Block::height).sum();
    let heading = Heading { title: TITLE, scenario: title, note: NOTE };
    let mut scene = page(&heading, BODY_TOP + high + FOOT, fonts);
    let mut top = BODY_TOP;
    for block in blocks {
        draw_block(&mut scene, fonts, block, top, &words.title(block.metric));
        top += block.height();
    }
    Drawing { title: TITLE, caption: CAPTION.to_owned(), scene }
}

fn draw_block(scene: &mut Scene, fonts: &Fonts, block: &Block<'_>, top: f64, title: &str) {
    let title = fonts.fit(title, HEADING, Weight::SemiBold, WIDTH - 2.0 * MARGIN);
    scene.text((MARGIN, top + 6.0), title, TextStyle::new(HEADING).bold());
    let (first, last) = (top + HEAD, top + HEAD + ROW * block.rows.len() as f64);
    let range = block.range();
    let scale = Scale::new(range, (MARGIN + NAMES, WIDTH - MARGIN - WORDS));
    let ticks = scale.ticks(5);
    let apart = ticks.windows(2).map(|pair| pair[1] - pair[0]).next();
    let labels = block.figure(apart);
    grid_down(scene, fonts, &scale, (first, last), 5, |tick| labels.difference(tick, None));
    scene.line((scale.at(0.0), first), (scale.at(0.0), last), RULE, 1.5);
    for (place, row) in block.rows.iter().enumerate() {
        let y = first + ROW * (place as f64 + 0.5);
        row_name(scene, fonts, (MARGIN, y), NAMES - 14.0, &row.scenario, None, LABEL);
        let Some(difference) = row.difference else { continue };
        let ends = row.simultaneous_low.zip(row.simultaneous_high);
        let settled = ends.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
        let colour = if settled { BLUE } else { GREY };
        if let Some((low, high)) = ends {
            whisker_across(scene, y, (scale.at(low), scale.at(high)), colour);
        }
        dot(scene, (scale.at(difference), y), 4.5, colour);
        let reach = ends.map(|(low, high)| (high - low) / 2.0);
        let style = TextStyle::new(SMALL).align(Align::Right);
        let style = if settled { style.bold() } else { style.muted() };
        scene.text((WIDTH - MARGIN, y), block.figure(reach).difference(difference, reach), style);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn row(scenario: &str, metric: &str, unit: &str, difference: f64) -> ComparisonRow {
        ComparisonRow {
            scenario: scenario.to_owned(),
            metric: metric.to_owned(),
            unit: unit.to_owned(),
            base: Some(0.5),
            estimate: Some(0.5 + difference),
            difference: Some(difference),
            std_error: Some(0.01),
            ci_low: None,
            ci_high: None,
            replications: 10,
            simultaneous_low: Some(difference - 0.02),
            simultaneous_high: Some(difference + 0.02),
            variance_ratio: None,
        }
    }

    #[test]
    fn a_figure_has_a_block_a_metric_and_a_row_a_scenario() {
        let rows = [
            row("ten", "eventual_approval_rate", "share", 0.05),
            row("ten", "human_review.utilisation", "share", -0.01),
            row("two <b>", "eventual_approval_rate", "share", 0.0),
            row("two <b>", "flip_rate", "share", 0.0),
        ];
        let metrics = ["eventual_approval_rate", "human_review.utilisation", "flip_rate"].map(str::to_owned);
        let words = Language::English.words();
        let figure = draw_differences(&rows, &metrics, "base", words).unwrap().unwrap();
        assert_eq!(figure.name, "differences");
        for text in ["ten", "two &lt;b&gt;", "human_review", "+5.0 ±2.0 pp", "-1.0 ±2.0 pp"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert!(!figure.svg.contains(&words.title("flip_rate")), "nothing differs");
        assert_eq!(&figure.png[1..4], b"PNG");
        assert!(draw_differences(&rows, &metrics[2..], "base", words).unwrap().is_none());
    }
}
