//! Approval by segment: one small panel a segment, all on the same axis.

use super::Drawing;
use super::approval_by_score::SEGMENT as SCORE_BAND;
use super::axis::{Scale, share_range};
use super::font::Fonts;
use super::panel::{FEW, Heading, dot, grid_down, page, row_name, whisker_across};
use super::scene::{Align, Scene, TextStyle};
use super::theme::{BLUE, BODY_TOP, FOOT, HEADING, MARGIN, SMALL, WIDTH};
use super::words::{label, percent, readable};
use crate::results::SegmentRow;
use crate::words::{Catalogue, Kind};

const TITLE: &str = "First-pass approval by segment";
const COLUMNS: usize = 3;
const GAP: f64 = 30.0;
const NAMES: f64 = 112.0;
const NUMBERS: f64 = 46.0;
const ROW: f64 = 24.0;
/// Height of a panel beside its rows: heading above, axis beneath, room to the next.
const AROUND: f64 = 70.0;
/// Values shown in a panel; the largest are kept.
const MOST_VALUES: usize = 12;
/// Panels shown.
const MOST_PANELS: usize = 18;

/// One segment with the values shown, and how many more there are.
struct Group<'a> {
    name: &'a str,
    rows: Vec<(&'a SegmentRow, f64)>,
    hidden: usize,
}

impl Group<'_> {
    fn height(&self) -> f64 {
        ROW * self.rows.len() as f64 + AROUND
    }
}

/// Groups by segment in table order; of many values the largest stay, still in table order.
fn groups(rows: &[SegmentRow]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in rows.iter().filter(|row| row.segment != SCORE_BAND && row.applicants >= FEW) {
        let Some(rate) = row.first_pass_approval_rate else {
            continue;
        };
        match groups.iter_mut().find(|group| group.name == row.segment) {
            Some(group) => group.rows.push((row, rate)),
            None => groups.push(Group { name: &row.segment, rows: vec![(row, rate)], hidden: 0 }),
        }
    }
    for group in &mut groups {
        if group.rows.len() > MOST_VALUES {
            let mut sizes: Vec<f64> = group.rows.iter().map(|(row, _)| row.applicants).collect();
            sizes.sort_by(|a, b| b.total_cmp(a));
            let least = sizes[MOST_VALUES - 1];
            let before = group.rows.len();
            group.rows.retain(|(row, _)| row.applicants >= least);
            group.rows.truncate(MOST_VALUES);
            group.hidden = before - group.rows.len();
        }
    }
    groups
}

/// Draws the figure, or nothing if no segment has a rate.
pub(super) fn draw(rows: &[SegmentRow], scenario: &str, fonts: &Fonts, words: &Catalogue) -> Option<Drawing> {
    let mut groups = groups(rows);
    let left_out = groups.len().saturating_sub(MOST_PANELS);
    groups.truncate(MOST_PANELS);
    if groups.is_empty() {
        return None;
    }
    let ends = groups
        .iter()
        .flat_map(|group| &group.rows)
        .flat_map(|(row, rate)| [Some(*rate), row.ci_low, row.ci_high].into_iter().flatten());
    let range = share_range(ends);

    // Each panel goes under the shortest column so far.
    let columns = groups.len().min(COLUMNS);
    let mut feet = vec![BODY_TOP; columns];
    let mut placed = Vec::with_capacity(groups.len());
    for group in &groups {
        let column =
            (0..columns).fold(0, |best, next| if feet[next] < feet[best] - 0.5 { next } else { best });
        placed.push((column, feet[column]));
        feet[column] += group.height();
    }
    let foot = feet.iter().copied().fold(BODY_TOP, f64::max);
    let mut note = "Share of a segment's applicants restored at their first application. Whiskers: 95% intervals. All panels share one axis.".to_owned();
    if groups.iter().any(|group| group.hidden > 0) {
        note += " Of many values the largest are shown.";
    }
    if rows.iter().any(|row| row.segment != SCORE_BAND && row.applicants < FEW) {
        note = format!("{note} Left out: groups of fewer than {FEW} a replication.");
    }
    if left_out > 0 {
        note = format!("{note} {left_out} more segments are in segments.csv.");
    }
    let heading = Heading { title: TITLE, scenario, note: &note };
    let mut scene = page(&heading, foot - 20.0 + FOOT, fonts);
    let width = (WIDTH - 2.0 * MARGIN - GAP * (columns - 1) as f64) / columns as f64;
    for (group, (column, top)) in groups.iter().zip(placed) {
        let left = MARGIN + (width + GAP) * column as f64;
        panel(&mut scene, (fonts, words), group, range, (left, width), top);
    }
    Some(Drawing {
        title: TITLE,
        caption: "A dot is the share restored at the first application among the applicants of that value. Segments overlap and are not adjusted for each other, so a gap between two values is a description, not an effect.".to_owned(),
        scene,
    })
}

fn panel(
    scene: &mut Scene,
    (fonts, words): (&Fonts, &Catalogue),
    group: &Group<'_>,
    range: (f64, f64),
    (left, width): (f64, f64),
    top: f64,
) {
    let mut title = label(words, Kind::Segment, group.name);
    if group.hidden > 0 {
        title = format!("{title} ({} of {})", group.rows.len(), group.rows.len() + group.hidden);
    }
    let title = fonts.fit(&title, HEADING, super::scene::Weight::SemiBold, width);
    scene.text((left, top), title, TextStyle::new(HEADING).bold());
    let (from, to) = (left + NAMES, left + width - NUMBERS);
    let scale = Scale::new(range, (from, to));
    let first = top + 16.0;
    let bottom = first + ROW * group.rows.len() as f64;
    grid_down(scene, fonts, &scale, (first, bottom), 3, |share| percent(share, 0));
    for (place, (row, rate)) in group.rows.iter().enumerate() {
        let y = first + ROW * (place as f64 + 0.5);
        row_name(scene, fonts, (left, y), NAMES - 10.0, &readable(&row.value), None, SMALL + 0.5);
        if let (Some(low), Some(high)) = (row.ci_low, row.ci_high) {
            whisker_across(scene, y, (scale.at(low), scale.at(high)), BLUE);
        }
        dot(scene, (scale.at(*rate), y), 4.5, BLUE);
        let style = TextStyle::new(SMALL).bold().align(Align::Right);
        scene.text((left + width, y), percent(*rate, 1), style);
    }
}
