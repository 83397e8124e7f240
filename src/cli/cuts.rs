//! `--by` and `--by-time`: figures that are counted besides, by crossed segments, and by hour, weekday and people.

use clap::Args;

use super::Failure;
use crate::model::Model;
use crate::observe::{CrossPlan, Names};
use crate::scenario::read::offer::near;
use crate::words::say;

/// More cells than this are not crossed: nobody would read them, and each would hold few applicants.
const MOST_CELLS: usize = 2_000;

// What is asked for besides.
#[derive(Debug, Args)]
pub(super) struct CutArgs {
    #[arg(long, value_name = "SEGMENT", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    #[arg(long)]
    pub(super) by_time: bool,
}

impl CutArgs {
    /// The model that counts what is asked for.
    ///
    /// # Errors
    /// Segments that are none, or too many, and applicants without any.
    pub(super) fn apply(&self, model: &Model) -> Result<Model, Failure> {
        let model = if self.by_time { model.by_time() } else { model.clone() };
        crossed(model, &self.by).map_err(Failure::Usage)
    }
}

/// The model that counts the cells of these segments; as it is if none are named.
///
/// # Errors
/// What is wrong with the segments, in words.
pub(super) fn crossed(model: Model, by: &[String]) -> Result<Model, String> {
    if by.is_empty() {
        return Ok(model);
    }
    if model.config().plain {
        return Err(say!(NoSegmentsOfPlainEntities).to_owned());
    }
    let wanted: Vec<&str> = by.iter().map(|name| name.trim()).collect();
    let names = &model.config().names;
    let plan = CrossPlan::new(names, &wanted).map_err(|name| no_segment(names, name, &wanted))?;
    if plan.cells() > MOST_CELLS {
        return Err(say!(TooManyCells, cells = plan.cells(), most = MOST_CELLS));
    }
    Ok(model.crossed(plan))
}

/// What is wrong with the name of a segment.
fn no_segment(names: &Names, name: &str, wanted: &[&str]) -> String {
    said_of_segment(&CrossPlan::segments(names), name, wanted)
}

/// What is wrong with a name that is to be one of these, and comes but once.
pub(super) fn said_of_segment(known: &[&str], name: &str, wanted: &[&str]) -> String {
    if wanted.iter().filter(|other| **other == name).count() > 1 {
        return say!(SegmentTwice, name = name);
    }
    let remedy = near(name, known.iter().copied())
        .map_or_else(|| say!(ItIsOneOf, names = known.join(", ")), |near| say!(SheetDidYouMean, near = near));
    say!(NoSuchSegment, name = name, remedy = remedy)
}
