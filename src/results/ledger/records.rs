//! Where records lie, by unit.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::frame::{HEAD, Head};
use super::scan::{Broken, Found, Scan};
use super::{HEAD_KEY, LedgerHead};
use crate::experiment::study::{Ledger, LedgerError, PointKey, Unit};
use crate::results::ResultsError;
use crate::words::say;

/// A stretch of a ledger that could not be read. What was in it is played again.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Where it lies in it, bytes.
    pub place: Range<u64>,
    /// Whose record it was, if that can still be read.
    pub unit: Option<Unit>,
    /// Whether it is the last frame, cut off while it was written.
    pub torn: bool,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, Range { start, end }) = (self.path.display(), &self.place);
        let unit = self.unit.map_or_else(String::new, |unit| say!(OfTheRecord, unit = unit));
        f.write_str(&if self.torn {
            say!(BytesAreCutOff, path = path, start = start, end = end, unit = unit)
        } else {
            say!(BytesAreDamaged, path = path, start = start, end = end, unit = unit)
        })
    }
}

/// Where one record lies.
#[derive(Debug, Clone, Copy)]
struct Spot {
    file: u32,
    /// Of its frame.
    start: u64,
}

/// Keys of notes are shorter than the key of any unit, which holds that of its point.
const SHORTEST_UNIT: usize = 32;

/// Records in one or several files.
#[derive(Debug, Default)]
pub struct Records {
    files: Vec<Mutex<File>>,
    /// Points are numbered as they come.
    points: HashMap<PointKey, u32>,
    spots: HashMap<(u32, (u8, u64), u64), Spot>,
    damage: Vec<Damage>,
    /// The last of each name.
    notes: HashMap<Vec<u8>, Vec<u8>>,
}

/// What one file holds.
pub(in crate::results) struct Contents {
    /// What it says of itself.
    pub(in crate::results) head: Option<LedgerHead>,
    /// Frames that are whole, bytes.
    pub(super) whole: Vec<Range<u64>>,
    /// What is damaged, but for a last frame that was cut off.
    pub(super) damaged: Vec<Range<u64>>,
    /// Where what is whole ends.
    pub(super) end: u64,
}

/// What a file says of itself; `None` if it is empty.
pub(super) fn head(file: &File, path: &Path) -> Result<Option<LedgerHead>, ResultsError> {
    let first = Scan::of(file).and_then(|mut scan| scan.next()).map_err(ResultsError::io("read", path))?;
    match first {
        None | Some(Err(Broken { torn: true, .. })) => Ok(None),
        Some(Ok(Found { key, body, .. })) if key == HEAD_KEY => serde_json::from_slice(&body)
            .map(Some)
            .map_err(|_| ResultsError::NoLedger { path: path.to_owned() }),
        Some(_) => Err(ResultsError::NoLedger { path: path.to_owned() }),
    }
}

impl Records {
    /// The records in the file at `path`, which is only read; `None` if there is none, or nothing in it.
    ///
    /// # Errors
    /// A file that is no ledger, and what the operating system refuses.
    pub fn of_file(path: &Path) -> Result<Option<Self>, ResultsError> {
        let file = match File::open(path) {
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(fault) => return Err(ResultsError::io("open", path)(fault)),
            Ok(file) => file,
        };
        let mut records = Self::default();
        records.read(&file, path)?;
        Ok(Some(records).filter(|records| !records.is_empty()))
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// What could not be read.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// A note; `None` if there is none of this name.
    pub fn note(&self, name: &str) -> Option<&[u8]> {
        self.notes.get(name.as_bytes()).map(Vec::as_slice)
    }

    /// Whether the record of a unit is there.
    pub fn holds(&self, unit: &Unit) -> bool {
        self.spot(unit).is_some()
    }

    /// The record of a unit; `None` if it is not there, or not as it was written.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, std::io::Error> {
        let Some(spot) = self.spot(unit) else { return Ok(None) };
        let mut file = self.files[spot.file as usize].lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(spot.start))?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head)?;
        let Some(head) = Head::read(&head) else { return Ok(None) };
        let mut bytes = vec![0; head.length() as usize];
        file.read_exact(&mut bytes)?;
        drop(file);
        Ok(head.vouches_for(&bytes).then(|| bytes.split_off(head.key as usize)))
    }

    fn spot(&self, unit: &Unit) -> Option<Spot> {
        let point = self.points.get(&unit.point)?;
        self.spots.get(&(*point, unit.play.code(), unit.replication)).copied()
    }

    /// Finds what is in a file.
    pub(in crate::results) fn read(&mut self, file: &File, path: &Path) -> Result<Contents, ResultsError> {
        let fault = || ResultsError::io("read", path);
        let mut read = Contents { head: None, whole: Vec::new(), damaged: Vec::new(), end: 0 };
        let number = self.files.len() as u32;
        self.files.push(Mutex::new(File::open(path).map_err(fault())?));
        let mut scan = Scan::of(file).map_err(fault())?;
        while let Some(next) = scan.next().map_err(fault())? {
            match next {
                Ok(Found { place, key, body }) if key == HEAD_KEY && place.start == 0 => {
                    read.head = serde_json::from_slice(&body).ok();
                    read.end = place.end;
                    read.whole.push(place);
                }
                Ok(Found { place, key, body }) => {
                    if key.len() < SHORTEST_UNIT {
                        self.notes.insert(key, body);
                    } else if let Ok(unit) = postcard::from_bytes::<Unit>(&key) {
                        let points = self.points.len() as u32;
                        let point = *self.points.entry(unit.point).or_insert(points);
                        let spot = Spot { file: number, start: place.start };
                        self.spots.insert((point, unit.play.code(), unit.replication), spot);
                    }
                    read.end = place.end;
                    read.whole.push(place);
                }
                Err(Broken { place, key, torn }) => {
                    let unit = key.and_then(|key| postcard::from_bytes(&key).ok());
                    if !torn {
                        read.damaged.push(place.clone());
                    }
                    self.damage.push(Damage { path: path.to_owned(), place, unit, torn });
                }
            }
        }
        Ok(read)
    }

    /// Writes the file at `path` anew without what is damaged, which goes into a file beside it; with `head` in front if
    /// it has lost its own. Gives the new file and its length; what was found in the old one is found in that.
    pub(super) fn set_aside(
        &mut self,
        file: &File,
        path: &Path,
        read: &Contents,
        head: &[u8],
    ) -> Result<(File, u64), ResultsError> {
        let beside = |end: &str| {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(end);
            path.with_file_name(name)
        };
        let (aside, fresh) = (beside(".damaged"), beside(".new"));
        let mut damaged = File::options()
            .append(true)
            .create(true)
            .open(&aside)
            .map_err(ResultsError::io("write", &aside))?;
        for place in &read.damaged {
            damaged.write_all(&stretch(file, place, path)?).map_err(ResultsError::io("write", &aside))?;
        }
        damaged.sync_all().map_err(ResultsError::io("write", &aside))?;
        let mut new = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&fresh)
            .map_err(ResultsError::io("write", &fresh))?;
        if read.head.is_none() {
            new.write_all(head).map_err(ResultsError::io("write", &fresh))?;
        }
        for place in &read.whole {
            new.write_all(&stretch(file, place, path)?).map_err(ResultsError::io("write", &fresh))?;
        }
        new.sync_all().map_err(ResultsError::io("write", &fresh))?;
        fs::rename(&fresh, path).map_err(ResultsError::io("replace", path))?;
        let damage = std::mem::take(&mut self.damage);
        *self = Self::default();
        let length = self.read(&new, path)?.end;
        self.damage = damage;
        Ok((new, length))
    }
}

/// Records that are only read.
impl Ledger for Records {
    fn holds(&self, unit: &Unit) -> bool {
        Self::holds(self, unit)
    }

    fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(Self::get(self, unit)?)
    }

    fn put(&self, _: &Unit, _: Vec<u8>) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// A stretch of a file.
fn stretch(mut file: &File, place: &Range<u64>, path: &Path) -> Result<Vec<u8>, ResultsError> {
    let mut bytes = vec![0; (place.end - place.start) as usize];
    file.seek(SeekFrom::Start(place.start))
        .and_then(|_| file.read_exact(&mut bytes))
        .map_err(ResultsError::io("read", path))?;
    Ok(bytes)
}
