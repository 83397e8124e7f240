//! What the terminal tells of groups: which differ, at equal risk, by how much, and what changes that.

use std::path::Path;

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Compared, Fairness, Found};
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::terminal::Screen;
use crate::observe::{FAIR_MEASURES, FairMeasure, PATH_KINDS, PATH_STEPS};
use crate::results::{FairnessRow, ScorePathRow};
use crate::stats::{ConfidenceLevel, Estimate, LeftOut};
use crate::words::figures::Figure;
use crate::words::{Catalogue, Kind, Language, Phrase, say};

/// The measures that headlines are about: first-pass and eventual approval.
const HEADLINES: [usize; 2] = [0, 1];
/// The measures of which a table is told: these, days to the decision, and false refusals.
const TOLD: [usize; 4] = [0, 1, 2, 5];
/// The most changes of gaps that are told.
const MOST_CHANGES: usize = 8;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) fairness: &'a Fairness,
    pub(super) found: &'a Found,
    pub(super) rows: &'a [FairnessRow],
    /// What was changed, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) dir: &'a Path,
}

/// The level of each of so many intervals that all of them hold together with 95 %.
fn level_of(family: usize) -> ConfidenceLevel {
    ConfidenceLevel::new(1.0 - 0.05 / family.max(1) as f64).unwrap_or(ConfidenceLevel::NINETY_FIVE)
}

/// A segment and its value as a person says them.
fn group(asked: &Asked, value: usize) -> String {
    let segment = Language::default().words().label(Kind::Segment, &asked.name);
    say!(FairGroup, segment = segment, value = asked.values[value])
}

/// Half of the interval, if zero lies outside of it.
fn told_apart(estimate: &Estimate) -> Option<f64> {
    let ends = estimate.interval?;
    (!ends.contains(0.0)).then(|| ends.half_width())
}

/// A difference with its half-width, marked where it cannot be told from zero.
fn cell(figure: &LeftOut, unit: &str) -> String {
    let estimate = figure.estimate(ConfidenceLevel::NINETY_FIVE);
    let Some(value) = estimate.value else { return "-".to_owned() };
    let half = estimate.interval.map(|ends| ends.half_width());
    let text = Figure::new(value, unit, half).difference(value, half);
    match (half, told_apart(&estimate)) {
        (Some(_), None) => format!("{text} {}", say!(NotSignificant)),
        _ => text,
    }
}

impl Said<'_> {
    fn own(&self) -> &[Compared] {
        self.found.gaps.first().map_or(&[][..], Vec::as_slice)
    }

    fn find(&self, asked: usize, value: usize, measure: usize, at_equal_risk: bool) -> Option<&Compared> {
        self.own().iter().find(|compared| {
            (compared.asked, compared.value, compared.measure, compared.at_equal_risk)
                == (asked, value, measure, at_equal_risk)
        })
    }

    /// Comparisons that headlines are about.
    fn family(&self) -> usize {
        self.fairness.asked.iter().map(|asked| (asked.values.len() - 1) * HEADLINES.len()).sum()
    }

    /// Which groups differ at equal risk, jointly, and that the others cannot be told apart.
    fn headlines(&self) -> Vec<String> {
        let words = Language::default().words();
        let level = level_of(self.family());
        let mut told = Vec::new();
        for (number, asked) in self.fairness.asked.iter().enumerate() {
            let reference = &asked.values[asked.reference];
            let mut differ = 0;
            for measure in HEADLINES {
                for value in asked.others() {
                    let Some(found) = self.find(number, value, measure, true) else { continue };
                    let estimate = found.gap.difference().estimate(level);
                    let Some((value_of, half)) = estimate.value.zip(told_apart(&estimate)) else { continue };
                    differ += 1;
                    let unit = FAIR_MEASURES[measure].unit;
                    let kept = 1.0 - found.gap.excluded.unwrap_or_default();
                    told.push(say!(
                        FairHeadline,
                        metric = words.label(Kind::Metric, FAIR_MEASURES[measure].name),
                        group = group(asked, value),
                        applicants = self.found.applicants[number][value],
                        difference = Figure::new(value_of, unit, Some(half)).difference(value_of, Some(half)),
                        reference = reference,
                        kept = Figure::new(kept, "share", None).say(kept),
                        count = self.family(),
                    ));
                }
            }
            let segment = words.label(Kind::Segment, &asked.name).to_owned();
            let apart = |value: &usize| {
                let found = self.find(number, *value, HEADLINES[0], true);
                found.is_some_and(|found| found.gap.difference().whole().is_none())
            };
            let (apart, common): (Vec<usize>, Vec<usize>) = asked.others().partition(apart);
            if differ < HEADLINES.len() * common.len() {
                told.push(if differ == 0 {
                    say!(FairNobody, segment = segment, reference = reference)
                } else {
                    say!(FairOthers, segment = segment, reference = reference)
                });
            }
            if !apart.is_empty() {
                let values: Vec<&str> = apart.iter().map(|value| asked.values[*value].as_str()).collect();
                let values = values.join(", ");
                told.push(say!(FairApart, segment = segment, values = values, reference = reference));
            }
        }
        told
    }

    /// What behaviours and policies do to the gaps of eventual approval at equal risk, the clearest first, jointly.
    fn changes(&self) -> Vec<String> {
        let of_headlines = |compared: &&Compared| compared.at_equal_risk && compared.measure == HEADLINES[1];
        let all: Vec<_> =
            self.fairness.changed(self.found).filter(|(_, _, compared, _)| of_headlines(compared)).collect();
        let level = level_of(all.len());
        let words = Language::default().words();
        let mut told: Vec<(f64, String)> = Vec::new();
        for (kind, name, compared, [before, after, difference]) in &all {
            let estimate = difference.estimate(level);
            let Some((value, half)) = estimate.value.zip(told_apart(&estimate)) else { continue };
            let asked = &self.fairness.asked[compared.asked];
            let figure = Figure::new(value, "share", Some(half));
            let gap = |gap: &LeftOut| gap.whole().map_or("-".to_owned(), |gap| figure.difference(gap, None));
            let (group, reference) = (group(asked, compared.value), asked.values[asked.reference].as_str());
            let (before, after) = (gap(before), gap(after));
            let difference = figure.difference(value, Some(half));
            let text = if *kind == "behaviour" {
                say!(
                    FairBehaviour,
                    name = words.label(Kind::Behaviour, name),
                    group = group,
                    reference = reference,
                    difference = difference,
                    before = before,
                    after = after
                )
            } else {
                say!(
                    FairVariant,
                    name = name,
                    group = group,
                    reference = reference,
                    difference = difference,
                    before = before,
                    after = after
                )
            };
            told.push((value.abs() / half, text));
        }
        told.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut lines: Vec<String> = told.into_iter().map(|(_, text)| text).take(MOST_CHANGES).collect();
        if !all.is_empty() {
            lines.push(if lines.is_empty() {
                say!(FairNoChange).to_owned()
            } else {
                say!(FairChangesJointly, count = all.len())
            });
        }
        lines
    }

    /// The share that standardising leaves out of first-pass approval, where it is most.
    fn excluded(&self) -> f64 {
        let of_first = self.own().iter().filter(|compared| compared.at_equal_risk && compared.measure == 0);
        of_first.filter_map(|compared| compared.gap.excluded).fold(0.0, f64::max)
    }

    /// A table a measure: each value, and how it differs from the reference.
    fn tables(&self, number: usize, asked: &Asked, screen: Screen) -> String {
        let words = Language::default().words();
        let segment = words.label(Kind::Segment, &asked.name).to_owned();
        let reference = &asked.values[asked.reference];
        let mut text =
            format!("\n{}", screen.prose(&say!(FairTitle, segment = segment, reference = reference), "", ""));
        for measure in TOLD {
            let FairMeasure { name, unit, .. } = FAIR_MEASURES[measure];
            let label =
                words.entry(Kind::Metric, name).map_or(say!(FairRefused), |entry| entry.label.as_str());
            let heads = [label, say!(FairEstimate), say!(FairRaw), say!(FairEqual), say!(FairLeftOut)];
            let mut table = Table::new(heads);
            for value in std::iter::once(asked.reference).chain(asked.others()) {
                let found = |at_equal_risk| self.find(number, value, measure, at_equal_risk);
                let Some(raw) = found(false) else { continue };
                let level = raw.gap.own.estimate(ConfidenceLevel::NINETY_FIVE);
                let half = level.interval.map(|ends| ends.half_width());
                let level = level.value.map(|value| Figure::new(value, unit, half).say(value));
                let mut row = vec![asked.values[value].clone(), level.unwrap_or_else(|| "-".to_owned())];
                if value == asked.reference {
                    row.extend([String::new(), String::new(), String::new()]);
                } else {
                    row.push(cell(&raw.gap.difference(), unit));
                    row.push(found(true).map_or("-".to_owned(), |equal| cell(&equal.gap.difference(), unit)));
                    let excluded = found(true).and_then(|equal| equal.gap.excluded);
                    let said = |share: f64| Figure::new(share, "share", None).say(share);
                    row.push(excluded.map_or("-".to_owned(), said));
                }
                table.row(row);
            }
            text += &table.render(screen);
        }
        text
    }

    /// The scores of everyone who was judged wrongly or rightly, by application.
    fn paths(&self, screen: Screen) -> String {
        let of_all: Vec<&ScorePathRow> = self.found.paths.iter().filter(|row| row.segment == "all").collect();
        let last = of_all.iter().map(|row| row.attempt).max().unwrap_or(0).min(PATH_STEPS as u64);
        let heads = (1..=last).map(|attempt| say!(FairAttempt, attempt = attempt));
        let mut table = Table::new(std::iter::once(say!(FairPaths).to_owned()).chain(heads));
        let labels = [
            say!(FairFalseRefusal),
            say!(FairRightRefusal),
            say!(FairFalseRestoration),
            say!(FairRightRestoration),
        ];
        for (kind, label) in PATH_KINDS.iter().zip(labels) {
            let cells = (1..=last).map(|attempt| {
                let row = of_all.iter().find(|row| row.kind == *kind && row.attempt == attempt);
                let Some((row, score)) = row.and_then(|row| Some((row, row.score?))) else {
                    return "-".to_owned();
                };
                let change = row.change.filter(|_| attempt > 1);
                change.map_or(format!("{score:.1}"), |change| format!("{score:.1} ({change:+.1})"))
            });
            table.row(std::iter::once(label.to_owned()).chain(cells));
        }
        format!("\n{}{}", table.render(screen), screen.prose(say!(FairPathsNote), "", ""))
    }

    fn warnings(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.fairness.replications < 2 {
            all.push(say!(FairOneReplication).to_owned());
        }
        all.extend(self.fairness.ground.warnings());
        all
    }

    /// In words.
    pub(super) fn text(&self, screen: Screen) -> String {
        let words = Language::default().words();
        let settings = &self.fairness.ground.base.settings;
        let names: Vec<&str> = self.fairness.asked.iter().map(|asked| asked.name.as_str()).collect();
        let head = say!(
            FairHead,
            scenario = settings.name,
            segments = names.join(", "),
            replications = settings.replications,
            seed = settings.seed
        );
        let mut text = screen.prose(&head, "", "  ");
        if !self.changed.is_empty() {
            let settings = Catalogue::settings(self.changed);
            text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
        }
        for (number, asked) in self.fairness.asked.iter().enumerate() {
            text += &self.tables(number, asked, screen);
        }
        text += &self.paths(screen);
        text.push('\n');
        for line in self.headlines() {
            text += &screen.bold(screen.prose(&line, "", "").trim_end());
            text.push('\n');
        }
        for line in self.changes() {
            text += &screen.prose(&line, "", "");
        }
        text.push('\n');
        let excluded = Figure::new(self.excluded(), "share", None).say(self.excluded());
        text += &screen.prose(&say!(FairFoot, excluded = excluded, dir = shown(self.dir)), "", "");
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
        let settings = &self.fairness.ground.base.settings;
        let asked = self.fairness.asked.iter().map(|asked| {
            json!({ "segment": asked.name, "values": asked.values, "reference": asked.values[asked.reference] })
        });
        json!({
            "scenario": settings.name,
            "settings_changed": self.changed,
            "by": asked.collect::<Vec<_>>(),
            "headlines": self.headlines(),
            "changes": self.changes(),
            "rows": self.rows,
            "score_paths": self.found.paths,
            "seed": settings.seed,
            "replications": settings.replications,
            "output": shown(self.dir),
            "warnings": self.warnings(),
        })
    }
}
