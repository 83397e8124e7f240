//! Choices between floats by arithmetic: for what chance decides, since a branch on it is often guessed wrong.
//!
//! There is no conditional move of floats, so a selection of them is mostly compiled to a branch, whatever
//! the source looks like; arithmetic less often. Which, the compiler decides: the results are the same.

/// `number`, which is finite, if so; else zero, with the sign of the number.
#[inline]
pub fn if_so(so: bool, number: f64) -> f64 {
    number * f64::from(u8::from(so))
}

/// `one` if so, else `other`: finite numbers. A zero may lose its sign.
#[inline]
pub fn choose(so: bool, one: f64, other: f64) -> f64 {
    if_so(so, one) + if_so(!so, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_is_chosen_to_the_bit() {
        for (one, other) in [(1.5, -0.1), (f64::MAX, 0.0), (-3.0, f64::MIN_POSITIVE)] {
            assert_eq!(choose(true, one, other).to_bits(), one.to_bits());
            assert_eq!(choose(false, one, other).to_bits(), other.to_bits());
            assert_eq!(if_so(true, one).to_bits(), one.to_bits());
            assert_eq!(if_so(false, one).abs().to_bits(), 0);
        }
    }
}
