//! Sections about the attributes that the generator reads off latent factors, by name.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::read::choice::choice;
use super::super::read::commented::Commented;
use super::super::read::field::Field;
use super::super::read::reader::Reader;
use super::super::read::section::section;
use super::super::read::tree::Node;
use super::super::standard;

choice! {
    /// A latent factor of the copula.
    pub enum LatentName {
        /// Credit status.
        Credit = "credit",
        /// Account security.
        Security = "security",
        /// Personal information.
        Information = "information",
        /// Consumption.
        Consumption = "consumption",
        /// External credit.
        External = "external",
    }
}

section! {
    /// An attribute of applicants. Its score is standard normal: `loading` times a latent factor, and noise of its own. The
    /// score becomes a share (`intercept`, `slope`), or a count (`below` or `above`).
    pub struct AttributeSection {
        /// The latent factor that it is read off; high is good.
        latent: Option<LatentName>;
        /// Weight of that factor, which is its correlation with the score.
        loading: Option<f64>, between(-1.0, 1.0);
        /// A share: the logistic function of this plus `slope` times the score.
        intercept: Option<f64>, between(-100.0, 100.0);
        /// By how much the log-odds of the share rise with each standard deviation of the score.
        slope: Option<f64>, between(-100.0, 100.0);
        /// A count: one for each of these that the score lies below, in standard deviations.
        below: Option<Vec<f64>>, max_length(6), between(-100.0, 100.0);
        /// A count: one for each of these that the score lies above, in standard deviations.
        above: Option<Vec<f64>>, max_length(6), between(-100.0, 100.0);
    }
}

/// The attributes, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Attributes(pub BTreeMap<String, AttributeSection>);

impl Default for Attributes {
    fn default() -> Self {
        standard::attributes()
    }
}

impl Field for Attributes {
    const IS_TABLE: bool = true;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        BTreeMap::read(node, reader).map(Self)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.0.to_toml()
    }

    fn schema() -> Json {
        BTreeMap::<String, AttributeSection>::schema()
    }

    fn collect_keys(prefix: &str, keys: &mut Vec<String>) {
        AttributeSection::collect_keys(&format!("{prefix}.NAME"), keys);
    }

    fn write_commented(&self, _path: &str, _key: &str, _doc: &str, out: &mut Commented) {
        out.text(standard::ATTRIBUTES);
    }
}
