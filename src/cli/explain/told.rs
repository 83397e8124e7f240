//! A journey in words.

use super::document::{ApplicationPart, Document, FactorPart, PreparationPart, StationPart};
use super::least::least;
use crate::cli::layout::Table;
use crate::cli::terminal::Screen;
use crate::words::say;

/// A moment to the minute, as a person reads it.
pub(super) fn minute(stamp: &str) -> String {
    stamp.get(..16).unwrap_or(stamp).replace('T', "\u{a0}")
}

/// A number with at most so many decimals, and none that say nothing.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Everything.
pub(super) fn text(document: &Document, screen: Screen) -> String {
    let mut text = screen.bold(
        screen
            .prose(
                &say!(
                    ExplainHead,
                    scenario = document.scenario,
                    case = document.case_id,
                    seed = document.seed,
                    zone = document.time_zone,
                ),
                "",
                "  ",
            )
            .trim_end(),
    );
    text.push('\n');
    if !document.settings_changed.is_empty() {
        let settings = document.settings_changed.join(", ");
        text += &screen.prose(&say!(ExplainChanged, settings = settings), "", "  ");
    }
    text.push('\n');
    let (at, channel) = (minute(&document.restricted_at), document.channel);
    let restricted = say!(
        ExplainRestricted,
        at = at,
        cause = document.cause,
        restriction = document.restriction,
        channel = channel,
    );
    text += &screen.prose(&restricted, "", "");
    let attributes = document.attributes.iter().map(|(name, value)| {
        let value = number(*value, 2);
        format!("{name}\u{a0}{value}")
    });
    let attributes = attributes.collect::<Vec<_>>().join(", ");
    text += &screen.prose(&say!(ExplainOnFile, attributes = attributes), "", "");
    for preparation in &document.preparations {
        text.push('\n');
        text += &screen.prose(&prepares(document, preparation), "", "");
        let filed = document.applications.iter().filter(|filed| filed.attempt == preparation.attempt);
        for application in filed {
            text.push('\n');
            text += &attempt(application, screen);
        }
    }
    text.push('\n');
    text += &end(document, screen);
    text
}

fn prepares(document: &Document, part: &PreparationPart) -> String {
    let belief = match &part.believed_cause {
        Some(cause) if *cause == document.cause => say!(ExplainBelievesRight, cause = cause),
        Some(cause) => say!(ExplainBelievesWrong, cause = cause),
        None => say!(ExplainBelievesNothing).to_owned(),
    };
    let takes_up = part.takes_up.iter().map(|taken| {
        let behaviour = &taken.behaviour;
        match &taken.effective_at {
            Some(at) if taken.awaited => say!(ExplainWorksAwaited, behaviour = behaviour, at = minute(at)),
            Some(at) => say!(ExplainWorksFrom, behaviour = behaviour, at = minute(at)),
            None => say!(ExplainWorksNever, behaviour = behaviour),
        }
    });
    let takes_up = takes_up.collect::<Vec<_>>().join(", ");
    let does = if takes_up.is_empty() {
        say!(ExplainTakesUpNothing).to_owned()
    } else {
        say!(ExplainTakesUp, behaviours = takes_up)
    };
    say!(ExplainPrepares, attempt = part.attempt, at = minute(&part.at), belief = belief, does = does)
}

fn outcome(part: &ApplicationPart) -> String {
    let days = part.decision_working_days.map(|days| say!(ExplainWorkingDays, days = days));
    let days = days.unwrap_or_default();
    match (part.decision, &part.decided_at, &part.withdrawn_at) {
        (Some("approved"), Some(at), _) => say!(ExplainApproved, at = minute(at), days = days),
        (Some(_), Some(at), _) => say!(ExplainRefused, at = minute(at), days = days),
        (_, _, Some(at)) => say!(ExplainWithdrawn, at = minute(at)),
        _ => say!(ExplainPending).to_owned(),
    }
}

fn attempt(part: &ApplicationPart, screen: Screen) -> String {
    let head = say!(
        ExplainAttempt,
        attempt = part.attempt,
        at = minute(&part.submitted_at),
        outcome = outcome(part),
    );
    let mut text = screen.bold(screen.prose(&head, "", "").trim_end());
    text.push('\n');
    let effect = if part.behaviours_in_effect.is_empty() {
        say!(ExplainNothingInEffect).to_owned()
    } else {
        say!(ExplainInEffect, behaviours = part.behaviours_in_effect.join(", "))
    };
    let mut lines = vec![effect];
    lines.extend(part.fast_lane.then(|| say!(ExplainFastLane).to_owned()));
    for line in lines {
        text += &screen.prose(&line, "  ", "  ");
    }
    text += &score(part).render(screen);
    let mut lines = vec![way(part)];
    let asked = part.human_requested_at.as_ref();
    lines.extend(asked.map(|at| say!(ExplainAsked, at = minute(at))));
    lines.extend(part.stations.iter().map(visit));
    if !part.reasons.is_empty() {
        lines.push(say!(ExplainReasons, reasons = part.reasons.join(", ")));
    }
    lines.extend(notice(part));
    for line in lines {
        text += &screen.prose(&line, "  ", "    ");
    }
    if let Some(change) = &part.least_change {
        text += &least(change, part.rule.as_deref(), screen);
    }
    text
}

/// Where the score comes from: factors with their items.
fn score(part: &ApplicationPart) -> Table {
    let heads = [
        say!(ExplainFactor),
        say!(ExplainValue),
        say!(ExplainPoints),
        say!(ExplainOfScore),
        say!(ExplainAtMost),
    ];
    let mut table = Table::new(heads);
    for FactorPart { factor, score, weight, score_points, gain, items } in &part.factors {
        table.row([
            factor.clone(),
            String::new(),
            format!("{score:.2}"),
            format!("{score_points:.1}"),
            format!("{:.1}", 100.0 * weight),
        ]);
        for item in items {
            table.row([
                format!("  {}", item.item),
                number(item.value, 2),
                format!("{:.2}", item.points),
                format!("{:.1}", item.score_points),
                format!("{:.1}", item.most_score_points),
            ]);
        }
        if *gain != 0.0 {
            let of_score = 100.0 * weight * gain;
            let label = format!("  {}", say!(ExplainGain));
            table.row([
                label,
                String::new(),
                format!("{gain:+.2}"),
                format!("{of_score:+.1}"),
                String::new(),
            ]);
        }
    }
    let total = say!(ExplainTotal).to_owned();
    table.row([total, String::new(), String::new(), format!("{:.1}", part.score), "100".to_owned()]);
    table
}

/// The way it took, and by which bound.
fn way(part: &ApplicationPart) -> String {
    let from = part.approve_at.map(|bound| say!(ExplainFrom, bound = number(bound, 2)));
    let below = part.refuse_below.map(|bound| say!(ExplainBelow, bound = number(bound, 2)));
    match part.route {
        "knocked_out" => match &part.rule {
            Some(rule) => say!(ExplainKnockedOut, rule = rule),
            None => say!(ExplainSomeRule).to_owned(),
        },
        "auto_approved" => say!(ExplainAutoApproved, bound = from.unwrap_or_default()),
        "auto_refused" => say!(ExplainAutoRefused, bound = below.unwrap_or_default()),
        _ => {
            let bound = match (part.refuse_below, part.approve_at) {
                (Some(low), Some(high)) => {
                    say!(ExplainBetween, low = number(low, 2), high = number(high, 2))
                }
                _ => String::new(),
            };
            say!(ExplainHuman, bound = bound)
        }
    }
}

fn visit(part: &StationPart) -> String {
    let waiting = part.waiting.unwrap_or(0);
    let came = say!(ExplainCame, station = part.station, at = minute(&part.came_at), waiting = waiting);
    let who = part.resource.clone().unwrap_or_default();
    match (&part.started_at, &part.ended_at, &part.left_at) {
        (_, _, Some(at)) => say!(ExplainLeft, came = came, at = minute(at)),
        (Some(from), Some(until), _) => {
            say!(ExplainServed, came = came, who = who, from = minute(from), until = minute(until))
        }
        (Some(from), None, _) => say!(ExplainStarted, came = came, who = who, from = minute(from)),
        (None, ..) => say!(ExplainStillInLine, came = came),
    }
}

fn notice(part: &ApplicationPart) -> Option<String> {
    let at = minute(part.notified_at.as_ref()?);
    Some(match (part.notice_seen, &part.read_at) {
        (Some(true), _) => say!(ExplainNoticeSeen, at = at),
        (Some(false), Some(read)) => say!(ExplainNoticeMissed, at = at, read = minute(read)),
        _ => say!(ExplainNotice, at = at),
    })
}

fn end(document: &Document, screen: Screen) -> String {
    let fate = match document.fate {
        "restored" => say!(ExplainRestored),
        "refused" => say!(ExplainRefusedForGood),
        "withdrawn" => say!(ExplainWithdrew),
        "dropped_off" => say!(ExplainDroppedOff),
        "gave_up" => say!(ExplainGaveUp),
        "restored_unasked" => say!(ExplainUnasked),
        _ => say!(ExplainPendingEnd),
    };
    let days = number(document.days, 1);
    let ended = say!(ExplainEnd, at = minute(&document.ended_at), fate = fate, days = days);
    let mut text = screen.bold(screen.prose(&ended, "", "").trim_end());
    text.push('\n');
    let spent = say!(
        ExplainSpent,
        hours = number(document.effort_hours, 1),
        cost = number(document.cost_cny, 2),
        arrears = number(document.arrears_cny, 2),
    );
    text += &screen.prose(&spent, "", "");
    if let Some(risk) = document.true_risk {
        let risk = format!("{:.1}%", 100.0 * risk);
        let said =
            if document.bad { say!(ExplainRiskBad, risk = risk) } else { say!(ExplainRiskGood, risk = risk) };
        text += &screen.prose(&said, "", "");
    }
    text += &screen.prose(say!(Synthetic), "", "");
    text
}
