//! The figure of a front.

use super::{Found, Optimise, State};
use crate::chart::{Better, Front, FrontAxis, FrontPoint, draw_front};
use crate::cli::Failure;
use crate::cli::asked::unit;
use crate::cli::report::write_figures;
use crate::cli::terminal::complain;
use crate::results::OutputFolder;
use crate::words::{Language, say};

/// Draws it; whatever happens to it, the numbers are kept.
pub(super) fn draw(asked: &Optimise, found: &Found, folder: &OutputFolder) -> Result<(), Failure> {
    match draw_front(&front(asked, found), &asked.side.ground.base.settings.name) {
        Ok(figure) => {
            figure.map_or(Ok(()), |figure| write_figures(std::slice::from_ref(&figure), folder.staging()))
        }
        Err(fault) => {
            complain(&say!(SweepNotDrawn, fault = fault));
            Ok(())
        }
    }
}

/// The settings that keep the constraints, by both objectives.
fn front(asked: &Optimise, found: &Found) -> Front {
    let words = Language::default().words();
    let axis = |at: usize| {
        let goal = &asked.goals[at];
        let better = Some(if goal.least { Better::Less } else { Better::More });
        FrontAxis { title: words.title(&goal.wanted.name()), unit: unit(&goal.wanted).to_owned(), better }
    };
    let points = found.tried.iter().filter(|tried| matches!(tried.state, State::Front | State::Beaten));
    let point = |tried: &super::Tried| {
        let estimates = [0, 1].map(|goal| asked.estimate(tried, &asked.goals[goal].wanted));
        let [Some(one), Some(other)] = estimates else { return None };
        Some(FrontPoint {
            label: asked.label(&tried.values),
            at: [one.value?, other.value?],
            intervals: [one, other].map(|of| of.interval.map(|ends| (ends.low, ends.high))),
        })
    };
    Front { axes: [axis(0), axis(1)], points: points.filter_map(point).collect() }
}
