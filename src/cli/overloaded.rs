//! Overloads in words: the station, its load, what was seen, why, and what would help.

use std::fmt::Display;

use crate::experiment::{Overload, OverloadReason, OverloadSign};
use crate::words::{Catalogue, Phrase};

/// A warning about stations with more work than their people can do.
pub(super) fn overloaded(words: &Catalogue, overload: &Overload) -> String {
    let names: Vec<String> = overload.stations.iter().map(|name| format!("`{name}`")).collect();
    let phrase = if names.len() == 1 { Phrase::WarningOverloadOne } else { Phrase::WarningOverloadMany };
    let why: Vec<String> = overload.reasons.iter().map(|reason| why(words, reason)).collect();
    let remedy = overload.reasons.first().map_or_else(String::new, |reason| remedy(words, reason));
    let percent = |load: f64| format!("{:.0}", 100.0 * load);
    let load = percent(overload.load);
    let offered = overload.offered.map(percent).filter(|offered| *offered != load);
    let offered = offered
        .map_or_else(String::new, |offered| words.say(Phrase::OverloadOffered, &[("offered", &offered)]));
    let values: [(&str, &dyn Display); 6] = [
        ("names", &names.join(", ")),
        ("load", &load),
        ("offered", &offered),
        ("sign", &sign(words, overload.sign)),
        ("why", &why.join(words.text(Phrase::OverloadAnd))),
        ("remedy", &remedy),
    ];
    words.say(phrase, &values)
}

fn sign(words: &Catalogue, sign: OverloadSign) -> String {
    let between = |phrase, [before, after]: [f64; 2]| {
        words.say(phrase, &[("before", &number(before)), ("after", &number(after))])
    };
    match sign {
        OverloadSign::LineGrows([before, after], days) => words.say(
            Phrase::OverloadLineGrows,
            &[("before", &number(before)), ("after", &number(after)), ("days", &days)],
        ),
        OverloadSign::MoreComeBack(rates) => between(Phrase::OverloadMoreCome, rates),
        OverloadSign::Leave(0.0) => words.text(Phrase::OverloadGrows).to_owned(),
        OverloadSign::Leave(_) => words.text(Phrase::OverloadLeave).to_owned(),
    }
}

fn number(count: f64) -> String {
    if count < 10.0 { format!("{count:.1}") } else { format!("{count:.0}") }
}

fn why(words: &Catalogue, reason: &OverloadReason) -> String {
    let share = |phrase, team: &String, share: f64| {
        words.say(phrase, &[("name", team), ("share", &format!("{:.0}", 100.0 * share))])
    };
    let times = |phrase, station: &String, times: f64| {
        words.say(phrase, &[("name", station), ("times", &format!("{times:.2}"))])
    };
    match reason {
        OverloadReason::Arrivals => words.text(Phrase::OverloadWhyArrivals).to_owned(),
        OverloadReason::Breakdowns(team, part) => share(Phrase::OverloadWhyBreakdowns, team, *part),
        OverloadReason::Availability(team, part) => share(Phrase::OverloadWhyAvailability, team, *part),
        OverloadReason::Absence(team, part) => share(Phrase::OverloadWhyAbsence, team, *part),
        OverloadReason::Adjust(station, factor) => times(Phrase::OverloadWhyAdjust, station, *factor),
        OverloadReason::ServiceWhen(station, factor) => {
            times(Phrase::OverloadWhyServiceWhen, station, *factor)
        }
        OverloadReason::Retrials(station) => words.say(Phrase::OverloadWhyRetrials, &[("name", station)]),
        OverloadReason::Serves(team) => words.say(Phrase::OverloadWhyServes, &[("name", team)]),
    }
}

fn remedy(words: &Catalogue, reason: &OverloadReason) -> String {
    match reason {
        OverloadReason::Arrivals => words.text(Phrase::OverloadRemedyArrivals).to_owned(),
        OverloadReason::Breakdowns(team, _) => words.say(Phrase::OverloadRemedyBreakdowns, &[("name", team)]),
        OverloadReason::Availability(team, _) => {
            words.say(Phrase::OverloadRemedyAvailability, &[("name", team)])
        }
        OverloadReason::Absence(team, _) => words.say(Phrase::OverloadRemedyAbsence, &[("name", team)]),
        OverloadReason::Adjust(..) => words.text(Phrase::OverloadRemedyAdjust).to_owned(),
        OverloadReason::ServiceWhen(..) => words.text(Phrase::OverloadRemedyServiceWhen).to_owned(),
        OverloadReason::Retrials(_) => words.text(Phrase::OverloadRemedyRetrials).to_owned(),
        OverloadReason::Serves(team) => words.say(Phrase::OverloadRemedyServes, &[("name", team)]),
    }
}
