//! What the terminal tells of a sensitivity: what drives each metric in one sentence, and the inputs that matter most.

use std::path::Path;

use serde_json::{Value, json};

use super::found::Found;
use super::{Sensitivity, Values};
use crate::analysis::{FEWEST_ROWS, FEWEST_TRAJECTORIES, Index, holds};
use crate::cli::args::Method;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::terminal::Screen;
use crate::experiment::study::Design as _;
use crate::results::AssumptionRow;
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Language, Phrase, say};

/// Inputs that stand in a table of the terminal.
const MOST_ROWS: usize = 12;
/// Keys and points that are named in a warning.
const MOST_NAMED: usize = 5;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) asked: &'a Sensitivity,
    pub(super) found: &'a [Found],
    pub(super) assumed: &'a [AssumptionRow],
    pub(super) values: &'a Values,
    /// What was changed at all points, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) dir: &'a Path,
}

/// A share of the variance with its half-width, or with both ends where it does not lie in their middle.
fn share(index: &Index) -> String {
    let estimate = index.estimate;
    match index.interval {
        Some((low, high)) if (high + low - 2.0 * estimate).abs() > 0.001 * (high - low) => {
            format!("{estimate:.3} [{low:.3}, {high:.3}]")
        }
        Some((low, high)) => format!("{estimate:.3} ±{:.3}", (high - low) / 2.0),
        None => format!("{estimate:.3}"),
    }
}

/// What intervals there are, as a fact of the manifest: of all that chance does, of one replication, or none.
pub(super) fn intervals_fact(found: &[Found], replications: u64) -> &'static str {
    match replications {
        _ if found.iter().any(Found::is_open) => "none",
        1 => "one_replication",
        _ => "all",
    }
}

impl Said<'_> {
    fn cell(&self, found: &Found, name: &str, index: Option<&Index>) -> String {
        let Some(index) = index else { return "-".to_owned() };
        // To the farther end, so that ± holds no less than the interval.
        let half = index.interval.map(|(low, high)| (high - index.estimate).max(index.estimate - low));
        let figure = Figure::new(index.estimate, found.unit, half.or(Some(index.estimate.abs() / 100.0)));
        let said = match (self.asked.method, name) {
            (Method::Sobol, _) => share(index),
            _ => figure.difference(index.estimate, half),
        };
        // A spread is told by what stands beside it.
        if index.is_told() || name == "sigma" || name == "mu_star" {
            said
        } else {
            format!("{said} {}", say!(NotSignificant))
        }
    }

    fn ends(&self, input: usize) -> Option<(String, String)> {
        let columns = &self.asked.columns;
        let own: Vec<usize> = (0..columns.len()).filter(|column| columns[*column] == input).collect();
        let [column] = own[..] else { return None };
        let input = &self.asked.inputs[column];
        Some((input.value(0.0), input.value(1.0)))
    }

    /// What drives a metric, in one sentence.
    fn drives(&self, found: &Found) -> String {
        let words = Language::default().words();
        let metric = words.title(&found.metric);
        let top = found.ranked().into_iter().find(|input| found.inputs[*input].told);
        let Some(top) = top else {
            return say!(SensitivityNothing, metric = metric, inputs = found.inputs.len());
        };
        let (name, indices) = (&self.asked.names[top], &found.inputs[top].indices);
        let cell = |at: usize| {
            let (name, index): (&str, Option<&Index>) =
                indices.get(at).map_or(("", None), |(name, index)| (*name, index.as_ref()));
            self.cell(found, name, index)
        };
        match self.asked.method {
            Method::One => {
                let (low, high) = self
                    .ends(top)
                    .unwrap_or_else(|| (say!(SensitivityLow).to_owned(), say!(SensitivityHigh).to_owned()));
                let base =
                    found.base.map(|base| Figure::new(base, found.unit, Some(base.abs() / 100.0)).say(base));
                say!(
                    SensitivityDrivesOne,
                    name = name,
                    metric = metric,
                    low_effect = cell(0),
                    low = low,
                    high_effect = cell(1),
                    high = high,
                    base = base.unwrap_or_default(),
                )
            }
            Method::Morris => say!(SensitivityDrivesMorris, name = name, metric = metric, mu = cell(0)),
            Method::Sobol => {
                let noise = found.noise.as_ref().map_or_else(|| say!(SensitivityNoNoise).to_owned(), share);
                say!(
                    SensitivityDrivesSobol,
                    name = name,
                    metric = metric,
                    first = cell(0),
                    total = cell(1),
                    noise = noise,
                )
            }
        }
    }

    fn of_metric(&self, found: &Found, screen: Screen) -> String {
        let words = Language::default().words();
        let title = screen.bold(screen.prose(&words.title(&found.metric), "", "").trim_end());
        let names = match self.asked.method {
            Method::One => [say!(SensitivityLow), say!(SensitivityHigh)],
            Method::Morris => [say!(SensitivityMu), say!(SensitivitySigma)],
            Method::Sobol => [say!(SensitivityFirst), say!(SensitivityTotal)],
        };
        let mut table = Table::new([say!(SensitivityInput), names[0], names[1]]);
        for input in found.ranked().into_iter().take(MOST_ROWS) {
            let label = match self.ends(input) {
                Some((low, high)) => {
                    format!("{} ({})", self.asked.names[input], say!(SensitivityEnds, low = low, high = high))
                }
                None => self.asked.names[input].clone(),
            };
            let cells = found.inputs[input].indices.iter();
            let mut cells: Vec<String> =
                cells.map(|(name, index)| self.cell(found, name, index.as_ref())).collect();
            if self.asked.method == Method::Morris && !found.inputs[input].told {
                cells[0] = format!("{} {}", cells[0], say!(NotSignificant));
            }
            table.row(std::iter::once(label).chain(cells));
        }
        let mut text = format!("\n{title}\n{}", table.render(screen));
        text += &screen.prose(&self.drives(found), "  ", "  ");
        let (untold, all) = (found.untold(), found.inputs.len());
        if untold > 0 {
            text += &screen.prose(&say!(SensitivityUntold, untold = untold, inputs = all), "  ", "  ");
        }
        text
    }

    /// What the assumptions allow for a metric, in one sentence.
    fn allows(row: &AssumptionRow) -> String {
        let words = Language::default().words();
        let metric = words.title(&row.metric);
        let width = half(row.low, row.high).map(|half| half / 10.0);
        let figure = Figure::new(row.estimate.unwrap_or_default(), &row.unit, width);
        let level = row.of == "level";
        let number = |value: Option<f64>| match value {
            Some(value) if level => figure.say(value),
            Some(value) => figure.difference(value, None),
            None => "-".to_owned(),
        };
        let (estimate, low, high) = (number(row.estimate), number(row.low), number(row.high));
        if level {
            return say!(AssumedLevel, metric = metric, estimate = estimate, low = low, high = high);
        }
        let same = row.same_sign.map(|share| format!("{:.0}", 100.0 * share)).unwrap_or_default();
        say!(
            AssumedDifference,
            metric = metric,
            estimate = estimate,
            low = low,
            high = high,
            same = same,
            draws = row.draws,
        )
    }

    /// What intervals are of, where that is not what one would think.
    fn intervals(&self) -> Vec<String> {
        if self.asked.draws {
            let holds = self.assumed.iter().filter_map(|row| holds(row.draws as usize)).reduce(f64::min);
            return holds
                .map(|holds| say!(AssumedHolds, holds = format_args!("{:.0}", 100.0 * holds)))
                .into_iter()
                .collect();
        }
        let replications = self.asked.ground.base.settings.replications;
        let (least, what) = match self.asked.method {
            Method::One => return Vec::new(),
            Method::Morris => (FEWEST_TRAJECTORIES, say!(SensitivityTrajectories)),
            Method::Sobol => (FEWEST_ROWS, say!(SensitivityRows)),
        };
        let mut all = Vec::new();
        if self.found.iter().any(Found::is_open) && replications != 2 {
            all.push(say!(SensitivityFew, least = least, what = what));
        } else if replications == 1 {
            all.push(say!(SensitivityOneReplication).to_owned());
        }
        if replications == 2 {
            all.push(say!(SensitivityTwoReplications).to_owned());
        }
        if replications > 1 && self.asked.method == Method::Morris {
            all.push(say!(SensitivityMuNoise, replications = replications));
        }
        all
    }

    fn warnings(&self) -> Vec<String> {
        let named = |all: &[String]| {
            let more = if all.len() > MOST_NAMED { ", …" } else { "" };
            let first = all.iter().take(MOST_NAMED).map(|key| format!("`{key}`")).collect::<Vec<_>>();
            format!("{}{more}", first.join(", "))
        };
        let mut all = Vec::new();
        let faulty = self.values.faulty.len();
        if let Some((_, why)) = self.values.faulty.first() {
            all.push(say!(SensitivityFaulty, count = faulty, points = self.asked.points(), why = why));
        }
        let left_out = &self.asked.left_out;
        if !left_out.is_empty() {
            all.push(say!(SensitivityLeftOut, count = left_out.len(), keys = named(left_out)));
        }
        let missing: Vec<String> = self
            .asked
            .wanted
            .iter()
            .map(crate::cli::sweep::wanted::Wanted::name)
            .filter(|name| !self.asked.draws && !self.found.iter().any(|found| found.metric == *name))
            .collect();
        if !missing.is_empty() {
            all.push(say!(SensitivityNotTold, metrics = named(&missing)));
        }
        all.extend(self.asked.ground.warnings());
        all
    }

    /// In words.
    pub(super) fn text(&self, screen: Screen) -> String {
        let words = Language::default().words();
        let settings = &self.asked.ground.base.settings;
        let (inputs, points) = (self.asked.names.len(), self.asked.points());
        let (scenario, seed, replications) = (&settings.name, settings.seed, settings.replications);
        let head = if self.asked.draws {
            say!(
                AssumedHead,
                scenario = scenario,
                inputs = inputs,
                draws = points / self.asked.sides() - 1,
                replications = replications,
                seed = seed,
            )
        } else {
            say!(
                SensitivityHead,
                scenario = scenario,
                inputs = inputs,
                method = self.asked.method.name(),
                points = points,
                replications = replications,
                seed = seed,
            )
        };
        let mut text = screen.prose(&head, "", "  ");
        if !self.changed.is_empty() {
            let settings = Catalogue::settings(self.changed);
            text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
        }
        for found in self.found {
            text += &self.of_metric(found, screen);
        }
        if self.asked.draws {
            text.push('\n');
        }
        for row in self.assumed {
            text += &screen.prose(&Self::allows(row), "", "  ");
        }
        text.push('\n');
        let table = if self.asked.draws { "assumptions.csv" } else { "sensitivity.csv" };
        let file = shown(&self.dir.join(table));
        let foot = if self.asked.draws {
            say!(AssumedFoot, file = file)
        } else {
            say!(SensitivityFoot, file = file)
        };
        for said in self.intervals() {
            text += &screen.prose(&said, "", "");
        }
        text += &screen.prose(&foot, "", "");
        text += &screen.prose(words.text(Phrase::Synthetic), "", "");
        let lead = words.text(Phrase::Warning);
        for warning in self.warnings() {
            let prose = screen.prose(&warning, lead, "  ");
            text.push('\n');
            text += &prose.replacen(lead, &screen.careful(lead), 1);
        }
        text
    }

    /// For scripts.
    pub(super) fn document(&self) -> Value {
        let settings = &self.asked.ground.base.settings;
        let index = |index: &Option<Index>| {
            index.as_ref().map(|index| {
                let (low, high) = index.interval.unzip();
                json!({ "estimate": index.estimate, "ci_low": low, "ci_high": high })
            })
        };
        let metrics = self.found.iter().map(|found| {
            let inputs = found.ranked().into_iter().map(|input| {
                let of = &found.inputs[input];
                let ends = self.ends(input).unzip();
                let indices: serde_json::Map<String, Value> = of
                    .indices
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), json!(index(value))))
                    .collect();
                json!({
                    "key": self.asked.names[input],
                    "low": ends.0,
                    "high": ends.1,
                    "told": of.told,
                    "indices": indices,
                })
            });
            json!({
                "metric": found.metric,
                "headline": self.drives(found),
                "base": found.base,
                "noise": index(&found.noise),
                "untold": found.untold(),
                "inputs": inputs.collect::<Vec<_>>(),
            })
        });
        json!({
            "scenario": settings.name,
            "settings_changed": self.changed,
            "method": if self.asked.draws { "assumptions" } else { self.asked.method.name() },
            "points": self.asked.points(),
            "intervals": self.intervals(),
            "faulty": self.values.faulty.len(),
            "metrics": metrics.collect::<Vec<_>>(),
            "assumptions": self.assumed.iter().map(|row| {
                let mut value = json!(row);
                value["headline"] = json!(Self::allows(row));
                value
            }).collect::<Vec<_>>(),
            "seed": settings.seed,
            "replications": settings.replications,
            "output": shown(self.dir),
            "warnings": self.warnings(),
        })
    }
}
