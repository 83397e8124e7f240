//! What control variates did for a run: a table, a fact of the manifest, a line of the summary.

use serde_json::{Value, json};

use super::Failure;
use super::args::{Reduction, RunArgs};
use crate::experiment::Estimates;
use crate::model::Model;
use crate::results::{ControlledRow, OutputFolder, Row as _, controlled_rows, write_table};
use crate::stats::REPLICATIONS_A_CONTROL;
use crate::words::{Language, say};

/// The metric that is told of applicants, before the greatest factor.
const HEADLINE: &str = "first_pass_approval_rate";

/// Writes the table, if they were asked for, and gives its rows.
pub(super) fn write(
    arguments: &RunArgs,
    model: &Model,
    estimates: &Estimates,
    folder: &OutputFolder,
) -> Result<Option<Vec<ControlledRow>>, Failure> {
    if arguments.variance_reduction == Reduction::Off {
        return Ok(None);
    }
    let names: Vec<&str> = model.controls().into_iter().map(crate::model::Control::name).collect();
    let rows = controlled_rows(estimates, &names, model.tally_config());
    let path = folder.staging().join(ControlledRow::FILE);
    write_table(&path, &rows, arguments.output.style()).map_err(Failure::run)?;
    Ok(Some(rows))
}

/// The facts of a manifest with what is to be known of it: estimates are others, records are not.
pub(super) fn facts(mut facts: Value, rows: Option<&[ControlledRow]>) -> Value {
    if let (Some(rows), Some(facts)) = (rows, facts.as_object_mut()) {
        let of = |row: &ControlledRow| (name(row), json!(row.factor));
        let factors: serde_json::Map<String, Value> = rows.iter().map(of).collect();
        let about = json!({ "method": "control_variates", "records": "unchanged", "factors": factors });
        facts.insert("variance_reduction".to_owned(), about);
    }
    facts
}

fn name(row: &ControlledRow) -> String {
    if row.station.is_empty() { row.metric.clone() } else { format!("{}.{}", row.station, row.metric) }
}

/// In a line: the headline and whatever gained most.
pub(super) fn told(rows: &[ControlledRow], plain: bool) -> String {
    let headline = rows.iter().find(|row| !plain && row.station.is_empty() && row.metric == HEADLINE);
    let most = rows.iter().max_by(|one, other| one.factor.total_cmp(&other.factor));
    let Some(most) = most else { return say!(ReducedNothing, least = REPLICATIONS_A_CONTROL) };
    let words = Language::default().words();
    let shown = headline.unwrap_or(most);
    let metric = words.title(&name(shown));
    say!(
        ReducedBy,
        factor = format_args!("{:.1}", shown.factor),
        metric = metric,
        controls = shown.controls.replace(' ', ", "),
        others = rows.len() - 1,
        file = ControlledRow::FILE,
    )
}
