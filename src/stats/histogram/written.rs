//! A histogram as it is written down: the bins that hold something, each with its distance from the one before.
//!
//! Most of the bins in a row are empty, so this is a fraction of them all; what is read back is equal to what was
//! written, room included.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::{BINS_PER_OCTAVE, LogHistogram, SHIFT};

/// No finite number falls into a bin from this one on.
const BINS: usize = (f64::INFINITY.to_bits() >> SHIFT) as usize;

/// What is written.
#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    zeros: u64,
    first: u32,
    /// Powers of two that are kept.
    octaves: u32,
    /// Empty bins before a bin that holds something, and what that holds.
    bins: Vec<(u16, u16)>,
    carried: BTreeMap<usize, u64>,
    count: u64,
    min: f64,
    max: f64,
}

impl Serialize for LogHistogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bins = Vec::with_capacity(self.bins.len() / 4);
        let mut empty = 0;
        for &count in &self.bins {
            // A row of empty bins longer than a number can say is said in parts.
            if count > 0 || empty == u16::MAX {
                bins.push((empty, count));
                empty = 0;
            } else {
                empty += 1;
            }
        }
        let written = Written {
            zeros: self.zeros,
            first: self.first as u32,
            octaves: (self.bins.len() / BINS_PER_OCTAVE) as u32,
            bins,
            carried: self.carried.clone(),
            count: self.count,
            min: self.min,
            max: self.max,
        };
        written.serialize(serializer)
    }
}

impl TryFrom<Written> for LogHistogram {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        const WRONG: &str = "a histogram with bins that no value falls into";
        let (first, length) = (written.first as usize, written.octaves as usize * BINS_PER_OCTAVE);
        if first.saturating_add(length) > BINS.next_multiple_of(BINS_PER_OCTAVE) {
            return Err(WRONG);
        }
        let mut bins = vec![0; length];
        let mut at = 0;
        for (empty, count) in written.bins {
            at += usize::from(empty);
            *bins.get_mut(at).ok_or(WRONG)? = count;
            at += 1;
        }
        let Written { zeros, carried, count, min, max, .. } = written;
        Ok(Self { zeros, first, bins, carried, count, min, max })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn there_and_back(histogram: &LogHistogram) -> LogHistogram {
        postcard::from_bytes(&postcard::to_allocvec(histogram).unwrap()).unwrap()
    }

    #[test]
    fn empty_and_extreme_ones_come_back() {
        assert_eq!(there_and_back(&LogHistogram::new()), LogHistogram::new());
        let mut extreme = LogHistogram::new();
        for value in [0.0, f64::MIN_POSITIVE, 1e-9, 1.0, 1e300, f64::MAX] {
            extreme.record(value);
        }
        assert_eq!(there_and_back(&extreme), extreme);
    }

    /// More than a bin counts to: the rest is carried.
    #[test]
    fn what_is_carried_comes_back() {
        let mut many = LogHistogram::new();
        (0..200_000).for_each(|_| many.record(3.0));
        assert_eq!(there_and_back(&many), many);
    }

    #[test]
    fn bins_beyond_all_numbers_are_a_fault() {
        let mut histogram = LogHistogram::new();
        histogram.record(1.0);
        let mut bytes = postcard::to_allocvec(&histogram).unwrap();
        // The number of the first bin stands behind that of the zeros: the greatest that its bytes can say.
        bytes.splice(1..4, [0xff, 0xff, 0xff, 0xff, 0x0f]);
        assert!(postcard::from_bytes::<LogHistogram>(&bytes).is_err());
    }

    proptest! {
        #[test]
        fn whatever_was_recorded_comes_back(values in prop::collection::vec(0.0..1e6_f64, 0..300)) {
            let mut histogram = LogHistogram::new();
            for value in values {
                histogram.record(value);
            }
            prop_assert_eq!(there_and_back(&histogram), histogram);
        }
    }
}
