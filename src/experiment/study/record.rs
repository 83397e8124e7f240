//! What one unit counted, as it is written down.

use serde::{Deserialize, Serialize};

use super::{Acting, Play};
use crate::model::Model;
use crate::observe::{ActCounts, AdviceTally, FairTally, ForcedTally, Outcome, ShadowTally, SwapTally};

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
    /// First applications against those of another point.
    Swap(SwapTally),
    /// One counted by group and risk.
    Fairness {
        /// What it counted.
        tally: FairTally,
        /// Events handled.
        events: u64,
    },
    /// What behaviours do.
    Acting {
        /// What it counted.
        counts: ActCounts,
        /// Events handled.
        events: u64,
    },
    /// Shadows of applicants of one kind.
    Advice {
        /// What it counted.
        tally: AdviceTally,
        /// Events handled.
        events: u64,
    },
}

impl Record {
    /// The bytes that are kept; `None` if it cannot be told in bytes, which does not happen to what was counted.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        postcard::to_extend(self, vec![VERSION]).ok()
    }

    /// The record that was kept of a unit of `model` that is played so; `None` if it was written by another version, or is
    /// of another way to play, or of another model.
    pub fn from_bytes(bytes: &[u8], play: Play, model: &Model) -> Option<Self> {
        let body = bytes.strip_prefix(&[VERSION])?;
        let (record, rest) = postcard::take_from_bytes::<Self>(body).ok()?;
        if !rest.is_empty() || !record.is_of(model, play) {
            return None;
        }
        match record {
            Self::Plain { outcome, events } => {
                let days = outcome.days.len() == model.tally_config().days as usize;
                let outcome = Box::new(outcome.read_back(model.tally_config())?);
                // A brief record says too little for a whole one.
                (days || play == Play::Brief).then_some(Self::Plain { outcome, events })
            }
            other => Some(other),
        }
    }

    /// Whether it is what playing so gives. A record that is not would never be taken, and whatever waits for one would
    /// wait for ever.
    fn is_of(&self, model: &Model, play: Play) -> bool {
        match (self, play) {
            (Self::Trial(_), Play::Trial)
            | (Self::Plain { .. }, Play::Plain | Play::Brief)
            | (Self::Swap(_), Play::Swap(_))
            | (Self::Advice { .. }, Play::Advise(_)) => true,
            (Self::Fairness { tally, .. }, Play::Fairness) => tally.is_of(&model.config().names),
            (Self::Shadows { tally, .. }, Play::Shadows(_)) => {
                tally.arms.len() == 2 * model.config().names.behaviours.len()
            }
            (Self::Forced { tally, .. }, Play::Forced(behaviour, _)) => tally.behaviour() == behaviour,
            (Self::Acting { counts, .. }, Play::Acting(acting)) => acts_of(model, counts, acting),
            _ => false,
        }
    }

    /// Applicants simulated.
    pub(super) fn applicants(&self) -> u64 {
        match self {
            Self::Trial(_) => 0,
            Self::Plain { outcome, .. } => outcome.applicants,
            Self::Shadows { tally, .. } => tally.applicants,
            Self::Forced { tally, .. } => tally.all.applicants,
            Self::Swap(tally) => tally.applicants,
            Self::Acting { counts, .. } => counts.groups.first().map_or(0, |all| all.applicants),
            Self::Fairness { tally, .. } => tally.applicants,
            Self::Advice { tally, .. } => tally.applicants,
        }
    }
}

/// Whether counts are of so many groups and arms as a model has.
fn acts_of(model: &Model, counts: &ActCounts, acting: Acting) -> bool {
    let names = &model.config().names;
    let behaviours = names.behaviours.len();
    let wide = 1 + names.segments.iter().map(|segment| segment.values.len()).sum::<usize>();
    let (arms, observed) = match acting {
        Acting::Everyone => (0, 0),
        Acting::One { levels, .. } => (behaviours * usize::from(levels), wide * behaviours),
    };
    counts.behaviours as usize == behaviours
        && counts.groups.len() == wide + behaviours
        && counts.observed.len() == observed
        && counts.strata.is_empty() == (observed == 0)
        && counts.arms.len() == arms * wide
}
