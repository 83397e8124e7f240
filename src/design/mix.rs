//! Well mixed bits of a number, so that what is random in a design follows from its seed alone.

/// Two multiplications and three shifts that mix all bits with all (Stafford 2011, variant 13, as in `SplitMix64`).
pub(super) const fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The same of several numbers in their order.
pub(super) fn mix_all(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0, |mixed, number| mix(mixed ^ mix(*number)))
}

/// The first 53 bits as a number from 0 to below 1.
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}
