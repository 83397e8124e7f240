//! Routes of applications and fates of applicants: two wholes, each cut into parts.

use super::Drawing;
use super::axis::{Scale, zero_range};
use super::font::Fonts;
use super::panel::{Heading, grid_down, page, row_name, whisker_across};
use super::scene::{Scene, TextStyle};
use super::theme::{
    BLUE, BODY_TOP, Colour, FOOT, GREEN, GREY, HEADING, INK, LABEL, MARGIN, ORANGE, RULE, SKY, VERMILLION,
    WIDTH,
};
use super::words::percent;
use crate::results::SummaryRow;
use crate::words::{Catalogue, Kind};

const TITLE: &str = "Which way applications go, and how applicants end up";
const NOTE: &str = "Routes are shares of routed applications, fates are shares of all applicants; each panel sums to 100%. Whiskers: 95% intervals.";
/// Of entities without attributes, which are neither restricted nor routed.
const PLAIN_TITLE: &str = "How cases end up";
const PLAIN_NOTE: &str =
    "Shares of all cases, which sum to 100%; ends that none comes to are left out. Whiskers: 95% intervals.";
const NAMES: f64 = 140.0;
const NUMBERS: f64 = 62.0;
const GAP: f64 = 36.0;
const ROW: f64 = 46.0;
const BAR: f64 = 22.0;

/// One of the two wholes.
struct Side {
    heading: &'static str,
    remark: &'static str,
    caption: &'static str,
    plain: bool,
    /// Metric and colour; a name of its own, where the metric is called by what it is a share of.
    parts: &'static [(&'static str, Option<&'static str>, Colour)],
}

const SIDES: [Side; 3] = [
    Side {
        heading: "Routes",
        remark: "of applications",
        plain: false,
        caption: "Routes are how applications are decided: stopped by a knock-out rule, settled by the score alone, or sent to a reviewer.",
        parts: &[
            ("knocked_out_share", None, VERMILLION),
            ("auto_approved_share", None, GREEN),
            ("auto_refused_share", None, ORANGE),
            ("human_reviewed_share", None, BLUE),
        ],
    },
    Side {
        heading: "Fates",
        remark: "of applicants",
        plain: false,
        caption: "Fates are where every applicant stands in the end; nobody is left out of the count.",
        parts: &[
            ("eventual_approval_rate", Some("Restored"), GREEN),
            ("refused_share", None, VERMILLION),
            ("withdrawn_share", None, ORANGE),
            ("dropped_off_share", None, SKY),
            ("gave_up_share", None, GREY),
            ("pending_share", None, RULE),
        ],
    },
    Side {
        heading: "Ends",
        remark: "of cases",
        plain: true,
        caption: "Where every case stands in the end; none is left out of the count.",
        parts: &[
            ("eventual_approval_rate", Some("Approved"), GREEN),
            ("refused_share", Some("Refused"), VERMILLION),
            ("gave_up_share", Some("Refused, gave up"), GREY),
            ("withdrawn_share", None, ORANGE),
            ("pending_share", None, RULE),
        ],
    },
];

/// A named part with its estimate.
type Part<'a> = (&'a str, Colour, &'a SummaryRow, f64);

/// Draws the figure, or nothing if the summary holds none of the shares. A whole that is not cut,
/// such as the ends of a queue that all leave served, says nothing and is left out.
pub(super) fn draw(
    rows: &[SummaryRow],
    plain: bool,
    scenario: &str,
    fonts: &Fonts,
    words: &Catalogue,
) -> Option<Drawing> {
    let panels: Vec<(&Side, Vec<Part<'_>>)> = SIDES
        .iter()
        .filter(|side| side.plain == plain)
        .map(|side| (side, parts(rows, side, words)))
        .filter(|(_, parts)| !parts.is_empty() && !uncut(parts))
        .collect();
    let most = panels.iter().map(|(_, parts)| parts.len()).max()?;
    let top = BODY_TOP + 18.0;
    let bottom = top + ROW * most as f64;
    let (title, note) = if plain { (PLAIN_TITLE, PLAIN_NOTE) } else { (TITLE, NOTE) };
    let heading = Heading { title, scenario, note };
    let mut scene = page(&heading, bottom + 34.0 + FOOT, fonts);

    let ends = panels.iter().flat_map(|(_, parts)| parts);
    let (low, high) = zero_range(ends.map(|(_, _, row, share)| row.ci_high.unwrap_or(*share)));
    let number = panels.len() as f64;
    let width = (WIDTH - 2.0 * MARGIN - GAP * (number - 1.0)) / number;
    for (place, (side, parts)) in panels.iter().enumerate() {
        let left = MARGIN + (width + GAP) * place as f64;
        let scale = Scale::new((low, high.min(1.0)), (left + NAMES, left + width - NUMBERS));
        scene.text((left, BODY_TOP), side.heading, TextStyle::new(HEADING).bold());
        let beside = left + fonts.width(side.heading, HEADING, super::scene::Weight::SemiBold) + 8.0;
        scene.text((beside, BODY_TOP), side.remark, TextStyle::new(LABEL).muted());
        let foot = top + ROW * parts.len() as f64;
        grid_down(&mut scene, fonts, &scale, (top, foot), 4, |share| percent(share, 0));
        for (place, part) in parts.iter().enumerate() {
            bar(&mut scene, fonts, part, &scale, (left, top + ROW * (place as f64 + 0.5)));
        }
    }
    let caption = panels.iter().map(|(side, _)| side.caption).collect::<Vec<_>>().join(" ");
    Some(Drawing { title, caption, scene })
}

fn parts<'a>(rows: &'a [SummaryRow], side: &Side, words: &'a Catalogue) -> Vec<Part<'a>> {
    side.parts
        .iter()
        .filter_map(|&(metric, name, colour)| {
            let row = rows.iter().find(|row| row.metric == metric)?;
            Some((
                name.unwrap_or_else(|| words.label(Kind::Metric, metric)),
                colour,
                row,
                row.estimate.filter(|share| share.is_finite() && !(side.plain && *share == 0.0))?,
            ))
        })
        .collect()
}

/// Whether one part is the whole.
fn uncut(parts: &[Part<'_>]) -> bool {
    let mut seen = parts.iter().filter(|(.., share)| *share > 0.0005);
    seen.next().is_some_and(|(.., share)| *share > 0.9995) && seen.next().is_none()
}

fn bar(
    scene: &mut Scene,
    fonts: &Fonts,
    (name, colour, row, share): &Part<'_>,
    scale: &Scale,
    (left, y): (f64, f64),
) {
    row_name(scene, fonts, (left, y), NAMES - 12.0, name, None, LABEL);
    let (zero, end) = (scale.pixels().0, scale.at(*share));
    scene.rect((zero, y - BAR / 2.0), (end, y + BAR / 2.0), *colour);
    let mut reach = end;
    if let (Some(low), Some(high)) = (row.ci_low, row.ci_high) {
        whisker_across(scene, y, (scale.at(low), scale.at(high)), INK);
        reach = reach.max(scale.at(high));
    }
    // What is not nothing does not read as nothing.
    let decimals = if *share > 0.0 && *share < 0.001 { 2 } else { 1 };
    scene.text((reach + 9.0, y), percent(*share, decimals), TextStyle::new(LABEL).bold());
}
