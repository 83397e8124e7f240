//! Tags: what sets the random numbers of one stage or team apart from another's.
//!
//! A tag is made from the name, so a stage keeps its numbers when others are added, taken out or
//! moved, and two scenarios that share a stage share its draws.

use crate::random::{Purpose, ReplicationKey, name_tag};

/// Draws that have an entry of their own in the ledger of purposes, from before stages had names: they
/// are keyed by their purpose alone. Every other draw of these stages is keyed by the name, as others are.
const LEDGER: [(&str, Purpose); 5] = [
    ("intake", Purpose::Intake),
    ("human_review", Purpose::Handling),
    ("verdict", Purpose::Verdict),
    ("verdict", Purpose::SecondReading),
    ("review_delay", Purpose::FixedDelay),
];

/// The keys of one stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct StageKeys {
    /// Made from the name.
    own: ReplicationKey,
    /// That of the replication.
    root: ReplicationKey,
    /// Purposes in the ledger, a bit each.
    ledger: u64,
}

impl StageKeys {
    /// The keys of the stage `name`.
    pub(super) fn new(root: ReplicationKey, name: &str) -> Self {
        let bits = LEDGER.iter().filter(|(stage, _)| *stage == name).map(|(_, purpose)| 1 << *purpose as u32);
        Self { own: root.branch(name_tag(name)), root, ledger: bits.sum() }
    }

    /// The key of its draws for a purpose.
    #[inline]
    pub(super) fn of(&self, purpose: Purpose) -> ReplicationKey {
        if self.ledger >> purpose as u32 & 1 == 1 { self.root } else { self.own }
    }
}

/// The tag of a team, never that of a stage of the same name; 0 as for a stage.
pub(super) fn team(name: &str) -> u64 {
    if name == "reviewers" { 0 } else { name_tag(name) ^ 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two stages never draw from one stream, the standard ones included.
    #[test]
    fn stages_share_no_stream() {
        let root = ReplicationKey::new(1, 0);
        let names = ["intake", "automatic_screen", "human_review", "verdict", "review_delay", "desk"];
        let purposes = [
            Purpose::Intake,
            Purpose::Handling,
            Purpose::Verdict,
            Purpose::SecondReading,
            Purpose::FixedDelay,
            Purpose::Route,
            Purpose::LinePatience,
        ];
        let mut seen = std::collections::HashSet::new();
        for name in names {
            for purpose in purposes {
                let draw = StageKeys::new(root, name).of(purpose).stream(7, purpose, 1).uniform();
                assert!(seen.insert(draw.to_bits()), "{name} shares its {purpose:?}");
            }
        }
        assert_ne!(team("desk"), name_tag("desk"));
        assert_eq!(team("reviewers"), 0);
    }
}
