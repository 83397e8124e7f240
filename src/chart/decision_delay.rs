//! How long applicants wait: working days to a decision, days to restoration.

use super::Drawing;
use super::axis::Scale;
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_across, keyed_heading, page};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{
    BODY_TOP, Colour, FOOT, HEIGHT, LABEL, MARGIN, PALE_GREEN, SKY, SMALL, VERMILLION, WIDTH,
};
use super::words::{percent, short};
use crate::results::DelayRow;

const TITLE: &str = "How long it takes: to a decision, and to restoration";
const NOTE: &str = "Bars: share of cases in the bin. Line: share of cases up to the end of the bin. A bin holds its lower edge, not its upper one.";
const AXIS: f64 = 46.0;
const GAP: f64 = 22.0;
/// Shares of cases at which the line carries its number, once it first reaches them.
const MILESTONES: [f64; 3] = [0.5, 0.9, 0.99];

/// One of the panels.
struct Side {
    measure: &'static str,
    heading: &'static str,
    axis: &'static str,
    bars: Colour,
}

const SIDES: [Side; 2] = [
    Side { measure: "decision_working_days", heading: "Filing to decision", axis: "Working days", bars: SKY },
    Side {
        measure: "restoration_days",
        heading: "Restriction to restoration",
        axis: "Calendar days, among the restored",
        bars: PALE_GREEN,
    },
];

/// Draws the figure, or nothing if neither measure has bins.
pub(super) fn draw(rows: &[DelayRow], scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let panels: Vec<(&Side, Vec<&DelayRow>)> = SIDES
        .iter()
        .map(|side| (side, bins(rows, side.measure)))
        .filter(|(_, bins)| !bins.is_empty())
        .collect();
    if panels.is_empty() {
        return None;
    }
    let heading = Heading { title: TITLE, scenario, note: NOTE };
    let mut scene = page(&heading, HEIGHT, fonts);
    let number = panels.len() as f64;
    let width = (WIDTH - 2.0 * MARGIN - GAP * (number - 1.0)) / number;
    for (place, (side, bins)) in panels.iter().enumerate() {
        let left = MARGIN + (width + GAP) * place as f64;
        panel(&mut scene, fonts, side, bins, (left + AXIS, left + width));
    }
    Some(Drawing {
        title: TITLE,
        caption: "Bars show how many cases take that long, the line how many are done by then; its numbers mark where half, nine in ten and ninety-nine in a hundred are reached. Working days skip weekends and public holidays; restoration also includes preparing, re-applying and waiting between attempts.".to_owned(),
        scene,
    })
}

/// The bins of a measure in order, without the empty ones at the far end.
fn bins<'a>(rows: &'a [DelayRow], measure: &str) -> Vec<&'a DelayRow> {
    let mut bins: Vec<&DelayRow> =
        rows.iter().filter(|row| row.measure == measure && row.share.is_finite()).collect();
    bins.sort_by(|a, b| a.from.total_cmp(&b.from));
    let used = bins.iter().rposition(|row| row.share > 0.0).map_or(0, |last| last + 1);
    bins.truncate(used);
    bins
}

/// What stands under a bin: its value if it holds one whole number, otherwise its edges.
fn bin_label(row: &DelayRow) -> String {
    match row.to {
        None => format!("{}+", short(row.from, 1)),
        Some(to) if (to - row.from - 1.0).abs() < 1e-9 => short(row.from, 1),
        Some(to) => format!("{}–{}", short(row.from, 1), short(to, 1)),
    }
}

fn panel(scene: &mut Scene, fonts: &Fonts, side: &Side, bins: &[&DelayRow], (left, right): (f64, f64)) {
    let floor = HEIGHT - FOOT - 46.0;
    let up = Scale::new((0.0, 1.0), (floor, BODY_TOP + 28.0));
    keyed_heading(
        scene,
        fonts,
        (left, BODY_TOP),
        side.heading,
        &[(Mark::Block, side.bars, "share"), (Mark::Line, VERMILLION, "cumulative")],
    );
    grid_across(scene, &up, (left, right), 5, |share| percent(share, 0));

    let slot = (right - left) / bins.len() as f64;
    let middle = |place: usize| left + slot * (place as f64 + 0.5);
    for (place, bin) in bins.iter().enumerate() {
        let half = slot * 0.42;
        let x = middle(place);
        scene.rect((x - half, up.at(bin.share)), (x + half, floor), side.bars);
    }
    let widest =
        bins.iter().map(|bin| fonts.width(&bin_label(bin), SMALL, Weight::Regular)).fold(1.0, f64::max);
    let every = (((widest + 6.0) / slot).ceil() as usize).max(1);
    for (place, bin) in bins.iter().enumerate() {
        if place % every == 0 {
            let style = TextStyle::new(SMALL).muted().align(Align::Centre);
            scene.text((middle(place), floor + 14.0), bin_label(bin), style);
        }
    }
    scene.text((right, floor + 33.0), side.axis, TextStyle::new(SMALL).muted().align(Align::Right));

    let line: Vec<(f64, f64)> =
        bins.iter().enumerate().map(|(place, bin)| (middle(place), up.at(bin.cumulative_share))).collect();
    scene.path(line.clone(), VERMILLION, 2.0);
    let radius = if slot > 14.0 { 4.0 } else { 2.0 };
    for &at in &line {
        dot(scene, at, radius, VERMILLION);
    }
    milestones(scene, fonts, bins, &line, right);
}

/// Writes the cumulative share where the line first reaches a milestone.
///
/// Numbers stand below and to the right of their marker: the line only ever rises, so that corner
/// is free.
fn milestones(scene: &mut Scene, fonts: &Fonts, bins: &[&DelayRow], line: &[(f64, f64)], right: f64) {
    let mut last = f64::NEG_INFINITY;
    for milestone in MILESTONES {
        let Some(place) = bins.iter().position(|bin| bin.cumulative_share >= milestone) else {
            continue;
        };
        let (x, y) = line[place];
        let words = percent(bins[place].cumulative_share, 1);
        let width = fonts.width(&words, LABEL, Weight::SemiBold);
        let start = (x + 5.0).min(right - width);
        if start < last + 8.0 {
            continue;
        }
        last = start + width;
        scene.text((start, y + 17.0), words, TextStyle::new(LABEL).bold());
    }
}
