//! What can go wrong, as data.

use std::fmt;

use serde::Serialize;

use crate::scenario::Loaded;

/// Why a study cannot be had, cannot be run, or has no such result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StudyError {
    /// The scenario has faults.
    #[error("{}", lines(.0))]
    Scenario(Vec<FaultReport>),
    /// The run was stopped before a replication was finished.
    #[error("stopped before a replication was finished")]
    Stopped,
    /// The threads could not be started; the text says how many, and why.
    #[error("{0}")]
    Threads(String),
    /// There is no such metric.
    #[error("there is no metric `{name}`{}", suggestion(.near.as_deref()))]
    NoMetric {
        /// The name that was asked for.
        name: String,
        /// The nearest name there is, if one is near.
        near: Option<String>,
    },
}

/// A fault of a scenario: where, what, which rule, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultReport {
    /// The file, the argument (`--set`) or the text that it lies in.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1, in characters.
    pub column: usize,
    /// What stands there.
    pub text: String,
    /// What was found.
    pub message: String,
    /// The rule that it breaks.
    pub rule: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for FaultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}; {}", self.file, self.line, self.column, self.message, self.remedy)
    }
}

impl StudyError {
    /// The faults of what was loaded.
    pub(super) fn of_faults(loaded: &Loaded) -> Self {
        let report = |fault: &crate::scenario::Fault| {
            let place = fault.place();
            let (line, column) = loaded.sources.line_column(place);
            FaultReport {
                file: loaded.sources.name(place.source).to_owned(),
                line,
                column,
                text: loaded.sources.excerpt(place).to_owned(),
                message: fault.message().to_owned(),
                rule: fault.rule_text().to_owned(),
                remedy: fault.remedy().to_owned(),
            }
        };
        Self::Scenario(loaded.faults.iter().map(report).collect())
    }
}

fn lines(faults: &[FaultReport]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn suggestion(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
