//! Randomness that is keyed, not consumed.
//!
//! Every draw belongs to a key (root seed, replication, entity, [`Purpose`], attempt). A [`Stream`]
//! is opened where a draw is needed and dropped after it, so no draw depends on the order in which
//! events happen: two policies meet the same applicants, tracing changes nothing, and any number of
//! threads gives the same numbers.
//!
//! This module knows generators, keys and probability laws. It deliberately does not know what an
//! entity is, what a purpose leads to, or which unit a law is measured in.

mod boxes;
mod error;
mod heights;
mod key;
mod law;
mod moments;
mod name;
mod normal;
mod purpose;
mod row;
mod sampler;
mod shapes;
mod spec;
mod xoroshiro;
mod ziggurat;

pub use error::LawError;
pub use key::{ReplicationKey, Stream};
pub use law::Law;
pub use name::name_tag;
pub use normal::{standard_normal_cdf, standard_normal_quantile};
pub use purpose::Purpose;
pub use row::{ROW, Row};
pub use spec::LawSpec;

/// The name of the generator behind every [`Stream`], as written to the manifest.
pub const GENERATOR: &str = "xoroshiro128++ keyed by two Stafford-13 mixes";
