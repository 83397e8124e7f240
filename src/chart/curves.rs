//! Metrics over the values of a key: a panel a metric, a curve with its band for each value of a second key.

use super::axis::{Scale, extent, share_range};
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_across, keyed_heading, page};
use super::scene::{Align, Scene, TextStyle};
use super::theme::{
    BLUE, BODY_TOP, BROWN, Colour, FOOT, GREEN, HEADING, HEIGHT, MARGIN, ORANGE, PURPLE, SMALL, VERMILLION,
    WIDTH,
};
use super::words::{percent, short};
use super::{ChartError, Drawing, Figure, render};

const TITLE: &str = "Metrics over the settings";
const NOTE: &str = "Bands: 95% intervals of the level. The same applicants at every point, so differences are known better than levels: see sweep.csv.";
const CAPTION: &str = "Each panel is a metric over the values of the first key, each curve a value of the second if two are varied. A band is the 95% interval of the level; since the same applicants come at every point, the difference between two points is known better than their bands suggest, and stands with its own interval in sweep.csv.";
/// Colours of curves; there are no more of them.
const COLOURS: [Colour; MOST_CURVES] = [BLUE, VERMILLION, GREEN, PURPLE, BROWN, ORANGE];
/// Room left of a panel for the labels of its axis.
const LABELS: f64 = 62.0;
/// Height of two rows of panels.
const TALL: f64 = 860.0;

/// The most curves of a panel that can be told apart.
pub const MOST_CURVES: usize = 6;
/// The most panels of a figure.
pub const MOST_PANELS: usize = 4;

/// Everything that the figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// The key whose values run along the panels.
    pub key: String,
    /// What tells the curves of a panel apart, one a curve; empty if there is one.
    pub names: Vec<String>,
    /// The panels; at most [`MOST_PANELS`] are drawn.
    pub panels: Vec<CurvePanel>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePanel {
    /// What it is called.
    pub title: String,
    /// Its unit, as in the tables.
    pub unit: String,
    /// At most [`MOST_CURVES`].
    pub curves: Vec<Vec<CurvePoint>>,
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The value of the key.
    pub at: f64,
    /// The estimate.
    pub estimate: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// Draws the figure `sweep`, or nothing if no panel has two points.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_curves(curves: &Curves, scenario: &str) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let Some(drawing) = lay_out(curves, scenario, &fonts) else { return Ok(None) };
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "sweep", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(curves: &Curves, scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let all = |panel: &CurvePanel| panel.curves.iter().flatten().copied().collect::<Vec<_>>();
    let panels: Vec<&CurvePanel> =
        curves.panels.iter().filter(|panel| all(panel).len() > 1).take(MOST_PANELS).collect();
    let points = panels.iter().flat_map(|panel| all(panel));
    let (first, last) = extent(points.map(|point| point.at)).filter(|(first, last)| first < last)?;
    let height = if panels.len() > 2 { TALL } else { HEIGHT };
    let mut scene = page(&Heading { title: TITLE, scenario, note: NOTE }, height, fonts);
    if curves.names.len() > 1 {
        let keys: Vec<(Mark, Colour, &str)> = curves
            .names
            .iter()
            .zip(COLOURS)
            .map(|(name, colour)| (Mark::Line, colour, name.as_str()))
            .collect();
        keyed_heading(&mut scene, fonts, (MARGIN, BODY_TOP - 6.0), "", &keys);
    }
    let (columns, rows) = (panels.len().min(2), panels.len().div_ceil(2));
    let top = BODY_TOP + 16.0;
    let wide = (WIDTH - 2.0 * MARGIN + 24.0) / columns as f64 - 24.0;
    let high = (height - FOOT - top) / rows as f64;
    for (number, panel) in panels.iter().enumerate() {
        let left = MARGIN + (number % columns) as f64 * (wide + 24.0);
        let above = top + (number / columns) as f64 * high;
        let across = Scale::new((first, last), (left + LABELS, left + wide - 8.0));
        let heading = fonts.fit(&panel.title, HEADING, super::scene::Weight::SemiBold, wide);
        scene.text((left, above + 6.0), heading, TextStyle::new(HEADING).bold());
        draw_panel(&mut scene, panel, &across, (above + 30.0, above + high - 56.0));
        let floor = above + high - 56.0;
        for tick in across.ticks(if columns == 1 { 12 } else { 6 }) {
            let at = (across.at(tick), floor + 14.0);
            scene.text(at, short(tick, 4), TextStyle::new(SMALL).muted().align(Align::Centre));
        }
        let axis = TextStyle::new(SMALL).muted().align(Align::Right);
        scene.text((left + wide, floor + 32.0), curves.key.clone(), axis);
    }
    Some(Drawing { title: TITLE, caption: CAPTION.to_owned(), scene })
}

/// The curves of a metric between two heights.
fn draw_panel(scene: &mut Scene, panel: &CurvePanel, across: &Scale, (top, floor): (f64, f64)) {
    let ends = panel.curves.iter().flatten().flat_map(|point| {
        let (low, high) = point.interval.unwrap_or((point.estimate, point.estimate));
        [point.estimate, low, high]
    });
    let is_share = panel.unit == "share";
    let range = if is_share { share_range(ends) } else { padded(extent(ends)) };
    let up = Scale::new(range, (floor, top));
    let span = range.1 - range.0;
    // As many decimals as tell two lines of the grid apart.
    let decimals = (1.0 - (span / 5.0).log10().floor()).clamp(0.0, 6.0) as usize;
    grid_across(scene, &up, across.pixels(), 5, |value| {
        if is_share { percent(value, usize::from(span < 0.05)) } else { short(value, decimals) }
    });
    for (curve, colour) in panel.curves.iter().zip(COLOURS) {
        for run in curve.split(|point| point.interval.is_none()) {
            let edge = |pick: fn((f64, f64)) -> f64| {
                let ends = run.iter().filter_map(|point| Some((point.at, pick(point.interval?))));
                ends.map(|(at, end)| (across.at(at), up.at(end))).collect::<Vec<_>>()
            };
            let mut outline = edge(|(_, high)| high);
            let mut back = edge(|(low, _)| low);
            back.reverse();
            outline.extend(back);
            scene.area(outline, colour.alpha(0.14));
        }
        let line: Vec<(f64, f64)> =
            curve.iter().map(|point| (across.at(point.at), up.at(point.estimate))).collect();
        scene.path(line.clone(), colour, 2.0);
        for at in line {
            dot(scene, at, 3.5, colour);
        }
    }
}

/// A range with some room at both ends.
fn padded(range: Option<(f64, f64)>) -> (f64, f64) {
    let (low, high) = range.unwrap_or((0.0, 1.0));
    let pad = 0.06 * (high - low).max(1e-9 * high.abs());
    // What cannot be below zero does not seem to be.
    (if low >= 0.0 { (low - pad).max(0.0) } else { low - pad }, high + pad)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn curves(names: &[&str]) -> Curves {
        let point = |at: f64, estimate: f64| CurvePoint {
            at,
            estimate,
            interval: Some((estimate - 0.02, estimate + 0.02)),
        };
        let curve = |lift: f64| (0..5).map(|at| point(f64::from(at), 0.4 + lift)).collect::<Vec<_>>();
        let panel = |title: &str| CurvePanel {
            title: title.to_owned(),
            unit: "share".to_owned(),
            curves: names.iter().enumerate().map(|(at, _)| curve(0.1 * at as f64)).collect(),
        };
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Curves { key: "team.reviewers.people".to_owned(), names, panels: vec![panel("One"), panel("Two")] }
    }

    #[test]
    fn a_figure_has_a_panel_a_metric_and_names_its_curves() {
        let figure = draw_curves(&curves(&["cut_off=58", "cut_off=62"]), "base").unwrap().unwrap();
        for text in ["One", "Two", "cut_off=58", "cut_off=62", "team.reviewers.people", "base"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert_eq!(figure.name, "sweep");
        assert_eq!(&figure.png[1..4], b"PNG");
    }

    #[test]
    fn nothing_is_drawn_of_a_single_point() {
        let mut single = curves(&["a"]);
        for panel in &mut single.panels {
            panel.curves[0].truncate(1);
        }
        assert!(draw_curves(&single, "base").unwrap().is_none());
    }
}
