//! Approval by behaviour: who meant to do it against what it does.
//!
//! Two panels on one axis. On the left, applicants who meant to do it when restricted beside those who did not
//! mean to (confounded). On the right, the same applicants with the behaviour forced off, half on and on.

use super::Drawing;
use super::axis::{Scale, share_range};
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_down, keyed_heading, page, ring, row_name, whisker_across};
use super::scene::{Align, Scene, TextStyle};
use super::theme::{
    BLUE, BODY_TOP, Colour, FOOT, GRID, LABEL, MARGIN, MUTED, ORANGE, RULE, SKY, SMALL, WIDTH,
};
use super::words::{count, label, percent, points};
use crate::results::BehaviourRow;
use crate::words::{Catalogue, Kind};

const OBSERVED: &str = "observed";
const INTERVENTION: &str = "intervention";
const ROW: f64 = 52.0;
/// Height over which the levels of one row are spread.
const SPREAD: f64 = 24.0;
const NAMES: f64 = 178.0;
const EFFECTS: f64 = 100.0;
const GAP: f64 = 44.0;

/// All the rows of one behaviour.
struct Group<'a> {
    name: &'a str,
    rows: Vec<&'a BehaviourRow>,
}

impl Group<'_> {
    /// The row on a basis whose level is the given one.
    fn level(&self, basis: &str, level: f64) -> Option<&BehaviourRow> {
        self.rows.iter().find(|row| row.basis == basis && (row.level - level).abs() < 1e-6).copied()
    }

    /// Approval at level 1 minus approval at level 0.
    fn effect(&self, basis: &str) -> Option<f64> {
        let rate = |level| self.level(basis, level)?.first_pass_approval_rate;
        Some(rate(1.0)? - rate(0.0)?)
    }

    /// Eligible applicants: all of them on a forced basis, those who meant to and the others otherwise.
    fn applicants(&self) -> f64 {
        let on = |level| self.level(OBSERVED, level).map_or(0.0, |row| row.applicants);
        self.level(INTERVENTION, 0.0).map_or_else(|| on(0.0) + on(1.0), |row| row.applicants)
    }
}

/// Groups by behaviour; the greatest effect first, those without any last, in table order.
fn groups(rows: &[BehaviourRow]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in rows.iter().filter(|row| row.first_pass_approval_rate.is_some()) {
        match groups.iter_mut().find(|group| group.name == row.behaviour) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { name: &row.behaviour, rows: vec![row] }),
        }
    }
    let key = |group: &Group<'_>| {
        let effect = group.effect(INTERVENTION).or_else(|| group.effect(OBSERVED));
        effect.unwrap_or(f64::NEG_INFINITY)
    };
    groups.sort_by(|a, b| key(b).total_cmp(&key(a)));
    groups
}

/// One of the two panels: which rows it shows and how.
struct Side {
    basis: &'static str,
    heading: &'static str,
    keys: &'static [(Mark, Colour, &'static str)],
    levels: &'static [f64],
}

const SIDES: [Side; 2] = [
    Side {
        basis: OBSERVED,
        heading: "Observed",
        keys: &[(Mark::Ring, ORANGE, "did not mean to"), (Mark::Dot, BLUE, "meant to")],
        levels: &[0.0, 1.0],
    },
    Side {
        basis: INTERVENTION,
        heading: "Intervention",
        keys: &[(Mark::Ring, ORANGE, "nobody"), (Mark::Dot, SKY, "half"), (Mark::Dot, BLUE, "everybody")],
        levels: &[0.0, 0.5, 1.0],
    },
];

/// Title and note: what is compared depends on which panels there are.
fn heading(sides: &[&Side]) -> (&'static str, &'static str) {
    match sides {
        [side] if side.basis == OBSERVED => (
            "First-pass approval by behaviour: observed (who meant to do it)",
            "First-pass approval among eligible applicants, with 95% intervals; sorted by the difference, which is no effect.",
        ),
        [_] => (
            "First-pass approval by behaviour: intervention (same applicants, forced)",
            "First-pass approval among eligible applicants, with 95% intervals; sorted by the effect, level 1 minus level 0.",
        ),
        _ => (
            "First-pass approval: observed (who meant to) against intervention (forced)",
            "First-pass approval among eligible applicants, with 95% intervals; sorted by the effect of the intervention, level 1 minus level 0.",
        ),
    }
}

/// Draws the figure, or nothing if no behaviour has a rate.
pub(super) fn draw(
    rows: &[BehaviourRow],
    scenario: &str,
    fonts: &Fonts,
    words: &Catalogue,
) -> Option<Drawing> {
    let groups = groups(rows);
    let sides: Vec<&Side> = SIDES
        .iter()
        .filter(|side| groups.iter().any(|group| group.rows.iter().any(|row| row.basis == side.basis)))
        .collect();
    if sides.is_empty() {
        return None;
    }
    let top = BODY_TOP + 22.0;
    let bottom = top + ROW * groups.len() as f64;
    let (title, note) = heading(&sides);
    let heading = Heading { title, scenario, note };
    let mut scene = page(&heading, bottom + 34.0 + FOOT, fonts);

    let used = groups.iter().flat_map(|group| &group.rows);
    let range = share_range(
        used.flat_map(|row| [row.first_pass_approval_rate, row.ci_low, row.ci_high].into_iter().flatten()),
    );
    let left = MARGIN + NAMES;
    let room = WIDTH - MARGIN - EFFECTS - left - GAP * (sides.len() - 1) as f64;
    let panel = room / sides.len() as f64;

    for (place, group) in groups.iter().enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        if place > 0 {
            scene.line((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0), GRID, 1.0);
        }
        let remark = format!("{} eligible", count(group.applicants()));
        row_name(
            &mut scene,
            fonts,
            (MARGIN, y),
            NAMES - 14.0,
            &label(words, Kind::Behaviour, group.name),
            Some(&remark),
            LABEL,
        );
    }
    for (place, side) in sides.iter().enumerate() {
        let from = left + (panel + GAP) * place as f64;
        let scale = Scale::new(range, (from, from + panel));
        keyed_heading(&mut scene, fonts, (from, BODY_TOP), side.heading, side.keys);
        grid_down(&mut scene, fonts, &scale, (top, bottom), 5, |share| percent(share, 0));
        for (place, group) in groups.iter().enumerate() {
            let y = top + ROW * (place as f64 + 0.5);
            levels(&mut scene, &scale, group, side, y);
        }
    }
    effects(&mut scene, &groups, &sides, top);
    Some(Drawing { title, caption: caption(&groups, &sides, words), scene })
}

/// The dots of one behaviour in one panel, joined, each on its own line so that whiskers stay apart.
fn levels(scene: &mut Scene, scale: &Scale, group: &Group<'_>, side: &Side, y: f64) {
    let spread = SPREAD / (side.levels.len() - 1).max(1) as f64;
    let placed: Vec<(f64, (f64, f64), &BehaviourRow)> = side
        .levels
        .iter()
        .enumerate()
        .filter_map(|(line, &level)| {
            let row = group.level(side.basis, level)?;
            let at = (scale.at(row.first_pass_approval_rate?), y - SPREAD / 2.0 + spread * line as f64);
            Some((level, at, row))
        })
        .collect();
    scene.path(placed.iter().map(|(_, at, _)| *at).collect(), RULE, 1.5);
    for (level, at, row) in placed {
        let colour = if level < 0.25 {
            ORANGE
        } else if level < 0.75 {
            SKY
        } else {
            BLUE
        };
        if let (Some(low), Some(high)) = (row.ci_low, row.ci_high) {
            whisker_across(scene, at.1, (scale.at(low), scale.at(high)), colour);
        }
        if level < 0.25 {
            ring(scene, at, 4.5, colour);
        } else {
            dot(scene, at, 4.5, colour);
        }
    }
}

/// The column of effects on the right, which says that they are on the first pass: other figures and tables have those
/// on eventual approval. On the observed basis they are called differences.
fn effects(scene: &mut Scene, groups: &[Group<'_>], sides: &[&Side], top: f64) {
    let causal = sides.iter().any(|side| side.basis == INTERVENTION);
    let (basis, name, of) = if causal {
        (INTERVENTION, "Effect", "on first pass")
    } else {
        (OBSERVED, "Difference", "in first pass")
    };
    let right = WIDTH - MARGIN;
    let style = TextStyle::new(LABEL).align(Align::Right);
    scene.text((right, BODY_TOP), name, style.bold());
    scene.text((right, BODY_TOP + 15.0), of, TextStyle::new(SMALL).colour(MUTED).align(Align::Right));
    for (place, group) in groups.iter().enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        match group.effect(basis) {
            Some(effect) => scene.text((right, y), points(effect), style.bold()),
            None => {
                scene.text((right, y), "not run", TextStyle::new(SMALL).colour(MUTED).align(Align::Right));
            }
        }
    }
}

fn caption(groups: &[Group<'_>], sides: &[&Side], words: &Catalogue) -> String {
    let both = sides.len() == 2;
    let first = groups.first().and_then(|group| Some((group.name, group.effect(INTERVENTION)?)));
    let mut text = if both {
        "On the left, applicants who meant to do it when they were restricted beside those who did not mean to: the two groups differ in more than the behaviour, and some of the others do it later. On the right, the same applicants with the behaviour forced, so the distance between the dots is its effect.".to_owned()
    } else if sides.iter().any(|side| side.basis == INTERVENTION) {
        "The same applicants with the behaviour forced off, half on and on: the distance between the dots is its effect.".to_owned()
    } else {
        "Applicants who meant to do it when they were restricted beside those who did not mean to; the groups differ in more than the behaviour, so the distance between the dots is no effect. No interventions were run.".to_owned()
    };
    if let Some((name, effect)) = first {
        let (name, effect) = (label(words, Kind::Behaviour, name).to_lowercase(), points(effect));
        text = format!("{text} Largest effect on first-pass approval: {name} ({effect}).");
    }
    text
}
