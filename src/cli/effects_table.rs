//! What each behaviour does, in the terminal.

use super::layout::Table;
use super::terminal::Screen;
use crate::experiment::{Effects, Interventions, Reach, Scope, mean_interval};
use crate::stats::Moments;
use crate::words::{Catalogue, Kind, Phrase};

const METRIC: &str = "eventual_approval_rate";

/// What each behaviour does to eventual approval, the greatest effect over all applicants first: over all of them and
/// over those it applies to, beside each other where the terminal is wide enough.
pub(super) fn effects(words: &Catalogue, interventions: &Interventions, screen: Screen) -> String {
    let effects: &Effects = &interventions.effects;
    let (everyone, one) = (words.text(Phrase::EffectsEveryone), words.text(Phrase::EffectsOne));
    let spillover = words.text(Phrase::EffectsSpillover);
    let (all, eligible) = (words.text(Phrase::EffectsAll), words.text(Phrase::EffectsEligible));
    let mut beside = Table::new(["", everyone, one, spillover, everyone, one]);
    let mut over_all = Table::new([all, everyone, one, spillover]);
    let mut over_eligible = Table::new([eligible, everyone, one]);
    for behaviour in effects.ranked() {
        let label = words.label(Kind::Behaviour, behaviour.name()).to_owned();
        let effect = |scope, reach| {
            let found = effects.find(behaviour, scope, reach, METRIC);
            found.map_or("-".to_owned(), |effect| points(&effect.difference))
        };
        let spilled = effects.spillover(behaviour, Reach::All, METRIC);
        let of_all = [
            effect(Scope::Everyone, Reach::All),
            effect(Scope::One, Reach::All),
            spilled.map_or("-".to_owned(), |spillover| points(&spillover.difference)),
        ];
        let of_eligible = [effect(Scope::Everyone, Reach::Eligible), effect(Scope::One, Reach::Eligible)];
        let name = || std::iter::once(label.clone());
        beside.row(name().chain(of_all.clone()).chain(of_eligible.clone()));
        over_all.row(name().chain(of_all));
        over_eligible.row(name().chain(of_eligible));
    }
    let metric = words.label(Kind::Metric, METRIC).to_lowercase();
    let mut text =
        format!("\n{}", screen.prose(&words.say(Phrase::EffectsTitle, &[("metric", &metric)]), "", ""));
    if beside.width() <= screen.width {
        // Each title ends where its group of columns ends.
        let until = over_all.width();
        let right = beside.width() - until;
        text += &screen.bold(format!("{all:>until$}{eligible:>right$}").trim_end());
        text += "\n";
        text += &beside.render(screen);
    } else {
        text += &over_all.render(screen);
        text += &over_eligible.render(screen);
    }
    let note = words.say(Phrase::EffectsNote, &[("replications", &interventions.replications)]);
    text + &screen.prose(&note, "  ", "  ")
}

/// A difference of shares in percentage points.
fn points(difference: &Moments) -> String {
    match (difference.mean(), mean_interval(difference)) {
        (Some(mean), Some(interval)) => format!("{:+.1} ±{:.1}", 100.0 * mean, 100.0 * interval.half_width()),
        (Some(mean), None) => format!("{:+.1}", 100.0 * mean),
        (None, _) => "-".to_owned(),
    }
}
