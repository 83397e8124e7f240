//! SHA-256 of texts and files, in hexadecimal.

use super::ResultsError;
use super::inside::open;
use super::manifest::FileEntry;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

/// Size of a piece read at a time: large enough that system calls do not count.
pub(super) const PIECE: usize = 64 * 1024;

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 and size of bytes that pass by on their way into a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Passing {
    hasher: Sha256,
    bytes: u64,
}

impl Passing {
    /// Takes in the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The first bytes of the file at `path`, if they are those of `entry`.
    pub(super) fn of_first(path: &Path, entry: &FileEntry) -> Option<Self> {
        let mut left = open(path).ok()?.take(entry.bytes);
        let mut passing = Self::default();
        let mut piece = vec![0; PIECE];
        loop {
            match left.read(&mut piece).ok()? {
                0 => break,
                read => passing.update(&piece[..read]),
            }
        }
        (passing.clone().entry() == *entry).then_some(passing)
    }

    /// How many bytes passed.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file that these bytes make.
    pub(super) fn entry(self) -> FileEntry {
        FileEntry { sha256: hexadecimal(&self.hasher.finalize()), bytes: self.bytes }
    }
}

/// SHA-256 and size of the file at `path`, read piece by piece.
///
/// # Errors
/// A missing file, and what the operating system refuses.
pub fn digest_file(path: &Path) -> Result<FileEntry, ResultsError> {
    let mut file = open(path)?;
    let mut passing = Passing::default();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece).map_err(ResultsError::io("read", path))? {
            0 => return Ok(passing.entry()),
            read => passing.update(&piece[..read]),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one-block test vector of FIPS 180-2, appendix B.1.
    #[test]
    fn the_published_test_vector_holds() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), expected);
    }

    #[test]
    fn a_file_of_several_pieces_has_the_digest_of_its_bytes() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("file");
        let content = vec![7; 3 * PIECE + 1];
        std::fs::write(&path, &content).expect("written");
        let entry = digest_file(&path).expect("read");
        assert_eq!(entry, FileEntry { sha256: sha256(&content), bytes: content.len() as u64 });
    }
}
