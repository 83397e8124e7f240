//! What matters: a row an input, and two bars from zero, the longest first.

use super::axis::{Scale, extent, ticks};
use super::font::Fonts;
use super::panel::{Heading, Mark, grid_down, keyed_heading, page, row_name, whisker_across};
use super::scene::Scene;
use super::theme::{BLUE, BODY_TOP, Colour, FOOT, GRID, INK, LABEL, MARGIN, ORANGE, RULE, WIDTH};
use super::words::short;
use super::{ChartError, Drawing, Figure, render};

const TITLE: &str = "Which inputs matter";
const NOTE: &str =
    "Each input over its own band, with 95% intervals; inputs that cannot be told from none are left out.";
const CAPTION: &str = "A row is an input, moved over its own band; the bars reach from zero to what it does, with their 95% intervals. Inputs that cannot be told from none are left out, and stand in sensitivity.csv.";
const ROW: f64 = 40.0;
/// Room for the names of inputs.
const NAMES: f64 = 330.0;
/// Half the height of a bar, and its distance from the middle of its row.
const THICK: f64 = 6.0;
const APART: f64 = 7.5;

/// The most inputs of a figure.
pub const MOST_INPUTS: usize = 20;

/// Everything that the figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// What the metric is called.
    pub metric: String,
    /// Unit of the bars: `share` for differences of shares, `index` for shares of a variance.
    pub unit: String,
    /// What the first and the second bar of each row are.
    pub names: [String; 2],
    /// The inputs, those that matter most first; at most [`MOST_INPUTS`] are drawn.
    pub rows: Vec<TornadoRow>,
}

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoRow {
    /// Its key, or the name of a group.
    pub name: String,
    /// Its band.
    pub remark: String,
    /// The bar above.
    pub first: Option<TornadoBar>,
    /// The bar below.
    pub second: Option<TornadoBar>,
}

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TornadoBar {
    /// Where it ends; it begins at zero.
    pub to: f64,
    /// The 95 % interval of its end.
    pub interval: Option<(f64, f64)>,
}

/// Draws the figure `tornado`, or nothing if there is no row.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_tornado(tornado: &Tornado, scenario: &str) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let Some(drawing) = lay_out(tornado, scenario, &fonts) else { return Ok(None) };
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "tornado", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(tornado: &Tornado, scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let rows = &tornado.rows[..tornado.rows.len().min(MOST_INPUTS)];
    let bars = rows.iter().flat_map(|row| [row.first, row.second]).flatten();
    let ends = bars.flat_map(|bar| {
        let (low, high) = bar.interval.unwrap_or((bar.to, bar.to));
        [bar.to, low, high]
    });
    let (low, high) = extent(ends.chain([0.0])).filter(|(low, high)| low < high)?;
    let room = 0.05 * (high - low);
    let range = (if low < 0.0 { low - room } else { 0.0 }, if high > 0.0 { high + room } else { 0.0 });
    let top = BODY_TOP + 22.0;
    let bottom = top + ROW * rows.len() as f64;
    let heading = Heading { title: TITLE, scenario, note: NOTE };
    let mut scene = page(&heading, bottom + 34.0 + FOOT, fonts);
    let left = MARGIN + NAMES;
    let keys: [(Mark, Colour, &str); 2] =
        [(Mark::Block, BLUE, &tornado.names[0]), (Mark::Block, ORANGE, &tornado.names[1])];
    let room = NAMES + 120.0;
    let metric = fonts.fit(&tornado.metric, super::theme::HEADING, super::scene::Weight::SemiBold, room);
    keyed_heading(&mut scene, fonts, (MARGIN, BODY_TOP), &metric, &keys);
    let scale = Scale::new(range, (left, WIDTH - MARGIN));
    let times = if tornado.unit == "share" { 100.0 } else { 1.0 };
    let behind = if tornado.unit == "share" { " pp" } else { "" };
    let apart = ticks(range, 6).windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let decimals =
        if apart.is_finite() { (-(times * apart).log10().floor()).clamp(0.0, 6.0) as usize } else { 2 };
    grid_down(&mut scene, fonts, &scale, (top, bottom), 6, |value| {
        format!("{}{behind}", short(times * value, decimals))
    });
    scene.line((scale.at(0.0), top), (scale.at(0.0), bottom), RULE, 1.5);
    for (place, row) in rows.iter().enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        if place > 0 {
            scene.line((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0), GRID, 1.0);
        }
        let remark = Some(row.remark.as_str()).filter(|remark| !remark.is_empty());
        row_name(&mut scene, fonts, (MARGIN, y), NAMES - 14.0, &row.name, remark, LABEL);
        bar(&mut scene, &scale, row.first, y - APART, BLUE);
        bar(&mut scene, &scale, row.second, y + APART, ORANGE);
    }
    Some(Drawing { title: TITLE, caption: CAPTION.to_owned(), scene })
}

fn bar(scene: &mut Scene, scale: &Scale, bar: Option<TornadoBar>, y: f64, colour: Colour) {
    let Some(bar) = bar else { return };
    scene.rect((scale.at(0.0), y - THICK), (scale.at(bar.to), y + THICK), colour);
    if let Some((low, high)) = bar.interval {
        whisker_across(scene, y, (scale.at(low), scale.at(high)), INK);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_row_an_input_with_its_band() {
        let bar = |to: f64| Some(TornadoBar { to, interval: Some((to - 0.01, to + 0.01)) });
        let row = |name: &str, low: f64, high: f64| TornadoRow {
            name: name.to_owned(),
            remark: "60 to 240".to_owned(),
            first: bar(low),
            second: bar(high),
        };
        let tornado = Tornado {
            metric: "Restored".to_owned(),
            unit: "share".to_owned(),
            names: ["low end", "high end"].map(str::to_owned),
            rows: vec![row("arrivals.per_day", 0.03, -0.12), row("human.cut_off", -0.01, 0.02)],
        };
        let figure = draw_tornado(&tornado, "base").unwrap().unwrap();
        for text in ["arrivals.per_day", "60 to 240", "Restored", "low end", " pp"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert_eq!((figure.name, &figure.png[1..4]), ("tornado", &b"PNG"[..]));
        let empty = Tornado { rows: Vec::new(), ..tornado };
        assert!(draw_tornado(&empty, "base").unwrap().is_none());
    }
}
