//! The counts of a sketch in few bytes: one for a bin that follows the last, one for a count below 128.
//!
//! Only what holds values is kept, so a sketch of a replication takes two to three bytes a bin instead of two for
//! every bin between the least and the greatest value.

use super::histogram::bin_edges;

/// What the keys of counts stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Bins of a [`super::LogHistogram`].
    Logarithmic,
    /// Whole numbers.
    Whole,
}

impl Scale {
    /// The values that a key stands for: from the first to the second; both are equal where it is one value.
    pub(super) fn edges(self, key: u32) -> (f64, f64) {
        match self {
            Self::Whole => (f64::from(key), f64::from(key)),
            Self::Logarithmic => bin_edges(key),
        }
    }
}

/// Keys in ascending order, each with how often it occurred.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    /// For each key its distance from the one before, and its count, both as LEB128.
    bytes: Box<[u8]>,
    count: u64,
    min: f64,
    max: f64,
}

impl Packed {
    /// Packs keys in ascending order; `min` and `max` are those of the values, `None` without any.
    pub(super) fn of(
        entries: impl IntoIterator<Item = (u32, u64)>,
        min: Option<f64>,
        max: Option<f64>,
    ) -> Self {
        let (mut bytes, mut count, mut last) = (Vec::new(), 0, 0);
        for (key, times) in entries {
            write(&mut bytes, u64::from(key - last));
            write(&mut bytes, times);
            last = key;
            count += times;
        }
        let (min, max) = (min.unwrap_or(f64::INFINITY), max.unwrap_or(f64::NEG_INFINITY));
        Self { bytes: bytes.into(), count, min, max }
    }

    /// Number of values.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The least value, exact; `None` without values.
    pub(super) fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// The greatest value, exact; `None` without values.
    pub(super) fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }

    /// Keys in ascending order, each with its count.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let (mut rest, mut key) = (&*self.bytes, 0);
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            key += read(&mut rest) as u32;
            Some((key, read(&mut rest)))
        })
    }

    /// Values with a key of at most `key`.
    pub(super) fn count_to(&self, key: u32) -> u64 {
        self.entries().take_while(|entry| entry.0 <= key).map(|entry| entry.1).sum()
    }

    /// The values of both.
    pub(super) fn merged(&self, other: &Self) -> Self {
        let (mut mine, mut theirs) = (self.entries().peekable(), other.entries().peekable());
        let next = std::iter::from_fn(|| match (mine.peek(), theirs.peek()) {
            (Some(a), Some(b)) if a.0 == b.0 => {
                let ((key, mine), (_, theirs)) = (mine.next()?, theirs.next()?);
                Some((key, mine + theirs))
            }
            (Some(a), Some(b)) if a.0 < b.0 => mine.next(),
            (Some(_), None) => mine.next(),
            _ => theirs.next(),
        });
        Self::of(next, Some(self.min.min(other.min)), Some(self.max.max(other.max)))
    }

    /// The values of all of them.
    pub(super) fn merged_all(several: &[Self]) -> Self {
        let empty = Self::of([], None, None);
        several.iter().fold(empty, |all, one| all.merged(one))
    }
}

fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn packed(counts: &BTreeMap<u32, u64>) -> Packed {
        Packed::of(counts.iter().map(|(key, count)| (*key, *count)), Some(0.0), Some(1.0))
    }

    fn counts() -> impl Strategy<Value = BTreeMap<u32, u64>> {
        prop::collection::btree_map(0..300_000_u32, prop_oneof![1..200_u64, 1..1_u64 << 56], 0..60)
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(first in counts(), second in counts()) {
            let (a, b) = (packed(&first), packed(&second));
            prop_assert_eq!(a.entries().collect::<BTreeMap<_, _>>(), first.clone());
            let mut sum = first;
            for (key, count) in second {
                *sum.entry(key).or_insert(0) += count;
            }
            prop_assert_eq!(a.merged(&b).entries().collect::<BTreeMap<_, _>>(), sum.clone());
            let within: u64 = sum.range(..=150_000).map(|entry| entry.1).sum();
            prop_assert_eq!(a.merged(&b).count_to(150_000), within);
        }
    }

    #[test]
    fn a_bin_that_follows_the_last_takes_two_bytes() {
        let dense: BTreeMap<u32, u64> = (130_000..131_000).map(|key| (key, 5)).collect();
        assert_eq!(packed(&dense).bytes.len(), 2_000 + 2);
    }
}
