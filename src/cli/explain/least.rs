//! The least change that would have turned a refusal, in words.

use super::told::number;
use super::turned::{
    BehaviourTurnPart, FactorTurnPart, ItemTurnPart, LeastPart, ReadersPart, TogetherTurnPart,
};
use crate::cli::terminal::Screen;
use crate::words::say;

/// Everything that would have turned it, whatever the score if a rule refused it.
pub(super) fn least(part: &LeastPart, rule: Option<&str>, screen: Screen) -> String {
    if !part.repeats {
        return screen.prose(say!(ExplainNotRepeated), "  ", "  ");
    }
    let mut text = screen.prose(say!(ExplainLeast), "  ", "  ");
    let mut lines = Vec::new();
    if part.points.is_empty() {
        lines.push(match rule {
            Some(rule) => say!(ExplainNoPointsRule, rule = rule),
            None => say!(ExplainNoPoints).to_owned(),
        });
    }
    lines.extend(part.points.iter().map(points));
    lines.push(behaviours(&part.behaviours));
    lines.extend(part.together.as_ref().map(together));
    if part.reviewers.is_empty() {
        lines.push(say!(ExplainNoReviewer).to_owned());
    }
    for turn in &part.reviewers {
        let (others, station, count) = (turn.others, &turn.station, turn.approving.len());
        lines.push(if count == 0 {
            say!(ExplainNoOtherReviewer, others = others, station = station)
        } else {
            let names = turn.approving.join(", ");
            say!(ExplainOtherReviewers, count = count, others = others, station = station, names = names)
        });
    }
    if let Some(found) = part.occasions {
        let percent = |share: f64| format!("{:.0}%", 100.0 * share);
        let share = percent(f64::from(found.approving) / f64::from(found.of.max(1)));
        let (low, high) = (percent(found.ci_low), percent(found.ci_high));
        lines.push(say!(ExplainOccasions, share = share, low = low, high = high));
    }
    lines.push(later(part));
    for line in lines {
        text += &screen.prose(&line, "  - ", "    ");
    }
    text
}

/// How many reviewers would approve, where it is not known who reads it.
fn readers(readers: ReadersPart) -> String {
    if readers.of <= 1 {
        return String::new();
    }
    say!(ExplainReaders, approving = readers.approving, of = readers.of)
}

/// A number of the file with as many decimals as tell it from what stood there.
fn told_apart(value: f64, from: f64) -> String {
    let enough = (0..=6).find(|decimals| number(value, *decimals) != number(from, *decimals));
    number(value, enough.map_or(6, |decimals| decimals.max(2)))
}

fn points(turn: &FactorTurnPart) -> String {
    let said = say!(
        ExplainMorePoints,
        factor = turn.factor,
        needed = told_apart(turn.needed, turn.score),
        score = number(turn.score, 2),
        points = told_apart(turn.score_points, 0.0),
        readers = readers(turn.readers),
    );
    let item = |item: &ItemTurnPart| {
        let needed = item.needed_value?;
        let (needed, value) = (told_apart(needed, item.value), number(item.value, 2));
        Some(say!(ExplainItem, item = item.item, needed = needed, value = value))
    };
    let items: Vec<String> = turn.items.iter().filter_map(item).collect();
    if items.is_empty() { said } else { format!("{said} {}", say!(ExplainItems, items = items.join(", "))) }
}

fn behaviours(turns: &[BehaviourTurnPart]) -> String {
    if turns.is_empty() {
        return say!(ExplainNothingLeft).to_owned();
    }
    let turn = |turn: &BehaviourTurnPart| {
        let (behaviour, score) = (&turn.behaviour, format!("{:.1}", turn.score));
        let readers = readers_within(turn.readers);
        if turn.taken_up {
            say!(ExplainOneTakenUp, behaviour = behaviour, score = score, readers = readers)
        } else {
            say!(ExplainOneOf, behaviour = behaviour, score = score, readers = readers)
        }
    };
    let found: Vec<String> = turns.iter().filter(|part| part.turns).map(turn).collect();
    if found.is_empty() {
        let all = turns.iter().map(|turn| turn.behaviour.as_str()).collect::<Vec<_>>().join(", ");
        return say!(ExplainNoBehaviour, behaviours = all);
    }
    say!(ExplainBehaviour, behaviours = found.join("; "))
}

fn together(turn: &TogetherTurnPart) -> String {
    let (score, readers) = (format!("{:.1}", turn.score), readers_within(turn.readers));
    say!(ExplainTogether, behaviours = turn.behaviours.join(", "), score = score, readers = readers)
}

/// The same within brackets.
fn readers_within(readers: ReadersPart) -> String {
    if readers.of <= 1 {
        return String::new();
    }
    say!(ExplainReadersWithin, approving = readers.approving, of = readers.of)
}

fn later(part: &LeastPart) -> String {
    let turn = &part.later;
    if let Some(days) = turn.days {
        let (score, readers) = (format!("{:.1}", turn.score), readers_within(turn.readers));
        return say!(ExplainLater, days = days, score = score, readers = readers);
    }
    let why = turn.rule.as_ref().map(|rule| say!(ExplainStillRule, rule = rule));
    say!(ExplainNoDay, days = turn.most_days, why = why.unwrap_or_default())
}
