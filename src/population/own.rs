//! Attributes that a scenario defines: made from the keys of an applicant, like all others, but one at a time.
//!
//! They are no part of an [`Applicant`], so a population without them costs nothing. What they mean is not known here.

use super::items::{Latent, Marks, Rating};
use super::{Applicant, Attribute, Further, LATENTS, Population};
use crate::math::logistics;
use crate::random::{Law, Purpose, ReplicationKey};

/// An attribute that a scenario defines.
#[derive(Debug, Clone)]
pub struct OwnAttribute {
    /// What sets its draws apart: made from its name.
    pub tag: u64,
    /// Where its values come from.
    pub origin: Origin,
}

/// Where the values of an attribute come from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Drawn from a law.
    Law(Law),
    /// 0, 1, 2, …: the upper edges of their shares, which rise to 1. Whether something is so has two.
    Choice(Vec<f64>),
    /// Read off a latent number.
    Score(Latent, Reading),
    /// A column of the table: the value of each row. Where a row has none, that of a row drawn anew.
    Column(Vec<Option<f32>>),
    /// Worked out from other attributes.
    Derived(Derivation, Vec<Attribute>),
}

/// What a score becomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// The score itself, standard normal.
    Plain,
    /// A share.
    Rating(Rating),
    /// One for each mark that the score lies below.
    Below(Marks),
    /// One for each mark that it lies above.
    Above(Marks),
}

/// How an attribute is worked out from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// Their sum.
    Sum,
    /// The first less the others.
    Difference,
    /// Their product.
    Product,
    /// The first divided by each of the others; 0 where one of those is 0.
    Ratio,
    /// The least.
    Least,
    /// The greatest.
    Greatest,
}

/// A latent number that a scenario adds.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLatent {
    /// What sets its draws apart: made from its name.
    pub tag: u64,
    /// How it depends on those before it.
    pub number: Further,
}

/// The attributes that a scenario defines.
#[derive(Debug, Clone, Default)]
pub struct OwnAttributes {
    /// In the order of their positions.
    pub attributes: Vec<OwnAttribute>,
    /// Latent numbers beyond those of the generator.
    pub latents: Vec<OwnLatent>,
    /// Positions in which they can be worked out one after the other.
    pub order: Vec<usize>,
}

impl Derivation {
    fn of(self, values: impl Iterator<Item = f64>) -> f64 {
        let two = |one: f64, other: f64| match self {
            Self::Sum => one + other,
            Self::Difference => one - other,
            Self::Product => one * other,
            Self::Ratio if other == 0.0 => 0.0,
            Self::Ratio => one / other,
            Self::Least => one.min(other),
            Self::Greatest => one.max(other),
        };
        values.reduce(two).unwrap_or(0.0)
    }
}

impl Reading {
    fn of(self, score: f64) -> f32 {
        match self {
            Self::Plain => score as f32,
            Self::Rating(line) => logistics(&[line.intercept + line.slope * score])[0],
            Self::Below(marks) => f32::from(marks.missed_by(score)),
            Self::Above(marks) => f32::from(marks.exceeded_by(score)),
        }
    }
}

impl Population {
    /// How many attributes the scenario defines.
    pub fn own_attributes(&self) -> usize {
        self.config().own.attributes.len()
    }

    /// Puts the values of those attributes of an applicant into `own`, as they were at restriction.
    pub fn own_values(&self, key: ReplicationKey, index: u64, applicant: &Applicant, own: &mut Vec<f32>) {
        let config = &self.config().own;
        own.clear();
        if config.attributes.is_empty() {
            return;
        }
        own.resize(config.attributes.len(), 0.0);
        let scored = config.attributes.iter().any(|attribute| matches!(attribute.origin, Origin::Score(..)));
        let latents = if scored { self.latents(key, index, applicant) } else { Vec::new() };
        for position in config.order.iter().copied() {
            let OwnAttribute { tag, origin } = &config.attributes[position];
            let mut stream = key.branch(*tag).stream(index, Purpose::OwnAttribute, 0);
            own[position] = match origin {
                Origin::Law(law) => law.sample(&mut stream) as f32,
                Origin::Choice(edges) => {
                    let coin = stream.uniform();
                    let last = edges.len().saturating_sub(1);
                    edges.iter().filter(|edge| coin >= **edge).count().min(last) as f32
                }
                Origin::Score(latent, reading) => reading.of(latent.score(&latents, stream.normal())),
                Origin::Column(values) => {
                    let row = self.row_of(key, index, applicant);
                    let value = row.and_then(|row| values.get(row).copied().flatten());
                    // As often as it takes: the table is refused if no row has a value.
                    let another = || {
                        let draw =
                            |_| values.get(stream.below(values.len() as u64) as usize).copied().flatten();
                        (0..10_000).find_map(draw)
                    };
                    value.or_else(another).unwrap_or(0.0)
                }
                Origin::Derived(how, from) => {
                    how.of(from.iter().map(|attribute| applicant.attribute(*attribute, own))) as f32
                }
            };
        }
        let cause = &self.config().causes[applicant.cause.index()];
        cause.show_own(applicant, Self::coin_of(key, index), own);
    }

    /// The latent numbers of someone, moved by the cause: those of the generator, then those that the scenario adds.
    fn latents(&self, key: ReplicationKey, index: u64, applicant: &Applicant) -> Vec<f64> {
        let config = self.config();
        let independent = self.independent(key, index, applicant);
        let five: [[f64; 1]; LATENTS.len()] = config.copula.correlate(&independent.map(|number| [number]));
        let mut latents: Vec<f64> = five.iter().map(|[number]| *number).collect();
        let mut numbers = independent.to_vec();
        for latent in &config.own.latents {
            let own = key.branch(latent.tag).stream(index, Purpose::OwnFactor, 0).normal();
            latents.push(latent.number.of(&numbers, own));
            numbers.push(own);
        }
        for (latent, shift) in &config.causes[applicant.cause.index()].shifts {
            if let Some(moved) = latents.get_mut(usize::from(*latent)) {
                *moved += shift;
            }
        }
        latents
    }
}
