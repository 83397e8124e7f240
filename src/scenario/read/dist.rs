//! Distributions as a scenario names them: a law, its parameters, and limits on its values.
//!
//! Parameters are kept as they were given, in base units (seconds, the plain number, CNY), so that
//! they can be written back unchanged. How a law is sampled is not known here.

use std::marker::PhantomData;
use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::dist_forms::FORMS;
use super::dist_read;
use super::field::Field;
use super::reader::Reader;
use super::tree::Node;
use super::units::{Duration, Money};
use crate::words::say;

/// What a distribution's values are measured in.
pub trait Dimension: Field + Copy {
    /// The smallest value there is; −∞ where there is none.
    const LOWEST: f64;

    /// The value of so many base units.
    fn from_base(base: f64) -> Self;

    /// So many base units.
    fn base(self) -> f64;

    /// Base units in one `unit` of a column of numbers.
    ///
    /// # Errors
    /// The remedy, if the unit is absent, unknown or out of place.
    fn unit_factor(unit: Option<&str>) -> Result<f64, &'static str>;
}

impl Dimension for Duration {
    const LOWEST: f64 = 0.0;

    fn from_base(base: f64) -> Self {
        Self::seconds(base)
    }

    fn base(self) -> f64 {
        self.as_seconds()
    }

    fn unit_factor(unit: Option<&str>) -> Result<f64, &'static str> {
        let unit = unit.ok_or(say!(SayTheUnitOfThe))?;
        let one: Result<Self, _> = format!("1 {unit}").parse();
        one.map(Self::as_seconds).map_err(|_| say!(UnitsOfTimeAre))
    }
}

impl Dimension for f64 {
    const LOWEST: f64 = f64::NEG_INFINITY;

    fn from_base(base: f64) -> Self {
        base
    }

    fn base(self) -> f64 {
        self
    }

    fn unit_factor(unit: Option<&str>) -> Result<f64, &'static str> {
        if unit.is_none() { Ok(1.0) } else { Err(say!(TheseArePlainNumbersLeave)) }
    }
}

impl Dimension for Money {
    const LOWEST: f64 = 0.0;

    fn from_base(base: f64) -> Self {
        Self::cny(base)
    }

    fn base(self) -> f64 {
        self.as_cny()
    }

    fn unit_factor(unit: Option<&str>) -> Result<f64, &'static str> {
        match unit {
            None | Some("CNY" | "yuan" | "元" | "¥") => Ok(1.0),
            Some(_) => Err(say!(SumsOfMoneyAreIn)),
        }
    }
}

/// A law and its parameters, validated; quantities in base units.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // The parameters are named as in the literature; the laws say what they are.
pub enum Law {
    /// Always `value`.
    Constant { value: f64 },
    /// Exponential with `mean` > 0.
    Exponential { mean: f64 },
    /// Geometric on 1, 2, … base units with `mean` ≥ 1.
    Geometric { mean: f64 },
    /// Gamma by `shape` > 0 and `scale` > 0.
    Gamma { shape: f64, scale: f64 },
    /// Gamma by `mean` > 0 and coefficient of variation `cv` > 0.
    GammaMean { mean: f64, cv: f64 },
    /// Sum of `stages` exponential stages with `mean` in all.
    Erlang { stages: u32, mean: f64 },
    /// Lognormal by `median` > 0 and standard deviation `sigma` ≥ 0 of the logarithm.
    Lognormal { median: f64, sigma: f64 },
    /// Lognormal by `mean` > 0 and coefficient of variation `cv` > 0.
    LognormalMean { mean: f64, cv: f64 },
    /// Weibull by `shape` > 0 and `scale` > 0.
    Weibull { shape: f64, scale: f64 },
    /// Normal with `mean` and `sd` > 0 *before* truncation to `min`..`max`; either may be infinite.
    TruncatedNormal { mean: f64, sd: f64, min: f64, max: f64 },
    /// Uniform from `min` to `max`.
    Uniform { min: f64, max: f64 },
    /// Triangular from `min` over `mode` to `max`.
    Triangular { min: f64, mode: f64, max: f64 },
    /// PERT (beta with weight 4 on the mode) from `min` over `mode` to `max`.
    Pert { min: f64, mode: f64, max: f64 },
    /// Beta with `alpha`, `beta` > 0, stretched to `min`..`max`.
    Beta { alpha: f64, beta: f64, min: f64, max: f64 },
    /// One of `values` with probability proportional to its weight.
    Discrete { values: Vec<f64>, weights: Vec<f64> },
    /// Linear interpolation of the order statistics `values`, ascending.
    Empirical { values: Vec<f64> },
    /// The same from a `column` of a table; `values` ascending, already in base units.
    Table { file: PathBuf, column: String, unit: Option<String>, values: Vec<f64> },
}

/// A law with limits: what it draws below `floor` becomes `floor`, above `cap` becomes `cap`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dist<D: Dimension> {
    /// The law.
    pub law: Law,
    /// Lower limit in base units.
    pub floor: Option<f64>,
    /// Upper limit in base units.
    pub cap: Option<f64>,
    dimension: PhantomData<D>,
}

impl<D: Dimension> Dist<D> {
    /// A law without limits.
    pub fn new(law: Law) -> Self {
        Self { law, floor: None, cap: None, dimension: PhantomData }
    }

    /// Always `value`.
    pub fn constant(value: D) -> Self {
        Self::new(Law::Constant { value: value.base() })
    }

    /// Exponential with `mean`.
    pub fn exponential(mean: D) -> Self {
        Self::new(Law::Exponential { mean: mean.base() })
    }

    /// Lognormal by `median` and `sigma`, the standard deviation of the logarithm.
    pub fn lognormal(median: D, sigma: f64) -> Self {
        Self::new(Law::Lognormal { median: median.base(), sigma })
    }

    /// Uniform from `min` to `max`.
    pub fn uniform(min: D, max: D) -> Self {
        Self::new(Law::Uniform { min: min.base(), max: max.base() })
    }

    /// The same with an upper limit.
    #[must_use]
    pub fn capped(mut self, cap: D) -> Self {
        self.cap = Some(cap.base());
        self
    }

    /// The same with a lower limit.
    #[must_use]
    pub fn floored(mut self, floor: D) -> Self {
        self.floor = Some(floor.base());
        self
    }

    /// The law's name and its parameters as TOML, in the order of the documentation.
    fn written(&self) -> (&'static str, Vec<(&'static str, toml::Value)>) {
        let q = |x: f64| D::from_base(x).to_toml().unwrap_or(toml::Value::Float(x));
        let n = toml::Value::Float;
        let list = |values: &[f64]| toml::Value::Array(values.iter().map(|x| q(*x)).collect());
        match &self.law {
            Law::Constant { value } => ("constant", vec![("value", q(*value))]),
            Law::Exponential { mean } => ("exponential", vec![("mean", q(*mean))]),
            Law::Geometric { mean } => ("geometric", vec![("mean", q(*mean))]),
            Law::Gamma { shape, scale } => ("gamma", vec![("shape", n(*shape)), ("scale", q(*scale))]),
            Law::GammaMean { mean, cv } => ("gamma", vec![("mean", q(*mean)), ("cv", n(*cv))]),
            Law::Erlang { stages, mean } => {
                ("erlang", vec![("stages", toml::Value::Integer(i64::from(*stages))), ("mean", q(*mean))])
            }
            Law::Lognormal { median, sigma } => {
                ("lognormal", vec![("median", q(*median)), ("sigma", n(*sigma))])
            }
            Law::LognormalMean { mean, cv } => ("lognormal", vec![("mean", q(*mean)), ("cv", n(*cv))]),
            Law::Weibull { shape, scale } => ("weibull", vec![("shape", n(*shape)), ("scale", q(*scale))]),
            Law::TruncatedNormal { mean, sd, min, max } => {
                let mut params = vec![("mean", q(*mean)), ("sd", q(*sd))];
                params.extend(
                    [("min", min), ("max", max)]
                        .iter()
                        .filter(|(_, x)| x.is_finite())
                        .map(|(k, x)| (*k, q(**x))),
                );
                ("truncated_normal", params)
            }
            Law::Uniform { min, max } => ("uniform", vec![("min", q(*min)), ("max", q(*max))]),
            Law::Triangular { min, mode, max } => {
                ("triangular", vec![("min", q(*min)), ("mode", q(*mode)), ("max", q(*max))])
            }
            Law::Pert { min, mode, max } => {
                ("pert", vec![("min", q(*min)), ("mode", q(*mode)), ("max", q(*max))])
            }
            Law::Beta { alpha, beta, min, max } => {
                ("beta", vec![("alpha", n(*alpha)), ("beta", n(*beta)), ("min", q(*min)), ("max", q(*max))])
            }
            Law::Discrete { values, weights } => {
                let weights = toml::Value::Array(weights.iter().map(|x| n(*x)).collect());
                ("discrete", vec![("values", list(values)), ("weights", weights)])
            }
            Law::Empirical { values } => ("empirical", vec![("values", list(values))]),
            Law::Table { file, column, unit, .. } => {
                let text = |text: &str| toml::Value::String(text.to_owned());
                let mut params = vec![("file", text(&file.to_string_lossy())), ("column", text(column))];
                params.extend(unit.as_deref().map(|unit| ("unit", text(unit))));
                ("empirical", params)
            }
        }
    }
}

impl<D: Dimension> Field for Dist<D> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.as_table() {
            Some(table) => dist_read::read(node, table, reader),
            None => D::read(node, reader).map(Self::constant),
        }
    }

    /// A constant is written as its value alone.
    fn to_toml(&self) -> Option<toml::Value> {
        if let (Law::Constant { value }, None, None) = (&self.law, self.floor, self.cap) {
            return D::from_base(*value).to_toml();
        }
        let (name, params) = self.written();
        let mut table = toml::Table::new();
        table.insert("distribution".to_owned(), toml::Value::String(name.to_owned()));
        for (key, value) in params {
            table.insert(key.to_owned(), value);
        }
        for (key, limit) in [("floor", self.floor), ("cap", self.cap)] {
            if let Some(value) = limit.and_then(|x| D::from_base(x).to_toml()) {
                table.insert(key.to_owned(), value);
            }
        }
        Some(toml::Value::Table(table))
    }

    fn schema() -> Json {
        let mut options = vec![D::schema()];
        options.extend(FORMS.iter().map(|form| form.schema(&D::schema())));
        json!({ "anyOf": options })
    }

    fn describe(_: &super::rule::Rule, _: &mut serde_json::Map<String, Json>) {}
}
