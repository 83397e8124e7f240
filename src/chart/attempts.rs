//! Approval by attempt: what the first application and every later one are worth.

use super::Drawing;
use super::axis::{Scale, zero_range};
use super::font::Fonts;
use super::panel::{Heading, dot, grid_across, page, whisker_up};
use super::scene::{Align, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, FOOT, HEIGHT, LABEL, MARGIN, PALE_BLUE, PAPER, SMALL, WIDTH};
use super::words::{count, ordinal, percent};
use crate::results::AttemptRow;

const TITLE: &str = "Approval by attempt";
const NOTE: &str = "Share of decided applications that are approved. Whiskers: 95% intervals; a later attempt is made only by those refused before.";
const LEFT: f64 = MARGIN + 46.0;
/// Attempts shown; with more, the later ones are too rare to read.
const MOST: usize = 12;

/// Draws the figure, or nothing if fewer than two attempts have a rate: one column is the first-pass rate.
pub(super) fn draw(rows: &[AttemptRow], scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let mut shown: Vec<(&AttemptRow, f64)> =
        rows.iter().filter_map(|row| Some((row, row.approval_rate?))).collect();
    shown.sort_by_key(|(row, _)| row.attempt);
    shown.truncate(MOST);
    let [(first, _), _, ..] = shown[..] else { return None };
    let heading = Heading { title: TITLE, scenario, note: NOTE };
    let mut scene = page(&heading, HEIGHT, fonts);

    let right = WIDTH - MARGIN;
    let floor = HEIGHT - FOOT - 50.0;
    let tops = shown.iter().map(|(row, rate)| row.ci_high.unwrap_or(*rate) + 0.02);
    let (low, high) = zero_range(tops);
    let up = Scale::new((low, high.min(1.0)), (floor, BODY_TOP + 14.0));
    grid_across(&mut scene, &up, (LEFT, right), 5, |share| percent(share, 0));

    let slot = (right - LEFT) / shown.len() as f64;
    let most = shown.iter().map(|(row, _)| row.applications).fold(first.applications, f64::max);
    for (place, (row, rate)) in shown.iter().enumerate() {
        let x = LEFT + slot * (place as f64 + 0.5);
        // A column's width follows the number of applications, so its area is the approvals.
        let half = ((slot * 0.36).min(90.0) * (row.applications / most).clamp(0.0, 1.0)).max(3.0);
        scene.rect((x - half, up.at(*rate)), (x + half, floor), PALE_BLUE);
        if let (Some(low), Some(high)) = (row.ci_low, row.ci_high) {
            whisker_up(&mut scene, x, (up.at(low), up.at(high)), BLUE);
        }
        dot(&mut scene, (x, up.at(*rate)), 5.0, BLUE);
        let centred = TextStyle::new(LABEL).align(Align::Centre);
        let above = up.at(row.ci_high.unwrap_or(*rate).max(*rate)).min(up.at(*rate) - 4.0) - 15.0;
        let words = percent(*rate, usize::from(slot > 52.0));
        let half = fonts.width(&words, LABEL, Weight::SemiBold) / 2.0 + 3.0;
        scene.rect((x - half, above - 8.0), (x + half, above + 8.0), PAPER);
        scene.text((x, above), words, centred.bold());

        let wide = slot > 96.0;
        let name = if wide { format!("{} attempt", ordinal(row.attempt)) } else { ordinal(row.attempt) };
        scene.text((x, floor + 18.0), name, centred);
        let cases =
            if wide { format!("{} decided", count(row.applications)) } else { count(row.applications) };
        scene.text((x, floor + 36.0), cases, TextStyle::new(SMALL).muted().align(Align::Centre));
    }
    Some(Drawing {
        title: TITLE,
        caption: "Each column is an attempt; its height is the share approved and its width the number of decided applications, so its area is the number of approvals. A fall from left to right says that those refused before are the harder cases, not that asking again harms.".to_owned(),
        scene,
    })
}
