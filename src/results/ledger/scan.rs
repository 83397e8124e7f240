//! Reading a ledger from front to end: what is whole, what was cut off, what is damaged.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

use super::frame::{HEAD, Head, MARK};

/// A frame that is whole.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it lies in the file, bytes.
    pub(super) place: Range<u64>,
    /// Its key.
    pub(super) key: Vec<u8>,
    /// Its body.
    pub(super) body: Vec<u8>,
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
    length: u64,
    at: u64,
}

impl Scan {
    /// From the beginning of `file`.
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let mut file = BufReader::with_capacity(1 << 18, file.try_clone()?);
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { file, length, at: 0 })
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
        self.file.seek(SeekFrom::Start(start))?;
        let left = self.length - start;
        let mut head = [0; HEAD];
        if left < HEAD as u64 {
            return Ok(At::Broken { key: None, beyond_end: true });
        }
        self.file.read_exact(&mut head)?;
        let Some(head) = Head::read(&head) else { return Ok(At::Broken { key: None, beyond_end: false }) };
        let rest = left - HEAD as u64;
        let mut bytes = vec![0; head.length().min(rest) as usize];
        self.file.read_exact(&mut bytes)?;
        let whole = head.vouches_for(&bytes);
        let body = bytes.split_off(bytes.len().min(head.key as usize));
        if whole {
            let place = start..start + HEAD as u64 + head.length();
            return Ok(At::Whole(Found { place, key: bytes, body }));
        }
        let key = (bytes.len() == head.key as usize).then_some(bytes);
        Ok(At::Broken { key, beyond_end: head.length() > rest })
    }

    /// Where the next whole frame begins, from `start` on; the end of the file if there is none.
    fn next_whole(&mut self, start: u64) -> io::Result<u64> {
        const WINDOW: usize = 1 << 18;
        let mut from = start;
        while from < self.length {
            self.file.seek(SeekFrom::Start(from))?;
            let mut window = Vec::with_capacity(WINDOW);
            self.file.by_ref().take(WINDOW as u64).read_to_end(&mut window)?;
            for at in (0..window.len()).filter(|at| window[*at..].starts_with(&MARK)) {
                let candidate = from + at as u64;
                if matches!(self.look(candidate)?, At::Whole(_)) {
                    return Ok(candidate);
                }
            }
            if window.len() < WINDOW {
                break;
            }
            // A mark may lie across the edge.
            from += (WINDOW - MARK.len() + 1) as u64;
        }
        Ok(self.length)
    }
}
