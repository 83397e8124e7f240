//! What a scenario changes by two segments at once: the difference to the base in each cell, a grid a scenario.

use super::cross::{DARK, Grid, SHADES, Shown};
use super::font::Fonts;
use super::panel::{Heading, page};
use super::scene::{TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, FOOT, HEADING, INK, MARGIN, MUTED, PAPER, VERMILLION, WIDTH};
use super::{ChartError, Drawing, Figure, render};
use crate::results::{CrossComparison, PairedCellRow};
use crate::words::{Catalogue, figures};

const TITLE: &str = "Differences to the base by two segments";
const NOTE: &str = "Blue: higher than the base, orange: lower. White and grey: cannot be told apart. Few: too few applicants to say. Intervals: cross_comparison.csv.";
const CAPTION: &str = "Each cell is the scenario less the base among the applicants with both values, from pairs of replications. It has a colour where its own 95% interval leaves zero out; of many cells without any difference, one in twenty does. Numbers of applicants and intervals are in cross_comparison.csv.";
/// The metric that is drawn if it is among those told of, or none of these is one of cells.
const USUAL: &str = "eventual_approval_rate";
/// The most scenarios of a figure.
const MOST_SCENARIOS: usize = 4;
/// Room above a grid for the name of its scenario.
const NAME: f64 = 26.0;

/// Draws the figure `cross_differences` of eventual approval, or, if that is none of these metrics, of the first that cells
/// have; nothing unless two segments were
/// crossed and something is known of a cell. `title` says what is compared.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_cross_differences(
    table: &CrossComparison,
    metrics: &[String],
    title: &str,
    words: &Catalogue,
) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let Some(drawing) = lay_out(table, metrics, title, (&fonts, words)) else { return Ok(None) };
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "cross_differences", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(
    table: &CrossComparison,
    metrics: &[String],
    title: &str,
    (fonts, words): (&Fonts, &Catalogue),
) -> Option<Drawing> {
    let known = |metric: &&str| table.rows.iter().any(|(_, _, row)| row.metric == *metric);
    let usual = metrics.iter().any(|metric| metric == USUAL).then_some(USUAL);
    let asked = metrics.iter().map(String::as_str);
    let metric = usual.into_iter().chain(asked).chain([USUAL]).find(known)?;
    let of_metric = || table.rows.iter().filter(|(_, _, row)| row.metric == metric);
    let mut scenarios: Vec<&str> = Vec::new();
    for (scenario, ..) in of_metric() {
        if !scenarios.contains(&scenario.as_str()) && scenarios.len() < MOST_SCENARIOS {
            scenarios.push(scenario);
        }
    }
    let grid = Grid::of(&table.segments, of_metric().map(|(_, values, _)| values.as_slice()))?;
    let sizes = of_metric().filter(|(_, _, row)| !row.few).filter_map(|(_, _, row)| row.difference);
    let greatest = sizes.map(f64::abs).reduce(f64::max)?;
    let heading = Heading { title: TITLE, scenario: title, note: NOTE };
    let height = BODY_TOP + (NAME + grid.height()) * scenarios.len() as f64 + FOOT;
    let mut scene = page(&heading, height, fonts);
    let mut top = BODY_TOP;
    for scenario in scenarios {
        let name = format!("{scenario}: {}", words.title(metric));
        let name = fonts.fit(&name, HEADING, Weight::SemiBold, WIDTH - 2.0 * MARGIN);
        scene.text((MARGIN, top + 4.0), name, TextStyle::new(HEADING).bold());
        let cells = of_metric().filter(|(known, ..)| known == scenario);
        let shown = cells.map(|(_, values, row)| (values.as_slice(), shown(row, greatest)));
        grid.lay_out((&mut scene, fonts, words), top + NAME, shown);
        top += NAME + grid.height();
    }
    Some(Drawing { title: TITLE, caption: CAPTION.to_owned(), scene })
}

/// What the cell of a row shows, where the greatest difference is so large.
fn shown(row: &PairedCellRow, greatest: f64) -> Shown {
    let Some(difference) = row.difference.filter(|_| !row.few) else {
        return if row.applicants > 0 { Shown::Few } else { Shown::Nobody };
    };
    let size = row.base.unwrap_or_default().abs().max(row.estimate.unwrap_or_default().abs());
    let text = figures::Figure::new(size, &row.unit, row.std_error).difference(difference, None);
    let settled = row.ci_low.zip(row.ci_high).is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    if !settled {
        return Shown::Number { text, fill: PAPER, ink: MUTED };
    }
    let part = if greatest > 0.0 { difference.abs() / greatest } else { 0.0 };
    let shade = SHADES.0 + part * (SHADES.1 - SHADES.0);
    let colour = if difference > 0.0 { BLUE } else { VERMILLION };
    let ink = if shade > DARK { PAPER } else { INK };
    Shown::Number { text, fill: colour.alpha(shade), ink }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn row(metric: &str, difference: f64, applicants: u64) -> PairedCellRow {
        PairedCellRow {
            metric: metric.to_owned(),
            unit: "share".to_owned(),
            base: Some(0.5),
            estimate: Some(0.5 + difference),
            difference: Some(difference),
            std_error: Some(0.01),
            ci_low: Some(difference - 0.02),
            ci_high: Some(difference + 0.02),
            applicants,
            few: applicants < 100,
        }
    }

    fn table(scenarios: &[&str]) -> CrossComparison {
        let mut rows = Vec::new();
        for scenario in scenarios {
            for (cause, band, difference, applicants) in [
                ("overdue", "low", 0.08, 4_000),
                ("overdue", "high", -0.05, 900),
                ("other", "low", 0.01, 4_000),
                ("other", "high", 0.3, 12),
            ] {
                for metric in [USUAL, "bad_rate_all"] {
                    let values = vec![cause.to_owned(), band.to_owned()];
                    rows.push(((*scenario).to_owned(), values, row(metric, difference, applicants)));
                }
            }
        }
        CrossComparison { segments: vec!["cause".to_owned(), "sesame_band".to_owned()], rows }
    }

    #[test]
    fn cells_say_what_differs_what_may_be_chance_and_where_there_are_few() {
        let words = Language::English.words();
        let metrics = ["decision_days_mean".to_owned(), "bad_rate_all".to_owned()];
        let figure =
            draw_cross_differences(&table(&["ten <b>", "two"]), &metrics, "base", words).unwrap().unwrap();
        assert_eq!((figure.name, &figure.png[1..4]), ("cross_differences", &b"PNG"[..]));
        for text in ["ten &lt;b&gt;", "two: ", "+8.0", "-5.0", "few", &words.title("bad_rate_all")] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert_eq!(figure.svg.matches("\nfew\n").count(), 2, "a cell of each scenario");
        assert!(!figure.svg.contains("+30"), "what few applicants say is not told");
        // What can be told has its colour, what may be chance none.
        let fill = |row: &PairedCellRow| match shown(row, 0.08) {
            Shown::Number { fill, .. } => fill.rgb,
            _ => panic!("a number"),
        };
        assert_eq!(fill(&row(USUAL, 0.08, 500)), BLUE.rgb);
        assert_eq!(fill(&row(USUAL, -0.05, 500)), VERMILLION.rgb);
        assert_eq!(fill(&row(USUAL, 0.01, 500)), PAPER.rgb);
    }

    #[test]
    fn of_one_segment_and_of_nobody_there_is_no_figure() {
        let words = Language::English.words();
        let one = CrossComparison { segments: vec!["cause".to_owned()], ..table(&["two"]) };
        assert!(draw_cross_differences(&one, &[], "base", words).unwrap().is_none());
        assert!(draw_cross_differences(&CrossComparison::default(), &[], "base", words).unwrap().is_none());
    }
}
