//! What the terminal tells of a sweep: a table and a sentence a metric, and what could not be played.

use std::path::Path;

use serde_json::{Value, json};

use super::gather::{Kept, Told};
use super::study::Sweep;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::terminal::Screen;
use crate::results::SweepRow;
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Phrase};

/// Points that stand in a table of the terminal.
const MOST_ROWS: usize = 20;
/// Faulty points that are named there.
const MOST_NAMED: usize = 5;
/// Characters of a number in a label; more are rounded.
const LONGEST_NUMBER: usize = 8;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) words: &'a Catalogue,
    pub(super) sweep: &'a Sweep,
    pub(super) told: &'a Told,
    /// What was changed at all points, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) warnings: &'a [String],
    pub(super) dir: &'a Path,
}

/// A key by its last part, if that tells it from the others.
fn short(keys: &[String], at: usize) -> &str {
    let last = |key: &'_ String| key.rsplit('.').next().unwrap_or_default().to_owned();
    let own = last(&keys[at]);
    let alone = keys.iter().filter(|key| last(key) == own).count() == 1;
    if alone { keys[at].rsplit('.').next().unwrap_or(&keys[at]) } else { &keys[at] }
}

/// A value in few characters.
fn brief(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if value.len() > LONGEST_NUMBER => {
            let decimals = (4.0 - number.abs().max(1e-9).log10().ceil()).clamp(0.0, 9.0) as usize;
            format!("{number:.decimals$}")
        }
        _ => value.to_owned(),
    }
}

/// A value of a key as a person tells it from others.
pub(super) fn label_of(keys: &[String], at: usize, value: &str) -> String {
    format!("{}={}", short(keys, at), brief(value))
}

/// A point as a person tells it from others: its values, by key where there are several.
pub(super) fn label(sweep: &Sweep, point: usize) -> String {
    let keys = sweep.points.keys();
    let values = sweep.points.values(point);
    let named = |(at, value): (usize, &String)| label_of(keys, at, value);
    values.iter().enumerate().map(named).collect::<Vec<_>>().join(", ")
}

/// The value alone, if one key is varied; else the number of the point before its values.
fn row_label(sweep: &Sweep, point: usize) -> String {
    if sweep.points.keys().len() == 1 {
        return sweep.points.values(point).iter().map(|value| brief(value)).collect();
    }
    format!("{point}: {}", label(sweep, point))
}

/// How numbers of a row are written.
fn figure(row: &SweepRow) -> Figure {
    Figure::new(row.estimate.unwrap_or_default(), &row.unit, half(row.ci_low, row.ci_high))
}

/// The estimate with its half-width.
fn estimate(row: &SweepRow) -> String {
    let Some(value) = row.estimate else { return "-".to_owned() };
    let figure = figure(row);
    match half(row.ci_low, row.ci_high) {
        Some(half) => format!("{} {}", figure.say(value), figure.half_width(half)),
        None => figure.say(value),
    }
}

/// The difference to the reference, with its half-width, and whether it may be chance.
fn difference(words: &Catalogue, row: &SweepRow) -> String {
    let Some(value) = row.difference else { return "-".to_owned() };
    let half = half(row.difference_ci_low, row.difference_ci_high);
    if half.is_none() && value == 0.0 && row.replications > 1 {
        return words.text(Phrase::CompareSame).to_owned();
    }
    let figure = Figure::new(row.estimate.unwrap_or_default(), &row.unit, half.or(Some(value.abs())));
    let said = figure.difference(value, half);
    let settled = match (row.difference_ci_low, row.difference_ci_high) {
        (Some(low), Some(high)) => low > 0.0 || high < 0.0,
        _ => true,
    };
    if settled { said } else { format!("{said} {}", words.text(Phrase::NotSignificant)) }
}

/// The sweep in words.
pub(super) fn text(said: &Said<'_>, screen: Screen) -> String {
    let Said { words, sweep, told, .. } = said;
    let settings = &sweep.base.settings;
    let keys = sweep.points.keys().join(", ");
    let points = sweep.points.count();
    let head = words.say(
        Phrase::SweepHead,
        &[
            ("scenario", &settings.name),
            ("points", &points),
            ("keys", &keys),
            ("replications", &settings.replications),
            ("seed", &settings.seed),
        ],
    );
    let mut text = screen.prose(&head, "", "  ");
    if !said.changed.is_empty() {
        let settings = Catalogue::settings(said.changed);
        text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
    }
    for metric in 0..told.shown.len() {
        text += &of_metric(said, metric, screen);
    }
    if told.kept.len() > MOST_ROWS || told.played > told.kept.len() {
        let more = told.played - told.kept.len().min(MOST_ROWS);
        text.push('\n');
        text += &screen.prose(&words.say(Phrase::SweepMorePoints, &[("more", &more)]), "", "");
    }
    text += &faulty(said, screen);
    text.push('\n');
    let file = shown(&said.dir.join("sweep.csv"));
    text += &screen.prose(&words.say(Phrase::SweepFoot, &[("file", &file)]), "", "");
    text += &screen.prose(words.text(Phrase::Synthetic), "", "");
    let lead = words.text(Phrase::Warning);
    for warning in said.warnings {
        let prose = screen.prose(warning, lead, "  ");
        text.push('\n');
        text += &prose.replacen(lead, &screen.careful(lead), 1);
    }
    text
}

/// One metric: the first points, and where it is least and greatest.
fn of_metric(said: &Said<'_>, metric: usize, screen: Screen) -> String {
    let Said { words, sweep, told, .. } = said;
    let name = &told.shown[metric];
    let row_of = |kept: &Kept| kept.rows.iter().find(|row| row.metric == *name).cloned();
    let keys = sweep.points.keys();
    let first = if keys.len() == 1 { keys[0].clone() } else { String::new() };
    let against = told.reference.map_or_else(String::new, |point| {
        let label = match keys.len() {
            1 => row_label(sweep, point),
            _ => words.say(Phrase::SweepPoint, &[("point", &point)]),
        };
        words.say(Phrase::SweepAgainst, &[("label", &label)])
    });
    // Where nothing is compared there is no column for it.
    let columns = if told.reference.is_some() && told.played > 1 { 3 } else { 2 };
    let head = [first, words.text(Phrase::SweepEstimate).to_owned(), against];
    let mut table = Table::new(head.into_iter().take(columns));
    let mut any = false;
    for kept in told.kept.iter().take(MOST_ROWS) {
        let Some(row) = row_of(kept) else { continue };
        any |= row.estimate.is_some();
        let is_reference = told.reference == Some(kept.point);
        let beside = if is_reference {
            words.text(Phrase::SweepReference).to_owned()
        } else {
            difference(words, &row)
        };
        table.row([row_label(sweep, kept.point), estimate(&row), beside].into_iter().take(columns));
    }
    let title = screen.bold(screen.prose(&words.title(name), "", "").trim_end());
    if !any {
        return format!("\n{title}\n{}", screen.prose(words.text(Phrase::SweepUndefined), "  ", "  "));
    }
    format!("\n{title}\n{}{}", table.render(screen), extremes(said, metric, screen))
}

/// Where a metric is least and greatest, in a sentence.
fn extremes(said: &Said<'_>, metric: usize, screen: Screen) -> String {
    let Said { words, sweep, told, .. } = said;
    let found = &told.extremes[metric];
    let (Some((low_at, low)), Some((high_at, high))) = (&found.least, &found.greatest) else {
        return String::new();
    };
    let value = |row: &SweepRow| row.estimate.map(|value| figure(row).say(value)).unwrap_or_default();
    let (low_said, high_said) = (value(low), value(high));
    let sentence = if low_at == high_at || low.estimate == high.estimate {
        words.say(Phrase::SweepConstant, &[("value", &low_said)])
    } else {
        let (low_label, high_label) = (label(sweep, *low_at), label(sweep, *high_at));
        words.say(
            Phrase::SweepExtremes,
            &[
                ("low", &low_said),
                ("low_label", &low_label),
                ("high", &high_said),
                ("high_label", &high_label),
            ],
        )
    };
    screen.prose(&sentence, "  ", "  ")
}

/// The points that could not be played.
fn faulty(said: &Said<'_>, screen: Screen) -> String {
    let Said { words, sweep, told, .. } = said;
    if told.faulty_count == 0 {
        return String::new();
    }
    let (count, points) = (told.faulty_count, sweep.points.count());
    let head = words.say(Phrase::SweepFaulty, &[("count", &count), ("points", &points)]);
    let mut text = format!("\n{}", screen.prose(&head, "", "  "));
    for (point, fault) in told.faulty.iter().take(MOST_NAMED) {
        let line = format!("{} ({point}): {fault}", label(sweep, *point));
        text += &screen.prose(&line, "  ", "    ");
    }
    text
}

/// The sweep for scripts.
pub(super) fn document(said: &Said<'_>) -> Value {
    let Said { sweep, told, .. } = said;
    let settings = &sweep.base.settings;
    let values = |point: usize| {
        let keys = sweep.points.keys().iter().cloned();
        let values = sweep.label(point).values.into_iter().map(|value| json!(value));
        keys.zip(values).collect::<serde_json::Map<_, _>>()
    };
    let points = told
        .kept
        .iter()
        .map(|kept| json!({ "point": kept.point, "values": values(kept.point), "metrics": kept.rows }));
    let faulty = told
        .faulty
        .iter()
        .map(|(point, fault)| json!({ "point": point, "values": values(*point), "fault": fault }));
    json!({
        "scenario": settings.name,
        "settings_changed": said.changed,
        "keys": sweep.points.keys(),
        "points": sweep.points.count(),
        "played": told.played,
        "faulty": told.faulty_count,
        "reference": told.reference,
        "seed": settings.seed,
        "replications": settings.replications,
        "output": shown(said.dir),
        "shown": points.collect::<Vec<_>>(),
        "faults": faulty.collect::<Vec<_>>(),
        "warnings": said.warnings,
    })
}
