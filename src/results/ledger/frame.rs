//! One record as it lies in the file: a mark, the lengths, a checksum, and the bytes.
//!
//! A frame that was cut off, or of which a byte has changed, is told from one that is whole by its checksum, and the next
//! one is found by its mark. This module knows nothing of what the bytes say.

use crc32fast::Hasher;

/// What every frame begins with: not text, and unlikely in numbers.
pub(super) const MARK: [u8; 4] = [0xf5, b'r', b'e', 0xc1];
/// Bytes of the checksum.
const CHECKSUM: usize = 4;
/// Mark, length of the key, length of the body, checksum.
pub(super) const HEAD: usize = MARK.len() + 4 + 4 + CHECKSUM;
/// The longest key, bytes: whatever says it is longer is no frame.
const LONGEST_KEY: u32 = 1 << 12;
/// The longest body, bytes.
pub(super) const LONGEST_BODY: u32 = 1 << 30;

/// What stands at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) key: u32,
    pub(super) body: u32,
    checksum: u32,
}

impl Head {
    /// The head of a frame; `None` if it is none.
    pub(super) fn read(bytes: &[u8; HEAD]) -> Option<Self> {
        let (mark, rest) = bytes.split_first_chunk::<4>()?;
        let (key, rest) = rest.split_first_chunk::<4>()?;
        let (body, checksum) = rest.split_first_chunk::<4>()?;
        let (key, body) = (u32::from_le_bytes(*key), u32::from_le_bytes(*body));
        let whole = *mark == MARK && key <= LONGEST_KEY && body <= LONGEST_BODY;
        whole.then_some(Self { key, body, checksum: u32::from_le_bytes(*checksum.first_chunk()?) })
    }

    /// Bytes of key and body.
    pub(super) fn length(&self) -> u64 {
        u64::from(self.key) + u64::from(self.body)
    }

    /// Whether key and body, one behind the other, are as they were written.
    pub(super) fn vouches_for(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.length() && self.is_of(begun(self.key).and(bytes))
    }

    /// The same of bytes that were summed up as they came.
    pub(super) fn is_of(&self, sum: Sum) -> bool {
        sum.0.finalize() == self.checksum
    }
}

/// CRC-32 of the key's length and both texts, taken as they pass: it guards against damage, not against forgery, and a
/// record is checked often.
pub(super) struct Sum(Hasher);

/// The sum of a key of this length, before its bytes.
pub(super) fn begun(key: u32) -> Sum {
    Sum(Hasher::new()).and(&key.to_le_bytes())
}

impl Sum {
    /// With these bytes behind.
    pub(super) fn and(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }
}

/// The bytes of a frame.
pub(super) fn frame(key: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + key.len() + body.len());
    bytes.extend(MARK);
    bytes.extend((key.len() as u32).to_le_bytes());
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend([0; CHECKSUM]);
    bytes.extend(key);
    bytes.extend(body);
    let found = begun(key.len() as u32).and(&bytes[HEAD..]).0.finalize();
    bytes[HEAD - CHECKSUM..HEAD].copy_from_slice(&found.to_le_bytes());
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_it_was_written_and_no_changed_byte_passes() {
        let written = frame(b"key", b"and the body");
        let head = Head::read(written.first_chunk().unwrap()).unwrap();
        assert_eq!((head.key, head.body, head.length()), (3, 12, 15));
        assert!(head.vouches_for(&written[HEAD..]));
        for at in 0..written.len() {
            let mut changed = written.clone();
            changed[at] ^= 0x10;
            let head = Head::read(changed.first_chunk().unwrap());
            assert!(!head.is_some_and(|head| head.vouches_for(&changed[HEAD..])), "byte {at}");
        }
    }
}
