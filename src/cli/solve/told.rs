//! What the terminal tells of a search: the answer in a sentence, and the settings that were tried.

use std::path::Path;

use serde_json::{Value, json};

use super::{Found, Judged, Solve};
use crate::analysis::Verdict;
use crate::cli::asked::unit;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::terminal::Screen;
use crate::results::{PointValue, SolutionRow};
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Language, Phrase, say};

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) solve: &'a Solve,
    pub(super) found: &'a Found,
    pub(super) rows: &'a [SolutionRow],
    /// What was changed at all settings, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) dir: &'a Path,
}

/// What came out, in a word.
fn answer(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => say!(SolveHolds),
        Verdict::Fails => say!(SolveFails),
        Verdict::Unclear => say!(SolveUnclear),
    }
}

/// The same for scripts.
const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Fails => "fails",
        Verdict::Unclear => "unclear",
    }
}

impl Said<'_> {
    fn figure(&self, row: &SolutionRow) -> Option<String> {
        let value = row.estimate?;
        let half = half(row.ci_low, row.ci_high);
        let figure = Figure::new(value, unit(&self.solve.until.wanted), half);
        Some(match half {
            Some(half) => format!("{} {}", figure.say(value), figure.half_width(half)),
            None => figure.say(value),
        })
    }

    /// A setting with its key.
    fn setting(&self, place: usize) -> String {
        format!("{}={}", self.solve.axis.key(), self.solve.value(place))
    }

    fn tolerance(&self) -> String {
        let (tolerance, unit) = (self.solve.tolerance, unit(&self.solve.until.wanted));
        if tolerance == 0.0 {
            return "0".to_owned();
        }
        Figure::new(tolerance, unit, Some(tolerance / 10.0)).half_width_alone(tolerance).replacen('±', "", 1)
    }

    /// The setting beyond the chosen one that was judged, if there is one.
    fn beyond(&self) -> Option<&Judged> {
        let chosen = self.found.chosen?;
        let next = if self.solve.most { Some(chosen + 1) } else { chosen.checked_sub(1) }?;
        self.found.judged.iter().find(|judged| judged.place == next)
    }

    /// The answer in one sentence or two.
    fn headline(&self) -> String {
        let Self { solve, found, .. } = self;
        let confidence =
            Figure::new(0.95, "share", Some(1.0)).say(solve.confidence.get()).replace(".0%", "%");
        let (tolerance, condition) = (self.tolerance(), solve.until.said());
        let which = if solve.most { say!(SolveGreatest) } else { say!(SolveLeast) };
        let Some(chosen) = found.chosen else {
            let (low, high) = (solve.value(0), solve.value(solve.count - 1));
            let end = if solve.most { 0 } else { solve.count - 1 };
            let last = found.judged.iter().find(|judged| judged.place == end);
            let answer = answer(last.map_or(Verdict::Unclear, |judged| judged.verdict));
            return say!(
                SolveNone,
                confidence = confidence,
                tolerance = tolerance,
                key = solve.axis.key(),
                low = low,
                high = high,
                condition = condition,
                last = self.setting(end),
                answer = answer,
            );
        };
        let row = self.rows.iter().find(|row| row.chosen);
        let estimate = row.and_then(|row| self.figure(row)).unwrap_or_default();
        let first = say!(
            SolveFound,
            confidence = confidence,
            tolerance = tolerance,
            setting = self.setting(chosen),
            which = which,
            condition = condition,
            estimate = estimate,
        );
        let second = match self.beyond() {
            Some(judged) => {
                say!(SolveBeyond, setting = self.setting(judged.place), answer = answer(judged.verdict))
            }
            None => say!(SolveAtTheEnd).to_owned(),
        };
        format!("{first} {second}")
    }

    /// What to be careful about.
    fn warnings(&self) -> Vec<String> {
        let Self { solve, found, .. } = self;
        let mut all = Vec::new();
        if let Some((one, other)) = found.against {
            let (one, other) = (self.setting(one), self.setting(other));
            let metric = solve.until.wanted.name();
            all.push(if solve.most {
                say!(SolveAgainstMost, metric = metric, one = one, other = other)
            } else {
                say!(SolveAgainst, metric = metric, one = one, other = other)
            });
        }
        if found.chosen.is_some() && self.beyond().is_some_and(|judged| judged.verdict == Verdict::Unclear) {
            all.push(say!(SolveMoreReplications).to_owned());
        }
        for judged in &found.judged {
            let of_chosen = found.chosen == Some(judged.place);
            all.extend(judged.warnings.iter().filter(|_| of_chosen).cloned());
        }
        all.extend(solve.ground.warnings());
        all
    }

    /// In words.
    pub(super) fn text(&self, screen: Screen) -> String {
        let Self { solve, found, rows, .. } = self;
        let words = Language::default().words();
        let settings = &solve.ground.base.settings;
        let head = say!(
            SolveHead,
            scenario = settings.name,
            key = solve.axis.key(),
            low = solve.value(0),
            high = solve.value(solve.count - 1),
            count = solve.count,
            condition = solve.until.said(),
            replications = settings.replications,
            seed = settings.seed,
        );
        let mut text = screen.prose(&head, "", "  ");
        if !self.changed.is_empty() {
            let settings = Catalogue::settings(self.changed);
            text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
        }
        text.push('\n');
        text += &screen.prose(&words.title(&solve.until.wanted.name()), "", "");
        let level = format!("{:.3}", 100.0 * found.level.get());
        let heads = [
            solve.axis.key().to_owned(),
            say!(SolveEstimate, level = level.trim_end_matches('0').trim_end_matches('.')),
            say!(SolveReplications).to_owned(),
            say!(SolveAnswer).to_owned(),
        ];
        let mut table = Table::new(heads);
        for (judged, row) in found.judged.iter().zip(*rows) {
            table.row([
                solve.value(judged.place),
                self.figure(row).unwrap_or_else(|| "-".to_owned()),
                row.replications.to_string(),
                answer(judged.verdict).to_owned(),
            ]);
        }
        text += &table.render(screen);
        text.push('\n');
        text += &screen.bold(screen.prose(&self.headline(), "", "").trim_end());
        text += "\n\n";
        let file = shown(&self.dir.join("solution.csv"));
        text += &screen.prose(&say!(SolveFoot, file = file), "", "");
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
        let Self { solve, found, .. } = self;
        let settings = &solve.ground.base.settings;
        let value = |place: usize| PointValue::of(&solve.value(place));
        let tested = found.judged.iter().zip(self.rows).map(|(judged, row)| {
            json!({
                "value": row.value,
                "answer": name(judged.verdict),
                "estimate": row.estimate,
                "ci_low": row.ci_low,
                "ci_high": row.ci_high,
                "replications": row.replications,
            })
        });
        let next = self.beyond();
        let next = next.map(|next| json!({ "value": value(next.place), "answer": name(next.verdict) }));
        json!({
            "scenario": settings.name,
            "settings_changed": self.changed,
            "key": solve.axis.key(),
            "condition": solve.until.said(),
            "metric": solve.until.wanted.name(),
            "which": if solve.most { "greatest" } else { "least" },
            "confidence": solve.confidence.get(),
            "tolerance": solve.tolerance,
            "level": found.level.get(),
            "headline": self.headline(),
            "chosen": found.chosen.map(value),
            "next": next,
            "monotone": found.against.is_none(),
            "settings": solve.count,
            "tested": tested.collect::<Vec<_>>(),
            "seed": settings.seed,
            "replications": settings.replications,
            "output": shown(self.dir),
            "warnings": self.warnings(),
        })
    }
}
