//! What the terminal tells of advice: the answer first, then a small table.

use std::path::Path;

use serde_json::{Value, json};

use super::Advise;
use super::found::{Figures, Found, Kind};
use crate::behaviour::BehaviourSet;
use crate::cli::layout::Table;
use crate::cli::shown;
use crate::cli::terminal::Screen;
use crate::experiment::Advice;
use crate::stats::Estimate;
use crate::words::figures::{Figure, quantity};
use crate::words::{Catalogue, Kind as WordKind, Language, Phrase, say};

/// Rows of cells and of timing that the terminal shows.
const MOST_ROWS: usize = 15;

/// Everything that is said.
pub(super) struct Said<'a> {
    pub(super) asked: &'a Advise,
    pub(super) advice: &'a Advice,
    pub(super) found: &'a Found,
    /// What was changed, as `key=value`.
    pub(super) changed: &'a [String],
    pub(super) dir: &'a Path,
}

/// A share with its half-width, in per cent.
fn share(estimate: &Estimate) -> String {
    let Some(value) = estimate.value else { return "-".to_owned() };
    let half = estimate.interval.map(|ends| ends.half_width());
    let figure = Figure::new(value, "share", half);
    half.map_or_else(
        || figure.say(value),
        |half| format!("{} {}", figure.say(value), figure.half_width(half)),
    )
}

/// A difference of shares in points with its half-width, and a sign.
fn points(estimate: &Estimate) -> String {
    let Some(value) = estimate.value else { return "-".to_owned() };
    let half = estimate.interval.map(|ends| ends.half_width());
    let decimals = half.map_or(1, |half| if 100.0 * half < 1.0 { 2 } else { 1 });
    let text = format!("{:+.decimals$}", 100.0 * value);
    let text = if text.contains(|c: char| matches!(c, '1'..='9')) { text } else { text[1..].to_owned() };
    half.map_or_else(|| text.clone(), |half| format!("{text} ±{:.decimals$}", 100.0 * half))
}

fn days(days: Option<f64>) -> String {
    days.map_or_else(|| say!(AdviseHalfNever).to_owned(), |days| quantity(days, "days"))
}

fn hours(hours: Option<f64>) -> String {
    // Less than three minutes either way are none.
    let none = |hours: f64| if hours.abs() < 0.05 { 0.0 } else { hours };
    hours.map_or_else(|| "-".to_owned(), |hours| format!("{:.1} h", none(hours)))
}

/// In whole yuan.
fn cny(cny: Option<f64>) -> String {
    // Less than half a yuan either way is none.
    let none = |cny: f64| if cny.abs() < 0.5 { 0.0 } else { cny };
    cny.map_or_else(|| "-".to_owned(), |cny| format!("¥{:.0}", none(cny)).replacen("¥-", "-¥", 1))
}

impl Advise {
    /// The names of actions.
    pub(super) fn actions(&self, set: BehaviourSet, between: &str) -> String {
        let names = &self.ground.base.model.config().names;
        set.iter().map(|action| names.behaviour(action)).collect::<Vec<_>>().join(between)
    }

    /// What they are called.
    fn labels(&self, set: BehaviourSet) -> String {
        let names = &self.ground.base.model.config().names;
        let label = |action| {
            Language::default().words().label(WordKind::Behaviour, names.behaviour(action)).to_lowercase()
        };
        set.iter().map(label).collect::<Vec<_>>().join(" + ")
    }

    fn who(&self) -> String {
        if self.who.is_empty() { say!(AdviseAnyone).to_owned() } else { self.who.join(", ") }
    }
}

impl Said<'_> {
    /// The answer.
    fn headline(&self) -> String {
        let kind = &self.found.all;
        let now = share(&kind.before);
        let Some(chosen) = kind.recommended() else {
            return say!(AdviseTooFew, who = self.asked.who(), applicants = kind.applicants);
        };
        if chosen.set == BehaviourSet::NONE {
            return say!(AdviseNothing, who = self.asked.who(), now = now, days = days(kind.days_before));
        }
        say!(
            AdviseGains,
            who = self.asked.who(),
            actions = self.asked.labels(chosen.set),
            gain = points(&chosen.gain).trim_start_matches('+'),
            hours = hours(chosen.hours),
            cny = cny(chosen.cny),
            days = days(chosen.days),
            after = share(&chosen.after),
            without = share(&chosen.without),
            now = now,
            days_now = days(kind.days_before),
        )
    }

    /// What is to be known of the answer: the others that may be as good, and what it does besides.
    fn reservations(&self) -> Vec<String> {
        let kind = &self.found.all;
        let mut all = Vec::new();
        let Some(chosen) = kind.recommended() else { return all };
        let others: Vec<&Figures> =
            kind.figures.iter().filter(|figures| figures.kept && !figures.recommended).collect();
        let hour = quantity(self.asked.hour_cny, "cny");
        all.push(if others.is_empty() {
            say!(AdviseAlone).to_owned()
        } else {
            say!(AdviseAsGood, count = others.len(), hour = hour)
        });
        if let Some(single) = kind.singles.first() {
            let names = |at: &usize| self.asked.labels(kind.figures[*at].set);
            let gain = points(&kind.figures[*single].gain);
            all.push(if kind.singles.len() == 1 {
                say!(AdviseSingle, action = names(single), gain = gain)
            } else {
                let list: Vec<String> = kind.singles.iter().map(names).collect();
                say!(AdviseSingles, actions = list.join(", "))
            });
        }
        if chosen.set != BehaviourSet::NONE {
            all.push(say!(AdviseBad, change = points(&chosen.bad)));
            let worse = chosen.worse_off.map(|share| format!("{:.2}", 100.0 * share));
            all.extend(worse.map(|worse| say!(AdviseWorseOff, worse = worse)));
        }
        all
    }

    /// The actions one by one, and the best sets.
    fn actions(&self, screen: Screen) -> String {
        let kind = &self.found.all;
        let heads = [
            say!(AdviseAction),
            say!(AdviseChance),
            say!(AdviseGain),
            say!(AdviseHours),
            say!(AdviseMoney),
            say!(AdviseDays),
        ];
        let mut table = Table::new(heads);
        let mut shown: Vec<usize> = (1..kind.figures.len())
            .filter(|at| kind.figures[*at].set.iter().count() == 1)
            .chain(kind.best.iter().copied())
            .chain((1..kind.figures.len()).filter(|at| kind.figures[*at].recommended))
            .collect();
        let value = |at: &usize| kind.figures[*at].gain.value.unwrap_or(0.0);
        shown.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cmp(b)));
        shown.dedup();
        for at in [0].into_iter().chain(shown) {
            let Some(figures) = kind.figures.get(at) else { continue };
            let label = if at == 0 { say!(AdviseAsNow).to_owned() } else { self.asked.labels(figures.set) };
            let mark = if figures.recommended { " *" } else { "" };
            table.row([
                label + mark,
                share(&figures.after),
                if at == 0 { "-".to_owned() } else { points(&figures.gain) },
                if at == 0 { "-".to_owned() } else { hours(figures.hours) },
                if at == 0 { "-".to_owned() } else { cny(figures.cny) },
                days(figures.days),
            ]);
        }
        table.render(screen)
    }

    /// The cells, those with most applicants first.
    fn cells(&self, screen: Screen) -> String {
        let mut cells: Vec<&Kind> = self.found.cells.iter().filter(|kind| !kind.figures.is_empty()).collect();
        if cells.len() < 2 {
            return String::new();
        }
        cells.sort_by_key(|kind| std::cmp::Reverse(kind.applicants));
        let names = self.found.table.segments.join(", ");
        let heads =
            [names, say!(AdviseNow).to_owned(), say!(AdviseChance).to_owned(), say!(AdviseDays).to_owned()];
        let mut table = Table::new(heads);
        for kind in cells.iter().take(MOST_ROWS) {
            let Some(chosen) = kind.recommended() else { continue };
            let what = if chosen.set == BehaviourSet::NONE {
                say!(AdviseAsNow).to_owned()
            } else {
                self.asked.actions(chosen.set, "+")
            };
            let label = format!("{}: {what}", kind.values.join(", "));
            table.row([label, share(&kind.before), share(&chosen.after), days(chosen.days)]);
        }
        let mut text = String::from("\n");
        text += &screen.prose(say!(AdviseCells), "", "");
        text += &table.render(screen);
        if cells.len() > MOST_ROWS {
            text += &screen.prose(&say!(AdviseMoreCells, more = cells.len() - MOST_ROWS), "  ", "  ");
        }
        text
    }

    /// What waiting does.
    fn timing(&self, screen: Screen) -> String {
        let Some(first) = self.found.timing.first() else { return String::new() };
        let heads = [say!(AdviseWait), say!(AdviseChance), say!(AdviseAgainst), say!(AdviseDays)];
        let mut table = Table::new(heads);
        for row in &self.found.timing {
            let cause = if row.cause.is_empty() { say!(AdviseAnyCause) } else { &row.cause };
            let interval =
                |low: Option<f64>, high: Option<f64>| Some(crate::stats::Interval { low: low?, high: high? });
            let of = |value, low, high| Estimate { value, std_error: None, interval: interval(low, high) };
            table.row([
                say!(AdviseWaitOf, cause = cause, days = row.wait_days),
                share(&of(row.approval, row.ci_low, row.ci_high)),
                points(&of(row.difference, row.difference_low, row.difference_high)),
                days(row.days),
            ]);
        }
        let mut text = String::from("\n");
        text += &screen.prose(&say!(AdviseTiming, days = first.within_days), "", "");
        text + &table.render(screen)
    }

    fn head(&self) -> String {
        let settings = &self.asked.ground.base.settings;
        let of_all = self.advice.of_kind as f64 / self.advice.applicants.max(1) as f64;
        say!(
            AdviseHead,
            scenario = settings.name,
            who = self.asked.who(),
            share = Figure::new(of_all, "share", Some(0.01)).say(of_all),
            applicants = self.found.all.applicants,
            reported = self.found.reported,
            replications = settings.replications,
            seed = settings.seed,
        )
    }

    fn warnings(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.asked.cut {
            all.push(say!(AdviseLargest, largest = self.asked.largest));
        }
        all.extend(self.asked.ground.warnings());
        all
    }

    /// In words.
    pub(super) fn text(&self, screen: Screen) -> String {
        let words = Language::default().words();
        let mut text = screen.bold(screen.prose(&self.headline(), "", "").trim_end()) + "\n";
        text += &screen.prose(words.text(Phrase::Synthetic), "", "");
        text.push('\n');
        text += &screen.prose(&self.head(), "", "  ");
        if !self.changed.is_empty() {
            let settings = Catalogue::settings(self.changed);
            text += &screen.prose(&words.say(Phrase::SweepChanged, &[("settings", &settings)]), "", "  ");
        }
        text.push('\n');
        text += &self.actions(screen);
        text.push('\n');
        for line in self.reservations() {
            text += &screen.prose(&line, "", "");
        }
        text += &self.cells(screen);
        text += &self.timing(screen);
        text.push('\n');
        let file = shown(&self.dir.join(crate::results::RecourseTable::FILE));
        text += &screen.prose(&say!(AdviseFoot, file = file), "", "");
        let lead = words.text(Phrase::Warning);
        for warning in self.warnings() {
            let prose = screen.prose(&warning, lead, "  ");
            text.push('\n');
            text += &prose.replacen(lead, &screen.careful(lead), 1);
        }
        text
    }

    fn figures(&self, kind: &Kind, figures: &Figures) -> Value {
        let ends = |estimate: &Estimate| estimate.interval.map(|ends| json!([ends.low, ends.high]));
        let names = &self.asked.ground.base.model.config().names;
        json!({
            "actions": figures.set.iter().map(|action| names.behaviour(action)).collect::<Vec<_>>(),
            "approval_before": kind.before.value,
            "approval_after": figures.after.value,
            "interval": ends(&figures.after),
            "approval_without": figures.without.value,
            "gain": figures.gain.value,
            "gain_interval": ends(&figures.gain),
            "days": figures.days,
            "effort_hours": figures.hours,
            "cost_cny": figures.cny,
            "bad_change": figures.bad.value,
            "worse_off_bound": figures.worse_off,
            "kept": figures.kept,
            "recommended": figures.recommended,
        })
    }

    /// For scripts.
    pub(super) fn document(&self) -> Value {
        let settings = &self.asked.ground.base.settings;
        let all = &self.found.all;
        let set = |at: &usize| self.figures(all, &all.figures[*at]);
        let cell = |kind: &Kind| {
            json!({
                "values": kind.values,
                "applicants": kind.applicants,
                "approval_before": kind.before.value,
                "recommended": kind.recommended().map(|figures| self.figures(kind, figures)),
            })
        };
        json!({
            "scenario": settings.name,
            "settings_changed": self.changed,
            "who": self.asked.who,
            "headline": self.headline(),
            "share_of_applicants": self.advice.of_kind as f64 / self.advice.applicants.max(1) as f64,
            "applicants": all.applicants,
            "approval_before": all.before.value,
            "days_before": all.days_before,
            "recommended": all.recommended().map(|figures| self.figures(all, figures)),
            "best_by_size": all.best.iter().map(set).collect::<Vec<_>>(),
            "single_not_told_apart": all.singles.iter().map(set).collect::<Vec<_>>(),
            "sets": all.figures.iter().map(|figures| self.figures(all, figures)).collect::<Vec<_>>(),
            "segments": self.found.table.segments,
            "cells": self.found.cells.iter().map(cell).collect::<Vec<_>>(),
            "timing": self.found.timing,
            "hour_cny": self.asked.hour_cny,
            "shadow_share": self.asked.plan.share,
            "seed": settings.seed,
            "replications": settings.replications,
            "replications_reported": self.found.reported,
            "output": shown(self.dir),
            "warnings": self.warnings(),
        })
    }
}
