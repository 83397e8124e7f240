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
const PLAIN_TITLE: &str = "How long it takes to a decision";
const NOTE: &str = "Bars: share in the bin. Line: share up to the end of the bin. A bin holds its lower edge, not its upper one.";
const AXIS: f64 = 46.0;
const GAP: f64 = 22.0;

/// Where the line carries its number.
#[derive(Debug, Clone, Copy)]
enum Marks {
    /// Where it first reaches these shares.
    Shares(&'static [f64]),
    /// After so many days, and at the end.
    Days(&'static [f64]),
}

/// One of the panels.
struct Side {
    measure: &'static str,
    heading: &'static str,
    axis: &'static str,
    caption: &'static str,
    bars: Colour,
    marks: Marks,
}

const SHARES: Marks = Marks::Shares(&[0.5, 0.9, 0.99]);

const DECISION: Side = Side {
    measure: "decision_working_days",
    heading: "Filing to decision",
    axis: "Working days, of decided applications",
    caption: "Bars show how many take that long, the line how many are done by then. Automatic decisions are among them. Working days skip weekends and public holidays; day 0 is the filing date, and for whoever files on a day off the next working day.",
    bars: SKY,
    marks: SHARES,
};

/// Restoration of all applicants: the question of the product.
const INCIDENCE: Side = Side {
    measure: "restoration_incidence",
    heading: "Restriction to restoration",
    axis: "Calendar days, of all applicants",
    caption: "Restoration includes preparing, re-applying and waiting between attempts; it is the share of all applicants who have their account back by that day, so the line levels off where the others end without it. Who is still pending when the run ends counts up to then (Aalen–Johansen).",
    bars: PALE_GREEN,
    marks: Marks::Days(&[7.0, 30.0]),
};

/// What stands in for it in a folder without the incidence.
const RESTORATION: Side = Side {
    measure: "restoration_days",
    heading: "Restriction to restoration",
    axis: "Calendar days, among the restored",
    caption: "Restoration also includes preparing, re-applying and waiting between attempts.",
    bars: PALE_GREEN,
    marks: SHARES,
};

/// Draws the figure, or nothing if no measure has bins that say anything.
///
/// Plain entities are never restricted, and what happens to them is the left panel alone.
pub(super) fn draw(rows: &[DelayRow], plain: bool, scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let restoration = if bins(rows, INCIDENCE.measure).is_empty() { RESTORATION } else { INCIDENCE };
    let sides = if plain { vec![DECISION] } else { vec![DECISION, restoration] };
    let panels: Vec<(&Side, Vec<&DelayRow>)> = sides
        .iter()
        .map(|side| (side, bins(rows, side.measure)))
        .filter(|(_, bins)| !bins.is_empty() && !at_once(bins))
        .collect();
    if panels.is_empty() {
        return None;
    }
    let title = if plain { PLAIN_TITLE } else { TITLE };
    let heading = Heading { title, scenario, note: NOTE };
    let mut scene = page(&heading, HEIGHT, fonts);
    let number = panels.len() as f64;
    let width = (WIDTH - 2.0 * MARGIN - GAP * (number - 1.0)) / number;
    for (place, (side, bins)) in panels.iter().enumerate() {
        let left = MARGIN + (width + GAP) * place as f64;
        panel(&mut scene, fonts, side, bins, (left + AXIS, left + width));
    }
    let caption = panels.iter().map(|(side, _)| side.caption).collect::<Vec<_>>().join(" ");
    Some(Drawing { title, caption, scene })
}

/// Whether nearly everything is over on the first day: counted in days, that is one block.
fn at_once(bins: &[&DelayRow]) -> bool {
    bins.first().is_some_and(|bin| bin.from < 1e-9 && bin.share >= 0.99)
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
    numbers(scene, fonts, (side, bins), &line, (right, floor));
}

/// Writes the cumulative share at the marks of a side.
///
/// The line only ever rises. So the corner below and to the right of a marker is free, and for a
/// number that would leave the panel on the right, the one above and to the left.
fn numbers(
    scene: &mut Scene,
    fonts: &Fonts,
    (side, bins): (&Side, &[&DelayRow]),
    line: &[(f64, f64)],
    (right, floor): (f64, f64),
) {
    let mut last = f64::NEG_INFINITY;
    for (place, words) in marked(side.marks, bins) {
        let (x, y) = line[place];
        let width = fonts.width(&words, LABEL, Weight::SemiBold);
        let style = TextStyle::new(LABEL).bold();
        if x + 5.0 + width > right {
            scene.text((right, y - 14.0), words, style.align(Align::Right));
            continue;
        }
        let start = x + 5.0;
        if start < last + 8.0 {
            continue;
        }
        last = start + width;
        // Above a line that hugs the axis.
        let at = if y + 26.0 > floor { y - 14.0 } else { y + 17.0 };
        scene.text((start, at), words, style);
    }
}

/// The bins that carry a number, with what it says.
fn marked(marks: Marks, bins: &[&DelayRow]) -> Vec<(usize, String)> {
    let share = |place: usize| percent(bins[place].cumulative_share, 1);
    match marks {
        Marks::Shares(shares) => shares
            .iter()
            .filter_map(|share| bins.iter().position(|bin| bin.cumulative_share >= *share))
            .map(|place| (place, share(place)))
            .collect(),
        Marks::Days(days) => days
            .iter()
            .filter_map(|day| bins.iter().position(|bin| bin.to.is_some_and(|to| (to - day).abs() < 1e-9)))
            .filter(|place| place + 8 < bins.len())
            .chain(bins.len().checked_sub(1))
            .map(|place| {
                // The line is the share up to the end of the bin.
                let until = bins[place].to.unwrap_or(bins[place].from);
                (place, format!("day {}: {}", short(until, 0), share(place)))
            })
            .collect(),
    }
}
