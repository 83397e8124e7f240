//! The parts every figure is built from: page, grid, axis labels, whiskers, keys.

use super::axis::Scale;
use super::font::{Fonts, WIDE};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{Colour, FOOT, GRID, HEADING, INK, MARGIN, MUTED, PAPER, RULE, SMALL, TITLE, WIDTH};

/// What the subtitle says after the scenario's name, on every figure.
const RESERVE: &str = "synthetic; compare scenarios, do not read levels";

/// What a figure says in words, around its drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heading<'a> {
    /// What is shown.
    pub(super) title: &'a str,
    /// Name of the scenario.
    pub(super) scenario: &'a str,
    /// How uncertainty is drawn, and what is left out.
    pub(super) note: &'a str,
}

/// A blank page of the given height with its title, subtitle and note.
pub(super) fn page(heading: &Heading<'_>, height: f64, fonts: &Fonts) -> Scene {
    let mut scene = Scene::new(WIDTH, height);
    let room = WIDTH - 2.0 * MARGIN;
    scene.rect((0.0, 0.0), (WIDTH, height), PAPER);

    let long = WIDE * fonts.width(heading.title, TITLE, Weight::SemiBold);
    let size = (TITLE * (room / long.max(1.0)).min(1.0)).max(15.0);
    let title = fonts.fit(heading.title, size, Weight::SemiBold, room / WIDE);
    scene.text((MARGIN, 32.0), title, TextStyle::new(size).bold());

    let reserve = format!(" — {RESERVE}");
    let left = room - fonts.width(&reserve, HEADING, Weight::Regular);
    let name = fonts.fit(heading.scenario, HEADING, Weight::Regular, left);
    let subtitle = if name.is_empty() { RESERVE.to_owned() } else { name + &reserve };
    scene.text((MARGIN, 57.0), subtitle, TextStyle::new(HEADING).muted());

    let note = fonts.fit(heading.note, SMALL, Weight::Regular, room);
    scene.text((MARGIN, height - FOOT / 2.0), note, TextStyle::new(SMALL).muted());
    scene
}

/// Vertical grid lines with their labels beneath, as many as have room; for values that run to the right.
pub(super) fn grid_down(
    scene: &mut Scene,
    fonts: &Fonts,
    scale: &Scale,
    (top, bottom): (f64, f64),
    wanted: usize,
    label: impl Fn(f64) -> String,
) {
    let ticks: Vec<(f64, String)> =
        scale.ticks(wanted).into_iter().map(|tick| (scale.at(tick), label(tick))).collect();
    let widest =
        ticks.iter().map(|(_, words)| fonts.width(words, SMALL, Weight::Regular)).fold(0.0, f64::max);
    let apart = ticks.windows(2).map(|pair| (pair[1].0 - pair[0].0).abs()).fold(f64::INFINITY, f64::min);
    let every = (((WIDE * widest + 8.0) / apart).ceil() as usize).max(1);
    for (place, (x, words)) in ticks.into_iter().enumerate() {
        scene.line((x, top), (x, bottom), GRID, 1.0);
        if place % every == 0 {
            scene.text((x, bottom + 14.0), words, TextStyle::new(SMALL).muted().align(Align::Centre));
        }
    }
}

/// Horizontal grid lines with their labels on the left; for values that run upwards.
pub(super) fn grid_across(
    scene: &mut Scene,
    scale: &Scale,
    (left, right): (f64, f64),
    wanted: usize,
    label: impl Fn(f64) -> String,
) {
    for tick in scale.ticks(wanted) {
        let y = scale.at(tick);
        scene.line((left, y), (right, y), GRID, 1.0);
        scene.text((left - 8.0, y), label(tick), TextStyle::new(SMALL).muted().align(Align::Right));
    }
    let floor = scale.pixels().0;
    scene.line((left, floor), (right, floor), RULE, 1.0);
}

/// Applicants a replication below which a rate of a group is left out: its interval would be all there is to see.
pub(super) const FEW: f64 = 5.0;

/// A horizontal interval with end caps.
pub(super) fn whisker_across(scene: &mut Scene, y: f64, (low, high): (f64, f64), colour: Colour) {
    scene.line((low, y), (high, y), colour, 1.5);
    for x in [low, high] {
        scene.line((x, y - 3.5), (x, y + 3.5), colour, 1.5);
    }
}

/// A vertical interval with end caps.
pub(super) fn whisker_up(scene: &mut Scene, x: f64, (low, high): (f64, f64), colour: Colour) {
    scene.line((x, low), (x, high), colour, 1.5);
    for y in [low, high] {
        scene.line((x - 4.0, y), (x + 4.0, y), colour, 1.5);
    }
}

/// A dot with a rim of paper, so that neighbours stay apart.
pub(super) fn dot(scene: &mut Scene, centre: (f64, f64), radius: f64, colour: Colour) {
    scene.disc(centre, radius + 1.25, PAPER);
    scene.disc(centre, radius, colour);
}

/// A ring: a dot that says "not".
pub(super) fn ring(scene: &mut Scene, centre: (f64, f64), radius: f64, colour: Colour) {
    dot(scene, centre, radius, colour);
    scene.disc(centre, radius - 2.0, PAPER);
}

/// How a key shows its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A filled dot.
    Dot,
    /// An open dot.
    Ring,
    /// A short line.
    Line,
    /// A small block.
    Block,
}

/// A panel's heading at `x`, with its keys beside it, in the order of the drawing.
pub(super) fn keyed_heading(
    scene: &mut Scene,
    fonts: &Fonts,
    (mut x, y): (f64, f64),
    words: &str,
    keys: &[(Mark, Colour, &str)],
) {
    scene.text((x, y), words, TextStyle::new(HEADING).bold());
    if !words.is_empty() {
        x += WIDE * fonts.width(words, HEADING, Weight::SemiBold) + 8.0;
    }
    for &(mark, colour, name) in keys {
        let middle = (x + 7.0, y);
        match mark {
            Mark::Dot => dot(scene, middle, 5.0, colour),
            Mark::Ring => ring(scene, middle, 5.0, colour),
            Mark::Line => scene.line((x, y), (x + 14.0, y), colour, 2.5),
            Mark::Block => scene.rect((x + 1.0, y - 5.5), (x + 12.0, y + 5.5), colour),
        }
        scene.text((x + 19.0, y), name, TextStyle::new(SMALL).colour(INK));
        x += 19.0 + WIDE * fonts.width(name, SMALL, Weight::Regular) + 10.0;
    }
}

/// A name on the left of a row, with a quiet remark beneath it if there is one.
pub(super) fn row_name(
    scene: &mut Scene,
    fonts: &Fonts,
    (x, y): (f64, f64),
    width: f64,
    name: &str,
    remark: Option<&str>,
    size: f64,
) {
    let lift = if remark.is_some() { 8.0 } else { 0.0 };
    let name = fonts.fit(name, size, Weight::Regular, width);
    scene.text((x, y - lift), name, TextStyle::new(size));
    if let Some(remark) = remark {
        let remark = fonts.fit(remark, SMALL - 1.0, Weight::Regular, width);
        scene.text((x, y + lift), remark, TextStyle::new(SMALL - 1.0).colour(MUTED));
    }
}
