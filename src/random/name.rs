//! Tags from names: what sets the draws of one named thing apart from another's.

/// The tag of a name, never 0: FNV-1a, 64 bits (Fowler, Noll, Vo; RFC draft-eastlake-fnv), fixed for ever, unlike the
/// standard library's hashes. Keys pass through a mixer afterwards.
pub fn name_tag(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published value of FNV-1a 64.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(name_tag("foobar"), 0x8594_4171_f739_67e8);
    }
}
