//! The standard set: the entries, attributes, stages and teams of a scenario that does not say otherwise.
//!
//! They are texts like any scenario's, so that files can change parts of them, faults can point into
//! them, and a starter can show them.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::read::commented::Commented;
use super::read::field::Field;
use super::read::load::{Ground, load_text};
use super::read::reader::Reader;
use super::read::section::Section;
use super::read::source::Sources;
use super::read::tree::{Node, Value};
use super::sections::attributes::Attributes;
use super::sections::entries::{
    BehaviourSection, CauseSection, KnockOutSection, RestrictionKindSection, SegmentSection,
};
use super::sections::points::FactorSection;
use super::sections::process_fields::{Stages, Teams};

/// Stages and teams.
pub(super) const TEXT: &str = include_str!("standard.toml");

/// Attributes.
pub(super) const ATTRIBUTES: &str = include_str!("attributes.toml");

/// Causes, kinds of restriction, behaviours, factors, knock-outs and segments.
const ENTRIES: &str = include_str!("entries.toml");

/// What lies under every scenario.
pub(super) const GROUND: Ground = Ground {
    name: "the standard process",
    text: concat!(
        include_str!("standard.toml"),
        include_str!("attributes.toml"),
        include_str!("entries.toml")
    ),
    moved: super::moved::MOVED,
};

/// Reads a key of the text; whatever it lacks is as empty as `none`.
fn part<T: Field>(path: &[&str], none: T) -> T {
    let mut loaded = load_text(GROUND.name, "", GROUND, &[]);
    let root = Some(loaded.root.clone());
    let found = path.iter().fold(root, |node, key| Some(node?.as_table()?.get(key)?.node.clone()));
    let mut reader = Reader::new(&loaded.sources, &mut loaded.faults, Vec::new());
    found.and_then(|node| T::read(&node, &mut reader)).unwrap_or(none)
}

/// The stages.
pub(super) fn stages() -> Stages {
    part(&["stage"], Stages(Vec::new()))
}

/// The teams.
pub(super) fn teams() -> Teams {
    part(&["team"], Teams(BTreeMap::new()))
}

/// The attributes.
pub(super) fn attributes() -> Attributes {
    part(&["attribute"], Attributes(BTreeMap::new()))
}

/// Something that the standard text has by name.
pub trait StandardEntry: Section {
    /// Where in the text, key by key.
    const PATH: &'static [&'static str];
    /// Names of the standard ones, in their order.
    const NAMES: &'static [&'static str];

    /// Whether there is such an entry.
    fn is_enabled(&self) -> bool;
}

macro_rules! entry {
    ($section:ty, $path:expr, $names:expr) => {
        impl StandardEntry for $section {
            const PATH: &'static [&'static str] = &$path;
            const NAMES: &'static [&'static str] = &$names;

            fn is_enabled(&self) -> bool {
                self.enabled
            }
        }
    };
}

entry!(CauseSection, ["cause"], crate::population::Cause::STANDARD);
entry!(RestrictionKindSection, ["restriction", "kind"], crate::population::Restriction::STANDARD);
entry!(BehaviourSection, ["behaviour"], crate::behaviour::Behaviour::STANDARD);
entry!(KnockOutSection, ["knock_out"], crate::policy::KnockOut::STANDARD);
entry!(FactorSection, ["factor"], crate::population::LATENTS);
entry!(
    SegmentSection,
    ["segment"],
    ["cause", "restriction", "age_band", "limit_band", "sesame_band", "overdue_months", "days_overdue"]
);

/// Entries by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(pub BTreeMap<String, T>);

impl<T: StandardEntry> Entries<T> {
    /// Those that there are, the standard ones first, in their order, and then the others by name.
    pub fn each(&self) -> impl Iterator<Item = (&str, &T)> {
        let standard = T::NAMES.iter().filter_map(|name| self.0.get_key_value(*name));
        let own = self.0.iter().filter(|(name, _)| !T::NAMES.contains(&name.as_str()));
        let all = standard.chain(own).map(|(name, section)| (name.as_str(), section));
        all.filter(|(_, section)| section.is_enabled())
    }
}

impl<T: StandardEntry> Default for Entries<T> {
    fn default() -> Self {
        part(T::PATH, Self(BTreeMap::new()))
    }
}

impl<T: StandardEntry> Field for Entries<T> {
    const IS_TABLE: bool = true;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        BTreeMap::read(node, reader).map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        BTreeMap::<String, T>::schema()
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        T::collect_keys(&format!("{prefix}.NAME"), keys);
    }

    fn write_commented(&self, path: &str, _key: &str, _doc: &str, out: &mut Commented) {
        // All of them are shown together, once.
        if path.is_empty() && T::PATH == ["cause"] {
            out.text(ENTRIES);
        }
    }
}

/// Takes the standard entries out that no other source names, where a scenario begins without them.
pub(super) fn begin_without(root: &mut Node, sources: &Sources) {
    let Value::Table(table) = &mut root.value else { return };
    let says = table.get("standard").and_then(|entry| match entry.node.value {
        Value::Bool(standard) => Some(standard),
        _ => None,
    });
    if says != Some(false) {
        return;
    }
    let paths = [
        CauseSection::PATH,
        RestrictionKindSection::PATH,
        BehaviourSection::PATH,
        KnockOutSection::PATH,
        FactorSection::PATH,
        SegmentSection::PATH,
    ];
    for path in paths {
        take_out(root, path, &|node| sources.name(node.place.source) == GROUND.name);
    }
}

fn take_out(node: &mut Node, path: &[&str], standard: &impl Fn(&Node) -> bool) {
    let Value::Table(table) = &mut node.value else { return };
    match path {
        [] => table.retain(|entry| !standard(&entry.node)),
        [key, below @ ..] => {
            if let Some(entry) = table.get_mut(key) {
                take_out(&mut entry.node, below, standard);
            }
        }
    }
}
