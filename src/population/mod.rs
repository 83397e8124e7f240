//! Who applies: restricted account holders as a pure function of (replication, index).
//!
//! An applicant's attributes, cause of restriction and true risk depend on the key alone, so they
//! can be made again at any moment and are the same under every policy. Attributes hang together
//! through a Gaussian copula over the five factors; card histories follow the UCI table or are
//! drawn from a table of real rows. This module does not know events, decisions or behaviour.

mod applicant;
mod arrears;
mod arrivals;
mod attribute;
mod batch;
mod card;
mod cause;
mod config;
mod copula;
mod curve;
mod generator;
mod inverse;
mod items;
mod kind;
mod own;
mod risk;
mod segment;
mod standing;
mod table;
#[rustfmt::skip]
mod uci;

pub use applicant::{
    Applicant, Cause, ConsumptionItems, ExternalItems, InformationItems, Restriction, SecurityItems,
};
pub use arrears::RiskConfig;
pub use arrivals::{ArrivalConfig, ArrivalSource, ArrivalStream, Arrivals};
pub use attribute::{Attribute, Change};
pub use batch::BatchSizes;
pub use card::{Card, CardGenerator, LimitScale, MonthlyHistory};
pub use cause::CauseConfig;
pub use config::{DaysOverdueBand, PopulationConfig, PopulationError, SesameConfig};
pub use copula::{Companion, Copula, CopulaError, Further, LATENTS};
pub use generator::Population;
pub use items::{ITEM_NAMES, ITEMS, ItemConfig, Latent, Marks, Rating, Readings};
pub use kind::{Kind, Range};
pub use own::{Derivation, Origin, OwnAttribute, OwnAttributes, OwnLatent, Reading};
pub use risk::{DefaultLogit, RiskModel, TrueRisk};
pub use segment::{SegmentRule, SegmentValues, Segments};
pub use table::{CardRow, CardTable};
