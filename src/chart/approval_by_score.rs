//! Approval by score: the rate in each band of the first application's score, and how many
//! applicants fall in it. The bands come from the segment `score_band`.

use super::Drawing;
use super::axis::{Scale, zero_range};
use super::font::Fonts;
use super::panel::{FEW, Heading, dot, grid_across, keyed_heading, page, whisker_up};
use super::scene::{Align, TextStyle};
use super::theme::{BLUE, BODY_TOP, FOOT, GREY, HEIGHT, MARGIN, SMALL, WIDTH};
use super::words::{count, percent, short};
use crate::results::SegmentRow;

const TITLE: &str = "Approval by score at the first application";
const NOTE: &str = "Whiskers and ribbon: 95% intervals; rates of fewer than five applicants are left out.";
/// The segment this figure reads.
pub(super) const SEGMENT: &str = "score_band";
const LEFT: f64 = MARGIN + 46.0;

/// One band of scores.
struct Band<'a> {
    from: f64,
    to: f64,
    row: &'a SegmentRow,
}

impl Band<'_> {
    fn middle(&self) -> f64 {
        f64::midpoint(self.from, self.to)
    }

    /// The rate, unless it is of too few to say anything.
    fn rate(&self) -> Option<f64> {
        self.row.first_pass_approval_rate.filter(|_| self.row.applicants >= FEW)
    }

    /// Its interval.
    fn ends(&self) -> Option<(f64, f64)> {
        self.rate()?;
        Some((self.row.ci_low?, self.row.ci_high?))
    }
}

/// Reads `55_to_60`, and `55-60` of folders made by earlier versions; anything else, such as a band for the unscored, has no place on the axis.
fn band(row: &SegmentRow) -> Option<Band<'_>> {
    let (from, to) = row.value.split_once("_to_").or_else(|| row.value.split_once('-'))?;
    let (from, to) = (from.trim().parse::<f64>().ok()?, to.trim().parse::<f64>().ok()?);
    (from.is_finite() && to.is_finite() && from < to).then_some(Band { from, to, row })
}

/// Draws the figure, or nothing if no band can be placed.
pub(super) fn draw(rows: &[SegmentRow], scenario: &str, fonts: &Fonts) -> Option<Drawing> {
    let mut bands: Vec<Band<'_>> =
        rows.iter().filter(|row| row.segment == SEGMENT && row.applicants > 0.0).filter_map(band).collect();
    bands.sort_by(|a, b| a.from.total_cmp(&b.from));
    let (first, last) = (bands.first()?, bands.last()?);
    let total: f64 = bands.iter().map(|band| band.row.applicants).sum();
    // Every applicant has a cause; only those who pass the knock-outs have a score.
    let all: f64 = rows.iter().filter(|row| row.segment == "cause").map(|row| row.applicants).sum();
    let of_all = if all > 0.0 { format!(" of {}", count(all)) } else { String::new() };
    let note = format!("{NOTE} {}{of_all} applicants of a replication are scored.", count(total));
    let heading = Heading { title: TITLE, scenario, note: &note };
    let mut scene = page(&heading, HEIGHT, fonts);

    let right = WIDTH - MARGIN;
    let across = Scale::new((first.from, last.to), (LEFT, right));
    let rate = Scale::new((0.0, 1.0), (322.0, BODY_TOP + 22.0));
    let share = |band: &Band<'_>| band.row.applicants / total;
    let top = zero_range(bands.iter().map(share));
    let part = Scale::new(top, (HEIGHT - FOOT - 44.0, 384.0));

    keyed_heading(&mut scene, fonts, (LEFT, BODY_TOP), "Approved, of scored first applications", &[]);
    grid_across(&mut scene, &rate, (LEFT, right), 5, |share| percent(share, 0));
    ribbon(&mut scene, &bands, &across, &rate);
    let line = bands.iter().filter_map(|band| Some((across.at(band.middle()), rate.at(band.rate()?))));
    scene.path(line.clone().collect(), BLUE, 2.0);
    for band in &bands {
        if let Some((low, high)) = band.ends() {
            whisker_up(&mut scene, across.at(band.middle()), (rate.at(low), rate.at(high)), BLUE);
        }
    }
    for at in line {
        dot(&mut scene, at, 4.5, BLUE);
    }

    keyed_heading(&mut scene, fonts, (LEFT, 362.0), "Share of scored applicants", &[]);
    grid_across(&mut scene, &part, (LEFT, right), 3, |share| percent(share, usize::from(top.1 < 0.05)));
    let floor = part.pixels().0;
    for band in &bands {
        let (from, to) = (across.at(band.from) + 1.0, across.at(band.to) - 1.0);
        scene.rect((from, part.at(share(band))), (to.max(from + 0.5), floor), GREY);
    }
    for tick in across.ticks(10) {
        let at = (across.at(tick), floor + 14.0);
        scene.text(at, short(tick, 1), TextStyle::new(SMALL).muted().align(Align::Centre));
    }
    let axis = TextStyle::new(SMALL).muted().align(Align::Right);
    scene.text((right, floor + 31.0), "Score", axis);
    Some(Drawing {
        title: TITLE,
        caption: "Above, the share of scored first applications that are approved, in each band of scores; a steep rise marks where the policy decides. Below, how many applicants stand there: a cut-off matters most where the bars are tall.".to_owned(),
        scene,
    })
}

/// The 95 % intervals as one band of colour, broken where an interval is not defined.
fn ribbon(scene: &mut super::scene::Scene, bands: &[Band<'_>], across: &Scale, rate: &Scale) {
    for run in bands.split(|band| band.ends().is_none()) {
        let edge = |pick: fn((f64, f64)) -> f64| {
            run.iter()
                .filter_map(|band| Some((across.at(band.middle()), rate.at(pick(band.ends()?)))))
                .collect::<Vec<_>>()
        };
        let mut outline = edge(|(_, high)| high);
        let mut back = edge(|(low, _)| low);
        back.reverse();
        outline.extend(back);
        scene.area(outline, BLUE.alpha(0.14));
    }
}
