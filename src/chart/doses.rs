//! A metric over the level of behaviours: a panel a behaviour, with what is seen beside what acting does.

use super::axis::{Scale, share_range};
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_across, keyed_heading, page, ring};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, Colour, FOOT, GREY, HEADING, MARGIN, ORANGE, RULE, SMALL, WIDTH};
use super::words::percent;
use super::{ChartError, Drawing, Figure, render};

const TITLE: &str = "A metric over the level of each behaviour";
const NOTE: &str = "Of those to whom a behaviour applies, with 95% intervals of the level; the dashed line is how many do it as the scenario is.";
const CAPTION: &str = "Each panel is a behaviour, among those to whom it applies. Blue: all of them act with this probability, the lines included. Orange: one alone does, everybody else as in the scenario. Grey rings: what is seen between those who did not and those who did as the scenario is, which is not what acting does. The upright line is the share that does it as the scenario is. All panels have the same scale.";
const COLUMNS: usize = 4;
const PANEL: f64 = 230.0;
const LABELS: f64 = 44.0;

/// A behaviour.
#[derive(Debug, Clone, PartialEq)]
pub struct Dose {
    /// What it is called.
    pub name: String,
    /// If all do it: level, estimate, interval.
    pub everyone: Vec<DosePoint>,
    /// If one does.
    pub one: Vec<DosePoint>,
    /// Those who did not, and those who did.
    pub observed: Vec<DosePoint>,
    /// The share that does it as the scenario is.
    pub today: Option<f64>,
}

/// A level with the metric at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DosePoint {
    /// The level, 0..1.
    pub at: f64,
    /// The estimate, a share.
    pub estimate: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// Draws the figure `dose_response`, or nothing if there is no curve.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_doses(doses: &[Dose], metric: &str, scenario: &str) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let doses: Vec<&Dose> = doses.iter().filter(|dose| dose.everyone.len() > 1).collect();
    if doses.is_empty() {
        return Ok(None);
    }
    let drawing = lay_out(&doses, (metric, scenario), &fonts);
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "dose_response", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(doses: &[&Dose], (metric, scenario): (&str, &str), fonts: &Fonts) -> Drawing {
    let columns = doses.len().min(COLUMNS);
    let rows = doses.len().div_ceil(columns);
    let top = BODY_TOP + 30.0;
    let height = top + PANEL * rows as f64 + FOOT;
    let mut scene = page(&Heading { title: TITLE, scenario, note: NOTE }, height, fonts);
    let keys: [(Mark, Colour, &str); 3] = [
        (Mark::Line, BLUE, "all do it"),
        (Mark::Line, ORANGE, "one does it"),
        (Mark::Ring, GREY, "seen in the scenario"),
    ];
    let metric = fonts.fit(metric, HEADING, Weight::SemiBold, 420.0);
    keyed_heading(&mut scene, fonts, (MARGIN, BODY_TOP), &metric, &keys);
    let points = doses.iter().flat_map(|dose| dose.everyone.iter().chain(&dose.one).chain(&dose.observed));
    let ends = points.flat_map(|point| {
        let (low, high) = point.interval.unwrap_or((point.estimate, point.estimate));
        [low, high]
    });
    let range = share_range(ends);
    let wide = (WIDTH - 2.0 * MARGIN) / columns as f64;
    for (number, dose) in doses.iter().enumerate() {
        let left = MARGIN + (number % columns) as f64 * wide;
        let above = top + (number / columns) as f64 * PANEL;
        let floor = above + PANEL - 46.0;
        let across = Scale::new((0.0, 1.0), (left + LABELS, left + wide - 16.0));
        let up = Scale::new(range, (floor, above + 28.0));
        let name = fonts.fit(&dose.name, HEADING, Weight::SemiBold, wide - 16.0);
        scene.text((left, above + 8.0), name, TextStyle::new(HEADING).bold());
        let decimals = usize::from(range.1 - range.0 < 0.05);
        grid_across(&mut scene, &up, across.pixels(), 4, |value| percent(value, decimals));
        for level in [0.0, 0.5, 1.0] {
            let style = TextStyle::new(SMALL).muted().align(Align::Centre);
            scene.text((across.at(level), floor + 14.0), percent(level, 0), style);
        }
        panel(&mut scene, dose, (&across, &up));
    }
    Drawing { title: TITLE, caption: CAPTION.to_owned(), scene }
}

fn panel(scene: &mut Scene, dose: &Dose, (across, up): (&Scale, &Scale)) {
    let (floor, top) = up.pixels();
    if let Some(today) = dose.today {
        let (x, mut y) = (across.at(today), top);
        while y < floor {
            scene.line((x, y), (x, (y + 5.0).min(floor)), RULE, 1.5);
            y += 9.0;
        }
    }
    let at = |point: &DosePoint| (across.at(point.at), up.at(point.estimate));
    for (curve, colour) in [(&dose.everyone, BLUE), (&dose.one, ORANGE)] {
        for point in curve {
            if let Some((low, high)) = point.interval {
                scene.line(
                    (across.at(point.at), up.at(low)),
                    (across.at(point.at), up.at(high)),
                    colour,
                    1.5,
                );
            }
        }
        scene.path(curve.iter().map(at).collect(), colour, 2.0);
        for point in curve {
            dot(scene, at(point), 3.0, colour);
        }
    }
    dose.observed.iter().for_each(|point| ring(scene, at(point), 4.5, GREY));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_a_behaviour() {
        let curve = |lift: f64| {
            let point = |step: u32| {
                let estimate = 0.4 + lift * f64::from(step) / 4.0;
                let interval = Some((estimate - 0.01, estimate + 0.01));
                DosePoint { at: f64::from(step) / 4.0, estimate, interval }
            };
            (0..5).map(point).collect::<Vec<_>>()
        };
        let dose = |name: &str| Dose {
            name: name.to_owned(),
            everyone: curve(0.2),
            one: curve(0.25),
            observed: vec![curve(0.3)[0], curve(0.3)[4]],
            today: Some(0.35),
        };
        let doses = ["repay", "secure", "habits", "documents", "external"].map(dose);
        let figure = draw_doses(&doses, "Restored", "base").unwrap().unwrap();
        for text in ["repay", "external", "all do it", "seen in the scenario", "Restored", "50%"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert_eq!((figure.name, &figure.png[1..4]), ("dose_response", &b"PNG"[..]));
        assert!(draw_doses(&[], "Restored", "base").unwrap().is_none());
    }
}
