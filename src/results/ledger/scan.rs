//! Reading a ledger from front to end: what is whole, what was cut off, what is damaged.
//!
//! Bodies of records pass by and are not held, so memory does not grow with them. Looking for the next frame behind
//! damage takes time in proportion to the file, whatever lengths the bytes there pretend to.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

use super::frame::{HEAD, Head, MARK, begun};

/// Bytes that are read at a time.
const WINDOW: usize = 1 << 16;
/// Bytes that are looked through first behind damage; of each further look twice as many.
const FIRST_LOOK: u64 = 1 << 12;
/// Frames with shorter keys are notes; the key of a unit holds that of its point, and is longer.
pub(super) const SHORTEST_UNIT: u32 = 32;
/// The longest note, bytes.
const LONGEST_NOTE: u32 = 1 << 24;
/// How often the bytes of the file may be read again while frames are looked for behind damage.
const LOOKS: u64 = 4;

/// A frame that is whole.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it lies in the file, bytes.
    pub(super) place: Range<u64>,
    /// Its key.
    pub(super) key: Vec<u8>,
    /// Its body, if it is a note; that of a record is read when it is asked for.
    pub(super) note: Option<Vec<u8>>,
}

/// What was found at a place.
enum At {
    Whole(Found),
    /// Not a frame; `key` if it looks like one with so much of it that this can be read.
    Broken {
        key: Option<Vec<u8>>,
        beyond_end: bool,
    },
}

/// A stretch of the file that is no frame.
#[derive(Debug)]
pub(super) struct Broken {
    /// Where it lies, bytes.
    pub(super) place: Range<u64>,
    /// The key of the frame that was there, if it can be read.
    pub(super) key: Option<Vec<u8>>,
    /// Whether it is the last frame, cut off while it was written: what a kill leaves.
    pub(super) torn: bool,
}

/// Reads frames one after the other.
pub(super) struct Scan {
    file: BufReader<File>,
    /// Where the next byte comes from.
    position: u64,
    length: u64,
    at: u64,
    /// Bytes that were read in looking for frames behind damage.
    spent: u64,
}

impl Scan {
    /// From the beginning of `file`, which must be a file: a pipe would be waited for.
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let found = file.metadata()?;
        if !found.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut file = BufReader::with_capacity(WINDOW, file.try_clone()?);
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { file, position: 0, length: found.len(), at: 0, spent: 0 })
    }

    /// The next frame, or the stretch that lies before the next one; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<Found, Broken>>> {
        if self.at == self.length {
            return Ok(None);
        }
        let start = self.at;
        match self.look(start)? {
            At::Whole(found) => {
                self.at = found.place.end;
                Ok(Some(Ok(found)))
            }
            At::Broken { key, beyond_end } => {
                self.at = self.next_whole(start + 1)?;
                let torn = beyond_end && self.at == self.length;
                Ok(Some(Err(Broken { place: start..self.at, key, torn })))
            }
        }
    }

    /// What begins at `start`.
    fn look(&mut self, start: u64) -> io::Result<At> {
        let left = self.length - start;
        if left < HEAD as u64 {
            return Ok(At::Broken { key: None, beyond_end: true });
        }
        self.go(start)?;
        let mut head = [0; HEAD];
        self.file.read_exact(&mut head)?;
        self.position += HEAD as u64;
        let head = Head::read(&head).filter(|head| head.key >= SHORTEST_UNIT || head.body <= LONGEST_NOTE);
        let Some(head) = head else { return Ok(At::Broken { key: None, beyond_end: false }) };
        let rest = left - HEAD as u64;
        if u64::from(head.key) > rest {
            return Ok(At::Broken { key: None, beyond_end: true });
        }
        let key = self.bytes(head.key)?;
        if head.length() > rest {
            return Ok(At::Broken { key: Some(key), beyond_end: true });
        }
        let (whole, note) = if head.key < SHORTEST_UNIT {
            let note = self.bytes(head.body)?;
            (head.is_of(begun(head.key).and(&key).and(&note)), Some(note))
        } else {
            (self.passes(&head, &key)?, None)
        };
        if whole {
            let place = start..start + HEAD as u64 + head.length();
            return Ok(At::Whole(Found { place, key, note }));
        }
        Ok(At::Broken { key: Some(key), beyond_end: false })
    }

    /// Whether the next bytes are the body of a record, which are not held.
    fn passes(&mut self, head: &Head, key: &[u8]) -> io::Result<bool> {
        let mut sum = begun(head.key).and(key);
        let mut left = head.body as usize;
        let mut some = vec![0; left.min(WINDOW)];
        while left > 0 {
            let part = &mut some[..left.min(WINDOW)];
            self.file.read_exact(part)?;
            left -= part.len();
            sum = sum.and(part);
        }
        self.position += u64::from(head.body);
        Ok(head.is_of(sum))
    }

    fn bytes(&mut self, count: u32) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; count as usize];
        self.file.read_exact(&mut bytes)?;
        self.position += u64::from(count);
        Ok(bytes)
    }

    /// Goes to a place; what is in memory already is not read again.
    fn go(&mut self, to: u64) -> io::Result<()> {
        if to != self.position {
            self.file.seek_relative(to.wrapping_sub(self.position).cast_signed())?;
            self.position = to;
        }
        Ok(())
    }

    /// Where the next whole frame begins, from `start` on; the end of the file if there is none, or if so much of it only
    /// looked like frames that what is left is better played again.
    fn next_whole(&mut self, start: u64) -> io::Result<u64> {
        let most = LOOKS * (self.length + WINDOW as u64);
        let (mut from, mut many) = (start, FIRST_LOOK);
        while from + (HEAD as u64) <= self.length && self.spent <= most {
            self.go(from)?;
            let mut window = Vec::new();
            self.file.by_ref().take(many).read_to_end(&mut window)?;
            self.position += window.len() as u64;
            self.spent += window.len() as u64;
            if window.len() < HEAD {
                break;
            }
            many = (2 * many).min(4 * WINDOW as u64);
            for at in (0..=window.len() - HEAD).filter(|at| window[*at..].starts_with(&MARK)) {
                let candidate = from + at as u64;
                let Some(head) = window[at..].first_chunk().and_then(Head::read) else { continue };
                if candidate + HEAD as u64 + head.length() > self.length {
                    continue;
                }
                if matches!(self.look(candidate)?, At::Whole(_)) {
                    return Ok(candidate);
                }
                // What was in memory is read anew as well.
                self.spent += head.length() + WINDOW as u64;
                if self.spent > most {
                    return Ok(self.length);
                }
            }
            // A head may lie across the edge.
            from += (window.len() - HEAD + 1) as u64;
        }
        Ok(self.length)
    }
}
