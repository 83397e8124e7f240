//! From a scenario file to a compiled model: raw sections, validated whole, with every fault at its
//! place.
//!
//! A scenario is read in two stages. Reading gives sections whose values are each within their
//! bounds; compiling builds the parts of a [`crate::model::Model`] and reports what contradicts.
//! Neither stage runs anything. This module does not know threads or charts.

mod compile;
pub mod read;
mod resolved;
pub mod sections;
mod table;

pub use compile::{Compiled, Settings, compile};
pub use read::fault::{Fault, Faults};
pub use read::load::{Loaded, load, load_text};
pub use read::section::{Section, document_schema};
pub use read::source::Sources;
pub use resolved::resolved_text;
pub use sections::Scenario;
