//! What each of several things is worth: a row each, a bar from zero with its interval, in groups.

use super::axis::{Scale, extent, ticks};
use super::font::Fonts;
use super::panel::{Heading, grid_down, page, row_name, whisker_across};
use super::scene::{Scene, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, FOOT, GRID, HEADING, INK, LABEL, MARGIN, RULE, VERMILLION, WIDTH};
use super::words::short;
use super::{ChartError, Drawing, Figure, render};

/// Height of a row, and of the heading of a group.
const ROW: f64 = 30.0;
const GROUP: f64 = 34.0;
/// Room for names, and half the height of a bar.
const NAMES: f64 = 300.0;
const THICK: f64 = 7.0;

/// Which figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorthOf {
    /// Shapley values of behaviours.
    Behaviours,
    /// The same by group.
    ByCause,
    /// What pairs do beyond their sum.
    Pairs,
}

impl WorthOf {
    const fn name(self) -> &'static str {
        match self {
            Self::Behaviours => "shapley",
            Self::ByCause => "behaviour_by_cause",
            Self::Pairs => "interactions",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Behaviours => "What each behaviour adds",
            Self::ByCause => "What each behaviour adds, by cause",
            Self::Pairs => "What two behaviours do beyond their sum",
        }
    }

    const fn note(self) -> &'static str {
        match self {
            Self::Behaviours => {
                "Shapley values with 95% intervals; they add up to everybody doing everything less nobody anything."
            }
            Self::ByCause => "Shapley values with 95% intervals; what cannot be told from zero is left out.",
            Self::Pairs => {
                "Both, less each alone, with nobody doing anything else; pairs that cannot be told from zero are left out."
            }
        }
    }

    const fn caption(self) -> &'static str {
        match self {
            Self::Behaviours => {
                "A bar is what a behaviour adds on average over all orders in which behaviours may come, over all applicants, with its 95% interval. The bars add up to the difference between everybody doing everything and nobody anything."
            }
            Self::ByCause => {
                "Shapley values among the applicants of each cause, with 95% intervals. What cannot be told from zero is left out, and stands in shapley.csv."
            }
            Self::Pairs => {
                "A bar is what two behaviours do together less what each does alone, where nobody does anything else, with its 95% interval. Pairs that cannot be told from zero stand in interactions.csv."
            }
        }
    }
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct WorthGroup {
    /// What they have in common; nothing where there is one group.
    pub heading: String,
    /// The rows, in their order.
    pub rows: Vec<Worth>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// What it is called.
    pub name: String,
    /// What it is worth.
    pub estimate: f64,
    /// The 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// Draws differences of shares, or nothing if there is no row.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_worth(
    of: WorthOf,
    groups: &[WorthGroup],
    metric: &str,
    scenario: &str,
) -> Result<Option<Figure>, ChartError> {
    let fonts = Fonts::load()?;
    let Some(drawing) = lay_out(of, groups, (metric, scenario), &fonts) else { return Ok(None) };
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: of.name(), caption: drawing.caption, svg, png, undrawn }))
}

fn lay_out(
    of: WorthOf,
    groups: &[WorthGroup],
    (metric, scenario): (&str, &str),
    fonts: &Fonts,
) -> Option<Drawing> {
    let rows = groups.iter().flat_map(|group| &group.rows);
    let ends = rows.clone().flat_map(|row| {
        let (low, high) = row.interval.unwrap_or((row.estimate, row.estimate));
        [row.estimate, low, high]
    });
    let (low, high) = extent(ends.chain([0.0])).filter(|(low, high)| low < high)?;
    let room = 0.05 * (high - low);
    let range = (if low < 0.0 { low - room } else { 0.0 }, if high > 0.0 { high + room } else { 0.0 });
    let headed = groups.iter().filter(|group| !group.heading.is_empty()).count();
    let top = BODY_TOP + 22.0;
    let bottom = top + ROW * rows.count() as f64 + GROUP * headed as f64;
    let heading = Heading { title: of.title(), scenario, note: of.note() };
    let mut scene = page(&heading, bottom + 34.0 + FOOT, fonts);
    let title = fonts.fit(metric, HEADING, Weight::SemiBold, WIDTH - 2.0 * MARGIN);
    scene.text((MARGIN, BODY_TOP), title, TextStyle::new(HEADING).bold());
    let scale = Scale::new(range, (MARGIN + NAMES, WIDTH - MARGIN));
    let apart = ticks(range, 6).windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let decimals =
        if apart.is_finite() { (-(100.0 * apart).log10().floor()).clamp(0.0, 4.0) as usize } else { 1 };
    grid_down(&mut scene, fonts, &scale, (top, bottom), 6, |value| {
        format!("{} pp", short(100.0 * value, decimals))
    });
    scene.line((scale.at(0.0), top), (scale.at(0.0), bottom), RULE, 1.5);
    let mut y = top;
    for group in groups {
        if !group.heading.is_empty() {
            scene.line((MARGIN, y), (WIDTH - MARGIN, y), GRID, 1.0);
            let heading = fonts.fit(&group.heading, LABEL, Weight::SemiBold, NAMES - 14.0);
            scene.text((MARGIN, y + GROUP / 2.0), heading, TextStyle::new(LABEL).bold());
            y += GROUP;
        }
        for row in &group.rows {
            bar(&mut scene, fonts, (&scale, y + ROW / 2.0), row);
            y += ROW;
        }
    }
    Some(Drawing { title: of.title(), caption: of.caption().to_owned(), scene })
}

fn bar(scene: &mut Scene, fonts: &Fonts, (scale, y): (&Scale, f64), row: &Worth) {
    row_name(scene, fonts, (MARGIN, y), NAMES - 14.0, &row.name, None, LABEL);
    let colour = if row.estimate < 0.0 { VERMILLION } else { BLUE };
    scene.rect((scale.at(0.0), y - THICK), (scale.at(row.estimate), y + THICK), colour);
    if let Some((low, high)) = row.interval {
        whisker_across(scene, y, (scale.at(low), scale.at(high)), INK);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_row_each_in_groups() {
        let row = |name: &str, estimate: f64| Worth {
            name: name.to_owned(),
            estimate,
            interval: Some((estimate - 0.01, estimate + 0.01)),
        };
        let group = |heading: &str, rows: Vec<Worth>| WorthGroup { heading: heading.to_owned(), rows };
        let groups = [group("overdue", vec![row("repay", 0.2)]), group("other", vec![row("secure", -0.06)])];
        for of in [WorthOf::Behaviours, WorthOf::ByCause, WorthOf::Pairs] {
            let figure = draw_worth(of, &groups, "Restored", "base").unwrap().unwrap();
            for text in ["overdue", "repay", "secure", "Restored", of.title(), " pp"] {
                assert!(figure.svg.contains(text), "{text}");
            }
            assert_eq!((figure.name, &figure.png[1..4]), (of.name(), &b"PNG"[..]));
        }
        assert!(draw_worth(WorthOf::Pairs, &[], "Restored", "base").unwrap().is_none());
    }
}
