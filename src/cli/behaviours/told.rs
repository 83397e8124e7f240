//! What the terminal tells of behaviours: each answer in a sentence, and the tables behind it.

use std::path::Path;

use serde_json::{Value, json};

use super::Acts;
use super::curves::{gain, of_everyone};
use super::found::Found;
use super::played::{Played, place};
use crate::analysis::{ByReplication, Mean, apportioned, mean_of};
use crate::behaviour::Behaviour;
use crate::cli::args::BehavioursArgs;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::terminal::Screen;
use crate::observe::ActCounts;
use crate::results::ShapleyRow;
use crate::words::figures::{Figure, half};
use crate::words::{Catalogue, Kind, Language, Phrase, say};

pub(super) const RESTORED: &str = "eventual_approval_rate";
/// Sets of the front and pairs that are told.
pub(super) const MOST_TOLD: usize = 6;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) asked: &'a Acts,
    pub(super) played: &'a Played,
    pub(super) found: &'a Found,
    pub(super) arguments: &'a BehavioursArgs,
    pub(super) dir: &'a Path,
}

/// A difference of this unit with its half-width.
pub(super) fn difference(found: Option<Mean>, unit: &str) -> String {
    let Some(mean) = found else { return "-".to_owned() };
    let half = mean.index.interval.map(|(low, high)| (high - low) / 2.0);
    Figure::new(mean.index.estimate, unit, half).difference(mean.index.estimate, half)
}

/// A level of this unit with its half-width.
pub(super) fn level([value, low, high]: [Option<f64>; 3], unit: &str) -> String {
    let Some(value) = value else { return "-".to_owned() };
    let half = half(low, high);
    let figure = Figure::new(value, unit, half);
    match half {
        Some(half) => format!("{} {}", figure.say(value), figure.half_width(half)),
        None => figure.say(value),
    }
}

/// Mean and ends of the interval.
pub(super) fn ends(values: &ByReplication) -> [Option<f64>; 3] {
    let found = mean_of(values);
    let (low, high) = found.and_then(|mean| mean.index.interval).unzip();
    [found.map(|mean| mean.index.estimate), low, high]
}

pub(super) fn label(kind: Kind, name: &str) -> &str {
    Language::default().words().label(kind, name)
}

/// Whether a Shapley value can be told from zero.
pub(super) fn is_told(row: &ShapleyRow) -> bool {
    matches!((row.ci_low, row.ci_high), (Some(low), Some(high)) if low > 0.0 || high < 0.0)
}

impl Said<'_> {
    pub(super) fn behaviour(&self, name: &str) -> Option<Behaviour> {
        self.asked.names().behaviours.iter().position(|known| known == name).map(Behaviour::at)
    }

    /// A metric in each replication as the scenario is.
    pub(super) fn now(&self, metric: &str) -> ByReplication {
        let read = |counts: &ActCounts| super::played::read(place(metric), counts.wide(0));
        self.played.base().iter().map(read).collect()
    }

    /// Shapley values in points, rounded so that they add up to what is said of both ends; and those ends.
    fn closing(&self, rows: &[&ShapleyRow]) -> (Vec<f64>, f64, f64) {
        let estimates: Vec<f64> = rows.iter().filter_map(|row| row.estimate).collect();
        let end = |all| self.found.end(all, "all", "", RESTORED)[0].unwrap_or(0.0);
        let round = |value: f64| (1e4 * value).round() / 1e4;
        let (nobody, everybody) = (round(end(false)), round(end(true)));
        (apportioned(&estimates, everybody - nobody, 4), nobody, everybody)
    }

    /// What everybody does against nobody, and what each adds.
    fn together(&self, screen: Screen) -> String {
        let rows = self.found.values("all", "", RESTORED);
        let (parts, nobody, everybody) = self.closing(&rows);
        let percent = |share: f64| format!("{:.2}", 100.0 * share);
        let sentence = say!(
            BehavioursEnds,
            nobody = percent(nobody),
            everybody = percent(everybody),
            now = level(ends(&self.now(RESTORED)), "share"),
        );
        let mut text = screen.prose(&sentence, "", "");
        let heads = [
            say!(BehavioursName),
            say!(BehavioursAdds),
            say!(BehavioursPlace),
            say!(BehavioursEveryone),
            say!(BehavioursOne),
            say!(BehavioursHours),
            say!(BehavioursCost),
            say!(BehavioursDays),
        ];
        let mut table = Table::new(heads);
        for (row, part) in rows.iter().zip(&parts) {
            let Some(behaviour) = self.behaviour(&row.behaviour) else { continue };
            let of = |metric: &str| mean_of(&gain(self.played, behaviour, 0, place(metric)));
            let width = half(row.ci_low, row.ci_high).map(|half| format!(" ±{:.2}", 100.0 * half));
            let signed = format!("{:+.2}{}", 100.0 * part, width.unwrap_or_default());
            let all = mean_of(&of_everyone(self.played, behaviour, true, place(RESTORED)));
            let days = of("restoration_days_mean");
            table.row([
                label(Kind::Behaviour, &row.behaviour).to_owned(),
                if is_told(row) { signed } else { format!("{signed} {}", say!(NotSignificant)) },
                places(row),
                difference(all, "share"),
                difference(of(RESTORED), "share"),
                difference(of("behaviour_effort_hours_per_applicant"), "hours"),
                difference(of("behaviour_cost_per_applicant_cny"), "cny"),
                difference(days, "days"),
            ]);
        }
        text += &table.render(screen);
        text
    }

    /// The front of approval against wait, from those that wait least to those that are restored most.
    fn front(&self, screen: Screen) -> String {
        if self.found.front.is_empty() {
            return String::new();
        }
        let heads =
            [say!(BehavioursSet), say!(BehavioursRestored), say!(BehavioursWait), say!(BehavioursHours)];
        let mut table = Table::new(heads);
        for (flags, approval, wait, hours, _) in self.spread() {
            let all = &self.asked.names().behaviours;
            let chosen: Vec<&str> = all
                .iter()
                .zip(flags)
                .filter(|(_, flag)| **flag == 1)
                .map(|(name, _)| name.as_str())
                .collect();
            let set = if chosen.is_empty() { say!(BehavioursNobody).to_owned() } else { chosen.join(" ") };
            let hours = hours.map_or("-".to_owned(), |hours| Figure::new(hours, "hours", None).say(hours));
            table.row([set, level(*approval, "share"), level(*wait, "days"), hours]);
        }
        let sentence = say!(BehavioursFront, count = self.found.front.len());
        format!("\n{}{}", screen.prose(&sentence, "", ""), table.render(screen))
    }

    /// Some of the front, evenly, both ends among them.
    fn spread(&self) -> impl Iterator<Item = &crate::results::FrontRow> {
        let all = &self.found.front;
        let shown = all.len().min(MOST_TOLD);
        (0..shown).map(move |at| &all[at * (all.len() - 1) / (shown - 1).max(1)])
    }

    fn warnings(&self) -> Vec<String> {
        let mut all = Vec::new();
        if !self.played.sets.is_exact() {
            all.push(say!(BehavioursSampled, count = self.asked.behaviours));
        }
        all.extend(self.asked.ground.warnings());
        all
    }

    fn headlines(&self) -> Vec<String> {
        let rows = self.found.values("all", "", RESTORED);
        let mut all: Vec<String> = rows.first().and_then(|row| self.of_all(row)).into_iter().collect();
        all.push(self.order());
        all.extend(rows.iter().take(2).filter_map(|row| self.of_one(row)));
        all
    }

    /// In words.
    pub(super) fn text(&self, screen: Screen) -> String {
        let words = Language::default().words();
        let settings = &self.asked.ground.base.settings;
        let head = say!(
            BehavioursHead,
            scenario = settings.name,
            behaviours = self.asked.behaviours,
            sets = self.played.sets.points(),
            steps = self.asked.steps,
            replications = self.played.replications,
            seed = settings.seed,
        );
        let mut text = screen.prose(&head, "", "  ");
        if !self.arguments.set.is_empty() {
            let settings = Catalogue::settings(&self.arguments.set);
            text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
        }
        text.push('\n');
        text += &self.together(screen);
        text.push('\n');
        for line in self.headlines() {
            text += &screen.bold(screen.prose(&line, "", "").trim_end());
            text.push('\n');
        }
        let groups = [self.pairs(), self.by_group(), self.waiting(), self.honest(), self.gaps()];
        for lines in groups.iter().filter(|lines| !lines.is_empty()) {
            text.push('\n');
            for line in lines {
                text += &screen.prose(line, "", "  ");
            }
        }
        text += &self.front(screen);
        text.push('\n');
        text += &screen.prose(&say!(BehavioursFoot, dir = shown(self.dir)), "", "");
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
        let end = |all| self.found.end(all, "all", "", RESTORED);
        let values: Vec<_> = self.found.shapley.iter().filter(|row| row.metric == RESTORED).collect();
        json!({
            "scenario": settings.name,
            "settings_changed": self.arguments.set,
            "headlines": self.headlines(),
            "metric": RESTORED,
            "nobody": end(false),
            "everybody": end(true),
            "shapley": values,
            "pairs": self.pairs(),
            "by_group": self.by_group(),
            "waiting": self.waiting(),
            "honest": self.honest(),
            "gaps": self.found.gaps,
            "prices": self.found.prices,
            "sets": self.played.sets.points(),
            "exact": self.played.sets.is_exact(),
            "seed": settings.seed,
            "replications": self.played.replications,
            "output": shown(self.dir),
            "warnings": self.warnings(),
        })
    }
}

/// The places that a behaviour may have.
fn places(row: &ShapleyRow) -> String {
    match (row.rank_low, row.rank_high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => say!(SensitivityEnds, low = low, high = high),
        _ => "-".to_owned(),
    }
}
