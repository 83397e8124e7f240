//! Where records lie, by unit.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::damage::Damage;
use super::frame::{HEAD, Head};
use super::scan::{Broken, Found, SHORTEST_UNIT, Scan};
use super::{END_KEY, HEAD_KEY, LedgerHead};
use crate::experiment::study::{Ledger, LedgerError, Unit};
use crate::results::{ResultsError, inside};

/// Where one record lies: 16 bytes a record is what memory grows by.
#[derive(Debug, Clone, Copy)]
struct Spot {
    /// Digest of the unit. That it is this unit is seen when the record is read.
    unit: u64,
    /// Number of the file and place of the frame in it.
    place: u64,
}

/// Bits of a place that say where in a file: up to a terabyte, in up to 16 million files. What lies beyond is not found,
/// and played again.
const OFFSET_BITS: u32 = 40;

impl Spot {
    fn of(unit: &Unit, file: usize, start: u64) -> Option<Self> {
        let file = u64::try_from(file).ok().filter(|file| file >> (u64::BITS - OFFSET_BITS) == 0)?;
        let fits = start >> OFFSET_BITS == 0;
        fits.then(|| Self { unit: digest(unit), place: file << OFFSET_BITS | start })
    }

    fn file(self) -> usize {
        (self.place >> OFFSET_BITS) as usize
    }

    fn start(self) -> u64 {
        self.place & ((1 << OFFSET_BITS) - 1)
    }
}

fn digest(unit: &Unit) -> u64 {
    let mut hasher = DefaultHasher::new();
    (unit.point, unit.play.code(), unit.replication).hash(&mut hasher);
    hasher.finish()
}

/// Records in one or several files. No file stays open but the one that was read from last.
#[derive(Debug, Default)]
pub struct Records {
    files: Vec<PathBuf>,
    open: Mutex<Option<(usize, File)>>,
    /// In order of units.
    spots: Vec<Spot>,
    damage: Vec<Damage>,
    /// The last of each name.
    notes: HashMap<Vec<u8>, Vec<u8>>,
}

/// What one file holds.
pub(in crate::results) struct Contents {
    /// What it says of itself.
    pub(in crate::results) head: Option<LedgerHead>,
    /// Frames of records, whether or not of the same unit.
    pub(in crate::results) frames: u64,
    /// How many it should hold, if it says so where it ends.
    pub(in crate::results) promised: Option<u64>,
    /// What is damaged, but for a last frame that was cut off.
    pub(super) damaged: Vec<Range<u64>>,
    /// Where what is whole ends.
    pub(super) end: u64,
    notes: HashMap<Vec<u8>, Vec<u8>>,
}

/// What a file says of itself; `None` if it is empty.
pub(super) fn head(file: &File, path: &Path) -> Result<Option<LedgerHead>, ResultsError> {
    let first = Scan::of(file).and_then(|mut scan| scan.next()).map_err(ResultsError::io("read", path))?;
    match first {
        None | Some(Err(Broken { torn: true, .. })) => Ok(None),
        Some(Ok(Found { key, note: Some(text), .. })) if key == HEAD_KEY => serde_json::from_slice(&text)
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
    pub fn read(path: &Path) -> Result<Option<Self>, ResultsError> {
        let file = match File::open(path) {
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(fault) => return Err(ResultsError::io("open", path)(fault)),
            Ok(file) => file,
        };
        let (records, _) = Self::of_file(&file, path)?;
        Ok(Some(records).filter(|records| !records.is_empty()))
    }

    /// Number of records; of one unit there may be several.
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

    /// Whether the record of a unit is there, by 64 bits of it: among a billion records, one in ten billion units that are
    /// not there is taken for one that is. Whoever then asks for the record finds none, and plays the unit.
    pub fn holds(&self, unit: &Unit) -> bool {
        !self.spots_of(unit).is_empty()
    }

    /// The record of a unit; `None` if it is not there, or not as it was written.
    ///
    /// # Errors
    /// What the operating system refuses.
    pub fn get(&self, unit: &Unit) -> Result<Option<Vec<u8>>, io::Error> {
        let spots = self.spots_of(unit);
        if spots.is_empty() {
            return Ok(None);
        }
        let key = postcard::to_allocvec(unit).map_err(io::Error::other)?;
        for spot in spots.iter().rev() {
            if let Some(found) = self.at(*spot, &key)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The body of a frame with this key at a place; `None` if there is none.
    fn at(&self, spot: Spot, key: &[u8]) -> Result<Option<Vec<u8>>, io::Error> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *open {
            Some((number, file)) if *number == spot.file() => file,
            other => &mut other.insert((spot.file(), File::open(&self.files[spot.file()])?)).1,
        };
        file.seek(SeekFrom::Start(spot.start()))?;
        let mut head = [0; HEAD];
        let mut read = || -> Result<Option<(Head, Vec<u8>)>, io::Error> {
            file.read_exact(&mut head)?;
            let Some(head) = Head::read(&head).filter(|head| head.key as usize == key.len()) else {
                return Ok(None);
            };
            let mut bytes = Vec::new();
            file.by_ref().take(head.length()).read_to_end(&mut bytes)?;
            Ok(Some((head, bytes)))
        };
        let read = match read() {
            // It was whole when it was found, and is shorter now.
            Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => None,
            read => read?,
        };
        drop(open);
        let whole = read.filter(|(head, bytes)| head.vouches_for(bytes) && bytes.starts_with(key));
        Ok(whole.map(|(_, mut bytes)| bytes.split_off(key.len())))
    }

    fn spots_of(&self, unit: &Unit) -> &[Spot] {
        if self.spots.is_empty() {
            return &[];
        }
        let digest = digest(unit);
        let from = self.spots.partition_point(|spot| spot.unit < digest);
        let count = self.spots[from..].partition_point(|spot| spot.unit == digest);
        &self.spots[from..from + count]
    }

    /// Finds what is in a file that was opened as its only one.
    pub(super) fn of_file(file: &File, path: &Path) -> Result<(Self, Contents), ResultsError> {
        let mut records = Self::default();
        let mut read = records.scan(file, path)?;
        records.notes = std::mem::take(&mut read.notes);
        records.settle();
        Ok((records, read))
    }

    /// Finds what is in the file at `path` as well, unless `judge` has something against it, which is given back. It is
    /// found again once [`Self::settle`] was called.
    ///
    /// # Errors
    /// A file that is not there or is none, and what the operating system refuses.
    pub(in crate::results) fn add<T>(
        &mut self,
        path: &Path,
        judge: impl FnOnce(&Contents, Option<&Damage>) -> Option<T>,
    ) -> Result<Option<T>, ResultsError> {
        let file = inside::open(path)?;
        let before = (self.files.len(), self.spots.len(), self.damage.len());
        let read = self.scan(&file, path)?;
        let unwanted = judge(&read, self.damage.get(before.2));
        if unwanted.is_some() {
            self.files.truncate(before.0);
            self.spots.truncate(before.1);
            self.damage.truncate(before.2);
        }
        Ok(unwanted)
    }

    /// Makes what was added known.
    pub(in crate::results) fn settle(&mut self) {
        // Stable: of several of one unit, the last is tried first.
        self.spots.sort_by_key(|spot| spot.unit);
        self.spots.shrink_to_fit();
    }

    /// Reads a file from front to end.
    fn scan(&mut self, file: &File, path: &Path) -> Result<Contents, ResultsError> {
        let fault = || ResultsError::io("read", path);
        let notes = HashMap::new();
        let mut read = Contents { head: None, frames: 0, promised: None, damaged: Vec::new(), end: 0, notes };
        let number = self.files.len();
        // The working folder may change before it is read from.
        self.files.push(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
        let mut scan = Scan::of(file).map_err(fault())?;
        while let Some(next) = scan.next().map_err(fault())? {
            // What says that the file ends is the last that stands in it.
            read.promised = None;
            match next {
                Ok(Found { place, key, note: Some(text) }) => {
                    if key == HEAD_KEY && place.start == 0 {
                        read.head = serde_json::from_slice(&text).ok();
                    } else if key == END_KEY {
                        read.promised = text.as_slice().try_into().ok().map(u64::from_le_bytes);
                    } else {
                        read.notes.insert(key, text);
                    }
                    read.end = place.end;
                }
                Ok(Found { place, key, note: None }) => {
                    if let Ok(unit) = postcard::from_bytes::<Unit>(&key) {
                        self.spots.extend(Spot::of(&unit, number, place.start));
                        read.frames += 1;
                    }
                    read.end = place.end;
                }
                Err(Broken { place, key, torn }) => {
                    let unit = key.filter(|key| key.len() >= SHORTEST_UNIT as usize);
                    let unit = unit.and_then(|key| postcard::from_bytes(&key).ok());
                    if !torn {
                        read.damaged.push(place.clone());
                    }
                    self.damage.push(Damage { path: path.to_owned(), place, unit, torn });
                }
            }
        }
        Ok(read)
    }

    /// Takes over what was told of damage.
    pub(super) fn with_damage(mut self, damage: Vec<Damage>) -> Self {
        self.damage = damage;
        self
    }

    /// What was told of damage, taken away.
    pub(super) fn take_damage(&mut self) -> Vec<Damage> {
        std::mem::take(&mut self.damage)
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
