//! What one unit counted, as it is written down.

use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::observe::{ForcedTally, Outcome, ShadowTally};

/// Version of the form in which records are written: a record of another one is not read.
const VERSION: u8 = 2;

/// What one unit counted, without a pointer to the configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Record {
    /// A trial: the mean number at all stations, stretch by stretch.
    Trial(Vec<f64>),
    /// A replication as the scenario says.
    Plain {
        /// What it counted.
        outcome: Box<Outcome>,
        /// Events handled.
        events: u64,
    },
    /// One with shadows.
    Shadows {
        /// What it counted.
        tally: ShadowTally,
        /// Events handled.
        events: u64,
    },
    /// One with a behaviour forced on everyone.
    Forced {
        /// What it counted.
        tally: ForcedTally,
        /// Events handled.
        events: u64,
    },
}

impl Record {
    /// The bytes that are kept; `None` if it cannot be told in bytes, which does not happen to what was counted.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        postcard::to_extend(self, vec![VERSION]).ok()
    }

    /// The record that was kept of a unit of `model`; `None` if it was written by another version, or belongs to another
    /// model.
    pub fn from_bytes(bytes: &[u8], model: &Model) -> Option<Self> {
        let body = bytes.strip_prefix(&[VERSION])?;
        let (record, rest) = postcard::take_from_bytes(body).ok()?;
        if !rest.is_empty() {
            return None;
        }
        match record {
            Self::Plain { outcome, events } => {
                let outcome = Box::new(outcome.read_back(model.tally_config())?);
                Some(Self::Plain { outcome, events })
            }
            other => Some(other),
        }
    }

    /// Applicants simulated.
    pub(super) fn applicants(&self) -> u64 {
        match self {
            Self::Trial(_) => 0,
            Self::Plain { outcome, .. } => outcome.applicants,
            Self::Shadows { tally, .. } => tally.applicants,
            Self::Forced { tally, .. } => tally.all.applicants,
        }
    }
}
