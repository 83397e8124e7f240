//! What makes a design impossible.

use std::path::PathBuf;

use super::{MOST_KEYS, MOST_POINTS};
use crate::words::say;

/// Why there is no design.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// A text is not `KEY=VALUES`.
    #[error("{}", say!(DesignNoKey, text = text))]
    NoKey {
        /// The text.
        text: String,
    },
    /// A key without a value, or with an empty one among several.
    #[error("{}", say!(DesignNoValue, key = key))]
    NoValue {
        /// The key.
        key: String,
    },
    /// A range whose end, or step, is no number.
    #[error("{}", say!(DesignNoNumber, key = key, text = text))]
    NoNumber {
        /// The key.
        key: String,
        /// What stands there.
        text: String,
    },
    /// A range whose ends and step have different units.
    #[error("{}", say!(DesignUnits, key = key, one = one, other = other))]
    Units {
        /// The key.
        key: String,
        /// One of them.
        one: String,
        /// The other.
        other: String,
    },
    /// A range among other values.
    #[error("{}", say!(DesignMixed, key = key))]
    Mixed {
        /// The key.
        key: String,
    },
    /// A step of zero.
    #[error("{}", say!(DesignStepZero, key = key))]
    StepZero {
        /// The key.
        key: String,
    },
    /// A step that leads away from the other end, or a range without a step whose ends are exchanged.
    #[error("{}", say!(DesignWrongWay, key = key, low = low, high = high, meant = meant))]
    WrongWay {
        /// The key.
        key: String,
        /// Where it begins.
        low: String,
        /// Where it ends.
        high: String,
        /// What was probably meant.
        meant: String,
    },
    /// A range without a step in a grid.
    #[error("{}", say!(DesignNoStep, key = key, low = low, high = high, step = step))]
    NoStep {
        /// The key.
        key: String,
        /// Where it begins.
        low: String,
        /// Where it ends.
        high: String,
        /// A step that would do.
        step: String,
    },
    /// A key that is varied twice, or within another.
    #[error("{}", say!(DesignKeyTwice, key = key))]
    KeyTwice {
        /// The key.
        key: String,
    },
    /// Nothing is varied.
    #[error("{}", say!(DesignNoKeys))]
    NoKeys,
    /// There is no point.
    #[error("{}", say!(DesignNoPoints))]
    NoPoints,
    /// There are more points than anyone waits for.
    #[error("{}", say!(DesignTooManyPoints, most = MOST_POINTS))]
    TooManyPoints,
    /// More keys than there are direction numbers for.
    #[error("{}", say!(DesignTooManyKeys, most = MOST_KEYS))]
    TooManyKeys,
    /// A row of a table that has not one value for each key.
    #[error("{}", say!(DesignRowLength, line = line, found = found, keys = keys))]
    RowLength {
        /// Its line.
        line: usize,
        /// Its values.
        found: usize,
        /// The keys.
        keys: usize,
    },
    /// A table with an empty cell.
    #[error("{}", say!(DesignEmptyCell, line = line, key = key))]
    EmptyCell {
        /// Its line.
        line: usize,
        /// Its column; empty if that has no name.
        key: String,
    },
    /// A table that cannot be read.
    #[error("{}", say!(DesignUnreadable, path = path.display(), reason = reason))]
    Unreadable {
        /// Where it lies.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}
