//! From a scenario file to a compiled model: raw sections, validated whole, with every fault at its
//! place.
//!
//! A scenario is read in two stages. Reading gives sections whose values are each within their
//! bounds; compiling builds the parts of a [`crate::model::Model`] and reports what contradicts.
//! Neither stage runs anything. This module does not know threads or charts.

use std::path::{Path, PathBuf};

mod arrival_files;
mod cards;
mod compile;
mod data;
mod holidays;
mod identity;
mod idle;
mod moved;
mod plain;
mod provenance;
pub mod read;
mod resolved;
mod rosters;
mod schema;
pub mod sections;
mod standard;
mod table;

use read::tree::{Entry, Node, Value};

pub use compile::{Compiled, Settings, compile};
pub use data::receipt::{AttributeReceipt, Bound, ColumnReceipt, Receipt};
pub use holidays::CalendarFile;
pub use identity::{Identity, Input};
pub use idle::{IdleKey, idle_keys};
pub use provenance::{Number, NumberOrigin, numbers};
pub use read::fault::{Fault, Faults};
pub use read::load::Loaded;
pub use read::section::Section;
pub use read::source::Sources;
pub use resolved::{named_file, resolved_text};
pub use rosters::RosterFile;
pub use schema::{scenario_keys_page, scenario_schema, scenario_schema_in};
pub use sections::Scenario;
pub use sections::provenance::{Amount, TagName};
pub use standard::StandardEntry;

/// What a scenario says of itself alone; a variant does not inherit it.
const OWN: [&str; 2] = ["name", "description"];

/// Reads the scenario file at `path`, what it extends, and the arguments `sets`. A file that does
/// not say its `name` is called by its own: a variant must not pass for what it extends.
pub fn load(path: &Path, sets: &[String]) -> Loaded {
    set(read::load::load_unset(path, standard::GROUND), path, sets)
}

/// A scenario file that has been read, with what it extends, and can be set in many ways without being read again. Files
/// of data that it names are read each time.
#[derive(Clone, Debug)]
pub struct Unset {
    path: PathBuf,
    loaded: Loaded,
}

impl Unset {
    /// Reads the scenario file at `path`, and what it extends.
    pub fn read(path: &Path) -> Self {
        Self { path: path.to_owned(), loaded: read::load::load_unset(path, standard::GROUND) }
    }

    /// The same as [`load`] with these arguments.
    pub fn load(&self, sets: &[String]) -> Loaded {
        set(self.loaded.clone(), &self.path, sets)
    }
}

/// Applies arguments to what was read at `path`.
fn set(mut loaded: Loaded, path: &Path, sets: &[String]) -> Loaded {
    loaded.set(sets);
    plain::lay_under(&mut loaded.root, &mut loaded.sources, &mut loaded.faults);
    standard::begin_without(&mut loaded.root, &loaded.sources);
    let place = loaded.root.place;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    if let Value::Table(table) = &mut loaded.root.value {
        for key in OWN {
            let source = table.get(key).map(|entry| entry.node.place.source);
            let inherited =
                |source| source != place.source && !loaded.sources.name(source).starts_with("--set");
            if source.is_some_and(inherited) {
                table.remove(key);
            }
        }
        if let (None, Some(stem)) = (table.get("name"), stem) {
            let node = Node::new(Value::String(stem), place);
            table.insert(Entry { key: "name".to_owned(), place, node });
        }
    }
    loaded
}

/// Reads a scenario given as text; relative paths in it start at the working directory.
pub fn load_text(name: &str, text: &str, sets: &[String]) -> Loaded {
    let mut loaded = read::load::load_text(name, text, standard::GROUND, sets);
    plain::lay_under(&mut loaded.root, &mut loaded.sources, &mut loaded.faults);
    standard::begin_without(&mut loaded.root, &loaded.sources);
    loaded
}
