//! Tables of advice: what actions gain applicants of each kind, and what waiting does.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::columns::columns;
use super::files::{Row, Table};
use super::{CsvStyle, ResultsError};

/// What a set of actions gains a kind of applicant, `recourse.csv`; columns of the segments stand before these.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RecourseRow {
    /// The actions, with `+` between them; empty where they act as in the scenario.
    pub actions: String,
    /// Share restored in the end of those who act as in the scenario.
    pub approval_before: Option<f64>,
    /// Share restored of the same when they do all of the actions.
    pub approval_after: Option<f64>,
    /// Lower end of the 95 % interval of that.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Days after the restriction by which half of those who do the actions are restored; nothing if fewer are.
    pub days: Option<f64>,
    /// Own time that doing them takes more than doing none of them, hours.
    pub effort_hours: Option<f64>,
    /// Money that doing them takes more than doing none of them, CNY.
    pub cost_cny: Option<f64>,
    /// Share restored of the same when they do none of the actions.
    pub approval_without: Option<f64>,
    /// Done less not done: the gain.
    pub gain: Option<f64>,
    /// Lower end of its 95 % interval.
    pub gain_low: Option<f64>,
    /// Upper end.
    pub gain_high: Option<f64>,
    /// Share restored when they do none and not when they do all, with the same draws: a bound.
    pub worse_off: Option<f64>,
    /// Change of the share whose account goes bad.
    pub bad_change: Option<f64>,
    /// Whether no other set is shown to be better.
    pub kept: Option<bool>,
    /// Whether it is the cheapest of those.
    pub recommended: Option<bool>,
    /// Share of the applicants to whom all of the actions apply.
    pub applies: Option<f64>,
    /// Applicants whose shadows the figures are of.
    pub applicants: u64,
    /// Replications of the figures: none of those by which the sets were chosen.
    pub replications: u64,
    /// Why there are no figures; empty where there are.
    pub note: String,
}

/// What waiting before the first application does, `timing.csv`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TimingRow {
    /// The cause; empty for all.
    pub cause: String,
    /// Days after the restriction before which they do not file.
    pub wait_days: u64,
    /// Share restored within [`Self::within_days`] of the restriction.
    pub approval: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// What it is more than with the first wait.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval.
    pub difference_low: Option<f64>,
    /// Upper end.
    pub difference_high: Option<f64>,
    /// Share restored at the first application.
    pub first_pass: Option<f64>,
    /// Days after the restriction by which half of them are restored; nothing if fewer are.
    pub days: Option<f64>,
    /// The days within which restorations count.
    pub within_days: f64,
    /// Applicants whose shadows waited.
    pub applicants: u64,
    /// Replications.
    pub replications: u64,
}

impl Row for TimingRow {
    const FILE: &'static str = "timing.csv";
}

/// `recourse.csv`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecourseTable {
    /// Names of the segments.
    pub segments: Vec<String>,
    /// The values of a cell with what is told of it; all values are empty for the whole.
    pub rows: Vec<(Vec<String>, RecourseRow)>,
}

impl RecourseTable {
    /// Name of the file.
    pub const FILE: &'static str = "recourse.csv";

    /// Writes it into a folder.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn write(&self, dir: &Path, style: CsvStyle) -> Result<(), ResultsError> {
        let segments = self.segments.iter().map(String::as_str);
        let header: Vec<&str> = segments.chain(columns::<RecourseRow>().iter().copied()).collect();
        let mut table = Table::create(&dir.join(Self::FILE), &header, style)?;
        for row in &self.rows {
            table.row(row)?;
        }
        table.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_the_interface() {
        let columns = columns::<RecourseRow>().join(",");
        let fixed = "actions,approval_before,approval_after,ci_low,ci_high,days,effort_hours,cost_cny,";
        assert!(columns.starts_with(fixed), "{columns}");
    }
}
