//! Sections about the attributes that the generator reads off latent factors, by name.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::read::commented::Commented;
use super::super::read::dist::Dist;
use super::super::read::field::Field;
use super::super::read::reader::Reader;
use super::super::read::section::section;
use super::super::read::tree::Node;
use super::super::read::units::Share;
use super::super::standard;

section! {
    /// An attribute of applicants. One that is read off a latent factor has a score that is standard normal: `loading` times
    /// that factor, and noise of its own. The score becomes a share (`intercept`, `slope`), a count (`below` or `above`), or
    /// is the attribute itself. Attributes of your own may also come from a law, a share, named values, a column of the
    /// table, or other attributes.
    pub struct AttributeSection {
        /// The latent factor that it is read off; high is good.
        latent: Option<String>, non_empty;
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
        /// A number drawn from this law.
        law: Option<Dist<f64>>;
        /// 1 for this share of the applicants, 0 for the others.
        share: Option<Share>;
        /// Names of the values 0, 1, 2, …, in their order.
        values: Option<Vec<String>>, max_length(64), non_empty;
        /// How often each of the `values` is; only proportions matter. Without it they are alike.
        weights: Option<Vec<f64>>, max_length(64), at_least(0.0), at_most(1e9);
        /// The column of `population.table.file` that it is read from: numbers, names of `values`, or `codes`.
        column: Option<String>, non_empty;
        /// What the cells of the column mean, by name of the value: `{ "1" = "graduate", "2" = "university" }`.
        codes: BTreeMap<String, String>, max_length(1000);
        /// The sum of these attributes.
        sum: Option<Vec<String>>, non_empty, max_length(20);
        /// The first of these less the others.
        difference: Option<Vec<String>>, non_empty, max_length(20);
        /// The product of these.
        product: Option<Vec<String>>, non_empty, max_length(20);
        /// The first of these divided by the others; 0 where one of those is 0.
        ratio: Option<Vec<String>>, non_empty, max_length(20);
        /// The least of these.
        least: Option<Vec<String>>, non_empty, max_length(20);
        /// The greatest of these.
        greatest: Option<Vec<String>>, non_empty, max_length(20);
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
