//! The figure of a sweep: curves over one key, or over two.

use super::gather::Told;
use super::study::Sweep;
use super::told::label_of;
use crate::chart::{CurvePanel, CurvePoint, Curves, MOST_CURVES};
use crate::results::PointValue;
use crate::words::Catalogue;

/// The number that a value is, if it is one: of `30d` it is 30, as all values of a key have one unit where they are drawn.
fn number(value: &PointValue) -> Option<f64> {
    match value {
        PointValue::Whole(whole) => Some(*whole as f64),
        PointValue::Number(number) => Some(*number),
        PointValue::Text(text) => {
            let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
            text[..end].parse().ok()
        }
    }
}

/// What follows the number of a value, which must be the same at all points.
fn unit(value: &PointValue) -> String {
    match value {
        PointValue::Text(text) => {
            text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned()
        }
        _ => String::new(),
    }
}

/// The curves of a sweep over one key whose values are numbers, or over that and another of few values; `None` for others.
pub(super) fn curves(sweep: &Sweep, told: &Told, words: &Catalogue) -> Option<Curves> {
    let keys = sweep.points.keys();
    let labels: Vec<Vec<PointValue>> = told.kept.iter().map(|kept| sweep.label(kept.point).values).collect();
    let first = labels.first()?;
    let distinct = |key: usize| {
        let mut all: Vec<&PointValue> = Vec::new();
        for label in &labels {
            if !all.contains(&&label[key]) {
                all.push(&label[key]);
            }
        }
        all
    };
    let is_drawn = |key: &usize| {
        labels.iter().all(|label| number(&label[*key]).is_some() && unit(&label[*key]) == unit(&first[*key]))
    };
    let (along, apart) = match keys.len() {
        1 => (Some(0).filter(is_drawn)?, None),
        2 => {
            // The one of more values runs along.
            let along = (0..2).filter(is_drawn).max_by_key(|key| (distinct(*key).len(), 1 - key))?;
            (along, Some(1 - along))
        }
        _ => return None,
    };
    let series = apart.map_or_else(Vec::new, distinct);
    if series.len() > MOST_CURVES || (apart.is_some() && series.len() * 2 > labels.len()) {
        return None;
    }
    let names = apart.map_or_else(Vec::new, |key| {
        series.iter().map(|value| label_of(keys, key, &said(value))).collect::<Vec<_>>()
    });
    let panel = |name: &String| {
        let mut curves: Vec<Vec<CurvePoint>> = vec![Vec::new(); series.len().max(1)];
        let mut measured = String::new();
        for (kept, label) in told.kept.iter().zip(&labels) {
            let Some(row) = kept.rows.iter().find(|row| row.metric == *name) else { continue };
            let (Some(estimate), Some(at)) = (row.estimate, number(&label[along])) else { continue };
            let curve = apart.and_then(|key| series.iter().position(|value| **value == label[key]));
            measured.clone_from(&row.unit);
            curves[curve.unwrap_or(0)].push(CurvePoint {
                at,
                estimate,
                interval: row.ci_low.zip(row.ci_high),
            });
        }
        for curve in &mut curves {
            curve.sort_by(|one, other| one.at.total_cmp(&other.at));
        }
        CurvePanel { title: words.title(name), unit: measured, curves }
    };
    let behind = unit(&first[along]);
    let key = if behind.trim().is_empty() {
        keys[along].clone()
    } else {
        format!("{} ({})", keys[along], behind.trim())
    };
    Some(Curves { key, names, panels: told.shown.iter().map(panel).collect() })
}

/// A value as it was typed.
fn said(value: &PointValue) -> String {
    match value {
        PointValue::Whole(whole) => whole.to_string(),
        PointValue::Number(number) => number.to_string(),
        PointValue::Text(text) => text.clone(),
    }
}
