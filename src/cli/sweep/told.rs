//! What the terminal tells of a sweep: a table and a sentence a metric, and what could not be played.

use std::path::Path;

use serde_json::{Value, json};

use super::board::{self, brief, title};
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
/// Points at which everything holds that are named.
const MOST_MET: usize = 10;

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

/// The values of a point as a person types them.
fn values(sweep: &Sweep, point: usize) -> Vec<String> {
    sweep.label(point).values.iter().map(board::said).collect()
}

/// A point as a person tells it from others: its values, by key where there are several.
pub(super) fn label(sweep: &Sweep, point: usize) -> String {
    board::label(sweep.points.keys(), &values(sweep, point))
}

/// The value alone, if one key is varied; else the number of the point before its values.
fn row_label(sweep: &Sweep, point: usize) -> String {
    match values(sweep, point).as_slice() {
        [only] => brief(only),
        _ => format!("{point}: {}", label(sweep, point)),
    }
}

/// How numbers of a row are written.
fn figure(row: &SweepRow) -> Figure {
    Figure::new(row.estimate.unwrap_or_default(), &row.unit, half(row.ci_low, row.ci_high))
}

/// The estimate with its half-width.
pub(super) fn estimate(row: &SweepRow) -> String {
    let Some(value) = row.estimate else { return "-".to_owned() };
    let figure = figure(row);
    match half(row.ci_low, row.ci_high) {
        Some(half) => format!("{} {}", figure.say(value), figure.half_width(half)),
        None => figure.say(value),
    }
}

/// The difference to the reference, with its half-width, and whether it may be chance.
pub(super) fn difference(words: &Catalogue, row: &SweepRow) -> String {
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
            ("replications", &replications(said)),
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
    if let Some(met) = met(said) {
        text.push('\n');
        text += &screen.prose(&met, "", "");
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
    let title = screen.bold(screen.prose(&title(words, name), "", "").trim_end());
    if !any {
        return format!("\n{title}\n{}", screen.prose(words.text(Phrase::SweepUndefined), "  ", "  "));
    }
    format!("\n{title}\n{}{}", table.render(screen), extremes(said, metric, screen))
}

/// How many replications were played of a point.
pub(super) fn replications(said: &Said<'_>) -> String {
    match said.told.replications {
        Some((fewest, most)) if fewest < most => {
            said.words.say(Phrase::SweepReplicationsVary, &[("fewest", &fewest), ("most", &most)])
        }
        Some((count, _)) => said.words.say(Phrase::SweepReplications, &[("count", &count)]),
        None => {
            let asked = said.sweep.base.settings.replications;
            said.words.say(Phrase::SweepReplications, &[("count", &asked)])
        }
    }
}

/// At how many points everything holds that is expected; nothing where nothing is.
fn met(said: &Said<'_>) -> Option<String> {
    let Said { words, sweep, told, .. } = said;
    if sweep.base.expectations.is_empty() || told.played == 0 {
        return None;
    }
    let met = &told.met;
    let unknown = told.played - met.points - met.missed;
    let mut text = if met.points == 0 {
        words.say(Phrase::SweepMetNowhere, &[("points", &told.played)])
    } else {
        let labels = met.first.iter().take(MOST_MET).map(|point| label(sweep, *point));
        let mut labels = labels.collect::<Vec<_>>().join("; ");
        if met.points > MOST_MET {
            labels.push_str("; …");
        }
        words.say(Phrase::SweepMet, &[("met", &met.points), ("points", &told.played), ("labels", &labels)])
    };
    if unknown > 0 {
        text.push(' ');
        text += &words.say(Phrase::SweepMetUnknown, &[("points", &unknown)]);
    }
    Some(text)
}

/// Where a metric is least and greatest, in a sentence.
fn extremes(said: &Said<'_>, metric: usize, screen: Screen) -> String {
    extremes_of(said, metric).map_or_else(String::new, |sentence| screen.prose(&sentence, "  ", "  "))
}

/// The answers of a sweep, a sentence each.
pub(super) fn answers(said: &Said<'_>) -> Vec<String> {
    let Said { words, told, .. } = said;
    let of_metric = |(metric, name): (usize, &String)| {
        let sentence = extremes_of(said, metric)?;
        let title = title(words, name);
        Some(words.say(Phrase::SweepAnswer, &[("title", &title), ("sentence", &sentence)]))
    };
    told.shown.iter().enumerate().filter_map(of_metric).chain(met(said)).collect()
}

fn extremes_of(said: &Said<'_>, metric: usize) -> Option<String> {
    let Said { words, sweep, told, .. } = said;
    let found = &told.extremes[metric];
    let (Some((low_at, low)), Some((high_at, high))) = (&found.least, &found.greatest) else {
        return None;
    };
    let value = |row: &SweepRow| row.estimate.map(|value| figure(row).say(value)).unwrap_or_default();
    let (low_said, high_said) = (value(low), value(high));
    Some(if low_at == high_at || low.estimate == high.estimate {
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
    })
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
    let points = told.kept.iter().map(|kept| {
        json!({
            "point": kept.point,
            "values": values(kept.point),
            "holds": kept.holds,
            "metrics": kept.rows,
        })
    });
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
        "replications_played": told.replications.map(|(fewest, most)| [fewest, most]),
        "expectations": sweep.base.expectations.len(),
        "points_met": told.met.points,
        "output": shown(said.dir),
        "shown": points.collect::<Vec<_>>(),
        "faults": faulty.collect::<Vec<_>>(),
        "warnings": said.warnings,
    })
}
