//! A choice between two floats without a branch.

use std::hint::select_unpredictable;

/// `one` if so, else `other`: for what chance decides, since a branch on it is often guessed wrong.
#[inline]
pub fn choose(so: bool, one: f64, other: f64) -> f64 {
    // As bits, since there is no conditional move of floats.
    f64::from_bits(select_unpredictable(so, one.to_bits(), other.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_is_chosen_to_the_bit() {
        for (one, other) in [(1.5, -0.0), (f64::INFINITY, 0.0), (-3.0, f64::MIN_POSITIVE)] {
            assert_eq!(choose(true, one, other).to_bits(), one.to_bits());
            assert_eq!(choose(false, one, other).to_bits(), other.to_bits());
        }
    }
}
