//! Tags: what sets the random numbers of one stage or team apart from another's.
//!
//! A tag is made from the name, so a stage keeps its numbers when others are added, taken out or
//! moved, and two scenarios that share a stage share its draws.

/// The stages of the standard process. Their draws have entries of their own in the ledger of
/// purposes, from before stages had names, and keep them.
const STAGES: [&str; 5] = ["intake", "automatic_screen", "human_review", "verdict", "review_delay"];

/// The tag of a stage; 0 means that its draws are keyed by their purpose alone.
pub(super) fn stage(name: &str) -> u64 {
    if STAGES.contains(&name) { 0 } else { hash(name) }
}

/// The tag of a team, never that of a stage of the same name; 0 as for a stage.
pub(super) fn team(name: &str) -> u64 {
    if name == "reviewers" { 0 } else { hash(name) ^ 1 << 63 }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC draft-eastlake-fnv): fixed for ever, unlike the standard
/// library's hashes. Keys pass through a mixer afterwards.
fn hash(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published value of FNV-1a 64.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
        assert_eq!((stage("human_review"), team("reviewers")), (0, 0));
        assert_ne!(stage("desk"), team("desk"));
    }
}
