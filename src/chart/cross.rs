//! Eventual approval by two segments at once: a cell for each pair of values.

use super::Drawing;
use super::axis::extent;
use super::font::Fonts;
use super::panel::{Heading, page, row_name};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, FOOT, HEADING, INK, MARGIN, PAPER, SHADE, SMALL, WIDTH};
use super::words::{label, percent, readable};
use crate::results::{CrossRow, CrossTable};
use crate::words::{Catalogue, Kind};

const TITLE: &str = "Eventual approval by two segments";
const METRIC: &str = "eventual_approval_rate";
/// Room for the names of rows.
const NAMES: f64 = 132.0;
/// Room for the names of columns and of both segments.
const HEADS: f64 = 44.0;
const ROW: f64 = 30.0;
/// Widest cell, and the most values of either segment that are drawn.
const WIDEST: f64 = 110.0;
const MOST: usize = 24;
/// Opacity of the least share and of the greatest.
const SHADES: (f64, f64) = (0.10, 0.95);

/// The values of one of the segments, in the order of the table.
fn values(table: &CrossTable, segment: usize) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (values, _) in &table.rows {
        if let Some(value) = values.get(segment).map(String::as_str)
            && !found.contains(&value)
        {
            found.push(value);
        }
    }
    found
}

/// Draws the figure, or nothing unless two segments were crossed and some cell has a share.
pub(super) fn draw(table: &CrossTable, scenario: &str, fonts: &Fonts, words: &Catalogue) -> Option<Drawing> {
    let [down, across] = table.segments.as_slice() else { return None };
    let (rows, columns) = (values(table, 0), values(table, 1));
    if rows.is_empty() || rows.len() > MOST || columns.is_empty() || columns.len() > MOST {
        return None;
    }
    let cells: Vec<&(Vec<String>, CrossRow)> =
        table.rows.iter().filter(|(values, row)| row.metric == METRIC && values.len() == 2).collect();
    let told = cells.iter().filter(|(_, row)| !row.few).filter_map(|(_, row)| row.estimate);
    let (low, high) = extent(told)?;

    let top = BODY_TOP + HEADS;
    let width = ((WIDTH - 2.0 * MARGIN - NAMES) / columns.len() as f64).min(WIDEST);
    let note = "Share of the applicants of a cell who are restored in the end. A darker cell has a larger share. Few: too few applicants to say.";
    let heading = Heading { title: TITLE, scenario, note };
    let mut scene = page(&heading, top + ROW * rows.len() as f64 + 16.0 + FOOT, fonts);
    let left = MARGIN + NAMES;
    let head = |name: &str, room: f64| {
        fonts.fit(&label(words, Kind::Segment, name), HEADING, Weight::SemiBold, room)
    };
    let both = format!("{} / {}", head(down, WIDTH), head(across, WIDTH));
    let both = fonts.fit(&both, HEADING, Weight::SemiBold, WIDTH - 2.0 * MARGIN);
    scene.text((MARGIN, BODY_TOP + 4.0), both, TextStyle::new(HEADING).bold());
    for (place, name) in columns.iter().enumerate() {
        let name = fonts.fit(&readable(name), SMALL, Weight::Regular, (width - 6.0) / super::font::WIDE);
        let at = (left + width * (place as f64 + 0.5), top - 11.0);
        scene.text(at, name, TextStyle::new(SMALL).muted().align(Align::Centre));
    }
    for (place, name) in rows.iter().enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        row_name(&mut scene, fonts, (MARGIN, y), NAMES - 10.0, &readable(name), None, SMALL + 0.5);
    }
    for (values, row) in cells {
        let place = |all: &[&str], value: &str| all.iter().position(|known| *known == value);
        let (Some(down), Some(across)) = (place(&rows, &values[0]), place(&columns, &values[1])) else {
            continue;
        };
        let corner = (left + width * across as f64, top + ROW * down as f64);
        cell(&mut scene, row, corner, width, (low, high));
    }
    Some(Drawing {
        title: TITLE,
        caption: "Each cell is the share restored in the end among the applicants with both values. Cells are not adjusted for anything else, so a gap between two of them is a description, not an effect; intervals and numbers of applicants are in cross.csv.".to_owned(),
        scene,
    })
}

/// One cell, with its corner at the upper left.
fn cell(scene: &mut Scene, row: &CrossRow, (x, y): (f64, f64), width: f64, (low, high): (f64, f64)) {
    let (ends, middle) = ((x + width - 1.5, y + ROW - 1.5), (x + width / 2.0, y + ROW / 2.0));
    let style = TextStyle::new(SMALL).align(Align::Centre);
    let Some(share) = row.estimate.filter(|_| !row.few) else {
        scene.rect((x, y), ends, SHADE);
        if row.applicants > 0 {
            scene.text(middle, "few", style.muted());
        }
        return;
    };
    let part = if high > low { (share - low) / (high - low) } else { 0.5 };
    let shade = SHADES.0 + part * (SHADES.1 - SHADES.0);
    scene.rect((x, y), ends, BLUE.alpha(shade));
    let ink = if shade > 0.68 { PAPER } else { INK };
    scene.text(middle, percent(share, 0), style.colour(ink));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::chart::scene::Shape;
    use crate::words::Language;

    fn table(down: &[&str], across: &[&str]) -> CrossTable {
        let mut rows = Vec::new();
        for (at, one) in down.iter().enumerate() {
            for (place, other) in across.iter().enumerate() {
                let applicants = [5_000, 3, 0][(at + place) % 3];
                let row = CrossRow {
                    metric: METRIC.to_owned(),
                    unit: "share".to_owned(),
                    estimate: (applicants > 0).then_some(0.2 + 0.1 * at as f64),
                    std_error: None,
                    ci_low: None,
                    ci_high: None,
                    applicants,
                    few: applicants < 100,
                };
                rows.push((vec![(*one).to_owned(), (*other).to_owned()], row));
            }
        }
        CrossTable { segments: vec!["cause".to_owned(), "sesame_band".to_owned()], rows }
    }

    fn texts(scene: &Scene) -> Vec<&str> {
        let mut found = Vec::new();
        for shape in &scene.shapes {
            if let Shape::Text { words, .. } = shape {
                found.push(words.as_str());
            }
        }
        found
    }

    #[test]
    fn cells_say_their_share_or_that_there_are_few() {
        let fonts = Fonts::load().unwrap();
        let words = Language::English.words();
        let drawn =
            draw(&table(&["overdue", "other"], &["below_550", "550_to_600", "over_700"]), "x", &fonts, words);
        let scene = drawn.unwrap().scene;
        let said = texts(&scene);
        assert_eq!(said.iter().filter(|text| **text == "few").count(), 2, "{said:?}");
        assert_eq!(said.iter().filter(|text| text.ends_with('%')).count(), 2, "{said:?}");
        assert!(said.contains(&"550–600"), "{said:?}");
        // Of one segment, of three, and of nobody there is no such picture.
        let one = CrossTable { segments: vec!["cause".to_owned()], ..table(&["a"], &["b"]) };
        assert!(draw(&one, "x", &fonts, words).is_none());
        assert!(draw(&CrossTable::default(), "x", &fonts, words).is_none());
    }
}
