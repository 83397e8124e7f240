//! The review office day by day: how many cases wait, how many come and how many are decided.

use jiff::ToSpan;
use jiff::civil::Date;

use super::axis::{Scale, zero_range};
use super::font::Fonts;
use super::panel::{Heading, Mark, grid_across, keyed_heading, page};
use super::scene::{Scene, TextStyle};
use super::theme::{BLUE, BODY_TOP, FOOT, HEIGHT, MARGIN, MUTED, RULE, SHADE, SKY, SMALL, VERMILLION, WIDTH};
use super::words::{count, short};
use super::{ChartError, Drawing};
use crate::results::TimelineRow;

const TITLE: &str = "The review office day by day: cases waiting, arriving and decided";
const NOTE: &str = "Means over replications. Shaded: days on which the office is closed.";
const TRIMMED: &str = "Means over replications. Shaded: days on which the office is closed. The quiet end, under half a case a day, is left out.";
const LEFT: f64 = MARGIN + 46.0;
const RIGHT: f64 = WIDTH - MARGIN;
const UPPER: (f64, f64) = (286.0, BODY_TOP + 20.0);
const LOWER: (f64, f64) = (HEIGHT - FOOT - 34.0, 340.0);
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Draws the figure, or nothing if nothing ever happens.
pub(super) fn draw(
    rows: &[TimelineRow],
    scenario: &str,
    fonts: &Fonts,
) -> Result<Option<Drawing>, ChartError> {
    let mut days =
        rows.iter().map(|row| Ok((date(&row.date)?, row))).collect::<Result<Vec<_>, ChartError>>()?;
    days.sort_by_key(|(date, _)| *date);
    // The drain after the last arrivals can be months of next to nothing.
    let most = days.iter().map(|(_, row)| activity(row)).fold(0.0, f64::max);
    let least = (most / 100.0).min(0.5);
    let used = days
        .iter()
        .rposition(|(_, row)| activity(row) > 0.0 && activity(row) >= least)
        .map_or(0, |last| last + 1);
    let trimmed = used < days.len();
    days.truncate(used);
    let (Some(&(first, _)), Some(&(last, _))) = (days.first(), days.last()) else {
        return Ok(None);
    };
    let heading = Heading { title: TITLE, scenario, note: if trimmed { TRIMMED } else { NOTE } };
    let mut scene = page(&heading, HEIGHT, fonts);
    let across = Scale::new((0.0, days_between(first, last) + 1.0), (LEFT, RIGHT));
    let from = |date: Date| across.at(days_between(first, date));
    let to = |date: Date| across.at(days_between(first, date) + 1.0);

    for &(date, _) in days.iter().filter(|(_, row)| !row.working) {
        for (floor, top) in [UPPER, LOWER] {
            scene.rect((from(date), top), (to(date), floor), SHADE);
        }
    }
    let middle = |date: Date| f64::midpoint(from(date), to(date));
    let series = |pick: fn(&TimelineRow) -> f64, up: &Scale| -> Vec<(f64, f64)> {
        days.iter().map(|&(date, row)| (middle(date), up.at(pick(row)))).collect()
    };

    let queue = zero_range(days.iter().map(|(_, row)| row.queue_max.max(row.queue_mean)));
    let up = Scale::new(queue, UPPER);
    keyed_heading(
        &mut scene,
        fonts,
        (LEFT, BODY_TOP),
        "Waiting for a reviewer",
        &[(Mark::Line, BLUE, "mean of the day"), (Mark::Line, SKY, "longest of the day")],
    );
    grid_across(&mut scene, &up, (LEFT, RIGHT), 4, |cases| axis_count(cases, queue.1));
    scene.path(series(|row| row.queue_max, &up), SKY, 1.25);
    scene.path(series(|row| row.queue_mean, &up), BLUE, 2.0);

    let flow = zero_range(days.iter().flat_map(|(_, row)| [row.arrivals, row.decisions]));
    let up = Scale::new(flow, LOWER);
    keyed_heading(
        &mut scene,
        fonts,
        (LEFT, LOWER.1 - 20.0),
        "Per day",
        &[(Mark::Block, RULE, "decisions"), (Mark::Line, VERMILLION, "newly restricted applicants")],
    );
    grid_across(&mut scene, &up, (LEFT, RIGHT), 3, |cases| axis_count(cases, flow.1));
    for &(date, row) in days.iter().filter(|(_, row)| row.decisions > 0.0) {
        let gap = ((to(date) - from(date)) * 0.1).min(3.0);
        scene.rect((from(date) + gap, up.at(row.decisions)), (to(date) - gap, LOWER.0), RULE);
    }
    scene.path(series(|row| row.arrivals, &up), VERMILLION, 1.75);
    if days.len() == 1 {
        single(&mut scene, middle(first), up.at(days[0].1.arrivals));
    }
    dates(&mut scene, first, last, &across);
    Ok(Some(Drawing {
        title: TITLE,
        caption: "Above, cases waiting for a human reviewer; they pile up while the office is closed and are worked off after. Below, applicants newly restricted and decisions made each day, by any route. If the upper line climbs and does not return, there are too few reviewers.".to_owned(),
        scene,
    }))
}

/// One day makes no line; a dot stands for it.
fn single(scene: &mut Scene, x: f64, y: f64) {
    super::panel::dot(scene, (x, y), 4.0, VERMILLION);
}

/// The greatest of the day's numbers; zero for a day on which nothing happens or waits.
fn activity(row: &TimelineRow) -> f64 {
    [row.arrivals, row.applications, row.decisions, row.queue_max].into_iter().fold(0.0, f64::max)
}

fn date(value: &str) -> Result<Date, ChartError> {
    value.parse().map_err(|source| ChartError::Date { value: value.to_owned(), source })
}

/// Whole days from one date to another.
fn days_between(from: Date, to: Date) -> f64 {
    let hours = from.duration_until(to).as_hours();
    hours as f64 / 24.0
}

/// Labels of a count's axis: whole numbers unless the axis is so short that they would repeat.
fn axis_count(value: f64, top: f64) -> String {
    if top >= 4.0 { count(value) } else { short(value, 2) }
}

/// Marks under the axis: days for a short period, months for a long one, years where they change.
fn dates(scene: &mut Scene, first: Date, last: Date, across: &Scale) {
    let span = days_between(first, last) + 1.0;
    let (mut at, step) =
        if span <= 45.0 { (first, (span / 9.0).ceil().max(1.0) as i64) } else { (first.first_of_month(), 0) };
    let months = ((span / 30.4 / 10.0).ceil() as i64).max(1);
    let mut year = None;
    while at <= last {
        if at >= first {
            let x = across.at(days_between(first, at));
            let month = MONTHS[usize::from(at.month().unsigned_abs()) - 1];
            let words = if step > 0 { format!("{} {month}", at.day()) } else { month.to_owned() };
            scene.line((x, LOWER.0), (x, LOWER.0 + 5.0), RULE, 1.0);
            scene.text((x + 3.0, LOWER.0 + 14.0), words, TextStyle::new(SMALL).muted());
            if year != Some(at.year()) {
                let style = TextStyle::new(SMALL).colour(MUTED).bold();
                scene.text((x + 3.0, LOWER.0 + 30.0), at.year().to_string(), style);
                year = Some(at.year());
            }
        }
        let next = if step > 0 { at.checked_add(step.days()) } else { at.checked_add(months.months()) };
        match next {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
}
