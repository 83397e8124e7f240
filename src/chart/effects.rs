//! Effects: what each behaviour does to eventual approval, on everyone and on one.
//!
//! One row a behaviour, the greatest effect over all applicants first. On the left as a share of all applicants, on
//! the right of those to whom the behaviour applies: what concerns few can do much for them and little in all.

use super::Drawing;
use super::axis::{Scale, extent, ticks};
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_down, keyed_heading, page, ring, row_name, whisker_across};
use super::scene::{Align, Scene, TextStyle};
use super::theme::{BLUE, BODY_TOP, Colour, FOOT, GRID, LABEL, MARGIN, ORANGE, RULE, SMALL, WIDTH};
use super::words::{label, points};
use crate::results::EffectRow;
use crate::words::{Catalogue, Kind};

const METRIC: &str = "eventual_approval_rate";
const ROW: f64 = 46.0;
const NAMES: f64 = 178.0;
const GAP: f64 = 36.0;
/// Room on the right of a panel for the effect on everyone, in words.
const WORDS: f64 = 66.0;
/// Distance of the two dots of a row from its middle.
const APART: f64 = 8.0;

/// Title, also of the report's figure.
const TITLE: &str = "Effect of each behaviour on eventual approval: everyone does it, or one applicant alone";
const NOTE: &str = "Done against not done, the same applicants, with 95% intervals; in percentage points, sorted by the effect on everyone over all applicants.";

const KEYS: [(Mark, Colour, &str); 2] = [(Mark::Dot, BLUE, "everyone"), (Mark::Ring, ORANGE, "one")];

/// The rows of one behaviour.
struct Group<'a> {
    name: &'a str,
    rows: Vec<&'a EffectRow>,
}

impl Group<'_> {
    fn of(&self, scope: &str, population: &str) -> Option<&EffectRow> {
        self.rows.iter().find(|row| row.scope == scope && row.population == population).copied()
    }

    fn size(&self) -> f64 {
        self.of("everyone", "all").and_then(|row| row.difference).unwrap_or(f64::NEG_INFINITY)
    }
}

/// The effects on eventual approval by behaviour, the greatest first; of equal ones in table order.
fn groups(rows: &[EffectRow]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in rows.iter().filter(|row| row.metric == METRIC && row.difference.is_some()) {
        match groups.iter_mut().find(|group| group.name == row.behaviour) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { name: &row.behaviour, rows: vec![row] }),
        }
    }
    groups.sort_by(|a, b| b.size().total_cmp(&a.size()));
    groups
}

/// A range that holds these differences and zero, with some room.
fn range(groups: &[Group<'_>], population: &str) -> (f64, f64) {
    const NARROWEST: f64 = 0.02;
    let ends = groups.iter().flat_map(|group| &group.rows).filter(|row| row.population == population);
    let ends = ends.flat_map(|row| [row.difference, row.ci_low, row.ci_high]).flatten().chain([0.0]);
    let (low, high) = extent(ends).unwrap_or((0.0, NARROWEST));
    let room = ((high - low) * 0.06).max((NARROWEST - (high - low)) / 2.0);
    (low - room, high + room)
}

/// Draws the figure, or nothing if no effect is known.
pub(super) fn draw(rows: &[EffectRow], scenario: &str, fonts: &Fonts, words: &Catalogue) -> Option<Drawing> {
    let groups = groups(rows);
    if groups.is_empty() {
        return None;
    }
    let top = BODY_TOP + 22.0;
    let bottom = top + ROW * groups.len() as f64;
    let heading = Heading { title: TITLE, scenario, note: NOTE };
    let mut scene = page(&heading, bottom + 34.0 + FOOT, fonts);
    for (place, group) in groups.iter().enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        if place > 0 {
            scene.line((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0), GRID, 1.0);
        }
        row_name(
            &mut scene,
            fonts,
            (MARGIN, y),
            NAMES - 14.0,
            &label(words, Kind::Behaviour, group.name),
            None,
            LABEL,
        );
    }
    let left = MARGIN + NAMES;
    let panel = (WIDTH - MARGIN - left - GAP) / 2.0;
    let sides = [("all", "Over all applicants"), ("eligible", "Over those it applies to")];
    for (place, (population, words)) in sides.into_iter().enumerate() {
        let from = left + (panel + GAP) * place as f64;
        let range = range(&groups, population);
        let scale = Scale::new(range, (from, from + panel - WORDS));
        keyed_heading(&mut scene, fonts, (from, BODY_TOP), words, &KEYS);
        // Few ticks have decimals that a whole point does not show.
        let whole = ticks(range, 5).iter().all(|tick| (tick * 100.0 - (tick * 100.0).round()).abs() < 1e-6);
        let decimals = usize::from(!whole);
        grid_down(&mut scene, fonts, &scale, (top, bottom), 5, |share| {
            format!("{:.decimals$}", 100.0 * share + 0.0)
        });
        scene.line((scale.at(0.0), top), (scale.at(0.0), bottom), RULE, 1.5);
        for (line, group) in groups.iter().enumerate() {
            let y = top + ROW * (line as f64 + 0.5);
            pair(&mut scene, &scale, group, population, y);
            if let Some(effect) = group.of("everyone", population).and_then(|row| row.difference) {
                let style = TextStyle::new(SMALL).align(Align::Right);
                scene.text((from + panel, y), points(effect), style.bold());
            }
        }
    }
    Some(Drawing { title: TITLE, caption: caption(&groups, words), scene })
}

/// Both effects of a behaviour, one above the other.
fn pair(scene: &mut Scene, scale: &Scale, group: &Group<'_>, population: &str, y: f64) {
    for (scope, y, colour) in [("everyone", y - APART, BLUE), ("one", y + APART, ORANGE)] {
        let Some(row) = group.of(scope, population) else { continue };
        let Some(difference) = row.difference else { continue };
        if let (Some(low), Some(high)) = (row.ci_low, row.ci_high) {
            whisker_across(scene, y, (scale.at(low), scale.at(high)), colour);
        }
        let at = (scale.at(difference), y);
        if scope == "everyone" { dot(scene, at, 4.5, colour) } else { ring(scene, at, 4.5, colour) }
    }
}

fn caption(groups: &[Group<'_>], words: &Catalogue) -> String {
    let mut text = "The same applicants with a behaviour done and not done: by everyone to whom it applies, which changes the lines at the stations as well, or by one applicant alone while the others act as in the scenario. The distance between the two is the spillover.".to_owned();
    if let Some(first) = groups.first()
        && let Some(effect) = first.of("everyone", "all").and_then(|row| row.difference)
    {
        let (name, effect) = (label(words, Kind::Behaviour, first.name).to_lowercase(), points(effect));
        text = format!("{text} Largest effect over all applicants: {name} ({effect}).");
    }
    text
}
