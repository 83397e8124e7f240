//! What the analysis says of each metric, as rows and as a figure.

use super::{Sensitivity, Values};
use crate::analysis::{Index, morris, one_at_a_time, sobol};
use crate::chart::{Tornado, TornadoBar, TornadoRow};
use crate::cli::args::Method;
use crate::cli::asked::unit;
use crate::results::SensitivityRow;
use crate::words::{Language, say};

/// One metric.
pub(super) struct Found {
    pub(super) metric: String,
    pub(super) unit: &'static str,
    /// What a metric is without a change; known one at a time.
    pub(super) base: Option<f64>,
    /// In the order of the design.
    pub(super) inputs: Vec<OfInput>,
    /// What pairs do together alone.
    pub(super) pairs: Vec<(usize, usize, Index)>,
    /// The share of noise in the variance of a replication.
    pub(super) noise: Option<Index>,
}

/// What one input does.
pub(super) struct OfInput {
    pub(super) indices: Vec<(&'static str, Option<Index>)>,
    /// How much it matters beside the others.
    pub(super) reach: f64,
    /// Whether that can be told from nothing.
    pub(super) told: bool,
}

impl Found {
    /// The numbers of the inputs, those that matter most first.
    pub(super) fn ranked(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.inputs.len()).collect();
        order.sort_by(|one, other| self.inputs[*other].reach.total_cmp(&self.inputs[*one].reach));
        order
    }

    /// Whether its indices have errors that cannot be told.
    pub(super) fn is_open(&self) -> bool {
        let all = self.inputs.iter().flat_map(|input| &input.indices);
        all.filter_map(|(_, index)| index.as_ref()).any(|index| index.open)
    }

    /// Inputs that cannot be told from none.
    pub(super) fn untold(&self) -> usize {
        self.inputs.iter().filter(|input| !input.told).count()
    }
}

/// Everything that is found; a metric without an answer is left out.
pub(super) fn found(asked: &Sensitivity, values: &Values) -> Vec<Found> {
    let of = |(number, points): (usize, &Vec<Vec<Option<f64>>>)| {
        let wanted = &asked.wanted[number];
        let (metric, unit) = (wanted.name(), unit(wanted));
        match asked.method {
            Method::One => Some(one(metric, unit, points)),
            Method::Morris => {
                let found = morris(&whole(points), &asked.design.steps(), asked.design.inputs())?;
                let inputs = found.iter().map(|input| OfInput {
                    indices: vec![("mu_star", Some(input.mu_star)), ("sigma", Some(input.sigma))],
                    reach: input.mu_star.estimate,
                    told: input.is_told(),
                });
                let inputs = inputs.collect();
                Some(Found { metric, unit, base: None, inputs, pairs: Vec::new(), noise: None })
            }
            Method::Sobol => {
                let found = sobol(&whole(points), asked.design.inputs(), true)?;
                let inputs = found.first.iter().zip(&found.total).map(|(first, total)| OfInput {
                    indices: vec![("first", Some(*first)), ("total", Some(*total))],
                    reach: total.estimate,
                    told: total.is_told(),
                });
                let inputs = inputs.collect();
                Some(Found { metric, unit, base: None, inputs, pairs: found.second, noise: found.noise })
            }
        }
    };
    values.by_metric.iter().enumerate().filter_map(of).collect()
}

fn one(metric: String, unit: &'static str, points: &[Vec<Option<f64>>]) -> Found {
    let base: Vec<f64> = points.first().into_iter().flatten().flatten().copied().collect();
    let mean = (!base.is_empty()).then(|| base.iter().sum::<f64>() / base.len() as f64);
    let inputs = one_at_a_time(points).into_iter().map(|effects| OfInput {
        indices: vec![("effect_low", effects.low), ("effect_high", effects.high)],
        reach: effects.reach(),
        told: effects.is_told(),
    });
    let inputs = inputs.collect();
    Found { metric, unit, base: mean, inputs, pairs: Vec::new(), noise: None }
}

/// The values of points at which every replication has one.
fn whole(points: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let one =
        |point: &Vec<Option<f64>>| point.iter().copied().collect::<Option<Vec<f64>>>().unwrap_or_default();
    points.iter().map(one).collect()
}

/// Rows of `sensitivity.csv`.
pub(super) fn rows(asked: &Sensitivity, all: &[Found]) -> Vec<SensitivityRow> {
    let row = |found: &Found, input: Option<usize>, index: &str, value: Option<Index>| {
        let own: Vec<_> = (0..asked.inputs.len())
            .filter(|column| Some(asked.columns[*column]) == input)
            .map(|column| &asked.inputs[column])
            .collect();
        let tag = own.first().map_or("", |first| first.tag);
        // The ends of a group are those of each of its keys.
        let alone = own.first().filter(|_| own.len() == 1);
        SensitivityRow {
            key: input.map_or_else(String::new, |input| asked.names[input].clone()),
            tag: if own.iter().all(|input| input.tag == tag) { tag } else { "" }.to_owned(),
            low: alone.map(|input| input.end(0.0)),
            high: alone.map(|input| input.end(1.0)),
            method: asked.method.name().to_owned(),
            index: index.to_owned(),
            metric: found.metric.clone(),
            estimate: value.map(|index| index.estimate),
            ci_low: value.and_then(|index| index.interval).map(|ends| ends.0),
            ci_high: value.and_then(|index| index.interval).map(|ends| ends.1),
        }
    };
    let mut rows = Vec::new();
    for found in all {
        for (input, of) in found.inputs.iter().enumerate() {
            rows.extend(of.indices.iter().map(|(index, value)| row(found, Some(input), index, *value)));
        }
        for (one, other, index) in &found.pairs {
            let name = format!("second:{}", asked.names[*other]);
            rows.push(row(found, Some(*one), &name, Some(*index)));
        }
        rows.extend(found.noise.map(|noise| row(found, None, "noise", Some(noise))));
    }
    rows
}

/// The figure of a metric.
pub(super) fn tornado(asked: &Sensitivity, found: &Found) -> Option<Tornado> {
    let words = Language::default().words();
    let bar = |index: &Option<Index>| {
        index.as_ref().map(|index| TornadoBar { to: index.estimate, interval: index.interval })
    };
    let rows = found.ranked().into_iter().filter(|input| found.inputs[*input].told).map(|input| {
        let indices = &found.inputs[input].indices;
        let column = asked.columns.iter().position(|of| *of == input);
        let ends = column.filter(|_| asked.columns.iter().filter(|of| **of == input).count() == 1);
        let ends = ends.map(|column| {
            let input = &asked.inputs[column];
            say!(SensitivityEnds, low = input.value(0.0), high = input.value(1.0))
        });
        TornadoRow {
            name: asked.names[input].clone(),
            remark: ends.unwrap_or_default(),
            first: indices.first().and_then(|(_, index)| bar(index)),
            second: indices.get(1).and_then(|(_, index)| bar(index)),
        }
    });
    let rows: Vec<TornadoRow> = rows.collect();
    let (names, unit) = match asked.method {
        Method::One => ([say!(SensitivityLow), say!(SensitivityHigh)], found.unit),
        Method::Morris => ([say!(SensitivityMu), say!(SensitivitySigma)], found.unit),
        Method::Sobol => ([say!(SensitivityFirst), say!(SensitivityTotal)], "index"),
    };
    let names = names.map(str::to_owned);
    let metric = words.title(&found.metric);
    (!rows.is_empty()).then_some(Tornado { metric, unit: unit.to_owned(), names, rows })
}
