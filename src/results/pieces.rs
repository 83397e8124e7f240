//! A study in pieces: the list of them, and which of them have been played.
//!
//! The list lies with the records and is never changed; who plays a piece leaves its records beside it, in a file that
//! is there whole or not at all. A list that is added later, because a run is not precise enough, goes on counting. A list
//! says of how many units it is and how many pieces there are, and each piece is worked out from its number, so a list of a
//! million pieces is as short as one of two.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::inside::only_files;
use super::ledger::{Contents, Damage, LedgerHead, Records};
use super::{ResultsError, sha256, write_new_file};
use crate::words::say;

/// Among the settings of the records of a piece: which list it is of.
const PLAN: &str = "plan";

/// One piece of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its number, from 0.
    pub id: u64,
    /// Its units, by their places among all units of the study.
    pub units: Vec<Range<u64>>,
}

/// The pieces of a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecePlan {
    /// Version of the program that made it.
    pub version: String,
    /// What the records are of.
    pub head: LedgerHead,
    /// Points of the study, and what is played of them in all.
    pub points: u64,
    /// Replications of each point, as far as they are planned.
    pub replications: u64,
    /// How the units are cut.
    pub cut: Cut,
}

/// Units in pieces as equal as can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The units, by their places among all units of the study.
    units: Vec<Range<u64>>,
    /// Number of pieces.
    pieces: u64,
    /// Number of the first.
    first: u64,
}

impl Cut {
    /// The units of `parts` in `count` pieces, numbered from `first`; in fewer if there are not as many units, since none is
    /// empty.
    pub fn new(parts: &[Range<u64>], count: u64, first: u64) -> Self {
        let units: Vec<_> = parts.iter().filter(|part| part.start < part.end).cloned().collect();
        let mut cut = Self { units, pieces: 0, first };
        cut.pieces = count.min(cut.units());
        cut
    }

    /// Number of units in all.
    pub fn units(&self) -> u64 {
        self.units.iter().map(|part| part.end.saturating_sub(part.start)).fold(0, u64::saturating_add)
    }

    /// The numbers of the pieces.
    pub fn ids(&self) -> Range<u64> {
        self.first..self.first.saturating_add(self.pieces)
    }

    /// The piece with this number.
    pub fn piece(&self, id: u64) -> Option<Piece> {
        let number = id.checked_sub(self.first).filter(|number| *number < self.pieces)?;
        let edge = |number: u64| {
            (u128::from(self.units()) * u128::from(number) / u128::from(self.pieces.max(1))) as u64
        };
        Some(Piece { id, units: within(&self.units, edge(number)..edge(number + 1)) })
    }
}

/// Whether a piece has been played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PieceState {
    /// Its records are there, of this list, undamaged, and all that they should be.
    Played,
    /// There are none.
    Missing,
    /// There are some, and something is wrong with them.
    Doubtful {
        /// What.
        why: String,
        /// Whether they are of this list, so that what is whole of them can be gone on from.
        ours: bool,
    },
}

/// What has been played of some lists.
#[derive(Debug, Default)]
pub struct PlayedPieces {
    /// The records of the pieces that have been played.
    pub records: Records,
    /// The pieces that are still to be played.
    pub missing: Vec<u64>,
    /// Those among them of which there are records, and what is wrong with these.
    pub doubtful: Vec<(u64, String)>,
}

impl PiecePlan {
    /// Writes it as the first list of the records in `place`, or the one after those that are there.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn write(&self, place: &Path, number: usize) -> Result<(), ResultsError> {
        let path = place.join(Self::name(number));
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|source| ResultsError::Manifest { path: path.clone(), source })?;
        text.push(b'\n');
        fs::create_dir_all(place).map_err(ResultsError::io("make the folder", place))?;
        write_new_file(&path, &text, false)
    }

    fn name(number: usize) -> String {
        format!("plan-{number}.json")
    }

    /// The lists in `place`, in order; none if it has no pieces.
    ///
    /// # Errors
    /// A list that is not as it was written, and what the operating system refuses.
    pub fn read_all(place: &Path) -> Result<Vec<Self>, ResultsError> {
        let mut plans = Vec::new();
        only_files(place)?;
        loop {
            let path = place.join(Self::name(plans.len()));
            let text = match fs::read(&path) {
                Ok(text) => text,
                Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(plans),
                Err(fault) => return Err(ResultsError::io("read", &path)(fault)),
            };
            let plan = serde_json::from_slice(&text);
            plans.push(plan.map_err(|source| ResultsError::Plan { path: path.clone(), source })?);
        }
    }

    /// What the records of its pieces say of themselves: what they are of, and that they are of this list.
    pub fn piece_head(&self) -> LedgerHead {
        let text = serde_json::to_vec(&(&self.head.settings, &self.cut)).unwrap_or_default();
        let mut head = self.head.clone();
        head.settings.insert(PLAN.to_owned(), sha256(&text));
        head
    }

    /// Where the records of a piece lie once it has been played.
    pub fn file(place: &Path, id: u64) -> PathBuf {
        place.join(format!("piece-{id}.records"))
    }

    /// Where they lie until then.
    pub fn part_file(place: &Path, id: u64) -> PathBuf {
        place.join(format!("piece-{id}.part"))
    }

    /// Whether a piece has been played.
    ///
    /// # Errors
    /// What the operating system refuses: then nothing is known of it.
    pub fn state(&self, place: &Path, id: u64) -> Result<PieceState, ResultsError> {
        Self::take(&mut Records::default(), place, id, &self.piece_head())
    }

    /// The pieces of `plans` that are still to be played.
    ///
    /// # Errors
    /// As [`Self::state`].
    pub fn missing(plans: &[Self], place: &Path) -> Result<Vec<u64>, ResultsError> {
        let mut missing = Vec::new();
        for plan in plans {
            let head = plan.piece_head();
            for id in plan.cut.ids() {
                if Self::take(&mut Records::default(), place, id, &head)? != PieceState::Played {
                    missing.push(id);
                }
            }
        }
        Ok(missing)
    }

    /// What has been played of `plans`, each file read once.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn played(plans: &[Self], place: &Path) -> Result<PlayedPieces, ResultsError> {
        let mut played = PlayedPieces::default();
        for plan in plans {
            let head = plan.piece_head();
            for id in plan.cut.ids() {
                match Self::take(&mut played.records, place, id, &head)? {
                    PieceState::Played => continue,
                    PieceState::Missing => {}
                    PieceState::Doubtful { why, .. } => played.doubtful.push((id, why)),
                }
                played.missing.push(id);
            }
        }
        played.records.settle();
        Ok(played)
    }

    /// Adds the records of a piece to `records` if it has been played.
    fn take(
        records: &mut Records,
        place: &Path,
        id: u64,
        head: &LedgerHead,
    ) -> Result<PieceState, ResultsError> {
        let path = Self::file(place, id);
        let judge = |read: &Contents, damage: Option<&Damage>| {
            let there = read.head.clone().unwrap_or_default();
            if let Some(differs) = differs(&there.settings, &head.settings) {
                let why = say!(RecordsDoNotBelongHere, path = path.display(), differs = differs);
                return Some(PieceState::Doubtful { why, ours: false });
            }
            let why = match (damage, read.promised) {
                (Some(damage), _) => damage.to_string(),
                (None, Some(count)) if count == read.frames => return None,
                (None, Some(count)) => {
                    say!(RecordsAreTooFew, path = path.display(), there = read.frames, count = count)
                }
                (None, None) => say!(RecordsDoNotEnd, path = path.display()),
            };
            Some(PieceState::Doubtful { why, ours: true })
        };
        match records.add(&path, judge) {
            Ok(doubt) => Ok(doubt.unwrap_or(PieceState::Played)),
            Err(ResultsError::Missing { .. }) => Ok(PieceState::Missing),
            Err(fault) => Err(fault),
        }
    }

    /// Lets a piece of which records are there, that are not all they should be, go on from these.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn go_on_from(place: &Path, id: u64) -> Result<(), ResultsError> {
        let (from, to) = (Self::file(place, id), Self::part_file(place, id));
        if to.exists() {
            // It was begun anew already.
            return Ok(());
        }
        match fs::rename(&from, &to) {
            // Another process was faster.
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(()),
            renamed => renamed.map_err(ResultsError::io("replace", &to)),
        }
    }
}

/// What differs, the form of the ledger aside, which is looked at when records are read.
fn differs(there: &BTreeMap<String, String>, here: &BTreeMap<String, String>) -> Option<String> {
    let mut there = there.clone();
    there.retain(|name, _| name != super::ledger::FORMAT.0);
    LedgerHead { settings: there, ..LedgerHead::default() }.differs(here)
}

/// The units of `parts`, counted one part after the other, that are in `wanted`.
fn within(parts: &[Range<u64>], wanted: Range<u64>) -> Vec<Range<u64>> {
    let mut before = 0_u64;
    let mut found = Vec::new();
    for part in parts {
        // A list may come from anybody: what makes no sense in it is empty.
        let length = part.end.saturating_sub(part.start);
        let behind = before.saturating_add(length);
        let (from, to) = (wanted.start.max(before), wanted.end.min(behind));
        if from < to {
            found.push(part.start + (from - before)..part.start + (to - before));
        }
        before = behind;
    }
    found
}
