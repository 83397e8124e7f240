//! Where records lie between being played and being reduced, and beyond the end of the program.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Unit;
use crate::experiment::study::unit::PointKey;

/// What went wrong with a ledger, in words for a person.
pub type LedgerError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps records by unit. A unit always has the same record, so it does not matter which of several is kept.
pub trait Ledger: Sync {
    /// Whether records are to be handed over at all; where they are not, none are made.
    fn keeps(&self) -> bool {
        true
    }

    /// Whether the record of a unit is there.
    fn holds(&self, unit: &Unit) -> bool;

    /// The record of a unit; `None` if it is not there, or not as it was written.
    ///
    /// # Errors
    /// What keeps it from being read.
    fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, LedgerError>;

    /// Takes the record of a unit; called from any thread, in any order.
    ///
    /// # Errors
    /// What keeps it, or one before it, from being written.
    fn put(&self, unit: &Unit, record: Vec<u8>) -> Result<(), LedgerError>;

    /// Is told that the record of a unit is there and cannot be taken for one; the unit is played instead.
    fn refuse(&self, _: &Unit) {}
}

/// Keeps nothing.
impl Ledger for () {
    fn keeps(&self) -> bool {
        false
    }

    fn holds(&self, _: &Unit) -> bool {
        false
    }

    fn get(&self, _: &Unit) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(None)
    }

    fn put(&self, _: &Unit, _: Vec<u8>) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// Point, way to play, replication.
type Place = (PointKey, (u8, u64), u64);

/// Keeps records in memory.
#[derive(Debug, Default)]
pub struct MemoryLedger(Mutex<BTreeMap<Place, Vec<u8>>>);

impl MemoryLedger {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all records.
    pub fn bytes(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().map(Vec::len).sum()
    }

    /// Forgets the record of a unit.
    pub fn forget(&self, unit: &Unit) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&place(unit));
    }
}

fn place(unit: &Unit) -> Place {
    (unit.point, unit.play.code(), unit.replication)
}

impl Ledger for MemoryLedger {
    fn holds(&self, unit: &Unit) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&place(unit))
    }

    fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&place(unit)).cloned())
    }

    fn put(&self, unit: &Unit, record: Vec<u8>) -> Result<(), LedgerError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place(unit), record);
        Ok(())
    }
}
