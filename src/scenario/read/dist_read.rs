//! Reading a distribution: which parameters each law takes, and what they must obey.

use super::dist::{Dimension, Dist, Law};
use super::dist_forms::{COMMON, FORMS, Form};
use super::dist_table;
use super::fault::{Fault, Kind};
use super::field::Field;
use super::offer::suggest;
use super::quantity::magnitude;
use super::reader::Reader;
use super::source::Place;
use super::tree::{Node, Table};
use crate::words::{say, words};

/// The parameters of one distribution while they are read.
struct Params<'t, 'r, 'a> {
    table: &'t Table,
    reader: &'r mut Reader<'a>,
    faulty: bool,
    /// A value of the size of what the law gives, if one is known.
    usual: Option<String>,
}

/// Reads a distribution from its table.
pub fn read<D: Dimension>(node: &Node, table: &Table, reader: &mut Reader<'_>) -> Option<Dist<D>> {
    let names = || {
        let mut names: Vec<&str> = FORMS.iter().map(|form| form.law).collect();
        names.dedup();
        names
    };
    let Some(entry) = table.get("distribution") else {
        let what = reader.current();
        let help = say!(WriteForExampleDistributionLognormal);
        let message = say!(DoesNotNameItsDistribution, what = what);
        reader.push(
            Fault::rule(node.place, message, say!(DistributionMustBeWritten), help).kind(Kind::Missing),
        );
        return None;
    };
    let Some(name) = entry.node.as_str() else {
        reader.within("distribution", |reader| reader.wrong_type(&entry.node, say!(AName), "\"lognormal\""));
        return None;
    };
    let present = |form: &Form| form.required.iter().filter(|(key, _)| table.get(key).is_some()).count();
    // Of several ways to write a law, the one most of whose parameters are there is meant; of
    // equals the first.
    let meant = FORMS.iter().rev().filter(|form| form.law == name).max_by_key(|form| present(form));
    let Some(form) = meant else {
        let message = say!(ThereIsNoDistribution, name = format_args!("{:?}", name));
        let synonym = words().synonyms(name).iter().find(|law| names().contains(&law.as_str()));
        let help = match synonym {
            Some(law) => say!(DidYouMeanTheLaw, law = law, parameters = parameters(law)),
            None => suggest(name, names().into_iter()),
        };
        reader.push(Fault::rule(entry.node.place, message, say!(UnknownDistribution), help));
        return None;
    };
    let usual = reader.example_of(node).map(str::to_owned);
    let mut params = Params { table, reader, faulty: false, usual };
    if !params.of_two_forms(form) {
        params.refuse_others(form);
        params.ask_for(form, entry.node.place);
    }
    let law = params.law::<D>(form);
    let floor = params.quantity::<D>("floor");
    let cap = params.quantity::<D>("cap");
    if let (Some(floor), Some(cap)) = (floor, cap) {
        params.ordered(("floor", floor), ("cap", cap), true);
    }
    let faulty = params.faulty;
    let mut dist = Dist::new(law?);
    (dist.floor, dist.cap) = (floor, cap);
    (!faulty).then_some(dist)
}

/// The parameters of a law, in every way in which it can be written.
fn parameters(law: &str) -> String {
    let forms: Vec<String> = FORMS.iter().filter(|form| form.law == law).map(Form::names).collect();
    forms.join(say!(DistReadOr))
}

impl Params<'_, '_, '_> {
    fn fault(&mut self, place: Place, message: String, label: &str, help: String) {
        self.faulty = true;
        self.reader.push(Fault::rule(place, message, label, help));
    }

    fn place(&self, key: &str) -> Place {
        self.table.get(key).map(|entry| entry.node.place).unwrap_or_default()
    }

    /// Whether parameters of two ways of writing the law stand together, of which neither is whole: one fault, as what
    /// lacks the one is too much for the other.
    fn of_two_forms(&mut self, form: &Form) -> bool {
        let whole = form.required.iter().all(|(name, _)| self.table.get(name).is_some());
        let taken = |key: &str| COMMON.contains(&key) || form.takes(key);
        let other = |key: &str| FORMS.iter().any(|other| other.law == form.law && other.takes(key));
        let names: Vec<&str> = self.table.iter().map(|entry| entry.key.as_str()).collect();
        let unknown = names.iter().any(|key| !taken(key) && !other(key));
        let Some(entry) = self.table.iter().find(|entry| !taken(&entry.key) && other(&entry.key)) else {
            return false;
        };
        // What does not fit may be all that a text changes of a law below.
        if whole || unknown || self.place("distribution").source != entry.place.source {
            return false;
        }
        let own: Vec<String> =
            names.iter().filter(|key| form.takes(key)).map(|key| format!("`{key}`")).collect();
        let key = &entry.key;
        let message = say!(DoesNotGoTogetherWith, key = key, names = own.join(say!(DistReadAnd)));
        let help = say!(TheDistributionTakes, law = form.law, others = parameters(form.law));
        self.fault(entry.place, message, say!(OfTwoWays), help);
        true
    }

    /// Faults for keys that this way of writing the law does not take.
    fn refuse_others(&mut self, form: &Form) {
        for entry in self.table {
            let key = entry.key.as_str();
            if COMMON.contains(&key) || form.takes(key) {
                continue;
            }
            let law = form.law;
            let sibling = FORMS.iter().any(|other| other.law == law && other.takes(key));
            let names: Vec<&str> = form.params().map(|(name, _)| *name).chain(["floor", "cap"]).collect();
            if sibling {
                let message = say!(DoesNotGoTogetherWith, key = key, names = form.names());
                // What does not fit may stand in the text below, whose law this one changes.
                let named = self.place("distribution").source;
                let help = if named == entry.place.source {
                    say!(RemoveOrWriteTheDistribution, key = key)
                } else {
                    let below = self.reader.sources().name(named);
                    say!(WriteTheDistributionTooWithout, below = below)
                };
                self.fault(entry.place, message, say!(SaysTheSameInAnother), help);
            } else {
                let message = say!(TheDistributionHasNoParameter, law = law, key = key);
                let help = suggest(key, names.iter().copied());
                self.fault(entry.place, message, say!(NoSuchParameter), help);
            }
        }
    }

    /// Faults for parameters that are missing.
    fn ask_for(&mut self, form: &Form, place: Place) {
        for (name, _) in form.required {
            if self.table.get(name).is_none() {
                self.faulty = true;
                let message = say!(DistReadLacks, current = self.reader.current(), name = name);
                let help = say!(TheDistributionTakes, law = form.law, others = parameters(form.law));
                self.reader.push(
                    Fault::rule(place, message, say!(MustBeWritten, name = name), help).kind(Kind::Missing),
                );
            }
        }
    }

    fn value<T: Field>(&mut self, key: &str) -> Option<T> {
        let entry = self.table.get(key)?;
        let value = self.reader.within(key, |reader| T::read(&entry.node, reader));
        self.faulty |= value.is_none();
        value
    }

    fn quantity<D: Dimension>(&mut self, key: &str) -> Option<f64> {
        let entry = self.table.get(key)?;
        let known = self.reader.replaced::<D>(&entry.node, &[]).or_else(|| self.usual.clone());
        let value = self
            .reader
            .within(key, |reader| reader.showing(&entry.node, known, |reader| D::read(&entry.node, reader)));
        self.faulty |= value.is_none();
        value.map(D::base)
    }

    fn bounded(
        &mut self,
        key: &str,
        value: Option<f64>,
        allowed: fn(f64) -> bool,
        words: &str,
    ) -> Option<f64> {
        let value = value?;
        if allowed(value) {
            return Some(value);
        }
        self.faulty = true;
        let node = &self.table.get(key)?.node;
        let known = node.replaced.clone().filter(|known| magnitude(known).is_some_and(allowed));
        self.reader.within(key, |reader| {
            reader.showing(node, known, |reader| reader.broken(node, &node.found(), words));
        });
        None
    }

    fn scale<D: Dimension>(&mut self, key: &str) -> Option<f64> {
        let value = self.quantity::<D>(key);
        self.bounded(key, value, |x| x > 0.0, say!(MustBeAbove))
    }

    fn positive(&mut self, key: &str) -> Option<f64> {
        let value = self.value::<f64>(key);
        self.bounded(key, value, |x| x > 0.0, say!(MustBeAbove))
    }

    /// Faults if `low` is above `high`, or equal to it where that is not allowed.
    fn ordered(&mut self, low: (&str, f64), high: (&str, f64), may_be_equal: bool) {
        if low.1 < high.1 || (may_be_equal && low.1 <= high.1) {
            return;
        }
        let (low, high) = (low.0, high.0);
        // The text to point at is the one that is there; a default has none.
        let (key, other) = if self.table.get(low).is_some() { (low, high) } else { (high, low) };
        let label = say!(
            MustBe,
            low = low,
            may_be_equal = if may_be_equal { say!(AtMost) } else { "below" },
            high = high
        );
        let message = say!(LiesAbove, current = self.reader.current(), low = low, high = high);
        self.faulty = true;
        let fault = Fault::rule(
            self.place(key),
            message,
            label,
            say!(ExchangeAndOrCorrectOne, low = low, high = high),
        );
        let other_place = self.table.get(other).map(|entry| entry.node.place);
        self.reader.push(match other_place {
            Some(place) => fault.related(place, say!(IsHere, other = other)),
            None => fault,
        });
    }

    /// `min` < `max` and, where there is one, `mode` between them.
    fn range<D: Dimension>(&mut self, with_mode: bool) -> Option<(f64, f64, f64)> {
        let (min, max) = (self.quantity::<D>("min"), self.quantity::<D>("max"));
        let mode = if with_mode { self.quantity::<D>("mode") } else { min };
        let (min, max, mode) = (min?, max?, mode?);
        if min < max && !(min..=max).contains(&mode) {
            let message = say!(TheModeLiesOutsideMin, current = self.reader.current());
            let help = say!(WriteAModeFromMin).to_owned();
            self.fault(self.place("mode"), message, say!(MustLieBetweenMinAnd), help);
        }
        self.ordered(("min", min), ("max", max), false);
        Some((min, mode, max))
    }

    /// The law; `None` after a fault.
    fn law<D: Dimension>(&mut self, form: &Form) -> Option<Law> {
        let by_mean = form.takes("cv");
        Some(match form.law {
            "constant" => Law::Constant { value: self.quantity::<D>("value")? },
            "exponential" => Law::Exponential { mean: self.scale::<D>("mean")? },
            "geometric" => {
                let mean = self.scale::<D>("mean");
                Law::Geometric {
                    mean: self.bounded("mean", mean, |x| x >= 1.0, say!(DistReadMustBeAtLeast))?,
                }
            }
            "gamma" | "lognormal" if by_mean => {
                let (mean, cv) = (self.scale::<D>("mean"), self.positive("cv"));
                let (mean, cv) = (mean?, cv?);
                if form.law == "gamma" {
                    Law::GammaMean { mean, cv }
                } else {
                    Law::LognormalMean { mean, cv }
                }
            }
            "gamma" | "weibull" => {
                let (shape, scale) = (self.positive("shape"), self.scale::<D>("scale"));
                let (shape, scale) = (shape?, scale?);
                if form.law == "gamma" { Law::Gamma { shape, scale } } else { Law::Weibull { shape, scale } }
            }
            "erlang" => {
                let (stages, mean) = (self.value::<u32>("stages"), self.scale::<D>("mean"));
                let checked =
                    self.bounded("stages", stages.map(f64::from), |x| x >= 1.0, say!(DistReadMustBeAtLeast));
                Law::Erlang { stages: checked.and(stages)?, mean: mean? }
            }
            "lognormal" => {
                let (median, sigma) = (self.scale::<D>("median"), self.value::<f64>("sigma"));
                let sigma = self.bounded("sigma", sigma, |x| x >= 0.0, say!(MustBeAtLeast));
                Law::Lognormal { median: median?, sigma: sigma? }
            }
            "truncated_normal" => {
                let (mean, sd) = (self.quantity::<D>("mean"), self.scale::<D>("sd"));
                let min = self.quantity::<D>("min").unwrap_or(D::LOWEST);
                let max = self.quantity::<D>("max").unwrap_or(f64::INFINITY);
                self.ordered(("min", min), ("max", max), false);
                Law::TruncatedNormal { mean: mean?, sd: sd?, min, max }
            }
            "uniform" => {
                let (min, _, max) = self.range::<D>(false)?;
                Law::Uniform { min, max }
            }
            "triangular" | "pert" => {
                let (min, mode, max) = self.range::<D>(true)?;
                if form.law == "pert" {
                    Law::Pert { min, mode, max }
                } else {
                    Law::Triangular { min, mode, max }
                }
            }
            "beta" => {
                let (alpha, beta) = (self.positive("alpha"), self.positive("beta"));
                let min = self.quantity::<D>("min").unwrap_or(0.0);
                let max = self.quantity::<D>("max").unwrap_or(1.0);
                self.ordered(("min", min), ("max", max), false);
                Law::Beta { alpha: alpha?, beta: beta?, min, max }
            }
            "discrete" => self.discrete::<D>()?,
            _ if form.takes("file") => self.tabulated::<D>()?,
            _ => Law::Empirical { values: self.quantities::<D>()? },
        })
    }

    /// `values`, not empty, ascending.
    fn quantities<D: Dimension>(&mut self) -> Option<Vec<f64>> {
        let mut values = self.unsorted::<D>()?;
        values.sort_by(f64::total_cmp);
        Some(values)
    }

    fn unsorted<D: Dimension>(&mut self) -> Option<Vec<f64>> {
        let values: Vec<f64> = self.value::<Vec<D>>("values")?.into_iter().map(D::base).collect();
        if values.is_empty() {
            let message = say!(HasNoValues, current = self.reader.current());
            self.fault(
                self.place("values"),
                message,
                say!(MustNotBeEmpty),
                say!(WriteAtLeastOneValue).to_owned(),
            );
            return None;
        }
        Some(values)
    }

    fn discrete<D: Dimension>(&mut self) -> Option<Law> {
        let (values, weights) = (self.unsorted::<D>(), self.value::<Vec<f64>>("weights"));
        let weights = weights?;
        let place = self.place("weights");
        let what = self.reader.current();
        if let Some(negative) = weights.iter().find(|weight| **weight < 0.0) {
            let message = say!(TheWeightIsNegative, what = what, negative = negative);
            self.fault(place, message, say!(WeightsMustBeOrMore), say!(WriteToSwitchAValue).to_owned());
        } else if !(weights.iter().sum::<f64>() > 0.0 && weights.iter().sum::<f64>().is_finite()) {
            let message = say!(TheWeightsSumTo, what = what, weights = weights.iter().sum::<f64>());
            let help = say!(GiveAtLeastOneValue).to_owned();
            self.fault(place, message, say!(MustSumToAFinite), help);
        }
        let values = values?;
        if values.len() != weights.len() {
            let message = say!(ValuesButWeights, what = what, values = values.len(), weights = weights.len());
            self.fault(place, message, say!(OneWeightForEachValue), say!(MakeTheTwoListsEqually).to_owned());
        }
        Some(Law::Discrete { values, weights })
    }

    fn tabulated<D: Dimension>(&mut self) -> Option<Law> {
        let file = self.value::<std::path::PathBuf>("file");
        let column = self.value::<String>("column");
        let unit = self.value::<String>("unit");
        let factor = match D::unit_factor(unit.as_deref()) {
            Ok(factor) => Some(factor),
            Err(remedy) => {
                let key = if unit.is_some() { "unit" } else { "column" };
                let message = say!(TheUnitOfTheColumn, current = self.reader.current());
                self.fault(self.place(key), message, say!(NeedsAFittingUnit), remedy.to_owned());
                None
            }
        };
        let (file, column) = (file?, column?);
        match dist_table::read_column(&file, &column, D::LOWEST) {
            Ok(mut values) => {
                let factor = factor?;
                for value in &mut values {
                    *value *= factor;
                }
                values.sort_by(f64::total_cmp);
                Some(Law::Table { file, column, unit, values })
            }
            Err(error) => {
                let key =
                    if matches!(error, dist_table::TableError::NoColumn { .. }) { "column" } else { "file" };
                let help = error.remedy();
                self.fault(self.place(key), error.to_string(), say!(CannotBeUsed), help);
                None
            }
        }
    }
}
