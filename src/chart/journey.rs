//! One applicant's journey: what they did and what happened to their applications, on one axis of time.

use super::axis::Scale;
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_down, keyed_heading, page, ring, row_name};
use super::scene::{Scene, TextStyle};
use super::theme::{
    BLUE, BODY_TOP, Colour, FOOT, GREEN, GRID, INK, LABEL, MARGIN, ORANGE, PALE_GREEN, RULE, SKY, SMALL,
    VERMILLION, WIDTH,
};
use super::words::short;
use super::{ChartError, Drawing, Figure, render};

const TITLE: &str = "One applicant's journey";
const CAPTION: &str = "A row is a behaviour or an application, from left to right in calendar days after the restriction. A behaviour is pale until it takes effect. An application begins where it is filed and ends where it is decided; in between it waits, stands in line at a station, or is served.";
const ROW: f64 = 40.0;
/// Room for the names of rows, and to the right of the last day for what came of an application.
const NAMES: f64 = 190.0;
const REMARKS: f64 = 130.0;
/// Half the height of a bar.
const THICK: f64 = 6.0;

/// The most rows of a figure.
pub const MOST_ROWS: usize = 40;

/// What fills a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanKind {
    /// A behaviour has been taken up and is not in effect.
    TakenUp,
    /// A behaviour is in effect.
    InEffect,
    /// An application waits for a delay, or for its next stage.
    Waits,
    /// It is in line at a station.
    InLine,
    /// It is served.
    Served,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// An application is filed.
    Filed,
    /// It is approved, or the account restored.
    Approved,
    /// It is refused.
    Refused,
    /// It is withdrawn.
    Withdrawn,
    /// The notice comes.
    Notice,
}

/// A row of the figure; moments are days after the restriction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelineRow {
    /// The behaviour or the application.
    pub name: String,
    /// What came of it.
    pub remark: String,
    /// Stretches of time, painted in their order.
    pub spans: Vec<(f64, f64, SpanKind)>,
    /// Moments, painted in their order.
    pub marks: Vec<(f64, MarkKind)>,
}

/// Everything that the figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Whose journey.
    pub case: String,
    /// The moment of the restriction, as it is written.
    pub restricted_at: String,
    /// Days from the restriction to the end.
    pub days: f64,
    /// Behaviours and applications; at most [`MOST_ROWS`] are drawn.
    pub rows: Vec<TimelineRow>,
}

impl SpanKind {
    const fn colour(self) -> Colour {
        match self {
            Self::TakenUp => ORANGE.alpha(0.35),
            Self::InEffect => PALE_GREEN,
            Self::Waits => RULE,
            Self::InLine => SKY,
            Self::Served => BLUE,
        }
    }
}

/// Draws the figure `journey`, or nothing if there is no row.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_journey(timeline: &Timeline, scenario: &str) -> Result<Option<Figure>, ChartError> {
    if timeline.rows.is_empty() {
        return Ok(None);
    }
    let fonts = Fonts::load()?;
    let drawing = lay_out(timeline, scenario, &fonts);
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "journey", caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(timeline: &Timeline, scenario: &str, fonts: &Fonts) -> Drawing {
    let rows = &timeline.rows[..timeline.rows.len().min(MOST_ROWS)];
    let note = format!("Calendar days after the restriction, {}.", timeline.restricted_at);
    let heading = Heading { title: TITLE, scenario, note: &note };
    let top = BODY_TOP + 22.0;
    let bottom = top + ROW * rows.len() as f64;
    let mut scene = page(&heading, bottom + 34.0 + FOOT, fonts);
    let keys: [(Mark, Colour, &str); 8] = [
        (Mark::Block, SpanKind::TakenUp.colour(), "taken up"),
        (Mark::Block, SpanKind::InEffect.colour(), "in effect"),
        (Mark::Block, SpanKind::Waits.colour(), "waits"),
        (Mark::Block, SpanKind::InLine.colour(), "in line"),
        (Mark::Block, SpanKind::Served.colour(), "served"),
        (Mark::Dot, GREEN, "approved"),
        (Mark::Dot, VERMILLION, "refused"),
        (Mark::Ring, INK, "notice"),
    ];
    keyed_heading(&mut scene, fonts, (MARGIN, BODY_TOP), &timeline.case, &keys);
    let across = Scale::new((0.0, timeline.days.max(1e-6)), (MARGIN + NAMES, WIDTH - MARGIN - REMARKS));
    let decimals = if timeline.days < 3.0 { 2 } else { 0 };
    grid_down(&mut scene, fonts, &across, (top, bottom), 8, |days| short(days, decimals));
    for (place, row) in rows.iter().enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        if place > 0 {
            scene.line((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0), GRID, 1.0);
        }
        row_name(&mut scene, fonts, (MARGIN, y), NAMES - 14.0, &row.name, None, LABEL);
        for &(from, to, kind) in &row.spans {
            // However short, it is seen.
            let (left, right) = (across.at(from), across.at(to).max(across.at(from) + 1.0));
            scene.rect((left, y - THICK), (right, y + THICK), kind.colour());
        }
        for &(at, kind) in &row.marks {
            mark(&mut scene, (across.at(at), y), kind);
        }
        let remark = fonts.fit(&row.remark, SMALL, super::scene::Weight::Regular, REMARKS - 12.0);
        scene.text((WIDTH - MARGIN - REMARKS + 12.0, y), remark, TextStyle::new(SMALL).muted());
    }
    Drawing { title: TITLE, caption: CAPTION.to_owned(), scene }
}

fn mark(scene: &mut Scene, (x, y): (f64, f64), kind: MarkKind) {
    match kind {
        MarkKind::Filed => scene.line((x, y - 2.0 * THICK), (x, y + 2.0 * THICK), INK, 1.5),
        MarkKind::Approved => dot(scene, (x, y), 5.5, GREEN),
        MarkKind::Refused => dot(scene, (x, y), 5.5, VERMILLION),
        MarkKind::Withdrawn => dot(scene, (x, y), 5.5, INK),
        MarkKind::Notice => ring(scene, (x, y), 5.5, INK),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_behaviour_and_an_application() {
        let behaviour = TimelineRow {
            name: "secure".to_owned(),
            spans: vec![(0.0, 0.5, SpanKind::TakenUp), (0.5, 9.0, SpanKind::InEffect)],
            ..TimelineRow::default()
        };
        let attempt = TimelineRow {
            name: "attempt 1".to_owned(),
            remark: "refused, 57.3".to_owned(),
            spans: vec![(1.0, 2.0, SpanKind::InLine), (2.0, 2.1, SpanKind::Served)],
            marks: vec![(1.0, MarkKind::Filed), (3.0, MarkKind::Refused), (3.1, MarkKind::Notice)],
        };
        let timeline = Timeline {
            case: "r0-a17".to_owned(),
            restricted_at: "2024-02-03 14:22".to_owned(),
            days: 9.0,
            rows: vec![behaviour, attempt],
        };
        let figure = draw_journey(&timeline, "base").unwrap().unwrap();
        for text in ["secure", "attempt 1", "refused, 57.3", "r0-a17", "2024-02-03 14:22"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert_eq!((figure.name, &figure.png[1..4]), ("journey", &b"PNG"[..]));
        let empty = Timeline { rows: Vec::new(), ..timeline };
        assert!(draw_journey(&empty, "base").unwrap().is_none());
    }
}
