//! Two metrics against one another: a dot a point, and those that no other beats in both.

use super::axis::{Scale, extent, share_range};
use super::font::Fonts;
use super::panel::{Heading, Mark, dot, grid_across, grid_down, keyed_heading, page, ring};
use super::scene::{Align, Scene, TextStyle, Weight};
use super::theme::{BLUE, BODY_TOP, FOOT, GREY, HEADING, MARGIN, RULE, SMALL, VERMILLION, WIDTH};
use super::words::{percent, short};
use super::{ChartError, Drawing, Figure, render};

const TITLE: &str = "Two metrics against one another";
const NOTE: &str =
    "Lines through a dot are the 95% intervals of the levels. The same applicants come at every point.";
const CAPTION: &str = "Each dot is a point of the sweep with the 95% intervals of both metrics.";
const FRONT: &str = "The front joins the points that no other beats in both: its estimates are at least as good in one metric and better in the other. It is of estimates, without a probability.";
const NO_FRONT: &str =
    "No front is drawn, since it is not known for both metrics whether more or less of it is better.";
/// Height of the figure, and the room left of it for the labels of its axis.
const TALL: f64 = 620.0;
const LABELS: f64 = 70.0;
/// Up to so many points of the front are named.
const MOST_NAMED: usize = 12;

/// Which of two values is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The greater one.
    More,
    /// The lesser one.
    Less,
}

impl Better {
    /// Of a metric of `summary.csv`, or `STATION.MEASURE`; `None` where it depends on who asks.
    ///
    /// Approval and promptness are better the more there is of them; waits, losses, costs and giving up the less.
    pub fn of(metric: &str) -> Option<Self> {
        let measure = metric.rsplit('.').next().unwrap_or(metric);
        let more = measure.starts_with("decided_within_")
            || measure.starts_with("human_decided_within_")
            || ["first_pass_approval_rate", "eventual_approval_rate"].contains(&measure);
        let less =
            ["wait_", "sojourn_", "queue_", "lateness_", "tardiness_", "late_", "abandoned_", "balked_"]
                .iter()
                .chain(&["restoration_days_", "decision_working_days_", "decision_days_", "human_decision_"])
                .chain(&["cost_per_", "behaviour_cost_", "behaviour_effort_", "takeover_loss_", "overtime_"])
                .any(|start| measure.starts_with(start))
                || [
                    "withdrawn_share",
                    "dropped_off_share",
                    "gave_up_share",
                    "flip_rate",
                    "bad_rate_approved",
                ]
                .contains(&measure)
                || ["attempts_per_applicant", "reviewer_minutes_per_decision"].contains(&measure);
        match (more, less) {
            (true, _) => Some(Self::More),
            (_, true) => Some(Self::Less),
            _ => None,
        }
    }

    /// A value so that the greater one is better.
    fn worth(self, value: f64) -> f64 {
        match self {
            Self::More => value,
            Self::Less => -value,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::More => "more is better",
            Self::Less => "less is better",
        }
    }
}

/// One of the two metrics.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontAxis {
    /// What it is called.
    pub title: String,
    /// Its unit, as in the tables.
    pub unit: String,
    /// Which values are better, if that is known.
    pub better: Option<Better>,
}

/// One point: for each of the two metrics the estimate and its 95 % interval.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPoint {
    /// What it is called.
    pub label: String,
    /// The estimates.
    pub at: [f64; 2],
    /// Their intervals.
    pub intervals: [Option<(f64, f64)>; 2],
}

/// Everything that the figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Front {
    /// The metric along, and the metric up.
    pub axes: [FrontAxis; 2],
    /// The points.
    pub points: Vec<FrontPoint>,
}

impl Front {
    /// The points that no other beats, from the first to the last along; `None` where it is not known which values are
    /// better. Of points that are the same in both, all are among them.
    pub fn unbeaten(&self) -> Option<Vec<usize>> {
        let better = [self.axes[0].better?, self.axes[1].better?];
        let worth = |point: &FrontPoint| [0, 1].map(|axis| better[axis].worth(point.at[axis]));
        let all: Vec<[f64; 2]> = self.points.iter().map(worth).collect();
        let beats = |other: &[f64; 2], this: &[f64; 2]| {
            other.iter().zip(this).all(|(other, this)| other >= this)
                && other.iter().zip(this).any(|(other, this)| other > this)
        };
        let mut found: Vec<usize> =
            (0..all.len()).filter(|this| !all.iter().any(|other| beats(other, &all[*this]))).collect();
        found.sort_by(|one, other| self.points[*one].at[0].total_cmp(&self.points[*other].at[0]));
        Some(found)
    }
}

/// Draws the figure `front`, or nothing of fewer than two points.
///
/// # Errors
/// As of [`super::draw_all`]; none is the fault of what is drawn.
pub fn draw_front(front: &Front, scenario: &str) -> Result<Option<Figure>, ChartError> {
    if front.points.len() < 2 {
        return Ok(None);
    }
    let fonts = Fonts::load()?;
    let drawing = lay_out(front, scenario, &fonts);
    let (png, undrawn) = render::png(&drawing.scene, &fonts)?;
    let svg = render::svg(&drawing.scene, &fonts, drawing.title)?;
    Ok(Some(Figure { name: "front", caption: drawing.caption, svg, png, undrawn }))
}

/// The range of a metric, and how its values are said.
fn range(front: &Front, axis: usize) -> ((f64, f64), impl Fn(f64) -> String) {
    let ends = front.points.iter().flat_map(|point| {
        let (low, high) = point.intervals[axis].unwrap_or((point.at[axis], point.at[axis]));
        [point.at[axis], low, high]
    });
    let is_share = front.axes[axis].unit == "share";
    let range = if is_share {
        share_range(ends)
    } else {
        let (low, high) = extent(ends).unwrap_or((0.0, 1.0));
        let pad = 0.06 * (high - low).max(1e-9 * high.abs());
        (if low >= 0.0 { (low - pad).max(0.0) } else { low - pad }, high + pad)
    };
    let span = range.1 - range.0;
    let decimals = (1.0 - (span / 5.0).log10().floor()).clamp(0.0, 6.0) as usize;
    let say = move |value: f64| {
        if is_share { percent(value, usize::from(span < 0.05)) } else { short(value, decimals) }
    };
    (range, say)
}

fn lay_out(front: &Front, scenario: &str, fonts: &Fonts) -> Drawing {
    let unbeaten = front.unbeaten();
    let mut scene = page(&Heading { title: TITLE, scenario, note: NOTE }, TALL, fonts);
    let named = |axis: usize| {
        let FrontAxis { title, better, .. } = &front.axes[axis];
        better.map_or_else(|| title.clone(), |better| format!("{title} ({})", better.word()))
    };
    let keys = [(Mark::Dot, BLUE, "beaten by no other"), (Mark::Ring, GREY, "beaten by another")];
    let keys = if unbeaten.is_some() { &keys[..] } else { &[] };
    keyed_heading(&mut scene, fonts, (MARGIN, BODY_TOP - 6.0), "", keys);
    let (top, floor) = (BODY_TOP + 40.0, TALL - FOOT - 56.0);
    let (left, right) = (MARGIN + LABELS, WIDTH - MARGIN - 12.0);
    let ((across, say_across), (upwards, say_upwards)) = (range(front, 0), range(front, 1));
    let (across, up) = (Scale::new(across, (left, right)), Scale::new(upwards, (floor, top)));
    grid_across(&mut scene, &up, (left, right), 6, say_upwards);
    grid_down(&mut scene, fonts, &across, (top, floor), 8, say_across);
    let title = fonts.fit(&named(1), HEADING, Weight::SemiBold, right - MARGIN);
    scene.text((MARGIN, top - 18.0), title, TextStyle::new(HEADING).bold());
    let title = fonts.fit(&named(0), HEADING, Weight::SemiBold, right - MARGIN);
    scene.text((right, floor + 36.0), title, TextStyle::new(HEADING).bold().align(Align::Right));
    let place = |point: &FrontPoint| (across.at(point.at[0]), up.at(point.at[1]));
    let front_line = unbeaten.clone().unwrap_or_default();
    if front_line.len() > 1 {
        let line = front_line.iter().map(|point| place(&front.points[*point])).collect();
        scene.path(line, BLUE, 1.5);
    }
    for (number, point) in front.points.iter().enumerate() {
        let at = place(point);
        crosshairs(&mut scene, point, (&across, &up), at);
        match &unbeaten {
            Some(found) if !found.contains(&number) => ring(&mut scene, at, 4.5, GREY),
            Some(_) => dot(&mut scene, at, 5.0, BLUE),
            None => dot(&mut scene, at, 5.0, VERMILLION),
        }
    }
    let names: Vec<usize> = if unbeaten.is_some() { front_line } else { (0..front.points.len()).collect() };
    if names.len() <= MOST_NAMED {
        for point in names.into_iter().map(|point| &front.points[point]) {
            let (x, y) = place(point);
            let is_right = x > f64::midpoint(left, right);
            let style = TextStyle::new(SMALL).align(if is_right { Align::Right } else { Align::Left });
            scene.text((if is_right { x - 10.0 } else { x + 10.0 }, y - 11.0), point.label.clone(), style);
        }
    }
    let caption = format!("{CAPTION} {}", if unbeaten.is_some() { FRONT } else { NO_FRONT });
    Drawing { title: TITLE, caption, scene }
}

/// The intervals of a point, as lines through it.
fn crosshairs(scene: &mut Scene, point: &FrontPoint, (across, up): (&Scale, &Scale), (x, y): (f64, f64)) {
    if let Some((low, high)) = point.intervals[0] {
        scene.line((across.at(low), y), (across.at(high), y), RULE, 1.5);
    }
    if let Some((low, high)) = point.intervals[1] {
        scene.line((x, up.at(low)), (x, up.at(high)), RULE, 1.5);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn front(names: [&str; 2], points: &[[f64; 2]]) -> Front {
        let axis = |name: &str| FrontAxis {
            title: name.to_owned(),
            unit: "share".to_owned(),
            better: Better::of(name),
        };
        let point = |(number, at): (usize, &[f64; 2])| FrontPoint {
            label: format!("name{number}"),
            at: *at,
            intervals: [Some((at[0] - 0.01, at[0] + 0.01)), None],
        };
        Front { axes: names.map(axis), points: points.iter().enumerate().map(point).collect() }
    }

    /// More approval and fewer bad ones: by hand, 2 is beaten by 1, and 3 by 0; 4 is as good as 1.
    #[test]
    fn the_front_is_of_points_that_no_other_beats() {
        let points = [[0.6, 0.05], [0.7, 0.08], [0.65, 0.09], [0.6, 0.06], [0.7, 0.08]];
        let made = front(["eventual_approval_rate", "bad_rate_approved"], &points);
        assert_eq!(made.unbeaten(), Some(vec![0, 1, 4]));
        let figure = draw_front(&made, "base").unwrap().unwrap();
        for text in ["more is better", "less is better", "name0", "name1", "beaten by no other"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert!(!figure.svg.contains("name2") && figure.caption.contains("without a probability"));
    }

    #[test]
    fn there_is_no_front_where_it_is_not_known_what_is_better() {
        let made = front(["eventual_approval_rate", "human_review.utilisation"], &[[0.6, 0.5], [0.7, 0.6]]);
        assert_eq!(made.unbeaten(), None);
        assert!(draw_front(&made, "base").unwrap().unwrap().caption.contains("No front is drawn"));
        assert!(draw_front(&front(["a", "b"], &[[0.1, 0.2]]), "base").unwrap().is_none());
        for (metric, better) in [
            ("human_review.wait_p95", Some(Better::Less)),
            ("decided_within_3wd_share", Some(Better::More)),
            ("cost_per_decision_cny", Some(Better::Less)),
            ("knocked_out_share", None),
            ("applicants", None),
        ] {
            assert_eq!(Better::of(metric), better, "{metric}");
        }
    }
}
