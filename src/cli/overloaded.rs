//! Overloads in words: the station, its load, what was seen, why, and what would help.

use crate::experiment::{Overload, OverloadReason, OverloadSign};

/// A warning about stations with more work than their people can do.
pub(super) fn overloaded(overload: &Overload) -> String {
    let names: Vec<String> = overload.stations.iter().map(|name| format!("`{name}`")).collect();
    let whose = match names.as_slice() {
        [only] => format!("station {only} is"),
        several => format!("stations {}, which share people, are", several.join(", ")),
    };
    let load = 100.0 * overload.load;
    let sign = sign(overload.sign);
    let why: Vec<String> = overload.reasons.iter().map(why).collect();
    let remedy = overload.reasons.first().map_or_else(String::new, remedy);
    format!("{whose} loaded to {load:.0} %: {sign}, because {}; {remedy}", why.join(", and "))
}

fn sign(sign: OverloadSign) -> String {
    match sign {
        OverloadSign::LineGrows([before, after]) => format!(
            "{} were in line in the middle of the period and {} at its end, and the line grows until applicants \
             leave or stop coming",
            number(before),
            number(after)
        ),
        OverloadSign::MoreComeBack([before, after]) => format!(
            "{} a day came in the middle of the period and {} at its end, as ever more come back",
            number(before),
            number(after)
        ),
        OverloadSign::Leave(0.0) => "the queue grows until applicants leave or stop coming".to_owned(),
        OverloadSign::Leave(_) => "its line is kept short by those who leave it unserved".to_owned(),
    }
}

fn number(count: f64) -> String {
    if count < 10.0 { format!("{count:.1}") } else { format!("{count:.0}") }
}

fn why(reason: &OverloadReason) -> String {
    match reason {
        OverloadReason::Arrivals => "more work comes than there is time on duty".to_owned(),
        OverloadReason::Breakdowns(team, share) => {
            format!("`team.{team}.breakdowns` take {:.0} % of the time on duty", 100.0 * share)
        }
        OverloadReason::Availability(team, share) => {
            format!("`team.{team}.availability` leaves {:.0} % of the time on duty", 100.0 * share)
        }
        OverloadReason::Adjust(station, times) => {
            format!("`adjust` makes services at `{station}` {times:.2} times as long")
        }
        OverloadReason::ServiceWhen(station, times) => {
            format!("`service_when` makes services at `{station}` {times:.2} times as long")
        }
        OverloadReason::Retrials(station) => format!("whoever leaves `{station}` unserved comes back to it"),
        OverloadReason::Serves(team) => format!("`team.{team}.serves` keeps it from some of the cases"),
        OverloadReason::Absence(team, share) => {
            format!("`team.{team}.absence` takes {:.0} % of the days", 100.0 * share)
        }
    }
}

fn remedy(reason: &OverloadReason) -> String {
    match reason {
        OverloadReason::Arrivals => "add people, lengthen shifts, or shorten `service`".to_owned(),
        OverloadReason::Breakdowns(team, _) => {
            format!("shorten `team.{team}.breakdowns.repair`, or add people")
        }
        OverloadReason::Availability(team, _) => format!("raise `team.{team}.availability`, or add people"),
        OverloadReason::Adjust(..) => "lower the factors of `adjust`, or add people".to_owned(),
        OverloadReason::ServiceWhen(..) => "shorten the times of `service_when`, or add people".to_owned(),
        OverloadReason::Retrials(_) => {
            "add people, raise `balk_at`, or let fewer come back by another route".to_owned()
        }
        OverloadReason::Serves(team) => {
            format!("let `team.{team}.serves` hold for more of the cases, or add people for the others")
        }
        OverloadReason::Absence(team, _) => format!("lower `team.{team}.absence`, or add people"),
    }
}
