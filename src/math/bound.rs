//! Bounds that a number keeps or does not.

/// A bound for a number on file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// It is at least this.
    AtLeast(f64),
    /// It is below this.
    Below(f64),
    /// It is one of the whole numbers 0 to 63 whose bits are set.
    OneOf(u64),
}

impl Bound {
    /// Whether a number keeps it.
    #[inline]
    pub fn holds(self, number: f64) -> bool {
        match self {
            Self::AtLeast(bound) => number >= bound,
            Self::Below(bound) => number < bound,
            Self::OneOf(set) => (0.0..64.0).contains(&number) && set >> (number as u32) & 1 == 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bound;

    #[test]
    fn bounds_include_their_lower_end_only() {
        for (number, expected) in [(0.9, [false, true]), (1.0, [true, false]), (f64::NAN, [false, false])] {
            assert_eq!([Bound::AtLeast(1.0), Bound::Below(1.0)].map(|bound| bound.holds(number)), expected);
        }
        let some = Bound::OneOf(1 << 63 | 0b101);
        let held = [0.0, 1.0, 2.0, 63.0, 64.0, -1.0].map(|number| some.holds(number));
        assert_eq!(held, [true, false, true, true, false, false]);
    }
}
