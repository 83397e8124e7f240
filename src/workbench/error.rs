//! What can go wrong, as data.

use std::fmt;

use serde::Serialize;

use crate::scenario::Loaded;
use crate::words::say;

/// Why a study cannot be had, cannot be run, or has no such result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum StudyError {
    /// The scenario has faults.
    Scenario(Vec<FaultReport>),
    /// The run was stopped before a replication was finished.
    Stopped,
    /// The threads could not be started; the text says how many, and why.
    Threads(String),
    /// There is no such metric.
    NoMetric {
        /// The name that was asked for.
        name: String,
        /// The nearest name there is, if one is near.
        near: Option<String>,
    },
    /// Differences are taken of the metrics of the summary only, and this is none of them.
    NoDifference {
        /// The name that was asked for.
        name: String,
        /// The nearest name there is, if one is near.
        near: Option<String>,
    },
    /// Two runs of different seeds do not meet the same applicants, so their replications make no pairs.
    Unpaired {
        /// Seed of the one.
        first: u64,
        /// Seed of the other.
        second: u64,
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
        let Self { file, line, column, message, remedy, .. } = self;
        f.write_str(&say!(
            FaultAt,
            file = file,
            line = line,
            column = column,
            message = message,
            remedy = remedy
        ))
    }
}

impl fmt::Display for StudyError {
    /// Each fault on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scenario(faults) => {
                for (at, fault) in faults.iter().enumerate() {
                    write!(f, "{}{fault}", if at == 0 { "" } else { "\n" })?;
                }
                Ok(())
            }
            Self::Stopped => f.write_str(say!(StudyStopped)),
            Self::Threads(why) => f.write_str(why),
            Self::NoMetric { name, near: None } => f.write_str(&say!(StudyNoMetric, name = name)),
            Self::NoMetric { name, near: Some(near) } => {
                f.write_str(&say!(StudyNoMetricDidYouMean, name = name, near = near))
            }
            Self::NoDifference { name, near: None } => f.write_str(&say!(StudyNoDifference, name = name)),
            Self::NoDifference { name, near: Some(near) } => {
                f.write_str(&say!(StudyNoDifferenceDidYouMean, name = name, near = near))
            }
            Self::Unpaired { first, second } => {
                f.write_str(&say!(StudyUnpaired, first = first, second = second))
            }
        }
    }
}

impl std::error::Error for StudyError {}

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
