//! Eventual approval by two segments at once: a cell for each pair of values.

use super::Drawing;
use super::axis::extent;
use super::font::Fonts;
use super::panel::{Heading, page, row_name};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, Colour, FOOT, HEADING, INK, MARGIN, PAPER, SHADE, SMALL, WIDTH};
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
pub(super) const SHADES: (f64, f64) = (0.10, 0.95);
/// From this opacity on, letters are those of paper.
pub(super) const DARK: f64 = 0.68;

/// What a cell shows.
pub(super) enum Shown {
    /// Nobody has both values.
    Nobody,
    /// Too few applicants to say.
    Few,
    /// A number on a colour.
    Number { text: String, fill: Colour, ink: Colour },
}

/// The values of two segments, those of one down and those of the other across.
pub(super) struct Grid<'a> {
    segments: [&'a str; 2],
    down: Vec<&'a str>,
    across: Vec<&'a str>,
}

impl<'a> Grid<'a> {
    /// That of these cells, in the order of the table; `None` unless two segments were crossed whose values can be drawn.
    pub(super) fn of(segments: &'a [String], cells: impl Iterator<Item = &'a [String]>) -> Option<Self> {
        let [first, second] = segments else { return None };
        let (mut down, mut across): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for values in cells {
            let [one, other] = values else { return None };
            for (known, value) in [(&mut down, one), (&mut across, other)] {
                if !known.contains(&value.as_str()) {
                    known.push(value);
                }
            }
        }
        let fits = |values: &Vec<&str>| (1..=MOST).contains(&values.len());
        (fits(&down) && fits(&across)).then_some(Self { segments: [first, second], down, across })
    }

    /// How much of a page it takes.
    pub(super) fn height(&self) -> f64 {
        HEADS + ROW * self.down.len() as f64 + 16.0
    }

    /// Lays it out from `top` on, with what each cell shows.
    pub(super) fn lay_out<'c>(
        &self,
        (scene, fonts, words): (&mut Scene, &Fonts, &Catalogue),
        top: f64,
        cells: impl Iterator<Item = (&'c [String], Shown)>,
    ) {
        let (left, body) = (MARGIN + NAMES, top + HEADS);
        let width = ((WIDTH - 2.0 * MARGIN - NAMES) / self.across.len() as f64).min(WIDEST);
        let both = self.segments.map(|name| label(words, Kind::Segment, name)).join(" / ");
        let both = fonts.fit(&both, HEADING, Weight::SemiBold, WIDTH - 2.0 * MARGIN);
        scene.text((MARGIN, top + 4.0), both, TextStyle::new(HEADING).bold());
        for (place, name) in self.across.iter().enumerate() {
            let name = fonts.fit(&readable(name), SMALL, Weight::Regular, (width - 6.0) / super::font::WIDE);
            let at = (left + width * (place as f64 + 0.5), body - 11.0);
            scene.text(at, name, TextStyle::new(SMALL).muted().align(Align::Centre));
        }
        for (place, name) in self.down.iter().enumerate() {
            let y = body + ROW * (place as f64 + 0.5);
            row_name(scene, fonts, (MARGIN, y), NAMES - 10.0, &readable(name), None, SMALL + 0.5);
        }
        for (values, shown) in cells {
            let place = |all: &[&str], at: usize| {
                all.iter().position(|known| values.get(at).is_some_and(|value| known == value))
            };
            let (Some(down), Some(across)) = (place(&self.down, 0), place(&self.across, 1)) else { continue };
            cell(scene, &shown, (left + width * across as f64, body + ROW * down as f64), width);
        }
    }
}

/// One cell, with its corner at the upper left.
fn cell(scene: &mut Scene, shown: &Shown, (x, y): (f64, f64), width: f64) {
    let (ends, middle) = ((x + width - 1.5, y + ROW - 1.5), (x + width / 2.0, y + ROW / 2.0));
    let style = TextStyle::new(SMALL).align(Align::Centre);
    match shown {
        Shown::Nobody => scene.rect((x, y), ends, SHADE),
        Shown::Few => {
            scene.rect((x, y), ends, SHADE);
            scene.text(middle, "few", style.muted());
        }
        Shown::Number { text, fill, ink } => {
            scene.rect((x, y), ends, *fill);
            scene.text(middle, text.clone(), style.colour(*ink));
        }
    }
}

/// Draws the figure, or nothing unless two segments were crossed and some cell has a share.
pub(super) fn draw(table: &CrossTable, scenario: &str, fonts: &Fonts, words: &Catalogue) -> Option<Drawing> {
    let cells: Vec<&(Vec<String>, CrossRow)> =
        table.rows.iter().filter(|(_, row)| row.metric == METRIC).collect();
    let grid = Grid::of(&table.segments, cells.iter().map(|(values, _)| values.as_slice()))?;
    let told = cells.iter().filter(|(_, row)| !row.few).filter_map(|(_, row)| row.estimate);
    let range = extent(told)?;
    let note = "Share of the applicants of a cell who are restored in the end. A darker cell has a larger share. Few: too few applicants to say.";
    let heading = Heading { title: TITLE, scenario, note };
    let mut scene = page(&heading, BODY_TOP + grid.height() + FOOT, fonts);
    let shown = cells.iter().map(|(values, row)| (values.as_slice(), shown(row, range)));
    grid.lay_out((&mut scene, fonts, words), BODY_TOP, shown);
    Some(Drawing {
        title: TITLE,
        caption: "Each cell is the share restored in the end among the applicants with both values. Cells are not adjusted for anything else, so a gap between two of them is a description, not an effect; intervals and numbers of applicants are in cross.csv.".to_owned(),
        scene,
    })
}

/// What the cell of a row shows.
fn shown(row: &CrossRow, (low, high): (f64, f64)) -> Shown {
    let Some(share) = row.estimate.filter(|_| !row.few) else {
        return if row.applicants > 0 { Shown::Few } else { Shown::Nobody };
    };
    let part = if high > low { (share - low) / (high - low) } else { 0.5 };
    let shade = SHADES.0 + part * (SHADES.1 - SHADES.0);
    let ink = if shade > DARK { PAPER } else { INK };
    Shown::Number { text: percent(share, 0), fill: BLUE.alpha(shade), ink }
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
