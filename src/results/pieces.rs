//! A study in pieces: the list of them, and which of them have been played.
//!
//! The list lies with the records and is never changed; who plays a piece leaves its records beside it, in a file that
//! is there whole or not at all. A list that is added later, because a run is not precise enough, goes on counting.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::inside::only_files;
use super::ledger::{LedgerHead, Records};
use super::{ResultsError, sha256, write_new_file};
use crate::words::say;

/// Among the settings of the records of a piece: which list it is of.
const PLAN: &str = "plan";

/// One piece of a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The pieces.
    pub pieces: Vec<Piece>,
}

impl PiecePlan {
    /// The units of `parts` in `count` pieces as equal as can be, numbered from `first`; in fewer if there are not as many
    /// units, since none is empty.
    pub fn cut(parts: &[Range<u64>], count: u64, first: u64) -> Vec<Piece> {
        let all: u64 = parts.iter().map(|part| part.end - part.start).sum();
        let count = count.min(all);
        let edge = |number: u64| (u128::from(all) * u128::from(number) / u128::from(count.max(1))) as u64;
        (0..count)
            .map(|number| Piece { id: first + number, units: within(parts, edge(number)..edge(number + 1)) })
            .collect()
    }

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
            plans.push(plan.map_err(|source| ResultsError::Manifest { path: path.clone(), source })?);
        }
    }

    /// What the records of its pieces say of themselves: what they are of, and that they are of this list.
    pub fn piece_head(&self) -> LedgerHead {
        let text = serde_json::to_vec(&(&self.head.settings, &self.pieces)).unwrap_or_default();
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

    /// Whether a piece has been played: its records are there, of this list, and undamaged.
    pub fn is_played(&self, place: &Path, id: u64) -> bool {
        self.doubt(place, id).is_ok_and(|doubt| doubt.is_none())
    }

    /// What is wrong with the records of a piece, if they are there.
    ///
    /// # Errors
    /// They are not there, or the operating system refuses.
    pub fn doubt(&self, place: &Path, id: u64) -> Result<Option<String>, ResultsError> {
        let path = Self::file(place, id);
        let file = File::open(&path).map_err(ResultsError::io("open", &path))?;
        let mut records = Records::default();
        let head = records.read(&file, &path)?.head.unwrap_or_default();
        if let Some(differs) = differs(&head.settings, &self.piece_head().settings) {
            return Ok(Some(say!(RecordsDoNotBelongHere, path = path.display(), differs = differs)));
        }
        Ok(records.damage().first().map(ToString::to_string))
    }

    /// The records of all pieces that have been played.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn records(plans: &[Self], place: &Path) -> Result<Records, ResultsError> {
        let mut records = Records::default();
        for plan in plans {
            for piece in plan.pieces.iter().filter(|piece| plan.is_played(place, piece.id)) {
                let path = Self::file(place, piece.id);
                let file = File::open(&path).map_err(ResultsError::io("open", &path))?;
                records.read(&file, &path)?;
            }
        }
        Ok(records)
    }

    /// Gives the records of a piece that has been played their place.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn deliver(place: &Path, id: u64) -> Result<(), ResultsError> {
        let (from, to) = (Self::part_file(place, id), Self::file(place, id));
        fs::rename(&from, &to).map_err(ResultsError::io("replace", &to))?;
        // So that the name outlasts a power failure as well, where folders can be made safe.
        let _ = File::open(place).and_then(|folder| folder.sync_all());
        Ok(())
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
    let mut before = 0;
    let mut found = Vec::new();
    for part in parts {
        let length = part.end - part.start;
        let (from, to) = (wanted.start.max(before), wanted.end.min(before + length));
        if from < to {
            found.push(part.start + from - before..part.start + to - before);
        }
        before += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hold_every_unit_once() {
        let parts = [0..7, 100..105];
        for count in 1..20 {
            let pieces = PiecePlan::cut(&parts, count, 3);
            let ids: Vec<u64> = pieces.iter().map(|piece| piece.id).collect();
            assert_eq!(ids, (3..3 + count.min(12)).collect::<Vec<_>>());
            let units: Vec<u64> =
                pieces.iter().flat_map(|piece| piece.units.iter().cloned().flatten()).collect();
            assert_eq!(units, (0..7).chain(100..105).collect::<Vec<_>>(), "{count}");
            let sizes = pieces.iter().map(|piece| piece.units.iter().cloned().flatten().count());
            let (least, most) = (sizes.clone().min(), sizes.max());
            assert!(most <= least.map(|least| least + 1) && least > Some(0), "{count}");
        }
    }
}
