//! Metrics over the values of two keys: a panel a metric, a cell a point.

use super::axis::extent;
use super::font::{Fonts, WIDE};
use super::panel::{Heading, page};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{
    BLUE, BODY_TOP, Colour, FOOT, GRID, HEADING, INK, MARGIN, PALE_BLUE, PAPER, SMALL, WIDTH,
};
use super::words::{percent, short};
use super::{ChartError, Drawing, Figure, MOST_PANELS, render};

const TITLE: &str = "Metrics over two settings";
const NOTE: &str = "A cell is the estimate at a point, darker where it is greater; a blank one is not defined or was not played. Intervals: see sweep.csv.";
const CAPTION: &str = "Each panel is a metric: the values of one key run along it, those of the other up it, and a cell is the estimate at that point. Colours run from the least to the greatest of the panel, so two panels are not to be compared by colour; intervals, and differences between points, stand in sweep.csv.";
/// Room left of a panel for the labels of its rows.
const LABELS: f64 = 92.0;
/// Height of a panel with its labels, and the most that a row of cells takes of it.
const PANEL: f64 = 400.0;
const TALLEST: f64 = 44.0;

/// The most values of a key that are drawn.
pub const MOST_CELLS: usize = 40;

/// Everything that the figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// The key whose values run along the panels, and those values.
    pub along: (String, Vec<String>),
    /// The key whose values run up the panels, and those values, the lowest first.
    pub up: (String, Vec<String>),
    /// The panels; at most [`MOST_PANELS`] are drawn.
    pub panels: Vec<HeatPanel>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatPanel {
    /// What it is called.
    pub title: String,
    /// Its unit, as in the tables.
    pub unit: String,
    /// The estimates, row by row from the lowest, each along its values.
    pub rows: Vec<Vec<Option<f64>>>,
}

/// Draws the figure `sweep` as cells, or nothing if no panel has two numbers.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_heat(heat: &Heat, scenario: &str) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let Some(drawing) = lay_out(heat, scenario, &fonts) else { return Ok(None) };
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "sweep", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(heat: &Heat, scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let numbers = |panel: &&HeatPanel| panel.rows.iter().flatten().flatten().count() > 1;
    let panels: Vec<&HeatPanel> = heat.panels.iter().filter(numbers).take(MOST_PANELS).collect();
    if panels.is_empty() {
        return None;
    }
    let columns = panels.len().min(2);
    let height = BODY_TOP + PANEL * panels.len().div_ceil(2) as f64 + FOOT;
    let mut scene = page(&Heading { title: TITLE, scenario, note: NOTE }, height, fonts);
    let wide = (WIDTH - 2.0 * MARGIN + 24.0) / columns as f64 - 24.0;
    for (number, panel) in panels.iter().enumerate() {
        let left = MARGIN + (number % columns) as f64 * (wide + 24.0);
        let above = BODY_TOP + (number / columns) as f64 * PANEL;
        let heading = fonts.fit(&panel.title, HEADING, Weight::SemiBold, wide);
        scene.text((left, above + 6.0), heading, TextStyle::new(HEADING).bold());
        cells(&mut scene, fonts, heat, panel, ((left + LABELS, left + wide), above + 24.0));
    }
    Some(Drawing { title: TITLE, caption: CAPTION.to_owned(), scene })
}

/// The cells of a panel with the labels around them.
fn cells(
    scene: &mut Scene,
    fonts: &Fonts,
    heat: &Heat,
    panel: &HeatPanel,
    ((left, right), top): ((f64, f64), f64),
) {
    let (across, rows) = (heat.along.1.len().max(1), heat.up.1.len().max(1));
    let wide = (right - left) / across as f64;
    let high = ((PANEL - 100.0) / rows as f64).min(TALLEST);
    let floor = top + high * rows as f64;
    let (least, most) = extent(panel.rows.iter().flatten().flatten().copied()).unwrap_or((0.0, 1.0));
    let is_share = panel.unit == "share";
    let decimals = (1.0 - ((most - least).max(1e-12) / 5.0).log10().floor()).clamp(0.0, 6.0) as usize;
    let said = |value: f64| {
        if is_share { percent(value, usize::from(most - least < 0.05)) } else { short(value, decimals) }
    };
    for (row, values) in panel.rows.iter().enumerate() {
        let bottom = floor - high * row as f64;
        for (column, value) in values.iter().enumerate() {
            let Some(value) = *value else { continue };
            let part = if most > least { (value - least) / (most - least) } else { 0.5 };
            let from = left + wide * column as f64;
            scene.rect((from + 0.5, bottom - high + 0.5), (from + wide - 0.5, bottom - 0.5), shade(part));
            let text = said(value);
            if WIDE * fonts.width(&text, SMALL, Weight::Regular) + 4.0 <= wide && high >= 14.0 {
                let colour = if part > 0.55 { PAPER } else { INK };
                let style = TextStyle::new(SMALL).colour(colour).align(Align::Centre);
                scene.text((from + wide / 2.0, bottom - high / 2.0), text, style);
            }
        }
    }
    scene.line((left, floor), (right, floor), GRID, 1.0);
    let quiet = TextStyle::new(SMALL).muted();
    let every = (14.0 / high).ceil() as usize;
    for (row, label) in heat.up.1.iter().enumerate().step_by(every.max(1)) {
        let at = (left - 8.0, floor - high * (row as f64 + 0.5));
        let label = fonts.fit(label, SMALL, Weight::Regular, LABELS - 10.0);
        scene.text(at, label, quiet.align(Align::Right));
    }
    let widest = heat.along.1.iter().map(|label| fonts.width(label, SMALL, Weight::Regular));
    let every = ((WIDE * widest.fold(0.0, f64::max) + 8.0) / wide).ceil() as usize;
    for (column, label) in heat.along.1.iter().enumerate().step_by(every.max(1)) {
        let at = (left + wide * (column as f64 + 0.5), floor + 14.0);
        scene.text(at, label.clone(), quiet.align(Align::Centre));
    }
    let key = fonts.fit(&heat.along.0, SMALL, Weight::Regular, right - left);
    scene.text((right, floor + 32.0), key, quiet.align(Align::Right));
    let key = fonts.fit(&heat.up.0, SMALL, Weight::Regular, right - left + LABELS);
    scene.text((left - LABELS, top - 2.0), key, quiet);
}

/// The colour of a part, from 0 for the least to 1 for the greatest.
fn shade(part: f64) -> Colour {
    let mixed = |from: u8, to: u8| (f64::from(from) + part * (f64::from(to) - f64::from(from))).round() as u8;
    let ((r, g, b), (red, green, blue)) = (PALE_BLUE.rgb, BLUE.rgb);
    Colour { rgb: (mixed(r, red), mixed(g, green), mixed(b, blue)), alpha: 1.0 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn heat(rows: Vec<Vec<Option<f64>>>) -> Heat {
        let texts = |count: usize| (0..count).map(|at| format!("v{at}")).collect::<Vec<_>>();
        let panel = HeatPanel { title: "One".to_owned(), unit: "share".to_owned(), rows };
        Heat {
            along: ("human.cut_off".to_owned(), texts(panel.rows[0].len())),
            up: ("team.reviewers.people".to_owned(), texts(panel.rows.len())),
            panels: vec![panel],
        }
    }

    #[test]
    fn every_point_is_a_cell_and_the_greatest_is_the_darkest() {
        let rows = vec![vec![Some(0.1), Some(0.9)], vec![Some(0.5), None]];
        let figure = draw_heat(&heat(rows), "base").unwrap().unwrap();
        for text in ["One", "human.cut_off", "team.reviewers.people", "10%", "90%", "50%", "v0", "v1"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert_eq!((figure.name, &figure.png[1..4]), ("sweep", &b"PNG"[..]));
        assert_eq!((shade(0.0).rgb, shade(1.0).rgb), (PALE_BLUE.rgb, BLUE.rgb));
    }

    #[test]
    fn nothing_is_drawn_of_a_single_number() {
        assert!(draw_heat(&heat(vec![vec![Some(0.1), None]]), "base").unwrap().is_none());
    }
}
