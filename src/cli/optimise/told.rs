//! What the terminal tells of an optimisation: the answer in a sentence, and the settings that were tried.

use std::path::Path;

use serde_json::{Value, json};

use super::{Found, Kind, Limit, Optimise, State, Tried};
use crate::analysis::Answer;
use crate::cli::asked::unit;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::sweep::wanted::Wanted;
use crate::cli::terminal::Screen;
use crate::results::PointValue;
use crate::stats::Estimate;
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Language, Phrase, say};

/// Settings that the terminal shows.
const MOST_SHOWN: usize = 16;
/// Settings that a sentence names.
const MOST_NAMED: usize = 5;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) asked: &'a Optimise,
    pub(super) found: &'a Found,
    /// What was changed at all settings, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) dir: &'a Path,
}

/// What came of a setting, in a word or two.
fn state(state: State) -> &'static str {
    match state {
        State::Chosen => say!(OptimiseStateChosen),
        State::Open => say!(OptimiseStateOpen),
        State::Front => say!(OptimiseStateFront),
        State::Worse => say!(OptimiseStateWorse),
        State::Beaten => say!(OptimiseStateBeaten),
        State::Infeasible => say!(OptimiseStateInfeasible),
        State::Tried => say!(OptimiseStateTried),
        State::LeftOut => say!(OptimiseStateLeftOut),
    }
}

/// A difference in the unit of a metric.
fn width(value: f64, wanted: &Wanted) -> String {
    Figure::new(value, unit(wanted), Some(value / 10.0)).half_width_alone(value).replacen('±', "", 1)
}

impl Optimise {
    /// The estimate of a metric at a setting.
    pub(super) fn estimate(&self, tried: &Tried, wanted: &Wanted) -> Option<Estimate> {
        let column = self.metrics().iter().position(|known| *known == wanted)?;
        tried.at.as_ref().map(|at| at.estimates[column])
    }
}

impl Limit {
    /// The constraint, with how near is near enough.
    fn said(&self) -> String {
        format!("{} (±{})", self.until.said(), width(self.slack, &self.until.wanted))
    }
}

impl Said<'_> {
    fn figure(&self, tried: &Tried, wanted: &Wanted) -> Option<String> {
        let estimate = self.asked.estimate(tried, wanted)?;
        let value = estimate.value?;
        let ends = estimate.interval;
        let half = half(ends.map(|ends| ends.low), ends.map(|ends| ends.high));
        let figure = Figure::new(value, unit(wanted), half);
        Some(match half {
            Some(half) => format!("{} {}", figure.say(value), figure.half_width(half)),
            None => figure.say(value),
        })
    }

    /// The metrics of a setting, each with its name.
    fn figures(&self, tried: &Tried) -> String {
        let of = |wanted: &&Wanted| Some(format!("{} {}", wanted.name(), self.figure(tried, wanted)?));
        self.asked.metrics().iter().filter_map(of).collect::<Vec<_>>().join(", ")
    }

    /// All constraints, where there are any.
    fn conditions(&self) -> String {
        let all: Vec<String> = self.asked.limits.iter().map(Limit::said).collect();
        if all.is_empty() { String::new() } else { say!(OptimiseWith, conditions = all.join(", ")) }
    }

    fn goal(&self) -> &super::Goal {
        &self.asked.goals[0]
    }

    fn which(&self) -> String {
        let name = self.goal().wanted.name();
        if self.goal().least { say!(OptimiseLeast, metric = name) } else { say!(OptimiseMost, metric = name) }
    }

    fn is_search(&self) -> bool {
        matches!(self.asked.kind, Kind::Search(_))
    }

    /// The answer in one sentence.
    fn headline(&self) -> String {
        let Self { asked, found, .. } = self;
        let conditions = self.conditions();
        let confidence =
            Figure::new(0.95, "share", Some(1.0)).say(asked.confidence.get()).replace(".0%", "%");
        let tolerance =
            found.tolerance.map_or_else(|| "0".to_owned(), |wide| width(wide, &self.goal().wanted));
        let count = found.judged;
        match &found.answer {
            None => say!(
                OptimiseFront,
                front = found.front.len(),
                count = count,
                first = asked.goals[0].wanted.name(),
                second = asked.goals[1].wanted.name(),
                conditions = conditions,
            ),
            Some(Answer::Chosen(at)) => {
                let tried = &found.tried[*at];
                let (setting, which) = (asked.label(&tried.values), self.which());
                let figures = self.figures(tried);
                if self.is_search() {
                    say!(
                        OptimiseFoundBySearch,
                        confidence = confidence,
                        tolerance = tolerance,
                        setting = setting,
                        which = which,
                        count = count,
                        tried = found.tried.len(),
                        conditions = conditions,
                        figures = figures,
                    )
                } else {
                    say!(
                        OptimiseFound,
                        confidence = confidence,
                        tolerance = tolerance,
                        setting = setting,
                        which = which,
                        count = count,
                        conditions = conditions,
                        figures = figures,
                    )
                }
            }
            Some(Answer::NoneFeasible)
                if found.tried.iter().all(|tried| tried.state != State::Infeasible) =>
            {
                say!(OptimiseNoneJudged, count = found.tried.len())
            }
            Some(Answer::NoneFeasible) => {
                say!(OptimiseNone, confidence = confidence, count = count, conditions = conditions)
            }
            Some(Answer::Unclear(open)) => {
                let more = if open.len() > MOST_NAMED { ", …" } else { "" };
                let named = open.iter().take(MOST_NAMED);
                let named: Vec<String> = named.map(|at| asked.label(&found.tried[*at].values)).collect();
                say!(
                    OptimiseUnclear,
                    confidence = confidence,
                    tolerance = tolerance,
                    which = self.which(),
                    count = count,
                    conditions = conditions,
                    left = open.len(),
                    most = asked.most(),
                    settings = format!("{}{more}", named.join("; ")),
                )
            }
        }
    }

    /// What to be careful about.
    fn warnings(&self) -> Vec<String> {
        let Self { asked, found, .. } = self;
        let mut all = Vec::new();
        if let Some(Answer::Unclear(open)) = &found.answer {
            all.push(if open.len() == 1 {
                say!(OptimiseUnclearOne).to_owned()
            } else {
                say!(OptimiseMoreReplications).to_owned()
            });
        }
        let left_out: Vec<&Tried> =
            found.tried.iter().filter(|tried| tried.state == State::LeftOut).collect();
        if let Some(first) = left_out.first() {
            let why = first.fault.clone().unwrap_or_else(|| say!(OptimiseUndefined).to_owned());
            let (count, setting) = (left_out.len(), asked.label(&first.values));
            all.push(say!(OptimiseLeftOut, count = count, setting = setting, why = why));
        }
        let of_chosen = found.tried.iter().filter(|tried| tried.state == State::Chosen);
        all.extend(
            of_chosen.filter_map(|tried| tried.at.as_ref()).flat_map(|at| at.warnings.iter().cloned()),
        );
        all.extend(asked.side.ground.warnings());
        all
    }

    /// Settings in the order in which they are told: the best first, and what is out of it last.
    fn order(&self) -> Vec<&Tried> {
        let mut all: Vec<&Tried> = self.found.tried.iter().collect();
        let goal = self.goal();
        let worth = |tried: &Tried| {
            let value = self.asked.estimate(tried, &goal.wanted).and_then(|estimate| estimate.value);
            value.map_or(f64::INFINITY, |value| goal.turned(value))
        };
        let rank = |tried: &Tried| match tried.state {
            State::Chosen | State::Front => 0,
            State::Open => 1,
            State::Worse | State::Beaten => 2,
            State::Infeasible => 3,
            State::Tried => 4,
            State::LeftOut => 5,
        };
        all.sort_by(|one, other| rank(one).cmp(&rank(other)).then(worth(one).total_cmp(&worth(other))));
        all
    }

    fn table(&self, screen: Screen) -> String {
        let metrics = self.asked.metrics();
        let words = Language::default().words();
        let mut heads = vec![say!(OptimiseSetting).to_owned()];
        heads.extend(metrics.iter().map(|wanted| wanted.name()));
        heads.extend([say!(SolveReplications).to_owned(), say!(SolveAnswer).to_owned()]);
        let mut table = Table::new(heads);
        let all = self.order();
        for tried in all.iter().take(MOST_SHOWN) {
            let mut cells = vec![self.asked.label(&tried.values)];
            cells.extend(
                metrics.iter().map(|wanted| self.figure(tried, wanted).unwrap_or_else(|| "-".to_owned())),
            );
            cells.push(tried.at.as_ref().map_or(0, |at| at.replications).to_string());
            cells.push(state(tried.state).to_owned());
            table.row(cells);
        }
        let mut text = table.render(screen);
        if all.len() > MOST_SHOWN {
            let count = all.len() - MOST_SHOWN;
            text += &screen.prose(&words.say(Phrase::OptimiseMoreSettings, &[("count", &count)]), "  ", "  ");
        }
        text
    }

    /// In words.
    pub(super) fn text(&self, screen: Screen) -> String {
        let Self { asked, found, .. } = self;
        let words = Language::default().words();
        let settings = &asked.side.ground.base.settings;
        let direction = |goal: &super::Goal| {
            let metric = goal.wanted.name();
            if goal.least {
                say!(OptimiseLeast, metric = metric)
            } else {
                say!(OptimiseMost, metric = metric)
            }
        };
        let head = say!(
            OptimiseHead,
            scenario = settings.name,
            goals = asked.goals.iter().map(direction).collect::<Vec<_>>().join(", "),
            conditions = self.conditions(),
            keys = asked.keys().join(", "),
            count = found.tried.len(),
            replications = settings.replications,
            seed = settings.seed,
        );
        let mut text = screen.prose(&head, "", "  ");
        if !self.changed.is_empty() {
            let settings = Catalogue::settings(self.changed);
            text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
        }
        text.push('\n');
        text += &self.table(screen);
        text.push('\n');
        text += &screen.bold(screen.prose(&self.headline(), "", "").trim_end());
        text += "\n\n";
        let file = shown(&self.dir.join("optimum.csv"));
        let foot = match asked.kind {
            Kind::Front(_) => say!(OptimiseFootFront, file = file),
            Kind::Set(_) => say!(OptimiseFoot, file = file),
            Kind::Search(_) => say!(OptimiseFootSearch, file = file),
        };
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
        let Self { asked, found, .. } = self;
        let settings = &asked.side.ground.base.settings;
        let metrics = asked.metrics();
        let values = |tried: &Tried| -> Value {
            let keys = asked.keys().into_iter();
            keys.zip(&tried.values).map(|(key, value)| (key, json!(PointValue::of(value)))).collect()
        };
        let told = |tried: &Tried| -> Value {
            let of = |wanted: &&Wanted| {
                let estimate = asked.estimate(tried, wanted);
                let ends = estimate.and_then(|estimate| estimate.interval);
                let (low, high) = ends.map(|ends| (ends.low, ends.high)).unzip();
                let value = estimate.and_then(|estimate| estimate.value);
                (wanted.name(), json!({ "estimate": value, "ci_low": low, "ci_high": high }))
            };
            json!({
                "setting": values(tried),
                "metrics": metrics.iter().map(of).collect::<serde_json::Map<_, _>>(),
                "feasible": tried.feasible,
                "best": tried.best,
                "state": tried.state.name(),
                "replications": tried.at.as_ref().map_or(0, |at| at.replications),
            })
        };
        let (answer, chosen) = match &found.answer {
            None => ("front", None),
            Some(Answer::Chosen(at)) => ("chosen", Some(&found.tried[*at])),
            Some(Answer::NoneFeasible) => ("infeasible", None),
            Some(Answer::Unclear(_)) => ("unclear", None),
        };
        let goals =
            asked.goals.iter().map(|goal| json!({ "metric": goal.wanted.name(), "least": goal.least }));
        let limits = asked
            .limits
            .iter()
            .map(|limit| json!({ "condition": limit.until.said(), "tolerance": limit.slack }));
        json!({
            "scenario": settings.name,
            "settings_changed": self.changed,
            "keys": asked.keys(),
            "objectives": goals.collect::<Vec<_>>(),
            "constraints": limits.collect::<Vec<_>>(),
            "answer": answer,
            "probability": chosen.map(|_| asked.confidence.get()),
            "tolerance": found.tolerance,
            "headline": self.headline(),
            "best": chosen.map(values),
            "front": found.front.iter().map(|at| values(&found.tried[*at])).collect::<Vec<_>>(),
            "judged": found.judged,
            "settings": found.tried.iter().map(told).collect::<Vec<_>>(),
            "seed": settings.seed,
            "replications": settings.replications,
            "output": shown(self.dir),
            "warnings": self.warnings(),
        })
    }
}
