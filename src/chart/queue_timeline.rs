//! The stations day by day: how long each line is, how many cases come and how many are decided.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;

use super::axis::{Scale, zero_range};
use super::font::Fonts;
use super::grouped_days::{self, days_a_point, grouped};
use super::panel::{Heading, Mark, dot, grid_across, keyed_heading, page};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::station_lines::{StationLine, length, station_lines, verdict};
use super::theme::{
    BLUE, BODY_TOP, BROWN, Colour, FOOT, GREEN, GREY, HEIGHT, INK, MARGIN, MUTED, ORANGE, PURPLE, RULE,
    SHADE, SKY, SMALL, VERMILLION, WIDTH,
};
use super::words::{count, percent, short};
use super::{ChartError, Drawing};
use crate::results::{Tables, TimelineRow};

/// Days and heights of a line, before heights are scaled.
type Points = Vec<(f64, f64)>;

const TITLE: &str = "Day by day: cases in line, arriving and decided";
const NOTE: &str =
    "Means over replications, of the most at once as well. Shaded: days on which the office is closed.";
const TRIMMED: &str = " The quiet end, under half a case a day, is left out.";
const UNCOUNTED: &str = " Lines start with the first day on which stations are counted.";
const LEFT: f64 = MARGIN + 46.0;
const RIGHT: f64 = WIDTH - MARGIN;
const UPPER: (f64, f64) = (286.0, BODY_TOP + 20.0);
const LOWER: (f64, f64) = (HEIGHT - FOOT - 34.0, 340.0);
/// Height of a station in the key.
const ROW: f64 = 19.0;
/// Colours of the stations, the longest line first; with more stations, the shorter lines are left out.
const COLOURS: [Colour; 8] = [BLUE, ORANGE, GREEN, PURPLE, INK, BROWN, GREY, VERMILLION];
/// Right ends of the columns of the key.
const COLUMNS: [(f64, &str); 3] =
    [(RIGHT - 190.0, "mean"), (RIGHT - 90.0, "longest"), (RIGHT, "people busy")];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Draws the figure, or nothing if nothing ever happens.
pub(super) fn draw(tables: &Tables, scenario: &str, fonts: &Fonts) -> Result<Option<Drawing>, ChartError> {
    match days_a_point(tables) {
        1 => draw_points(tables, 1, scenario, fonts),
        span => draw_points(&grouped(tables, span), span, scenario, fonts),
    }
}

/// Draws a point for each row of the timeline, which stands for so many days.
fn draw_points(
    tables: &Tables,
    span: usize,
    scenario: &str,
    fonts: &Fonts,
) -> Result<Option<Drawing>, ChartError> {
    let mut days = tables
        .timeline
        .iter()
        .map(|row| Ok((date(&row.date)?, row)))
        .collect::<Result<Vec<_>, ChartError>>()?;
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
    let all = station_lines(tables);
    // A station without a line would be a stroke on the axis.
    let forming = all.iter().filter(|line| line.forms()).count().max(1);
    let lines = &all[..forming.min(COLOURS.len())];
    let start = first_counted(&days, lines);
    let mut note = if span == 1 { NOTE.to_owned() } else { grouped_days::note(span) };
    if start > 0 {
        note += UNCOUNTED;
    }
    if trimmed {
        note += TRIMMED;
    }
    let keyed = lines.len() > 1;
    let shift = if keyed { ROW * lines.len() as f64 + 4.0 } else { 0.0 };
    let [upper, lower] = [UPPER, LOWER].map(|(floor, top)| (floor + shift, top + shift));
    let mut scene = page(&Heading { title: TITLE, scenario, note: &note }, HEIGHT + shift, fonts);
    let end = days_between(first, last) + span as f64;
    let across = Scale::new((0.0, end), (LEFT, RIGHT));
    let from = |date: Date| across.at(days_between(first, date));
    let to = |date: Date| across.at((days_between(first, date) + span as f64).min(end));
    let middle = |date: Date| f64::midpoint(from(date), to(date));
    for &(date, _) in days.iter().filter(|(_, row)| !row.working) {
        for (floor, top) in [upper, lower] {
            scene.rect((from(date), top), (to(date), floor), SHADE);
        }
    }

    key(&mut scene, fonts, lines);
    // The first is drawn last, so that it lies on top; only its longest line is shown beside its mean.
    let shown: Vec<(usize, Colour, f64)> = (1..lines.len())
        .rev()
        .map(|place| (place, COLOURS[place], 1.5))
        .chain([(0, SKY, 1.25), (0, BLUE, 2.25)])
        .collect();
    let series = |place: usize, longest: bool| -> Vec<(f64, f64)> {
        let day = |&(date, row): &(Date, &TimelineRow)| {
            let day = lines[place].days.get(row.date.as_str())?;
            Some((middle(date), if longest { day.most } else { day.mean }))
        };
        days[start..].iter().filter_map(day).collect()
    };
    let drawn: Vec<(Colour, f64, Points)> = shown
        .into_iter()
        .map(|(place, colour, width)| (colour, width, series(place, colour == SKY)))
        .collect();
    let queue = zero_range(drawn.iter().flat_map(|(_, _, points)| points).map(|(_, cases)| *cases));
    let up = Scale::new(queue, upper);
    grid_across(&mut scene, &up, (LEFT, RIGHT), 4, |cases| axis_count(cases, queue.1));
    for (colour, width, points) in drawn {
        line(&mut scene, points.into_iter().map(|(x, cases)| (x, up.at(cases))).collect(), colour, width);
    }

    let flow = zero_range(days.iter().flat_map(|(_, row)| [row.arrivals, row.decisions]));
    let up = Scale::new(flow, lower);
    let arrivals = if tables.is_plain() { "arrivals" } else { "newly restricted applicants" };
    keyed_heading(
        &mut scene,
        fonts,
        (LEFT, lower.1 - 20.0),
        "Per day",
        &[(Mark::Block, RULE, "decisions"), (Mark::Line, VERMILLION, arrivals)],
    );
    grid_across(&mut scene, &up, (LEFT, RIGHT), 3, |cases| axis_count(cases, flow.1));
    for &(date, row) in days.iter().filter(|(_, row)| row.decisions > 0.0) {
        let gap = ((to(date) - from(date)) * 0.1).min(3.0);
        scene.rect((from(date) + gap, up.at(row.decisions)), (to(date) - gap, lower.0), RULE);
    }
    let points = days.iter().map(|&(date, row)| (middle(date), up.at(row.arrivals))).collect();
    line(&mut scene, points, VERMILLION, 1.75);
    dates(&mut scene, (first, last), &across, lower.0);

    let hidden = forming - lines.len();
    let more = if hidden > 0 {
        format!("{hidden} more stations with shorter lines are in queues.csv. ")
    } else {
        String::new()
    };
    let what = if tables.is_plain() { "arrivals" } else { "applicants newly restricted" };
    let caption = format!(
        "Above, cases in line at a station; they pile up while its people are off duty and are worked off after. {}{more}Below, {what} and decisions made each day, by any route. If a line climbs and does not return, its station has too few people.",
        verdict(&all)
    );
    Ok(Some(Drawing { title: TITLE, caption, scene }))
}

/// A line of a day each; one day makes no line, and a dot stands for it.
fn line(scene: &mut Scene, points: Vec<(f64, f64)>, colour: Colour, width: f64) {
    if let [only] = points[..] {
        dot(scene, only, 4.0, colour);
    }
    scene.path(points, colour, width);
}

/// The first day on which stations are counted. Before the warm-up is over, decisions are made
/// while the stations seem to stand still.
fn first_counted(days: &[(Date, &TimelineRow)], lines: &[StationLine<'_>]) -> usize {
    let counted = |row: &TimelineRow| {
        lines.iter().any(|line| line.days.get(row.date.as_str()).is_some_and(|day| day.counted))
    };
    let first = days.iter().position(|(_, row)| counted(row)).unwrap_or(0);
    if days[..first].iter().any(|(_, row)| row.decisions > 0.0) { first } else { 0 }
}

/// The heading of the upper panel; with several stations, each with its colour and what it is over the run.
fn key(scene: &mut Scene, fonts: &Fonts, lines: &[StationLine<'_>]) {
    if let [line] = lines {
        let heading: Cow<'_, str> = if line.name.is_empty() {
            "Waiting for a reviewer".into()
        } else {
            format!("In line before {}", line.name).into()
        };
        let heading = fonts.fit(&heading, super::theme::HEADING, Weight::SemiBold, 520.0);
        let keys = [(Mark::Line, BLUE, "mean of the day"), (Mark::Line, SKY, "longest of the day")];
        keyed_heading(scene, fonts, (LEFT, BODY_TOP), &heading, &keys);
        return;
    }
    let keys = [(Mark::Line, SKY, "longest of the day, at the first")];
    keyed_heading(scene, fonts, (LEFT, BODY_TOP), "In line, mean of the day", &keys);
    let quiet = TextStyle::new(SMALL).muted().align(Align::Right);
    for (x, name) in COLUMNS {
        scene.text((x, BODY_TOP), name, quiet);
    }
    for (place, (line, colour)) in lines.iter().zip(COLOURS).enumerate() {
        let y = BODY_TOP + ROW * (place as f64 + 1.0) + 1.0;
        let bold = |style: TextStyle| if place == 0 { style.bold() } else { style };
        let weight = if place == 0 { Weight::SemiBold } else { Weight::Regular };
        scene.line((LEFT, y), (LEFT + 14.0, y), colour, if place == 0 { 3.0 } else { 2.0 });
        let room = COLUMNS[0].0 - 80.0 - (LEFT + 22.0);
        let name = fonts.fit(line.name, SMALL + 0.5, weight, room);
        scene.text((LEFT + 22.0, y), name, bold(TextStyle::new(SMALL + 0.5)));
        let busy = line.busy.map_or_else(|| "–".to_owned(), |busy| percent(busy, 0));
        for ((x, _), words) in COLUMNS.iter().zip([length(line.mean), length(line.most), busy]) {
            scene.text((*x, y), words, bold(TextStyle::new(SMALL + 0.5).align(Align::Right)));
        }
    }
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
fn dates(scene: &mut Scene, (first, last): (Date, Date), across: &Scale, floor: f64) {
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
            scene.line((x, floor), (x, floor + 5.0), RULE, 1.0);
            scene.text((x + 3.0, floor + 14.0), words, TextStyle::new(SMALL).muted());
            if year != Some(at.year()) {
                let style = TextStyle::new(SMALL).colour(MUTED).bold();
                scene.text((x + 3.0, floor + 30.0), at.year().to_string(), style);
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
