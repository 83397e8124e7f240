//! The standard set: the attributes, stages and teams of a scenario that does not say otherwise.
//!
//! They are texts like any scenario's, so that files can change parts of them, faults can point into
//! them, and a starter can show them.

use super::read::load::{Ground, load_text};
use super::sections::attributes::Attributes;
use super::sections::process_fields::{Stages, Teams};

/// Stages and teams.
pub(super) const TEXT: &str = include_str!("standard.toml");

/// Attributes.
pub(super) const ATTRIBUTES: &str = include_str!("attributes.toml");

/// What lies under every scenario.
pub(super) const GROUND: Ground = Ground {
    name: "the standard process",
    text: concat!(include_str!("standard.toml"), include_str!("attributes.toml")),
    moved: super::moved::MOVED,
};

/// Reads a key of the text; whatever it lacks is as empty as `none`.
fn part<T: super::read::field::Field>(key: &str, none: T) -> T {
    let mut loaded = load_text(GROUND.name, "", GROUND, &[]);
    let found = loaded.root.as_table().and_then(|table| table.get(key)).map(|entry| entry.node.clone());
    let mut reader = super::read::reader::Reader::new(&loaded.sources, &mut loaded.faults, Vec::new());
    found.and_then(|node| T::read(&node, &mut reader)).unwrap_or(none)
}

/// The stages.
pub(super) fn stages() -> Stages {
    part("stage", Stages(Vec::new()))
}

/// The teams.
pub(super) fn teams() -> Teams {
    part("team", Teams(std::collections::BTreeMap::new()))
}

/// The attributes.
pub(super) fn attributes() -> Attributes {
    part("attribute", Attributes(std::collections::BTreeMap::new()))
}
