//! The figures of a sweep: curves over one key or over two, cells over two keys of many values, and two metrics against
//! one another.

use super::board::{Board, BoardPoint, brief, label_of, said, title};
use crate::chart::{
    Better, ChartError, CurvePanel, CurvePoint, Curves, Figure, Front, FrontAxis, FrontPoint, Heat,
    HeatPanel, MOST_CELLS, MOST_CURVES, draw_curves, draw_front, draw_heat,
};
use crate::results::PointValue;
use crate::words::Catalogue;

/// Draws what there is to draw; `scenario` is its name with what was changed in it.
///
/// # Errors
/// As of the figures.
pub(super) fn figures(board: &Board, scenario: &str, words: &Catalogue) -> Result<Vec<Figure>, ChartError> {
    let over_keys = match curves(board, words) {
        Some(curves) => draw_curves(&curves, scenario)?,
        None => heat(board, words).map_or(Ok(None), |heat| draw_heat(&heat, scenario))?,
    };
    let front = front(board, words).map_or(Ok(None), |front| draw_front(&front, scenario))?;
    Ok(over_keys.into_iter().chain(front).collect())
}

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

/// The values of a key that occur, in the order in which they do.
fn distinct(points: &[BoardPoint], key: usize) -> Vec<&PointValue> {
    let mut all: Vec<&PointValue> = Vec::new();
    for point in points {
        if !all.contains(&&point.values[key]) {
            all.push(&point.values[key]);
        }
    }
    all
}

/// Whether the values of a key are numbers of one unit.
fn is_drawn(points: &[BoardPoint], key: usize) -> bool {
    let Some(first) = points.first() else { return false };
    points.iter().all(|point| {
        number(&point.values[key]).is_some() && unit(&point.values[key]) == unit(&first.values[key])
    })
}

/// A key with the unit of its values, if they have one.
fn key_name(board: &Board, key: usize) -> String {
    let behind = board.points.first().map(|point| unit(&point.values[key])).unwrap_or_default();
    match behind.trim() {
        "" => board.keys[key].clone(),
        unit => format!("{} ({unit})", board.keys[key]),
    }
}

/// The curves of a sweep over one key whose values are numbers, or over that and another of few values; `None` for others.
fn curves(board: &Board, words: &Catalogue) -> Option<Curves> {
    let points = &board.points;
    let (along, apart) = match board.keys.len() {
        1 => (Some(0).filter(|key| is_drawn(points, *key))?, None),
        2 => {
            // The one of more values runs along.
            let drawn = (0..2).filter(|key| is_drawn(points, *key));
            let along = drawn.max_by_key(|key| (distinct(points, *key).len(), 1 - key))?;
            (along, Some(1 - along))
        }
        _ => return None,
    };
    let series = apart.map_or_else(Vec::new, |key| distinct(points, key));
    if series.len() > MOST_CURVES || (apart.is_some() && series.len() * 2 > points.len()) {
        return None;
    }
    let names = apart.map_or_else(Vec::new, |key| {
        series.iter().map(|value| label_of(&board.keys, key, &said(value))).collect::<Vec<_>>()
    });
    let panel = |name: &String| {
        let mut curves: Vec<Vec<CurvePoint>> = vec![Vec::new(); series.len().max(1)];
        let mut measured = String::new();
        for point in points {
            let Some(row) = point.row(name) else { continue };
            let (Some(estimate), Some(at)) = (row.estimate, number(&point.values[along])) else { continue };
            let curve = apart.and_then(|key| series.iter().position(|value| **value == point.values[key]));
            measured.clone_from(&row.unit);
            let interval = row.ci_low.zip(row.ci_high);
            curves[curve.unwrap_or(0)].push(CurvePoint { at, estimate, interval });
        }
        for curve in &mut curves {
            curve.sort_by(|one, other| one.at.total_cmp(&other.at));
        }
        CurvePanel { title: title(words, name), unit: measured, curves }
    };
    Some(Curves { key: key_name(board, along), names, panels: board.shown.iter().map(panel).collect() })
}

/// The cells of a grid over two keys; `None` where the points are no grid, or too many.
fn heat(board: &Board, words: &Catalogue) -> Option<Heat> {
    let points = &board.points;
    if board.keys.len() != 2 {
        return None;
    }
    let mut values = [0, 1].map(|key| distinct(points, key));
    let fits = values.iter().all(|values| (2..=MOST_CELLS).contains(&values.len()));
    // Points of a design that spreads them have values of their own, and make no cells.
    if !fits || 2 * points.len() < values[0].len() * values[1].len() {
        return None;
    }
    for (key, values) in values.iter_mut().enumerate() {
        if is_drawn(points, key) {
            let place = |value: &PointValue| number(value).unwrap_or_default();
            values.sort_by(|one, other| place(one).total_cmp(&place(other)));
        }
    }
    // The one of more values runs along.
    let along = usize::from(values[1].len() > values[0].len());
    let up = 1 - along;
    let panel = |name: &String| {
        let mut rows = vec![vec![None; values[along].len()]; values[up].len()];
        let mut measured = String::new();
        for point in points {
            let Some(row) = point.row(name) else { continue };
            let place = |key: usize| values[key].iter().position(|value| **value == point.values[key]);
            if let (Some(column), Some(line)) = (place(along), place(up)) {
                measured.clone_from(&row.unit);
                rows[line][column] = row.estimate;
            }
        }
        HeatPanel { title: title(words, name), unit: measured, rows }
    };
    let named =
        |key: usize| (board.keys[key].clone(), values[key].iter().map(|value| brief(&said(value))).collect());
    Some(Heat { along: named(along), up: named(up), panels: board.shown.iter().map(panel).collect() })
}

/// Two metrics against one another, if just these are shown.
fn front(board: &Board, words: &Catalogue) -> Option<Front> {
    let [first, second] = board.shown.as_slice() else { return None };
    let mut units = [String::new(), String::new()];
    let mut points = Vec::new();
    for point in &board.points {
        let (Some(one), Some(other)) = (point.row(first), point.row(second)) else { continue };
        let rows = [one, other];
        let (Some(along), Some(up)) = (rows[0].estimate, rows[1].estimate) else { continue };
        for (unit, row) in units.iter_mut().zip(rows) {
            unit.clone_from(&row.unit);
        }
        points.push(FrontPoint {
            label: board.row_label(point),
            at: [along, up],
            intervals: rows.map(|row| row.ci_low.zip(row.ci_high)),
        });
    }
    let [along, up] = units;
    let axis =
        |name: &str, unit: String| FrontAxis { title: title(words, name), unit, better: Better::of(name) };
    Some(Front { axes: [axis(first, along), axis(second, up)], points })
}
