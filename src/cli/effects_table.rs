//! What each behaviour does, in the terminal.

use super::layout::Table;
use super::terminal::Screen;
use crate::experiment::{Effects, Interventions, Reach, Scope, mean_interval};
use crate::observe::Names;
use crate::stats::Moments;
use crate::words::{Catalogue, Kind, Phrase};

const METRIC: &str = "eventual_approval_rate";

/// What each behaviour does to eventual approval, the greatest effect over all applicants first: over all of them and
/// over those it applies to, beside each other where the terminal is wide enough.
pub(super) fn effects(
    words: &Catalogue,
    interventions: &Interventions,
    names: &Names,
    screen: Screen,
) -> String {
    let effects: &Effects = &interventions.effects;
    let (everyone, one) = (words.text(Phrase::EffectsEveryone), words.text(Phrase::EffectsOne));
    let spillover = words.text(Phrase::EffectsSpillover);
    let (all, eligible) = (words.text(Phrase::EffectsAll), words.text(Phrase::EffectsEligible));
    let mut beside = Table::new(["", everyone, one, spillover, everyone, one]);
    let mut over_all = Table::new([all, everyone, one, spillover]);
    let mut over_eligible = Table::new([eligible, everyone, one]);
    for behaviour in effects.ranked() {
        let label = words.label(Kind::Behaviour, names.behaviour(behaviour)).to_owned();
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
        // Both in the same form.
        let stack = [&over_all, &over_eligible].iter().any(|table| !table.fits(screen));
        text += &over_all.render_or_stack(screen, stack);
        text += &over_eligible.render_or_stack(screen, stack);
    }
    let note =
        words.say(Phrase::EffectsNote, &[("replications", &words.replications(interventions.replications))]);
    text + &screen.prose(&note, "  ", "  ")
}

/// A difference of shares in percentage points.
fn points(difference: &Moments) -> String {
    match (difference.mean(), mean_interval(difference)) {
        (Some(mean), Some(interval)) => {
            let half = 100.0 * interval.half_width();
            let decimals = decimals(half);
            format!("{} ±{half:.decimals$}", signed(100.0 * mean, decimals))
        }
        (Some(mean), None) => signed(100.0 * mean, 1),
        (None, _) => "-".to_owned(),
    }
}

/// Decimals that show two significant digits of a half-width in points, one at least and three at most.
fn decimals(half: f64) -> usize {
    if half > 0.0 { (1.0 - half.log10().floor()).clamp(1.0, 3.0) as usize } else { 1 }
}

/// A number with its sign; what rounds to zero has none.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    if text.contains(|c: char| matches!(c, '1'..='9')) { text } else { text[1..].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of two differences the mean is the middle and the half-width 12.706 times the half of their distance.
    #[test]
    fn half_widths_have_two_digits_and_zero_has_no_sign() {
        let said = |one: f64, other: f64| points(&[one, other].into_iter().collect::<Moments>());
        assert_eq!(said(0.01, 0.010_02), "+1.001 ±0.013");
        assert_eq!(said(-0.000_1, 0.000_098), "0.00 ±0.13");
        assert_eq!(said(0.28, 0.29), "+28.5 ±6.4");
        assert_eq!((signed(-0.04, 1), signed(-0.06, 1)), ("0.0".to_owned(), "-0.1".to_owned()));
    }
}
